/* lib/vt.h - a program on a pseudo-terminal, its screen kept by libvterm.
 *
 *	struct vt *vt = vt_start(&(struct vt_setup){ .arguments = { "learn", "1" } });
 *	assert_true(vt_wait_text(vt, "step 1 of", 2000));
 *	vt_type(vt, " ");
 *	assert_int_equal(vt_wait_exit(vt, 2000), 0);
 *	vt_free(vt);
 *
 * Waits have bounds and a condition; none waits for silence, save vt_settle, for screens on
 * which nothing moves.  Where libvterm is not installed (HAVE_VTERM 0) there is none of it.
 */
#ifndef TESTS_LIB_VT_H
#define TESTS_LIB_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define VT_WORDS_MAX 8
struct vt_setup {
	const char *program;                   /* NULL: the one of $COATCHECK */
	const char *arguments[VT_WORDS_MAX];   /* without the program's name */
	const char *environment[VT_WORDS_MAX]; /* "TERM=vt100" sets, "HOME" unsets */
	int rows, cols;                        /* 24 x 80 unless given */
	bool end_of_input;                     /* stdin is /dev/null */
};

struct vt;
struct vt *vt_start(const struct vt_setup *setup);
/* Ends the program if it still runs (by its id), and forgets it. */
void vt_free(struct vt *vt);

void vt_type(struct vt *vt, const char *bytes);
void vt_send(struct vt *vt, const char *bytes, size_t length);
void vt_resize(struct vt *vt, int rows, int cols);
void vt_signal(struct vt *vt, int signal_number);
/* Closes the line, as a window that is closed does. */
void vt_hang_up(struct vt *vt);

/* Reads what the program wrote until `text` stands on the screen, or until it does not. */
bool vt_wait_text(struct vt *vt, const char *text, int within_ms);
bool vt_wait_gone(struct vt *vt, const char *text, int within_ms);
/* Exit code, 128 + n for a signal n, -1 when it still runs. */
int vt_wait_exit(struct vt *vt, int within_ms);
/* True once the program is stopped (SIGTSTP). */
bool vt_wait_stopped(struct vt *vt, int within_ms);
/* Reads until nothing has come for quiet_ms, within_ms at most. */
void vt_settle(struct vt *vt, int quiet_ms, int within_ms);

/* The screen as text, right-trimmed rows; malloc'ed. */
char *vt_screen(struct vt *vt);
bool vt_shows(struct vt *vt, const char *text);
bool vt_alternate(const struct vt *vt);
bool vt_cursor_visible(const struct vt *vt);
void vt_cursor(struct vt *vt, int *row, int *col);
/* Everything the program wrote so far, escape sequences included. */
const char *vt_bytes(const struct vt *vt, size_t *length);
/* The line's settings are what they were before the program began. */
bool vt_tty_restored(const struct vt *vt);
/* Bracketed paste as last asked for by the program. */
bool vt_paste_mode(const struct vt *vt);
pid_t vt_pid(const struct vt *vt);

#endif
