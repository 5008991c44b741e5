#!/bin/sh
# Messages to the byte: the lengths that a run counts are those of texts written out here by hand,
# and the tokens are what any tool takes for a signed JWT.
. tests/cli/lib.sh
file=tests/interface/contract.yaml

# bytes NAME WANTED EXPRESSION [OPTIONS...]: the expression's value is the length of this text.
bytes() {
	wanted=$(printf "$2" | wc -c | tr -d ' ')
	name=$1 expression=$3
	shift 3
	expect 0 "$name: $wanted bytes" eval "$file#tokens" "$expression == ${wanted}B" "$@"
}

# wire DESIGN AT: the frame of the message, wide enough for no line to be left out.
wire() {
	"$COATCHECK" view "$file#tokens" --design "$1" --view wire --at "$2" --size 80x60 \
		>"$work/out" 2>"$work/err"
}

# The token of the frame in the file, put together again from its lines.
token_of() {
	wire "$1" "$2"
	grep -v '──\|══\|··\|└\|^ *header \|^ *payload\|^ *signature' "$work/out" |
		awk '/eyJ/ { on = 1 } on { sub(/^ /, ""); line = $0
			sub(/  .*/, "", line); all = all line
			if (line !~ /^[A-Za-z0-9_.: =-]*$/ || length(line) < 60) exit }
			END { all = substr(all, index(all, "eyJ"))
				sub(/[^A-Za-z0-9_.-].*/, "", all)
				print all }'
}

sid=ab2e77369808e07cc51d82e67969b6f2
json='Content-Type: application/json\r\nContent-Length: '
login="POST /login HTTP/1.1\r\nHost: shop.example\r\n${json}14\r\n\r\n{\"user\":\"ana\"}"
flags='; Path=/; Secure; HttpOnly; SameSite=Lax'
ok="HTTP/1.1 200 OK\r\n$json"
bytes "login" "$login" 'max wire_bytes of login' --design token

# length WHAT SCENARIO MEASURE TEXT [OPTIONS...]
length() {
	wanted=$(printf "$4" | wc -c | tr -d ' ')
	what=$1 where=$file#$2 expression="$3 == ${wanted}B"
	shift 4
	expect 0 "$what: $wanted bytes" eval "$where" "$expression" "$@"
}
length "ticket" repeat 'max wire_bytes of view' \
	"GET /cart HTTP/1.1\r\nHost: shop.example\r\nCookie: sid=$sid; srv=s1\r\n\r\n"
length "reply to a login" repeat 'max wire_bytes of reply to ana' \
	"${ok}2\r\nSet-Cookie: sid=$sid$flags\r\nSet-Cookie: srv=s1$flags\r\n\r\n{}"
length "reply with a cart" repeat 'min wire_bytes of reply to ana' "${ok}11\r\n\r\n{\"cart\":[]}"
blob='{"login":"ana","cart":["pen"]}'
length "asking the store" field 'min wire_bytes of send to store' \
	"*2\r\n\$3\r\nGET\r\n\$34\r\ns:$sid\r\n" --design blob
length "telling the store" field 'max wire_bytes of send to store' \
	"*3\r\n\$3\r\nSET\r\n\$34\r\ns:$sid\r\n\$30\r\n$blob\r\n" --design blob
length "the store's answer" field 'max wire_bytes of send by store' \
	"\$30\r\n$blob\r\n" --design blob

token=$(token_of token 'last request')
bytes "badge" "GET /cart HTTP/1.1\r\nHost: shop.example\r\nAuthorization: Bearer $token\r\n\r\n" \
	'max wire_bytes of view' --design token
bytes "badge in the reply to a login" "${ok}148\r\n\r\n{\"token\":\"$token\"}" \
	'max wire_bytes of reply to ana' --design token
coat=$(token_of carry 'last request')
bytes "coat" "GET /cart HTTP/1.1\r\nHost: shop.example\r\nCookie: __Host-signed=$coat\r\n\r\n" \
	'max wire_bytes of view' --design carry
cart='{"cart":["book","pen"]}'
bytes "coat renewed" "${ok}23\r\nSet-Cookie: __Host-signed=$coat$flags\r\n\r\n$cart" \
	'max wire_bytes of reply to ana' --design carry

# What a token says, and who can check it.
text() {
	[ "$2" = "$3" ] && good "$1" || bad "$1: $2, not $3"
}
unpack() {
	printf '%s' "$1" | tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' |
		openssl base64 -d -A
}
part() {
	printf '%s' "$1" | cut -d. -f"$2"
}
if ! command -v openssl >/dev/null 2>&1; then
	echo "skip - no openssl to check signatures with"
	finish
fi
text "header" "$(unpack "$(part "$token" 1)")" '{"alg":"HS256","typ":"JWT","kid":"k1"}'
text "badge: sub, exp" "$(unpack "$(part "$token" 2)")" '{"sub":"ana","exp":1767226500}'
text "coat: sub, cart, exp" "$(unpack "$(part "$coat" 2)")" \
	'{"sub":"ana","cart":["book","pen"],"exp":1767226500}'
mixed=$(token_of mixed 'last request')
text "a piece outside the token: sub, sid, exp" "$(unpack "$(part "$mixed" 2)")" \
	"{\"sub\":\"ana\",\"sid\":\"$sid\",\"exp\":1767226500}"
"$COATCHECK" help tokens >"$work/keys"
secret=$(grep -A1 '^HS256' "$work/keys" | tail -n 1 | tr -d ' ')
for each in "$token" "$coat" "$mixed"; do
	signed=$(printf '%s' "${each%.*}" | openssl dgst -sha256 -hmac "$secret" -binary |
		openssl base64 -A | tr '/+' '_-' | tr -d '=')
	text "HS256 with the key that help prints" "$signed" "${each##*.}"
done
rsa=$(token_of rsa 'last request')
sed -n '/^RS256/,/END/p' "$work/keys" | sed 1d >"$work/rsa.pem"
unpack "$(part "$rsa" 3)" >"$work/signature"
printf '%s' "${rsa%.*}" | openssl dgst -sha256 -verify "$work/rsa.pem" \
	-signature "$work/signature" >"$work/out" 2>"$work/err" &&
	good "RS256 with the public key" || bad "RS256 with the public key"
ed=$(token_of ed 'last request')
sed -n '/^EdDSA/,/END/p' "$work/keys" | sed 1d >"$work/ed.pem"
unpack "$(part "$ed" 3)" >"$work/signature"
printf '%s' "${ed%.*}" >"$work/signed"
openssl pkeyutl -verify -pubin -inkey "$work/ed.pem" -rawin -in "$work/signed" \
	-sigfile "$work/signature" >"$work/out" 2>"$work/err" && good "EdDSA with the public key" ||
	bad "EdDSA with the public key"
wire ec 'last request'
out 'sized, not signed'
wire token 'last request'
out 'Anyone can read it; nobody without k1 can alter it unseen'
out 'whoever checks it can also sign'
out 'may call it expired'
finish
