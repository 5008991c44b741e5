# lib.sh - sourced by the shell tests: cases, exit codes, what was printed.
#
# COATCHECK is the program, TOOLS the folder of helper programs.  Every case prints one line
# "ok - what" or "not ok - what"; finish ends with 1 when one was not.
: "${COATCHECK:=build/coatcheck}"
: "${TOOLS:=build/release/tests/cli}"
export LC_ALL=C.UTF-8
unset NO_COLOR TERM
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
lesson=lessons/01-ticket-badge-or-coat.yaml
kinds=tests/lessons/kinds.yaml

cat >"$work/one.yaml" <<'YAML'
scenarios:
  one:
    seed: 3
    clients: {ana: {name: Ana, script: [login, add book, view cart]}}
    servers: {count: 2}
    designs: {sticky: {}, carry: {}}
    cases: {three: {servers.count: 3}}
    waypoints: {shown: last reply to ana}
YAML

good() {
	echo "ok - $*"
}

bad() {
	echo "not ok - $*"
	failures=$((failures + 1))
	sed 's/^/  out: /' "$work/out" | head -n 12
	sed 's/^/  err: /' "$work/err" | head -n 12
}

# expect CODE WHAT COMMAND...: the program with these arguments ends with CODE.
expect() {
	wanted=$1 what=$2
	shift 2
	"$COATCHECK" "$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	[ "$got" = "$wanted" ] && good "$what" || bad "$what: exit $got, not $wanted"
}

# out/err PATTERN: a line of what was printed by the last command matches (grep -e).
out() {
	grep -q -e "$1" "$work/out" && good "  prints $1" || bad "prints no $1"
}

err() {
	grep -q -e "$1" "$work/err" && good "  says $1" || bad "says no $1"
}

nothing_on() {
	[ ! -s "$work/$1" ] && good "  nothing on $1" || bad "something on $1"
}

# json KEY...: the output of the last command is one JSON value with these keys.
json() {
	"$TOOLS/json_check" "$@" <"$work/out" 2>"$work/json" && good "  JSON with $*" ||
		{ cat "$work/json"; bad "no JSON with $*"; }
}

# No control byte but newline in what the last command printed.
clean() {
	if cat "$work/out" "$work/err" | LC_ALL=C tr -d '\n\t' |
		LC_ALL=C grep -q '[[:cntrl:]]'; then
		bad "control bytes printed"
	else
		good "  no control bytes"
	fi
}

finish() {
	[ "$failures" = 0 ]
	exit
}
