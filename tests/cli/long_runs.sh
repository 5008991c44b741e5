#!/bin/sh
# Runs of more events than are kept: told whole, asked, and shown at any moment of them.
. tests/cli/lib.sh

cat >"$work/long.yaml" <<'YAML'
format: 1
scenarios:
  long:
    load: {arrivals: {rate: 2000/s}, requests_per_session: {law: constant, mean: 2}, think: 50ms}
    servers: {count: 4, workers: 4, queue: unlimited, service: {law: exponential, mean: 1ms}}
    session: {idle: 1s}
    stop: {after: 60s, when: count crash >= 1}
    faults: [{at: 16s, do: crash, node: s1}]
    designs: {store: {}, sticky: {}}
YAML
expect 0 "a twin as a ladder" view "$work/long.yaml" --set stop.when= --set stop.after=16s \
	--at 15.9s --view ladder
out 't 15.90 s'
case $COATCHECK in
*asan*)
	echo "skip - the rest takes minutes where it is sanitised; long_run and window have it"
	finish
	;;
esac

expect 0 "a trace of a long run" trace "$work/long.yaml" --design sticky
tail -n 1 "$work/out" | grep -q '^1[0-9]\{6\} *16.0* *crash ' && good "  is told to its end" ||
	bad "it ends elsewhere"
last=$(tail -n 1 "$work/out" | cut -d' ' -f1)
total=$(grep -c '^ *[0-9]' "$work/out")
[ "$total" = $((last + 1)) ] && good "  with every event" || bad "$total events, not $((last + 1))"
expect 0 "its last event" view "$work/long.yaml" --design sticky --at $last
out "event $last of $total .*t 16.00 s"
out 's1 crashes'
expect 0 "one behind what is kept" view "$work/long.yaml" --design sticky --at 1200000 --view ladder
out 'event 1200000 of'
expect 0 "a twin, by its time" view "$work/long.yaml" --at 15.9s
out "t 15.90 s"
expect 1 "what only kept messages tell" eval "$work/long.yaml" --design sticky \
	'sum state_wire_bytes of send by lb'
out 'cannot be told'
expect 1 "an event that never was" view "$work/long.yaml" --design sticky --at $total

# The same, seen by one client of whom little happens: what is told of her is not all that a window
# holds.
cat >"$work/busy.yaml" <<'YAML'
format: 1
scenarios:
  busy:
    load: {arrivals: {rate: 3000/s}, requests_per_session: {law: constant, mean: 2}, think: 50ms}
    clients: {ana: {script: [login], repeat: view cart, every: 400ms}}
    servers: {count: 4, workers: 4, queue: unlimited, service: {law: exponential, mean: 1ms}}
    session: {idle: 5s}
    stop: {after: 16s}
    faults: [{at: 2s, do: crash, node: s1}, {at: 14s, do: crash, node: s2}]
    waypoints: {second: first crash in s2, newest: last crash, hung: first hang}
    designs: {sticky: {}, store: {}}
YAML
expect 0 "rare events in a busy run" view "$work/busy.yaml" --design sticky --view ladder --at 3.9s
out 'GET /cart'
! grep -q 'sent nothing' "$work/out" && good "  which is not nothing" || bad "nothing was sent"
expect 0 "and in a window" view "$work/busy.yaml" --design sticky --view ladder --at 14.5s
out '^  *[0-9]\{7\} .*GET /cart'
expect 0 "a moment by its name, behind what is kept" view "$work/busy.yaml" --at second
out 't 14.00 s'
out 's2 crashes'
expect 0 "the newest of its kind" view "$work/busy.yaml" --at newest
out 't 14.00 s'
expect 1 "a moment that never came" view "$work/busy.yaml" --at hung
err 'no such moment in this run'
expect 1 "one that cannot be told" view "$work/busy.yaml" --at 'last crash before last send'
err 'cannot be told in it'
expect 0 "a question about all of it" eval "$work/busy.yaml" 'count crash == 2 and count miss > 0'
expect 0 "costs at a moment" view "$work/busy.yaml" --view costs --at 15s
lost=$(sed -n 's/.*sessions lost 1 .* \([0-9][0-9]*\)$/\1/p' "$work/out")
expect 0 "  and those of a run until then" run "$work/busy.yaml" --set stop.after=15s
out "sessions_lost *$lost  *0"
[ "$lost" -gt 100 ] && good "  are the same" || bad "sessions lost: $lost"
expect 0 "the bytes of who was silent" view "$work/busy.yaml" --set clients.ana.every=9s \
	--view wire --at 15s
out 'Nothing has been sent since 1[0-9.]* s'
finish
