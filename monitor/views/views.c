/* SPDX-License-Identifier: GPL-2.0 */
/* The table of views, and what is done with the view that is chosen. */
#include "views/views.h"

#include <string.h>

#define X(name) extern const struct view view_##name;
VIEWS(X)
#undef X

const struct view *const views[NR_VIEWS] = {
#define X(name) [VIEW_##name] = &view_##name,
	VIEWS(X)
#undef X
};

const char *view_name(enum view_id view)
{
	static const char *const names[NR_VIEWS] = {
#define X(name) [VIEW_##name] = #name,
		VIEWS(X)
#undef X
	};

	return names[view];
}

void views_begin(struct look *look, const struct frame *first)
{
	for (int i = 0; i < NR_VIEWS; i++)
		if (views[i]->begin)
			views[i]->begin(look, first);
}

const struct view_key *views_key(const struct look *look, int letter)
{
	for (int i = 0; letter && i < NR_VIEWS; i++) {
		const struct view_key *key = views[(look->view + i) % NR_VIEWS]->keys;

		for (; key && key->letter; key++)
			if (key->letter == letter)
				return key;
	}
	return NULL;
}

void views_print(FILE *out)
{
	for (int i = 0; i < NR_VIEWS; i++)
		fprintf(out, "%s\t%s\n", views[i]->title, views[i]->about);
}

/* The tabs, with all titles where there is room for them. Returns the column behind the tabs. */
static int draw_tabs(struct canvas *c, int row, enum view_id chosen)
{
	int col = 0, all = 0;

	for (int i = 0; i < NR_VIEWS; i++)
		all += (int)strlen(views[i]->title) + 4;
	for (int i = 0; i < NR_VIEWS; i++)
		col = canvas_put(c, row, col, i == (int)chosen ? ROLE_CHOSEN : ROLE_DIM,
				 i == (int)chosen || all <= c->cols ? " %d %s " : " %d ", i + 1,
				 views[i]->title);
	return col;
}

unsigned int views_draw(struct canvas *c, const struct scene *s, const char *note)
{
	const struct view *view = views[s->look->view];
	int row = header_draw(c, s, note), col = draw_tabs(c, row, s->look->view);

	if (view->shows_tasks && s->look->filter[0])
		canvas_put(c, row, col + 1, ROLE_MARK, "/%s", s->look->filter);
	return s->frame ? view->draw(c, row + 1, s) : 0;
}
