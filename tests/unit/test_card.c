/* The welcome cards say what the run says: who the servers are, whether they keep something. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "experiment/runset.h"
#include "lesson/load.h"
#include "view/card.h"

/* The card at the end of a run of `text`'s first design; the caller frees it. */
static char *
card_of(const char *text)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct scenario_source source;
	struct runset_request request = { .source = &source, .keep = true };
	struct runset set;
	struct grid grid;
	struct str out = STR_INIT;
	const struct node *tree;

	findings_init(&findings, &arena);
	tree = yaml_read(text, strlen(text), NULL, &arena, &findings);
	assert_non_null(tree);
	assert_true(scenario_source_init(&source, "card", tree, &arena, &findings));
	assert_true(runset_run(&set, &request, &findings));
	grid_init(&grid, &arena, 6, 30, true);
	view_card(world_at(set.runs[0].cursor, set.runs[0].trace.event_count),
	    trace_actor(&set.runs[0].trace, "ana"), &grid, (struct rect){ 0, 0, 6, 30 });
	grid_write_text(&grid, &out);
	runset_release(&set);
	arena_release(&arena);
	return str_detach(&out);
}

#define ANA "{clients: {ana: {name: Ana, script: [login, add book]}}, "

static void
assert_card(const char *text, const char *has, const char *lacks)
{
	char *card = card_of(text);

	if (!strstr(card, has) || strstr(card, lacks))
		fail_msg("wants \"%s\", not \"%s\":\n%s", has, lacks, card);
	free(card);
}

static void
card__carried__names_the_servers_of_this_run(void **state)
{
	(void)state;
	assert_card(ANA "servers: {count: 2}, designs: {carry: {}}}", "s1 or s2", "s3");
	assert_card(ANA "servers: {count: 3}, designs: {carry: {}}}", "s1 or s2 or s3", "s4");
}

static void
card__carried__keeps_nothing_only_if_the_world_has_nothing(void **state)
{
	(void)state;
	assert_card(ANA "servers: {count: 2}, designs: {carry: {}}}", "keeps nothing", "pieces");
	assert_card(ANA "servers: {count: 2}, state: {cart: {bytes: 64, key: user}, "
			"note: {bytes: 9, key: session}}, "
			"designs: {m: {base: carry, homes: {login: server}}}}",
	    "keeps", "keeps nothing");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(card__carried__names_the_servers_of_this_run),
		cmocka_unit_test(card__carried__keeps_nothing_only_if_the_world_has_nothing),
	};

	return cmocka_run_group_tests_name("view/card", tests, NULL, NULL);
}
