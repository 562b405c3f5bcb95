/* A password from a file of its own: site files are passed around.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_SECRET_H
#define STATION_LIVE_SECRET_H

enum { SECRET = 256 };

/* The first line of a file. Returns 0; -1 when it cannot be read or is empty. */
int secret_read(const char *path, char secret[SECRET]);

#endif
