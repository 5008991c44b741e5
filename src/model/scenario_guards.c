/* What servers keep about requests themselves: keys of those done, counts of a limiter. */
#include <string.h>

#include "base/units.h"
#include "model/build.h"

/* May the block be kept there?  Which homes a block allows is a mask of enum home. */
static void
check_home(struct builder *builder, const struct node *block, enum home home, unsigned allowed,
    const char *what, const char *places)
{
	const struct node *node = node_get(block, "home");

	if (allowed & 1u << home)
		return;
	findings_error(&builder->findings, node != NULL ? node->mark : block->mark,
	    "contradiction", "%s cannot be kept in \"%s\"", what, home_word(home));
	findings_advise(&builder->findings, "Keep them in %s.", places);
}

static void
build_idempotency(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *block = node_get(builder->tree, "idempotency");

	if (block == NULL || block->kind != NODE_MAP)
		return;
	scenario->idempotency.on = true;
	check_home(builder, block, scenario->idempotency.home,
	    1u << HOME_SERVER | 1u << HOME_STORE | 1u << HOME_DATABASE, "keys of requests",
	    "server, store or database");
}

/* "100/m" as a number of requests and the length of a window. */
static bool
read_limit(const char *text, uint64_t *limit, uint64_t *window_ns)
{
	const char *slash = strchr(text, '/');
	char number[24];
	size_t length;

	if (slash == NULL)
		return false;
	length = (size_t)(slash - text);
	if (length >= sizeof(number))
		return false;
	memcpy(number, text, length);
	number[length] = '\0';
	*window_ns = slash[1] == 's' ? NS_PER_S : slash[1] == 'm' ? 60 * NS_PER_S : 3600 * NS_PER_S;
	return units_read_integer(number, limit) && *limit > 0 && *limit <= UINT32_MAX;
}

bool
build_limit(struct builder *builder, const struct node *node, uint64_t *limit,
    uint64_t *window_ns)
{
	if (read_limit(node->text, limit, window_ns))
		return true;
	findings_error(&builder->findings, node->mark, "out-of-range",
	    "a limit is a whole number of requests, 1 or more, a second, a minute or an hour: %s",
	    node->text);
	findings_advise(&builder->findings, "Write \"limit: 100/m\".");
	return false;
}

static void
build_limiter(struct builder *builder)
{
	struct scenario *scenario = builder->scenario;
	const struct node *block = node_get(builder->tree, "limiter"), *limit;

	if (block == NULL || block->kind != NODE_MAP)
		return;
	scenario->limiter.on = true;
	check_home(builder, block, scenario->limiter.home, 1u << HOME_SERVER | 1u << HOME_STORE,
	    "counts of requests", "server or store");
	limit = node_get(block, "limit");
	if (limit == NULL && builder->findings.errors > 0)
		return; /* it may be what was refused */
	if (limit == NULL) {
		findings_error(&builder->findings, block->mark, "missing-key",
		    "a limiter needs \"limit\": how many requests a user may make");
		findings_advise(&builder->findings, "Write \"limit: 100/m\".");
		return;
	}
	build_limit(builder, limit, &scenario->limiter.limit, &scenario->limiter.window_ns);
}

void
build_guards(struct builder *builder)
{
	build_idempotency(builder);
	build_limiter(builder);
}
