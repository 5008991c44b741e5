/* main.c - entry: the fronts are given to the command line. */
#include <locale.h>

#include "command/cli.h"
#include "line/line.h"
#include "tui/tui.h"

static int
full(struct app *app, bool ascii, bool animation, int colour, bool projector)
{
	struct tui_options options = { .colour = (enum tui_colour)colour,
		.ascii = ascii,
		.animation = animation,
		.projector = projector };

	return tui_run(app, &options);
}

int
main(int argc, char **argv)
{
	static const struct fronts fronts = { .full = full,
		.plain = line_run,
		.refused = tui_refused,
		.ascii_reason = tui_ascii_reason,
		.terminal = tui_library,
		.describe = tui_describe };

	setlocale(LC_CTYPE, "");
	return cli_main(argc, argv, &fronts);
}
