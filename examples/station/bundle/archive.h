/* A small tar archive in gzip: what `tar xzf` opens, written and read with zlib alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_ARCHIVE_H
#define STATION_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

enum { ARCHIVE_NAME = 64, ARCHIVE_MEMBERS = 16, ARCHIVE_BYTES = 64 << 20 };

struct archive_member {
    char name[ARCHIVE_NAME]; /* no folders */
    unsigned char *bytes;    /* NUL-terminated, owned by the archive */
    size_t count;
};

struct archive {
    int32_t count;
    struct archive_member member[ARCHIVE_MEMBERS];
};

/* Adds a copy. Returns 0; −1 without memory or room. */
int archive_add(struct archive *archive, const char *name, const void *bytes, size_t count);

/* Adds a file of the disk under a name. Returns 0; 1 when there is no such file; −1. */
int archive_add_file(struct archive *archive, const char *name, const char *path);

const struct archive_member *archive_find(const struct archive *archive, const char *name);

/* Write it whole, and read it: nothing but plain members with plain names, 64 MiB at most. Return
 * 0; −1 with a message. */
int archive_write(const struct archive *archive, const char *path, char *message, size_t capacity);
int archive_read(struct archive *archive, const char *path, char *message, size_t capacity);

void archive_free(struct archive *archive);

#endif
