#include "experiment/moves.h"

#include <string.h>

#include "base/check.h"

#define ANY_STORE (MOVE_STORE | MOVE_DATABASE)
#define ANY_PROCESS (MOVE_SERVER | MOVE_STORE | MOVE_BALANCER)
#define ANY_PLACE (ANY_PROCESS | MOVE_DATABASE)

/* clang-format off */
const struct move_row move_rows[] = {
	{ .word = "crash", .kind = FAULT_CRASH, .targets = ANY_PROCESS,
	  .target_key = "node", .name = "crash", .done = "crashes",
	  .text = "stops at once and forgets what its memory held. Nobody has noticed yet." },
	{ .word = "restart", .kind = FAULT_RESTART, .targets = ANY_PROCESS,
	  .target_key = "node", .name = "restart", .done = "is up again, empty",
	  .text = "comes back, empty, with the keys it was set up with." },
	{ .word = "slow", .kind = FAULT_SLOW, .targets = ANY_PLACE, .target_key = "node",
	  .choice_key = "factor", .choices = { "10", "2", "100", "1" }, .unit = "%s times as long",
	  .name = "slow", .done = "becomes slow",
	  .text = "takes longer for all its work: slow is not dead, and harder to notice." },
	{ .word = "hang", .kind = FAULT_HANG, .targets = ANY_PLACE, .target_key = "node",
	  .name = "hang", .done = "hangs",
	  .text = "accepts everything and answers nothing. It is up, as far as a connection tells." },
	{ .word = "cut", .kind = FAULT_CUT, .targets = MOVE_SERVER | MOVE_CLIENT,
	  .target_key = "from", .plain_targets = MOVE_CLIENT, .plain = "lb", .choice_key = "to", .choices = { "lb", "store", "db" }, .unit = "to %s",
	  .name = "cut its wire", .done = "is cut off",
	  .text = "keeps all it holds, but the wire carries nothing any more." },
	{ .word = "heal", .kind = FAULT_HEAL, .targets = MOVE_SERVER | MOVE_CLIENT,
	  .target_key = "from", .plain_targets = MOVE_CLIENT, .plain = "lb", .choice_key = "to", .choices = { "lb", "store", "db" }, .unit = "to %s",
	  .name = "mend its wire", .done = "can be reached again",
	  .text = "can be reached again over the wire that was cut." },
	{ .word = "drain", .kind = FAULT_DRAIN, .targets = MOVE_SERVER, .target_key = "node",
	  .choice_key = "for", .choices = { "10s", "1m", "30m" }, .unit = "for %s",
	  .name = "drain", .done = "gets no new sessions",
	  .text = "gets no new sessions for a while; those it has come on." },
	{ .word = "scale-in", .kind = FAULT_SCALE_IN, .targets = MOVE_SERVER, .target_key = "node",
	  .name = "take it away", .done = "ends its work and goes",
	  .text = "ends the work that it has and goes, with all that its memory held." },
	{ .word = "store-off", .kind = FAULT_STORE_DOWN, .targets = ANY_STORE, .target_key = "node",
	  .name = "fall silent", .done = "answers nobody", .text = "answers nobody; nothing in it is lost." },
	{ .word = "store-on", .kind = FAULT_STORE_UP, .targets = ANY_STORE, .target_key = "node",
	  .name = "answer again", .done = "answers again", .text = "answers again." },
	{ .word = "failover", .kind = FAULT_FAILOVER, .targets = MOVE_STORE, .target_key = "node",
	  .name = "failover", .done = "fails over to a copy",
	  .text = "gives way to a copy of it; what the copy had not heard of yet is lost." },
	{ .word = "revoke", .kind = FAULT_REVOKE, .targets = MOVE_CLIENT, .target_key = "client",
	  .name = "revoke the login", .done = "has every login revoked",
	  .text = "is logged out, from here: whoever keeps the login or a list is told." },
	{ .word = "steal", .kind = FAULT_STEAL, .targets = MOVE_CLIENT, .target_key = "of",
	  .choice_key = "what", .choices = { "login", "refresh", "cookies" }, .unit = "the %s",
	  .name = "steal from", .done = "is robbed by Mallory",
	  .text = "loses nothing, but Mallory has a copy now, and uses it from his own browser." },
	{ .word = "expire", .kind = FAULT_EXPIRE, .targets = MOVE_CLIENT, .target_key = "of",
	  .choice_key = "what", .choices = { "login", "cart", "ticket", "token" }, .unit = "the %s",
	  .name = "let expire", .done = "finds something expired",
	  .text = "finds it past its time, wherever it was kept." },
	{ .word = "scale-out", .kind = FAULT_SCALE_OUT, .targets = MOVE_WHOLE,
	  .choice_key = "count", .choices = { "1", "2", "4" }, .unit = "%s more",
	  .name = "more servers", .done = "servers are added",
	  .text = "New servers come, up and empty, and the balancer is told." },
	{ .word = "deploy", .kind = FAULT_DEPLOY, .targets = MOVE_WHOLE,
	  .choice_key = "down", .choices = { "1s", "5s", "30s" }, .unit = "each away for %s",
	  .name = "rolling deploy", .done = "a rolling deploy begins",
	  .text = "One server after the other ends its work, restarts and is back, empty." },
	{ .word = "blue-green", .kind = FAULT_BLUE_GREEN, .targets = MOVE_WHOLE,
	  .name = "blue-green", .done = "a second fleet takes over",
	  .text = "A second fleet, empty, takes over from the first at once." },
	{ .word = "rotate-key", .kind = FAULT_ROTATE_KEY, .targets = MOVE_WHOLE,
	  .choice_key = "overlap", .choices = { "0s", "15m", "1h" },
	  .unit = "the old one counts %s longer",
	  .name = "rotate the key", .done = "the signing key changes",
	  .text = "Servers sign with a new key; what the old one signed counts no more." },
	{ .word = "drop", .kind = FAULT_DROP, .targets = MOVE_WHOLE,
	  .choice_key = "kind", .choices = { "request", "reply", "call", "answer" },
	  .unit = "the next %s", .name = "lose a message", .done = "a message is lost",
	  .text = "The next message of that kind does not arrive. Whoever waits for it is not told.",
	  .fixed = { { "count", "1" } } },
	{ .word = "skew", .kind = FAULT_SKEW, .targets = MOVE_SERVER, .target_key = "node",
	  .choice_key = "by", .choices = { "5m", "-5m", "1h", "0s" }, .unit = "%s ahead",
	  .name = "wrong clock", .done = "has a wrong clock",
	  .text = "tells another time than the others, and judges tokens by it." },
};
/* clang-format on */
const uint32_t move_row_count = sizeof move_rows / sizeof move_rows[0];

int
move_find(const char *word)
{
	for (uint32_t i = 0; i < move_row_count; i++)
		if (str_equal(move_rows[i].word, word))
			return (int)i;
	return -1;
}

static unsigned
target_bit(enum role role)
{
	switch (role) {
	case ROLE_SERVER: return MOVE_SERVER;
	case ROLE_STORE: return MOVE_STORE;
	case ROLE_DATABASE: return MOVE_DATABASE;
	case ROLE_CLIENT: return MOVE_CLIENT;
	case ROLE_BALANCER: return MOVE_BALANCER;
	case ROLE_DEVICE:
	case ROLE_ATTACKER:
	case ROLE_COUNT: break;
	}
	return 0;
}

/* There is one way to do it to this target. */
static bool
is_plain(const struct move_row *row, const struct trace *trace, uint16_t target)
{
	return trace != NULL && target < trace->actor_count &&
	    row->plain_targets & target_bit(trace->actors[target].role);
}

uint32_t
move_choice_count(const struct move_row *row, const struct trace *trace, uint16_t target)
{
	uint32_t count = 0;

	if (is_plain(row, trace, target))
		return 0;
	while (count < MOVE_CHOICES_MAX && row->choices[count])
		count++;
	return count;
}

bool
move_fits(const struct move_row *row, const struct trace *trace, uint16_t target)
{
	if (target == NONE16)
		return row->targets & MOVE_WHOLE;
	return target < trace->actor_count && row->targets & target_bit(trace->actors[target].role);
}

bool
move_has_use(const struct move_row *row, const struct scenario *scenario)
{
	return row->kind != FAULT_ROTATE_KEY ||
	       (scenario->token.algorithm != ALGORITHM_NONE &&
		   scenario_uses_home(scenario, HOME_TOKEN));
}

const char *
move_refused(const struct move_row *row, const struct world *world, uint16_t target)
{
	const struct place_state *place;
	enum role role;

	if (!move_fits(row, world->trace, target)) {
		if (row->targets & MOVE_SERVER)
			return "That is for a server; Tab chooses another target.";
		return row->targets & MOVE_CLIENT
			   ? "That is for a person; Tab chooses another target."
			   : "That is for a store or a database; Tab chooses another target.";
	}
	if (target == NONE16)
		return NULL;
	place = &world->places[target];
	role = world->trace->actors[target].role;
	if (role == ROLE_CLIENT)
		return NULL;
	if (!world_is_there(world, target))
		return "That server is not there now; Tab chooses another target.";
	if (row->kind == FAULT_RESTART)
		return place->up && !place->hung ? "It is up: there is nothing to restart." : NULL;
	if (row->kind == FAULT_HANG && place->hung)
		return "It hangs already.";
	if (row->kind == FAULT_STORE_DOWN)
		return place->reachable ? NULL : "It answers nobody already.";
	if (row->kind == FAULT_STORE_UP)
		return place->reachable && !place->hung ? "It is answering." : NULL;
	if (!place->up && role != ROLE_STORE && row->kind != FAULT_SCALE_IN)
		return row->kind == FAULT_CRASH ? "It is down already." : "It is down.";
	return !place->up && row->kind == FAULT_CRASH ? "It is down already." : NULL;
}

static void
add_part(struct change *change, const char *key, const char *value)
{
	CHECK(change->part_count < CHANGE_PARTS_MAX);
	change->parts[change->part_count++] = (struct change_part){ key, value };
}

struct change
move_change(const struct move_row *row, const struct trace *trace, uint16_t target,
    uint32_t choice, uint32_t position, struct arena *arena)
{
	struct change change = { .kind = row->kind, .position = position };

	if (row->target_key)
		add_part(&change, row->target_key, arena_strdup(arena, trace->actors[target].id));
	if (row->choice_key)
		add_part(&change, row->choice_key, is_plain(row, trace, target) ? row->plain
		    : row->choices[choice]);
	for (int i = 0; i < 2 && row->fixed[i][0]; i++)
		add_part(&change, row->fixed[i][0], row->fixed[i][1]);
	change.placed = true;
	change.after_event = position > trace->lead ? position - 1 - trace->lead : NONE32;
	if (position > 0 && trace->event_count > 0)
		change.at_ns = trace->events[(position < trace->event_count ? position :
		    trace->event_count) - 1].at_ns;
	return change;
}

static void
say(const struct move_row *row, const char *target, const char *choice, struct str *out)
{
	if (target)
		str_printf(out, "%s ", target);
	str_add(out, row->done);
	if (choice && row->choice_key) {
		str_add(out, ", ");
		/* one %s, from the table above */
		for (const char *at = row->unit ? row->unit : "%s"; *at; at++) {
			if (at[0] == '%' && at[1] == 's') {
				str_add(out, choice);
				at++;
			} else {
				str_add_char(out, *at);
			}
		}
	}
}

void
move_said(const struct move_row *row, const struct trace *trace, uint16_t target, uint32_t choice,
    struct str *out)
{
	say(row, row->target_key ? trace->actors[target].name : NULL,
	    row->choice_key && !is_plain(row, trace, target) ? row->choices[choice] : NULL, out);
}

void
change_said(const struct change *change, const struct trace *trace, struct str *out)
{
	const struct move_row *row = NULL;
	const char *target, *name;

	for (uint32_t i = 0; i < move_row_count && !row; i++)
		if (move_rows[i].kind == change->kind)
			row = &move_rows[i];
	if (!row) {
		str_add(out, names_fault.rows[change->kind].word);
		for (uint32_t i = 0; i < change->part_count; i++)
			str_printf(out, " %s %s", change->parts[i].key, change->parts[i].value);
		return;
	}
	name = target = row->target_key ? change_part(change, row->target_key) : NULL;
	for (uint32_t i = 0; target && trace && i < trace->actor_count; i++)
		if (str_equal(trace->actors[i].id, target))
			name = trace->actors[i].name;
	say(row, name, row->choice_key ? change_part(change, row->choice_key) : NULL, out);
}
