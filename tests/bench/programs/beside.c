/* SPDX-License-Identifier: GPL-2.0 */
/*
 * beside: run a command beside CPU hogs, and say what the hogs got of the CPU time that the command
 * left over. The CPU time of the command is that of all its processes that were waited for.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"
#include "hogs.h"
#include "user/log.h"

struct options {
	unsigned int action;
	unsigned int hogs;
};

static volatile pid_t command_pid;
static volatile sig_atomic_t handed_on;

static void hand_on(int signal)
{
	handed_on = 1;
	kill(command_pid, signal);
}

/* A signal that would end this process goes to the command, which may have to clean up. */
static void hand_on_signals(pid_t pid)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
	const struct sigaction action = {.sa_handler = hand_on, .sa_flags = SA_RESTART};

	command_pid = pid;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

/* Run the command. Returns its exit status as a shell does, or a negative errno. */
static int command_status(char **command)
{
	int status;
	pid_t pid = fork_bound();

	if (!pid) {
		execvp(command[0], command);
		log_err("cannot run %s: %s", command[0], strerror(errno));
		_exit(127);
	}
	if (pid > 0)
		hand_on_signals(pid);
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		status = -errno;
		log_err("no process for %s: %s", command[0], strerror(-status));
		return status;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int run(const struct options *o, char **command)
{
	static struct hogs hogs;
	struct hog_share share;
	int status, stopped;

	status = hogs_start_all(&hogs, o->hogs);
	if (!status) {
		/* The scheduler shall know the hogs as such before the command begins. */
		sleep_until(clock_ns() + WARMUP_NS);
		hog_share_begin(&share, &hogs);
		status = command_status(command);
		hog_share_end(&share, &hogs);
	}
	/* Hogs of the same process group had this signal too. All hogs end with this process. */
	if (handed_on)
		return status > 0 ? status : EXIT_FAILURE;
	stopped = hogs_stop(&hogs);
	if (status || stopped)
		return status > 0 ? status : EXIT_FAILURE;
	if (o->hogs)
		hog_share_print(&share);
	return EXIT_SUCCESS;
}

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"hogs", 'n', "N", OPT_UINT, AT(hogs), 0, MOST_HOGS, "CPU hogs (default: 4)"},
	BENCH_OPTIONS(AT(action)),
#undef AT
};

static const char about[] =
	"Run the command that follows \"--\" beside CPU hogs. After its own output come lines\n"
	"NAME VALUE: hogs_cpu, left_over (seconds) and hog_share (percent of what the command\n"
	"left over). The exit status is that of the command.";

static const struct bench_program program = {
	.name = "beside",
	.about = about,
	.options = {.defs = option_defs,
		    .nr = sizeof(option_defs) / sizeof(option_defs[0]),
		    .stray = "; the command comes after \"--\""},
};

int main(int argc, char **argv)
{
	struct options o = {.hogs = 4};
	char **command = NULL;
	int status;

	for (int i = 1; i < argc && !command; i++) {
		if (strcmp(argv[i], "--"))
			continue;
		command = argv + i + 1;
		argc = i;
	}
	status = bench_begin(&program, &o, argc, argv);
	if (status >= 0)
		return status;
	if (!command || !command[0]) {
		log_err("no command: give one after \"--\"");
		return 2;
	}
	return run(&o, command);
}
