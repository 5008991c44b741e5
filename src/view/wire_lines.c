/* view/wire_lines.c - a message as rows. */
#include "view/wire_lines.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "trace/http.h"
#include "view/parts.h"

/* A stretch of a part's text that a ruler marks. */
struct span {
	size_t begin, end;
	uint32_t glyph;
	const char *caption; /* inside the stretch, where it fits */
	const char *aside;   /* after it */
};

enum { SPANS_MAX = 12 };

struct builder {
	const struct scene *scene;
	const struct scene_run *run;
	const struct message *message;
	struct arena *arena;
	struct wire *wire;
	int cols;
	const char *token;                                                 /* its text, or NULL */
	size_t header_end, payload_end, token_end, piece_begin, piece_end; /* within it */
};

static struct wire_line *
add_line(struct builder *builder, enum wire_line_kind kind, uint8_t weight)
{
	struct wire *wire = builder->wire;

	if (wire->count == WIRE_LINES_MAX)
		return NULL;
	wire->lines[wire->count] = (struct wire_line){ .kind = kind, .weight = weight };
	return &wire->lines[wire->count++];
}

uint32_t
wire_event(const struct scene *scene, const struct scene_run *run)
{
	const struct trace *trace = run->trace;
	uint32_t end = run_known(run);

	if (scene->message < end && run == scene_lane(scene) &&
	    trace->events[scene->message].message != NONE32)
		return scene->message;
	while (end-- > 0) {
		const struct event *event = &trace->events[end];

		if (event->message != NONE32 && trace_event_client(trace, event) == scene->client)
			return end;
	}
	return NONE32;
}

/* -- the token's parts -- */

/* Where `"piece":value` lies in the payload's JSON; false: not there. */
static bool
find_member(const char *json, const char *name, size_t *begin, size_t *end)
{
	struct str key = STR_INIT;
	const char *at;
	int depth = 0;
	bool inside = false;

	str_printf(&key, "\"%s\":", name);
	at = strstr(json, key.text);
	if (!at) {
		str_release(&key);
		return false;
	}
	*begin = (size_t)(at - json);
	for (at += key.length; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '"')
			inside = !inside;
		else if (!inside && (*at == '[' || *at == '{'))
			depth++;
		else if (!inside && depth == 0 && (*at == ',' || *at == '}'))
			break;
		else if (!inside && (*at == ']' || *at == '}'))
			depth--;
	}
	*end = (size_t)(at - json);
	str_release(&key);
	return true;
}

static void
split_token(struct builder *builder)
{
	const struct trace *trace = builder->run->trace;
	struct str text = STR_INIT, payload = STR_INIT;
	const char *dot, *second;
	size_t begin, end;

	token_text(trace, builder->message->token, &text);
	builder->token = arena_strdup(builder->arena, text.text);
	builder->token_end = strlen(builder->token);
	dot = strchr(builder->token, '.');
	second = dot ? strchr(dot + 1, '.') : NULL;
	builder->header_end = dot ? (size_t)(dot - builder->token) : builder->token_end;
	builder->payload_end = second ? (size_t)(second - builder->token) : builder->token_end;
	token_payload(trace, builder->message->token, &payload);
	if (builder->scene->piece < trace->scenario->piece_count &&
	    find_member(
		payload.text, trace->scenario->pieces[builder->scene->piece].id, &begin, &end)) {
		/* Three bytes are four letters: the letters that hold any bit of the member. */
		builder->piece_begin = builder->header_end + 1 + begin * 4 / 3;
		builder->piece_end = builder->header_end + 1 + (end * 4 + 2) / 3;
	}
	str_release(&text);
	str_release(&payload);
}

static int
token_spans(const struct builder *builder, size_t at, struct span *spans)
{
	int count = 0;

	spans[count++] =
	    (struct span){ at, at + builder->header_end, GLYPH_LINE_H, "header", NULL };
	spans[count++] = (struct span){ at + builder->header_end + 1,
		at + (builder->piece_end ? builder->piece_begin : builder->payload_end),
		GLYPH_DOUBLE_H, builder->piece_end ? "payload: who" : "payload: who, until when",
		NULL };
	if (builder->piece_end) {
		spans[count++] =
		    (struct span){ at + builder->piece_begin, at + builder->piece_end, GLYPH_KEPT,
			    builder->run->trace->scenario->pieces[builder->scene->piece].id, NULL };
		spans[count++] = (struct span){ at + builder->piece_end, at + builder->payload_end,
			GLYPH_DOUBLE_H, "until when", NULL };
	}
	spans[count++] = (struct span){ at + builder->payload_end + 1, at + builder->token_end,
		GLYPH_NOTHING, "signature", NULL };
	return count;
}

/* Stretches of a part: token, ticket, route. */
static int
find_spans(const struct builder *builder, const struct http_part *part, struct span *spans)
{
	const struct trace *trace = builder->run->trace;
	const struct message *message = builder->message;
	const char *at;
	int count = 0;

	if (part->kind != HTTP_STATE_HEADER && part->kind != HTTP_BODY)
		return 0;
	if (builder->token && (at = strstr(part->text, builder->token)))
		count = token_spans(builder, (size_t)(at - part->text), spans);
	if (message->session != NONE32) {
		char sid[33];

		trace_sid(trace, message->session, sid);
		at = strstr(part->text, sid);
		if (at && part->kind == HTTP_STATE_HEADER) {
			size_t begin = (size_t)(at - part->text);

			spans[count++] = (struct span){ begin, begin + strlen(sid), GLYPH_CORNER_BL,
				"ticket: 32-character id", NULL };
		}
	}
	at = strstr(part->text, "srv=");
	if (at && message->route != NONE16 && part->kind == HTTP_STATE_HEADER) {
		const char *id = trace->actors[message->route].id;
		size_t begin = (size_t)(at - part->text) + strlen("srv=");

		spans[count++] = (struct span){ begin, begin + strlen(id), GLYPH_CORNER_BL, NULL,
			"route, read by lb" };
	}
	return count;
}

/* -- rulers -- */

static void
put_words(uint32_t *cells, size_t at, const char *words)
{
	for (size_t i = 0; words[i] && at + i < WIRE_CELLS_MAX; i++)
		cells[at + i] = (unsigned char)words[i];
}

/* Marks the part of `span` that lies in the row [begin, end). */
static bool
rule_span(const struct span *span, size_t begin, size_t end, uint32_t *cells)
{
	size_t from = span->begin > begin ? span->begin : begin;
	size_t to = span->end < end ? span->end : end, room, words;

	if (from >= to)
		return false;
	room = to - from;
	for (size_t i = from - begin; i < to - begin && i < WIRE_CELLS_MAX; i++)
		cells[i] = span->glyph == GLYPH_CORNER_BL ? GLYPH_LINE_H : span->glyph;
	if (span->glyph == GLYPH_CORNER_BL) { /* a bracket under the value */
		cells[from - begin] = GLYPH_CORNER_BL;
		cells[to - begin - 1] = GLYPH_CORNER_BR;
	}
	words = span->caption ? strlen(span->caption) : 0;
	if (words && room >= words + 5) {
		cells[from - begin + 2] = ' ';
		put_words(cells, from - begin + 3, span->caption);
		cells[from - begin + 3 + words] = ' ';
	}
	if (span->aside)
		put_words(cells, to - begin + 1, span->aside);
	return true;
}

static void
add_ruler(struct builder *builder, const struct span *spans, int count, size_t begin, size_t end)
{
	uint32_t *cells = arena_array(builder->arena, WIRE_CELLS_MAX, sizeof(*cells));
	struct wire_line *line;
	bool any = false;

	for (int i = 0; i < WIRE_CELLS_MAX; i++)
		cells[i] = ' ';
	for (int i = 0; i < count; i++)
		any = rule_span(&spans[i], begin, end, cells) || any;
	if (!any)
		return;
	line = add_line(builder, WIRE_RULER, 7);
	if (line)
		line->cells = cells;
}

/* -- parts and notes -- */

static uint8_t
weight_of(const struct http_part *part)
{
	switch (part->kind) {
	case HTTP_LINE:
		return 10;
	case HTTP_STATE_HEADER:
		return 9;
	case HTTP_BODY:
		return 6;
	case HTTP_HEADER:
		return str_starts_with(part->text, "Content-") ? 2 : 4;
	case HTTP_BLANK:
		return 1;
	}
	return 1;
}

static void
add_part(struct builder *builder, const struct http_part *part)
{
	struct span spans[SPANS_MAX];
	int count = find_spans(builder, part, spans);
	size_t length = strlen(part->text), at = 0;
	bool first = true;

	if (part->kind == HTTP_STATE_HEADER && !builder->wire->header) {
		size_t name = strcspn(part->text, ":");

		builder->wire->header = arena_strndup(builder->arena, part->text, name);
		builder->wire->attached_by = part->attached_by;
	}
	do {
		size_t bytes = utf8_fit(part->text + at, builder->cols);
		struct wire_line *line = add_line(builder, WIRE_TEXT, weight_of(part));

		if (!line)
			return;
		if (bytes == 0 && at < length)
			bytes = 1; /* a control character: shown as one unknown cell */
		line->text = arena_strndup(builder->arena, part->text + at, bytes);
		line->bytes = first ? part->bytes : 0;
		line->state = first ? part->state_bytes : 0;
		line->carries = part->kind == HTTP_STATE_HEADER;
		if (count)
			add_ruler(builder, spans, count, at, at + bytes);
		at += bytes;
		first = false;
	} while (at < length);
}

static void
add_note(struct builder *builder, uint8_t weight, const char *name, size_t bytes, const char *text)
{
	int beside = builder->cols < WIRE_WRAP ? WIRE_COLUMN : WIRE_COLUMNS;
	int room = builder->cols + beside - 18;

	for (bool first = true; first || *text; first = false) {
		size_t fit = utf8_fit(text, room > 8 ? room : 8);
		struct wire_line *line = add_line(builder, WIRE_NOTE, weight);

		if (!line)
			return;
		line->text = first ? arena_printf(builder->arena, "%-10s %4zu B  %.*s", name, bytes,
					 (int)fit, text)
				   : arena_printf(builder->arena, "%18s%.*s", "", (int)fit, text);
		if (fit == 0)
			return;
		text += fit;
	}
}

static void
add_validity(const struct builder *builder, struct str *out)
{
	const struct trace *trace = builder->run->trace;
	const struct token *token = &trace->tokens[builder->message->token];
	int64_t now_s = trace->scenario->epoch_s + (int64_t)(builder->scene->at_ns / NS_PER_S);
	const char *key = token->key < trace->scenario->token.key_count
	    ? trace->scenario->token.keys[token->key]
	    : "?";

	if (token->unsecured) {
		str_add(out, "none: whoever could write it is believed");
		return;
	}
	str_printf(out, "%s, key %s ", names_algorithm.rows[token->algorithm].word, key);
	if (token->truth == TOKEN_CONFUSED) {
		str_add(out, "✗ made with the public key as secret");
	} else if (token->truth == TOKEN_GUESSED) {
		str_add(out, "✗ made without the key");
	} else if (!token_is_signed(trace, builder->message->token)) {
		str_add(out, "(sized, not signed here)");
	} else if (token->exp_s > now_s) {
		str_add(out, "✓ valid for ");
		units_print_duration(out, (uint64_t)(token->exp_s - now_s) * NS_PER_S);
		str_add(out, " more");
	} else {
		str_add(out, "✗ expired ");
		units_print_duration(out, (uint64_t)(now_s - token->exp_s) * NS_PER_S);
		str_add(out, " ago");
	}
}

/* One line that gives way to everything else. */
static void
add_said(struct builder *builder, const char *text)
{
	struct wire_line *line = NULL;

	if (utf8_cells(text) <= builder->cols)
		line = add_line(builder, WIRE_NOTE, 0);
	if (line)
		line->text = arena_strdup(builder->arena, text);
}

/* What a signature is good for, and why a tool that goes by its own clock may reject it. */
static void
add_token_meaning(struct builder *builder)
{
	const struct trace *trace = builder->run->trace;
	const struct token *token = &trace->tokens[builder->message->token];
	const char *key = token->key < trace->scenario->token.key_count
	    ? trace->scenario->token.keys[token->key]
	    : "the key";
	struct str text = STR_INIT, begin = STR_INIT;

	str_printf(&text, "Anyone can read it; nobody without %s can alter it unseen.", key);
	add_said(builder, text.text);
	str_clear(&text);
	if (token->algorithm == ALGORITHM_HS256)
		str_add(&text, "With HS256 whoever checks it can also sign.");
	else
		str_printf(&text, "With %s the public key checks it and cannot sign.",
		    names_algorithm.rows[token->algorithm].word);
	add_said(builder, text.text);
	str_clear(&text);
	units_print_date(&begin, trace->scenario->epoch_s);
	str_printf(&text, "A tool may call it expired: time here began on %.10s.", begin.text);
	add_said(builder, text.text);
	str_release(&begin);
	str_release(&text);
}

static void
add_token_notes(struct builder *builder)
{
	const struct trace *trace = builder->run->trace;
	struct str text = STR_INIT;

	token_header(trace, builder->message->token, &text);
	add_note(
	    builder, 3, "header", builder->header_end, arena_strdup(builder->arena, text.text));
	str_clear(&text);
	token_payload(trace, builder->message->token, &text);
	add_note(builder, 8, "payload", builder->payload_end - builder->header_end - 1,
	    arena_strdup(builder->arena, text.text));
	str_clear(&text);
	add_validity(builder, &text);
	add_note(builder, 8, "signature", builder->token_end - builder->payload_end - 1,
	    arena_strdup(builder->arena, text.text));
	str_release(&text);
	if (trace->tokens[builder->message->token].truth == TOKEN_GENUINE &&
	    !trace->tokens[builder->message->token].unsecured)
		add_token_meaning(builder);
}

void
wire_lines(const struct scene *scene, const struct scene_run *run, uint32_t message, int cols,
    struct arena *arena, struct wire *wire)
{
	const struct message *row = &run->trace->messages[message];
	struct builder builder = { .scene = scene,
		.run = run,
		.message = row,
		.arena = arena,
		.wire = wire,
		.cols = cols };
	struct http_part *parts;
	uint32_t count;

	*wire = (struct wire){ .bytes = row->wire_bytes, .state_bytes = row->state_bytes };
	if (row->token != NONE32 && (row->kind == MESSAGE_REQUEST || row->sets_token))
		split_token(&builder);
	http_parts(run->trace, row, arena, &parts, &count);
	for (uint32_t i = 0; i < count; i++)
		add_part(&builder, &parts[i]);
	if (builder.token)
		add_token_notes(&builder);
}
