/* What events add to the measures: a world of its own tells what is held and who waits, one
 * function per kind counts the rest, integrals run between events.
 *
 *    measures_way.h     kinds that come several times in every request
 *    measures_seldom.c  all others
 */
#include <string.h>

#include "base/check.h"
#include "base/units.h"
#include "trace/measures_way.h"

struct measures_fold *
measures_fold_new(const struct trace *trace)
{
	struct measures_fold *fold = mem_alloc_page(sizeof(*fold));

	fold->trace = trace;
	fold->row = fold->request = NONE32;
	world_init(&fold->world, trace);
	fold->world.lean = true;
	fold->values[INTEGRAL_WORKERS] = measures_workers(&fold->world);
	fold->updates = updates_new(trace);
	fold->warm_from_ns = trace->scenario->warmup.requests > 0 ? UINT64_MAX :
	    trace->scenario->warmup.after_ns;
	return fold;
}

struct measures_fold *
measures_fold_new_of_clients(const struct trace *trace)
{
	struct measures_fold *fold = measures_fold_new(trace);

	fold->of_clients = true;
	return fold;
}

uint64_t
measures_fold_kinds(const struct measures_fold *fold)
{
	if (fold == NULL)
		return 0;
	return !fold->of_clients ? UINT64_MAX : (uint64_t)1 << EVENT_SEND |
	    (uint64_t)1 << EVENT_RECEIVE | (uint64_t)1 << EVENT_TIMEOUT;
}

void
measures_fold_free(struct measures_fold *fold)
{
	if (fold == NULL)
		return;
	world_release(&fold->world);
	updates_free(fold->updates);
	mem_free(fold->tallies);
	mem_free(fold->started);
	mem_free(fold->roles);
	mem_free(fold->revoked);
	mem_free(fold);
}

void
measures_fold_let_go(struct measures_fold *fold, bool sessions)
{
	if (fold == NULL)
		return;
	fold->row = fold->request = NONE32;
	fold->tally = NULL;
	if (fold->of_clients || !sessions)
		return;
	world_let_go(&fold->world);
	updates_let_go(fold->updates);
}

void
measures_fold_footprint(const struct measures_fold *fold, struct footprint *footprint)
{
	world_footprint(&fold->world, footprint);
	updates_footprint(fold->updates, footprint);
	footprint_add(footprint, "measures", sizeof(*fold) + fold->tally_room *
	    sizeof(*fold->tallies) + fold->revoked_room * sizeof(*fold->revoked));
}

/* One more request.  True when it counts: it was begun after warm-up. */
static inline bool
count_request(struct measures_fold *fold, const struct action *action, bool forced,
    uint64_t at_ns)
{
	const struct scenario *scenario = fold->trace->scenario;
	bool counted = is_warm(fold, at_ns);

	fold->begun++;
	fold->inside++;
	if (fold->begun == scenario->warmup.requests)
		fold->warm_from_ns = at_ns > scenario->warmup.after_ns ? at_ns
		    : scenario->warmup.after_ns;
	if (!counted)
		return false;
	fold->counts[MEASURE_ROW_REQUESTS]++;
	if (action->makes_session) {
		fold->counts[MEASURE_ROW_LOGINS]++;
		fold->counts[MEASURE_ROW_FORCED_LOGINS] += forced;
	}
	return true;
}

void
measures_begin(struct measures_fold *fold, uint64_t at_ns, bool has_session, bool forced)
{
	struct tally *tally = fold->tally;
	const struct action *action = &fold->trace->scenario->actions[tally->action];

	tally->begun = true;
	tally->begin_ns = at_ns;
	tally->carried = has_session && action->needs_login;
	tally->counted = count_request(fold, action, forced, at_ns);
}

/* A request that counts has ended. */
static inline void
count_end(struct measures_fold *fold, uint64_t begin_ns, uint16_t status, uint64_t at_ns)
{
	fold->counts[status != 0 && status < 400 ? MEASURE_ROW_OK : MEASURE_ROW_FAILED]++;
	if (status != 0)
		histogram_add(&fold->time, at_ns - begin_ns);
}

void
measures_end(struct measures_fold *fold, uint64_t at_ns, uint16_t status)
{
	struct tally *tally = fold->tally;

	if (!tally->begun || tally->ended)
		return;
	tally->ended = true;
	fold->inside--;
	if (!fold->of_clients)
		updates_end(fold->updates, fold->request, fold->row, status >= 200 && status < 300,
		    is_warm(fold, at_ns));
	if (!tally->counted)
		return;
	count_end(fold, tally->begin_ns, status, at_ns);
	fold->carried += tally->carried;
	fold->carried_found += tally->carried && tally->login_found;
}

/* Of a fold of clients nothing else runs on. */
static inline void
change_inside(struct measures_fold *fold, uint64_t at_ns)
{
	note_value(fold, INTEGRAL_INSIDE, fold->inside, at_ns, false);
	fold->last_ns = at_ns;
}

/* What is told by devices alone. */
static void
fold_of_clients(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	if (!(measures_fold_kinds(fold) >> event->kind & 1) ||
	    role_at(fold, event->actor) != ROLE_DEVICE)
		return;
	find_tally(fold, event);
	if (event->kind == EVENT_SEND)
		send_of_client(fold, event, (struct known){ .action = NONE16 });
	else if (event->kind == EVENT_RECEIVE)
		receive_of_client(fold, event, message);
	else if (fold->tally != NULL && reason_of(fold, event) == REASON_GIVEN_UP)
		measures_end(fold, event->at_ns, 0);
	change_inside(fold, event->at_ns);
}

void
measures_fold_begin(struct measures_fold *fold, struct measures_mark *mark,
    const struct action *action, bool forced, uint64_t at_ns)
{
	mark->begin_ns = at_ns;
	mark->counted = count_request(fold, action, forced, at_ns);
	fold->counts[MEASURE_ROW_ATTEMPTS] += mark->counted;
	change_inside(fold, at_ns);
}

void
measures_fold_end(struct measures_fold *fold, const struct measures_mark *mark, uint16_t status,
    uint64_t at_ns)
{
	fold->inside--;
	if (mark->counted)
		count_end(fold, mark->begin_ns, status, at_ns);
	change_inside(fold, at_ns);
}


void
measures_fold_event(struct measures_fold *fold, const struct event *event,
    const struct message *message)
{
	CHECK(event->at_ns >= fold->last_ns);
	if (message == NULL)
		message = trace_message(fold->trace, event->message);
	if (fold->of_clients) {
		fold_of_clients(fold, event, message);
		return;
	}
	measures_tell(fold, event, (struct known){ .actor = role_at(fold, event->actor),
	    .other = role_at(fold, event->other), .action = NONE16 }, message);
}
