#!/bin/sh
# Challenges by name and number; what was solved is there the next time, and in another record.
. tests/cli/lib.sh
db=$work/progress.db
solve() { printf '}\n}\n}\n}\nl\nx\nc\nq\n'; }

expect 0 "the list" play --challenge list --plain --db none
out 'lose a cart: Lose Ana.s cart with one'
expect 66 "a name that nothing has" play --challenge lose-a-card --plain --db none
err 'no challenge "lose-a-card". Nearest: lose-a-cart'
expect 66 "a number beyond the last" play --challenge 99 --plain --db none
number=$("$COATCHECK" play --challenge list --plain --db none </dev/null |
	sed -n 's/^[> ] *\([0-9]*\)  lose a cart: .*/\1/p')
expect 0 "by its number" play --challenge "$number" --plain --db none
out 'GOAL Lose Ana.s cart'
if "$COATCHECK" --version | grep -q 'without SQLite'; then
	echo "skip - a build without SQLite keeps nothing"
	finish
	exit
fi
solve | "$COATCHECK" play --challenge lose-a-cart --plain --db "$db" >"$work/first" 2>&1
grep -q 'DONE in 1 change' "$work/first" && good "solved" || bad "not solved"
expect 0 "the next time" play --challenge list --plain --db "$db"
out '1, solved in 1'
expect 0 "out" export --db "$db"
cp "$work/out" "$work/my.json"
expect 0 "and in" import "$work/my.json" --db "$work/other.db"
expect 0 "in the other record" play --challenge list --plain --db "$work/other.db"
out '1, solved in 1'
code=$(sed -n 's/.*"given":"\([^"]*\)".*/\1/p' "$work/my.json" | head -1)
expect 0 "the kept code opens the future in which it is done" open "$code" --plain --db none
out 'DONE in 1 change'
expect 0 "stats count no question for it" stats --db "$db"

finish
