/* view/diff_rows.c - the requests of two runs paired, marked, folded where they are alike. */
#include "view/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "model/cast.h"
#include "trace/http.h"
#include "view/parts.h"
#include "view/words.h"

enum {
	GROUPS_BEFORE = 12, /* of the chosen difference: more are never in view */
	GROUPS_AFTER = 48,
	FAULTS_MAX = 128
};
#define CLIENT_OTHER 0x10000u /* clients that the first run does not know */

/* Pairs that are drawn together: one step by step, or a run of those that are alike. */
struct group {
	uint32_t first, count;
	bool folded;
};

struct fault_pair {
	uint32_t event[2]; /* NONE32: not in this run (yet) */
	uint64_t at_ns;
};

/* ---- pairs ---- */

struct key {
	uint32_t client, ordinal, after, request; /* request NONE32: begun before the window */
};

static int
compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;

	if (a->client != b->client)
		return a->client < b->client ? -1 : 1;
	if (a->ordinal != b->ordinal)
		return a->ordinal < b->ordinal ? -1 : 1;
	if (a->after != b->after)
		return a->after < b->after ? -1 : 1;
	return 0;
}

static int
compare_pairs(const void *left, const void *right)
{
	const struct diff_pair *a = left, *b = right;

	if (a->at_ns != b->at_ns)
		return a->at_ns < b->at_ns ? -1 : 1;
	if (a->client != b->client)
		return a->client < b->client ? -1 : 1;
	if (a->ordinal != b->ordinal)
		return a->ordinal < b->ordinal ? -1 : 1;
	return a->after < b->after ? -1 : a->after > b->after;
}

/* The requests that a run has begun, by client and ordinal; `names` is the first run.  Those before
 * a window are counted, as the other run may have begun theirs in it. */
static struct key *
keys_of(
    const struct scene_run *run, const struct trace *names, struct arena *arena, uint32_t *count)
{
	const struct trace *trace = run->trace;
	struct key *keys = arena_array(arena, trace->request_count + 1u, sizeof(*keys));
	struct key *last = arena_array(arena, trace->actor_count + 1u, sizeof(*last));
	uint32_t known = run_known(run);
	bool before = trace->before > 0;

	*count = 0;
	for (uint32_t r = 0; r < trace->request_count; r++) {
		const struct request *request = &trace->requests[r];
		struct key *at = &last[request->client];
		uint16_t named;

		before = before && request->begin_event == NONE32;
		if (request->begin_event >= known && !before)
			continue;
		if (request->forced || request->repeated) {
			at->after++;
		} else {
			at->ordinal++;
			at->after = 0;
		}
		named = trace_actor(names, trace->actors[request->client].id);
		at->client = named == NONE16 ? CLIENT_OTHER + request->client : named;
		at->request = before ? NONE32 : r;
		keys[(*count)++] = *at;
	}
	if (*count)
		qsort(keys, *count, sizeof(*keys), compare_keys);
	return keys;
}

static uint64_t
begin_ns(const struct scene *scene, const struct diff_pair *pair)
{
	uint64_t at_ns = UINT64_MAX;

	for (uint32_t side = 0; side < 2; side++) {
		const struct trace *trace = scene->runs[side].trace;
		uint64_t begin;

		if (pair->request[side] == NONE32)
			continue;
		begin = trace->events[trace->requests[pair->request[side]].begin_event].at_ns;
		if (begin < at_ns)
			at_ns = begin;
	}
	return at_ns;
}

/* Whether two answers that say the same to a person also bring the same: a ticket, a token. */
static bool
brings_alike(const struct scene *scene, const uint32_t end[2])
{
	struct str said[2] = { STR_INIT, STR_INIT };
	bool drops[2] = { false, false }, same;

	for (uint32_t side = 0; side < 2; side++) {
		const struct trace *trace = scene->runs[side].trace;
		uint32_t row = trace->events[end[side]].message;

		if (row == NONE32)
			continue;
		drops[side] = trace->messages[row].drops;
		str_printf(&said[side], "%d%d ", trace->messages[row].sets_sid,
		    trace->messages[row].sets_token);
		words_reply(trace, &trace->messages[row], &said[side]);
	}
	same = drops[0] == drops[1] && str_equal(said[0].text, said[1].text);
	str_release(&said[0]);
	str_release(&said[1]);
	return same;
}

bool
diff_ended(const struct scene_run *run)
{
	return run_known(run) == run->trace->event_count;
}

/* True when the side that has no such request will not have it any more: what follows a 401 does
 * not where the request before it, `before`, was answered otherwise. */
static bool
will_not_come(const struct scene_run *run, const struct diff_pair *pair,
    const struct diff_pair *before, uint32_t side)
{
	uint32_t request = before ? before->request[side] : NONE32;

	if (diff_ended(run))
		return true;
	if (!pair->after || !before)
		return false;
	if (request == NONE32)
		return before->mark == DIFF_OTHER;
	return diff_end(run, request) != NONE32 && run->trace->requests[request].status != 401;
}

/* `before` is the pair of the same client before this one, or NULL. */
static enum diff_mark
mark_of(const struct scene *scene, const struct diff_pair *pair, const struct diff_pair *before)
{
	struct str said[2] = { STR_INIT, STR_INIT };
	enum diff_mark mark = DIFF_OTHER;
	bool open = false;
	uint32_t end[2];

	for (uint32_t side = 0; side < 2; side++) {
		const struct scene_run *run = &scene->runs[side];

		if (pair->request[side] == NONE32)
			return will_not_come(run, pair, before, side) ? DIFF_OTHER : DIFF_OPEN;
		end[side] = diff_end(run, pair->request[side]);
		open = open || (end[side] == NONE32 && !diff_ended(run));
	}
	if (open)
		return DIFF_OPEN;
	if (end[0] == NONE32 || end[1] == NONE32) /* never answered, in one run or in both */
		return end[0] == end[1] ? DIFF_SAME : DIFF_OTHER;
	for (uint32_t side = 0; side < 2; side++)
		diff_answer(&scene->runs[side], pair->request[side], &said[side]);
	if (str_equal(said[0].text, said[1].text))
		mark = brings_alike(scene, end) ? DIFF_SAME : DIFF_OTHERWISE;
	str_release(&said[0]);
	str_release(&said[1]);
	return mark;
}

/* Marks need the order of each client's own, which is that of the keys. */
static void
mark_pairs(struct diff *diff)
{
	for (uint32_t i = 0; i < diff->pair_count; i++) {
		struct diff_pair *pair = &diff->pairs[i], *before = i ? pair - 1 : NULL;

		if (before && before->client != pair->client)
			before = NULL;
		pair->at_ns = begin_ns(&diff->scene, pair);
		if (before && before->at_ns > pair->at_ns)
			pair->at_ns = before->at_ns;
		pair->mark = mark_of(&diff->scene, pair, before);
	}
}

static void
pair_up(struct diff *diff)
{
	struct key *keys[2];
	uint32_t counts[2], at[2] = { 0, 0 };
	bool shown;

	for (uint32_t side = 0; side < 2; side++)
		keys[side] = keys_of(&diff->scene.runs[side], diff->scene.runs[0].trace,
		    &diff->arena, &counts[side]);
	diff->pairs =
	    arena_array(&diff->arena, (size_t)counts[0] + counts[1] + 1, sizeof(*diff->pairs));
	while (at[0] < counts[0] || at[1] < counts[1]) {
		struct diff_pair *pair = &diff->pairs[diff->pair_count];
		int order = at[0] == counts[0] ? 1
		    : at[1] == counts[1]       ? -1
					       : compare_keys(&keys[0][at[0]], &keys[1][at[1]]);
		const struct key *key = order <= 0 ? &keys[0][at[0]] : &keys[1][at[1]];

		*pair = (struct diff_pair){ .request = { NONE32, NONE32 },
			.client = key->client,
			.ordinal = key->ordinal,
			.after = key->after };
		shown = true;
		for (int side = 0; side < 2; side++)
			if (side == 0 ? order <= 0 : order >= 0) {
				pair->request[side] = keys[side][at[side]++].request;
				shown = shown && pair->request[side] != NONE32;
			}
		diff->pair_count += shown;
	}
	mark_pairs(diff);
	if (diff->pair_count)
		qsort(diff->pairs, diff->pair_count, sizeof(*diff->pairs), compare_pairs);
}

/* ---- faults ---- */

static bool
same_fault(const struct scene *scene, uint32_t a, uint32_t b)
{
	const struct trace *first = scene->runs[0].trace, *second = scene->runs[1].trace;
	const struct event *left = &first->events[a], *right = &second->events[b];

	return left->kind == right->kind && left->actor != NONE16 && right->actor != NONE16 &&
	    str_equal(first->actors[left->actor].id, second->actors[right->actor].id) &&
	    trace_reason(first, left) == trace_reason(second, right);
}

static uint32_t
faults_of(const struct scene *scene, struct fault_pair faults[FAULTS_MAX])
{
	uint32_t count = 0;

	for (uint32_t side = 0; side < 2; side++) {
		const struct scene_run *run = &scene->runs[side];
		uint32_t known = run_known(run), of_first = side ? count : 0;

		for (uint32_t e = 0; e < known && count < FAULTS_MAX; e++) {
			uint32_t f = 0;

			if (!event_is_fault(&run->trace->events[e]))
				continue;
			while (f < of_first &&
			    (faults[f].event[1] != NONE32 ||
				!same_fault(scene, faults[f].event[0], e)))
				f++;
			if (f < of_first) {
				faults[f].event[1] = e;
				continue;
			}
			faults[count] = (struct fault_pair){ .event = { NONE32, NONE32 },
				.at_ns = run->trace->events[e].at_ns };
			faults[count++].event[side] = e;
		}
	}
	return count;
}

static const char *
fault_text(const struct trace *trace, uint32_t index, struct arena *arena)
{
	const struct event *event = &trace->events[index];
	const char *who = event->actor == NONE16 ? "" : actor_short(trace, event->actor);
	const char *copy;
	struct str text = STR_INIT;

	units_print_clock(&text, event->at_ns);
	if (event->kind == EVENT_CRASH) {
		str_printf(&text, " ✗ %s ", who);
		cast_add(&text, trace->scenario, "{crashes}");
	} else if (event->kind == EVENT_STOP)
		str_printf(&text, " ✗ %s stops", who);
	else if (event->kind == EVENT_RESTART)
		str_printf(&text, trace_reason(trace, event) == REASON_JOIN ? " %s joins, empty"
		    : " %s restarts, empty", who);
	else if (trace_reason(trace, event) == REASON_LEAVE)
		str_printf(&text, " %s leaves", who);
	else if (trace_reason(trace, event) == REASON_DEPLOY)
		str_printf(&text, " deploy, %s", who);
	else if (trace_reason(trace, event) == REASON_STORE_DOWN)
		str_printf(&text, " ✗ %s answers nobody", who);
	else if (trace_reason(trace, event) == REASON_STORE_UP)
		str_printf(&text, " %s answers again", who);
	else
		str_printf(&text, " %s: %s", who, event_kinds[event->kind].word);
	copy = arena_strdup(arena, text.text);
	str_release(&text);
	return copy;
}

/* ---- rows ---- */

static struct diff_row *
add_row(struct diff *diff, enum diff_row_kind kind, uint32_t pair)
{
	if (diff->row_count == diff->row_room) {
		uint32_t room = diff->row_room ? diff->row_room * 2 : 64;

		diff->rows = arena_grow(
		    &diff->arena, diff->rows, diff->row_count, room, sizeof(diff->rows[0]));
		diff->row_room = room;
	}
	diff->rows[diff->row_count] = (struct diff_row){ .kind = kind, .pair = pair };
	return &diff->rows[diff->row_count++];
}

static const char *
head_text(struct diff *diff, const struct group *group)
{
	const struct diff_pair *pair = &diff->pairs[group->first];
	uint32_t side = pair->request[0] == NONE32 ? 1 : 0;
	const struct trace *trace = diff->scene.runs[side].trace;
	const struct request *request = &trace->requests[pair->request[side]];
	struct str text = STR_INIT;
	const char *copy;

	if (group->count > 1) {
		str_printf(&text, "r%u-r%u  %u requests", group->first + 1,
		    group->first + group->count, group->count);
	} else {
		str_printf(&text, "r%u %s ", group->first + 1, actor_shown(trace, request->client));
		request_line(trace, pair->request[side], &text);
		if (request->forced)
			str_add(&text, ", forced by the 401");
		else if (request->repeated)
			str_add(&text, ", asked again");
	}
	copy = arena_strdup(&diff->arena, text.text);
	str_release(&text);
	return copy;
}

static enum diff_mark
step_mark(const struct diff_step *a, const struct diff_step *b, enum diff_mark answer)
{
	if (a->phase == DIFF_REPLY)
		return answer;
	if (a->bad != b->bad)
		return DIFF_OTHER;
	return str_equal(a->text, b->text) ? DIFF_SAME : DIFF_OTHERWISE;
}

static bool
comes_later(const struct diff_steps *steps, int from, enum diff_phase phase)
{
	for (int i = from; i < steps->count; i++) {
		if (steps->rows[i].phase == phase)
			return true;
	}
	return false;
}

/* Steps of the same phase share a row; a step that the other run has not stands alone. */
static void
add_steps(struct diff *diff, uint32_t index, const struct diff_steps steps[2])
{
	enum diff_mark answer = diff->pairs[index].mark;
	int at[2] = { 0, 0 };

	while (at[0] < steps[0].count || at[1] < steps[1].count) {
		const struct diff_step *a = &steps[0].rows[at[0]], *b = &steps[1].rows[at[1]];
		bool more_a = at[0] < steps[0].count, more_b = at[1] < steps[1].count;
		struct diff_row *row = add_row(diff, DIFF_ROW_STEP, index);
		bool both = more_a && more_b && a->phase == b->phase;
		bool take_b =
		    !both && more_b && (!more_a || comes_later(&steps[1], at[1], a->phase));

		row->mark = answer == DIFF_OPEN ? DIFF_OPEN : DIFF_OTHER;
		if (both)
			row->mark = step_mark(a, b, answer);
		if (both || !take_b) {
			row->text[0] = a->text;
			row->bad[0] = a->bad;
			row->answer = a->phase == DIFF_REPLY;
			at[0]++;
		}
		if (both || take_b) {
			row->text[1] = b->text;
			row->bad[1] = b->bad;
			row->answer = row->answer || b->phase == DIFF_REPLY;
			at[1]++;
		}
	}
}

/* Why a run has no such request: after an answer that was no 401 nobody logs in anew. */
static const char *
missing_text(const struct diff *diff, const struct diff_pair *pair, uint32_t side)
{
	const struct trace *trace = diff->scene.runs[side].trace;
	uint16_t status = 0;

	if (pair->mark == DIFF_OPEN)
		return "not yet";
	for (const struct diff_pair *own = pair; own >= diff->pairs; own--) {
		if (own->client != pair->client || own->ordinal != pair->ordinal || own->after)
			continue;
		if (own->request[side] != NONE32)
			status = trace->requests[own->request[side]].status;
		break;
	}
	if (!pair->after || status == 0 || status >= 400)
		return "no such request";
	return pair->after > 1 ? "no such request: answered at once"
			       : "no such request: still logged in";
}

/* One run alone has this request: its way in one row, against the reason why there is none. */
static void
add_lonely(struct diff *diff, uint32_t index)
{
	const struct diff_pair *pair = &diff->pairs[index];
	uint32_t side = pair->request[0] == NONE32 ? 1 : 0;
	const struct scene_run *run = &diff->scene.runs[side];
	struct diff_row *row = add_row(diff, DIFF_ROW_STEP, index);
	const char *way = "", *last = "";
	struct diff_steps steps;

	diff_steps_of(run, pair->request[side], &diff->arena, &steps);
	for (int i = 0; i < steps.count; i++) {
		if (steps.rows[i].phase == DIFF_WAY)
			way = steps.rows[i].text;
		last = steps.rows[i].text;
	}
	row->text[side] =
	    way == last ? last : arena_printf(&diff->arena, "%s%s%s", way, *way ? "  " : "", last);
	row->mark = pair->mark;
	row->answer = true;
	row->text[1 - side] = missing_text(diff, pair, 1 - side);
}

static void
add_folded(struct diff *diff, const struct group *group)
{
	struct diff_row *row = add_row(diff, DIFF_ROW_STEP, group->first);

	row->mark = DIFF_SAME;
	for (uint32_t i = 0; i < group->count; i++) {
		if (diff->pairs[group->first + i].mark == DIFF_OTHERWISE)
			row->mark = DIFF_OTHERWISE;
	}
	for (uint32_t side = 0; side < 2; side++) {
		struct str text = STR_INIT;

		if (group->count == 1)
			diff_answer(&diff->scene.runs[side],
			    diff->pairs[group->first].request[side], &text);
		else
			str_add(&text, "all answered alike");
		if (text.length == 0)
			str_add(&text, "no answer");
		row->text[side] = arena_strdup(&diff->arena, text.text);
		str_release(&text);
	}
}

/* The faults that happened from the group's first request on, before the next group's. */
static void
add_faults(struct diff *diff, const struct fault_pair *faults, uint32_t fault_count,
    const struct group *group)
{
	uint32_t after = group->first + group->count;
	uint64_t from_ns = group->first ? diff->pairs[group->first].at_ns : 0;
	uint64_t to_ns = after < diff->pair_count ? diff->pairs[after].at_ns : UINT64_MAX;

	for (uint32_t i = 0; i < fault_count; i++) {
		struct diff_row *row;

		if (faults[i].at_ns < from_ns || faults[i].at_ns >= to_ns)
			continue;
		row = add_row(diff, DIFF_ROW_FAULT, group->first);
		for (uint32_t side = 0; side < 2; side++) {
			if (faults[i].event[side] == NONE32)
				continue;
			row->text[side] = fault_text(
			    diff->scene.runs[side].trace, faults[i].event[side], &diff->arena);
		}
		row->mark = DIFF_OPEN;
		if (row->text[0] && row->text[1])
			row->mark =
			    str_equal(row->text[0], row->text[1]) ? DIFF_SAME : DIFF_OTHERWISE;
		else if (diff_ended(&diff->scene.runs[0]) && diff_ended(&diff->scene.runs[1]))
			row->mark = DIFF_OTHER;
	}
}

static void
add_group(struct diff *diff, const struct group *group)
{
	const struct diff_pair *pair = &diff->pairs[group->first];
	struct diff_row *head = add_row(diff, DIFF_ROW_HEAD, group->first);
	struct diff_steps steps[2];

	head->text[0] = head_text(diff, group);
	if (group->folded) {
		add_folded(diff, group);
	} else if (pair->request[0] == NONE32 || pair->request[1] == NONE32) {
		add_lonely(diff, group->first);
	} else {
		for (uint32_t side = 0; side < 2; side++)
			diff_steps_of(&diff->scene.runs[side], pair->request[side], &diff->arena,
			    &steps[side]);
		add_steps(diff, group->first, steps);
	}
}

static bool
alike(const struct diff_pair *pair)
{
	return pair->mark == DIFF_SAME || pair->mark == DIFF_OTHERWISE;
}

/* The first request stands as an example of how things are done, whether or not it differs. */
static struct group *
groups_of(struct diff *diff, uint32_t *count, uint32_t *chosen)
{
	struct group *groups =
	    arena_array(&diff->arena, (size_t)diff->pair_count + 1, sizeof(*groups));

	*count = 0;
	*chosen = NONE32;
	for (uint32_t i = 0; i < diff->pair_count;) {
		struct group *group = &groups[*count];

		*group = (struct group){ .first = i, .count = 1 };
		group->folded = i > 0 && alike(&diff->pairs[i]);
		while (group->folded && i + group->count < diff->pair_count &&
		    alike(&diff->pairs[i + group->count]))
			group->count++;
		if (i == diff->chosen)
			*chosen = *count;
		i += group->count;
		(*count)++;
	}
	return groups;
}

static void
choose(struct diff *diff)
{
	diff->first = diff->chosen = NONE32;
	for (uint32_t i = 0; i < diff->pair_count; i++) {
		if (diff->pairs[i].mark != DIFF_OTHER)
			continue;
		if (diff->differences == 0)
			diff->first = i;
		if (diff->differences <= diff->scene.difference)
			diff->chosen = i;
		diff->differences++;
	}
}

/* Past the first run's last event nothing more can be gone to: the other is at its end too. */
static void
begin_diff(const struct scene *scene, struct diff *diff)
{
	memset(diff, 0, sizeof(*diff));
	diff->scene = *scene;
	if (diff_ended(&scene->runs[0]))
		diff->scene.runs[1].position = scene->runs[1].trace->event_count;
	pair_up(diff);
	choose(diff);
}

void
diff_build(const struct scene *scene, struct diff *diff)
{
	struct fault_pair faults[FAULTS_MAX];
	struct group *groups;
	uint32_t fault_count, group_count, chosen, begin, end;

	begin_diff(scene, diff);
	fault_count = faults_of(&diff->scene, faults);
	groups = groups_of(diff, &group_count, &chosen);
	if (chosen == NONE32 && group_count)
		chosen = group_count - 1;
	begin = group_count && chosen > GROUPS_BEFORE ? chosen - GROUPS_BEFORE : 0;
	end = group_count && chosen + GROUPS_AFTER < group_count ? chosen + GROUPS_AFTER
								 : group_count;
	for (uint32_t i = begin; i < end; i++) {
		add_group(diff, &groups[i]);
		add_faults(diff, faults, fault_count, &groups[i]);
	}
}

void
diff_release(struct diff *diff)
{
	arena_release(&diff->arena);
}

uint32_t
diff_count(const struct scene *scene)
{
	struct diff diff;
	uint32_t count;

	begin_diff(scene, &diff);
	count = diff.differences;
	diff_release(&diff);
	return count;
}
