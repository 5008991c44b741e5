#!/bin/sh
# run.sh WORK SECONDS PROGRAM...: libFuzzer on every entry for SECONDS each.  What it finds grows in
# WORK/corpus/ENTRY; a crash stays there as a file and belongs, once mended, into the corpus.
work=$1 seconds=$2
shift 2
for program in "$@"; do
	entry=${program##*/fuzz_}
	mkdir -p "$work/corpus/$entry" "tests/fuzz/corpus/$entry"
	dictionary=tests/fuzz/$entry.dict
	[ -e "$dictionary" ] || dictionary=
	echo "-- fuzz_$entry, $seconds s"
	"$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		${dictionary:+-dict="$dictionary"} -artifact_prefix="$work/corpus/" \
		"$work/corpus/$entry" "tests/fuzz/corpus/$entry" >"$work/fuzz_$entry.log" 2>&1 || {
		tail -n 40 "$work/fuzz_$entry.log"
		exit 1
	}
	sed -n 's/^stat::number_of_executed_units: */   inputs tried: /p' "$work/fuzz_$entry.log"
	rmdir "tests/fuzz/corpus/$entry" 2>/dev/null
done
echo "fuzz: $# entries, nothing found"
