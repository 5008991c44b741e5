/* app/action.c - the table of keys. */
#include "app/action.h"

#include <string.h>

#include "base/utf8.h"

#define A(name, script, contexts, keys, footer, text) { script, contexts, keys, footer, text },
const struct action_row action_rows[ACTION_COUNT] = { ACTIONS(A) };
#undef A

static const struct {
	const char *word, *shown;
	uint32_t key;
} named_keys[] = {
	{ "Space", "Space", KEY_SPACE },
	{ "Enter", "Enter", KEY_ENTER_ },
	{ "Up", "\xe2\x86\x91", KEY_UP_ },
	{ "Down", "\xe2\x86\x93", KEY_DOWN_ },
	{ "Left", "\xe2\x86\x90", KEY_LEFT_ },
	{ "Right", "\xe2\x86\x92", KEY_RIGHT_ },
	{ "Tab", "Tab", KEY_TAB },
	{ "Esc", "Esc", KEY_ESC },
	{ "F1", "F1", KEY_F1 },
	{ "^L", "^L", KEY_REDRAW },
	{ "Backspace", "Backspace", KEY_BACKSPACE_ },
	{ "PageUp", "PageUp", KEY_PAGE_UP },
	{ "PageDown", "PageDown", KEY_PAGE_DOWN },
	{ "Home", "Home", KEY_HOME_ },
	{ "End", "End", KEY_END_ },
};

static const struct {
	enum app_context context;
	const char *word;
} context_words[] = {
	{ CTX_EVERY, "everywhere" },
	{ CTX_WELCOME, "welcome" },
	{ CTX_HOME, "home" },
	{ CTX_PICTURE, "over a picture" },
	{ CTX_CHOICE, "a question" },
	{ CTX_SURE, "how sure" },
	{ CTX_BET, "while a question is open" },
	{ CTX_TOLD, "after an answer" },
	{ CTX_BREAK, "break menu" },
	{ CTX_TEXT, "a text field" },
	{ CTX_HELP, "help" },
	{ CTX_SUMMARY, "the page to keep" },
	{ CTX_LIST, "a list" },
	{ CTX_TREE, "futures" },
	{ CTX_BOARD, "the board of claims" },
	{ CTX_CLAIM, "a claim" },
	{ CTX_PANEL, "settings" },
	{ CTX_CARD, "a card" },
	{ CTX_ME, "what you know" },
	{ CTX_DECK, "no card in hand" },
	{ CTX_KEEP, "the page of a lesson" },
	{ CTX_UNSAVED, "not saved" },
	{ CTX_ASK, "in your own words" },
	{ CTX_ASKED, "the end of a dialogue" },
	{ CTX_ORDER, "an order" },
	{ CTX_REPORT, "the report of a quiz" },
};

const char *
context_word(enum app_context context)
{
	for (size_t i = 0; i < sizeof context_words / sizeof *context_words; i++)
		if (context_words[i].context == context)
			return context_words[i].word;
	return "";
}

uint32_t
action_key_code(const char *word, size_t length)
{
	uint32_t code_point;

	for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++)
		if (strlen(named_keys[i].word) == length &&
		    !memcmp(named_keys[i].word, word, length))
			return named_keys[i].key;
	if (length == 0 || utf8_decode(word, length, &code_point, NULL) != length)
		return 0;
	return code_point;
}

static bool
row_binds(const struct action_row *row, uint32_t key)
{
	for (const char *word = row->keys; *word;) {
		size_t length = strcspn(word, " ");
		if (action_key_code(word, length) == key)
			return true;
		word += length;
		word += strspn(word, " ");
	}
	return false;
}

int
action_for(uint32_t key, const unsigned *contexts, int count, bool owns)
{
	if (key == 0)
		return ACTION_NONE;
	if (key == '\n' || key == KEY_ENTER_)
		key = KEY_ENTER_;
	if (key == 8)
		key = KEY_BACKSPACE_;
	for (int c = 0; c < (owns && count > 1 ? 1 : count); c++)
		for (int i = 0; i < ACTION_COUNT; i++)
			if ((action_rows[i].contexts & contexts[c]) &&
			    row_binds(&action_rows[i], key))
				return i;
	return ACTION_NONE;
}

int
action_find(const char *script)
{
	for (int i = 0; i < ACTION_COUNT; i++)
		if (!strcmp(action_rows[i].script, script))
			return i;
	return ACTION_NONE;
}

void
action_key_text(enum key_action action, struct str *out)
{
	const char *word = action_rows[action].keys;
	size_t length = strcspn(word, " ");

	for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++)
		if (strlen(named_keys[i].word) == length &&
		    !memcmp(named_keys[i].word, word, length)) {
			str_add(out, named_keys[i].shown);
			return;
		}
	str_add_bytes(out, word, length);
}
