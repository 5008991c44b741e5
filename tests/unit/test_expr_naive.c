/* Random expressions over random traces: the tree that is parsed, typed and evaluated agrees with
 * an evaluator that reads the text again for every event, and printing changes nothing.
 *
 * The generator writes text by type, so that nearly everything it writes is well typed.
 */
#include "lib/assert.h"
#include "lib/expr_case.h"
#include "lib/gen.h"
#include "lib/share.h"
#include "lib/naive_expr.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS 90
#define EXPRESSIONS_PER_TRACE 100
#define TRACES 100

struct writer {
	struct gen *gen;
	struct str out;
	int depth;       /* what remains */
	int satisfies;   /* nesting */
	bool in_range;   /* one `always` is enough */
	bool bound;      /* an event: fields are there */
	bool client, server; /* bound */
	bool in_moment;  /* no moment within a moment's pattern */
};

static void write_bool(struct writer *writer);

static void
add(struct writer *writer, const char *text)
{
	str_add(&writer->out, text);
}

#define PICK(writer, ...) \
	pick_of(writer, (const char *const[]){ __VA_ARGS__, NULL })

static const char *
pick_of(struct writer *writer, const char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return words[gen_below(writer->gen, count)];
}

static bool
chance(struct writer *writer, uint64_t one_in)
{
	return gen_below(writer->gen, one_in) == 0;
}

static void
write_actor(struct writer *writer)
{
	if (writer->client && chance(writer, 3))
		add(writer, "client");
	else if (writer->server && chance(writer, 3))
		add(writer, "server");
	else if (writer->bound && chance(writer, 5))
		add(writer, PICK(writer, "actor", "other"));
	else if (chance(writer, 8))
		add(writer, PICK(writer, "holder-of ana", "holder-of bob"));
	else
		add(writer, PICK(writer, "ana", "bob", "s1", "s2", "lb", "store", "db", "server",
		"client",
		    "device", "ana-laptop", "bob-phone", "bob-laptop", "database"));
}

static void
write_client(struct writer *writer)
{
	if (writer->client && chance(writer, 2))
		add(writer, "client");
	else
		add(writer, PICK(writer, "ana", "bob"));
}

static const char *
write_piece(struct writer *writer)
{
	return PICK(writer, "cart", "login", "theme");
}

/* A moment; `closed` takes no suffix behind it for its own. */
static void write_pattern(struct writer *writer, bool no_to);

static void
write_moment(struct writer *writer, bool no_to)
{
	char time[32];

	if (chance(writer, 4))
		add(writer, PICK(writer, "before ", "after "));
	if (writer->bound && chance(writer, 4)) {
		add(writer, "event");
	} else if (!writer->in_moment && writer->depth > 0 && chance(writer, 3)) {
		writer->in_moment = true;
		add(writer, PICK(writer, "first ", "last "));
		write_pattern(writer, no_to);
		writer->in_moment = false;
	} else if (chance(writer, 4)) {
		snprintf(time, sizeof(time), "%uns", (unsigned)gen_below(writer->gen, 70));
		add(writer, time);
	} else {
		add(writer, PICK(writer, "miss", "look", "order-read", "revoked", "late", "eve",
		"start",
		    "end"));
	}
}

static void
write_where(struct writer *writer)
{
	struct writer saved = *writer;

	add(writer, " where (");
	writer->bound = true;
	writer->depth--;
	write_bool(writer);
	writer->bound = saved.bound;
	writer->depth = saved.depth;
	add(writer, ")");
}

static void
write_pattern(struct writer *writer, bool no_to)
{
	static const char *const kinds[] = { "send", "receive", "lose", "refuse", "route", "read",
	"write",
		"miss", "create", "evict", "expire", "copy", "crash", "restart", "start", "queue",
		"verify", "change", "request", "reply", "login", "view", "add", "ping", NULL };

	add(writer, pick_of(writer, kinds));
	for (uint64_t i = gen_below(writer->gen, 3); i > 0; i--) {
		const char *word = PICK(writer, "of", "by", "from", "to", "in", "for", "before",
		"after");

		if (no_to && strcmp(word, "to") == 0)
			word = "by";
		if ((word[0] == 'b' || word[0] == 'a') && word[1] != 'y' && writer->in_moment)
			word = "in";
		add(writer, " ");
		add(writer, word);
		add(writer, " ");
		if (strcmp(word, "of") == 0)
			add(writer, PICK(writer, "cart", "login", "theme", "ticket", "route",
			"key"));
		else if (strcmp(word, "before") == 0 || strcmp(word, "after") == 0)
			write_moment(writer, no_to);
		else if (strcmp(word, "for") == 0)
			write_client(writer);
		else
			write_actor(writer);
	}
	if (writer->depth > 1 && chance(writer, 4))
		write_where(writer);
}

static void
write_count(struct writer *writer)
{
	char number[32];

	if (writer->bound && chance(writer, 3)) {
		add(writer, PICK(writer, "version", "event.attempt", "status", "request"));
	} else if (writer->depth > 0 && chance(writer, 2)) {
		add(writer, "count ");
		write_pattern(writer, false);
	} else if (chance(writer, 5)) {
		add(writer, PICK(writer, "miss.status", "look.status", "order-read.version"));
	} else {
		snprintf(number, sizeof(number), "%u", (unsigned)gen_below(writer->gen, 12));
		add(writer, number);
	}
}

static void
write_duration(struct writer *writer)
{
	char time[32];

	if (chance(writer, 3)) {
		snprintf(time, sizeof(time), "%uns", (unsigned)gen_below(writer->gen, 60));
		add(writer, time);
	} else if (chance(writer, 2)) {
		add(writer, PICK(writer, "(look - miss)", "(late - miss)", "max value of start",
		    "sum value of verify", "min value of start by s1"));
	} else {
		add(writer, "(time of ");
		write_moment(writer, false);
		add(writer, " - time of ");
		write_moment(writer, false);
		add(writer, ")");
	}
}

static void
write_number(struct writer *writer, bool durations)
{
	void (*write)(struct writer *) = durations ? write_duration : write_count;

	if (writer->depth > 0 && chance(writer, 3)) {
		add(writer, "(");
		write(writer);
		add(writer, PICK(writer, " + ", " - "));
		write(writer);
		add(writer, ")");
		if (chance(writer, 3))
			add(writer, " * 2");
	} else {
		write(writer);
	}
}

static void
write_op(struct writer *writer)
{
	add(writer, PICK(writer, " == ", " != ", " < ", " <= ", " > ", " >= "));
}

static void
write_enum_compare(struct writer *writer)
{
	static const char *const events[] = { "miss", "look", "order-read", "eve", "event" };
	char head[32];

	snprintf(head, sizeof(head), "%s.", events[gen_below(writer->gen, writer->bound ? 5 : 4)]);
	if (writer->bound && chance(writer, 2))
		head[0] = '\0';
	add(writer, head);
	switch (gen_below(writer->gen, 4)) {
	case 0:
		add(writer, PICK(writer, "actor == ", "other != ", "actor != "));
		write_actor(writer);
		break;
	case 1:
		add(writer, PICK(writer, "home == ", "home != "));
		add(writer, PICK(writer, "server", "store", "token", "client", "none", "database"));
		break;
	case 2:
		add(writer, PICK(writer, "outcome == ok", "outcome != miss", "outcome == lost"));
		break;
	default:
		add(writer, PICK(writer, "kind == send", "kind != miss", "kind == read"));
		break;
	}
}

static void
write_world_compare(struct writer *writer)
{
	switch (gen_below(writer->gen, 4)) {
	case 0:
		add(writer, "value of ");
		add(writer, write_piece(writer));
		add(writer, " of ");
		write_client(writer);
		add(writer, PICK(writer, " == empty", " != empty", " == \"book\"", " != \"pen\""));
		break;
	case 1:
		add(writer, "home of ");
		add(writer, write_piece(writer));
		add(writer, " of ");
		write_client(writer);
		add(writer, PICK(writer, " == token", " != server", " == none", " == empty",
		" == store"));
		break;
	default:
		write_actor(writer);
		add(writer, " holds ");
		add(writer, chance(writer, 4) ? PICK(writer, "ticket", "route", "key") :
		    write_piece(writer));
		if (writer->out.text[writer->out.length - 1] != 'y' && chance(writer, 2)) {
			add(writer, " of ");
			write_client(writer);
		}
		break;
	}
}

static void
write_compare(struct writer *writer)
{
	uint64_t roll = gen_below(writer->gen, 10);

	if (roll < 3) {
		write_number(writer, false);
		write_op(writer);
		write_number(writer, false);
	} else if (roll < 4) {
		write_number(writer, true);
		if (chance(writer, 3)) {
			add(writer, " ~ ");
			write_number(writer, true);
			add(writer, PICK(writer, " within 3ns", " within 50 percent"));
		} else {
			write_op(writer);
			write_number(writer, true);
		}
	} else if (roll < 5) {
		add(writer, PICK(writer, "miss", "look", "late", "time of order-read", "eve",
		"time of end"));
		write_op(writer);
		add(writer, PICK(writer, "miss", "look", "late", "time of revoked", "order-read",
		"25ns"));
	} else if (roll < 7) {
		write_enum_compare(writer);
	} else {
		write_world_compare(writer);
	}
}

static void
write_placed(struct writer *writer)
{
	bool placed = writer->depth > 0 && chance(writer, 3);

	if (placed)
		add(writer, "(");
	write_compare(writer);
	if (placed) {
		add(writer, ")");
		add(writer, PICK(writer, " at ", " before ", " after "));
		write_moment(writer, false);
	}
}

static void
write_range(struct writer *writer)
{
	add(writer, PICK(writer, "always (", "ever (", "never ("));
	writer->in_range = true;
	write_bool(writer);
	writer->in_range = false;
	add(writer, ")");
	if (chance(writer, 2)) {
		add(writer, " from ");
		write_moment(writer, true);
	}
	if (chance(writer, 2)) {
		add(writer, " to ");
		write_moment(writer, false);
	}
}

static void
write_every(struct writer *writer)
{
	struct writer saved = *writer;

	add(writer, PICK(writer, "every ", "some ", "no "));
	if (chance(writer, 3)) {
		bool client = chance(writer, 2);

		add(writer, client ? "client" : "server");
		*(client ? &writer->client : &writer->server) = true;
	} else {
		write_pattern(writer, false);
		writer->bound = true;
	}
	add(writer, " satisfies (");
	writer->satisfies++;
	write_bool(writer);
	saved.out = writer->out;
	*writer = saved;
	add(writer, ")");
}

static void
write_bool(struct writer *writer)
{
	uint64_t roll = gen_below(writer->gen, 10);

	writer->depth--;
	if (writer->depth <= 0 || roll < 4) {
		write_placed(writer);
	} else if (roll < 6) {
		add(writer, "(");
		write_bool(writer);
		add(writer, PICK(writer, " and ", " or "));
		write_bool(writer);
		add(writer, ")");
	} else if (roll < 7) {
		add(writer, "not ");
		write_bool(writer);
	} else if (roll < 8 && !writer->in_range && !writer->bound) {
		write_range(writer);
	} else if (writer->satisfies < 2) {
		write_every(writer);
	} else {
		write_placed(writer);
	}
	writer->depth++;
}

static void
random_case(struct expr_case *expr_case, uint64_t seed)
{
	expr_case_begin(expr_case);
	expr_case->waypoints[4].expression = "20ns";
	make_random(&expr_case->make, seed, EVENTS);
	expr_case_end(expr_case);
}

/* True when the text is well typed and both evaluators agree; tells what they said otherwise. */
static bool
agree(struct expr_case *expr_case, const char *text)
{
	struct expr_context context = { .runs = expr_case->runs, .run_count = 1,
		.arena = &expr_case->arena, .limit_event = NONE32 };
	struct expr *expr = expr_case_parse(expr_case, text, false), *again;
	struct str printed = STR_INIT;
	struct naive_value naive;
	struct expr_value value, value_again;

	if (!expr) {
		if (getenv("PROP_VERBOSE"))
			print_message("%s\n  %s\n", text, expr_case->findings.rows[0].text);
		return false;
	}
	value = expr_evaluate(expr, &context);
	if (!value.known) {
		assert_true(context.steps > LIMIT_EXPRESSION_STEPS);
		return false;
	}
	naive = naive_evaluate(&expr_case->make.trace, text);
	if (value.truth != naive.truth)
		fail_msg("%s\n  is %d, naively %d", text, value.truth, naive.truth);
	expr_print(expr, &printed);
	again = expr_case_parse(expr_case, printed.text, false);
	if (!again)
		fail_msg("%s\n  prints as %s, which does not parse", text, printed.text);
	value_again = expr_evaluate(again, &context);
	naive = naive_evaluate(&expr_case->make.trace, printed.text);
	if (value_again.truth != value.truth || naive.truth != value.truth)
		fail_msg("%s\n  prints as %s, which means something else", text, printed.text);
	str_release(&printed);
	return true;
}

static void
expr_naive__random_expressions__agree(void **state)
{
	uint32_t agreed = 0, written = 0;

	(void)state;
	GEN_CASES(gen, TRACES) {
		struct expr_case expr_case;

		random_case(&expr_case, gen_word(&gen));
		for (int i = 0; i < EXPRESSIONS_PER_TRACE * 11 / 10; i++) {
			struct writer writer = { .gen = &gen, .depth = 2 + (int)gen_below(&gen,
				4) };

			str_init(&writer.out);
			write_bool(&writer);
			agreed += agree(&expr_case, writer.out.text);
			written++;
			str_release(&writer.out);
		}
		expr_case_release(&expr_case);
	}
	print_message("%u random expressions, %u of them well typed, agree\n", written, agreed);
	if (!getenv("PROP_CASES"))
		assert_true(agreed >= (SANITISED ? 2000 : 10000));
}

/* Asks after one event after the other, with what was found so far and anew; how often.  *fewer:
 * with fewer steps. */
static uint32_t
ask_both_ways(struct expr_case *expr_case, const struct expr *expr, struct gen *gen, bool *fewer)
{
	struct expr_context anew = { .runs = expr_case->runs, .run_count = 1,
		.arena = &expr_case->arena };
	struct expr_context memory = anew;
	uint64_t steps[2] = { 0 };
	uint32_t asked = 0;

	memory.memory = expr_memory_new(&expr_case->arena);
	for (uint32_t k = 1; k <= EVENTS; k += (uint32_t)gen_below(gen, 3)) {
		struct expr_value a, b;

		anew.limit_event = memory.limit_event = k;
		a = expr_evaluate(expr, &anew);
		b = expr_evaluate(expr, &memory);
		if (a.known != b.known || a.truth != b.truth || a.missing != b.missing) {
			struct str text = STR_INIT;

			expr_print(expr, &text);
			fail_msg("%s\n  at %u is %d, remembered %d", text.text, k, a.truth,
			    b.truth);
		}
		steps[0] += anew.steps;
		steps[1] += memory.steps;
		asked++;
	}
	*fewer = steps[1] < steps[0];
	return asked;
}

/* What moves is looked at anew: the last of something, who holds, a reply to come. */
static const char *const moving[] = {
	"count send after last receive >= 2",
	"count receive by holder-of ana > 1",
	"count send before end >= 9",
	"count receive after 30ns >= 5",
	"count send before 30ns >= 2",
	"count send before 30ns >= 2 or count receive >= 9",
	"no send before 40ns satisfies (wire_bytes >= 1B)",
	"count send after before 30ns >= 3",
	"count send before last receive by lb >= 7",
	"sum wire_bytes of send after last receive > 300B",
	"some send after last receive satisfies (wire_bytes >= 1B)",
	"count send where (actor == holder-of ana) > 0",
	"no send satisfies (s1 holds cart of ana)",
};
#define MOVING (int)(sizeof(moving) / sizeof(*moving))

/* Asked after every event with what it has found so far, it says what it would say anew. */
static void
expr_memory__after_every_event__says_what_is_said_anew(void **state)
{
	uint32_t asked = 0, count = 0;

	(void)state;
	GEN_CASES(gen, TRACES / 4) {
		struct expr_case expr_case;

		random_case(&expr_case, gen_word(&gen));
		for (int i = 0; i < MOVING + 16; i++) {
			struct writer writer = { .gen = &gen, .depth = 2 + i % 3 };
			struct expr *expr;
			bool fewer = false;

			str_init(&writer.out);
			if (i < MOVING)
				add(&writer, moving[i]);
			else
				write_bool(&writer);
			expr = expr_case_parse(&expr_case, writer.out.text, false);
			assert_true(expr || i >= MOVING);
			asked += expr ? ask_both_ways(&expr_case, expr, &gen, &fewer) : 0;
			count += fewer;
			str_release(&writer.out);
		}
		expr_case_release(&expr_case);
	}
	print_message("asked %u times, %u expressions with fewer steps\n", asked, count);
	assert_true(count > (SANITISED ? 5 : 20));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expr_naive__random_expressions__agree),
		cmocka_unit_test(expr_memory__after_every_event__says_what_is_said_anew),
	};

	return cmocka_run_group_tests_name("expr_naive", tests, NULL, NULL);
}
