/* model/cast.h - other words for the same machinery: the one door through which a standard word
 * reaches a person.
 *
 *    "{a server} has no {session}"  ──cast: {server: kernel, session: half-open entry}──▶
 *    "a kernel has no half-open entry"
 *
 * Whoever makes text for people writes the words of this table in braces, in a literal:
 * {session}, {sessions} in the plural, {a session} with its article.  Ids, keys of JSON and
 * expressions never come here.  Pieces and actions have their words by cast_of.
 */
#ifndef MODEL_CAST_H
#define MODEL_CAST_H

#include "base/str.h"
#include "model/scenario.h"

/* X(ENUM, "id in a file and in braces", its plural, "standard text", the word whose cast it takes
 * when it has none of its own) */
/* clang-format off */
#define CAST_WORDS(X) \
	X(SERVER,         "server",         "servers",         "server",         SERVER) \
	X(BALANCER,       "balancer",       "balancers",       "balancer",       BALANCER) \
	X(STORE,          "store",          "stores",          "store",          STORE) \
	X(DATABASE,       "database",       "databases",       "database",       DATABASE) \
	X(CLIENT,         "client",         "clients",         "client",         CLIENT) \
	X(BROWSER,        "browser",        "browsers",        "browser",        CLIENT) \
	X(ATTACKER,       "attacker",       "attackers",       "attacker",       ATTACKER) \
	X(MEMORY,         "memory",         "memories",        "memory",         MEMORY) \
	X(QUEUE,          "queue",          "queues",          "queue",          QUEUE) \
	X(LINK,           "link",           "links",           "link",           LINK) \
	X(SESSION,        "session",        "sessions",        "session",        SESSION) \
	X(ENTRY,          "entry",          "entries",         "entry",          ENTRY) \
	X(COPY,           "copy",           "copies",          "copy",           COPY) \
	X(REQUEST,        "request",        "requests",        "request",        REQUEST) \
	X(LOGIN,          "login",          "logins",          "login",          LOGIN) \
	X(SESSION_ID,     "session-id",     "session-ids",     "session id",     TICKET) \
	X(TICKET,         "ticket",         "tickets",         "ticket",         SESSION_ID) \
	X(COOKIE,         "cookie",         "cookies",         "cookie",         COOKIE) \
	X(TOKEN,          "token",          "tokens",          "token",          TOKEN) \
	X(IDENTITY_TOKEN, "identity-token", "identity-tokens", "identity token", TOKEN) \
	X(SIGNED_SESSION, "signed-session", "signed-sessions", "signed session", TOKEN) \
	X(BADGE,          "badge",          "badges",          "badge",          BADGE) \
	X(COAT,           "coat",           "coats",           "coat",           COAT) \
	X(SIGNING_KEY,    "signing-key",    "signing-keys",    "signing key",    SIGNING_KEY) \
	X(CRASH,          "crash",          "crashes",         "crash",          CRASH)
/* clang-format on */
#define X(e, w, p, t, f) CAST_##e,
enum cast_id { CAST_WORDS(X) CAST_COUNT };
#undef X

/* Appends the template with its words in the scenario's cast.  A brace that names no word of the
 * table is a mistake of the caller.  `scenario` may be NULL: the standard words. */
void cast_add(struct str *out, const struct scenario *scenario, const char *text);
/* Appends what stands between braces, `length` bytes. */
void cast_add_word(
    struct str *out, const struct scenario *scenario, const char *word, size_t length);
/* The word as it is shown, in the singular. */
const char *cast_word(const struct scenario *scenario, enum cast_id id);
/* True when the scenario has another word for it. */
bool cast_has(const struct scenario *scenario, enum cast_id id);
/* The scenario's word for the id of a piece or an action; the id itself when it has none. */
const char *cast_of(const struct scenario *scenario, const char *id);
/* "s1", in a cast "kernel 1", or "the kernel" where there is but one; "the store": how a place of
 * that role and index is called.  Clients have names of their own. */
void cast_place_name(
    struct str *out, const struct scenario *scenario, enum role role, uint32_t index);
/* "log in first", or in a cast "handshake first": what a 401 says to a person. */
void cast_login_first(struct str *out, const struct scenario *scenario);

/* The standard word of that id ("session-id", or as prose writes it: "session id"), or
 * CAST_COUNT. */
enum cast_id cast_find(const char *id);
/* The id of a row: "session-id". */
const char *cast_id_text(enum cast_id id);
/* Ids for "did you mean": writes up to max, returns how many. */
uint32_t cast_ids(const char **ids, uint32_t max);
/* Appends the word in the plural: "entries", "boxes", "rows of memory". */
void cast_add_plural(struct str *out, const char *word);
/* Appends "a " or "an ", as the word sounds. */
void cast_add_article(struct str *out, const char *word);

#endif
