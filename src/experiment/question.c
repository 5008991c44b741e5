/* experiment/question.c - keys of items from runs, and answers judged by them. */
#include "experiment/question.h"

#include <math.h>
#include <string.h>

#include "base/number_words.h"
#include "base/utf8.h"
#include "trace/sentence.h"

#define FEW 50.0 /* a count below is exact where no tolerance is written */
#define USUAL_TOLERANCE .02

/* ---- where ---- */

void
question_place(const struct lesson *lesson, const struct lesson_item *item, bool twin,
    struct question_place *place)
{
	*place = (struct question_place){ .scenario = item->scenario,
		.designs = item->design ? &item->design : NULL,
		.design_count = item->design != NULL,
		.at = item->at,
		.at_mark = item->at_mark };
	for (uint32_t s = 0; s < lesson->step_count; s++) {
		const struct lesson_step *step = &lesson->steps[s];

		for (uint32_t a = 0; a < step->ask_count; a++) {
			if (!str_equal(step->ask[a], item->id) || !step->scenario ||
			    step->kind == STEP_EXPLAIN)
				continue;
			if (twin && !str_equal(step->scenario, item->scenario))
				continue; /* the twin is of the item's own scenario */
			place->scenario = step->scenario;
			if (!item->design) {
				place->designs = step->designs;
				place->design_count = step->design_count;
			}
			place->until = step->until;
			place->until_mark = step->until_mark;
			place->before_until = !item->at;
			s = lesson->step_count - 1;
			break;
		}
	}
	if (twin && item->twin.design) {
		place->designs = &item->twin.design;
		place->design_count = 1;
	}
}

struct runset_request
question_request(const struct lesson *lesson, const struct lesson_item *item,
    const struct question_place *place, const struct isomorph *isomorph, struct arena *arena)
{
	struct runset_request request = { .source = place->scenario
						   ? lesson_scenario(lesson, place->scenario)
						   : NULL,
		.designs = place->design_count ? place->designs : NULL,
		.design_count = place->design_count,
		.has_seed = isomorph->has_seed,
		.seed = isomorph->seed,
		.keep = true };
	const struct node *set = isomorph->twin ? item->twin.set : NULL;
	struct setting *names, *all;
	uint32_t count = isomorph_settings(request.source, isomorph->names, arena, &names);

	all = arena_array(arena, count + (set ? set->count : 0) + 1, sizeof *all);
	for (uint32_t i = 0; i < count; i++)
		all[i] = names[i];
	for (const struct node *row = set ? set->first : NULL; row; row = row->next)
		all[count++] = (struct setting){ .path = row->key, .value = row };
	request.settings = all;
	request.setting_count = count;
	return request;
}

/* ---- keys ---- */

struct asked {
	struct runset *set;
	const struct lesson_item *item;
	struct arena *arena;
	struct findings *findings;
	struct question_key *key;
};

/* A value of the run; false: it cannot be told. */
static bool
value_of(struct asked *asked, const char *text, struct mark mark, struct expr_value *value)
{
	bool ok;

	if (!asked->set || !text)
		return false;
	*value = runset_evaluate(
	    asked->set, text, mark, asked->item->design, asked->arena, asked->findings, &ok);
	return ok && value->known && !value->missing;
}

static bool
holds(struct asked *asked, const struct lesson_option *option)
{
	struct expr_value value;

	if (!asked->item->basis_engine || !option->holds)
		return option->is_key;
	return value_of(asked, option->holds, option->holds_mark, &value) && value.truth;
}

static void
key_of_choice(struct asked *asked)
{
	for (uint32_t i = 0; i < asked->item->option_count && asked->key->option < 0; i++)
		if (holds(asked, &asked->item->options[i]))
			asked->key->option = (int)i;
	asked->key->known = asked->key->option >= 0;
	if (asked->key->known)
		asked->key->text = asked->item->options[asked->key->option].text;
}

static void
key_of_multi(struct asked *asked)
{
	struct str text = STR_INIT;

	for (uint32_t i = 0; i < asked->item->option_count; i++)
		if (holds(asked, &asked->item->options[i])) {
			asked->key->bits |= 1u << i;
			str_printf(&text, "%s%u", text.length ? " and " : "", i + 1);
		}
	asked->key->known = asked->key->bits != 0;
	asked->key->text = arena_strdup(asked->arena, text.text);
	str_release(&text);
}

/* The run of the design that the item is about, else the first. */
static uint32_t
run_of(const struct asked *asked)
{
	for (uint32_t i = 0; asked->item->design && i < asked->set->run_count; i++)
		if (str_equal(asked->set->runs[i].design, asked->item->design))
			return i;
	return 0;
}

/* A moment as the number of the event that it lies behind. */
static bool
event_of(struct asked *asked, const char *text, struct mark mark, uint32_t *event)
{
	uint32_t position;
	uint64_t at_ns;

	if (!asked->set || !text ||
	    !runset_moment(
		asked->set, run_of(asked), text, mark, &position, &at_ns, asked->findings) ||
	    position == 0)
		return false;
	*event = position - 1;
	return true;
}

/* Rows sorted by their moments; cited ones stand in the order in which they were written. */
static void
key_of_order(struct asked *asked)
{
	const struct lesson_item *item = asked->item;
	struct question_key *key = asked->key;
	struct str text = STR_INIT;
	uint32_t at[LIMIT_OPTIONS];

	key->known = true;
	for (uint32_t i = 0; i < item->option_count; i++) {
		uint32_t row = i;

		at[i] = item->basis_engine ? 0 : item->options[i].mark.line * 1000u +
						     item->options[i].mark.column;
		if (item->basis_engine &&
		    !event_of(asked, item->options[i].at, item->options[i].at_mark, &at[i]))
			key->known = false;
		for (; row > 0 && at[key->order[row - 1]] > at[i]; row--)
			key->order[row] = key->order[row - 1];
		key->order[row] = (uint8_t)i;
	}
	for (uint32_t i = 1; i < item->option_count; i++)
		if (at[key->order[i]] == at[key->order[i - 1]])
			key->known = false; /* two of them are one event */
	for (uint32_t i = 0; i < item->option_count; i++)
		str_printf(&text, "%s%u", i ? ", then " : "", key->order[i] + 1);
	key->text = arena_strdup(asked->arena, text.text);
	str_release(&text);
}

static enum quantity_kind
kind_of(enum expr_type type)
{
	return type == EXPR_DURATION ? QUANTITY_DURATION
	       : type == EXPR_BYTES  ? QUANTITY_BYTES
	       : type == EXPR_RATE   ? QUANTITY_RATE
				     : QUANTITY_PLAIN;
}

/* The unit that is meant where none is typed, as a factor; 1 for "people". */
static double
unit_factor(const struct lesson_item *item, enum quantity_kind kind)
{
	struct quantity unit;
	struct str text = STR_INIT;
	double factor = 1;

	if (item->unit) {
		str_printf(&text, "1 %s", item->unit);
		if (units_read_quantity(text.text, &unit) && unit.kind == kind)
			factor = unit.number;
		str_release(&text);
	}
	return factor;
}

const char *
question_number(const struct lesson_item *item, const struct question_key *key, double number,
    struct arena *arena)
{
	double factor = unit_factor(item, key->kind);
	struct str text = STR_INIT;
	const char *copy;

	if (!item->unit && key->kind == QUANTITY_DURATION)
		units_print_duration(&text, (uint64_t)number);
	else if (!item->unit && key->kind == QUANTITY_BYTES)
		units_print_bytes(&text, (uint64_t)number);
	else
		str_printf(&text, "%.6g%s%s", number / factor, item->unit ? " " : "",
		    item->unit ? item->unit : "");
	copy = arena_strdup(arena, text.text);
	str_release(&text);
	return copy;
}

static void
read_tolerance(struct asked *asked)
{
	const struct lesson_item *item = asked->item;
	struct question_key *key = asked->key;
	struct quantity quantity;

	key->share = true;
	key->tolerance = USUAL_TOLERANCE;
	if (item->tolerance && units_read_quantity(item->tolerance, &quantity)) {
		key->share = quantity.kind == QUANTITY_SHARE;
		key->tolerance = quantity.number;
		if (quantity.kind == QUANTITY_PLAIN)
			key->tolerance *= unit_factor(item, key->kind);
	} else if (key->kind == QUANTITY_PLAIN && fabs(key->number) < FEW &&
		   key->number == floor(key->number)) {
		key->share = false;
		key->tolerance = 0;
	}
}

static void
key_of_number(struct asked *asked)
{
	const struct lesson_item *item = asked->item;
	struct question_key *key = asked->key;
	struct expr_value value;
	struct quantity cited;

	if (!item->basis_engine) {
		key->known = item->answer && units_read_quantity(item->answer, &cited);
		key->number = key->known ? cited.number : 0;
		key->kind = key->known ? cited.kind : QUANTITY_PLAIN;
	} else {
		key->known = value_of(asked, item->answer, item->answer_mark, &value);
		key->number = key->known ? value.number : 0;
		key->kind = key->known ? kind_of(value.type) : QUANTITY_PLAIN;
	}
	for (uint32_t i = 0; i < item->option_count; i++) {
		const struct lesson_option *option = &item->options[i];

		key->numbers[i] = nan("");
		if (!item->basis_engine && option->value &&
		    units_read_quantity(option->value, &cited))
			key->numbers[i] = cited.number;
		else if (value_of(asked, option->value, option->value_mark, &value))
			key->numbers[i] = value.number;
	}
	read_tolerance(asked);
	key->text = question_number(item, key, key->number, asked->arena);
}

static void
key_of_fill(struct asked *asked)
{
	const struct lesson_item *item = asked->item;
	struct question_key *key = asked->key;
	struct expr_value value;
	struct str text = STR_INIT;

	if (item->basis_engine) {
		key->known = value_of(asked, item->answer, item->answer_mark, &value);
		if (key->known)
			expr_value_print(&asked->set->runs[run_of(asked)].trace, &value, &text);
		key->text = arena_strdup(asked->arena, text.text);
	} else {
		key->known = item->accept_count > 0;
		key->text = key->known ? item->accept[0] : "";
	}
	str_release(&text);
}

static void
key_of_mark(struct asked *asked)
{
	const struct lesson_item *item = asked->item;
	struct question_key *key = asked->key;

	key->known = event_of(asked, item->answer, item->answer_mark, &key->event);
	for (uint32_t i = 0; i < item->option_count; i++)
		if (!event_of(asked, item->options[i].at, item->options[i].at_mark,
			&key->events[i]))
			key->events[i] = NONE32;
	if (key->known)
		key->text = arena_printf(asked->arena, "event %u", key->event);
}

void
question_key(struct runset *set, const struct lesson_item *item, struct arena *arena,
    struct findings *findings, struct question_key *key)
{
	struct asked asked = { set, item, arena, findings, key };

	*key = (struct question_key){ .option = -1, .event = NONE32, .text = "" };
	switch (item->kind) {
	case ITEM_CHOICE: key_of_choice(&asked); break;
	case ITEM_MULTI: key_of_multi(&asked); break;
	case ITEM_NUMBER: key_of_number(&asked); break;
	case ITEM_ORDER: key_of_order(&asked); break;
	case ITEM_FILL: key_of_fill(&asked); break;
	case ITEM_MARK_EVENT: key_of_mark(&asked); break;
	case ITEM_WHAT_NEXT:
		for (uint32_t i = 0; i < item->option_count; i++)
			if (!item->options[i].design && !item->options[i].set)
				key->option = (int)i;
		key->known = key->option >= 0;
		if (key->known && item->options[key->option].text)
			key->text = item->options[key->option].text;
		break;
	case ITEM_KIND_COUNT: break;
	}
}

/* ---- answers ---- */

/* The numbers of options in `given`, from 1, each once; returns how many, 0: it is no such list. */
static uint32_t
read_rows(const char *given, uint32_t option_count, uint8_t rows[LIMIT_OPTIONS])
{
	uint32_t count = 0, seen = 0;

	for (; *given; given++) {
		uint32_t row = (uint32_t)(*given - '1');

		if (*given == ' ' || *given == ',')
			continue;
		if (*given < '1' || row >= option_count || (seen & 1u << row))
			return 0;
		seen |= 1u << row;
		rows[count++] = (uint8_t)row;
	}
	return count;
}

static bool
judge_rows(const struct lesson_item *item, const struct question_key *key, const char *given,
    struct judged *judged)
{
	uint8_t rows[LIMIT_OPTIONS];
	uint32_t count = read_rows(given, item->option_count, rows), bits = 0;

	if (!count)
		return false;
	switch ((int)item->kind) {
	case ITEM_MULTI:
		for (uint32_t i = 0; i < count; i++) {
			bits |= 1u << rows[i];
			if (!(key->bits & 1u << rows[i]) && judged->option < 0)
				judged->option = rows[i];
		}
		judged->right = bits == key->bits;
		return true;
	case ITEM_ORDER:
		if (count != item->option_count)
			return false;
		judged->right = memcmp(rows, key->order, count) == 0;
		return true;
	default:
		if (count != 1)
			return false;
		judged->right = rows[0] == key->option;
		judged->option = rows[0];
		return true;
	}
}

static bool
near(const struct question_key *key, double given, double number)
{
	double room = key->share ? fabs(number) * key->tolerance : key->tolerance;

	return fabs(given - number) <= room + 1e-9 * fabs(number);
}

/* Words behind a count: its unit, or "of them"; nothing that would make another number of it. */
static bool
may_follow(const struct lesson_item *item, const struct question_key *key, const char *words)
{
	static const char *const numbers[] = { "hundred", "thousand", "million", "billion",
		"dozen" };
	size_t length = strlen(words);

	if (item->unit && str_equal(words, item->unit))
		return true;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strstr(words, numbers[i]))
			return false;
	return key->kind == QUANTITY_PLAIN && length > 2 &&
	       strspn(words, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ") == length;
}

/* "250 people", "about a quarter", "twenty-five", "1,5 ms". */
static bool
read_given(const struct lesson_item *item, const struct question_key *key, const char *given,
    struct quantity *quantity)
{
	struct str text = STR_INIT;
	bool read = number_words_read(given, &text);
	size_t digits;

	read = read && text.length > 0;
	if (read && !units_read_quantity(text.text, quantity)) {
		digits = strspn(text.text, "0123456789., ");
		while (digits && text.text[digits - 1] == ' ')
			digits--;
		read = digits > 0 && text.text[digits] == ' ' &&
		       may_follow(item, key, text.text + digits + 1);
		text.text[digits] = '\0';
		read = read && units_read_quantity(text.text, quantity);
	}
	str_release(&text);
	return read;
}

static bool
judge_number(const struct lesson_item *item, const struct question_key *key, const char *given,
    struct judged *judged)
{
	struct quantity quantity;
	double factor = unit_factor(item, key->kind), best = HUGE_VAL;
	bool per_cent = item->unit && str_equal(item->unit, "%");

	if (!read_given(item, key, given, &quantity))
		return false;
	if (quantity.kind == QUANTITY_PLAIN)
		quantity.number *= factor;
	else if (quantity.kind != key->kind &&
		 !(quantity.kind == QUANTITY_SHARE && key->kind == QUANTITY_PLAIN))
		return false;
	else if (quantity.kind == QUANTITY_SHARE && key->kind == QUANTITY_PLAIN && !per_cent &&
		 (item->unit || key->number > 1))
		return false; /* a quarter of what?  A count is asked for */
	else if (quantity.kind == QUANTITY_SHARE && per_cent)
		quantity.number *= 100; /* asked in per cent: the run's number is one too */
	judged->right = near(key, quantity.number, key->number);
	for (uint32_t i = 0; i < item->option_count && !judged->right; i++) {
		double off = fabs(quantity.number - key->numbers[i]);

		if (!isnan(key->numbers[i]) && near(key, quantity.number, key->numbers[i]) &&
		    off < best) {
			best = off;
			judged->option = (int)i;
		}
	}
	return true;
}

/* Lower case, spaces and marks around left out. */
static void
plain_word(const char *text, struct str *out)
{
	for (; *text; text++) {
		char c = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
		bool mark = strchr(" .,;:!?\"'`", c) != NULL;

		if (mark && (out->length == 0 || out->text[out->length - 1] == ' '))
			continue;
		str_add_char(out, mark ? ' ' : c);
	}
	while (out->length && out->text[out->length - 1] == ' ')
		out->text[--out->length] = '\0';
}

/* One letter too many, too few, another, or two exchanged: in a word long enough to bear it. */
static bool
one_slip(const char *a, const char *b)
{
	size_t left = strlen(a), right = strlen(b), i = 0;

	if (left > right)
		return one_slip(b, a);
	if (left < 5 || right - left > 1)
		return false;
	while (i < left && a[i] == b[i])
		i++;
	if (right > left)
		return strcmp(a + i, b + i + 1) == 0;
	if (i + 1 < left && a[i] == b[i + 1] && a[i + 1] == b[i])
		return strcmp(a + i + 2, b + i + 2) == 0;
	return i < left && strcmp(a + i + 1, b + i + 1) == 0;
}

static bool
same_word(const char *given, const char *wanted)
{
	struct str a = STR_INIT, b = STR_INIT;
	bool same, digits;

	plain_word(given, &a);
	plain_word(wanted, &b);
	digits = strpbrk(b.text, "0123456789") != NULL;
	same = str_equal(a.text, b.text) || (!digits && one_slip(a.text, b.text));
	str_release(&a);
	str_release(&b);
	return same;
}

static bool
judge_word(const struct lesson_item *item, const struct question_key *key, const char *given,
    struct judged *judged)
{
	struct str word = STR_INIT;
	bool any;

	plain_word(given, &word);
	any = word.length > 0;
	str_release(&word);
	if (!any)
		return false;
	judged->right = same_word(given, key->text);
	for (uint32_t i = 0; i < item->accept_count && !judged->right; i++)
		judged->right = same_word(given, item->accept[i]);
	for (uint32_t i = 0; i < item->option_count && !judged->right; i++)
		if (item->options[i].text && same_word(given, item->options[i].text))
			judged->option = (int)i;
	return true;
}

static bool
judge_mark(const struct lesson_item *item, const struct question_key *key, const char *given,
    struct judged *judged)
{
	uint64_t event;

	if (!units_read_integer(given, &event) || event >= NONE32)
		return false;
	judged->right = event == key->event;
	for (uint32_t i = 0; i < item->option_count && !judged->right; i++)
		if (key->events[i] == event)
			judged->option = (int)i;
	return true;
}

bool
question_judge(const struct lesson_item *item, const struct question_key *key, const char *given,
    struct judged *judged)
{
	*judged = (struct judged){ .option = -1 };
	switch (item->kind) {
	case ITEM_CHOICE:
	case ITEM_MULTI:
	case ITEM_ORDER:
	case ITEM_WHAT_NEXT: return judge_rows(item, key, given, judged);
	case ITEM_NUMBER: return judge_number(item, key, given, judged);
	case ITEM_FILL: return judge_word(item, key, given, judged);
	case ITEM_MARK_EVENT: return judge_mark(item, key, given, judged);
	case ITEM_KIND_COUNT: break;
	}
	return false;
}

/* ---- what comes next ---- */

/* The sentence of what happens after `position`, or at the item's "answer". */
static const char *
next_sentence(struct runset *set, const struct lesson_item *item, uint32_t position,
    struct arena *arena, struct findings *findings)
{
	const struct trace *trace = &set->runs[0].trace;
	struct str sentence = STR_INIT;
	const char *copy;
	uint64_t at_ns;
	char *end;

	if (item->answer) {
		if (!runset_moment(set, 0, item->answer, item->answer_mark, &position, &at_ns,
			findings) ||
		    position == 0)
			return NULL;
		position--;
	}
	while (position < trace->event_count && event_kinds[trace->events[position].kind].minor)
		position++;
	if (position >= trace->event_count)
		return NULL;
	sentence_event(trace, position, &sentence);
	end = strstr(sentence.text, ". ");
	if (end) /* what matters beside it would tell which world it is of */
		end[1] = '\0';
	copy = arena_strdup(arena, sentence.text);
	str_release(&sentence);
	return copy;
}

static const char *
world_sentence(const struct lesson *lesson, const struct lesson_item *item,
    const struct question_place *place, const struct isomorph *isomorph,
    const struct lesson_option *option, struct arena *arena, struct findings *findings)
{
	struct question_place other = *place;
	struct lesson_item moved = *item;
	struct isomorph world = *isomorph;
	struct runset_request request;
	const char *text = NULL, *at = option->at ? option->at : place->at;
	struct runset set;
	uint32_t position = 0;
	uint64_t at_ns;

	if (option->design) {
		other.designs = &option->design;
		other.design_count = 1;
	}
	world.twin = true; /* the option's settings take the place of a twin's */
	moved.twin = (struct lesson_twin){ .set = option->set };
	request = question_request(lesson, &moved, &other, &world, arena);
	if (!request.source)
		return NULL;
	if (runset_run(&set, &request, findings)) {
		if (!at && place->before_until)
			at = place->until;
		if (!at || runset_moment(&set, 0, at, option->at ? option->at_mark : item->at_mark,
			       &position, &at_ns, findings))
			text = next_sentence(&set, item,
			    at == place->until && position ? position - 1 : position, arena,
			    findings);
	}
	runset_release(&set);
	return text;
}

bool
question_worlds(const struct lesson *lesson, const struct lesson_item *item,
    const struct question_place *place, const struct isomorph *isomorph, struct arena *arena,
    const char *texts[LIMIT_OPTIONS], struct findings *findings)
{
	size_t before = findings->errors;

	for (uint32_t i = 0; i < item->option_count && i < LIMIT_OPTIONS; i++) {
		const struct lesson_option *option = &item->options[i];

		texts[i] =
		    world_sentence(lesson, item, place, isomorph, option, arena, findings);
		if (!texts[i] && findings->errors == before)
			findings_error(findings, option->mark, "not-decided",
			    "in this world the moment does not come");
		for (uint32_t k = 0; k < i && texts[i]; k++)
			if (texts[k] && str_equal(texts[i], texts[k]))
				findings_error(findings, option->mark, "key-twice",
				    "in this world the run goes on as in that at line %u: %s",
				    item->options[k].mark.line, texts[i]);
	}
	return findings->errors == before;
}
