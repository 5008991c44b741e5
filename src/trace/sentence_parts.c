#include "trace/sentence_parts.h"

#include <string.h>

#include "model/cast.h"
#include "trace/http.h"
#include "trace/http_recipe.h"

#define CONTENT_ITEMS_MAX 3 /* then "and 4 more": a sentence has at most 20 words */
#define CONTENT_WORD_BYTES_MAX 24

enum role
actor_role(const struct trace *trace, uint16_t actor)
{
	return actor < trace->actor_count ? trace->actors[actor].role : ROLE_COUNT;
}

const struct event *
telling_cause(const struct telling *t)
{
	return t->event->cause < t->index ? trace_event(t->trace, t->event->cause) : NULL;
}

const struct message *
telling_message(const struct telling *t)
{
	return trace_message(t->trace, t->event->message);
}

/* Its piece is NONE16 where there is none. */
static struct item
telling_item(const struct telling *t)
{
	if (t->event->item < t->trace->item_count)
		return trace_item_of(t->trace, t->event->item);
	return (struct item){ .piece = NONE16, .client = NONE16, .session = NONE32 };
}

int
telling_extra_piece(const struct telling *t)
{
	uint16_t piece = telling_item(t).piece;

	if (piece == NONE16 || piece < t->trace->scenario->piece_count)
		return -1;
	return (int)(piece - t->trace->scenario->piece_count);
}

bool
telling_is_login(const struct telling *t)
{
	uint16_t piece = telling_item(t).piece;

	/* A miss without an item looked for a login. */
	if (piece == NONE16)
		return true;
	return telling_extra_piece(t) < 0 && piece_is_login(&t->trace->scenario->pieces[piece]);
}

bool
telling_is_refresh(const struct telling *t)
{
	uint16_t piece = telling_item(t).piece;

	return piece != NONE16 && trace_is_refresh(t->trace, piece);
}

uint32_t
telling_session(const struct telling *t)
{
	struct item item = telling_item(t);

	if (item.session < t->trace->session_count)
		return item.session;
	return t->event->session < t->trace->session_count ? t->event->session : NONE32;
}

void
say_actor(const struct telling *t, uint16_t actor)
{
	str_add(t->out, actor < t->trace->actor_count ? t->trace->actors[actor].name : "nobody");
}

void
say_ticket(const struct telling *t, uint32_t session)
{
	char ticket[33];

	if (session >= t->trace->session_count)
		return;
	trace_ticket(t->trace, session, ticket);
	str_add(t->out, ticket);
}

static void
say_client(const struct telling *t)
{
	uint16_t client = trace_event_client(t->trace, t->event);

	if (client == NONE16)
		str_add(t->out, "somebody");
	else
		say_actor(t, client);
}

static void
say_request(const struct telling *t)
{
	if (t->event->request >= t->trace->request_count) {
		say(t, "{request}");
		return;
	}
	str_add_char(t->out, '"');
	request_line(t->trace, t->event->request, t->out);
	str_add_char(t->out, '"');
}

static void
say_extra_item(const struct telling *t, const struct item *item)
{
	const struct scenario *scenario = t->trace->scenario;

	switch ((enum trace_piece)telling_extra_piece(t)) {
	case TRACE_PIECE_TICKET:
		say(t, "the {ticket}");
		if (t->event->session < t->trace->session_count) {
			str_add(t->out, " #");
			say_ticket(t, t->event->session);
		}
		break;
	case TRACE_PIECE_ROUTE:
		say(t, "the {cookie} srv");
		break;
	case TRACE_PIECE_KEY:
		say(t, "the {signing-key}");
		if (item->key < scenario->token.key_count)
			str_printf(t->out, " %s", scenario->token.keys[item->key]);
		break;
	case TRACE_PIECE_REVOKED:
		str_add(t->out, "the revocation");
		break;
	case TRACE_PIECE_REQUEST_KEY:
		say(t, "the key of a {request} of %C's");
		break;
	case TRACE_PIECE_REQUEST_COUNT:
		say(t, "%C's count of {requests}");
		break;
	case TRACE_PIECE_EXTRA:
		break;
	}
}

void
say_item(const struct telling *t)
{
	struct item item = telling_item(t);
	bool there = item.piece != NONE16;
	bool carried = t->event->home == HOME_TOKEN || t->event->home == HOME_CLIENT;

	if (there && telling_extra_piece(t) >= 0) {
		say_extra_item(t, &item);
	} else if (telling_is_login(t) && !carried && telling_session(t) != NONE32) {
		say(t, "{session} ");
		say_ticket(t, telling_session(t));
	} else {
		if (item.client != NONE16)
			say_actor(t, item.client); /* whose it is, whoever asks */
		else
			say_client(t);
		str_add(t->out, "'s ");
		if (there)
			str_add(t->out, trace_piece_name(t->trace, item.piece));
		else
			say(t, "{session}");
	}
}

/* Appends a JSON string's text from `at` (after the quote); returns what follows its end. */
static const char *
say_json_string(struct str *out, const char *at)
{
	size_t begin = out->length;
	bool cut = false;

	for (; *at && *at != '"'; at++) {
		if (*at == '\\' && (at[1] == '"' || at[1] == '\\' || at[1] == '/'))
			at++;
		/* A long name is cut, but never inside a character. */
		cut = cut || (out->length - begin >= CONTENT_WORD_BYTES_MAX &&
		                 ((unsigned char)*at & 0xC0) != 0x80);
		if (!cut)
			str_add_char(out, *at);
	}
	return *at ? at + 1 : at;
}

/* ["book","pen"] */
static void
say_json_list(struct str *out, const char *at)
{
	int count = 0;

	for (at++; *at && *at != ']'; count++) {
		struct str unseen = STR_INIT;
		struct str *to = count < CONTENT_ITEMS_MAX ? out : &unseen;

		str_add(to, count > 0 ? ", " : "");
		if (*at == '"')
			at = say_json_string(to, at + 1);
		else
			for (; *at && *at != ',' && *at != ']'; at++)
				str_add_char(to, *at);
		str_release(&unseen);
		if (*at == ',')
			at++;
	}
	if (count > CONTENT_ITEMS_MAX)
		str_printf(out, " and %d more", count - CONTENT_ITEMS_MAX);
}

void
say_content(const struct telling *t, const char *json)
{
	if (*json == '{')
		return;
	str_add(t->out, ": ");
	if (*json == '\0' || strcmp(json, "[]") == 0)
		str_add(t->out, "empty");
	else if (strcmp(json, "null") == 0)
		str_add(t->out, "not set");
	else if (*json == '[')
		say_json_list(t->out, json);
	else if (*json == '"')
		say_json_string(t->out, json + 1);
	else
		str_add(t->out, json);
}

void
say_item_content(const struct telling *t)
{
	uint32_t text;

	if (t->event->item >= t->trace->item_count || telling_is_login(t) || telling_is_refresh(t))
		return;
	text = trace_content(t->trace, t->event->item, t->event->version);
	if (text != NONE32)
		say_content(t, trace_text(t->trace, text));
}

void
say(const struct telling *t, const char *format)
{
	for (; *format; format++) {
		if (*format == '{') {
			size_t length = strcspn(++format, "}");

			cast_add_word(t->out, t->trace->scenario, format, length);
			format += length;
			continue;
		}
		if (*format != '%') {
			str_add_char(t->out, *format);
			continue;
		}
		switch (*++format) {
		case 'A':
			say_actor(t, t->event->actor);
			break;
		case 'O':
			say_actor(t, t->event->other);
			break;
		case 'C':
			say_client(t);
			break;
		case 'Q':
			say_request(t);
			break;
		case 'I':
			say_item(t);
			break;
		default:
			str_add_char(t->out, *format);
			break;
		}
	}
}
