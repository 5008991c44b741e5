/* base/finding.h - what is wrong with something from outside: place, severity, sentence, code.
 *
 *    lessons/02.yaml:41:18: error: unknown key "afinity" [unknown-key]
 *       41 |       balancer: {afinity: cookie}
 *          |                  ^
 *      Did you mean "affinity"?
 *
 * Findings are gathered, all in one pass, never printed where they arise.
 */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* A place in a text from outside.  line and column count from 1, column in characters; 0 = none. */
struct mark {
	const char *file; /* display name; NULL: no file ("--set", built-in) */
	uint32_t line, column;
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct finding {
	struct mark mark;
	enum severity severity;
	const char *code;   /* kebab-case, stable: "unknown-key" */
	const char *text;   /* one sentence without a full stop */
	const char *advice; /* "Did you mean ..." or NULL */
};

struct findings {
	struct arena *arena; /* texts live here */
	struct finding *rows;
	size_t count, room;
	size_t errors, warnings; /* all, also those beyond LIMIT_FINDINGS */
};

void findings_init(struct findings *findings, struct arena *arena);
/* Returns false always, so a failing function can end with `return findings_error(...)`. */
bool findings_error(struct findings *findings, struct mark mark, const char *code,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
void findings_warning(struct findings *findings, struct mark mark, const char *code,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Appends copies of the rows of `from` that `into` does not have yet (same place, severity, code
 * and text): the same mistake is met again in every design and case, and told once. */
void findings_join(struct findings *into, const struct findings *from);
/* Orders rows by place: line, then column; equal places keep their order. */
void findings_sort(struct findings *findings);
/* Adds advice to the newest finding. */
void findings_advise(struct findings *findings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Appends "FILE:LINE:COLUMN: error: text [code]\n", the line of `source` with a caret under it
 * (when source is not NULL and has that line), and the advice.  Sanitised for a terminal. */
void finding_print(struct str *out, const struct finding *finding, const char *source,
    size_t source_length);

#endif
