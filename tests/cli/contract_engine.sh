#!/bin/sh
# What the format says of a request, on small runs worked out by hand: times of hops, who is asked,
# what is answered, what a fault takes, and the measures that follow.
. tests/cli/lib.sh
file=tests/interface/contract.yaml

# holds SCENARIO EXPRESSION [OPTIONS...]: it is true of this run.
holds() {
	expression=$2 scenario=$1
	shift 2
	expect 0 "$scenario: $expression $*" eval "$file#$scenario" "$expression" "$@"
}

# sends SCENARIO TIMES [OPTIONS...]: the devices send at these seconds, in this order.
sends() {
	what=$2 scenario=$1
	shift 2
	"$COATCHECK" trace "$file#$scenario" --format json "$@" >"$work/out" 2>"$work/err"
	got=$(tr '{' '\n' <"$work/out" | grep '"kind":"send"' | grep '"other":"lb"' |
		grep -v '"actor":"s[0-9]' | sed 's/.*"at_ns":\([0-9]*\).*/\1/' |
		awk '{ printf("%s%.3f", NR > 1 ? " " : "", $1 / 1e9) }')
	[ "$got" = "$what" ] && good "$scenario: sends at $what" ||
		bad "$scenario: sends at $got, not $what"
}

# A request with the defaults: 10 + 1 + 10 + 1 + 10 ms.
holds bare 'time of first receive by lb == 10ms'
holds bare 'time of first start by s1 == 11ms'
holds bare 'time of first finish by s1 == 21ms'
holds bare 'time of last receive by lb == 22ms'
holds bare 'time of first reply to ana == 32ms'
holds bare 'time_ns.mean == 32ms and time_ns.max == 32ms and wait_ns.max == 0s'
holds bare 'throughput == 31.25/s'
holds bare 'wire_bytes == 332B and state_wire_bytes == 150B and wire_bytes_inside == 272B'
holds bare 'ram_bytes.servers == 2112B and ram_bytes.client == 34B'
expect 0 "bare: defaults" run "$file#bare" --json
for pair in seed:1 epoch:'"2026-01-01T00:00:00Z"' warmup.after:'"0s"' \
	balancer.place:'"round-robin"' balancer.affinity:'"cookie"' \
	balancer.on_dead:'"redispatch"' balancer.health.every:'"500ms"' balancer.health.rise:1 \
	balancer.health.fall:2 servers.count:3 servers.workers:1 servers.queue:100 \
	servers.while_waiting:'"held"' servers.service.law:'"constant"' \
	servers.service.mean:'"10ms"' session.idle:'"30m"' session.on_miss:'"reject"' \
	store.latency.mean:'"0.5ms"' store.capacity:'"unlimited"' store.eviction:'"refuse"' \
	store.write:'"blob"' store.lock:'"none"' token.carrier:'"bearer"' \
	token.algorithm:'"HS256"' token.ttl:'"15m"' token.leeway:'"0s"' token.refresh:'"none"' \
	token.verify:'"1us"' network.latency.client:'"10ms"' network.latency.inside:'"1ms"' \
	network.bandwidth:'"unlimited"' network.duplicate:'"0%"' clients.ana.start:'"0s"' \
	clients.ana.every:'"1s"' clients.ana.relogin:true clients.ana.retry:'"none"' \
	homes.login:'"server"' homes.orders:'"database"'; do
	grep -q "\"${pair%%:*}\":${pair#*:}[,}]" "$work/out" && good "  default ${pair%%:*}" ||
		bad "bare: no default \"${pair%%:*}\":${pair#*:}"
done

# Actions, in every built-in design.
for design in sticky store token carry; do
	holds actions 'count login == 2 and forced_logins == 1 and requests == 13' --design $design
	holds actions 'failed == 1' --design $design
	holds actions 'value of orders of ana == "2" at end' --design $design
	holds actions 'value of cart of ana == empty at 6.5s' --design $design
	holds actions 'count reply to ana where (status == 201) == 2' --design $design
	holds actions 'count reply to ana where (status == 401) == 1' --design $design
	holds actions 'hit_rate == 1' --design $design
done
holds actions 'store.store_ops == 18 and token.store_ops == 0 and token.token_checks == 9'
holds actions 'token.verify_ns == 9us'
holds actions 'carry.token_checks == 9 and carry.sessions == 2'

# Which setting wins.
count_of() {
	want=$1
	shift
	"$COATCHECK" run "$file#layers" --json "$@" >"$work/out" 2>"$work/err"
	got=$(sed 's/.*"designs"//' "$work/out" | tr ',' '\n' |
		sed -n 's/^"servers.count"://p' | tr '\n' ' ')
	[ "$got" = "$want " ] && good "servers with $*: $want" ||
		bad "servers with $*: $got, not $want"
}
count_of '4 4 2'
count_of '6 6 9' --case c
count_of '7 7 3' --case c --set servers.count=7 --set designs.mine.servers.count=3
count_of '3' --design mine --set servers.count=3
expect 0 "layers: homes of a design over its base" run "$file#layers" --design mine --json
out '"homes.login":"store","homes.cart":"database"'
out '"servers.service.mean":"20ms"'

# Pacing.
sends grid '0.250 0.290 1.330 1.370'
sends think '0.000 0.102 0.204'
sends repeat '0.000 1.000 2.000 3.000 4.000 5.000'
sends until '0.000 1.000 2.000'
sends six '0.000 1.000 2.000 3.000 4.000 5.000'
sends off '0.000 1.000 2.000'
sends once '0.000 1.000 1.032 1.064'
holds warm 'requests == 5 and ok == 4 and wire_bytes == 808B and ram_byte_seconds.servers == 9504'
holds warm 'logins == 0'
holds six 'requests == 6 and ok == 6'
first='0.000 1.000 2.000 2.032 2.064 3.000 3.032 3.064'
sends devices "$first 1864.000 1864.032 1864.064" --design sticky
holds devices 'count evict by ana == 2 and forced_logins == 3' --design sticky
holds devices 'value of cart of ana == empty at end' --design carry
holds devices 'count verify where (outcome == expired) == 1' --design carry

# A ticket that nobody knows.
holds once 'forced_logins == 1 and requests == 4 and failed == 2'
holds off 'forced_logins == 0 and failed == 1 and hit_rate == 1/2'
holds unknown 'count reply to ana where (status == 401) == 1' --design reject
holds unknown 'count peek where (status == 200) == 2' --design reject
holds unknown 'count miss == 1 and count create after last add == 0' --design reject
holds unknown 'count reply to ana where (status == 401) == 1' --design overwrite
holds unknown 'count peek where (status == 200) == 2' --design overwrite
holds unknown 'count write by ana == 3 and sessions == 3' --design overwrite
holds unknown 'count reply to ana where (status == 401) == 1' --design keep
holds unknown 'count peek where (status == 200) == 2' --design keep
holds unknown 'count write by ana == 1 and count create by s2 == 1 and sessions == 1' --design keep

# Dead servers.
holds dead 'time of first believe == 2s and time of last believe == 4.5s' --design redispatch
holds dead 'failed == 0 and count route to s2 == 4' --design redispatch
holds dead 'count reply to ana where (status == 503) == 3 and failed == 3' --design refuse
holds dead 'time of last reply to ana == 7.032s and failed == 0' --design wait
holds dead 'time_ns.max == 2.522s' --design wait
holds dead 'sessions_live_at_fault == 1 and sessions_lost == 1'
holds at-once 'time of first refuse == 1.011s and time of first believe == 1.012s'
holds at-once 'time of first redispatch == 1.012s'
holds at-once 'time of first reply to ana after first crash == 1.034s and failed == 0'
holds at-once 'attempts == requests'
holds in-hand 'time of first refuse == 1.016s and count reply to ana where (status == 502) == 1'
holds in-hand 'time of first reply to ana after first crash == 1.026s'
holds in-hand 'count route to s2 for ana == 1'
holds none-up 'count reply to ana where (status == 503) == 4 and time of last believe == 1s'
"$COATCHECK" trace "$file#dead" --design redispatch >"$work/out" 2>"$work/err"
out 'reads srv=s1 in Ana.s cookie, finds s1 down, and chooses s2'

# Queues and workers.
holds full 'ok == 2 and failed == 2 and wait_ns.max == 10ms and wait_ns.mean == 5ms'
holds full 'time_ns.max == 42ms'
holds full 'queue_mean ~ 10/42 within 0.01 percent and utilisation ~ 20/42 within 0.01 percent'
holds full 'in_flight_mean ~ 118/42 within 0.01 percent'
holds workers 'wait_ns.max == 10ms and ok == 4 and count queue == 2'
holds waiting 'time of last start == 73ms' --design held
holds waiting 'time of last start == 21ms' --design free
holds turn 'count route to s1 == 2 and count route to s2 == 1 and count route to s3 == 1'
holds turn 'time of last route to s1 == 40ms'

# Store and database.
holds operations 'store.store_ops == 12 and sticky.store_ops == 0 and token.store_ops == 0'
holds operations 'time_ns.max == 44ms and time_ns.mean == 44ms' --design store
holds field 'store_ops == 8' --design blob
holds field 'store_ops == 13' --design field
"$COATCHECK" trace "$file#field" --design field >"$work/out" 2>"$work/err"
out 's1 asks the database to keep Ana.s orders: 1'
holds store-down 'store.failed == 1 and token.failed == 0 and sticky.failed == 0'
holds store-down 'count reply to ana where (status == 503) == 1 and count miss == 0' --design store
holds store-down 'sessions_lost == 0 and value of cart of ana == "pen" at end' --design store
holds store-crash 'store.sessions_lost == 1 and store.forced_logins == 1'
holds store-crash 'sticky.sessions_lost == 0'
holds store-crash 'count reply to ana where (status == 503) == 1' --design store
holds store-crash 'value of cart of ana == empty at end' --design store
holds database-down 'token.failed == 2 and carry.failed == 0'
holds database-down 'under carry (value of cart of ana == "pen" at end)'

# Idle: last use + idle, on every holder.
holds idle 'count expire == 2 and forced_logins == 1' --design sticky
holds idle \
	'time of first expire - time of last read by s1 before first expire == 10s' --design sticky
holds idle 'count expire == 2' --design store
holds idle \
	'time of first expire - time of last read by store before first expire == 10s' \
	--design store
holds idle 'count expire == 0 and forced_logins == 0' --design token

# One crash, two people.
holds ledger 'sticky.sessions_lost == 1 and sticky.sessions_live_at_fault == 2'
holds ledger 'sticky.forced_logins == 1 and sticky.requests == 8'
holds ledger 'sticky.sessions_lost / sticky.sessions_live_at_fault ~ 1/2 within 1 percent'
holds ledger 'miss.status == 401 and miss.actor == s2 and not s2 holds login of ana before miss'
holds ledger 'store.sessions_lost == 0 and token.sessions_lost == 0 and carry.sessions_lost == 0'
holds ledger 'value of cart of ana == empty at look and home of cart of ana == server at 1.5s'
holds ledger 'under carry (value of cart of ana == "book" at look)'
holds ledger 'under carry (home of cart of ana == token at look)'
finish
