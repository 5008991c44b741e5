/* Words of an expression.  `-` is minus only between spaces, because ids have hyphens; a number and
 * its unit are one word (3.2s, 40000/s, 2KiB). */
#include "trace/expr_internal.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

struct lexer {
	struct expr_reader *reader;
	const char *text;
	uint32_t at, length;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_name_char(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A name with its dots; every part begins with a letter. */
static bool
lex_name(struct lexer *lexer)
{
	for (;;) {
		while (is_name_char(lexer->text[lexer->at]))
			lexer->at++;
		if (lexer->text[lexer->at] != '.')
			return true;
		lexer->at++;
		if (!is_letter(lexer->text[lexer->at])) {
			expr_fail(lexer->reader, lexer->at, "syntax",
			    "a name is expected after the dot");
			return false;
		}
	}
}

/* Digits, a fraction, an exponent; then a unit: letters, `%`, or `/s` `/m` `/h`. */
static void
lex_number(struct lexer *lexer)
{
	const char *text = lexer->text;

	while (is_digit(text[lexer->at]))
		lexer->at++;
	if (text[lexer->at] == '.' && is_digit(text[lexer->at + 1])) {
		lexer->at++;
		while (is_digit(text[lexer->at]))
			lexer->at++;
	}
	if (text[lexer->at] == '/' && text[lexer->at + 1] != '\0' &&
	    strchr("smh", text[lexer->at + 1]) && !is_name_char(text[lexer->at + 2])) {
		lexer->at += 2;
		return;
	}
	if (text[lexer->at] == '%') {
		lexer->at++;
		return;
	}
	while (is_letter(text[lexer->at]) || is_digit(text[lexer->at]))
		lexer->at++;
}

/* Length of the operator at text, 0 when there is none. */
static uint32_t
operator_length(const char *text)
{
	uint32_t longest = 0;

	for (int op = 0; op < OPERATOR_COUNT; op++) {
		const char *word = expr_operator_word((enum expr_operator)op);
		uint32_t length = (uint32_t)strlen(word);

		if (length > longest && strncmp(text, word, length) == 0)
			longest = length;
	}
	return longest;
}

static bool
lex_operator(struct lexer *lexer)
{
	const char *text = lexer->text + lexer->at;
	uint32_t length = operator_length(text);

	if (length == 0) {
		size_t bytes = utf8_decode(text, lexer->length - lexer->at, &(uint32_t){ 0 }, NULL);

		expr_fail(lexer->reader, lexer->at, "syntax", "\"%.*s\" means nothing here",
		    (int)bytes, text);
		if (text[0] == '=')
			findings_advise(lexer->reader->findings, "Write == to compare");
		return false;
	}
	if (text[0] == '-' && (lexer->at == 0 || !is_blank(text[-1]) || !is_blank(text[1]))) {
		expr_fail(lexer->reader, lexer->at, "syntax", "\"-\" is minus only between spaces");
		return false;
	}
	lexer->at += length;
	return true;
}

static bool
lex_text(struct lexer *lexer)
{
	uint32_t begin = lexer->at++;

	while (lexer->text[lexer->at] != '"') {
		unsigned char c = (unsigned char)lexer->text[lexer->at];

		if (c == '\0') {
			expr_fail(lexer->reader, begin, "syntax", "this text has no closing quote");
			return false;
		}
		if (c < ' ' || c == 0x7f) {
			expr_fail(lexer->reader, lexer->at, "syntax",
			    "a text has no control characters");
			return false;
		}
		lexer->at++;
	}
	lexer->at++;
	return true;
}

/* One token at lexer->at, which is neither blank nor the end. */
static bool
lex_token(struct lexer *lexer, struct lexeme *token)
{
	char c = lexer->text[lexer->at];
	uint32_t begin = lexer->at;
	bool ok = true;

	token->at = begin;
	if (is_letter(c)) {
		token->kind = LEXEME_NAME;
		ok = lex_name(lexer);
	} else if (is_digit(c)) {
		token->kind = LEXEME_NUMBER;
		lex_number(lexer);
	} else if (c == '"') {
		token->kind = LEXEME_TEXT;
		ok = lex_text(lexer);
	} else if (c == '(' || c == ')') {
		token->kind = c == '(' ? LEXEME_OPEN : LEXEME_CLOSE;
		lexer->at++;
	} else {
		token->kind = LEXEME_OPERATOR;
		ok = lex_operator(lexer);
	}
	if (!ok)
		return false;
	if (c == '"')
		token->text = arena_strndup(lexer->reader->arena, lexer->text + begin + 1,
		    lexer->at - begin - 2);
	else
		token->text = arena_strndup(lexer->reader->arena, lexer->text + begin,
		    lexer->at - begin);
	return true;
}

struct lexeme *
expr_lex(struct expr_reader *reader)
{
	struct lexer lexer = { .reader = reader, .text = reader->source };
	size_t length = strlen(reader->source);
	struct lexeme *tokens;
	uint32_t count = 0;

	if (length > LIMIT_EXPRESSION_BYTES)
		return expr_fail(reader, 0, "too-long", "an expression has at most %u bytes",
		    LIMIT_EXPRESSION_BYTES);
	while (length > 0 && (is_blank(reader->source[length - 1]) ||
	    reader->source[length - 1] == '\n'))
		length--;
	lexer.length = (uint32_t)length;
	tokens = arena_array(reader->arena, length + 1, sizeof(*tokens));
	while (lexer.at < lexer.length) {
		char c = lexer.text[lexer.at];

		if (is_blank(c)) {
			lexer.at++;
			continue;
		}
		if ((unsigned char)c < ' ')
			return expr_fail(reader, lexer.at, "syntax", "an expression is one line");
		if (!lex_token(&lexer, &tokens[count++]))
			return NULL;
	}
	tokens[count].kind = LEXEME_END;
	tokens[count].at = lexer.length;
	tokens[count].text = "";
	return tokens;
}
