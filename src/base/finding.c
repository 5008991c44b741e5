#include "base/finding.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

/* A source line is shown whole up to LINE_CELLS characters; of a longer one, a slice that starts
 * LINE_BEFORE characters before the place. */
#define LINE_CELLS 120
#define LINE_BEFORE 60
#define TAB_CELLS 8

void
findings_init(struct findings *findings, struct arena *arena)
{
	*findings = (struct findings){ .arena = arena };
}

static void __attribute__((format(printf, 3, 0)))
findings_add(struct findings *findings, struct finding finding, const char *format, va_list args)
{
	if (finding.severity == SEVERITY_ERROR)
		findings->errors++;
	else
		findings->warnings++;
	if (findings->count >= LIMIT_FINDINGS)
		return;
	if (findings->count == findings->room) {
		size_t room = findings->room == 0 ? 8 : findings->room * 2;

		findings->rows = arena_grow(findings->arena, findings->rows, findings->count, room,
		    sizeof(*findings->rows));
		findings->room = room;
	}
	finding.text = arena_vprintf(findings->arena, format, args);
	findings->rows[findings->count++] = finding;
}

bool
findings_error(struct findings *findings, struct mark mark, const char *code, const char *format,
    ...)
{
	struct finding finding = { .mark = mark, .severity = SEVERITY_ERROR, .code = code };
	va_list args;

	va_start(args, format);
	findings_add(findings, finding, format, args);
	va_end(args);
	return false;
}

void
findings_warning(struct findings *findings, struct mark mark, const char *code, const char *format,
    ...)
{
	struct finding finding = { .mark = mark, .severity = SEVERITY_WARNING, .code = code };
	va_list args;

	va_start(args, format);
	findings_add(findings, finding, format, args);
	va_end(args);
}

static bool
findings_have(const struct findings *findings, const struct finding *finding)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *row = &findings->rows[i];

		if (row->mark.line == finding->mark.line &&
		    row->mark.column == finding->mark.column &&
		    row->severity == finding->severity &&
		    str_equal(row->mark.file, finding->mark.file) &&
		    strcmp(row->code, finding->code) == 0 && strcmp(row->text, finding->text) == 0)
			return true;
	}
	return false;
}

void
findings_join(struct findings *into, const struct findings *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct finding *row = &from->rows[i];

		if (findings_have(into, row))
			continue;
		if (row->severity == SEVERITY_ERROR)
			findings_error(into, row->mark, row->code, "%s", row->text);
		else
			findings_warning(into, row->mark, row->code, "%s", row->text);
		if (row->advice != NULL)
			findings_advise(into, "%s", row->advice);
	}
}

static bool
finding_before(const struct finding *a, const struct finding *b)
{
	return a->mark.line != b->mark.line ? a->mark.line < b->mark.line :
	    a->mark.column < b->mark.column;
}

void
findings_sort(struct findings *findings)
{
	for (size_t i = 1; i < findings->count; i++) {
		struct finding row = findings->rows[i];
		size_t at = i;

		for (; at > 0 && finding_before(&row, &findings->rows[at - 1]); at--)
			findings->rows[at] = findings->rows[at - 1];
		findings->rows[at] = row;
	}
}

void
findings_advise(struct findings *findings, const char *format, ...)
{
	va_list args;

	/* The newest finding was beyond the limit and not kept: its advice belongs to no other. */
	if (findings->count == 0 || findings->errors + findings->warnings != findings->count)
		return;
	va_start(args, format);
	findings->rows[findings->count - 1].advice =
	    arena_vprintf(findings->arena, format, args);
	va_end(args);
}

/* Finds line `number` (from 1); a line ends at LF, CR LF or CR. */
static bool
find_line(const char *source, size_t length, uint32_t number, const char **line,
    size_t *line_length)
{
	size_t at = 0, start = 0;

	for (uint32_t now = 1; number > 0 && now <= number; now++) {
		start = at;
		while (at < length && source[at] != '\n' && source[at] != '\r')
			at++;
		if (now == number)
			break;
		if (at >= length)
			return false;
		at += source[at] == '\r' && at + 1 < length && source[at + 1] == '\n' ? 2 : 1;
	}
	*line = source + start;
	*line_length = at - start;
	return number > 0;
}

/* Prints the line, and in *caret_cells how many cells stand before character `column` of it. */
static void
print_line(struct str *out, const char *line, size_t length, uint32_t column, int *caret_cells)
{
	size_t characters = utf8_count(line, length), first = 0, index = 0, at = 0;
	int cells = 0;

	*caret_cells = -1;
	if (characters > LINE_CELLS && column > LINE_BEFORE)
		first = column - LINE_BEFORE < characters ? column - LINE_BEFORE : characters;
	if (first > 0) {
		str_add(out, "...");
		cells = 3;
	}
	for (; at < length && index < first + LINE_CELLS; index++) {
		uint32_t code_point;
		size_t taken = utf8_decode(line + at, length - at, &code_point, NULL);
		int before = cells;

		if (index + 1 == column)
			*caret_cells = cells;
		if (index >= first && code_point == '\t') {
			cells += TAB_CELLS - cells % TAB_CELLS;
			str_add_repeated(out, ' ', cells - before);
		} else if (index >= first) {
			int width = utf8_width(code_point);

			cells += width < 0 ? 1 : width;
			utf8_sanitise(out, line + at, taken, false, false);
		}
		at += taken;
	}
	if (*caret_cells < 0)
		*caret_cells = cells;
	if (at < length)
		str_add(out, "...");
}

static void
print_source(struct str *out, const struct mark *mark, const char *source, size_t source_length)
{
	const char *line;
	size_t length;
	int caret_cells;

	if (!find_line(source, source_length, mark->line, &line, &length))
		return;
	str_printf(out, "%5u | ", (unsigned)mark->line);
	print_line(out, line, length, mark->column, &caret_cells);
	str_add_char(out, '\n');
	if (mark->column > 0) {
		str_add(out, "      | ");
		str_add_repeated(out, ' ', caret_cells);
		str_add(out, "^\n");
	}
}

static void
print_safely(struct str *out, const char *text)
{
	utf8_sanitise(out, text, strlen(text), false, false);
}

void
finding_print(struct str *out, const struct finding *finding, const char *source,
    size_t source_length)
{
	const struct mark *mark = &finding->mark;

	if (mark->file != NULL) {
		print_safely(out, mark->file);
		if (mark->line > 0)
			str_printf(out, ":%u", (unsigned)mark->line);
		if (mark->line > 0 && mark->column > 0)
			str_printf(out, ":%u", (unsigned)mark->column);
		str_add(out, ": ");
	}
	str_add(out, finding->severity == SEVERITY_ERROR ? "error: " : "warning: ");
	print_safely(out, finding->text);
	str_printf(out, " [%s]\n", finding->code);
	if (source != NULL && mark->line > 0)
		print_source(out, mark, source, source_length);
	if (finding->advice != NULL) {
		str_add(out, "  ");
		print_safely(out, finding->advice);
		str_add_char(out, '\n');
	}
}
