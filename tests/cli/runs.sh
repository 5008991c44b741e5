#!/bin/sh
# Many runs and sweeps from the command line: the table, the JSON, what is refused, progress.
. tests/cli/lib.sh

cat >"$work/load.yaml" <<'YAML'
scenarios:
  load:
    seed: 5
    stop: {requests: 500}
    load: {arrivals: {rate: 400/s}, requests_per_session: {law: constant, mean: 1}, action: ping}
    servers: {count: 2, service: {law: exponential, mean: 2ms}}
    designs: {sticky: {}, store: {}}
    cases: {slow: {servers.service.mean: 4ms}}
    sweep: {servers.count: [1, 2, 4]}
YAML
cat >"$work/endless.yaml" <<'YAML'
scenarios:
  endless:
    stop: {after: 400000s}
    load: {arrivals: {rate: 1000/s}, requests_per_session: {law: constant, mean: 1}, action: ping}
YAML
load=$work/load.yaml
fixed="--set servers.count=2"

expect 0 "one run of a fixed point" run "$load" $fixed --json
json interface scenario seed effective designs digest measures throughput
cp "$work/out" "$work/plain"
expect 0 "many runs" run "$load" $fixed --runs 20
out '^mean and standard error over 20 runs, seeds 5 to 24$'
out '^requests  *500 ±0  *500 ±0$'
out '^time_ns.mean .* ms ±'
nothing_on err
expect 0 "many runs in ASCII" run "$load" $fixed --runs 20 --ascii
LC_ALL=C grep -q '[^ -~]' "$work/out" && bad "not ASCII" || good "  ASCII only"
expect 0 "many runs as JSON" run "$load" $fixed --runs 20 --json
json interface scenario seed runs effective designs digest measures throughput mean sd se min max
out '"requests":{"mean":500,"sd":0,"se":0,"min":500,"max":500}'
out '"hit_rate":null'
expect 0 "one of many" run "$load" $fixed --runs 1 --json
out '"requests":{"mean":500,"sd":null,"se":null,"min":500,"max":500}'
expect 0 "with case, setting and design" run "$load" --case slow --design store --runs 2 --json \
	--set servers.count=3 --set servers.workers=2
out '"servers.count":3,"servers.workers":2'
out '"servers.service.mean":"4ms"'
grep -q '"name":"sticky"' "$work/out" && bad "sticky was not asked for" || good "  store alone"

expect 0 "the scenario's sweep" run "$load"
out '^servers.count = 1$'
out '^servers.count = 4$'
out '^digest '
expect 0 "the scenario's sweep as JSON" run "$load" --json --runs 3
json points settings servers.count designs measures mean
out '"settings":{"servers.count":4},"designs"'
expect 0 "a sweep by hand" run "$load" --sweep servers.count=2 --sweep servers.workers=1,2 --json
out '"settings":{"servers.count":2,"servers.workers":2}'
expect 0 "a sweep of laws" run "$load" $fixed --json \
	--sweep 'servers.service={law: constant, mean: 1ms},2ms'
out '"settings":{"servers.service":{"law":"constant","mean":"1ms"}}'
expect 0 "a sweep that a setting fixes" run "$load" $fixed --json
cmp -s "$work/out" "$work/plain" && good "  is no sweep" || bad "swept all the same"
# A point is the run with that setting.
"$COATCHECK" run "$load" $fixed | grep '^digest' | sed 's/.* //' >"$work/digest"
"$COATCHECK" run "$load" | grep -q "$(cat "$work/digest")" && good "a point is that run" ||
	bad "no point has the digest of its setting"

for threads in 1 2 7; do
	"$COATCHECK" run "$load" --runs 15 --json --threads $threads >"$work/threads-$threads"
done
cmp -s "$work/threads-1" "$work/threads-2" && cmp -s "$work/threads-1" "$work/threads-7" &&
	[ -s "$work/threads-1" ] && good "1, 2 and 7 threads print the same bytes" ||
	bad "threads change the result"

expect 64 "runs: none" run "$load" --runs 0
err 'runs takes a whole number'
expect 64 "runs: no number" run "$load" --runs many
expect 64 "threads: none" run "$load" --threads 0
expect 64 "runs of a trace" trace "$load" --runs 3
err 'means nothing to trace'
expect 64 "sweep: no values" run "$load" --sweep servers.count
err 'KEY=a,b,c'
expect 64 "sweep: an empty list" run "$load" --sweep servers.count=
err 'needs a list of values'
expect 64 "sweep: unknown setting" run "$load" --sweep servers.cout=1,2
err 'sweep of servers.cout: unknown key\|unknown key "cout"'
expect 64 "sweep: a wrong value" run "$load" --sweep servers.count=1,two
err 'sweep of servers.count: "two" is not a whole number'
expect 64 "sweep: too many points" run "$load" --sweep \
	"servers.count=$(seq -s, 1 60)" --sweep "servers.workers=$(seq -s, 1 60)"
err 'there may be 1024'

sed 's/sweep: .*/sweep: {servers.count: [1, zwei, 4], servers.cuont: [1], servers.workers: 2}/' \
	"$load" >"$work/bad.yaml"
expect 1 "check of a bad sweep" check "$work/bad.yaml"
out 'bad.yaml:9:32: error: "zwei" is not a whole number'
out 'bad.yaml:9:42: error: no setting "servers.cuont" to sweep \[unknown-key\]'
out 'Did you mean "servers.count"'
out 'bad.yaml:9:79: error: a sweep of "servers.workers" needs a list'
expect 65 "run of a bad sweep" run "$work/bad.yaml"
sed 's/sweep: .*/faults: [{at: 1s, do: crash, node: s2}]\n    &/' "$load" >"$work/bad.yaml"
expect 1 "a point that contradicts itself is found by check" check "$work/bad.yaml"
err_or_out=$(cat "$work/out")
case $err_or_out in *error:*) good "  with its place" ;; *) bad "no error" ;; esac

# What is left to chance is listed before anything runs, of every seed.
cat >"$work/chance.yaml" <<'YAML'
scenarios:
  chance:
    clients: {crowd: {count: 4, script: [login], repeat: view cart}}
    stop: {after: 9s}
    cases: {more: {servers.count: 5}}
    faults: [{at: {between: [2s, 8s]}, do: crash, node: random}]
YAML
expect 0 "faults at random of three seeds" run "$work/chance.yaml" --runs 3 --seed 7
awk '/^mean and/ { seen = 1 } /^faults of seed/ { if (seen) exit 1; count++ }
	END { exit count == 3 ? 0 : 1 }' "$work/out" && good "  listed first" || bad "not first"
out 'faults of seed 9:'
expect 0 "the same of many seeds" run "$work/chance.yaml" --runs 25
out 'those of 5 more seeds'
expect 0 "the same as JSON" run "$work/chance.yaml" --runs 3 --json
json
out '"faults_by_seed":\[{"seed":1,"faults":\[{"at_ns":'

# A case that is not run is read all the same.
sed 's/servers.count: 5/servers.count: many/' "$work/chance.yaml" >"$work/bad.yaml"
expect 65 "a mistake in a case that is not run" run "$work/bad.yaml"
err 'bad.yaml:5:35: error: "many" is not a whole number'

# The chart of a sweep.
expect 0 "a chart" view "$load" --view chart --runs 5
out 'STICKY, STORE  '
out '   5 runs$'
out '[│└]'
expect 0 "a chart of one design" view "$load" --view chart --design store --measure utilisation
out '█'
expect 0 "a chart as a table" view "$load" --view chart --runs 5 --table
out 'servers.count  design  *mean  *sd  *se  *law'
expect 0 "a chart in ASCII" view "$load" --view chart --ascii
LC_ALL=C grep -q '[^ -~]' "$work/out" && bad "not ASCII" || good "  ASCII only"
expect 0 "a small chart" view "$load" --view chart --size 40x12
awk '{ if (length($0) > 200) exit 1 }' "$work/out" && [ "$(wc -l <"$work/out")" = 12 ] &&
	good "  twelve rows" || bad "not twelve rows"
expect 0 "a chart of a ratio" view "$load" --view chart --measure ok/requests --sweep \
	servers.count=1,2
"$COATCHECK" view "$load" --view chart --runs 7 --threads 1 >"$work/one"
"$COATCHECK" view "$load" --view chart --runs 7 --threads 5 >"$work/five"
cmp -s "$work/one" "$work/five" && good "a chart is the same from any threads" ||
	bad "threads change the chart"
cat >"$work/limit.yaml" <<'YAML'
scenarios:
  one:
    load: {arrivals: {utilisation: 0.5}, action: ping}
    network: {latency: 0ms}
    servers: {count: 1, queue: unlimited, service: {law: exponential, mean: 10ms}}
    stop: {requests: 4000}
    designs: {local: {}}
    sweep: {load.arrivals.utilisation: [0.5, 0.99]}
YAML
expect 0 "a chart of runs too short for a law" view "$work/limit.yaml" --view chart --runs 20 \
	--size 80x24
out 'law M/M/c 1 of 2 within 3 se'
out '^ At 0.99 the run began empty, and a station remembers that for some 160000$'
expect 0 "a chart that leaves out as many" view "$work/limit.yaml" --view chart --runs 20 \
	--size 80x24 --set warmup.requests=160000 --set stop.requests=170000
out 'law M/M/c 2 of 2 within 3 se'
grep -q 'began empty' "$work/out" && bad "it is said all the same" || good "  nothing is said"
expect 64 "a chart without a sweep" view "$load" --view chart $fixed
err 'needs a sweep'
expect 64 "a chart of two settings" view "$load" --view chart --sweep servers.workers=1,2
err 'one setting that varies'
expect 64 "a chart of no measure" view "$load" --view chart --measure time_ns.maen
err 'Did you mean "time_ns.mean"'
expect 64 "runs of a map" view "$load" --view map --runs 3
err 'belongs to --view chart'

# A time behind the end shows the end.
expect 0 "a time behind the end" view "$work/one.yaml" --at 1000h
out "t 2.03 s  *seed 3"

# Progress: at once where it is asked for, nothing where nobody looks.
timeout -s INT 1.4 "$COATCHECK" run "$work/endless.yaml" --progress >"$work/out" 2>"$work/err"
grep -q 'of 1 runs, .* million events' "$work/err" && good "progress is told" ||
	bad "no sign of progress"
# Ctrl-C and what `timeout` sends: what was measured is printed, whole, and said to be not all.
for signal in 2 15; do
	timeout --preserve-status -s $signal 0.6 "$COATCHECK" run "$work/endless.yaml" --json \
		>"$work/out" 2>"$work/err"
	got=$?
	[ $got = $((128 + signal)) ] && good "signal $signal ends a run" ||
		bad "signal $signal: exit $got"
	json interface stopped designs
	out '"stopped":true'
	out '"complete":false'
done
expect 0 "no progress in a pipe" run "$load" --runs 40
nothing_on err

# A base comes after the scenario: who wrote a place there is told, who wrote it in the design not.
cat >"$work/place.yaml" <<'YAML'
scenarios:
  one:
    clients: {ana: {script: [login]}}
    balancer: {place: random}
    designs:
      sticky: {}
      store: {}
      mine: {base: store, balancer: {place: two-choices}}
YAML
expect 0 "run says which places give way" run "$work/place.yaml"
out '^note: store places least-connections: .*"place: random". Write it under designs.store'
[ "$(grep -c '^note:' "$work/out")" = 1 ] && good "  once" || bad "  not once"

# An attacker has a sign before the name, without colour and in ASCII.
cat >"$work/thief.yaml" <<'YAML'
scenarios:
  one:
    stop: {after: 8s}
    clients: {ana: {name: Ana, script: [login, add book], repeat: view cart}}
    designs: {token: {}}
    faults: [{at: 2500ms, do: steal, what: token, of: ana, by: eve}]
YAML
expect 0 "an attacker on the map" view "$work/thief.yaml" --at 5s
out '≠ Eve'
expect 0 "an attacker on the map in ASCII" view "$work/thief.yaml" --at 5s --ascii
out '! Eve'
cat >"$work/eve.yaml" <<'YAML'
scenarios:
  one:
    clients:
      eve: {name: Eve, start: 2s, script: [ping, view cart, view cart, view cart]}
      ana: {name: Ana, script: [login, add book, view cart, view cart]}
    designs: {sticky: {}, carry: {}}
    faults: [{at: 2500ms, do: steal, what: login, of: ana, by: eve}]
YAML
for size in 80x24 120x40 40x12; do
	expect 0 "what an attacker holds, $size" view "$work/eve.yaml" --design carry \
		--view state --at 4020ms --size $size
	out '^ bytes *≠ Eve'
	expect 0 "an attacker's request to the byte, $size" view "$work/eve.yaml" \
		--design carry --view wire --at 4020ms --size $size
	out 'CARRY  ≠ Eve: the request'
done
expect 0 "an attacker in the strip" view "$work/eve.yaml" \
	--design carry --at 4020ms
out '─ ≠ Eve wire'
expect 0 "an attacker's request to the byte in ASCII" view "$work/eve.yaml" --design carry \
	--view wire --at 4020ms --ascii
out 'CARRY  ! Eve: the request'
finish
