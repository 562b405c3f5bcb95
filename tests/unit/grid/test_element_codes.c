/* The models' categories against the grid codes' tables: two lists of the same numbers must agree.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "element_help.h"

static const char *const names[] = {"", "ieee1547-cat-i", "ieee1547-cat-ii", "ieee1547-cat-iii"};
static const char *const profiles[] = {"", "CAT_I", "CAT_II", "CAT_III"};

static ostrov_grid_settings settings_of(int32_t category)
{
    ostrov_grid_settings g;
    ck_assert_int_eq(ostrov_grid_code_settings(names[category], &g, sizeof g), OSTROV_OK);
    return g;
}

/* A stage of the model is one of the code's, with its level and delay. */
static int found(const double *levels, const double *delays, double level, double delay)
{
    for (int i = 0; i < OSTROV_GRID_STAGES; i++) {
        if (levels[i] == level && delays[i] == delay) {
            return 1;
        }
    }
    return 0;
}

START_TEST(trip_stages_agree)
{
    const ostrov_grid_settings g = settings_of(_i);
    ostrov_elements_config c;
    ck_assert_int_eq(ostrov_elements_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_elements_category(&c, _i, 60.0), OSTROV_OK);
    for (int i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        const double *levels[] = {NULL, g.overvoltage_pu, g.undervoltage_pu, g.overfrequency_hz,
                                  g.underfrequency_hz};
        const double *delays[] = {NULL, g.overvoltage_s, g.undervoltage_s, g.overfrequency_s,
                                  g.underfrequency_s};
        ck_assert_msg(found(levels[c.kind[i]], delays[c.kind[i]], c.level[i], c.delay_s[i]),
                      "category %d stage %d: %g after %g s", _i, i, c.level[i], c.delay_s[i]);
    }
}
END_TEST

START_TEST(ride_through_limits_agree)
{
    const ostrov_grid_settings g = settings_of(_i);
    ostrov_ride_config c;
    ck_assert_int_eq(ostrov_ride_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_ride_category(&c, _i, 60.0), OSTROV_OK);
    ck_assert_double_eq(c.rocof_hz_per_s, g.ride_rocof_hz_per_s);
    ck_assert_double_eq(c.phase_jump_deg, g.ride_phase_deg);
    ck_assert_double_eq(c.set_gap_s, g.ride_gap_s);
    ck_assert_double_eq(c.set_window_s, g.ride_window_s);
}
END_TEST

static int32_t status_of(const char *stage)
{
    if (strncmp(stage, "mandatory", 9) == 0) {
        return OSTROV_RIDE_MAND;
    }
    return strcmp(stage, "permissive") == 0 ? OSTROV_RIDE_PERM : OSTROV_RIDE_MCES;
}

/* Every region of the code's table that asks for a time is a row of the model. */
START_TEST(regions_agree)
{
    const ostrov_grid_rule *rule = NULL;
    ostrov_ride_config c;
    int held = 0;
    ck_assert_int_eq(ostrov_ride_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_int_eq(ostrov_ride_category(&c, _i, 60.0), OSTROV_OK);
    for (size_t k = 0; (rule = ostrov_grid_rule_at(k)) != NULL; k++) {
        int same = 0;
        if (strcmp(rule->code, "IEEE1547-2018") != 0 || strncmp(rule->function, "ride_", 5) != 0 ||
            (strcmp(rule->profile, profiles[_i]) != 0 && strcmp(rule->profile, "ALL") != 0) ||
            rule->value_count != 2 || !isfinite(rule->time_s)) {
            continue;
        }
        for (int i = 0; i < OSTROV_RIDE_REGIONS; i++) {
            same += c.region_side[i] != OSTROV_RIDE_SIDE_UNKNOWN &&
                    c.region_from[i] == rule->value[0] && c.region_to[i] == rule->value[1] &&
                    c.region_s[i] == rule->time_s && c.region_slope_s[i] == rule->time_slope_s &&
                    c.region_status[i] == status_of(rule->stage);
        }
        ck_assert_msg(same == 1, "%s %s %s %g … %g", rule->profile, rule->function, rule->stage,
                      rule->value[0], rule->value[1]);
        held++;
    }
    ck_assert_int_ge(held, 6);
}
END_TEST

START_TEST(enter_service_agrees)
{
    const ostrov_grid_settings g = settings_of(_i);
    ostrov_enter_config c;
    ck_assert_int_eq(ostrov_enter_defaults(&c, sizeof c), OSTROV_OK);
    ck_assert_double_eq(c.min_pu, g.enter_min_pu);
    ck_assert_double_eq(c.max_pu, g.enter_max_pu);
    ck_assert_double_eq(c.min_hz, g.enter_min_hz);
    ck_assert_double_eq(c.max_hz, g.enter_max_hz);
    ck_assert_double_eq(c.delay_s, g.enter_delay_s);
    ck_assert_double_eq(c.ramp_s, g.enter_ramp_s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid element codes");
    TCase *t = tcase_create("codes");
    tcase_add_loop_test(t, trip_stages_agree, 1, 4);
    tcase_add_loop_test(t, ride_through_limits_agree, 1, 4);
    tcase_add_loop_test(t, regions_agree, 1, 4);
    tcase_add_loop_test(t, enter_service_agrees, 1, 4);
    suite_add_tcase(suite, t);
    return unit_run(suite);
}
