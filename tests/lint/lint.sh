#!/bin/sh
# lint.sh [ROOT]: every lint over the tree; offences and counts; ends with 1 when there are any.
# Without ROOT, first proves on planted offenders that the lint itself can fail.
here=$(dirname "$0")
root=${1:-.}
LC_ALL=C
export LC_ALL
list=$(mktemp) found=$(mktemp) counts=$(mktemp)
trap 'rm -f "$list" "$found" "$counts"' EXIT

if [ $# -eq 0 ]; then
	sh "$here/selftest.sh" || exit 1
fi

files() {
	find "$root" \( -name .git -o -path "$root/build" -o -path "$root/assets/licences" \) \
		-prune -o -type f \( "$@" \) -print | sort
}

files -path "$root/src/*.[ch]" -o -path "$root/tests/*.[ch]" >"$list"
xargs awk -v root="$root" -f "$here/floors.awk" <"$list" >>"$found" 2>>"$counts"
files -name '*.[ch]' -o -name '*.sh' -o -name '*.awk' -o -name '*.md' -o -name '*.yaml' \
	-o -name Makefile >"$list"
xargs awk -v root="$root" -f "$here/tidy.awk" <"$list" >>"$found" 2>>"$counts"
while read -r file; do
	# $(...) drops a final newline: what is left of the last byte is empty when it was one.
	[ -z "$(tail -c 1 "$file")" ] ||
		echo "${file#"$root"/}: no newline at the end of the file [end]" >>"$found"
done <"$list"

# Every test is told of in the tests' own page.
page="$root/tests/README.md"
if [ -f "$page" ]; then
	files -path "$root/tests/unit/test_*.c" -o -path "$root/tests/cli/*.sh" \
		-o -path "$root/tests/e2e/*.c" -o -path "$root/tests/docs/*.sh" \
		-o -path "$root/tests/fuzz/fuzz_*.c" |
		while read -r file; do
			name=${file#"$root"/tests/}
			case $name in unit/*) name=${name#unit/test_} name=${name%.c} ;; esac
			grep -qF "| \`$name\` |" "$page" ||
				echo "${file#"$root"/}: tests/README.md does not name it [untold]"
		done >>"$found"
fi

cat "$found" "$counts"
count=$(wc -l <"$found")
echo "lint: $((count)) offences"
[ "$count" -eq 0 ]
