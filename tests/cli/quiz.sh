#!/bin/sh
# A quiz, line by line: five questions, what came out, one that was left, an exam, wishes.
. tests/cli/lib.sh
unset COATCHECK_DB
db=$work/quiz.db

quiz() { # quiz "LINES" ARGUMENTS...
	lines=$1
	shift
	printf "$lines" | "$COATCHECK" quiz "$@" --plain --now 2026-11-26T10:00:00Z \
		>"$work/out" 2>"$work/err"
	got=$?
	[ "$got" = 0 ] && good "quiz $*" || bad "quiz $* ends with $got"
}
one='1\nt\n\n'

quiz "$one$one$one$one$one" 1 --db none --study-seed 7
out 'Question 1 of 5: choose one'
out 'Where is Ana.s cart? Your bet first'
out 'You chose 1, think so'
out 'That was the quiz. [0-5] of 5 right'
out 'When you say'
nothing_on err
cp "$work/out" "$work/first"
quiz "$one$one$one$one$one" 1 --db none --study-seed 7
cmp -s "$work/out" "$work/first" && good "one seed, one quiz" || bad "one seed, two quizzes"
quiz "$one$one$one$one$one" 1 --db none --study-seed 8
cmp -s "$work/out" "$work/first" && bad "two seeds, one quiz" || good "two seeds, two quizzes"

quiz 's\n\ns\n\n' 1 --n 2 --db none --study-seed 7
out 'Question 1 of 2'
out 'you  skipped it'
quiz '0\n\nR\nq\n' 1 --n 1 --db none --study-seed 7
out 'you  did not know'
out 'Question 1 of 1'
quiz '1\ns\n1\ns\n' 1 --n 2 --exam --db none --study-seed 7
grep -q 'Question 1 of 2: why' "$work/out" && bad "an exam tells" || good "an exam tells nothing"
out 'you were sure'
quiz 'q\n' 2 --level 5 --db none
out 'Question 1 of'
quiz 'q\n' 2 --tag crash --db none
out 'Question 1 of'
quiz '\n' 2 --tag nothing-of-that-name --db none
out 'has the tag "nothing-of-that-name"'
out 'Its tags: '
quiz '\n' tests/lessons/minimal.yaml --level 5 --db none
out 'no question for such a quiz'
expect 64 "no number" quiz 1 --n x
expect 64 "too many" quiz 1 --n 51
expect 64 "no such level" quiz 1 --level 6
expect 64 "not of this command" learn 1 --exam
expect 66 "no such lesson" quiz nothing-of-that-name

if "$COATCHECK" --version | grep -q 'without SQLite'; then
	echo "skip - a build without SQLite keeps nothing"
	finish
	exit
fi
quiz "${one}q\n" 1 --db "$db" --study-seed 7
quiz "q\n" 1 --db "$db"
out 'You are where you were: question 2 of 5'
quiz "q\n" 1 --db "$db" --n 3
out 'Question 1 of 3'
quiz "q\n" 1 --db "$db"
grep -q 'where you were' "$work/out" && bad "an ended one goes on" || good "another one was begun"
quiz "$one$one$one$one$one" 1 --db "$db"
out 'That was the quiz'
quiz "q\n" 1 --db "$db"
out 'Question 1 of 5'
"$COATCHECK" stats --db "$db" --plain >"$work/out" 2>&1
out '6 questions answered'
quiz "q\n" --db none
out 'Question 1 of 5'
quiz "q\n" --lessons lessons --db "$db" --study-seed 3
out 'Where is Ana'
quiz "$one${one}q\n" 3 --db "$db" --study-seed 3
quiz "q\n" --db "$db" # of the lesson that was worked on last, and that quiz goes on
out 'You are where you were: question 3 of 5'

finish
