/* app/driver.c - effects become deeds. */
#include "app/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "lesson/load.h"

#ifndef COATCHECK_DATADIR
#define COATCHECK_DATADIR "/usr/local/share/coatcheck"
#endif

static void
load(struct app *app, const char *path, struct effects *effects)
{
	struct lesson *lesson = mem_alloc(sizeof *lesson);
	struct arena arena = { 0 };
	struct findings findings;
	struct input input = { .kind = INPUT_LESSON };
	struct str text = STR_INIT;
	bool ok = false;
	int error;

	memset(lesson, 0, sizeof *lesson);
	findings_init(&findings, &arena);
	error = lesson_load(lesson, path, &findings, &ok);
	if (error)
		str_printf(&text, "%s: %s\n", path, strerror(error));
	for (size_t i = 0; i < findings.count; i++)
		finding_print(&text, &findings.rows[i], lesson->source, lesson->source_length);
	if (!error && ok) {
		input.lesson = lesson;
	} else {
		lesson_release(lesson);
		mem_free(lesson);
		input.text = text.text;
	}
	app_step(app, &input, effects);
	str_release(&text);
	arena_release(&arena);
}

#define SAVE_NAMES_MAX 1000

/* Is this, to the byte, what the file holds? */
static bool
holds_already(const char *path, const char *text)
{
	struct arena arena = { 0 };
	char *bytes;
	size_t length;
	bool same = file_read(&arena, path, LIMIT_FILE_BYTES, &bytes, &length) == 0 &&
		    length == strlen(text) && memcmp(bytes, text, length) == 0;

	arena_release(&arena);
	return same;
}

/* "frame.txt", or the first of "frame-2.txt", "frame-3.txt" ... that nothing else stands under:
 * somebody may have written into an earlier one. */
static const char *
free_name(const char *path, const char *text, struct arena *arena)
{
	const char *dot = strrchr(path, '.');
	const char *name = path;

	if (!dot)
		dot = path + strlen(path);
	for (int n = 2; n < SAVE_NAMES_MAX && file_exists(name) && !holds_already(name, text); n++)
		name = arena_printf(arena, "%.*s-%d%s", (int)(dot - path), path, n, dot);
	return name;
}

static void
save(struct app *app, const struct effect *effect, struct effects *effects)
{
	struct str said = STR_INIT;
	struct arena arena = { 0 };
	struct input input = { .kind = INPUT_SAVED };
	const char *name = free_name(effect->path, effect->text, &arena);
	int error;

	if (file_exists(name) && holds_already(name, effect->text)) {
		str_printf(&said, "It is there already, as %s.", name);
	} else if (file_exists(name)) {
		str_printf(&said, "Nothing was saved: every name like %s is taken.", effect->path);
	} else {
		error = file_write(name, effect->text, strlen(effect->text));
		if (error)
			str_printf(&said, "%s could not be written: %s.", name, strerror(error));
		else
			str_printf(&said, "Saved as %s%s.", name,
			    strchr(name, '/') ? "" : ", in the folder you started from");
	}
	input.text = said.text;
	app_step(app, &input, effects);
	str_release(&said);
	arena_release(&arena);
}

/* ---- the record: driver_record.c ---- */

const char *
driver_record_path(struct arena *arena)
{
	const char *named = getenv("COATCHECK_DB"), *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (named != NULL && named[0] != '\0')
		return str_equal(named, "none") ? NULL : named;
	if (data != NULL && data[0] == '/')
		return arena_printf(arena, "%s/coatcheck/progress.db", data);
	return home != NULL && home[0] == '/'
		   ? arena_printf(arena, "%s/.local/share/coatcheck/progress.db", home)
		   : NULL;
}

void
driver_perform(struct app *app, struct effects *effects, bool *redraw)
{
	struct effects now = *effects, more;

	for (uint32_t i = 0; i < now.count; i++) {
		more.count = 0;
		switch (now.rows[i].kind) {
		case EFFECT_LOAD: load(app, now.rows[i].path, &more); break;
		case EFFECT_SAVE: save(app, &now.rows[i], &more); break;
		case EFFECT_REDRAW: *redraw = true; break;
		case EFFECT_WORK: app_work(app); break;
		case EFFECT_DECK: driver_deck(app, &more); break;
		case EFFECT_ME: driver_me(app, &more); break;
		case EFFECT_CHALLENGES: driver_challenges(app, &more); break;
		case EFFECT_HOME: driver_home(app, &more); break;
		case EFFECT_SETTING: driver_set(app, &now.rows[i], &more); break;
		case EFFECT_KEEP: driver_page(app, now.rows[i].path, &more); break;
		case EFFECT_RETRY: driver_retry(app, &more); break;
		case EFFECT_RESCUE: driver_rescue(app, &more); break;
		case EFFECT_QUIZ: driver_quiz(app, &now.rows[i], &more); break;
		case EFFECT_LAST: driver_last(app, &more); break;
		case EFFECT_RESUME: driver_resume(app, &now.rows[i], &more); break;
		case EFFECT_PLACE:
		case EFFECT_REVIEW:
		case EFFECT_UNGRADE:
		case EFFECT_BURY:
		case EFFECT_NOTE:
		case EFFECT_MAKE_CARD:
		case EFFECT_BELIEF:
		case EFFECT_BELIEF_MET:
		case EFFECT_BELIEF_REPAIRED:
		case EFFECT_UNANSWER:
		case EFFECT_END_SESSION:
		case EFFECT_ANSWER: driver_keep(app, &now.rows[i], &more); break;
		case EFFECT_NONE:
		case EFFECT_LEAVE:
		case EFFECT_SUSPEND: break;
		}
		if (more.count)
			driver_perform(app, &more, redraw);
	}
}

/* One line for the log: what came in, where it led. */
static void
write_log(const struct app *app, const struct input *input, const struct effects *effects)
{
	static const char *const kinds[] = { "key", "line", "resize", "tick", "lesson", "saved",
		"record", "deck", "me", "keep", "resumed", "quiz", "challenges", "home",
		"last" };
	struct str line = STR_INIT;

	if (input->kind == INPUT_TICK)
		return;
	str_add(&line, kinds[input->kind]);
	if (input->kind == INPUT_KEY)
		str_printf(&line, " U+%04X", input->key);
	if (input->kind == INPUT_RESIZE)
		str_printf(&line, " %dx%d", input->cols, input->rows);
	if (input->kind == INPUT_LINE) {
		str_add_char(&line, ' ');
		utf8_sanitise(&line, input->line, strlen(input->line), false, true);
	}
	str_printf(&line, " -> %s%s\n", app_screen(app), effects->count ? ", with effects" : "");
	(void)!write(app_log_descriptor(app), line.text, line.length);
	str_release(&line);
}

void
driver_step(struct app *app, const struct input *input, bool *redraw)
{
	struct effects effects;
	struct input timed = *input;

	timed.now = driver_now(app_options_of(app)->record);
	timed.clock_ms = driver_clock_ms(app_options_of(app)->record);
	app_step(app, &timed, &effects);
	if (app_log_descriptor(app) > 0)
		write_log(app, input, &effects);
	driver_perform(app, &effects, redraw);
}

void
driver_entry(struct arena *arena, const char *path, struct shelf_entry *entry)
{
	struct lesson lesson;
	struct findings findings;
	struct arena scratch = { 0 };
	bool ok = false;
	int error;

	memset(&lesson, 0, sizeof lesson);
	findings_init(&findings, &scratch);
	error = lesson_load_header(&lesson, path, &findings, &ok);
	entry->path = path;
	entry->id = arena_strdup(arena, lesson.id ? lesson.id : "");
	entry->title = lesson.title ? arena_strdup(arena, lesson.title) : path;
	entry->minutes = lesson.minutes;
	entry->broken = error || !ok;
	if (entry->broken) {
		struct str text = STR_INIT;
		if (error)
			str_printf(&text, "%s: %s\n", path, strerror(error));
		for (size_t i = 0; i < findings.count; i++)
			finding_print(
			    &text, &findings.rows[i], lesson.source, lesson.source_length);
		entry->problem = arena_strdup(arena, text.text);
		str_release(&text);
	}
	lesson_release(&lesson);
	arena_release(&scratch);
}

void
driver_shelf(struct arena *arena, const char *const *folders, uint32_t folder_count,
    struct shelf_entry **shelf, uint32_t *count)
{
	*shelf = NULL;
	*count = 0;
	for (uint32_t f = 0; f < folder_count; f++) {
		const char **names;
		size_t found;

		if (file_list(arena, folders[f], ".yaml", &names, &found))
			continue;
		*shelf = arena_grow(arena, *shelf, *count, *count + found, sizeof **shelf);
		for (size_t i = 0; i < found; i++) {
			struct shelf_entry *entry = &(*shelf)[*count];

			driver_entry(arena, arena_printf(arena, "%s/%s", folders[f], names[i]),
			    entry);
			/* Without any header it is a file of scenarios, no lesson. */
			*count += entry->broken || entry->id[0] || entry->title != entry->path;
		}
	}
}

void
driver_packs(struct arena *arena, const char *const *folders, uint32_t folder_count,
    const char *const **packs, uint32_t *count)
{
	static const char *const inside[] = { "claims", "beyond" };
	const char **rows = NULL;

	*count = 0;
	for (uint32_t f = 0; f < folder_count; f++)
		for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
			const char *folder = arena_printf(arena, "%s/%s", folders[f], inside[i]);
			const char **names;
			size_t found;

			if (!file_is_folder(folder) ||
			    file_list(arena, folder, ".yaml", &names, &found))
				continue;
			rows = arena_grow(arena, rows, *count, *count + found, sizeof *rows);
			for (size_t n = 0; n < found; n++)
				rows[(*count)++] = arena_printf(arena, "%s/%s", folder, names[n]);
		}
	*packs = rows;
}

const char *
driver_lessons(struct arena *arena)
{
	char self[4096];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	static const char *const beside[] = { "/../lessons", "/../../lessons",
		"/../share/coatcheck/lessons" };

	if (length > 0) {
		char *slash;
		self[length] = 0;
		slash = strrchr(self, '/');
		if (slash)
			*slash = 0;
		for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
			const char *path = arena_printf(arena, "%s%s", self, beside[i]);
			char *real;
			if (!file_is_folder(path))
				continue;
			real = realpath(path, NULL);
			if (real) {
				path = arena_strdup(arena, real);
				free(real);
			}
			return path;
		}
	}
	return COATCHECK_DATADIR "/lessons";
}
