/* view/costs_rows.c - which measures are costs, what the runs paid so far, which knob they turn. */
#include "view/costs.h"

#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "model/cast.h"
#include "view/parts.h"

/* All "less is better".  measure, label, its gloss beneath, what it counts */
/* clang-format off */
#define COSTS(C) \
	C("sessions_lost", "{sessions} lost", "{logins} gone", "{logins} that became unreadable") \
	C("forced_logins", "forced {logins}", "after a 401", "{logins} nobody asked for, after a 401") \
	C("failed", "errors seen", "400 and above", "answers of 400 and above, or none") \
	C("lost_updates", "lost updates", "undone unread", "writes undone by one that never saw them") \
	C("stale_reads", "stale reads", "old content", "reads of what had been changed since") \
	C("stale_accepts", "stale accepts", "after expiry", "accepted after revocation or expiry") \
	C("revocation_delay_ns", "revoked late", "still let in", "from a revocation to the last accept") \
	C("duplicate_executions", "done twice", "ran again", "actions that ran more than once") \
	C("lost_with_client", "{browser} lost", "cleared there", "what only a cleared {browser} held") \
	C("state_wire_bytes", "state on wire", "in headers", "headers that carry state or its key") \
	C("ram_bytes.servers", "{server} RAM", "at its peak", "most that all {servers} held at once") \
	C("ram_bytes.store", "{store} RAM", "at its peak", "most that the {store} held at once") \
	C("store_ops", "{store} calls", "extra hops", "calls that reached the {store}") \
	C("verify_ns", "verify CPU", "signatures", "time spent on checking signatures") \
	C("load_max_over_mean", "busiest/mean", "{server} load", "busiest {server} against the mean") \
	C("time_ns.p95", "time p95", "95 % within", "95 of 100 {requests} took no longer")
/* clang-format on */

struct cost_row {
	const char *measure, *label, *short_means, *means;
};

#define C(measure, label, short_means, means) { measure, label, short_means, means },
static const struct cost_row cost_rows[] = { COSTS(C) };
#undef C

_Static_assert(sizeof(cost_rows) / sizeof(cost_rows[0]) <= COSTS_MAX, "room for every cost");

/* What a run cost up to its position. */
static void
fold_run(const struct scene *scene, const struct scene_run *run, bool whole, struct measures *out)
{
	const struct trace *trace = run->trace;
	uint32_t count = whole ? trace->event_count : run_known(run);
	struct measures_fold *fold = measures_fold_new(trace);
	uint64_t at_ns = scene->at_ns;

	if (run->measures != NULL && (trace->before > 0 ||
	    (count == trace->event_count && trace->dropped > 0))) {
		*out = *run->measures; /* the events tell less than was counted as they passed */
		measures_fold_free(fold);
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		measures_fold_event(fold, &trace->events[i], NULL);
	if (count > 0 && trace->events[count - 1].at_ns > at_ns)
		at_ns = trace->events[count - 1].at_ns;
	if (count == trace->event_count && trace->end_ns > at_ns)
		at_ns = trace->end_ns;
	measures_fold_read(fold, at_ns, out);
	measures_fold_free(fold);
}

static enum cost_kind
kind_of(const struct cost *cost, uint32_t runs)
{
	bool known = false;

	for (uint32_t r = 0; r < runs; r++) {
		known = known || cost->known[r];
		if (cost->known[r] && cost->value[r] > 0)
			return COST_SHOWN;
	}
	return known ? COST_ZERO : COST_UNKNOWN;
}

static bool
differs(const struct cost *cost)
{
	return cost->known[0] != cost->known[1] || cost->value[0] < cost->value[1] ||
	    cost->value[1] < cost->value[0];
}

/* The last ones go first, and those alike in both before those that differ. */
static void
leave_out(struct costs *costs, int room)
{
	for (int pass = 0; pass < 2; pass++) {
		for (int i = costs->count - 1; i >= 0 && costs->shown > room; i--) {
			struct cost *cost = &costs->rows[i];

			if (cost->kind != COST_SHOWN || (pass == 0 && differs(cost)))
				continue;
			cost->kind = COST_LEFT;
			costs->shown--;
		}
	}
}

static void
put_text(const struct scenario *scenario, const char *text, char *out, size_t room)
{
	struct str words = STR_INIT;

	cast_add(&words, scenario, text);
	snprintf(out, room, "%s", words.text);
	str_release(&words);
}

/* A label in its column: of a word that is too long its beginning, so that what is counted of it
 * can still be read. */
static void
put_label(const struct scenario *scenario, const char *text, char *out, size_t room)
{
	const char *open = strchr(text, '{'), *close = open ? strchr(open, '}') : NULL;
	struct str words = STR_INIT, word = STR_INIT;
	int cells;

	cast_add(&words, scenario, text);
	cells = COST_LABEL_CELLS - (utf8_cells(text) - (int)(close ? close - open + 1 : 0));
	if (open && utf8_cells(words.text) > COST_LABEL_CELLS) {
		cast_add_word(&word, scenario, open + 1, (size_t)(close - open - 1));
		str_clear(&words);
		str_add_bytes(&words, text, (size_t)(open - text));
		str_add_bytes(&words, word.text, utf8_fit(word.text, cells));
		str_add(&words, close + 1);
	}
	snprintf(out, room, "%s", words.text);
	str_release(&words);
	str_release(&word);
}

/* The row's words, in those of the scenario's cast. */
static void
put_words(const struct scenario *scenario, const struct cost_row *row, struct cost *cost)
{
	put_label(scenario, row->label, cost->label, sizeof(cost->label));
	put_text(scenario, row->short_means, cost->short_means, sizeof(cost->short_means));
	put_text(scenario, row->means, cost->means, sizeof(cost->means));
}

void
costs_of(const struct scene *scene, int room, struct costs *costs)
{
	struct measures measures[SCENE_RUNS_MAX];

	memset(costs, 0, sizeof(*costs));
	/* A moment is one of the first run: past its last event nothing more can be gone to. */
	costs->whole = run_known(&scene->runs[0]) == scene->runs[0].trace->event_count;
	for (uint32_t r = 0; r < scene->run_count; r++)
		fold_run(scene, &scene->runs[r], costs->whole, &measures[r]);
	for (size_t i = 0; i < sizeof(cost_rows) / sizeof(cost_rows[0]); i++) {
		int row = measure_find(cost_rows[i].measure);
		struct cost *cost = &costs->rows[costs->count];

		if (row < 0 || !measure_rows[row].built)
			continue;
		*cost = (struct cost){ .unit = measure_rows[row].unit };
		put_words(scene->runs[0].trace->scenario, &cost_rows[i], cost);
		for (uint32_t r = 0; r < scene->run_count; r++) {
			cost->known[r] = measures[r].known[row];
			cost->value[r] = cost->known[r] ? measures[r].value[row] : 0;
		}
		cost->kind = kind_of(cost, scene->run_count);
		if (cost->kind == COST_UNKNOWN && row == measure_find("revocation_delay_ns"))
			cost->kind = COST_BESIDE;
		costs->shown += cost->kind == COST_SHOWN;
		costs->count++;
	}
	leave_out(costs, room);
}

bool
cost_words(int n, struct cost *words)
{
	for (size_t i = 0; i < sizeof(cost_rows) / sizeof(cost_rows[0]); i++) {
		int row = measure_find(cost_rows[i].measure);

		if (row < 0 || !measure_rows[row].built || n-- > 0)
			continue;
		put_words(NULL, &cost_rows[i], words);
		return true;
	}
	return false;
}

void
cost_value(const struct cost *cost, int run, struct str *out)
{
	double value = cost->value[run];

	if (!cost->known[run]) {
		str_add(out, "?");
		return;
	}
	if (value <= 0) {
		str_add(out, "0");
		return;
	}
	switch (cost->unit) {
	case MEASURE_COUNT_:
		str_printf(out, "%.0f", value);
		break;
	case MEASURE_NS:
		units_print_duration(out, (uint64_t)value);
		break;
	case MEASURE_BYTES:
		units_print_bytes(out, (uint64_t)value);
		break;
	case MEASURE_NUMBER:
	case MEASURE_RATE:
	case MEASURE_BYTE_SECONDS:
		str_printf(out, "%.2f", value);
		break;
	}
}

void
cost_margin(const struct cost *cost, int run, struct str *out)
{
	double own = cost->value[run], other = cost->value[1 - run], ratio;

	if (!cost->known[0] || !cost->known[1])
		return;
	if (own <= 0) {
		str_add(out, "none");
		return;
	}
	ratio = other / own;
	if (ratio > 0.95 && ratio < 1.05) {
		if (run == 1)
			str_add(out, "alike");
	} else if (ratio >= 9.95) {
		str_printf(out, "%.0fx less", ratio);
	} else if (ratio > 1) {
		str_printf(out, "%.1fx less", ratio);
	}
}

static bool
step_uses(const struct scenario *scenario, const struct script_step *step, uint16_t piece)
{
	const struct action *action;

	if (step->word != SCRIPT_ACTION || step->action >= scenario->action_count)
		return false;
	action = &scenario->actions[step->action];
	if (action->argument_piece)
		return step->piece == piece;
	for (size_t i = 0; i < sizeof(action->reads) / sizeof(action->reads[0]); i++) {
		if (action->reads[i] == piece || action->writes[i] == piece)
			return true;
	}
	return false;
}

bool
costs_piece_used(const struct scenario *scenario, uint16_t piece)
{
	bool scripts = false;

	if (piece == scenario_piece(scenario, "login"))
		return true;
	for (uint32_t c = 0; c < scenario->client_count; c++) {
		const struct client *client = &scenario->clients[c];

		scripts = scripts || client->has_repeat || client->script_count > 0;
		if (client->has_repeat && step_uses(scenario, &client->repeat, piece))
			return true;
		for (uint32_t s = 0; s < client->script_count; s++) {
			if (step_uses(scenario, &client->script[s], piece))
				return true;
		}
	}
	return !scripts;
}

/* "login and cart": the pieces in use that live elsewhere in the other design; how many. */
static int
moved_pieces(const struct scenario *a, const struct scenario *b, struct str *out)
{
	int count = 0, said = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (uint16_t i = 0; i < a->piece_count && i < b->piece_count; i++) {
			if (a->pieces[i].home == b->pieces[i].home || !costs_piece_used(a, i))
				continue;
			if (pass == 0) {
				count++;
				continue;
			}
			str_add(out, said == 0 ? "" : said == count - 1 ? " and " : ", ");
			str_add(out, cast_of(a, a->pieces[i].id));
			said++;
		}
	}
	return count;
}

void
costs_knob(const struct scenario *a, const struct scenario *b, struct str *out)
{
	struct str pieces = STR_INIT;
	bool homes = moved_pieces(a, b, &pieces) > 0;
	bool affinity = a->balancer.affinity != b->balancer.affinity;
	bool place = a->balancer.place != b->balancer.place;

	if (homes && place) {
		str_printf(out, "two knobs: home of %s", pieces.text);
		cast_add(out, a, ", and how {a server} is chosen");
	} else if (homes) {
		str_printf(out, "one knob: home of %s%s", pieces.text,
		    affinity ? ", with the routing it asks for" : "");
	} else if (affinity && place) {
		cast_add(out, a, "two knobs: affinity, and how {a server} is chosen");
	} else if (affinity) {
		str_printf(out, "one knob: affinity, %s against %s",
		    names_affinity.rows[a->balancer.affinity].word,
		    names_affinity.rows[b->balancer.affinity].word);
	} else if (place) {
		cast_add(out, a, "one knob: how {a server} is chosen");
		str_printf(out, ", %s against %s",
		    names_place.rows[a->balancer.place].word,
		    names_place.rows[b->balancer.place].word);
	} else {
		str_add(out, "homes and routing are the same in both");
	}
	str_release(&pieces);
}
