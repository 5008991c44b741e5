# tidy.awk: sizes, blanks, unfinished marks, functions that are not used here.
# Prints "FILE:LINE: text [code]" per offence.  The limits are those of src/README.md.
BEGIN {
	COLUMNS_MAX = 100
	FUNCTION_MAX = 70
	FILE_MAX = 900
	# Written in halves, so that this file does not find itself.
	marks = "TO" "DO|FIX" "ME|X" "XX"
	phrases = "not imple" "mented|place" "holder|for n" "ow|simpli" "fied|st" "ub"
	banned = "strcpy|strncpy|strcat|strncat|sprintf|vsprintf|gmtime|localtime|gmtime_r|" \
	    "localtime_r|rand|srand|random|drand48|atoi|atol|atof|strtok|gets|tmpnam|mktemp|" \
	    "alloca|system|popen|asctime|ctime"
}

function offence(line, code, text) {
	printf "%s:%d: %s [%s]\n", name, line, text, code
}

# Columns with tabs of 8; bytes of UTF-8 that continue a character do not count.
function columns(text,    i, n, column) {
	if (length(text) * 8 <= COLUMNS_MAX)
		return 0
	gsub(/[\200-\277]/, "", text)
	n = split(text, pieces, "\t")
	column = 0
	for (i = 1; i <= n; i++) {
		column += length(pieces[i])
		if (i < n)
			column += 8 - column % 8
	}
	return column
}

# The line without strings, character constants and comments, for what looks at code only.
function code_of(text,    before, at) {
	gsub(/\\./, "", text)
	gsub(/"[^"]*"/, "\"\"", text)
	gsub(/'[^']*'/, "''", text)
	if (in_comment) {
		at = index(text, "*/")
		if (at == 0)
			return ""
		text = substr(text, at + 2)
		in_comment = 0
	}
	while ((at = index(text, "/*")) > 0) {
		before = substr(text, 1, at - 1)
		text = substr(text, at + 2)
		at = index(text, "*/")
		if (at == 0) {
			in_comment = 1
			return before
		}
		text = before substr(text, at + 2)
	}
	return text
}

function finish_file() {
	if (is_c && lines > FILE_MAX)
		offence(lines, "file-long", lines " lines, " FILE_MAX " are allowed")
}

FNR == 1 {
	finish_file()
	files++
	name = FILENAME
	if (root != "")
		name = substr(name, length(root) + 2)
	is_c = name ~ /[.][ch]$/
	is_src = is_c && name ~ /^src\//
	is_script = name ~ /[.](sh|awk)$/ || name == "Makefile"
	is_text = name ~ /[.](yaml|md)$/
	in_comment = in_function = fenced = 0
}

# Tables that are read row by row stand between fences of the formatter; their rows may be long.
/clang-format off/ { fenced = 1 }
/clang-format on/ { fenced = 0 }

{
	lines = FNR
	total++
	if ((is_c || is_script) && !fenced && columns($0) > COLUMNS_MAX)
		offence(FNR, "line-long", columns($0) " columns, " COLUMNS_MAX " are allowed")
	if ($0 ~ /[ \t\r]$/)
		offence(FNR, "blank-end", "blanks at the end of the line")
	if (is_text && index($0, "\t") > 0)
		offence(FNR, "tab", "a tab")
	if (is_c && $0 ~ /^        / && $0 !~ /^ *[*]/)
		offence(FNR, "indent", "indented with spaces instead of tabs")
	padded = " " $0 " "
	# one of the standings that a lesson may give to what it says
	gsub(/SIMPLIFIED, "simplified"|`simplified`|standing: simplified/, "", padded)
	if (padded ~ "[^A-Za-z0-9_](" marks ")[^A-Za-z0-9_]")
		offence(FNR, "unfinished", "an unfinished mark")
	if (tolower(padded) ~ "[^a-z0-9_-](" phrases ")[^a-z0-9_-]")
		offence(FNR, "unfinished", "a word for something unfinished")
}

is_c {
	code = " " code_of($0)
	# The zone is asked for in one place.
	if (code ~ "[^A-Za-z0-9_.>](" banned ")[ \t]*[(]" &&
	    !(name == "src/app/clock.c" && code ~ /localtime_r/))
		offence(FNR, "banned", "a function that is not used here")
	if ($0 == "{") {
		in_function = 1
		started = FNR
	} else if (in_function && $0 ~ /^}/) {
		in_function = 0
		functions++
		if (FNR - started + 1 > FUNCTION_MAX)
			offence(started, "function-long", FNR - started + 1 " lines, " \
			    FUNCTION_MAX " are allowed")
	}
	# Module-level mutable state: the check hook, and the terminal's reset string.
	if (is_src && $0 ~ /^static / && $0 !~ /const/ && $0 !~ /[(]/ && $0 ~ /[;={]$/ &&
	    $0 !~ /^static (struct|enum|union) [a-z0-9_]+ [{]$/ &&
	    name !~ /^src\/(base\/check[.]c|tui\/)/)
		offence(FNR, "state", "module-level state that can change")
}

END {
	finish_file()
	printf "tidy: %d files, %d lines, %d functions\n", files, total, functions >"/dev/stderr"
}
