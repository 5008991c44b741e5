/* line/line.c - any mode, line by line; it knows no screen by name. */
#include "line/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/driver.h"
#include "base/limits.h"
#include "base/utf8.h"

static bool
print_said(struct app *app)
{
	struct str out = STR_INIT;
	bool ok;

	app_say(app, &out);
	ok = fputs(out.text, stdout) >= 0 && fflush(stdout) == 0;
	str_release(&out);
	return ok;
}

/* A line that was not typed on a terminal is shown after the prompt, as typing would have. */
static bool
echo_line(const char *line)
{
	struct str shown = STR_INIT;
	bool ok;

	utf8_sanitise(&shown, line, strlen(line), false, true);
	ok = printf("%s\n", shown.text) >= 0;
	str_release(&shown);
	return ok;
}

int
line_run(struct app *app)
{
	struct effects effects;
	bool redraw = false, typed = isatty(0), ok = true, refused;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	app_begin(app, &effects);
	driver_perform(app, &effects, &redraw);
	refused = app_refused(app);
	driver_record(app, &redraw);
	ok = print_said(app);
	while (ok && !app_left(app) && (length = getline(&line, &room, stdin)) >= 0) {
		struct input input = { .kind = INPUT_LINE, .line = line };

		while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
			line[--length] = 0;
		if ((size_t)length > LIMIT_TEXT_BYTES)
			line[LIMIT_TEXT_BYTES] = 0;
		if (!typed)
			ok = echo_line(line);
		driver_step(app, &input, &redraw);
		ok = ok && print_said(app);
	}
	free(line);
	if (ok && !app_left(app))
		ok = putchar('\n') != EOF;
	ok = fflush(stdout) == 0 && ok;
	return !ok ? 74 : refused ? 65 : 0;
}
