/* model/card.h - where a flashcard stands between two reviews: plain data, made by study/, kept by
 * journal/.
 */
#ifndef MODEL_CARD_H
#define MODEL_CARD_H

#include <stdint.h>

/* How a review went; the numbers are those of every scheduler since SuperMemo. */
enum rating { RATING_AGAIN = 1, RATING_HARD, RATING_GOOD, RATING_EASY };

struct memory {
	double stability;  /* days until it is remembered with probability .9; 0: never reviewed */
	double difficulty; /* 1 easy .. 10 hard */
};

/* An instant as the wall clock of some place shows it. */
struct moment {
	int64_t at_s;      /* since 1970, UTC */
	int32_t offset_s;  /* local time less UTC */
};

enum card_state { CARD_NEW, CARD_LEARNING, CARD_REVIEW, CARD_RELEARNING };

struct card {
	enum card_state state;
	uint32_t step;     /* LEARNING, RELEARNING: which step it waits for */
	struct memory memory;
	int64_t due_s;     /* when it comes back; in state REVIEW its day counts, not the hour */
	int64_t due_day, last_day;
	int64_t last_s;
	uint32_t days;     /* the interval, 0 within a day */
	uint32_t reps, lapses;
};

#endif
