/* Bytes as a session: keys, resizes, ticks, lines, drawings.  Whatever comes, every drawing is sane
 * and an open bet is never run past.
 *
 *	first byte    where it begins: home, a lesson, a step of it, a quiz, an exam; ASCII; plain
 *	0x00-0x7f     that key
 *	0x80-0x8f     a key that is no character
 *	0x90-0x9f     a size, from the next two bytes
 *	0xa0-0xaf     a tick, longer with the byte
 *	0xb0-0xbf     the line up to the next 0xb0-0xbf
 *	0xc0-0xcf     go to the end of what may be seen
 *	0xd0-0xff     draw
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "lib/drive.h"
#include "player/quiz.h"

#define INPUT_MAX 600 /* bytes: a session of this length takes tens of ms */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint32_t special[16] = { KEY_UP_, KEY_DOWN_, KEY_LEFT_, KEY_RIGHT_, KEY_PAGE_UP,
	KEY_PAGE_DOWN, KEY_HOME_, KEY_END_, KEY_F1, KEY_BACKTAB, KEY_ENTER_, KEY_ESC, 0x1F600,
	0x301, 0x4e2d, 0xe9 };

static void
open_somewhere(struct drive *drive, uint8_t where)
{
	struct drive_setup setup = { .lesson = DRIVE_LESSON_1,
		.second = "tests/lessons/kinds.yaml",
		.start = where & 1 ? "learn" : "home",
		.ascii = (where & 8) != 0,
		.plain = (where & 16) != 0 };

	if (where & 32) { /* and a quiz of every kind, in another order by where it begins */
		setup = (struct drive_setup){ .lesson = where & 2 ? DRIVE_LESSON_1
								  : "tests/lessons/items.yaml",
			.start = "quiz",
			.quiz_count = 8,
			.exam = (where & 4) != 0,
			.study_seed = where,
			.ascii = (where & 8) != 0,
			.plain = (where & 16) != 0 };
		CHECK(drive_open(drive, &setup));
		return;
	}
	if (where & 2)
		setup.step = "the-crash";
	if (where & 4) {
		setup.lesson = setup.second;
		setup.second = NULL;
		setup.step = where & 2 ? "the-bet" : NULL;
	}
	CHECK(drive_open(drive, &setup));
}

static void
look(struct drive *drive)
{
	const struct player *player = drive_player(drive);
	const struct quiz *quiz = drive->app->quiz;

	if (quiz) {
		CHECK(quiz->count <= quiz->of && quiz->of <= QUIZ_MOST);
		CHECK(quiz_missed(quiz) <= quiz->count);
		CHECK(drive->answers <= drive->keys + drive->lines);
	}
	if (player && player->bet_open) {
		CHECK(player_position(player) <= player->bet);
		CHECK(player->path.change_count == 0);
	}
	if (player && player->has_run)
		CHECK(player_position(player) <= player_trace(player)->event_count);
	(void)drive_screen(drive);
	CHECK(!drive_insane(drive));
	(void)drive_said(drive);
}

/* The line that begins after data[at]; returns where it ends. */
static size_t
say_line(struct drive *drive, const uint8_t *data, size_t size, size_t at)
{
	char line[INPUT_MAX + 1];
	size_t length = 0;

	while (++at < size && (data[at] & 0xf0) != 0xb0)
		line[length++] = (char)data[at];
	line[length] = 0;
	drive_line(drive, line);
	return at;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct drive drive;

	if (size == 0 || size > INPUT_MAX)
		return 0;
	open_somewhere(&drive, data[0]);
	for (size_t i = 1; i < size && !app_left(drive.app); i++) {
		uint8_t byte = data[i];

		if (byte < 0x80) {
			drive_key(&drive, byte);
		} else if (byte < 0x90) {
			drive_key(&drive, special[byte & 15]);
		} else if (byte < 0xa0 && i + 2 < size) {
			drive_resize(&drive, 1 + data[i + 1] % 120, 1 + data[i + 2]);
			i += 2;
		} else if (byte < 0xb0) {
			drive_tick(&drive, (uint64_t)(byte & 15) << 26);
		} else if (byte < 0xc0) {
			i = say_line(&drive, data, size, i);
		} else if (byte < 0xd0) {
			CHECK(drive_keys(&drive, ": e n d Enter"));
		} else {
			look(&drive);
		}
	}
	look(&drive);
	drive_close(&drive);
	return 0;
}
