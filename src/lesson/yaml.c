#include "lesson/yaml.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "lesson/load.h"
#include "lesson/yaml_words.h"

/* An open map or list. */
struct frame {
	struct node *node;
	const char *key; /* of a map: read, its value comes next; NULL: a key comes next */
	struct mark key_mark;
	bool skip_value; /* the value belongs to a key that was refused */
};

struct reader {
	const struct yaml_source *source;
	struct arena *arena;
	struct findings *findings;
	struct frame stack[LIMIT_YAML_DEPTH + 2];
	uint32_t depth;
	uint32_t nodes;
	struct node *root;
	bool ok, stopped, broken; /* broken: what was read is not the whole */
};

static struct mark
mark_of(const struct reader *reader, yaml_mark_t at)
{
	if (reader->source->file == NULL)
		return (struct mark){ 0 };
	return (struct mark){ reader->source->file, (uint32_t)at.line + 1,
		(uint32_t)at.column + 1 };
}

static bool
refuse(struct reader *reader, struct mark mark, const char *code, const char *text,
    const char *advice)
{
	reader->ok = findings_error(reader->findings, mark, code, "%s", text);
	if (advice != NULL)
		findings_advise(reader->findings, "%s", advice);
	return false;
}

/* Control characters that came through escapes, or that no text needs; a tab is a blank. */
static bool
clean_text(char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t code_point;

		if (text[i] == '\t')
			text[i] = ' ';
		i += utf8_decode(text + i, length - i, &code_point, NULL);
		if ((code_point < 0x20 && code_point != '\n') ||
		    (code_point >= 0x7F && code_point < 0xA0) || code_point == 0x2028 ||
		    code_point == 0x2029 || code_point == 0xFEFF)
			return false;
	}
	return true;
}

/* The text of a scalar in the arena, or NULL after a finding. */
static char *
scalar_text(struct reader *reader, const yaml_event_t *event)
{
	struct mark mark = mark_of(reader, event->start_mark);
	size_t length = event->data.scalar.length;
	char *text;

	if (length > LIMIT_TEXT_BYTES) {
		reader->ok = findings_error(reader->findings, mark, "too-long",
		    "one text has at most %u bytes; this one has %zu", LIMIT_TEXT_BYTES, length);
		return NULL;
	}
	text = arena_strndup(reader->arena, (const char *)event->data.scalar.value, length);
	if (!clean_text(text, length)) {
		refuse(reader, mark, "control-character",
		    "a control character in this text, written as an escape", NULL);
		return NULL;
	}
	return text;
}

/* What every node may carry and none may have here. */
static void
refuse_extras(struct reader *reader, const yaml_event_t *event, const yaml_char_t *anchor,
    const yaml_char_t *tag)
{
	struct mark mark = mark_of(reader, event->start_mark);

	if (anchor != NULL)
		refuse(reader, mark, "yaml-anchor", "anchors (&) cannot be used here",
		    "Write the value where it is needed; a text that begins with & has to stand "
		    "in quotes.");
	if (tag != NULL)
		refuse(reader, mark, "yaml-tag", "tags (!) cannot be used here",
		    "A text that begins with ! has to stand in quotes.");
}

static bool
take_key(struct reader *reader, struct frame *frame, const yaml_event_t *event)
{
	struct mark mark = mark_of(reader, event->start_mark);
	const struct node *first;

	frame->key_mark = mark;
	frame->key = "";
	frame->skip_value = true;
	if (event->type != YAML_SCALAR_EVENT)
		return refuse(reader, mark, "yaml-key", "a key has to be a plain word",
		    "A \"?\" or a bracket at the beginning of a text has to stand in quotes.");
	frame->key = scalar_text(reader, event);
	if (frame->key == NULL) {
		frame->key = "";
		return false;
	}
	if (frame->key[0] == '\0')
		return refuse(reader, mark, "yaml-key", "a key is missing before the colon", NULL);
	if (strcmp(frame->key, "<<") == 0)
		return refuse(reader, mark, "yaml-merge", "merge keys (<<) cannot be used here",
		    "Write the values where they are needed.");
	first = node_get(frame->node, frame->key);
	if (first != NULL) {
		reader->ok = findings_error(reader->findings, mark, "duplicate-key",
		    "\"%s\" stands here twice, first in line %u", frame->key,
		    first->key_mark.line);
		return false;
	}
	frame->skip_value = false;
	return true;
}

/* Hangs the node into what is open; false when reading cannot go on. */
static bool
attach(struct reader *reader, struct node *node)
{
	struct frame *frame = reader->depth > 0 ? &reader->stack[reader->depth - 1] : NULL;

	if (++reader->nodes > LIMIT_YAML_NODES)
		return refuse(reader, node->mark, "too-many", "too many values in one file", NULL);
	if (frame == NULL) {
		reader->root = node;
		return true;
	}
	if (frame->node->kind == NODE_MAP) {
		if (frame->node->count >= LIMIT_YAML_KEYS)
			return refuse(reader, frame->key_mark, "too-many",
			    "too many keys in one map", NULL);
		node->key = frame->key;
		node->key_mark = frame->key_mark;
		if (!frame->skip_value)
			node_add(frame->node, node);
		frame->key = NULL;
		return true;
	}
	node_add(frame->node, node);
	return true;
}

static bool
push(struct reader *reader, const yaml_event_t *event, enum node_kind kind)
{
	struct node *node = node_new(reader->arena, kind, mark_of(reader, event->start_mark));

	if (reader->depth >= LIMIT_YAML_DEPTH)
		return refuse(reader, node->mark, "too-deep",
		    "maps and lists are nested too deeply",
		    NULL);
	if (!attach(reader, node))
		return false;
	reader->stack[reader->depth++] = (struct frame){ .node = node };
	return true;
}

static bool
take_scalar(struct reader *reader, const yaml_event_t *event)
{
	struct node *node = node_new(reader->arena, NODE_SCALAR,
	    mark_of(reader, event->start_mark));
	const char *text = scalar_text(reader, event);

	refuse_extras(reader, event, event->data.scalar.anchor, event->data.scalar.tag);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	/* Refused, and already said: something stands there all the same. */
	node->text = text != NULL ? text : "?";
	return attach(reader, node);
}

static bool
wants_key(const struct reader *reader)
{
	const struct frame *frame = reader->depth > 0 ? &reader->stack[reader->depth - 1] : NULL;

	return frame != NULL && frame->node->kind == NODE_MAP && frame->key == NULL;
}

/* A value that is not there: what an alias leaves behind. */
static void
skip_value(struct reader *reader)
{
	if (reader->depth > 0)
		reader->stack[reader->depth - 1].key = NULL;
}

/* A key that is a map or list itself cannot be followed to its value. */
static bool
start_key(struct reader *reader, const yaml_event_t *event)
{
	struct frame *frame = &reader->stack[reader->depth - 1];
	bool taken = take_key(reader, frame, event);

	if (event->type == YAML_SCALAR_EVENT)
		refuse_extras(reader, event, event->data.scalar.anchor, event->data.scalar.tag);
	if (taken && reader->depth == 1 && reader->source->stop != NULL &&
	    reader->source->stop(frame->key))
		reader->stopped = true;
	return event->type == YAML_SCALAR_EVENT || event->type == YAML_ALIAS_EVENT;
}

static bool
take_document(struct reader *reader, const yaml_event_t *event)
{
	struct mark mark = mark_of(reader, event->start_mark);

	if (reader->root != NULL)
		return refuse(reader, mark, "yaml-document", "a file holds one document",
		    "What is behind \"---\" would not be read.");
	if (event->data.document_start.version_directive != NULL ||
	    event->data.document_start.tag_directives.start !=
	    event->data.document_start.tag_directives.end)
		refuse(reader, mark, "yaml-directive", "directives (%) cannot be used here", NULL);
	return true;
}

/* One event; false: stop reading. */
static bool
take(struct reader *reader, const yaml_event_t *event)
{
	bool node = event->type == YAML_SCALAR_EVENT || event->type == YAML_ALIAS_EVENT ||
	    event->type == YAML_MAPPING_START_EVENT || event->type == YAML_SEQUENCE_START_EVENT;

	if (node && wants_key(reader))
		return start_key(reader, event) && !reader->stopped;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(reader, event);
	case YAML_ALIAS_EVENT:
		refuse(reader, mark_of(reader, event->start_mark), "yaml-alias",
		    "aliases (*) cannot be used here",
		    "Write the value where it is needed; a text that begins with * has to stand "
		    "in quotes.");
		skip_value(reader);
		return true;
	case YAML_MAPPING_START_EVENT:
		refuse_extras(reader, event, event->data.mapping_start.anchor,
		    event->data.mapping_start.tag);
		return push(reader, event, NODE_MAP);
	case YAML_SEQUENCE_START_EVENT:
		refuse_extras(reader, event, event->data.sequence_start.anchor,
		    event->data.sequence_start.tag);
		return push(reader, event, NODE_LIST);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		reader->depth--;
		return true;
	case YAML_DOCUMENT_START_EVENT:
		return take_document(reader, event);
	case YAML_STREAM_END_EVENT:
		return false;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return true;
}

/* Is there a tab where libyaml stopped? */
static bool
stopped_at_tab(const struct reader *reader, yaml_mark_t at)
{
	const char *bytes = reader->source->bytes, *end = bytes + reader->source->length;

	for (size_t line = 0; line < at.line && bytes < end; line++) {
		const char *next = memchr(bytes, '\n', (size_t)(end - bytes));

		bytes = next != NULL ? next + 1 : end;
	}
	/* what stands before a tab that begins nothing is blank: characters are bytes */
	return at.column < (size_t)(end - bytes) && bytes[at.column] == '\t';
}

static void
refuse_problem(struct reader *reader, const yaml_parser_t *parser)
{
	const struct yaml_words *words = yaml_words(
	    parser->error == YAML_SCANNER_ERROR && stopped_at_tab(reader, parser->problem_mark) ?
	    "tab character" : parser->problem);
	yaml_mark_t at = parser->problem_mark;
	struct mark mark;

	/* quotes that are never closed: where they begin, not where the text ends */
	if (strcmp(words->code, "yaml-quotes") == 0 && parser->context != NULL &&
	    strstr(parser->context, "quoted scalar") != NULL)
		at = parser->context_mark;
	mark = mark_of(reader, at);
	if (parser->error == YAML_READER_ERROR && reader->source->file != NULL) {
		size_t offset = parser->problem_offset;

		mark = yaml_mark_at(reader->source->file, reader->source->bytes,
		    offset < reader->source->length ? offset : reader->source->length);
	}
	if (parser->error == YAML_MEMORY_ERROR)
		words = yaml_words("");
	refuse(reader, mark, words->code, words->text, words->advice);
}

struct node *
yaml_parse(const struct yaml_source *source, struct arena *arena, struct findings *findings,
    bool *ok)
{
	struct reader reader = { .source = source, .arena = arena, .findings = findings,
		.ok = true };
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true;

	if (!yaml_parser_initialize(&parser)) {
		*ok = findings_error(findings, (struct mark){ source->file, 0, 0 }, "yaml",
		    "no memory for the YAML reader");
		return NULL;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)source->bytes, source->length);
	while (more) {
		if (!yaml_parser_parse(&parser, &event)) {
			refuse_problem(&reader, &parser);
			reader.broken = true;
			break;
		}
		more = take(&reader, &event);
		if (!more && event.type != YAML_STREAM_END_EVENT && !reader.stopped)
			reader.broken = true;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	*ok = reader.ok;
	return reader.broken ? NULL : reader.root;
}

void
yaml_skip_bom(const char **bytes, size_t *length)
{
	if (*length >= 3 && memcmp(*bytes, "\xEF\xBB\xBF", 3) == 0) {
		*bytes += 3;
		*length -= 3;
	}
}

bool
yaml_check_characters(const struct yaml_source *source, struct findings *findings)
{
	uint32_t line = 1, column = 1;
	size_t at = 0;
	bool ok = true;

	while (at < source->length && findings->count < LIMIT_FINDINGS) {
		struct mark mark = { source->file, source->file != NULL ? line : 0,
			source->file != NULL ? column : 0 };
		uint32_t code_point;
		bool valid;
		char byte = source->bytes[at];

		at += utf8_decode(source->bytes + at, source->length - at, &code_point, &valid);
		column++;
		if (!valid) {
			ok = findings_error(findings, mark, "bad-utf8", "not UTF-8");
			findings_advise(findings, "Save the file as UTF-8.");
			return false;
		}
		if (byte == '\n' || (byte == '\r' && (at == source->length ||
		    source->bytes[at] != '\n'))) {
			line++;
			column = 1;
		} else if (byte == '\t' || byte == '\r') {
			continue;
		} else if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
		    code_point == 0x2028 || code_point == 0x2029 || code_point == 0xFEFF) {
			ok = findings_error(findings, mark, "control-character",
			    "a control character (U+%04X)", (unsigned)code_point);
		}
	}
	return ok;
}

struct node *
yaml_read(const char *bytes, size_t length, const char *file, struct arena *arena,
    struct findings *findings)
{
	struct yaml_source source = { .file = file };
	struct mark start = { file, 1, 1 };
	struct node *root;
	bool ok = true;

	yaml_skip_bom(&bytes, &length);
	source.bytes = bytes;
	source.length = length;
	if (length > LIMIT_FILE_BYTES) {
		findings_error(findings, start, "too-long", "a file has at most %u bytes",
		    LIMIT_FILE_BYTES);
		return NULL;
	}
	if (!yaml_check_characters(&source, findings))
		return NULL;
	root = yaml_parse(&source, arena, findings, &ok);
	if (root == NULL && ok)
		ok = findings_error(findings, start, "empty", "nothing is in this file");
	return ok ? root : NULL;
}

struct node *
yaml_read_value(const char *text, struct arena *arena, struct findings *findings)
{
	struct yaml_source source = { .bytes = text, .length = strlen(text), .file = NULL };
	struct node *root;
	bool ok = true;

	if (source.length > LIMIT_TEXT_BYTES) {
		findings_error(findings, (struct mark){ 0 }, "too-long",
		    "a value has at most %u bytes", LIMIT_TEXT_BYTES);
		return NULL;
	}
	if (!yaml_check_characters(&source, findings))
		return NULL;
	root = yaml_parse(&source, arena, findings, &ok);
	if (root == NULL && ok)
		root = node_scalar(arena, "", (struct mark){ 0 });
	return ok ? root : NULL;
}
