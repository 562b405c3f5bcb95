/* Telemetry in SQLite: not known stays not known, the file stays small, and control goes on
 * whatever the disk does.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "folder.h"

#include "store/telemetry.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define PATIENCE_S 40.0 /* nothing that goes well comes near it */

static char message[256];

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pause_s(double seconds)
{
    struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&t, NULL);
}

/* Waits for the writer to have come so far; a machine under load takes its time. */
static struct telemetry_health health_when(struct telemetry *t,
                                           int (*so_far)(const struct telemetry_health *))
{
    struct telemetry_health h;
    const double began = now_s();
    telemetry_read_health(t, &h);
    while (!so_far(&h) && now_s() - began < PATIENCE_S) {
        pause_s(0.01);
        telemetry_read_health(t, &h);
    }
    return h;
}

static int has_failed(const struct telemetry_health *h) { return h->failing; }
static int has_recovered(const struct telemetry_health *h) { return h->waiting == 0 && !h->failing; }
static int has_written(const struct telemetry_health *h) { return h->committed > 0; }

static struct telemetry_setup quick(void)
{
    struct telemetry_setup s;
    telemetry_defaults(&s);
    s.commit_s = 0.0;
    s.retry_s = 0.02;
    return s;
}

static struct telemetry_minute minute_at(int64_t time_s, double base)
{
    struct telemetry_minute m = {.time_s = time_s};
    for (int32_t i = 0; i < telemetry_column_count; i++) {
        double value = base + i + (telemetry_columns[i].whole ? 0.0 : 0.1);
        memcpy((char *)&m + telemetry_columns[i].offset, &value, sizeof value);
    }
    return m;
}

static struct telemetry *open_at(const char *path, const struct telemetry_setup *setup)
{
    struct telemetry *t = telemetry_open(path, setup, message, sizeof message);
    ck_assert_msg(t != NULL, "%s", message);
    return t;
}

struct found {
    int64_t rows;
    struct telemetry_minute last;
};

static int keep_last(void *context, const struct telemetry_minute *m)
{
    struct found *f = context;
    f->rows++;
    f->last = *m;
    return 0;
}

struct events {
    struct telemetry_event *to;
    int count;
};

static int keep_event(void *context, const struct telemetry_event *e)
{
    struct events *f = context;
    f->to[f->count++] = *e;
    return f->count == 4;
}

static struct found read_all(const char *path)
{
    struct found f = {0};
    ck_assert_msg(telemetry_each(path, 0, INT64_MAX, keep_last, &f, message, sizeof message) >= 0,
                  "%s", message);
    return f;
}

START_TEST(each_column_comes_back_and_nan_is_null)
{
    const char *path = in_folder("t.db");
    struct telemetry_setup setup = quick();
    struct telemetry *t = open_at(path, &setup);
    struct telemetry_minute m = minute_at(1700000040, 7.0);
    for (int32_t hole = -1; hole < telemetry_column_count; hole++) {
        struct telemetry_minute with_hole = m;
        double nothing = hole % 2 ? __builtin_nan("") : __builtin_inf();
        if (hole >= 0) {
            memcpy((char *)&with_hole + telemetry_columns[hole].offset, &nothing, sizeof nothing);
        }
        with_hole.time_s += hole * 60;
        telemetry_add(t, &with_hole);
    }
    telemetry_close(t, 5.0);
    struct found f = read_all(path);
    ck_assert_int_eq(f.rows, telemetry_column_count + 1);
    for (int32_t hole = -1; hole < telemetry_column_count; hole++) {
        int64_t at = m.time_s + hole * 60;
        struct found one = {0};
        ck_assert_int_eq(
            telemetry_each(path, at, at + 60, keep_last, &one, message, sizeof message), 1);
        for (int32_t c = 0; c < telemetry_column_count; c++) {
            double was, is;
            memcpy(&was, (char *)&m + telemetry_columns[c].offset, sizeof was);
            memcpy(&is, (char *)&one.last + telemetry_columns[c].offset, sizeof is);
            ck_assert_msg(c == hole ? is != is : is == was, "%s", telemetry_columns[c].name);
        }
    }
}
END_TEST

START_TEST(events_keep_their_order_and_an_unknown_time)
{
    const char *path = in_folder("t.db");
    struct telemetry_setup setup = quick();
    struct telemetry *t = open_at(path, &setup);
    struct telemetry_event e = {
        .time_s = 2000, .code = 3, .subject = -1, .text = "first, \"quoted\""};
    telemetry_note(t, &e);
    e.time_s = INT64_MIN;
    memset(e.text, 'x', sizeof e.text); /* not terminated: cut, never read past */
    telemetry_note(t, &e);
    e.time_s = 1000; /* the clock was set back */
    telemetry_note(t, &e);
    telemetry_close(t, 5.0);
    struct telemetry_event back[4];
    struct events found = {back, 0};
    ck_assert_int_eq(
        telemetry_each_event(path, 500, INT64_MAX, keep_event, &found, message, sizeof message), 2);
    ck_assert_str_eq(back[0].text, "first, \"quoted\"");
    ck_assert(back[0].time_s == 2000 && back[0].code == 3 && back[0].subject == -1);
    ck_assert_int_eq(back[1].time_s, 1000);
    ck_assert_int_eq(telemetry_each_undated(path, keep_event, &found, message, sizeof message), 1);
    ck_assert(back[2].time_s == INT64_MIN);
    ck_assert_uint_eq(strlen(back[2].text), TELEMETRY_TEXT - 1);
}
END_TEST

/* The disk takes nothing for a while: no call waits, nothing that fits the queue is lost. */
START_TEST(control_goes_on_without_a_disk)
{
    const char *path = in_folder("t.db");
    struct telemetry_setup setup = quick();
    struct telemetry_health h;
    struct rlimit before, small;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 1024;
    setrlimit(RLIMIT_FSIZE, &small);
    struct telemetry *t = open_at(path, &setup);
    for (int i = 0; i < 200; i++) { /* who waited for the disk would wait here until the end of time */
        struct telemetry_minute m = minute_at(60 * (i + 1), i);
        telemetry_add(t, &m);
    }
    h = health_when(t, has_failed);
    ck_assert_int_eq(h.failing, 1);
    ck_assert_int_eq(h.committed, 0);
    ck_assert_int_eq(h.waiting, 200);
    ck_assert_str_ne(h.error, "");
    setrlimit(RLIMIT_FSIZE, &before);
    h = health_when(t, has_recovered);
    ck_assert_int_eq(h.failing, 0);
    ck_assert_int_eq(h.committed, 200);
    telemetry_close(t, 5.0);
    ck_assert_int_eq(read_all(path).rows, 200);
}
END_TEST

START_TEST(a_full_queue_gives_up_the_oldest_and_counts)
{
    struct telemetry_setup setup = quick();
    struct telemetry_health h;
    setup.queue = 16;
    setup.retry_s = 3600.0;
    struct telemetry *t = open_at("/nowhere/t.db", &setup);
    struct telemetry_minute m = minute_at(60, 0.0);
    telemetry_add(t, &m);
    (void)health_when(t, has_failed); /* it was tried, will be again, and is not given up */
    for (int i = 1; i < 40; i++) {
        m = minute_at(60 * (i + 1), i);
        telemetry_add(t, &m);
    }
    telemetry_read_health(t, &h);
    ck_assert_int_eq(h.queued, 40);
    ck_assert_int_eq(h.dropped, 40 - 1 - 16);
    ck_assert_int_eq(h.waiting, 1 + 16);
    double began = now_s();
    telemetry_close(t, 1000.0); /* a dead disk does not hold up the end */
    ck_assert(now_s() - began < PATIENCE_S);
}
END_TEST

START_TEST(a_broken_file_is_set_aside)
{
    const char *path = in_folder("t.db"), *aside = in_folder("t.db.broken-1");
    struct telemetry_setup setup = quick();
    FILE *f = fopen(path, "wb");
    for (int i = 0; i < 5000; i++) {
        fputc(i * 7 & 255, f);
    }
    fclose(f);
    struct telemetry *t = open_at(path, &setup);
    struct telemetry_minute m = minute_at(60, 1.0);
    telemetry_add(t, &m);
    telemetry_close(t, 5.0);
    ck_assert_int_eq(read_all(path).rows, 1);
    ck_assert_int_eq(access(aside, F_OK), 0);
}
END_TEST

/* Its head is whole and its schema readable, its rows are not. */
START_TEST(a_file_that_breaks_in_the_middle_is_set_aside)
{
    const char *path = in_folder("t.db"), *aside = in_folder("t.db.broken-1");
    struct telemetry_setup setup = quick();
    struct telemetry_health h;
    struct stat file;
    struct telemetry *t = open_at(path, &setup);
    for (int i = 0; i < 200; i++) {
        struct telemetry_minute m = minute_at(60 * (i + 1), i);
        telemetry_add(t, &m);
    }
    telemetry_close(t, 5.0);
    ck_assert_int_eq(stat(path, &file), 0);
    FILE *f = fopen(path, "r+b");
    fseek(f, 4096, SEEK_SET);
    for (int64_t i = 4096; i < file.st_size; i++) {
        fputc(0xA5, f);
    }
    fclose(f);
    t = open_at(path, &setup);
    struct telemetry_minute m = minute_at(60000, 1.0);
    telemetry_add(t, &m);
    h = health_when(t, has_written);
    telemetry_close(t, 5.0);
    ck_assert_msg(h.committed == 1, "%s", h.error);
    ck_assert_int_eq(read_all(path).rows, 1);
    ck_assert_int_eq(access(aside, F_OK), 0);
}
END_TEST

START_TEST(the_file_stays_within_its_size)
{
    const char *path = in_folder("t.db");
    struct telemetry_setup setup = quick();
    struct telemetry_health h;
    struct stat file;
    const int rows = 20000; /* about 3 MB */
    int64_t newest = (int64_t)time(NULL) / 60 * 60;
    setup.most_bytes = 1 << 20;
    setup.queue = 100000;
    struct telemetry *t = open_at(path, &setup);
    for (int i = 0; i < rows; i++) {
        struct telemetry_minute m = minute_at(newest - 60 * (rows - i), i);
        telemetry_add(t, &m);
    }
    do {
        pause_s(0.02);
        telemetry_read_health(t, &h);
    } while (h.waiting > 0 && h.failures < 50);
    telemetry_close(t, 5.0);
    ck_assert_msg(h.waiting == 0, "%d rows wait: %s", h.waiting, h.error);
    ck_assert_int_eq(stat(path, &file), 0);
    ck_assert_int_le(file.st_size, setup.most_bytes);
    struct found f = read_all(path);
    ck_assert_int_eq(f.last.time_s, newest - 60); /* the newest stay */
    ck_assert_int_gt(f.rows, 2000);
}
END_TEST

START_TEST(exports_say_nothing_for_not_known)
{
    const char *path = in_folder("t.db");
    struct telemetry_setup setup = quick();
    char *text = NULL;
    size_t length = 0;
    struct telemetry *t = open_at(path, &setup);
    struct telemetry_minute m = minute_at(1700000040, 1.0);
    m.pv_w = __builtin_nan("");
    telemetry_add(t, &m);
    telemetry_close(t, 5.0);
    FILE *out = open_memstream(&text, &length);
    ck_assert_int_eq(telemetry_export_csv(path, 0, INT64_MAX, out, message, sizeof message), 1);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "utc_start,grid_w,pv_w,battery_w"));
    ck_assert_ptr_nonnull(strstr(text, "\n2023-11-14T22:14:00Z,1.1,,3.1,"));
    free(text);
    out = open_memstream(&text, &length);
    ck_assert_int_eq(
        telemetry_export_influx(path, "a, b=c", 0, INT64_MAX, out, message, sizeof message), 1);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "station,site=a\\,\\ b\\=c grid_w=1.1,battery_w=3.1,"));
    ck_assert_ptr_nonnull(strstr(text, ",mode=16i,"));
    ck_assert_ptr_nonnull(strstr(text, " 1700000040000000000\n"));
    free(text);
    ck_assert_int_eq(telemetry_export_csv("/nowhere.db", 0, 1, stdout, message, sizeof message),
                     -1);
    ck_assert_str_ne(message, "");
}
END_TEST

START_TEST(a_setup_that_makes_no_sense_is_refused)
{
    struct telemetry_setup s = quick();
    s.queue = 3;
    ck_assert_ptr_null(telemetry_open("x", &s, message, sizeof message));
    ck_assert_ptr_nonnull(strstr(message, "queue: 16 to 100000"));
    s = quick();
    s.retry_s = __builtin_nan("");
    ck_assert_ptr_null(telemetry_open("x", &s, message, sizeof message));
    ck_assert_ptr_nonnull(strstr(message, "retry_s"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("telemetry");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 120);
    tcase_add_checked_fixture(one, folder_make, folder_remove);
    tcase_add_test(one, each_column_comes_back_and_nan_is_null);
    tcase_add_test(one, events_keep_their_order_and_an_unknown_time);
    tcase_add_test(one, control_goes_on_without_a_disk);
    tcase_add_test(one, a_full_queue_gives_up_the_oldest_and_counts);
    tcase_add_test(one, a_broken_file_is_set_aside);
    tcase_add_test(one, a_file_that_breaks_in_the_middle_is_set_aside);
    tcase_add_test(one, the_file_stays_within_its_size);
    tcase_add_test(one, exports_say_nothing_for_not_known);
    tcase_add_test(one, a_setup_that_makes_no_sense_is_refused);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
