/* command/info.c - check, list, show, keys, config, help: what is there, and what is wrong. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "command/cli.h"
#include "command/cli_watch.h"
#include "exchange/format.h"
#include "experiment/ledger.h"
#include "experiment/proof.h"
#include "lesson/load.h"
#include "model/actions.h"
#include "model/cast.h"
#include "model/schema.h"
#include "trace/token_keys.h"

/* ---- check ---- */

struct tally {
	size_t files, errors, warnings;
	bool missing;
	int interrupted; /* by which signal, 0: not */
	struct cli_watch watch;
	struct ledger_request how;
};

static void
json_findings(struct json *json, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->rows[i];
		json_begin_object(json);
		json_key(json, "file");
		json_string(json, finding->mark.file);
		json_key(json, "line");
		json_uint(json, finding->mark.line);
		json_key(json, "column");
		json_uint(json, finding->mark.column);
		json_key(json, "severity");
		json_string(json, finding->severity == SEVERITY_ERROR ? "error" : "warning");
		json_key(json, "code");
		json_string(json, finding->code);
		json_key(json, "text");
		json_string(json, finding->text);
		json_key(json, "advice");
		if (finding->advice)
			json_string(json, finding->advice);
		else
			json_null(json);
		json_end_object(json);
	}
}

static void
check_file(struct cli *cli, const char *path, struct json *json, struct tally *tally)
{
	struct lesson lesson;
	struct arena arena = { 0 };
	struct findings findings;
	struct proof_tally proof;
	bool ok = false;
	int error;

	memset(&lesson, 0, sizeof lesson);
	findings_init(&findings, &arena);
	error = lesson_load(&lesson, path, &findings, &ok);
	if (error) {
		(void)cli_fail(cli, EXIT_NO_INPUT, "%s: %s", path, strerror(error));
		tally->missing = true;
	} else {
		lesson_check_references(&lesson, &findings);
		memset(&proof, 0, sizeof proof);
		if (ok && !findings.errors)
			lesson_prove(&lesson, &tally->how, &findings, &proof);
		tally->interrupted = tally->watch.interrupted;
		tally->files++;
		tally->errors += findings.errors;
		tally->warnings += findings.warnings;
		if (json)
			json_findings(json, &findings);
		else
			for (size_t i = 0; i < findings.count; i++)
				finding_print(&cli->out, &findings.rows[i], lesson.source,
				    lesson.source_length);
		for (uint32_t i = 0; i < proof.claims && !json; i++)
			str_printf(&cli->out,
			    "claim %s %s: %.1f million events, %" PRIu64 " steps\n",
			    proof.costs[i].claim, proof.costs[i].verdict,
			    (double)proof.costs[i].events / 1e6, proof.costs[i].steps);
	}
	lesson_release(&lesson);
	arena_release(&arena);
}

static void
check_operand(struct cli *cli, const char *path, struct json *json, struct tally *tally)
{
	const char **names;
	size_t count;

	if (!file_is_folder(path)) {
		check_file(cli, path, json, tally);
		return;
	}
	if (file_list(&cli->arena, path, ".yaml", &names, &count) || count == 0) {
		(void)cli_fail(cli, EXIT_NO_INPUT, "%s holds no .yaml file", path);
		tally->missing = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		check_file(cli, arena_printf(&cli->arena, "%s/%s", path, names[i]), json, tally);
}

int
command_check(struct cli *cli)
{
	struct tally tally = { 0 };
	struct json json, *writer = NULL;

	if (cli_has(cli, OPTION_JSON)) {
		writer = &json;
		json_init(writer, &cli->out, 0);
		json_begin_object(writer);
		json_key(writer, "interface");
		json_uint(writer, 1);
		json_key(writer, "findings");
		json_begin_array(writer);
	}
	tally.how = (struct ledger_request){ .threads = cli_number(cli, OPTION_THREADS, 0),
		.self = &tally.watch,
		.watch = cli_watch };
	cli_watch_begin(&tally.watch, cli);
	for (uint32_t i = 0; i < cli->operand_count && !tally.interrupted; i++)
		check_operand(cli, cli->operands[i], writer, &tally);
	cli_watch_end(&tally.watch);
	if (writer) {
		json_end_array(writer);
		json_key(writer, "files");
		json_uint(writer, tally.files);
		json_key(writer, "errors");
		json_uint(writer, tally.errors);
		json_key(writer, "warnings");
		json_uint(writer, tally.warnings);
		json_end_object(writer);
		str_add(&cli->out, "\n");
	} else {
		str_printf(&cli->out, "%zu file%s, %zu error%s, %zu warning%s\n", tally.files,
		    tally.files == 1 ? "" : "s", tally.errors, tally.errors == 1 ? "" : "s",
		    tally.warnings, tally.warnings == 1 ? "" : "s");
	}
	if (tally.interrupted)
		return EXIT_SIGNAL + tally.interrupted;
	if (tally.missing)
		return EXIT_NO_INPUT;
	return tally.errors + tally.warnings ? EXIT_NO : 0;
}

/* ---- list, show ---- */

static void
print_clean(struct str *out, const char *text)
{
	utf8_sanitise(out, text ? text : "", text ? strlen(text) : 0, false, false);
}

int
command_list(struct cli *cli)
{
	struct shelf_entry *shelf;
	struct json json;
	uint32_t count;
	bool as_json = cli_has(cli, OPTION_JSON);
	int widest = 0;

	cli_shelf(cli, &shelf, &count);
	for (uint32_t i = 0; i < count; i++)
		if (shelf[i].id && utf8_cells(shelf[i].id) > widest)
			widest = utf8_cells(shelf[i].id);
	if (as_json) {
		json_init(&json, &cli->out, 0);
		json_begin_array(&json);
	}
	for (uint32_t i = 0; i < count; i++) {
		if (as_json) {
			json_begin_object(&json);
			json_key(&json, "number");
			json_uint(&json, i + 1);
			json_key(&json, "id");
			json_string(&json, shelf[i].id);
			json_key(&json, "title");
			json_string(&json, shelf[i].title);
			json_key(&json, "minutes");
			json_uint(&json, shelf[i].minutes);
			json_key(&json, "path");
			json_string(&json, shelf[i].path);
			json_key(&json, "readable");
			json_bool(&json, !shelf[i].broken);
			json_end_object(&json);
			continue;
		}
		str_printf(&cli->out, "%3u  ", i + 1);
		print_clean(&cli->out, shelf[i].id);
		str_add_repeated(&cli->out, ' ', widest + 2 - utf8_cells(shelf[i].id));
		print_clean(&cli->out, shelf[i].title);
		if (shelf[i].broken)
			str_add(&cli->out, "  (cannot be read: coatcheck check says why)\n");
		else
			str_printf(&cli->out, "  %u min\n", shelf[i].minutes);
	}
	if (as_json) {
		json_end_array(&json);
		str_add(&cli->out, "\n");
	} else if (count == 0) {
		return cli_fail(
		    cli, EXIT_NO_INPUT, "no lesson was found; name a folder with --lessons DIR");
	}
	return 0;
}

int
command_show(struct cli *cli)
{
	struct lesson lesson;
	struct str *out = &cli->out;
	bool ok = false;
	int code = 0, error;
	const char *path = cli_lesson_path(cli, cli->operands[0], &code);

	if (!path)
		return code;
	memset(&lesson, 0, sizeof lesson);
	error = lesson_load(&lesson, path, &cli->findings, &ok);
	if (error) {
		code = cli_fail(cli, EXIT_NO_INPUT, "%s: %s", path, strerror(error));
	} else if (!ok) {
		cli_print_findings(cli, lesson.source, lesson.source_length);
		code = EXIT_DATA;
	} else {
		str_printf(out, "%s\n  %s, %u minutes, %s\n", lesson.title ? lesson.title : path,
		    lesson.id ? lesson.id : "no id", lesson.minutes,
		    lesson.licence ? lesson.licence : "");
		for (uint32_t i = 0; i < lesson.objective_count; i++)
			str_printf(out, "  %s: %s\n", lesson.objectives[i].term,
			    lesson.objectives[i].text);
		str_printf(out, "\nSteps\n");
		for (uint32_t i = 0; i < lesson.step_count; i++)
			str_printf(out, "  %2u  %-8s %-20s %s\n", i + 1,
			    step_kind_word(lesson.steps[i].kind), lesson.steps[i].id,
			    lesson.steps[i].title ? lesson.steps[i].title : "");
		str_printf(out, "\nScenarios\n");
		for (uint32_t i = 0; i < lesson.scenario_count; i++) {
			str_printf(out, "  %s:", lesson.scenarios[i].id);
			for (uint32_t d = 0; d < lesson.scenarios[i].design_count; d++)
				str_printf(out, " %s", lesson.scenarios[i].designs[d]);
			str_add(out, "\n");
		}
		str_printf(out, "\n%u questions, %u cards, %u claims, %u words explained\n",
		    lesson.item_count, lesson.card_count, lesson.claim_count,
		    lesson.glossary_count);
	}
	lesson_release(&lesson);
	return code;
}

/* ---- keys, config ---- */

int
command_keys(struct cli *cli)
{
	struct json json;
	bool as_json = cli_has(cli, OPTION_JSON);
	unsigned shown = 0;

	if (as_json) {
		json_init(&json, &cli->out, 0);
		json_begin_array(&json);
	}
	for (unsigned context = 1; *context_word((enum app_context)context); context <<= 1)
		for (int i = 0; i < ACTION_COUNT; i++) {
			if (!(action_rows[i].contexts & context))
				continue;
			if (as_json) {
				json_begin_object(&json);
				json_key(&json, "where");
				json_string(&json, context_word((enum app_context)context));
				json_key(&json, "keys");
				json_string(&json, action_rows[i].keys);
				json_key(&json, "action");
				json_string(&json, action_rows[i].script);
				json_key(&json, "text");
				json_string(&json, action_rows[i].text);
				json_end_object(&json);
				continue;
			}
			if (!(shown & context))
				str_printf(&cli->out, "%s%s\n", shown ? "\n" : "",
				    context_word((enum app_context)context));
			shown |= context;
			str_printf(&cli->out, "  %-18s%-15s %s\n", action_rows[i].keys,
			    action_rows[i].script, action_rows[i].text);
		}
	if (as_json) {
		json_end_array(&json);
		str_add(&cli->out, "\n");
	}
	return 0;
}

int
command_config(struct cli *cli)
{
	const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
	const char *refused = cli->fronts->refused ? cli->fronts->refused() : "no front";
	const char *ascii = cli->fronts->ascii_reason ? cli->fronts->ascii_reason() : NULL;
	struct shelf_entry *shelf;
	uint32_t count;

	if (cli->operand_count)
		return config_set(cli);
	cli_shelf(cli, &shelf, &count);
	str_add(&cli->out, "TERM       ");
	print_clean(&cli->out, term ? term : "not set");
	str_printf(&cli->out, "\nfront      %s%s%s\n", refused ? "plain lines: " : "full screen",
	    refused ? refused : "", cli_has(cli, OPTION_PLAIN) ? " (--plain)" : "");
	if (cli->fronts->describe)
		cli->fronts->describe(&cli->out);
	str_printf(&cli->out, "glyphs     %s%s\n",
	    cli_has(cli, OPTION_ASCII) ? "ASCII: --ascii"
	    : ascii                    ? "ASCII: "
				       : "full set",
	    !cli_has(cli, OPTION_ASCII) && ascii ? ascii : "");
	str_printf(&cli->out, "colour     %s\n",
	    no_colour && *no_colour      ? "none: NO_COLOR is set"
	    : cli_has(cli, OPTION_COLOR) ? cli_value(cli, OPTION_COLOR)
					 : "auto");
	str_printf(&cli->out, "lessons    %u\n", count);
	config_record(cli);
	return 0;
}

/* ---- help ---- */

/* The standard words, as many a line as there is room for. */
static void
help_cast(struct str *out)
{
	const char *ids[64];
	uint32_t count = cast_ids(ids, 64);
	size_t cells = 0;

	str_add(out, "\nStandard words, for cast\n ");
	for (uint32_t i = 0; i < count; i++) {
		if (cells + strlen(ids[i]) > 72) {
			str_add(out, "\n ");
			cells = 0;
		}
		str_printf(out, " %s", ids[i]);
		cells += strlen(ids[i]) + 1;
	}
	str_add(out, "\n");
}

static void
help_scenario(struct str *out)
{
	str_add(out, "Every setting of a scenario: path, type, default, meaning.\n\n");
	for (uint32_t i = 0; i < schema_row_count; i++)
		schema_help(i, out);
	help_cast(out);
	str_add(out, "\nLimits\n");
	str_printf(out,
	    "  file %u bytes, nesting %d, keys of one map %u, text %u bytes, id %u bytes\n"
	    "  scenarios %u, designs %u, cases %u, values of a sweep %u\n"
	    "  servers %u, people %u, members of crowds %u, devices a client %u\n"
	    "  pieces %u, text of a piece %u bytes, actions %u, script steps %u\n"
	    "  faults %u, waypoints %u, words of a cast %u of %d characters\n"
	    "  expression %u bytes, nesting %d\n"
	    "  kept events %u, events of a run %u, simulated time 100 years\n"
	    "  visitors of a load at once 32700, less half of all other clients and devices\n",
	    LIMIT_FILE_BYTES, LIMIT_YAML_DEPTH, LIMIT_YAML_KEYS, LIMIT_TEXT_BYTES,
	    LIMIT_ID_BYTES, LIMIT_SCENARIOS, LIMIT_DESIGNS, LIMIT_CASES, LIMIT_SWEEP,
	    LIMIT_SERVERS, LIMIT_PEOPLE, LIMIT_CLIENTS, LIMIT_DEVICES, LIMIT_PIECES,
	    LIMIT_CART_BYTES, LIMIT_ACTIONS, LIMIT_SCRIPT_STEPS, LIMIT_FAULTS,
	    LIMIT_WAYPOINTS, LIMIT_CAST_WORDS, LIMIT_CAST_CELLS, LIMIT_EXPRESSION_BYTES,
	    LIMIT_EXPRESSION_DEPTH, LIMIT_TRACE_EVENTS, LIMIT_RUN_EVENTS);
}

static void
help_designs(struct str *out)
{
	for (uint32_t i = 0; i < builtin_design_count; i++) {
		const struct builtin_design *design = &builtin_designs[i];
		str_printf(out, "%-10s %s%s\n", design->id, design->text,
		    design->built ? "" : " (not in this version)");
		for (const char *const *setting = design->settings; *setting; setting += 2)
			str_printf(out, "             %s: %s\n", setting[0], setting[1]);
	}
}

static void
help_measures(struct str *out)
{
	for (uint32_t i = 0; i < measure_row_count; i++)
		str_printf(out, "%-26s %s%s\n", measure_rows[i].name, measure_rows[i].text,
		    measure_rows[i].built ? "" : " (not in this version)");
}

static void
help_expression(struct str *out)
{
	str_add(out,
	    "One small language for checks, keys, waypoints and stop.when. Every expression "
	    "ends.\n\n"
	    "  miss.status == 401                            a field of the event at waypoint "
	    "miss\n"
	    "  s2 holds cart of ana before miss              what a place holds, at a moment\n"
	    "  value of cart of ana == empty at end          what her ticket or token leads to\n"
	    "  home of cart of ana == token after first crash\n"
	    "  count send from s2 to s1 > 0                  how many events\n"
	    "  first miss for ana                            a moment, as for at: and until:\n"
	    "  sticky.sessions_lost == 1                     a measure of a design\n"
	    "  under token (forced_logins == 0)              the same under another design\n\n"
	    "events     ");
	for (int i = 0; i < EVENT_KIND_COUNT; i++)
		str_printf(out, "%s%s", event_kinds[i].word, i + 1 < EVENT_KIND_COUNT ? " " : "\n");
	str_add(out,
	    "also       request, reply, and every action (login, add, view, ...)\n"
	    "suffixes   of PIECE, by from to in ACTOR, for CLIENT, before after MOMENT, where ( "
	    "... )\n"
	    "fields     at_ns value wire_bytes state_wire_bytes version attempt actor other home "
	    "outcome\n           kind request status\n"
	    "actors     ana, ana-laptop, lb, s1, store, db; or a role: client device balancer "
	    "server\n"
	    "           store database; or holder-of ana\n"
	    "combine    and or not ( ) == != < <= > >=, + - * /, always ever never ( ) from to,\n"
	    "           every some no PATTERN satisfies ( ... )\n"
	    "many runs  a measure is its mean over them;\n"
	    "           every some no run satisfies ( ... ) looks at each of them,\n"
	    "           every some no case satisfies ( ... ) at each case;\n"
	    "           A ~ B within 4 se: A - B is at most 4 of its standard errors, over at\n"
	    "           least 20 runs, in claims and with eval --runs N\n");
}

static void
help_lesson(struct str *out)
{
	str_add(out, "A lesson is one YAML file: a header (format id title lang authors licence "
		     "minutes requires\n"
		     "objectives glossary), then scenarios, misconceptions, analogy, steps, items, "
		     "claims, cards,\n"
		     "summary. Steps:\n");
	for (int i = 0; i < STEP_KIND_COUNT; i++)
		str_printf(out, "  %s\n", step_kind_word((enum step_kind)i));
	str_add(out, "Items:\n");
	for (int i = 0; i < ITEM_KIND_COUNT; i++)
		str_printf(out, "  %s\n", item_kind_word((enum item_kind)i));
	str_add(out, "Cards (id rev kind front back from):\n"
		     "  basic\n"
		     "  cloze      {{gaps}} in its front\n"
		     "  typed      a short back; several answers between \" | \"\n"
		     "  frame      a moment of its step's run, that plays on when it is turned; "
		     "also scenario design at until\n"
		     "  A new rev says that the card means something else: its dates start "
		     "anew.\n");
	str_add(out, "coatcheck check FILE tells every mistake with its line and column.\n");
}

static void
help_actions(struct str *out)
{
	for (uint32_t i = 0; i < builtin_action_count; i++) {
		const struct builtin_action *action = &builtin_actions[i];
		struct str name = STR_INIT;

		str_printf(&name, "%s%s%s", action->id, action->argument_name ? " " : "",
		    action->argument_name ? action->argument_name : "");
		str_printf(out, "%-11s %-5s%-11s%s%s\n", name.text, action->method, action->path,
		    action->text, action->needs ? " Needs a login." : "");
		str_release(&name);
	}
}

static void
help_tokens(struct str *out)
{
	str_add(out,
	    "Tokens are real JWTs, signed with keys that everybody may know and that protect "
	    "nothing.\n"
	    "Any JWT tool verifies the signature; switch its time checks off, for a run has its "
	    "own\n"
	    "calendar, which begins at `epoch`. ES256 is sized and timed, not signed.\n\n"
	    "HS256, secret of key k1 (others alike, with their own id):\n  ");
	token_secret("k1", out);
	str_add(out,
	    "\n\nalg none has an empty signature. What a script forges is signed with a stolen "
	    "key,\nwith a guess, or, as HS256 in a design of RS256 or EdDSA, with the text of the"
	    "\npublic key below as the secret: see token.check in help scenario.");
	str_printf(out, "\n\nRS256, public key:\n%s\nEdDSA, public key:\n%s", token_rsa_public,
	    token_ed25519_public);
}

static void
help_faults(struct str *out)
{
	str_add(out, "faults: [{at: 3s, do: crash, node: s1}, {at: {after: first login by ana}, "
		     "do: store-down}]\n\n");
	for (int i = 0; i < FAULT_COUNT; i++) {
		struct str places = STR_INIT;

		fault_print_places((enum fault_kind)i, &places);
		str_printf(out, "  %-11s %s%s%s%s\n", names_fault.rows[i].word,
		    names_fault.rows[i].text, places.length ? " (" : "",
		    places.length ? places.text : "", places.length ? ")" : "");
		str_release(&places);
	}
	str_add_char(out, '\n');
	for (uint32_t i = 0; i < schema_row_count; i++)
		if (str_starts_with(schema_rows[i].path, "faults.*."))
			schema_help(i, out);
}

static void
help_trace(struct str *out)
{
	str_add(out, "\nFormats, by --format NAME; --json is json. Several designs follow each "
		     "other;\n--design picks one. A run of any length is written while it goes on: "
		     "it is\n"
		     "run twice, as documents begin with what is known at the end, and once\n"
		     "more before that where it has conditions (stop.when, after:). What a\n"
		     "message waits for is looked for in the million events behind it; what\n"
		     "comes later still is null, or said to be under way. Ctrl-C ends the\n"
		     "document where it is: it is whole, and says that it was stopped.\n\n");
	exchange_format_help(out);
}

int
command_help(struct cli *cli)
{
	static const struct {
		const char *name;
		void (*print)(struct str *out);
	} topics[] = {
		{ "scenario", help_scenario },
		{ "lesson", help_lesson },
		{ "expression", help_expression },
		{ "designs", help_designs },
		{ "measures", help_measures },
		{ "actions", help_actions },
		{ "tokens", help_tokens },
		{ "faults", help_faults },
	};
	const char *topic = cli->operand_count ? cli->operands[0] : NULL;

	for (size_t i = 0; topic && i < sizeof topics / sizeof *topics; i++)
		if (str_equal(topics[i].name, topic)) {
			topics[i].print(&cli->out);
			return 0;
		}
	for (uint32_t i = 0; topic && i < command_row_count; i++)
		if (str_equal(command_rows[i].name, topic)) {
			str_printf(&cli->out, "coatcheck %s %s\n  %s%s\n", topic,
			    command_rows[i].operands, command_rows[i].text,
			    command_rows[i].built ? "" : " (not in this version)");
			if (command_rows[i].run == command_trace)
				help_trace(&cli->out);
			return 0;
		}
	if (topic)
		return cli_fail(cli, EXIT_USAGE,
		    "no help on \"%s\"; there is scenario, lesson, expression, "
		    "designs, measures, actions, tokens, faults, and every command",
		    topic);
	str_add(&cli->out,
	    "coatcheck help scenario | lesson | expression | designs | measures | actions | "
	    "tokens | faults | COMMAND\n"
	    "coatcheck --help lists commands and options; ? inside the program lists keys.\n");
	return 0;
}
