#!/bin/sh
# Every command of the interface, in pipes: what it prints and how it ends.
. tests/cli/lib.sh
one=$work/one.yaml

expect 0 "--version" --version
out '^coatcheck [0-9]'
out ncurses
expect 0 "--help" --help
out '  run FILE'
out 'Exit: 0 done'
for word in demo learn picture open run trace view eval claims check list show keys config help; do
	grep -q "^  $word " "$work/out" || bad "--help does not list $word"
done
expect 0 "a command with --help" run --help
out 'Exit: 0 done'

expect 0 "run" run "$one"
out sticky
out state_wire_bytes
out digest
nothing_on err
expect 0 "run --json" run "$one" --json
json interface scenario seed effective designs digest measures wire_bytes ram_bytes.servers
expect 0 "run --explain" run "$one" --explain
expect 0 "run one design" run "$one" --design carry --json
json designs
expect 0 "run with a case" run "$one#one" --case three --json
out '"servers.count":3'
expect 0 "run with a setting" run "$one" --set servers.count=5 --json
out '"servers.count":5'
expect 0 "run with two settings" run "$one" --set servers.count=3 --set seed=9 --json
out '"seed":9'
expect 0 "run with a seed" run "$one" --seed 41 --json
out '"seed":41'

expect 0 "trace" trace "$one"
out 'Ana sends "POST /login"'
nothing_on err
expect 0 "trace as JSON" trace "$one" --format json
json interface events at_ns kind actor cause sentence
expect 0 "trace --json" trace "$one" --json --design carry
json events

for view in map ladder state wire; do
	expect 0 "view $view" view "$one" --view $view --at shown
	out Ana
done
expect 0 "view at an event" view "$one" --at 12
expect 0 "view at a time" view "$one" --at 1.005s
expect 0 "view of two designs" view "$one" --design sticky --design carry
out STICKY
out CARRY
expect 0 "view in ASCII" view "$one" --ascii
LC_ALL=C grep -q '[^ -~]' "$work/out" && bad "not ASCII" || good "  ASCII only"
expect 0 "view at a size" view "$one" --size 40x12 --ascii
[ "$(wc -l <"$work/out")" = 12 ] && good "  twelve rows" || bad "not twelve rows"
awk '{ if (length($0) > 40) exit 1 }' "$work/out" && good "  forty columns" || bad "wider than 40"
expect 0 "view as ANSI" view "$one" --format ansi
grep -q "$(printf '\033')" "$work/out" && good "  escapes" || bad "no escapes"
expect 0 "view as SVG" view "$one" --format svg
out '^<svg'
out '</svg>'
expect 0 "view of a question" view "$lesson" --ask q-crash-run
out 'your bet first'
expect 1 "view at a moment that never comes" view "$one" --at 'first crash'

expect 0 "eval, true" eval "$one" 'ok == 3'
expect 1 "eval, false" eval "$one" 'ok == 4'
expect 0 "eval, a value" eval "$one" 'count request'
out '^3'
expect 1 "eval, no such event" eval "$one" 'time of first miss > 0s'
out 'no such event'
expect 0 "eval --json" eval "$one" 'count request' --json
json interface value known
expect 65 "eval, not an expression" eval "$one" 'count count'
err '^expression:1:'

expect 0 "check" check "$one"
out '0 errors, 0 warnings'
expect 0 "check --json" check "$one" --json
json interface findings files errors warnings
printf 'scenarios: {a: {clinets: {}}}\n' >"$work/wrong.yaml"
expect 1 "check of something wrong" check "$work/wrong.yaml"
out 'wrong.yaml:1:17: error: .*\[unknown-key\]'
out '\^'
expect 1 "check of a folder" check "$work"
out '2 files'
expect 1 "check of something wrong --json" check "$work/wrong.yaml" --json
json file line column severity code text

expect 0 "list" list
out 'ticket-badge-or-coat'
expect 0 "list --json" list --json
json number id title minutes path readable
expect 0 "list with a folder of one's own" list --lessons tests/lessons
out every-kind
expect 0 "show by number" show 1
out 'Ticket, badge or coat?'
expect 0 "show by id" show ticket-badge-or-coat
expect 0 "show by path" show "$lesson"
out 'Steps'
expect 66 "show of no lesson" show ticket-badge-or-boat
err 'ticket-badge-or-coat'
expect 0 "keys" keys
out 'over a picture'
expect 0 "keys --json" keys --json
json where keys action text
expect 0 "config" config
out 'This is no terminal'
expect 0 "help" help
for topic in scenario lesson expression designs measures run; do
	expect 0 "help $topic" help $topic
done
expect 64 "help on nothing" help nonsense

expect 0 "learn, input at its end" learn 1
out 'Where is the cart?'
expect 0 "picture, input at its end" picture 1
out ': show\.'
expect 0 "picture of no lesson named" picture
expect 0 "demo, input at its end" demo
expect 0 "home, input at its end"
expect 0 "learn at a step" learn 1#3
out 'Step 3 of'
expect 0 "learn at a step's id" learn "$lesson#the-crash"
out 'The cookie names the server'
expect 64 "open of a broken code" open 7K3M-9TU2-C4
err 'U'
expect 0 "play, input at its end" play
out 'Play: shop, design sticky'
expect 0 "play with a lesson's scenario" play "$lesson#crash"
out 'Play: crash'
expect 66 "play with no such file" play nothing.yaml
for word in report new; do
	expect 64 "$word is refused by name" $word
	err 'not in this version'
done

# The limits stand in the help, as base/limits.h has them.
expect 0 "help scenario states the limits" help scenario
out '^Limits$'
for limit in 'servers SERVERS,' 'people PEOPLE,' 'members of crowds CLIENTS,' 'faults FAULTS,' \
	'designs DESIGNS,' 'script steps SCRIPT_STEPS' 'kept events TRACE_EVENTS,'; do
	name=${limit##* }
	number=$(sed -n "s/^#define LIMIT_${name%,} \([(0-9][^/]*\).*/\1/p" src/base/limits.h)
	number=$(($(echo "$number" | tr -d 'u()')))
	out "${limit% *} $number"
done
finish
