/* Faults at random: when, how often, for how long; and faults as one would write them. */
#include <string.h>

#include "base/units.h"
#include "model/build.h"

/* What undoes an accident, and whether it may come again and again. */
static const struct {
	bool again, undone;
	enum fault_kind undo;
} chances[FAULT_COUNT] = {
	[FAULT_CRASH] = { true, true, FAULT_RESTART },
	[FAULT_RESTART] = { .again = true },
	[FAULT_HANG] = { true, true, FAULT_RESTART },
	[FAULT_SLOW] = { true, true, FAULT_SLOW },
	[FAULT_CUT] = { true, true, FAULT_HEAL },
	[FAULT_HEAL] = { .again = true },
	[FAULT_DROP] = { .again = true },
	[FAULT_DRAIN] = { .again = true },
	[FAULT_STORE_DOWN] = { true, true, FAULT_STORE_UP },
	[FAULT_STORE_UP] = { .again = true },
	[FAULT_SKEW] = { true, true, FAULT_SKEW },
};

enum fault_kind
fault_undo(const struct fault *fault)
{
	const char *node = fault->node;

	if (fault->kind == FAULT_HANG && node != NULL &&
	    (strcmp(node, "store") == 0 || strcmp(node, "db") == 0))
		return FAULT_STORE_UP; /* a restart would empty it */
	return chances[fault->kind].undone ? chances[fault->kind].undo : FAULT_COUNT;
}

/* A law, or a bare duration. */
static void
read_law(struct builder *builder, const char *path, const struct node *node, struct law *law)
{
	if (node->kind == NODE_MAP) {
		build_law(builder, schema_row(path), node, law);
		return;
	}
	*law = (struct law){ .kind = LAW_CONSTANT };
	units_read_duration(node->text, &law->mean_ns);
}

static bool
is_nothing(const struct law *law)
{
	return law->mean_ns == 0 && law->other_ns == 0;
}

static void
build_for(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *length = node_get(node, "for");
	bool plain = fault->kind == FAULT_DRAIN || fault->kind == FAULT_DROP;
	struct law law = { 0 };

	if (length == NULL && fault->kind == FAULT_DRAIN)
		findings_error(&builder->findings, node->mark, "missing-key",
		    "\"drain\" needs \"for\": how long no new sessions come");
	if (length == NULL)
		return;
	if (!plain && !chances[fault->kind].undone) {
		findings_error(&builder->findings, length->key_mark, "unknown-key",
		    "\"%s\" takes no \"for\"", names_fault.rows[fault->kind].word);
		return;
	}
	read_law(builder, "faults.*.for", length, &law);
	if (is_nothing(&law))
		findings_error(&builder->findings, length->mark, "out-of-range",
		    "\"for\" is no time at all");
	if (plain && law.kind != LAW_CONSTANT)
		findings_error(&builder->findings, length->mark, "wrong-type",
		    "\"%s\" lasts a set time: a duration",
		    names_fault.rows[fault->kind].word);
	if (!plain && fault->after_pattern)
		findings_error(&builder->findings, length->key_mark, "contradiction",
		    "what happens after a moment ends by a fault of its own: \"for\" needs a "
		    "time");
	fault->has_outage = !plain;
	if (plain)
		fault->for_ns = law.mean_ns;
	else
		fault->outage = law;
}

/* Roughly, for a bound. */
static double
mean_ns(const struct law *law)
{
	double share = (double)law->share_ppm / 1e6;

	if (law->kind == LAW_UNIFORM)
		return ((double)law->mean_ns + (double)law->other_ns) / 2;
	if (law->kind == LAW_BIMODAL || law->kind == LAW_HYPEREXPONENTIAL)
		return share * (double)law->mean_ns + (1 - share) * (double)law->other_ns;
	return (double)law->mean_ns;
}

static void
build_every(struct builder *builder, const struct node *node, struct fault *fault)
{
	const struct node *every = node_get(node, "every"), *at = node_get(node, "at");
	const struct scenario *scenario = builder->scenario;
	double often;

	if (every == NULL)
		return;
	if (!chances[fault->kind].again) {
		findings_error(&builder->findings, every->key_mark, "unknown-key",
		    "\"%s\" takes no \"every\"", names_fault.rows[fault->kind].word);
		return;
	}
	if (at != NULL && at->kind != NODE_SCALAR)
		findings_error(&builder->findings, at->mark, "contradiction",
		    "with \"every\" the first time is drawn too: \"at\" is a time from which on");
	if (!scenario->stop.has_after) {
		findings_error(&builder->findings, every->key_mark, "no-stop",
		    "what happens again and again needs a run that stops");
		findings_advise(&builder->findings, "Add \"stop: {after: 20s}\" to the scenario.");
	}
	read_law(builder, "faults.*.every", every, &fault->every);
	fault->repeats = true;
	often = is_nothing(&fault->every) ? 1e9 : 2 * (double)scenario->stop.after_ns /
	    mean_ns(&fault->every);
	if (scenario->stop.has_after && often > LIMIT_ACCIDENTS / 2)
		findings_error(&builder->findings, every->mark, "too-many",
		    "that is too often: a run has at most %u faults, those drawn included",
		    LIMIT_ACCIDENTS);
}

void
build_chance(struct builder *builder, const struct node *node, struct fault *fault)
{
	build_for(builder, node, fault);
	build_every(builder, node, fault);
}

/* ---- as one would write it ---- */

static void
print_node(const struct node *node, struct str *out)
{
	if (node->kind == NODE_SCALAR) {
		str_printf(out, node->quoted ? "\"%s\"" : "%s", node->text);
		return;
	}
	str_add(out, node->kind == NODE_MAP ? "{" : "[");
	for (const struct node *child = node->first; child != NULL; child = child->next) {
		if (child != node->first)
			str_add(out, ", ");
		if (node->kind == NODE_MAP)
			str_printf(out, "%s: ", child->key);
		print_node(child, out);
	}
	str_add(out, node->kind == NODE_MAP ? "}" : "]");
}

/* "2.5s", to the nanosecond */
static void
print_time(uint64_t ns, struct str *out)
{
	char part[16];
	size_t digits = 9;

	str_printf(out, "%llu", (unsigned long long)(ns / NS_PER_S));
	for (uint64_t rest = ns % NS_PER_S; digits > 0; rest /= 10)
		part[--digits] = (char)('0' + rest % 10);
	for (digits = 9; digits > 0 && part[digits - 1] == '0';)
		digits--;
	if (digits > 0) {
		str_add_char(out, '.');
		str_add_bytes(out, part, digits);
	}
	str_add_char(out, 's');
}

void
fault_print(const struct fault *fault, struct str *out)
{
	static const char *const said[] = { "at", "do", "every", "node", "from", "to" };
	bool link = fault->kind == FAULT_CUT || fault->kind == FAULT_HEAL;
	bool placed = fault->written == NULL || node_get(fault->written, "node") != NULL;

	str_add(out, "{at: ");
	if (fault->after_pattern)
		str_printf(out, "{after: %s}", fault->after);
	else
		print_time(fault->at_ns, out);
	str_printf(out, ", do: %s", names_fault.rows[fault->kind].word);
	if (link)
		str_printf(out, ", from: %s, to: %s",
		    fault->node != NULL ? fault->node : fault->client, fault->other);
	else if (fault->node != NULL && placed)
		str_printf(out, ", node: %s", fault->node);
	for (const struct node *part = fault->written != NULL ? fault->written->first : NULL;
	     part != NULL; part = part->next) {
		bool known = fault->has_outage && strcmp(part->key, "for") == 0;

		for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
			known |= strcmp(part->key, said[i]) == 0 && (link || i < 4);
		if (known)
			continue;
		str_printf(out, ", %s: ", part->key);
		print_node(part, out);
	}
	if (fault->written == NULL && fault->kind == FAULT_SLOW)
		str_printf(out, ", factor: %u", fault->factor);
	if (fault->written == NULL && fault->kind == FAULT_SKEW)
		str_add(out, ", by: 0s");
	str_add_char(out, '}');
}
