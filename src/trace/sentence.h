/* trace/sentence.h - every event in one plain sentence: narration, plain mode, screen readers, exports.
 *
 *    "The balancer reads srv=s1 in Ana's cookie and chooses s1."
 *    "s2 has no session 7f3."
 *
 * Voice: SCREENS section 4.  The subject acts, names are display names, the sentence names the actors
 * that the picture of the event shows (a law that tests hold).
 */
#ifndef TRACE_SENTENCE_H
#define TRACE_SENTENCE_H

#include "trace/trace.h"
#include "trace/world.h"

/* Appends the sentence of event `index`, with a full stop, no newline. */
void sentence_event(const struct trace *trace, uint32_t index, struct str *out);
/* "in s1's memory", "nowhere: it was in s1's memory", "with Ana", "in the database", ... : where
 * `piece` of `client` is in this world, for the rule of every screen (SCREENS idea 3). */
void sentence_where(const struct world *world, uint16_t piece, uint16_t client, struct str *out);
/* "3.02 s, event 17" */
void sentence_moment(const struct trace *trace, uint32_t index, struct str *out);

#endif
