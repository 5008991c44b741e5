#include "experiment/isomorph.h"

#include <string.h>

#include "base/digest.h"
#include "base/limits.h"
#include "base/prng.h"

/* Names go to names of the same pronoun: "Bob pays his rent" is asked of Emil next, not of Dora. */
enum { SHE, HE, PRONOUNS, PEOPLE_MAX = 2 * ISOMORPH_RENAMED };
static const char *const name_sets[ISOMORPH_NAMES - 1][PRONOUNS][ISOMORPH_RENAMED] = {
	{ { "Dora", "Fay", "Hana", "Jana", "Lena", "Nina", "Paula", "Rosa" },
	    { "Emil", "Gus", "Ivo", "Karl", "Milo", "Oskar", "Quin", "Sven" } },
	{ { "Tara", "Vera", "Xenia", "Zoe", "Bea", "Dina", "Flora", "Greta" },
	    { "Udo", "Wim", "Yuri", "Anton", "Carl", "Enno", "Hugo", "Leo" } },
};
/* People of scenarios whose pronoun is known, beside those above; others keep their names. */
static const char *const known_names[PRONOUNS][10] = {
	{ "Ana", "Kim", "Mallory", "Alice", "Anna", "Carol", "Eve", "Grace", "Mia", "Trudy" },
	{ "Bob", "Cid", "Mo", "Ben", "Carlos", "Dan", "Dave", "Frank", "Tom", "Victor" },
};

uint32_t
isomorph_count(const struct lesson_item *item, bool renamed)
{
	uint32_t seeds = item->vary_seed_count ? item->vary_seed_count : 1;

	return seeds * (renamed || item->vary_names ? ISOMORPH_NAMES : 1);
}

struct isomorph
isomorph_of(const struct lesson_item *item, bool renamed, uint32_t variant)
{
	uint32_t seeds = item->vary_seed_count ? item->vary_seed_count : 1;
	uint32_t names = renamed || item->vary_names ? ISOMORPH_NAMES : 1;
	struct isomorph isomorph = { .names = variant % names };

	/* names change each time, the seed whenever they have come round */
	if (item->vary_seed_count) {
		isomorph.has_seed = true;
		isomorph.seed = item->vary_seeds[variant / names % seeds];
	}
	return isomorph;
}

/* The people of a scenario: rows of `clients` that are no crowds, with the name each goes by. */
struct person {
	const char *id, *name;
};

static uint32_t
people_of(
    const struct scenario_source *source, struct arena *arena, struct person rows[PEOPLE_MAX])
{
	const struct node *clients = source ? node_get(source->tree, "clients") : NULL;
	uint32_t count = 0;

	for (const struct node *row = clients ? clients->first : NULL;
	     row && count < PEOPLE_MAX; row = row->next) {
		const struct node *name = node_get(row, "name");
		char *own;

		if (!row->key || node_get(row, "count"))
			continue;
		own = arena_strdup(arena, name && name->text ? name->text : row->key);
		if (!(name && name->text) && own[0] >= 'a' && own[0] <= 'z')
			own[0] = (char)(own[0] - 'a' + 'A');
		rows[count++] = (struct person){ row->key, own };
	}
	return count;
}

/* SHE, HE, or PRONOUNS: not known. */
static int
pronoun_of(const char *name)
{
	for (int pronoun = 0; pronoun < PRONOUNS; pronoun++) {
		for (size_t i = 0; i < sizeof known_names[0] / sizeof known_names[0][0]; i++)
			if (str_equal(known_names[pronoun][i], name))
				return pronoun;
		for (uint32_t set = 0; set < ISOMORPH_NAMES - 1; set++)
			for (uint32_t i = 0; i < ISOMORPH_RENAMED; i++)
				if (str_equal(name_sets[set][pronoun][i], name))
					return pronoun;
	}
	return PRONOUNS;
}

/* The name of person `row` in a set: the next of their pronoun there; their own where that is not
 * known, where there are no more, or where somebody is called that already. */
static const char *
other_name(const struct person *people, uint32_t count, uint32_t row, uint32_t names)
{
	int pronoun = pronoun_of(people[row].name);
	uint32_t before = 0;
	const char *name;

	if (pronoun == PRONOUNS)
		return people[row].name;
	for (uint32_t i = 0; i < row; i++)
		before += pronoun_of(people[i].name) == pronoun;
	if (before >= ISOMORPH_RENAMED)
		return people[row].name;
	name = name_sets[names - 1][pronoun][before];
	for (uint32_t i = 0; i < count; i++)
		if (str_equal(people[i].name, name))
			return people[row].name;
	return name;
}

uint32_t
isomorph_settings(const struct scenario_source *source, uint32_t names, struct arena *arena,
    struct setting **settings)
{
	struct person people[PEOPLE_MAX];
	uint32_t count = names ? people_of(source, arena, people) : 0;

	*settings = arena_array(arena, count + 1, sizeof **settings);
	for (uint32_t i = 0; i < count; i++)
		(*settings)[i] = (struct setting){
			.path = arena_printf(arena, "clients.%s.name", people[i].id),
			.value = node_scalar(
			    arena, other_name(people, count, i, names), (struct mark){ 0 })
		};
	return count;
}

static bool
word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (unsigned char)c >= 0x80;
}

const char *
isomorph_text(const struct scenario_source *source, uint32_t names, const char *text,
    struct arena *arena)
{
	struct person people[PEOPLE_MAX];
	struct str out = STR_INIT;
	uint32_t count;

	if (!text || !names || !source)
		return text;
	count = people_of(source, arena, people);
	for (const char *at = text; *at;) {
		size_t taken = 0;

		for (uint32_t i = 0; i < count && !taken; i++) {
			size_t length = strlen(people[i].name);

			if (strncmp(at, people[i].name, length) || word_byte(at[length]) ||
			    (at > text && word_byte(at[-1])))
				continue;
			str_add(&out, other_name(people, count, i, names));
			taken = length;
		}
		if (!taken) {
			str_add_char(&out, *at);
			taken = 1;
		}
		at += taken;
	}
	text = arena_strdup(arena, out.text);
	str_release(&out);
	return text;
}

/* One shuffle of the answers: Fisher and Yates, from a stream of this item and time alone. */
static void
shuffle(const struct lesson_item *item, uint64_t study_seed, uint32_t times, uint8_t *order)
{
	struct digest digest;
	struct prng prng;

	digest_init(&digest);
	digest_bytes(&digest, item->id, strlen(item->id));
	prng_init(&prng, study_seed, digest_value(&digest) + times);
	for (uint32_t i = 0; i < item->option_count; i++)
		order[i] = (uint8_t)i;
	for (uint32_t i = item->option_count; times + study_seed > 0 && i > 1; i--) {
		uint32_t other = (uint32_t)prng_below(&prng, i);
		uint8_t kept = order[i - 1];

		order[i - 1] = order[other];
		order[other] = kept;
	}
}

void
isomorph_order(
    const struct lesson_item *item, uint64_t study_seed, uint32_t times, uint8_t *order)
{
	uint8_t before[LIMIT_OPTIONS], first;

	if (item->option_count > LIMIT_OPTIONS)
		return;
	/* from the first time on, so that each differs from what was really shown before it */
	shuffle(item, study_seed, 0, order);
	for (uint32_t time = 1; time <= times; time++) {
		memcpy(before, order, item->option_count);
		shuffle(item, study_seed, time, order);
		if (item->option_count < 2 || memcmp(before, order, item->option_count) != 0)
			continue;
		first = order[0];
		memmove(order, order + 1, item->option_count - 1);
		order[item->option_count - 1] = first;
	}
}
