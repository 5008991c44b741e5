/* What names mean where they stand: fields, waypoints, measures, actors, pieces, kinds of events.
 *
 * A name is looked up as a field (inside `where` and `satisfies`), a waypoint, a measure; two
 * meanings that fit are an error.  Words of enums and actors are tried before, by whoever asks
 * for them.
 */
#include "trace/expr_type.h"

#include <string.h>

#include "base/check.h"
#include "base/limits.h"

void
typer_depend(const struct typer *typer, uint32_t depth)
{
	if (depth < typer->facts->lowest)
		typer->facts->lowest = depth;
}

/* -- what a bare name can mean --------------------------------------------------------------- */

static void
dotted_meanings(const struct typer *typer, const char *name, struct meanings *found)
{
	const char *dot = strchr(name, '.');
	char head[LIMIT_ID_BYTES + 1];
	size_t length = (size_t)(dot - name);
	int measure = measure_find(dot + 1);

	if (length > LIMIT_ID_BYTES)
		return;
	memcpy(head, name, length);
	head[length] = '\0';
	found->field = expr_field_find(dot + 1);
	found->waypoint = expr_scope_waypoint(typer->scenario, head);
	found->design = expr_scope_design(typer->reader->scope, head);
	if (found->field >= 0 && strcmp(head, "event") == 0 && typer->depth > 0)
		found->set |= MEANS_EVENT_FIELD;
	else if (found->field >= 0 && found->waypoint != NONE32)
		found->set |= MEANS_WAYPOINT_FIELD;
	if (measure >= 0 && found->design != NONE32) {
		found->set |= MEANS_DESIGN_MEASURE;
		found->measure = measure;
	}
}

struct meanings
typer_meanings(const struct typer *typer, const char *name)
{
	struct meanings found = { .measure = measure_find(name), .waypoint = NONE32,
		.design = NONE32, .field = -1 };

	if (strchr(name, '.')) {
		if (found.measure >= 0)
			found.set |= MEANS_MEASURE;
		dotted_meanings(typer, name, &found);
		return found;
	}
	found.field = expr_field_find(name);
	found.waypoint = expr_scope_waypoint(typer->scenario, name);
	if (strcmp(name, "event") == 0 && typer->depth > 0)
		found.set |= MEANS_EVENT;
	if ((strcmp(name, "client") == 0 && typer->client_bound) ||
	    (strcmp(name, "server") == 0 && typer->server_bound))
		found.set |= MEANS_BOUND;
	if (found.waypoint != NONE32)
		found.set |= MEANS_WAYPOINT;
	if (found.field >= 0 && typer->depth > 0)
		found.set |= MEANS_FIELD;
	else if (found.measure >= 0) /* inside `where` the event's own wire_bytes is meant */
		found.set |= MEANS_MEASURE;
	return found;
}

static enum expr_type
fail_ambiguous(const struct typer *typer, uint32_t at, const char *name, unsigned set)
{
	static const struct {
		unsigned meaning;
		const char *words;
	} rows[] = { { MEANS_EVENT, "the event" },
		{ MEANS_BOUND, "the one meant by \"satisfies\"" },
		{ MEANS_FIELD, "a field of the event" }, { MEANS_WAYPOINT, "a waypoint" },
		{ MEANS_MEASURE, "a measure" },
		{ MEANS_WAYPOINT_FIELD, "a field of the event at a waypoint" },
		{ MEANS_DESIGN_MEASURE, "a measure of a design" },
		{ MEANS_EVENT_FIELD, "a field of the event" } };
	const char *first = NULL, *second = NULL;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(set & rows[i].meaning))
			continue;
		second = first ? rows[i].words : second;
		first = first ? first : rows[i].words;
	}
	expr_fail(typer->reader, at, "ambiguous-name", "\"%.60s\" can mean %s and %s", name, first,
	    second);
	return TYPE_WRONG;
}

static enum expr_type
fail_unknown_name(const struct typer *typer, const struct expr *expr)
{
	static const enum expr_name_set plain[] = { NAMES_WAYPOINT, NAMES_MEASURE, NAMES_FIELD };
	struct expr_reader *reader = typer->reader;
	const char *name = expr->text, *dot = strchr(name, '.');
	enum actor_kind kind;
	enum role role;

	if (dot) {
		char *head = arena_strndup(reader->arena, name, (size_t)(dot - name));
		enum expr_name_set fields[] = { NAMES_FIELD }, measures[] = { NAMES_MEASURE };

		if (expr_scope_design(reader->scope, head) != NONE32) {
			expr_fail(reader, expr->at, "unknown-name", "there is no measure \"%.60s\"",
			    dot + 1);
			expr_advise(reader, typer->design, dot + 1, measures, 1);
		} else if (expr_scope_waypoint(typer->scenario, head) != NONE32 ||
		    (strcmp(head, "event") == 0 && typer->depth > 0)) {
			expr_fail(reader, expr->at, "unknown-name",
			    "an event has no field \"%.60s\"",
			    dot + 1);
			expr_advise(reader, typer->design, dot + 1, fields, 1);
		} else {
			enum expr_name_set heads[] = { NAMES_WAYPOINT, NAMES_DESIGN,
				NAMES_MEASURE };

			expr_fail(reader, expr->at, "unknown-name",
			    "\"%.60s\" is no waypoint, design or measure", head);
			expr_advise(reader, typer->design, head, heads, 3);
		}
		return TYPE_WRONG;
	}
	if (expr_scope_actor(typer->scenario, name, &kind, &role) > 0 || role_find(name) >= 0)
		expr_fail(reader, expr->at, "unknown-name",
		    "\"%.60s\" is an actor, and no actor is asked for here", name);
	else if (expr_scope_design(reader->scope, name) != NONE32)
		expr_fail(reader, expr->at, "unknown-name",
		    "the design \"%.60s\" stands only before a dot or after \"under\"", name);
	else if (expr_field_find(name) >= 0)
		expr_fail(reader, expr->at, "unknown-name",
		    "the field \"%.60s\" stands only inside \"where\", or after a waypoint "
		    "and a dot",
		    name);
	else {
		expr_fail(reader, expr->at, "unknown-name", "nothing is called \"%.60s\"", name);
		expr_advise(reader, typer->design, name, plain, 2);
	}
	return TYPE_WRONG;
}

/* -- waypoints ------------------------------------------------------------------------------- */

/* The moment a waypoint stands for, read once; NULL after a finding at `at`. */
static struct moment_ref *
waypoint_moment(const struct typer *typer, uint32_t row, uint32_t at)
{
	struct expr_reader *reader = typer->reader, inner = *reader;
	const struct waypoint *waypoint = &typer->scenario->waypoints[row];
	size_t index = (size_t)typer->design * LIMIT_WAYPOINTS + row;
	struct findings findings;
	struct expr *expr;

	CHECK(row < LIMIT_WAYPOINTS);
	if (reader->waypoints[index])
		return reader->waypoints[index];
	if (reader->waypoint_open[index])
		return expr_fail(reader, at, "waypoint-cycle",
		    "the waypoint \"%.60s\" leads back to itself", waypoint->id);
	reader->waypoint_open[index] = true;
	findings_init(&findings, reader->arena);
	inner.source = waypoint->expression;
	inner.mark = waypoint->mark;
	inner.findings = &findings;
	inner.depth = 0;
	inner.next = 0;
	inner.failed = false;
	inner.design = typer->design;
	inner.moment_mode = true;
	expr = expr_read(&inner);
	reader->waypoint_open[index] = false;
	if (expr) {
		if (expr->runs_needed > typer->facts->runs_needed)
			typer->facts->runs_needed = expr->runs_needed;
		for (int m = 0; m < MEASURES_MAX; m++)
			typer->facts->measures[m] = typer->facts->measures[m] || expr->measures[m];
		reader->waypoints[index] = expr->moment;
		return expr->moment;
	}
	if (strcmp(findings.rows[0].code, "waypoint-cycle") == 0)
		return expr_fail(reader, at, "waypoint-cycle", "%s", findings.rows[0].text);
	return expr_fail(reader, at, "bad-waypoint", "the waypoint \"%.60s\" cannot be read: %s",
	    waypoint->id, findings.rows[0].text);
}

/* A reference to a waypoint as a moment; NULL after a finding. */
static struct moment_ref *
waypoint_ref(const struct typer *typer, uint32_t row, uint32_t at)
{
	struct moment_ref *moment = arena_alloc(typer->reader->arena, sizeof(*moment));

	moment->kind = MOMENT_WAYPOINT;
	moment->at = at;
	moment->text = typer->scenario->waypoints[row].id;
	moment->inner = waypoint_moment(typer, row, at);
	moment->closed = true;
	moment->slot = (*typer->reader->slots)++;
	return moment->inner ? moment : NULL;
}

static bool
moment_has_event(const struct moment_ref *moment)
{
	while (moment->inner)
		moment = moment->inner;
	return moment->kind == MOMENT_FIRST || moment->kind == MOMENT_LAST ||
	    moment->kind == MOMENT_EVENT || moment->kind == MOMENT_NUMBER;
}

/* The kind of its event, -1 when it is not known. */
static int
moment_event_kind(const struct typer *typer, const struct moment_ref *moment)
{
	while (moment->inner)
		moment = moment->inner;
	if (moment->kind == MOMENT_EVENT)
		return typer->event_kind;
	return moment->pattern ? moment->pattern->event_kind : -1;
}

/* -- names to nodes -------------------------------------------------------------------------- */

static void
become_event_field(const struct typer *typer, struct expr *expr, int field)
{
	expr->kind = EX_FIELD;
	expr->field = (enum expr_field)field;
	expr->type = expr_field_type(expr->field, typer->event_kind);
	typer_depend(typer, typer->depth);
}

static bool
become_waypoint_field(const struct typer *typer, struct expr *expr, const struct meanings *found)
{
	expr->moment = waypoint_ref(typer, found->waypoint, expr->at);
	if (!expr->moment)
		return false;
	if (!moment_has_event(expr->moment)) {
		expr_fail(typer->reader, expr->at, "no-event",
		    "the waypoint \"%.60s\" is a time: it has no event to ask", expr->moment->text);
		return false;
	}
	expr->kind = EX_FIELD;
	expr->field = (enum expr_field)found->field;
	expr->type = expr_field_type(expr->field, moment_event_kind(typer, expr->moment));
	return true;
}

static bool
become_measure(const struct typer *typer, struct expr *expr, const struct meanings *found)
{
	static const enum expr_type types[] = { [MEASURE_COUNT_] = EXPR_COUNT,
		[MEASURE_NS] = EXPR_DURATION, [MEASURE_BYTES] = EXPR_BYTES,
		[MEASURE_NUMBER] = EXPR_NUMBER, [MEASURE_RATE] = EXPR_RATE,
		[MEASURE_BYTE_SECONDS] = EXPR_NUMBER };
	const struct measure_row *row = &measure_rows[found->measure];

	if (!row->built) {
		expr_fail(typer->reader, expr->at, "not-built",
		    "this version cannot measure \"%s\"", row->name);
		return false;
	}
	if (typer->placed) {
		expr_fail(typer->reader, expr->at, "type-mismatch",
		    "\"%s\" is measured over the whole run: it has no value at a moment",
		    row->name);
		return false;
	}
	expr->kind = EX_MEASURE;
	expr->measure = found->measure;
	typer->facts->measures[found->measure] = true;
	expr->design = found->set & MEANS_DESIGN_MEASURE ? found->design : NONE32;
	expr->type = types[row->unit];
	if (expr->design == NONE32) {
		typer_depend(typer, 0);
		if (!typer->design_bound)
			typer->facts->bare_measure = true;
	}
	return true;
}

static bool
become_waypoint(const struct typer *typer, struct expr *expr, const struct meanings *found)
{
	expr->moment = waypoint_ref(typer, found->waypoint, expr->at);
	if (!expr->moment)
		return false;
	expr->kind = EX_WAYPOINT;
	expr->type = moment_has_event(expr->moment) ? EXPR_EVENT : EXPR_MOMENT;
	return true;
}

/* `client`, `server` inside `every client`, `every server`. */
static struct actor_ref *
bound_actor(const struct typer *typer, const char *name, uint32_t at)
{
	struct actor_ref *actor = arena_alloc(typer->reader->arena, sizeof(*actor));

	actor->kind = ACTOR_BOUND;
	actor->at = at;
	actor->text = name;
	actor->role = strcmp(name, "client") == 0 ? ROLE_CLIENT : ROLE_SERVER;
	typer_depend(typer, 0);
	return actor;
}

enum expr_type
typer_name(const struct typer *typer, struct expr *expr)
{
	struct meanings found = typer_meanings(typer, expr->text);
	bool ok = true;

	if (found.set == 0)
		return fail_unknown_name(typer, expr);
	if (found.set & (found.set - 1))
		return fail_ambiguous(typer, expr->at, expr->text, found.set);
	if (!(found.set & (MEANS_MEASURE | MEANS_DESIGN_MEASURE)))
		typer->facts->needs_trace = true;
	switch ((enum meaning)found.set) {
	case MEANS_EVENT:
		expr->moment = arena_alloc(typer->reader->arena, sizeof(*expr->moment));
		expr->moment->kind = MOMENT_EVENT;
		expr->moment->at = expr->at;
		expr->moment->text = expr->text;
		expr->kind = EX_WAYPOINT;
		expr->type = EXPR_EVENT;
		typer_depend(typer, typer->depth);
		break;
	case MEANS_BOUND:
		expr->kind = EX_ACTOR;
		expr->actor = bound_actor(typer, expr->text, expr->at);
		expr->type = EXPR_ACTOR;
		break;
	case MEANS_FIELD:
	case MEANS_EVENT_FIELD:
		become_event_field(typer, expr, found.field);
		break;
	case MEANS_WAYPOINT:
		ok = become_waypoint(typer, expr, &found);
		break;
	case MEANS_WAYPOINT_FIELD:
		ok = become_waypoint_field(typer, expr, &found);
		break;
	case MEANS_MEASURE:
	case MEANS_DESIGN_MEASURE:
		ok = become_measure(typer, expr, &found);
		break;
	}
	if (!ok)
		return TYPE_WRONG;
	if (expr->kind == EX_FIELD)
		expr->words = expr->field == FIELD_OUTCOME ? WORDS_OUTCOME :
		    expr->field == FIELD_KIND ? WORDS_KIND : WORDS_NONE;
	return expr->type;
}

/* -- actors and items ------------------------------------------------------------------------ */

int
typer_actor_meanings(const struct typer *typer, const char *name, enum actor_kind *kind,
    enum role *role)
{
	int found = expr_scope_actor(typer->scenario, name, kind, role);
	int as_role = role_find(name);

	if (as_role < 0)
		return found;
	*kind = ACTOR_ROLE;
	*role = (enum role)as_role;
	return found + 1;
}

static bool
fail_unknown_actor(const struct typer *typer, const struct actor_ref *actor, bool client)
{
	static const enum expr_name_set actors[] = { NAMES_ACTOR }, clients[] = { NAMES_CLIENT };

	expr_fail(typer->reader, actor->at, "unknown-name", "\"%.60s\" is no %s of this scenario",
	    actor->text, client ? "client" : "actor");
	expr_advise(typer->reader, typer->design, actor->text, client ? clients : actors, 1);
	return false;
}

/* `actor`, `other` of the bound event or `waypoint.actor`. */
static bool
type_actor_field(const struct typer *typer, struct actor_ref *actor, bool client)
{
	struct meanings found = typer_meanings(typer, actor->text);
	struct expr *expr;

	if (!(found.set & (MEANS_FIELD | MEANS_EVENT_FIELD | MEANS_WAYPOINT_FIELD)) ||
	    expr_field_type((enum expr_field)found.field, -1) != EXPR_ACTOR)
		return fail_unknown_actor(typer, actor, client);
	expr = arena_alloc(typer->reader->arena, sizeof(*expr));
	expr->kind = EX_NAME;
	expr->at = actor->at;
	expr->text = actor->text;
	expr->design = NONE32;
	actor->kind = ACTOR_FIELD;
	actor->field = expr;
	return typer_expr(typer, expr) == EXPR_ACTOR;
}

bool
typer_actor(const struct typer *typer, struct actor_ref *actor, bool client, bool single)
{
	enum actor_kind kind;
	enum role role;
	int found;

	typer->facts->needs_trace = true;
	if (actor->kind == ACTOR_HOLDER) {
		typer_depend(typer, typer->depth);
		if (client)
			return fail_unknown_actor(typer, actor, true);
		return typer_actor(typer, actor->client, true, true);
	}
	if (typer_meanings(typer, actor->text).set & MEANS_BOUND) {
		if (client && strcmp(actor->text, "client") != 0)
			return fail_unknown_actor(typer, actor, true);
		*actor = *bound_actor(typer, actor->text, actor->at);
		return true;
	}
	found = typer_actor_meanings(typer, actor->text, &kind, &role);
	if (found == 0)
		return type_actor_field(typer, actor, client);
	if (found > 1) {
		expr_fail(typer->reader, actor->at, "ambiguous-name",
		    "\"%.60s\" can mean several actors of this scenario", actor->text);
		return false;
	}
	if (client && role != ROLE_CLIENT)
		return fail_unknown_actor(typer, actor, true);
	if (single && kind != ACTOR_ID) {
		expr_fail(typer->reader, actor->at, "needs-client",
		    "one client is asked for here, and \"%.60s\" is several", actor->text);
		if (kind == ACTOR_CROWD)
			findings_advise(typer->reader->findings,
			    "Its members are %.60s-1, %.60s-2 ...",
			    actor->text, actor->text);
		return false;
	}
	actor->kind = kind;
	actor->role = role;
	return true;
}

bool
typer_item(const struct typer *typer, struct item_ref *item, bool needs_client)
{
	static const enum expr_name_set pieces[] = { NAMES_PIECE };

	typer->facts->needs_trace = true;
	typer_depend(typer, typer->depth);
	if (!expr_scope_piece(typer->scenario, item->piece)) {
		expr_fail(typer->reader, item->at, "unknown-name",
		    "\"%.60s\" is no piece of state", item->piece);
		expr_advise(typer->reader, typer->design, item->piece, pieces, 1);
		return false;
	}
	if (strcmp(item->piece, "key") == 0 && (needs_client || item->client)) {
		expr_fail(typer->reader, item->at, "type-mismatch",
		    "a key is a server's, not a client's");
		return false;
	}
	if (item->client)
		return typer_actor(typer, item->client, true, true);
	if (needs_client && (typer->scenario->client_count != 1 ||
	    typer->scenario->clients[0].count != 1)) {
		expr_fail(typer->reader, item->at, "needs-client", "whose \"%.60s\" is meant?",
		    item->piece);
		findings_advise(typer->reader->findings, "Write \"%.60s of CLIENT\"", item->piece);
		return false;
	}
	return true;
}

/* -- patterns and moments -------------------------------------------------------------------- */

static bool
type_suffixes(const struct typer *typer, struct pattern_ref *pattern)
{
	static const enum expr_name_set pieces[] = { NAMES_PIECE };
	bool ok = true;

	for (struct suffix_ref *suffix = pattern->first; suffix; suffix = suffix->next) {
		if (suffix->actor) {
			ok = typer_actor(typer, suffix->actor, suffix->kind == SUFFIX_FOR,
			    false) && ok;
		} else if (suffix->moment) {
			ok = typer_moment(typer, suffix->moment) && ok;
		} else if (!expr_scope_piece(typer->scenario, suffix->text)) {
			expr_fail(typer->reader, suffix->at, "unknown-name",
			    "\"%.60s\" is no piece of state", suffix->text);
			expr_advise(typer->reader, typer->design, suffix->text, pieces, 1);
			ok = false;
		}
	}
	return ok;
}

/* The kind of event.  `read` is a kind of event before it is an action (that every scenario has).
 */
static bool
type_kind(const struct typer *typer, struct pattern_ref *pattern)
{
	static const enum expr_name_set kinds[] = { NAMES_KIND };
	int kind = event_kind_find(pattern->text);
	bool request = strcmp(pattern->text, "request") == 0;
	bool reply = strcmp(pattern->text, "reply") == 0;
	bool action = scenario_action(typer->scenario, pattern->text) != SCENARIO_NONE;

	if (action && (kind >= 0 || request || reply) && strcmp(pattern->text, "read") != 0) {
		expr_fail(typer->reader, pattern->at, "ambiguous-name",
		    "\"%.60s\" can mean an action of this scenario and a kind of event",
		    pattern->text);
		return false;
	}
	if (kind < 0 && !request && !reply && !action) {
		expr_fail(typer->reader, pattern->at, "unknown-name",
		    "\"%.60s\" is no kind of event and no action", pattern->text);
		expr_advise(typer->reader, typer->design, pattern->text, kinds, 1);
		return false;
	}
	pattern->kind = kind >= 0 ? PATTERN_KIND : request ? PATTERN_REQUEST :
	    reply ? PATTERN_REPLY : PATTERN_ACTION;
	pattern->event_kind = kind >= 0 ? kind : reply ? EVENT_RECEIVE : EVENT_SEND;
	return true;
}

struct typer
typer_bind(const struct typer *typer, const struct pattern_ref *pattern)
{
	struct typer inner = *typer;

	inner.depth++;
	inner.event_kind = pattern->event_kind;
	return inner;
}

bool
typer_pattern(const struct typer *typer, struct pattern_ref *pattern)
{
	struct typer inner;

	typer->facts->needs_trace = true;
	if (!type_kind(typer, pattern))
		return false;
	if (!type_suffixes(typer, pattern))
		return false;
	if (!pattern->where)
		return true;
	inner = typer_bind(typer, pattern);
	return typer_expect_bool(&inner, pattern->where, "\"where\"");
}

static bool
type_waypoint_moment(const struct typer *typer, struct moment_ref *moment)
{
	static const enum expr_name_set waypoints[] = { NAMES_WAYPOINT };
	uint32_t row = expr_scope_waypoint(typer->scenario, moment->text);
	struct moment_ref *found;

	if (row != NONE32) {
		found = waypoint_ref(typer, row, moment->at);
		if (found)
			*moment = *found;
		return found != NULL;
	}
	expr_fail(typer->reader, moment->at, "unknown-name", "there is no waypoint \"%.60s\"",
	    moment->text);
	if (event_kind_find(moment->text) >= 0 ||
	    scenario_action(typer->scenario, moment->text) != SCENARIO_NONE)
		findings_advise(typer->reader->findings, "Write \"first %.60s\" or \"last %.60s\"",
		    moment->text, moment->text);
	else
		expr_advise(typer->reader, typer->design, moment->text, waypoints, 1);
	return false;
}

bool
typer_moment(const struct typer *typer, struct moment_ref *moment)
{
	uint32_t lowest = typer->facts->lowest;
	bool ok = true;

	typer->facts->needs_trace = true;
	typer->facts->lowest = NONE32;
	switch (moment->kind) {
	case MOMENT_WAYPOINT:
		ok = type_waypoint_moment(typer, moment);
		break;
	case MOMENT_EVENT:
		typer_depend(typer, typer->depth);
		if (typer->depth == 0) {
			expr_fail(typer->reader, moment->at, "no-event",
			    "\"event\" stands only inside \"where\" and \"satisfies\"");
			ok = false;
		}
		break;
	case MOMENT_FIRST:
	case MOMENT_LAST:
		ok = typer_pattern(typer, moment->pattern);
		moment->closed = typer->facts->lowest > typer->depth;
		if (moment->closed)
			moment->slot = (*typer->reader->slots)++;
		break;
	case MOMENT_BEFORE:
	case MOMENT_AFTER:
		ok = typer_moment(typer, moment->inner);
		break;
	case MOMENT_START:
	case MOMENT_END:
	case MOMENT_TIME:
	case MOMENT_NUMBER:
		break;
	}
	if (lowest < typer->facts->lowest)
		typer->facts->lowest = lowest;
	return ok;
}
