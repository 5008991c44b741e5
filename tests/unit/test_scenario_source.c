/* From a file's tree to a scenario: defaults, the order of layers, bases, cases, --set, laws. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/units.h"
#include "lesson/load.h"
#include "model/actions.h"
#include "model/build.h"

#define ANA "clients: {ana: {script: [login, add book, view cart]}}\n"

struct build {
	struct arena arena;
	struct findings findings;
	struct scenario_source source;
};

static void
build_init(struct build *build, const char *text)
{
	const struct node *tree;

	*build = (struct build){ 0 };
	findings_init(&build->findings, &build->arena);
	tree = yaml_read(text, strlen(text), "f", &build->arena, &build->findings);
	assert_non_null(tree);
	assert_true(scenario_source_init(&build->source, "x", tree, &build->arena,
	    &build->findings));
}

/* The scenario of one design and case, with at most one setting; NULL when it was refused. */
static struct scenario *
build_one(struct build *build, const char *design, const char *case_id, const char *path,
    const char *value)
{
	struct setting setting = { .path = path };

	if (path != NULL)
		setting.value = yaml_read_value(value, &build->arena, &build->findings);
	return scenario_build(&build->source, design, case_id, &setting, path != NULL,
	    &build->arena, &build->findings);
}

static void
build_release(struct build *build)
{
	arena_release(&build->arena);
}

static void
scenario__nothing_said__defaults_of_the_format(void **state)
{
	struct build build;
	const struct scenario *s;

	(void)state;
	build_init(&build, ANA);
	assert_int_equal(build.source.design_count, 1);
	assert_string_equal(build.source.designs[0], "sticky");
	s = build_one(&build, "sticky", NULL, NULL, NULL);
	assert_non_null(s);
	assert_int_equal(s->seed, 1);
	assert_true(s->epoch_s == 1767225600);
	assert_false(s->stop.has_after || s->stop.has_requests || s->stop.has_when);
	assert_int_equal(s->balancer.place, PLACE_ROUND_ROBIN);
	assert_int_equal(s->balancer.affinity, AFFINITY_COOKIE);
	assert_int_equal(s->balancer.on_dead, ON_DEAD_REDISPATCH);
	assert_true(s->balancer.health_every_ns == 500 * NS_PER_MS);
	assert_int_equal(s->balancer.health_rise, 1);
	assert_int_equal(s->balancer.health_fall, 2);
	assert_int_equal(s->servers.count, 3);
	assert_int_equal(s->servers.workers, 1);
	assert_true(s->servers.queue == 100);
	assert_int_equal(s->servers.while_waiting, WAITING_HELD);
	assert_int_equal(s->servers.service.kind, LAW_CONSTANT);
	assert_true(s->servers.service.mean_ns == 10 * NS_PER_MS);
	assert_true(s->session.idle_ns == 1800 * NS_PER_S);
	assert_int_equal(s->session.on_miss, ON_MISS_REJECT);
	assert_true(s->store.latency.mean_ns == 500 * NS_PER_US);
	assert_true(s->store.capacity_per_gs == SCENARIO_UNLIMITED);
	assert_false(s->store.has_operations);
	assert_int_equal(s->store.write, WRITE_BLOB);
	assert_int_equal(s->token.algorithm, ALGORITHM_HS256);
	assert_true(s->token.ttl_ns == 900 * NS_PER_S);
	assert_true(s->token.verify_ns == NS_PER_US);
	assert_int_equal(s->token.key_count, 1);
	assert_string_equal(s->token.keys[0], "k1");
	assert_true(s->network.client.mean_ns == 10 * NS_PER_MS);
	assert_true(s->network.inside.mean_ns == NS_PER_MS);
	build_release(&build);
}

static void
scenario__clients__defaults_script_and_repeat(void **state)
{
	struct build build;
	const struct scenario *s;
	const struct client *ana, *crowd;

	(void)state;
	build_init(&build, "stop: {after: 20s}\n"
			   "clients:\n"
			   "  ana: {name: Ana, devices: [laptop, phone], script: [login, add blue "
			   "book, use phone, clear cookies, back, wait 31m, view theme, view]}\n"
			   "  crowd: {count: 20, script: [login], repeat: view cart, think: {mean: "
			   "2s}, relogin: off, start: 5ms}\n");
	s = build_one(&build, "sticky", NULL, NULL, NULL);
	assert_non_null(s);
	ana = &s->clients[scenario_client(s, "ana")];
	assert_string_equal(ana->name, "Ana");
	assert_int_equal(ana->count, 1);
	assert_int_equal(ana->device_count, 2);
	assert_true(ana->every_ns == NS_PER_S && ana->start_ns == 0 && ana->relogin);
	assert_false(ana->has_think || ana->has_repeat || ana->retry.on);
	assert_int_equal(ana->script_count, 8);
	assert_string_equal(s->actions[ana->script[1].action].id, "add");
	assert_string_equal(ana->script[1].argument, "blue book");
	assert_int_equal(ana->script[1].mark.line, 3);
	assert_int_equal(ana->script[2].word, SCRIPT_USE);
	assert_int_equal(ana->script[2].device, 1);
	assert_int_equal(ana->script[3].word, SCRIPT_CLEAR);
	assert_int_equal(ana->script[4].word, SCRIPT_BACK);
	assert_true(ana->script[5].wait_ns == 1860 * NS_PER_S);
	assert_int_equal(ana->script[6].piece, scenario_piece(s, "theme"));
	assert_int_equal(ana->script[7].piece, scenario_piece(s, "cart"));
	crowd = &s->clients[scenario_client(s, "crowd")];
	assert_string_equal(crowd->name, "Crowd");
	assert_int_equal(crowd->count, 20);
	assert_true(crowd->has_think && crowd->has_repeat && !crowd->relogin);
	assert_int_equal(crowd->think.kind, LAW_EXPONENTIAL);
	assert_true(crowd->think.mean_ns == 2 * NS_PER_S);
	assert_string_equal(crowd->devices[0], "browser");
	assert_int_equal(scenario_client(s, "bob"), SCENARIO_NONE);
	build_release(&build);
}

static enum home
home_of(const struct scenario *s, const char *piece)
{
	return s->pieces[scenario_piece(s, piece)].home;
}

static void
scenario__built_in_designs__homes_and_routing_of_the_table(void **state)
{
	static const struct {
		const char *design;
		enum home login, cart, theme;
		enum place place;
		enum affinity affinity;
		enum piece_key cart_key;
		enum carrier carrier;
	} rows[] = {
		{ "local", HOME_SERVER, HOME_SERVER, HOME_SERVER, PLACE_ROUND_ROBIN,
		    AFFINITY_NONE, PIECE_KEY_SESSION, CARRIER_BEARER },
		{ "sticky", HOME_SERVER, HOME_SERVER, HOME_SERVER, PLACE_ROUND_ROBIN,
		    AFFINITY_COOKIE, PIECE_KEY_SESSION, CARRIER_BEARER },
		{ "store", HOME_STORE, HOME_STORE, HOME_STORE, PLACE_LEAST_CONNECTIONS,
		    AFFINITY_NONE, PIECE_KEY_SESSION, CARRIER_BEARER },
		{ "token", HOME_TOKEN, HOME_DATABASE, HOME_DATABASE, PLACE_LEAST_CONNECTIONS,
		    AFFINITY_NONE, PIECE_KEY_USER, CARRIER_BEARER },
		{ "carry", HOME_TOKEN, HOME_TOKEN, HOME_DATABASE, PLACE_LEAST_CONNECTIONS,
		    AFFINITY_NONE, PIECE_KEY_SESSION, CARRIER_COOKIE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct build build;
		const struct scenario *s;

		build_init(&build, ANA);
		s = build_one(&build, rows[i].design, NULL, NULL, NULL);
		assert_non_null(s);
		assert_string_equal(s->design_base, rows[i].design);
		assert_int_equal(home_of(s, "login"), rows[i].login);
		assert_int_equal(home_of(s, "cart"), rows[i].cart);
		assert_int_equal(home_of(s, "theme"), rows[i].theme);
		assert_int_equal(home_of(s, "orders"), HOME_DATABASE);
		assert_int_equal(s->pieces[scenario_piece(s, "cart")].key, rows[i].cart_key);
		assert_int_equal(s->balancer.place, rows[i].place);
		assert_int_equal(s->balancer.affinity, rows[i].affinity);
		assert_int_equal(s->token.carrier, rows[i].carrier);
		build_release(&build);
	}
}

static void
scenario__layers__the_later_one_wins(void **state)
{
	struct build build;
	const struct scenario *s;

	(void)state;
	build_init(&build, ANA "seed: 2\n"
			       "balancer: {place: random, affinity: none}\n"
			       "servers: {count: 4, workers: 2}\n"
			       "designs:\n"
			       "  sticky: {}\n"
			       "  mine:\n"
			       "    base: sticky\n"
			       "    servers: {count: 5}\n"
			       "    balancer: {affinity: none}\n"
			       "cases:\n"
			       "  many: {servers.count: 6, designs.mine.servers.workers: 9}\n");
	/* scenario < base */
	s = build_one(&build, "sticky", NULL, NULL, NULL);
	assert_int_equal(s->balancer.affinity, AFFINITY_COOKIE);
	assert_int_equal(s->balancer.place, PLACE_RANDOM);
	assert_int_equal(s->servers.count, 4);
	/* base < design */
	s = build_one(&build, "mine", NULL, NULL, NULL);
	assert_int_equal(s->balancer.affinity, AFFINITY_NONE);
	assert_int_equal(s->servers.count, 5);
	assert_int_equal(s->servers.workers, 2);
	/* design < case; a path with designs.ID counts for that design alone */
	s = build_one(&build, "mine", "many", NULL, NULL);
	assert_int_equal(s->servers.count, 6);
	assert_int_equal(s->servers.workers, 9);
	assert_string_equal(s->case_id, "many");
	s = build_one(&build, "sticky", "many", NULL, NULL);
	assert_int_equal(s->servers.count, 6);
	assert_int_equal(s->servers.workers, 2);
	/* case < --set */
	s = build_one(&build, "mine", "many", "servers.count", "7");
	assert_int_equal(s->servers.count, 7);
	s = build_one(&build, "sticky", "many", "designs.mine.servers.count", "8");
	assert_int_equal(s->servers.count, 6);
	s = build_one(&build, "mine", "many", "designs.mine.servers.count", "8");
	assert_int_equal(s->servers.count, 8);
	s = build_one(&build, "mine", NULL, "homes.cart", "store");
	assert_int_equal(home_of(s, "cart"), HOME_STORE);
	s = build_one(&build, "mine", NULL, "clients.ana.script", "[login, view cart]");
	assert_int_equal(s->clients[0].script_count, 2);
	assert_int_equal(build.findings.count, 0);
	build_release(&build);
}

static void
scenario__laws__a_new_one_drops_what_it_does_not_take(void **state)
{
	struct build build;
	const struct scenario *s;

	(void)state;
	build_init(&build, ANA "servers: {service: {law: bimodal, p: 10%, s1: 1ms, s2: 9ms}}\n"
			       "store: {latency: 3ms}\n"
			       "network: {latency: 5ms}\n"
			       "cases:\n"
			       "  fixed: {servers.service: 4ms}\n"
			       "  random: {store.latency.law: exponential}\n"
			       "  even: {servers.service: {law: uniform, a: 1ms, b: 2ms}}\n"
			       "  near: {network.latency.client: 1ms}\n");
	s = build_one(&build, "sticky", NULL, NULL, NULL);
	assert_int_equal(s->servers.service.kind, LAW_BIMODAL);
	assert_int_equal(s->servers.service.share_ppm, 100000);
	assert_true(s->servers.service.mean_ns == NS_PER_MS);
	assert_true(s->servers.service.other_ns == 9 * NS_PER_MS);
	assert_int_equal(s->store.latency.kind, LAW_CONSTANT);
	assert_true(s->network.client.mean_ns == 5 * NS_PER_MS &&
	    s->network.inside.mean_ns == 5 * NS_PER_MS);
	s = build_one(&build, "sticky", "fixed", NULL, NULL);
	assert_int_equal(s->servers.service.kind, LAW_CONSTANT);
	assert_true(s->servers.service.mean_ns == 4 * NS_PER_MS);
	s = build_one(&build, "sticky", "random", NULL, NULL);
	assert_int_equal(s->store.latency.kind, LAW_EXPONENTIAL);
	assert_true(s->store.latency.mean_ns == 3 * NS_PER_MS);
	s = build_one(&build, "sticky", "even", NULL, NULL);
	assert_int_equal(s->servers.service.kind, LAW_UNIFORM);
	s = build_one(&build, "sticky", "near", NULL, NULL);
	assert_true(s->network.client.mean_ns == NS_PER_MS &&
	    s->network.inside.mean_ns == 5 * NS_PER_MS);
	assert_int_equal(build.findings.count, 0);
	build_release(&build);
}

static void
scenario__rate_and_utilisation__the_one_set_last_stays(void **state)
{
	struct arena arena = { 0 };
	struct findings findings;
	struct node *tree, *over;

	(void)state;
	findings_init(&findings, &arena);
	tree = yaml_read_value("{load: {arrivals: {law: constant, rate: 5/s}}}", &arena, &findings);
	over = yaml_read_value("{load: {arrivals: {utilisation: 0.8}}}", &arena, &findings);
	tree = layer_apply(&arena, tree, over);
	assert_null(node_at(tree, "load.arrivals.rate"));
	assert_string_equal(node_at(tree, "load.arrivals.utilisation")->text, "0.8");
	assert_string_equal(node_at(tree, "load.arrivals.law")->text, "constant");
	over = yaml_read_value("{load: {arrivals: {rate: 9/s}}}", &arena, &findings);
	tree = layer_apply(&arena, tree, over);
	assert_null(node_at(tree, "load.arrivals.utilisation"));
	arena_release(&arena);
}

static void
scenario__pieces__not_named_stand_with_the_cart(void **state)
{
	struct build build;
	const struct scenario *s;

	(void)state;
	build_init(&build,
	    ANA "state: {cart: {bytes: 1KiB, filler: 3KiB}, draft: {bytes: 9}, role: "
			       "{bytes: 16 B, key: user}}\n"
			       "designs: {mine: {base: sticky, homes: {cart: store}, key: {draft: "
			       "user}}}\n");
	s = build_one(&build, "mine", NULL, NULL, NULL);
	assert_int_equal(s->piece_count, 6);
	assert_string_equal(s->pieces[0].id, "login");
	assert_string_equal(s->pieces[3].id, "orders");
	assert_int_equal(s->pieces[1].bytes, 1024);
	assert_int_equal(s->pieces[1].filler_bytes, 3072);
	assert_int_equal(s->pieces[0].bytes, 64);
	assert_int_equal(s->pieces[2].bytes, 16);
	assert_int_equal(home_of(s, "draft"), HOME_STORE);
	assert_int_equal(home_of(s, "role"), HOME_STORE);
	assert_int_equal(home_of(s, "theme"), HOME_SERVER);
	assert_int_equal(s->pieces[scenario_piece(s, "draft")].key, PIECE_KEY_USER);
	assert_true(scenario_has_server_session(s));
	assert_true(scenario_uses_home(s, HOME_STORE));
	assert_false(scenario_uses_home(s, HOME_TOKEN));
	s = build_one(&build, "carry", NULL, NULL, NULL);
	assert_false(scenario_has_server_session(s));
	build_release(&build);
}

static void
scenario__own_actions__join_the_built_in_ones(void **state)
{
	struct build build;
	const struct scenario *s;
	const struct action *gift, *ask, *view;

	(void)state;
	build_init(&build, "clients: {ana: {script: [login, gift, ask me]}}\n"
			   "actions:\n"
			   "  gift: {method: POST, path: /gift, reads: [cart], writes: [orders]}\n"
			   "  ask: {reads: [theme], repeatable: true, body: word}\n");
	s = build_one(&build, "sticky", NULL, NULL, NULL);
	assert_non_null(s);
	assert_int_equal(s->action_count, builtin_action_count + 2);
	gift = &s->actions[scenario_action(s, "gift")];
	assert_true(gift->needs_login && gift->adds_order && !gift->repeatable);
	assert_int_equal(gift->status, 201);
	assert_int_equal(gift->reads[0], scenario_piece(s, "cart"));
	assert_int_equal(gift->reads[1], SCENARIO_NONE);
	assert_int_equal(gift->writes[0], scenario_piece(s, "orders"));
	ask = &s->actions[scenario_action(s, "ask")];
	assert_string_equal(ask->path, "/ask");
	assert_string_equal(ask->method, "GET");
	assert_string_equal(ask->body_key, "word");
	assert_true(ask->repeatable);
	view = &s->actions[scenario_action(s, "view")];
	assert_true(view->argument_piece && view->reads[0] == SCENARIO_NONE);
	build_release(&build);
}

static void
scenario__faults_stop_and_waypoints__as_written(void **state)
{
	struct build build;
	const struct scenario *s;

	(void)state;
	build_init(&build, ANA "stop: {after: 20s, requests: 100, when: count miss > 3}\n"
			       "warmup: {requests: 5}\n"
			       "faults:\n"
			       "  - {at: 3s, do: crash, node: s3}\n"
			       "  - {at: {after: first login by ana}, do: restart, node: "
			       "holder-of ana}\n"
			       "  - {at: 5s, do: store-down}\n"
			       "  - {at: 6s, do: store-up, node: db}\n"
			       "waypoints: {miss: first miss for ana}\n");
	s = build_one(&build, "sticky", NULL, NULL, NULL);
	assert_non_null(s);
	assert_true(s->stop.has_after && s->stop.has_requests && s->stop.has_when);
	assert_true(s->stop.after_ns == 20 * NS_PER_S && s->stop.requests == 100);
	assert_int_equal(s->stop.when_mark.line, 2);
	assert_int_equal(s->warmup.requests, 5);
	assert_int_equal(s->fault_count, 4);
	assert_true(s->faults[0].at_ns == 3 * NS_PER_S && !s->faults[0].after_pattern);
	assert_int_equal(s->faults[0].after_event, UINT32_MAX);
	assert_true(s->faults[1].after_pattern);
	assert_string_equal(s->faults[1].after, "first login by ana");
	assert_string_equal(s->faults[1].node, "holder-of ana");
	assert_string_equal(s->faults[2].node, "store");
	assert_string_equal(s->faults[3].node, "db");
	assert_int_equal(s->waypoint_count, 1);
	assert_string_equal(s->waypoints[0].expression, "first miss for ana");
	build_release(&build);
}

static void
scenario__a_wrong_setting__told_with_its_path(void **state)
{
	static const struct {
		const char *path, *value, *code, *text;
	} rows[] = {
		{ "servers.coun", "5", "unknown-key", "--set servers.coun: unknown key \"coun\"" },
		{ "servers.count", "many", "bad-number",
		    "--set servers.count: \"many\" is not a whole number, written in plain "
		    "digits" },
		{ "balancer.affinity", "tabel", "unknown-word",
		    "--set balancer.affinity: unknown affinity \"tabel\"" },
		{ "servers.memory", "1GB", "bad-size",
		    "--set servers.memory: \"1GB\" is not a size: a number and one of B KiB MiB "
		    "GiB" },
		{ "designs.other.seed", "5", "unknown-design",
		    "--set designs.other.seed: no design \"other\" here" },
		{ "sweep", "{}", "wrong-place",
		    "--set sweep: \"sweep\" belongs to the scenario itself" },
		{ "", "5", "unknown-key", "--set : unknown key \"\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct build build;

		build_init(&build, ANA);
		assert_null(build_one(&build, "sticky", NULL, rows[i].path, rows[i].value));
		assert_int_equal(build.findings.count, 1);
		assert_string_equal(build.findings.rows[0].code, rows[i].code);
		assert_string_equal(build.findings.rows[0].text, rows[i].text);
		build_release(&build);
	}
}

static void
scenario__unknown_design_or_case__told_with_the_nearest(void **state)
{
	struct build build;

	(void)state;
	build_init(&build, ANA "designs: {sticky: {}}\ncases: {light: {seed: 3}}\n");
	assert_null(build_one(&build, "stiky", NULL, NULL, NULL));
	assert_string_equal(build.findings.rows[0].code, "unknown-design");
	assert_string_equal(build.findings.rows[0].advice, "Did you mean \"sticky\"?");
	assert_null(build_one(&build, "sticky", "lite", NULL, NULL));
	assert_string_equal(build.findings.rows[1].code, "unknown-case");
	build_release(&build);
}

static void
scenario__the_same_mistake_in_two_designs__told_once(void **state)
{
	struct build build;

	(void)state;
	build_init(&build, ANA "servrs: {}\ndesigns: {sticky: {}, store: {}}\n");
	assert_null(build_one(&build, "sticky", NULL, NULL, NULL));
	assert_null(build_one(&build, "store", NULL, NULL, NULL));
	assert_int_equal(build.findings.count, 1);
	build_release(&build);
}

static void
scenario__effective_settings__one_member_a_path(void **state)
{
	struct build build;
	const struct scenario *s;
	struct str out = STR_INIT;
	struct json json;
	static const char *const parts[] = { "\"seed\":3", "\"servers.count\":4",
		"\"servers.service.law\":\"constant\",\"servers.service.mean\":\"4ms\"",
		"\"network.latency.client\":\"5ms\",\"network.latency.inside\":\"5ms\"",
		"\"clients.ana.relogin\":true",
		"\"clients.ana.script\":[\"login\",\"add book\",\"view cart\"]",
		"\"base\":\"carry\"", "\"homes.login\":\"token\",\"homes.cart\":\"token\"",
		"\"homes.theme\":\"database\",\"homes.orders\":\"database\"",
		"\"token.carrier\":\"cookie\"", "\"token.keys\":[\"k1\"]",
		"\"servers.queue\":\"unlimited\"", "\"network.duplicate\":\"0%\"" };

	(void)state;
	build_init(&build, ANA "seed: 3\nservers: {count: 4, service: 4ms, queue: unlimited}\n"
			       "network: {latency: 5ms}\ndesigns: {mine: {base: carry}}\n"
			       "cases: {a: {seed: 9}}\n");
	s = build_one(&build, "mine", NULL, NULL, NULL);
	assert_non_null(s);
	json_init(&json, &out, 0);
	scenario_write_json(s, &json);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(out.text, parts[i]) == NULL)
			fail_msg("%s not in %s", parts[i], out.text);
	assert_null(strstr(out.text, "\"designs\""));
	assert_null(strstr(out.text, "\"cases\""));
	str_release(&out);
	build_release(&build);
}

/* An empty value: as if nobody had written anything there. */
static void
set__without_a_value__taken_away(void **state)
{
	struct build build;
	const struct scenario *s;

	(void)state;
	build_init(&build, "seed: 9\nservers: {count: 2, workers: 4}\n"
	    "clients: {ana: {script: [login], every: 3s}, bob: {script: [login]}}\n");
	s = build_one(&build, "sticky", NULL, "clients.bob", "");
	assert_non_null(s);
	assert_int_equal(s->client_count, 1);
	s = build_one(&build, "sticky", NULL, "clients.ana.every", "");
	assert_true(s != NULL && s->clients[0].every_ns == NS_PER_S);
	s = build_one(&build, "sticky", NULL, "servers", "");
	assert_true(s != NULL && s->servers.count == 3 && s->servers.workers == 1);
	s = build_one(&build, "sticky", NULL, "balancer.affinity", ""); /* the base has a word */
	assert_true(s != NULL && s->balancer.affinity == AFFINITY_COOKIE);
	s = build_one(&build, "sticky", NULL, "homes.cart", "");
	assert_true(s != NULL && s->pieces[1].home == HOME_SERVER);
	s = build_one(&build, "sticky", NULL, "designs.sticky.seed", "");
	assert_true(s == NULL || s->seed == 1);
	build.findings.count = build.findings.errors = 0;
	assert_null(build_one(&build, "sticky", NULL, "clients.bop", ""));
	assert_string_equal(build.findings.rows[0].code, "unknown-key");
	assert_non_null(strstr(build.findings.rows[0].advice, "bob"));
	assert_null(build_one(&build, "sticky", NULL, "clients", ""));
	build_release(&build);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set__without_a_value__taken_away),
		cmocka_unit_test(scenario__nothing_said__defaults_of_the_format),
		cmocka_unit_test(scenario__clients__defaults_script_and_repeat),
		cmocka_unit_test(scenario__built_in_designs__homes_and_routing_of_the_table),
		cmocka_unit_test(scenario__layers__the_later_one_wins),
		cmocka_unit_test(scenario__laws__a_new_one_drops_what_it_does_not_take),
		cmocka_unit_test(scenario__rate_and_utilisation__the_one_set_last_stays),
		cmocka_unit_test(scenario__pieces__not_named_stand_with_the_cart),
		cmocka_unit_test(scenario__own_actions__join_the_built_in_ones),
		cmocka_unit_test(scenario__faults_stop_and_waypoints__as_written),
		cmocka_unit_test(scenario__a_wrong_setting__told_with_its_path),
		cmocka_unit_test(scenario__unknown_design_or_case__told_with_the_nearest),
		cmocka_unit_test(scenario__the_same_mistake_in_two_designs__told_once),
		cmocka_unit_test(scenario__effective_settings__one_member_a_path),
	};

	return cmocka_run_group_tests_name("scenario_source", tests, NULL, NULL);
}
