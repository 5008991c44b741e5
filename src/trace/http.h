/* trace/http.h - messages as the bytes they are: HTTP/1.1, RESP, JSON Web Tokens.
 *
 * Recipes become text only when somebody looks; their length is counted without making the text.
 * Law: length of the printed text == counted wire_bytes, for every message of every design.
 * Sources: RFC 9112 (HTTP/1.1), RFC 6265 (cookies), RFC 7515/7519 (JWS, JWT), RESP2.
 */
#ifndef TRACE_HTTP_H
#define TRACE_HTTP_H

#include "trace/trace.h"

/* What a recipe means (struct message says which members each kind reads):
 *   REQUEST  line, Host, Authorization or Cookie (sid, __Host-signed, unsigned pieces, srv), body
 *   REPLY    status line, Content-Type, Content-Length, one Set-Cookie a cookie, JSON body
 *   CALL     RESP2: GET key, SET key value, DEL key (a write without text); so do servers copy
 *            among themselves, and EXPIRE key seconds
 *   ANSWER   RESP2: the value or nothing, OK, 1 (after DEL: write without text, action logout)
 *   both     of piece req-key: SET key pending NX GET (status 0), then SET key with the result
 *            (status, and what a reply gives); of req-count: INCR, and the number as text
 * A design whose login is in the token has no sid cookie: its token may have a `sid` claim.  Pieces
 * homed in the client are unsigned cookies; their texts stand in the token row, which has algorithm
 * NONE where the design signs nothing.  A piece's filler is exactly that many more characters: a
 * member "cart-filler" in an object with room for one, else blanks.
 */

/* Counts *message's wire_bytes and state_bytes from its other members, without making text and
 * without allocating. */
void http_measure(const struct trace *trace, struct message *message);
/* Length of the result that a call keeps under the key of a request (piece req-key). */
uint32_t http_kept_bytes(const struct trace *trace, const struct message *message);
/* Appends the exact bytes (CR LF line ends). */
void http_text(const struct trace *trace, const struct message *message, struct str *out);

/* One part of a message for the wire view. */
enum http_part_kind { HTTP_LINE, HTTP_HEADER, HTTP_STATE_HEADER, HTTP_BLANK, HTTP_BODY };
struct http_part {
	enum http_part_kind kind;
	const char *text;      /* without CR LF */
	uint32_t bytes;        /* with CR LF */
	uint32_t state_bytes;  /* of a state-carrying header its bytes, else 0 */
	const char *attached_by; /* "the browser", "the page's code", ...; NULL: nobody */
};
/* The message line by line, parts in `arena`; a call or an answer is one line that says the
 * command, "GET s:7f3e..", with the bytes of its RESP form.  Bytes of all parts add up to
 * wire_bytes, state_bytes to state_bytes. */
void http_parts(const struct trace *trace, const struct message *message, struct arena *arena,
    struct http_part **parts, uint32_t *count);

/* `token` is a row of tokens with an algorithm; one with NONE has no text and 0 bytes.
 *
 * Token text "header.payload.signature" (signed where the build can: HS256, RS256, EdDSA), its
 * parts as JSON, and lengths.  ES256 and builds without libcrypto: the signature has the true
 * length and is marked as not signed (token_is_signed false). */
void token_text(const struct trace *trace, uint32_t token, struct str *out);
void token_header(const struct trace *trace, uint32_t token, struct str *out);
void token_payload(const struct trace *trace, uint32_t token, struct str *out);
uint32_t token_bytes(const struct trace *trace, uint32_t token);
bool token_is_signed(const struct trace *trace, uint32_t token);
/* Appends the key to paste into any JWT tool: the shared secret of HS256, the PEM public key of
 * RS256 and EdDSA (one pair for every key id); demonstration keys, named as such.  False: none. */
bool token_demo_key(enum algorithm algorithm, const char *key_id, struct str *out);
/* Appends "libcrypto 3.0.19" or "none in this build". */
void token_library(struct str *out);
/* How the design's token travels: as the scenario says, else a bearer for a badge (the login
 * alone), a cookie for a coat (any other piece in it). */
enum carrier http_carrier(const struct scenario *scenario);
/* Bytes of name and value of the cookie that has the token, 0 when none has; of the unsigned one
 * that has the piece.  A browser ignores a cookie of more than HTTP_COOKIE_MAX, and says
 * nothing. */
#define HTTP_COOKIE_MAX 4096u
uint32_t http_token_cookie_bytes(const struct trace *trace, uint32_t token);
uint32_t http_loose_cookie_bytes(const struct trace *trace, uint32_t token, uint16_t piece);
/* "GET /cart", "POST /login": method and path of a request row; the word of its action, where the
 * cast has one. */
void request_line(const struct trace *trace, uint32_t request, struct str *out);
/* The words of a status: "OK", "Unauthorized". */
const char *http_status_text(uint16_t status);
/* What the body of an error says: "log in first"; NULL below 400. */
const char *http_error_text(uint16_t status);

#endif
