#!/bin/sh
# A lesson written from the description of the format alone: it loads, is listed, and is walked.
. tests/cli/lib.sh
file=tests/interface/contract-lesson.yaml

# walk STEP LINES...: from this step, with a blank line before each of the lines.
walk() {
	step=$1
	shift
	for line in "$@"; do
		printf '\n%s\n' "$line"
	done | "$COATCHECK" learn "$file#$step" --plain >"$work/out" 2>"$work/err"
	[ $? = 0 ] && good "from $step" || bad "from $step"
}

expect 0 "nothing is wrong with it" check "$file"
out '^1 file, 0 errors, 0 warnings'
expect 0 "it is listed" list --lessons tests/interface
out 'outsider-lesson  *Who remembers Ana?  8 min'
if grep -q 'contract.yaml' "$work/out"; then bad "a file of scenarios is listed"; fi
expect 0 "what it holds" show "$file"
for kind in bets show worked predict observe explain summary; do
	out "  $kind "
done
out 'shop: sticky token carry'
expect 0 "the frame of its question" view "$file" --ask q-where
out 'What does she get'
if grep -q 's2 has no session' "$work/out"; then bad "the frame tells the answer"; fi
two='2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2'
walk s-observe $two
out 'You saw 2. It was 1: the book.'
out 'Step 6 of 7: why'
walk s-predict $two t $two
out 'Your bet first'
out 'You bet 2, think so. It was 1.'
out 'What came back'
grep -n 'Your bet first' "$work/out" | head -n 1 | cut -d: -f1 >"$work/bet"
grep -n 's2 has no session' "$work/out" | head -n 1 | cut -d: -f1 >"$work/miss"
[ "$(cat "$work/bet")" -lt "$(cat "$work/miss")" ] && good "asked before it happens" ||
	bad "told before it was asked"
walk s-explain q
out 'You were not asked yet. It is 1.'
walk bets
out 'Step 1 of 7: opening bets'
finish
