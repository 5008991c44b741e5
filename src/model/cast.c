#include "model/cast.h"

#include <ctype.h>
#include <string.h>

#include "base/check.h"

struct cast_row {
	const char *id, *plural, *text;
	enum cast_id follows;
};
static const struct cast_row rows[CAST_COUNT] = {
#define X(e, w, p, t, f) { w, p, t, CAST_##f },
	CAST_WORDS(X)
#undef X
};

/* What the scenario shows for a standard word or an id, or NULL. */
static const char *
shown_for(const struct scenario *scenario, const char *standard)
{
	for (uint32_t i = 0; scenario && i < scenario->cast_count; i++)
		if (strcmp(scenario->cast[i].standard, standard) == 0)
			return scenario->cast[i].shown;
	return NULL;
}

bool
cast_has(const struct scenario *scenario, enum cast_id id)
{
	return shown_for(scenario, rows[id].id) != NULL;
}

const char *
cast_word(const struct scenario *scenario, enum cast_id id)
{
	const char *shown = shown_for(scenario, rows[id].id);

	if (!shown)
		shown = shown_for(scenario, rows[rows[id].follows].id);
	return shown ? shown : rows[id].text;
}

const char *
cast_of(const struct scenario *scenario, const char *id)
{
	const char *shown = shown_for(scenario, id);

	return shown ? shown : id;
}

enum cast_id
cast_find(const char *id)
{
	for (uint32_t i = 0; i < CAST_COUNT; i++)
		if (strcmp(rows[i].id, id) == 0 || strcmp(rows[i].text, id) == 0)
			return (enum cast_id)i;
	return CAST_COUNT;
}

const char *
cast_id_text(enum cast_id id)
{
	CHECK(id < CAST_COUNT);
	return rows[id].id;
}

uint32_t
cast_ids(const char **ids, uint32_t max)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < CAST_COUNT && count < max; i++)
		ids[count++] = rows[i].id;
	return count;
}

/* -- English -- */

static bool
ends_in(const char *word, size_t length, const char *end)
{
	size_t bytes = strlen(end);

	return length >= bytes && strncmp(word + length - bytes, end, bytes) == 0;
}

static void
add_noun_plural(struct str *out, const char *noun, size_t length)
{
	if (length > 1 && noun[length - 1] == 'y' && !strchr("aeiou", noun[length - 2])) {
		str_add_bytes(out, noun, length - 1);
		str_add(out, "ies");
		return;
	}
	str_add_bytes(out, noun, length);
	str_add(out, ends_in(noun, length, "s") || ends_in(noun, length, "x") ||
	    ends_in(noun, length, "z") || ends_in(noun, length, "ch") ||
	    ends_in(noun, length, "sh") ? "es" : "s");
}

void
cast_add_plural(struct str *out, const char *word)
{
	/* Of a phrase the noun before the preposition: "row of memory", "entry in flight". */
	static const char *const after[] = { " of ", " in ", " for ", " on ", " at ", " with " };
	size_t length = strlen(word);

	for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
		const char *at = strstr(word, after[i]);

		if (at && (size_t)(at - word) < length)
			length = (size_t)(at - word);
	}
	add_noun_plural(out, word, length);
	str_add(out, word + length);
}

/* "reboots": the third person of a verb, its first word. */
static void
add_third_person(struct str *out, const char *verb)
{
	size_t length = strcspn(verb, " ");

	add_noun_plural(out, verb, length);
	str_add(out, verb + length);
}

void
cast_add_article(struct str *out, const char *word)
{
	static const char *const an[] = { "hour", "honest", "heir" };
	static const char *const a[] = { "uni", "use", "usu", "uti", "eu", "one", "once" };
	bool vowel = *word && strchr("aeiouAEIOU", *word) != NULL;

	for (size_t i = 0; i < sizeof an / sizeof *an; i++)
		vowel = vowel || str_starts_with(word, an[i]);
	for (size_t i = 0; i < sizeof a / sizeof *a; i++)
		vowel = vowel && !str_starts_with(word, a[i]);
	str_add(out, vowel ? "an " : "a ");
}

/* -- templates -- */

static bool
is_word(const char *word, size_t length, const char *form)
{
	return strncmp(word, form, length) == 0 && form[length] == '\0';
}

/* Row of the word in braces; plural: it stands in the plural (a verb: in the third person). */
static enum cast_id
find_form(const char *word, size_t length, bool *plural)
{
	for (uint32_t i = 0; i < CAST_COUNT; i++) {
		*plural = is_word(word, length, rows[i].plural);
		if (*plural || is_word(word, length, rows[i].id))
			return (enum cast_id)i;
	}
	return CAST_COUNT;
}

void
cast_add_word(struct str *out, const struct scenario *scenario, const char *word, size_t length)
{
	bool article = length > 2 && strncmp(word, "a ", 2) == 0, plural;
	const char *shown;
	enum cast_id id;

	if (article)
		word += 2, length -= 2;
	id = find_form(word, length, &plural);
	CHECK(id < CAST_COUNT);
	shown = cast_word(scenario, id);
	if (article)
		cast_add_article(out, shown);
	if (!plural)
		str_add(out, shown);
	else if (id == CAST_CRASH)
		add_third_person(out, shown);
	else
		cast_add_plural(out, shown);
}

void
cast_add(struct str *out, const struct scenario *scenario, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "{");

		str_add_bytes(out, text, length);
		text += length;
		if (*text == '\0')
			return;
		length = strcspn(text, "}");
		CHECK(text[length] == '}');
		cast_add_word(out, scenario, text + 1, length - 1);
		text += length + 1;
	}
}

void
cast_place_name(struct str *out, const struct scenario *scenario, enum role role, uint32_t index)
{
	switch (role) {
	case ROLE_SERVER:
		if (!cast_has(scenario, CAST_SERVER))
			str_printf(out, "s%u", (unsigned)index + 1);
		else if (index == 0 && scenario_server_room(scenario) == 1)
			cast_add(out, scenario, "the {server}");
		else
			str_printf(out, "%s %u", cast_word(scenario, CAST_SERVER),
			    (unsigned)index + 1);
		break;
	case ROLE_BALANCER:
		cast_add(out, scenario, "the {balancer}");
		break;
	case ROLE_STORE:
		cast_add(out, scenario, "the {store}");
		break;
	case ROLE_DATABASE:
		cast_add(out, scenario, "the {database}");
		break;
	case ROLE_ATTACKER:
		cast_add(out, scenario, "the {attacker}");
		break;
	case ROLE_CLIENT:
	case ROLE_DEVICE:
	case ROLE_COUNT:
		cast_add(out, scenario, "the {client}");
		break;
	}
}

void
cast_login_first(struct str *out, const struct scenario *scenario)
{
	if (cast_has(scenario, CAST_LOGIN))
		cast_add(out, scenario, "{login} first");
	else
		str_add(out, "log in first");
}
