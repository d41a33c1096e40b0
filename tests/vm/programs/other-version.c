/* SPDX-License-Identifier: GPL-2.0 */
/*
 * other-version: change the record of the attached session to another ABI, which scx-load rejects.
 */
#include <err.h>
#include <unistd.h>
#include "user/pinned.h"

int main(void)
{
	int fd = pinned_fd("session");
	struct session_record *record = fd < 0 ? NULL : pinned_record(fd);

	if (!record)
		err(1, "no record of a session");
	record->abi++;
	pinned_record_unmap(record);
	close(fd);
	return 0;
}
