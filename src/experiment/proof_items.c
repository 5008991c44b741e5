/* experiment/proof_items.c - questions run: one key, every belief false, in every variant. */
#include "experiment/proof_internal.h"

#include <stdio.h>
#include <string.h>

#include "experiment/question.h"

/* Exactly one of the options holds. */
void
prover_options(struct prover *prover, struct runset *set, const struct lesson_option *options,
    uint32_t count, const char *design, struct mark mark)
{
	uint32_t true_count = 0;
	struct mark first = mark;

	for (uint32_t i = 0; i < count; i++) {
		int holds;
		if (!options[i].holds)
			continue;
		prover->tally->options++;
		holds = prover_truth(prover, set, options[i].holds, options[i].holds_mark, design);
		if (holds < 0)
			findings_error(prover->findings, options[i].holds_mark, "not-decided",
			    "this run cannot tell whether the option is true%s", prover->variant);
		else if (holds && ++true_count > 1) {
			if (true_count == 2) /* which of them was meant is not to be told */
				findings_error(prover->findings, first, "key-twice",
				    "this option is true in this run%s, and so is that at "
				    "line %u", prover->variant, options[i].holds_mark.line);
			findings_error(prover->findings, options[i].holds_mark, "key-twice",
			    "a second option is true in this run%s", prover->variant);
		} else if (holds) {
			first = options[i].holds_mark;
		}
	}
	if (true_count == 0)
		findings_error(prover->findings, mark, "key-missing",
		    "no option is true in this run%s", prover->variant);
}

void
prover_vary(struct prover *prover, const struct lesson_item *item, bool renamed,
    uint32_t variant, struct arena *words)
{
	prover->isomorph = isomorph_of(item, renamed, variant);
	if (prover->isomorph.has_seed)
		prover->variant = arena_printf(words, " with seed %llu%s",
		    (unsigned long long)prover->isomorph.seed,
		    prover->isomorph.names ? " and other names" : "");
	else if (prover->isomorph.names)
		prover->variant = " with other names";
}

void
prover_vary_end(struct prover *prover)
{
	memset(&prover->isomorph, 0, sizeof prover->isomorph);
	prover->variant = "";
}

/* ---- kinds whose key is no single option ---- */

static void
prove_multi(struct prover *prover, struct runset *set, const struct lesson_item *item, bool twin)
{
	uint32_t true_count = 0;

	for (uint32_t i = 0; i < item->option_count; i++) {
		const struct lesson_option *option = &item->options[i];
		int holds = option->holds ? prover_truth(prover, set, option->holds,
						option->holds_mark, item->design)
					  : 0;

		prover->tally->options++;
		if (holds < 0)
			findings_error(prover->findings, option->holds_mark, "not-decided",
			    "this run cannot tell whether the option is true%s", prover->variant);
		else if (!twin && holds != option->is_key)
			findings_error(prover->findings, option->holds_mark,
			    holds ? "key-twice" : "key-missing",
			    holds ? "this option is true in this run%s, and has no \"key: true\""
				  : "this option has \"key: true\" and is false in this run%s",
			    prover->variant);
		true_count += holds > 0;
	}
	if (true_count == 0 || true_count == item->option_count)
		findings_error(prover->findings, item->mark,
		    true_count ? "key-twice" : "key-missing",
		    "%s option is true in this run%s: some are to be, and some not",
		    true_count ? "every" : "no", prover->variant);
}

/* A belief that gives the right answer is none. */
static void
prove_beliefs(struct prover *prover, const struct lesson_item *item, const struct question_key *key)
{
	for (uint32_t i = 0; i < item->option_count; i++) {
		const struct lesson_option *option = &item->options[i];
		struct judged judged = { 0 };
		struct str given = STR_INIT;

		prover->tally->options++;
		if (item->kind == ITEM_NUMBER && key->numbers[i] == key->numbers[i])
			str_add(&given,
			    question_number(item, key, key->numbers[i], &prover->arena));
		else if (item->kind == ITEM_MARK_EVENT && key->events[i] != NONE32)
			str_printf(&given, "%u", key->events[i]);
		else if (item->kind == ITEM_FILL && option->text)
			str_add(&given, option->text);
		else
			findings_error(prover->findings, option->mark, "not-decided",
			    "this run cannot tell what this belief would answer%s",
			    prover->variant);
		if (given.length && question_judge(item, key, given.text, &judged) && judged.right)
			findings_error(prover->findings, option->mark, "key-twice",
			    "this belief gives the right answer%s: %s", prover->variant,
			    key->text);
		str_release(&given);
	}
}

/* The event that is to be marked is one of those that are shown. */
static void
prove_shown(struct prover *prover, struct runset *set, const struct lesson_item *item,
    const struct question_place *place, const struct question_key *key)
{
	uint32_t from = 0, at = set->runs[0].trace.event_count;
	uint64_t at_ns;

	if (item->from)
		(void)runset_moment(
		    set, 0, item->from, item->from_mark, &from, &at_ns, prover->findings);
	if (place->at)
		(void)runset_moment(
		    set, 0, place->at, place->at_mark, &at, &at_ns, prover->findings);
	if (key->event >= at || (from > 0 && key->event < from - 1))
		findings_error(prover->findings, item->answer_mark, "not-shown",
		    "event %u is to be marked, and the question shows %u to %u%s", key->event,
		    from > 0 ? from - 1 : 0, at > 0 ? at - 1 : 0, prover->variant);
}

/* What the kind asks of the run; the key for a twin to differ from. */
static void
prove_kind(struct prover *prover, struct runset *set, const struct lesson_item *item,
    const struct question_place *place, bool twin, struct question_key *key)
{
	size_t before = prover->findings->errors;

	if (item->kind == ITEM_CHOICE)
		prover_options(prover, set, item->options, item->option_count, item->design,
		    item->mark);
	else if (item->kind == ITEM_MULTI)
		prove_multi(prover, set, item, twin);
	question_key(set, item, &prover->arena, prover->findings, key);
	if (prover->findings->errors > before || item->kind == ITEM_CHOICE ||
	    item->kind == ITEM_MULTI)
		return;
	if (!key->known)
		findings_error(prover->findings,
		    item->answer ? item->answer_mark : item->mark, "not-decided",
		    item->kind == ITEM_ORDER
			? "two of these are the same event, or one does not come%s"
			: "this run cannot tell the answer%s", prover->variant);
	else if (item->kind != ITEM_ORDER && item->kind != ITEM_WHAT_NEXT)
		prove_beliefs(prover, item, key);
	if (key->known && item->kind == ITEM_MARK_EVENT)
		prove_shown(prover, set, item, place, key);
}

void
prover_sheet(struct prover *prover, struct runset *set, const struct lesson_item *item)
{
	struct question_place place = { 0 };
	struct question_key key;

	prover->variant = "";
	prove_kind(prover, set, item, &place, false, &key);
}

/* ---- twins ---- */

/* Would the answer to the question as written be right in the twin too? */
static bool
same_key(const struct lesson_item *item, const struct question_key *a, const struct question_key *b)
{
	struct judged judged;
	char event[16];

	switch (item->kind) {
	case ITEM_CHOICE:
	case ITEM_WHAT_NEXT: return a->option == b->option;
	case ITEM_MULTI: return a->bits == b->bits;
	case ITEM_ORDER: return memcmp(a->order, b->order, item->option_count) == 0;
	case ITEM_MARK_EVENT:
		snprintf(event, sizeof event, "%u", a->event);
		return question_judge(item, b, event, &judged) && judged.right;
	case ITEM_NUMBER:
	case ITEM_FILL:
		return question_judge(item, b, a->text, &judged) && judged.right;
	case ITEM_KIND_COUNT: break;
	}
	return false;
}

/* An option that is true in the one and not in the other has a why for each. */
static void
prove_twin_whys(struct prover *prover, const struct lesson_item *item,
    const struct question_key *written, const struct question_key *twin)
{
	bool own = item->kind == ITEM_CHOICE || item->kind == ITEM_MULTI;

	if (!own && item->why && !item->twin.why)
		findings_warning(prover->findings, item->twin.mark, "no-why",
		    "a twin of this kind has its own \"why\"");
	for (uint32_t i = 0; own && i < item->option_count; i++) {
		bool before = item->kind == ITEM_CHOICE ? written->option == (int)i
							: written->bits >> i & 1u;
		bool after = item->kind == ITEM_CHOICE ? twin->option == (int)i
						       : twin->bits >> i & 1u;

		if (before != after && !item->options[i].twin_why)
			findings_warning(prover->findings, item->options[i].mark, "no-why",
			    "this option is %s in the twin: it needs a \"twin_why\"",
			    after ? "true" : "no longer true");
	}
}

static void
prove_twin(struct prover *prover, const struct lesson_item *item,
    const struct question_key *written)
{
	struct isomorph isomorph = prover->isomorph;
	const char *variant = prover->variant;
	struct runset_request request;
	struct question_place place;
	struct question_key key;
	struct runset set;

	isomorph.twin = true;
	question_place(prover->lesson, item, true, &place);
	request = question_request(prover->lesson, item, &place, &isomorph, &prover->arena);
	if (!request.source)
		return;
	prover->variant = arena_printf(&prover->arena, " (the twin%s)", variant);
	if (runset_run(&set, &request, prover->findings)) {
		prove_kind(prover, &set, item, &place, true, &key);
		if (key.known && written->known && same_key(item, written, &key))
			findings_error(prover->findings, item->twin.mark, "twin-same-key",
			    "the twin has the same key%s: %s", variant, key.text);
		else if (key.known && written->known)
			prove_twin_whys(prover, item, written, &key);
	}
	runset_release(&set);
	prover->variant = variant;
}

/* ---- variants ---- */

/* One variant; where it is as written, what is found says nothing of variants. */
static void
prove_variant(struct prover *prover, const struct lesson_item *item,
    const struct lesson_step *step, uint32_t variant, bool renamed)
{
	struct question_place place = { .scenario = step && step->scenario ? step->scenario
									   : item->scenario,
		.designs = step ? step->designs : NULL,
		.design_count = step ? step->design_count : 0,
		.at = item->at ? item->at : step ? step->until : NULL,
		.at_mark = item->at ? item->at_mark : item->mark,
		.until = step ? step->until : NULL,
		.before_until = !item->at && step };
	const char *texts[LIMIT_OPTIONS];
	struct arena words = { 0 };
	struct question_key key;
	struct runset set;

	prover_vary(prover, item, renamed, variant, &words);
	if (prover_run(prover, &set, place.scenario, place.designs, place.design_count, NULL,
		item->mark)) {
		prove_kind(prover, &set, item, &place, false, &key);
		if (item->kind == ITEM_WHAT_NEXT) {
			prover->tally->options += item->option_count;
			if (!item->at)
				place.at = NULL; /* just before `until` */
			if (item->design) { /* the world that it is asked in */
				place.designs = &item->design;
				place.design_count = 1;
			}
			(void)question_worlds(prover->lesson, item, &place, &prover->isomorph,
			    &prover->arena, texts, prover->findings);
		}
		if (item->twin.say)
			prove_twin(prover, item, &key);
	}
	runset_release(&set);
	prover_vary_end(prover);
	arena_release(&words);
	arena_release(&prover->arena);
}

/* An item's scenario gives way to the step's that asks it.  Every variant that a learner can be
 * shown is run, until one of them is wrong. */
static void
prove_item(struct prover *prover, const struct lesson_item *item, const struct lesson_step *step)
{
	const char *scenario = step && step->scenario ? step->scenario : item->scenario;
	bool renamed = step && step->kind == STEP_BETS;
	size_t before = prover->findings->errors;

	if (!item->basis_engine || !scenario)
		return;
	prover->tally->items++;
	for (uint32_t i = 0; i < isomorph_count(item, renamed); i++)
		if (prover->findings->errors == before)
			prove_variant(prover, item, step, i, renamed);
}

void
prover_items(struct prover *prover)
{
	const struct lesson *lesson = prover->lesson;

	for (uint32_t i = 0; i < lesson->item_count; i++) {
		const struct lesson_item *item = &lesson->items[i];
		bool asked = false;

		for (uint32_t s = 0; s < lesson->step_count; s++)
			for (uint32_t a = 0; a < lesson->steps[s].ask_count; a++)
				if (str_equal(lesson->steps[s].ask[a], item->id)) {
					prove_item(prover, item, &lesson->steps[s]);
					asked = true;
				}
		if (!asked)
			prove_item(prover, item, NULL);
	}
}
