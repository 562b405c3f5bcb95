/* Shared by the tests of site files and inputs: a shipped site's text with one change.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_SITE_TEXT_H
#define TESTS_SITE_TEXT_H

#include "site.h"
#include "unit.h"

enum { MESSAGE = 600 };

/* Whole file as text, to be freed. Fails the test when it is not there. */
char *text_of(const char *path, size_t *count);

/* Text of sites/pisek-depot.json with the first `from` replaced by `to`; `from` must be there. */
char *depot_with(const char *from, const char *to);

/* Line (from 1) in which `what` first stands. */
int line_of(const char *text, const char *what);

/* Reads the depot with a change; the text must be accepted. */
void depot_accepted(const char *from, const char *to, struct site *site);

/* Reads bytes: they must be refused with each of the pieces (ended by NULL) in the message, and the
 * site left as it was. */
void text_refused(const char *text, size_t count, const char *const *pieces);

#endif
