/* The schema: every row is whole, found by its path, and reads its own default. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/units.h"
#include "model/scenario.h"
#include "model/schema.h"

static void
schema__every_row__explains_itself_and_is_found(void **state)
{
	(void)state;
	assert_true(schema_row_count > 90);
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		struct str help = STR_INIT;
		size_t length = strlen(row->text);

		assert_ptr_equal(schema_row(row->path), row);
		assert_true(length > 10);
		assert_int_equal(row->text[length - 1], '.');
		assert_int_equal(row->type == SCHEMA_WORD, row->words != NULL);
		schema_help(i, &help);
		assert_non_null(strstr(help.text, row->text));
		assert_null(strchr(help.text, '\t'));
		str_release(&help);
	}
}

static void
schema__every_default__is_read_by_its_own_row(void **state)
{
	struct arena arena = { 0 };
	struct findings findings;

	(void)state;
	findings_init(&findings, &arena);
	for (uint32_t i = 0; i < schema_row_count; i++) {
		const struct schema_row *row = &schema_rows[i];
		struct node *node = schema_default(row, &arena);

		assert_int_equal(node != NULL, row->default_text != NULL);
		if (node == NULL || row->type == SCHEMA_MAP || schema_law_path(row) != NULL)
			continue;
		if (!schema_read(row, node, NULL, "", &arena, &findings))
			fail_msg("%s: %s", row->path, findings.rows[0].text);
		assert_true(row->type == SCHEMA_LIST || schema_is_default(row, node));
	}
	arena_release(&arena);
}

static void
schema__concrete_paths__find_their_rows(void **state)
{
	static const struct {
		const char *path, *row;
	} cases[] = {
		{ "seed", "seed" },
		{ "clients.ana.every", "clients.*.every" },
		{ "clients.ana", "clients.*" },
		{ "servers.service.mean", "@law.mean" },
		{ "clients.ana.think.law", "@law.law" },
		{ "load.arrivals.utilisation", "@law.utilisation" },
		{ "designs.mine.balancer.place", "balancer.place" },
		{ "designs.mine.homes.cart", "homes.*" },
		{ "designs.mine", "designs.*" },
		{ "network.latency.client", "network.latency.client" },
		{ "state.cart.bytes", "state.*.bytes" },
	};
	static const char *const unknown[] = { "", "sed", "servers.", ".servers", "servers.count.x",
		"clients.*.every.x", "*", "clients.*", "@law.mean", "servers.service.rate.x",
		"designs.a.b", "servers..count" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct schema_row *row = schema_find(cases[i].path);

		assert_non_null(row);
		assert_string_equal(row->path, cases[i].row);
	}
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_null(schema_find(unknown[i]));
}

static void
schema__keys__are_those_one_may_write_there(void **state)
{
	const char *keys[64];
	uint32_t count;

	(void)state;
	count = schema_keys("balancer", keys, 64);
	assert_int_equal(count, 6);
	assert_string_equal(str_nearest("afinity", keys, count), "affinity");
	count = schema_keys("clients.ana", keys, 64);
	assert_string_equal(str_nearest("scrpt", keys, count), "script");
	count = schema_keys("servers.service", keys, 64);
	assert_string_equal(keys[0], "law");
	assert_true(schema_keys("", keys, 64) > 15);
	assert_int_equal(schema_keys("", keys, 3), 3);
	assert_int_equal(schema_keys("nowhere", keys, 64), 0);
	assert_int_equal(schema_keys("homes", keys, 64), 0);
}

/* The finding's code for one value of a row, or "" when it is taken. */
static const char *
code_of(struct arena *arena, const char *path, const char *text, bool quoted, void *base)
{
	struct node *node = node_scalar(arena, text, (struct mark){ "f", 1, 1 });
	struct findings findings;

	node->quoted = quoted;
	findings_init(&findings, arena);
	if (schema_read(schema_row(path), node, base, "", arena, &findings))
		return "";
	assert_int_equal(findings.count, 1);
	return findings.rows[0].code;
}

static void
schema__values__taken_exactly_or_refused(void **state)
{
	static const struct {
		const char *path, *text, *code;
	} cases[] = {
		{ "servers.count", "5", "" },
		{ "servers.count", "+5", "bad-number" },
		{ "servers.count", "0x5", "bad-number" },
		{ "servers.count", "05", "bad-number" },
		{ "servers.count", "1_0", "bad-number" },
		{ "servers.count", "5.0", "bad-number" },
		{ "servers.count", "0", "out-of-range" },
		{ "servers.count", "99999999999999999999", "bad-number" },
		{ "servers.count", "unlimited", "bad-number" },
		{ "servers.queue", "unlimited", "" },
		{ "session.idle", "31m", "" },
		{ "session.idle", "31", "bad-duration" },
		{ "session.idle", "31 min", "bad-duration" },
		{ "session.idle", "yes", "bad-duration" },
		{ "state.*.bytes", "2KiB", "" },
		{ "state.*.bytes", "2KB", "bad-size" },
		{ "@law.p", "10%", "" },
		{ "@law.p", "0.1", "" },
		{ "@law.p", "1.1", "bad-share" },
		{ "@law.p", "101%", "bad-share" },
		{ "@law.rate", "50/s", "" },
		{ "@law.rate", "50", "bad-rate" },
		{ "epoch", "2026-01-01T00:00:00Z", "" },
		{ "epoch", "2026-02-30T00:00:00Z", "bad-date" },
		{ "clients.*.relogin", "off", "" },
		{ "clients.*.relogin", "no", "" },
		{ "clients.*.relogin", "0", "bad-switch" },
		{ "clients.*.name", "yes", "" },
		{ "clients.*.name", "  ", "empty" },
		{ "balancer.place", "random", "" },
		{ "balancer.place", "Random", "unknown-word" },
		{ "balancer.affinity", "table", "" },
		{ "balancer.map", "ring", "" },
		{ "balancer.map", "jump", "unknown-word" },
		{ "balancer.virtual_nodes", "0", "out-of-range" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(code_of(&arena, cases[i].path, cases[i].text, false, NULL),
		    cases[i].code);
	assert_string_equal(code_of(&arena, "servers.count", "5", true, NULL), "bad-number");
	assert_string_equal(code_of(&arena, "session.idle", "5s", true, NULL), "");
	arena_release(&arena);
}

static void
schema__stored_values__land_in_their_member(void **state)
{
	struct arena arena = { 0 };
	struct scenario scenario = { 0 };

	(void)state;
	code_of(&arena, "servers.count", "5", false, &scenario);
	code_of(&arena, "servers.queue", "unlimited", false, &scenario);
	code_of(&arena, "session.idle", "31m", false, &scenario);
	code_of(&arena, "balancer.place", "random", false, &scenario);
	code_of(&arena, "epoch", "1970-01-02T00:00:00Z", false, &scenario);
	code_of(&arena, "stop.when", "true", false, &scenario);
	assert_int_equal(scenario.servers.count, 5);
	assert_true(scenario.servers.queue == SCENARIO_UNLIMITED);
	assert_true(scenario.session.idle_ns == 31 * 60 * NS_PER_S);
	assert_int_equal(scenario.balancer.place, PLACE_RANDOM);
	assert_int_equal(scenario.epoch_s, 86400);
	assert_string_equal(scenario.stop.when, "true");
	arena_release(&arena);
}

static void
schema__ids_and_laws__by_their_rules(void **state)
{
	(void)state;
	assert_true(schema_is_id("a"));
	assert_true(schema_is_id("s-2-second"));
	assert_false(schema_is_id(""));
	assert_false(schema_is_id("A"));
	assert_false(schema_is_id("2a"));
	assert_false(schema_is_id("a_b"));
	assert_false(schema_is_id("a.b"));
	assert_true(schema_law_takes(LAW_ERLANG, "k"));
	assert_true(schema_law_takes(LAW_CONSTANT, "law"));
	assert_false(schema_law_takes(LAW_CONSTANT, "k"));
	assert_false(schema_law_takes(LAW_UNIFORM, "mean"));
	assert_false(schema_law_takes(LAW_BIMODAL, "s"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schema__every_row__explains_itself_and_is_found),
		cmocka_unit_test(schema__every_default__is_read_by_its_own_row),
		cmocka_unit_test(schema__concrete_paths__find_their_rows),
		cmocka_unit_test(schema__keys__are_those_one_may_write_there),
		cmocka_unit_test(schema__values__taken_exactly_or_refused),
		cmocka_unit_test(schema__stored_values__land_in_their_member),
		cmocka_unit_test(schema__ids_and_laws__by_their_rules),
	};

	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
