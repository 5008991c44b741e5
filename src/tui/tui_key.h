/* tui/tui_key.h - keys as the app knows them; pasted text is dropped, never commands. */
#ifndef TUI_TUI_KEY_H
#define TUI_TUI_KEY_H

#include <stdbool.h>
#include <stdint.h>

struct tui_keys {
	bool pasting; /* between the marks of a bracketed paste */
	bool ended;   /* the terminal gave end of file */
};

enum tui_key_result { TUI_KEY_NONE, TUI_KEY_IGNORED, TUI_KEY_READ };

void tui_keys_init(struct tui_keys *keys);
/* One key that waits, without blocking. */
enum tui_key_result tui_key_read(struct tui_keys *keys, uint32_t *key);

#endif
