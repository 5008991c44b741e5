/* Scenarios that contradict themselves are refused before they start: each rule is one function
 * that looks at the finished struct and tells place and reason.
 */
#include <string.h>

#include "base/units.h"
#include "model/build.h"

#define ACTORS_MAX 65000u /* rows of actors are 16 bits */

static void
somebody_acts(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;

	if (scenario->client_count == 0)
		findings_error(&builder->findings, scenario->mark, "no-clients",
		    "scenario \"%s\" has no clients: nothing would happen", scenario->id);
}

/* Is every value of the law nothing?  Of two kinds of values (bimodal and the like), each that
 * comes at all. */
static bool
takes_none(const struct law *law)
{
	switch (law->kind) {
	case LAW_UNIFORM: return law->other_ns == 0;
	case LAW_HYPEREXPONENTIAL:
	case LAW_BIMODAL:
		return (law->share_ppm == 0 || law->mean_ns == 0) &&
		       (law->share_ppm == 1000000 || law->other_ns == 0);
	case LAW_CONSTANT:
	case LAW_EXPONENTIAL:
	case LAW_ERLANG:
	case LAW_LOGNORMAL:
	case LAW_PARETO:
	case LAW_GEOMETRIC:
	case LAW_ZIPF:
	case LAW_COUNT: break;
	}
	return law->mean_ns == 0;
}

/* From reply to reply no time passes, so that there is always one more before the stop. */
static bool
stands_still(const struct scenario *scenario, const struct client *client)
{
	const struct action *action = &scenario->actions[client->repeat.action];

	return client->has_think && takes_none(&client->think) &&
	    takes_none(&scenario->network.client) && takes_none(&scenario->network.inside) &&
	    scenario->network.bandwidth_bytes == SCENARIO_UNLIMITED &&
	    takes_none(&scenario->servers.service) &&
	    (!action->needs_login || (takes_none(&scenario->store.latency) &&
	    scenario->token.verify_ns == 0));
}

/* A load whose sessions would all come at the same moment. */
static void
sessions_are_apart(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;
	const struct node *law = node_at(builder->tree, "load.arrivals");
	const char *reason = NULL;

	if (!scenario->load.on || builder->findings.errors > 0)
		return;
	if (scenario->load.rate_per_gs > UINT64_C(1000000000) * NS_PER_S)
		reason = "more than one in a nanosecond";
	else if (scenario->load.rate_per_gs == 0 && scenario->load.utilisation > 0)
		reason = takes_none(&scenario->servers.service) ?
		    "a share of what servers can do says nothing where work takes no time" : NULL;
	else if (scenario->load.rate_per_gs == 0 && takes_none(&scenario->load.arrivals))
		reason = "all would come at the same moment";
	if (reason != NULL)
		findings_error(&builder->findings, law->mark, "out-of-range", "arrivals: %s",
		    reason);
}

static void
run_ends(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;
	bool stops = scenario->stop.has_after || scenario->stop.has_requests ||
	    scenario->stop.has_when;

	if (scenario->load.on && !stops) {
		findings_error(&builder->findings, scenario->clients[scenario->load.client].mark,
		    "no-stop",
		    "this run cannot end: a load goes on until a stop, and there is none");
		findings_advise(&builder->findings,
		    "Add \"stop: {after: 20s}\" to the scenario.");
	}
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		if (!client->has_repeat)
			continue;
		if (!stops) {
			findings_error(&builder->findings, client->repeat.mark, "no-stop",
			    "this run cannot end: \"repeat\" goes on until a stop, and there is "
			    "none");
			findings_advise(&builder->findings,
			    "Add \"stop: {after: 20s}\" to the scenario.");
		} else if (stands_still(scenario, client)) {
			findings_error(&builder->findings, client->repeat.mark, "no-stop",
			    "this run cannot end: thinking, network and work take no time");
		}
	}
	if (scenario->stop.has_after && scenario->warmup.after_ns >= scenario->stop.after_ns)
		findings_error(&builder->findings, node_at(builder->tree, "stop.after")->mark,
		    "contradiction", "the run stops before its warm-up is over");
	else if (scenario->stop.has_requests &&
	    scenario->warmup.requests >= scenario->stop.requests)
		findings_error(&builder->findings,
		    node_at(builder->tree, "stop.requests")->mark, "contradiction",
		    "the run stops before its warm-up is over");
}

/* Everything of a kind is lost from some moment on, and for good. */
static bool
drops_all(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *fault = &scenario->faults[i];
		bool ends = fault->kind != FAULT_DROP || fault->share_ppm < 1000000 ||
		    fault->for_ns > 0 || fault->drops > DROP_ANSWER;

		for (uint32_t k = 0; k < scenario->fault_count && !ends; k++)
			ends = k != i && scenario->faults[k].kind == FAULT_DROP &&
			    scenario->faults[k].drops == fault->drops &&
			    (scenario->faults[k].after_pattern ||
			    scenario->faults[k].at_ns > fault->at_ns);
		if (!ends)
			return true;
	}
	return false;
}

/* Does the fault leave a place without a word, or a link without a message, for good? */
static bool
silences(const struct scenario *scenario, const struct fault *fault)
{
	bool lb = fault->node != NULL && strcmp(fault->node, "lb") == 0;
	bool stops = (lb && (fault->kind == FAULT_CRASH || fault->kind == FAULT_HANG)) ||
	    (fault->client != NULL && fault->kind == FAULT_CUT);

	if (!stops || fault->has_outage)
		return false;
	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		const struct fault *later = &scenario->faults[i];
		bool mends = lb ? later->kind == FAULT_RESTART && later->node != NULL &&
		    strcmp(later->node, "lb") == 0 : later->kind == FAULT_HEAL &&
		    later->client != NULL;

		if (mends && (later->after_pattern || later->at_ns > fault->at_ns))
			return false;
	}
	return true;
}

static bool
falls_silent(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->fault_count; i++)
		if (silences(scenario, &scenario->faults[i]))
			return true;
	return false;
}

/* A client that never gives up over a network that carries nothing. */
static void
retries_end(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;
	bool silent = falls_silent(scenario) || scenario->network.lose_request_ppm == 1000000 ||
	    scenario->network.lose_reply_ppm == 1000000 ||
	    scenario->network.lose_inside_ppm == 1000000 || drops_all(scenario);

	if (!silent || scenario->stop.has_after)
		return;
	for (uint32_t i = 0; i < scenario->client_count; i++)
		if (scenario->clients[i].retry.on &&
		    scenario->clients[i].retry.attempts == UINT32_MAX)
			findings_error(&builder->findings, scenario->clients[i].mark, "no-stop",
			    "this run cannot end: client \"%s\" tries without limit, and %s",
			    scenario->clients[i].id, falls_silent(scenario) ?
			    "from some moment on nothing answers" : "every message is lost");
}

/* A piece without a home is remembered by nobody; an action that uses it has nothing to look at. */
static void
action_has_homes(struct builder *builder, const struct script_step *step)
{
	const struct scenario *scenario = builder->scenario;
	const struct action *action = &scenario->actions[step->action];
	uint16_t used[10], login = scenario_piece(scenario, "login");
	uint32_t count = 0;

	if (action->needs_login || action->makes_session)
		used[count++] = login;
	if (action->argument_piece)
		used[count++] = step->piece;
	for (int i = 0; i < 4; i++) {
		if (action->reads[i] != SCENARIO_NONE)
			used[count++] = action->reads[i];
		if (action->writes[i] != SCENARIO_NONE)
			used[count++] = action->writes[i];
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct piece *piece = &scenario->pieces[used[i]];

		if (piece->home != HOME_NONE)
			continue;
		findings_error(&builder->findings, step->mark, "contradiction",
		    "\"%s\" uses %s, which has no home in design \"%s\"", action->id, piece->id,
		    scenario->design);
		return;
	}
}

static void
step_has_homes(struct builder *builder, const struct script_step *step)
{
	if (step->word != SCRIPT_ACTION)
		return;
	action_has_homes(builder, step);
	for (uint32_t i = 0; i < step->more_count; i++)
		action_has_homes(builder, &step->more[i]);
}

static void
state_has_homes(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;

	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		for (uint32_t k = 0; k < client->script_count; k++)
			step_has_homes(builder, &client->script[k]);
		if (client->has_repeat)
			step_has_homes(builder, &client->repeat);
	}
	if (scenario->load.on)
		step_has_homes(builder, &scenario->load.action);
	if (scenario->load.on && scenario->load.writes_ppm > 0)
		step_has_homes(builder, &scenario->load.write);
}

static bool
is_person(const struct scenario *scenario, const char *id)
{
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];
		size_t length = strlen(client->id);
		uint64_t member;

		if (client->count == 1 && strcmp(client->id, id) == 0)
			return true;
		if (client->count > 1 && strncmp(client->id, id, length) == 0 &&
		    id[length] == '-' && units_read_integer(id + length + 1, &member) &&
		    member >= 1 && member <= client->count)
			return true;
	}
	return false;
}

static void
forgeries_have_victims(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;

	for (uint32_t i = 0; i < scenario->client_count; i++)
		for (uint32_t k = 0; k < scenario->clients[i].script_count; k++) {
			const struct script_step *step = &scenario->clients[i].script[k];

			if (step->word == SCRIPT_FORGE && !is_person(scenario, step->victim))
				findings_error(&builder->findings, step->mark, "unknown-client",
				    "no client \"%s\": a forged token names one person",
				    step->victim);
		}
}

/* What is listed is a token that says who somebody is. */
static void
list_has_logins(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;
	uint16_t login = scenario_piece(scenario, "login");

	if (!scenario->denylist.on || (login != SCENARIO_NONE &&
	    scenario->pieces[login].home == HOME_TOKEN))
		return;
	findings_error(&builder->findings, node_get(builder->tree, "denylist")->mark,
	    "contradiction", "a list of revoked tokens needs a login in the token; in design "
	    "\"%s\" it is elsewhere", scenario->design);
	findings_advise(&builder->findings, "Where a place holds the login, a revocation removes "
	    "it there.");
}

/* Copies take over; without one nobody can. */
static void
failover_has_copies(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;

	for (uint32_t i = 0; i < scenario->fault_count; i++) {
		if (scenario->faults[i].kind != FAULT_FAILOVER || scenario->store.copies > 0 ||
		    scenario_changes(scenario, "store.copies"))
			continue;
		findings_error(&builder->findings, scenario->faults[i].mark, "contradiction",
		    "\"failover\" needs a copy that takes over, and the store has none");
		findings_advise(&builder->findings, "Add \"copies: 1\" to the store.");
	}
}

/* A lock is waited for by an operation that takes its way to the store. */
static void
locks_have_operations(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;

	if (scenario->store.lock == LOCK_EXCLUSIVE && scenario->store.has_operations &&
	    scenario->store.operations_per_request == 0)
		findings_error(&builder->findings,
		    node_at(builder->tree, "store.operations_per_request")->mark, "contradiction",
		    "\"lock: exclusive\" needs operations that wait, and no request makes one");
}

/* "s12", roles and the like are names of places already. */
static bool
id_is_reserved(const char *id)
{
	static const char *const words[] = { "lb", "store", "db", "all", "random", "start", "end",
		"run", "case", "design", "empty", "true", "false" };
	uint64_t number;

	if (role_find(id) >= 0 || (id[0] == 's' && units_read_integer(id + 1, &number)))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(id, words[i]) == 0)
			return true;
	return false;
}

/* Does `id` read like a member or a device of `other`: "ana-laptop", "crowd-3"? */
static bool
id_collides(const struct client *other, const char *id)
{
	size_t length = strlen(other->id);
	const char *rest = id + length + 1;
	uint64_t member;

	if (strncmp(id, other->id, length) != 0 || id[length] != '-')
		return false;
	if (other->count > 1 && units_read_integer(rest, &member))
		return true;
	for (uint32_t i = 0; i < other->device_count; i++)
		if (strcmp(rest, other->devices[i]) == 0)
			return true;
	return false;
}

static void
ids_are_apart(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;
	uint64_t actors = 3ull + scenario->servers.count, people = 0;

	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		if (id_is_reserved(client->id))
			findings_error(&builder->findings, client->mark, "reserved-id",
			    "a client cannot be called \"%s\": that word means something else here",
			    client->id);
		for (uint32_t k = 0; k < scenario->client_count; k++)
			if (id_collides(&scenario->clients[k], client->id))
				findings_error(&builder->findings, client->mark, "reserved-id",
				    "\"%s\" is also a member or a device of client \"%s\"",
				    client->id, scenario->clients[k].id);
		people += client->count;
		actors += (uint64_t)client->count * (1 + client->device_count);
	}
	if (people > LIMIT_CLIENTS || actors > ACTORS_MAX)
		findings_error(&builder->findings, scenario->mark, "too-many",
		    "more than %u clients, devices and servers together", ACTORS_MAX);
}

/* A lag that nobody could see, because every reply waits until it is over. */
static void
copies_make_sense(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;

	if (scenario->session.copy_lag_ns == 0 || scenario->session.copy == COPY_ASYNC)
		return;
	findings_error(&builder->findings, node_at(builder->tree, "session.copy_lag")->mark,
	    "contradiction", "a reply that waits for its copies knows no lag");
	findings_advise(&builder->findings, "Add \"copy: async\" to session, or leave it out.");
}

/* Memory that not even one session fits in holds nothing. */
static void
memory_is_enough(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < scenario->piece_count; i++)
		if (scenario->pieces[i].home == HOME_SERVER ||
		    scenario->pieces[i].home == HOME_REPLICA)
			bytes += scenario->pieces[i].bytes;
	if (bytes <= scenario->servers.memory_bytes ||
	    scenario->servers.eviction == EVICTION_NONE)
		return;
	findings_error(&builder->findings, node_at(builder->tree, "servers.memory")->mark,
	    "contradiction", "what one session keeps in design \"%s\" does not fit: %llu bytes",
	    scenario->design, (unsigned long long)bytes);
}

/* Who reads from memory has taken no lock. */
static void
cache_takes_no_lock(struct builder *builder)
{
	const struct scenario *scenario = builder->scenario;

	if (scenario->store.lock != LOCK_EXCLUSIVE)
		return;
	for (uint32_t i = 0; i < scenario->piece_count; i++)
		if (scenario->servers.cache_pieces & 1u << i &&
		    (scenario->pieces[i].home == HOME_STORE ||
		    scenario->pieces[i].home == HOME_DATABASE)) {
			findings_error(&builder->findings,
			    node_at(builder->tree, "servers.cache")->mark, "contradiction",
			    "a server that answers from its cache takes no lock: \"%s\" cannot "
			    "be cached under store.lock exclusive", scenario->pieces[i].id);
			return;
		}
}

void
build_contradictions_now(struct builder *builder)
{
	copies_make_sense(builder);
	memory_is_enough(builder);
	cache_takes_no_lock(builder);
	locks_have_operations(builder);
	build_routing_fits(builder);
}

void
build_contradictions(struct builder *builder)
{
	somebody_acts(builder);
	run_ends(builder);
	sessions_are_apart(builder);
	retries_end(builder);
	state_has_homes(builder);
	build_contradictions_now(builder);
	forgeries_have_victims(builder);
	list_has_logins(builder);
	failover_has_copies(builder);
	ids_are_apart(builder);
}
