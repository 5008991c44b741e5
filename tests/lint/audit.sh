#!/bin/sh
# audit.sh: the slow opinions: both compilers with warnings as errors, clang's analyser, cppcheck,
# shellcheck, and valgrind over the unit tests.  A tool that is not installed is said and left out.
# (The analyser of gcc 12 was tried: what it said was false.)  The Makefile gives MAKE and BUILD.
MAKE=${MAKE:-make} BUILD=${BUILD:-build}
failed=0 done_count=0 left_out=

# audit NAME COMMAND...: runs it when NAME is installed; keeps its output, shows it on failure.
audit() {
	name=$1
	shift
	if ! command -v "${name%% *}" >/dev/null 2>&1; then
		left_out="$left_out ${name%% *}"
		return
	fi
	done_count=$((done_count + 1))
	log=$BUILD/audit-$(echo "$name" | tr -d ' ').log
	if "$@" >"$log" 2>&1; then
		echo "audit: $name: nothing found"
	else
		echo "audit: $name: $log says"
		grep -v -E '^  (CC|LD|AR) |warnings? generated' "$log" |
			grep -E ": (fatal )?(error|warning): |SC[0-9]|^==|make" | head -n 60
		failed=$((failed + 1))
	fi
}

# Not asked: what clang-tidy 14 says of va_list is false, and "insecure" means Annex K.
checks='-*,clang-analyzer-*,-clang-analyzer-valist.Uninitialized'
checks="$checks,-clang-analyzer-security.insecureAPI.*,bugprone-infinite-loop"

tidy_sources() {
	# No name in the tree has a blank.
	clang-tidy --quiet --checks="$checks" --warnings-as-errors='*' \
		$(find src -name '*.c' ! -path 'src/tui/*' | sort) -- -std=c11 -Isrc \
		-D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -DHAVE_LIBCRYPTO=1 -DHAVE_VTERM=1 \
		-DCOATCHECK_VERSION='"audit"' \
		-DCOATCHECK_DATADIR='"/"'
}

scripts() {
	find tests assets -name '*.sh' -print0 | xargs -0 shellcheck -s sh -S warning
}

memory() {
	"$MAKE" VARIANT=debug BUILD="$BUILD/audit" test-programs || return 1
	for program in "$BUILD"/audit/debug/tests/unit/test_*; do
		case $program in *.o | *.d) continue ;; esac
		PROP_CASES=20 valgrind -q --error-exitcode=99 --leak-check=full \
			--errors-for-leak-kinds=definite --child-silent-after-fork=yes "$program"
		[ $? != 99 ] || return 1
	done
}

mkdir -p "$BUILD"
audit gcc "$MAKE" CC=gcc BUILD="$BUILD/audit-gcc" WERROR=1 build test-programs
audit clang "$MAKE" CC=clang BUILD="$BUILD/audit-clang" WERROR=1 build test-programs
audit clang-tidy tidy_sources
audit cppcheck cppcheck --quiet --std=c11 -Isrc --error-exitcode=1 --inline-suppr \
	--enable=warning,portability --suppress=missingIncludeSystem \
	--suppress=incorrectStringBooleanError --suppress=ctuArrayIndex src
audit shellcheck scripts
audit valgrind memory
[ -z "$left_out" ] || echo "audit: not installed:$left_out"
echo "audit: $done_count opinions, $failed with something to say"
[ "$failed" = 0 ]
