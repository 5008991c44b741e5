/* trace/sentence.h - every event in plain words: narration, plain mode, screen readers, exports.
 *
 *    "The balancer reads srv=s1 in Ana's cookie and chooses s1."
 *    "s2 has no session 7f3."
 *
 * The subject acts, names are display names, a sentence has at most 20 words, and it names the
 * actors that the picture of the event shows (laws that tests hold).  Words of the scenario's cast
 * stand in for the standard ones.
 */
#ifndef TRACE_SENTENCE_H
#define TRACE_SENTENCE_H

#include "trace/trace.h"
#include "trace/world.h"

/* Appends the sentence of event `index`, with a full stop, no newline; what matters beside it (what
 * a request carries, what a reply sets) follows as a second one.  A crash costs a pass over the
 * events before it, to count what it took. */
void sentence_event(const struct trace *trace, uint32_t index, struct str *out);
/* The same while a bet is open: of a crash or stop not what it took, which is what is asked. */
void sentence_closed(const struct trace *trace, uint32_t index, struct str *out);
/* "in s1's memory", "with Ana", "in the database", "nowhere: it was in s1's memory", "nowhere yet":
 * where `piece` of `client` is in this world, for the rule of every screen. */
void sentence_where(const struct world *world, uint16_t piece, uint16_t client, struct str *out);
/* "is", or "are" where the piece is named in the plural, as orders are. Static. */
const char *sentence_is(const char *piece);
/* "3.02 s, event 17" */
void sentence_moment(const struct trace *trace, uint32_t index, struct str *out);

#endif
