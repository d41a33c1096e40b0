# SPDX-License-Identifier: GPL-2.0
# scx suite: `make help` lists the targets. Everything built goes below build/.

VERSION := 0.1.0
PREFIX  ?= /usr/local
SBINDIR := $(PREFIX)/sbin
ifeq ($(origin CC),default)
CC      := gcc
endif
# The newest clang at hand: before 16 it cannot relocate 64-bit enum values.
find    = $(firstword $(foreach program,$(1),$(shell command -v $(program))) $(lastword $(1)))
CLANG   := $(call find,clang-22 clang-21 clang-20 clang-19 clang-18 clang-17 clang-16 clang)
FORMAT  := $(call find,clang-format-19 clang-format)
B       := build

CFLAGS  ?= -O2 -g
CFLAGS  += -std=gnu17 -Wall -Wextra -Werror -MMD -MP
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Iscx_common $(ROOT)
LDLIBS  := -ljansson -lbpf -lelf -lz -lm
CURSES  := -lncursesw -ltinfo
ifeq ($(SAN),1)
B       := build/san
CFLAGS  += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# Their runtime linked in, so that such a program also runs in a guest.
LDFLAGS += -fsanitize=address,undefined -static-libasan -static-libubsan -static-libgcc
endif

# BPF objects are the same with and without sanitizers. Every schedulers/*.bpf.h is a policy.
POLICIES  := $(wildcard schedulers/*.bpf.h)
MULTIARCH := $(shell $(CC) -print-multiarch 2> /dev/null)
BPFFLAGS  := -g -O2 -target bpf -mcpu=v3 -Wall -Wextra -Werror -Wno-unused-parameter -MMD -MP \
	     -Iscx_common -Ischedulers -isystem /usr/include/$(MULTIARCH)
SUITE     := build/suite.bpf.o
PROBE     := build/probe.bpf.o
TEST_BPF  := $(patsubst tests/vm/%.bpf.c,build/tests/vm/%.bpf.o,$(wildcard tests/vm/objects/*.bpf.c))
PROGRAMS  := $(patsubst tests/vm/programs/%.c,build/tests/vm/%,$(wildcard tests/vm/programs/*.c))

COMMON    := $(patsubst %.c,$(B)/%.o,$(wildcard scx_common/user/*.c))
LOADER    := $(patsubst %.c,$(B)/%.o,$(wildcard loader/*.c loader/*/*.c)) $(B)/loader/embed.o
MONITOR   := $(patsubst %.c,$(B)/%.o,$(filter-out %.bpf.c,$(wildcard monitor/*.c monitor/*/*.c))) \
	     $(B)/monitor/embed.o
BENCH_DIR := tests/bench/programs
BENCH     := $(addprefix $(B)/bench/,wakeprobe pingpong shares)
BENCH_OBJ := $(patsubst %,$(B)/$(BENCH_DIR)/%.o,bench hogs fairshare)
UNIT      := $(patsubst %.c,$(B)/%.t,$(wildcard tests/unit/*/test_*.c))
C_FILES   := $(wildcard $(foreach d,scx_common schedulers loader monitor,$(d)/*.[ch] $(d)/*/*.[ch]) \
		tests/unit/*.[ch] tests/unit/*/*.[ch] tests/fuzz/*.[ch] tests/vm/objects/*.[ch] \
		tests/vm/measure/*.c tests/vm/programs/*.c $(BENCH_DIR)/*.[ch])
SCRIPTS   := .ci/run tests/apt.sh tests/deps tests/demo tests/vm/demo tests/vm/vm tests/vm/kernel \
	     tests/vm/lane tests/vm/initramfs tests/vm/init tests/vm/service tests/vm/sift \
	     $(wildcard tests/vm/soak/* tests/vm/measure/guest/*) tests/vm/measure/growth \
	     tests/bench/sweep tests/bench/peers \
	     tests/unit/soak/plan.t tests/unit/soak/sift.t tests/unit/schedulers/new-policy.t \
	     tests/frames/frames.t tests/frames/recording-64 \
	     tests/unit/bench/*.t tests/unit/bench/tap.bash tests/bench/agent \
	     tests/bench/end-to-end.t tests/bench/workloads/* tests/fuzz/seeds \
	     loader/package/deb loader/package/scx-load.bash monitor/package/scx-monitor.bash

ifeq ($(V),1)
Q   :=
msg :=
else
Q   := @
msg = @printf '  %-7s %s\n' $(1) $(2);
endif

.PHONY: all deps test test-matrix test-long unit guest fuzz soak growth demo bench bench-quick peers report \
	check format install uninstall deb clean help
.DELETE_ON_ERROR:

all: $(B)/scx-load $(B)/scx-monitor $(BENCH)

help:
	@sed -n 's/^#: //p' Makefile

#: make            build scx-load and scx-monitor        (V=1 shows commands, SAN=1: ASan, UBSan)
#: make deps       install what is needed to build and test (Debian, Ubuntu)
#: make test       unit tests, then guest tests on the newest Debian kernel
#: make unit       unit tests only
#: make guest      guest tests only                      (VM_KERNEL=6.16 T=tests/vm/t/x.bats)
#: make test-matrix  guest tests on every kernel from 6.12 on  (MATRIX="7.0 6.16" RESUME=1)
#: make test-long  guest tests that take longer than all others: storms of faults, many CPUs
#: make fuzz       command lines, objects, recordings under libFuzzer   (FUZZ=SECONDS FUZZ_SEED=N)
#: make soak       random actions in a guest, all checked   (SOAK=SECONDS SEED=N VM_KERNEL=6.12)
#: make growth     cost of a switch against CPUs and tasks, 20 minutes of guests  (RESULTS=results)
#: make demo       the latency policy under load, in a guest   (DEMO=host: on this machine)
#: make bench      our policies against EEVDF: 20 minutes in a guest    (NAME=x RESULTS=results)
#: make bench-quick  latency against EEVDF, two workloads: 3 to 4 minutes
#: make peers      the same with schedulers of github.com/sched-ext/scx: 45 minutes (SCX=a clone of it)
#: make report     tables, plots and the README's section from results/raw
#: make pictures   the dashboard's pictures in the chapters, from a recording
#: make check      formatting, shell scripts and Python
#: make format     format the C files
#: make install    into PREFIX (/usr/local) below DESTDIR; make uninstall takes it away
#: make deb        a Debian package of all that, in build/
#: make clean      remove build/

deps:
	@tests/deps

# Programs

$(B)/scx-load: $(LOADER) $(COMMON)
	$(call msg,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/scx-monitor: $(MONITOR) $(COMMON)
	$(call msg,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(CURSES)

# The load generators of scx-ab
$(BENCH): $(B)/bench/%: $(B)/$(BENCH_DIR)/%.o $(BENCH_OBJ) $(COMMON)
	$(call msg,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# A line that includes a file names it from its program's root.
$(B)/loader/%.o: ROOT := -Iloader
$(B)/monitor/%.o: ROOT := -Imonitor
$(B)/%.o: %.c
	$(call msg,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# Each program carries its BPF object.
$(B)/loader/embed.o: EMBED := $(SUITE)
$(B)/loader/embed.o: $(SUITE)
$(B)/monitor/embed.o: EMBED := $(PROBE)
$(B)/monitor/embed.o: $(PROBE)
$(B)/%/embed.o: scx_common/user/embed.S
	$(call msg,EMBED,$(EMBED))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -DEMBED='"$(EMBED)"' -c -o $@ $<

$(SUITE): schedulers/suite.bpf.c schedulers/check $(POLICIES) Makefile
	$(Q)schedulers/check
	$(call msg,BPF,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPFFLAGS) -c -o $@ $<

$(PROBE): monitor/feed/probe.bpf.c Makefile
	$(call msg,BPF,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPFFLAGS) -c -o $@ $<

# Tests

build/tests/vm/objects/%.bpf.o: tests/vm/objects/%.bpf.c $(POLICIES) Makefile
	$(call msg,BPF,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPFFLAGS) -c -o $@ $<

# scx-load with sanitizers, for the guest
SAN_LOADER := build/tests/vm/san-scx-load
$(SAN_LOADER): $(wildcard loader/*.[ch] loader/*/*.[ch] scx_common/*.h scx_common/user/*) $(SUITE)
	$(Q)$(MAKE) --no-print-directory SAN=1 build/san/scx-load
	$(Q)mkdir -p $(@D) && cp build/san/scx-load $@

# Loads for the guest. Without sanitizers: what is tested is the scheduler below them.
$(PROGRAMS): build/tests/vm/%: tests/vm/programs/%.c $(addprefix scx_common/user/,pinned.c vars.c)
	$(call msg,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(filter-out -fsanitize% -fno-sanitize%,$(CFLAGS)) -o $@ \
		$(filter %.c,$^) $(filter -lbpf -lelf -lz,$(LDLIBS))

define UNIT_RULE
$(B)/tests/unit/$(1)/%.t: tests/unit/$(1)/%.c $(filter-out %/main.o,$(2)) $(COMMON)
	$(call msg,LINK,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -Itests/unit -I$(or $(3),$(1)) -o $$@ $$(filter %.c %.o,$$^) \
		-lcmocka $(LDLIBS) $(CURSES)
endef
$(eval $(call UNIT_RULE,loader,$(LOADER)))
$(eval $(call UNIT_RULE,monitor,$(MONITOR)))
$(eval $(call UNIT_RULE,bench,$(BENCH_OBJ),$(BENCH_DIR)))

# Golden frames of the dashboard and tests of whole programs; with sanitizers they would be too slow
# to be of use. scx-ab is Python, which has none.
WHOLE := $(if $(SAN),,tests/frames/frames.t tests/frames/openmetrics.t \
		$(wildcard tests/unit/*/*.t tests/unit/*/test_*.py))
PYTHON := $(wildcard tests/vm/matrix tests/vm/measure/profile tests/bench/scx-ab tests/bench/readme \
	    tests/bench/scxab/*.py tests/unit/bench/*.py)
# All guest tests on one kernel; newest first in the matrix, so that a failure shows early.
T ?= lane:$(or $(VM_KERNEL),newest)
MATRIX ?= newest 7.0 6.18 6.16 6.12
PROVE := prove --timer --merge --failures --comments

test: all $(UNIT) $(TEST_BPF) $(PROGRAMS) $(SAN_LOADER)
	@$(PROVE) --exec tests/run $(UNIT) $(WHOLE) $(T) tests/bench/end-to-end.t

unit: all $(UNIT)
	@$(PROVE) --exec tests/run $(UNIT) $(WHOLE)

guest: all $(TEST_BPF) $(PROGRAMS) $(SAN_LOADER)
	@$(PROVE) --exec tests/run $(T)

# A 6.12 kernel is built in what time the first lanes leave.
test-matrix: all $(TEST_BPF) $(PROGRAMS) $(SAN_LOADER)
	$(if $(filter 6.12,$(MATRIX)),$(Q)nice -n 19 tests/vm/kernel 6.12 > /dev/null 2>&1 &)
	@RESUME=$(RESUME) $(PROVE) --exec tests/run $(addprefix lane:,$(MATRIX))
	@tests/vm/matrix $(MATRIX)

LONG := $(shell grep -l 'bats file_tags=long' tests/vm/t/*.bats)
test-long: all $(TEST_BPF) $(PROGRAMS)
	@$(PROVE) --exec tests/run $(LONG)

# Each tests/fuzz/TARGET.c under libFuzzer for FUZZ seconds, with ASan and UBSan. The same FUZZ_SEED
# tries the same things in the same order; 0 is another one each time.
FUZZ    ?= 8
FUZZ_SEED ?= 1
FUZZERS := replay load-options monitor-options object
FUZZING := -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_OBJ = $(patsubst %.c,build/fuzz/%.o,$(filter %.c,$(1)))
fuzz: $(addprefix fuzz-,$(FUZZERS))

fuzz-%: build/fuzz/% $(SUITE) $(PROBE) $(TEST_BPF)
	$(Q)rm -rf build/fuzz/seeds/$*
	$(Q)tests/fuzz/seeds $* build/fuzz/seeds/$*
	$(Q)mkdir -p build/fuzz/corpus/$*
	$(call msg,FUZZ,"$* for $(FUZZ) s")
	$(Q)cd build/fuzz && ASAN_OPTIONS=exitcode=99 LSAN_OPTIONS=suppressions=$(CURDIR)/tests/fuzz/leaks \
		./$* -max_total_time=$(FUZZ) -seed=$(FUZZ_SEED) -max_len=$(FUZZ_LEN) -timeout=20 -verbosity=1 \
		-artifact_prefix=$*- corpus/$* seeds/$* > $*.log 2>&1 || { tail -60 $*.log; exit 1; }
	$(Q)tail -1 build/fuzz/$*.log
fuzz-%: FUZZ_LEN := 20000
fuzz-load-options fuzz-monitor-options: FUZZ_LEN := 400
fuzz-object: FUZZ_LEN := 400000

build/fuzz/%.o: %.c
	$(call msg,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) -g -O1 -std=gnu17 -MMD -MP $(CPPFLAGS) $(FUZZ_INCLUDE) -fsanitize=fuzzer-no-link \
		$(FUZZING) -c -o $@ $<

build/fuzz/replay build/fuzz/monitor-options: FUZZ_INCLUDE := -Imonitor
build/fuzz/replay: $(call FUZZ_OBJ,$(addprefix monitor/,format/json_read.c \
	format/json_write.c frame/frame.c frame/model.c frame/events.c frame/names.c) \
	scx_common/user/stats.c scx_common/user/text.c)
build/fuzz/monitor-options: $(call FUZZ_OBJ,monitor/options.c $(addprefix scx_common/user/,log.c nearest.c \
	optparse.c))
build/fuzz/load-options build/fuzz/object: FUZZ_INCLUDE := -Iloader
build/fuzz/load-options build/fuzz/object: build/loader/embed.o \
	$(call FUZZ_OBJ,$(filter-out %/main.c %.bpf.c,$(wildcard loader/*.c loader/*/*.c \
	scx_common/user/*.c)))
$(FUZZERS:%=build/fuzz/%): build/fuzz/%: build/fuzz/tests/fuzz/%.o
	$(call msg,LINK,$@)
	$(Q)$(CLANG) -g -fsanitize=fuzzer $(FUZZING) -o $@ $^ $(LDLIBS)

# One boot, SOAK seconds of random actions, chosen by SEED.
SOAK      ?= 300
SEED      ?= 1
VM_KERNEL ?= newest
soak: all $(TEST_BPF) $(PROGRAMS)
	@tests/vm/soak/soak $(SOAK) $(SEED) $(VM_KERNEL) $(RESULTS)

growth:
	@tests/vm/measure/growth $(VM_KERNEL) $(RESULTS)

demo:
	@tests/demo

.PHONY: pictures
pictures: $(B)/scx-monitor
	@tests/frames/pictures

# What results/ holds: samples in RESULTS/raw/NAME.jsonl, what they come to in RESULTS/NAME/.
RESULTS ?= build/results
NAME    ?= bench
bench: BENCH := tests/bench/scx-ab run --arms eevdf,fifo,weighted,latency --blocks 10 --seconds 0.5 \
	--seed 1
bench-quick: BENCH := tests/bench/scx-ab run --arms eevdf,latency --blocks 7 --seconds 0.4 \
	--seed 1 --workloads hackbench-pipe-threads,wake-hogs
peers: BENCH = CLANG=$(CLANG) tests/bench/peers $(or $(SCX),$(error SCX=a clone of \
	github.com/sched-ext/scx))
bench bench-quick peers: all
	$(Q)$(BENCH) $(BENCH_OPTIONS) --out $(RESULTS)/raw/$(NAME).jsonl
	$(Q)tests/bench/scx-ab report $(RESULTS)/raw/$(NAME).jsonl --out $(RESULTS)/$(NAME)
	$(Q)cat $(RESULTS)/$(NAME)/report.txt

# What is published, once more from the samples.
report: all
	$(Q)for raw in $(wildcard results/raw/*.jsonl results/sweeps/raw/*.jsonl); do \
		tests/bench/scx-ab report $$raw --out $${raw%/raw/*}/$$(basename $$raw .jsonl); done
	$(Q)tests/bench/readme

check:
	$(call msg,FORMAT,)
	$(Q)$(FORMAT) --dry-run -Werror $(C_FILES)
	@# clang-format leaves comments alone
	$(Q)! for f in $(C_FILES); do expand $$f | grep -n '.\{101,\}' | sed "s,^,$$f:,"; done | grep .
	$(call msg,SHELL,)
	$(Q)shellcheck -x $(SCRIPTS) tests/run tests/vm/t/*.bats
	$(call msg,PYTHON,)
	$(Q)pyflakes3 $(PYTHON)
	$(Q)pycodestyle --max-line-length=100 $(PYTHON)
	$(Q)tests/bench/readme --check
	$(Q)tests/vm/matrix --check

format:
	$(Q)$(FORMAT) -i $(C_FILES)

# Installation

# What goes where; a configuration that the user may have changed is not overwritten or removed.
PACKAGE := loader/package
CONFIG  := $(DESTDIR)/etc/default/scx-load
SHARE   := $(PREFIX)/share
INSTALLED = $(addprefix $(DESTDIR),$(SBINDIR)/scx-load $(PREFIX)/lib/systemd/system/scx-load.service \
	    $(SHARE)/man/man8/scx-load.8 $(SHARE)/bash-completion/completions/scx-load \
	    $(SHARE)/zsh/site-functions/_scx-load $(SBINDIR)/scx-monitor \
	    $(SHARE)/man/man8/scx-monitor.8 $(SHARE)/bash-completion/completions/scx-monitor \
	    $(SHARE)/zsh/site-functions/_scx-monitor $(SHARE)/man/man8/scx-ab.8)
# scx-ab finds the rest of it in lib/scx-ab beside the folder it is in.
BENCHCMD := $(DESTDIR)$(SBINDIR)/scx-ab
BENCHLIB := $(DESTDIR)$(PREFIX)/lib/scx-ab
FILL    := sed 's,@SBINDIR@,$(SBINDIR),; s,@VERSION@,$(VERSION),'

# The man page has its keys, views and options from the program's own tables.
ROFF = { gsub(/\\/, "\\e"); gsub(/-/, "\\-"); print ".TP\n\\fB\\&" $$1 "\\fR\n\\&" $$2 }
$(B)/scx-monitor.8: monitor/package/scx-monitor.8 $(B)/scx-monitor
	$(call msg,MAN,$@)
	$(Q)$(B)/scx-monitor --keys | awk -F'\t' '$(ROFF)' > $@.keys
	$(Q)$(B)/scx-monitor --list-views | awk -F'\t' '$(ROFF)' > $@.views
	$(Q)$(B)/scx-monitor --help | awk '/^  +-/ { sub(/^ +/, ""); end = match($$0, /  +|$$/); \
		printf "%s%s\t", line, substr($$0, 1, end - 1); line = "\n"; \
		printf "%s", substr($$0, end + RLENGTH) } \
		/^            / { sub(/^ +/, ""); printf "%s", $$0 } END { print "" }' | \
		awk -F'\t' '$(ROFF)' > $@.options
	$(Q)sed -e '/^@KEYS@/{r $@.keys' -e 'd}' -e '/^@OPTIONS@/{r $@.options' -e 'd}' \
		-e '/^@VIEWS@/{r $@.views' -e 'd}' $< > $@

install: all $(B)/scx-monitor.8
	$(call msg,INSTALL,$(DESTDIR)$(PREFIX))
	$(Q)mkdir -p $(dir $(INSTALLED) $(CONFIG))
	$(Q)install -m 755 $(B)/scx-load $(word 1,$(INSTALLED))
	$(Q)$(FILL) $(PACKAGE)/scx-load.service > $(word 2,$(INSTALLED))
	$(Q)$(FILL) $(PACKAGE)/scx-load.8 > $(word 3,$(INSTALLED))
	$(Q)install -m 644 $(PACKAGE)/scx-load.bash $(word 4,$(INSTALLED))
	$(Q)install -m 644 $(PACKAGE)/_scx-load $(word 5,$(INSTALLED))
	$(Q)install -m 755 $(B)/scx-monitor $(word 6,$(INSTALLED))
	$(Q)$(FILL) $(B)/scx-monitor.8 > $(word 7,$(INSTALLED))
	$(Q)install -m 644 monitor/package/scx-monitor.bash $(word 8,$(INSTALLED))
	$(Q)install -m 644 monitor/package/_scx-monitor $(word 9,$(INSTALLED))
	$(Q)$(FILL) tests/bench/package/scx-ab.8 > $(word 10,$(INSTALLED))
	$(Q)[ -e $(CONFIG) ] || install -m 644 $(PACKAGE)/scx-load.default $(CONFIG)
	$(Q)mkdir -p $(BENCHLIB)/bin $(BENCHLIB)/workloads $(BENCHLIB)/scxab
	$(Q)install -m 755 tests/bench/scx-ab $(BENCHCMD)
	$(Q)install -m 755 tests/bench/agent $(BENCHLIB)
	$(Q)install -m 755 $(BENCH) $(BENCHLIB)/bin
	$(Q)install -m 644 tests/bench/workloads/* $(BENCHLIB)/workloads
	$(Q)install -m 644 tests/bench/scxab/*.py $(BENCHLIB)/scxab

uninstall:
	$(call msg,REMOVE,$(DESTDIR)$(PREFIX))
	$(Q)rm -f $(INSTALLED) $(BENCHCMD)
	$(Q)rm -rf $(BENCHLIB)
	$(Q)! cmp -s $(PACKAGE)/scx-load.default $(CONFIG) || rm -f $(CONFIG)

deb: all
	@$(PACKAGE)/deb $(VERSION) $(B)

clean:
	$(Q)rm -rf build

-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d $(B)/tests/*/*/*.d build/*.d build/tests/vm/*.d build/tests/vm/objects/*.d)
