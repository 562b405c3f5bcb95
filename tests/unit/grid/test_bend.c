/* How fast the slip changes, as the monitor tells it: a ramp is told as it is, a gap begins anew.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include "grid/monitor.h"

#include <math.h>

static ostrov_i_grid_settings set;
static ostrov_i_monitor m;
static ostrov_grid_sample s;

static void begin(void)
{
    ostrov_grid_config c;
    ck_assert_int_eq(ostrov_grid_defaults(&c, sizeof c), OSTROV_OK);
    ostrov_i_grid_settings_from(&c, &set);
    ostrov_i_monitor_reset(&m);
    ck_assert_int_eq(ostrov_grid_sample_defaults(&s, sizeof s), OSTROV_OK);
    for (int i = 0; i < 3; i++) {
        s.grid_v[i] = s.bus_v[i] = 230.0;
    }
    s.grid_hz = s.bus_hz = 50.0;
    s.angle_deg = 5.0;
    s.grid_age_s = s.bus_age_s = 0.0;
}

static int32_t told(double dt_s)
{
    ostrov_i_view view;
    ostrov_i_monitor_step(&set, &m, &s, ostrov_i_monitor_time(&m, dt_s), &view);
    return view.bend_mhz_s;
}

START_TEST(a_ramp_is_told_as_it_is)
{
    static const double steps[3] = {0.001, 0.01, 0.02};
    for (int k = 0; k < 3; k++) {
        double t = 0.0;
        int32_t bend = 0;
        begin();
        ck_assert_int_eq(told(steps[k]), 0); /* one sample tells no change */
        for (; t < 0.3; t += steps[k]) {
            s.bus_hz -= 0.5 * steps[k];
            bend = told(steps[k]);
        }
        ck_assert_int_le(abs(bend + 500), 5); /* five time constants: 0.7 % */
        for (t = 0.0; t < 0.3; t += steps[k]) {
            bend = told(steps[k]);
        }
        ck_assert_int_le(abs(bend), 5);
    }
}
END_TEST

START_TEST(a_gap_begins_anew)
{
    begin();
    (void)told(0.01);
    s.bus_hz = 50.4;
    ck_assert_int_gt(told(0.01), 1000);
    s.angle_deg = NAN;
    ck_assert_int_eq(told(0.01), 0);
    s.angle_deg = 5.0;
    s.bus_hz = 49.0;
    ck_assert_int_eq(told(0.01), 0);
    s.bus_hz = 50.0;
    s.grid_age_s = NAN; /* stale */
    ck_assert_int_eq(told(0.01), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid bend");
    TCase *tests = tcase_create("slip");
    tcase_add_test(tests, a_ramp_is_told_as_it_is);
    tcase_add_test(tests, a_gap_begins_anew);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
