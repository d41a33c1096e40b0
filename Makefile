# SPDX-License-Identifier: GPL-2.0
# The scx suite: programs, BPF objects, installation; tests are in tests/tests.mk. `make help` lists
# the targets of both. Everything that is built goes below build/.

VERSION := 0.1.0
PREFIX  ?= /usr/local
SBINDIR := $(PREFIX)/sbin
ifeq ($(origin CC),default)
CC      := gcc
endif
find    = $(firstword $(foreach program,$(1),$(shell command -v $(program))) $(lastword $(1)))
CLANG   := $(shell tests/clang)
FORMAT  := $(call find,clang-format-19 clang-format)
B       := build

CFLAGS  ?= -O2 -g
CFLAGS  += -std=gnu17 -Wall -Wextra -Werror -MMD -MP -ffile-prefix-map=$(CURDIR)=.
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Iscx_common $(ROOT)
LDLIBS  := -ljansson -lbpf -lelf -lz -lm
CURSES  := -lncursesw -ltinfo
ifeq ($(SAN),1)
B       := build/san
CFLAGS  += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# The sanitizers' runtime is linked in, so that such a program also runs in a guest.
LDFLAGS += -fsanitize=address,undefined -static-libasan -static-libubsan -static-libgcc
endif

# BPF objects are the same with and without sanitizers, and all are the same in any folder.
POLICIES  := $(wildcard schedulers/*.bpf.h)
MULTIARCH := $(shell $(CC) -print-multiarch 2> /dev/null)
BPFFLAGS  := -g -O2 -target bpf -mcpu=v3 -Wall -Wextra -Werror -Wno-unused-parameter -MMD -MP \
	     -Iscx_common -Ischedulers -isystem /usr/include/$(MULTIARCH) -ffile-prefix-map=$(CURDIR)=.
SUITE     := build/suite.bpf.o
PROBE     := build/probe.bpf.o

COMMON    := $(patsubst %.c,$(B)/%.o,$(wildcard scx_common/user/*.c))
LOADER    := $(patsubst %.c,$(B)/%.o,$(wildcard loader/*.c loader/*/*.c)) $(B)/loader/embed.o
MONITOR   := $(patsubst %.c,$(B)/%.o,$(filter-out %.bpf.c,$(wildcard monitor/*.c monitor/*/*.c))) \
	     $(B)/monitor/embed.o
BENCH_DIR := tests/bench/programs
BENCH     := $(addprefix $(B)/bench/,wakeprobe pingpong shares chain spawn compilers beside)
BENCH_OBJ := $(patsubst %,$(B)/$(BENCH_DIR)/%.o,bench hogs fairshare)

ifeq ($(V),1)
Q   :=
msg :=
else
Q   := @
msg = @printf '  %-7s %s\n' $(1) $(2);
endif

.PHONY: all help deps install uninstall deb clean
.DELETE_ON_ERROR:
all: $(B)/scx-load $(B)/scx-monitor $(BENCH)
NEEDS_all := gcc clang bpf/libbpf.h libelf.h zlib.h ncurses.h jansson.h

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile tests/tests.mk

#: make              build scx-load, scx-monitor and the programs of scx-ab
#:                   (V=1 shows the commands, SAN=1 builds with ASan and UBSan)
#: make deps         install what building and testing need (Debian, Ubuntu)
#: make install      install into PREFIX (/usr/local) below DESTDIR
#: make uninstall    remove what make install has installed
#: make deb          make a Debian package in build/
#: make clean        remove build/

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

# An #include names a file from its program's root.
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

$(SUITE): schedulers/suite.bpf.c schedulers/check $(POLICIES)
$(PROBE): monitor/feed/probe.bpf.c
BPF_C = $(firstword $(filter %.bpf.c,$^))
build/%.bpf.o: Makefile
	$(Q)$(filter schedulers/check,$^)
	$(call msg,BPF,$(BPF_C))
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPFFLAGS) -c -o $@ $(BPF_C)

# The options, keys, views and exit statuses of a manual page come from the program's own tables.
PAGES := $(B)/scx-load.8 $(B)/scx-monitor.8
$(B)/scx-load.8: loader/package/scx-load.8
$(B)/scx-monitor.8: monitor/package/scx-monitor.8
$(PAGES): %.8: % scx_common/man
	$(call msg,MAN,$@)
	$(Q)scx_common/man $< $(filter %.8,$^) > $@

# Installation

# into FOLDER,FILE...: a pair source:target for each file.
into    = $(foreach file,$(2),$(file):$(1)/$(notdir $(file)))
SHARE   := $(PREFIX)/share
# scx-ab finds the rest of itself in lib/scx-ab, beside the folder that scx-ab is in.
BENCHLIB := $(PREFIX)/lib/scx-ab
BASH_COMPLETION := $(SHARE)/bash-completion/completions
INSTALLED := $(call into,$(SBINDIR),$(B)/scx-load $(B)/scx-monitor tests/bench/scx-ab) \
	$(call into,$(PREFIX)/lib/systemd/system,loader/package/scx-load.service) \
	$(call into,$(SHARE)/man/man8,$(PAGES) tests/bench/package/scx-ab.8) \
	loader/package/scx-load.bash:$(BASH_COMPLETION)/scx-load \
	monitor/package/scx-monitor.bash:$(BASH_COMPLETION)/scx-monitor \
	$(call into,$(SHARE)/zsh/site-functions,loader/package/_scx-load monitor/package/_scx-monitor) \
	$(call into,$(BENCHLIB),tests/bench/agent) \
	$(call into,$(BENCHLIB)/bin,$(BENCH)) \
	$(call into,$(BENCHLIB)/workloads,$(wildcard tests/bench/workloads/*)) \
	$(call into,$(BENCHLIB)/scxab,$(wildcard tests/bench/scxab/*.py))
# The user may have changed this file: install keeps it, uninstall removes it only if unchanged.
DEFAULT := loader/package/scx-load.default
CONFIG  := $(DESTDIR)/etc/default/scx-load
FILL    := sed 's,@SBINDIR@,$(SBINDIR),; s,@VERSION@,$(VERSION),'

NEEDS_install = $(NEEDS_all)
install: all $(PAGES)
	$(call msg,INSTALL,$(DESTDIR)$(PREFIX))
	$(Q)set -e; for pair in $(INSTALLED); do \
		from=$${pair%%:*}; to=$(DESTDIR)$${pair#*:}; \
		mkdir -p "$${to%/*}"; \
		if [ -x "$$from" ]; then install -m 755 "$$from" "$$to"; \
		else rm -f "$$to"; $(FILL) "$$from" > "$$to"; chmod 644 "$$to"; fi; \
	done
	$(Q)[ -e $(CONFIG) ] || install -D -m 644 $(DEFAULT) $(CONFIG)

uninstall:
	$(call msg,REMOVE,$(DESTDIR)$(PREFIX))
	$(Q)rm -f $(addprefix $(DESTDIR),$(foreach pair,$(INSTALLED),$(lastword $(subst :, ,$(pair)))))
	$(Q)rm -rf $(DESTDIR)$(BENCHLIB)
	$(Q)! cmp -s $(DEFAULT) $(CONFIG) || rm -f $(CONFIG)

deb: all
	@loader/package/deb $(VERSION) $(B)
NEEDS_deb := $(NEEDS_all) dpkg-deb dpkg-shlibdeps strip
clean:
	$(Q)rm -rf build

include tests/tests.mk
-include $(shell find build -name '*.d' 2> /dev/null)
