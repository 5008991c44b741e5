/* app/challenges.c - lessons and the record joined: what there is to solve, and what was. */
#include "app/challenges.h"

#include <string.h>

#include "base/units.h"
#include "journal/journal.h"
#include "lesson/load.h"

/* "c-lose-a-cart": without what only says that it is a challenge. */
static const char *
short_id(const char *id)
{
	return str_starts_with(id, "c-") && id[2] ? id + 2 : id;
}

static const char *
name_of(const char *id, struct arena *arena)
{
	char *name = arena_strdup(arena, short_id(id));

	for (char *at = name; *at; at++)
		if (*at == '-')
			*at = ' ';
	return name;
}

struct gathering {
	struct arena *arena;
	struct challenge_line *lines;
	uint32_t count;
};

static void
add_lesson(struct gathering *all, const struct shelf_entry *entry)
{
	struct arena scratch = { 0 };
	struct findings findings;
	struct lesson lesson = { 0 };
	struct arena *arena = all->arena;
	bool ok = false;

	findings_init(&findings, &scratch);
	if (!entry->broken && lesson_load(&lesson, entry->path, &findings, &ok) == 0 && ok)
		for (uint32_t i = 0; i < lesson.step_count; i++) {
			const struct lesson_step *step = &lesson.steps[i];

			if (step->kind != STEP_CHALLENGE)
				continue;
			all->lines = arena_grow(arena, all->lines, all->count, all->count + 1,
			    sizeof *all->lines);
			all->lines[all->count++] = (struct challenge_line){
				.path = arena_strdup(arena, entry->path),
				.lesson = arena_strdup(arena, lesson.id ? lesson.id : entry->id),
				.title = arena_strdup(arena, entry->title),
				.step = arena_strdup(arena, step->id),
				.name = name_of(step->id, arena),
				.goal = arena_strdup(arena, step->title ? step->title : ""),
				.scenario = arena_strdup(arena, step->scenario), .par = step->par };
		}
	lesson_release(&lesson);
	arena_release(&scratch);
}

static bool
fold_answer(void *self, const struct answer_kept *answer)
{
	struct gathering *all = self;

	if (!answer->right || answer->option < 1 ||
	    !str_starts_with(answer->item, CHALLENGE_PREFIX))
		return true;
	for (uint32_t i = 0; i < all->count; i++) {
		struct challenge_line *line = &all->lines[i];

		if (!str_equal(line->lesson, answer->lesson) ||
		    !str_equal(line->step, answer->item + strlen(CHALLENGE_PREFIX)) ||
		    (line->best > 0 && line->best <= (uint32_t)answer->option))
			continue;
		line->best = (uint32_t)answer->option;
		line->code = answer->given && *answer->given
				 ? arena_strdup(all->arena, answer->given)
				 : NULL;
	}
	return true;
}

void
challenges_of_shelf(struct journal *journal, const struct shelf_entry *shelf, uint32_t count,
    struct arena *arena, struct challenge_line **lines, uint32_t *line_count)
{
	struct gathering all = { .arena = arena };

	for (uint32_t i = 0; i < count; i++)
		add_lesson(&all, &shelf[i]);
	if (journal)
		journal_answers(journal, NULL, fold_answer, &all);
	*lines = all.lines;
	*line_count = all.count;
}

int
challenges_find(const struct challenge_line *lines, uint32_t count, const char *name,
    bool *several)
{
	uint64_t number;
	int found = -1;

	*several = false;
	if (units_read_integer(name, &number))
		return number >= 1 && number <= count ? (int)number - 1 : -1;
	for (uint32_t i = 0; i < count; i++) {
		if (!str_equal(lines[i].step, name) && !str_equal(short_id(lines[i].step), name) &&
		    !str_equal(lines[i].name, name))
			continue;
		*several |= found >= 0;
		found = (int)i;
	}
	return *several ? -1 : found;
}

const char *
challenges_nearest(const struct challenge_line *lines, uint32_t count, const char *name)
{
	const char *known[LIMIT_STEPS];
	uint32_t known_count = count < LIMIT_STEPS ? count : LIMIT_STEPS;

	for (uint32_t i = 0; i < known_count; i++)
		known[i] = short_id(lines[i].step);
	return str_nearest(short_id(name), known, known_count);
}
