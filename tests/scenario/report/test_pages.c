/* Whole reports: written, read back, refused. The pages stay in OUT_DIR for read_pages.py.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "day.h"
#include "report/report.h"
#include "unit.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 600000 };

static char page[2 * LARGEST], message[1024];

/* Bytes of a file of OUT_DIR in page; −1 when it is not there. */
static long take(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", OUT_DIR, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return -1;
    }
    size_t length = fread(page, 1, sizeof page - 1, file);
    fclose(file);
    page[length] = '\0';
    return (long)length;
}

static void write_ok(const struct record *day, const struct record *bad, const char *name)
{
    char folder[1024], file[256];
    snprintf(folder, sizeof folder, "%s/%s", OUT_DIR, name);
    message[0] = '\0';
    ck_assert_msg(report_write(day, bad, folder, message, sizeof message) == 0, "%s", message);
    snprintf(file, sizeof file, "%s/report.html", name);
    long length = take(file);
    ck_assert_int_gt(length, 10000);
    ck_assert_int_le(length, LARGEST);
    ck_assert_ptr_nonnull(strstr(page, "</html>"));
}

/* Every line of a CSV file has as many fields as the header; returns the lines. */
static int32_t csv_lines(const char *name)
{
    int32_t lines = 0, fields = 1, wanted = 0, quoted = 0;
    ck_assert_int_gt(take(name), 0);
    for (const char *c = page; *c != '\0'; c++) {
        quoted ^= *c == '"';
        fields += *c == ',' && !quoted;
        if (*c == '\n' && !quoted) {
            wanted = lines == 0 ? fields : wanted;
            ck_assert_msg(fields == wanted, "%s, line %d: %d fields, the header has %d", name,
                          (int)lines + 1, (int)fields, (int)wanted);
            fields = 1;
            lines++;
        }
    }
    ck_assert_int_eq(quoted, 0);
    ck_assert_ptr_null(strstr(page, "nan"));
    ck_assert_ptr_null(strstr(page, "inf,"));
    return lines;
}

static void csv_all(const char *folder, const struct record *r)
{
    char name[256];
    int32_t points = 0;
    for (int32_t i = 0; i < r->transitions; i++) {
        points += r->transition[i].points;
    }
    const struct {
        const char *file;
        int32_t rows;
    } wanted[] = {{"minutes", r->minutes}, {"quarters", r->quarters}, {"departures", r->departures},
                  {"events", r->events},   {"transitions", points},   {"policies", r->policies}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        snprintf(name, sizeof name, "%s/data/%s.csv", folder, wanted[i].file);
        ck_assert_int_eq(csv_lines(name), wanted[i].rows + 1);
    }
}

START_TEST(a_day_and_its_bad_night)
{
    struct day *day = day_make("day"), *bad = day_make("bad-night");
    write_ok(&day->record, &bad->record, "whole");
    ck_assert_ptr_nonnull(strstr(page, "All 21 departures left on time."));
    ck_assert_ptr_nonnull(strstr(page, "And on a bad night"));
    ck_assert_ptr_nonnull(strstr(page,
                                 "EN50549-1:2019, stage 27&lt;: sources differ (APsystems-PL); "
                                 "not verified against the standard"));
    ck_assert_ptr_nonnull(strstr(page, "the library: no source; not verified"));
    csv_all("whole", &day->record);
    ck_assert_int_eq(take("whole/report.html.part"), -1);
    ck_assert_int_eq(take("whole/data/minutes.csv.part"), -1);
    day_free(day);
    day_free(bad);
}
END_TEST

START_TEST(a_decimal_comma_changes_no_byte)
{
    static char before[2 * LARGEST];
    struct day *day = day_make("day");
    write_ok(&day->record, NULL, "point");
    memcpy(before, page, sizeof before);
    if (setlocale(LC_ALL, "cs_CZ.UTF-8") == NULL && setlocale(LC_ALL, "cs_CZ.utf8") == NULL) {
        printf("SKIP a_decimal_comma_changes_no_byte: locale cs_CZ is not there\n");
    } else {
        ck_assert_str_eq(localeconv()->decimal_point, ",");
        write_ok(&day->record, NULL, "comma");
        ck_assert_str_eq(before, page);
        csv_all("comma", &day->record); /* a comma within a number would be a field too many */
        setlocale(LC_ALL, "C");
    }
    day_free(day);
}
END_TEST

START_TEST(an_empty_record)
{
    struct day *day = day_make("calm");
    record_free(&day->record);
    ck_assert_int_eq(record_init(&day->record, &day->site, &day->inputs), 0);
    write_ok(&day->record, &day->record, "empty");
    csv_all("empty", &day->record);
    day_free(day);
}
END_TEST

START_TEST(nothing_is_known)
{
    struct day *day = day_make("day");
    day_forget_numbers(day);
    write_ok(&day->record, &day->record, "unknown");
    ck_assert_ptr_nonnull(strstr(page, "not known"));
    csv_all("unknown", &day->record);
    day_free(day);
}
END_TEST

/* A station tells what happens before it has a clock, and after it lost it. */
START_TEST(events_without_a_clock)
{
    struct day *day = day_make("day");
    struct record *r = &day->record;
    for (int32_t i = 0; i < r->events; i++) {
        r->event[i].time_s = INT64_MIN;
    }
    write_ok(r, NULL, "no-clock");
    ck_assert_ptr_nonnull(strstr(page, "before the clock was known</th>"));
    ck_assert_ptr_null(strstr(page, "clock not known"));
    csv_all("no-clock", r);
    ck_assert_int_gt(take("no-clock/data/events.csv"), 0);
    ck_assert_ptr_nonnull(strstr(page, "\n,,"));
    ck_assert_ptr_null(strstr(page, "-9223372036854775808"));
    r->event[0].time_s = r->inputs->start_s; /* known at first, lost later */
    r->event[3] = r->event[1];
    r->event[r->events++] = r->event[2]; /* a repeat without a time */
    write_ok(r, NULL, "no-clock");
    ck_assert_ptr_nonnull(strstr(page, "clock not known</th>"));
    ck_assert_ptr_null(strstr(page, "before the clock was known"));
    ck_assert_ptr_nonnull(strstr(page, "and 1 more</span>"));
    day_free(day);
}
END_TEST

/* A site that has not come back from its island follows no plan, however strong that would be. */
START_TEST(an_island_that_has_not_ended)
{
    struct day *day = day_make("day");
    struct record *r = &day->record;
    struct record_quarter *late = &r->quarter[21 * 4];
    late->plan_battery_w = 90e3;
    late->solver = OSTROV_SOLVER_GLPK;
    write_ok(r, NULL, "island");
    ck_assert_ptr_nonnull(strstr(page, "21:00–21:15</b> Strongest discharge"));
    r->outage[0].returned_s = __builtin_nan("");
    r->outage[0].ended_connected = 0;
    write_ok(r, NULL, "island");
    ck_assert_ptr_nonnull(strstr(page, "</b> Strongest discharge"));
    ck_assert_ptr_null(strstr(page, "21:00–21:15</b> Strongest discharge"));
    r->outage[0].ended_connected = 1; /* it never left */
    write_ok(r, NULL, "island");
    ck_assert_ptr_nonnull(strstr(page, "21:00–21:15</b> Strongest discharge"));
    day_free(day);
}
END_TEST

START_TEST(hostile_names)
{
    static const char evil[] = "<script>alert(\"1\")</script>&'\n=1+1";
    struct day *day = day_make("day");
    struct site *site = &day->site;
    char *const target[] = {site->title,
                            site->notice,
                            site->charge_point[0].name,
                            site->vehicle[0].name,
                            site->settings_document,
                            site->source[0].note,
                            site->tier[0].name,
                            day->record.event[1].text,
                            day->record.policy[1].name,
                            day->record.transition[0].what,
                            day->record.command_line,
                            day->inputs.spot_source};
    for (size_t i = 0; i < sizeof target / sizeof target[0]; i++) {
        memcpy(target[i], evil, sizeof evil);
    }
    memcpy(site->currency, "</b>", 5);
    write_ok(&day->record, NULL, "hostile");
    ck_assert_ptr_null(strstr(page, "<script"));
    ck_assert_ptr_nonnull(strstr(page, "&lt;script&gt;"));
    csv_all("hostile", &day->record);
    day_free(day);
}
END_TEST

START_TEST(everything_is_full)
{
    struct day *day = day_make("day");
    struct record *r = &day->record;
    for (int32_t i = r->events; i < RECORD_EVENTS; i++) {
        r->event[i] = r->event[i % 4];
        r->event[i].subject = i; /* all different: none is folded into another */
    }
    r->events = RECORD_EVENTS;
    for (int32_t i = r->transitions; i < RECORD_TRANSITIONS; i++) {
        r->transition[i] = r->transition[i % 2];
    }
    r->transitions = RECORD_TRANSITIONS;
    for (int32_t i = day->site.sources; i < SITE_SOURCES; i++) {
        day->site.source[i] = day->site.source[i % 20];
    }
    day->site.sources = SITE_SOURCES;
    uint32_t random = 1;
    for (int32_t i = 0; i < r->minutes; i++) { /* noise: nothing to leave out of the paths */
        random = random * 1664525u + 1013904223u;
        r->minute[i].grid_w = (double)(random >> 8);
        r->minute[i].soc_ratio = (double)(random >> 16) / 65536.0;
    }
    write_ok(r, r, "full"); /* within LARGEST, whatever came */
    day_free(day);
}
END_TEST

/* ---- failures -----------------------------------------------------------------------------------
 */

static void expect_failure(const struct record *r, const char *folder, const char *name,
                           const char *reason)
{
    memset(message, 0, sizeof message);
    ck_assert_int_eq(report_write(r, NULL, folder, message, sizeof message), -1);
    ck_assert_msg(strstr(message, name) != NULL, "no %s in: %s", name, message);
    ck_assert_msg(strstr(message, reason) != NULL, "no %s in: %s", reason, message);
}

/* A disk that is full: the temporary file is a link to /dev/full. */
static void on_full_disk(const struct record *r, const char *file)
{
    char folder[1024], data[1100], link[1200];
    snprintf(folder, sizeof folder, "%s/disk", OUT_DIR);
    snprintf(data, sizeof data, "%s/data", folder);
    snprintf(link, sizeof link, "%s/%s.part", folder, file);
    mkdir(OUT_DIR, 0777);
    mkdir(folder, 0777);
    mkdir(data, 0777);
    remove(link);
    snprintf(page, sizeof page, "%s/report.html", folder); /* of an earlier run */
    remove(page);
    ck_assert_int_eq(symlink("/dev/full", link), 0);
    expect_failure(r, folder, file, "No space left on device");
    ck_assert_int_eq(access(link, F_OK), -1); /* nothing half-written stays */
    ck_assert_int_eq(take("disk/report.html"), -1);
}

START_TEST(a_full_disk_is_told)
{
    struct day *day = day_make("day");
    on_full_disk(&day->record, "data/minutes.csv");
    on_full_disk(&day->record, "data/policies.csv"); /* small: fails when it is flushed */
    on_full_disk(&day->record, "report.html");
    day_free(day);
}
END_TEST

START_TEST(a_folder_that_cannot_be_is_told)
{
    struct day *day = day_make("day");
    char folder[8192] = OUT_DIR "/";
    expect_failure(&day->record, "/dev/null/report", "/dev/null/report", "Not a directory");
    for (size_t n = strlen(folder); n < 5000; n++) {
        folder[n] = n % 100 == 0 ? '/' : 'a';
    }
    expect_failure(&day->record, folder, "data", "File name too long");
    day_free(day);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report pages");
    TCase *test = tcase_create("pages");
    tcase_set_timeout(test, 60);
    tcase_add_test(test, a_day_and_its_bad_night);
    tcase_add_test(test, a_decimal_comma_changes_no_byte);
    tcase_add_test(test, an_empty_record);
    tcase_add_test(test, nothing_is_known);
    tcase_add_test(test, events_without_a_clock);
    tcase_add_test(test, an_island_that_has_not_ended);
    tcase_add_test(test, hostile_names);
    tcase_add_test(test, everything_is_full);
    tcase_add_test(test, a_full_disk_is_told);
    tcase_add_test(test, a_folder_that_cannot_be_is_told);
    suite_add_tcase(suite, test);
    return unit_run(suite);
}
