/* SPDX-License-Identifier: GPL-2.0 */
/* May this process attach a policy to this kernel? */
#include "session/preflight.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "user/log.h"
#include "user/sysfs.h"

bool preflight_capable(int cap)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};

	if (syscall(SYS_capget, &header, data))
		return false;
	return data[CAP_TO_INDEX(cap)].effective & CAP_TO_MASK(cap);
}

bool preflight_permitted(void)
{
	return preflight_capable(CAP_SYS_ADMIN) ||
	       (preflight_capable(CAP_BPF) && preflight_capable(CAP_PERFMON));
}

int preflight(void)
{
	struct scx_state st;
	int err = scx_state_read(&st);

	if (err) {
		log_err("this kernel has no sched_ext: it needs 6.12 or newer with "
			"CONFIG_SCHED_CLASS_EXT=y");
		return err;
	}
	if (!preflight_permitted()) {
		log_err("not permitted: attaching a scheduler needs root (try sudo)");
		return -EPERM;
	}
	return 0;
}
