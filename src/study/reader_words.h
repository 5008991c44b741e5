/* study/reader_words.h - a text as words: private to the reader. */
#ifndef STUDY_READER_WORDS_H
#define STUDY_READER_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define READER_WORDS_MAX 160 /* of one answer; what comes after is not looked at */
#define READER_WORD_BYTES 32

struct reader_word {
	char text[READER_WORD_BYTES];
	uint8_t length;
	bool stop;     /* says nothing by itself: an article, a helping verb */
	bool negates;  /* not, never, without, nobody ... */
	bool breaks;   /* a negation before it does not reach past it: a comma, "but" */
	bool exact;    /* capitals or a digit: no slip of the fingers is allowed */
	bool any_end;  /* of a term: "crash*" */
	uint16_t sentence;
};

struct reader_words {
	struct reader_word rows[READER_WORDS_MAX];
	uint32_t count;
};

/* Splits a text; of a term, a star at the end of a word stays in `any_end`. */
void reader_split(const char *text, struct reader_words *words);
/* A common English word, which is never another one misspelt. */
bool reader_is_common(const char *word);
/* May a term's "not" or "no" be this one of an answer ("never", "doesnt")? */
bool reader_same_negation(const char *term, const char *typed);
/* Is `typed` that word of a term, its plural, or within a slip of it? */
bool reader_same_word(const struct reader_word *term, const struct reader_word *typed,
    bool slips);

#endif
