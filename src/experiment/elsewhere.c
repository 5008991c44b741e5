/* experiment/elsewhere.c - the item over its twin's run and under other designs. */
#include "experiment/elsewhere.h"

#include <string.h>

#include "model/scenario_source.h"
#include "view/scene.h"

/* A question, and what was answered to it. */
struct tried {
	const struct lesson *lesson;
	const struct lesson_item *item;
	struct isomorph isomorph;
	const char *given;
	const char *told; /* the design of the twin that makes it right; NULL: none does */
};

static const struct builtin_design *
known_design(const char *id)
{
	for (uint32_t i = 0; i < builtin_design_count; i++)
		if (str_equal(builtin_designs[i].id, id))
			return &builtin_designs[i];
	return NULL;
}

/* What a design is: as the built-in one says, else as its picture is titled. */
static const char *
design_says(const char *design, const struct scenario *scenario, struct arena *arena)
{
	const struct builtin_design *known = known_design(design);
	struct str caption = STR_INIT;
	const char *copy;

	if (known)
		return known->text;
	scene_caption(scenario, false, &caption);
	copy = arena_printf(arena, "%s.", caption.text);
	str_release(&caption);
	return copy;
}

/* Is the answer the key over this run?  A world without the moment, or that does not run, is no
 * world for it.  *says, where wanted: what its design is. */
static bool
right_over(const struct tried *tried, const struct question_place *place, struct arena *arena,
    const char **says)
{
	struct lesson_item item = *tried->item;
	struct arena scratch = { 0 };
	struct runset_request request;
	struct question_key key;
	struct findings findings;
	struct judged judged;
	struct runset set;
	bool right = false;

	findings_init(&findings, &scratch);
	request = question_request(tried->lesson, &item, place, &tried->isomorph, &scratch);
	if (item.design && place->design_count)
		item.design = place->designs[0];
	if (request.source && runset_run(&set, &request, &findings)) {
		question_key(&set, &item, &scratch, &findings, &key);
		right = key.known && question_judge(&item, &key, tried->given, &judged) &&
			judged.right;
		if (right && says)
			*says = design_says(set.designs[0], set.scenarios[0], arena);
	}
	if (request.source)
		runset_release(&set);
	arena_release(&scratch);
	return right;
}

static bool
has_design(const struct scenario_source *source, const char *id)
{
	for (uint32_t i = 0; i < source->design_count; i++)
		if (str_equal(source->designs[i], id))
			return true;
	return false;
}

/* Another one with something added: it tells nothing that the plain one has not told. */
static bool
is_told_by(const char *design, const char *plain)
{
	static const char *const richer[][2] = { { "replica", "sticky" }, { "backup", "sticky" },
		{ "backup", "replica" }, { "denylist", "token" } };

	for (size_t i = 0; i < sizeof richer / sizeof *richer; i++)
		if (str_equal(design, richer[i][0]) && str_equal(plain, richer[i][1]))
			return true;
	return str_equal(design, plain);
}

static void
try_design(const struct tried *tried, const struct question_place *place, const char *design,
    struct arena *arena, struct elsewhere *out)
{
	const char *says;

	struct question_place other = *place;

	if (out->design_count == ELSEWHERE_DESIGNS || str_equal(place->designs[0], design) ||
	    (tried->told && is_told_by(design, tried->told)))
		return;
	for (uint32_t i = 0; i < out->design_count; i++)
		if (is_told_by(design, out->designs[i]))
			return;
	other.designs = &design;
	other.design_count = 1;
	if (right_over(tried, &other, arena, &says)) {
		out->says[out->design_count] = says;
		out->designs[out->design_count++] = design;
	}
}

/* Is an option in another design no more than its key has tested?  "Her cart: her click brings it
 * along" gives a reason, and the same outcome may have another one there; unless the key itself
 * asks where things are.  Its twin needs no such doubt: it was written with the question. */
static bool
is_no_more_than_tested(const struct lesson_item *item, const char *given)
{
	uint32_t row = (uint32_t)(*given - '1');
	const struct lesson_option *option;

	if (item->kind != ITEM_CHOICE)
		return true;
	if (*given < '1' || row >= item->option_count)
		return false;
	option = &item->options[row];
	return option->holds && option->text &&
	       (!strpbrk(option->text, ":,") || strstr(option->holds, "home of ") ||
		   strstr(option->holds, " holds "));
}

/* what-next: each option says itself which world it is of. */
static void
world_of_option(const struct lesson_item *item, const char *given, struct elsewhere *out)
{
	uint32_t row = (uint32_t)(*given - '1');
	const struct builtin_design *known;

	if (*given < '1' || given[1] || row >= item->option_count || !item->options[row].design)
		return;
	known = known_design(item->options[row].design);
	out->says[0] = known ? known->text : "";
	out->designs[0] = item->options[row].design;
	out->design_count = 1;
}

void
elsewhere_find(const struct lesson *lesson, const struct lesson_item *item,
    const struct isomorph *isomorph, const char *given, struct arena *arena,
    struct elsewhere *out)
{
	static const char *const plain_first[] = { "local", "sticky", "store", "token", "carry",
		"replica", "backup", "denylist" };
	struct tried tried = {
		.lesson = lesson, .item = item, .isomorph = *isomorph, .given = given
	};
	struct question_place place, twin;
	const struct scenario_source *source;

	memset(out, 0, sizeof *out);
	if (item->kind == ITEM_WHAT_NEXT)
		world_of_option(item, given, out);
	if (!item->basis_engine || item->kind == ITEM_MARK_EVENT || item->kind == ITEM_WHAT_NEXT)
		return;
	question_place(lesson, item, isomorph->twin, &place);
	source = place.scenario ? lesson_scenario(lesson, place.scenario) : NULL;
	if (!source)
		return;
	if (item->twin.say) {
		tried.isomorph.twin = !isomorph->twin;
		question_place(lesson, item, tried.isomorph.twin, &twin);
		out->twin = right_over(&tried, &twin, arena, NULL);
		tried.isomorph.twin = isomorph->twin;
		if (out->twin && item->twin.design)
			tried.told = twin.design_count ? twin.designs[0] : source->designs[0];
	}
	if (!is_no_more_than_tested(item, given))
		return;
	if (place.design_count != 1 && source->design_count != 1)
		return; /* it compares designs: another one is no answer to it */
	if (!place.design_count) {
		place.designs = source->designs;
		place.design_count = 1;
	}
	for (uint32_t i = 0; i < source->design_count; i++)
		try_design(&tried, &place, source->designs[i], arena, out);
	for (size_t i = 0; i < sizeof plain_first / sizeof *plain_first; i++)
		if (!has_design(source, plain_first[i]) && known_design(plain_first[i])->built)
			try_design(&tried, &place, plain_first[i], arena, out);
}
