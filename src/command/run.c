/* command/run.c - trace, eval: one run, as other programs read it and as one asks it. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "command/cli.h"
#include "command/cli_watch.h"
#include "exchange/format.h"
#include "experiment/ensemble.h"
#include "experiment/stream.h"

/* ---- trace ---- */

/* Straight to standard output: a long trace is not gathered first. */
struct trace_out {
	struct cli_watch *watch;
	bool waits; /* it may be full for long: a pipe, a terminal */
	bool terminal;
	uint64_t bytes; /* written */
};
#define PIPE_BYTES 4096u /* that go without waiting where poll says so */

/* Waits until it takes something; false once Ctrl-C was pressed. */
static bool
wait_for_reader(struct cli_watch *watch)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (poll(&out, 1, 50) == 0)
		if (!cli_watch_goes_on(watch))
			return false;
	return true;
}

static bool
trace_sink(void *data, const char *bytes, size_t length)
{
	struct trace_out *out = data;

	if (out->terminal)
		cli_watch_quiet(out->watch);
	while (length > 0) {
		size_t most = out->waits && length > PIPE_BYTES ? PIPE_BYTES : length;
		ssize_t written;

		if (out->waits && !wait_for_reader(out->watch))
			return false;
		written = write(STDOUT_FILENO, bytes, most);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		length -= (size_t)written;
		out->bytes += (uint64_t)written;
	}
	return true;
}

/* Until the end, or until Ctrl-C: then what is written is whole, and says so. */
static int
trace_write(struct cli *cli, const struct stream *stream, const struct exchange_format *format,
    struct cli_watch *watch)
{
	struct trace_out out = { .watch = watch, .terminal = isatty(STDOUT_FILENO) == 1 };
	struct stat kind;
	bool written;
	int error;

	out.waits = fstat(STDOUT_FILENO, &kind) != 0 || !S_ISREG(kind.st_mode);
	errno = 0;
	written = exchange_write(format, stream->rows, stream->set.run_count, trace_sink, &out);
	error = errno;
	cli_watch_end(watch);
	if (watch->interrupted)
		return cli_fail(cli, EXIT_SIGNAL + watch->interrupted, written
		    ? "stopped: the trace ends before the run does, and says so"
		    : "stopped: nobody takes what is written, its end is missing");
	if (!written)
		return cli_fail(
		    cli, EXIT_IO, "standard output cannot be written: %s", strerror(error));
	if (format->run_bytes > 0 && out.bytes > format->run_bytes * stream->set.run_count)
		(void)cli_fail(cli, 0, "%" PRIu64 " characters: %s", out.bytes, format->beyond);
	return 0;
}

static int
trace_file(struct cli *cli, const struct cli_file *file, struct runset_request *request,
    const struct exchange_format *format)
{
	struct cli_watch watch;
	struct stream stream;
	int code;

	cli_watch_begin(&watch, cli);
	request->watch = &watch.run;
	if (stream_open(&stream, request, &cli->findings)) {
		code = trace_write(cli, &stream, format, &watch);
	} else {
		cli_watch_end(&watch);
		code = cli_run_refused(cli, file);
	}
	stream_release(&stream);
	return code;
}

int
command_trace(struct cli *cli)
{
	const char *name = cli_has(cli, OPTION_JSON)     ? "json"
			   : cli_has(cli, OPTION_FORMAT) ? cli_value(cli, OPTION_FORMAT)
							 : "text";
	const struct exchange_format *format = exchange_format_find(name);
	struct runset_request request;
	struct cli_file file;
	int code;

	if (!format) {
		struct str names = STR_INIT;
		exchange_format_names(&names);
		code = cli_fail(cli, EXIT_USAGE,
		    "--format %s is not in this version; trace takes %s", name, names.text);
		str_release(&names);
		return code;
	}
	code = cli_file_open(cli, cli->operands[0], &file);
	if (!code)
		code = cli_request(cli, &file, true, &request);
	if (!code)
		code = trace_file(cli, &file, &request, format);
	cli_file_close(&file);
	return code;
}

/* ---- eval ---- */

static void
eval_json(struct cli *cli, const struct expr_value *value, const char *text, const char *measured,
    uint32_t runs, uint64_t steps)
{
	struct json json;

	json_init(&json, &cli->out, 0);
	json_begin_object(&json);
	json_key(&json, "interface");
	json_uint(&json, 1);
	json_key(&json, "value");
	json_string(&json, text);
	json_key(&json, "known");
	json_bool(&json, value->known);
	if (runs) {
		json_key(&json, "runs");
		json_uint(&json, runs);
		json_key(&json, "measured");
		json_string(&json, measured);
	}
	json_key(&json, "steps");
	json_uint(&json, steps);
	json_end_object(&json);
	str_add(&cli->out, "\n");
}

/* runs: of an ensemble, or 0. */
static int
eval_print(struct cli *cli, struct expr_context *context, struct expr *expr, uint32_t runs)
{
	struct expr_value value = expr_evaluate(expr, context);
	struct str text = STR_INIT, measured = STR_INIT;
	struct expr_part *parts;
	uint32_t count;
	bool no = (value.type == EXPR_BOOL && (!value.truth || value.missing)) || !value.known;

	expr_value_print(context->runs[0].trace, &value, &text);
	if (runs)
		expr_measured(expr, context, &measured);
	if (cli_has(cli, OPTION_JSON)) {
		eval_json(cli, &value, text.text, measured.text, runs, context->steps);
	} else {
		str_printf(&cli->out, "%s\n", text.text);
		expr_explain(expr, context, &parts, &count);
		for (uint32_t i = 0; i < count; i++)
			str_printf(&cli->out, "  %*s%s = %s\n", parts[i].depth * 2, "",
			    parts[i].text, parts[i].value);
		if (runs)
			str_printf(&cli->out, "measured over %u run%s: %s\n", runs,
			    runs == 1 ? "" : "s", measured.text);
		str_printf(&cli->out, "cost: %" PRIu64 " steps\n", context->steps);
	}
	str_release(&text);
	str_release(&measured);
	return no ? EXIT_NO : 0;
}

/* Over many runs, or all cases. */
static int
eval_many(struct cli *cli, const struct cli_file *file, struct ensemble *ensemble,
    struct expr *expr, struct cli_watch *watch)
{
	struct expr_context context;
	int code = EXIT_DATA;

	ensemble_reads(ensemble, expr);
	cli_watch_begin(watch, cli);
	if (ensemble_context(ensemble, expr, 0, &cli->arena, &context))
		code = eval_print(cli, &context, expr, ensemble->request.runs);
	cli_watch_end(watch);
	if (ensemble->stopped) {
		str_clear(&cli->out);
		return EXIT_SIGNAL + watch->interrupted;
	}
	if (ensemble->failed) {
		str_clear(&cli->out);
		cli_print_findings(cli, file->lesson.source, file->lesson.source_length);
		code = EXIT_DATA;
	}
	return code;
}

/* Of a run that is not kept to its end. */
struct eval_long {
	struct cli *cli;
	struct expr *expr;
	int code;
};

static bool
eval_at_end(void *self, struct expr_context *context, bool ends)
{
	struct eval_long *eval = self;

	if (ends)
		eval->code = eval_print(eval->cli, context, eval->expr, 0);
	else
		(void)expr_evaluate(eval->expr, context);
	return true;
}

/* One run of every design; where the first is too long to be kept, and the expression asks of its
 * events one after the other, it is asked while that run goes on. */
static int
eval_one(struct cli *cli, const struct cli_file *file, struct runset_request *request,
    struct expr *expr)
{
	struct eval_long longer = { .cli = cli, .expr = expr };
	const struct single_looker looker = { .self = &longer, .look = eval_at_end };
	struct cli_watch watch;
	struct runset set;
	int code = EXIT_DATA;

	cli_watch_begin(&watch, cli);
	request->watch = &watch.run;
	if (!runset_run(&set, request, &cli->findings)) {
		cli_print_findings(cli, file->lesson.source, file->lesson.source_length);
	} else if (set.runs[0].trace.dropped > 0 && expr_is_steady(expr)) {
		(void)single_look(set.runs[0].scenario, expr, request->watch, &looker);
		code = longer.code;
	} else {
		struct expr_context context = { .runs = set.expr_runs,
			.run_count = set.run_count,
			.arena = &cli->arena,
			.limit_event = NONE32 };
		code = eval_print(cli, &context, expr, 0);
	}
	cli_watch_end(&watch);
	runset_release(&set);
	return watch.interrupted ? EXIT_SIGNAL + watch.interrupted : code;
}

static int
eval_file(struct cli *cli, const struct cli_file *file, struct runset_request *request)
{
	struct mark mark = { .file = "expression", .line = 1, .column = 1 };
	const char *text = cli->operands[1];
	struct cli_watch watch;
	struct ensemble_request wanted = { .base = request,
		.runs = cli_number(cli, OPTION_RUNS, 1),
		.threads = cli_number(cli, OPTION_THREADS, 0),
		.self = &watch,
		.watch = cli_watch };
	struct ensemble ensemble;
	struct expr *expr;
	int code = 0;

	if (!ensemble_open(&ensemble, &wanted, &cli->findings)) {
		code = cli_refused(cli, file);
		ensemble_release(&ensemble);
		return code;
	}
	expr = expr_parse(&cli->arena, &ensemble.scope, text, mark, false, &cli->findings);
	if (!expr) {
		cli_print_findings(cli, text, strlen(text));
		code = EXIT_DATA;
	} else if (expr_runs_needed(expr) > wanted.runs) {
		code = cli_fail(cli, EXIT_USAGE, "\"se\" wants at least %u runs: add --runs %u",
		    expr_runs_needed(expr), expr_runs_needed(expr));
	} else if (expr_runs_needed(expr) > 0 || cli_has(cli, OPTION_RUNS)) {
		code = eval_many(cli, file, &ensemble, expr, &watch);
	} else {
		code = eval_one(cli, file, request, expr);
	}
	ensemble_release(&ensemble);
	return code;
}

int
command_eval(struct cli *cli)
{
	struct runset_request request;
	struct cli_file file;
	int code = cli_file_open(cli, cli->operands[0], &file);

	if (!code)
		code = cli_request(cli, &file, true, &request);
	if (!code)
		code = eval_file(cli, &file, &request);
	cli_file_close(&file);
	return code;
}
