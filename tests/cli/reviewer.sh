#!/bin/sh
# A reviewer spoils a copy of a lesson: a sentence false, a key wrong, a belief true, a par too
# high.  Each is caught, and told at its line.
. tests/cli/lib.sh

# spoil WHAT FILE PATTERN SED [CODE]: the line that matches is changed so; check has to name it.
spoil() {
	what=$1 file=$2 pattern=$3 change=$4 code=$5
	line=$(grep -n -m 1 -e "$pattern" "$file" | cut -d: -f1)
	[ -n "$line" ] || { bad "$what: no such line"; return; }
	sed "${line}${change}" "$file" >"$work/spoilt.yaml"
	cmp -s "$file" "$work/spoilt.yaml" && { bad "$what: nothing was changed"; return; }
	expect 1 "$what" check "$work/spoilt.yaml"
	cat "$work/err" >>"$work/out"
	grep -q "spoilt.yaml:$line:[0-9]*: error: .*\[$code\]" "$work/out" &&
		good "  at its line, $line" || bad "  not at line $line: $(head -n 3 "$work/out")"
}

one=lessons/01-ticket-badge-or-coat.yaml
shop=lessons/90-break-the-shop.yaml
for lesson in "$one" "$shop"; do
	expect 0 "as it is: $lesson" check "$lesson"
done
spoil "a sentence made false" "$one" 'check: chosen.other == s1}' \
	's/check: chosen.other == s1}/check: chosen.other == s2}/' check-fails
spoil "an option that nobody may hold made true" "$one" 'misconception: m-returns}' \
	's/holds: s1 holds cart of ana at up/holds: not s1 holds cart of ana at up/' key-twice
# The key is made false: then the question has none, which is told at the question.
line=$(grep -n 'id: q-' "$shop" "$one" | head -n 1 | cut -d: -f2)
sed "$((line + 1)),\$s/holds: \(told.status == 401\), why/holds: not \1, why/" "$one" \
	>"$work/spoilt.yaml"
cmp -s "$one" "$work/spoilt.yaml" && bad "a key made wrong: nothing was changed"
expect 1 "a key made wrong" check "$work/spoilt.yaml"
cat "$work/err" >>"$work/out"
out 'spoilt.yaml:[0-9]*:[0-9]*: error: .*\[key-'
spoil "a par too high" "$shop" '    par: 1' 's/par: 1/par: 2/' par-too-high
out 'change is enough: '
spoil "a par too low" "$shop" '    par: 2' 's/par: 2/par: 1/' par-too-low
spoil "a budget that nobody can keep" "$shop" 'budget: 3500' 's/budget: 3500/budget: 35/' \
	budget-too-low

finish
