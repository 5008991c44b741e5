#!/bin/sh
# selftest.sh: a lint that cannot fail is no lint.  Plants one offender per rule in a folder of its
# own and expects exactly that rule to speak; a clean tree must stay silent.
here=$(dirname "$0")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0 rules=0

reset() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree/src/base" "$tree/src/view" "$tree/src/engine" "$tree/tests/unit" \
		"$tree/lessons"
	printf '#include "base/b.h"\n\nint\nf(void)\n{\n\treturn 0;\n}\n' >"$tree/src/view/clean.c"
}

# expect CODE: what is planted in $tree is found under CODE and under no other.
expect() {
	rules=$((rules + 1))
	codes=$(sh "$here/lint.sh" "$tree" | sed -n 's/^.* \[\([a-z-]*\)\]$/\1/p' | sort -u |
		tr '\n' ' ')
	if [ "$codes" != "$1" ]; then
		echo "lint selftest: expected '$1', found '$codes'"
		failed=1
	fi
	reset
}

repeat() {
	awk -v n="$1" -v text="$2" 'BEGIN { while (n-- > 0) printf "%s", text }'
}

reset
expect ''
echo '#include "view/grid.h"' >"$tree/src/engine/x.c"
expect 'floor '
echo '#include "app/app.h"' >"$tree/src/base/x.h"
expect 'floor '
echo '#include "tui/tui.h"' >"$tree/tests/unit/test_x.c"
expect 'floor '
echo '#include "grid.h"' >"$tree/src/view/x.c"
expect 'include-path '
mkdir "$tree/src/attic" && echo '#include "base/b.h"' >"$tree/src/attic/x.c"
expect 'floor-unknown '
for header in yaml.h curses.h ncurses.h openssl/hmac.h cmocka.h sqlite3.h sys/socket.h pthread.h; do
	echo "#include <$header>" >"$tree/src/view/x.c"
	expect 'wall '
done
{ printf '/* '; repeat 100 a; echo ' */'; } >"$tree/src/view/x.c"
expect 'line-long '
{ printf 'int\ng(void)\n{\n'; repeat 70 '\tf();\n'; echo '}'; } >"$tree/src/view/x.c"
expect 'function-long '
repeat 901 '/* */\n' >"$tree/src/view/x.c"
expect 'file-long '
for mark in 'TO''DO' 'FIX''ME' 'X''XX' 'not imple''mented' 'Place''holder' 'for n''ow' \
	'a simpli''fied one' 'st''ub'; do
	echo "/* $mark: later */" >"$tree/src/view/x.c"
	echo "text: $mark" >"$tree/lessons/x.yaml"
	expect 'unfinished '
done
printf 'int x; \n' >"$tree/src/view/x.c"
expect 'blank-end '
printf 'a:\tb\n' >"$tree/lessons/x.yaml"
expect 'tab '
printf '        int x;\n' >"$tree/src/view/x.c"
expect 'indent '
printf 'int x;' >"$tree/src/view/x.c"
expect 'end '
for name in strcpy sprintf strcat gmtime localtime rand atoi strtok; do
	printf '\treturn %s(a, b);\n' "$name" >"$tree/src/view/x.c"
	expect 'banned '
done
echo 'static int counter;' >"$tree/src/view/x.c"
expect 'state '
echo "| \`y\` | |" >"$tree/tests/README.md" && echo 'int x;' >"$tree/tests/unit/test_x.c"
expect 'untold '
echo "| \`x\` | |" >"$tree/tests/README.md" && echo 'int x;' >"$tree/tests/unit/test_x.c"
expect ''
printf '/* sprintf(a) */\nint x = my_strcpy(a) + f("rand()") + y.rand(1);\n' >"$tree/src/view/x.c"
expect ''
echo "lint selftest: $rules cases"
exit $failed
