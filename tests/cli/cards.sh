#!/bin/sh
# Cards from the command line: every kind reviewed line by line, what check knows of them, the page.
. tests/cli/lib.sh
unset COATCHECK_DB
db=$work/cards.db
mkdir "$work/lessons" "$work/bin" # a shelf of one lesson
cp tests/lessons/cards.yaml "$work/lessons/"
cp "$COATCHECK" "$work/bin/coatcheck"
COATCHECK=$work/bin/coatcheck

if "$COATCHECK" --version | grep -q 'without SQLite'; then
	echo "skip - a build without SQLite keeps nothing"
	finish
	exit
fi
review() { # review NOW: lines from standard input
	"$COATCHECK" review --plain --db "$db" --now "$1" \
		>"$work/out" 2>&1
}

printf '\n2\n\n2\nsesion id\nh\n\n2\n\n1\n\n' >"$work/lines"
review 2026-11-25T10:00:00Z <"$work/lines"
out 'The coat ____ with the ____\.'
out 'The coat burns with the cloakroom\.'
out 'Meant: ses\[s\]ion id'
out 'A slip of the keys: h, hard, is proposed'
out 'Design sticky: session in server memory'
out '2\.[0-9]* s, event [0-9]*: '
out 's2 has no session'
out '5 cards: 4 remembered, 1 forgotten'
out 'The next card comes in a minute'

# practice moves no date
"$COATCHECK" export --db "$db" >"$work/before.json"
printf 'c\n\n2\nq\n' | "$COATCHECK" review --plain --db "$db" \
	--now 2026-11-25T10:00:10Z >"$work/out" 2>&1
out 'Practice: every card once'
due() { "$COATCHECK" review --count --db "$db" --now "$1"; }
[ "$(due 2026-11-25T10:00:20Z)" = 0 ] && good "practice moves no date" || bad "practice"

# a text that means something else now: its dates start anew, what was said of it stays
sed 's/c-basic, rev: 1/c-basic, rev: 2/' tests/lessons/cards.yaml >"$work/lessons/cards.yaml"
[ "$(due 2026-11-25T10:00:20Z)" = 1 ] && good "a new meaning begins anew" || bad "a new meaning"
sed 's/Who holds the coat/Who is it that holds the coat/' tests/lessons/cards.yaml \
	>"$work/lessons/cards.yaml"
[ "$(due 2026-11-25T10:00:20Z)" = 0 ] && good "another wording does not" || bad "another wording"

# what check knows of cards
wrong() { # wrong CODE WHAT SED-SCRIPT
	sed "$3" tests/lessons/cards.yaml >"$work/wrong.yaml"
	expect 1 "$2" check "$work/wrong.yaml"
	out "\[$1\]"
}
wrong cloze "a cloze without a gap" 's/{{\([a-z]*\)}}/\1/g'
wrong cloze "a gap that does not end" 's/{{burns}}/{{burns/; s/{{cloakroom}}/cloakroom/'
wrong no-back "a typed card without its answer" 's/, back: "session id | ticket"//'
wrong unknown-step "a step that is none" 's/from: the-bet, at/from: the-bed, at/'
wrong unknown-scenario "a run that is none" "s/scenario: crash, design/scenario: crush, design/"
wrong unknown-design "a design that is none" 's/design: store, at/design: shop, at/'
wrong no-run "a frame of nothing" 's/from: the-bet, at: before burnt/at: start/'
wrong no-moment "a moment that never comes" 's/at: after asked, until/at: first logout, until/'
wrong no-moment "frozen after its end" 's/at: after asked, until: told/at: told, until: asked/'
wrong not-a-frame "a moment of a card that has no run" 's/coat?", back: "Somebody."/&, at: told/'

# the page to keep is printed where nobody reads a screen
expect 0 "the page of a lesson" keep "$work/lessons/cards.yaml" --db none
out 'IN ONE SENTENCE   Somebody must hold the coat'
out 'THE RUN           crash, design sticky, seed 7'
out 's2 has no session'
out 'ASK YOURSELF'
expect 66 "the page of no lesson" keep nothing --db none

cp tests/lessons/cards.yaml "$work/lessons/"
# cards out and in: Anki's text, CSV; twice is once, and those of lessons stay the lessons'
"$COATCHECK" export --format anki --db "$db" >"$work/anki.txt"
grep -q '^#separator:tab' "$work/anki.txt" && grep -q "^every-card/c-basic	Who holds" \
	"$work/anki.txt" && good "Anki's text" || bad "Anki's text"
printf 'front,back,kind\r\n"What, ""exactly""?",this,typed\r\n=1+1,"two\nlines",\r\n' \
	>"$work/own.csv"
expect 0 "cards of one's own" import "$work/own.csv" --db "$db"
out 'Came in: 2 cards'
expect 0 "once more" import "$work/own.csv" --db "$db"
out 'Came in: 0 cards. Here already: 2'
sed 's/,this,/,that,/' "$work/own.csv" >"$work/mended.csv"
expect 0 "one of them mended" import "$work/mended.csv" --db "$db"
out 'Came in: 1 card\. Here already: 1'
"$COATCHECK" export --format csv --db "$db" >"$work/out"
out '^every-card,c-basic,basic,Who holds the coat?,Somebody\.,the-bet,1,learning,2026-11-25T'
out '"What, ""exactly""?",that'
out "\"'=1+1\""
cp "$work/out" "$work/all.csv"
expect 0 "all of them back again" import "$work/all.csv" --db "$db"
out 'Came in: 0 cards\. Here already: 2\. Of lessons, and left to them: 5'
printf 'front,back\n"a\033[2Jb",c\n' | "$COATCHECK" import - --db "$db" >/dev/null
"$COATCHECK" export --format csv --db "$db" | grep -q "$(printf '\033')" &&
	bad "a control sequence came in" || good "no control sequence comes in"
expect 65 "no columns named" import "$work/anki.txt" --as record --db "$db"
printf 'front,back\n"abc' >"$work/bad.csv"
expect 65 "a quotation that does not end" import "$work/bad.csv" --db "$db"
err 'bad.csv:2: a quotation does not end'
"$COATCHECK" export --format reviews --db "$db" >"$work/out"
out '^every-card,c-typed,2026-11-25T10:00:00Z,2,1,review,0\.9'
expect 64 "no such format" export --format xml --db "$db"
expect 0 "the cards of one lesson" export every-card --format csv --db "$db"
out '^every-card,c-basic,'
[ "$(cut -d, -f1 "$work/out" | sort -u | wc -l)" = 2 ] && good "  and of no other" ||
	bad "cards of other lessons too"
expect 64 "the record of one lesson" export every-card --db "$db"
err 'of one lesson there are its cards'
expect 66 "of a lesson that is not there" export nowhere --format csv --db "$db"

# a copy of a lesson of the shelf stands in its stead
cp tests/lessons/cards.yaml "$work/mine.yaml"
printf 'q\nq\nq\n' | "$COATCHECK" learn "$work/mine.yaml" --plain --db none >"$work/out" 2>&1
[ "$(grep -c '^  [0-9]*  Every card' "$work/out")" = 1 ] &&
	good "a copy is no second lesson" || bad "a copy stands twice on the shelf"

# what was measured, and where home says so
printf '2\nq\n' | "$COATCHECK" --plain --db "$db" --now 2026-11-26T10:00:00Z >"$work/out" 2>&1
out ' cards\{0,1\} due, about [0-9]* minutes\{0,1\}: r\.$'

# another FSRS-6 says 2, 11, 46 days: with exact days and a day from midnight so does a record
exact=$work/exact.db
"$COATCHECK" config spread off --db "$exact" >/dev/null
"$COATCHECK" config day-start 0 --db "$exact" >/dev/null
"$COATCHECK" config retention 90% --db "$exact" >"$work/out"
out '90 %'
for at in 2026-01-05T09:00:00Z 2026-01-05T09:10:00Z 2026-01-07T09:10:00Z 2026-01-18T09:10:00Z; do
	printf '\n2\nq\n' | "$COATCHECK" review --plain --db "$exact" --now $at \
		>/dev/null
done
"$COATCHECK" export --format csv --db "$exact" >"$work/out"
out '^every-card,c-basic,.*,review,2026-03-05T09:10:00Z,46.3169,2.09746,4,0'
finish
