/* experiment/runcode.c - run codes: bits, Crockford base 32, a checksum. */
#include "experiment/runcode.h"

#include <string.h>

#include "base/digest.h"
#include "experiment/isomorph.h"
#include "model/node_text.h"

#define BITS_MAX 32768 /* sixty changes that say much: more letters than anybody copies */
#define CHECK_BITS 10
#define VERSION_BITS 2
#define VERSION 2
#define VERSION_OLDER 1 /* without the parts */
#define SLIP_LETTERS_MAX 400u /* nobody types a longer one */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct bits {
	uint8_t bytes[BITS_MAX / 8];
	uint32_t count, at;
	bool full; /* something had no room, or no letters: there is no code */
};

static void
put(struct bits *bits, uint64_t value, uint32_t width)
{
	if (bits->count + width > BITS_MAX) {
		bits->full = true;
		return;
	}
	for (uint32_t i = 0; i < width; i++, bits->count++)
		if (value >> (width - 1 - i) & 1)
			bits->bytes[bits->count / 8] |= (uint8_t)(1u << (bits->count % 8));
}

static uint64_t
get(struct bits *bits, uint32_t width)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < width; i++, bits->at++) {
		value <<= 1;
		if (bits->at < bits->count)
			value |= bits->bytes[bits->at / 8] >> (bits->at % 8) & 1;
	}
	return value;
}

/* Numbers of any size in groups of 7 bits: one that goes on, six of value, least first. */
static void
put_number(struct bits *bits, uint64_t value)
{
	do {
		put(bits, value >> 6 ? 1 : 0, 1);
		put(bits, value & 63, 6);
		value >>= 6;
	} while (value);
}

static uint64_t
get_number(struct bits *bits)
{
	uint64_t value = 0;

	for (uint32_t shift = 0; shift < 64; shift += 6) {
		bool more = get(bits, 1);
		value |= get(bits, 6) << shift;
		if (!more)
			break;
	}
	return value;
}

uint16_t
runcode_lesson(const char *lesson_id)
{
	struct digest digest;

	digest_init(&digest);
	digest_bytes(&digest, lesson_id ? lesson_id : "", lesson_id ? strlen(lesson_id) : 0);
	return (uint16_t)(digest_value(&digest) & 0xFFF);
}

uint16_t
runcode_content(const struct scenario *scenario)
{
	struct digest digest;
	struct str text = STR_INIT;
	struct json json;

	json_init(&json, &text, 0);
	scenario_write_json(scenario, &json);
	digest_init(&digest);
	digest_bytes(&digest, text.text, text.length);
	str_release(&text);
	return (uint16_t)(digest_value(&digest) & 0x3FF);
}

/* The parts, in the words that one reads, and the settings that belong to each; what belongs to
 * none is the last one's. */
static const struct {
	const char *word, *keys[8];
} parts[RUNCODE_PARTS] = {
	{ "people and load", { "clients", "load", "actions", "seed" } },
	{ "servers and network", { "servers", "balancer", "network" } },
	{ "faults", { "faults" } },
	{ "state and where it is kept", { "state", "homes", "session", "store", "database",
	    "token", "key", "idempotency" } },
	{ "its other settings", { NULL } },
};

static uint32_t
part_of(const char *key)
{
	for (uint32_t p = 0; p + 1 < RUNCODE_PARTS; p++)
		for (size_t k = 0; k < sizeof parts[p].keys / sizeof *parts[p].keys; k++)
			if (str_equal(parts[p].keys[k], key))
				return p;
	return RUNCODE_PARTS - 1;
}

uint16_t
runcode_parts(const struct scenario *scenario)
{
	struct str texts[RUNCODE_PARTS];
	uint16_t bits = 0;

	for (uint32_t p = 0; p < RUNCODE_PARTS; p++)
		str_init(&texts[p]);
	for (const struct node *child = scenario->effective ? scenario->effective->first : NULL;
	     child; child = child->next) {
		struct str *text = &texts[part_of(child->key)];

		str_printf(text, "%s: ", child->key);
		node_flow(child, text);
		str_add_char(text, '\n');
	}
	for (uint32_t p = 0; p < RUNCODE_PARTS; p++) {
		struct digest digest;

		digest_init(&digest);
		digest_bytes(&digest, texts[p].text, texts[p].length);
		bits = (uint16_t)((unsigned)bits << 2 | (unsigned)(digest_value(&digest) & 3));
		str_release(&texts[p]);
	}
	return bits;
}

void
runcode_changed(const struct runcode *code, const struct scenario *scenario, struct str *out)
{
	uint16_t now = runcode_parts(scenario);
	bool any = false;

	for (uint32_t p = 0; p < RUNCODE_PARTS && !code->older; p++) {
		uint32_t shift = 2 * (RUNCODE_PARTS - 1 - p);

		if ((now >> shift & 3) == (code->parts >> shift & 3))
			continue;
		str_printf(out, "%s%s", any ? ", " : "", parts[p].word);
		any = true;
	}
}

static uint16_t
checksum(const struct bits *bits)
{
	struct digest digest;

	digest_init(&digest);
	digest_word(&digest, bits->count);
	digest_bytes(&digest, bits->bytes, (bits->count + 7) / 8);
	return (uint16_t)(digest_value(&digest) & ((1u << CHECK_BITS) - 1));
}

/* ---- texts: printable ASCII in 7 bits, NUL ends ---- */

static void
put_text(struct bits *bits, const char *text)
{
	for (; *text && !bits->full; text++) {
		bits->full |= *text < ' ' || *text > '~';
		put(bits, (unsigned char)*text & 127, 7);
	}
	put(bits, 0, 7);
}

static const char *
get_text(struct bits *bits, struct arena *arena)
{
	struct str text = STR_INIT;
	const char *copy = NULL;
	uint64_t letter;
	bool plain = true;

	while (bits->at < bits->count && (letter = get(bits, 7)) != 0) {
		plain &= letter >= ' ' && letter < 127;
		str_add_char(&text, (char)letter);
	}
	if (plain && bits->at <= bits->count)
		copy = arena_strdup(arena, text.text);
	str_release(&text);
	return copy;
}

/* ---- changes ---- */

/* A place: 0 the store, 1 the database, 2.. servers; -1: no such short form. */
static int
node_number(const char *node)
{
	int number = 0;

	if (str_equal(node, "store"))
		return 0;
	if (str_equal(node, "db"))
		return 1;
	if (node[0] != 's' || node[1] < '1' || node[1] > '9')
		return -1;
	for (const char *digit = node + 1; *digit; digit++) {
		if (*digit < '0' || *digit > '9' || number > 1000)
			return -1;
		number = number * 10 + (*digit - '0');
	}
	return number + 1;
}

/* Most changes are a kind and a place; what else a change says comes as texts, after a kind that
 * does not exist. */
static void
put_change(struct bits *bits, const struct change *change)
{
	bool brief = change->part_count == 1 && !change->by_time &&
		     str_equal(change->parts[0].key, "node") &&
		     node_number(change->parts[0].value) >= 0;

	if (!brief)
		put_number(bits, FAULT_COUNT);
	put_number(bits, change->kind);
	if (brief) {
		put_number(bits, (uint64_t)node_number(change->parts[0].value));
		put_number(bits, change->position);
		return;
	}
	put(bits, change->by_time, 1);
	put_number(bits, change->by_time ? change->at_ns : change->position);
	put_number(bits, change->part_count);
	for (uint32_t i = 0; i < change->part_count; i++) {
		put_text(bits, change->parts[i].key);
		put_text(bits, change->parts[i].value);
	}
}

/* Seed, names, twin: in most codes a single bit says that there is none. */
static void
put_variant(struct bits *bits, const struct runcode *code)
{
	bool any = code->has_seed || (!code->older && (code->names || code->twin));

	put(bits, any, 1);
	if (any && !code->older) {
		put(bits, code->has_seed, 1);
		put(bits, code->names, 2);
		put(bits, code->twin, 1);
	}
	if (code->has_seed)
		put_number(bits, code->seed);
}

static bool
read_variant(struct bits *bits, struct runcode *code)
{
	bool any = get(bits, 1);

	code->has_seed = any && (code->older || get(bits, 1));
	if (any && !code->older) {
		code->names = (uint8_t)get(bits, 2);
		code->twin = get(bits, 1);
	}
	if (code->has_seed)
		code->seed = get_number(bits);
	return code->names < ISOMORPH_NAMES;
}

static void
put_settings(struct bits *bits, const struct runcode *code)
{
	put_number(bits, code->setting_count);
	for (uint32_t i = 0; i < code->setting_count; i++) {
		put_text(bits, code->settings[i].path);
		put_text(bits, code->settings[i].value);
	}
}

/* The bits of a code, checksum and all; false: it has none. */
static bool
encode(const struct runcode *code, struct bits *coded)
{
	struct bits bits = { .count = 0 };

	put(&bits, code->older ? VERSION_OLDER : VERSION, VERSION_BITS);
	put(&bits, code->lesson, 12);
	put(&bits, code->content, 10);
	if (!code->older)
		put(&bits, code->parts, 2 * RUNCODE_PARTS);
	put_number(&bits, code->step);
	put_number(&bits, code->position);
	put_variant(&bits, code);
	put_number(&bits, code->change_count);
	for (uint32_t i = 0; i < code->change_count; i++)
		put_change(&bits, &code->changes[i]);
	if (code->setting_count > 0)
		put_settings(&bits, code);
	while (!bits.full && (bits.count + CHECK_BITS) % 5)
		put(&bits, 0, 1);
	put(&bits, checksum(&bits), CHECK_BITS);
	*coded = bits;
	return !bits.full;
}

static void
put_letters(struct bits *bits, struct str *out)
{
	bits->at = 0;
	for (uint32_t i = 0; i < bits->count / 5; i++) {
		if (i && i % 4 == 0)
			str_add_char(out, '-');
		str_add_char(out, alphabet[get(bits, 5)]);
	}
}

bool
runcode_write(const struct runcode *code, struct str *out)
{
	struct bits bits;

	if (!encode(code, &bits))
		return false;
	put_letters(&bits, out);
	return true;
}

/* The value of a letter; I and L read as 1, O as 0, as Crockford has it; -1: never used. */
static int
letter_value(char letter)
{
	const char *found;

	if (letter >= 'a' && letter <= 'z')
		letter = (char)(letter - 32);
	if (letter == 'I' || letter == 'L')
		letter = '1';
	if (letter == 'O')
		letter = '0';
	found = letter ? strchr(alphabet, letter) : NULL;
	return found ? (int)(found - alphabet) : -1;
}

/* May the text be quoted as it is? */
static bool
is_printable(const char *text)
{
	while (*text >= ' ' && *text < 127)
		text++;
	return *text == 0;
}

static bool
read_letters(const char *text, struct arena *arena, struct bits *bits, const char **why)
{
	for (const char *at = text; *at; at++) {
		int value = letter_value(*at);
		if (*at == '-' || *at == ' ')
			continue;
		if (value < 0) {
			*why = is_printable(text)
				   ? arena_printf(arena,
					 "%.40s is not a run code: %c is never used in one.", text,
					 *at)
				   : "That is not a run code: it has characters that are never "
				     "used in one.";
			return false;
		}
		if (bits->count + 5 > BITS_MAX) {
			*why = "That is not a run code: it is too long.";
			return false;
		}
		put(bits, (uint64_t)value, 5);
	}
	if (bits->count < 40) {
		*why = "That is not a run code: it is too short.";
		return false;
	}
	return true;
}

static bool
get_brief(struct bits *bits, struct arena *arena, uint64_t kind, struct change *change)
{
	uint64_t node = get_number(bits), position = get_number(bits);

	if (node > LIMIT_SERVERS + 1 || position > LIMIT_TRACE_EVENTS)
		return false;
	*change = change_at_node((enum fault_kind)kind,
	    node == 0   ? "store"
	    : node == 1 ? "db"
			: arena_printf(arena, "s%u", (unsigned)(node - 1)),
	    (uint32_t)position);
	return true;
}

static bool
get_parts(struct bits *bits, struct arena *arena, struct change *change)
{
	uint64_t when, count;

	change->by_time = get(bits, 1);
	when = get_number(bits);
	count = get_number(bits);
	if (count > CHANGE_PARTS_MAX || when > (change->by_time ? LIMIT_RUN_NS :
	    LIMIT_TRACE_EVENTS))
		return false;
	if (change->by_time)
		change->at_ns = when;
	else
		change->position = (uint32_t)when;
	for (uint64_t i = 0; i < count; i++) {
		struct change_part *part = &change->parts[change->part_count++];

		part->key = get_text(bits, arena);
		part->value = get_text(bits, arena);
		if (!part->key || !part->value)
			return false;
	}
	return true;
}

static bool
read_changes(struct bits *bits, struct arena *arena, struct runcode *code)
{
	uint64_t count = get_number(bits);

	if (count > RUNCODE_CHANGES_MAX)
		return false;
	for (uint64_t i = 0; i < count; i++) {
		struct change *change = &code->changes[code->change_count++];
		uint64_t kind = get_number(bits);
		bool brief = kind < FAULT_COUNT;

		if (kind == FAULT_COUNT)
			kind = get_number(bits);
		if (kind >= FAULT_COUNT)
			return false;
		change->kind = (enum fault_kind)kind;
		if (brief ? !get_brief(bits, arena, kind, change) :
		    !get_parts(bits, arena, change))
			return false;
	}
	return true;
}

static bool
read_settings(struct bits *bits, struct arena *arena, struct runcode *code)
{
	uint64_t count = get_number(bits);

	if (count > RUNCODE_SETTINGS_MAX)
		return false;
	for (uint64_t i = 0; i < count; i++) {
		struct runcode_setting *setting = &code->settings[code->setting_count++];

		setting->path = get_text(bits, arena);
		setting->value = get_text(bits, arena);
		if (!setting->path || !setting->value)
			return false;
	}
	return true;
}

/* What the letters say, or why they say nothing. */
static bool
decode(const struct bits *letters, struct arena *arena, struct runcode *code, const char **why)
{
	struct bits bits = *letters, again;
	uint32_t total = bits.count;
	uint64_t check, version, step, position;

	memset(code, 0, sizeof *code);
	bits.at = total - CHECK_BITS;
	check = get(&bits, CHECK_BITS);
	for (bits.count = total; bits.count > total - CHECK_BITS; bits.count--)
		bits.bytes[(bits.count - 1) / 8] &= (uint8_t) ~(1u << ((bits.count - 1) % 8));
	*why = "This run code has a typo: its letters do not add up.";
	if (checksum(&bits) != check)
		return false;
	bits.at = 0;
	version = get(&bits, VERSION_BITS);
	if (version != VERSION && version != VERSION_OLDER) {
		*why = "This run code was made by another version of coatcheck.";
		return false;
	}
	code->older = version == VERSION_OLDER;
	code->lesson = (uint16_t)get(&bits, 12);
	code->content = (uint16_t)get(&bits, 10);
	if (!code->older)
		code->parts = (uint16_t)get(&bits, 2 * RUNCODE_PARTS);
	step = get_number(&bits);
	code->step = step > UINT16_MAX ? UINT16_MAX : (uint16_t)step;
	position = get_number(&bits);
	code->position = position > LIMIT_TRACE_EVENTS ? LIMIT_TRACE_EVENTS : (uint32_t)position;
	*why = "This is no run code that coatcheck writes, though its letters add up.";
	if (!read_variant(&bits, code) || !read_changes(&bits, arena, code) ||
	    !read_settings(&bits, arena, code))
		return false;
	return encode(code, &again) && again.count == letters->count &&
	       memcmp(again.bytes, letters->bytes, (again.count + 7) / 8) == 0;
}

bool
runcode_read(const char *text, struct arena *arena, struct runcode *code, const char **why)
{
	struct bits bits = { .count = 0 };

	memset(code, 0, sizeof *code);
	return read_letters(text, arena, &bits, why) && decode(&bits, arena, code, why);
}

/* ---- slips ---- */

static uint32_t
letter_at(const struct bits *bits, uint32_t place)
{
	struct bits at = { .count = bits->count, .at = place * 5 };

	memcpy(at.bytes, bits->bytes, (bits->count + 7) / 8);
	return (uint32_t)get(&at, 5);
}

static void
set_letter(struct bits *bits, uint32_t place, uint32_t value)
{
	for (uint32_t i = 0; i < 5; i++) {
		uint32_t at = place * 5 + i;
		uint8_t bit = (uint8_t)(1u << (at % 8));

		bits->bytes[at / 8] &= (uint8_t)~bit;
		if (value >> (4 - i) & 1)
			bits->bytes[at / 8] |= bit;
	}
}

struct slips {
	struct arena *arena;
	struct runcode_slip *rows;
	uint32_t count, most;
};

/* Is it a code with that slip undone? */
static void
try_slip(struct slips *slips, struct bits *bits, struct runcode_slip slip)
{
	struct str text = STR_INIT;
	const char *why;

	if (!decode(bits, slips->arena, &slip.code, &why))
		return;
	if (slips->count++ >= slips->most)
		return;
	put_letters(bits, &text);
	slip.text = arena_strdup(slips->arena, text.text);
	slips->rows[slips->count - 1] = slip;
	str_release(&text);
}

uint32_t
runcode_slips(const char *text, struct arena *arena, struct runcode_slip *rows, uint32_t most)
{
	struct slips slips = { .arena = arena, .rows = rows, .most = most };
	struct bits bits = { .count = 0 };
	const char *why;

	if (!read_letters(text, arena, &bits, &why) || bits.count / 5 > SLIP_LETTERS_MAX)
		return 0;
	for (uint32_t place = 0; place < bits.count / 5; place++) {
		uint32_t was = letter_at(&bits, place), next;

		for (uint32_t is = 0; is < 32; is++) {
			if (is == was)
				continue;
			set_letter(&bits, place, is);
			try_slip(&slips, &bits, (struct runcode_slip){ .place = place + 1,
				.was = alphabet[was], .is = alphabet[is] });
		}
		set_letter(&bits, place, was);
		if (place + 1 == bits.count / 5)
			break;
		next = letter_at(&bits, place + 1);
		if (next == was)
			continue;
		set_letter(&bits, place, next);
		set_letter(&bits, place + 1, was);
		try_slip(&slips, &bits, (struct runcode_slip){ .place = place + 1, .swapped = true,
			.was = alphabet[was], .is = alphabet[next] });
		set_letter(&bits, place, was);
		set_letter(&bits, place + 1, next);
	}
	return slips.count;
}
