/* The load: sessions that arrive by themselves. */
#include <string.h>

#include "base/units.h"
#include "model/build.h"

#define LOAD_CLIENT "visitor"

/* How often they come: exactly one of mean, rate, utilisation. */
void
build_arrivals(struct builder *builder, const struct node *load)
{
	struct scenario *scenario = builder->scenario;
	const struct node *law = node_get(load, "arrivals"), *rate, *share;

	if (law == NULL && builder->findings.errors > 0)
		return; /* it may be what was refused */
	if (law == NULL) {
		findings_error(&builder->findings, load->mark, "missing-key",
		    "a load needs \"arrivals\": how often its sessions come");
		return;
	}
	rate = node_get(law, "rate");
	share = node_get(law, "utilisation");
	if (rate != NULL)
		units_read_rate(rate->text, &scenario->load.rate_per_gs);
	if (share != NULL)
		units_read_number(share->text, &scenario->load.utilisation);
	if ((rate != NULL) + (share != NULL) + (node_get(law, "mean") != NULL) > 1)
		findings_error(&builder->findings, law->mark, "contradiction",
		    "arrivals: one of \"mean\", \"rate\" and \"utilisation\" says how often");
	else if ((rate != NULL && scenario->load.rate_per_gs == 0) ||
	    (share != NULL && !(scenario->load.utilisation > 0)))
		findings_error(&builder->findings, law->mark, "out-of-range",
		    "arrivals: nobody would come");
}

static struct client *
add_visitor(struct builder *builder, const struct node *load)
{
	struct scenario *scenario = builder->scenario;
	struct client *client = &scenario->clients[scenario->client_count];

	scenario->load.client = (uint16_t)scenario->client_count++;
	*client = (struct client){ .id = LOAD_CLIENT, .name = "Visitor", .device_count = 1,
		.relogin = true, .weight = 1, .mark = load->mark, .think = scenario->load.think,
		.has_think = node_get(load, "think") != NULL };
	client->devices = arena_array(builder->arena, 1, sizeof(*client->devices));
	client->devices[0] = "browser";
	return client;
}

void
build_load(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *load = node_get(builder->tree, "load"), *action;
	struct node *write;
	struct client *client;

	if (load == NULL)
		return;
	scenario->load.on = true;
	build_arrivals(builder, load);
	if (scenario_client(scenario, LOAD_CLIENT) != SCENARIO_NONE) {
		findings_error(&builder->findings,
		    scenario->clients[scenario_client(scenario, LOAD_CLIENT)].mark, "reserved-id",
		    "the sessions of a load are called \"%s\": a client needs another id",
		    LOAD_CLIENT);
		return;
	}
	client = add_visitor(builder, load);
	action = node_get(load, "action");
	write = node_scalar(builder->arena, "add book", load->mark);
	if (!build_step(builder, client, action, &scenario->load.action) ||
	    !build_step(builder, client, write, &scenario->load.write))
		return;
	if (scenario->load.action.more_count > 0)
		findings_error(&builder->findings, action->mark, "bad-step",
		    "a session of a load sends one request at a time");
	if (scenario->load.action.word != SCRIPT_ACTION ||
	    scenario->actions[scenario->load.action.action].makes_session)
		findings_error(&builder->findings, action->mark, "bad-step",
		    "a load repeats an action, and logs in by itself");
}
