/* Eva looks at the monitor: any measurement that the field table lets through. NaN is
 * the unit tests' matter: Eva's intervals forget for whose NaN was looked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/elements.h"
#include "grid/monitor.h"

#include <string.h>

#include "__fc_builtin.h"

static double measured(double lo, double hi) { return Frama_C_double_interval(lo, hi); }

int main(void)
{
    ostrov_i_grid_settings set;
    ostrov_i_monitor m;
    ostrov_i_elements e;
    ostrov_i_view view;
    ostrov_grid_sample s;
    memset(&set, 0, sizeof set);
    memset(&s, 0, sizeof s);
    set.nominal_mv = Frama_C_interval(1000, 100000000);
    set.dead_mv = Frama_C_interval(0, 100000000);
    set.phases = Frama_C_interval(1, 3);
    set.return_us = Frama_C_long_long_interval(0, 7200000000);
    set.stale_us = Frama_C_long_long_interval(1000, 60000000);
    set.dead_us = Frama_C_long_long_interval(0, 7200000000);
    set.nulling_w = Frama_C_double_interval(0.0, 1e9);
    for (int i = 0; i < OSTROV_I_STAGES; i++) {
        set.stages[i].level = Frama_C_interval(0, 2000000000);
        set.stages[i].delay_us = Frama_C_long_long_interval(0, 7200000000);
    }
    for (int i = 0; i < 3; i++) {
        s.grid_v[i] = measured(0.0, 1e5);
        s.bus_v[i] = measured(0.0, 1e5);
    }
    s.grid_hz = measured(10.0, 400.0);
    s.bus_hz = measured(10.0, 400.0);
    s.angle_deg = measured(-180.0, 180.0);
    s.grid_age_s = measured(0.0, 1e9);
    s.bus_age_s = measured(0.0, 1e9);
    s.pcc_w = measured(-1e9, 1e9);
    s.soc_ratio = measured(0.0, 1.0);
    s.permit_return = Frama_C_interval(-1, 1);
    ostrov_i_monitor_reset(&m);
    m.grid.dead_us = Frama_C_long_long_interval(-1, (long long)1 << 50);
    m.grid.window_us = Frama_C_long_long_interval(-1, (long long)1 << 50);
    m.bus = m.grid;
    m.slip_hz = measured(-400.0, 400.0);
    ostrov_i_elements_reset(&e);
    int64_t dt_us = ostrov_i_monitor_time(&m, Frama_C_double_interval(1e-9, 1.0));
    ostrov_i_monitor_step(&set, &m, &s, dt_us, &view);
    for (int i = 0; i < OSTROV_I_STAGES; i++) {
        e.held_us[i] = Frama_C_long_long_interval(0, 7200000000);
    }
    ostrov_i_elements_step(&set, &e, &view.grid, dt_us);
    return 0;
}
