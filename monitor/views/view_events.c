/* SPDX-License-Identifier: GPL-2.0 */
/* Events: what has changed, the newest first. */
#include <time.h>
#include "views/views.h"

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

/* Below the log, as far as there is room: what the kernel has counted since the start. */
static void draw_counters(struct canvas *c, int y, const struct model *m)
{
	if (m->nr_counters)
		canvas_put(c, y++, 0, ROLE_HEAD, "the kernel's counters since start");
	for (int i = 0; i < m->nr_counters; i++, y++)
		canvas_put(c, y, 0, ROLE_DIM, "%10llu  %s", m->counters[i].grown,
			   m->counters[i].name);
}

static unsigned int draw(struct canvas *c, int top, const struct scene *s)
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
	draw_counters(c, y + 1, s->model);
	return nr + 2 + s->model->nr_counters;
}

const struct view view_events = {
	.title = "Events",
	.about = "Policy switches, attachments, ejections with the kernel's reason, "
		 "CPUs that go off and on, and the kernel's event counters.",
	.draw = draw,
};
