/* The event queue gives back exactly the total order (time, phase, birth). */
#include "lib/assert.h"
#include "lib/gen.h"

#include <stdlib.h>

#include "engine/evq.h"

/* The naive queue: an unsorted list, the earliest found by looking at all. */
struct naive {
	struct timer rows[600]; /* more than a case pushes */
	size_t count;
	uint64_t births;
};

static bool
is_before(const struct timer *a, const struct timer *b)
{
	if (a->at_ns != b->at_ns)
		return a->at_ns < b->at_ns;
	return a->order < b->order;
}

static struct timer
naive_pop(struct naive *naive)
{
	size_t best = 0;
	struct timer timer = { .at_ns = 0 };

	for (size_t i = 1; i < naive->count; i++)
		if (is_before(&naive->rows[i], &naive->rows[best]))
			best = i;
	timer = naive->rows[best];
	naive->rows[best] = naive->rows[--naive->count];
	return timer;
}

/* What the queue is made of: how many before the heap, all others in it, far buckets at once or
 * soon, lanes beside them. */
struct make_up {
	uint32_t soon_max, near_max, lanes;
	uint64_t spread_ns; /* how far ahead timers lie */
};

static void
push_both(struct evq *queue, struct naive *naive, struct gen *gen, const struct make_up *make_up,
    uint64_t now_ns)
{
	/* Few moments and phases, so that ties of every kind are common. */
	uint64_t scale = gen_below(gen, 4) == 0 ? make_up->spread_ns : 20;
	uint64_t at_ns = now_ns + gen_below(gen, scale);
	enum phase phase = (enum phase)gen_below(gen, PHASE_CLIENT + 1);
	uint32_t row = (uint32_t)gen_word(gen);
	uint32_t lane = make_up->lanes == 0 ? EVQ_NO_LANE :
	    (uint32_t)gen_below(gen, make_up->lanes);

	if (lane != EVQ_NO_LANE && gen_below(gen, 4) > 0) { /* mostly what a lane is for */
		at_ns = now_ns + lane * 10;
		phase = PHASE_ARRIVAL;
	}
	if (at_ns == now_ns && gen_bool(gen))
		evq_push_now(queue, at_ns, phase, 3, row, 9);
	else
		evq_push_lane(queue, lane, at_ns, phase, 3, row, 9);
	naive->rows[naive->count++] = (struct timer){ .at_ns = at_ns,
		.order = (uint64_t)phase << 56 | naive->births++, .row = row,
		.generation = 9, .kind = 3 };
}

/* Pushes and pops at random; monotone: nothing is pushed before what was popped last. */
static void
try_make_up(struct gen *gen, const struct make_up *make_up, bool monotone)
{
	struct evq queue;
	struct naive naive = { .count = 0 };
	size_t steps = gen_size(gen, 500);
	uint64_t now_ns = 0;

	evq_init(&queue);
	evq_set_soon(&queue, make_up->soon_max);
	queue.near_max = make_up->near_max;
	for (size_t i = 0; i < steps || naive.count > 0; i++) {
		struct timer timer = { .at_ns = 0 }, expected;

		if (i < steps && (naive.count == 0 || gen_below(gen, 3) != 0)) {
			push_both(&queue, &naive, gen, make_up, now_ns);
			continue;
		}
		expected = naive_pop(&naive);
		assert_int_equal(evq_first_ns(&queue), expected.at_ns);
		if (expected.at_ns > 0)
			assert_false(evq_pop(&queue, expected.at_ns - 1, &timer));
		assert_true(evq_pop(&queue, expected.at_ns, &timer));
		assert_memory_equal(&timer, &expected, sizeof(expected));
		assert_int_equal(evq_size(&queue), naive.count);
		if (monotone)
			now_ns = timer.at_ns;
	}
	assert_false(evq_pop(&queue, UINT64_MAX, &(struct timer){ 0 }));
	assert_int_equal(evq_first_ns(&queue), UINT64_MAX);
	evq_release(&queue);
}

static void
evq__any_make_up__order_of_a_naive_list(void **state)
{
	static const struct make_up make_ups[] = {
		{ EVQ_SOON, UINT32_MAX, 0, 20 },
		{ EVQ_SOON, UINT32_MAX, EVQ_LANES, 1000 },
		{ 1, UINT32_MAX, 0, 20 },
		{ 3, 0, 0, 50 },
		{ EVQ_SOON, 4, 0, 1000000 },
		{ 2, 4, 3, UINT64_MAX / 4 },
		{ EVQ_SOON, 60, EVQ_LANES, (uint64_t)1 << 40 },
	};

	(void)state;
	GEN_CASES(gen, 200)
		for (size_t i = 0; i < sizeof(make_ups) / sizeof(make_ups[0]); i++) {
			try_make_up(&gen, &make_ups[i], true);
			try_make_up(&gen, &make_ups[i], false);
		}
}

/* The holding pattern of a large run: the far heap is gone through again and again. */
static void
evq__many_pending__moments_never_fall(void **state)
{
	struct evq queue;
	struct timer timer = { .at_ns = 0 };
	uint64_t last_ns = 0;

	(void)state;
	evq_init(&queue);
	GEN_CASES(gen, 1) {
		for (uint32_t i = 0; i < 20000; i++)
			evq_push(&queue, gen_word(&gen) >> 20, PHASE_ARRIVAL, 0, i, 0);
		for (uint32_t i = 0; i < 100000; i++) {
			assert_true(evq_pop(&queue, UINT64_MAX, &timer));
			assert_true(timer.at_ns >= last_ns);
			last_ns = timer.at_ns;
			evq_push(&queue, last_ns + (gen_word(&gen) >> (20 + gen_below(&gen, 30))),
			    PHASE_ARRIVAL, 0, timer.row, 0);
		}
	}
	assert_int_equal(evq_size(&queue), 20000);
	assert_true(evq_bytes(&queue) < 20000 * 40);
	evq_release(&queue);
}

/* A lane of far more timers than its ring has: what is packed comes out as it went in. */
static void
evq__long_lane__every_timer_as_it_was(void **state)
{
	enum { MANY = 40000 };
	struct timer *told = calloc(MANY, sizeof(*told)), timer;
	struct evq queue;

	(void)state;
	assert_non_null(told);
	GEN_CASES(gen, 4) {
		uint64_t at_ns = gen_below(&gen, 1000), size = 0;
		uint32_t out = 0, in = 0;
		bool falls = false;

		evq_init(&queue);
		while (out < MANY) {
			/* It fills up, drains, and fills up again; now and then it is empty. */
			falls = in == MANY || (falls ? out < in && in - out > gen_below(&gen, 3) :
			    in - out > 15000);
			if (!falls && in < MANY) {
				at_ns += gen_below(&gen, 8) == 0 ? gen_word(&gen) >> (20 +
				    gen_below(&gen, 40)) : gen_below(&gen, 3);
				told[in] = (struct timer){ .at_ns = at_ns,
					.order = (uint64_t)PHASE_EXPIRY << 56 | in,
					.row = (uint32_t)(gen_word(&gen) >> gen_below(&gen, 60)),
					.generation = (uint16_t)gen_below(&gen, 3),
					.kind = (uint16_t)(7 + gen_below(&gen, 2)) };
				evq_push_lane(&queue, 2, at_ns, PHASE_EXPIRY, told[in].kind,
				    told[in].row, told[in].generation);
				in++;
				size++;
			} else {
				assert_true(evq_pop(&queue, UINT64_MAX, &timer));
				assert_memory_equal(&timer, &told[out], sizeof(timer));
				out++;
				size--;
			}
			assert_int_equal(evq_size(&queue), size);
			assert_int_equal(evq_first_ns(&queue),
			    size > 0 ? told[out].at_ns : UINT64_MAX);
		}
		evq_release(&queue);
	}
	free(told);
}

static void
evq__equal_time_and_phase__order_of_birth(void **state)
{
	struct evq queue;
	struct timer timer = { .at_ns = 0 };

	(void)state;
	evq_init(&queue);
	for (uint32_t i = 0; i < 1000; i++)
		evq_push(&queue, 5, PHASE_ARRIVAL, 0, i, 0);
	for (uint32_t i = 0; i < 1000; i++) {
		assert_true(evq_pop(&queue, UINT64_MAX, &timer));
		assert_int_equal(timer.row, i);
	}
	assert_false(evq_pop(&queue, UINT64_MAX, &timer));
	evq_release(&queue);
}

static void
evq__same_time__phase_decides(void **state)
{
	struct evq queue;
	struct timer timer = { .at_ns = 0 };

	(void)state;
	evq_init(&queue);
	for (int phase = PHASE_CLIENT; phase >= PHASE_FAULT; phase--)
		evq_push(&queue, 7, (enum phase)phase, 0, 0, 0);
	for (int phase = PHASE_FAULT; phase <= PHASE_CLIENT; phase++) {
		assert_true(evq_pop(&queue, UINT64_MAX, &timer));
		assert_int_equal(evq_phase(&timer), phase);
	}
	evq_release(&queue);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evq__any_make_up__order_of_a_naive_list),
		cmocka_unit_test(evq__many_pending__moments_never_fall),
		cmocka_unit_test(evq__long_lane__every_timer_as_it_was),
		cmocka_unit_test(evq__equal_time_and_phase__order_of_birth),
		cmocka_unit_test(evq__same_time__phase_decides),
	};

	return cmocka_run_group_tests_name("evq", tests, NULL, NULL);
}
