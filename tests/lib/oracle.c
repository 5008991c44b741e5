#include "lib/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/assert.h"

size_t
oracle_read(const char *table, const char *family, struct oracle_row *rows, size_t room)
{
	size_t length, count = 0;
	char *text = test_read_file(table, &length), *rest;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		struct oracle_row row;

		if (sscanf(line, "%15s %95s %43s %lf", row.family, row.params, row.quantity,
		    &row.expected) != 4 || strcmp(row.family, family) != 0)
			continue;
		assert_true(count < room);
		rows[count++] = row;
	}
	free(text);
	return count;
}

size_t
oracle_station(const struct oracle_row *rows, size_t count)
{
	size_t end = 0;

	while (end < count && strcmp(rows[end].family, rows[0].family) == 0 &&
	    strcmp(rows[end].params, rows[0].params) == 0)
		end++;
	return end;
}

/* Behind "name=", or NULL. */
static const char *
find_parameter(const char *params, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = params; at != NULL; at = strpbrk(at, ";,")) {
		at += *at == ';' || *at == ',';
		if (strncmp(at, "args=", 5) == 0)
			at += 5;
		if (strncmp(at, name, length) == 0 && at[length] == '=')
			return at + length + 1;
	}
	return NULL;
}

bool
oracle_has(const char *params, const char *name)
{
	return find_parameter(params, name) != NULL;
}

double
oracle_parameter(const char *params, const char *name)
{
	const char *text = find_parameter(params, name);

	if (text == NULL)
		fail_msg("no %s in %s", name, params);
	return text != NULL ? strtod(text, NULL) : 0;
}

void
oracle_add_law(struct str *out, const char *params)
{
	if (strstr(params, "dist=deterministic"))
		str_add(out, "{law: constant, mean: 1ms}");
	else if (strstr(params, "dist=exponential"))
		str_add(out, "{law: exponential, mean: 1ms}");
	else if (strstr(params, "dist=uniform"))
		str_printf(out, "{law: uniform, a: %gms, b: %gms}", oracle_parameter(params, "a"),
		    oracle_parameter(params, "b"));
	else if (strstr(params, "dist=erlang"))
		str_printf(out, "{law: erlang, mean: 1ms, k: %g}", oracle_parameter(params, "k"));
	else if (strstr(params, "dist=hyperexp2"))
		str_printf(out, "{law: hyperexponential, p: %g, m1: %gms, m2: %gms}",
		    oracle_parameter(params, "p"), oracle_parameter(params, "m1"),
		    oracle_parameter(params, "m2"));
	else if (strstr(params, "dist=lognormal"))
		str_printf(out, "{law: lognormal, mean: 1ms, cv: %g}",
		    oracle_parameter(params, "cv"));
	else if (strstr(params, "dist=bimodal"))
		str_printf(out, "{law: bimodal, p: %g, s1: %gms, s2: %gms}",
		    oracle_parameter(params, "p"), oracle_parameter(params, "s1"),
		    oracle_parameter(params, "s2"));
	else
		fail_msg("no law in %s", params);
}
