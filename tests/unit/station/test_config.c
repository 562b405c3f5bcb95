/* Settings: what init refuses, the sum of the fallbacks, and the field tables against the header.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include "station/internal.h"

static ostrov_station_config config;
static ostrov_battery_config battery;
static ostrov_fault why;

static ostrov_status try_init(void)
{
    static ostrov_station station;
    static ostrov_station before;
    memset(&station, 0x33, sizeof station);
    before = station;
    memset(&why, 0, sizeof why);
    const ostrov_status status = ostrov_station_init(&station, &config, &why);
    if (status != OSTROV_OK) { /* untouched */
        ck_assert_int_eq(memcmp(&station, &before, sizeof station), 0);
    }
    return status;
}

START_TEST(test_what_must_be_given)
{
    ck_assert_int_eq(ostrov_station_defaults(&config, sizeof config), OSTROV_OK);
    ck_assert_int_eq(try_init(), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "import_limit_w");
    config.import_limit_w = 1e5;
    ck_assert_int_eq(try_init(), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "export_limit_w");
    config.export_limit_w = 1e5;
    ck_assert_int_eq(try_init(), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "load_max_w");
    config.load_max_w = 1e5;
    ck_assert_int_eq(try_init(), OSTROV_OK); /* without a battery and without charge points */
}
END_TEST

START_TEST(test_what_is_refused)
{
    site_config(&config, &battery);
    ck_assert_int_eq(try_init(), OSTROV_OK);
    config.charge_points = 17;
    ck_assert_int_eq(try_init(), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "charge_points");
    config.charge_points = 8;
    config.tiers = 0;
    ck_assert_int_eq(try_init(), OSTROV_E_RANGE);
    config.tiers = 5;
    ck_assert_int_eq(try_init(), OSTROV_E_RANGE);
    config.tiers = 3;
    config.charge_point_min_w[5] = 71e3;
    ck_assert_int_eq(try_init(), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "charge_point_min_w");
    ck_assert_int_eq(why.index, 5);
    config.charge_point_min_w[5] = 4e3;
    config.stale_s[2] = NAN;
    ck_assert_int_eq(try_init(), OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(why.index, 2);
    config.stale_s[2] = 10.0;
    config.authority = OSTROV_AUTHORITY_UNKNOWN;
    ck_assert_int_eq(try_init(), OSTROV_E_RANGE);
    config.authority = OSTROV_AUTHORITY_DIRECT;
    config.hold_s = INFINITY;
    ck_assert_int_eq(try_init(), OSTROV_E_NOT_FINITE);
    config.hold_s = 5.0;
    battery.capacity_wh = -1.0; /* the battery's own init judges, and names its own structure */
    ck_assert_int_eq(try_init(), OSTROV_E_RANGE);
    ck_assert_str_eq(why.structure, "ostrov_battery_config");
    battery.capacity_wh = 200e3;
    config.struct_size = 8;
    ck_assert_int_eq(try_init(), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_station_init(NULL, &config, &why), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(test_newer_config_is_refused_when_it_asks_for_more)
{
    struct {
        ostrov_station_config c;
        double more;
    } newer;
    memset(&newer, 0, sizeof newer);
    site_config(&newer.c, &battery);
    newer.c.struct_size = (uint32_t)sizeof newer;
    static ostrov_station station;
    ck_assert_int_eq(ostrov_station_init(&station, &newer.c, &why), OSTROV_OK);
    newer.more = 1.0;
    ck_assert_int_eq(ostrov_station_init(&station, &newer.c, &why), OSTROV_E_UNSUPPORTED);
}
END_TEST

START_TEST(test_fallback_sums_the_worst_of_all_defaults)
{
    double import_w = 0.0;
    double export_w = 0.0;
    site_config(&config, &battery);
    config.pv_default_ratio = 0.5;
    ck_assert_int_eq(ostrov_station_fallback(&config, 150e3, &import_w, &export_w, &why),
                     OSTROV_OK);
    ck_assert_double_eq(import_w, 80e3 + 8 * 11e3);
    ck_assert_double_eq(export_w, 75e3);
    config.battery_default_w = -100e3; /* charges by itself */
    ck_assert_int_eq(ostrov_station_fallback(&config, 150e3, &import_w, &export_w, &why),
                     OSTROV_E_INFEASIBLE);
    ck_assert_str_eq(why.field, "import_limit_w");
    ck_assert_double_eq(why.value, 268e3);
    ck_assert_double_eq(import_w, 268e3);
    ck_assert_double_eq(export_w, 75e3);
    config.battery_default_w =
        30e3; /* discharges by itself: no help for the import, it may be empty */
    ck_assert_int_eq(ostrov_station_fallback(&config, 150e3, &import_w, &export_w, &why),
                     OSTROV_E_INFEASIBLE);
    ck_assert_str_eq(why.field, "export_limit_w");
    ck_assert_double_eq(import_w, 168e3);
    ck_assert_double_eq(export_w, 105e3);
    ck_assert_int_eq(ostrov_station_fallback(&config, NAN, &import_w, &export_w, &why),
                     OSTROV_E_NOT_FINITE);
    ck_assert_int_eq(ostrov_station_fallback(&config, -1.0, &import_w, &export_w, &why),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_station_fallback(&config, 1.0, NULL, &export_w, &why),
                     OSTROV_E_ARGUMENT);
}
END_TEST

/* Every byte of every structure belongs to a row, in order, but for padding the compiler needs. */
START_TEST(test_tables_cover_the_structures)
{
    for (const ostrov_structure *s = ostrov_i_station_structures; s->name != NULL; s++) {
        uint32_t at = 0;
        for (uint32_t i = 0; i < s->field_count; i++) {
            const ostrov_field *f = &s->fields[i];
            const int32_t four = f->type == OSTROV_TYPE_I32 || f->type == OSTROV_TYPE_U32 ||
                                 f->type == OSTROV_TYPE_ENUM || f->type == OSTROV_TYPE_BOOL;
            ck_assert_msg(f->offset == at, "%s.%s at %u, expected %u", s->name, f->name, f->offset,
                          at);
            at = f->offset + f->count * (four ? 4u : 8u);
            ck_assert_msg(f->brief[0] != '\0', "%s.%s has no brief", s->name, f->name);
        }
        if (s->field_count > 0) {
            ck_assert_uint_eq(at, s->struct_size);
        }
    }
    ck_assert_int_le(sizeof(ostrov_i_station), sizeof(ostrov_station) * 2 / 3); /* head room */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("station config");
    TCase *tcase = tcase_create("config");
    tcase_add_test(tcase, test_what_must_be_given);
    tcase_add_test(tcase, test_what_is_refused);
    tcase_add_test(tcase, test_newer_config_is_refused_when_it_asks_for_more);
    tcase_add_test(tcase, test_fallback_sums_the_worst_of_all_defaults);
    tcase_add_test(tcase, test_tables_cover_the_structures);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
