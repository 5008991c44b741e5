/* tui/tui_key.c - curses keys to app keys. */
#include "tui/tui_key.h"

#include <curses.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/action.h"

enum { PASTE_BEGIN = KEY_MAX - 8, PASTE_END };

static const struct {
	wint_t curses;
	uint32_t key;
} table[] = {
	{ KEY_UP, KEY_UP_ },
	{ KEY_DOWN, KEY_DOWN_ },
	{ KEY_LEFT, KEY_LEFT_ },
	{ KEY_RIGHT, KEY_RIGHT_ },
	{ KEY_PPAGE, KEY_PAGE_UP },
	{ KEY_NPAGE, KEY_PAGE_DOWN },
	{ KEY_HOME, KEY_HOME_ },
	{ KEY_END, KEY_END_ },
	{ KEY_F(1), KEY_F1 },
	{ KEY_BTAB, KEY_BACKTAB },
	{ KEY_ENTER, KEY_ENTER_ },
	{ KEY_BACKSPACE, KEY_BACKSPACE_ },
};

void
tui_keys_init(struct tui_keys *keys)
{
	*keys = (struct tui_keys){ false, false };
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
}

/* The terminal has gone.  A descriptor that is readable is not enough: curses also gives no key for
 * half a character, whose rest may have come meanwhile. */
static bool
at_end(void)
{
	struct pollfd wait = { .fd = 0, .events = POLLIN };
	int waiting = 0;

	if (poll(&wait, 1, 0) <= 0)
		return false;
	if (wait.revents & (POLLHUP | POLLERR | POLLNVAL))
		return true;
	return ioctl(0, FIONREAD, &waiting) == 0 && waiting == 0;
}

enum tui_key_result
tui_key_read(struct tui_keys *keys, uint32_t *key)
{
	wint_t code;
	int kind = get_wch(&code);

	if (kind == ERR) {
		keys->ended = at_end();
		return TUI_KEY_NONE;
	}
	if (kind == KEY_CODE_YES && code == PASTE_BEGIN) {
		keys->pasting = true;
		return TUI_KEY_IGNORED;
	}
	if (kind == KEY_CODE_YES && code == PASTE_END) {
		keys->pasting = false;
		return TUI_KEY_IGNORED;
	}
	if (keys->pasting)
		return TUI_KEY_IGNORED;
	if (kind != KEY_CODE_YES) {
		*key = (uint32_t)code;
		return TUI_KEY_READ;
	}
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].curses == code) {
			*key = table[i].key;
			return TUI_KEY_READ;
		}
	return TUI_KEY_IGNORED;
}
