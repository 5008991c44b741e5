/* app/note.c - the learner's own words on a step: one line, kept in the record. */
#include <string.h>

#include "app/app_internal.h"
#include "base/utf8.h"

#define NOTE_BYTES 500
#define ROOM_CELLS 66 /* of the line that shows the end of what is typed */

static const struct lesson_step *
step_of(const struct app *app)
{
	const struct player *player = app->player;

	return player ? &player->lesson->steps[player->step] : NULL;
}

static struct note_kept *
find(const struct app *app)
{
	const struct lesson_step *step = step_of(app);

	for (uint32_t i = 0; step && i < app->note_count; i++)
		if (str_equal(app->notes[i].lesson, app->player->lesson->id) &&
		    str_equal(app->notes[i].step, step->id))
			return &app->notes[i];
	return NULL;
}

const char *
note_of_step(const struct app *app)
{
	const struct note_kept *note = find(app);

	return note && note->text[0] ? note->text : NULL;
}

void
notes_arrived(struct app *app, const struct note_kept *notes, uint32_t count)
{
	app->notes = arena_array(&app->arena, count + 1, sizeof *app->notes);
	for (uint32_t i = 0; i < count; i++)
		app->notes[i] = (struct note_kept){ arena_strdup(&app->arena, notes[i].lesson),
			arena_strdup(&app->arena, notes[i].step),
			arena_strdup(&app->arena, notes[i].text) };
	app->note_count = count;
}

void
note_open(struct app *app)
{
	const char *old = note_of_step(app);

	if (app->to_play || !app->player->lesson->id) {
		app_notice(app, "Notes are kept on the steps of lessons; this is no lesson.");
		return;
	}
	app->noting = true;
	str_clear(&app->query);
	if (old && !app->options.plain)
		str_add(&app->query, old);
	else if (old)
		app_paragraph(app, "Your note so far: ", old);
	app->say_screen = false;
}

static void
keep(struct app *app, const char *text)
{
	struct note_kept *note = find(app);
	struct effect *effect;
	const char *copy = arena_strdup(&app->arena, text);

	if (note == NULL) {
		app->notes = arena_grow(&app->arena, app->notes, app->note_count,
		    app->note_count + 1, sizeof *app->notes);
		note = &app->notes[app->note_count++];
		note->lesson = arena_strdup(&app->arena, app->player->lesson->id);
		note->step = arena_strdup(&app->arena, step_of(app)->id);
	}
	note->text = copy;
	app_effect(app, EFFECT_NOTE, NULL, copy);
	effect = &app->effects->rows[app->effects->count - 1];
	effect->lesson = note->lesson;
	effect->step = note->step;
	if (app->options.record == NULL || app->record_problem.length)
		app_notice(app, "Noted for this session; nothing is being kept.");
	else
		app_notice(app, text[0] ? "Noted. Page \"me\" shows all your notes."
					: "The note is taken away.");
}

bool
note_type(struct app *app, uint32_t key)
{
	if (key == KEY_ESC) {
		app->noting = false;
	} else if (key == KEY_ENTER_ || key == '\n') {
		app->noting = false;
		keep(app, app->options.plain && str_equal(app->query.text, "-")
			      ? ""
			      : app->query.text);
	} else if (key == KEY_BACKSPACE_ || key == 8) {
		str_drop_code_point(&app->query);
	} else if (key >= ' ' && key < 0x110000 && app->query.length < NOTE_BYTES) {
		str_add_code_point(&app->query, key);
	}
	return true;
}

const char *
note_line(struct app *app)
{
	const char *text = app->query.text;
	bool cut = false;

	while (utf8_cells(text) > ROOM_CELLS) { /* its end is what is being typed */
		uint32_t code_point;

		text += utf8_decode(text, strlen(text), &code_point, NULL);
		cut = true;
	}
	return arena_printf(&app->frame, "Note: %s%s_", cut ? "..." : "", text);
}
