/* Sentences of tokens, keys, clocks, and the list of revoked logins. */
#include <string.h>

#include "base/units.h"
#include "trace/sentence_parts.h"

static const struct fields *
telling_fields(const struct telling *t)
{
	return t->event->fields < t->trace->fields_count ? &t->trace->fields[t->event->fields]
	                                                 : NULL;
}

static const char *
key_word(const struct telling *t)
{
	const struct fields *fields = telling_fields(t);
	const struct scenario *scenario = t->trace->scenario;

	return fields && fields->algorithm != ALGORITHM_NONE &&
	        fields->key < scenario->token.key_count
	    ? scenario->token.keys[fields->key]
	    : NULL;
}

static void
say_key(const struct telling *t)
{
	if (key_word(t))
		str_printf(t->out, " with key %s", key_word(t));
}

/* How long ago its end was, by true time; nothing while it lasts. */
static void
say_since_end(const struct telling *t)
{
	const struct fields *fields = telling_fields(t);
	int64_t valid_s;
	uint64_t end_ns;

	if (!fields || fields->exp_s == 0)
		return;
	valid_s = fields->exp_s - t->trace->scenario->epoch_s;
	end_ns = valid_s > 0 ? (uint64_t)valid_s * NS_PER_S : 0;
	if (t->event->at_ns < end_ns)
		return;
	str_add(t->out, ", though it ended ");
	if (t->event->at_ns == end_ns) {
		str_add(t->out, "this moment");
		return;
	}
	units_print_duration(t->out, t->event->at_ns - end_ns);
	str_add(t->out, " ago");
}

static void
say_forgery(const struct telling *t)
{
	const struct fields *fields = telling_fields(t);
	enum reason reason = trace_reason(t->trace, t->event);

	if (reason == REASON_ALGORITHM) {
		say(t, ": it says alg ");
		str_add(t->out, fields ? names_algorithm.rows[fields->algorithm].word : "none");
		say(t, ", which %A does not accept.");
	} else if (reason == REASON_UNKNOWN_KEY) {
		say(t, ": %A does not know key ");
		str_printf(t->out, "%s.", key_word(t) ? key_word(t) : "?");
	} else {
		str_add(t->out, ": the signature is wrong.");
	}
}

void
sentence_verify(const struct telling *t)
{
	bool about_key = trace_reason(t->trace, t->event) != REASON_UNKNOWN_KEY &&
	    trace_reason(t->trace, t->event) != REASON_ALGORITHM;

	say(t, "%A checks %C's {token}");
	if (about_key)
		say_key(t);
	if (t->event->outcome == OUTCOME_OK) {
		str_add(t->out, ": valid");
		say_since_end(t);
		str_add(t->out, ".");
	} else if (t->event->outcome == OUTCOME_EXPIRED) {
		str_add(t->out, ": expired.");
	} else if (t->event->outcome == OUTCOME_FORGED) {
		say_forgery(t);
	} else {
		str_add(t->out, trace_reason(t->trace, t->event) == REASON_LISTED
		        ? ": the list says that it is revoked."
		        : ": refused.");
	}
}

void
sentence_issue(const struct telling *t)
{
	bool unsigned_ = telling_fields(t) && telling_fields(t)->algorithm == ALGORITHM_NONE;

	say(t, unsigned_ ? "%A makes {a token} for %C, without a signature"
	                 : "%A signs {a token} for %C");
	say_key(t);
	str_add(t->out, trace_reason(t->trace, t->event) == REASON_RENEWED
	        ? ", as the old one is past half of its time."
	        : ".");
}

void
sentence_ignore(const struct telling *t)
{
	say(t, "%A's {browser} ignores the {cookie} that would hold %I. Its name and value have ");
	str_printf(t->out, "%llu bytes, more than 4096.", (unsigned long long)t->event->value);
}

/* -- the list -- */

/* "session 7f3", or "what Ana's tokens said before now". */
static void
say_listed(const struct telling *t)
{
	uint32_t session = trace_item_of(t->trace, t->event->item).session;

	if (session != NONE32) {
		say(t, "%C's {session} ");
		say_ticket(t, session);
	} else {
		say(t, "%C's {tokens} from before");
	}
}

void
sentence_listed(const struct telling *t)
{
	enum reason reason = trace_reason(t->trace, t->event);

	if (t->event->kind == EVENT_WRITE && reason == REASON_UNSENT) {
		say(t, "%A goes back to what its list said of %C before");
	} else if (t->event->kind == EVENT_CREATE || t->event->kind == EVENT_WRITE) {
		say(t, "%A puts ");
		say_listed(t);
		str_add(t->out, " on the list of the revoked");
		if (t->event->other != NONE16)
			say(t, ", as %O asked");
	} else if (t->event->kind == EVENT_READ) {
		say(t, "%A finds ");
		say_listed(t);
		say(t, " on the list of the revoked, and tells %O");
	} else if (t->event->kind == EVENT_COPY) {
		say(t, "%O learns from %A's list: ");
		say_listed(t);
		str_add(t->out, " is revoked");
	} else {
		say(t, "%A takes ");
		say_listed(t);
		say(t, reason == REASON_FORGOTTEN && telling_is_of_setting(t)
		           ? " off its list: it asks the {store} from now on"
		       : reason == REASON_FORGOTTEN
		           ? " off its list, as the one it fetched has it no more"
		       : reason == REASON_PUSHED_OUT
		           ? " off its list: its {memory} is full, and nothing there was used "
		             "longer ago"
		       : reason == REASON_UNSENT
		           ? " off its list: no {copy} of it was sent in time"
		           : " off its list: the {token} has ended by itself");
	}
	str_add(t->out, ".");
}

/* -- changes -- */

void
sentence_revoked(const struct telling *t)
{
	const struct scenario *scenario = t->trace->scenario;
	uint16_t login = scenario_piece(scenario, "login");
	enum home home = login == SCENARIO_NONE ? HOME_NONE : scenario->pieces[login].home;

	say(t, "%C's {login} is revoked");
	if (home == HOME_TOKEN && scenario->denylist.on)
		say(t, ": %A is told.");
	else if (home == HOME_TOKEN)
		say(t, ". No {server} keeps anything that could say so: the {token} that %A "
		       "carries counts until it ends.");
	else if (home == HOME_CLIENT)
		say(t, ". Nobody but %A keeps it, and %A goes on showing it.");
	else
		say(t, ": %A is told.");
}

void
sentence_skewed(const struct telling *t)
{
	int64_t ahead_ns = (int64_t)t->event->value;

	if (ahead_ns == 0) {
		say(t, "%A's clock is right.");
		return;
	}
	say(t, "%A's clock is ");
	units_print_duration(t->out, (uint64_t)(ahead_ns < 0 ? -ahead_ns : ahead_ns));
	str_add(t->out, ahead_ns < 0 ? " behind from now on." : " ahead from now on.");
}

/* True when it said what a rotation or a theft does to a key. */
bool
sentence_key(const struct telling *t)
{
	enum reason reason = trace_reason(t->trace, t->event);

	if (reason == REASON_STOLEN)
		say(t, "%O copies %I of %A: from now on it can sign as {servers} do.");
	else if (reason == REASON_ROTATED && t->event->kind == EVENT_CREATE)
		say(t, "%A gets %I and signs with it from now on.");
	else if (reason == REASON_ROTATED)
		say(t, "%A gives up %I: what it signed counts no more.");
	else
		return false;
	return true;
}

/* What a device carries though no reply brought it. */
bool
sentence_pocketed(const struct telling *t)
{
	enum reason reason = trace_reason(t->trace, t->event);

	if ((reason != REASON_STOLEN && reason != REASON_FORGED && reason != REASON_KEPT) ||
	    t->event->item >= t->trace->item_count)
		return false;
	say(t, reason == REASON_FORGED ? "%A makes up "
	       : reason == REASON_KEPT ? "%A puts back "
	       : t->event->other == NONE16 ? "%A has {a copy} of "
	                                   : "%A copies from %O ");
	if (telling_extra_piece(t) >= 0) {
		say(t, "%I");
	} else {
		struct item item = trace_item_of(t->trace, t->event->item);

		say_actor(t, item.client);
		str_printf(t->out, "'s %s", trace_piece_name(t->trace, item.piece));
		if (!telling_is_refresh(t))
			say(t, t->event->home == HOME_TOKEN ? " in {a token}" : " in {a cookie}");
		say_item_content(t);
	}
	say(t, reason == REASON_STOLEN ? ": whoever shows it is taken for that {client}." : ".");
	return true;
}
