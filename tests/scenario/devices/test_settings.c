/* Settings in force out of register images that were put together by hand from the definitions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rig.h"

#include "drivers/settings.h"

/* Model 707 with two corners a curve: 45.0 % at 0.16 s, 70.0 % at 2.00 s must trip; one corner that
 * may trip; no momentary cessation. */
static uint16_t low_voltage[] = {
    707,    31,     1,      0,      1,      2,      1,
    0xFFFF, 0xFFFE, /* ID L Ena AdptCrvReq AdptCrvRslt NPt NCrvSet V_SF Tms_SF */
    1,              /* ReadOnly */
    2,      450,    0,      16,     700,    0,      200,    /* MustTrip: ActPt, V Tms, V Tms */
    1,      500,    0,      15,     0xFFFF, 0xFFFF, 0xFFFF, /* MayTrip */
    0,      0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, /* MomCess */
};

/* Model 703: 106 %, 92 % in whole percent; 60.10, 59.50 Hz; 300 s; no random delay; 300 s. */
static uint16_t enter_service[] = {703, 17,     1,      106, 92,  0,      6010,   0, 5950,  0,
                                   300, 0xFFFF, 0xFFFF, 0,   300, 0xFFFF, 0xFFFF, 0, 0xFFFE};

static ostrov_grid_point rows[SETTINGS_MOST_ROWS];
static int count;

static void read_image(uint16_t *registers, int registers_count)
{
    const struct sunspec_view view = {sunspec_model_find(registers[0]), registers, registers_count};
    count += settings_rows(&view, rows + count, SETTINGS_MOST_ROWS - count);
    ck_assert_int_le(count, SETTINGS_MOST_ROWS);
}

static const ostrov_grid_point *row(const char *name, int32_t index)
{
    for (int i = 0; i < count; i++) {
        if (rows[i].index == index && strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    ck_abort_msg("no row %s", name);
    return NULL;
}

START_TEST(curves_stand_where_npt_puts_them)
{
    count = 0;
    read_image(low_voltage, (int)(sizeof low_voltage / sizeof low_voltage[0]));
    ck_assert_double_eq(row("Ena", -1)->value, 1.0);
    ck_assert_double_eq(row("MustTrip.ActPt", -1)->value, 2.0);
    ck_assert_double_eq(row("MustTrip.Pt.V", 0)->value, 45.0);
    ck_assert_double_eq(row("MustTrip.Pt.V", 0)->step, 0.1);
    ck_assert_double_eq(row("MustTrip.Pt.Tms", 0)->value, 0.16);
    ck_assert_double_eq(row("MustTrip.Pt.Tms", 1)->value, 2.0);
    ck_assert_double_eq(row("MayTrip.ActPt", -1)->value, 1.0);
    ck_assert_double_eq(row("MayTrip.Pt.V", 0)->value, 50.0);
    ck_assert(isnan(row("MayTrip.Pt.V", 1)->value));
    ck_assert_double_eq(row("MomCess.ActPt", -1)->value, 0.0);
}
END_TEST

START_TEST(a_device_against_its_document)
{
    ostrov_grid_settings wanted, found;
    ostrov_grid_finding findings[128];
    size_t lines = 0;
    count = 0;
    read_image(low_voltage, (int)(sizeof low_voltage / sizeof low_voltage[0]));
    read_image(enter_service, (int)(sizeof enter_service / sizeof enter_service[0]));
    ck_assert_int_eq(ostrov_grid_settings_defaults(&found, sizeof found), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_settings_read_points(rows, (size_t)count, &found), OSTROV_OK);
    ck_assert_double_eq(found.undervoltage_pu[0], 0.70);
    ck_assert_double_eq(found.undervoltage_s[1], 0.16);
    ck_assert_double_eq(found.enter_max_hz, 60.1);
    ck_assert(isnan(found.enter_random_s));
    ck_assert_int_eq(ostrov_grid_code_settings("ieee1547-cat-i", &wanted, sizeof wanted),
                     OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_audit(&wanted, rows, (size_t)count, findings, 128, &lines),
                     OSTROV_DEGRADED);
    for (size_t i = 0; i < lines; i++) {
        if (strcmp(findings[i].field, "enter_min_pu") == 0) { /* 91.7 % in whole percent */
            ck_assert_int_eq(findings[i].result, OSTROV_GRID_AUDIT_COARSE);
        } else if (strncmp(findings[i].field, "undervoltage", 12) == 0) {
            ck_assert_int_eq(findings[i].result, OSTROV_GRID_AUDIT_PASS);
        } else if (strcmp(findings[i].field, "enter_max_pu") == 0) { /* 105 against 106 % */
            ck_assert_int_eq(findings[i].result, OSTROV_GRID_AUDIT_DIFFERS);
        }
    }
}
END_TEST

/* A device may hold less than the definition, tell an impossible NPt, or nothing. */
START_TEST(a_device_that_lies_gives_no_rows_it_has_not)
{
    const int whole = (int)(sizeof low_voltage / sizeof low_voltage[0]);
    count = 0;
    read_image(low_voltage, 15); /* cut in the middle of the second corner */
    ck_assert_double_eq(row("MustTrip.Pt.V", 1)->value, 70.0);
    ck_assert(isnan(row("MustTrip.Pt.Tms", 1)->value));
    ck_assert(isnan(row("MayTrip.ActPt", -1)->value));
    low_voltage[SUNSPEC_707_NPt] = 0xFFFF;
    count = 0;
    read_image(low_voltage, whole);
    ck_assert_int_eq(count, 1); /* Ena alone */
    low_voltage[SUNSPEC_707_NPt] = 5000;
    count = 0;
    read_image(low_voltage, whole);
    ck_assert_int_eq(count, 1);
    low_voltage[SUNSPEC_707_NPt] = 2;
    const struct sunspec_view view = {sunspec_model_find(707), low_voltage, whole};
    const struct sunspec_view unknown = {NULL, low_voltage, whole};
    ck_assert_int_gt(settings_rows(&view, NULL, 0), 10);
    ck_assert_int_eq(settings_rows(&unknown, NULL, 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("devices/settings");
    TCase *cases = tcase_create("settings");
    tcase_add_test(cases, curves_stand_where_npt_puts_them);
    tcase_add_test(cases, a_device_against_its_document);
    tcase_add_test(cases, a_device_that_lies_gives_no_rows_it_has_not);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
