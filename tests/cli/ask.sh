#!/bin/sh
# The dialogue, line by line: answers in one's own words, choices, deeds, the end, another day.
. tests/cli/lib.sh
unset COATCHECK_DB
db=$work/ask.db

say() { # say DB LINES...: the dialogue of lesson 1 with these lines
	file=$1
	shift
	printf '%s\n' "$@" | "$COATCHECK" ask 1 --plain --db "$file" \
		--now 2026-11-25T10:00:00Z >"$work/out" 2>"$work/err"
	got=$?
	[ "$got" = 0 ] || bad "ask ends with $got"
}

say none "in the databse" 1 "" "s1" "" 2 "" 1 "" "nothing" "" \
	"nothing: its memory is empty" "" "in her browser" "" "the database" "" \
	"s1 kept it in memory, in the other she carries it" "" ""
out 'A smaller question, under question 1'
out 'She noticed nothing'
out 'She had to log in again'
out '  YOU   s1 kept it in memory, in the other she carries it'
out '  WE    With a session id'
out 'of the 7 ideas were yours alone'
nothing_on err

say none "flubber" "gnarf" 1 q q
out 'That was not understood; it does not count'
out 'Here are choices'
out 'Yes: in the memory of s1'
say none 0 0 0 0 q q
out 'Hint: '
out 'In the memory of s1. Her browser has a number'
say none "" q q
out 'Nothing typed'
say none "$(printf 'a\033[31mb\tc')" q q
grep -q "$(printf '\033')" "$work/out" && bad "a control sequence comes through" ||
	good "no control sequence comes through"
long=$(head -c 100000 /dev/zero | tr '\0' 'x')
say none "$long" q q
out 'That was not understood'

expect 66 "no such lesson" ask nothing-of-that-name --plain
expect 0 "a lesson without one" ask tests/lessons/minimal.yaml --plain
out 'has no dialogue'

if "$COATCHECK" --version | grep -q 'without SQLite'; then
	echo "skip - a build without SQLite keeps nothing"
	finish
	exit
fi
say "$db" "in the database" 1 "" "s1" "" q q
say "$db" q q
out 'You are where you were: question 1'
out 'Yes: in the memory of s1'
say "$db" u q q
out 'Taken back'
out 'at this very moment?'
say "$db" q q
out 'All of them went to one server'
say "$db" "" "s1" "" 1 "" "nothing" "" "nothing: it is empty" "" "with her" "" "the database" "" \
	"s1 kept it, she carries it" "" ""
out '  YOU   s1 kept it, she carries it'
say "$db" q q
out 'Question 1.'
grep -q 'You are where' "$work/out" && bad "a dialogue that was ended begins anew" ||
	good "a dialogue that was ended begins anew"

# killed at any moment: what was acknowledged is there
for lines in 1 2 3 4 5 6 7; do
	rm -f "$work/killed.db"*
	mkfifo "$work/fifo$lines"
	"$COATCHECK" ask 1 --plain --db "$work/killed.db" <"$work/fifo$lines" \
		>"$work/killed.out" 2>&1 &
	pid=$!
	exec 4>"$work/fifo$lines"
	printf '%s\n' "in the database" 1 "" "s1" "" 2 "" 1 | head -n "$lines" >&4
	i=0
	while [ "$(grep -c -e '): ' "$work/killed.out")" -le "$lines" ] && [ $i -lt 50 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	kill -9 "$pid"
	exec 4>&-
	wait "$pid" 2>/dev/null
	say "$work/killed.db" q q
	grep -q 'You are where you were' "$work/out" && good "killed after $lines lines" ||
		bad "killed after $lines lines"
done
finish
