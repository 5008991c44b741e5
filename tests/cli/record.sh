#!/bin/sh
# The record: what was answered and where one was is there the next time, in this file and no other.
. tests/cli/lib.sh
unset COATCHECK_DB
db=$work/deep/progress.db
lesson=lessons/01-ticket-badge-or-coat.yaml

walk() { # walk LINES: a lesson in plain, so many times Enter, bets answered with 1
	i=0
	while [ $i -lt "$1" ]; do printf '1\ng\n\n'; i=$((i + 1)); done
}

if "$COATCHECK" --version | grep -q 'without SQLite'; then
	echo "skip - a build without SQLite keeps nothing"
	finish
	exit
fi
walk 8 >"$work/lines"
"$COATCHECK" learn 1 --plain --db "$db" --now 2026-11-25T10:00:00Z <"$work/lines" \
	>"$work/first" 2>&1
expect 0 "a second start" learn 1 --db "$db" --now 2026-11-26T10:00:00Z
out 'Here you were last, step'
expect 0 "a step that is named wins" learn 1#2 --db "$db"
out 'Step 2 of'
expect 0 "no record asked for" learn 1 --db none
grep -q 'Here you were last' "$work/out" && bad "none remembers" || good "none remembers nothing"
mode=$(ls -l "$db" | cut -c1-10)
[ "$mode" = "-rw-------" ] && good "for the owner alone" || bad "mode $mode"

# the usual place, and a relative XDG_DATA_HOME that counts as none
mkdir -p "$work/home"
HOME=$work/home XDG_DATA_HOME=$work/data "$COATCHECK" learn 1 --plain <"$work/lines" >/dev/null 2>&1
[ -f "$work/data/coatcheck/progress.db" ] && good "XDG_DATA_HOME" ||
	bad "XDG_DATA_HOME"
HOME=$work/home XDG_DATA_HOME=data "$COATCHECK" learn 1 --plain <"$work/lines" >/dev/null 2>&1
[ -f "$work/home/.local/share/coatcheck/progress.db" ] && [ ! -e data ] &&
	good "a relative XDG_DATA_HOME counts as none" || bad "a relative XDG_DATA_HOME"

# a file that is no record is kept aside; a folder in its place is said, and the session goes on
echo "somebody's notes" >"$work/notes.db"
expect 0 "garbage in its place" learn 1 --db "$work/notes.db"
out 'damaged'
grep -q "somebody's notes" "$work"/notes.*damaged*.db && good "kept aside" ||
	bad "kept aside"
mkdir "$work/folder.db"
expect 0 "a folder in its place" learn 1 --db "$work/folder.db"
out 'Your answers are not being kept'

# cards: graded today, due when the schedule says so, in this record and in no other
cards=$work/cards.db
mkdir -p "$work/alone/bin" "$work/alone/lessons" # a shelf of one lesson, and four of its cards
cp "$COATCHECK" "$work/alone/bin/coatcheck"
sed '/^  - {id: c\([5-9]\|1[0-9]\), rev/d' "$lesson" >"$work/alone/lessons/${lesson##*/}"
alone=$work/alone/bin/coatcheck
due() { "$alone" review --count --db "$cards" --now "$1"; }
[ "$(due 2026-11-25T10:00:00Z)" = 4 ] && good "four cards are new" || bad "new cards"
printf '\n2\n\n1\n\n2\n\ne\nq\n' |
	"$alone" review --plain --db "$cards" --now 2026-11-25T10:00:00Z >"$work/out" 2>&1
out '4 cards: 3 remembered, 1 forgotten'
[ "$(due 2026-11-25T10:00:30Z)" = 0 ] && good "none at once" || bad "due at once"
[ "$(due 2026-11-25T10:02:00Z)" = 1 ] && good "the forgotten one first" || bad "the forgotten one"
[ "$(due 2026-11-25T10:11:00Z)" = 3 ] && good "the steps of ten minutes" || bad "steps"
[ "$(due 2026-12-20T10:00:00Z)" = 4 ] && good "all of them next month" || bad "next month"
printf '\n2\nu\nq\nq\n' |
	"$alone" review --plain --db "$cards" --now 2026-11-25T10:02:00Z >"$work/out" 2>&1
[ "$(due 2026-11-25T10:02:00Z)" = 1 ] && good "an undone grade is none" || bad "undo"

# killed in the middle: what was answered is there
(walk 4; sleep 20) | "$COATCHECK" learn 1 --plain --db "$work/killed.db" >/dev/null 2>&1 &
sleep 2
pkill -9 -f "$work/killed.db"
wait
expect 0 "after kill -9" learn 1 --db "$work/killed.db"
out 'Here you were last, step'

# out, in, away: what was said on one machine joined to another; twice is once
db=$work/long.db
walk 40 | "$COATCHECK" learn 1 --plain --db "$db" --now 2026-11-25T10:00:00Z >/dev/null 2>&1
"$COATCHECK" export --db "$db" >"$work/mine.json"
expect 0 "from another machine" import "$work/mine.json" --db "$work/second.db"
out 'Came in: 0 reviews'
expect 0 "once more" import "$work/mine.json" --db "$work/second.db"
out 'All of it was here already'
"$COATCHECK" export --db "$work/second.db" | cmp -s - "$work/mine.json" && good "the same record" ||
	bad "the same record"
expect 65 "no record" import "$lesson" --as record --db "$work/second.db"
err 'Nothing was changed'
expect 0 "what is known" stats --db "$db" --now 2026-11-26T10:00:00Z
out 'answers right, the last yesterday'
expect 0 "the same as JSON" stats --json --db "$db"
json interface answers concepts beliefs due
expect 0 "retention" config retention 85% --db "$work/second.db"
expect 64 "no such retention" config retention 99% --db "$work/second.db"
expect 1 "forget without the word" forget --db "$work/second.db"
out 'Nothing was changed'
echo forget | "$COATCHECK" forget --db "$work/second.db" >"$work/out" 2>&1
out 'Forgotten'
"$COATCHECK" stats --db "$work/second.db" >"$work/out" 2>&1
out 'Not enough answers yet'

# a wrong answer of a walk shows a belief; the step that mends it halves what is kept of it
held() { # held LINES: how likely m-shared is after so many answers from its step on
	rm -f "$work/held.db"
	walk "$1" | "$COATCHECK" learn 1#second-server --plain --db "$work/held.db" >/dev/null 2>&1
	"$COATCHECK" export --db "$work/held.db" |
		sed -n 's/.*"id":"m-shared","held":\([0-9.]*\).*/\1/p'
}
shown=$(held 4) mended=$(held 7)
echo "${shown:-0} ${mended:-9}" | awk '{ exit !($1 > .4 && $2 > $1 * .49 && $2 < $1 * .51) }' &&
	good "a step that mends a belief halves it" || bad "belief $shown, then $mended"

# a note of one's own on a step, read again; a miss that was told is a card
printf 'n\nwho holds the coat?\n' |
	"$COATCHECK" learn 1#2 --plain --db "$work/notes2.db" >/dev/null 2>&1
printf 'n\n' | "$COATCHECK" learn 1#2 --plain --db "$work/notes2.db" >"$work/out" 2>&1
out 'Your note so far: who holds the coat?'
[ "$("$COATCHECK" review --count --db "$db" --now 2026-11-26T10:00:00Z)" -gt 4 ] &&
	good "misses are cards" || bad "misses are cards"

# what could not be kept is held back, and tried again; then kept in a file of the folder one is in
mkdir "$work/there" && mkdir "$work/there/x.db"
program=$(cd "$(dirname "$COATCHECK")" && pwd)/$(basename "$COATCHECK")
(cd "$work/there" && printf '1\ng\nretry\n1\ng\nrescue\n1\ng\n' |
	"$program" learn 1 --plain --db x.db >"$work/out" 2>"$work/err")
out 'Still not: x.db is no file\. Leaving now loses what waits: 1 thing'
out 'All of it is kept now'
out 'Kept in coatcheck-record.db from now on'
[ "$("$COATCHECK" export --db "$work/there/coatcheck-record.db" | grep -c '"item"')" = 3 ] &&
	good "all three answers are there" || bad "all three answers"
(cd "$work/there" && printf '1\ng\n' | "$program" learn 1 --plain --db x.db >"$work/out" \
	2>"$work/err")
err 'that you said could not be kept'
finish
