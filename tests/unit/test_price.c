/* Price lists: read with their places, added up exactly, the dearest case, and part of the goal. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <string.h>

#include "experiment/challenge.h"
#include "lesson/load.h"

#define SHOP "lessons/90-break-the-shop.yaml"

static void
price__list_with_mistakes__refused_at_its_place(void **state)
{
	static const struct {
		const char *list, *code, *text;
	} rows[] = {
		{ "{wire_byte: 1}", "unknown-measure", "no measure \"wire_byte\"" },
		{ "{wire_bytes: dear}", "wrong-type", "number from 0" },
		{ "{wire_bytes: -1}", "wrong-type", "number from 0" },
		{ "[wire_bytes]", "wrong-type", "a map from measures" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena = { 0 };
		struct findings findings;
		struct price_list list;
		struct node *node;

		findings_init(&findings, &arena);
		node = yaml_read_value(rows[i].list, &arena, &findings);
		assert_non_null(node);
		assert_false(price_read(node, &list, &findings));
		assert_string_equal(findings.rows[0].code, rows[i].code);
		assert_non_null(strstr(findings.rows[0].text, rows[i].text));
		arena_release(&arena);
	}
}

/* The sum by hand from the run's own measures, with a price below one. */
static void
price__list__the_sum_and_its_words(void **state)
{
	struct price_list list = { .budget = 10 };
	struct price price = { .known = true, .thousandths = 9500, .parts = { 3, 2 } };
	struct str text = STR_INIT;

	(void)state;
	list.rows[0] = (struct price_row){ measure_find("requests"), 2500 };
	list.rows[1] = (struct price_row){ measure_find("failed"), 1000 };
	list.count = 2;
	price_say(&list, &price, &text);
	assert_string_equal(text.text, "9.5 of 10: requests 3 x 2.5 + failed 2");
	assert_true(price_within(&list, &price));
	price.thousandths = 10001;
	assert_false(price_within(&list, &price));
	price.known = false;
	assert_false(price_within(&list, &price));
	str_release(&text);
}

static double
total_of(struct player *player)
{
	const struct measures *measures = &player->set.runs[0].measures;

	return measures->value[measure_find("ram_bytes.servers")] +
	       measures->value[measure_find("wire_bytes")] +
	       3 * measures->value[measure_find("ram_bytes.store")];
}

static void
price__played__stands_on_the_page_and_follows_each_change(void **state)
{
	struct drive drive;
	struct player *player;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = SHOP,
		.step = "c-dear-store" }));
	player = drive_player(&drive);
	assert_true(player->price.known);
	/* a case may cost more than the run that is shown, and never less */
	assert_true((double)player->price.thousandths / 1000 >= total_of(player));
	assert_true(drive_shows(&drive, "PRICE    "));
	assert_true(drive_shows(&drive, " of 3500: servers "));
	assert_null(player_set(player, "homes.login", "store"));
	assert_null(player_set(player, "homes.cart", "store"));
	assert_int_equal(player->goal, 0); /* safe, and too dear */
	assert_true(player->price.thousandths > 3500 * 1000u);
	assert_true(player_undo(player));
	assert_true(player_undo(player));
	assert_null(player_set(player, "homes.login", "token"));
	assert_null(player_set(player, "homes.cart", "token"));
	assert_int_equal(player->goal, 1);
	assert_true(player->price.thousandths <= 3500 * 1000u);
	assert_true(drive_shows(&drive, "DONE"));
	drive_close(&drive);
}

static void
price__plain__said_with_each_change(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = SHOP,
		.step = "c-dear-wire", .plain = true }));
	assert_non_null(strstr(drive_said(&drive), "of 12000: servers "));
	drive_line(&drive, "set homes.cart store");
	assert_non_null(strstr(drive_said(&drive), "PRICE "));
	drive_line(&drive, "u");
	assert_non_null(strstr(drive_said(&drive), "PRICE "));
	drive_line(&drive, "settings");
	(void)drive_said(&drive);
	drive_line(&drive, "set homes.cart store"); /* on the panel of settings too */
	assert_non_null(strstr(drive_said(&drive), "of 12000"));
	drive_close(&drive);
}

/* As one types it, and as it is written back. */
static void
price__typed__read_or_refused_with_the_reason(void **state)
{
	static const struct {
		const char *typed, *written, *why;
	} rows[] = {
		{ "servers 1, wire 1, store 3 of 3500", "servers 1, wire 1, store 3 of 3500", "" },
		{ "  wire   0.5 ,store calls 2", "wire 0.5, store calls 2", "" },
		{ "forced_logins 100, wire inside 1", "forced_logins 100, wire inside 1", "" },
		{ "", "", "" },
		{ " , ", "", "" },
		{ "wire", "", "needs a price" },
		{ "wire dear", "", "needs a price" },
		{ "wire -1", "", "needs a price" },
		{ "wire 1e9", "", "needs a price" },
		{ "wier 1", "", "Nothing is called \"wier\"" },
		{ "wire 1 of plenty", "", "\"plenty\" is no budget" },
		{ "wire 1 of 0", "", "is no budget" },
		{ "wire 1, wire 1, wire 1, wire 1, wire 1, wire 1, wire 1, wire 1, wire 1", "",
		    "at most 8 rows" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct price_list list;
		struct str why = STR_INIT, written = STR_INIT;

		if (price_parse(rows[i].typed, &list, &why) != (rows[i].why[0] == 0))
			fail_msg("%s: %s", rows[i].typed, why.text);
		price_write(&list, &written);
		if (strcmp(written.text, rows[i].written) != 0 ||
		    !strstr(why.text, rows[i].why) || (rows[i].why[0] == 0 && why.length))
			fail_msg("%s: \"%s\", \"%s\"", rows[i].typed, written.text, why.text);
		str_release(&why);
		str_release(&written);
	}
}

/* In the sandbox every future has its price, in the measures of its own run, and so has every
 * design. */
static void
price__of_ones_own__told_of_every_future_and_design(void **state)
{
	struct drive drive;
	struct player *player;
	const struct measures *measures;
	uint64_t prices[6];

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "play",
		.lesson = "lessons/clusters/shop.yaml" }));
	player = drive_player(&drive);
	assert_true(drive_keys(&drive, "$"));
	assert_true(drive_shows(&drive, "Prices: servers 1, wire 1, store 1_"));
	assert_true(drive_keys(&drive, "Backspace 3 Space o f Space 9 0 0 0 Enter"));
	assert_true(drive_shows(&drive, "PRICE    "));
	assert_true(drive_keys(&drive, "} } } } x c"));
	assert_true(player->forks->rows[1].sum.price == player->price.thousandths);
	for (int i = 0; i < 6; i++) {
		measures = &player->set.runs[0].measures;
		prices[i] = 1000 *
		    ((uint64_t)measures->value[measure_find("ram_bytes.servers")] +
			(uint64_t)measures->value[measure_find("wire_bytes")] +
			3 * (uint64_t)measures->value[measure_find("ram_bytes.store")]);
		assert_true(player->price.thousandths == prices[i]);
		assert_true(drive_shows(&drive, " of 9000: servers"));
		assert_true(drive_keys(&drive, "Tab"));
	}
	assert_true(drive_keys(&drive, "f"));
	for (int i = 0; i < 6; i++)
		assert_true(player->under.sums[i].price == prices[i]);
	assert_true(drive_shows(&drive, "price             "));
	assert_true(drive_keys(&drive, "Up"));
	assert_true(player->forks->rows[0].sum.price == player->under.sums[0].price);
	assert_true(drive_keys(&drive, "Esc $"));
	for (int i = 0; i < 60; i++)
		assert_true(drive_keys(&drive, "Backspace"));
	assert_true(drive_keys(&drive, "Enter"));
	assert_false(drive_shows(&drive, "PRICE"));
	drive_close(&drive);

	/* a challenge keeps its own */
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = SHOP,
		.step = "c-dear-store" }));
	assert_true(drive_keys(&drive, "$"));
	assert_true(drive_shows(&drive, "The prices of this challenge are fixed."));
	assert_true(drive_shows(&drive, "PRICE    3727 of 3500"));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(price__list_with_mistakes__refused_at_its_place),
		cmocka_unit_test(price__list__the_sum_and_its_words),
		cmocka_unit_test(price__typed__read_or_refused_with_the_reason),
		cmocka_unit_test(price__of_ones_own__told_of_every_future_and_design),
		cmocka_unit_test(price__played__stands_on_the_page_and_follows_each_change),
		cmocka_unit_test(price__plain__said_with_each_change),
	};

	return cmocka_run_group_tests_name("experiment/price", tests, NULL, NULL);
}
