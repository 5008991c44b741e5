#!/bin/sh
# The README's pictures, made by the program: SVG files in $1/screenshots, and the text between the
# README's markers.  `make assets` runs it; tests/docs/screenshots.sh proves that nothing is stale.
# COATCHECK names the program, README the file to rewrite (README.md unless set).
set -eu
out=$1/screenshots
readme=${README:-README.md}
lesson=lessons/01-ticket-badge-or-coat.yaml
mkdir -p "$out"
LC_ALL=C.UTF-8 TERM=xterm-256color
export LC_ALL TERM

view() { # NAME VIEW AT DESIGN...
	name=$1 view=$2 at=$3
	shift 3
	designs=
	for design in "$@"; do designs="$designs --design $design"; done
	# shellcheck disable=SC2086
	"$COATCHECK" view "$lesson#crash" $designs --view "$view" --at "$at" --size 80x24 \
		--format svg >"$out/$name.svg"
}

view crash-map map 3.028s sticky carry
view crash-ladder ladder told sticky
view crash-state state told sticky carry
view crash-wire wire asked sticky carry

text=$(mktemp)
"$COATCHECK" view "$lesson#crash" --design sticky --design carry --at 3.028s --size 80x24 >"$text"
awk -v text="$text" '
	/^<!-- picture:/ { print; print "```text"; while ((getline line < text) > 0) print line
		print "```"; skip = 1; next }
	/^<!-- end of picture -->/ { skip = 0 }
	!skip { print }' "$readme" >"$readme.new"
mv "$readme.new" "$readme"
rm -f "$text"
