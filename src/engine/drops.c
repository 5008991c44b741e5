/* Drops: messages of a kind that are lost on purpose, so many or a share of them. */
#include "base/check.h"
#include "engine/inside.h"

#define PPM 1000000u

struct drop {
	struct prng prng;    /* of a share */
	uint64_t left;       /* of a count */
	uint32_t share_ppm;
	uint32_t event;      /* that began it */
	uint16_t generation; /* of its end */
	bool on;
};

void
drop_start(struct engine *engine)
{
	for (uint32_t i = 0; i < engine->scenario->fault_count; i++)
		engine->has_drops |= engine->scenario->faults[i].kind == FAULT_DROP;
	if (engine->has_drops)
		engine->drops = arena_array(&engine->arena, DROP_COUNT, sizeof(*engine->drops));
}

bool
drop_is_on(const struct engine *engine, enum drop_kind kind)
{
	return engine->has_drops && engine->drops[kind].on;
}

bool
drop_hits(struct engine *engine, enum drop_kind kind)
{
	struct drop *drop = &engine->drops[kind];

	if (!drop->on)
		return false;
	if (drop->share_ppm > 0)
		return prng_below(&drop->prng, PPM) < drop->share_ppm;
	if (--drop->left == 0)
		drop->on = false;
	return true;
}

static uint32_t
emit_drop(struct engine *engine, uint32_t fault, enum reason reason, uint32_t cause)
{
	enum drop_kind kind = engine->scenario->faults[fault].drops;
	uint16_t actor = engine->balancer, other = NONE16;
	struct event *event;

	if (kind == DROP_CALL || kind == DROP_ANSWER) {
		uint16_t stores[] = { engine->store.actor, engine->database.actor };
		bool both = stores[0] != NONE16 && stores[1] != NONE16;

		actor = stores[stores[0] == NONE16] != NONE16 ? stores[stores[0] == NONE16] : actor;
		other = both ? stores[1] : NONE16;
	}
	event = engine_event(engine, EVENT_CHANGE, actor, other);
	event->cause = cause;
	event->value = fault;
	event->fields = engine_reason(engine, reason);
	return engine_emit(engine, event, NULL);
}

/* One more of a kind replaces the one before. */
void
fault_drop(struct engine *engine, uint32_t row, uint32_t cause)
{
	const struct fault *fault = &engine->scenario->faults[row];
	struct drop *drop = &engine->drops[fault->drops];

	drop->generation++;
	drop->share_ppm = fault->share_ppm;
	drop->left = fault->count;
	drop->on = fault->has_share ? fault->share_ppm > 0 : fault->count > 0;
	engine_stream(engine, &drop->prng, PURPOSE_DROP, (uint32_t)fault->drops, row);
	drop->event = emit_drop(engine, row, REASON_DROP, cause);
	if (fault->for_ns > 0 && drop->on)
		engine_after(engine, fault->for_ns, PHASE_FAULT, TIMER_DROPPED, row,
		    drop->generation);
	balancer_arm_probe(engine);
}

void
drop_ends(struct engine *engine, const struct timer *timer)
{
	struct drop *drop = &engine->drops[engine->scenario->faults[timer->row].drops];

	if (drop->generation != timer->generation || !drop->on)
		return;
	drop->on = false;
	emit_drop(engine, timer->row, REASON_DROPPED, drop->event);
}
