/* Faults that concern who somebody is: logins revoked, entries that expire, thefts, forgeries. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/units.h"
#include "engine/inside.h"

/* Does the fault mean this client: by its id, as a member of a crowd, or as one of all? */
static bool
is_meant(const struct engine *engine, const struct fault *fault, uint16_t client)
{
	const struct actor *actor = &engine->trace->actors[client];

	return strcmp(fault->client, "all") == 0 || strcmp(fault->client, actor->id) == 0 ||
	    strcmp(fault->client, engine->scenario->clients[actor->index].id) == 0;
}

/* Row of the one person with this id, or NONE32. */
static uint32_t
find_person(const struct engine *engine, const char *id)
{
	uint16_t actor = trace_actor(engine->trace, id);

	if (actor == NONE16 || engine->trace->actors[actor].role != ROLE_CLIENT)
		return NONE32;
	return person_of(engine, actor);
}

/* The nth place that can hold a login: the store, the database, the servers; NONE16 ends. */
static uint16_t
nth_place(const struct engine *engine, uint32_t nth)
{
	if (nth == 0)
		return engine->store.actor;
	if (nth == 1)
		return engine->database.actor;
	return engine->servers[nth - 2].actor;
}

static uint32_t
count_places(const struct engine *engine)
{
	return engine->server_count + 2;
}

/* ---- revoke ---- */

/* A session that the fault means, and until when it can still be shown to somebody. */
struct shown {
	uint64_t until_ns;
	uint32_t session;
};
struct shown_list {
	struct shown *rows;
	uint32_t count, room;
};

static void
note_session(struct shown_list *list, uint32_t session, uint64_t until_ns)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 16;
		list->rows = mem_grow(list->rows, list->room, sizeof(*list->rows));
	}
	list->rows[list->count++] = (struct shown){ until_ns, session };
}

static void
note_token(const struct engine *engine, const struct fault *fault, uint32_t row,
    struct shown_list *list)
{
	const struct token *token = row == NONE32 ? NULL : trace_token_row(engine->trace, row);
	uint64_t end_ns;

	if (token == NULL || !token_is_jwt(token) || !engine->login_in_token ||
	    token->session == NONE32 || !is_meant(engine, fault, token->client))
		return;
	end_ns = token_end_ns(engine, token->exp_s);
	if (end_ns > engine->now_ns)
		note_session(list, token->session, end_ns);
}

static void
note_logins(const struct engine *engine, const struct fault *fault, struct shown_list *list)
{
	/* who can still get a new badge is logged in as well */
	uint32_t shown = 1u << engine->login | (engine->rotates ? 1u << engine->refresh : 0);

	for (uint32_t row = 0; row < engine->hold_count; row++) {
		const struct hold *hold = &engine->holds[row];

		if (hold->used && !hold->user && hold->place != engine->balancer &&
		    hold->mask & shown && is_meant(engine, fault,
		    trace_session_client(engine->trace, hold->owner)))
			note_session(list, hold->owner, engine->now_ns);
	}
	for (uint32_t row = 0; row < engine->device_count; row++) {
		const struct device *device = &engine->devices[row];

		note_token(engine, fault, device->token, list);
		if (device->kept != NONE32)
			note_token(engine, fault, engine->pockets[device->kept].token, list);
	}
	for (uint32_t row = 0; row < engine->trip_count; row++)
		if (engine->trips[row].state != TRIP_FREE)
			note_token(engine, fault, engine->trips[row].new_token, list);
}

/* By session, and of the same one that which lasts longest first. */
static int
compare_shown(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	if (x->session != y->session)
		return x->session < y->session ? -1 : 1;
	return x->until_ns == y->until_ns ? 0 : x->until_ns > y->until_ns ? -1 : 1;
}

/* What a place holds of a session goes. */
static void
revoke_at(struct engine *engine, uint16_t place, uint32_t session, uint32_t cause)
{
	uint32_t hold = hold_find(engine, place, false, session);
	uint32_t person = person_of(engine, trace_session_client(engine->trace, session));
	uint32_t mask = hold == NONE32 ? 0 : engine->holds[hold].mask;

	for (uint16_t piece = 0; piece < engine->piece_count; piece++) {
		uint32_t fields = engine_reason(engine, REASON_REVOKED);
		struct event *event;

		if (!(mask & 1u << piece))
			continue;
		event = engine_event(engine, EVENT_EVICT, place, NONE16);
		event->cause = cause;
		event->home = engine->holds[hold].home;
		event->item = item_of(engine, piece, session, person);
		event->session = session;
		event->version = hold_version(engine, hold, piece);
		event->fields = fields;
		engine_emit(engine, event, NULL);
		hold_take(engine, hold, piece);
	}
}

static bool
holds_login(const struct engine *engine, uint16_t place, uint32_t session)
{
	uint32_t hold = place == NONE16 ? NONE32 : hold_find(engine, place, false, session);

	return hold != NONE32 && engine->holds[hold].mask & 1u << engine->login;
}

static void
revoke_session(struct engine *engine, uint32_t session, uint64_t until_ns, uint32_t cause)
{
	struct session row = trace_session_of(engine->trace, session);
	uint32_t person = person_of(engine, row.client);
	uint32_t fields = engine_reason(engine, REASON_REVOKED);
	uint16_t actor = engine->scenario->denylist.on ? engine->store.actor : row.device;
	struct event *event;

	for (uint32_t nth = count_places(engine); nth > 0; nth--)
		if (holds_login(engine, nth_place(engine, nth - 1), session))
			actor = nth_place(engine, nth - 1);
	event = engine_event(engine, EVENT_CHANGE, actor, NONE16);
	event->cause = cause;
	event->home = (uint8_t)engine->scenario->pieces[engine->login].home;
	event->item = item_of(engine, engine->login, session, person);
	event->session = session;
	event->fields = fields;
	cause = engine_emit(engine, event, NULL);
	for (uint32_t nth = 0; nth < count_places(engine); nth++)
		if (nth_place(engine, nth) != NONE16)
			revoke_at(engine, nth_place(engine, nth), session, cause);
	if (engine->scenario->denylist.on && until_ns > engine->now_ns)
		deny_login(engine, session, person, until_ns, NONE16, cause);
}

void
attack_revoke(struct engine *engine, uint32_t fault, uint32_t cause)
{
	struct shown_list list = { 0 };

	if (engine->login == SCENARIO_NONE)
		return;
	note_logins(engine, &engine->scenario->faults[fault], &list);
	if (list.count > 0)
		qsort(list.rows, list.count, sizeof(*list.rows), compare_shown);
	for (uint32_t i = 0; i < list.count; i++)
		if (i == 0 || list.rows[i].session != list.rows[i - 1].session)
			revoke_session(engine, list.rows[i].session, list.rows[i].until_ns, cause);
	mem_free(list.rows);
}

/* ---- expire ---- */

static void
expire_emit(struct engine *engine, uint16_t actor, uint8_t home, uint32_t item, uint32_t session,
    uint32_t version, uint32_t fields, uint32_t cause)
{
	struct event *event = engine_event(engine, EVENT_EXPIRE, actor, NONE16);

	event->cause = cause;
	event->home = home;
	event->item = item;
	event->session = session;
	event->version = version;
	event->fields = fields;
	engine_emit(engine, event, NULL);
}

/* Of what a device carries in its token row: the pieces of the mask.  What is left is in a row of
 * its own, which the events name. */
static void
expire_carried(struct engine *engine, uint32_t row, uint32_t mask, uint32_t cause)
{
	struct device *device = &engine->devices[row];
	struct token token, old;
	uint32_t left = 0, gone = 0;

	if (device->token == NONE32)
		return;
	token = old = *trace_token_row(engine->trace, device->token);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		if (token.texts[piece] == NONE32)
			continue;
		if (mask & 1u << piece) {
			gone |= 1u << piece;
			token.texts[piece] = NONE32;
		} else {
			left |= 1u << piece;
		}
	}
	if (mask & engine->home_masks[HOME_TOKEN]) {
		token.algorithm = ALGORITHM_NONE;
		token.unsecured = false;
	}
	if (gone == 0)
		return;
	device->token = left == 0 ? NONE32 : trace_add_token(engine->trace, &token);
	for (uint16_t piece = 0; piece < engine->piece_count; piece++) {
		uint32_t fields;

		if (!(gone & 1u << piece))
			continue;
		fields = trace_add_fields(engine->trace, (struct fields){ .reason = REASON_FORCED,
			.key = NONE16, .token = device->token + 1 });
		expire_emit(engine, device->actor, (uint8_t)engine->scenario->pieces[piece].home,
		    item_of(engine, piece, token.session, person_of(engine, token.client)),
		    token.session, old.versions[piece], fields, cause);
	}
}

static void
expire_ticket(struct engine *engine, uint32_t row, uint32_t cause)
{
	struct device *device = &engine->devices[row];

	if (device->ticket == NONE32)
		return;
	expire_emit(engine, device->actor, HOME_CLIENT, device->ticket_item, device->ticket,
	    item_newest(engine, device->ticket_item), engine_reason(engine, REASON_FORCED), cause);
	device->ticket = NONE32;
}

/* An entry of the person, at every place. */
static void
expire_held(struct engine *engine, uint32_t person, uint16_t piece, uint32_t cause)
{
	bool user = engine->user_pieces & 1u << piece;
	uint32_t session = device_session(engine, engine->persons[person].device);
	uint32_t owner = user ? person : session;

	for (uint32_t nth = 0; nth < count_places(engine) && owner != NONE32; nth++) {
		uint16_t place = nth_place(engine, nth);
		uint32_t hold = place == NONE16 ? NONE32 : hold_find(engine, place, user, owner);

		if (hold == NONE32 || !(engine->holds[hold].mask & 1u << piece))
			continue;
		expire_emit(engine, place, engine->holds[hold].home,
		    item_of(engine, piece, session, person), user ? NONE32 : session,
		    hold_version(engine, hold, piece), engine_reason(engine, REASON_FORCED),
		    cause);
		hold_take(engine, hold, piece);
	}
}

static void
expire_of(struct engine *engine, const struct fault *fault, uint32_t person, uint32_t cause)
{
	uint32_t devices = engine->scenario->clients[engine->persons[person].client].device_count;
	uint16_t piece = scenario_piece(engine->scenario, fault->piece);
	uint32_t mask = piece == SCENARIO_NONE ? engine->home_masks[HOME_TOKEN] : 1u << piece;

	/* What is in a token ends with all of it. */
	if (mask & engine->home_masks[HOME_TOKEN])
		mask |= engine->home_masks[HOME_TOKEN];
	if (piece != SCENARIO_NONE)
		expire_held(engine, person, piece, cause);
	for (uint32_t i = 0; i < devices; i++) {
		uint32_t device = engine->persons[person].first_device + i;

		if (piece == SCENARIO_NONE && strcmp(fault->piece, "ticket") == 0)
			expire_ticket(engine, device, cause);
		else
			expire_carried(engine, device, mask, cause);
		if (engine->rotates && piece == engine->refresh)
			device_drop_refresh(engine, device, REASON_FORCED, cause, NONE32);
	}
}

void
attack_expire(struct engine *engine, uint32_t fault, uint32_t cause)
{
	const struct fault *row = &engine->scenario->faults[fault];

	for (uint32_t person = 0; person < engine->person_count; person++)
		if (is_meant(engine, row, engine->persons[person].actor))
			expire_of(engine, row, person, cause);
}

/* ---- theft ---- */

static void
steal_key(struct engine *engine, uint16_t server, uint32_t thief, uint32_t cause)
{
	const struct server *row;
	struct device *device = &engine->devices[thief];
	uint32_t fields = engine_reason(engine, REASON_STOLEN);
	struct event *event;

	if (server == NONE16 || engine->servers[server].keys == 0 ||
	    engine->home_masks[HOME_TOKEN] == 0)
		return;
	row = &engine->servers[server];
	device->stolen_key = row->sign_key;
	event = engine_event(engine, EVENT_COPY, row->actor, device->actor);
	event->cause = cause;
	event->home = HOME_CLIENT;
	event->item = row->first_key_item + row->sign_key;
	event->version = 1;
	event->value = 32;
	event->fields = fields;
	engine_emit(engine, event, NULL);
}

/* True when there was something to take. */
static bool
steal_from(struct engine *engine, enum loot loot, uint32_t from, uint32_t to, uint32_t cause)
{
	struct device victim = engine->devices[from];
	bool ticket = loot == LOOT_TICKET || loot == LOOT_COOKIES ||
	    (loot == LOOT_LOGIN && engine->uses_ticket);
	bool token = loot == LOOT_TOKEN || loot == LOOT_COOKIES ||
	    (loot == LOOT_LOGIN && !engine->uses_ticket);

	bool refresh = loot == LOOT_REFRESH || loot == LOOT_COOKIES;

	ticket = ticket && victim.ticket != NONE32;
	refresh = refresh && engine->rotates && victim.refresh.text != NONE32;
	token = token && victim.token != NONE32;
	/* A ticket alone leads nowhere where a cookie names the server. */
	if (ticket && loot != LOOT_TICKET && victim.route != NONE16)
		device_put_route(engine, to, victim.route, victim.actor, REASON_STOLEN, cause);
	if (ticket)
		device_put_ticket(engine, to, victim.ticket, victim.actor, REASON_STOLEN, cause);
	if (token)
		device_put_token(engine, to, victim.token, victim.actor, REASON_STOLEN, cause);
	if (refresh)
		device_put_refresh(engine, to, &victim.refresh, NULL, NONE32, victim.actor,
		    REASON_STOLEN, cause);
	return ticket || token || refresh;
}

void
attack_steal(struct engine *engine, uint32_t fault, uint16_t server, uint32_t cause)
{
	const struct fault *row = &engine->scenario->faults[fault];
	uint32_t thief = find_person(engine, row->thief), victim;

	CHECK(thief != NONE32);
	if (row->loot == LOOT_KEY) {
		steal_key(engine, server, engine->persons[thief].device, cause);
		return;
	}
	victim = find_person(engine, row->client);
	CHECK(victim != NONE32);
	if (steal_from(engine, row->loot, engine->persons[victim].device,
	    engine->persons[thief].device, cause))
		client_rouse(engine, thief);
}

/* ---- forgery ---- */

/* How the forged token is signed, as well as its maker can. */
static void
sign_forged(const struct engine *engine, const struct device *device, enum forgery forgery,
    struct token *token)
{
	enum algorithm own = engine->scenario->token.algorithm;

	token->algorithm = own;
	token->key = device->stolen_key != NONE16 ? device->stolen_key : engine->sign_key;
	token->truth = device->stolen_key != NONE16 ? TOKEN_GENUINE : TOKEN_GUESSED;
	if (forgery == FORGERY_UNSIGNED || own == ALGORITHM_NONE) {
		token->algorithm = ALGORITHM_NONE;
		token->unsecured = true;
		token->truth = TOKEN_GENUINE;
	} else if (forgery == FORGERY_CONFUSED && own != ALGORITHM_HS256) {
		token->algorithm = ALGORITHM_HS256;
		token->truth = TOKEN_CONFUSED; /* the public key is no secret */
	}
}

void
device_forge(struct engine *engine, uint32_t row, const struct script_step *step)
{
	uint32_t victim = find_person(engine, step->victim);
	struct token token = { 0 };

	CHECK(victim != NONE32);
	if (engine->uses_ticket) {
		/* A ticket can only be guessed. */
		device_put_ticket(engine, row, session_new(engine, engine->devices[row].person,
		    row, false), NONE16, REASON_FORGED, NONE32);
		return;
	}
	if (engine->home_masks[HOME_TOKEN] == 0)
		return;
	token.client = engine->persons[victim].actor;
	token.session = session_new(engine, victim, row, false);
	token.carries_sid = scenario_token_names_session(engine->scenario);
	token.exp_s = token_exp_s(engine, (int64_t)engine->now_ns);
	sign_forged(engine, &engine->devices[row], step->forgery, &token);
	for (uint16_t piece = 0; piece < LIMIT_PIECES; piece++) {
		token.texts[piece] = NONE32;
		if (!(engine->home_masks[HOME_TOKEN] & 1u << piece))
			continue;
		token.texts[piece] = content_after(engine, engine->login_action, NONE32, piece,
		    victim, engine->empty_texts[piece]);
		token.versions[piece] = item_next_version(engine, item_of(engine, piece,
		    token.session, victim), token.texts[piece]);
	}
	device_put_token(engine, row, trace_add_token(engine->trace, &token), NONE16,
	    REASON_FORGED, NONE32);
}
