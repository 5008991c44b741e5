#!/bin/sh
# bootstrap.sh --check|--install run|test|fuzz|audit
#
# Are the tools for a goal here?  --check names what is missing, with the command that installs it,
# and stops; --install says what it is about to do and does it.  Nothing is asked of the package
# manager until something is missing, so a machine that has everything needs no network.
#
# Found out by trying: tools by running them, libraries by pkg-config or by linking a line of C.
# apt is the reference (Debian 12 and newer, Ubuntu); the other lists are untested.
set -u
mode=${1:-} goal=${2:-}
CC=${CC:-cc}
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
case $mode in
--check | --install) ;;
*) sed -n '2s/^# /usage: /p' "$0" >&2; exit 64 ;;
esac

scratch=$(mktemp -d) || exit 73
trap 'rm -rf "$scratch"' EXIT

# links CC FLAGS... : the C program on standard input compiles and links.
links() {
	cat >"$scratch/probe.c"
	# Word splitting wanted: CC may be "ccache gcc".
	"$@" -o "$scratch/probe" "$scratch/probe.c" >/dev/null 2>&1
}

library() { # library PKG-CONFIG-NAME HEADER -lNAME
	$PKG_CONFIG --exists "$1" 2>/dev/null && return
	printf '#include <stddef.h>\n#include <%s>\nint main(void) { return 0; }\n' "$2" |
		links $CC "$3"
}

have() { # is the thing NAME here?
	case $1 in
	compiler) echo '#include <stdio.h>
int main(void) { return puts("") < 0; }' | links $CC ;;
	pkg-config) $PKG_CONFIG --version >/dev/null 2>&1 ;;
	ncursesw) library ncursesw curses.h -lncursesw ;;
	libyaml) library yaml-0.1 yaml.h -lyaml ;;
	libcrypto) library libcrypto openssl/hmac.h -lcrypto ;;
	sqlite) library sqlite3 sqlite3.h -lsqlite3 ;;
	libvterm) library vterm vterm.h -lvterm ;;
	cmocka) $PKG_CONFIG --exists cmocka 2>/dev/null ;;
	clang) echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n);
int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return !d && n; }' |
		links clang -fsanitize=fuzzer,address ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

run_things='compiler pkg-config ncursesw libyaml libcrypto sqlite'
case $goal in
run) things=$run_things ;;
test) things="$run_things cmocka libvterm" ;;
fuzz) things="$run_things clang" ;;
audit) things="$run_things cmocka libvterm clang clang-tidy cppcheck valgrind shellcheck" ;;
*) echo "bootstrap.sh: unknown goal '$goal'" >&2; exit 64 ;;
esac
# The build can do without: tokens are sized but not signed, nothing is remembered, terminal tests
# are skipped; all said.
optional='libcrypto sqlite libvterm'

find_missing() {
	missing=
	for thing in $things; do
		have "$thing" || missing="$missing $thing"
	done
	missing=${missing# }
}

# The sanitisers and the fuzzer of clang are a package of clang's version on Debian.
apt_runtime() {
	apt-cache depends clang 2>/dev/null |
		sed -n 's/^ *Depends: clang-\([0-9]*\)$/libclang-rt-\1-dev/p' | head -n 1
}

# package MANAGER THING: the package that brings it.
package() {
	case $1:$2 in
	apt:compiler) echo gcc libc6-dev ;;
	apt:pkg-config) echo pkg-config ;;
	apt:ncursesw) echo libncurses-dev ;;
	apt:libyaml) echo libyaml-dev ;;
	apt:sqlite) echo libsqlite3-dev ;;
	apt:libcrypto) echo libssl-dev ;;
	apt:cmocka) echo libcmocka-dev ;;
	apt:libvterm) echo libvterm-dev ;;
	apt:clang) echo clang "$(apt_runtime)" ;;
	dnf:compiler) echo gcc glibc-devel ;;
	dnf:pkg-config) echo pkgconf-pkg-config ;;
	dnf:ncursesw) echo ncurses-devel ;;
	dnf:libyaml) echo libyaml-devel ;;
	dnf:sqlite) echo sqlite-devel ;;
	dnf:libcrypto) echo openssl-devel ;;
	dnf:cmocka) echo libcmocka-devel ;;
	dnf:libvterm) echo libvterm-devel ;;
	dnf:clang) echo clang compiler-rt ;;
	dnf:clang-tidy) echo clang-tools-extra ;;
	dnf:shellcheck) echo ShellCheck ;;
	pacman:compiler) echo gcc ;;
	pacman:pkg-config) echo pkgconf ;;
	pacman:ncursesw) echo ncurses ;;
	pacman:libcrypto) echo openssl ;;
	pacman:clang) echo clang compiler-rt ;;
	pacman:clang-tidy) echo clang ;;
	apk:compiler) echo build-base ;;
	apk:pkg-config) echo pkgconf ;;
	apk:ncursesw) echo ncurses-dev ;;
	apk:libyaml) echo yaml-dev ;;
	apk:sqlite) echo sqlite-dev ;;
	apk:libcrypto) echo openssl-dev ;;
	apk:cmocka) echo cmocka-dev ;;
	apk:libvterm) echo libvterm-dev ;;
	apk:clang) echo clang compiler-rt ;;
	apk:clang-tidy) echo clang-extra-tools ;;
	brew:compiler) echo gcc ;;
	brew:ncursesw) echo ncurses ;;
	brew:libcrypto) echo openssl@3 ;;
	brew:clang | brew:clang-tidy) echo llvm ;;
	*) echo "$2" ;;
	esac
}

find_missing
if [ "$mode" = --check ]; then
	needed=
	for thing in $missing; do
		case " $optional " in
		*" $thing "*) ;;
		*) needed="$needed $thing" ;;
		esac
	done
	if [ -z "$needed" ]; then
		[ -z "$missing" ] || echo "note: built without what is not installed: $missing"
		exit 0
	fi
fi
[ -n "$missing" ] || exit 0

manager='' refresh='' install='' tested=''
if command -v apt-get >/dev/null 2>&1; then
	manager=apt refresh='apt-get update -q'
	install='apt-get install -y -q --no-install-recommends' tested=yes
elif command -v dnf >/dev/null 2>&1; then
	manager=dnf install='dnf install -y'
elif command -v pacman >/dev/null 2>&1; then
	manager=pacman install='pacman -Sy --needed --noconfirm'
elif command -v apk >/dev/null 2>&1; then
	manager=apk install='apk add'
elif command -v brew >/dev/null 2>&1; then
	manager=brew install='brew install'
fi
if [ -z "$manager" ]; then
	echo "missing: $missing" >&2
	echo 'No package manager known here (apt, dnf, pacman, apk, brew): please install them.' >&2
	exit 69
fi

packages=
for thing in $missing; do
	packages="$packages $(package "$manager" "$thing")"
done
packages=${packages# }

sudo=
if [ "$(id -u)" != 0 ] && [ "$manager" != brew ]; then
	sudo='sudo '
fi
command="$sudo$install $packages"
[ -z "$refresh" ] || command="$sudo$refresh && $command"

echo "missing for 'make $goal': $missing"
[ -n "$tested" ] || echo "(the package names for $manager are untested)"
if [ "$mode" = --check ]; then
	echo "To install what is missing:"
	echo "    $command"
	echo "or type 'make run' or 'make test', which do that first."
	exit 69
fi
if [ -n "$sudo" ]; then
	# Without a terminal nobody could type a password: sudo -n fails instead of waiting.
	[ -t 1 ] || [ -t 2 ] || sudo='sudo -n '
	if ! command -v sudo >/dev/null 2>&1 ||
		{ [ "$sudo" = 'sudo -n ' ] && ! sudo -n true; }; then
		echo "Installing needs root.  As root, type:" >&2
		echo "    ${refresh:+$refresh && }$install $packages" >&2
		exit 69
	fi
fi

echo "installing with $manager: $packages"
as_root="${sudo}env DEBIAN_FRONTEND=noninteractive"
if { [ -z "$refresh" ] || $as_root $refresh; } && $as_root $install $packages; then
	find_missing
	[ -n "$missing" ] || exit 0
	echo "still missing after installing: $missing" >&2
else
	echo "That did not work.  The command was:" >&2
	echo "    $command" >&2
fi
exit 69
