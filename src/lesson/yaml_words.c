/* What libyaml complains about, in words that say what to do. */
#include <string.h>

#include "base/utf8.h"
#include "lesson/yaml_words.h"

#define QUOTE_ADVICE "A text with \": \" or \" #\" in it, or beginning with one of " \
	"? - [ ] { } , & * ! | > ' \" % @ `, has to stand in quotes."
#define FLOW_ADVICE "A comma or a closing bracket is missing, or a text needs quotes: " \
	"\": \" , [ ] { } mean something inside brackets."

static const struct yaml_words rows[] = {
	{ "mapping values are not allowed", "yaml-colon",
	    "a colon and a blank begin a value, and none can stand here", QUOTE_ADVICE },
	{ "did not find expected ',' or '}'", "yaml-bracket",
	    "inside { }: expected a comma or }", FLOW_ADVICE },
	{ "did not find expected ',' or ']'", "yaml-bracket",
	    "inside [ ]: expected a comma or ]", FLOW_ADVICE },
	{ "could not find expected ':'", "yaml-colon", "expected a colon after the key",
	    "Every line of a map is a key, a colon, a blank and a value." },
	{ "did not find expected key", "yaml-indent", "expected a key of the map that goes on here",
	    "Are the blanks at the beginning of the line right, and is every quote and bracket "
	    "closed?" },
	{ "did not find expected '-' indicator", "yaml-indent",
	    "expected another \"- \" of the list that goes on here",
	    "Are the blanks at the beginning of the line right?" },
	{ "block sequence entries are not allowed", "yaml-indent", "a \"- \" cannot stand here",
	    "A list begins on a line of its own, or is written in [ ]." },
	{ "block mapping", "yaml-indent", "a map cannot begin here",
	    "Are the blanks at the beginning of the line right?" },
	{ "mapping keys are not allowed", "yaml-colon", "a key cannot begin here", QUOTE_ADVICE },
	{ "tab character", "yaml-tab", "a tab cannot stand at the beginning of a line",
	    "Use blanks." },
	{ "cannot start any token", "yaml-quotes", "no text can begin with this character",
	    QUOTE_ADVICE },
	{ "found unexpected end of stream", "yaml-quotes",
	    "the quotes that begin here are never closed",
	    NULL },
	{ "found unexpected document indicator", "yaml-quotes",
	    "the quotes that begin here are never closed", NULL },
	{ "unknown escape character", "yaml-escape", "an unknown escape after \\ in double quotes",
	    "Write \\\\ for a backslash, or use single quotes." },
	{ "hexdecimal number", "yaml-escape",
	    "expected hexadecimal digits after \\ in double quotes",
	    NULL },
	{ "invalid Unicode character escape", "yaml-escape", "there is no such character", NULL },
	{ "found unexpected ':'", "yaml-colon", "an unexpected colon inside brackets",
	    QUOTE_ADVICE },
	{ "alphabetic or numeric character", "yaml-quotes", "no text can begin with & or *",
	    QUOTE_ADVICE },
	{ "tag", "yaml-tag", "tags (! ...) cannot be used here", QUOTE_ADVICE },
	{ "directive", "yaml-directive", "directives (% ...) cannot be used here", NULL },
	{ "did not find expected node content", "yaml-bracket", "expected a value here",
	    FLOW_ADVICE },
	{ "expected <document start>", "yaml-document",
	    "the text goes on where it should have ended",
	    "Are the blanks at the beginning of the line right, and is every bracket opened?" },
	{ "comment or line break", "yaml-block", "something unexpected after | or >", NULL },
	{ "chomping", "yaml-block", "something unexpected after | or >", NULL },
	{ "block scalar", "yaml-block", "something unexpected in a block of text", NULL },
	{ "control characters", "control-character", "a control character", NULL },
	{ "UTF-8", "bad-utf8", "not UTF-8", "Save the file as UTF-8." },
	{ "UTF-16", "bad-utf8", "not UTF-8", "Save the file as UTF-8." },
	{ "Unicode", "bad-utf8", "not UTF-8", "Save the file as UTF-8." },
};

const struct yaml_words *
yaml_words(const char *problem)
{
	static const struct yaml_words unknown = { "", "yaml", "this cannot be read as YAML",
	    NULL };

	for (size_t i = 0; problem != NULL && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strstr(problem, rows[i].problem) != NULL)
			return &rows[i];
	return &unknown;
}

struct mark
yaml_mark_at(const char *file, const char *bytes, size_t offset)
{
	struct mark mark = { file, 1, 1 };
	size_t line_start = 0;

	for (size_t i = 0; i < offset; i++) {
		if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n')) {
			mark.line++;
			line_start = i + 1;
		}
	}
	mark.column = (uint32_t)utf8_count(bytes + line_start, offset - line_start) + 1;
	return mark;
}
