# SPDX-License-Identifier: GPL-2.0
# Tests, measurements and checks: the second half of the Makefile.

#:
#: make test         unit tests, then the quick guest tests on the newest Debian kernel
#: make unit         unit tests only
#: make guest        all guest tests on the newest kernel  (VM_KERNEL=6.16 T=tests/vm/t/x.bats)
#: make test-matrix  all guest tests on every kernel since 6.12  (MATRIX="7.0 6.16" RESUME=1)
#: make test-long    guest tests that take longer than all others: storms of faults, many CPUs
#: make fuzz         command lines, objects and recordings under libFuzzer  (FUZZ=SECONDS FUZZ_SEED=N)
#: make soak         random actions in a guest, each one checked  (SOAK=SECONDS SEED=N VM_KERNEL=6.12
#:                   CLOCK=virtual: the same seed does the same to the last instruction)
#: make check        check the form of the C files, shell scripts and Python
#: make format       format the C files
#:
#: make demo         waits with a policy and without, then the dashboard  (POLICY=latency DEMO=host)
#: make bench        all policies against EEVDF, the standard loads: 12 minutes  (NAME=x RESULTS=results)
#: make bench-quick  weighted and latency against EEVDF, two loads: 3 minutes
#: make peers        the standard loads, with schedulers of github.com/sched-ext/scx  (SCX=CLONE)
#: make results      all that results/ has of scx-ab: 2 to 3 hours  (SCX=CLONE LANES="7.3 6.12")
#: make growth       cost of a switch against CPUs and tasks: 20 minutes of guests  (RESULTS=results)
#: make report       tables and plots once more from the samples in results/raw
#: make pictures     pictures of the dashboard in the chapters, from a recording

.PHONY: test unit guest test-matrix test-long fuzz soak check format demo bench bench-quick peers \
	results growth report pictures

# What runs in a guest

TEST_BPF := $(patsubst %.c,build/%.o,$(wildcard tests/vm/objects/*.bpf.c))
$(TEST_BPF): build/%.bpf.o: %.bpf.c $(POLICIES)

# Loads. They have no sanitizers, because the subject of the test is the scheduler below them.
PROGRAMS := $(patsubst tests/vm/programs/%.c,build/tests/vm/%,$(wildcard tests/vm/programs/*.c))
$(PROGRAMS): build/tests/vm/%: tests/vm/programs/%.c $(addprefix scx_common/user/,pinned.c vars.c)
	$(call msg,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(filter-out -fsanitize% -fno-sanitize%,$(CFLAGS)) -o $@ \
		$(filter %.c,$^) $(filter -lbpf -lelf -lz,$(LDLIBS))

# What makes QEMU's virtual time exact. tests/vm/vm asks for it.
build/lockstep.so: tests/vm/lockstep.c
	$(call msg,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -shared -fPIC -o $@ $<

# scx-load with sanitizers
SAN_LOADER := build/tests/vm/san-scx-load
$(SAN_LOADER): $(wildcard loader/*.[ch] loader/*/*.[ch] scx_common/*.h scx_common/user/*) $(SUITE)
	$(Q)$(MAKE) --no-print-directory SAN=1 build/san/scx-load
	$(Q)mkdir -p $(@D) && cp build/san/scx-load $@

IN_GUEST := $(TEST_BPF) $(PROGRAMS) $(SAN_LOADER)
NEEDS_guest = $(NEEDS_all) /dev/fd prove qemu-system-x86_64 busybox cpio zstd bats jq tmux zsh hackbench \
	stress-ng cyclictest time

# Unit tests

UNIT := $(patsubst %.c,$(B)/%.t,$(wildcard tests/unit/*/test_*.c))
define UNIT_RULE
$(B)/tests/unit/$(1)/%.t: tests/unit/$(1)/%.c $(filter-out %/main.o,$(2))
	$(call msg,LINK,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(CC) $$(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -Itests/unit -I$(or $(3),$(1)) -o $$@ $$(filter %.c %.o,$$^) \
		-lcmocka $(LDLIBS) $(CURSES)
endef
$(eval $(call UNIT_RULE,loader,$(LOADER) $(COMMON)))
$(eval $(call UNIT_RULE,monitor,$(MONITOR) $(COMMON)))
$(eval $(call UNIT_RULE,bench,$(BENCH_OBJ) $(COMMON),$(BENCH_DIR)))

# The policies, compiled for this machine and tested as arithmetic
NATIVE_DIR := tests/unit/schedulers
NATIVE := $(patsubst %,$(B)/$(NATIVE_DIR)/%.o,inside kernel machine) $(B)/$(BENCH_DIR)/fairshare.o
$(B)/$(NATIVE_DIR)/%: private ROOT := -I$(NATIVE_DIR)/native -Ischedulers -Itests/unit
$(eval $(call UNIT_RULE,schedulers,$(NATIVE),$(BENCH_DIR)))

# Golden frames of the dashboard and tests of whole programs. With sanitizers they would take too long;
# scx-ab is Python and has none.
WHOLE := $(if $(SAN),,$(wildcard tests/frames/*.t tests/unit/*/*.t tests/unit/*/test_*.py))
NEEDS_unit = $(NEEDS_all) cmocka.h prove jq tmux python3 python3:tap python3:prometheus_client \
	python3:scipy python3:matplotlib hackbench stress-ng cyclictest time redis-server \
	redis-benchmark nginx wrk perf

# Test targets

# Which guest tests run: a bats file, lane:KERNEL (all of them) or quick:KERNEL (those that are tagged so).
VM_KERNEL ?= newest
T      ?= lane:$(VM_KERNEL)
# Newest first, so that a failure shows early.
MATRIX ?= newest 7.0 6.18 6.16 6.12
PROVE  := prove --timer --merge --failures --comments --exec tests/run

test: all $(UNIT) $(IN_GUEST)
	@$(PROVE) $(UNIT) $(WHOLE) quick:$(VM_KERNEL) tests/vm/clock.t \
		tests/bench/end-to-end.t tests/bench/peers.t
NEEDS_test = $(NEEDS_unit) $(NEEDS_guest)

unit: all $(UNIT)
	@$(PROVE) $(UNIT) $(WHOLE)

guest: all $(IN_GUEST)
	@$(PROVE) $(T)

# A 6.12 kernel is built in the time that the first lanes leave.
test-matrix: all $(IN_GUEST)
	$(if $(filter 6.12,$(MATRIX)),$(Q)nice -n 19 tests/vm/kernel 6.12 > /dev/null 2>&1 &)
	@RESUME=$(RESUME) $(PROVE) $(addprefix lane:,$(MATRIX)) \
		$(if $(filter newest,$(MATRIX)),tests/vm/new-policy.t)
	@tests/vm/matrix $(MATRIX)
NEEDS_test-matrix = $(NEEDS_guest) python3

test-long: all $(IN_GUEST)
	@$(PROVE) $(shell grep -l 'bats file_tags=long' tests/vm/t/*.bats)
NEEDS_test-long = $(NEEDS_guest)

# One boot, and SOAK seconds of random actions that SEED chooses.
SOAK ?= 300
SEED ?= 1
CLOCK ?= real
soak: all $(IN_GUEST)
	@tests/vm/soak/soak $(SOAK) $(SEED) $(VM_KERNEL) $(RESULTS) $(CLOCK)
NEEDS_soak = $(NEEDS_guest)

# Fuzzing: each tests/fuzz/TARGET.c under libFuzzer for FUZZ seconds, with ASan and UBSan. The same
# FUZZ_SEED tries the same inputs in the same order; 0 stands for another order each time.

FUZZ    ?= 8
FUZZ_SEED ?= 1
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
FUZZING := -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_OBJ = $(patsubst %.c,build/fuzz/%.o,$(filter %.c,$(1)))
fuzz: $(addprefix fuzz-,$(FUZZERS))
NEEDS_fuzz = $(NEEDS_all)

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
	optparse.c words.c))
build/fuzz/load-options build/fuzz/object: FUZZ_INCLUDE := -Iloader
build/fuzz/load-options build/fuzz/object: build/loader/embed.o \
	$(call FUZZ_OBJ,$(filter-out %/main.c,$(wildcard loader/*.c loader/*/*.c scx_common/user/*.c)))
$(FUZZERS:%=build/fuzz/%): build/fuzz/%: build/fuzz/tests/fuzz/%.o
	$(call msg,LINK,$@)
	$(Q)$(CLANG) -g -fsanitize=fuzzer $(FUZZING) -o $@ $^ $(LDLIBS)

# The form of the sources. Files are found by their names and first lines, so that none is forgotten.

# whose LINES: the files that have such a line, an extended regular expression, among their first three.
FOLDERS := scx_common schedulers loader monitor tests
whose    = $(sort $(shell find .ci $(FOLDERS) -type f ! -path '*/__pycache__/*' -exec \
	   awk 'FNR > 3 { nextfile } /$(1)/ { print FILENAME; nextfile }' {} +))
C_FILES  = $(sort $(shell find $(FOLDERS) -name '*.[ch]'))
SHELL_FILES = $(call whose,^.!.*(sh|bats)$$|^. shellcheck shell=)
PYTHON_FILES = $(sort $(call whose,^.!.*python3$$) $(shell find tests -name '*.py'))

check:
	$(call msg,FORMAT,)
	$(Q)$(FORMAT) --dry-run -Werror $(C_FILES)
	@# clang-format leaves comments alone.
	$(Q)! for f in $(C_FILES); do expand $$f | grep -n '.\{101,\}' | sed "s,^,$$f:,"; done | grep .
	$(call msg,SHELL,)
	$(Q)shellcheck -x $(SHELL_FILES)
	$(call msg,PYTHON,)
	$(Q)pyflakes3 $(PYTHON_FILES)
	$(Q)pycodestyle --max-line-length=100 $(PYTHON_FILES)
	$(Q)tests/bench/readme --check
	$(Q)tests/vm/matrix --check
NEEDS_check := clang-format shellcheck python3 pyflakes3 pycodestyle

format:
	$(Q)$(FORMAT) -i $(C_FILES)
NEEDS_format := clang-format

# Measurements. RESULTS holds samples in raw/NAME.jsonl and what they come to in NAME/.

demo:
	@tests/demo
NEEDS_demo := /dev/fd

RESULTS ?= build/results
NAME    ?= bench
RAW     = $(RESULTS)/raw/$(NAME).jsonl
NEEDS_measuring := python3 python3:scipy python3:matplotlib
bench: MEASURE = tests/bench/scx-ab run --arms $$(PATH=build:$$PATH; . tests/policies.bash; arms) \
	--blocks 10 --seconds 1 --seed 1
bench-quick: MEASURE := tests/bench/scx-ab run --arms eevdf,weighted,latency --blocks 7 --seconds 1 \
	--seed 1 --no-probe --workloads frames,shares-pinned
peers: MEASURE = CLANG=$(CLANG) tests/bench/peers $(or $(SCX),$(error SCX=a clone of \
	github.com/sched-ext/scx))
bench-quick: NAME := bench-quick
bench bench-quick peers: all
	$(Q)! [ -e $(RAW) ] || mv $(RAW) $(RAW).old
	$(Q)$(MEASURE) $(BENCH_OPTIONS) --out $(RAW)
	$(Q)tests/bench/scx-ab report $(RAW) --out $(RESULTS)/$(NAME)
	$(Q)cat $(RESULTS)/$(NAME)/report.txt
NEEDS_bench = $(NEEDS_all) $(NEEDS_measuring) jq
NEEDS_bench-quick = $(NEEDS_all) $(NEEDS_measuring)
NEEDS_peers = $(NEEDS_all) $(NEEDS_measuring)

# Everything: a lane is a kernel, a number of CPUs and a clock. Figures of another revision go first.
results: all
	@tests/bench/lanes --results $(RESULTS) --scx "$(SCX)" $(LANES)
NEEDS_results = $(NEEDS_peers) jq

growth: all build/tests/vm/objects/foreign.bpf.o
	@tests/vm/measure/growth $(VM_KERNEL) $(RESULTS)
NEEDS_growth = $(NEEDS_guest)

# All that is published, once more from the samples
report: all
	$(Q)for raw in $(wildcard results/raw/*.jsonl results/sweeps/raw/*.jsonl); do \
		tests/bench/scx-ab report $$raw --out $${raw%/raw/*}/$$(basename $$raw .jsonl); done
	$(Q)tests/bench/readme
NEEDS_report = $(NEEDS_all) $(NEEDS_measuring)

# The dashboard in the chapters
pictures: all
	@tests/frames/pictures
NEEDS_pictures = $(NEEDS_all) tmux python3 python3:rich

# NEEDS_TARGET are the tools that a target takes, by their names in tests/deps. Before anything is built
# make asks whether they are there.
NEEDS := $(sort $(foreach target,$(or $(MAKECMDGOALS),all),$(NEEDS_$(target))))
MISSING := $(if $(NEEDS),$(shell CC="$(CC)" CLANG="$(CLANG)" FORMAT="$(FORMAT)" tests/deps --needs $(NEEDS)))
$(if $(MISSING),$(error make $(MAKECMDGOALS) $(MISSING)))
