#include "model/schema.h"

#include <string.h>

#include "base/limits.h"
#include "base/units.h"
#include "model/scenario.h"

/* Words that only the schema needs. */
#define WORDS(symbol, what, ...) \
	static const struct name_row symbol##_rows[] = { __VA_ARGS__ }; \
	static const struct name_table symbol = { what, symbol##_rows, \
		sizeof(symbol##_rows) / sizeof(symbol##_rows[0]) }

WORDS(words_method, "method", { "GET", true, "asks" }, { "POST", true, "does something" },
    { "PUT", true, "sets something" }, { "DELETE", true, "removes something" });
WORDS(words_needs, "needs", { "login", true, "answers 401 without one" },
    { "none", true, "asks nobody who they are" });

#define MEMBER(type, member) .offset = (uint32_t)offsetof(type, member), \
	.size = (uint32_t)sizeof(((type *)0)->member)
#define IN(member) MEMBER(struct scenario, member)
#define IN_CLIENT(member) MEMBER(struct client, member)
#define IN_PIECE(member) MEMBER(struct piece, member)
#define PATH(p) .path = p, .path_length = sizeof(p) - 1
#define ROW(p, t) PATH(p), .type = SCHEMA_##t, .built = true
#define LATER(p, t) PATH(p), .type = SCHEMA_##t, .built = false
#define ONLY_DESIGN .scope = SCHEMA_DESIGN_ONLY
#define ONLY_SCENARIO .scope = SCHEMA_SCENARIO_ONLY
#define YEAR_NS (365ull * 86400 * 1000000000ull)

/* clang-format off */
const struct schema_row schema_rows[] = {
{ ROW("seed", INTEGER), .default_text = "1", IN(seed),
  .text = "The number that all chance in the run comes from. The same seed gives the same run, "
      "everywhere." },
{ ROW("epoch", DATE), .default_text = "2026-01-01T00:00:00Z", IN(epoch_s),
  .text = "The calendar time at which the run begins. Cookies and tokens show it." },
{ ROW("stop", MAP),
  .text = "When the run ends: the first of these that comes. Without it, when all scripts are "
      "done." },
{ ROW("stop.after", DURATION), .low = 1, .high = LIMIT_RUN_NS, IN(stop.after_ns),
  .text = "Ends the run at this moment, even if something is still under way." },
{ ROW("stop.requests", INTEGER), .low = 1, IN(stop.requests),
  .text = "No more than so many requests are begun, and the run ends with the last answer. "
      "Averages over time then see the servers empty; `after` keeps them full." },
{ ROW("stop.when", EXPRESSION), IN(stop.when),
  .text = "Ends the run as soon as this expression over the events so far is true." },
{ ROW("warmup", MAP), .bare = "after",
  .text = "The beginning of the run that measures leave out, because everything is still empty." },
{ ROW("warmup.after", DURATION), .default_text = "0s", IN(warmup.after_ns),
  .text = "Measures begin at this moment." },
{ ROW("warmup.requests", INTEGER), IN(warmup.requests),
  .text = "Measures begin after so many requests." },
{ ROW("state", MAP),
  .text = "The pieces of state: what has to be remembered between two requests. login, cart, "
      "theme and orders are always there." },
{ ROW("state.*", MAP),
  .text = "One piece of state. Where it is kept is up to the design (homes)." },
{ ROW("state.*.bytes", BYTES), .default_text = "64", .high = 1ull << 40, IN_PIECE(bytes),
  .text = "What one entry occupies where it is kept. In a token, a client or a message it costs "
      "the length of its text instead." },
{ ROW("state.*.key", WORD), .words = &names_piece_key, .default_text = "session", IN_PIECE(key),
  .text = "Whose it is: one entry for each session, or one for each user whatever the device." },
{ ROW("state.*.filler", BYTES), .default_text = "0", .high = LIMIT_CART_BYTES,
  IN_PIECE(filler_bytes),
  .text = "Extra weight beside the text wherever the piece travels, to see what a heavy coat "
      "costs." },
{ ROW("actions", MAP),
  .text = "Actions of your own beside the built-in ones (login logout view read add theme "
      "checkout pay ping move)." },
{ ROW("actions.*", MAP),
  .text = "One action: a request that scripts can send by this name." },
{ ROW("actions.*.method", WORD), .words = &words_method, .default_text = "GET",
  .text = "The HTTP method of the request." },
{ ROW("actions.*.path", TEXT),
  .text = "The path of the request, beginning with a slash. Left out, it is the action's name." },
{ ROW("actions.*.needs", WORD), .words = &words_needs, .default_text = "login",
  .text = "Whether the server asks who is there first and answers 401 if it cannot tell." },
{ ROW("actions.*.reads", LIST), .element = SCHEMA_ID, .default_text = "[]",
  .text = "The pieces of state that the action reads, in this order." },
{ ROW("actions.*.writes", LIST), .element = SCHEMA_ID, .default_text = "[]",
  .text = "The pieces of state that the action changes, after it has read." },
{ ROW("actions.*.repeatable", BOOL), .default_text = "off",
  .text = "Whether doing it twice is the same as doing it once." },
{ ROW("actions.*.body", ID),
  .text = "The key under which the word after the action travels in the request's body." },
{ ROW("clients", MAP),
  .text = "Who sends requests: people with a name, or crowds. The id is the identity, the name "
      "may vary." },
{ ROW("clients.*", MAP),
  .text = "One person, or a crowd whose members are called crowd-1, crowd-2 and so on." },
{ ROW("clients.*.name", TEXT), IN_CLIENT(name),
  .text = "How the client is called in pictures and sentences. Left out, the id with a capital." },
{ ROW("clients.*.count", INTEGER), .default_text = "1", .low = 1, .high = LIMIT_CLIENTS,
  IN_CLIENT(count),
  .text = "How many there are of this kind. More than one is a crowd." },
{ ROW("clients.*.devices", LIST), .element = SCHEMA_ID, .default_text = "[browser]",
  .text = "What the client sends from. Each device has its own cookies and its own token; the "
      "first is used until the script says `use`." },
{ ROW("clients.*.start", DURATION), .default_text = "0s", .high = LIMIT_RUN_NS,
  IN_CLIENT(start_ns),
  .text = "When the first action of the script is sent." },
{ ROW("clients.*.every", DURATION), .default_text = "1s", .low = 1, .high = LIMIT_RUN_NS,
  IN_CLIENT(every_ns),
  .text = "The grid of the script: the next action leaves at the first multiple of this at "
      "which the reply is known." },
{ ROW("clients.*.script", LIST), .element = SCHEMA_TEXT, .default_text = "[]",
  .text = "What the client does, one after the other: actions, and `use DEVICE`, `clear "
      "cookies`, `keep cookies`, `put cookies back` (as they were kept: whatever the device "
      "carried then, it carries again), `forge ana` (see token.check), `back`, `wait 31m`. "
      "`add book & add pen`: both leave at the same moment, as from two tabs with the same "
      "cookies, and the step is over when both are answered or given up." },
{ ROW("clients.*.repeat", TEXT),
  .text = "An action that goes on after the script until the run stops. It needs a stop." },
{ ROW("clients.*.think", LAW), .law = LAW_EXPONENTIAL, IN_CLIENT(think),
  .text = "The pause between a reply and the next request, drawn anew each time. It replaces "
      "`every`." },
{ ROW("clients.*.relogin", BOOL), .default_text = "on", IN_CLIENT(relogin),
  .text = "Whether the client logs in again by itself when a server answers 401, then repeats "
      "what it wanted." },
{ ROW("clients.*.weight", NUMBER), .default_text = "1", .low = 1, .high = 1000000000,
  IN_CLIENT(weight),
  .text = "How many times as often this client acts: its pauses (`every`, `think`) are divided by "
      "it. `start` and `wait` stay as they are." },
{ ROW("clients.*.network_group", ID), IN_CLIENT(network_group),
  .text = "Clients of one group share one address, as people in one office do. Without it every "
      "device has its own." },
{ ROW("clients.*.retry", MAP), .default_text = "none",
  .text = "What the client does when no reply comes: wait, then send the same request again." },
{ ROW("clients.*.retry.timeout", DURATION), .default_text = "1s", .low = 1,
  .high = LIMIT_RUN_NS, IN_CLIENT(retry.timeout_ns),
  .text = "How long the client waits for a reply before it tries again." },
{ ROW("clients.*.retry.attempts", INTEGER), .default_text = "3", .unlimited = true,
  .low = 1, .high = 1000, IN_CLIENT(retry.attempts),
  .text = "How often a request is sent at most, the first time included." },
{ ROW("clients.*.retry.backoff", NUMBER), .default_text = "2", .low = 1000, .high = 100000,
  IN_CLIENT(retry.backoff),
  .text = "By what factor each wait is longer than the one before." },
{ ROW("clients.*.retry.key", BOOL), .default_text = "on", IN_CLIENT(retry.key),
  .text = "Whether a repeated request carries a key by which a server knows it again." },
{ ROW("load", MAP),
  .text = "Sessions that arrive by themselves at a rate, beside or instead of scripted clients." },
{ ROW("load.arrivals", LAW), .law = LAW_EXPONENTIAL,
  IN(load.arrivals),
  .text = "How sessions arrive: a law with a rate, or with the share of the servers' capacity "
      "to use." },
{ ROW("load.requests_per_session", COUNTS), .law = LAW_CONSTANT, .default_text = "1",
  IN(load.requests),
  .text = "How many requests a session of the load makes after its login." },
{ ROW("load.think", LAW), .law = LAW_EXPONENTIAL,
  IN(load.think),
  .text = "The pause between two requests of a session of the load." },
{ ROW("load.action", TEXT), .default_text = "view cart", IN(load.action_text),
  .text = "What a session of the load does after its login." },
{ ROW("load.writes", SHARE), .default_text = "0%", IN(load.writes_ppm),
  .text = "The share of the load's requests that add a book instead." },
{ ROW("balancer", MAP),
  .text = "The balancer: it stands before the servers and decides which one gets a request." },
{ ROW("balancer.place", WORD), .words = &names_place, .default_text = "round-robin",
  IN(balancer.place),
  .text = "Where a request goes that is free to go anywhere." },
{ ROW("balancer.affinity", WORD), .words = &names_affinity, .default_text = "none",
  IN(balancer.affinity),
  .text = "Whether a request is free, or has to go where its session went before. A row of the "
      "table is as long as a session id and a server's name, and goes when it was not used for "
      "session.idle; ip and key keep nothing: they are mapped (balancer.map), `place` is not "
      "asked." },
{ ROW("balancer.map", WORD), .words = &names_map, .default_text = "none", IN(balancer.map),
  .text = "How addresses (affinity ip) and users (affinity key) are mapped to servers: over those "
      "that the balancer believes up and that do not drain, so that the keys of a server that is "
      "believed down, drains or leaves move until it is back. The seed moves keys and rings." },
{ ROW("balancer.virtual_nodes", INTEGER), .default_text = "100", .low = 1, .high = 10000,
  IN(balancer.virtual_nodes),
  .text = "How many points each server has on the ring (ring, bounded). More points spread the "
      "keys more evenly." },
{ ROW("balancer.on_dead", WORD), .words = &names_on_dead, .default_text = "redispatch",
  IN(balancer.on_dead),
  .text = "What becomes of a request whose server refuses the connection because it is down." },
{ ROW("balancer.health", MAP),
  .text = "The balancer asks every server from time to time whether it is there." },
{ ROW("balancer.health.every", DURATION), .default_text = "500ms", .low = 1000, .high = YEAR_NS,
  IN(balancer.health_every_ns),
  .text = "How often the balancer asks. Rarely means that a dead server is noticed late." },
{ ROW("balancer.health.rise", INTEGER), .default_text = "1", .low = 1, .high = 1000,
  IN(balancer.health_rise),
  .text = "How many good answers in a row make it believe that a server is up." },
{ ROW("balancer.health.fall", INTEGER), .default_text = "2", .low = 1, .high = 1000,
  IN(balancer.health_fall),
  .text = "How many missing answers in a row make it believe that a server is down." },
{ ROW("servers", MAP),
  .text = "The servers: they do the work. Each has its own memory, and no server sees "
      "another's." },
{ ROW("servers.count", INTEGER), .default_text = "3", .low = 1, .high = LIMIT_SERVERS,
  IN(servers.count),
  .text = "How many servers there are. They are called s1, s2 and so on." },
{ ROW("servers.workers", INTEGER), .default_text = "1", .low = 1, .high = 4096,
  IN(servers.workers),
  .text = "How many requests one server can work on at the same time." },
{ ROW("servers.queue", INTEGER), .default_text = "100", .unlimited = true, .high = 1u << 24,
  IN(servers.queue),
  .text = "How many requests may wait at one server beside those in work. One more is refused." },
{ ROW("servers.while_waiting", WORD), .words = &names_waiting, .default_text = "held",
  IN(servers.while_waiting),
  .text = "What a worker does while a store answers: it waits, or it takes the next request." },
{ ROW("servers.service", LAW), .default_text = "10ms", .law = LAW_CONSTANT, IN(servers.service),
  .text = "How long the work of one request takes, drawn anew for each." },
{ ROW("servers.memory", BYTES), .default_text = "unlimited", .unlimited = true, .low = 1,
  IN(servers.memory_bytes),
  .text = "How much state one server can hold before something has to go: the bytes of all pieces "
      "in its memory, copies included, of keys and counts of requests, and 40 for each login on "
      "a list that it fetched." },
{ ROW("servers.eviction", WORD), .words = &names_eviction, .default_text = "lru",
  IN(servers.eviction),
  .text = "What a server whose memory is full does with something new: lru pushes out what was used "
      "least recently, all that a session has there, a key, a count or a revoked login; refuse "
      "answers 503, passes copies on, and knows a part of the list." },
{ ROW("servers.cache", MAP), .default_text = "none",
  .text = "Each server remembers some pieces that the store or the database keeps, and answers "
      "from memory while that is fresh. It is no state: after a crash it is only slower; but what "
      "others wrote meanwhile is not seen." },
{ ROW("servers.cache.pieces", LIST), .element = SCHEMA_ID, .default_text = "[]",
  .text = "The pieces to remember, as they come or are written. In a design that keeps one of them "
      "elsewhere it counts for nothing." },
{ ROW("servers.cache.ttl", DURATION), .default_text = "60s", .low = 1, .high = LIMIT_RUN_NS,
  IN(servers.cache_ttl_ns),
  .text = "How long a server answers from memory after something came. It has no part in "
      "servers.memory." },
{ ROW("servers.apply_copy", DURATION), .default_text = "0s", .high = YEAR_NS,
  IN(servers.apply_copy_ns),
  .text = "How long one copy of another server's write takes a worker. Copies go before the "
      "requests that wait, and a full queue refuses none." },
{ ROW("session", MAP),
  .text = "How servers treat sessions." },
{ ROW("session.idle", DURATION), .default_text = "30m", .low = 1, .high = LIMIT_RUN_NS,
  IN(session.idle_ns),
  .text = "How long a session keeps its place after its last use. Longer is kinder and costs "
      "memory." },
{ ROW("session.on_miss", WORD), .words = &names_on_miss, .default_text = "reject",
  IN(session.on_miss),
  .text = "What a server does with a ticket that it does not know." },
{ ROW("session.copies", INTEGER), .all = true, .default_text = "all", .low = 1,
  .high = LIMIT_SERVERS, IN(session.copies),
  .text = "Home replica: how many other servers get a copy of what a server writes. With a number, "
      "each server takes the next in turn, and more of them by chance, of those believed up; every "
      "server knows who holds what (that list costs nothing here) and fetches a session that it is "
      "asked for: it is in charge from then on, and who gave it keeps a copy only if one is lacking. With "
      "all, what has not arrived is not known. When a server is believed down, or is back, those "
      "in charge send the copies that are lacking; one that leaves as planned stops when its are "
      "acknowledged." },
{ ROW("session.copy", WORD), .words = &names_copy, .default_text = "sync", IN(session.copy),
  .text = "Home replica: whether the reply waits until the copies are there. Its worker does "
      "not: it takes the next request meanwhile." },
{ ROW("session.copy_use", DURATION), .default_text = "0s", .high = LIMIT_RUN_NS,
  IN(session.copy_use_ns),
  .text = "Home replica: how long the copies of a session that is only read may hear nothing of "
      "it. At 0s every use is told at once, so that all of them expire together; longer means "
      "fewer messages, and copies that expire so much earlier. No reply waits for it, and it takes "
      "no worker." },
{ ROW("session.copy_lag", DURATION), .default_text = "0s", .high = LIMIT_RUN_NS,
  IN(session.copy_lag_ns),
  .text = "With copy: async, how long after the write its copies leave. What has not left dies "
      "with its server." },
{ ROW("store", MAP),
  .text = "The store: one place that all servers share, quick and without a disk." },
{ ROW("store.latency", LAW), .default_text = "0.5ms", .law = LAW_CONSTANT, IN(store.latency),
  .text = "How long the store works on one operation, the way there and back not counted." },
{ ROW("store.capacity", RATE), .default_text = "unlimited", .unlimited = true, .low = 1,
  IN(store.capacity_per_gs),
  .text = "How many operations a second the store can do. It takes them up one after the other, "
      "each holding it for its share of the latency, 1/capacity on average; what comes meanwhile "
      "waits in one queue without bound. The database has no such bound." },
{ ROW("store.operations_per_request", INTEGER), .high = 1000, IN(store.operations_per_request),
  .text = "Sets how many operations every request makes, instead of counting them from what it "
      "reads and writes." },
{ ROW("store.memory", BYTES), .default_text = "unlimited", .unlimited = true, .low = 1,
  IN(store.memory_bytes),
  .text = "How much the store can hold before something has to go. Entries count with the bytes "
      "of their pieces, keys and counts of requests with theirs, a revoked login with 40." },
{ ROW("store.eviction", WORD), .words = &names_eviction, .default_text = "refuse",
  IN(store.eviction),
  .text = "What a full store does with a new entry. none: it grows beyond its memory. lru: what was "
      "used longest ago goes, a session or user whole: a silent logout; of a revoked login: its "
      "token passes again. refuse: the write fails, the reply is 503." },
{ ROW("store.write", WORD), .words = &names_write, .default_text = "blob", IN(store.write),
  .text = "How a change is written. blob: the whole session goes back as it was read, with the "
      "change in it. field: each changed piece by itself; what is put into a cart is sent as that "
      "and joins what lies there." },
{ ROW("store.lock", WORD), .words = &names_lock, .default_text = "none", IN(store.lock),
  .text = "What happens when two requests change the same entry of the store or the database at "
      "once. version: a write over what has changed since it was read is refused; the server "
      "reads again and tries again, eight times, then answers 409. exclusive: the first operation "
      "on an entry takes its lock, the others wait in turn until that request is answered or its "
      "server dies; a lock that is not given back is free after 30 s." },
{ ROW("store.copies", INTEGER), .default_text = "0", .high = 100, IN(store.copies),
  .text = "How many copies of the store follow it. They take as much memory each, and one of "
      "them takes over in a failover." },
{ ROW("store.copy_lag", DURATION), .default_text = "0s", .high = YEAR_NS,
  IN(store.copy_lag_ns),
  .text = "How far a copy of the store is behind. What it has not got is lost in a failover." },
{ ROW("token", MAP),
  .text = "Signed tokens: what the client carries, nobody has to remember." },
{ ROW("token.algorithm", WORD), .words = &names_algorithm, .default_text = "HS256",
  IN(token.algorithm),
  .text = "How a token is signed, and who could sign one." },
{ ROW("token.carrier", WORD), .words = &names_carrier, .default_text = "bearer",
  IN(token.carrier),
  .text = "How a token travels. Left out, a badge travels as a bearer header and a carried coat "
      "as a cookie." },
{ ROW("token.ttl", DURATION), .default_text = "15m", .low = NS_PER_S, .high = LIMIT_RUN_NS,
  IN(token.ttl_ns),
  .text = "How long a token is valid after it was signed. Nobody can take it back before." },
{ ROW("token.leeway", DURATION), .default_text = "0s", .high = YEAR_NS, IN(token.leeway_ns),
  .text = "How long after its end a token is still accepted, because clocks differ." },
{ ROW("token.check", WORD), .words = &names_token_check, .default_text = "strict",
  IN(token.check),
  .text = "Which algorithms a server accepts. A script's `forge ana` makes a token that says it "
      "is ana's: signed rightly with a stolen key, else by guess; `forge ana none` unsigned; "
      "`forge ana HS256` with the public key as the secret." },
{ ROW("token.refresh", WORD), .words = &names_refresh, .default_text = "none",
  IN(token.refresh),
  .text = "Whether and how a token is renewed. rotate: a login gives a refresh token too, which "
      "the piece `refresh` remembers (in the store, unless homes say else; it ends after "
      "session.idle without use). A client whose token has ended, or that gets a 401, sends it "
      "by itself with POST /refresh. One that was shown before is taken for stolen, were it by two "
      "tabs at once: the session has none any more." },
{ ROW("token.keys", LIST), .element = SCHEMA_ID, .default_text = "[k1]",
  .text = "The keys that servers know. The first one signs, all of them are accepted. A "
      "rotation adds k2, k3 and so on." },
{ ROW("token.verify", DURATION), .default_text = "1us", .high = YEAR_NS, IN(token.verify_ns),
  .text = "How much of a worker's time one check of a token takes." },
{ ROW("network", MAP),
  .text = "What lies between the places: every message takes its time." },
{ ROW("network.latency", MAP), .bare = "client inside",
  .text = "How long a message travels over one hop. One value sets both, be it a duration or a law: "
      "{law: exponential, mean: 5ms}." },
{ ROW("network.latency.client", LAW), .default_text = "10ms", .law = LAW_CONSTANT,
  IN(network.client),
  .text = "How long a message travels between a device and the balancer, one way: a duration, or "
      "a law of which each message draws." },
{ ROW("network.latency.inside", LAW), .default_text = "1ms", .law = LAW_CONSTANT,
  IN(network.inside),
  .text = "How long a message travels between the balancer, servers, store and database, one way: "
      "a duration, or a law." },
{ ROW("network.bandwidth", BYTES), .default_text = "unlimited", .unlimited = true,
  .low = 1, IN(network.bandwidth_bytes),
  .text = "How many bytes a hop carries in a second, so that large messages take longer." },
{ ROW("network.loss", MAP), .bare = "client inside",
  .text = "The share of messages that get lost, per message and hop." },
{ ROW("network.loss.client", MAP), .bare = "request reply",
  .text = "Losses between devices and the balancer." },
{ ROW("network.loss.client.request", SHARE), .default_text = "0%",
  IN(network.lose_request_ppm),
  .text = "The share of requests that get lost on their way to the balancer." },
{ ROW("network.loss.client.reply", SHARE), .default_text = "0%",
  IN(network.lose_reply_ppm),
  .text = "The share of replies that get lost on their way to a device: the work is done, "
      "nobody knows." },
{ ROW("network.loss.inside", SHARE), .default_text = "0%", IN(network.lose_inside_ppm),
  .text = "The share of messages that get lost behind the balancer." },
{ ROW("network.duplicate", SHARE), .default_text = "0%", IN(network.duplicate_ppm),
  .text = "The share of messages that arrive twice." },
{ ROW("designs", MAP), ONLY_SCENARIO,
  .text = "The designs that the same clients meet: built-in ones by name, or knobs over one of "
      "them. Without it: sticky." },
{ ROW("designs.*", MAP), ONLY_SCENARIO,
  .text = "One design: its base, where it keeps which piece, and any block of a scenario." },
{ ROW("base", ID), ONLY_DESIGN,
  .text = "The built-in design that this one starts from (local sticky backup replica store "
      "token carry). A design of that name needs none." },
{ ROW("homes", MAP), ONLY_DESIGN,
  .text = "Where this design keeps which piece. Pieces that are not named stand with the cart." },
{ ROW("homes.*", WORD), .words = &names_home, ONLY_DESIGN,
  .text = "The home of one piece. What dies with that home, dies with it." },
{ ROW("key", MAP), ONLY_DESIGN,
  .text = "Whose the pieces are in this design: of the session or of the user." },
{ ROW("key.*", WORD), .words = &names_piece_key, ONLY_DESIGN,
  .text = "Whether this design finds the piece by the session or by the user." },
{ ROW("idempotency", MAP), ONLY_DESIGN, .default_text = "none",
  .text = "Servers remember the keys of requests that they have done, so that a repeated one is "
      "answered with the result that is kept and not done twice. A client that retries sends keys "
      "(retry.key) with actions that are not repeatable. The key is claimed just before the action "
      "is carried out: whoever comes with it before the result is kept gets 409, and a client goes "
      "on waiting after that. Only what went well is kept; a claim ends with the attempt that "
      "made it." },
{ ROW("idempotency.home", WORD), .words = &names_home, ONLY_DESIGN, .default_text = "store",
  IN(idempotency.home),
  .text = "Where those keys are kept: server, store or database. In one server's memory another "
      "server does not see them; elsewhere each request with a key makes two calls more, beside "
      "those of store.operations_per_request. A key takes 18 bytes, and the length of the "
      "result." },
{ ROW("idempotency.keep", DURATION), ONLY_DESIGN, .default_text = "24h", .low = 1,
  .high = LIMIT_RUN_NS, IN(idempotency.keep_ns),
  .text = "How long a key is remembered, from the first request that brought it." },
{ ROW("denylist", MAP), ONLY_DESIGN,
  .text = "A list of revoked logins in the store, so that a token can be taken back before its "
      "end. A logout puts its login on it too. An entry goes when its token would have ended." },
{ ROW("denylist.check", WORD), .words = &names_deny_check, .default_text = "ask", ONLY_DESIGN,
  IN(denylist.check),
  .text = "Whether servers ask the list at every request or fetch it now and then." },
{ ROW("denylist.every", DURATION), .default_text = "30s", .low = 1000000, .high = YEAR_NS,
  ONLY_DESIGN, IN(denylist.every_ns),
  .text = "How often a polled list is fetched: as long a revoked token may still pass. The "
      "servers fetch it in turn, spread over this time, and once when they start." },
{ ROW("denylist.kind", WORD), .words = &names_deny_kind, .default_text = "ids", ONLY_DESIGN,
  IN(denylist.kind),
  .text = "What the list says. A moment for each user is short, cannot tell one device from "
      "another, and counts in whole seconds: a token signed in a second that had begun by then "
      "does not count either." },
{ ROW("limiter", MAP), ONLY_DESIGN, .default_text = "none",
  .text = "A limit of requests per user, counted when a request comes to a server, before it "
      "waits for a worker. Beyond the limit: 429, which is a failure for the client. The window is "
      "fixed: it begins with the user's first request and is as long as the limit's unit; refused "
      "requests count too." },
{ ROW("limiter.home", WORD), .words = &names_home, ONLY_DESIGN, .default_text = "server",
  IN(limiter.home),
  .text = "Where the count is kept: server or store. In each server's memory, several servers "
      "allow several times as much; in the store every request makes one call more, beside those "
      "of store.operations_per_request. A count takes 16 bytes." },
{ ROW("limiter.limit", RATE), ONLY_DESIGN,
  .text = "How many requests a user may make in a second, a minute or an hour: a whole number, as "
      "in 100/m." },
{ ROW("faults", LIST), .element = SCHEMA_MAP,
  .text = "What goes wrong, and when." },
{ ROW("faults.*", MAP),
  .text = "One fault: when, what, where." },
{ ROW("faults.*.at", DURATION), .high = LIMIT_RUN_NS,
  .text = "When it happens: a time, {after: MOMENT}, a moment of the expressions, or {between: "
      "[2s, 8s]}, a time drawn from the seed. With `every`: from when on, 0s if left out." },
{ ROW("faults.*.every", LAW), .law = LAW_CONSTANT,
  .text = "How far apart it happens again and again until the run stops, drawn from the seed, as "
      "in {law: exponential, mean: 30s}. `node: random` is another one each time; one that is "
      "still out is left alone. `coatcheck run` lists all that was drawn." },
{ ROW("faults.*.do", WORD), .words = &names_fault,
  .text = "What happens. Accidents are found out by the balancer; what is planned (drain, "
      "scale-out, scale-in, deploy, blue-green) it is told." },
{ ROW("faults.*.node", TEXT),
  .text = "Where: an id (s1, store, db, lb), `holder-of ana`, or `random`; decided once, in the first "
      "design, the same in all. lb: a crash ends its table, its queue and every connection through "
      "it; a new one thinks all servers up; a slow one holds each message for factor - 1 hops inside "
      "more. A store or database that hangs goes on where it was with store-up; a restart or a "
      "failover breaks what it has in hand." },
{ ROW("faults.*.from", TEXT),
  .text = "cut, heal: one end of the link: a server as in `node`, or lb, store, db; or a client, a "
      "crowd, a member, a device (ana-laptop), and then `to` is lb." },
{ ROW("faults.*.to", TEXT),
  .text = "cut, heal: its other end. One of the two is a server, the other lb, store, db or another "
      "server; or a client (all her devices), a crowd, a member or a device, and lb. change: the "
      "new value, as the setting itself is written." },
{ ROW("faults.*.path", TEXT),
  .text = "change: the path of a setting, as in --set, that is different from now on. What is "
      "under way, a pause that has begun, and a token that is out stay as they were; the next "
      "session of a load is drawn anew. affinity: rows of the table stay until they expire, "
      "cookies are carried on, and nobody asks for either. map: keys that lead elsewhere now count "
      "as remapped. memory: with lru what there is too much of goes at once, with refuse it stays "
      "and nothing joins it. cache.ttl: for what comes from now on. copies: those that lack are "
      "sent at once, more than are wanted stay until they expire. store.copies: a new one begins "
      "with what the store has. denylist.check: who polls fetches the list at once, who asks "
      "drops its own." },
{ ROW("faults.*.factor", INTEGER), .low = 1, .high = 1000000,
  .text = "slow: how many times as long all work takes from now on; 1 is as before." },
{ ROW("faults.*.for", LAW), .law = LAW_CONSTANT,
  .text = "How long it lasts, a duration or a law: crash and hang end in a restart (a hung store or "
      "database goes on where it was), cut in a heal, "
      "slow and skew in what was before, store-down in a store-up. drain: how long the server "
      "gets no new sessions. drop: after how long messages arrive again; left out, a share of "
      "them is lost for good." },
{ ROW("faults.*.kind", WORD), .words = &names_drop,
  .text = "drop: which messages are lost from now on. It needs `count` or `share`, and replaces "
      "an earlier drop of the same kind." },
{ ROW("faults.*.share", SHARE),
  .text = "drop: the share that is lost, drawn from the seed. 0% ends it." },
{ ROW("faults.*.count", INTEGER), .default_text = "1", .low = 1, .high = 1000000000,
  .text = "drop: how many of them are lost, the next ones. scale-out: how many servers come, up and empty, after the highest so far (s4, s5). "
      "There may be 1024 in the course of a run, those that have left included: those of the start, "
      "all that scale-out and surge add, and for each blue-green as many as are in the set then." },
{ ROW("faults.*.order", LIST), .element = SCHEMA_ID, .default_text = "[]",
  .text = "deploy: in-turn (also when left out) or random, for all that are in the set then, or "
      "a list of servers. Each in its turn gets no more requests, ends its work, for `down` at "
      "most, and loses its memory; it is back, empty, `down` after its turn came." },
{ ROW("faults.*.down", DURATION), .default_text = "1s", .low = 1, .high = LIMIT_RUN_NS,
  .text = "deploy: how long each server is away." },
{ ROW("faults.*.pause", DURATION), .default_text = "0s", .high = LIMIT_RUN_NS,
  .text = "deploy: how long after one is back the next one goes." },
{ ROW("faults.*.surge", INTEGER), .default_text = "0", .low = 0, .high = LIMIT_SERVERS - 1,
  .text = "deploy: so many new servers come first, and as many of the last do not come back. "
      "While it lasts, requests whose server is away go to new or restarted ones." },
{ ROW("faults.*.client", TEXT),
  .text = "revoke: whose logins made before now shall not count: a client, a crowd, one of its "
      "members, or all. Who holds the login or the list is told; where nobody keeps anything, "
      "nothing happens until the token ends." },
{ ROW("faults.*.what", TEXT),
  .text = "steal: login (default: the ticket or the token, whichever it is), ticket, token, "
      "refresh (the refresh token), cookies (all that the device carries), key (a server's). expire: a piece of state, ticket "
      "or token." },
{ ROW("faults.*.of", TEXT),
  .text = "steal, expire: the client whose it is, as she is logged in on the device in use. "
      "steal key: a server. What expires is dropped by all who hold it, devices included." },
{ ROW("faults.*.by", TEXT),
  .text = "steal: the thief, a client whose device in use carries a copy from then on. One that "
      "is no client of the scenario (left out: mallory) is an attacker who then asks for the "
      "cart, and every second again where the run has a stop. skew: how far the server's clock "
      "is ahead from now on, as in 5s or -5s; 0s is right." },
{ ROW("faults.*.overlap", DURATION), .default_text = "0s", .high = LIMIT_RUN_NS,
  .text = "rotate-key: how long the keys before the new one are still accepted." },
{ ROW("faults.*.except", TEXT),
  .text = "rotate-key: a server that misses the rotation, as in `node`: it goes on with the keys "
      "that it has until it restarts." },
{ ROW("cases", MAP), ONLY_SCENARIO,
  .text = "Named sets of settings that replace those above, so that two situations share one "
      "scenario." },
{ ROW("cases.*", MAP), ONLY_SCENARIO,
  .text = "One case: paths and their values. A path counts for every design unless it begins "
      "with designs.ID." },
{ ROW("sweep", MAP), ONLY_SCENARIO,
  .text = "Settings and the values that `run` and the chart try, one after the other; of several "
      "settings every combination. A key that --set fixes is not swept." },
{ ROW("waypoints", MAP),
  .text = "Names for moments, for views, questions and checks." },
{ ROW("waypoints.*", EXPRESSION),
  .text = "The moment that this name means, as in `first miss for ana`." },
{ ROW("cast", MAP),
  .text = "Other words for the same machinery, where the subject is not the web: {server: kernel, "
      "session: half-open entry}. Sentences, pictures and names in exports use them; ids, "
      "expressions and JSON keys do not." },
{ ROW("cast.*", TEXT),
  .text = "The word that is shown for this one: a standard word (below), a piece of state, or an "
      "action; in the singular, in lower case unless it is a name." },
{ ROW("@law.law", WORD), .words = &names_law,
  .text = "Which law the values follow. A bare duration where a law stands means constant." },
{ ROW("@law.mean", DURATION), .high = YEAR_NS,
  .text = "The mean of the values." },
{ ROW("@law.k", INTEGER), .low = 1, .high = 1000,
  .text = "erlang: of how many exponential parts a value is the sum." },
{ ROW("@law.p", SHARE),
  .text = "The share of the first kind of values: those that are s1 (bimodal), that follow m1 "
      "(hyperexponential)." },
{ ROW("@law.m1", DURATION), .high = YEAR_NS,
  .text = "hyperexponential: mean of the first kind of values." },
{ ROW("@law.m2", DURATION), .high = YEAR_NS,
  .text = "hyperexponential: mean of the second kind of values." },
{ ROW("@law.cv", NUMBER), .low = 1, .high = 100000,
  .text = "lognormal: standard deviation divided by mean." },
{ ROW("@law.alpha", NUMBER), .low = 1001, .high = 1000000,
  .text = "pareto: how fast large values become rare; smaller means heavier, and at 1 there is no "
      "mean any more." },
{ ROW("@law.a", DURATION), .high = YEAR_NS,
  .text = "uniform: the smallest value." },
{ ROW("@law.b", DURATION), .high = YEAR_NS,
  .text = "uniform: the largest value." },
{ ROW("@law.s1", DURATION), .high = YEAR_NS,
  .text = "bimodal: the usual value." },
{ ROW("@law.s2", DURATION), .high = YEAR_NS,
  .text = "bimodal: the other value." },
{ ROW("@law.rate", RATE),
  .text = "Arrivals: how many in a second, a minute or an hour." },
{ ROW("@law.utilisation", NUMBER),
  .text = "Arrivals: the share of the servers' capacity that they use, 0.8 for instance." },
{ ROW("@count.law", WORD), .words = &names_law,
  .text = "Which law the counts follow: constant, geometric or zipf. A bare number means "
      "constant." },
{ ROW("@count.mean", NUMBER), .low = 1000, .high = 1000000000,
  .text = "constant, geometric: the mean of the counts, 1 or more." },
{ ROW("@count.n", INTEGER), .low = 1, .high = 1000000,
  .text = "zipf: how many ranks there are." },
{ ROW("@count.s", NUMBER), .low = 1, .high = 20000,
  .text = "zipf: how much likelier low ranks are." },
};
/* clang-format on */

const uint32_t schema_row_count = sizeof(schema_rows) / sizeof(schema_rows[0]);

static const char *const type_words[SCHEMA_TYPE_COUNT] = { "map", "list", "duration", "size",
	"rate", "share", "whole number", "number", "word", "text",
	"on or off", "id", "date", "law", "law of counts",
	"expression" };

/* The parameters of every law, blank between. */
static const char *const law_keys[LAW_COUNT] = {
	[LAW_CONSTANT] = "mean", [LAW_EXPONENTIAL] = "mean", [LAW_ERLANG] = "mean k",
	[LAW_HYPEREXPONENTIAL] = "p m1 m2", [LAW_LOGNORMAL] = "mean cv",
	[LAW_PARETO] = "mean alpha", [LAW_UNIFORM] = "a b", [LAW_BIMODAL] = "p s1 s2",
	[LAW_GEOMETRIC] = "mean", [LAW_ZIPF] = "n s",
};

const char *
schema_type_word(enum schema_type type)
{
	return type_words[type];
}

const char *
schema_law_path(const struct schema_row *row)
{
	return row->type == SCHEMA_LAW ? "@law" : row->type == SCHEMA_COUNTS ? "@count" : NULL;
}

bool
schema_law_takes(enum law_kind kind, const char *key)
{
	size_t length = strlen(key);

	for (const char *word = law_keys[kind]; *word != '\0';) {
		size_t span = strcspn(word, " ");

		if (span == length && memcmp(word, key, length) == 0)
			return true;
		word += span + (word[span] == ' ');
	}
	return strcmp(key, "law") == 0;
}

bool
schema_is_id(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= LIMIT_ID_BYTES && text[0] >= 'a' && text[0] <= 'z' &&
	    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

const struct schema_row *
schema_row(const char *table_path)
{
	for (uint32_t i = 0; i < schema_row_count; i++)
		if (strcmp(schema_rows[i].path, table_path) == 0)
			return &schema_rows[i];
	return NULL;
}

/* Does the row's path consist of `parent` (may be "") and one more part, `key`?  Lengths decide for
 * nearly all rows. */
static bool
is_child(const struct schema_row *row, const char *parent, size_t parent_length, const char *key,
    size_t key_length)
{
	size_t begin = parent_length > 0 ? parent_length + 1 : 0;

	return row->path_length == begin + key_length &&
	    (begin == 0 || (row->path[parent_length] == '.' &&
	    memcmp(row->path, parent, parent_length) == 0)) &&
	    memcmp(row->path + begin, key, key_length) == 0;
}

bool
schema_sets_laws(const struct schema_row *row)
{
	const char *key = row->bare;

	for (uint32_t i = 0; key != NULL && i < schema_row_count; i++)
		if (is_child(&schema_rows[i], row->path, row->path_length, key, strcspn(key, " ")))
			return schema_law_path(&schema_rows[i]) != NULL;
	return false;
}

/* A part of a law where several laws stand that one value sets: "network.latency.mean". */
static const struct schema_row *
part_of_laws(const char *table_path, const char *key)
{
	const struct schema_row *row = schema_row(table_path);

	return row != NULL && schema_sets_laws(row) ? schema_child("@law", key) : NULL;
}

const struct schema_row *
schema_child(const char *table_path, const char *key)
{
	const struct schema_row *id_row = NULL;
	size_t parent = strlen(table_path), length = strlen(key);

	/* '*' is how the table spells "an id", never a key in a file; '.' would skip a level. */
	if (strcmp(key, "*") == 0 || strchr(key, '.') != NULL || key[0] == '@')
		return NULL;
	for (uint32_t i = 0; i < schema_row_count; i++) {
		if (is_child(&schema_rows[i], table_path, parent, key, length))
			return &schema_rows[i];
		if (parent > 0 && is_child(&schema_rows[i], table_path, parent, "*", 1))
			id_row = &schema_rows[i];
	}
	return id_row != NULL || parent == 0 ? id_row : part_of_laws(table_path, key);
}

/* One step down from a row: into a law, a design (which is the root again), or by the table. */
static const struct schema_row *
schema_step(const struct schema_row *row, const char *key)
{
	if (row == NULL)
		return schema_child("", key);
	if (schema_law_path(row) != NULL)
		return schema_child(schema_law_path(row), key);
	if (strcmp(row->path, "designs.*") == 0)
		return schema_child("", key);
	return schema_child(row->path, key);
}

const struct schema_row *
schema_find(const char *path)
{
	const struct schema_row *row = NULL;
	char key[LIMIT_ID_BYTES + 1];

	for (;;) {
		size_t length = strcspn(path, ".");

		if (length == 0 || length > LIMIT_ID_BYTES)
			return NULL;
		memcpy(key, path, length);
		key[length] = '\0';
		row = schema_step(row, key);
		if (row == NULL || path[length] == '\0')
			return row;
		path += length + 1;
	}
}

uint32_t
schema_child_keys(const char *table_path, const char **keys, uint32_t max)
{
	size_t length = strlen(table_path);
	uint32_t count = 0;

	for (uint32_t i = 0; i < schema_row_count && count < max; i++) {
		const char *key = schema_rows[i].path;

		if (length > 0) {
			if (strncmp(key, table_path, length) != 0 || key[length] != '.')
				continue;
			key += length + 1;
		}
		if (strchr(key, '.') == NULL && key[0] != '*' && key[0] != '@')
			keys[count++] = key;
	}
	return count;
}

uint32_t
schema_keys(const char *path, const char **keys, uint32_t max)
{
	const struct schema_row *row = path[0] == '\0' ? NULL : schema_find(path);

	if (path[0] == '\0' || (row != NULL && strcmp(row->path, "designs.*") == 0))
		return schema_child_keys("", keys, max);
	if (row == NULL)
		return 0;
	return schema_child_keys(schema_law_path(row) != NULL ? schema_law_path(row) : row->path,
	    keys, max);
}

static void
help_words(const struct name_table *words, struct str *out)
{
	for (size_t i = 0; i < words->count; i++) {
		str_printf(out, "      %-18s %s%s\n", words->rows[i].word, words->rows[i].text,
		    words->rows[i].built ? "" : " (not in this version)");
	}
}

void
schema_help(uint32_t index, struct str *out)
{
	const struct schema_row *row = &schema_rows[index];
	const char *path = row->path, *before = "";

	if (str_starts_with(path, "@law")) {
		before = "LAW";
		path += strlen("@law");
	} else if (str_starts_with(path, "@count")) {
		before = "COUNTS";
		path += strlen("@count");
	}
	str_printf(out, "  %s%s   %s%s", before, path,
	    schema_type_word(row->type),
	    row->unlimited ? " or unlimited" : row->all ? " or all" : "");
	if (row->default_text != NULL)
		str_printf(out, ", default %s", row->default_text);
	if (row->scope == SCHEMA_DESIGN_ONLY)
		str_add(out, ", in a design");
	if (!row->built)
		str_add(out, " (not in this version)");
	str_printf(out, "\n      %s\n", row->text);
	if (row->words != NULL)
		help_words(row->words, out);
}
