#!/bin/sh
# The ledger: sentence, standing, expected, measured, verdict, source, run code; and expressions
# over many runs.
. tests/cli/lib.sh

# The claim of the formats' page, with shorter runs.
awk '/^  crossover:/ { on = 1 } /^  knee:/ { on = 0 } /^claims:/ { on = 1 }
	NR == 1 || /^scenarios:/ || on' tests/interface/experiments.yaml |
	sed -e 's/^    stop: .*/    stop: {requests: 2000}/' \
		-e 's/^    warmup: .*/    warmup: {requests: 200}/' >"$work/claim.yaml"

expect 0 "claims: store and sticky cross" claims "$work/claim.yaml"
out '^✓ brief-18   depends   agrees   brief 18$'
out '^  says       Stateless is generally faster'
out '^  careful '
out '^  expected   light: sticky.time_ns.mean < store.time_ns.mean'
out '^  measured   true: .* ms ±.* < .* ms ±'
out '^  measured   false: in 1 of 2 cases'
out '^  depends on load.arrivals.utilisation, store.latency'
out '^  source     queueing.tsv mmc'
out '^  place  '
out '^  cost       20 runs a case, .* million events, .* steps'
out '^1 claim: 1 agrees, 0 fail'
nothing_on err
expect 0 "claims in ASCII" claims "$work/claim.yaml" --ascii
LC_ALL=C grep -q '[^ -~]' "$work/out" && bad "not ASCII" || good "  ASCII only"
expect 0 "claims --json" claims "$work/claim.yaml" --json
json interface claims id says standing careful depends_on scenario runs verdict checks case check \
	expected result measured run_code events steps cpu_seconds agree fail
expect 1 "check knows it, and misses the because" check "$work/claim.yaml"
out '\[no-because\]'
out '^claim brief-18 agrees: .* million events, .* steps$'
out '^1 file, 0 errors, 1 warning$'

sed 's/check: sticky.time_ns.mean < store/check: sticky.time_ns.mean > store/' "$work/claim.yaml" \
	>"$work/false.yaml"
expect 1 "a false claim fails" claims "$work/false.yaml"
out '^✗ brief-18   depends   fails'
out '^  measured   false: .* > '
expect 1 "check finds it, with its place" check "$work/false.yaml"
out 'false.yaml:.*: error: the run disagrees with claim brief-18: .* \[check-fails\]'
sed 's/standing: depends/standing: wrong/' "$work/claim.yaml" >"$work/wrong.yaml"
expect 0 "the usual wording is false" claims "$work/wrong.yaml"
out 'as it has to be'
sed 's/refutes: every case/refutes: some case/' "$work/wrong.yaml" >"$work/right.yaml"
expect 1 "the usual wording is true" claims "$work/right.yaml"
expect 1 "check says so" check "$work/right.yaml"
out '\[usual-wording-holds\]'
sed 's/check: sticky.time_ns.mean < store/check: sticky.time_ns.maen < store/' "$work/claim.yaml" \
	>"$work/typo.yaml"
expect 65 "a check that means nothing" claims "$work/typo.yaml"
err 'typo.yaml:.*: error:'
sed -e 's/runs: 20/runs: 5/' \
	-e 's/check: sticky.time_ns.mean < .*}/check: sticky.ok ~ 1 within 2 se}/' \
	"$work/claim.yaml" >"$work/few.yaml"
expect 1 "too few runs for se" check "$work/few.yaml"
out '"se" wants at least 20 runs, and this claim has 5 \[too-few-runs\]'
expect 66 "claims of no file" claims "$work/none.yaml"
if [ "$VARIANT" != asan ]; then # sanitised, test_lessons runs the same claims
	expect 0 "claims of the lessons here" claims
	out '^[0-9]* claims: '
fi
mkdir "$work/folder"
cp "$work/claim.yaml" "$work/folder/a.yaml"
cp "$work/false.yaml" "$work/folder/b.yaml"
expect 1 "claims of a folder" claims "$work/folder"
out '^2 claims: 1 agrees, 1 fail'

# A claim of a lesson has a run code, which runs it again.
mkdir "$work/shelf"
cp tests/lessons/minimal.yaml "$work/shelf/mine.yaml"
cat >>"$work/shelf/mine.yaml" <<'YAML'
claims:
  - {id: told, says: Some, standing: standard, scenario: lamp, holds: [{check: ok > 0}]}
  - {id: silent, says: None, standing: standard, scenario: lamp, holds: [{check: ok == 0}]}
YAML
expect 1 "claims of a lesson" claims "$work/shelf/mine.yaml"
code=$(sed -n 's/^  run code *//p' "$work/out" | head -n 1)
expect 0 "open runs a claim by its code" open "$code" --lessons "$work/shelf"
out '^✓ told '
out '^1 claim: 1 agrees'
expect 66 "a code of no lesson here" open "$code"

one=$work/claim.yaml
few="--set stop.requests=2000 --set warmup.requests=0"
expect 0 "eval over runs" eval "$one" $few --runs 20 'sticky.ok ~ 2000 within 4 se'
out '^measured over 20 runs: '
out '^    se = '
expect 1 "eval: which run" eval "$one" $few --runs 20 \
	'every run satisfies (sticky.time_ns.mean < 1ms)'
out 'run 1 of 20 = false'
expect 0 "eval over cases" eval "$one" $few 'every case satisfies (requests > 0)'
expect 0 "help tells of them" help expression
out 'every some no run satisfies'
expect 64 "eval: too few runs" eval "$one" $few --runs 19 'ok ~ 1 within 2 se'
err 'add --runs 20'
expect 0 "eval --json over runs" eval "$one" $few --runs 5 'sticky.time_ns.mean' --json
json interface value known runs measured steps
finish
