#!/bin/sh
# replay.sh PROGRAM...: every file of tests/fuzz/corpus/ENTRY through fuzz_ENTRY; prints the counts.
entries=0 failed=0 inputs=0
for program in "$@"; do
	entry=${program##*/fuzz_}
	entries=$((entries + 1))
	if output=$(find "tests/fuzz/corpus/$entry" -type f 2>/dev/null | sort |
		xargs "$program" 2>&1); then
		for n in $(echo "$output" | sed -n 's/^\([0-9]*\) inputs$/\1/p'); do
			inputs=$((inputs + n))
		done
	else
		echo "-- fuzz_$entry"
		echo "$output"
		failed=$((failed + 1))
	fi
done
echo "fuzz: $inputs inputs through $entries entries, $failed failed"
[ "$failed" = 0 ]
