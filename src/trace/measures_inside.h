/* trace/measures_inside.h - what a fold of measures remembers: filled by measures_fold.c, told by
 * measures_read.c.
 */
#ifndef TRACE_MEASURES_INSIDE_H
#define TRACE_MEASURES_INSIDE_H

#include "base/check.h"
#include "trace/histogram.h"
#include "trace/measures.h"
#include "trace/measures_table.h"
#include "trace/updates.h"
#include "trace/world_stage.h"

/* What is remembered of a request. */
struct tally {
	uint64_t begin_ns, arrival_ns;
	uint64_t shared_ns;  /* it waited in the queue before all servers */
	uint32_t number;     /* of the request whose row this is now, + 1 */
	uint16_t attempt;    /* that arrived at a server last */
	uint16_t action;
	bool begun, counted; /* begun after warm-up */
	bool ended;
	bool arrived;        /* at a server */
	bool executed;
	uint8_t stale;       /* its token was accepted after its end: the read that follows */
	bool carried;        /* needs a login and came with a ticket or token */
	bool login_found;
};

/* When a session was revoked. */
struct revoked {
	uint64_t at_ns;
	uint32_t number; /* of the session whose row this is now, + 1; 0: none was */
};

/* What runs on between events; the bytes of a tier are INTEGRAL_BYTES + tier. */
enum integral { INTEGRAL_QUEUED, INTEGRAL_BUSY, INTEGRAL_INSIDE, INTEGRAL_WORKERS,
	INTEGRAL_STORE_QUEUED,
	INTEGRAL_BYTES, INTEGRAL_COUNT = INTEGRAL_BYTES + TIER_COUNT };

struct measures_fold {
	struct histogram wait;
	/* What follows is written by every event, as are the first 3 KB of an engine: so it lies in
	 * the last of its page.  A processor that has a store under way lets a load wait that is at
	 * the same place of another page (AMD, "Software Optimization Guide", store-to-load
	 * forwarding). */
	uint8_t apart[(4096 + 3072 - sizeof(struct histogram) % 4096) % 4096];
	const struct trace *trace;
	bool of_clients;       /* nothing else is read or told */
	struct world world;
	uint64_t last_ns;
	uint64_t warm_from_ns; /* UINT64_MAX: not known yet */
	uint64_t begun;        /* requests, those of the warm-up too */
	uint64_t inside;       /* requests begun and not ended, likewise */
	struct tally *tallies; /* by row of requests */
	uint32_t tally_room;
	uint64_t *started;     /* by actor: requests started there */
	uint8_t *roles;        /* likewise: enum role */
	uint32_t started_room, role_count;
	bool faulted;
	struct revoked *revoked; /* by row of sessions; NULL before the first */
	uint32_t revoked_room;
	bool revocation;       /* after warm-up there was one */
	uint64_t revocation_delay_ns;
	uint64_t counts[MEASURE_ROW_COUNT]; /* of rows that are plain counts or sums */
	uint64_t login_found, login_missed;
	uint64_t carried, carried_found;
	uint64_t started_total;
	struct tally *tally;   /* of the request of the newest event, or NULL */
	uint32_t request, row; /* which it is, and its row; NONE32 */
	uint64_t peak_bytes[TIER_COUNT];
	bool warm;             /* an event has come after warm-up */
	/* What runs on stands at `values` since `since_ns`; before that it is in the sums. */
	uint64_t values[INTEGRAL_COUNT], since_ns[INTEGRAL_COUNT];
	wide_sum sums[INTEGRAL_COUNT];
	struct updates *updates; /* lost ones, and stale reads */
	struct histogram time, store_wait; /* of requests; of calls that did wait */
};

/* Of the newest event, by whatever part of the fold. */
SELDOM void measures_make_room(struct measures_fold *fold);
uint64_t measures_workers(const struct world *world);
void measures_fold_seldom(struct measures_fold *fold, const struct event *event,
    const struct message *message);
/* A login that was revoked is believed all the same. */
void measures_accept(struct measures_fold *fold, uint64_t at_ns, uint32_t session);
/* The request of the newest event begins; or its device knows how it ended (status 0: it gave
 * up). */
void measures_begin(struct measures_fold *fold, uint64_t at_ns, bool has_session, bool forced);
void measures_end(struct measures_fold *fold, uint64_t at_ns, uint16_t status);
/* What the newest event has changed of all that runs on: mostly nothing. */
void measures_note_all(struct measures_fold *fold, uint64_t at_ns, bool warm);

static inline enum role
role_at(const struct measures_fold *fold, uint16_t actor)
{
	if (actor < fold->role_count)
		return (enum role)fold->roles[actor];
	return actor < fold->trace->actor_count ? fold->trace->actors[actor].role : ROLE_COUNT;
}

/* trace_reason, for what is asked of every message. */
static inline enum reason
reason_of(const struct measures_fold *fold, const struct event *event)
{
	return event->fields >= fold->trace->fields_count ? REASON_NONE :
	    (enum reason)fold->trace->fields[event->fields].reason;
}

/* What whoever tells an event knows of it: roles of its actor and of its other (ROLE_COUNT: it has
 * none), what its request asks for (looked at when a device sends it; NONE16: look it up). */
struct known {
	enum role actor, other;
	uint16_t action;
	bool forced;
};

/* From here on fold->tally is what is remembered of this request, which is in this row (NONE32: it
 * is none, or was let go of). */
static inline struct tally *
turn_to(struct measures_fold *fold, uint32_t request, uint32_t row)
{
	struct tally *tally;

	fold->request = request;
	fold->row = row;
	fold->tally = NULL;
	if (row == NONE32)
		return NULL;
	if (row >= fold->tally_room)
		measures_make_room(fold);
	tally = fold->tally = &fold->tallies[row];
	if (tally->number != request + 1) {
		*tally = (struct tally){ .number = request + 1, .action = NONE16 };
		if (row < fold->trace->request_room)
			tally->action = fold->trace->requests[row].action;
	}
	return tally;
}

/* The same for the event's request; events of one moment are mostly about the same one. */
static inline struct tally *
find_tally(struct measures_fold *fold, const struct event *event)
{
	uint32_t row;

	if (event->request == fold->request)
		return fold->tally;
	row = event->request == NONE32 ? NONE32 :
	    row_map_row(&fold->trace->request_rows, event->request);
	CHECK(row != NONE32 || event->request == NONE32 || fold->trace->request_rows.told == 0);
	return turn_to(fold, event->request, row);
}

static inline bool
is_warm(const struct measures_fold *fold, uint64_t at_ns)
{
	return at_ns >= fold->warm_from_ns;
}

/* Does the newest event count: its request was begun after warm-up, or it has none and comes after
 * it. */
static inline bool
counts(const struct measures_fold *fold, uint64_t at_ns)
{
	return fold->tally != NULL ? fold->tally->counted : is_warm(fold, at_ns);
}

static inline void
raise_peak(struct measures_fold *fold, int which, uint64_t bytes)
{
	if (which >= INTEGRAL_BYTES && bytes > fold->peak_bytes[which - INTEGRAL_BYTES])
		fold->peak_bytes[which - INTEGRAL_BYTES] = bytes;
}

/* It stood still until at_ns: the part after warm-up joins its sum. */
static inline void
run_on(struct measures_fold *fold, int which, uint64_t at_ns)
{
	uint64_t from_ns = fold->since_ns[which] > fold->warm_from_ns ? fold->since_ns[which] :
	    fold->warm_from_ns;

	if (at_ns > from_ns) {
		fold->sums[which] += (wide_sum)(at_ns - from_ns) * fold->values[which];
		raise_peak(fold, which, fold->values[which]);
	}
	fold->since_ns[which] = at_ns;
}

static inline void
change_value(struct measures_fold *fold, int which, uint64_t value, uint64_t at_ns, bool warm)
{
	run_on(fold, which, at_ns);
	fold->values[which] = value;
	if (warm)
		raise_peak(fold, which, value);
}

static inline void
note_value(struct measures_fold *fold, int which, uint64_t value, uint64_t at_ns, bool warm)
{
	if (fold->values[which] != value)
		change_value(fold, which, value, at_ns, warm);
}

#endif
