/* SPDX-License-Identifier: GPL-2.0 */
/* May this process attach a policy to this kernel? */
#include "session/preflight.h"

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

enum outcome preflight(void)
{
	struct scx_state st;

	if (scx_state_read(&st)) {
		log_err("this kernel has no sched_ext: it needs 6.12 or newer with "
			"CONFIG_SCHED_CLASS_EXT=y");
		return OUTCOME_UNSUPPORTED;
	}
	if (!preflight_permitted()) {
		log_err("not permitted: sched_ext needs root (try sudo)");
		return OUTCOME_NOT_PERMITTED;
	}
	return OUTCOME_DONE;
}
