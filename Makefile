# coatcheck - one Makefile.  `make help` lists the targets.
#
# A variant is a folder of objects, so that flags never mix: VARIANT=release|debug|asan|cov|fuzz
# puts everything under $(BUILD)/VARIANT; program and library of the default are in $(BUILD) itself.
# Yours: CC CFLAGS CPPFLAGS LDFLAGS LDLIBS PREFIX DESTDIR PKG_CONFIG BUILD; ours live in ALL_*, so
# that `make CFLAGS=-O3` drops neither a warning nor -std.  V=1 shows commands, WERROR=1 is for us.

NAME    := coatcheck
VERSION := 0.1.0

VARIANT    ?= release
BUILD      ?= build
PREFIX     ?= /usr/local
DESTDIR    ?=
PKG_CONFIG ?= pkg-config
WERROR     ?=
V          ?=
ifeq ($(origin CC),default)
CC := cc
endif
AR         ?= ar
FUZZ_SECONDS ?= 60
TEST_SECONDS ?= 300

SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

ifeq ($(MAKELEVEL),0)
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
MAKEFLAGS += -j$(JOBS)
endif
MAKEFLAGS += --no-builtin-rules --no-print-directory

O   := $(BUILD)/$(VARIANT)
OUT := $(if $(filter release,$(VARIANT)),$(BUILD),$(O))
Q   := $(if $(V),,@)
# What is built, unless make -s or V=1: its first word of flags has an s then.
quiet := $(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS))))
say    = $(if $(V)$(quiet),,@printf '  %-8s %s\n' '$(1)' '$(2)')

# -- sources: a new file in a floor's folder is picked up by itself ----------------------------
FRONT_FLOORS := tui line stage
SRC       := $(sort $(wildcard src/*/*.c))
FRONT_SRC := $(filter $(addprefix src/,$(addsuffix /%,$(FRONT_FLOORS))),$(SRC))
LIB_SRC   := $(filter-out $(FRONT_SRC),$(SRC))
MAIN_SRC  := $(wildcard src/main.c)
obj        = $(patsubst %.c,$(O)/%.o,$(1))

LIB   := $(OUT)/lib$(NAME).a
FRONT := $(O)/lib$(NAME)-fronts.a
PROG  := $(OUT)/$(NAME)

NO_TESTS  := tests/lib/% tests/fuzz/% tests/bench/%
TOOL_SRC  := $(sort $(wildcard tests/cli/*.c))
TEST_SRC  := $(sort $(filter-out $(NO_TESTS),$(wildcard tests/*/test_*.c)))
HELP_SRC  := $(sort $(wildcard tests/lib/*.c))
FUZZ_SRC  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
BENCH_SRC := $(sort $(wildcard tests/bench/bench_*.c))
BENCH_HELP := $(filter-out $(BENCH_SRC),$(sort $(wildcard tests/bench/*.c)))
TEST_SH   := $(filter-out %/lib.sh,$(sort $(wildcard tests/cli/*.sh tests/e2e/*.sh)))
TESTS     := $(patsubst %.c,$(O)/%,$(TEST_SRC))
TOOLS_BIN := $(patsubst %.c,$(O)/%,$(TOOL_SRC))
FUZZERS   := $(patsubst %.c,$(O)/%,$(FUZZ_SRC))
BENCHES   := $(patsubst %.c,$(O)/%,$(BENCH_SRC))

# -- flags -------------------------------------------------------------------------------------
# lazy: found out once, and only when a recipe needs it, when the tools are known to be there.
lazy = $(eval $(1) := $(2))$($(1))
pkg  = $(shell $(PKG_CONFIG) $(1) $(2) 2>/dev/null)
# $(call cc_has,FLAGS): FLAGS when the compiler takes all of them, for compiling and linking.
cc_has = $(shell f=$$(mktemp) && printf 'int main(void){return 0;}' | \
	$(CC) -Werror $(1) -xc -o $$f - >/dev/null 2>&1 && echo '$(1)'; rm -f $$f)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wcast-qual -Wcast-align \
	-Wpointer-arith -Wundef -Wvla -Wformat=2 -Wswitch-enum -Wdouble-promotion \
	$(if $(filter-out 0,$(WERROR)),-Werror)

SAN_gcc := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
ifeq ($(VARIANT),release)
CFLAGS ?= -O2 -g
HARD_CC = $(call lazy,HARD_CC,$(call cc_has,-fstack-protector-strong -fstack-clash-protection) \
	$(if $(filter -O -O1 -O2 -O3 -Os,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2) -fPIE)
HARD_LD = $(call lazy,HARD_LD,$(call cc_has,-pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now))
else ifeq ($(VARIANT),debug)
CFLAGS ?= -O0 -g3
else ifeq ($(VARIANT),asan)
CFLAGS ?= -O1 -g
HARD_CC = $(SAN_gcc)
HARD_LD = $(SAN_gcc)
else ifeq ($(VARIANT),cov)
CFLAGS ?= -O0 -g
HARD_CC = --coverage
HARD_LD = --coverage
else ifeq ($(VARIANT),fuzz)
CFLAGS ?= -O1 -g
HARD_CC = $(SAN_gcc) -fsanitize=fuzzer-no-link
HARD_LD = $(SAN_gcc)
else
$(error VARIANT=$(VARIANT): not one of release debug asan cov fuzz)
endif
comma := ,

HAVE_LIBCRYPTO = $(call lazy,HAVE_LIBCRYPTO,$(shell $(PKG_CONFIG) --exists libcrypto 2>/dev/null \
	&& echo 1 || echo 0))
HAVE_SQLITE = $(call lazy,HAVE_SQLITE,$(shell $(PKG_CONFIG) --exists sqlite3 2>/dev/null \
	&& echo 1 || echo 0))
HAVE_VTERM = $(call lazy,HAVE_VTERM,$(shell $(PKG_CONFIG) --exists vterm 2>/dev/null \
	&& echo 1 || echo 0))

# Features of POSIX for every floor but the terminal's: there the flags of ncursesw decide.
FEATURES := -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE
CURSES_CC = $(call lazy,CURSES_CC,$(call pkg,--cflags,ncursesw))
CURSES_LD = $(call lazy,CURSES_LD,$(or $(call pkg,--libs,ncursesw),-lncursesw))
YAML_CC   = $(call lazy,YAML_CC,$(call pkg,--cflags,yaml-0.1))
YAML_LD   = $(call lazy,YAML_LD,$(or $(call pkg,--libs,yaml-0.1),-lyaml))
CRYPTO_CC = $(call lazy,CRYPTO_CC,$(call pkg,--cflags,libcrypto))
CRYPTO_LD = $(if $(filter 1,$(HAVE_LIBCRYPTO)),$(call lazy,CRYPTO_LD1,$(call pkg,--libs,libcrypto)))
SQLITE_CC = $(call lazy,SQLITE_CC,$(call pkg,--cflags,sqlite3))
SQLITE_LD = $(if $(filter 1,$(HAVE_SQLITE)),$(call lazy,SQLITE_LD1,$(call pkg,--libs,sqlite3)))
CMOCKA_CC = $(call lazy,CMOCKA_CC,$(call pkg,--cflags,cmocka))
CMOCKA_LD = $(call lazy,CMOCKA_LD,$(or $(call pkg,--libs,cmocka),-lcmocka))
VTERM_CC  = $(call lazy,VTERM_CC,$(call pkg,--cflags,vterm))
VTERM_LD  = $(if $(filter 1,$(HAVE_VTERM)),$(call lazy,VTERM_LD1,$(call pkg,--libs,vterm) -lutil))

BUILD_INFO = -DCOATCHECK_VERSION='"$(VERSION)"' -DCOATCHECK_DATADIR='"$(PREFIX)/share/$(NAME)"'

# What one floor gets beyond the rest: $(call floor_cc,src/FLOOR/file.c).
CC_src/tui    = $(CURSES_CC) $(if $(findstring _XOPEN_SOURCE,$(CURSES_CC)),,-D_XOPEN_SOURCE=600) \
	$(if $(findstring _DEFAULT_SOURCE,$(CURSES_CC)),,-D_DEFAULT_SOURCE)
CC_src/lesson = $(FEATURES) $(YAML_CC)
CC_src/trace  = $(FEATURES) $(CRYPTO_CC)
CC_src/experiment = $(FEATURES) -pthread
CC_src/journal = $(FEATURES) $(SQLITE_CC)
CC_src/app    = $(FEATURES) $(BUILD_INFO)
CC_src/command = $(FEATURES) $(BUILD_INFO)
CC_src/exchange = $(FEATURES) $(BUILD_INFO)
CC_src        = $(FEATURES) $(BUILD_INFO)
floor      = $(patsubst %/,%,$(dir $(1)))
floor_cc   = $(if $(filter tests/%,$(1)),$(FEATURES) -Itests $(CMOCKA_CC) $(VTERM_CC),$(or \
	$(CC_$(call floor,$(1))),$(FEATURES)))

ALL_CPPFLAGS = -Isrc -DHAVE_LIBCRYPTO=$(HAVE_LIBCRYPTO) -DHAVE_SQLITE=$(HAVE_SQLITE) \
	-DHAVE_VTERM=$(HAVE_VTERM) $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 -ffp-contract=off $(WARNINGS) $(HARD_CC) $(CFLAGS)
ALL_LDFLAGS  = $(HARD_LD) $(LDFLAGS)
LIB_LD       = $(YAML_LD) $(CRYPTO_LD) $(SQLITE_LD) -pthread -lm $(LDLIBS)
FRONT_LD     = $(CURSES_LD)
COMPILE      = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)
LINK         = $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# -- building ----------------------------------------------------------------------------------
.PHONY: all build run test laws test-unit test-programs check check-fuzz lint asan warnings \
	fuzz fuzz-replay audit bench coverage assets docs golden-update install uninstall dist \
	clean help FORCE

all: build ## build the program (default)

build: $(LIB) $(if $(MAIN_SRC),$(PROG))

# Which tools a goal needs, and whether we may install them: only goals that are commands for people
# on a fresh machine do; a plain `make` names what is missing and stops.
BOOTSTRAP := assets/packaging/bootstrap.sh
MODE := $(if $(filter run test check fuzz audit,$(MAKECMDGOALS)),install,check)
TOOLS := $(BUILD)/.tools-$(MODE)

# One installation at a time: what only the build needs waits for what the goal needs.
ifeq ($(MODE),install)
GOAL_TOOLS := $(patsubst check,test,$(firstword $(filter audit fuzz check test,$(MAKECMDGOALS))))
$(TOOLS)-run: | $(addprefix $(TOOLS)-,$(GOAL_TOOLS))
endif

$(TOOLS)-%: $(BOOTSTRAP)
	$(Q)mkdir -p $(@D)
	$(Q)CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' sh $(BOOTSTRAP) --$(MODE) $*
	$(Q)touch $@

# Objects depend on the command that makes them, and archives on the list of their members.
STAMP = $(COMPILE) $(ALL_LDFLAGS) $(LDLIBS) $(BUILD_INFO)
keep_if_same = $(Q)if cmp -s $@.new $@; then rm -f $@.new; else mv $@.new $@; fi

$(O)/.flags: FORCE | $(TOOLS)-run
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' '$(subst ','\'',$(STAMP))' >$@.new
	$(keep_if_same)

$(O)/.members: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' $(SRC) >$@.new
	$(keep_if_same)

$(O)/src/%.o: src/%.c $(O)/.flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(call floor_cc,$<) -MMD -MP -c -o $@ $<

$(O)/tests/%.o: tests/%.c $(O)/.flags | $(TOOLS)-test
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(call floor_cc,$<) -MMD -MP -c -o $@ $<

$(LIB): $(call obj,$(LIB_SRC)) $(O)/.members
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(FRONT): $(call obj,$(FRONT_SRC)) $(O)/.members
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(PROG): $(call obj,$(MAIN_SRC)) $(FRONT) $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINK) $(FRONT_LD) $(LIB_LD)

run: build ## build and open the program; ARGS='...' are passed on
	$(Q)$(PROG) $(ARGS)

# -- tests -------------------------------------------------------------------------------------
# Only tests/e2e may link the fronts; everything else must do with the library.
# The helpers are an archive, so that a program links only those it uses.
HELP_LIB := $(O)/tests/libhelp.a
.SECONDARY:
$(HELP_LIB): $(call obj,$(HELP_SRC))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(O)/tests/e2e/%: $(O)/tests/e2e/%.o $(HELP_LIB) $(FRONT) $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINK) $(CMOCKA_LD) $(VTERM_LD) $(FRONT_LD) $(LIB_LD) -lm

$(O)/tests/cli/%: $(O)/tests/cli/%.o
	$(call say,LD,$@)
	$(Q)$(LINK)

# With VARIANT=fuzz libFuzzer brings main; elsewhere a main of ours replays files.
FUZZ_MAIN := $(if $(filter fuzz,$(VARIANT)),,$(O)/tests/fuzz/replay_main.o)
FUZZ_LD   := $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer)
$(O)/tests/fuzz/%: $(O)/tests/fuzz/%.o $(FUZZ_MAIN) $(HELP_LIB) $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINK) $(FUZZ_LD) $(LIB_LD)

$(BENCHES): $(O)/tests/bench/%: $(O)/tests/bench/%.o $(call obj,$(BENCH_HELP)) $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINK) $(LIB_LD) -lm

$(O)/tests/%: $(O)/tests/%.o $(HELP_LIB) $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINK) $(CMOCKA_LD) $(LIB_LD) -lm

test-programs: $(TESTS) $(TOOLS_BIN)

# A result is made by running one test; the run never fails by itself, so that all of them happen.
RESULTS := $(O)/results
LEAKS    := suppressions=tests/lib/lsan.supp:print_suppressions=0
RUN_ENV  = COATCHECK_DB=none LSAN_OPTIONS=$(LEAKS) COATCHECK=$(PROG) TOOLS=$(O)/tests/cli \
	VARIANT=$(VARIANT) TEST_SECONDS=$(TEST_SECONDS) LC_ALL=C.UTF-8 TZ=UTC
T ?=
named  = $(filter %/test_$(T) %/$(T).sh,$(1))
like   = $(foreach t,$(1),$(if $(findstring $(T),$(notdir $(t))),$(t)))
picked = $(if $(T),$(or $(named),$(if $(filter %/test_$(T),$(TESTS)),,$(like))),$(1))
TEST_RESULTS := $(patsubst $(O)/tests/%,$(RESULTS)/%.log,$(call picked,$(TESTS))) \
	$(patsubst tests/%.sh,$(RESULTS)/%.sh.log,$(call picked,$(TEST_SH)))

$(RESULTS)/%.sh.log: tests/%.sh build $(TOOLS_BIN) FORCE
	$(Q)mkdir -p $(@D)
	$(Q)$(RUN_ENV) sh tests/run.sh $@ sh $<

$(RESULTS)/%.log: $(O)/tests/% build FORCE
	$(Q)mkdir -p $(@D)
	$(Q)$(RUN_ENV) sh tests/run.sh $@ $<

test: $(TEST_RESULTS) ## build and run every test, print the counts; T=name picks, SLOW=10 times
	$(Q)V=$(V)$(SHOW) SLOW='$(SLOW)' sh tests/summary.sh $(TEST_RESULTS)

test-unit: ## run the test programs whose name contains T=name, with their output
	$(Q)$(MAKE) test T='$(T)' SHOW=1

laws: ## laws of stations at a load of 0.99 over twenty times as many runs: two minutes
	$(Q)LAWS=20 SPREAD_VERBOSE=1 $(MAKE) test-unit T=engine_limit

asan: ## the tests under address and undefined behaviour sanitisers, leaks on
	$(Q)$(MAKE) VARIANT=asan WERROR=1 test

check: ## lint, sanitised tests, fuzz corpora replayed, documents fresh: what a change must pass
	$(Q)bad=; for part in lint warnings asan check-fuzz docs; do \
		$(MAKE) $$part || bad="$$bad $$part"; done; \
	[ -z "$$bad" ] || { echo "check: failed:$$bad"; exit 1; }; echo 'check: passed'

check-fuzz:
	$(Q)$(MAKE) VARIANT=asan WERROR=1 fuzz-replay

lint: ## floors, sizes, unfinished marks, banned functions
	$(Q)sh tests/lint/lint.sh

# The other compiler's opinion: clang when it is here.
warnings: ## every source through clang's warnings, where clang is installed
	$(Q)if command -v clang >/dev/null 2>&1; then \
		$(MAKE) CC=clang VARIANT=debug CFLAGS=-O0 BUILD=$(BUILD)/clang WERROR=1 \
			build test-programs && \
		echo "warnings: clang builds $(words $(SRC) $(TEST_SRC)) sources without one"; \
	else echo "warnings: skipped, clang is not installed"; fi

fuzz-replay: $(FUZZERS) ## every file of the fuzz corpora through its entry point
	$(Q)sh tests/fuzz/replay.sh $(FUZZERS)

fuzz: | $(TOOLS)-fuzz ## libFuzzer (clang) on every entry, FUZZ_SECONDS=60 each
	$(Q)$(MAKE) VARIANT=fuzz CC=clang fuzz-run

.PHONY: fuzz-run
fuzz-run: $(FUZZERS)
	$(Q)sh tests/fuzz/run.sh $(O)/tests/fuzz $(FUZZ_SECONDS) $(FUZZERS)

audit: | $(TOOLS)-audit ## analysers and valgrind over everything: slow
	$(Q)CC='$(CC)' MAKE='$(MAKE)' BUILD='$(BUILD)' sh tests/lint/audit.sh

# Other simulators to compare with, where they are installed; the program says which are not.
PEERS = $(foreach p,ns3:ns3-core simgrid:simgrid,$(if $(filter 0,$(shell \
	$(PKG_CONFIG) --exists $(word 2,$(subst :, ,$(p))) && command -v $(CXX) >/dev/null; \
	echo $$?)),$(O)/tests/bench/peer_$(firstword $(subst :, ,$(p)))))
peer_pkg = $(patsubst peer_%,%,$(subst ns3,ns3-core,$(1)))
$(O)/tests/bench/peer_%: tests/bench/peer_%.cpp $(call obj,$(BENCH_HELP))
	$(call say,CXX,$@)
	$(Q)$(CXX) -O2 -Itests -I. $$($(PKG_CONFIG) --cflags $(call peer_pkg,$(@F)) | tr -d ';') \
	-o $@ $^ $$($(PKG_CONFIG) --libs-only-l $(call peer_pkg,$(@F)) | tr ' ' '\n' | grep '^-l')

bench: build $(BENCHES) ## measure: events per second, cells per second, loading
	$(Q)for peer in $(PEERS); do $(MAKE) $$peer || echo "bench: $$peer does not build"; done
	$(Q)for b in $(BENCHES); do COATCHECK=$(PROG) $$b || exit 1; done; \
	[ -n '$(BENCHES)' ] || echo 'bench: no programs in tests/bench'

coverage: ## lines reached by the tests, per floor
	$(Q)find $(BUILD)/cov -name '*.gcda' -exec rm -f {} + 2>/dev/null; true
	$(Q)$(MAKE) VARIANT=cov test
	$(Q)sh tests/lint/coverage.sh $(BUILD)/cov

# -- documents and pictures made by the program ------------------------------------------------
assets: build ## pictures, man page, completions, schema: all made by the program
	$(Q)for s in assets/generate/*.sh; do [ -e "$$s" ] || continue; \
	COATCHECK=$(PROG) sh "$$s" assets || exit 1; done

docs: build ## fails when a generated document is stale
	$(Q)n=0; for s in tests/docs/*.sh; do [ -e "$$s" ] || continue; n=$$((n + 1)); \
	COATCHECK=$(PROG) sh "$$s" || exit 1; done; echo "docs: $$n checks, none stale"

golden-update: ## rewrite the expected screens; review the difference
	$(Q)GOLDEN_UPDATE=1 $(MAKE) test

# -- installing --------------------------------------------------------------------------------
DATA := $(DESTDIR)$(PREFIX)/share/$(NAME)
MAN1 := $(DESTDIR)$(PREFIX)/share/man/man1
BASH := $(DESTDIR)$(PREFIX)/share/bash-completion/completions

install: build ## program, lessons, man page, completions under DESTDIR PREFIX
	$(Q)mkdir -p $(DESTDIR)$(PREFIX)/bin $(DATA)/lessons $(DATA)/licences
	$(Q)install -m 755 $(PROG) $(DESTDIR)$(PREFIX)/bin/$(NAME)
	$(Q)cp -R lessons/. $(DATA)/lessons/
	$(Q)cp assets/licences/*.txt $(DATA)/licences/
	$(Q)if [ -e assets/$(NAME).1 ]; then mkdir -p $(MAN1) && cp assets/$(NAME).1 $(MAN1)/; fi
	$(Q)if [ -e assets/completions/$(NAME).bash ]; then mkdir -p $(BASH) && \
		cp assets/completions/$(NAME).bash $(BASH)/$(NAME); fi

uninstall: ## removes what install put there
	$(Q)rm -rf $(DATA)
	$(Q)rm -f $(DESTDIR)$(PREFIX)/bin/$(NAME) $(MAN1)/$(NAME).1 $(BASH)/$(NAME)

dist: ## build/coatcheck-VERSION.tar.gz of the last commit: same commit, same bytes
	$(Q)mkdir -p $(BUILD)
	$(Q)git archive --format=tar --prefix=$(NAME)-$(VERSION)/ HEAD | gzip -n -9 \
		>$(BUILD)/$(NAME)-$(VERSION).tar.gz
	$(Q)echo $(BUILD)/$(NAME)-$(VERSION).tar.gz

clean: ## remove everything that was built
	$(Q)rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile
	@echo; echo '  VARIANT=debug|asan|cov|fuzz  V=1 shows commands  BUILD=dir builds elsewhere'

FORCE:

-include $(patsubst %.c,$(O)/%.d,$(SRC) $(MAIN_SRC) $(TEST_SRC) $(HELP_SRC) $(TOOL_SRC) \
	$(FUZZ_SRC) $(BENCH_SRC) tests/fuzz/replay_main.c)
