/* app/commands_run.c - trace, eval: one kept run, as other programs read it and as one asks it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "base/check.h"
#include "base/units.h"
#include "exchange/format.h"

/* ---- trace ---- */

/* Straight to standard output: a long trace is not gathered first. */
static bool
trace_sink(void *data, const char *bytes, size_t length)
{
	return fwrite(bytes, 1, length, data) == length;
}

int
command_trace(struct cli *cli)
{
	const char *name = cli_has(cli, OPTION_JSON)     ? "json"
			   : cli_has(cli, OPTION_FORMAT) ? cli_value(cli, OPTION_FORMAT)
							 : "text";
	const struct exchange_format *format = exchange_format_find(name);
	struct exchange_run runs[LIMIT_DESIGNS];
	struct cli_file file;
	struct runset set;
	int code;

	if (!format) {
		struct str names = STR_INIT;
		exchange_format_names(&names);
		code = cli_fail(cli, EXIT_USAGE,
		    "--format %s is not in this version; trace takes %s", name, names.text);
		str_release(&names);
		return code;
	}
	code = cli_run(cli, cli->operands[0], true, &file, &set);
	if (!code) {
		CHECK(set.run_count <= LIMIT_DESIGNS);
		for (uint32_t r = 0; r < set.run_count; r++)
			runs[r] = (struct exchange_run){ set.runs[r].design, &set.runs[r].trace };
		if (!exchange_write(format, runs, set.run_count, trace_sink, stdout) ||
		    fflush(stdout) != 0)
			code = cli_fail(cli, EXIT_IO, "standard output cannot be written: %s",
			    strerror(errno));
	}
	runset_release(&set);
	cli_file_close(&file);
	return code;
}

/* ---- eval ---- */

static int
eval_print(struct cli *cli, struct runset *set, struct expr *expr)
{
	struct expr_context context = { .runs = set->expr_runs,
		.run_count = set->run_count,
		.arena = &cli->arena,
		.limit_event = NONE32 };
	struct expr_value value = expr_evaluate(expr, &context);
	struct expr_part *parts;
	struct str text = STR_INIT;
	uint32_t count;
	bool no = (value.type == EXPR_BOOL && (!value.truth || value.missing)) || !value.known;

	expr_value_print(&set->runs[0].trace, &value, &text);
	if (cli_has(cli, OPTION_JSON)) {
		struct json json;
		json_init(&json, &cli->out, 0);
		json_begin_object(&json);
		json_key(&json, "interface");
		json_uint(&json, 1);
		json_key(&json, "value");
		json_string(&json, text.text);
		json_key(&json, "known");
		json_bool(&json, value.known);
		json_key(&json, "steps");
		json_uint(&json, context.steps);
		json_end_object(&json);
		str_add(&cli->out, "\n");
	} else {
		str_printf(&cli->out, "%s\n", text.text);
		expr_explain(expr, &context, &parts, &count);
		for (uint32_t i = 0; i < count; i++)
			str_printf(&cli->out, "  %*s%s = %s\n", parts[i].depth * 2, "",
			    parts[i].text, parts[i].value);
		str_printf(&cli->out, "cost: %" PRIu64 " steps\n", context.steps);
	}
	str_release(&text);
	return no ? EXIT_NO : 0;
}

int
command_eval(struct cli *cli)
{
	struct cli_file file;
	struct runset set;
	const char *text = cli->operands[1], *unbuilt;
	struct expr *expr;
	int code = cli_run(cli, cli->operands[0], true, &file, &set);

	if (!code) {
		struct mark mark = { .file = "expression", .line = 1, .column = 1 };
		expr = expr_parse(&cli->arena, &set.scope, text, mark, false, &cli->findings);
		if (!expr) {
			cli_print_findings(cli, text, strlen(text));
			code = EXIT_DATA;
		} else if (expr_unbuilt(expr, &unbuilt)) {
			code = cli_fail(cli, EXIT_DATA, "%s is not in this version", unbuilt);
		} else {
			code = eval_print(cli, &set, expr);
		}
	}
	runset_release(&set);
	cli_file_close(&file);
	return code;
}
