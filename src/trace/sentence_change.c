/* Sentences of what is different from now on: messages that are lost on purpose, settings. */
#include <string.h>

#include "base/units.h"
#include "trace/past.h"
#include "trace/sentence_parts.h"
#include "trace/world.h"

/* The fault that the event is, or NULL: a trace that was not simulated. */
static const struct fault *
fault_of(const struct telling *t)
{
	const struct scenario *scenario = t->trace->scenario;

	return t->event->value < scenario->fault_count ? &scenario->faults[t->event->value] : NULL;
}

/* "requests to the balancer": which messages. */
static void
say_kind(const struct telling *t, enum drop_kind kind, bool one)
{
	static const char *const words[DROP_COUNT][2] = {
		[DROP_REQUEST] = { "{requests} to %A", "{request} to %A" },
		[DROP_REPLY] = { "replies of %A", "reply of %A" },
		[DROP_CALL] = { "calls to %A", "call to %A" },
		[DROP_ANSWER] = { "answers of %A", "answer of %A" },
		[DROP_PROBE] = { "probes of %A", "probe of %A" },
		[DROP_COPY] = { "messages between the {servers} of %A",
		    "message between the {servers} of %A" },
	};

	say(t, words[kind][one]);
	if (t->event->other != NONE16)
		say(t, " and %O");
}

static void
say_lost(const struct telling *t, const struct fault *fault)
{
	if (!fault->has_share && fault->count == 1) {
		say(t, "The next ");
		say_kind(t, fault->drops, true);
		str_add(t->out, " gets lost");
	} else if (!fault->has_share) {
		str_printf(t->out, "The next %u ", fault->count);
		say_kind(t, fault->drops, false);
		str_add(t->out, " get lost");
	} else {
		str_printf(t->out, "From now on %g %% of the ", fault->share_ppm / 1e4);
		say_kind(t, fault->drops, false);
		str_add(t->out, " get lost");
	}
	if (fault->for_ns > 0) {
		str_add(t->out, fault->has_share ? ", for " : ", within ");
		units_print_duration(t->out, fault->for_ns);
	}
}

void
sentence_drop(const struct telling *t)
{
	const struct fault *fault = fault_of(t);
	bool ends = trace_reason(t->trace, t->event) == REASON_DROPPED;

	if (fault == NULL) {
		say(t, "Messages get lost at %A.");
		return;
	}
	if (ends || (fault->has_share && fault->share_ppm == 0)) {
		str_add(t->out, "No more ");
		say_kind(t, fault->drops, false);
		str_add(t->out, " get lost");
	} else {
		say_lost(t, fault);
	}
	str_add(t->out, ".");
}

void
telling_settings(const struct telling *t, struct scenario *now)
{
	const struct scenario *scenario = t->trace->scenario;
	const struct trace_past *past = t->trace->past;
	uint32_t count = past == NULL ? t->index : past->change_count;

	*now = t->trace->base != NULL ? t->trace->base->now : *scenario;
	if (!scenario_changes(scenario, ""))
		return;
	for (uint32_t i = 0; i < count; i++) {
		const struct event *event = past == NULL ? &t->trace->events[i]
		                                         : &past->changes[i].event;

		if (event->kind == EVENT_CHANGE && event->value < scenario->fault_count &&
		    trace_reason(t->trace, event) == REASON_SETTING)
			scenario_apply(now, NULL, &scenario->faults[event->value]);
	}
}

uint32_t
telling_copies(const struct telling *t)
{
	const struct scenario *scenario = t->trace->scenario;
	const struct trace_past *past = t->trace->past;
	uint32_t count = past == NULL ? t->index : past->change_count;
	struct scenario now = *scenario;
	uint32_t copies = t->trace->base != NULL ? t->trace->base->store_copies
	                                         : scenario->store.copies;

	for (uint32_t i = 0; i < count; i++) {
		const struct event *event = past == NULL ? &t->trace->events[i]
		                                         : &past->changes[i].event;
		enum reason reason = trace_reason(t->trace, event);

		if (event->kind != EVENT_CHANGE)
			continue;
		if (reason == REASON_FAILOVER)
			copies -= copies > 0;
		if (reason != REASON_SETTING || event->value >= scenario->fault_count ||
		    scenario->faults[event->value].path == NULL ||
		    strcmp(scenario->faults[event->value].path, "store.copies") != 0)
			continue;
		scenario_apply(&now, NULL, &scenario->faults[event->value]);
		copies = now.store.copies;
	}
	return copies;
}

bool
telling_is_of_setting(const struct telling *t)
{
	const struct event *cause = telling_cause(t);

	return cause != NULL && cause->kind == EVENT_CHANGE &&
	    trace_reason(t->trace, cause) == REASON_SETTING;
}

void
sentence_setting(const struct telling *t)
{
	const struct fault *fault = fault_of(t);

	if (fault == NULL || fault->path == NULL)
		say(t, "A setting changes at %A.");
	else
		str_printf(t->out, "From now on %s is %s.", fault->path, fault->value);
}
