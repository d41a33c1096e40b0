/* SPDX-License-Identifier: GPL-2.0 */
/* Text from outside, which may hold any byte, as JSON. */
#include "user/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool between(unsigned char byte, unsigned char least, unsigned char most)
{
	return byte >= least && byte <= most;
}

/* Is @second in the range of the second byte after @first? RFC 3629, section 4. */
static bool second_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0: /* below: too long a form of a smaller number */
		return between(second, 0xa0, 0xbf);
	case 0xed: /* above: a surrogate */
		return between(second, 0x80, 0x9f);
	case 0xf0: /* as for 0xe0 */
		return between(second, 0x90, 0xbf);
	case 0xf4: /* above: beyond U+10FFFF */
		return between(second, 0x80, 0x8f);
	default:
		return between(second, 0x80, 0xbf);
	}
}

/* How many bytes the character at @s takes in UTF-8; 0 if @s is not UTF-8 there. */
static size_t utf8_length(const unsigned char *s)
{
	size_t length = s[0] < 0x80		    ? 1
			: between(s[0], 0xc2, 0xdf) ? 2
			: between(s[0], 0xe0, 0xef) ? 3
			: between(s[0], 0xf0, 0xf4) ? 4
						    : 0;

	if (length > 1 && !second_fits(s[0], s[1]))
		return 0;
	/* The 0 that ends the text is outside this range too. */
	for (size_t i = 2; i < length; i++)
		if (!between(s[i], 0x80, 0xbf))
			return 0;
	return length;
}

json_t *text_json(const char *text)
{
	unsigned char *copy = (unsigned char *)strdup(text);
	json_t *json;
	size_t length;

	for (unsigned char *at = copy; at && *at; at += length ?: 1) {
		length = utf8_length(at);
		if (!length)
			*at = '?';
	}
	json = copy ? json_string((const char *)copy) : NULL;
	free(copy);
	return json;
}
