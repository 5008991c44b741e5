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

uint32_t
scenario_server_room(const struct scenario *scenario)
{
	uint64_t room = scenario->servers.count, fleets = 1;

	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *fault = &scenario->faults[i];

		room += fault->kind == FAULT_SCALE_OUT ? fault->count : 0;
		room += fault->kind == FAULT_DEPLOY ? fault->surge : 0;
		fleets += fault->kind == FAULT_BLUE_GREEN;
	}
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
