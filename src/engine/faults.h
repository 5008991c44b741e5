/* engine/faults.h - what faults.c and faults_places.c do for each other; private to this folder. */
#ifndef ENGINE_FAULTS_H
#define ENGINE_FAULTS_H

#include "engine/inside.h"

/* An event of a fault at a place, with its reason.  Returns its index. */
uint32_t fault_emit(struct engine *engine, enum event_kind kind, uint16_t actor,
    enum reason reason, uint32_t cause);
void fault_emit_slow(struct engine *engine, uint16_t actor, uint32_t factor, uint32_t cause);

/* ---- faults_places.c: places that are no servers ---- */
/* False when the node is none of these: then it is a server. */
bool place_crash(struct engine *engine, const char *node, uint32_t cause);
bool place_restart(struct engine *engine, const char *node, uint32_t cause);
bool place_hang(struct engine *engine, const char *node, uint32_t cause);
bool place_slow(struct engine *engine, const char *node, uint32_t factor, uint32_t cause);
void fault_store_down(struct engine *engine, uint32_t fault, uint32_t cause);
void fault_store_up(struct engine *engine, uint32_t fault, uint32_t cause);
/* Cuts, or heals, what leads from devices to the balancer: a client's, a member's, one device. */
void links_cut(struct engine *engine, const char *client, uint32_t cause, bool cut);

#endif
