/* The event queue gives back exactly the total order (time, phase, birth). */
#include "lib/assert.h"
#include "lib/gen.h"

#include <stdlib.h>

#include "engine/evq.h"

/* The naive queue: an unsorted list, the earliest found by looking at all. */
struct naive {
	struct timer rows[600];
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
	struct timer timer;

	for (size_t i = 1; i < naive->count; i++)
		if (is_before(&naive->rows[i], &naive->rows[best]))
			best = i;
	timer = naive->rows[best];
	naive->rows[best] = naive->rows[--naive->count];
	return timer;
}

static void
push_both(struct evq *queue, struct naive *naive, struct gen *gen)
{
	/* Few moments and phases, so that ties of every kind are common. */
	uint64_t at_ns = gen_below(gen, 20);
	enum phase phase = (enum phase)gen_below(gen, PHASE_CLIENT + 1);
	uint32_t row = (uint32_t)gen_word(gen);

	evq_push(queue, at_ns, phase, 3, row, 9);
	naive->rows[naive->count++] = (struct timer){ .at_ns = at_ns,
		.order = (uint64_t)phase << 56 | naive->births++, .row = row,
		.generation = 9, .kind = 3 };
}

static void
evq__pushes_and_pops_mixed__order_of_a_naive_list(void **state)
{
	(void)state;
	GEN_CASES(gen, 300) {
		struct evq queue;
		struct naive naive = { .count = 0 };
		size_t steps = gen_size(&gen, 500);

		evq_init(&queue);
		for (size_t i = 0; i < steps; i++) {
			struct timer timer, expected;

			if (naive.count == 0 || gen_below(&gen, 3) != 0) {
				push_both(&queue, &naive, &gen);
				continue;
			}
			expected = naive_pop(&naive);
			assert_memory_equal(evq_peek(&queue), &expected, sizeof(expected));
			assert_true(evq_pop(&queue, &timer));
			assert_memory_equal(&timer, &expected, sizeof(expected));
			assert_int_equal(evq_size(&queue), naive.count);
		}
		evq_release(&queue);
	}
}

static void
evq__equal_time_and_phase__order_of_birth(void **state)
{
	struct evq queue;
	struct timer timer;

	(void)state;
	evq_init(&queue);
	for (uint32_t i = 0; i < 1000; i++)
		evq_push(&queue, 5, PHASE_ARRIVAL, 0, i, 0);
	for (uint32_t i = 0; i < 1000; i++) {
		assert_true(evq_pop(&queue, &timer));
		assert_int_equal(timer.row, i);
	}
	assert_false(evq_pop(&queue, &timer));
	assert_null(evq_peek(&queue));
	evq_release(&queue);
}

static void
evq__same_time__phase_decides(void **state)
{
	struct evq queue;
	struct timer timer;

	(void)state;
	evq_init(&queue);
	for (int phase = PHASE_CLIENT; phase >= PHASE_FAULT; phase--)
		evq_push(&queue, 7, (enum phase)phase, 0, 0, 0);
	for (int phase = PHASE_FAULT; phase <= PHASE_CLIENT; phase++) {
		assert_true(evq_pop(&queue, &timer));
		assert_int_equal(evq_phase(&timer), phase);
	}
	evq_release(&queue);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evq__pushes_and_pops_mixed__order_of_a_naive_list),
		cmocka_unit_test(evq__equal_time_and_phase__order_of_birth),
		cmocka_unit_test(evq__same_time__phase_decides),
	};

	return cmocka_run_group_tests_name("evq", tests, NULL, NULL);
}
