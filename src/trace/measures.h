/* trace/measures.h - what a run cost: the names of FORMATS section 2, one table, one fold.
 *
 * fold of a kept trace == accumulator of an unkept one.  Sums are integers (128 bits where they can
 * grow), times a log-linear histogram with at most 0.5 % error.  A measure that this version's
 * engine cannot produce is refused by name (built false), never 0.
 */
#ifndef TRACE_MEASURES_H
#define TRACE_MEASURES_H

#include "base/json.h"
#include "trace/trace.h"

enum measure_unit { MEASURE_COUNT_, MEASURE_NS, MEASURE_BYTES, MEASURE_NUMBER, MEASURE_RATE,
	MEASURE_BYTE_SECONDS };

struct measure_row {
	const char *name; /* "time_ns.mean", "ram_bytes.servers" */
	enum measure_unit unit;
	bool built;
	const char *text; /* the definition, printed by run --explain */
};

extern const struct measure_row measure_rows[];
extern const uint32_t measure_row_count;
/* Row of a name, or -1. */
int measure_find(const char *name);

/* The accumulator; opaque.  It folds a world of its own (trace/world_fold.h): memory by what is
 * held and by request, none by event.  `trace` gives tables, which may still grow, and the
 * scenario. */
struct measures_fold;
struct measures_fold *measures_fold_new(const struct trace *trace);
/* Can the measure be told from what devices send, receive and give up alone? */
bool measure_is_of_clients(uint32_t row);
/* The same of such measures only, to the last bit; the others are not known.  It folds no world. */
struct measures_fold *measures_fold_new_of_clients(const struct trace *trace);
/* Bits: kinds of events that it reads; none of NULL. */
uint64_t measures_fold_kinds(const struct measures_fold *fold);
void measures_fold_free(struct measures_fold *fold);
/* Adds what it remembers. */
void measures_fold_footprint(const struct measures_fold *fold, struct footprint *footprint);
/* `message` as in recorder_event.  Reads nothing that is back-filled, so that folding a kept trace
 * gives what was folded while it was made. */
void measures_fold_event(struct measures_fold *fold, const struct event *event,
    const struct message *message);
/* With a fold of clients, for whoever makes no events: a device has sent the one attempt of a
 * request, or received the reply that ends it.  The mark is the caller's between the two. */
struct measures_mark {
	uint64_t begin_ns;
	bool counted; /* begun after warm-up */
};
void measures_fold_begin(struct measures_fold *fold, struct measures_mark *mark,
    const struct action *action, bool forced, uint64_t at_ns);
void measures_fold_end(struct measures_fold *fold, const struct measures_mark *mark,
    uint16_t status, uint64_t at_ns);
/* After every sweep of requests (and sessions?) in a run that lets go of rows: so does it. */
void measures_fold_let_go(struct measures_fold *fold, bool sessions);
/* Values at the end of the run (or so far, at at_ns), by row of measure_rows. */
#define MEASURES_MAX 128
struct measures {
	bool known[MEASURES_MAX]; /* false: could not be observed, nothing to divide by, or
	                           * not built: null in JSON */
	double value[MEASURES_MAX]; /* counts and ns as exact as a double holds them */
};
void measures_fold_read(const struct measures_fold *fold, uint64_t at_ns, struct measures *out);
/* The whole kept trace.  After a gap nothing is known. */
void measures_of(const struct trace *trace, struct measures *out);

#endif
