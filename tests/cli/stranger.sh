#!/bin/sh
# Odd corners of the formats' pages, seen from outside: what a stranger would try first, and what is
# refused before it starts.
. tests/cli/lib.sh
file=tests/interface/stranger.yaml

# holds SCENARIO EXPRESSION [OPTIONS...]: it is true of this run.
holds() {
	expression=$2 scenario=$1
	shift 2
	expect 0 "$scenario: $expression $*" eval "$file#$scenario" "$expression" "$@"
}

# refused WHERE CODE LINE...: a scenario of these lines is refused at LINE:COLUMN with this reason.
refused() {
	where=$1 code=$2
	shift 2
	{
		printf 'scenarios:\n  x:\n'
		printf '    %s\n' "$@"
	} >"$work/refused.yaml"
	"$COATCHECK" run "$work/refused.yaml" >"$work/out" 2>"$work/err" </dev/null
	if [ $? = 65 ] && grep -q "refused.yaml:$where: error: .*\[$code\]" "$work/err"; then
		good "refused at $where: $*"
	else
		bad "not refused at $where with $code: $*"
	fi
}

# Who is alone meets no conflict; who is not tries again, and both writes stay.
holds alone-with-versions 'failed == 0 and ok == 9'
holds alone-with-versions 'count refuse == 0'
holds tabs-with-versions 'failed == 0 and lost_updates == 0'
holds tabs-with-versions 'count refuse by db == 1'
expect 0 "tabs-with-versions: the sentence" trace "$file#tabs-with-versions"
out 'The database refuses: what it keeps of Ana has changed since'

# From arrival to start: 5 ms at the store for all, then 0, 10 and 20 ms in the queue.
holds asked-first 'wait_ns.mean == 15ms and wait_ns.max == 25ms'

# Each event is looked at once: over in a moment, not in minutes.
ulimit -S -t 20
holds condition 'events > 80000'
ulimit -S -t unlimited

# Past what a kept trace holds a condition goes on, or says that it cannot; a limit has a name.
if [ "$VARIANT" != asan ]; then
	holds long 'ok + failed == 90000 and failed > 0 and events > 1048577'
	expect 0 "long: what looks back ends there" run "$file#long" --set 'stop.when=s3 holds key'
	out 'did not come to its end: .*(kept events, on which a condition looks back)'
	expect 0 "long: its costs are known" view "$file#long" --view costs --size 80x30
	out '^ errors seen .* [1-9]'
	expect 0 "crowded: too many at once" run "$file#crowded"
	out 'store did not come to its end: .*(visitors at once)'
fi

# A run that cannot end, or whose end is not decided by what happens.
ana='clients: {ana: {script: [login], repeat: ping}}'
still='clients: {ana: {script: [login], repeat: ping, think: {law: uniform, a: 0ms, b: 0ms}}}'
refused 3:46 no-stop "$still" 'network: {latency: 0ms}' 'servers: {service: 0ms}' \
	'stop: {after: 1s}'
refused 3:46 no-stop "$still" 'network: {latency: 0ms}' 'stop: {after: 1s}' \
	'servers: {service: {law: bimodal, p: 100%, s1: 0ms, s2: 1ms}}'
refused 4:18 wrong-type "$ana" 'stop: {when: 5, after: 1s}'
refused 4:18 wrong-type "$ana" 'stop: {when: count login, after: 1s}'
refused 4:18 no-stop "$ana" 'stop: {when: false}'
refused 4:22 contradiction "$ana" 'stop: {requests: 5}' 'warmup: {requests: 5}'
# Sessions that would all come at once.
refused 4:22 out-of-range "$ana" 'load: {arrivals: {law: constant, mean: 0ms}}' 'stop: {after: 1s}'
refused 4:22 out-of-range "$ana" 'load: {arrivals: {utilisation: 0.5}}' 'servers: {service: 0ms}' \
	'stop: {after: 1s}'
finish
