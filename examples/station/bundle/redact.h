/* Takes out of texts what nobody else should read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_REDACT_H
#define STATION_REDACT_H

#include "../site/site.h"

/* The site file's text with every text of its private sections (site_section.secret) replaced,
 * an address by 192.0.2.1 (RFC 5737), a path by /dev/null, and the feeds named "prices" and
 * "weather". It is still a site file and decides the same. To be freed; NULL with a message. */
char *redact_site(const char *path, const char *bytes, size_t count, char *message,
                  size_t capacity);

/* Every IPv4 address in a text becomes 192.0.2.1, in place. */
void redact_addresses(char *text, size_t capacity);

/* Of a path that begins with "/" the last name is left, in place: whose folders they are is taken
 * out as in the site file. A blank in a folder's name does not end the path, a colon does. */
void redact_paths(char *text);

#endif
