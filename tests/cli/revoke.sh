#!/bin/sh
# A login is taken back: the experiment of the formats' page as it stands there, and what
# expressions say of it; thieves in patterns.
. tests/cli/lib.sh

awk '/^  revoke:/ { on = 1 } /^  pay:/ { on = 0 } NR == 1 || /^scenarios:/ || on' \
	tests/interface/experiments.yaml >"$work/revoke.yaml"

holds() { # design, expression
	expect 0 "$1: $2" eval "$work/revoke.yaml" "$2" --design "$1"
	out '^true'
}
late='max at_ns of verify for ana after revoked where (outcome == ok) - time of revoked'
holds jwt 'time of revoked == 5m'
holds jwt "$late <= 15m"
holds jwt "$late > 9m"
holds jwt 'stale_accepts == 600'
holds listed "$late <= 30s"
holds listed 'revocation_delay_ns <= 30s and revocation_delay_ns > 0s'
holds opaque 'revocation_delay_ns == 0s and stale_accepts == 0'
expect 0 "a trace says where it is known" trace "$work/revoke.yaml" --design listed
out 'learns from the store.s list: Ana.s session ... is revoked'
expect 0 "and where it is not" trace "$work/revoke.yaml" --design jwt
out 'No server keeps anything that could say so'

cat >"$work/thief.yaml" <<END
format: 1
scenarios:
  thief:
    stop: {after: 6s}
    clients: {ana: {script: [login, view cart, logout]}}
    faults: [{at: 1500ms, do: steal, of: ana}]
    designs: {token: {}, store: {}}
END
for text in 'count reply to mallory where (status == 200) == 5' \
	'count request by attacker == 5' 'mallory holds login of ana' \
	'count send by attacker where (actor == mallory) == 5'; do
	expect 0 "token: $text" eval "$work/thief.yaml" "$text" --design token
	out '^true'
done
expect 0 "store: refused after the logout" eval "$work/thief.yaml" \
	'count reply to mallory where (status == 200) == 1' --design store
out '^true'
for format in json mermaid chrome har; do
	expect 0 "$format of a polled list" trace "$work/revoke.yaml" --design listed \
		--format $format
done
expect 0 "Mermaid names the list" trace "$work/revoke.yaml" --design listed --format mermaid
out 's1->>store: GET revoked'
finish
