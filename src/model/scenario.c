#include "model/scenario.h"

#include <string.h>

uint16_t
scenario_piece(const struct scenario *scenario, const char *id)
{
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		if (strcmp(scenario->pieces[i].id, id) == 0)
			return (uint16_t)i;
	return SCENARIO_NONE;
}

uint16_t
scenario_action(const struct scenario *scenario, const char *id)
{
	for (uint32_t i = 0; i < scenario->action_count; i++)
		if (strcmp(scenario->actions[i].id, id) == 0)
			return (uint16_t)i;
	return SCENARIO_NONE;
}

uint16_t
scenario_client(const struct scenario *scenario, const char *id)
{
	for (uint32_t i = 0; i < scenario->client_count; i++)
		if (strcmp(scenario->clients[i].id, id) == 0)
			return (uint16_t)i;
	return SCENARIO_NONE;
}

/* Found through a session id: what is kept in neither the token nor the client. */
static bool
piece_needs_session(const struct piece *piece)
{
	return piece->key == PIECE_KEY_SESSION && piece->home != HOME_TOKEN &&
	    piece->home != HOME_CLIENT && piece->home != HOME_NONE;
}

bool
scenario_has_server_session(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		if (piece_needs_session(&scenario->pieces[i]))
			return true;
	return false;
}

bool
scenario_token_names_session(const struct scenario *scenario)
{
	return scenario_has_server_session(scenario) ||
	    (scenario->denylist.on && scenario->denylist.kind == DENY_KIND_IDS);
}

bool
scenario_uses_home(const struct scenario *scenario, enum home home)
{
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		if (scenario->pieces[i].home == home)
			return true;
	return false;
}

/* A fault that adds servers and comes at a time of its own, once. */
static bool
has_its_time(const struct fault *fault)
{
	return !fault->after_pattern && fault->to_ns == 0 && !fault->repeats &&
	    fault->after_event == UINT32_MAX;
}

/* The fault, its time and place in the list known, behind (at_ns, last); NONE: there is none. */
static uint32_t
next_growth(const struct scenario *scenario, uint64_t at_ns, uint32_t last)
{
	uint32_t next = UINT32_MAX;

	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *fault = &scenario->faults[i];
		bool adds = fault->kind == FAULT_SCALE_OUT || fault->kind == FAULT_DEPLOY ||
		    fault->kind == FAULT_BLUE_GREEN;
		bool behind = last == UINT32_MAX || fault->at_ns > at_ns ||
		    (fault->at_ns == at_ns && i > last);

		if (adds && behind &&
		    (next == UINT32_MAX || fault->at_ns < scenario->faults[next].at_ns))
			next = i;
	}
	return next;
}

/* With all times known: a blue-green replaces those that are in the set then, and no more.  Who
 * leaves by scale-in may be one who has left, so nobody is counted off for it. */
static uint64_t
room_in_order(const struct scenario *scenario)
{
	uint64_t room = scenario->servers.count, set = room, at_ns = 0;

	for (uint32_t i = next_growth(scenario, 0, UINT32_MAX); i != UINT32_MAX;
	    i = next_growth(scenario, at_ns, i)) {
		const struct fault *fault = &scenario->faults[i];
		uint64_t more = fault->kind == FAULT_SCALE_OUT ? fault->count
		    : fault->kind == FAULT_DEPLOY ? fault->surge : set;

		at_ns = fault->at_ns;
		room += more;
		set += fault->kind == FAULT_BLUE_GREEN ? 0 : more;
	}
	return room;
}

uint32_t
scenario_server_room(const struct scenario *scenario)
{
	uint64_t room = scenario->servers.count, fleets = 1, exact;
	bool ordered = true;

	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *fault = &scenario->faults[i];

		room += fault->kind == FAULT_SCALE_OUT ? fault->count : 0;
		room += fault->kind == FAULT_DEPLOY ? fault->surge : 0;
		fleets += fault->kind == FAULT_BLUE_GREEN;
		ordered &= has_its_time(fault) || (fault->kind != FAULT_SCALE_OUT &&
		    fault->kind != FAULT_DEPLOY && fault->kind != FAULT_BLUE_GREEN);
	}
	exact = ordered ? room_in_order(scenario) : UINT64_MAX;
	if (exact < room * fleets)
		return exact > UINT32_MAX ? UINT32_MAX : (uint32_t)exact;
	return room * fleets > UINT32_MAX ? UINT32_MAX : (uint32_t)(room * fleets);
}

bool
scenario_uses_place(const struct scenario *scenario, enum home home)
{
	return scenario_uses_home(scenario, home) ||
	    (scenario->denylist.on && home == HOME_STORE) ||
	    (scenario->idempotency.on && scenario->idempotency.home == home) ||
	    (scenario->limiter.on && scenario->limiter.home == home);
}

void
scenario_apply(struct scenario *now, struct client *clients, const struct fault *fault)
{
	for (uint32_t i = 0; i < fault->patch_count; i++) {
		const struct patch *patch = &fault->patches[i];
		char *base = patch->client == SCENARIO_NONE ? (char *)now
		    : clients == NULL ? NULL : (char *)&clients[patch->client];

		if (base != NULL)
			memcpy(base + patch->offset, patch->bytes, patch->size);
	}
}

bool
scenario_changes(const struct scenario *scenario, const char *prefix)
{
	for (uint32_t i = 0; i < scenario->fault_count; i++)
		if (scenario->faults[i].kind == FAULT_CHANGE && scenario->faults[i].path != NULL &&
		    strncmp(scenario->faults[i].path, prefix, strlen(prefix)) == 0)
			return true;
	return false;
}
