/* experiment/stream.h - a scenario's runs told as they go on: what `trace` writes, of any length.
 *
 *    request ──stream_open──▶ one source a design ──exchange_write──▶ bytes
 *
 * Each source begins its run anew as often as it is asked to, always the same one: the first
 * design decides the nodes of faults, as in a runset.  A run with conditions is made once more,
 * before all, only to learn their moments, and then told as the others.
 */
#ifndef EXPERIMENT_STREAM_H
#define EXPERIMENT_STREAM_H

#include "exchange/format.h"
#include "experiment/runset.h"
#include "experiment/single.h"

struct stream;
struct stream_run {
	struct stream *stream;
	const struct scenario *scenario;
	struct exchange_source source;
	struct trace trace;
	struct engine *engine; /* NULL: not begun */
	enum engine_status status;
	struct engine_targets before, targets; /* as the runs before it left them; its own */
	struct single_moments moments; /* of a conditional one */
	bool met; /* begun once: `before` and `moments` are set */
};

struct stream {
	struct runset set; /* scenarios alone */
	struct stream_run *runs;
	struct exchange_run *rows; /* set.run_count, for exchange_write */
	uint32_t sweep_min; /* new rows between two sweeps, at least; 0: as it likes */
	const struct run_watch *watch; /* of the request */
	uint64_t looked; /* events since it was last asked */
	bool stopped; /* by who watches: every run ends where it is */
};

/* Builds the scenarios of all designs; false after findings. */
bool stream_open(struct stream *stream, const struct runset_request *request,
    struct findings *findings);
/* Runs the first design up to event *number, or to the first after at_ns, whichever is sooner, or
 * to its end; *number is then the event that it came to.  The request of a window around it gets
 * where that has to begin to hold some events before it as well, and where its measures end. */
void stream_find(struct stream *stream, uint64_t *number, uint64_t at_ns,
    struct runset_request *request);
void stream_release(struct stream *stream);

#endif
