#!/bin/sh
# A stranger's scenarios with figures that can be worked out on paper, judged from outside.
. tests/cli/lib.sh
file=tests/interface/outsider.yaml

if [ "$VARIANT" = asan ]; then # figures over seeds are left to the plain build
	expect 0 "an outsider's scenario" run "$file#replay"
	finish
fi

expect 0 "known answers of an outsider" claims "$file" --ascii
claims=$(grep -c '^  - id: ' "$file")
out "^$claims claims: $claims agree, 0 fail, 0 cannot be told, 0 no run decides"
for id in $(sed -n 's/^  - id: //p' "$file"); do
	grep -q "^y $id " "$work/out" && good "  $id" || {
		bad "  $id"
		sed -n "/^. $id /,/^\$/p" "$work/out"
	}
done
finish
