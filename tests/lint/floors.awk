# floors.awk: who may include whom.  Prints "FILE:LINE: text [code]" per offence.
#
# A file includes only from its own folder and from lower floors; folders on one floor do not know
# each other.  The libraries below have one room each.  src/README.md draws the house.
BEGIN {
	split("base=0 model=1 trace=2 engine=3 lesson=3 study=3 view=3 journal=3 exchange=3 " \
	    "experiment=4 player=5 app=6 command=7 tui=7 line=7 stage=7", rows, " ")
	for (i in rows) {
		split(rows[i], pair, "=")
		floor_of[pair[1]] = pair[2]
	}
	# header (a regular expression) and the only folder that may include it
	walls["^yaml[.]h$"] = "lesson"
	walls["^(ncursesw/|ncurses/)?(n?curses|term|panel)[.]h$"] = "tui"
	walls["^openssl/"] = "trace"
	walls["^sqlite3[.]h$"] = "journal"
	walls["^jansson[.]h$"] = "exchange"
	walls["^(pthread|threads)[.]h$"] = "experiment"
	walls["^(sys/(socket|un)|netinet/.*|arpa/.*|netdb)[.]h$"] = "stage"
	walls["^(cmocka|vterm)[.]h$"] = "tests"
}

function offence(code, text) {
	printf "%s:%d: %s [%s]\n", name, FNR, text, code
}

FNR == 1 {
	files++
	name = FILENAME
	if (root != "")
		name = substr(name, length(root) + 2)
	count = split(name, part, "/")
	in_tests = part[1] == "tests"
	folder = in_tests ? "tests" : count == 2 ? "main" : part[2]
	e2e = in_tests && part[2] == "e2e"
	own = folder in floor_of ? floor_of[folder] : 8
	if (!in_tests && folder != "main" && !(folder in floor_of))
		offence("floor-unknown", "the folder src/" folder " has no floor")
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	includes++
	split($0, quoted, "\"")
	header = quoted[2]
	split(header, path, "/")
	target = path[1]
	if (in_tests) {
		if (target == "tui" && !e2e)
			offence("floor", "only tests/e2e may include \"" header "\"")
		next
	}
	if (!(target in floor_of))
		offence("include-path", "\"" header "\" is not written from src/")
	else if (target != folder && floor_of[target] >= own)
		offence("floor", "src/" folder " (floor " own ") includes \"" header "\" (floor " \
		    floor_of[target] ")")
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	includes++
	header = $0
	sub(/^[^<]*</, "", header)
	sub(/>.*$/, "", header)
	for (wall in walls) {
		if (in_tests || header !~ wall || walls[wall] == folder)
			continue
		offence("wall", "<" header "> belongs to " (walls[wall] == "tests" ? "" : "src/") \
		    walls[wall] " alone")
	}
}

END { printf "floors: %d files, %d includes\n", files, includes >"/dev/stderr" }
