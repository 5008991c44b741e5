/* player/settings_words.c - what people call things, where settings have the field's word. */
#include <string.h>

#include "base/str.h"
#include "player/settings.h"

/* A word that one looks for, and the settings it may mean: whole paths, or with a dot at the end
 * all below one. */
static const struct {
	const char *word, *paths[5];
} words[] = {
	{ "affinity", { "balancer.affinity" } },
	{ "backup", { "session.copies", "store.copies" } },
	{ "bandwidth", { "network.bandwidth" } },
	{ "cores", { "servers.workers" } },
	{ "cpu", { "servers.workers", "servers.service", "token.verify" } },
	{ "crash", { "faults", "balancer.on_dead" } },
	{ "customers", { "clients", "load.arrivals" } },
	{ "delay", { "network.latency", "network.latency.", "store.latency", "session.copy_lag",
	    "store.copy_lag" } },
	{ "down", { "balancer.on_dead", "balancer.health.every" } },
	{ "expire", { "session.idle", "token.ttl", "servers.cache.ttl", "idempotency.keep" } },
	{ "expiry", { "session.idle", "token.ttl" } },
	{ "failover", { "store.copies", "store.copy_lag" } },
	{ "hash", { "balancer.map", "balancer.affinity" } },
	{ "heartbeat", { "balancer.health.every" } },
	{ "how many", { "servers.count", "clients", "servers.workers" } },
	{ "instances", { "servers.count" } },
	{ "jwt", { "token.algorithm", "token.ttl", "token.carrier", "token.check" } },
	{ "lag", { "session.copy_lag", "store.copy_lag" } },
	{ "life", { "session.idle", "token.ttl", "servers.cache.ttl" } },
	{ "lock", { "store.lock" } },
	{ "log in", { "homes.login", "session.on_miss" } },
	{ "logged out", { "session.idle", "token.ttl", "denylist", "session.on_miss" } },
	{ "logout", { "session.idle", "token.ttl", "denylist" } },
	{ "nodes", { "servers.count", "balancer.virtual_nodes" } },
	{ "packet", { "network.loss", "network.loss.", "network.duplicate" } },
	{ "people", { "clients", "load.arrivals" } },
	{ "persist", { "homes.", "store.copies" } },
	{ "ping", { "network.latency", "balancer.health.every" } },
	{ "ram", { "servers.memory", "store.memory" } },
	{ "random", { "seed", "balancer.place" } },
	{ "rate", { "load.arrivals", "limiter.limit" } },
	{ "redis", { "store.latency", "store.capacity", "store.memory", "store.copies" } },
	{ "refresh", { "token.refresh" } },
	{ "replica", { "session.copies", "store.copies", "homes." } },
	{ "retry", { "balancer.on_dead" } },
	{ "round", { "balancer.place" } },
	{ "signature", { "token.algorithm", "token.check", "token.keys" } },
	{ "slow", { "servers.service", "network.latency", "store.latency" } },
	{ "speed", { "servers.service", "network.latency", "network.bandwidth", "store.latency" } },
	{ "sticky", { "balancer.affinity" } },
	{ "stickiness", { "balancer.affinity" } },
	{ "threads", { "servers.workers" } },
	{ "throttle", { "limiter.limit", "servers.queue" } },
	{ "timeout", { "session.idle", "token.ttl" } },
	{ "traffic", { "load.arrivals", "load.requests_per_session" } },
	{ "ttl", { "session.idle", "token.ttl", "servers.cache.ttl" } },
	{ "users", { "clients", "load.arrivals" } },
	{ "visitors", { "clients", "load.arrivals" } },
	{ "where", { "homes." } },
};

static bool
means(const char *const paths[5], const char *path)
{
	for (size_t i = 0; i < 5 && paths[i]; i++) {
		size_t length = strlen(paths[i]);

		if (paths[i][length - 1] == '.' ? strncmp(path, paths[i], length) == 0
						: str_equal(path, paths[i]))
			return true;
	}
	return false;
}

/* Does the word begin with what is typed, or what is typed with the whole word, in any case? */
static bool
begins(const char *word, const char *query)
{
	for (; *word && *query; word++, query++)
		if (*word != (*query >= 'A' && *query <= 'Z' ? *query + 32 : *query))
			return false;
	return *query == '\0' || *query == ' ';
}

bool
settings_called(const char *path, const char *query)
{
	size_t length = strlen(query);

	/* three letters are the least that is taken for a word's beginning */
	for (size_t i = 0; length >= 3 && i < sizeof words / sizeof *words; i++)
		if (begins(words[i].word, query) && means(words[i].paths, path))
			return true;
	return false;
}
