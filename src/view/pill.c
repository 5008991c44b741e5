/* view/pill.c - tickets, badges and pills as text, and their roles on a grid. */
#include "view/pill.h"

#include <string.h>

#include "base/utf8.h"

static char
upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* Characters that two names have in common from the left, case apart. */
static size_t
common_bytes(const char *a, const char *b)
{
	size_t count = 0;

	while (a[count] && upper(a[count]) == upper(b[count]))
		count++;
	return count;
}

enum { OWNERS_MAX = 512 }; /* actors looked at for names that begin alike */

/* Bytes of `name` that tell this person from every other; the first character at least. */
static size_t
owner_bytes(const struct trace *trace, uint16_t client, const char *name)
{
	const struct scenario *scenario = trace->scenario;
	size_t length = strlen(name), need = 1, at = 0;
	uint32_t code_point;

	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *other = &scenario->clients[i];

		if (i != trace->actors[client].index && other->count <= 1 &&
		    common_bytes(name, other->name) >= need)
			need = common_bytes(name, other->name) + 1;
	}
	for (uint32_t i = 0; scenario->client_count == 0 && i < trace->actor_count; i++) {
		const struct actor *other = &trace->actors[i];

		if (i != client && i < OWNERS_MAX && other->role == ROLE_CLIENT &&
		    common_bytes(name, other->name) >= need)
			need = common_bytes(name, other->name) + 1;
	}
	while (at < length && at < need)
		at += utf8_decode(name + at, length - at, &code_point, NULL);
	return at;
}

/* A member of a crowd is named "crowd-12": its number is what tells it from the others. */
static const char *
crowd_number(const struct trace *trace, uint16_t client)
{
	const struct scenario *scenario = trace->scenario;
	const struct actor *actor = &trace->actors[client];
	const char *dash = strrchr(actor->id, '-');

	if (actor->index >= scenario->client_count || scenario->clients[actor->index].count <= 1)
		return NULL;
	return dash ? dash + 1 : NULL;
}

void
pill_owner(const struct trace *trace, uint16_t client, struct str *out)
{
	const char *name, *number;
	uint32_t code_point;

	if (client >= trace->actor_count) {
		str_add(out, "?");
		return;
	}
	name = trace->actors[client].name;
	number = crowd_number(trace, client);
	if (!*name)
		str_add(out, "?");
	else if (number)
		str_add_bytes(out, name, utf8_decode(name, strlen(name), &code_point, NULL));
	else
		str_add_bytes(out, name, owner_bytes(trace, client, name));
	if (number)
		str_add(out, number);
}

/* Reading a content: a list of texts, one text, a number, null.  No error is possible: what is no
 * JSON is shown as it stands. */
struct content_reader {
	const char *at, *end;
	struct str *out;
	uint32_t items;
};

/* Glyphs that shapes are made of, in either set. */
static bool
is_shape(uint32_t code_point)
{
	return grid_glyph_fills(code_point) || code_point == GLYPH_BADGE_LEFT ||
	    code_point == GLYPH_BADGE_RIGHT || code_point == GLYPH_SEAL ||
	    code_point == GLYPH_HAND || code_point == '[' || code_point == ']' ||
	    code_point == '<' || code_point == '>' || code_point == '|' || code_point == '!' ||
	    code_point == '#' || code_point == '=';
}

static void
add_character(struct content_reader *reader)
{
	uint32_t code_point;
	size_t bytes =
	    utf8_decode(reader->at, (size_t)(reader->end - reader->at), &code_point, NULL);
	char text[4];

	if (is_shape(code_point) || utf8_width(code_point) != 1)
		code_point = '?';
	str_add_bytes(reader->out, text, utf8_encode(code_point, text));
	reader->at += bytes;
}

static void
read_text(struct content_reader *reader)
{
	reader->at++;
	while (reader->at < reader->end && *reader->at != '"') {
		if (*reader->at == '\\' && reader->at + 1 < reader->end)
			reader->at++;
		add_character(reader);
	}
	if (reader->at < reader->end)
		reader->at++;
}

static void
read_items(struct content_reader *reader)
{
	while (reader->at < reader->end) {
		char c = *reader->at;

		if (c == '[' || c == ']' || c == ',' || c == ' ') {
			reader->at++;
			continue;
		}
		if (reader->items++ > 0)
			str_add_char(reader->out, ',');
		if (c == '"') {
			read_text(reader);
			continue;
		}
		while (reader->at < reader->end && *reader->at != ',' && *reader->at != ']')
			add_character(reader);
	}
}

bool
pill_content_empty(const char *content)
{
	static const char *const empty[] = { "", "[]", "null", "{}", "\"\"" };

	for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++) {
		if (strcmp(content, empty[i]) == 0)
			return true;
	}
	return false;
}

void
pill_words(const char *content, enum pill_level level, struct str *out)
{
	struct str words = STR_INIT;
	struct content_reader reader = { .at = content, .end = content + strlen(content),
		.out = &words };

	if (level == PILL_OWNER)
		return;
	if (pill_content_empty(content)) {
		str_add(out, "-");
		return;
	}
	read_items(&reader);
	if (level == PILL_COUNT && content[0] == '[')
		str_printf(out, "%u", reader.items);
	else
		str_add(out, words.text);
	str_release(&words);
}

/* clang-format off */
static const struct pill_ends {
	const char *left, *right;
	bool says_content;
} pill_ends[] = {
	[PILL_KEPT]   = { "▐", "▌", true },
	[PILL_SEALED] = { "▐", "✓▌", true },
	[PILL_BADGE]  = { "«", "✓»", false },
	[PILL_LOGIN]  = { "«", "»", false },
	[PILL_GHOST]  = { "░", "░", true },
	[PILL_BARE]   = { "", "", true },
};
/* clang-format on */

void
pill_text(const struct trace *trace, enum pill_form form, uint16_t client, const char *content,
    enum pill_level level, struct str *out)
{
	const struct pill_ends *ends = &pill_ends[form];
	bool owned = form != PILL_GHOST || client != NONE16; /* a belief may be of nobody's */

	str_add(out, ends->left);
	if (owned)
		pill_owner(trace, client, out);
	if (ends->says_content && level != PILL_OWNER) {
		if (owned)
			str_add(out, ":");
		pill_words(content, level, out);
	}
	str_add(out, ends->right);
}

void
pill_ticket(const struct trace *trace, uint32_t session, struct str *out)
{
	char ticket[33];

	if (session >= trace->session_count)
		return;
	trace_ticket(trace, session, ticket);
	str_printf(out, "#%s", ticket);
}

/* The bytes of text that have one role: a shape, or what stands before the next shape. */
struct pill_part {
	size_t bytes;
	enum grid_role role;
};

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static struct pill_part
shape_until(const char *text, const char *end, enum grid_role role)
{
	const char *found =
	    strstr(text + 2, end); /* both ends of a ghost are alike, two bytes or more */

	return (
	    struct pill_part){ found ? (size_t)(found - text) + strlen(end) : strlen(text), role };
}

static struct pill_part
part_at(const char *text, enum grid_role role)
{
	size_t bytes = 0;

	if (str_starts_with(text, "▐"))
		return shape_until(text, "▌", ROLE_STATE);
	if (str_starts_with(text, "«"))
		return shape_until(text, "»", ROLE_STATE);
	if (str_starts_with(text, "░"))
		return shape_until(text + 0, "░", ROLE_YOURS);
	if (text[0] == '#' && is_hex(text[1])) {
		while (is_hex(text[bytes + 1]))
			bytes++;
		return (struct pill_part){ bytes + 1, ROLE_TICKET };
	}
	if (str_starts_with(text, "✗"))
		return (struct pill_part){ strlen("✗"), ROLE_TROUBLE };
	if (str_starts_with(text, "✓"))
		return (struct pill_part){ strlen("✓"), ROLE_GOOD };
	if (str_starts_with(text, "new ") || str_starts_with(text, "gone "))
		return (struct pill_part){ strcspn(text, " "), ROLE_CHANGED };
	for (bytes = 1; text[bytes]; bytes++) {
		unsigned char c = (unsigned char)text[bytes];

		if ((c & 0xC0) != 0x80 && (c >= 0x80 || c == '#'))
			break;
	}
	return (struct pill_part){ bytes, role };
}

int
pill_put(struct grid *grid, int row, int col, int cells, enum grid_role role, const char *text)
{
	int end = col + cells;

	while (*text && col < end) {
		struct pill_part part = part_at(text, role);
		struct str piece = STR_INIT;
		int before = col;

		str_add_bytes(&piece, text, part.bytes);
		col = grid_text_cut(grid, row, col, end - col, part.role, piece.text);
		str_release(&piece);
		text += part.bytes;
		if (col == before) /* a wide character at the edge: nothing more fits */
			break;
	}
	return col;
}
