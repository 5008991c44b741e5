/* The text of a piece as an expression sees it.  Contents are JSON, and an expression has neither
 * brackets nor commas: ["book","pen"] is `book pen`, "dark" is `dark`, and what says nothing is
 * empty. */
#include "trace/expr_internal.h"

#include <string.h>

/* Appends the string that begins at json[0] == '"'; returns what lies behind it. */
static const char *
add_string(const char *json, struct str *out)
{
	for (json++; *json && *json != '"'; json++) {
		if (*json == '\\' && json[1])
			json++;
		str_add_char(out, *json);
	}
	return *json ? json + 1 : json;
}

void
expr_text_plain(const char *json, struct str *out)
{
	static const char *const empty[] = { "", "[]", "{}", "null", "\"\"", "0" };

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		if (strcmp(json, empty[i]) == 0)
			return;
	if (json[0] == '"') {
		add_string(json, out);
		return;
	}
	if (json[0] != '[') {
		str_add(out, json);
		return;
	}
	for (json++; *json && *json != ']';) {
		if (*json == '"') {
			json = add_string(json, out);
		} else {
			if (*json == ',')
				str_add_char(out, ' ');
			else
				str_add_char(out, *json);
			json++;
		}
	}
}
