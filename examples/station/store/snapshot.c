/* Two copies on disk: see snapshot.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "snapshot.h"

#include <ostrov/base.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Before the bytes: magic, sequence, count, CRC of all three and the bytes. Little endian on every
 * machine, so that a copy may move with the disk. */
enum { HEADER = 24 };
static const uint8_t magic[4] = {'O', 'S', 'N', '1'};

static void put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

static uint64_t get(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
        value = value << 8 | at[i];
    }
    return value;
}

static uint32_t crc_of(const uint8_t header[HEADER], const void *bytes, size_t count)
{
    return ostrov_crc32(ostrov_crc32(0, header, HEADER - 4), bytes, count);
}

int snapshot_begin(struct snapshot *snapshot, const char *folder, const char *name)
{
    memset(snapshot, 0, sizeof *snapshot);
    for (int i = 0; i < 2; i++) {
        int n = snprintf(snapshot->path[i], sizeof snapshot->path[i], "%s/%s.%d", folder, name, i);
        if (n < 0 || (size_t)n >= sizeof snapshot->path[i]) {
            return -1;
        }
    }
    return 0;
}

/* Reads exactly count bytes, or fewer at the end. Returns bytes; -1. */
static ssize_t read_all(int fd, void *bytes, size_t count)
{
    size_t got = 0;
    while (got < count) {
        ssize_t n = read(fd, (uint8_t *)bytes + got, count - got);
        if (n == 0) {
            break;
        }
        if (n < 0 && errno != EINTR) {
            return -1;
        }
        got += n > 0 ? (size_t)n : 0;
    }
    return (ssize_t)got;
}

static int write_all(int fd, const void *bytes, size_t count)
{
    size_t put_bytes = 0;
    while (put_bytes < count) {
        ssize_t n = write(fd, (const uint8_t *)bytes + put_bytes, count - put_bytes);
        if (n < 0 && errno != EINTR) {
            return -1;
        }
        put_bytes += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

enum copy { COPY_ABSENT = 0, COPY_BROKEN = -1 };

/* Reads one copy into its own memory (freed by the caller). Returns its bytes; COPY_…. */
static int64_t read_copy(const char *path, uint8_t **bytes, uint64_t *sequence)
{
    uint8_t header[HEADER];
    int64_t result = COPY_BROKEN;
    struct stat file;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *bytes = NULL;
    if (fd < 0) {
        return errno == ENOENT ? COPY_ABSENT : COPY_BROKEN;
    }
    if (fstat(fd, &file) == 0 && read_all(fd, header, HEADER) == HEADER &&
        memcmp(header, magic, sizeof magic) == 0) {
        uint64_t count = get(header + 12, 8);
        *sequence = get(header + 4, 8);
        /* No more memory than the file has bytes, whatever its header promises. */
        if (count > 0 && count <= SNAPSHOT_MOST_BYTES &&
            (int64_t)count <= (int64_t)file.st_size - HEADER) {
            *bytes = malloc((size_t)count);
            if (*bytes != NULL && read_all(fd, *bytes, (size_t)count) == (ssize_t)count &&
                crc_of(header, *bytes, (size_t)count) == (uint32_t)get(header + 20, 4)) {
                result = (int64_t)count;
            }
        }
    }
    close(fd);
    return result;
}

int64_t snapshot_load(struct snapshot *snapshot, void *bytes, size_t capacity, char *message,
                      size_t message_capacity)
{
    uint8_t *copy[2] = {NULL, NULL};
    uint64_t sequence[2] = {0, 0};
    int64_t count[2], result = 0;
    for (int i = 0; i < 2; i++) {
        count[i] = read_copy(snapshot->path[i], &copy[i], &sequence[i]);
    }
    int newest = count[1] > 0 && (count[0] <= 0 || sequence[1] > sequence[0]) ? 1 : 0;
    if (count[newest] > 0 && (size_t)count[newest] <= capacity) {
        memcpy(bytes, copy[newest], (size_t)count[newest]);
        snapshot->sequence = sequence[newest];
        snapshot->next = 1 - newest;
        result = count[newest];
    } else if (count[0] != COPY_ABSENT || count[1] != COPY_ABSENT) {
        snprintf(message, message_capacity, "%s: %s", snapshot->path[newest],
                 count[newest] > 0 ? "larger than this version takes" : "no copy of it is whole");
        result = -1;
    }
    free(copy[0]);
    free(copy[1]);
    return result;
}

int snapshot_set_aside(struct snapshot *snapshot)
{
    int result = 0;
    for (int i = 0; i < 2; i++) {
        char other[sizeof snapshot->path[i] + 8];
        snprintf(other, sizeof other, "%s.other", snapshot->path[i]);
        result = rename(snapshot->path[i], other) != 0 && errno != ENOENT ? -1 : result;
    }
    snapshot->sequence = 0;
    snapshot->next = 0;
    return result;
}

/* A new file is on the disk only when its folder is. */
static int sync_folder(const char *path)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s", path);
    int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0) {
        close(fd);
    }
    return result;
}

int snapshot_save(struct snapshot *snapshot, const void *bytes, size_t count, char *message,
                  size_t message_capacity)
{
    const char *path = snapshot->path[snapshot->next];
    uint8_t header[HEADER];
    struct stat known;
    int is_new = stat(path, &known) != 0, failed;
    if (count == 0 || count > SNAPSHOT_MOST_BYTES) {
        snprintf(message, message_capacity, "%s: %zu bytes, at most %d are kept", path, count,
                 SNAPSHOT_MOST_BYTES);
        return -1;
    }
    memcpy(header, magic, sizeof magic);
    put(header + 4, snapshot->sequence + 1, 8);
    put(header + 12, count, 8);
    put(header + 20, crc_of(header, bytes, count), 4);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    failed = fd < 0 || write_all(fd, header, HEADER) != 0 || write_all(fd, bytes, count) != 0 ||
             ftruncate(fd, (off_t)(HEADER + count)) != 0 || fsync(fd) != 0;
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && !failed) {
        failed = 1;
        error = errno;
    }
    if (!failed && is_new && sync_folder(path) != 0) {
        failed = 1;
        error = errno;
    }
    snapshot->failing = failed;
    if (failed) {
        snprintf(message, message_capacity, "%s: %s", path, strerror(error));
        return -1;
    }
    snapshot->sequence++;
    snapshot->next = 1 - snapshot->next;
    return 0;
}
