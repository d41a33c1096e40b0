/* SPDX-License-Identifier: GPL-2.0 */
/* Why the last scheduler that an scx-load attached has ended, kept in /run for --status. */
#include "session/last_exit.h"

#include <time.h>
#include "session/lock.h"
#include "user/log.h"
#include "user/text.h"

#define LASTEXIT_FILE RUN_DIR "/last-exit.json"

void lastexit_save(const char *ops, const struct exit_record *exit, const char *dump)
{
	char when[32];
	struct tm tm;
	time_t now = time(NULL);
	json_t *json;

	gmtime_r(&now, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	json = json_pack("{s:s, s:s, s:i, s:I, s:o, s:o, s:o}", "when", when, "ops", ops, "kind",
			 exit->kind, "code", (json_int_t)exit->code, "reason",
			 text_json(exit->reason), "message", text_json(exit->message), "dump",
			 dump ? text_json(dump) : json_null());
	if (!json || run_dir_make() || json_dump_file(json, LASTEXIT_FILE, JSON_COMPACT))
		log_warn("cannot keep the reason of this exit in " LASTEXIT_FILE);
	json_decref(json);
}

json_t *lastexit_load(void)
{
	json_t *json = json_load_file(LASTEXIT_FILE, 0, NULL);

	return json ?: json_null();
}
