/* SPDX-License-Identifier: GPL-2.0 */
/* Switching the policy from the dashboard by running scx-load. */
#include "ui/policy_switch.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "user/log.h"

/* The scx-load in the folder of this program; if there is none, the one in PATH. */
static const char *loader(char path[PATH_MAX])
{
	ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - sizeof("scx-load"));
	char *slash;

	path[size > 0 ? size : 0] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return "scx-load";
	strcpy(slash + 1, "scx-load");
	return access(path, X_OK) ? "scx-load" : path;
}

static void run_child(char *const *argv, int out)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	close(STDIN_FILENO);
	open("/dev/null", O_RDONLY);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Run @argv to its end. What it prints goes into @text as far as it fits. 0, -EIO or -errno. */
static int run(char *const *argv, char *text, size_t size)
{
	size_t used = 0;
	int fds[2], status;
	ssize_t got;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid)
		run_child(argv, fds[1]);
	close(fds[1]);
	while (pid > 0 && used + 1 < size &&
	       ((got = read(fds[0], text + used, size - 1 - used)) > 0 ||
		(got < 0 && errno == EINTR)))
		used += got > 0 ? got : 0;
	text[used] = '\0';
	close(fds[0]);
	if (pid < 0)
		return -EAGAIN;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

int policy_switch_list(struct policy_list *list)
{
	char path[PATH_MAX], text[32768];
	char *const argv[] = {(char *)loader(path), "--list", "--json", NULL};
	int err = run(argv, text, sizeof(text));
	json_t *json = err ? NULL : json_loads(text, 0, NULL), *each;
	const char *name;
	size_t i;

	list->nr = 0;
	json_array_foreach(json_object_get(json, "policies"), i, each)
	{
		name = json_string_value(json_object_get(each, "name"));
		if (name && list->nr < MAX_POLICIES)
			snprintf(list->names[list->nr++], POLICY_NAME, "%.*s", POLICY_NAME - 1,
				 name);
	}
	json_decref(json);
	if (list->nr)
		return 0;
	log_err("cannot list the policies: scx-load failed, or is neither beside scx-monitor nor "
		"in PATH");
	return err ?: -ENOENT;
}

int policy_switch_to(const char *policy, bool attached, char *said, size_t size)
{
	char path[PATH_MAX], text[4096], *line;
	char *const argv[] = {(char *)loader(path), "--policy", (char *)policy,
			      attached ? NULL : "--detach", NULL};
	int err = run(argv, text, sizeof(text));

	for (size_t end = strlen(text); end && text[end - 1] == '\n'; end--)
		text[end - 1] = '\0';
	line = strrchr(text, '\n');
	snprintf(said, size, "%.*s", (int)size - 1, line ? line + 1 : text);
	return err;
}
