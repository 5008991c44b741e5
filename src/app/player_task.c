/* app/player_task.c - what a run comes to, what is asked of it, and how far one is: the same for
 * the picture and for plain lines. */
#include <string.h>

#include "app/app_internal.h"
#include "app/player_words.h"
#include "base/units.h"

static const struct lesson_step *
present(const struct player *player)
{
	return &player->lesson->steps[player->step];
}

/* What may be done, in a line. */
static void
say_allowed(const struct player *player, struct str *out)
{
	const struct challenge *challenge = &player->challenge;
	bool any = challenge->rule_count == move_row_count;

	for (uint32_t i = 0; i < challenge->rule_count && !any; i++) {
		const struct challenge_rule *rule = &challenge->rules[i];

		str_printf(out, "%s%s", i ? ", " : "",
		    rule->move >= 0 ? move_rows[rule->move].name : rule->path);
	}
	if (any)
		str_add(out, "anything");
}

/* The line of it, and how many changes are enough. */
static void
say_rules(const struct player *player, struct str *out)
{
	const struct lesson_step *step = present(player);

	if (!step->goal && !step->allow)
		return;
	str_add(out, "ALLOWED  ");
	say_allowed(player, out);
	if (step->par)
		str_printf(out, "   (par %u)", step->par);
	str_add_char(out, '\n');
}

/* What the whole run comes to, in a line: the figures that people look at first. */
void
player_costs_text(const struct player *player, struct str *out)
{
	static const struct {
		const char *what, *measure;
	} rows[] = { { "requests", "requests" }, { "failed", "failed" },
		{ "forced logins", "forced_logins" }, { "sessions lost", "sessions_lost" },
		{ "store asked", "store_ops" } };
	static const struct {
		const char *what, *measure;
	} sizes[] = { { "on the wire", "wire_bytes" }, { "in servers", "ram_bytes.servers" },
		{ "in the store", "ram_bytes.store" } };
	const struct measures *measures = &player->set.runs[0].measures;
	int row;

	str_add(out, "WHOLE RUN  ");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		row = measure_find(rows[i].measure);
		if (row >= 0 && measures->known[row])
			str_printf(out, "%s%s %.0f", i ? ", " : "", rows[i].what,
			    measures->value[row]);
	}
	row = measure_find("time_ns.p95");
	if (row >= 0 && measures->known[row]) {
		str_add(out, ", 95 % within ");
		units_print_duration(out, (uint64_t)measures->value[row]);
	}
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		row = measure_find(sizes[i].measure);
		if (row >= 0 && measures->known[row] && measures->value[row] > 0) {
			str_add(out, ", ");
			units_print_bytes(out, (uint64_t)measures->value[row]);
			str_printf(out, " %s", sizes[i].what);
		}
	}
	str_add_char(out, '\n');
}

/* Goal, what is allowed, what was done, whether it is reached; a line each. */
void
player_task_text(const struct player *player, struct str *out)
{
	const struct lesson_step *step = present(player);
	uint32_t used = player_changes(player);

	if (step->goal && step->title)
		str_printf(out, "GOAL     %s\n", step->title);
	if (used == 0)
		say_rules(player, out);
	if (player->has_challenge && player->challenge.prices.count > 0 && player->has_run) {
		str_add(out, "PRICE    ");
		price_say(&player->challenge.prices, &player->price, out);
		str_add_char(out, '\n');
	}
	if (used > 0) {
		uint32_t way[FORKS_DEPTH_MAX], count = 0;

		for (uint32_t row = player->forks->now; row != 0;
		     row = player->forks->rows[row].parent)
			way[count++] = row;
		str_add(out, "SO FAR   ");
		while (count-- > 0)
			str_printf(out, "%s%s", player->forks->rows[way[count]].name,
			    count ? ", then " : "");
		if (player->is_cluster) /* nobody counts */
			str_add_char(out, '\n');
		else
			str_printf(out, "   (used %u)\n", used);
	}
	if (player->goal == 1) {
		str_printf(out, "DONE     in %u change%s", used, used == 1 ? "" : "s");
		if (step->par)
			str_add(out, used <= step->par ? ": fewer cannot do it." :
			    ". Fewer can do it.");
		str_add_char(out, '\n');
		for (uint32_t i = step->kind == STEP_BREAK; i < step->say_count; i++)
			str_printf(out, "%s\n", step->say[i].text);
	} else if (step->goal && used > 0) {
		if (player->missing)
			str_printf(out, "MISSING  %s\n", player->missing);
		str_add(out, "Not yet. u undoes, f shows every future you tried, H gives a "
			     "hint.\n");
	}
	if (used > 0 && player->goal != 1) /* known by now: last, where room is short */
		say_rules(player, out);
}

/* A challenge, a break step or a cluster to play with, in lines that fit. */
void
player_say_task(struct app *app, struct str *out)
{
	struct str text = STR_INIT;

	if (app->to_play)
		player_costs_text(app->player, &text);
	if (app->player->has_challenge)
		player_task_text(app->player, &text);
	for (char *line = text.text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		app_wrap(out, "", line);
	}
	str_release(&text);
}

/* The author's hints first, then the first step of a shortest way, found now. */
static void
hint_of_challenge(struct app *app)
{
	struct player *player = app->player;
	const struct lesson_step *step = present(player);
	const char *way;

	if (player->goal == 1) {
		app_notice(app, "It is done. u undoes the last change.");
		return;
	}
	if (player->hints < step->hint_count) {
		app_notice(app, "Hint %u: %s", player->hints + 1, step->hints[player->hints]);
		player->hints++;
		return;
	}
	way = player_way(player, &app->frame);
	if (way)
		app_notice(app, "One way begins so: %s.", way);
	else if (player_changes(player) > 0)
		app_notice(app, "From here no short way leads there; u undoes the last change.");
	else
		app_notice(app, "There is no further hint here.");
}

void
player_hint(struct app *app)
{
	const struct lesson_item *item = player_item(app->player);

	if (app->player->has_challenge) {
		hint_of_challenge(app);
		return;
	}
	if (!item || app->player->hints >= item->hint_count)
		app_notice(app, "There is no further hint here.");
	else if (app->player->quiz && !app->options.plain)
		app->player->hints++; /* it stands under the question from now on */
	else
		app_notice(app, "%s", item->hints[app->player->hints++]);
}

/* Line by line: how it stands after a change, unless all of it is said anyway. */
void
player_say_change(struct app *app)
{
	const struct player *player = app->player;
	uint32_t now = player && player->forks ? player->forks->now : 0;
	bool same = app->said_player == player && player && app->said_step == player->step;

	if (app->options.plain && same && app->said_fork != now && player->has_run &&
	    (!app->say_screen || app_top(app) != SCREEN_PLAYER))
		player_say_task(app, &app->said);
	app->said_player = player;
	app->said_step = player ? player->step : 0;
	app->said_fork = now;
}
