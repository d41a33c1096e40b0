/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal, with curses. */
#define _XOPEN_SOURCE_EXTENDED 1
#include "ui/screen.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include "user/log.h"

/* How each role looks. */
static const struct {
	/* The colour on a terminal of 256 colours, and on one of 8; -1 is the default colour. */
	short many, few;
	/* The attributes with colours, and without. */
	attr_t with, without;
} roles[NR_ROLES] = {
	[ROLE_TEXT] = {-1, -1, A_NORMAL, A_NORMAL},
	[ROLE_DIM] = {245, -1, A_NORMAL, A_DIM},
	[ROLE_TITLE] = {-1, -1, A_BOLD, A_BOLD},
	[ROLE_HEAD] = {75, COLOR_CYAN, A_BOLD, A_UNDERLINE},
	[ROLE_GOOD] = {78, COLOR_GREEN, A_NORMAL, A_NORMAL},
	[ROLE_WARN] = {220, COLOR_YELLOW, A_NORMAL, A_BOLD},
	[ROLE_BAD] = {203, COLOR_RED, A_BOLD, A_REVERSE},
	[ROLE_MARK] = {213, COLOR_MAGENTA, A_BOLD, A_BOLD},
	[ROLE_CHOSEN] = {-1, -1, A_REVERSE, A_REVERSE},
	[ROLE_WAKEUP] = {78, COLOR_GREEN, A_NORMAL, A_NORMAL},
	[ROLE_PREEMPTED] = {203, COLOR_RED, A_NORMAL, A_BOLD},
	[ROLE_SLICE_END] = {75, COLOR_CYAN, A_NORMAL, A_DIM},
	[ROLE_HEAT + 0] = {18, COLOR_BLUE, A_NORMAL, A_DIM},
	[ROLE_HEAT + 1] = {20, COLOR_BLUE, A_NORMAL, A_DIM},
	[ROLE_HEAT + 2] = {31, COLOR_CYAN, A_NORMAL, A_NORMAL},
	[ROLE_HEAT + 3] = {36, COLOR_CYAN, A_NORMAL, A_NORMAL},
	[ROLE_HEAT + 4] = {148, COLOR_GREEN, A_NORMAL, A_NORMAL},
	[ROLE_HEAT + 5] = {220, COLOR_YELLOW, A_NORMAL, A_BOLD},
	[ROLE_HEAT + 6] = {208, COLOR_RED, A_NORMAL, A_BOLD},
	[ROLE_HEAT + 7] = {196, COLOR_RED, A_BOLD, A_BOLD},
};

static attr_t attributes[NR_ROLES];
static bool running;
static char message[512];

/* For the handler of crashes: the terminal as it was, and the sequences that end curses. */
static struct termios as_it_was;
static char farewell[256];

static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT};

/* Calls only what a handler may call. SA_RESETHAND: the raised signal ends the program. */
static void crashed(int signal)
{
	ssize_t ignored = write(STDOUT_FILENO, farewell, strlen(farewell));

	(void)ignored;
	tcsetattr(STDIN_FILENO, TCSANOW, &as_it_was);
	raise(signal);
}

static void prepare_farewell(void)
{
	static const char *const names[] = {"sgr0", "cnorm", "rmkx", "rmcup"};
	struct sigaction action = {.sa_handler = crashed, .sa_flags = SA_RESETHAND | SA_NODEFER};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text = tigetstr(names[i]);

		if (text && text != (char *)-1 &&
		    strlen(farewell) + strlen(text) < sizeof(farewell))
			strcat(farewell, text);
	}
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		sigaction(crashes[i], &action, NULL);
}

static void choose_colors(enum color color)
{
	const char *no_color = getenv("NO_COLOR");
	bool any = color == COLOR_ALWAYS || (color == COLOR_AUTO && !(no_color && no_color[0]));

	any = any && has_colors() && start_color() == OK && use_default_colors() == OK;
	for (int role = 0; role < NR_ROLES; role++) {
		short number = COLORS >= 256 ? roles[role].many : roles[role].few;

		attributes[role] = any ? roles[role].with : roles[role].without;
		if (!any || number < 0)
			continue;
		init_pair((short)(role + 1), number, -1);
		attributes[role] |= COLOR_PAIR(role + 1);
	}
}

static void keep_message(const char *level, const char *text, const char *detail)
{
	(void)level;
	(void)detail;
	snprintf(message, sizeof(message), "%s", text);
}

void screen_forget(void)
{
	message[0] = '\0';
}

bool screen_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

int screen_start(enum color color)
{
	SCREEN *screen;

	if (tcgetattr(STDIN_FILENO, &as_it_was))
		return -ENOTTY;
	screen = newterm(NULL, stdout, stdin);
	if (!screen) {
		log_err("the terminal '%s' cannot show the dashboard; use --batch",
			getenv("TERM") ?: "");
		return -ENOTTY;
	}
	prepare_farewell();
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(50);
	curs_set(0);
	choose_colors(color);
	log_hook(keep_message);
	running = true;
	return 0;
}

void screen_stop(void)
{
	if (!running)
		return;
	running = false;
	endwin();
	log_hook(NULL);
	if (message[0])
		fprintf(stderr, "scx-monitor: %s\n", message);
}

void screen_size(int *rows, int *cols)
{
	getmaxyx(stdscr, *rows, *cols);
}

void screen_redraw(void)
{
	clearok(stdscr, TRUE);
}

void screen_show(const struct canvas *c, const char *status)
{
	int rows, cols;

	getmaxyx(stdscr, rows, cols);
	erase();
	for (int y = 0; y < c->rows && y < rows; y++)
		for (int x = 0; x < c->cols && x < cols; x++) {
			const struct cell *cell = &c->cells[(size_t)y * c->cols + x];

			if (!cell->glyph[0])
				continue;
			attrset(attributes[cell->role]);
			mvaddstr(y, x, cell->glyph);
		}
	attrset(status ? attributes[ROLE_TEXT] : attributes[ROLE_WARN]);
	mvaddnstr(rows - 1, 0, status ?: message, cols);
	attrset(A_NORMAL);
	refresh();
}

int screen_key(void)
{
	int code;

	/* The screen is drawn after each wait, in the size that the terminal has then. */
	do
		code = getch();
	while (code == KEY_RESIZE);
	switch (code) {
	case KEY_ENTER:
		return '\r';
	case KEY_BACKSPACE:
	case KEY_DC:
		return 127;
	default:
		return code;
	}
}
