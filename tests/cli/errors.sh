#!/bin/sh
# What is wrong is said on standard error, in one sentence, with the right exit code.
. tests/cli/lib.sh
one=$work/one.yaml

expect 64 "an unknown command" rnu "$one"
err 'Did you mean run'
nothing_on out
expect 64 "an unknown option" run "$one" --desing sticky
err 'Did you mean --design'
expect 64 "an option without its value" run "$one" --seed
expect 64 "a value where none belongs" run "$one" --json=yes
expect 64 "a seed that is no number" run "$one" --seed many
expect 64 "a size that is none" view "$one" --size 80
expect 64 "a size too large" view "$one" --size 100000x3
expect 64 "a size of nothing" view "$one" --size 0x0
expect 64 "a colour that is none" view "$one" --color green
expect 64 "a theme that is none" view "$one" --theme dark
expect 64 "a format that is none" view "$one" --format gif
expect 64 "a view that is none" view "$one" --view maps
expect 64 "a view of a later version" view "$one" --view chart
expect 64 "a format that no trace has" trace "$one" --format svg
expect 64 "a date that is none" list --now yesterday
expect 64 "no file" run
expect 64 "one operand too many" run "$one" "$one"
expect 64 "an option that means nothing here" list --seed 3
expect 64 "a scenario that is not there" run "$one#two"
err one
expect 64 "several scenarios and none named" run "$lesson"
err ticket
expect 64 "a case that is not there" run "$one" --case four
err three
expect 64 "a design that is not there" run "$one" --design sticki
expect 64 "a setting that is none" run "$one" --set servers.count
expect 64 "a setting of nothing" run "$one" --set =5
expect 64 "a setting that is not there" run "$one" --set servers.cuont=3
expect 64 "a setting out of its bounds" run "$one" --set servers.count=0
expect 64 "a setting that is no value" run "$one" --set 'servers.count={'
expect 64 "a moment that is none" view "$one" --at 'first of'
expect 66 "a file that is not there" run "$work/none.yaml"
expect 66 "a lesson that is not there" learn 99
expect 66 "a folder as a file" run "$work"
expect 66 "a folder without lessons" check "$TOOLS/none"
expect 66 "check of a file that is not there" check "$work/none.yaml"
for word in run trace view check; do
	head -c 3000 "$COATCHECK" >"$work/binary.yaml"
	code=65
	[ $word = check ] && code=1
	expect $code "$word of a binary" $word "$work/binary.yaml"
	clean
	: >"$work/empty.yaml"
	"$COATCHECK" $word "$work/empty.yaml" >"$work/out" 2>"$work/err" </dev/null
	case $? in
	1 | 64 | 65) good "$word of an empty file" ;;
	*) bad "$word of an empty file" ;;
	esac
done
expect 65 "run of a binary" run "$work/binary.yaml"
awk 'BEGIN { for (i = 0; i < 300; i++) printf "[" }' >"$work/deep.yaml"
for word in learn picture ask quiz keep play; do
	expect 65 "$word of a binary" $word "$work/binary.yaml" --plain
	clean
done
for word in ask quiz; do
	expect 64 "$word of a step" $word "1#second-server" --plain
	err "coatcheck $word 1"
done
expect 65 "a file nested too deep" run "$work/deep.yaml"
err 'deep.yaml:1:'
awk 'BEGIN { for (i = 0; i < 120000; i++) print "# a line of forty bytes, and yet another" }' \
	>"$work/large.yaml"
expect 65 "a file too large" run "$work/large.yaml"
printf 'scenarios: {a: &x {}, b: *x}\n' >"$work/alias.yaml"
expect 65 "an alias" run "$work/alias.yaml"

if [ -w /dev/full ]; then
	for word in "run $one" "trace $one" "view $one" list keys --help; do
		# shellcheck disable=SC2086
		"$COATCHECK" $word >/dev/full 2>"$work/err" </dev/null
		[ $? = 74 ] && good "$word: output full" || bad "$word: output full"
	done
	printf '1\ng\n' | "$COATCHECK" learn 1 >/dev/full 2>"$work/err"
	[ $? = 74 ] && good "learn: standard output full" || bad "learn: standard output full"
else
	echo "skip - there is no /dev/full here"
fi
"$COATCHECK" trace "$one" 2>"$work/err" | head -n 1 >"$work/out"
out '^# sticky'
[ ! -s "$work/err" ] || grep -q 'cannot be written' "$work/err" && good "a reader that leaves" ||
	bad "a reader that leaves"
"$COATCHECK" learn 1 >"$work/out" 2>"$work/err" <&-
[ $? = 0 ] && good "standard input closed" || bad "standard input closed"
"$COATCHECK" run "$one" >&- 2>"$work/err" </dev/null
[ $? = 74 ] && good "standard output closed" || bad "standard output closed"
# a setting that is refused is named by its whole path
shop=lessons/clusters/shop.yaml
expect 64 "below what is set" run $shop --set 'servers.service={law: erlang, mean: 3ms, k: x}'
err '--set servers.service.k: "x" is not a whole number'
expect 64 "in a design of its own" run $shop \
	--set 'designs.sticky.servers={count: 3, service: {mean: x}}'
err '--set designs.sticky.servers.service.mean: "x" is not a duration'
expect 64 "a key that is none" run $shop --set 'clients.ana={retry: {tries: 3}, script: [login]}'
err '--set clients.ana.retry.tries: unknown key'

finish
