/* The trace as JSON of our own, interface 1: what each name means is in the table of formats
 * (`help trace`) and in trace/event.h.  A name once printed keeps its meaning; new names may be
 * added; a change of meaning is interface 2. */
#include <inttypes.h>
#include <stdio.h>

#include "exchange/reader.h"
#include "exchange/writers.h"
#include "trace/sentence.h"

#define JSON_INTERFACE 1

static void
put_row(struct json *json, const char *key, uint32_t row)
{
	json_key(json, key);
	if (row == NONE32)
		json_null(json);
	else
		json_uint(json, row);
}

static void
put_word(struct json *json, const char *key, const char *word)
{
	json_key(json, key);
	json_string(json, word && *word ? word : NULL);
}

static void
put_number(struct json *json, const char *key, uint64_t number)
{
	json_key(json, key);
	json_uint(json, number);
}

static const char *
actor_id(const struct trace *trace, uint16_t actor)
{
	return actor != NONE16 ? trace->actors[actor].id : NULL;
}

static void
put_event(struct json *json, const struct trace *trace, uint32_t index)
{
	const struct event *event = trace_event(trace, index);
	const struct request *request = trace_request_row(trace, event->request);
	struct str sentence = STR_INIT;

	json_begin_object(json);
	put_number(json, "event", index);
	put_number(json, "at_ns", event->at_ns);
	put_word(json, "kind", event_kinds[event->kind].word);
	put_word(json, "actor", actor_id(trace, event->actor));
	put_word(json, "other", actor_id(trace, event->other));
	put_row(json, "cause", event->cause);
	put_row(json, "pair", event->pair);
	put_row(json, "request", event->request);
	put_number(json, "attempt", event->attempt);
	put_row(json, "session", event->session);
	put_word(json, "piece",
	    event->item != NONE32 ? trace_piece_id(trace, trace_item_of(trace, event->item).piece) :
	    NULL);
	put_row(json, "item", event->item);
	put_row(json, "version", event->version);
	put_number(json, "value", event->value);
	put_number(json, "wire_bytes", event->wire_bytes);
	put_word(json, "home", home_word((enum home)event->home));
	put_word(json, "outcome", outcome_word((enum outcome)event->outcome));
	put_word(json, "reason", reason_word(trace_reason(trace, event)));
	json_key(json, "status");
	if (request != NULL && request->status)
		json_uint(json, request->status);
	else
		json_null(json);
	sentence_event(trace, index, &sentence);
	put_word(json, "sentence", sentence.text);
	str_release(&sentence);
	json_end_object(json);
}

/* Who takes part: ids are those of the events, names are for people. */
static void
put_actors(struct exchange_out *out, struct json *json, const struct trace *trace)
{
	json_key(json, "actors");
	json_begin_array(json);
	for (uint32_t i = 0; i < trace->actor_count && exchange_pass(out); i++) {
		const struct actor *actor = &trace->actors[i];

		json_begin_object(json);
		put_word(json, "id", actor->id);
		put_word(json, "name", actor->name);
		put_word(json, "role", role_word(actor->role));
		put_word(json, "client", actor_id(trace, actor->client));
		json_end_object(json);
	}
	json_end_array(json);
}

/* What stands behind the numbers of sessions: the id that travels, and whose it is. */
static void
put_session(struct exchange_reader *run, uint32_t session, void *json)
{
	char sid[33];

	trace_sid(run->trace, session, sid);
	json_begin_object(json);
	put_number(json, "session", session);
	put_word(json, "sid", sid);
	put_word(json, "client", actor_id(run->trace, trace_session_client(run->trace, session)));
	json_end_object(json);
}

static void
put_run(struct exchange_out *out, struct json *json, struct exchange_reader *run)
{
	char digest[17];

	json_begin_object(json);
	put_word(json, "name", run->design);
	snprintf(digest, sizeof digest, "%016" PRIx64, run->digest);
	put_word(json, "digest", digest);
	json_key(json, "complete");
	json_bool(json, run->complete);
	put_actors(out, json, run->trace);
	json_key(json, "sessions");
	json_begin_array(json);
	reader_sessions(run, out, put_session, json);
	json_end_array(json);
	json_key(json, "events");
	json_begin_array(json);
	reader_begin(run);
	for (; exchange_pass(out) && reader_has(run); reader_on(run))
		put_event(json, run->trace, run->next);
	json_end_array(json);
	json_end_object(json);
}

void
exchange_json(struct exchange_out *out, struct exchange_reader *runs, uint32_t run_count)
{
	struct json json;
	bool stopped = false;

	json_init(&json, &out->text, 0);
	json_begin_object(&json);
	put_number(&json, "interface", JSON_INTERFACE);
	put_word(&json, "scenario", runs[0].scenario->id);
	put_number(&json, "seed", runs[0].scenario->seed);
	json_key(&json, "designs");
	json_begin_array(&json);
	for (uint32_t r = 0; r < run_count && !stopped; r++) {
		reader_look(&runs[r], out, NULL, NULL);
		stopped = reader_stopped(&runs[r]);
		if (!stopped)
			put_run(out, &json, &runs[r]);
	}
	json_end_array(&json);
	if (stopped || reader_stopped(&runs[run_count - 1])) {
		json_key(&json, "stopped");
		json_bool(&json, true);
	}
	json_end_object(&json);
	str_add(&out->text, "\n");
}
