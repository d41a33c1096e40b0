/* SPDX-License-Identifier: GPL-2.0 */
/* Events: what changed, newest first. */
#include <time.h>
#include "views.h"

static enum role role_of(enum event_kind kind)
{
	switch (kind) {
	case EVENT_EJECT:
		return ROLE_BAD;
	case EVENT_POLICY:
	case EVENT_ATTACH:
		return ROLE_MARK;
	case EVENT_DETACH:
	case EVENT_HOTPLUG:
		return ROLE_WARN;
	case EVENT_COUNTER:
	case EVENT_SOURCE:
		break;
	}
	return ROLE_DIM;
}

unsigned int view_events(struct canvas *c, int top, const struct scene *s)
{
	unsigned int nr = s->model->nr_log < MAX_LOG ? s->model->nr_log : MAX_LOG;
	int y = top;

	if (!nr)
		canvas_put(c, top + 1, 0, ROLE_DIM, "nothing has changed so far");
	for (unsigned int age = s->look->scroll; age < nr && y < c->rows; age++, y++) {
		const struct event *event = model_event(s->model, age);
		time_t at = event->at_ns / 1000000000ULL;
		char text[16];
		struct tm tm;

		localtime_r(&at, &tm);
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
		canvas_put(c, y, 0, ROLE_DIM, "%s", text);
		canvas_put(c, y, 10, role_of(event->kind), "%-8s", event_name(event->kind));
		canvas_put(c, y, 19, ROLE_TEXT, "%s", event->text);
	}
	return nr;
}
