#!/bin/sh
# summary.sh LOG...: print what failed, then the counts; ends with 1 when anything failed.
# With V=1 in the environment everything is printed, with SLOW=10 the ten that took most of the
# processor.  See tests/run.sh for the logs.
passed=0 failed=0 skipped=0 programs=0 bad= slow=
for log in "$@"; do
	counts=$(sed -n '$s/^counts //p' "$log")
	counts=${counts:-0 1 0 0}
	cpu=${counts##* } counts=${counts% *}
	p=${counts%% *} s=${counts##* } f=${counts#* }
	f=${f%% *}
	[ -z "$SLOW" ] || slow="$slow$cpu $log
"
	programs=$((programs + 1)) passed=$((passed + ${p:-0}))
	failed=$((failed + ${f:-1})) skipped=$((skipped + ${s:-0}))
	if [ "${f:-1}" != 0 ]; then
		bad="$bad $log"
	fi
	if [ "${f:-1}" != 0 ] || [ -n "$V" ]; then
		echo "-- $log"
		sed '$d' "$log"
	elif [ "$s" != 0 ]; then
		sed -n '/test(s)/d; s/^\[  SKIPPED \] /skipped: /p; s/^skip - /skipped: /p' \
			"$log" | sort -u
	fi
done
for log in $bad; do
	echo "failed: $log"
done
[ -z "$slow" ] || printf '%s' "$slow" | sort -rn | sed -n "1,${SLOW}s/^/cpu s: /p"
echo "tests: $passed passed, $failed failed, $skipped skipped in $programs programs"
[ "$failed" = 0 ]
