#include <string.h>

#include "model/build.h"

/* A base states only what makes it that design: where the four pieces are and how requests find
 * their way; everything else comes from the scenario. */
#define HOMES_ALL(a, b, c) "homes.login", a, "homes.cart", b, "homes.theme", c, \
	"homes.orders", "database"
#define FREE_TO_GO(place) "balancer.place", place, "balancer.affinity", "none"

static const char *const local_settings[] = { HOMES_ALL("server", "server", "server"),
	FREE_TO_GO("round-robin"), NULL };
static const char *const sticky_settings[] = { HOMES_ALL("server", "server", "server"),
	"balancer.affinity", "cookie", NULL };
static const char *const replica_settings[] = { HOMES_ALL("replica", "replica", "replica"),
	"balancer.affinity", "cookie", "session.copies", "all", NULL };
static const char *const backup_settings[] = { HOMES_ALL("replica", "replica", "replica"),
	"balancer.affinity", "cookie", "session.copies", "1", NULL };
static const char *const store_settings[] = { HOMES_ALL("store", "store", "store"),
	FREE_TO_GO("least-connections"), NULL };
static const char *const token_settings[] = { HOMES_ALL("token", "database", "database"),
	"key.cart", "user", FREE_TO_GO("least-connections"), NULL };
static const char *const denylist_settings[] = { HOMES_ALL("token", "database", "database"),
	"key.cart", "user", FREE_TO_GO("least-connections"), "denylist.check", "ask", NULL };
static const char *const carry_settings[] = { HOMES_ALL("token", "token", "database"),
	FREE_TO_GO("least-connections"), NULL };

const struct builtin_design builtin_designs[] = {
	{ "local", true, "Each server remembers its own sessions; requests go to the next in turn.",
	    local_settings },
	{ "sticky", true, "Each server remembers its own sessions; a cookie leads back to it.",
	    sticky_settings },
	{ "backup", true, "As sticky, with one copy of each session on another server.",
	    backup_settings },
	{ "replica", true, "As sticky, with a copy of each session on every server.",
	    replica_settings },
	{ "store", true, "All servers keep sessions in one store; any server will do.",
	    store_settings },
	{ "token", true, "A signed badge says who the client is; the rest is in the database.",
	    token_settings },
	{ "denylist", true, "As token, with a list of revoked badges in the store.",
	    denylist_settings },
	{ "carry", true, "The client carries its whole session, signed; servers keep nothing.",
	    carry_settings },
};
const uint32_t builtin_design_count = sizeof(builtin_designs) / sizeof(builtin_designs[0]);

const struct builtin_design *
builtin_design(const char *id)
{
	for (uint32_t i = 0; i < builtin_design_count; i++)
		if (strcmp(builtin_designs[i].id, id) == 0)
			return &builtin_designs[i];
	return NULL;
}
