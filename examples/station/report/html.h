/* Writes a page to a file. Text is escaped, always; markup goes in by html_raw alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REPORT_HTML_H
#define STATION_REPORT_HTML_H

#include <stdio.h>

struct html {
    FILE *file;
    int failed;    /* errno of the first write that failed; 0 = none */
    int next_plot; /* numbers the titles of the plots */
};

/* Markup of our own, as it is. */
void html_raw(struct html *out, const char *markup);

/* Text of anybody: &, <, >, quotes escaped, control characters and broken UTF-8 replaced. */
void html_text(struct html *out, const char *text);

/* Markup of our own with %s (escaped) and %d; nothing else, so that no locale and no name of a site
 * can get into the page unescaped. Numbers are words: see words.h. */
void html_format(struct html *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
