/* experiment/challenge.c - what a challenge allows, whether its goal holds, the shortest way. */
#include "experiment/challenge.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/digest.h"
#include "experiment/ensemble.h"
#include "model/schema.h"

/* ---- allow ---- */

/* A list of scalars as texts; one alone is a list of one.  False after a finding. */
static bool
read_texts(const struct node *node, struct arena *arena, const char ***texts, uint32_t *count,
    struct findings *findings)
{
	const struct node *first = node->kind == NODE_LIST ? node->first : node;

	*count = 0;
	*texts = arena_array(arena, node->count + 1, sizeof **texts);
	for (const struct node *at = first; at; at = node->kind == NODE_LIST ? at->next : NULL) {
		if (at->kind != NODE_SCALAR)
			return findings_error(findings, at->mark, "wrong-type",
			    "a word or a figure is wanted here");
		(*texts)[(*count)++] = at->text;
	}
	return true;
}

static bool
unknown_move(const struct node *node, struct findings *findings)
{
	const char *known[64];

	for (uint32_t i = 0; i < move_row_count; i++)
		known[i] = move_rows[i].word;
	findings_error(findings, node->mark, "unknown-move", "no move \"%s\"", node->text);
	if (str_nearest(node->text, known, move_row_count))
		findings_advise(findings, "Did you mean \"%s\"?",
		    str_nearest(node->text, known, move_row_count));
	return false;
}

static bool
read_move(const struct node *node, struct arena *arena, struct challenge_rule *rule,
    struct findings *findings)
{
	const struct node *word = node->kind == NODE_SCALAR ? node : node_get(node, "do");
	const struct node *on = node_get(node, "on"), *with = node_get(node, "with");

	rule->move = word && word->kind == NODE_SCALAR ? move_find(word->text) : -1;
	if (rule->move < 0)
		return word && word->kind == NODE_SCALAR
			   ? unknown_move(word, findings)
			   : findings_error(findings, node->mark, "missing-key",
				 "a move is a word, or has \"do\"");
	for (const struct node *key = node->kind == NODE_MAP ? node->first : NULL; key;
	     key = key->next)
		if (key != word && key != on && key != with)
			return findings_error(findings, key->key_mark, "unknown-key",
			    "a move takes \"do\", \"on\" and \"with\", not \"%s\"", key->key);
	if (with && !move_rows[rule->move].choice_key)
		return findings_error(findings, with->key_mark, "unknown-key",
		    "\"%s\" has no figure to choose", move_rows[rule->move].word);
	return (!on || read_texts(on, arena, &rule->targets, &rule->target_count, findings)) &&
	       (!with ||
		   read_texts(with, arena, &rule->choices, &rule->choice_count, findings));
}

static bool
read_setting(const struct node *node, struct arena *arena, struct challenge_rule *rule,
    struct findings *findings)
{
	const struct node *set = node_get(node, "set"), *to = node_get(node, "to");

	rule->move = -1;
	if (set->kind != NODE_SCALAR || !schema_find(set->text))
		return findings_error(findings, set->mark, "unknown-key", "no setting \"%s\"",
		    set->text ? set->text : "");
	if (!to)
		return findings_error(findings, node->mark, "missing-key",
		    "\"set\" needs \"to\": the values that may be chosen");
	rule->path = set->text;
	return read_texts(to, arena, &rule->values, &rule->value_count, findings);
}

bool
challenge_read(const struct lesson *lesson, const struct lesson_step *step, struct arena *arena,
    struct challenge *challenge, struct findings *findings)
{
	const struct node *allow = step->allow;
	bool any = !allow || (allow->kind == NODE_SCALAR && str_equal(allow->text, "any"));
	uint32_t errors = (uint32_t)findings->errors;

	memset(challenge, 0, sizeof *challenge);
	challenge->step = step;
	challenge->runs_max = CHALLENGE_RUNS_MAX;
	challenge->source = lesson_scenario(lesson, step->scenario);
	if (!challenge->source)
		return false; /* told where it is named */
	challenge->designs = step->design_count ? step->designs : challenge->source->designs;
	challenge->design_count =
	    step->design_count ? step->design_count : challenge->source->design_count;
	if (step->price && !price_read(step->price, &challenge->prices, findings))
		return false;
	challenge->prices.budget = step->budget;
	challenge->rules = arena_array(
	    arena, any ? move_row_count : allow->count + 1, sizeof *challenge->rules);
	for (uint32_t i = 0; any && i < move_row_count; i++)
		challenge->rules[challenge->rule_count++].move = (int)i;
	if (any)
		return true;
	if (allow->kind == NODE_MAP)
		return findings_error(findings, allow->mark, "wrong-type",
		    "\"allow\" is a list of moves, or any");
	for (const struct node *at = allow->kind == NODE_LIST ? allow->first : allow; at;
	     at = allow->kind == NODE_LIST ? at->next : NULL) {
		struct challenge_rule *rule = &challenge->rules[challenge->rule_count++];

		if (at->kind == NODE_MAP && node_get(at, "set"))
			(void)read_setting(at, arena, rule, findings);
		else
			(void)read_move(at, arena, rule, findings);
	}
	return findings->errors == errors;
}

static bool
among(const char *text, const char *const *texts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (str_equal(texts[i], text))
			return true;
	return count == 0;
}

bool
challenge_permits(
    const struct challenge *challenge, int move, const char *target, const char *choice)
{
	for (uint32_t i = 0; i < challenge->rule_count; i++) {
		const struct challenge_rule *rule = &challenge->rules[i];

		if (rule->move == move && (!target || among(target, rule->targets,
		    rule->target_count)) && (!choice || among(choice, rule->choices,
		    rule->choice_count)))
			return true;
	}
	return false;
}

bool
challenge_permits_setting(const struct challenge *challenge, const char *path, const char *value)
{
	for (uint32_t i = 0; i < challenge->rule_count; i++)
		if (challenge->rules[i].move < 0 && str_equal(challenge->rules[i].path, path) &&
		    among(value, challenge->rules[i].values, challenge->rules[i].value_count))
			return true;
	return false;
}

/* ---- the goal ---- */

static struct runset_request
request_of(const struct challenge *challenge, const struct attempt *attempt)
{
	return (struct runset_request){ .source = challenge->source,
		.designs = challenge->designs,
		.design_count = challenge->design_count,
		.settings = attempt ? attempt->settings : NULL,
		.setting_count = attempt ? attempt->setting_count : 0,
		.changes = attempt ? attempt->changes : NULL,
		.change_count = attempt ? attempt->change_count : 0,
		.keep = true };
}

/* A goal that speaks of every case or run: over all of them, changes by their time; `use` gets it
 * with what it is evaluated in. */
static void
over_many(const struct challenge *challenge, const struct attempt *attempt,
    struct findings *findings,
    void (*use)(const struct expr *goal, struct expr_context *context, void *self), void *self)
{
	struct runset_request base = request_of(challenge, attempt);
	struct ensemble_request wanted = { .base = &base, .runs = 1, .threads = 1 };
	struct ensemble ensemble;
	struct arena arena = { 0 };
	struct expr_context context;
	struct setting *settings = arena_array(&arena, ATTEMPT_MAX * 2, sizeof *settings);

	for (uint32_t i = 0; i < base.setting_count; i++)
		settings[i] = base.settings[i];
	for (uint32_t i = 0; i < base.change_count; i++)
		settings[base.setting_count++] = (struct setting){ .path = SETTING_FAULT,
			.value = change_node(&base.changes[i], base.changes[i].at_ns, &arena) };
	base.settings = settings;
	base.change_count = 0;
	if (ensemble_open(&ensemble, &wanted, findings)) {
		struct expr *goal = expr_parse(&arena, &ensemble.scope, challenge->step->goal,
		    challenge->step->goal_mark, false, findings);

		if (goal) {
			ensemble_reads(&ensemble, goal);
			if (ensemble_context(&ensemble, goal, 0, &arena, &context) &&
			    !ensemble.failed)
				use(goal, &context, self);
		}
	}
	ensemble_release(&ensemble);
	arena_release(&arena);
}

static void
note_result(const struct expr *goal, struct expr_context *context, void *self)
{
	struct expr_value value = expr_evaluate(goal, context);

	if (value.known)
		*(int *)self = value.truth && !value.missing;
}

static int
holds_in_many(const struct challenge *challenge, const struct attempt *attempt,
    struct findings *findings)
{
	int result = -1;

	over_many(challenge, attempt, findings, note_result, &result);
	return result;
}

/* ---- what it lacks ---- */

struct lack {
	const struct challenge *challenge;
	const struct expr_scope *scope;
	const struct expr_part *parts;
	uint32_t count;
	struct str *out;
};

/* A part of the goal, in words where there are some, else as it is written. */
static void
say_part(const struct lack *lack, const char *text)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct expr *expr;

	findings_init(&findings, &arena);
	expr = expr_parse(&arena, lack->scope, text, lack->challenge->step->goal_mark, false,
	    &findings);
	if (!expr || !expr_say(expr, lack->scope->scenarios[0], lack->out))
		str_add(lack->out, text);
	arena_release(&arena);
}

/* The part after everything that part `at` is made of. */
static uint32_t
part_after(const struct lack *lack, uint32_t at)
{
	uint32_t next = at + 1;

	while (next < lack->count && lack->parts[next].depth > lack->parts[at].depth)
		next++;
	return next;
}

/* Is part `at` "this and that"?  The two rows. */
static bool
is_both(const struct lack *lack, uint32_t at, uint32_t rows[2])
{
	const struct expr_part *parts = lack->parts;
	struct str both = STR_INIT;
	bool is = false;

	rows[0] = at + 1;
	if (rows[0] < lack->count && parts[rows[0]].depth > parts[at].depth) {
		rows[1] = part_after(lack, rows[0]);
		if (rows[1] < lack->count && parts[rows[1]].depth > parts[at].depth) {
			str_printf(&both, "%s and %s", parts[rows[0]].text, parts[rows[1]].text);
			is = str_equal(both.text, parts[at].text);
		}
	}
	str_release(&both);
	return is;
}

static bool
is_truth(const char *value)
{
	return str_starts_with(value, "true") || str_starts_with(value, "false");
}

/* "every case satisfies (A)": A, and the first case that does not. */
static bool
say_case(const struct lack *lack, uint32_t at)
{
	static const char every[] = "every case satisfies (";
	const char *text = lack->parts[at].text;
	struct str body = STR_INIT;
	unsigned row;

	if (!str_starts_with(text, every) || at + 1 >= lack->count ||
	    sscanf(lack->parts[at + 1].text, "case %u of", &row) != 1 || row < 1 ||
	    row > lack->challenge->source->case_count)
		return false;
	str_add_bytes(&body, text + strlen(every), strlen(text) - strlen(every) - 1);
	say_part(lack, body.text);
	str_printf(lack->out, ", in case %s", lack->challenge->source->cases[row - 1]);
	str_release(&body);
	return true;
}

static void
say_lack(const struct lack *lack, uint32_t at)
{
	const struct expr_part *part = &lack->parts[at];
	const char *now = NULL;
	uint32_t rows[2];

	if (!str_starts_with(part->value, "false"))
		return;
	if (is_both(lack, at, rows)) {
		say_lack(lack, rows[0]);
		say_lack(lack, rows[1]);
		return;
	}
	if (lack->out->length)
		str_add(lack->out, "; ");
	if (say_case(lack, at))
		return;
	say_part(lack, part->text);
	if (strstr(part->text, " or "))
		return;
	for (uint32_t i = at + 1; i < part_after(lack, at); i++)
		if (!is_truth(lack->parts[i].value))
			now = lack->parts[i].value;
	if (now)
		str_printf(lack->out, " (now: %s)", now);
}

static void
note_lack(const struct expr *goal, struct expr_context *context, void *self)
{
	struct lack *lack = self;
	struct expr_part *parts;

	expr_explain(goal, context, &parts, &lack->count);
	lack->parts = parts;
	if (lack->count > 0)
		say_lack(lack, 0);
}

void
challenge_missing(const struct challenge *challenge, const struct attempt *attempt,
    struct runset *set, struct str *out)
{
	struct lack lack = { .challenge = challenge, .scope = &set->scope, .out = out };
	struct arena arena = { 0 };
	struct findings findings;
	struct expr *goal;

	findings_init(&findings, &arena);
	goal = expr_parse(&arena, &set->scope, challenge->step->goal, challenge->step->goal_mark,
	    false, &findings);
	if (goal && expr_runs_needed(goal) > 0) {
		over_many(challenge, attempt, &findings, note_lack, &lack);
	} else if (goal) {
		struct expr_context context = { .arena = &arena, .limit_event = NONE32,
			.runs = set->expr_runs, .run_count = set->run_count };

		note_lack(goal, &context, &lack);
	}
	arena_release(&arena);
}

void
challenge_price(const struct challenge *challenge, const struct attempt *attempt,
    const struct runset *set, struct price *price)
{
	struct runset_request request = request_of(challenge, attempt);

	price_of(&challenge->prices, &request, set, price);
}

int
challenge_holds_in(const struct challenge *challenge, const struct attempt *attempt,
    struct runset *set, struct findings *findings)
{
	struct arena arena = { 0 };
	struct expr *goal = expr_parse(&arena, &set->scope, challenge->step->goal,
	    challenge->step->goal_mark, false, findings);
	struct expr_value value;
	bool many = goal && expr_runs_needed(goal) > 0, ok = goal != NULL;
	int result = -1;

	if (many) {
		result = holds_in_many(challenge, attempt, findings);
	} else if (goal) {
		value = runset_evaluate(set, challenge->step->goal, challenge->step->goal_mark,
		    NULL, &arena, findings, &ok);
		if (ok && value.known)
			result = value.truth && !value.missing;
	}
	if (result == 1 && challenge->prices.count > 0) {
		struct price price;

		challenge_price(challenge, attempt, set, &price);
		result = !price.known ? -1 : price_within(&challenge->prices, &price);
	}
	arena_release(&arena);
	return result;
}

int
challenge_holds(const struct challenge *challenge, const struct attempt *attempt,
    struct findings *findings)
{
	struct runset_request request = request_of(challenge, attempt);
	struct runset set;
	int result = -1;

	if (runset_run(&set, &request, findings))
		result = challenge_holds_in(challenge, attempt, &set, findings);
	runset_release(&set);
	return result;
}

/* ---- the search ---- */

/* A future that was tried: the one before it and a step more. */
struct node_tried {
	uint32_t parent;
	bool is_setting;
	struct change change;
	struct setting setting;
	uint32_t rule; /* is_setting: later settings come from later rows */
};

struct search {
	const struct challenge *challenge;
	const struct attempt *from;
	struct arena *arena;
	struct challenge_answer *answer;
	struct node_tried *tried;
	uint32_t tried_count, tried_room;
	uint64_t *digests; /* of futures that are in `tried`, a set with open addressing */
	uint32_t digest_room, digest_count;
	bool all, last; /* last: of the deepest level, which need not be kept */
	uint32_t level;
};

static void
attempt_of(const struct search *search, uint32_t row, struct attempt *attempt)
{
	uint32_t way[CHALLENGE_STEPS_MAX + 1], count = 0;

	memset(attempt, 0, sizeof *attempt);
	if (search->from)
		*attempt = *search->from;
	for (; row != 0; row = search->tried[row].parent)
		way[count++] = row;
	while (count-- > 0) {
		const struct node_tried *step = &search->tried[way[count]];

		if (step->is_setting)
			attempt->settings[attempt->setting_count++] = step->setting;
		else
			attempt->changes[attempt->change_count++] = step->change;
	}
}

/* True when this future was met before. */
static bool
met(struct search *search, uint64_t digest)
{
	uint32_t at;

	digest |= digest == 0;
	if (search->digest_count * 2 >= search->digest_room) {
		uint64_t *old = search->digests;
		uint32_t room = search->digest_room;

		search->digest_room = room ? room * 2 : 1024;
		search->digests = mem_alloc(search->digest_room * sizeof *search->digests);
		search->digest_count = 0;
		for (uint32_t i = 0; i < room; i++)
			if (old[i])
				(void)met(search, old[i]);
		mem_free(old);
	}
	for (at = (uint32_t)(digest & (search->digest_room - 1)); search->digests[at];
	     at = (at + 1) & (search->digest_room - 1))
		if (search->digests[at] == digest)
			return true;
	search->digests[at] = digest;
	search->digest_count++;
	return false;
}

static void
keep(struct search *search, const struct node_tried *step)
{
	if (search->tried_count == search->tried_room) {
		search->tried_room = search->tried_room ? search->tried_room * 2 : 256;
		search->tried = mem_grow(
		    search->tried, search->tried_room, sizeof *search->tried);
	}
	search->tried[search->tried_count++] = *step;
}

static void
note_solution(struct search *search, const struct node_tried *step, const struct attempt *attempt)
{
	struct challenge_answer *answer = search->answer;
	const struct node_tried *first = step;
	uint32_t base = search->from ? search->from->change_count : 0;

	if (answer->solutions++ > 0)
		return;
	while (first->parent != 0)
		first = &search->tried[first->parent];
	answer->found = true;
	answer->moves = search->level;
	answer->attempt = *attempt;
	answer->first_is_setting = first->is_setting;
	answer->first_at = first->is_setting ? (search->from ? search->from->setting_count : 0)
					     : base;
}

/* What makes two futures one: the same events under the same settings. */
static uint64_t
future_of(const struct runset *set, const struct attempt *attempt)
{
	struct digest digest;

	digest_init(&digest);
	digest_word(&digest, set->runs[0].trace.digest);
	for (uint32_t i = 0; i < attempt->setting_count; i++) {
		const struct setting *setting = &attempt->settings[i];

		digest_bytes(&digest, setting->path, strlen(setting->path));
		if (setting->value->text)
			digest_bytes(&digest, setting->value->text, strlen(setting->value->text));
	}
	return digest_value(&digest);
}

/* Runs the future of `step`; true when the search is over. */
static bool
try_step(struct search *search, const struct node_tried *step)
{
	struct arena scratch = { 0 };
	struct findings findings;
	struct runset_request request;
	struct runset set;
	struct attempt *attempt = arena_alloc(&scratch, sizeof *attempt);
	bool over = false;

	findings_init(&findings, &scratch);
	if (search->answer->runs >= search->challenge->runs_max) {
		search->answer->too_many = true;
		arena_release(&scratch);
		return true;
	}
	search->answer->runs++;
	attempt_of(search, step->parent, attempt);
	if (step->is_setting)
		attempt->settings[attempt->setting_count++] = step->setting;
	else
		attempt->changes[attempt->change_count++] = step->change;
	request = request_of(search->challenge, attempt);
	if (runset_run(&set, &request, &findings)) {
		if (challenge_holds_in(search->challenge, attempt, &set, &findings) == 1) {
			note_solution(search, step, attempt);
			over = !search->all;
		} else if (!search->last && !met(search, future_of(&set, attempt))) {
			keep(search, step);
		}
	}
	runset_release(&set);
	arena_release(&scratch);
	return over;
}

/* All figures of a move on one place at one moment. */
static bool
try_choices(struct search *search, uint32_t parent, const struct challenge_rule *rule,
    const struct runset *set, uint16_t target, uint32_t position)
{
	const struct move_row *row = &move_rows[rule->move];
	uint32_t count = move_choice_count(row, &set->runs[0].trace, target);

	for (uint32_t choice = 0; choice < (count ? count : 1); choice++) {
		struct node_tried step = { .parent = parent };

		if (count && !among(row->choices[choice], rule->choices, rule->choice_count))
			continue;
		step.change = move_change(
		    row, &set->runs[0].trace, target, choice, position, search->arena);
		if (try_step(search, &step))
			return true;
	}
	return false;
}

static bool
try_moves(struct search *search, uint32_t parent, const struct runset *set, uint32_t position)
{
	const struct trace *trace = &set->runs[0].trace;
	const struct world *world = world_at(set->runs[0].cursor, position);

	for (uint32_t r = 0; r < search->challenge->rule_count; r++) {
		const struct challenge_rule *rule = &search->challenge->rules[r];

		for (uint32_t t = 0; rule->move >= 0 && t <= trace->actor_count; t++) {
			uint16_t target = t == trace->actor_count ? NONE16 : (uint16_t)t;

			if (!move_fits(&move_rows[rule->move], trace, target) ||
			    (target != NONE16 && !among(trace->actors[target].id, rule->targets,
			    rule->target_count)) ||
			    move_refused(&move_rows[rule->move], world, target))
				continue;
			if (try_choices(search, parent, rule, set, target, position))
				return true;
			world = world_at(set->runs[0].cursor, position);
		}
	}
	return false;
}

/* Settings come before moves, and in the order of their rows: two ways to say one thing are one. */
static bool
try_settings(struct search *search, uint32_t parent)
{
	uint32_t from = parent ? search->tried[parent].rule + 1 : 0;

	for (uint32_t r = from; r < search->challenge->rule_count; r++) {
		const struct challenge_rule *rule = &search->challenge->rules[r];

		for (uint32_t v = 0; rule->move < 0 && v < rule->value_count; v++) {
			struct node_tried step = { .parent = parent, .is_setting = true,
				.rule = r };

			step.setting = (struct setting){ .path = rule->path,
				.value = node_scalar(search->arena, rule->values[v],
				    (struct mark){ 0 }) };
			if (try_step(search, &step))
				return true;
		}
	}
	return false;
}

/* Everything that may come after one future. */
static bool
expand(struct search *search, uint32_t parent)
{
	struct arena scratch = { 0 };
	struct attempt *attempt = arena_alloc(&scratch, sizeof *attempt);
	struct runset_request request;
	struct findings findings;
	struct runset set;
	uint32_t from = 0, before = NONE32;
	bool over = false;

	findings_init(&findings, &scratch);
	attempt_of(search, parent, attempt);
	if (attempt->change_count == 0 && try_settings(search, parent)) {
		arena_release(&scratch);
		return true;
	}
	if (attempt->change_count > 0)
		from = attempt->changes[attempt->change_count - 1].position + 1;
	request = request_of(search->challenge, attempt);
	if (runset_run(&set, &request, &findings)) {
		const struct trace *trace = &set.runs[0].trace;

		for (uint32_t i = 0; !over && i <= trace->request_count; i++) {
			uint32_t position = i == trace->request_count
						? trace->event_count
						: trace->requests[i].begin_event;

			if (position == NONE32 || position < from || position == before)
				continue;
			before = position;
			over = try_moves(search, parent, &set, position);
		}
	}
	runset_release(&set);
	arena_release(&scratch);
	return over;
}

void
challenge_search(const struct challenge *challenge, const struct attempt *from, uint32_t moves,
    bool all, struct arena *arena, struct challenge_answer *answer)
{
	struct search search = { .challenge = challenge, .from = from, .arena = arena,
		.answer = answer, .all = all };
	struct arena scratch = { 0 };
	struct findings findings;
	uint32_t begin = 0, end = 1;
	bool over;

	CHECK(moves <= CHALLENGE_STEPS_MAX);
	memset(answer, 0, sizeof *answer);
	findings_init(&findings, &scratch);
	answer->at_start = challenge_holds(challenge, from, &findings);
	answer->runs = 1;
	keep(&search, &(struct node_tried){ 0 });
	over = answer->at_start != 0;
	for (search.level = 1; !over && search.level <= moves && !answer->found; search.level++) {
		search.last = search.level == moves;
		for (uint32_t row = begin; !over && row < end; row++)
			over = expand(&search, row);
		begin = end;
		end = search.tried_count;
	}
	mem_free(search.tried);
	mem_free(search.digests);
	arena_release(&scratch);
}
