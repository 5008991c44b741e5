#!/bin/sh
# run.sh LOG COMMAND...: run one test, keep its output in LOG and its counts in LOG's last line.
#
# Always ends with 0, so that every test happens; tests/summary.sh reads the logs and decides.
# The last line is "counts PASSED FAILED SKIPPED SECONDS", seconds of processor time.  A program of
# cmocka is counted by its cases; a shell test by its lines "ok - ...", "not ok - ...", "skip -"
# or as one when it prints none.
log=$1
shift
bound=
command -v timeout >/dev/null 2>&1 && bound="timeout -k 5 ${TEST_SECONDS:-300}"
export CMOCKA_MESSAGE_OUTPUT=stdout
$bound "$@" >"$log" 2>&1 </dev/null
status=$?
times >"$log.times" # in this shell: a pipe would have one of its own, with no children yet
cpu=$(awk 'NR == 2 { gsub(/s/, ""); split($1, u, "m"); split($2, k, "m")
	printf "%.1f", u[1] * 60 + u[2] + k[1] * 60 + k[2] }' "$log.times")
awk -v cpu="$cpu" -v status="$status" '
	/^\[=+\] .*test\(s\) run/ { over = 1 }
	over { next }
	/^\[ +OK \] / || /^ok / { passed++ }
	/^\[  FAILED  \] / || /^not ok / { failed++ }
	/^\[  SKIPPED \] / || /^skip / { skipped++ }
	END {
		if (status != 0 && failed == 0)
			failed = 1
		if (passed + failed + skipped == 0)
			passed = 1
		if (status > 128 || status == 124)
			printf "ended with status %d%s\n", status,
			    status == 124 ? ": took too long" : ""
		printf "counts %d %d %d %s\n", passed, failed, skipped, cpu
	}' "$log" >"$log.counts"
cat "$log.counts" >>"$log"
rm -f "$log.counts" "$log.times"
exit 0
