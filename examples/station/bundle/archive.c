/* A tar archive in gzip (POSIX.1-1988 ustar): see archive.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "archive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { BLOCK = 512, SIZE_AT = 124, SUM_AT = 148, KIND_AT = 156 };

int archive_add(struct archive *archive, const char *name, const void *bytes, size_t count)
{
    if (archive->count == ARCHIVE_MEMBERS || strlen(name) >= ARCHIVE_NAME ||
        count > ARCHIVE_BYTES) {
        return -1;
    }
    struct archive_member *m = &archive->member[archive->count];
    m->bytes = malloc(count + 1);
    if (m->bytes == NULL) {
        return -1;
    }
    memcpy(m->bytes, bytes, count);
    m->bytes[count] = '\0';
    m->count = count;
    (void)snprintf(m->name, sizeof m->name, "%s", name);
    archive->count++;
    return 0;
}

int archive_add_file(struct archive *archive, const char *name, const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return errno == ENOENT ? 1 : -1;
    }
    unsigned char *bytes = malloc(ARCHIVE_BYTES);
    size_t count = bytes != NULL ? fread(bytes, 1, ARCHIVE_BYTES, file) : 0;
    int failed = bytes == NULL || ferror(file) || count == ARCHIVE_BYTES;
    fclose(file);
    int result = failed ? -1 : archive_add(archive, name, bytes, count);
    free(bytes);
    return result;
}

const struct archive_member *archive_find(const struct archive *archive, const char *name)
{
    for (int32_t i = 0; i < archive->count; i++) {
        if (strcmp(archive->member[i].name, name) == 0) {
            return &archive->member[i];
        }
    }
    return NULL;
}

/* The sum of a header's bytes, its own eight counted as blanks. */
static unsigned sum_of(const unsigned char block[BLOCK])
{
    unsigned sum = 0;
    for (int i = 0; i < BLOCK; i++) {
        sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : block[i];
    }
    return sum;
}

static void head_of(const struct archive_member *m, unsigned char block[BLOCK])
{
    memset(block, 0, BLOCK);
    char *text = (char *)block;
    (void)snprintf(text, 100, "%s", m->name);
    (void)snprintf(text + 100, 8, "%07o", 0600u);
    (void)snprintf(text + 108, 8, "%07o", 0u);
    (void)snprintf(text + 116, 8, "%07o", 0u);
    (void)snprintf(text + SIZE_AT, 12, "%011lo", (unsigned long)m->count);
    (void)snprintf(text + 136, 12, "%011o", 0u); /* no time: the same content is the same file */
    block[KIND_AT] = '0';
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    (void)snprintf(text + SUM_AT, 8, "%06o", sum_of(block) & 0777777u);
}

static int put(gzFile file, const void *bytes, size_t count)
{
    return count == 0 || gzwrite(file, bytes, (unsigned)count) == (int)count ? 0 : -1;
}

/* Half a file is nobody's; a folder or a device that stood there is somebody's. */
static void remove_half(const char *path)
{
    struct stat what;
    if (lstat(path, &what) == 0 && S_ISREG(what.st_mode)) {
        (void)remove(path);
    }
}

int archive_write(const struct archive *archive, const char *path, char *message, size_t capacity)
{
    static const unsigned char zeros[2 * BLOCK];
    errno = 0;
    gzFile file = gzopen(path, "wb9e");
    int failed = file == NULL;
    for (int32_t i = 0; i < archive->count && !failed; i++) {
        const struct archive_member *m = &archive->member[i];
        unsigned char block[BLOCK];
        head_of(m, block);
        failed = put(file, block, BLOCK) != 0 || put(file, m->bytes, m->count) != 0 ||
                 put(file, zeros, (BLOCK - m->count % BLOCK) % BLOCK) != 0;
    }
    failed = failed || put(file, zeros, sizeof zeros) != 0;
    if (file != NULL) {
        failed |= gzclose(file) != Z_OK;
    }
    if (failed) {
        (void)snprintf(message, capacity, "%s: cannot be written: %s", path,
                       errno != 0 ? strerror(errno) : "disk full");
        remove_half(path);
        return -1;
    }
    return 0;
}

/* Eleven octal digits; −1 when they are none. */
static int64_t octal(const unsigned char *at)
{
    int64_t value = 0;
    for (int i = 0; i < 11; i++) {
        if (at[i] < '0' || at[i] > '7') {
            return -1;
        }
        value = value * 8 + (at[i] - '0');
    }
    return value;
}

/* One member. Returns 1, 0 at the end, −1 when it is none of ours. */
static int read_member(struct archive *archive, gzFile file, size_t *left)
{
    unsigned char block[BLOCK], padding[BLOCK];
    char sum[8];
    if (gzread(file, block, BLOCK) != BLOCK) {
        return -1;
    }
    if (block[0] == '\0') {
        return 0;
    }
    int64_t size = octal(block + SIZE_AT);
    (void)snprintf(sum, sizeof sum, "%06o", sum_of(block) & 0777777u);
    int plain = block[ARCHIVE_NAME - 1] == '\0' && memchr(block, '/', ARCHIVE_NAME) == NULL &&
                block[0] != '.' && block[KIND_AT] == '0' && memcmp(sum, block + SUM_AT, 6) == 0;
    if (!plain || size < 0 || (size_t)size > *left || archive->count == ARCHIVE_MEMBERS) {
        return -1;
    }
    *left -= (size_t)size;
    struct archive_member *m = &archive->member[archive->count];
    m->count = (size_t)size;
    m->bytes = malloc(m->count + 1);
    if (m->bytes == NULL) {
        return -1;
    }
    archive->count++;
    memcpy(m->name, block, ARCHIVE_NAME);
    m->bytes[m->count] = '\0';
    unsigned rest = (unsigned)((BLOCK - m->count % BLOCK) % BLOCK);
    return gzread(file, m->bytes, (unsigned)m->count) == (int)m->count &&
                   gzread(file, padding, rest) == (int)rest
               ? 1
               : -1;
}

int archive_read(struct archive *archive, const char *path, char *message, size_t capacity)
{
    size_t left = ARCHIVE_BYTES;
    *archive = (struct archive){.count = 0};
    gzFile file = gzopen(path, "rbe");
    int result = file != NULL ? 1 : -1;
    while (result == 1) {
        result = read_member(archive, file, &left);
    }
    if (file != NULL) {
        (void)gzclose(file);
    }
    if (result != 0) {
        archive_free(archive);
        (void)snprintf(message, capacity, "%s: %s", path,
                       file == NULL ? strerror(errno) : "not a bundle, or damaged");
    }
    return result;
}

void archive_free(struct archive *archive)
{
    for (int32_t i = 0; i < archive->count; i++) {
        free(archive->member[i].bytes);
    }
    *archive = (struct archive){.count = 0};
}
