/* trace/measures_table.h - the rows of measures: name, unit, built, definition. */
#ifndef TRACE_MEASURES_TABLE_H
#define TRACE_MEASURES_TABLE_H

/* A measure of times: five rows, in the order of enum quantile_row. */
/* clang-format off */
#define QUANTILES(X, E, name, text) \
	X(E##_MEAN, name ".mean", NS, true, text ", on average") \
	X(E##_P50,  name ".p50",  NS, true, text ": half took no longer") \
	X(E##_P95,  name ".p95",  NS, true, text ": 95 of 100 took no longer") \
	X(E##_P99,  name ".p99",  NS, true, text ": 99 of 100 took no longer") \
	X(E##_MAX,  name ".max",  NS, true, text ", the longest")

#define TIERS(X, E, name, unit, text) \
	X(E##_SERVERS,  name ".servers",  unit, true, text " of all servers together") \
	X(E##_BALANCER, name ".balancer", unit, true, text " of the balancer") \
	X(E##_STORE,    name ".store",    unit, true, text " of the store") \
	X(E##_CLIENT,   name ".client",   unit, true, text " of all devices together")

/* MEASURE(ENUM, "name", unit, built, "definition") */
#define MEASURES(X) \
	X(REQUESTS, "requests", COUNT_, true, \
	    "logical requests begun after warm-up; a retry is the same request, the repeat " \
	    "after a forced login is one of its own; ok + failed + those still under way") \
	X(OK, "ok", COUNT_, true, \
	    "of these requests, those whose reply had a status below 400") \
	X(FAILED, "failed", COUNT_, true, \
	    "of these requests, those whose reply had a status of 400 or more, or that were " \
	    "given up") \
	X(ATTEMPTS, "attempts", COUNT_, true, \
	    "sends of these requests by devices, retries included") \
	X(THROUGHPUT, "throughput", RATE, true, \
	    "ok requests per second of simulated time after warm-up") \
	X(SESSIONS, "sessions", COUNT_, true, \
	    "sessions created after warm-up, those made for an unknown ticket included") \
	X(SESSIONS_LIVE_AT_FAULT, "sessions_live_at_fault", COUNT_, true, \
	    "sessions whose login was kept somewhere and unexpired just before the first " \
	    "fault of the run, a server that comes or goes included; not known without a fault") \
	X(SESSIONS_LOST, "sessions_lost", COUNT_, true, \
	    "sessions whose login became unreadable while unexpired, each once: its last " \
	    "entry went in a crash or was pushed out of a server or store, or a device's " \
	    "ticket was replaced while the old login still lived on a server other than the " \
	    "one that made the new session") \
	X(LOGINS, "logins", COUNT_, true, \
	    "login requests begun after warm-up, forced ones included") \
	X(FORCED_LOGINS, "forced_logins", COUNT_, true, \
	    "login requests that are not in the script: sent because a reply was 401") \
	X(HIT_RATE, "hit_rate", NUMBER, true, \
	    "reads of a login that found it, out of all reads of a login; a token that is " \
	    "expired or forged counts as not found, a request without a ticket reads none") \
	X(STALE_ACCEPTS, "stale_accepts", COUNT_, true, \
	    "logins accepted after they were revoked, and tokens after their expiry (within " \
	    "the leeway, or by a clock that is behind), by true time, each once a request") \
	X(STALE_READS, "stale_reads", COUNT_, true, \
	    "reads, wherever the content was kept, that found content older than the last " \
	    "write of it that a reply of 2xx had acknowledged by then") \
	X(LOST_UPDATES, "lost_updates", COUNT_, true, \
	    "acknowledged writes that a later write of another request undid without having " \
	    "read them") \
	X(DUPLICATE_EXECUTIONS, "duplicate_executions", COUNT_, true, \
	    "executions of a logical request beyond its first") \
	X(REVOCATION_DELAY_NS, "revocation_delay_ns", NS, true, \
	    "from a revocation to the last accept of a login made before it, the longest; 0 " \
	    "without such an accept; not known without a revocation") \
	X(LOST_WITH_CLIENT, "lost_with_client", COUNT_, true, \
	    "pieces that only a device held and that went when its browser's storage was " \
	    "cleared") \
	X(HOLDERS_MAX, "holders_max", COUNT_, true, \
	    "the most places that held one piece of one owner at the same time") \
	X(REMAPPED, "remapped", COUNT_, true, \
	    "keys whose server changed with the set of servers, at each change, of those that " \
	    "have come so far: users or addresses that the balancer maps, visitors of a load " \
	    "while they stay") \
	X(WIRE_BYTES, "wire_bytes", BYTES, true, \
	    "exact length of all messages between devices and balancer, both ways, every " \
	    "attempt") \
	X(STATE_WIRE_BYTES, "state_wire_bytes", BYTES, true, \
	    "of these messages, the headers that carry state or its key, with their " \
	    "line ends") \
	X(WIRE_BYTES_INSIDE, "wire_bytes_inside", BYTES, true, \
	    "exact length of all messages on all other hops") \
	X(STORE_OPS, "store_ops", COUNT_, true, \
	    "calls that reached the store; the database's are not counted") \
	X(TOKEN_CHECKS, "token_checks", COUNT_, true, \
	    "tokens checked by servers, whatever came of it") \
	X(VERIFY_NS, "verify_ns", NS, true, \
	    "server time spent checking signatures, together") \
	TIERS(X, RAM, "ram_bytes", BYTES, "the most bytes of entries in the memory") \
	TIERS(X, RAM_SECONDS, "ram_byte_seconds", BYTE_SECONDS, \
	    "bytes of entries times the seconds they were kept, in the memory") \
	X(LOAD_MAX_OVER_MEAN, "load_max_over_mean", NUMBER, true, \
	    "requests started by the busiest server over the average of all servers") \
	X(UTILISATION, "utilisation", NUMBER, true, \
	    "share of the time after warm-up of all workers that are there, up or down, in " \
	    "which they are taken: from start " \
	    "to finish of work, and on to the reply while they are held by a store's answer") \
	X(QUEUE_MEAN, "queue_mean", NUMBER, true, \
	    "requests waiting at servers, averaged over time") \
	X(STORE_QUEUE_MEAN, "store_queue_mean", NUMBER, true, \
	    "calls waiting at the store, for their turn or for a lock, averaged over time") \
	X(IN_FLIGHT_MEAN, "in_flight_mean", NUMBER, true, \
	    "requests begun and not ended, averaged over time") \
	QUANTILES(X, WAIT, "wait_ns", "from arrival at a server until work starts") \
	QUANTILES(X, STORE_WAIT, "store_wait_ns", "from a call's arrival at the store until it is " \
	    "taken up") \
	QUANTILES(X, TIME, "time_ns", "from the device's send to its receipt of the reply") \
	X(SERVICE_AVAILABILITY, "service_availability", NUMBER, true, \
	    "ok requests out of those that ended") \
	X(SESSION_AVAILABILITY, "session_availability", NUMBER, true, \
	    "of the ended requests that need a login and carried a ticket or token, the " \
	    "share whose login was found") \
	X(EVENTS, "events", COUNT_, true, \
	    "events of the whole run, warm-up included")
/* clang-format on */

#define X(e, n, u, b, t) MEASURE_ROW_##e,
enum measure_index { MEASURES(X) MEASURE_ROW_COUNT };
#undef X

/* Rows of QUANTILES and TIERS beyond their first. */
enum quantile_row { QUANTILE_MEAN, QUANTILE_P50, QUANTILE_P95, QUANTILE_P99, QUANTILE_MAX };

#endif
