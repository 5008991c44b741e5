/* Claims run: true ones agree, false ones fail, wrong usual wordings come out false, and each says
 * what it measured and cost. */
#include "lib/assert.h"

#include <string.h>

#include "experiment/ledger.h"
#include "lib/lesson_file.h"

#define SCENARIO \
	"scenarios:\n" \
	"  lost:\n" \
	"    stop: {after: 4s}\n" \
	"    clients: {crowd: {count: 60, script: [login], repeat: view cart, think: {mean: " \
	"300ms}}}\n" \
	"    servers: {count: 4}\n" \
	"    designs: {sticky: {balancer: {place: random}}, store: {}}\n" \
	"    faults: [{at: 2s, do: crash, node: s1}]\n" \
	"    cases: {two: {servers.count: 2}}\n" \
	"claims:\n"
#define SHARE "sticky.sessions_lost / sticky.sessions_live_at_fault"

struct opened {
	struct lesson_file file;
	struct arena arena;
	struct ledger_row row;
	bool ok;
};

/* A claim of the scenario above: its standing, runs and checks. */
static void
run_claim(struct opened *opened, const char *rest, uint32_t threads)
{
	const struct ledger_request request = { .threads = threads };
	struct str text = STR_INIT;

	memset(opened, 0, sizeof(*opened));
	str_printf(&text, SCENARIO "  - {id: c, says: x, because: y, scenario: lost, %s}\n", rest);
	lesson_file_read_only(&opened->file, text.text, text.length, "claim.yaml");
	assert_int_equal(opened->file.findings.errors, 0);
	opened->ok = ledger_run(&opened->file.lesson, &opened->file.lesson.claims[0], &request,
	    &opened->arena, &opened->row, &opened->file.findings);
	str_release(&text);
}

static void
release(struct opened *opened)
{
	arena_release(&opened->arena);
	lesson_file_release(&opened->file);
}

static void
assert_verdict(const char *rest, enum ledger_verdict verdict)
{
	struct opened opened;

	run_claim(&opened, rest, 2);
	if (!opened.ok || opened.row.verdict != verdict)
		fail_msg("%s: %s", rest,
		    opened.ok ? ledger_verdict_word(opened.row.verdict) : "not run");
	release(&opened);
}

static void
ledger__claims__come_out_as_they_are(void **state)
{
	(void)state;
	assert_verdict("standing: standard, runs: 20, holds: [{check: " SHARE
	    " ~ 1/4 within 4 se and every run satisfies (store.sessions_lost == 0)}, "
	    "{case: two, check: " SHARE " ~ 1/2 within 4 se}]", LEDGER_AGREES);
	assert_verdict("standing: standard, runs: 20, holds: [{case: two, check: " SHARE
	    " ~ 1/4 within 4 se}]", LEDGER_FAILS);
	assert_verdict("standing: depends, runs: 3, holds: [{check: sticky.sessions_lost < 30}, "
	    "{case: two, check: sticky.sessions_lost < 20}]", LEDGER_FAILS);
	assert_verdict("standing: depends, runs: 3, holds: [{check: sticky.sessions_lost > 5}, "
	    "{case: two, check: sticky.sessions_lost > 20}]", LEDGER_AGREES);
	assert_verdict("standing: contested", LEDGER_NO_RUN);
	assert_verdict("standing: contested, holds: [{check: sticky.sessions_lost / 0 > 1}]",
	    LEDGER_UNKNOWN);
}

static void
ledger__wrong__passes_when_the_usual_wording_is_false(void **state)
{
	(void)state;
	assert_verdict("standing: wrong, runs: 3, holds: [{check: store.sessions_lost == 0}], "
	    "refutes: store.sessions_lost > 0", LEDGER_AGREES);
	assert_verdict("standing: wrong, runs: 3, holds: [{check: store.sessions_lost == 0}], "
	    "refutes: sticky.sessions_lost > 0", LEDGER_FAILS);
	assert_verdict("standing: wrong, runs: 3, holds: [{check: store.sessions_lost == 1}], "
	    "refutes: store.sessions_lost > 0", LEDGER_FAILS);
	/* of a claim that depends it is told, and no more */
	assert_verdict("standing: depends, runs: 3, holds: [{check: store.sessions_lost == 0}], "
	    "refutes: sticky.sessions_lost > 0", LEDGER_AGREES);
}

static void
ledger__events_in_every_run__are_those_of_that_run(void **state)
{
	(void)state;
	assert_verdict("standing: standard, runs: 3, holds: [{check: every run satisfies (count "
	    "crash == 1 and count crash in s1 == 1)}]", LEDGER_AGREES);
	/* the runs differ: what is true of the first is not true of all */
	assert_verdict("standing: standard, runs: 5, holds: [{check: count request == 760 and some "
	    "run satisfies (count request == 803) and not every run satisfies (count request == "
	    "760)}]", LEDGER_AGREES);
	assert_verdict("standing: standard, runs: 3, holds: [{check: every case satisfies (every "
	    "run satisfies (not s1 holds login after first crash))}]", LEDGER_AGREES);
	assert_verdict("standing: standard, runs: 3, holds: [{check: count crash == 1}]",
	    LEDGER_AGREES);
	assert_verdict("standing: standard, runs: 3, holds: [{check: some run satisfies (count "
	    "crash == 2)}]", LEDGER_FAILS);
}

static void
ledger__threads__change_nothing(void **state)
{
	static const char rest[] = "standing: standard, runs: 20, holds: [{check: " SHARE
	    " ~ 1/4 within 4 se}, {case: two, check: " SHARE " ~ 1/2 within 4 se}]";
	struct opened one, many;

	(void)state;
	run_claim(&one, rest, 1);
	run_claim(&many, rest, 7);
	assert_int_equal(one.row.check_count, 2);
	for (uint32_t i = 0; i < 2; i++)
		assert_string_equal(one.row.checks[i].measured, many.row.checks[i].measured);
	assert_non_null(strstr(one.row.checks[0].measured, "±"));
	assert_non_null(strstr(one.row.checks[0].measured, "against 0.25"));
	assert_true(one.row.events == many.row.events && one.row.events > 10000);
	assert_true(one.row.steps == many.row.steps && one.row.steps > 0);
	release(&one);
	release(&many);
}

static void
ledger__too_few_runs__is_a_finding(void **state)
{
	struct opened opened;

	(void)state;
	run_claim(&opened, "standing: standard, runs: 20, holds: [{check: ok ~ 1 within 2 se}]", 2);
	arena_release(&opened.arena);
	opened.file.lesson.claims[0].runs = 19;
	assert_false(ledger_run(&opened.file.lesson, &opened.file.lesson.claims[0],
	    &(struct ledger_request){ .threads = 2 }, &opened.arena, &opened.row,
	    &opened.file.findings));
	assert_string_equal(opened.file.findings.rows[0].code, "too-few-runs");
	release(&opened);
}

static bool
stop(void *self, const struct batch_progress *progress)
{
	(void)self;
	(void)progress;
	return false;
}

static void
ledger__stopped__has_no_verdict(void **state)
{
	const struct ledger_request request = { .watch = stop };
	struct opened opened;

	(void)state;
	run_claim(&opened, "standing: standard, runs: 20, holds: [{check: ok > 1}]", 2);
	arena_release(&opened.arena);
	opened.file.lesson.claims[0].runs = 100000;
	assert_false(ledger_run(&opened.file.lesson, &opened.file.lesson.claims[0], &request,
	    &opened.arena, &opened.row, &opened.file.findings));
	assert_true(opened.row.stopped);
	assert_int_equal(opened.file.findings.errors, 0);
	release(&opened);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ledger__claims__come_out_as_they_are),
		cmocka_unit_test(ledger__wrong__passes_when_the_usual_wording_is_false),
		cmocka_unit_test(ledger__events_in_every_run__are_those_of_that_run),
		cmocka_unit_test(ledger__threads__change_nothing),
		cmocka_unit_test(ledger__too_few_runs__is_a_finding),
		cmocka_unit_test(ledger__stopped__has_no_verdict),
	};

	return cmocka_run_group_tests_name("experiment/ledger", tests, NULL, NULL);
}
