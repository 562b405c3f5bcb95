/* The thread that writes the snapshot and now.txt, so that control never waits for the disk: a disk
 * that stands still for seconds costs a snapshot, not a second of control.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_DISK_H
#define STATION_LIVE_DISK_H

#include "../store/snapshot.h"
#include "now.h"

struct disk;

/* Takes over what knows the files. Returns NULL when there is no memory or no thread to be had. */
struct disk *disk_open(const struct snapshot *snapshot, const struct now *now);

/* Hand over copies; both return at once. What was not written yet gives way to the newer. */
void disk_save(struct disk *disk, const void *bytes, size_t count);
void disk_tell(struct disk *disk, const struct facts *facts);

/* Returns 1 with a message, once, when snapshots no longer reach the disk. */
int disk_trouble(struct disk *disk, char *message, size_t capacity);

/* Writes what still waits, however long the disk takes, and ends. NULL is no error. */
void disk_close(struct disk *disk);

#endif
