/* The thread that writes the snapshot and now.txt: a disk that stands still, one that refuses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "folder.h"

#include "common/clock.h"
#include "live/disk.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>

static struct snapshot snapshot;
static struct now now;
static struct facts facts;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct disk *begin(void)
{
    ck_assert_int_eq(snapshot_begin(&snapshot, folder, "snapshot"), 0);
    ck_assert_int_eq(now_begin(&now, folder), 0);
    facts.count = 1;
    facts.fact[0] = (struct fact){.name = "rung", .unit = "", .kind = FACT_WORD, .text = "rules"};
    struct disk *disk = disk_open(&snapshot, &now, folder);
    ck_assert_ptr_nonnull(disk);
    return disk;
}

START_TEST(what_was_handed_over_last_is_there_at_the_end)
{
    char text[64], message[256];
    folder_make();
    struct disk *disk = begin();
    for (int i = 0; i <= 500; i++) {
        snprintf(text, sizeof text, "state %d", i);
        disk_save(disk, text, sizeof text);
        disk_tell(disk, &facts);
    }
    ck_assert_int_eq(disk_trouble(disk, message, sizeof message), 0);
    disk_close(disk);
    ck_assert_int_eq(snapshot_begin(&snapshot, folder, "snapshot"), 0);
    ck_assert_int_eq(snapshot_load(&snapshot, text, sizeof text, message, sizeof message),
                     sizeof text);
    ck_assert_str_eq(text, "state 500");
    FILE *file = fopen(in_folder("now.txt"), "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
    ck_assert_str_eq(text, "rung rules\n");
    fclose(file);
    folder_remove();
}
END_TEST

/* A pipe that nobody reads holds its writer up in open(), as a disk does that stands still. */
START_TEST(control_does_not_wait_for_it)
{
    char message[256] = "";
    folder_make();
    ck_assert_int_eq(mkfifo(in_folder("snapshot.0"), 0600), 0);
    struct disk *disk = begin();
    double began_s = seconds();
    for (int i = 0; i < 100; i++) {
        disk_save(disk, "state", 6);
        disk_tell(disk, &facts);
    }
    ck_assert_double_lt(seconds() - began_s, 1.0); /* without end, if it waited */
    int reader = open(in_folder("snapshot.0"), O_RDONLY);
    for (int i = 0; i < 500 && !disk_trouble(disk, message, sizeof message); i++) {
        usleep(10000);
    }
    ck_assert_ptr_nonnull(strstr(message, "snapshot.0")); /* a pipe cannot be cut to length */
    ck_assert_int_eq(disk_trouble(disk, message, sizeof message), 0); /* said once */
    disk_close(disk);
    close(reader);
    folder_remove();
}
END_TEST

/* A wish is of whom still says it: a disk that stands still must not hold a site away from the grid. */
START_TEST(a_wish_lapses_where_nobody_can_look_for_it)
{
    char message[256] = "";
    const int64_t second_us = 1000000;
    folder_make();
    ck_assert_int_eq(mkfifo(in_folder("now.txt.new"), 0600), 0);
    close(creat(in_folder("island"), 0600));
    struct disk *disk = begin();
    disk_tell(disk, &facts); /* it waits from here on */
    int64_t now_us = clock_monotonic_us();
    ck_assert_int_eq(disk_wants_island(disk, now_us + 55 * second_us), 1); /* a stall is no change */
    ck_assert_int_eq(disk_trouble(disk, message, sizeof message), 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(disk_wants_island(disk, now_us + 61 * second_us), 0);
        ck_assert_int_eq(disk_trouble(disk, message, sizeof message), i == 0); /* said once */
    }
    ck_assert_ptr_nonnull(strstr(message, "has lapsed"));
    now_us = clock_monotonic_us();
    int reader = open(in_folder("now.txt.new"), O_RDONLY);
    for (int i = 0; i < 500 && !disk_wants_island(disk, now_us + 60 * second_us); i++) {
        usleep(10000);
    }
    ck_assert_int_eq(disk_wants_island(disk, now_us + 60 * second_us), 1); /* seen again, since now */
    disk_close(disk);
    close(reader);
    folder_remove();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disk");
    TCase *one = tcase_create("disk");
    tcase_add_test(one, what_was_handed_over_last_is_there_at_the_end);
    tcase_add_test(one, control_does_not_wait_for_it);
    tcase_add_test(one, a_wish_lapses_where_nobody_can_look_for_it);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
