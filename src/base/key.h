/* base/key.h - keys as numbers: a character is its code point. */
#ifndef BASE_KEY_H
#define BASE_KEY_H

/* Keys that are no characters; above Unicode. */
enum key {
	KEY_UP_ = 0x110000,
	KEY_DOWN_,
	KEY_LEFT_,
	KEY_RIGHT_,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_HOME_,
	KEY_END_,
	KEY_F1,
	KEY_BACKTAB,
	KEY_ENTER_ = '\r',
	KEY_ESC = 27,
	KEY_TAB = '\t',
	KEY_BACKSPACE_ = 127,
	KEY_SPACE = ' ',
	KEY_REDRAW = 12
};

#endif
