/* experiment/price.c - price lists. */
#include "experiment/price.h"

#include <string.h>

#include "base/units.h"

#define THOUSAND 1000u
#define EACH_MOST 1000000u /* of a unit: sums stay far from the end of 64 bits */

bool
price_read(const struct node *node, struct price_list *list, struct findings *findings)
{
	list->count = 0;
	if (node->kind != NODE_MAP)
		return findings_error(findings, node->mark, "wrong-type",
		    "a price list is a map from measures to what one unit costs");
	for (const struct node *child = node->first; child; child = child->next) {
		const char *known[256], *nearest;
		uint32_t known_count = 0;
		int measure = measure_find(child->key);
		double each;

		for (uint32_t i = 0; i < measure_row_count && i < 256; i++)
			known[known_count++] = measure_rows[i].name;
		nearest = measure < 0 ? str_nearest(child->key, known, known_count) : NULL;
		if (measure < 0) {
			findings_error(findings, child->key_mark, "unknown-measure",
			    "no measure \"%s\"", child->key);
			if (nearest)
				findings_advise(findings, "Did you mean \"%s\"?", nearest);
			return false;
		}
		if (child->kind != NODE_SCALAR || !units_read_number(child->text, &each) ||
		    !(each >= 0 && each <= EACH_MOST))
			return findings_error(findings, child->mark, "wrong-type",
			    "the price of one unit is a number from 0 to %u", EACH_MOST);
		if (list->count == PRICE_ROWS_MAX)
			return findings_error(findings, child->key_mark, "too-many",
			    "a price list has at most %u rows", PRICE_ROWS_MAX);
		list->rows[list->count++] = (struct price_row){ .measure = measure,
			.thousandths = (uint64_t)(each * THOUSAND + 0.5) };
	}
	return true;
}

static void
add_up(const struct price_list *list, const struct measures *measures, const char *case_id,
    struct price *price)
{
	uint64_t sum = 0, parts[PRICE_ROWS_MAX] = { 0 };

	for (uint32_t i = 0; i < list->count; i++) {
		int row = list->rows[i].measure;

		if (!measures->known[row] || measures->value[row] < 0) {
			price->known = false;
			return;
		}
		parts[i] = (uint64_t)measures->value[row];
		sum += parts[i] * list->rows[i].thousandths;
	}
	if (case_id && sum <= price->thousandths)
		return;
	price->thousandths = sum;
	price->case_id = case_id;
	memcpy(price->parts, parts, sizeof parts);
}

void
price_of(const struct price_list *list, const struct runset_request *request,
    const struct runset *set, struct price *price)
{
	struct arena scratch = { 0 };
	struct runset_request one = *request;
	struct setting *settings = arena_array(&scratch,
	    request->setting_count + request->change_count + 1, sizeof *settings);

	*price = (struct price){ .known = true };
	add_up(list, &set->runs[0].measures, NULL, price);
	for (uint32_t i = 0; i < request->setting_count; i++)
		settings[i] = request->settings[i];
	for (uint32_t i = 0; i < request->change_count; i++)
		settings[one.setting_count++] = (struct setting){ .path = SETTING_FAULT,
			.value = change_node(&request->changes[i], request->changes[i].at_ns,
			    &scratch) };
	one.settings = settings;
	one.change_count = 0;
	one.keep = false;
	for (uint32_t i = 0; price->known && i < request->source->case_count; i++) {
		struct findings findings;
		struct runset run;

		findings_init(&findings, &scratch);
		one.case_id = request->source->cases[i];
		if (runset_run(&run, &one, &findings))
			add_up(list, &run.runs[0].measures, one.case_id, price);
		else
			price->known = false;
		runset_release(&run);
	}
	arena_release(&scratch);
}

bool
price_within(const struct price_list *list, const struct price *price)
{
	return list->budget == 0 ||
	       (price->known && price->thousandths <= list->budget * THOUSAND);
}

/* What one pays for, in a word. */
static const struct {
	const char *measure, *word;
} words[] = { { "ram_bytes.servers", "servers" }, { "ram_bytes.store", "store" },
	{ "ram_bytes.balancer", "balancer" }, { "ram_bytes.client", "browsers" },
	{ "wire_bytes", "wire" }, { "wire_bytes_inside", "wire inside" },
	{ "store_ops", "store calls" } };

#define WORD_COUNT (sizeof words / sizeof *words)

/* That word; else the measure's own name. */
static const char *
word_of(int measure)
{
	for (size_t i = 0; i < WORD_COUNT; i++)
		if (str_equal(words[i].measure, measure_rows[measure].name))
			return words[i].word;
	return measure_rows[measure].name;
}

static int
measure_called(const char *word)
{
	for (size_t i = 0; i < WORD_COUNT; i++)
		if (str_equal(words[i].word, word))
			return measure_find(words[i].measure);
	return measure_find(word);
}

void
price_put(uint64_t thousandths, struct str *out)
{
	str_printf(out, "%llu", (unsigned long long)(thousandths / THOUSAND));
	if (thousandths % THOUSAND) {
		str_printf(out, ".%03u", (unsigned)(thousandths % THOUSAND));
		while (out->text[out->length - 1] == '0')
			out->text[--out->length] = 0;
	}
}

void
price_write(const struct price_list *list, struct str *out)
{
	for (uint32_t i = 0; i < list->count; i++) {
		str_printf(out, "%s%s ", i ? ", " : "", word_of(list->rows[i].measure));
		price_put(list->rows[i].thousandths, out);
	}
	if (list->count && list->budget)
		str_printf(out, " of %llu", (unsigned long long)list->budget);
}

/* One row, "wire 0.5", of `length` bytes. */
static bool
parse_row(const char *text, size_t length, struct price_list *list, struct str *why)
{
	struct str row = STR_INIT;
	double each = -1;
	char *figure;
	int measure;
	bool ok = false;

	str_printf(&row, "%.*s", (int)length, text);
	while (row.length && row.text[row.length - 1] == ' ')
		row.text[--row.length] = 0;
	figure = strrchr(row.text, ' ');
	if (figure)
		*figure++ = 0;
	for (size_t end = strlen(row.text); end > 0 && row.text[end - 1] == ' '; end--)
		row.text[end - 1] = 0;
	measure = measure_called(row.text);
	if (!figure || !units_read_number(figure, &each) || !(each >= 0 && each <= EACH_MOST))
		str_printf(why, "\"%s\" needs a price, as in \"wire 0.5\": a number from 0 to "
				"%u.", row.text, EACH_MOST);
	else if (measure < 0)
		str_printf(why, "Nothing is called \"%s\" here; servers, store, balancer, "
				"browsers, wire, wire inside, store calls are, and every measure "
				"of \"coatcheck help measures\".", row.text);
	else if (list->count == PRICE_ROWS_MAX)
		str_printf(why, "A price list has at most %u rows.", PRICE_ROWS_MAX);
	else
		ok = true;
	if (ok)
		list->rows[list->count++] = (struct price_row){ .measure = measure,
			.thousandths = (uint64_t)(each * THOUSAND + 0.5) };
	str_release(&row);
	return ok;
}

bool
price_parse(const char *text, struct price_list *list, struct str *why)
{
	const char *budget = strstr(text, " of ");
	size_t length = budget ? (size_t)(budget - text) : strlen(text);
	uint64_t most = 0;
	double read;

	*list = (struct price_list){ .count = 0 };
	if (budget && (!units_read_number(budget + 4, &read) || !(read >= 1 && read <= 1e12))) {
		str_printf(why, "\"%s\" is no budget: a whole number is.", budget + 4);
		return false;
	}
	if (budget)
		most = (uint64_t)read;
	for (size_t at = 0; at < length;) {
		size_t end = at + strcspn(text + at, ",");

		if (end > length)
			end = length;
		at += strspn(text + at, " ");
		if (at < end && !parse_row(text + at, end - at, list, why)) {
			list->count = 0;
			return false;
		}
		at = end + 1;
	}
	list->budget = list->count ? most : 0;
	return true;
}

void
price_say(const struct price_list *list, const struct price *price, struct str *out)
{
	if (!price->known) {
		str_add(out, "cannot be told in this run");
		return;
	}
	price_put(price->thousandths, out);
	if (list->budget)
		str_printf(out, " of %llu", (unsigned long long)list->budget);
	for (uint32_t i = 0; i < list->count; i++) {
		str_printf(out, "%s%s %llu", i ? " + " : ": ", word_of(list->rows[i].measure),
		    (unsigned long long)price->parts[i]);
		if (list->rows[i].thousandths != THOUSAND) {
			str_add(out, " x ");
			price_put(list->rows[i].thousandths, out);
		}
	}
	if (price->case_id)
		str_printf(out, " (case %s)", price->case_id);
}
