#!/bin/sh
# What `trace --format` writes, read by the programs that the formats are for.
#
# Mermaid and har-validator are looked for where npm puts modules: NODE_MODULES (a folder), the tree
# itself, npm's own folder, Debian's.  What is not there is skipped.
. tests/cli/lib.sh

cat >"$work/rough.yaml" <<'YAML'
scenarios:
  rough:
    seed: 5
    actions: {odd: {method: POST, path: "/odd?style=1&x", reads: [cart]}}
    clients:
      loop: {name: "An;a %%{init: {}}%% #1", retry: {timeout: 1s, attempts: 3},
             script: [login, "add a;b#c <b>style: #x;", odd, view cart]}
      crowd: {count: 4, script: [login], repeat: view cart}
    servers: {count: 2, queue: 2}
    stop: {after: 8s}
    network: {loss: {client: {request: 10%, reply: 10%}}, duplicate: 10%}
    faults: [{at: 3010ms, do: crash, node: s1}]
    designs: {sticky: {}, store: {}, carry: {}}
YAML
rough=$work/rough.yaml

# module PACKAGE: where it is installed, or nothing.
module() {
	for folder in "${NODE_MODULES:-}" node_modules "$(npm root -g 2>/dev/null)" \
		/usr/share/nodejs; do
		[ -n "$folder" ] && [ -e "$folder/$1/package.json" ] && echo "$folder/$1" && return
	done
}

for format in json chrome har; do
	expect 0 "trace --format $format" trace "$rough" --format $format
	json
	nothing_on err
	clean
done
expect 0 "chrome, one design" trace "$rough" --format chrome --design store
json traceEvents ph pid tid ts name cat args id bp
expect 0 "har" trace "$rough" --format har
json log version creator pages entries pageref startedDateTime time request response cache \
	timings cookies headers queryString postData content redirectURL headersSize bodySize
out '"queryString":\[{"name":"style","value":"1"},{"name":"x","value":""}\]'
expect 0 "mermaid" trace "$rough" --format mermaid
out '^sequenceDiagram$'
out '^%% design carry, seed 5$'
clean
expect 64 "a format that is not there" trace "$rough" --format svgx
err 'text, json, mermaid, chrome or har'
expect 0 "help trace" help trace
out 'interface 1'
for format in text json mermaid chrome har; do
	out "^  $format  *[.]"
done
"$COATCHECK" trace "$rough" --format chrome 2>"$work/err" >/dev/full
[ $? = 74 ] && good "a full disk is 74" || bad "a full disk is not 74"

mermaid=$(module mermaid)
if ! command -v node >/dev/null 2>&1 || [ -z "$mermaid" ]; then
	echo "skip - Mermaid reads its diagrams: node or the module mermaid is not installed"
else
	"$COATCHECK" trace "$rough" --format mermaid >"$work/rough.mmd"
	"$COATCHECK" trace "$lesson#crash" --format mermaid >"$work/lesson.mmd"
	node tests/cli/exchange_mermaid.mjs "$mermaid/dist/mermaid.core.mjs" "$work/rough.mmd" \
		"$work/lesson.mmd" >"$work/out" 2>"$work/err" &&
		good "Mermaid reads its diagrams" || bad "Mermaid refuses a diagram"
fi

har=$(module har-validator)
if ! command -v node >/dev/null 2>&1 || [ -z "$har" ]; then
	echo "skip - har-validator accepts the archive: node or the module is not installed"
else
	"$COATCHECK" trace "$rough" --format har >"$work/rough.har"
	node tests/cli/exchange_har.cjs "$har" "$work/rough.har" >"$work/out" 2>"$work/err" &&
		good "har-validator accepts the archive" || bad "har-validator refuses the archive"
fi
finish
