/* Grid codes: rows, settings made of them, the linter, changes by a DSO.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/grid_code.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define UNUSED ((double)NAN)

static ostrov_grid_settings of(const char *name)
{
    ostrov_grid_settings s;
    ck_assert_int_eq(ostrov_grid_code_settings(name, &s, sizeof s), OSTROV_OK);
    return s;
}

START_TEST(every_code_makes_settings_a_connection_takes)
{
    const ostrov_grid_code_info *info = NULL;
    size_t count = 0;
    for (; (info = ostrov_grid_code_at(count)) != NULL; count++) {
        ostrov_grid_settings s = of(info->name);
        ostrov_fault why;
        ostrov_grid_config config;
        ostrov_grid grid;
        ck_assert_int_eq(ostrov_grid_settings_check(&s, &why), OSTROV_OK);
        ck_assert_double_eq(s.nominal_hz, info->nominal_hz);
        ck_assert_int_eq(ostrov_grid_defaults(&config, sizeof config), OSTROV_OK);
        ck_assert_int_ge(ostrov_grid_code(info->name, &config), OSTROV_OK);
        ck_assert_int_eq(ostrov_grid_init(&grid, &config, &why), OSTROV_OK);
    }
    ck_assert_uint_ge(count, 8);
}
END_TEST

START_TEST(known_numbers)
{
    ostrov_grid_settings s = of("ieee1547-cat-ii");
    /* IEEE 1547-2018 tables 12 and 15: 3 s at 0.65, 5 s at 0.88 */
    ck_assert_double_eq(s.undervoltage_pu[0], 0.70);
    ck_assert_double_eq(s.undervoltage_s[0], 10.0);
    ck_assert_double_eq(s.undervoltage_pu[1], 0.45);
    ck_assert(isnan(s.undervoltage_pu[2]));
    ck_assert_double_eq(s.ride_low_pu[5], 0.88);
    ck_assert_double_eq(s.ride_low_s[4], 3.0);
    ck_assert_double_eq_tol(s.ride_low_s[5], 5.0, 2e-3);
    s = of("cz-ppds-4");
    ck_assert_double_eq(s.overvoltage_mean_pu, 1.15);
    ck_assert_double_eq(s.overvoltage_pu[1], 1.25);
    ck_assert_double_eq(s.droop_over_hz, 0.2);
    ck_assert_double_eq(s.enter_ramp_s, 600.0);
    ck_assert_double_eq(s.limit_steps_ratio[1], 0.3);
    ck_assert_double_eq(s.limit_response_s, 5.0);
}
END_TEST

START_TEST(three_stages_in_two_places_are_said)
{
    ostrov_grid_config config;
    ck_assert_int_eq(ostrov_grid_defaults(&config, sizeof config), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_code("cz-ppds-4", &config), OSTROV_DEGRADED);
    ck_assert_double_eq(config.overvoltage_pu[0], 1.15);
    ck_assert_double_eq(config.overvoltage_s[0], 660.0); /* the mean's 600 s and its 60 s */
    ck_assert_double_eq(config.overvoltage_pu[1], 1.25);
    ck_assert_double_eq(config.overvoltage_s[1], 0.1);
    ck_assert_double_eq(config.dso_ramp_s, 600.0);
    ck_assert_double_eq(config.dso_hold_s, 300.0);
    ck_assert_double_eq(config.dso_fallback_ratio, 0.0);
    ck_assert_int_eq(ostrov_grid_code("taiwan-vpc", &config), OSTROV_OK);
    ck_assert_double_eq(config.overfrequency_hz[1], 61.0); /* one stage stands for both */
    ck_assert_double_eq(config.band_min_hz, 57.5);         /* moved along with nominal */
    struct {
        ostrov_grid_config config;
        uint64_t more;
    } newer;
    memset(&newer, 0, sizeof newer);
    newer.config = config;
    newer.config.struct_size = sizeof newer;
    ck_assert_int_eq(ostrov_grid_code("vde4105", &newer.config), OSTROV_OK);
    ck_assert_double_eq(newer.config.return_delay_s, 60.0);
    ck_assert_uint_eq(newer.config.struct_size, sizeof newer);
    config.struct_size = 0; /* never through ostrov_grid_defaults */
    ck_assert_int_eq(ostrov_grid_code("vde4105", &config), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_code("nobody", &config), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_code(NULL, &config), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_code("cz-ppds-4", NULL), OSTROV_E_ARGUMENT);
}
END_TEST

START_TEST(source_and_certainty_of_each_number)
{
    const ostrov_grid_rule *r = ostrov_grid_code_rule("en50549-1", "undervoltage_pu", 0);
    ck_assert_ptr_nonnull(r);
    ck_assert_int_eq(r->certainty, OSTROV_GRID_CERTAINTY_CONFLICT);
    ck_assert_str_eq(ostrov_grid_certainty_note(r->certainty),
                     "not verified against the standard's text");
    r = ostrov_grid_code_rule("ieee1547-cat-ii", "undervoltage_s", 0);
    ck_assert_int_eq(r->certainty, OSTROV_GRID_CERTAINTY_AGREE2);
    ck_assert_str_eq(ostrov_grid_certainty_note(r->certainty), "");
    ck_assert_ptr_null(ostrov_grid_code_rule("vde4110", "enter_delay_s", 0)); /* silent */
    ck_assert_ptr_null(ostrov_grid_code_rule("vde4110", "nothing", 0));
    ck_assert_ptr_null(ostrov_grid_code_rule("vde4110", "undervoltage_pu", 3));
    ck_assert_ptr_null(ostrov_grid_code_rule("vde4110", "undervoltage_pu", -1));
    ck_assert_ptr_null(ostrov_grid_code_rule(NULL, "undervoltage_pu", 0));
    ck_assert_ptr_null(ostrov_grid_code_rule("vde4110", NULL, 0));
}
END_TEST

START_TEST(counts_are_those_of_the_rows)
{
    const ostrov_grid_code_info *info = NULL;
    size_t fields = 0;
    const ostrov_field *f = ostrov_fields("ostrov_grid_settings", &fields, NULL);
    for (size_t i = 0; (info = ostrov_grid_code_at(i)) != NULL; i++) {
        int32_t members = 0;
        int32_t unverified = 0;
        for (size_t k = 0; k < fields; k++) {
            for (uint32_t e = 0; f[k].type == OSTROV_TYPE_F64 && e < f[k].count; e++) {
                const ostrov_grid_rule *r =
                    ostrov_grid_code_rule(info->name, f[k].name, (int32_t)e);
                members += r != NULL;
                unverified += r != NULL && *ostrov_grid_certainty_note(r->certainty) != '\0';
            }
        }
        ck_assert_int_eq(members, info->member_count);
        ck_assert_int_eq(unverified, info->unverified_count);
    }
}
END_TEST

START_TEST(rows_are_whole_and_claim_nothing)
{
    const ostrov_grid_rule *r = NULL;
    size_t count = 0;
    for (; (r = ostrov_grid_rule_at(count)) != NULL; count++) {
        const int32_t sure = r->certainty == OSTROV_GRID_CERTAINTY_AGREE2 ||
                             r->certainty == OSTROV_GRID_CERTAINTY_SEEN1;
        ck_assert_int_eq(*ostrov_grid_certainty_note(r->certainty) == '\0', sure);
        ck_assert(strlen(r->code) > 0 && strlen(r->profile) > 0 && strlen(r->function) > 0);
        ck_assert_ptr_null(strstr(r->note, "compl"));
        ck_assert(!sure || strlen(r->source) > 0);
        ck_assert_int_le(r->value_count, 4);
        for (int32_t i = 0; i < 4; i++) {
            ck_assert_int_eq(isfinite(r->value[i]) != 0, i < r->value_count);
        }
        ck_assert(!(r->min > r->max) && !(r->time_min_s > r->time_max_s));
    }
    ck_assert_uint_gt(count, 150);
    for (int32_t c = -1; c <= 7; c++) {
        ck_assert(strlen(ostrov_grid_certainty_text(c)) > 0);
    }
    ck_assert_str_eq(ostrov_grid_certainty_note(OSTROV_GRID_CERTAINTY_DSO), "");
    ck_assert_str_ne(ostrov_grid_certainty_note(99), "");
}
END_TEST

START_TEST(sizes_of_older_and_newer_callers)
{
    struct {
        ostrov_grid_settings s;
        uint64_t more;
    } newer;
    ostrov_grid_settings s = of("vde4105");
    memset(&newer, 0, sizeof newer);
    newer.s = s;
    newer.s.struct_size = sizeof newer;
    ck_assert_int_eq(ostrov_grid_settings_check(&newer.s, NULL), OSTROV_OK);
    newer.more = 1;
    ck_assert_int_eq(ostrov_grid_settings_check(&newer.s, NULL), OSTROV_E_UNSUPPORTED);
    s.struct_size = 8;
    ck_assert_int_eq(ostrov_grid_settings_check(&s, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_settings_check(NULL, NULL), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_code_settings("vde4105", NULL, sizeof s), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_settings_defaults(&s, 4), OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_settings_defaults(&s, sizeof s), OSTROV_OK);
    ck_assert_int_eq(ostrov_grid_settings_check(&s, NULL), OSTROV_OK);
}
END_TEST

/* One contradiction each, in settings that were right. */
static const struct contradiction {
    const char *code;
    size_t offset;
    double value;
    const char *field; /* named by the linter */
    int32_t index;
    int32_t status;
} contradictions[] = {
#define AT(member) offsetof(ostrov_grid_settings, member)
    {"vde4105", AT(undervoltage_pu[1]), 0.85, "undervoltage_pu", 1, OSTROV_E_RANGE},
    {"vde4105", AT(undervoltage_s[1]), 4.0, "undervoltage_s", 1, OSTROV_E_RANGE},
    {"vde4110", AT(overfrequency_hz[1]), 51.0, "overfrequency_hz", 1, OSTROV_E_RANGE},
    {"cz-ppds-4", AT(overvoltage_pu[0]), 1.10, "overvoltage_mean_pu", -1, OSTROV_E_RANGE},
    {"vde4105", AT(undervoltage_s[0]), UNUSED, "undervoltage_s", 0, OSTROV_E_NOT_FINITE},
    {"vde4105", AT(undervoltage_pu[0]), UNUSED, "undervoltage_pu", 0, OSTROV_E_NOT_FINITE},
    {"cz-ppds-4", AT(overvoltage_pu[2]), 1.3, "overvoltage_s", 2, OSTROV_E_NOT_FINITE},
    /* trip inside ride-through */
    {"ieee1547-cat-ii", AT(undervoltage_s[0]), 3.0, "undervoltage_s", 0, OSTROV_E_RANGE},
    {"ieee1547-cat-ii", AT(undervoltage_pu[1]), 0.46, "undervoltage_s", 1, OSTROV_E_RANGE},
    {"ieee1547-cat-ii", AT(overvoltage_s[0]), 0.9, "overvoltage_s", 0, OSTROV_E_RANGE},
    {"ieee1547-cat-ii", AT(overvoltage_pu[1]), 1.19, "overvoltage_s", 1, OSTROV_E_RANGE},
    {"ieee1547-cat-iii", AT(undervoltage_s[1]), 0.9, "undervoltage_s", 1, OSTROV_E_RANGE},
    {"ieee1547-cat-iii", AT(overvoltage_s[0]), 11.0, "overvoltage_s", 0, OSTROV_E_RANGE},
    {"ieee1547-cat-i", AT(overfrequency_s[0]), 298.0, "overfrequency_s", 0, OSTROV_E_RANGE},
    {"ieee1547-cat-i", AT(underfrequency_hz[1]), 57.5, "underfrequency_s", 1, OSTROV_E_RANGE},
    {"ieee1547-cat-i", AT(rocof_hz_per_s), 0.4, "rocof_s", -1, OSTROV_E_NOT_FINITE},
    {"ieee1547-cat-i", AT(vector_shift_deg), 10.0, "vector_shift_deg", -1, OSTROV_E_RANGE},
    /* windows */
    {"vde4105", AT(enter_min_pu), 0.79, "enter_min_pu", -1, OSTROV_E_RANGE},
    {"vde4105", AT(enter_max_pu), 1.11, "enter_max_pu", -1, OSTROV_E_RANGE},
    {"vde4105", AT(enter_max_hz), 51.6, "enter_max_hz", -1, OSTROV_E_RANGE},
    {"vde4105", AT(enter_min_hz), 47.4, "enter_min_hz", -1, OSTROV_E_RANGE},
    {"vde4105", AT(enter_min_hz), 50.1, "enter_min_hz", -1, OSTROV_E_RANGE},
    {"ieee1547-cat-iii", AT(dead_pu), 0.5, "", -1, OSTROV_OK},
    {"cz-ppds-4", AT(undervoltage_pu[0]), 0.19, "undervoltage_pu", 1, OSTROV_E_RANGE},
    {"vde4105", AT(enter_delay_s), 0.2, "enter_delay_s", -1, OSTROV_E_RANGE},
    {"vde4105", AT(short_delay_s), 61.0, "short_delay_s", -1, OSTROV_E_RANGE},
    {"vde4105", AT(short_delay_s), UNUSED, "short_delay_s", -1, OSTROV_E_NOT_FINITE},
    /* ± 10° at 0.1 Hz are crossed in 0.556 s */
    {"vde4105", AT(sync_dwell_s), 0.56, "sync_dwell_s", -1, OSTROV_E_RANGE},
    {"vde4105", AT(underfrequency_hz[0]), 50.0, "underfrequency_hz", 0, OSTROV_E_RANGE},
    {"vde4105", AT(droop_over_hz), 1.5, "droop_over_hz", -1, OSTROV_E_RANGE},
    {"vde4105", AT(droop_under_ratio), UNUSED, "droop_under_ratio", -1, OSTROV_E_NOT_FINITE},
    /* curves */
    {"vde4105", AT(volt_var_pu[1]), 0.92, "volt_var_pu", 1, OSTROV_E_RANGE},
    {"vde4105", AT(volt_var_ratio[2]), 0.1, "volt_var_ratio", 2, OSTROV_E_RANGE},
    {"vde4105", AT(volt_var_pu[1]), 0.93, "volt_var_pu", 1, OSTROV_E_RANGE},
    {"vde4105", AT(volt_var_ratio[1]), UNUSED, "volt_var_ratio", 1, OSTROV_E_NOT_FINITE},
    {"cz-ppds-4", AT(volt_watt_pu[0]), UNUSED, "volt_watt_pu", 0, OSTROV_E_NOT_FINITE},
    {"cz-ppds-4", AT(limit_steps_ratio[2]), 0.3, "limit_steps_ratio", 2, OSTROV_E_RANGE},
    /* single values */
    {"vde4105", AT(enter_delay_s), UNUSED, "enter_delay_s", -1, OSTROV_E_NOT_FINITE},
    {"vde4105", AT(undervoltage_pu[0]), 65535.0, "undervoltage_pu", 0, OSTROV_E_RANGE},
    {"vde4105", AT(nominal_hz), (double)INFINITY, "nominal_hz", -1, OSTROV_E_NOT_FINITE},
    /* a silent receiver may not free the plant */
    {"cz-ppds-4", AT(limit_fallback_ratio), 1.0, "limit_fallback_ratio", -1, OSTROV_E_RANGE},
    {"vde4105", AT(limit_fallback_ratio), 1.1, "limit_fallback_ratio", -1, OSTROV_E_RANGE},
};

START_TEST(contradictions_are_refused)
{
    const struct contradiction *c = &contradictions[_i];
    ostrov_grid_settings s = of(c->code);
    ostrov_grid_config config;
    ostrov_grid_config before;
    ostrov_fault why = {NULL, "", -1, -1, 0, 0, 0};
    memcpy((unsigned char *)&s + c->offset, &c->value, sizeof c->value);
    ck_assert_int_eq(ostrov_grid_settings_check(&s, &why), c->status);
    ck_assert_str_eq(why.field, c->field);
    ck_assert_int_eq(why.index, c->index);
    ck_assert_int_eq(ostrov_grid_defaults(&config, sizeof config), OSTROV_OK);
    before = config;
    if (c->status != OSTROV_OK) {
        ck_assert_str_eq(why.structure, "ostrov_grid_settings");
        ck_assert_int_eq(ostrov_grid_settings_config(&s, &config, NULL), c->status);
        ck_assert_mem_eq(&before, &config, sizeof config);
    }
}
END_TEST

START_TEST(a_dead_level_above_under_voltage_is_refused)
{
    ostrov_grid_settings s = of("cz-ppds-4");
    ostrov_fault why;
    s.undervoltage_pu[0] = 0.3;
    s.undervoltage_pu[1] = 0.25;
    s.dead_pu = 0.31;
    ck_assert_int_eq(ostrov_grid_settings_check(&s, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "dead_pu");
    ck_assert_double_eq(why.max, 0.3);
}
END_TEST

START_TEST(a_stage_behind_an_unused_one_is_refused)
{
    ostrov_grid_settings s = of("cz-ppds-4");
    ostrov_fault why;
    s.overvoltage_pu[0] = UNUSED;
    s.overvoltage_s[0] = UNUSED;
    ck_assert_int_eq(ostrov_grid_settings_check(&s, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "overvoltage_pu");
    ck_assert_int_eq(why.index, 0);
}
END_TEST

/* ---- changes by a DSO ---------------------------------------------------------------------------
 */

#define DOCUMENT "EG.D protocol 17/2026 of 2026-05-04"

static ostrov_grid_override ask(const char *field, int32_t index, double value)
{
    ostrov_grid_override o = {field, DOCUMENT, "J. Novak", 1777900000, value, index, 0};
    return o;
}

START_TEST(a_change_is_made_and_logged)
{
    ostrov_grid_settings s = of("vde4105");
    ostrov_grid_change log[4];
    size_t count = 0;
    ostrov_grid_override two[2] = {ask("undervoltage_pu", 0, 0.75), ask("enter_delay_s", 0, 90.0)};
    ck_assert_int_eq(ostrov_grid_settings_override(&s, "vde4105", two, 2, log, 4, &count, NULL),
                     OSTROV_OK);
    ck_assert_uint_eq(count, 2);
    ck_assert_double_eq(s.undervoltage_pu[0], 0.75);
    ck_assert_double_eq(s.enter_delay_s, 90.0);
    ck_assert_str_eq(log[0].field, "undervoltage_pu");
    ck_assert_str_eq(log[0].document, DOCUMENT);
    ck_assert_str_eq(log[0].who, "J. Novak");
    ck_assert_int_eq(log[0].when_s, 1777900000);
    ck_assert_double_eq(log[0].before, 0.80);
    ck_assert_double_eq(log[1].after, 90.0);
    two[0] = ask("enter_delay_s", 0, 120.0);
    ck_assert_int_eq(ostrov_grid_settings_override(&s, NULL, two, 1, log, 4, &count, NULL),
                     OSTROV_OK);
    ck_assert_uint_eq(count, 3);
    ck_assert_double_eq(log[2].before, 90.0);
}
END_TEST

START_TEST(changes_are_all_or_nothing)
{
    ostrov_grid_settings s = of("vde4105");
    const ostrov_grid_settings before = s;
    ostrov_grid_change log[4];
    size_t count = 1;
    ostrov_fault why;
    /* The first alone would be a stage 2 nearer than stage 1; with the second it is right. */
    ostrov_grid_override two[2] = {ask("undervoltage_pu", 1, 0.82),
                                   ask("undervoltage_pu", 0, 0.84)};
    ck_assert_int_eq(ostrov_grid_settings_override(&s, NULL, two, 1, log, 4, &count, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "undervoltage_pu");
    ck_assert_mem_eq(&s, &before, sizeof s);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(ostrov_grid_settings_override(&s, NULL, two, 2, log, 2, &count, &why),
                     OSTROV_E_SPACE);
    ck_assert_mem_eq(&s, &before, sizeof s);
    ck_assert_int_eq(ostrov_grid_settings_override(&s, NULL, two, 2, log, 3, &count, &why),
                     OSTROV_OK);
    ck_assert_uint_eq(count, 3);
}
END_TEST

START_TEST(a_value_outside_the_codes_range_is_said)
{
    ostrov_grid_settings s = of("ieee1547-cat-ii");
    ostrov_grid_change log[2];
    size_t count = 0;
    ostrov_fault why;
    ostrov_grid_override o = ask("undervoltage_s", 0, 25.0); /* the code: 2 to 21 s */
    ck_assert_int_eq(
        ostrov_grid_settings_override(&s, "ieee1547-cat-ii", &o, 1, log, 2, &count, &why),
        OSTROV_DEGRADED);
    ck_assert_str_eq(why.field, "undervoltage_s");
    ck_assert_double_eq(why.max, 21.0);
    ck_assert_double_eq(log[0].min, 2.0);
    ck_assert_double_eq(s.undervoltage_s[0], 25.0);
}
END_TEST

START_TEST(a_change_without_a_document_is_refused)
{
    ostrov_grid_settings s = of("vde4105");
    const ostrov_grid_settings before = s;
    ostrov_grid_change log[2];
    size_t count = 0;
    ostrov_fault why;
    ostrov_grid_override wrong[6];
    static const char *const lacks[6] = {"document", "document", "who", "when_s", "field", "field"};
    for (int i = 0; i < 6; i++) {
        wrong[i] = ask("enter_delay_s", 0, 90.0);
    }
    wrong[0].document = NULL;
    wrong[1].document = "";
    wrong[2].who = NULL;
    wrong[3].when_s = 0;
    wrong[4].field = "enter_delay";
    wrong[5].index = 1;
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(
            ostrov_grid_settings_override(&s, NULL, &wrong[i], 1, log, 2, &count, &why),
            OSTROV_E_ARGUMENT);
        ck_assert_str_eq(why.field, lacks[i]);
    }
    ck_assert_int_eq(ostrov_grid_settings_override(&s, "nobody", wrong, 0, log, 2, &count, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_int_eq(ostrov_grid_settings_override(&s, NULL, NULL, 0, log, 2, &count, &why),
                     OSTROV_E_ARGUMENT);
    ck_assert_mem_eq(&s, &before, sizeof s);
    ck_assert_uint_eq(count, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid code");
    TCase *codes = tcase_create("codes");
    TCase *linter = tcase_create("linter");
    TCase *changes = tcase_create("changes");
    tcase_add_test(codes, every_code_makes_settings_a_connection_takes);
    tcase_add_test(codes, known_numbers);
    tcase_add_test(codes, three_stages_in_two_places_are_said);
    tcase_add_test(codes, source_and_certainty_of_each_number);
    tcase_add_test(codes, counts_are_those_of_the_rows);
    tcase_add_test(codes, rows_are_whole_and_claim_nothing);
    tcase_add_test(codes, sizes_of_older_and_newer_callers);
    tcase_add_loop_test(linter, contradictions_are_refused, 0,
                        (int)(sizeof contradictions / sizeof contradictions[0]));
    tcase_add_test(linter, a_dead_level_above_under_voltage_is_refused);
    tcase_add_test(linter, a_stage_behind_an_unused_one_is_refused);
    tcase_add_test(changes, a_change_is_made_and_logged);
    tcase_add_test(changes, changes_are_all_or_nothing);
    tcase_add_test(changes, a_value_outside_the_codes_range_is_said);
    tcase_add_test(changes, a_change_without_a_document_is_refused);
    suite_add_tcase(suite, codes);
    suite_add_tcase(suite, linter);
    suite_add_tcase(suite, changes);
    return unit_run(suite);
}
