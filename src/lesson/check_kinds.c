#include <string.h>

#include "base/units.h"
#include "lesson/check.h"
#include "model/lesson.h"

/* What an option of an item says. */
enum { SAYS_TEXT = 1, SAYS_HOLDS = 2, SAYS_VALUE = 4, SAYS_AT = 8, SAYS_WORLD = 16, SAYS_KEY = 32 };

/* Kinds of items: how many options, and what each needs and may say; what the item itself does. */
static const struct kind_rule {
	uint32_t least, most;
	unsigned need, may;       /* of an option, where the basis is engine */
	bool answer, may_answer;  /* the item has "answer" */
	enum wanted wanted;       /* and it is this */
	bool engine_only;
} kind_rules[ITEM_KIND_COUNT] = {
	[ITEM_CHOICE] = { 2, 6, SAYS_TEXT | SAYS_HOLDS, 0, false, false, WANT_VALUE, false },
	[ITEM_MULTI] = { 2, 6, SAYS_TEXT | SAYS_HOLDS, 0, false, false, WANT_VALUE, false },
	[ITEM_NUMBER] = { 0, 6, SAYS_VALUE, SAYS_TEXT, true, true, WANT_QUANTITY, false },
	[ITEM_ORDER] = { 3, 6, SAYS_TEXT | SAYS_AT, 0, false, false, WANT_VALUE, false },
	[ITEM_FILL] = { 0, 6, SAYS_TEXT, 0, false, true, WANT_VALUE, false },
	[ITEM_MARK_EVENT] = { 0, 6, SAYS_AT, SAYS_TEXT, true, true, WANT_MOMENT, true },
	[ITEM_WHAT_NEXT] = { 2, 4, 0, SAYS_WORLD | SAYS_AT, false, true, WANT_MOMENT, true },
};

static const struct {
	unsigned bit;
	const char *key;
} sayings[] = { { SAYS_TEXT, "text" }, { SAYS_HOLDS, "holds" }, { SAYS_VALUE, "value" },
	{ SAYS_AT, "at" }, { SAYS_WORLD, "design\" or \"set" }, { SAYS_KEY, "key" } };

static unsigned
said(const struct lesson_option *option)
{
	return (option->text ? SAYS_TEXT : 0) | (option->holds ? SAYS_HOLDS : 0) |
	    (option->value ? SAYS_VALUE : 0) | (option->at ? SAYS_AT : 0) |
	    (option->design || option->set ? SAYS_WORLD : 0) | (option->is_key ? SAYS_KEY : 0);
}

static void
check_option_keys(struct checker *checker, const struct lesson_item *item,
    const struct lesson_option *option)
{
	const struct kind_rule *rule = &kind_rules[item->kind];
	bool cited = !item->basis_engine;
	bool choice = item->kind == ITEM_CHOICE || item->kind == ITEM_MULTI;
	unsigned engine = SAYS_HOLDS | (item->kind == ITEM_ORDER ? SAYS_AT : 0);
	unsigned need = cited ? rule->need & ~engine : rule->need;
	unsigned may = rule->need | rule->may |
	    (choice && (cited || item->kind == ITEM_MULTI) ? SAYS_KEY : 0);

	for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
		const char *key = sayings[i].key;

		if (need & ~said(option) & sayings[i].bit)
			findings_error(checker->findings, option->mark, "missing-key",
			    sayings[i].bit == SAYS_HOLDS
				? "an option needs \"%s\" where the basis is engine"
				: "an option needs \"%s\" here", key);
		if (said(option) & ~may & sayings[i].bit)
			findings_error(checker->findings, option->mark, "wrong-place",
			    "an option of an item of kind %s has no use for \"%s\"",
			    item_kind_word(item->kind), key);
	}
}

/* "2%", "2 %", "0.5 ms", "1" */
static void
check_tolerance(struct checker *checker, const struct lesson_item *item)
{
	struct quantity quantity;

	if (item->tolerance == NULL)
		return;
	if (!units_read_quantity(item->tolerance, &quantity))
		findings_error(checker->findings, item->tolerance_mark, "wrong-type",
		    "\"tolerance\" is a number, with a unit or a per cent sign if it has one");
}

static void
check_answer_keys(struct checker *checker, const struct lesson_item *item)
{
	const struct kind_rule *rule = &kind_rules[item->kind];
	const char *word = item_kind_word(item->kind);
	struct findings *findings = checker->findings;
	struct quantity quantity;

	if (rule->engine_only && !item->basis_engine)
		findings_error(findings, item->mark, "wrong-basis",
		    "an item of kind %s is about a run: its basis is engine", word);
	if (rule->answer && item->answer == NULL)
		findings_error(findings, item->mark, "missing-key",
		    "an item of kind %s needs \"answer\"", word);
	if (!rule->may_answer && item->answer != NULL)
		findings_error(findings, item->answer_mark, "wrong-place",
		    "an item of kind %s has no use for \"answer\"", word);
	if (item->kind == ITEM_FILL && item->answer == NULL && item->accept_count == 0)
		findings_error(findings, item->mark, "missing-key",
		    "an item of kind fill needs \"answer\" or \"accept\"");
	if (item->kind == ITEM_FILL && item->basis_engine && item->answer == NULL)
		findings_error(findings, item->mark, "missing-key",
		    "an item of kind fill needs \"answer\" where the basis is engine");
	if (item->kind != ITEM_FILL && item->accept_count > 0)
		findings_error(findings, item->mark, "wrong-place",
		    "an item of kind %s has no use for \"accept\"", word);
	if (item->kind == ITEM_FILL && strstr(item->ask ? item->ask : "", "____") == NULL)
		findings_error(findings, item->mark, "no-gap",
		    "an item of kind fill has a gap in its \"ask\": ____");
	if (item->kind == ITEM_NUMBER && !item->basis_engine && item->answer != NULL &&
	    !units_read_quantity(item->answer, &quantity))
		findings_error(findings, item->answer_mark, "wrong-type",
		    "where the basis is source, \"answer\" is a number");
	if (!item->basis_engine && item->source == NULL && item->kind != ITEM_CHOICE &&
	    item->kind != ITEM_MULTI)
		findings_error(findings, item->mark, "missing-key",
		    "an item of kind %s needs \"source\" where the basis is source", word);
	if (item->kind != ITEM_CHOICE && item->kind != ITEM_MULTI &&
	    item->kind != ITEM_WHAT_NEXT && item->why == NULL)
		findings_warning(findings, item->mark, "no-why",
		    "an item of kind %s has its own \"why\": of the right answer", word);
}

/* The world as it is has one row; the others say in which world theirs comes next. */
static void
check_worlds(struct checker *checker, const struct lesson_item *item)
{
	uint32_t here = 0;

	for (uint32_t i = 0; i < item->option_count; i++)
		here += !(said(&item->options[i]) & SAYS_WORLD);
	if (here != 1)
		findings_error(checker->findings, item->mark, "bad-key",
		    "exactly one option of an item of kind what-next is of the run as it is "
		    "(neither \"design\" nor \"set\"), not %u", here);
}

static void
check_twin(struct checker *checker, const struct lesson_item *item)
{
	const struct lesson_twin *twin = &item->twin;

	if (twin->say == NULL)
		return;
	if (twin->design == NULL && twin->set == NULL)
		findings_error(checker->findings, twin->mark, "missing-key",
		    "a twin needs \"set\" (a map of settings) or \"design\"");
	if (twin->set != NULL && (twin->set->kind != NODE_MAP || twin->set->count == 0))
		findings_error(checker->findings, twin->set_mark, "wrong-type",
		    "\"set\" of a twin is a map: {servers.count: 1}");
	if (!item->basis_engine || item->kind == ITEM_WHAT_NEXT)
		findings_error(checker->findings, twin->mark, "wrong-place",
		    "%s has no twin", item->basis_engine ? "an item of kind what-next" :
		    "an item whose basis is source");
	else if (item->scenario == NULL)
		findings_error(checker->findings, twin->mark, "missing-key",
		    "an item with a twin needs its own \"scenario\"");
}

void
check_item_kind(struct checker *checker, const struct lesson_item *item)
{
	const struct kind_rule *rule = &kind_rules[item->kind];

	if (item->option_count < rule->least)
		findings_error(checker->findings, item->mark, "too-few",
		    item->kind == ITEM_CHOICE || item->kind == ITEM_MULTI
			? "a choice needs at least two options"
			: "an item of this kind needs at least %u options", rule->least);
	if (item->option_count > rule->most)
		findings_error(checker->findings, item->mark, "too-many",
		    "an item of kind %s has at most %u options", item_kind_word(item->kind),
		    rule->most);
	for (uint32_t i = 0; i < item->option_count; i++)
		check_option_keys(checker, item, &item->options[i]);
	check_answer_keys(checker, item);
	check_tolerance(checker, item);
	if (item->kind == ITEM_WHAT_NEXT)
		check_worlds(checker, item);
	check_twin(checker, item);
}

void
check_item_values(struct checker *checker, const struct lesson_item *item,
    const struct context *context)
{
	const struct kind_rule *rule = &kind_rules[item->kind];

	check_moment(checker, context, item->at, item->at_mark);
	check_moment(checker, context, item->from, item->from_mark);
	if (!item->basis_engine)
		return;
	check_expression(checker, context, item->answer, item->answer_mark, rule->wanted);
	for (uint32_t i = 0; i < item->option_count; i++) {
		const struct lesson_option *option = &item->options[i];

		check_truth(checker, context, option->holds, option->holds_mark);
		check_expression(checker, context, option->value, option->value_mark,
		    WANT_QUANTITY);
		if (item->kind != ITEM_WHAT_NEXT) /* there it is of another world */
			check_moment(checker, context, option->at, option->at_mark);
	}
}
