/* trace/http.h - messages as the bytes they are: HTTP/1.1, RESP, JSON Web Tokens.
 *
 * Recipes become text only when somebody looks; their length is counted without making the text.
 * Law: length of the printed text == counted wire_bytes, for every message of every design.
 * Sources: RFC 9112 (HTTP/1.1), RFC 6265 (cookies), RFC 7515/7519 (JWS, JWT), RESP2.
 */
#ifndef TRACE_HTTP_H
#define TRACE_HTTP_H

#include "trace/trace.h"

/* Counts *message's wire_bytes and state_bytes from its other members, without making text. */
void http_measure(const struct trace *trace, struct message *message);
/* Appends the exact bytes (CR LF line ends). */
void http_text(const struct trace *trace, const struct message *message, struct str *out);

/* One part of a message for the wire view. */
enum http_part_kind { HTTP_LINE, HTTP_HEADER, HTTP_STATE_HEADER, HTTP_BLANK, HTTP_BODY };
struct http_part {
	enum http_part_kind kind;
	const char *text;      /* without CR LF */
	uint32_t bytes;        /* with CR LF */
	uint32_t state_bytes;  /* 0 but for state-carrying headers */
	const char *attached_by; /* "the browser", "the page's code", "the server", "the balancer" or NULL */
};
/* The message line by line, parts in `arena`. */
void http_parts(const struct trace *trace, const struct message *message, struct arena *arena,
    struct http_part **parts, uint32_t *count);

/* Token text "header.payload.signature" (signed where the build can: HS256, RS256, EdDSA), its parts
 * as JSON, and lengths.  ES256 and builds without libcrypto: the signature has the true length and is
 * marked as not signed (token_is_signed false). */
void token_text(const struct trace *trace, uint32_t token, struct str *out);
void token_header(const struct trace *trace, uint32_t token, struct str *out);
void token_payload(const struct trace *trace, uint32_t token, struct str *out);
uint32_t token_bytes(const struct trace *trace, uint32_t token);
bool token_is_signed(const struct trace *trace, uint32_t token);
/* The key to paste into any JWT tool: the shared secret of HS256, the PEM public key of the others;
 * fixed demonstration keys, named as such.  NULL where none. */
const char *token_demo_key(enum algorithm algorithm, const char *key_id);
/* "libcrypto 3.0.19" or "none in this build". */
const char *token_library(void);
/* "GET /cart", "POST /login": method and path of a request row. */
void request_line(const struct trace *trace, uint32_t request, struct str *out);
/* The words of a status: "OK", "Unauthorized". */
const char *http_status_text(uint16_t status);

#endif
