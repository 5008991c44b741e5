#!/bin/sh
# The README's pictures are what the program draws now: nothing is stale.
set -eu
: "${COATCHECK:=build/coatcheck}"
export COATCHECK
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp README.md "$dir/README.md"
README=$dir/README.md sh assets/generate/screenshots.sh "$dir"
diff -r assets/screenshots "$dir/screenshots" >/dev/null && cmp -s README.md "$dir/README.md" || {
	echo "the README's pictures are stale: run make assets"
	exit 1
}
echo "ok: the README's pictures are what the program draws"
