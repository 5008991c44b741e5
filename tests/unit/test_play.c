/* The sandbox: every setting by keys, every future kept, saved and shared. */
#include "lib/assert.h"
#include "lib/walk.h"
#include "lib/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lesson/load.h"
#include "model/node_text.h"

#define SHOP "lessons/clusters/shop.yaml"

static struct player *
open_play(struct drive *drive, bool plain)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .start = "play", .lesson = SHOP,
		.plain = plain }));
	assert_non_null(drive_player(drive));
	assert_true(drive_player(drive)->has_run);
	return drive_player(drive);
}

static uint64_t
lost(struct drive *drive)
{
	const struct measures *measures = &drive_player(drive)->set.runs[0].measures;

	return (uint64_t)measures->value[measure_find("sessions_lost")];
}

static void
play__a_cart_lost_three_ways__each_future_is_there(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);
	uint64_t digests[4];

	(void)state;
	digests[0] = digest(&drive);
	assert_true(drive_shows(&drive, "WHOLE RUN  requests 21"));
	keys(&drive, "} } } } } } } x c"); /* her server dies */
	assert_int_equal(lost(&drive), 1);
	digests[1] = digest(&drive);
	keys(&drive, "u x e"); /* it is taken out of the fleet */
	assert_true(lost(&drive) > 0);
	digests[2] = digest(&drive);
	keys(&drive, "u x d"); /* a deploy comes by */
	assert_true(lost(&drive) > 0);
	digests[3] = digest(&drive);
	for (uint32_t i = 0; i < 4; i++) {
		assert_true(player_go_fork(player, i));
		assert_int_equal(digest(&drive), digests[i]);
	}
	keys(&drive, "f");
	assert_true(drive_shows(&drive, "4 futures"));
	drive_close(&drive);
}

/* Each line of the panel is reached with one key, says what it is, and takes the arrows or a typed
 * value; what contradicts the rest is refused with a sentence, and the run before it stays. */
static void
settings__every_line__reached_explained_changed_and_undone(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);
	uint64_t main_run = digest(&drive);
	uint32_t changed = 0, refused = 0, lines;
	char last[128] = "";

	(void)state;
	keys(&drive, "S");
	assert_string_equal(app_screen(drive.app), "settings");
	lines = drive.app->setting_count;
	assert_true(lines > 100);
	for (uint32_t i = 0; i < lines; i++) {
		const struct setting_line *line = &drive.app->settings[drive.app->setting_row];
		const char *next = settings_next(player, line, 1);

		assert_true(strcmp(line->path, last) != 0);
		snprintf(last, sizeof(last), "%s", line->path);
		assert_true(line->row->text && strlen(line->row->text) > 10);
		if (next == NULL)
			next = settings_next(player, line, -1);
		if (next != NULL) {
			const char *why = player_set(player, line->path, next);

			if (why == NULL) {
				changed++;
				assert_true(player_undo(player));
			} else {
				refused++;
				assert_true(strlen(why) > 5);
			}
			assert_int_equal(digest(&drive), main_run);
		}
		keys(&drive, "Down");
	}
	assert_true(changed > 50);
	assert_true(refused > 0);
	drive_close(&drive);
}

static void
settings__rows_of_the_schema__none_without_a_line_or_text(void **state)
{
	struct drive drive;

	(void)state;
	open_play(&drive, false);
	keys(&drive, "S");
	for (uint32_t r = 0; r < schema_row_count; r++) {
		const struct schema_row *row = &schema_rows[r];
		bool found = false;

		assert_true(row->text != NULL && row->text[0] != '\0');
		/* Laws' parts are typed with the law; a cluster with actions or faults of its own
		 * has their lines too. */
		if (row->path[0] == '@' || strchr(row->path, '*') || !row->built)
			continue;
		for (uint32_t i = 0; i < drive.app->setting_count && !found; i++)
			found = drive.app->settings[i].row == row;
		if (!found)
			fail_msg("no line for %s", row->path);
	}
	drive_close(&drive);
}

static void
settings__arrows_typing_default__a_future_each(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);

	(void)state;
	keys(&drive, "S");
	while (strcmp(drive.app->settings[drive.app->setting_row].path, "servers.count") != 0)
		keys(&drive, "Down");
	keys(&drive, "Left");
	assert_string_equal(player->path.values[0], "2");
	assert_true(drive_shows(&drive, "sessions lost") || drive_shows(&drive, "Run again"));
	keys(&drive, "Enter Backspace 6 6 6 6 Enter");
	assert_true(drive_shows(&drive, "1024")); /* the bound is said, the run stays */
	assert_string_equal(player->path.values[0], "2");
	assert_int_equal(player->path.setting_count, 1);
	keys(&drive, "Enter Backspace 5 Enter");
	assert_string_equal(player->path.values[1], "5");
	keys(&drive, "0 u u u");
	assert_int_equal(player->path.setting_count, 0);
	assert_int_equal(player->forks->count, 4);
	drive_close(&drive);
}

/* What is saved runs as it ran, to the digest: settings, and a crash between two events. */
static void
save__settings_and_faults__read_back_as_the_same_cluster(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);
	struct lesson lesson;
	struct arena arena = { 0 };
	struct findings findings;
	struct runset_request request = { .keep = true };
	struct runset set;
	const char *design = "sticky";

	(void)state;
	assert_null(player_set(player, "servers.count", "4"));
	assert_null(player_set(player, "servers.service", "{law: exponential, mean: 3ms}"));
	keys(&drive, "} } } } f e");
	for (int crash = 0; crash < 2; crash++) {
		if (crash)
			keys(&drive, "Esc } x c f e");
		assert_true(drive.saved_text.length > 100);
		assert_true(str_starts_with(drive.saved_path.text, "cluster-"));
		memset(&lesson, 0, sizeof(lesson));
		findings_init(&findings, &arena);
		assert_true(lesson_load_bytes(&lesson, drive.saved_text.text,
		    drive.saved_text.length, "saved.yaml", &findings));
		request.source = &lesson.scenarios[0];
		request.designs = &design;
		request.design_count = 1;
		assert_true(runset_run(&set, &request, &findings));
		assert_true(set.runs[0].trace.digest == digest(&drive));
		runset_release(&set);
		lesson_release(&lesson);
	}
	arena_release(&arena);
	drive_close(&drive);
}

/* A question asked again is about other people, with another seed: its code opens just that. */
static void
run_code__of_a_retry_with_other_names__the_same_people_and_seed(void **state)
{
	const struct drive_setup setup = { .lesson = "tests/lessons/varied.yaml" };
	struct drive drive, again;
	struct player *player;
	struct arena arena = { 0 };
	struct runcode code;
	struct str text = STR_INIT;
	const char *why = NULL, *name, *said;

	(void)state;
	assert_true(drive_open(&drive, &setup));
	player = drive_player(&drive);
	player_enter(player, 0);
	name = player->set.runs[0].scenario->clients[0].name;
	said = player->lesson->steps[0].say[0].text;
	assert_string_not_equal(name, "Ana");
	assert_true(player_runcode(player, &text));
	assert_true(runcode_read(text.text, &arena, &code, &why));
	assert_true(drive_open(&again, &setup));
	player = drive_player(&again);
	assert_string_equal(player->set.runs[0].scenario->clients[0].name, "Ana");
	player->has_seed = code.has_seed;
	player->seed = code.seed;
	assert_null(player_reopen(player, &code));
	assert_string_equal(player->set.runs[0].scenario->clients[0].name, name);
	assert_string_equal(player->lesson->steps[0].say[0].text, said);
	assert_int_equal(runcode_content(player->set.scenarios[0]), code.content);
	assert_true(player_trace(player)->digest == digest(&drive));
	drive_close(&again);
	drive_close(&drive);
	str_release(&text);
	arena_release(&arena);
}

/* More servers than fit are all to be seen, a few at a time, on the map and in the state map. */
static void
many_servers__key_of_slices__each_is_shown_in_turn(void **state)
{
	(void)state;
	for (int view = 0; view < 2; view++) {
		struct drive drive;
		struct player *player = open_play(&drive, false);
		bool seen[64] = { false };
		int presses = 0;
		char *first;

		assert_null(player_set(player, "servers.count", "64"));
		player->view = view ? VIEW_STATE : VIEW_MAP;
		first = strdup(drive_screen(&drive));
		assert_non_null(strstr(first, view ? " more )" : " more: press )"));
		bool again = false;

		while (presses < 70) {
			const char *screen;

			keys(&drive, ")");
			presses++;
			screen = drive_screen(&drive);
			for (int s = 0; s < 64; s++) {
				char name[16];

				snprintf(name, sizeof name, " s%d ", s + 1);
				seen[s] |= strstr(screen, name) != NULL;
			}
			again |= presses > 10 && strcmp(first, screen) == 0;
		}
		assert_true(again); /* round again to what matters */
		for (int s = 0; s < 64; s++)
			if (!seen[s])
				fail_msg("s%d is never shown in view %d", s + 1, view);
		free(first);
		drive_close(&drive);
	}
}

/* A key is changed where something is signed: in badges and coats, not in tickets. */
static void
break_menu__rotate_the_key__only_where_tokens_are_signed(void **state)
{
	static const struct {
		const char *scenario;
		bool offered;
	} rows[] = { { "ticket", false }, { "carried", true }, { "crowd", true },
		{ "shared", false } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct drive drive;
		struct player *player;

		assert_true(drive_open(&drive, &(struct drive_setup){ .start = "play",
			.lesson = "lessons/90-break-the-shop.yaml",
			.scenario = rows[i].scenario }));
		player = drive_player(&drive);
		player_open_menu(player);
		assert_int_equal(!player_move_refused(player, move_find("rotate-key")),
		    rows[i].offered);
		drive_close(&drive);
	}
}

static void
run_code__of_a_cluster__carries_design_settings_and_faults(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);
	struct arena arena = { 0 };
	struct runcode code;
	struct str text = STR_INIT;
	const char *why;
	uint64_t wanted;

	(void)state;
	keys(&drive, "Tab Tab"); /* design store */
	assert_string_equal(player->set.runs[0].design, "store");
	assert_null(player_set(player, "servers.count", "2"));
	keys(&drive, "} } } x n");
	wanted = digest(&drive);
	player_runcode(player, &text);
	assert_true(runcode_read(text.text, &arena, &code, &why));
	assert_int_equal(code.step, RUNCODE_CLUSTERS + 2);
	assert_int_equal(code.lesson, runcode_lesson("shop"));
	player_enter(player, 2);
	assert_null(player_reopen(player, &code));
	assert_int_equal(digest(&drive), wanted);
	text.text[2] = text.text[2] == 'A' ? 'B' : 'A';
	assert_false(runcode_read(text.text, &arena, &code, &why));
	assert_non_null(strstr(why, "typo"));
	str_release(&text);
	arena_release(&arena);
	drive_close(&drive);
}

/* Types a text into whatever field is open. */
static void
type(struct drive *drive, const char *text)
{
	for (; *text; text++)
		drive_key(drive, (unsigned char)*text);
	keys(drive, "Enter");
}

/* To the line of a path, by the search of the panel. */
static const struct setting_line *
line_of(struct drive *drive, const char *path)
{
	const struct setting_line *line;

	keys(drive, "/");
	type(drive, path);
	line = &drive->app->settings[drive->app->setting_row];
	if (strcmp(line->path, path) != 0)
		fail_msg("looked for %s, found %s", path, line->path);
	return line;
}

static void
settings__keys__entries_join_go_and_are_renamed(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);
	const struct scenario *scenario;
	uint64_t main_run = digest(&drive);

	(void)state;
	keys(&drive, "S");
	(void)line_of(&drive, "clients.bob");
	keys(&drive, "+");
	type(&drive, "zoe: {script: [login, add hat]}");
	scenario = player->set.runs[0].scenario;
	assert_int_not_equal(scenario_client(scenario, "zoe"), SCENARIO_NONE);
	assert_string_equal(drive.app->settings[drive.app->setting_row].path, "clients.zoe");
	keys(&drive, "r");
	for (int i = 0; i < 3; i++)
		keys(&drive, "Backspace");
	type(&drive, "eve");
	scenario = player->set.runs[0].scenario;
	assert_int_equal(scenario_client(scenario, "zoe"), SCENARIO_NONE);
	assert_int_not_equal(scenario_client(scenario, "eve"), SCENARIO_NONE);
	keys(&drive, "u"); /* a name is one thing done, not two */
	scenario = player->set.runs[0].scenario;
	assert_int_not_equal(scenario_client(scenario, "zoe"), SCENARIO_NONE);
	assert_int_equal(scenario_client(scenario, "eve"), SCENARIO_NONE);
	keys(&drive, "U");
	assert_int_not_equal(scenario_client(player->set.runs[0].scenario, "eve"), SCENARIO_NONE);
	(void)line_of(&drive, "clients.eve");
	keys(&drive, "-");
	assert_int_equal(digest(&drive), main_run);
	(void)line_of(&drive, "clients.ana");
	keys(&drive, "r");
	type(&drive, "!"); /* "ana!" */
	assert_true(drive_shows(&drive, "is not an id"));
	assert_int_equal(digest(&drive), main_run);
	drive_close(&drive);
}

static void
settings__keys__lists_by_element_and_faults_by_member(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);
	const struct scenario *scenario;

	(void)state;
	keys(&drive, "S");
	(void)line_of(&drive, "faults");
	keys(&drive, "+ Enter"); /* what it begins with */
	assert_int_equal(player->set.runs[0].scenario->fault_count, 1);
	assert_int_equal(player->set.runs[0].scenario->faults[0].kind, FAULT_CRASH);
	assert_true(drive_shows(&drive, "faults.1"));
	keys(&drive, "Down Right");
	(void)line_of(&drive, "faults.1.node");
	keys(&drive, "Enter Backspace");
	type(&drive, "3");
	assert_string_equal(player->set.runs[0].scenario->faults[0].node, "s3");
	(void)line_of(&drive, "faults.1.do");
	keys(&drive, "Right");
	assert_int_equal(player->set.runs[0].scenario->faults[0].kind, FAULT_RESTART);
	(void)line_of(&drive, "faults.1.for"); /* a restart does not last: refused, nothing lost */
	keys(&drive, "Enter");
	type(&drive, "2s");
	assert_int_equal(player->set.runs[0].scenario->fault_count, 1);
	(void)line_of(&drive, "clients.ana.script");
	keys(&drive, "Right Down Down -"); /* without "add book" */
	scenario = player->set.runs[0].scenario;
	assert_int_equal(scenario->clients[0].script_count, 6);
	assert_string_equal(scenario->clients[0].script[1].argument, "pen");
	keys(&drive, "+");
	type(&drive, "add hat & add cap");
	scenario = player->set.runs[0].scenario;
	assert_int_equal(scenario->clients[0].script_count, 7);
	assert_int_equal(scenario->clients[0].script[2].more_count, 1);
	(void)line_of(&drive, "faults.1");
	keys(&drive, "-");
	assert_int_equal(player->set.runs[0].scenario->fault_count, 0);
	keys(&drive, "} x"); /* no key of the panel: nothing breaks here */
	assert_string_equal(app_screen(drive.app), "settings");
	/* what is broken by hand is no entry of the list, and is not written into it twice */
	keys(&drive, "Esc } } } } x c S");
	(void)line_of(&drive, "faults");
	keys(&drive, "+ Enter");
	assert_int_equal(player->set.runs[0].scenario->fault_count, 2);
	drive_close(&drive);
}

/* Designs, cases and the sweep stand in the file: no future, but undone and shared all the same. */
static void
settings__keys__designs_cases_and_sweep(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, false);
	struct runcode code;
	struct arena arena = { 0 };
	struct str text = STR_INIT;
	const char *why;
	uint64_t heavy;

	(void)state;
	keys(&drive, "S");
	(void)line_of(&drive, "designs");
	keys(&drive, "+");
	type(&drive, "mine: {base: store, servers: {count: 2}}");
	assert_int_equal(player->lesson->step_count, 7);
	keys(&drive, "u");
	assert_int_equal(player->lesson->step_count, 6);
	keys(&drive, "U");
	assert_int_equal(player->lesson->step_count, 7);
	(void)line_of(&drive, "cases");
	keys(&drive, "+");
	type(&drive, "heavy");
	(void)line_of(&drive, "cases.heavy");
	keys(&drive, "+");
	type(&drive, "servers.service: 40ms");
	(void)line_of(&drive, "case");
	keys(&drive, "Right");
	assert_string_equal(player_case(player), "heavy");
	assert_int_equal(player->set.runs[0].scenario->servers.service.mean_ns, 40000000);
	keys(&drive, "u");
	assert_null(player_case(player));
	(void)line_of(&drive, "sweep");
	keys(&drive, "+");
	type(&drive, "servers.count: [1, 2, 3]");
	assert_true(player_has_chart(player));
	keys(&drive, "+");
	type(&drive, "servers.cuont: [1]");
	assert_true(drive_shows(&drive, "servers.count")); /* did you mean */
	assert_true(player_has_chart(player));
	keys(&drive, "Esc Tab Tab Tab Tab Tab Tab");
	assert_string_equal(player->set.runs[0].design, "mine");
	assert_int_equal(player->set.runs[0].scenario->servers.count, 2);
	assert_null(player_set(player, "case", "heavy"));
	heavy = digest(&drive);
	assert_true(player_runcode(player, &text));
	assert_true(runcode_read(text.text, &arena, &code, &why));
	drive_close(&drive);
	/* In another session: the designs of the code are made, then its future. */
	player = open_play(&drive, false);
	assert_null(player_reopen(player, &code));
	assert_int_equal(digest(&drive), heavy);
	assert_string_equal(player->set.runs[0].design, "mine");
	drive_close(&drive);
	str_release(&text);
	arena_release(&arena);
}

static void
settings__search__by_name_value_and_meaning(void **state)
{
	struct drive drive;

	(void)state;
	open_play(&drive, false);
	keys(&drive, "S / r e d i s p");
	assert_in_range(drive.app->setting_count, 1, 4);
	assert_string_equal(drive.app->settings[0].path, "balancer.on_dead");
	keys(&drive, "Esc");
	assert_int_equal(drive.app->setting_row, 0);
	keys(&drive, "/ q z x");
	assert_true(drive_shows(&drive, "No setting has that"));
	keys(&drive, "Enter Up Down + - 0 Left Enter Esc");
	assert_true(drive.app->setting_count > 100);
	drive_close(&drive);
}

static void
play__plain__set_show_save(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, true);

	(void)state;
	drive_line(&drive, "set servers.count 2");
	assert_string_equal(player->path.values[0], "2");
	drive_line(&drive, "set clients.bob");
	assert_int_equal(scenario_client(player->set.runs[0].scenario, "bob"), SCENARIO_NONE);
	drive_line(&drive, "set servers.cuont 2");
	assert_non_null(strstr(drive_said(&drive), "Did you mean \"count\"?"));
	drive_line(&drive, "show servers.count");
	assert_non_null(strstr(drive_said(&drive), "servers.count 2\n    whole number"));
	drive_line(&drive, "show");
	assert_non_null(strstr(drive_said(&drive), "homes.login server\n"));
	drive_line(&drive, "show servers.cuont");
	assert_non_null(strstr(drive_said(&drive), "Did you mean \"servers.count\"?"));
	drive_line(&drive, "set");
	assert_non_null(strstr(drive_said(&drive), "as in \"set servers.count 5\""));
	drive_line(&drive, "save mine");
	assert_string_equal(drive.saved_path.text, "mine.yaml");
	assert_non_null(strstr(drive.saved_text.text, "count: 2"));
	assert_null(strstr(drive.saved_text.text, "bob"));
	drive_line(&drive, "save");
	assert_true(str_starts_with(drive.saved_path.text, "cluster-"));
	drive_line(&drive, "?");
	assert_non_null(strstr(drive_said(&drive), "set PATH VALUE"));
	drive_close(&drive);
}

static void
play__plain__by_lines(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, true);

	(void)state;
	assert_non_null(strstr(drive_said(&drive), "WHOLE RUN requests 21"));
	drive_line(&drive, "request-on");
	drive_line(&drive, "request-on");
	drive_line(&drive, "break");
	assert_non_null(strstr(drive_said(&drive), "c crash"));
	drive_line(&drive, "crash");
	assert_int_equal(player->path.change_count, 1);
	drive_line(&drive, "settings");
	drive_line(&drive, "/stop");
	drive_line(&drive, "j");
	assert_non_null(strstr(drive_said(&drive), "Ends the run"));
	drive_close(&drive);
}

/* Line by line a name and a value are a line each; any future is reached by its whole number. */
static void
play__plain__names_values_and_numbers_are_lines(void **state)
{
	struct drive drive;
	struct player *player = open_play(&drive, true);

	(void)state;
	for (int i = 0; i < 12; i++) {
		assert_null(player_set(player, "seed", i % 2 ? "8" : "9"));
		assert_true(player_undo(player));
	}
	drive_line(&drive, "forks");
	assert_string_equal(app_screen(drive.app), "forks");
	drive_line(&drive, "label");
	drive_line(&drive, "my first f\xc3\xa9te");
	assert_false(drive.app->naming);
	assert_string_equal(player->forks->rows[0].name, "my first f\xc3\xa9te");
	drive_line(&drive, "label");
	drive_line(&drive, ""); /* leaves the field, and the name as it is */
	assert_false(drive.app->naming);
	assert_string_equal(player->forks->rows[0].name, "my first f\xc3\xa9te");
	drive_line(&drive, "77");
	assert_non_null(strstr(drive_said(&drive), "There are 13 futures here."));
	drive_line(&drive, "12");
	assert_int_equal(player->forks->now, 11);
	assert_string_equal(app_screen(drive.app), "player");
	drive_line(&drive, "settings");
	drive_line(&drive, "/seed");
	drive_line(&drive, "do");
	drive_line(&drive, "77");
	assert_false(drive.app->naming);
	assert_string_equal(player->path.values[player->path.setting_count - 1], "77");
	drive_line(&drive, "q");
	drive_line(&drive, "go-to");
	drive_line(&drive, "20");
	assert_false(player->typing);
	assert_int_equal(player_position(player), 21);
	drive_close(&drive);
}

/* ---- trees as text ---- */

static struct node *
some_tree(struct gen *gen, struct arena *arena, int depth)
{
	uint64_t kind = depth > 3 ? 0 : gen_below(gen, 4);
	struct node *node;

	if (kind <= 1) {
		char text[24];
		size_t length = gen_text(gen, text, 20);
		struct str clean = STR_INIT;

		/* What the reader itself refuses is no text of a tree. */
		for (size_t i = 0; i < length; i++)
			if ((unsigned char)text[i] >= ' ' && (unsigned char)text[i] < 127)
				str_add_char(&clean, text[i]);
		node = node_scalar(arena, clean.text, (struct mark){ 0 });
		node->quoted = clean.length == 0;
		str_release(&clean);
		return node;
	}
	node = node_new(arena, kind == 2 ? NODE_MAP : NODE_LIST, (struct mark){ 0 });
	for (uint64_t i = 0, n = gen_below(gen, 4); i < n; i++) {
		struct node *child = some_tree(gen, arena, depth + 1);

		child->key = arena_printf(arena, "key-%u", (unsigned)i);
		node_add(node, child);
	}
	return node;
}

static void
assert_same_tree(const struct node *a, const struct node *b, const char *text)
{
	if (a->kind != b->kind || a->count != b->count ||
	    (a->kind == NODE_SCALAR && strcmp(a->text, b->text) != 0))
		fail_msg("not the same tree: %s", text);
	for (const struct node *x = a->first, *y = b->first; x != NULL; x = x->next, y = y->next)
		assert_same_tree(x, y, text);
}

static void
any_tree__as_text__read_back_the_same(void **state)
{
	(void)state;
	GEN_CASES(gen, 3000) {
		struct arena arena = { 0 };
		struct findings findings;
		struct node *tree = some_tree(&gen, &arena, 0), *read;
		struct str text = STR_INIT;

		findings_init(&findings, &arena);
		node_flow(tree, &text);
		read = yaml_read_value(text.text, &arena, &findings);
		if (read == NULL)
			fail_msg("cannot be read: %s", text.text);
		assert_same_tree(tree, read, text.text);
		str_release(&text);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(play__a_cart_lost_three_ways__each_future_is_there),
		cmocka_unit_test(settings__every_line__reached_explained_changed_and_undone),
		cmocka_unit_test(settings__rows_of_the_schema__none_without_a_line_or_text),
		cmocka_unit_test(settings__arrows_typing_default__a_future_each),
		cmocka_unit_test(save__settings_and_faults__read_back_as_the_same_cluster),
		cmocka_unit_test(run_code__of_a_retry_with_other_names__the_same_people_and_seed),
		cmocka_unit_test(many_servers__key_of_slices__each_is_shown_in_turn),
		cmocka_unit_test(break_menu__rotate_the_key__only_where_tokens_are_signed),
		cmocka_unit_test(run_code__of_a_cluster__carries_design_settings_and_faults),
		cmocka_unit_test(settings__keys__entries_join_go_and_are_renamed),
		cmocka_unit_test(settings__keys__lists_by_element_and_faults_by_member),
		cmocka_unit_test(settings__keys__designs_cases_and_sweep),
		cmocka_unit_test(settings__search__by_name_value_and_meaning),
		cmocka_unit_test(play__plain__set_show_save),
		cmocka_unit_test(play__plain__by_lines),
		cmocka_unit_test(play__plain__names_values_and_numbers_are_lines),
		cmocka_unit_test(any_tree__as_text__read_back_the_same),
	};

	return cmocka_run_group_tests_name("app/play", tests, NULL, NULL);
}
