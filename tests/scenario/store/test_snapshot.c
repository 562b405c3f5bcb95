/* Two copies on disk: a kill in the middle of a save, garbage, a full disk.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "folder.h"

#include "store/snapshot.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static char message[256];

static void save(struct snapshot *s, const char *text)
{
    ck_assert_msg(snapshot_save(s, text, strlen(text) + 1, message, sizeof message) == 0, "%s",
                  message);
}

static const char *load(struct snapshot *s)
{
    static char bytes[256];
    int64_t n = snapshot_load(s, bytes, sizeof bytes, message, sizeof message);
    return n > 0 ? bytes : n == 0 ? "(none)" : "(broken)";
}

START_TEST(the_newest_comes_back)
{
    struct snapshot s;
    folder_make();
    ck_assert_int_eq(snapshot_begin(&s, folder, "station"), 0);
    ck_assert_str_eq(load(&s), "(none)");
    for (int i = 0; i < 5; i++) {
        char text[16];
        snprintf(text, sizeof text, "state %d", i);
        save(&s, text);
        struct snapshot other;
        ck_assert_int_eq(snapshot_begin(&other, folder, "station"), 0);
        ck_assert_str_eq(load(&other), text);
        ck_assert_uint_eq(other.sequence, (uint64_t)i + 1);
        save(&other, text); /* goes on from what it loaded, over the older copy */
        s = other;
        ck_assert_str_eq(load(&s), text);
        ck_assert_int_eq(snapshot_begin(&s, folder, "station"), 0);
        ck_assert_str_eq(load(&s), text);
        s.sequence = (uint64_t)i + 1;
    }
    folder_remove();
}
END_TEST

/* A copy cut off, or with one byte changed, at every place: the other one stands in. */
START_TEST(any_torn_copy_leaves_the_other)
{
    struct snapshot s;
    uint8_t whole[128];
    folder_make();
    ck_assert_int_eq(snapshot_begin(&s, folder, "s"), 0);
    save(&s, "the older one");
    save(&s, "the newer one");
    FILE *f = fopen(s.path[1], "rb");
    size_t n = fread(whole, 1, sizeof whole, f);
    fclose(f);
    ck_assert_uint_gt(n, 24);
    for (size_t at = 0; at < 2 * n; at++) {
        uint8_t torn[128];
        size_t count = at < n ? at : n;
        memcpy(torn, whole, n);
        if (at >= n) {
            torn[at - n] ^= 0x40;
        }
        f = fopen(s.path[1], "wb");
        ck_assert_uint_eq(fwrite(torn, 1, count, f), count);
        fclose(f);
        struct snapshot again;
        ck_assert_int_eq(snapshot_begin(&again, folder, "s"), 0);
        ck_assert_msg(strcmp(load(&again), "the older one") == 0, "broken at %zu: %s", at,
                      load(&again));
        ck_assert_int_eq(again.next, 1); /* the torn one is written over, never the whole one */
    }
    f = fopen(s.path[0], "wb");
    fclose(f);
    struct snapshot none;
    ck_assert_int_eq(snapshot_begin(&none, folder, "s"), 0);
    ck_assert_str_eq(load(&none), "(broken)");
    ck_assert_ptr_nonnull(strstr(message, "no copy of it is whole"));
    save(&none, "a new beginning");
    ck_assert_str_eq(load(&none), "a new beginning");
    folder_remove();
}
END_TEST

START_TEST(a_disk_that_takes_nothing_keeps_the_last_copy)
{
    struct snapshot s;
    static uint8_t large[70000];
    struct rlimit before, small;
    folder_make();
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(snapshot_begin(&s, folder, "s"), 0);
    save(&s, "kept");
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 4096;
    setrlimit(RLIMIT_FSIZE, &small);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(snapshot_save(&s, large, sizeof large, message, sizeof message), -1);
        ck_assert_int_eq(s.failing, 1);
        ck_assert_str_eq(load(&s), "kept");
    }
    setrlimit(RLIMIT_FSIZE, &before);
    save(&s, "and on again");
    ck_assert_int_eq(s.failing, 0);
    ck_assert_str_eq(load(&s), "and on again");
    ck_assert_int_eq(snapshot_save(&s, large, SNAPSHOT_MOST_BYTES + 1, message, sizeof message),
                     -1);
    ck_assert_int_eq(snapshot_save(&s, large, 0, message, sizeof message), -1);
    ck_assert_int_eq(snapshot_begin(&s, "/nowhere/at/all", "s"), 0);
    ck_assert_int_eq(snapshot_save(&s, large, 10, message, sizeof message), -1);
    folder_remove();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot");
    TCase *one = tcase_create("all");
    tcase_add_test(one, the_newest_comes_back);
    tcase_add_test(one, any_torn_copy_leaves_the_other);
    tcase_add_test(one, a_disk_that_takes_nothing_keeps_the_last_copy);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
