#!/bin/sh
# coverage.sh BUILD/cov: lines of every floor that the tests reached, by gcov.
root=$1
command -v gcov >/dev/null 2>&1 || { echo 'coverage: gcov is not installed'; exit 0; }
find "$root/src" -name '*.gcno' | sort | while read -r notes; do
	object=${notes%.gcno}.o
	source=${notes#"$root"/}
	source=${source%.gcno}.c
	gcov -n -o "$object" "$source" 2>/dev/null | awk -v want="$source" '
		/^File / { file = $2; gsub(/\047/, "", file) }
		/^Lines executed:/ && file == want {
			split($0, part, /[:% ]+/)
			print want, part[3], part[5]
			file = ""
		}'
done | awk '
	{
		split($1, path, "/")
		floor = path[3] == "" ? "main" : path[2]
		lines[floor] += $3
		hit[floor] += $2 * $3 / 100
		if ($2 < 80)
			low = low sprintf("  %5.1f %%  %s\n", $2, $1)
	}
	END {
		for (floor in lines) {
			share = 100 * hit[floor] / lines[floor]
			printf "%-12s %5.1f %% of %d lines\n", floor, share,
			    lines[floor] | "sort"
			all += lines[floor]
			reached += hit[floor]
		}
		close("sort")
		if (low != "")
			printf "under 80 %%:\n%s", low
		printf "coverage: %.1f %% of %d lines\n", all ? 100 * reached / all : 0, all
	}'
