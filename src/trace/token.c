/* JSON Web Tokens of a trace: header and payload as recipes, text and signature when looked at. */
#include "base/check.h"
#include "base/limits.h"
#include "trace/http.h"
#include "trace/http_recipe.h"
#include "trace/sink.h"
#include "trace/token_keys.h"

#define GUESS "coatcheck-demo-guess-of-a-stranger"

/* Bytes of a signature, and the name that the header says. */
struct algorithm_row {
	const char *name;
	uint32_t signature_bytes;
};
static const struct algorithm_row algorithm_rows[ALGORITHM_COUNT] = {
	[ALGORITHM_HS256] = { "HS256", 32 },
	[ALGORITHM_RS256] = { "RS256", 256 },
	[ALGORITHM_ES256] = { "ES256", 64 },
	[ALGORITHM_EDDSA] = { "EdDSA", 64 },
	[ALGORITHM_NONE] = { "none", 0 },
};

static const struct token *
token_row(const struct trace *trace, uint32_t token)
{
	CHECK(token < trace->token_count);
	return &trace->tokens[token];
}

static const char *
key_id(const struct trace *trace, const struct token *row)
{
	CHECK(row->key < trace->scenario->token.key_count);
	return trace->scenario->token.keys[row->key];
}

static void
sink_header(struct sink *sink, const struct trace *trace, const struct token *row)
{
	sink_text(sink, "{\"alg\":\"");
	sink_text(sink, algorithm_rows[row->algorithm].name);
	if (row->unsecured) {
		sink_text(sink, "\",\"typ\":\"JWT\"}");
		return;
	}
	sink_text(sink, "\",\"typ\":\"JWT\",\"kid\":");
	sink_json(sink, key_id(trace, row));
	sink_text(sink, "}");
}

/* Rows of the pieces that are claims, by name; returns how many.  The login is `sub`, no claim. */
static uint32_t
claims_by_name(const struct trace *trace, const struct token *row, uint32_t claims[LIMIT_PIECES])
{
	const struct piece *pieces = trace->scenario->pieces;
	uint32_t count = 0;

	for (uint32_t piece = 0; piece < trace->scenario->piece_count; piece++) {
		uint32_t at = count;

		if (row->texts[piece] == NONE32 || pieces[piece].home != HOME_TOKEN ||
		    piece_is_login(&pieces[piece]))
			continue;
		for (; at > 0 && strcmp(pieces[claims[at - 1]].id, pieces[piece].id) > 0; at--)
			claims[at] = claims[at - 1];
		claims[at] = piece;
		count++;
	}
	return count;
}

static void
sink_payload(struct sink *sink, const struct trace *trace, const struct token *row)
{
	uint32_t claims[LIMIT_PIECES], count = claims_by_name(trace, row, claims);
	char sid[33];

	CHECK(row->client < trace->actor_count);
	sink_text(sink, "{\"sub\":");
	sink_json(sink, trace->actors[row->client].id);
	if (row->carries_sid) {
		trace_sid(trace, row->session, sid);
		sink_text(sink, ",\"sid\":\"");
		sink_text(sink, sid);
		sink_text(sink, "\"");
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct piece *piece = &trace->scenario->pieces[claims[i]];

		sink_text(sink, ",");
		sink_member(sink, piece->id, trace_text(trace, row->texts[claims[i]]),
		    piece_filler(piece));
	}
	sink_text(sink, ",\"exp\":");
	sink_integer(sink, row->exp_s);
	sink_text(sink, "}");
}

void
token_header(const struct trace *trace, uint32_t token, struct str *out)
{
	struct sink sink = { out, 0 };

	sink_header(&sink, trace, token_row(trace, token));
}

void
token_payload(const struct trace *trace, uint32_t token, struct str *out)
{
	struct sink sink = { out, 0 };

	sink_payload(&sink, trace, token_row(trace, token));
}

uint32_t
token_bytes(const struct trace *trace, uint32_t token)
{
	const struct token *row = token_row(trace, token);
	struct sink header = { NULL, 0 }, payload = { NULL, 0 };

	if (!token_is_jwt(row))
		return 0;
	sink_header(&header, trace, row);
	sink_payload(&payload, trace, row);
	return (uint32_t)(base64url_length(header.bytes) + 1 + base64url_length(payload.bytes) + 1 +
	    base64url_length(algorithm_rows[row->algorithm].signature_bytes));
}

/* What everybody may know of a key: of ES256 no pair is published here. */
static const char *
public_key(enum algorithm algorithm)
{
	return algorithm == ALGORITHM_RS256 ? token_rsa_public :
	    algorithm == ALGORITHM_EDDSA ? token_ed25519_public : GUESS;
}

/* Where nothing can be signed, the signature says so, in as many characters as it would have. */
static void
add_signature(struct sink *sink, const struct trace *trace, const struct token *row,
    const char *input, size_t length)
{
	enum algorithm algorithm = row->algorithm;
	static const char unsigned_text[] = "not-signed-";
	unsigned char signature[TOKEN_SIGNATURE_MAX];
	uint64_t characters = base64url_length(algorithm_rows[algorithm].signature_bytes);
	size_t bytes = 0;

	if (row->unsecured)
		return; /* RFC 7519, 6.1: an empty signature */
	if (row->truth == TOKEN_GENUINE)
		bytes = token_sign(algorithm, key_id(trace, row), input, length, signature);
	else
		bytes = token_sign_falsely(row->truth == TOKEN_CONFUSED ?
		    public_key(trace->scenario->token.algorithm) : GUESS, input, length,
		    signature, algorithm_rows[algorithm].signature_bytes);
	CHECK(bytes == 0 || bytes == algorithm_rows[algorithm].signature_bytes);
	if (bytes > 0) {
		sink_base64url(sink, signature, bytes);
		return;
	}
	for (uint64_t i = 0; i < characters; i++)
		sink_bytes(sink, &unsigned_text[i % (sizeof(unsigned_text) - 1)], 1);
}

void
token_text(const struct trace *trace, uint32_t token, struct str *out)
{
	const struct token *row = token_row(trace, token);
	struct str part = STR_INIT, input = STR_INIT;
	struct sink to_part = { &part, 0 }, to_input = { &input, 0 }, sink = { out, 0 };

	if (!token_is_jwt(row))
		return;
	sink_header(&to_part, trace, row);
	sink_base64url(&to_input, part.text, part.length);
	sink_text(&to_input, ".");
	str_clear(&part);
	sink_payload(&to_part, trace, row);
	sink_base64url(&to_input, part.text, part.length);
	sink_bytes(&sink, input.text, input.length);
	sink_text(&sink, ".");
	add_signature(&sink, trace, row, input.text, input.length);
	str_release(&part);
	str_release(&input);
}

bool
token_is_signed(const struct trace *trace, uint32_t token)
{
	return token_can_sign(token_row(trace, token)->algorithm) &&
	    token_row(trace, token)->truth == TOKEN_GENUINE;
}

bool
token_demo_key(enum algorithm algorithm, const char *key, struct str *out)
{
	switch (algorithm) {
	case ALGORITHM_HS256:
		token_secret(key, out);
		return true;
	case ALGORITHM_RS256:
		str_add(out, token_rsa_public);
		return true;
	case ALGORITHM_EDDSA:
		str_add(out, token_ed25519_public);
		return true;
	case ALGORITHM_ES256:
	case ALGORITHM_NONE:
	case ALGORITHM_COUNT:
		break;
	}
	return false;
}
