/* The inputs of a run out of files: with everything that files get wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _XOPEN_SOURCE 700 /* mkdtemp, truncate */
#include "inputs.h"
#include "site_text.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static struct site site;
static struct inputs inputs;
static char message[MESSAGE];
static char folder[] = "/tmp/ostrov-inputs-XXXXXX";

/* UTC seconds of local midnight, by `date -u -d`: 2026-01-15T00:00+01:00 */
static const int64_t january_s = 1768431600;

static void setup(void)
{
    ck_assert_msg(site_load(SITES_DIR "/pisek-depot.json", &site, message, sizeof message) == 0,
                  "%s", message);
    inputs = (struct inputs){0};
}

static void teardown(void) { inputs_free(&inputs); }

static void make(const struct inputs_request *request)
{
    inputs_free(&inputs);
    ck_assert_msg(inputs_make(&site, request, &inputs, message, sizeof message) == 0, "%s",
                  message);
    for (int i = 0; i < inputs.count; i++) {
        ck_assert_double_ge(inputs.pv_w[i], 0.0); /* false for NaN as well */
        ck_assert_double_ge(inputs.load_w[i], 0.0);
        ck_assert_double_gt(inputs.temperature_c[i], -60.0);
        ck_assert_double_lt(inputs.temperature_c[i], 60.0);
    }
    for (int q = 0; q < inputs.quarters; q++) {
        ck_assert_double_le(inputs.spot_eur_per_mwh[q], 4000.0);
        ck_assert_double_ge(inputs.spot_eur_per_mwh[q], -4000.0);
        ck_assert(!(inputs.weather_forecast[q].cloud_ratio < 0.0) && !(inputs.weather_forecast[q].cloud_ratio > 1.0));
        ck_assert_double_lt(inputs.temperature_forecast_c[q], 60.0);
    }
}

static void refused(const struct inputs_request *request, const char *piece)
{
    struct inputs before = inputs;
    message[0] = '\0';
    ck_assert_int_eq(inputs_make(&site, request, &inputs, message, sizeof message), -1);
    ck_assert_msg(strstr(message, piece) != NULL, "\"%s\" is missing in: %s", piece, message);
    ck_assert(memcmp(&before, &inputs, sizeof inputs) == 0);
}

static const char *file_of(const char *name, const char *bytes, size_t count)
{
    static char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, count, file), count);
    fclose(file);
    return path;
}

/* Rows of prices from a moment on; the price of row i is i, or what `odd` says for row `at`. */
static char *rows_of(int64_t from_s, int32_t step_s, int rows, int at, const char *odd)
{
    char *text = malloc(64 + (size_t)rows * 64);
    ck_assert_ptr_nonnull(text);
    size_t used = (size_t)sprintf(text, "utc_start,local_date,local_start,price_eur_mwh\n");
    for (int i = 0; i < rows; i++) {
        ostrov_civil c;
        char price[32];
        ck_assert_int_eq(ostrov_civil_from_utc(from_s + (int64_t)i * step_s, &c), OSTROV_OK);
        (void)snprintf(price, sizeof price, "%d.25", i);
        used += (size_t)sprintf(text + used, "%04d-%02d-%02dT%02d:%02dZ,,,%s\n", (int)c.year,
                                (int)c.month, (int)c.day, (int)c.hour, (int)c.minute,
                                i == at ? odd : price);
    }
    return text;
}

static const char *prices_of(int64_t from_s, int32_t step_s, int rows, int at, const char *odd)
{
    char *text = rows_of(from_s, step_s, rows, at, odd);
    const char *path = file_of("prices.csv", text, strlen(text));
    free(text);
    return path;
}

/* ---- price files
 * --------------------------------------------------------------------------------- */

START_TEST(prices_of_quarters_and_hours_on_days_of_change)
{
    static const struct {
        int64_t start_s;
        const char *date;
        int quarters;
    } days[] = {{1768431600, "2026-01-15", 96},
                {1774738800, "2026-03-29", 92},
                {1761429600, "2025-10-26", 100}};
    for (size_t d = 0; d < 3; d++) {
        int rows = days[d].quarters;
        struct inputs_request request = {.prices = prices_of(days[d].start_s, 900, rows, -1, NULL)};
        make(&request); /* the first full day of the file is found by itself */
        ck_assert_int_eq(inputs.start_s, days[d].start_s);
        ck_assert_int_eq(inputs.quarters, rows);
        for (int q = 0; q < rows; q++) {
            ck_assert_double_eq(inputs.spot_eur_per_mwh[q], q + 0.25);
            ck_assert_int_eq(inputs.spot_flags[q], OSTROV_REPAIR_NONE);
        }
        ck_assert_int_eq(inputs.spot_repaired, 0);
        ck_assert_int_eq(inputs.spot_provenance, SITE_DOCUMENTED);
        ck_assert_ptr_nonnull(strstr(inputs.spot_source, "prices.csv, each 900 s: 0 of"));
        request.date = days[d].date;
        request.prices = prices_of(days[d].start_s, 3600, rows / 4, -1, NULL);
        make(&request); /* hours are repeated onto their quarters */
        ck_assert_int_eq(inputs.quarters, rows);
        for (int q = 0; q < rows; q++) {
            ck_assert_double_eq(inputs.spot_eur_per_mwh[q], q / 4 + 0.25);
        }
        ck_assert_int_eq(inputs.spot_repaired, 0);
    }
}
END_TEST

START_TEST(unknown_and_unbelievable_prices_are_repaired_and_said)
{
    static const char *const odd[] = {"",     "SN",      "NaN",   "nan", "1e9",
                                      "-1e9", "4000.01", "1e999", "-"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        /* two days; the odd one on the second, so the same time a day before is there */
        make(&(struct inputs_request){.prices = prices_of(january_s, 900, 192, 100, odd[i]),
                                      .date = "2026-01-16"});
        ck_assert_int_eq(inputs.spot_repaired, 1);
        ck_assert_int_eq(inputs.spot_flags[4], OSTROV_REPAIR_DAY);
        ck_assert_double_eq(inputs.spot_eur_per_mwh[4], 4.25); /* of the day before */
        ck_assert_double_eq(inputs.spot_eur_per_mwh[5], 101.25);
        ck_assert_ptr_nonnull(strstr(inputs.spot_source, "1 of 96 quarter hours were not known"));
        /* on the first day there is only the value before it */
        make(&(struct inputs_request){.prices = prices_of(january_s, 900, 96, 40, odd[i])});
        ck_assert_int_eq(inputs.spot_flags[40], OSTROV_REPAIR_HELD);
        ck_assert_double_eq(inputs.spot_eur_per_mwh[40], 39.25);
        /* and at its very beginning the mean of what is known */
        make(&(struct inputs_request){.prices = prices_of(january_s, 900, 96, 0, odd[i])});
        ck_assert_int_eq(inputs.spot_flags[0], OSTROV_REPAIR_DEFAULT);
        ck_assert_double_eq_tol(inputs.spot_eur_per_mwh[0], 48.25, 1e-9); /* mean of 1.25 … 95.25 */
    }
    make(&(struct inputs_request){.prices = prices_of(january_s, 900, 96, 40, "4000")});
    ck_assert_int_eq(inputs.spot_repaired, 0); /* the cap itself is a price */
    make(&(struct inputs_request){.prices = prices_of(january_s, 900, 96, 40, "-500.00")});
    ck_assert_double_eq(inputs.spot_eur_per_mwh[40], -500.0);
}
END_TEST

START_TEST(a_missing_hour_and_a_missing_day_are_repaired)
{
    /* an hour's rows taken out of the middle of the second day */
    char *text = rows_of(january_s, 900, 192, -1, NULL);
    char *from = strstr(text, ",,,140.25");
    while (*--from != '\n') {
    }
    char *to = strstr(text, ",,,144.25");
    while (*--to != '\n') {
    }
    memmove(from, to, strlen(to) + 1);
    const char *path = file_of("gap.csv", text, strlen(text));
    make(&(struct inputs_request){.prices = path, .date = "2026-01-16"});
    ck_assert_int_eq(inputs.spot_repaired, 4);
    ck_assert_double_eq(inputs.spot_eur_per_mwh[44], 44.25);
    ck_assert_double_eq(inputs.spot_eur_per_mwh[48], 144.25);
    free(text);
    /* a whole day missing between two: asked for, it is refused; run through, it is repaired */
    char *first = rows_of(january_s, 900, 96, -1, NULL);
    char *third = rows_of(january_s + 2 * 86400, 900, 96, -1, NULL);
    char *both = malloc(strlen(first) + strlen(third) + 1);
    ck_assert_ptr_nonnull(both);
    (void)sprintf(both, "%s%s", first, strchr(third, '\n') + 1);
    path = file_of("day.csv", both, strlen(both));
    refused(&(struct inputs_request){.prices = path, .date = "2026-01-16"},
            "no known value in the day that begins 2026-01-15T23:00Z; rows reach from "
            "2026-01-14T23:00Z to "
            "2026-01-17T22:45Z");
    make(&(struct inputs_request){.prices = path, .days = 3});
    ck_assert_int_eq(inputs.spot_repaired, 96);
    ck_assert_double_eq(inputs.spot_eur_per_mwh[96 + 50], 50.25);
    refused(&(struct inputs_request){.prices = path, .date = "2027-01-16"},
            "no known value in the day");
    refused(&(struct inputs_request){.prices = path, .date = "2025-01-16"},
            "no known value in the day");
    free(first);
    free(third);
    free(both);
}
END_TEST

START_TEST(order_and_doubles)
{
    /* second half before the first, and one row twice with the same value */
    char *text = rows_of(january_s, 900, 96, -1, NULL);
    char *body = strchr(text, '\n') + 1;
    char *half = strstr(text, ",,,48.25");
    while (*--half != '\n') {
    }
    half++;
    char *mixed = malloc(2 * strlen(text));
    ck_assert_ptr_nonnull(mixed);
    (void)sprintf(mixed, "%.*s%s%.*s%.*s", (int)(body - text), text, half, (int)(half - body), body,
                  (int)(strchr(body, '\n') + 1 - body), body);
    make(&(struct inputs_request){.prices = file_of("mixed.csv", mixed, strlen(mixed))});
    for (int q = 0; q < 96; q++) {
        ck_assert_double_eq(inputs.spot_eur_per_mwh[q], q + 0.25);
    }
    ck_assert_ptr_nonnull(strstr(inputs.spot_source, "2 rows out of order, 1 given twice"));
    /* twice with different values: which one is true? */
    (void)sprintf(mixed, "%s2026-01-14T23:00Z,,,7.5\n", text);
    refused(&(struct inputs_request){.prices = file_of("twice.csv", mixed, strlen(mixed))},
            "twice.csv:98: utc_start given twice with different values, 0.25 in line 2 and 7.5");
    /* a known value beside "not known" is the value */
    (void)sprintf(mixed, "%s2026-01-14T23:00Z,,,SN\n", text);
    make(&(struct inputs_request){.prices = file_of("known.csv", mixed, strlen(mixed))});
    ck_assert_double_eq(inputs.spot_eur_per_mwh[0], 0.25);
    free(text);
    free(mixed);
}
END_TEST

#define HEAD "utc_start,local_date,local_start,price_eur_mwh\n"

START_TEST(files_that_are_no_price_file_are_refused)
{
    static const struct {
        const char *bytes, *piece;
    } cases[] = {
        {"", "bad.csv: the file is empty"},
        {"\n", "wrong header"},
        {"time,price\n2026-01-14T23:00Z,1\n",
         "bad.csv:1: wrong header \"time\": the columns utc_start and price_eur_mwh are wanted"},
        {"utc_start;local_date;local_start;price_eur_mwh\n", "wrong header"},
        {HEAD, "there are no rows"},
        {HEAD "\n\n", "there are no rows"},
        {HEAD "2026-01-14T23:00Z,,,1\n2026-01-14T23:15Z,,\n",
         "bad.csv:3: 4 columns are wanted as in the first line, 3 are there"},
        {HEAD "2026-01-14T23:00Z,,,1\n2026-01-14T23:1",
         "the file is truncated in the middle of this row"},
        {HEAD "2026-01-14T23:00Z,,,12,50\n",
         "4 columns are wanted as in the first line, 5 are there"},
        {HEAD "2026-01-14T23:00Z,,,abc\n", "bad.csv:2: price_eur_mwh = \"abc\": not a number"},
        {HEAD "2026-01-14T23:00Z,,,1.5x\n", "not a number"},
        {HEAD "2026-01-14T23:00,,,1\n",
         "bad.csv:2: utc_start = \"2026-01-14T23:00\": a UTC time is wanted"},
        {HEAD "2026-01-14T23:00+01:00,,,1\n", "a UTC time is wanted"},
        {HEAD "2026-02-30T23:00Z,,,1\n", "a UTC time is wanted"},
        {HEAD "2026-01-14T24:00Z,,,1\n", "a UTC time is wanted"},
        {HEAD "14.1.2026 23:00,,,1\n", "a UTC time is wanted"},
        {HEAD "2026-01-14T23:07Z,,,1\n", "not on a quarter hour"},
        {HEAD "2026-01-14T23:00Z,,,1\n", "no local day is there in full"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refused(&(struct inputs_request){.prices = file_of("bad.csv", cases[i].bytes,
                                                           strlen(cases[i].bytes))},
                cases[i].piece);
    }
    refused(&(struct inputs_request){.prices = file_of("bad.csv", "\0\0\0\0", 4)}, "wrong header");
}
END_TEST

START_TEST(windows_line_ends_marks_and_seconds_are_read)
{
    char *text = rows_of(january_s, 900, 96, -1, NULL);
    char *dos = malloc(3 * strlen(text));
    ck_assert_ptr_nonnull(dos);
    size_t used = (size_t)sprintf(dos, "\xEF\xBB\xBF");
    for (const char *p = text; *p != '\0'; p++) {
        used += (size_t)sprintf(dos + used, "%s",
                                (char[2]){*p, 0}[0] == '\n' ? "\r\n"
                                : *p == 'Z'                 ? ":00Z"
                                                            : (char[2]){*p, 0});
    }
    make(&(struct inputs_request){.prices = file_of("dos.csv", dos, used)});
    ck_assert_double_eq(inputs.spot_eur_per_mwh[95], 95.25);
    free(text);
    free(dos);
}
END_TEST

START_TEST(gzip_is_read_and_a_cut_gzip_is_refused)
{
    char *text = rows_of(january_s, 900, 96, -1, NULL);
    char path[200];
    (void)snprintf(path, sizeof path, "%s/prices.csv.gz", folder);
    gzFile file = gzopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(gzwrite(file, text, (unsigned)strlen(text)), (int)strlen(text));
    ck_assert_int_eq(gzclose(file), Z_OK);
    make(&(struct inputs_request){.prices = path});
    ck_assert_double_eq(inputs.spot_eur_per_mwh[95], 95.25);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    for (off_t cut = 1; cut < 40; cut += 7) {
        ck_assert_int_eq(truncate(path, status.st_size - cut), 0);
        refused(&(struct inputs_request){.prices = path}, "damaged or truncated gzip file");
    }
    free(text);
}
END_TEST

START_TEST(any_byte_changed_in_a_price_file_is_survived)
{
    char *text = rows_of(january_s, 900, 96, -1, NULL);
    size_t count = strlen(text);
    uint64_t state = 4;
    int accepted = 0;
    for (int i = 0; i < 300; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(state >> 33) % count;
        char old = text[at];
        text[at] = (char)(state >> 24);
        struct inputs_request request = {.prices = file_of("fuzz.csv", text, count),
                                         .date = "2026-01-15"};
        inputs_free(&inputs);
        if (inputs_make(&site, &request, &inputs, message, sizeof message) == 0) {
            accepted++;
            for (int q = 0; q < inputs.quarters; q++) {
                ck_assert_double_le(inputs.spot_eur_per_mwh[q], 4000.0);
            }
        }
        text[at] = old;
    }
    ck_assert_int_gt(accepted, 0);
    free(text);
}
END_TEST

START_TEST(a_decimal_comma_changes_nothing)
{
    const char *path = prices_of(january_s, 900, 96, 40, "55.5");
    if (setlocale(LC_ALL, "cs_CZ.UTF-8") == NULL && setlocale(LC_ALL, "cs_CZ.utf8") == NULL) {
        puts("SKIP a_decimal_comma_changes_nothing: the locale cs_CZ.UTF-8 is not there");
        return;
    }
    make(&(struct inputs_request){.prices = path, .outage = "sag:0.25 18:00-19:00"});
    ck_assert_double_eq(inputs.spot_eur_per_mwh[40], 55.5);
    ck_assert_double_eq(inputs.outage[0].depth_pu, 0.25);
    setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(published_prices_are_read_when_they_are_there)
{
    const char *quarters = DATA_DIR "/ote_cz_da_15min_2025-10_2026-05.csv.gz";
    const char *hours = DATA_DIR "/ote_cz_da_1h_2019_2025-09.csv.gz";
    if (access(quarters, R_OK) != 0 || access(hours, R_OK) != 0) {
        puts("SKIP published_prices_are_read_when_they_are_there: ../shared/data/dispatch is not "
             "there");
        return;
    }
    make(&(struct inputs_request){.prices = quarters});
    ck_assert_int_eq(inputs.start_s, 1759269600); /* 2025-10-01T00:00+02:00 */
    ck_assert_int_eq(inputs.spot_repaired, 0);
    make(&(struct inputs_request){.prices = quarters, .date = "2026-03-29"});
    ck_assert_int_eq(inputs.quarters, 92);
    ck_assert_int_eq(inputs.spot_repaired, 0);
    make(&(struct inputs_request){.prices = quarters, .date = "2025-10-26"});
    ck_assert_int_eq(inputs.quarters, 100);
    ck_assert_int_eq(inputs.spot_repaired, 0);
    /* 4 July 2025: twelve hours carry OTE's mark SN instead of a price */
    make(&(struct inputs_request){.prices = hours, .date = "2025-07-04"});
    ck_assert_int_eq(inputs.spot_repaired, 48);
    make(&(struct inputs_request){.prices = hours, .date = "2019-01-01", .days = 365});
    ck_assert_int_eq(inputs.spot_repaired, 0);
}
END_TEST

/* ---- measured PV and load
 * -------------------------------------------------------------------------- */

/* A column of power each step_s over days; `odd` every 10th row when it is not NULL. */
static const char *power_of(const char *name, const char *column, int32_t step_s, int days,
                            const char *odd)
{
    int rows = days * 86400 / step_s;
    char *text = malloc(64 + (size_t)rows * 48);
    ck_assert_ptr_nonnull(text);
    size_t used = (size_t)sprintf(text, "utc_start,%s\n", column);
    for (int i = 0; i < rows; i++) {
        ostrov_civil c;
        ck_assert_int_eq(ostrov_civil_from_utc(january_s + (int64_t)i * step_s, &c), OSTROV_OK);
        char value[32];
        (void)snprintf(value, sizeof value, "%d", 1000 + i % 500);
        used += (size_t)sprintf(text + used, "%04d-%02d-%02dT%02d:%02dZ,%s\n", (int)c.year,
                                (int)c.month, (int)c.day, (int)c.hour, (int)c.minute,
                                odd != NULL && i % 10 == 5 ? odd : value);
    }
    const char *path = file_of(name, text, used);
    free(text);
    return path;
}

START_TEST(measured_power_of_any_step_is_read)
{
    static const int32_t steps[] = {60, 300, 900, 1800, 3600};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        make(&(struct inputs_request){.pv = power_of("pv.csv", "pv_w", steps[i], 1, NULL)});
        ck_assert_int_eq(inputs.start_s, january_s); /* first full day of the file */
        ck_assert_int_eq(inputs.pv_provenance, SITE_MEASURED);
        ck_assert_int_eq(inputs.load_provenance, SITE_ILLUSTRATIVE);
        for (int m = 0; m < inputs.count; m++) {
            ck_assert_double_eq(inputs.pv_w[m], 1000 + (m * 60 / steps[i]) % 500);
        }
        make(&(struct inputs_request){.load = power_of("load.csv", "load_w", steps[i], 1, NULL)});
        ck_assert_int_eq(inputs.load_provenance, SITE_MEASURED);
        ck_assert_double_eq(inputs.load_w[0], 1000.0);
    }
    refused(&(struct inputs_request){.pv = power_of("load.csv", "load_w", 900, 1, NULL)},
            "the columns utc_start and pv_w are wanted");
}
END_TEST

START_TEST(measured_power_with_holes_is_repaired_and_said)
{
    static const char *const odd[] = {"", "NaN", "1e9", "-99999"};
    for (size_t i = 0; i < 4; i++) {
        make(&(struct inputs_request){.pv = power_of("pv.csv", "pv_w", 900, 1, odd[i]),
                                      .date = "2026-01-15"});
        ck_assert_ptr_nonnull(strstr(inputs.pv_source, "150 of 1440 minutes were not known"));
        ck_assert_double_eq(inputs.pv_w[5 * 15], 1004.0); /* held from the quarter before */
        make(&(struct inputs_request){.load = power_of("load.csv", "load_w", 900, 1, odd[i])});
        ck_assert_ptr_nonnull(strstr(inputs.load_source, "150 of 1440 minutes"));
    }
    /* an inverter's own use at night is 0 W of PV */
    make(&(struct inputs_request){.pv = power_of("pv.csv", "pv_w", 900, 1, "-20")});
    ck_assert_double_eq(inputs.pv_w[5 * 15], 0.0);
}
END_TEST

START_TEST(the_forecast_of_measured_pv_knows_only_the_day_before)
{
    make(&(struct inputs_request){.pv = power_of("pv.csv", "pv_w", 900, 2, NULL),
                                  .date = "2026-01-16"});
    for (int q = 0; q < 96; q++) {
        ck_assert_double_eq(inputs.pv_before_w[q], 1000.0 + q); /* day one; day two is 96 more */
        ck_assert_double_nan(inputs.weather_forecast[q].cloud_ratio);   /* the model's clouds are not the file's */
        ck_assert_double_eq(inputs.pv_w[q * 15], 1096.0 + q);
    }
    make(&(struct inputs_request){.pv = power_of("pv.csv", "pv_w", 900, 1, NULL)});
    ck_assert_double_nan(inputs.pv_before_w[0]); /* no day before */
}
END_TEST

int main(void)
{
    if (mkdtemp(folder) == NULL) {
        return EXIT_FAILURE;
    }
    Suite *suite = suite_create("input files");
    TCase *cases = tcase_create("input files");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_set_timeout(cases, 180);
    tcase_add_test(cases, prices_of_quarters_and_hours_on_days_of_change);
    tcase_add_test(cases, unknown_and_unbelievable_prices_are_repaired_and_said);
    tcase_add_test(cases, a_missing_hour_and_a_missing_day_are_repaired);
    tcase_add_test(cases, order_and_doubles);
    tcase_add_test(cases, files_that_are_no_price_file_are_refused);
    tcase_add_test(cases, windows_line_ends_marks_and_seconds_are_read);
    tcase_add_test(cases, gzip_is_read_and_a_cut_gzip_is_refused);
    tcase_add_test(cases, any_byte_changed_in_a_price_file_is_survived);
    tcase_add_test(cases, a_decimal_comma_changes_nothing);
    tcase_add_test(cases, published_prices_are_read_when_they_are_there);
    tcase_add_test(cases, measured_power_of_any_step_is_read);
    tcase_add_test(cases, measured_power_with_holes_is_repaired_and_said);
    tcase_add_test(cases, the_forecast_of_measured_pv_knows_only_the_day_before);
    suite_add_tcase(suite, cases);
    int result = unit_run(suite);
    char command[100];
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command) == 0 ? result : EXIT_FAILURE;
}
