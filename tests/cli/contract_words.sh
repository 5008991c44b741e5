#!/bin/sh
# What may be written and what is said of the rest: expressions with their meaning, the restricted
# YAML, what is still to come, each refused by name and place; and names that scripts rely on.
. tests/cli/lib.sh
file=tests/interface/contract.yaml

# is CODE VALUE EXPRESSION [OPTIONS...]: eval ends with CODE and its first line is VALUE.
is() {
	code=$1 value=$2 expression=$3
	shift 3
	"$COATCHECK" eval "$file#ledger" "$@" -- "$expression" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	line=$(head -n 1 "$work/out")
	[ "$got" = "$code" ] && [ "$line" = "$value" ] && good "$expression: $value" ||
		bad "$expression: exit $got, '$line', not $code, '$value'"
}

# wrong PLACE TEXT EXPRESSION: refused at this column, with these words.
wrong() {
	"$COATCHECK" eval "$file#ledger" -- "$3" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	[ "$got" = 65 ] && grep -q "^expression:1:$1: error: .*$2" "$work/err" &&
		good "refused: $3" || bad "$3: exit $got, no error at $1: $2"
}

is 0 true 'not not true'
is 0 true 'true or false and false'
is 1 false '(true or false) and false'
is 0 true '2 + 3 * 4 == 14'
is 0 5 '10 - 2 - 3'
is 0 0.25 '1/4'
is 0 true '1h == 60m'
is 0 true '1s == 1000ms'
is 0 true '"a" == "a"'
is 0 true '3 ~ 4 within 30 percent'
is 1 false '3 ~ 4 within 20 percent'
is 0 s2 'miss.actor'
is 0 true 'miss.status == 401 and miss.outcome == miss'
is 0 true 'time of first reply to ana - time of first request by ana == 32ms'
is 0 true 'holder-of ana holds login of ana at 2.4s'
is 0 true 's1 holds login of ana at 2.4s and not s1 holds login of ana at 2.6s'
is 0 true 's1 holds login of ana before first crash and not s1 holds login of ana after first crash'
is 0 true 'ever (s2 holds login of ana) and not always (s2 holds login of bob)'
is 0 true 'never (s2 holds login of ana) from start to 2s'
is 1 false 'every reply satisfies (status == 200)'
is 0 true 'some reply to ana satisfies (status == 401) and no miss satisfies (actor == s1)'
is 0 true 'every design satisfies (requests > 3)'
is 0 true 'under token (value of cart of ana == "book" at look)'
is 0 true 'home of cart of ana == database after first crash' --design token
is 0 true 'count read of login in server == 0' --design token
is 1 false 'count send from s2 to s1 > 0'
is 0 3 'count login'
is 0 2 'count view for ana after first crash'
is 0 '121 B' 'mean wire_bytes of request by ana'
is 0 true 'max at_ns of request by ana - time of miss > 0s'
is 1 'false (no such event)' 'time of first miss for bob > 1s'
is 0 empty 'value of theme of ana'
is 0 none 'home of theme of ana'
is 0 true 'sticky.time_ns.mean < store.time_ns.mean'
is 1 false 'sessions_lost == 0'
is 0 true 'throughput ~ 2/s within 50 percent' --design sticky
wrong 1 'nothing is called "reqests"' 'reqests > 1'
err 'Did you mean "requests"'
err '^      | ^'
wrong 10 'a count + a duration has no meaning' 'requests + 32ms'
wrong 3 'a count cannot be compared with a duration' '1 == 1s'
wrong 6 '"within"' '3 ~ 4'
wrong 1 'a value is expected here, not a moment' 'first crash'
wrong 1 'stands only before a dot or after "under"' 'sticky'
wrong 7 'no kind of event and no action' 'count foo == 1'
wrong 15 'no piece of state' 'count read of logn == 1'
wrong 5 'minus only between spaces' '3 - -3'
wrong 24 'a text cannot be compared' 'value of orders of ana == 2'
err 'so is a number in it'
wrong 12 'a value is expected at the end' 'requests =='
wrong 1 'a value is expected' ''
for name in stale_reads lost_updates remapped revocation_delay_ns; do
	"$COATCHECK" eval "$file#ledger" "$name == 0" >"$work/out" 2>"$work/err"
	[ $? = 65 ] && grep -q "$name" "$work/err" || "$COATCHECK" run "$file#bare" >"$work/out" &&
		good "$name is measured or refused by name" || bad "$name"
done

head='scenarios:
  a:
'
# refused CODE TEXT LINE: a scenario with this line is refused at it.
refused() {
	printf '%s    clients: {ana: {script: [login]}}\n    %s\n' "$head" "$3" >"$work/a.yaml"
	"$COATCHECK" check "$work/a.yaml" >"$work/out" 2>"$work/err"
	got=$?
	[ "$got" = 1 ] && grep -q "^$work/a.yaml:4:[0-9]*: error: .*$2.*\\[$1\\]" "$work/out" &&
		good "refused: $3" || bad "$3: exit $got, no $1"
	"$COATCHECK" run "$work/a.yaml" >"$work/out" 2>"$work/err"
	[ $? = 65 ] || bad "run takes $3"
}

refused yaml-anchor '&' 'servers: &x {count: 2}'
refused yaml-alias '\*' 'servers: *x'
refused yaml-tag '!' 'servers: !!map {count: 2}'
refused yaml-merge '<<' 'servers: {<<: {count: 2}}'
refused duplicate-key 'stands here twice' 'servers: {count: 2, count: 3}'
refused unknown-key 'cuont' 'servers: {cuont: 2}'
for number in yes 0777 1_000 0x10 2.5 -1; do
	refused bad-number "\"$number\"" "servers: {count: $number}"
done
refused out-of-range '"0"' 'servers: {count: 0}'
refused bad-duration '"10"' 'servers: {service: 10}'
refused bad-duration '"10 ms"' 'servers: {service: 10 ms}'
refused bad-size '"2KB"' 'state: {cart: {bytes: 2KB}}'
refused bad-id '"Cart"' 'state: {Cart: {bytes: 2B}}'
refused bad-date '2026-13' 'epoch: 2026-13-01T00:00:00Z'
refused unknown-node '"s9"' 'faults: [{at: 1s, do: crash, node: s9}]'
refused unknown-word '"crahs"' 'faults: [{at: 1s, do: crahs, node: s1}]'
refused missing-key '"node"' 'faults: [{at: 1s, do: crash}]'
refused contradiction 'outlives' 'faults: [{at: 1s, do: crash, node: db}]'
refused unknown-name 'rply' 'stop: {when: count rply > 2}'
refused unknown-name '"bob"' 'waypoints: {look: first view by bob}'
refused reserved-id '"start"' 'waypoints: {start: first miss}'
refused missing-key '"base"' 'designs: {mine: {homes: {login: store}}}'
refused unknown-design '"stickie"' 'designs: {mine: {base: stickie}}'
refused unknown-word '"cellar"' 'designs: {mine: {base: store, homes: {login: cellar}}}'
printf 'scenarios:\n  a:\n    clients: {ana: {name: "A\\nB", script: [login]}}\n' >"$work/a.yaml"
expect 1 "a name of two lines" check "$work/a.yaml"
out 'one-line'
printf 'scenarios:\n  a:\n    clients: {ana: {name: "\\x07", script: [login]}}\n' >"$work/a.yaml"
expect 1 "a bell in a name" check "$work/a.yaml"
out '^1 file, 1 error'
printf '%s    clients: {ana: {script: [login], repeat: view cart}}\n' "$head" >"$work/a.yaml"
expect 65 "a run that cannot end" run "$work/a.yaml"
err 'no-stop'
for step in lgin:unknown-action 'view hat:unknown-piece' theme:bad-step 'wait 5:bad-duration' \
	'use phone:unknown-device' 'logout now:bad-step' 'move x:unknown-piece'; do
	printf '%s    clients: {ana: {script: [login, %s]}}\n' "$head" "${step%:*}" >"$work/a.yaml"
	expect 1 "script with ${step%:*}" check "$work/a.yaml"
	out "\\[${step##*:}\\]"
done

# Every setting as it is printed can be given back, and changes nothing.
digest_of() {
	sed 's/.*"digest":"\([0-9a-f]*\)".*/\1/' "$1"
}
"$COATCHECK" run "$file#bare" --json >"$work/first"
sed 's/.*"effective":{//; s/},"measures".*//' "$work/first" | sed 's/,"\([a-z]\)/\n"\1/g' |
	sed -n 's/^"\([a-z._]*\)":"\{0,1\}\([^"]*\)"\{0,1\}$/\1=\2/p' | sort -u >"$work/settings"
set --
while IFS= read -r setting; do
	set -- "$@" --set "$setting"
	if [ $# -ge 40 ]; then
		"$COATCHECK" run "$file#bare" --json "$@" >"$work/out" 2>"$work/err"
		[ "$(digest_of "$work/first")" = "$(digest_of "$work/out")" ] &&
			good "$(($# / 2)) settings given back" ||
			bad "settings given back: another run"
		set --
	fi
done <"$work/settings"
[ "$(wc -l <"$work/settings")" -ge 50 ] && good "  at least 50 settings are printed" ||
	bad "fewer than 50 settings"

# Names that scripts rely on.
for command in lab join ask quiz keep review play teach follow claims stats report new preview pin \
	export import forget; do
	"$COATCHECK" --help | grep -q "^  $command " ||
		"$COATCHECK" $command 2>&1 </dev/null | grep -q 'not in this version' &&
		good "$command is there or refused by name" || bad "$command"
done
for option in --runs=3 --sweep=servers.count=1 --progress; do
	"$COATCHECK" run "$file#bare" $option >"$work/out" 2>"$work/err" </dev/null
	[ $? = 0 ] || grep -q 'not in this version' "$work/err" &&
		good "$option is there or refused by name" || bad "$option"
done
expect 66 "no such folder of lessons" list --lessons /nowhere
expect 64 "an option of another command" run "$file#bare" --at 3
err 'means nothing to run'
expect 64 "an option of other commands" config --json
expect 0 "a frame as JSON" view "$file#bare" --json --size 40x12
json interface cols rows lines
expect 64 "two scenarios and none named" run "$file"
err 'bare'
expect 64 "no such scenario" run "$file#nope"
expect 64 "no such case" run "$file#layers" --case nope
expect 64 "no such design" run "$file#layers" --design carry
expect 0 "a built-in design where the file names none" run "$file#bare" --design token --json
out '"name":"token"'
expect 64 "no design of that name anywhere" run "$file#bare" --design tokn
expect 0 "one law for both hops" run "$file#bare" --json \
	--set 'network.latency={law: uniform, a: 1ms, b: 1ms}'
out '"network.latency.inside.law":"uniform"'
out '"network.latency.client.b":"1ms"'
expect 0 "a part of both laws" run "$file#bare" --sweep network.latency.mean=3ms --json
out '"network.latency.client":"3ms","network.latency.inside":"3ms"'
expect 64 "no part of a law" run "$file#bare" --set network.latency.maen=3ms
err 'Did you mean "mean"'
expect 0 "what can go wrong" help faults
out 'hang  *accepts, never answers (server, store, db, lb)'
out 'cut .*(from a server or a client)'
expect 66 "no such file" run nowhere.yaml
expect 64 "a setting that is none" run "$file#bare" --set servers.cuont=3
err 'Did you mean "count"'
finish
