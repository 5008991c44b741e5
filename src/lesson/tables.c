#include "lesson/tables.h"

#include <string.h>

#include "base/limits.h"

#define X(e, w, b) w,
static const char *const step_words[] = { STEP_KINDS(X) };
static const char *const view_words[] = { VIEWS(X) };
#undef X
#define X(e, w) w,
static const char *const item_words[] = { ITEM_KINDS(X) };
static const char *const standing_words[] = { STANDINGS(X) };
static const char *const card_words[] = { CARD_KINDS(X) };
#undef X
static const char *const basis_words[] = { "source", "engine" };
static const char *const cast_words[] = { "none", "analogy" };
static const char *const pace_words[] = { "events", "requests" };

/* clang-format off */
static const struct field objective_fields[] = {
	NEED("id", ID, AT(lesson_term, term)),
	NEED("text", TEXT, AT(lesson_term, text)),
};
TABLE(objective_table, "an objective", objective_fields, lesson_term,
    .mark_offset = AT(lesson_term, mark), .id_offset = AT(lesson_term, term));

static const struct field term_fields[] = {
	NEED("term", TEXT, AT(lesson_term, term)),
	NEED("text", TEXT, AT(lesson_term, text)),
};
TABLE(term_table, "a term", term_fields, lesson_term,
    .mark_offset = AT(lesson_term, mark), .id_offset = AT(lesson_term, term));

static const struct field misconception_fields[] = {
	NEED("id", ID, AT(lesson_misconception, id)),
	NEED("text", TEXT, AT(lesson_misconception, text)),
	MARKED("repair", ID, AT(lesson_misconception, repair), AT(lesson_misconception,
	    repair_mark)),
};
TABLE(misconception_table, "a misconception", misconception_fields, lesson_misconception,
    .mark_offset = AT(lesson_misconception, mark), .id_offset = AT(lesson_misconception, id));

static const struct field analogy_row_fields[] = {
	NEED("real", TEXT, AT(analogy_row, real)),
	NEED("as", TEXT, AT(analogy_row, as)),
};
TABLE(analogy_row_table, "a part of the analogy", analogy_row_fields, analogy_row,
    .mark_offset = NO, .id_offset = NO);

static const struct field analogy_fields[] = {
	NEED("name", TEXT, AT(lesson, analogy.name)),
	ROWS("map", AT(lesson, analogy.rows), AT(lesson, analogy.row_count), 0, analogy_row_table),
	ONE("breaks", TEXT, AT(lesson, analogy.breaks)),
};
TABLE(analogy_table, "an analogy", analogy_fields, lesson, .mark_offset = NO, .id_offset = NO);

static const struct field summary_fields[] = {
	ONE("intuition", TEXT, AT(lesson, summary.intuition)),
	ONE("hook", TEXT, AT(lesson, summary.hook)),
	MARKED("example", ID, AT(lesson, summary.example), AT(lesson, summary.example_mark)),
};
TABLE(summary_table, "a summary", summary_fields, lesson, .mark_offset = NO, .id_offset = NO);

static const struct field say_fields[] = {
	{ .key = "text", .type = FIELD_TEXT, .offset = AT(checked_text, text),
	    .mark_offset = AT(checked_text, mark), .required = true },
	MARKED("at", EXPRESSION, AT(checked_text, at), AT(checked_text, at_mark)),
	MARKED("check", EXPRESSION, AT(checked_text, check), AT(checked_text, check_mark)),
	WORD("standing", WORD, AT(checked_text, standing), NO, standing_words, false),
	ONE("source", TEXT, AT(checked_text, source)),
};
SHARED_TABLE(say_table, "a sentence", say_fields, checked_text, .mark_offset = AT(checked_text, mark),
    .id_offset = NO, .bare = "text");

static const struct field refute_fields[] = {
	ONE("scenario", ID, AT(lesson_option, refute_scenario)),
	MARKED("at", EXPRESSION, AT(lesson_option, refute_at), AT(lesson_option, refute_at_mark)),
};
TABLE(refute_table, "a refutation", refute_fields, lesson_option, .mark_offset = NO,
    .id_offset = NO);

static const struct field option_fields[] = {
	ONE("text", TEXT, AT(lesson_option, text)),
	MARKED("holds", EXPRESSION, AT(lesson_option, holds), AT(lesson_option, holds_mark)),
	ONE("key", BOOL, AT(lesson_option, is_key)),
	ONE("why", TEXT, AT(lesson_option, why)),
	ONE("source", TEXT, AT(lesson_option, source)),
	MARKED("misconception", ID, AT(lesson_option, misconception),
	    AT(lesson_option, misconception_mark)),
	MAP("refute", NO, refute_table),
	MARKED("value", EXPRESSION, AT(lesson_option, value), AT(lesson_option, value_mark)),
	MARKED("at", EXPRESSION, AT(lesson_option, at), AT(lesson_option, at_mark)),
	MARKED("design", ID, AT(lesson_option, design), AT(lesson_option, design_mark)),
	MARKED("set", TREE, AT(lesson_option, set), AT(lesson_option, set_mark)),
	ONE("twin_why", TEXT, AT(lesson_option, twin_why)),
};
SHARED_TABLE(option_table, "an option", option_fields, lesson_option,
    .mark_offset = AT(lesson_option, mark), .id_offset = NO);

static const struct field seen_option_fields[] = {
	NEED("text", TEXT, AT(lesson_option, text)),
	{ .key = "holds", .type = FIELD_EXPRESSION, .offset = AT(lesson_option, holds),
	    .mark_offset = AT(lesson_option, holds_mark), .required = true },
};
TABLE(seen_option_table, "an option", seen_option_fields, lesson_option,
    .mark_offset = AT(lesson_option, mark), .id_offset = NO);

static const struct field seen_fields[] = {
	NEED("prompt", TEXT, AT(lesson_seen, prompt)),
	{ .key = "options", .type = FIELD_ROWS, .offset = AT(lesson_seen, options),
	    .mark_offset = AT(lesson_seen, mark), .count_offset = AT(lesson_seen, option_count),
	    .high = LIMIT_OPTIONS, .table = &seen_option_table, .required = true },
};
TABLE(seen_table, "\"seen\"", seen_fields, lesson_seen, .mark_offset = NO, .id_offset = NO);

static const struct field vary_fields[] = {
	LIST("seed", SEEDS, AT(lesson_item, vary_seeds), AT(lesson_item, vary_seed_count), NO),
	ONE("names", BOOL, AT(lesson_item, vary_names)),
};
TABLE(vary_table, "\"vary\"", vary_fields, lesson_item, .mark_offset = NO, .id_offset = NO);

static const struct field twin_fields[] = {
	{ .key = "say", .type = FIELD_TEXT, .offset = AT(lesson_item, twin.say),
	    .mark_offset = AT(lesson_item, twin.mark), .required = true },
	ONE("ask", TEXT, AT(lesson_item, twin.ask)),
	MARKED("design", ID, AT(lesson_item, twin.design), AT(lesson_item, twin.design_mark)),
	MARKED("set", TREE, AT(lesson_item, twin.set), AT(lesson_item, twin.set_mark)),
	ONE("why", TEXT, AT(lesson_item, twin.why)),
};
TABLE(twin_table, "\"twin\"", twin_fields, lesson_item, .mark_offset = NO, .id_offset = NO);

static const struct field item_fields[] = {
	NEED("id", ID, AT(lesson_item, id)),
	UINT("rev", AT(lesson_item, rev), 1, 100000),
	WORD("kind", WORD, AT(lesson_item, kind), NO, item_words, true),
	UINT("level", AT(lesson_item, level), 1, 5),
	WORD("basis", WORD_BOOL, AT(lesson_item, basis_engine), NO, basis_words, false),
	LIST("tags", TEXTS, AT(lesson_item, tags), AT(lesson_item, tag_count), NO),
	MARKED("scenario", ID, AT(lesson_item, scenario), AT(lesson_item, scenario_mark)),
	MARKED("design", ID, AT(lesson_item, design), AT(lesson_item, design_mark)),
	MARKED("at", EXPRESSION, AT(lesson_item, at), AT(lesson_item, at_mark)),
	MAP("vary", NO, vary_table),
	MAP("twin", NO, twin_table),
	MARKED("answer", EXPRESSION, AT(lesson_item, answer), AT(lesson_item, answer_mark)),
	ONE("why", TEXT, AT(lesson_item, why)),
	ONE("source", TEXT, AT(lesson_item, source)),
	ONE("unit", TEXT, AT(lesson_item, unit)),
	MARKED("tolerance", TEXT, AT(lesson_item, tolerance), AT(lesson_item, tolerance_mark)),
	LIST("accept", TEXTS, AT(lesson_item, accept), AT(lesson_item, accept_count), NO),
	MARKED("from", EXPRESSION, AT(lesson_item, from), AT(lesson_item, from_mark)),
	NEED("ask", TEXT, AT(lesson_item, ask)),
	ROWS("options", AT(lesson_item, options), AT(lesson_item, option_count), LIMIT_OPTIONS,
	    option_table),
	LIST("hints", TEXTS, AT(lesson_item, hints), AT(lesson_item, hint_count), NO),
};

static void
item_start(void *row)
{
	struct lesson_item *item = row;

	item->rev = 1;
	item->level = 2;
	item->basis_engine = true;
}

TABLE(item_table, "an item", item_fields, lesson_item, .mark_offset = AT(lesson_item, mark),
    .id_offset = AT(lesson_item, id), .start = item_start);

static const struct field step_fields[] = {
	NEED("id", ID, AT(lesson_step, id)),
	WORD("kind", WORD, AT(lesson_step, kind), AT(lesson_step, kind_mark), step_words, true),
	ONE("title", TEXT, AT(lesson_step, title)),
	MARKED("objective", ID, AT(lesson_step, objective), AT(lesson_step, objective_mark)),
	MARKED("scenario", ID, AT(lesson_step, scenario), AT(lesson_step, scenario_mark)),
	LIST("designs", IDS, AT(lesson_step, designs), AT(lesson_step, design_count),
	    AT(lesson_step, design_marks)),
	MARKED("from", EXPRESSION, AT(lesson_step, from), AT(lesson_step, from_mark)),
	MARKED("until", EXPRESSION, AT(lesson_step, until), AT(lesson_step, until_mark)),
	MARKED("at", EXPRESSION, AT(lesson_step, at), AT(lesson_step, at_mark)),
	WORD("view", WORD, AT(lesson_step, view), AT(lesson_step, view_mark), view_words, false),
	WORD("cast", WORD_BOOL, AT(lesson_step, cast_analogy), NO, cast_words, false),
	WORD("pace", WORD_BOOL, AT(lesson_step, by_request), NO, pace_words, false),
	ROWS("say", AT(lesson_step, say), AT(lesson_step, say_count), 0, say_table),
	LIST("ask", IDS, AT(lesson_step, ask), AT(lesson_step, ask_count),
	    AT(lesson_step, ask_marks)),
	MARKED("elsewhere", ID, AT(lesson_step, elsewhere), AT(lesson_step, elsewhere_mark)),
	MAP("seen", AT(lesson_step, seen), seen_table),
	ONE("teach", TREE, AT(lesson_step, teach)),
	MARKED("goal", EXPRESSION, AT(lesson_step, goal), AT(lesson_step, goal_mark)),
	ONE("allow", TREE, AT(lesson_step, allow)),
	ONE("price", TREE, AT(lesson_step, price)),
	{ .key = "budget", .type = FIELD_UINT, .offset = AT(lesson_step, budget),
	    .mark_offset = AT(lesson_step, budget_mark), .low = 1, .high = 1000000000 },
	{ .key = "par", .type = FIELD_UINT, .offset = AT(lesson_step, par),
	    .mark_offset = AT(lesson_step, par_mark), .low = 1, .high = 3 },
	LIST("hints", TEXTS, AT(lesson_step, hints), AT(lesson_step, hint_count), NO),
};
TABLE(step_table, "a step", step_fields, lesson_step, .mark_offset = AT(lesson_step, mark),
    .id_offset = AT(lesson_step, id));

static const struct field hold_fields[] = {
	ONE("case", ID, AT(claim_hold, case_id)),
	{ .key = "check", .type = FIELD_EXPRESSION, .offset = AT(claim_hold, check),
	    .mark_offset = AT(claim_hold, check_mark), .required = true },
};
TABLE(hold_table, "a check", hold_fields, claim_hold, .mark_offset = AT(claim_hold, mark),
    .id_offset = NO, .bare = "check");

static const struct field claim_fields[] = {
	NEED("id", ID, AT(lesson_claim, id)),
	UINT("brief", AT(lesson_claim, brief), 1, 28),
	NEED("says", TEXT, AT(lesson_claim, says)),
	WORD("standing", WORD, AT(lesson_claim, standing), NO, standing_words, true),
	LIST("depends_on", TEXTS, AT(lesson_claim, depends_on), AT(lesson_claim, depends_count),
	    AT(lesson_claim, depends_marks)),
	ONE("careful", TEXT, AT(lesson_claim, careful)),
	ONE("because", TEXT, AT(lesson_claim, because)),
	MARKED("scenario", ID, AT(lesson_claim, scenario), AT(lesson_claim, scenario_mark)),
	UINT("runs", AT(lesson_claim, runs), 1, 100000),
	ROWS("holds", AT(lesson_claim, holds), AT(lesson_claim, hold_count), 0, hold_table),
	MARKED("refutes", EXPRESSION, AT(lesson_claim, refutes), AT(lesson_claim, refutes_mark)),
	ONE("assumes", TEXT, AT(lesson_claim, assumes)),
	ONE("source", TEXT, AT(lesson_claim, source)),
};

static void
claim_start(void *row)
{
	((struct lesson_claim *)row)->runs = 1;
}

TABLE(claim_table, "a claim", claim_fields, lesson_claim, .mark_offset = AT(lesson_claim, mark),
    .id_offset = AT(lesson_claim, id), .start = claim_start);

static const struct field card_fields[] = {
	NEED("id", ID, AT(lesson_card, id)),
	UINT("rev", AT(lesson_card, rev), 1, 100000),
	WORD("kind", WORD, AT(lesson_card, kind), NO, card_words, true),
	NEED("front", TEXT, AT(lesson_card, front)),
	ONE("back", TEXT, AT(lesson_card, back)),
	MARKED("from", ID, AT(lesson_card, from), AT(lesson_card, from_mark)),
	MARKED("scenario", ID, AT(lesson_card, scenario), AT(lesson_card, scenario_mark)),
	MARKED("design", ID, AT(lesson_card, design), AT(lesson_card, design_mark)),
	MARKED("at", EXPRESSION, AT(lesson_card, at), AT(lesson_card, at_mark)),
	MARKED("until", EXPRESSION, AT(lesson_card, until), AT(lesson_card, until_mark)),
};

static void
card_start(void *row)
{
	((struct lesson_card *)row)->rev = 1;
}

TABLE(card_table, "a card", card_fields, lesson_card, .mark_offset = AT(lesson_card, mark),
    .id_offset = AT(lesson_card, id), .start = card_start);

static const struct field lesson_fields[] = {
	UINT("format", NO, 0, UINT32_MAX),
	ONE("id", ID, AT(lesson, id)),
	ONE("title", TEXT, AT(lesson, title)),
	ONE("lang", TEXT, AT(lesson, lang)),
	LIST("authors", TEXTS, AT(lesson, authors), AT(lesson, author_count), NO),
	ONE("licence", TEXT, AT(lesson, licence)),
	UINT("minutes", AT(lesson, minutes), 1, 1000),
	LIST("requires", IDS, AT(lesson, requires), AT(lesson, require_count), NO),
	ROWS("objectives", AT(lesson, objectives), AT(lesson, objective_count), 0, objective_table),
	ROWS("glossary", AT(lesson, glossary), AT(lesson, glossary_count), 0, term_table),
#define HEADER_FIELDS 10
	ONE("scenarios", ELSEWHERE, NO),
	ROWS("misconceptions", AT(lesson, misconceptions), AT(lesson, misconception_count), 0,
	    misconception_table),
	MAP("analogy", NO, analogy_table),
	ROWS("steps", AT(lesson, steps), AT(lesson, step_count), LIMIT_STEPS, step_table),
	ROWS("items", AT(lesson, items), AT(lesson, item_count), LIMIT_ITEMS, item_table),
	ROWS("claims", AT(lesson, claims), AT(lesson, claim_count), 0, claim_table),
	ONE("dialogue", ELSEWHERE, NO),
	ROWS("cards", AT(lesson, cards), AT(lesson, card_count), 0, card_table),
	MAP("summary", NO, summary_table),
	ONE("class", TREE, AT(lesson, classroom)),
};

const struct field_table lesson_table = { .subject = "a lesson", .fields = lesson_fields,
	.count = sizeof(lesson_fields) / sizeof(lesson_fields[0]),
	.row_size = sizeof(struct lesson), .mark_offset = NO, .id_offset = NO };

const char *const step_common_keys[] = { "id", "kind", "title", "objective", "teach", "say", NULL };

const struct step_rule step_rules[STEP_KIND_COUNT] = {
	[STEP_BETS] = { { "ask" }, { "elsewhere" } },
	[STEP_SHOW] = { { "scenario", "designs", "from", "until" }, { "view", "cast" } },
	[STEP_WORKED] = { { "scenario", "designs", "from", "until" }, { "view" } },
	[STEP_PREDICT] = { { "scenario", "designs", "from", "until", "ask" }, { "view", "seen" } },
	[STEP_OBSERVE] = { { "scenario", "designs", "from", "until", "seen" }, { "view" } },
	[STEP_EXPLAIN] = { { "ask" }, { "at", "view" } },
	[STEP_COMPARE] = { { "scenario", "designs" }, { "at", "view" } },
	[STEP_BREAK] = { { "scenario", "designs", "at", "allow" }, { "goal" } },
	[STEP_CHALLENGE] = { { "scenario", "designs", "goal", "allow", "par" },
	    { "hints", "price", "budget" } },
	[STEP_SUMMARY] = { { NULL }, { NULL } },
};
/* clang-format on */

bool
lesson_key_is_header(const char *key)
{
	for (size_t i = 0; i < HEADER_FIELDS; i++)
		if (strcmp(lesson_fields[i].key, key) == 0)
			return true;
	return false;
}

bool
lesson_key_without_header(const char *key)
{
	return strcmp(key, "format") == 0 || strcmp(key, "scenarios") == 0 ||
	    strcmp(key, "claims") == 0;
}
