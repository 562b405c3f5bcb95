/* Settings as SunSpec points and back, and the audit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/grid_code.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define POINTS 200
#define FINDINGS 200

static ostrov_grid_point points[POINTS];
static ostrov_grid_finding findings[FINDINGS];
static size_t point_count, finding_count;

static ostrov_grid_settings of(const char *name)
{
    ostrov_grid_settings s;
    ck_assert_int_eq(ostrov_grid_code_settings(name, &s, sizeof s), OSTROV_OK);
    return s;
}

/* A device that was set up right. */
static ostrov_grid_settings right_device(const char *name)
{
    ostrov_grid_settings s = of(name);
    ck_assert_int_eq(ostrov_grid_settings_points(&s, points, POINTS, &point_count), OSTROV_OK);
    return s;
}

static ostrov_grid_point *point(int32_t model, const char *name, int32_t index)
{
    for (size_t i = 0; i < point_count; i++) {
        if (points[i].model == model && points[i].index == index &&
            strcmp(points[i].name, name) == 0) {
            return &points[i];
        }
    }
    ck_abort_msg("no point %d %s", (int)model, name);
    return NULL;
}

static const ostrov_grid_finding *finding(const char *field, int32_t index)
{
    for (size_t i = 0; i < finding_count; i++) {
        if (findings[i].index == index && strcmp(findings[i].field, field) == 0) {
            return &findings[i];
        }
    }
    ck_abort_msg("no finding %s", field);
    return NULL;
}

static ostrov_status audit(const ostrov_grid_settings *s)
{
    return ostrov_grid_audit(s, points, point_count, findings, FINDINGS, &finding_count);
}

START_TEST(points_of_a_known_code)
{
    (void)right_device("ieee1547-cat-i");
    ck_assert_double_eq(point(703, "ESVLo", -1)->value, 91.7);
    ck_assert_double_eq(point(703, "ESDlyTms", -1)->value, 300.0);
    ck_assert_double_eq(point(705, "Pt.Var", 0)->value, 25.0);
    ck_assert_double_eq(point(705, "DeptRef", -1)->value, 3.0);
    ck_assert_double_eq(point(706, "Ena", -1)->value, 0.0);
    /* a staircase from the outer stage: 0.45 to 0.16 s, then up to 2 s and on to 0.70 */
    ck_assert_double_eq(point(707, "MustTrip.ActPt", -1)->value, 3.0);
    ck_assert_double_eq(point(707, "MustTrip.Pt.V", 0)->value, 45.0);
    ck_assert_double_eq(point(707, "MustTrip.Pt.Tms", 0)->value, 0.16);
    ck_assert_double_eq(point(707, "MustTrip.Pt.Tms", 1)->value, 2.0);
    ck_assert_double_eq(point(707, "MustTrip.Pt.V", 2)->value, 70.0);
    ck_assert_double_eq(point(711, "DbOf", -1)->value, 0.036);
}
END_TEST

/* Members with a point come back to the bit, the others stay. */
START_TEST(both_ways_without_loss)
{
    const ostrov_grid_code_info *info = NULL;
    for (size_t i = 0; (info = ostrov_grid_code_at(i)) != NULL; i++) {
        ostrov_grid_settings s = right_device(info->name);
        ostrov_grid_settings back = s;
        ck_assert_int_eq(ostrov_grid_settings_read_points(points, point_count, &back), OSTROV_OK);
        ck_assert_mem_eq(&s, &back, sizeof s);
    }
}
END_TEST

/* A seeded generator, so that a failure can be had again. */
static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static double any(uint32_t *state, double lo, double hi, double step)
{
    return round((lo + (hi - lo) * (double)next(state) / 16777215.0) / step) * step;
}

/* Decimal numbers as a person writes them: k / 10^n is the double nearest to the decimal. */
static double decimal(uint32_t *state, int32_t lo, int32_t hi, double per)
{
    return (double)(lo + (int32_t)(next(state) % (uint32_t)(hi - lo + 1))) / per;
}

START_TEST(any_settings_both_ways)
{
    uint32_t state = 20261125u;
    for (int run = 0; run < 2000; run++) {
        const uint32_t seed = state;
        ostrov_grid_settings s, back;
        size_t count = 0;
        ck_assert_int_eq(ostrov_grid_settings_defaults(&s, sizeof s), OSTROV_OK);
        s.enter_min_pu = decimal(&state, 8500, 9500, 1e4);
        s.enter_max_hz = decimal(&state, 50010, 50500, 1e3);
        s.enter_min_hz = decimal(&state, 47500, 49900, 1e3);
        s.enter_delay_s = decimal(&state, 600, 6000, 1e1);
        const int stages = 1 + (int)(next(&state) % OSTROV_GRID_STAGES);
        for (int k = 0; k < stages; k++) {
            s.undervoltage_pu[k] = decimal(&state, 8000 - 2000 * k - 999, 8000 - 2000 * k, 1e4);
            s.undervoltage_s[k] = decimal(&state, 90 - 30 * k, 110 - 30 * k, 1e2);
            s.overfrequency_hz[k] = decimal(&state, 51000 + 500 * k, 51400 + 500 * k, 1e3);
            s.overfrequency_s[k] = decimal(&state, 900 - 300 * k, 1100 - 300 * k, 1e3);
        }
        for (int k = 0; k < OSTROV_GRID_CURVE_POINTS; k++) {
            s.volt_var_pu[k] = decimal(&state, 9000 + 400 * k, 9300 + 400 * k, 1e4);
            s.volt_var_ratio[k] = decimal(&state, 400 - 200 * k, 500 - 200 * k, 1e3);
        }
        s.volt_var_s = any(&state, 1.0, 90.0, 1.0);
        s.droop_over_hz = decimal(&state, 10, 400, 1e3);
        s.droop_over_ratio = decimal(&state, 20, 120, 1e3);
        back = s;
        ck_assert_msg(ostrov_grid_settings_check(&s, NULL) == OSTROV_OK, "seed %u", seed);
        ck_assert_int_eq(ostrov_grid_settings_points(&s, points, POINTS, &count), OSTROV_OK);
        ck_assert_int_eq(ostrov_grid_settings_read_points(points, count, &back), OSTROV_OK);
        ck_assert_msg(memcmp(&s, &back, sizeof s) == 0, "seed %u", seed);
    }
}
END_TEST

START_TEST(other_ways_to_draw_the_same_trips)
{
    const ostrov_grid_settings s = of("ieee1547-cat-i");
    /* one corner a stage, the nearest first; and a full staircase that begins at 0 V */
    const ostrov_grid_point plain[] = {{"MustTrip.Pt.V", 707, 0, 70.0, 0.1},
                                       {"MustTrip.Pt.Tms", 707, 0, 2.0, 0.01},
                                       {"MustTrip.Pt.V", 707, 1, 45.0, 0.1},
                                       {"MustTrip.Pt.Tms", 707, 1, 0.16, 0.01}};
    const ostrov_grid_point full[] = {
        {"MustTrip.Pt.V", 707, 0, 0.0, 0.1},     {"MustTrip.Pt.Tms", 707, 0, 0.16, 0.01},
        {"MustTrip.Pt.V", 707, 1, 45.0, 0.1},    {"MustTrip.Pt.Tms", 707, 1, 0.16, 0.01},
        {"MustTrip.Pt.V", 707, 2, 45.0, 0.1},    {"MustTrip.Pt.Tms", 707, 2, 2.0, 0.01},
        {"MustTrip.Pt.V", 707, 3, 70.0, 0.1},    {"MustTrip.Pt.Tms", 707, 3, 2.0, 0.01},
        {"MustTrip.Pt.V", 707, 4, 65535.0, 0.1}, {"MustTrip.Pt.Tms", 707, 4, 1.0, 0.01},
        {"MustTrip.ActPt", 707, -1, 4.0, 1.0}};
    ostrov_grid_settings back = s;
    ck_assert_int_eq(ostrov_grid_settings_read_points(plain, 4, &back), OSTROV_OK);
    ck_assert_mem_eq(back.undervoltage_pu, s.undervoltage_pu, sizeof s.undervoltage_pu);
    ck_assert_mem_eq(back.undervoltage_s, s.undervoltage_s, sizeof s.undervoltage_s);
    ck_assert(isnan(back.enter_min_pu)); /* no point spoke of it */
    /* ride-through listed downwards */
    const ostrov_grid_point down[] = {{"MayTrip.Pt.V", 707, 0, 88.0, 0.1},
                                      {"MayTrip.Pt.Tms", 707, 0, 5.0, 0.01},
                                      {"MayTrip.Pt.V", 707, 1, 65.0, 0.1},
                                      {"MayTrip.Pt.Tms", 707, 1, 3.0, 0.01}};
    ck_assert_int_eq(ostrov_grid_settings_read_points(down, 4, &back), OSTROV_OK);
    ck_assert_double_eq(back.ride_low_pu[0], 0.65);
    ck_assert_double_eq(back.ride_low_s[1], 5.0);
    ck_assert_int_eq(ostrov_grid_settings_read_points(full, 11, &back), OSTROV_OK);
    ck_assert_mem_eq(back.undervoltage_pu, s.undervoltage_pu, sizeof s.undervoltage_pu);
}
END_TEST

START_TEST(a_right_device_passes)
{
    const ostrov_grid_settings s = right_device("ieee1547-cat-ii");
    for (size_t i = 0; i < point_count / 2; i++) { /* in any order */
        const ostrov_grid_point p = points[i];
        points[i] = points[point_count - 1 - i];
        points[point_count - 1 - i] = p;
    }
    ck_assert_int_eq(audit(&s), OSTROV_OK);
    for (size_t i = 0; i < finding_count; i++) {
        ck_assert(findings[i].result == OSTROV_GRID_AUDIT_PASS ||
                  findings[i].result == OSTROV_GRID_AUDIT_NO_POINT);
        ck_assert_int_eq(findings[i].result == OSTROV_GRID_AUDIT_NO_POINT, findings[i].model == 0);
    }
    ck_assert_int_eq(finding("sync_slip_hz", -1)->result, OSTROV_GRID_AUDIT_NO_POINT);
    ck_assert_int_eq(finding("ride_low_s", 5)->result, OSTROV_GRID_AUDIT_PASS);
}
END_TEST

START_TEST(each_kind_of_difference)
{
    const ostrov_grid_settings s = right_device("ieee1547-cat-ii");
    point(703, "ESVLo", -1)->value = 92.0; /* a device that shows whole percent */
    point(703, "ESVLo", -1)->step = 1.0;
    point(703, "ESVHi", -1)->value = 106.0; /* a whole step away is no rounding */
    point(703, "ESVHi", -1)->step = 1.0;
    point(703, "ESDlyTms", -1)->value = (double)NAN;
    point(705, "Ena", -1)->value = 0.0;
    point(707, "MustTrip.Pt.V", 2)->value = 72.0;
    points[point_count] = (ostrov_grid_point){"ESRndTms", 703, -1, 60.0, 1.0};
    point_count++;
    ck_assert_int_eq(audit(&s), OSTROV_DEGRADED);
    ck_assert_int_eq(finding("enter_min_pu", -1)->result, OSTROV_GRID_AUDIT_COARSE);
    ck_assert_double_eq(finding("enter_min_pu", -1)->step, 0.01);
    ck_assert_int_eq(finding("enter_max_pu", -1)->result, OSTROV_GRID_AUDIT_DIFFERS);
    ck_assert_int_eq(finding("enter_delay_s", -1)->result, OSTROV_GRID_AUDIT_NOT_READ);
    ck_assert_int_eq(finding("enter_random_s", -1)->result, OSTROV_GRID_AUDIT_EXTRA);
    ck_assert_int_eq(finding("volt_var_pu", 2)->result, OSTROV_GRID_AUDIT_OFF);
    ck_assert_int_eq(finding("volt_var_s", -1)->result, OSTROV_GRID_AUDIT_OFF);
    ck_assert_int_eq(finding("undervoltage_pu", 0)->result, OSTROV_GRID_AUDIT_DIFFERS);
    ck_assert_double_eq(finding("undervoltage_pu", 0)->found, 0.72);
    ck_assert_int_eq(finding("undervoltage_pu", 1)->result, OSTROV_GRID_AUDIT_PASS);
}
END_TEST

START_TEST(a_hole_or_another_reference_never_passes)
{
    const ostrov_grid_settings s = right_device("ieee1547-cat-ii");
    point(707, "MustTrip.Pt.Tms", 0)->value = (double)NAN; /* the outer stage was not read */
    point(705, "DeptRef", -1)->value = 1.0;                /* percent of another rating */
    ck_assert_int_eq(audit(&s), OSTROV_DEGRADED);
    ck_assert_int_eq(finding("undervoltage_pu", 1)->result, OSTROV_GRID_AUDIT_NOT_READ);
    ck_assert_int_eq(finding("volt_var_ratio", 0)->result, OSTROV_GRID_AUDIT_NOT_READ);
    ostrov_grid_settings back = s;
    ck_assert_int_eq(ostrov_grid_settings_read_points(points, point_count, &back), OSTROV_DEGRADED);
    point(705, "DeptRef", -1)->value = 3.0; /* the hole alone */
    ck_assert_int_eq(ostrov_grid_settings_read_points(points, point_count, &back), OSTROV_DEGRADED);
    point_count = 0; /* a dead device */
    ck_assert_int_eq(audit(&s), OSTROV_DEGRADED);
    ck_assert_int_eq(finding("enter_min_pu", -1)->result, OSTROV_GRID_AUDIT_NOT_READ);
}
END_TEST

START_TEST(a_stage_too_many_is_said)
{
    const ostrov_grid_settings s = right_device("cz-ppds-4");
    for (int32_t k = 0; k < 4; k++) { /* four definite times */
        points[point_count++] =
            (ostrov_grid_point){"MustTrip.Pt.V", 708, 10 + k, 110.0 + 5.0 * k, 0.1};
    }
    ck_assert_int_eq(audit(&s), OSTROV_OK); /* not active: not looked at */
    ostrov_grid_point four[8];
    ostrov_grid_settings back = s;
    for (int32_t k = 0; k < 4; k++) {
        four[2 * k] = (ostrov_grid_point){"MustTrip.Pt.V", 708, k, 110.0 + 5.0 * k, 0.1};
        four[2 * k + 1] = (ostrov_grid_point){"MustTrip.Pt.Tms", 708, k, 4.0 - k, 0.1};
    }
    ck_assert_int_eq(ostrov_grid_settings_read_points(four, 8, &back), OSTROV_DEGRADED);
    ck_assert_double_eq(back.overvoltage_pu[2], 1.2);
}
END_TEST

START_TEST(memory_too_small_is_said)
{
    const ostrov_grid_settings s = right_device("ieee1547-cat-ii");
    size_t count = 0;
    ck_assert_int_eq(ostrov_grid_settings_points(&s, NULL, 0, &count), OSTROV_E_SPACE);
    ck_assert_uint_eq(count, point_count);
    ck_assert_int_eq(ostrov_grid_audit(&s, points, point_count, NULL, 0, &count), OSTROV_E_SPACE);
    ck_assert_uint_gt(count, 60);
    ck_assert_int_eq(ostrov_grid_audit(NULL, points, point_count, NULL, 0, &count),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_audit(&s, NULL, 1, NULL, 0, &count), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_settings_points(&s, points, POINTS, NULL), OSTROV_E_ARGUMENT);
}
END_TEST

/* Whatever a device says, and however often: an answer comes, and a page. */
START_TEST(any_points_whatever)
{
    static const double values[] = {
        0.0, -1.0, 65535.0, 4294967295.0, 1e300,       -1e300,           1e-300,           1.0,
        2.0, 20.0, 110.0,   0.16,         (double)NAN, (double)INFINITY, -(double)INFINITY};
    uint32_t state = 7u;
    const ostrov_grid_settings s = right_device("ieee1547-cat-iii");
    char page[4096];
    for (int run = 0; run < 300; run++) {
        for (size_t i = 0; i < point_count; i++) {
            if (next(&state) % 3 == 0) {
                points[i].value = values[next(&state) % 15u];
                points[i].step = values[next(&state) % 15u];
            }
            if (next(&state) % 40 == 0) {
                points[i].index = (int32_t)(next(&state) % 5u) - 2;
                points[i].model = 700 + (int32_t)(next(&state) % 15u);
            }
            if (next(&state) % 200 == 0) {
                points[i].name = NULL;
            }
        }
        const ostrov_status status = audit(&s);
        ck_assert(status == OSTROV_OK || status == OSTROV_DEGRADED);
        ck_assert_uint_le(finding_count, FINDINGS);
        (void)ostrov_grid_audit_page(findings, finding_count, "", page, sizeof page);
        ck_assert_uint_lt(strlen(page), sizeof page);
        (void)right_device("ieee1547-cat-iii");
    }
}
END_TEST

START_TEST(the_page)
{
    char page[8192];
    const ostrov_grid_settings s = right_device("cz-ppds-4");
    point(703, "ESDlyTms", -1)->value = 60.0;
    ck_assert_int_eq(audit(&s), OSTROV_DEGRADED);
    size_t length =
        ostrov_grid_audit_page(findings, finding_count, "protocol 17/2026", page, sizeof page);
    ck_assert_uint_lt(length, sizeof page);
    ck_assert_uint_eq(length, strlen(page));
    ck_assert_ptr_nonnull(strstr(page, "against: protocol 17/2026"));
    ck_assert_ptr_nonnull(strstr(page, "DIFFERS"));
    int lines = 0;
    for (const char *p = page; *p != '\0'; p++) {
        lines += *p == '\n';
    }
    ck_assert_int_le(lines, 66); /* of a printed page */
    ck_assert(strstr(page, "enter_delay_s") < strstr(page, "overvoltage_pu")); /* first */
    ck_assert_uint_eq(ostrov_grid_audit_page(findings, finding_count, "protocol 17/2026", NULL, 0),
                      length);
    (void)ostrov_grid_audit_page(findings, finding_count, NULL, page, sizeof page);
    ck_assert_ptr_nonnull(strstr(page, "must not be armed"));
    for (int32_t r = -1; r <= 8; r++) {
        ck_assert(strlen(ostrov_grid_audit_text(r)) > 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid audit");
    TCase *cases = tcase_create("audit");
    tcase_add_test(cases, points_of_a_known_code);
    tcase_add_test(cases, both_ways_without_loss);
    tcase_add_test(cases, any_settings_both_ways);
    tcase_add_test(cases, other_ways_to_draw_the_same_trips);
    tcase_add_test(cases, a_right_device_passes);
    tcase_add_test(cases, each_kind_of_difference);
    tcase_add_test(cases, a_hole_or_another_reference_never_passes);
    tcase_add_test(cases, a_stage_too_many_is_said);
    tcase_add_test(cases, memory_too_small_is_said);
    tcase_add_test(cases, any_points_whatever);
    tcase_add_test(cases, the_page);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
