/* SPDX-License-Identifier: GPL-2.0 */
/* The steps of a recipe: see attach.c. */
#ifndef PEERS_STEPS_H
#define PEERS_STEPS_H

#include <stdbool.h>
#include "object/object.h"

/* The scheduler of this program; opened by main(). */
extern struct object object;

struct step {
	const char *name;
	/* Carry it out with @nr words. Returns false if that fails, and says why. */
	bool (*run)(char **word, int nr);
};

/* All steps; the last has no name. */
extern const struct step steps[];

/* Detach what has been attached, in the reverse order. */
void detach(void);

#endif
