/* The station's memory across a restart: two copies on disk, each with sequence and CRC.
 *
 * A save overwrites the older copy, so that a kill or a power cut in the middle leaves the newer
 * one. Loading takes the copy with the highest sequence that is whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_STORE_SNAPSHOT_H
#define STATION_STORE_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

enum { SNAPSHOT_MOST_BYTES = 1 << 22 };

struct snapshot {
    char path[2][512]; /* of the two copies */
    uint64_t sequence; /* of the newest that was read or written; 0 = none */
    int32_t next;      /* copy that is written next */
    int32_t failing;   /* 1 = the last save did not reach the disk */
};

/* Names the copies: folder/name.0 and folder/name.1. Returns 0; -1 when the path is too long. */
int snapshot_begin(struct snapshot *snapshot, const char *folder, const char *name);

/* Reads the newest whole copy. Returns its bytes (at most capacity); 0 = there is none;
 * -1 with a message when there are copies but none is whole or fits. */
int64_t snapshot_load(struct snapshot *snapshot, void *bytes, size_t capacity, char *message,
                      size_t message_capacity);

/* Both copies are of something else: kept under other names (path.other, the last one so), and
 * begun anew. Returns 0; -1 when one could not be renamed. */
int snapshot_set_aside(struct snapshot *snapshot);

/* Writes a copy and waits until it is on the disk. Returns 0; -1 with a message: the copy before
 * this one stays. */
int snapshot_save(struct snapshot *snapshot, const void *bytes, size_t count, char *message,
                  size_t message_capacity);

#endif
