/* The cast: English of its forms, what is refused, and that no standard word passes the door. */
#include "lib/assert.h"
#include "lib/scenarios.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "model/cast.h"
#include "trace/sentence.h"

static void
assert_plural(const char *word, const char *expected)
{
	struct str out = STR_INIT;

	cast_add_plural(&out, word);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static void
assert_article(const char *word, const char *expected)
{
	struct str out = STR_INIT;

	cast_add_article(&out, word);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static void
cast__english__plurals_and_articles(void **state)
{
	(void)state;
	assert_plural("kernel", "kernels");
	assert_plural("half-open entry", "half-open entries");
	assert_plural("key", "keys");
	assert_plural("box", "boxes");
	assert_plural("bus", "buses");
	assert_plural("batch", "batches");
	assert_plural("hash", "hashes");
	assert_plural("row of memory", "rows of memory");
	assert_plural("entry in flight", "entries in flight");
	assert_article("kernel", "a ");
	assert_article("entry", "an ");
	assert_article("hour", "an ");
	assert_article("unit", "a ");
	assert_article("user", "a ");
	assert_article("umbrella", "an ");
	assert_article("one-time key", "a ");
}

static void
assert_cast(const struct scenario *scenario, const char *text, const char *expected)
{
	struct str out = STR_INIT;

	cast_add(&out, scenario, text);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static void
cast__templates__words_forms_and_who_follows_whom(void **state)
{
	static struct cast_word words[] = { { "server", "kernel" }, { "token", "cookie value" },
		{ "session", "entry" }, { "crash", "reboot" }, { "session-id", "TLS id" },
		{ "cart", "draft" } };
	struct scenario scenario = { .cast = words, .cast_count = 6, .servers.count = 2 };
	struct str out = STR_INIT;

	(void)state;
	assert_cast(NULL, "{a session} of {servers}, no {identity-token}",
	    "a session of servers, no identity token");
	assert_cast(&scenario, "{a session}, {sessions}; {servers} {crashes}",
	    "an entry, entries; kernels reboots");
	/* A word without a cast of its own takes that of the word it stands for. */
	assert_cast(&scenario, "{identity-token}, {ticket}, {badge}",
	    "cookie value, TLS id, badge");
	assert_string_equal(cast_of(&scenario, "cart"), "draft");
	assert_string_equal(cast_of(&scenario, "theme"), "theme");
	assert_int_equal(cast_find("session id"), CAST_SESSION_ID);
	assert_int_equal(cast_find("teapot"), CAST_COUNT);
	cast_place_name(&out, &scenario, ROLE_SERVER, 1);
	assert_string_equal(out.text, "kernel 2");
	str_clear(&out);
	scenario.servers.count = 1;
	cast_place_name(&out, &scenario, ROLE_SERVER, 0);
	assert_string_equal(out.text, "the kernel");
	str_release(&out);
}

/* ---- the door ---- */

/* Every standard word, every piece and action under another name that is no English word. */
static void
add_nonsense(struct str *keys)
{
	const char *ids[64];
	uint32_t count = cast_ids(ids, 64);

	str_add(keys, "cast:\n");
	for (uint32_t i = 0; i < count; i++)
		str_printf(keys, "  %s: zq%u\n", ids[i], i);
	str_add(keys, "  cart: zqcart\n  theme: zqtheme\n  orders: zqorders\n  add: zqadd\n");
}

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '=';
}

/* The standard word that stands in the sentence outside of quotes, or NULL. */
static const char *
standard_word(const char *sentence, char *found, size_t room)
{
	bool quoted = false;

	for (const char *at = sentence; *at;) {
		size_t length = 0;

		while (is_letter(at[length]))
			length++;
		if (*at == '"')
			quoted = !quoted;
		if (length > 0 && length < room && !quoted) {
			memcpy(found, at, length);
			found[length] = '\0';
			found[0] = (char)tolower((unsigned char)found[0]);
			if (cast_find(found) < CAST_COUNT || strcmp(found, "cart") == 0 ||
			    strcmp(found, "theme") == 0 || strcmp(found, "orders") == 0)
				return found;
			if (found[length - 1] == 's') {
				found[length - 1] = '\0';
				if (cast_find(found) < CAST_COUNT)
					return found;
			}
		}
		at += length ? length : 1;
	}
	return NULL;
}

static void
assert_no_standard_word(const char *keys, const char *design)
{
	struct str text = STR_INIT;
	struct run run;

	str_add(&text, keys);
	add_nonsense(&text);
	run_begin(&run, text.text, design);
	run_all(&run);
	assert_true(run.trace.event_count > 20);
	for (uint32_t i = 0; i < run.trace.event_count; i++) {
		char found[40];
		struct str said = STR_INIT;

		sentence_event(&run.trace, i, &said);
		if (standard_word(said.text, found, sizeof(found)) != NULL)
			fail_msg("%s: \"%s\" did not come through the cast: %s", design, found,
			    said.text);
		str_release(&said);
	}
	run_end(&run);
	str_release(&text);
}

static void
cast__every_design_and_fault__no_standard_word_is_left(void **state)
{
	static const char *const designs[] = { "local", "sticky", "store", "token", "carry" };
	static const char shop[] =
	    "clients:\n"
	    "  ana: {name: Ana, devices: [laptop, phone], retry: {timeout: 300ms}, script: [login, "
	    "add book, theme dark, use phone, login, view theme, checkout, logout, view cart, "
	    "clear cookies, view cart]}\n"
	    "  bob: {name: Bob, start: 100ms, every: 200ms, relogin: off, script: [login, "
	    "add lamp, pay, view cart, wait 31m, view cart]}\n"
	    "servers: {count: 2, queue: 1}\n"
	    "network: {loss: 5%, duplicate: 5%}\n"
	    "faults: [{at: 2s, do: crash, node: s1}, {at: 3s, do: restart, node: s1}, "
	    "{at: 4s, do: hang, node: s2}, {at: 5s, do: restart, node: s2}, "
	    "{at: 5500ms, do: slow, node: s1, factor: 3}, {at: 6s, do: drain, node: s1, for: 1s}, "
	    "{at: 7s, do: cut, from: s1, to: lb}, {at: 8s, do: heal, from: s1, to: lb}]\n";

	/* What is added to the shop, and the design that it is about. */
	static const char *const more[][2] = {
		{ "sticky", "designs: {sticky: {balancer: {affinity: table}}}\n" },
		{ "store", "designs: {store: {balancer: {affinity: key, map: ring}}}\n" },
		{ "local", "designs: {local: {balancer: {affinity: ip, map: modulo}}}\n" },
		{ "local", "designs: {local: {balancer: {place: shared-queue, on_dead: wait}}}\n" },
		{ "backup", "" }, { "replica", "" }, { "denylist", "" },
	};
	static const char people[] =
	    "clients:\n"
	    "  ana: {name: Ana, retry: {timeout: 300ms}, script: [login, add book, theme dark, "
	    "view cart, checkout, view cart, logout, login, view cart, add pen]}\n"
	    "  bob: {name: Bob, start: 100ms, every: 200ms, script: [login, add lamp, pay, "
	    "view cart, view cart, view cart, add mug, view cart, back, view cart]}\n"
	    "servers: {count: 3}\n";
	static const char *const faults[] = {
		"faults: [{at: 500ms, do: scale-out, count: 1}, {at: 2s, do: scale-in, node: s2}, "
		"{at: 3s, do: deploy, down: 100ms, pause: 500ms}]\n",
		"faults: [{at: 500ms, do: crash, node: s2}, {at: 900ms, do: restart, node: s2}, "
		"{at: 1500ms, do: revoke, client: ana}, {at: 3s, do: blue-green}]\n",
		"faults: [{at: 700ms, do: rotate-key}, {at: 1200ms, do: store-down}, "
		"{at: 1700ms, do: store-up}, {at: 2s, do: steal, what: token, of: ana}]\n",
	};
	struct str keys = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++)
		assert_no_standard_word(shop, designs[i]);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		for (size_t f = 0; f < sizeof(faults) / sizeof(faults[0]); f++) {
			bool stored = strcmp(more[i][0], "store") == 0;

			if (f == 2 && !stored && strcmp(more[i][0], "denylist") != 0)
				continue;
			str_clear(&keys);
			str_printf(&keys, "%s%s%s", people, more[i][1],
			    stored && f == 2 ? "" : faults[f]);
			assert_no_standard_word(keys.text, more[i][0]);
		}
	str_release(&keys);
}

static void
cast__a_kernel__sentences_names_and_ids(void **state)
{
	struct run run;
	struct str said = STR_INIT;
	uint32_t made;

	(void)state;
	run_begin(&run, "clients: {ana: {script: [login, view cart]}}\nservers: {count: 2}\n"
	    "cast: {server: kernel, session: half-open entry, login: SYN, "
	    "balancer: network card}\n",
	    "local");
	run_all(&run);
	assert_string_equal(run.trace.actors[trace_actor(&run.trace, "s2")].name, "kernel 2");
	made = run_find(&run, EVENT_CREATE, "s1", 0);
	assert_int_not_equal(made, NONE32);
	sentence_event(&run.trace, made, &said);
	assert_non_null(strstr(said.text, "Kernel 1 makes half-open entry "));
	str_clear(&said);
	sentence_event(&run.trace, run_find(&run, EVENT_SEND, NULL, 0), &said);
	assert_string_equal(said.text, "Ana sends \"SYN\" to the network card.");
	str_release(&said);
	run_end(&run);
}

/* Other words are no other run. */
static void
cast__same_run_recast__same_digest_and_wire(void **state)
{
	struct run plain, recast;

	(void)state;
	run_begin(&plain, SCENARIO_SHOP, "sticky");
	run_all(&plain);
	run_begin(&recast, SCENARIO_SHOP "cast: {server: kernel, cart: draft, login: SYN}\n",
	    "sticky");
	run_all(&recast);
	assert_true(plain.trace.digest == recast.trace.digest);
	assert_close(run_measure(&plain, "wire_bytes"), run_measure(&recast, "wire_bytes"), 0);
	run_end(&plain);
	run_end(&recast);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cast__english__plurals_and_articles),
		cmocka_unit_test(cast__templates__words_forms_and_who_follows_whom),
		cmocka_unit_test(cast__every_design_and_fault__no_standard_word_is_left),
		cmocka_unit_test(cast__a_kernel__sentences_names_and_ids),
		cmocka_unit_test(cast__same_run_recast__same_digest_and_wire),
	};

	return cmocka_run_group_tests_name("cast", tests, NULL, NULL);
}
