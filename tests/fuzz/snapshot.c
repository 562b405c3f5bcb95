/* Fuzz entry on the memory of the station as it lies on the disk: two copies, of which the newest
 * that is whole is taken, and the sections in it. The first byte chooses for each copy whether the
 * bytes are the file, or what stands behind a good head of it, and whether a copy is there at all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE /* memfd_create: a file without a disk */
#include "fuzz.h"

#include "store/memory.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HEADER = 24, MOST = 8192, TAGS = 16 };

struct copy {
    int file;
    size_t count; /* of the file */
    unsigned char bytes[HEADER + MOST];
};

static struct copy copies[2];
static struct snapshot snapshot;
static struct memory memory;

static void prepare(void)
{
    fuzz_must(memory_begin(&memory) == 0);
    for (int i = 0; i < 2; i++) {
        copies[i].file = memfd_create("copy", MFD_CLOEXEC);
        fuzz_must(copies[i].file >= 0);
    }
}

static uint64_t number(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
        value = value << 8 | at[i];
    }
    return value;
}

/* The head of a file by the page of it: magic, sequence, count, CRC. */
static void head(struct copy *c, uint8_t sequence, size_t count)
{
    memset(c->bytes, 0, HEADER);
    memcpy(c->bytes, "OSN1", 4);
    c->bytes[4] = sequence;
    c->bytes[12] = (unsigned char)count;
    c->bytes[13] = (unsigned char)(count >> 8);
    uint32_t crc = ostrov_crc32(0, c->bytes, HEADER - 4);
    crc = ostrov_crc32(crc, c->bytes + HEADER, count);
    for (int i = 0; i < 4; i++) {
        c->bytes[HEADER - 4 + i] = (unsigned char)(crc >> (8 * i));
    }
}

/* Bytes in a whole copy; 0 = it is not whole. */
static size_t whole(const struct copy *c)
{
    if (c->count <= HEADER || memcmp(c->bytes, "OSN1", 4) != 0) {
        return 0;
    }
    const uint64_t count = number(c->bytes + 12, 8);
    if (count > c->count - HEADER) {
        return 0;
    }
    uint32_t crc = ostrov_crc32(0, c->bytes, HEADER - 4);
    crc = ostrov_crc32(crc, c->bytes + HEADER, (size_t)count);
    return crc == number(c->bytes + 20, 4) ? (size_t)count : 0;
}

static void write_copy(struct copy *c, feed *f, size_t count, int signs)
{
    count = count < f->count ? count : f->count;
    count = count < MOST ? count : MOST;
    const uint8_t sequence = feed_byte(f);
    count = count < f->count ? count : f->count;
    feed_take(f, c->bytes + (signs ? HEADER : 0), count);
    if (signs) {
        head(c, sequence, count);
    }
    c->count = count + (signs ? HEADER : 0);
    fuzz_must(ftruncate(c->file, (off_t)c->count) == 0);
    fuzz_must(pwrite(c->file, c->bytes, c->count, 0) == (ssize_t)c->count);
}

/* Each section lies within the memory, aligned. */
static void check_sections(void)
{
    for (uint32_t tag = 0; tag < TAGS; tag++) {
        size_t count = 0;
        const uint8_t *at = memory_find(&memory, tag, &count);
        if (at != NULL) {
            fuzz_must(at > memory.bytes && (size_t)(at - memory.bytes) <= memory.used &&
                      count <= memory.used - (size_t)(at - memory.bytes));
            fuzz_must((uintptr_t)at % 8 == 0);
        }
    }
}

/* The newest whole copy, or none. */
static void check_load(const size_t is_whole[2], int64_t result)
{
    const uint64_t sequence[2] = {number(copies[0].bytes + 4, 8), number(copies[1].bytes + 4, 8)};
    if (is_whole[0] == 0 && is_whole[1] == 0) {
        fuzz_must(result <= 0 && snapshot.sequence == 0);
        return;
    }
    const int newest = is_whole[0] == 0 || (is_whole[1] > 0 && sequence[1] > sequence[0]);
    fuzz_must(result == (int64_t)is_whole[newest] && snapshot.sequence == sequence[newest]);
    fuzz_must(memcmp(memory.bytes, copies[newest].bytes + HEADER, is_whole[newest]) == 0);
    fuzz_must(snapshot.next == 1 - newest); /* the older copy is written over */
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    feed f = {bytes, count};
    char message[600] = "";
    size_t is_whole[2] = {0, 0};
    const uint8_t how = feed_byte(&f);
    const size_t first = (size_t)feed_byte(&f) * 4;
    if (memory.bytes == NULL) {
        prepare();
    }
    memset(&snapshot, 0, sizeof snapshot);
    for (int i = 0; i < 2; i++) {
        const int absent = (how >> (2 + i) & 1) != 0;
        (void)snprintf(snapshot.path[i], sizeof snapshot.path[i], "/proc/self/fd/%d",
                       absent ? 99999 : copies[i].file);
        if (!absent) {
            write_copy(&copies[i], &f, i == 0 ? first : f.count, how >> i & 1);
            is_whole[i] = whole(&copies[i]);
        }
    }
    const int64_t got =
        snapshot_load(&snapshot, memory.bytes, SNAPSHOT_MOST_BYTES, message, sizeof message);
    fuzz_must((got < 0) == (message[0] != '\0'));
    check_load(is_whole, got);
    memory.used = got > 0 ? (size_t)got : 0;
    check_sections();
    return 0;
}
