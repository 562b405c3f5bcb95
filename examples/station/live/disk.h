/* The thread that writes the snapshot and now.txt and looks for what a person left in the state folder, so
 * that control never waits for the disk: a disk that stands still for seconds costs a snapshot, not a
 * second of control.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_DISK_H
#define STATION_LIVE_DISK_H

#include "../store/snapshot.h"
#include "now.h"

struct disk;

/* Takes over what knows the files of the state folder. Returns NULL when its path is too long, or when there
 * is no memory or no thread to be had. */
struct disk *disk_open(const struct snapshot *snapshot, const struct now *now, const char *folder);

/* Hand over copies; both return at once. What was not written yet gives way to the newer. */
void disk_save(struct disk *disk, const void *bytes, size_t count);
void disk_tell(struct disk *disk, const struct facts *facts);

/* 1 = the file "island" was in the folder when it was told last: whoever may write there asks to leave the
 * grid and stay away as long as it is there, nobody else. Where nobody could look for a minute of
 * clock_monotonic_us the wish has lapsed. */
int32_t disk_wants_island(struct disk *disk, int64_t now_us);

/* Returns 1 with a message, once, when snapshots no longer reach the disk or a wish has lapsed. */
int disk_trouble(struct disk *disk, char *message, size_t capacity);

/* Writes what still waits, however long the disk takes, and ends. NULL is no error. */
void disk_close(struct disk *disk);

#endif
