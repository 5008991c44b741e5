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
expect 64 "a letter exchanged" open "$(echo "$plain" | sed 's/^./Z/')" --plain
expect 64 "cut short" open "$(echo "$plain" | cut -c1-9)" --plain
expect 64 "empty" open "" --plain
expect 64 "no code" open
expect 64 "a word" open lesson --plain

printf '2\ng\n' | "$COATCHECK" learn 1 --plain --log "$work/log" >"$work/out" 2>"$work/err"
[ -s "$work/log" ] && good "a log is written" || bad "no log"
expect 73 "a log that cannot be written" learn 1 --log "$work/none/log"
finish
