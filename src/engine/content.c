/* What pieces of state say: JSON texts, made from one another by actions. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "engine/inside.h"

/* The text of an argument as JSON, without what surrounds it. */
static void
add_json(struct str *out, const char *text)
{
	struct json json;

	json_init(&json, out, 0);
	json_string(&json, text);
}

uint32_t
content_empty(struct engine *engine, uint16_t piece)
{
	const char *text = "null";

	if (piece == engine->cart)
		text = "[]";
	else if (piece == engine->orders)
		text = "0";
	return trace_add_text(engine->trace, text);
}

/* A list with the argument behind it; anything but a list becomes one. */
static uint32_t
content_append(struct engine *engine, uint32_t before, uint32_t argument)
{
	const char *list = trace_text(engine->trace, before);
	size_t length = strlen(list);
	struct str *buffer = &engine->buffer;

	str_clear(buffer);
	str_add_char(buffer, '[');
	if (length > 2 && list[0] == '[') {
		str_add_bytes(buffer, list + 1, length - 2);
		str_add_char(buffer, ',');
	}
	add_json(buffer, trace_text(engine->trace, argument));
	str_add_char(buffer, ']');
	if (buffer->length > LIMIT_CART_BYTES) {
		engine_stop_at_limit(engine, "text of a piece");
		return before;
	}
	return trace_add_text(engine->trace, buffer->text);
}

static uint32_t
content_quoted(struct engine *engine, const char *text)
{
	str_clear(&engine->buffer);
	add_json(&engine->buffer, text);
	return trace_add_text(engine->trace, engine->buffer.text);
}

uint32_t
content_argument(struct engine *engine, uint32_t argument)
{
	return content_quoted(engine, trace_text(engine->trace, argument));
}

static uint32_t
content_count(struct engine *engine, uint32_t before)
{
	unsigned long long orders = strtoull(trace_text(engine->trace, before), NULL, 10);

	str_clear(&engine->buffer);
	str_printf(&engine->buffer, "%llu", orders + 1);
	return trace_add_text(engine->trace, engine->buffer.text);
}

uint32_t
content_after(struct engine *engine, uint16_t action_row, uint32_t argument, uint16_t piece,
    uint32_t person, uint32_t before)
{
	const struct action *action = &engine->scenario->actions[action_row];

	if (action->makes_session || action->renews) {
		if (piece == engine->login)
			return content_quoted(engine,
			    engine->trace->actors[engine->persons[person].actor].id);
		return engine->empty_texts[piece];
	}
	if (action->empties_cart && piece == engine->cart)
		return engine->empty_texts[piece];
	if (action->adds_order && piece == engine->orders)
		return content_count(engine, before);
	if (action->adds_argument && argument != NONE32)
		return content_append(engine, before, argument);
	if (action->sets_argument && argument != NONE32)
		return content_quoted(engine, trace_text(engine->trace, argument));
	return before;
}

uint32_t
content_blob(struct engine *engine, const uint32_t *texts, uint32_t mask)
{
	bool first = true;

	if (mask == 0)
		return NONE32;
	if ((mask & (mask - 1)) == 0)
		return texts[__builtin_ctz(mask)];
	str_clear(&engine->buffer);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		if (!(mask & 1u << piece))
			continue;
		str_add_char(&engine->buffer, first ? '{' : ',');
		add_json(&engine->buffer, engine->scenario->pieces[piece].id);
		str_add_char(&engine->buffer, ':');
		str_add(&engine->buffer, trace_text(engine->trace, texts[piece]));
		first = false;
	}
	str_add_char(&engine->buffer, '}');
	return trace_add_text(engine->trace, engine->buffer.text);
}

uint64_t
content_bytes(const struct engine *engine, uint16_t piece, uint8_t home, uint32_t text)
{
	const struct piece *row = &engine->scenario->pieces[piece];

	if (home == HOME_TOKEN || home == HOME_CLIENT)
		return strlen(trace_text(engine->trace, text)) + row->filler_bytes;
	return row->bytes;
}
