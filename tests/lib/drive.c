#include "lib/drive.h"

#include <stdio.h>
#include <string.h>

#include "app/challenges.h"
#include "base/utf8.h"
#include "lesson/load.h"

static void perform(struct drive *drive, const struct effects *effects);

static void
load(struct drive *drive, const char *path)
{
	struct lesson *lesson = mem_alloc(sizeof *lesson);
	struct arena arena = { 0 };
	struct findings findings;
	struct input input = { .kind = INPUT_LESSON };
	struct effects effects;
	struct str text = STR_INIT;
	bool ok = false;

	memset(lesson, 0, sizeof *lesson);
	findings_init(&findings, &arena);
	if (lesson_load(lesson, path, &findings, &ok) == 0 && ok) {
		input.lesson = lesson;
	} else {
		for (size_t i = 0; i < findings.count; i++)
			finding_print(
			    &text, &findings.rows[i], lesson->source, lesson->source_length);
		lesson_release(lesson);
		mem_free(lesson);
		input.text = text.text;
	}
	app_step(drive->app, &input, &effects);
	str_release(&text);
	arena_release(&arena);
	perform(drive, &effects);
}

static void
save(struct drive *drive, const struct effect *effect)
{
	struct input input = { .kind = INPUT_SAVED, .text = "Saved." };
	struct effects effects;

	str_clear(&drive->saved_path);
	str_clear(&drive->saved_text);
	str_add(&drive->saved_path, effect->path);
	str_add(&drive->saved_text, effect->text);
	app_step(drive->app, &input, &effects);
	perform(drive, &effects);
}

static void step(struct drive *drive, const struct input *input);

/* As a record without anything in it would say it. */
static void
give_challenges(struct drive *drive)
{
	const struct app_options *options = app_options_of(drive->app);
	struct arena arena = { 0 };
	struct challenge_line *lines;
	uint32_t count;

	challenges_of_shelf(NULL, options->shelf, options->shelf_count, &arena, &lines, &count);
	step(drive, &(struct input){ .kind = INPUT_CHALLENGES, .challenges = lines,
		.challenge_count = count });
	arena_release(&arena);
}

/* The newest challenge that was solved. */
static void
keep_solved(struct drive *drive, const struct effect *effect)
{
	if (!str_starts_with(effect->item, CHALLENGE_PREFIX))
		return;
	snprintf(drive->solved, sizeof drive->solved, "%s %d", effect->item, effect->option);
	snprintf(drive->solved_code, sizeof drive->solved_code, "%s", effect->given);
}

static void
perform(struct drive *drive, const struct effects *effects)
{
	const struct effects now = *effects;

	for (uint32_t i = 0; i < now.count; i++)
		switch (now.rows[i].kind) {
		case EFFECT_LOAD: load(drive, now.rows[i].path); break;
		case EFFECT_SAVE: save(drive, &now.rows[i]); break;
		case EFFECT_REDRAW: drive->redraw = true; break;
		case EFFECT_WORK: app_work(drive->app); break;
		case EFFECT_DECK: step(drive, &(struct input){ .kind = INPUT_DECK,
			.deck = drive->deck, .deck_count = drive->deck_count,
			.newest_s = drive->newest_s ? drive->newest_s : INT64_MIN });
			break;
		case EFFECT_REVIEW:
		case EFFECT_UNGRADE:
		case EFFECT_BURY: drive->card = now.rows[i]; break;
		case EFFECT_NOTE:
		case EFFECT_MAKE_CARD: drive->card = now.rows[i]; break;
		case EFFECT_CHALLENGES: give_challenges(drive); break;
		case EFFECT_HOME: drive->homes++; break;
		case EFFECT_SETTING: drive->setting = now.rows[i]; break;
		case EFFECT_ME:
		case EFFECT_KEEP:
		case EFFECT_RESCUE:
		case EFFECT_RETRY: break;
		case EFFECT_PLACE: drive->places++; break;
		case EFFECT_ANSWER:
			drive->answers++;
			drive->answer = now.rows[i];
			keep_solved(drive, &now.rows[i]);
			break;
		case EFFECT_QUIZ: step(drive, &(struct input){ .kind = INPUT_QUIZ,
			.seed = drive->quiz_seed, .given = drive->given,
			.given_count = drive->given_count });
			break;
		case EFFECT_LAST:
			step(drive, &(struct input){ .kind = INPUT_LAST, .line = drive->last });
			break;
		case EFFECT_BELIEF: drive->beliefs++; break;
		case EFFECT_RESUME:
		case EFFECT_UNANSWER:
		case EFFECT_END_SESSION:
			drive->ended += now.rows[i].kind == EFFECT_END_SESSION;
			break;
		case EFFECT_BELIEF_MET: drive->beliefs++; break;
		case EFFECT_BELIEF_REPAIRED: break;
		case EFFECT_NONE:
		case EFFECT_LEAVE:
		case EFFECT_SUSPEND: break;
		}
}

static void
step(struct drive *drive, const struct input *input)
{
	struct effects effects;
	struct input timed = *input;

	timed.now = drive->now;
	timed.clock_ms = drive->clock_ms;
	app_step(drive->app, &timed, &effects);
	perform(drive, &effects);
}

static bool
read_entry(struct drive *drive, const char *path, struct shelf_entry *entry)
{
	struct lesson lesson;
	struct arena scratch = { 0 };
	struct findings findings;
	bool ok = false;
	int error;

	memset(&lesson, 0, sizeof lesson);
	findings_init(&findings, &scratch);
	error = lesson_load_header(&lesson, path, &findings, &ok);
	*entry = (struct shelf_entry){ .path = path, .minutes = lesson.minutes };
	entry->id = arena_strdup(&drive->arena, lesson.id ? lesson.id : path);
	entry->title = arena_strdup(&drive->arena, lesson.title ? lesson.title : path);
	entry->broken = error || !ok;
	entry->problem = "This file was not read.";
	lesson_release(&lesson);
	arena_release(&scratch);
	return !error && ok;
}

bool
drive_open(struct drive *drive, const struct drive_setup *setup)
{
	struct app_options options = { .start = setup->start ? setup->start : "learn",
		.ascii = setup->ascii,
		.plain = setup->plain,
		.animation = !setup->still,
		.shelf = drive->shelf,
		.shelf_count = setup->lesson ? setup->second ? 2 : 1 : 0,
		.lesson = setup->unnamed ? NULL : setup->lesson,
		.step = setup->step,
		.scenario = setup->scenario,
		.quiz_count = setup->quiz_count,
		.quiz_exam = setup->exam,
		.study_seed = setup->study_seed };
	struct effects effects;
	bool ok = true;

	memset(drive, 0, sizeof *drive);
	str_init(&drive->saved_path);
	str_init(&drive->saved_text);
	if (setup->lesson)
		ok = read_entry(drive, setup->lesson, &drive->shelf[0]);
	if (setup->second)
		ok = read_entry(drive, setup->second, &drive->shelf[1]) && ok;
	drive->ascii = setup->ascii;
	drive->last = setup->last;
	drive->app = app_new(&options);
	drive_resize(drive, setup->rows ? setup->rows : 24, setup->cols ? setup->cols : 80);
	app_begin(drive->app, &effects);
	perform(drive, &effects);
	return ok;
}

void
drive_close(struct drive *drive)
{
	app_free(drive->app);
	str_release(&drive->saved_path);
	str_release(&drive->saved_text);
	arena_release(&drive->arena);
	arena_release(&drive->page);
	memset(drive, 0, sizeof *drive);
}

void
drive_key(struct drive *drive, uint32_t key)
{
	drive->keys++;
	step(drive, &(struct input){ .kind = INPUT_KEY, .key = key });
}

bool
drive_keys(struct drive *drive, const char *words)
{
	for (words += strspn(words, " "); *words; words += strspn(words, " ")) {
		size_t length = strcspn(words, " ");
		uint32_t key = action_key_code(words, length);

		if (key == 0)
			return false;
		drive_key(drive, key);
		words += length;
	}
	return true;
}

void
drive_line(struct drive *drive, const char *line)
{
	drive->lines++;
	step(drive, &(struct input){ .kind = INPUT_LINE, .line = line });
}

void
drive_resize(struct drive *drive, int rows, int cols)
{
	drive->rows = rows;
	drive->cols = cols;
	step(drive, &(struct input){ .kind = INPUT_RESIZE, .rows = rows, .cols = cols });
}

void
drive_tick(struct drive *drive, uint64_t elapsed_ns)
{
	step(drive, &(struct input){ .kind = INPUT_TICK, .elapsed_ns = elapsed_ns });
}

const char *
drive_screen(struct drive *drive)
{
	struct str text = STR_INIT;
	const char *copy;

	arena_release(&drive->page);
	grid_init(&drive->grid, &drive->page, drive->rows, drive->cols, drive->ascii);
	app_draw(drive->app, &drive->grid);
	grid_write_text(&drive->grid, &text);
	copy = arena_strdup(&drive->page, text.text);
	str_release(&text);
	return copy;
}

bool
drive_shows(struct drive *drive, const char *text)
{
	return strstr(drive_screen(drive), text) != NULL;
}

const char *
drive_row(struct drive *drive, int row)
{
	const char *line = drive_screen(drive);

	while (row-- > 0 && *line) {
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return arena_strndup(&drive->page, line, strcspn(line, "\n"));
}

const char *
drive_said(struct drive *drive)
{
	struct str text = STR_INIT;
	const char *copy;

	arena_release(&drive->page);
	app_say(drive->app, &text);
	copy = arena_strdup(&drive->page, text.text);
	str_release(&text);
	return copy;
}

const char *
drive_insane(const struct drive *drive)
{
	const struct grid *grid = &drive->grid;

	for (int i = 0; i < grid->rows * grid->cols; i++) {
		uint32_t glyph = grid->cells[i].glyph;

		if (utf8_width(glyph) != 1)
			return "a glyph is not one cell wide";
		if (grid->ascii && (glyph < 32 || glyph > 126))
			return "a glyph is not ASCII";
		if (grid->cells[i].role >= GRID_ROLE_COUNT)
			return "a cell has no role";
	}
	if (grid->cursor_row >= grid->rows || grid->cursor_col >= grid->cols)
		return "the cursor is outside";
	return NULL;
}

struct player *
drive_player(struct drive *drive)
{
	return drive->app->player;
}

const char *
drive_step(struct drive *drive)
{
	const struct player *player = drive->app->player;

	return player ? player->lesson->steps[player->step].id : "";
}
