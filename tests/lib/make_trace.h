/* lib/make_trace.h - small traces made by hand, for tests of everything that reads a trace.
 *
 *    ana  ana-laptop  bob  bob-phone  bob-laptop  lb  s1  s2  store  db
 *
 * Helpers record one event each, with the rows that it needs, and return its index.  Time is
 * make->at_ns, which the test moves; `phase` moves with it by itself.
 */
#ifndef TESTS_LIB_MAKE_TRACE_H
#define TESTS_LIB_MAKE_TRACE_H

#include "base/prng.h"
#include "trace/measures.h"
#include "trace/recorder.h"
#include "trace/trace.h"
#include "trace/world.h"

enum make_piece { MAKE_LOGIN, MAKE_CART, MAKE_THEME, MAKE_PIECES };
enum make_action { MAKE_ACTION_LOGIN, MAKE_ACTION_VIEW, MAKE_ACTION_ADD, MAKE_ACTION_PING,
	MAKE_ACTIONS };
enum make_actor { MAKE_ANA, MAKE_ANA_LAPTOP, MAKE_BOB, MAKE_BOB_PHONE, MAKE_BOB_LAPTOP, MAKE_LB,
	MAKE_S1, MAKE_S2, MAKE_STORE, MAKE_DB, MAKE_ACTORS };

struct make {
	struct scenario scenario;
	struct piece pieces[MAKE_PIECES];
	struct action actions[MAKE_ACTIONS];
	struct trace trace;
	struct recorder recorder;
	struct measures_fold *fold; /* what was counted while the trace was made */
	uint64_t at_ns;
};

/* A trace without events; `keep` as in recorder_init. */
void make_begin(struct make *make, bool keep);
/* The same with names of actors and texts that differ, and a scenario that the caller has set up.
 * */
void make_begin_named(struct make *make, bool keep, const char *suffix);
void make_end(struct make *make);
void make_release(struct make *make);

/* An event at make->at_ns with nothing in it but kind and actor. */
struct event make_blank(const struct make *make, enum event_kind kind, uint16_t actor);
uint32_t make_event(struct make *make, struct event event);

uint32_t make_session(struct make *make, uint16_t device, uint64_t id_high);
uint32_t make_item(struct make *make, uint16_t piece, uint16_t client, uint32_t session,
    uint16_t place);
uint32_t make_request(struct make *make, enum make_action action, uint16_t device, bool forced);
uint32_t make_fields(struct make *make, enum reason reason, uint16_t status);

/* send, then receive after hop_ns (at_ns moves on); returns the receive.  bytes on the wire, of
 * which state; status of a reply or 0. */
uint32_t make_hop(struct make *make, uint32_t request, uint32_t session, uint16_t from, uint16_t to,
    uint64_t hop_ns, uint32_t bytes, uint32_t state, uint16_t status);
/* create, write, read, miss, expire, evict ... of an item at a place. */
uint32_t make_state(struct make *make, enum event_kind kind, uint16_t place, uint32_t item,
    uint32_t version, uint64_t value, enum home home, uint32_t request, uint32_t session);
/* The device takes a ticket for `session`, a route to `server`. */
uint32_t make_ticket(struct make *make, uint16_t device, uint32_t item, uint32_t session,
    uint32_t version);
uint32_t make_route(struct make *make, uint16_t device, uint32_t item, uint16_t server,
    uint32_t version);

/* `count` events that keep the trace's laws but mean nothing, from a seed: crashes, restarts,
 * tickets, tokens, entries everywhere, messages that arrive, are lost or refused. */
void make_random(struct make *make, uint64_t seed, uint32_t count);

#endif
