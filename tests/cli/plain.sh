#!/bin/sh
# Lesson 1 line by line: the same walk without a terminal.
. tests/cli/lib.sh

# The answers of somebody who believes what most do, then Enter to the end.
{
	printf '2\ns\n2\ng\n1\nt\n'
	yes '' | head -n 30
	printf '2\ns\n'
	yes '' | head -n 20
	printf '1\nr\n\na\n'
	yes '' | head -n 400
} >"$work/answers"
"$COATCHECK" learn 1 --plain <"$work/answers" >"$work/out" 2>"$work/err"
[ $? = 0 ] && good "the walk ends well" || bad "the walk ends well"
out 'Step 1 of'
out 'Where is the cart?'
out 'Your bet first'
out 'You bet 2, sure'
out 's2 has no session'
clean
awk 'length($0) > 200 { exit 1 }' "$work/out" && good "no endless line" || bad "an endless line"

"$COATCHECK" learn 1 --plain --ascii <"$work/answers" >"$work/ascii" 2>"$work/err"
LC_ALL=C grep -q '[^ -~]' "$work/ascii" && bad "not ASCII" || good "ASCII only"
TERM=dumb "$COATCHECK" learn 1 <"$work/answers" >"$work/dumb" 2>"$work/err"
cmp -s "$work/out" "$work/dumb" && good "TERM=dumb is --plain" || bad "TERM=dumb is --plain"
"$COATCHECK" learn 1 --plain <"$work/answers" >"$work/again" 2>"$work/err"
cmp -s "$work/out" "$work/again" && good "twice the same" || bad "twice the same"

printf '?\nq\nq\n' | "$COATCHECK" learn 1 --plain >"$work/out" 2>"$work/err"
[ $? = 0 ] && good "help and leaving" || bad "help and leaving"
out 'go on by one beat'
printf '\nnonsense of mine\n' | "$COATCHECK" learn 1 --plain >"$work/out" 2>"$work/err"
out 'not understood'
printf 'a line with \033[31m and \007\n' | "$COATCHECK" learn 1 --plain >"$work/out" 2>"$work/err"
clean
head -c 20000 /dev/zero | tr '\0' x | "$COATCHECK" learn 1 --plain >"$work/out" 2>"$work/err"
[ $? = 0 ] && good "an endless answer" || bad "an endless answer"
head -c 4000 "$COATCHECK" | "$COATCHECK" learn 1 --plain >"$work/out" 2>"$work/err"
[ $? = 0 ] && good "bytes of any kind as answers" || bad "bytes of any kind as answers"
clean

# A title may hold no escape that reaches a terminal.
sed 's/^title: .*/title: "Bad \\e[31m\\a\\u009b31m\\u202e title"/' "$kinds" >"$work/hostile.yaml"
mkdir "$work/shelf" && cp "$work/hostile.yaml" "$work/shelf/"
for word in "learn $work/hostile.yaml" "show $work/hostile.yaml" "check $work/hostile.yaml" \
	"list --lessons $work/shelf" "view $work/hostile.yaml#crash" \
	"run $work/hostile.yaml#crash"; do
	# shellcheck disable=SC2086
	"$COATCHECK" $word >"$work/out" 2>"$work/err" </dev/null
	[ $? -lt 67 ] && good "$word" || bad "$word"
	clean
	cat "$work/out" "$work/err" | grep -q "$(printf '\302\233')" && bad "C1 control" ||
		good "  no C1"
done

# Names of files, of terminals and of what was asked for come from outside too.
escape=$(printf '\033[31m\007\302\233')
mkdir "$work/evil"
cp "$work/one.yaml" "$work/evil/a$escape.yaml"
head -c 300 "$COATCHECK" >"$work/evil/b$escape.yaml"
outside() {
	what=$1
	shift
	printf '2\n' | "$@" >"$work/out" 2>"$work/err"
	cat "$work/out" "$work/err" | grep -q '31m' && good "$what" || bad "$what is not told"
	clean
	cat "$work/out" "$work/err" | LC_ALL=C grep -q "$(printf '\302\233')" && bad "C1 control" ||
		good "  no C1"
}
outside "a file's name in a list" "$COATCHECK" list --lessons "$work/evil"
outside "a file's name on the home screen" "$COATCHECK" --lessons "$work/evil" --plain
outside "a file's name in a finding" "$COATCHECK" check "$work/evil/b$escape.yaml"
outside "a file's name that is not there" "$COATCHECK" run "$work/evil/c$escape.yaml"
outside "a command" "$COATCHECK" "$escape"
outside "an option" "$COATCHECK" list "--$escape"
outside "a lesson" "$COATCHECK" learn "$escape"
outside "a scenario" "$COATCHECK" run "$work/one.yaml#$escape"
outside "a design" "$COATCHECK" run "$work/one.yaml" --design "$escape"
outside "a setting" "$COATCHECK" run "$work/one.yaml" --set "$escape=1"
outside "an expression" "$COATCHECK" eval "$work/one.yaml" "count $escape"
outside "a topic" "$COATCHECK" help "$escape"
TERM=$escape
export TERM
outside "a terminal" "$COATCHECK" config
# a future saved twice: the same is there already, and what somebody wrote into it stays
program=$(cd "$(dirname "$COATCHECK")" && pwd)/$(basename "$COATCHECK")
shop=$PWD/lessons/clusters/shop.yaml
saved() {
	(cd "$work" && printf 'settings\nsave\n' | "$program" play "$shop" --plain --db none) \
		>"$work/out" 2>"$work/err"
}
saved
out 'Saved as cluster-'
saved
out 'It is there already, as cluster-'
first=$(ls "$work"/cluster-*.yaml)
echo '# mine' >>"$first"
saved
out 'Saved as cluster-.*-2.yaml'
grep -q '# mine' "$first" && good "what was written into it stays" || bad "overwritten"
# "This is wrong" about a question is a file for its author.
(cd "$work" && printf '!\n' | "$program" learn 1 --plain --db none) \
	>"$work/out" 2>"$work/err"
out 'Saved as coatcheck-dispute-.*txt'
grep -q 'What is wrong with it' "$work"/coatcheck-dispute-*.txt && good "it can be sent" ||
	bad "nothing to send"
# A question of each kind, answered right and wrong.
asked() { # item, answer, what is told
	sed "s/^    ask: q-choice/    ask: q-$1/; s/^    from: start/    from: burnt/" \
		tests/lessons/items.yaml >"$work/asks.yaml"
	case $1 in mark | next | word) steps=7 ;; *) steps=1 ;; esac
	{ yes '' | head -n "$steps"; printf '%s\ng\n' "$2"; yes '' | head -n 10; } >"$work/answers"
	"$COATCHECK" learn "$work/asks.yaml" --plain <"$work/answers" >"$work/out" 2>"$work/err"
	[ $? = 0 ] && good "asked: $1 $2" || bad "asked: $1 $2"
	out "$3"
}
asked choice 2 'You bet 2, guessed. So it was'
asked multi '1 3' 'You said 1 3, guessed. So it was'
asked multi '1 2' 'You said 1 2, guessed. It was 1 and 3'
asked number '1 people' 'So it was'
asked number 0 'You said 0 people, guessed. The run counted 1'
asked order '2 3 1' 'That is the order, guessed'
asked order '1 2 3' 'It went otherwise, guessed'
asked order '1 2' 'Every one wants its place'
asked fill 401 'You said 401, guessed. So it was'
asked fill 503 'no: 503. s2 is up'
asked fill '' 'Type the missing word'
asked mark 32 'You said event 32, guessed. So it was'
asked mark 49 'no: event 49'
asked mark 9 'Mark an event first'
asked word cookie 'So it was'
asked word dont-know 'You did not know. It is Cookie'
asked next 1 'You bet 1'

finish
