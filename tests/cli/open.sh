#!/bin/sh
# A run code printed at a frame opens that frame again: step, moment, and what was broken.
. tests/cli/lib.sh

# code LINES: the last run code that these lines of input print at step 2.
code() {
	printf '%b' "$1" | "$COATCHECK" learn 1#2 --plain |
		sed -n 's/.*Run code: \([0-9A-Z-]*\).*/\1/p' | tail -n 1
}

plain=$(code 'next\nnext\nnext\ny\n')
later=$(code 'next\nnext\nnext\nnext\ny\n')
forked=$(code 'next\nnext\nnext\nbreak\ncrash\ny\n')
[ -n "$plain" ] && good "a code: $plain" || bad "no code"
[ "$plain" != "$later" ] && good "another moment, another code" || bad "the same code: $later"
[ "$plain" != "$forked" ] && good "a future of one's own has its own" || bad "the same: $forked"
[ ${#plain} -le 20 ] && good "short" || bad "not short: $plain"

for c in "$plain" "$later" "$forked"; do
	printf 'y\n' | "$COATCHECK" open "$c" --plain >"$work/out" 2>"$work/err"
	[ $? = 0 ] && good "opens $c" || bad "opens $c"
	out 'Step 2 of'
	out "Run code: $c"
done
out 'your own future'
lower=$(echo "$plain" | tr 'A-Z' 'a-z')
expect 0 "small letters" open "$lower" --plain
expect 0 "without hyphens" open "$(echo "$plain" | tr -d -)" --plain
expect 0 "in two pieces, as a long one is shown" open "$(echo "$forked" | cut -c1-10)" \
	"$(echo "$forked" | cut -c11-)" --plain
out 'your own future'
expect 64 "a letter exchanged" open "$(echo "$plain" | sed 's/^./Z/')" --plain
out_of() { "$COATCHECK" open "$1" --plain </dev/null >"$work/out" 2>"$work/err"; }
first=$(echo "$forked" | cut -c1-5) rest=$(echo "$forked" | cut -c7-)
for letter in 0 K W; do # a slip in the sixth letter: what was meant is among what is offered
	[ "$first$letter$rest" = "$forked" ] && continue
	out_of "$first$letter$rest"
	grep -q "letter 5, $letter" "$work/err" && grep -q "$forked" "$work/err" &&
		good "a slip is found: $letter" || bad "a slip: $(cat "$work/err")"
done
# a lesson that has changed since: what, and a step that has gone
mkdir "$work/mine"
sed 's/^id: ticket-badge-or-coat/id: mine/' lessons/01-ticket-badge-or-coat.yaml \
	>"$work/mine/01-mine.yaml"
mine=$(printf 'next\nnext\ny\n' | "$COATCHECK" learn mine#2 --plain --lessons "$work/mine" |
	sed -n 's/.*Run code: \([0-9A-Z-]*\).*/\1/p' | tail -n 1)
expect 0 "as it was" open "$mine" --plain --lessons "$work/mine"
grep -q 'has changed since' "$work/out" && bad "nothing has changed" || good "nothing has changed"
sed 's/id: mine/&\n/; s/servers: {count: 2/servers: {count: 3/; s/seed: 7/seed: 8/' \
	"$work/mine/01-mine.yaml" >"$work/changed.yaml"
mv "$work/changed.yaml" "$work/mine/01-mine.yaml"
expect 0 "and changed" open "$mine" --plain --lessons "$work/mine"
out 'has changed since the code was made'
rm "$work/mine/01-mine.yaml"
expect 66 "and gone" open "$mine" --plain --lessons "$work/mine"
err 'the lesson of this run code is not among'
expect 64 "cut short" open "$(echo "$plain" | cut -c1-9)" --plain
expect 64 "empty" open "" --plain
expect 64 "no code" open
expect 64 "a word" open lesson --plain

printf '2\ng\n' | "$COATCHECK" learn 1 --plain --log "$work/log" >"$work/out" 2>"$work/err"
[ -s "$work/log" ] && good "a log is written" || bad "no log"
expect 73 "a log that cannot be written" learn 1 --log "$work/none/log"
finish
