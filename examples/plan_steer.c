/* Between two plans: a quarter hour in which the load jumps above what was planned. */
#include <ostrov/ostrov.h>

#include <stdio.h>

int main(void)
{
    ostrov_steer_config config;
    ostrov_steer_sample sample;
    ostrov_steer_state state = {.struct_size = sizeof state};
    ostrov_steer steer;
    double imported_wh = 0.0;

    if (ostrov_steer_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_steer_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 1;
    }
    config.import_limit_w = 60e3; /* the transformer */
    config.ramp_w_per_s = 5e3;
    if (ostrov_steer_init(&steer, &config, NULL) != OSTROV_OK) {
        return 1;
    }
    sample.charge_limit_w = sample.discharge_limit_w = 50e3;
    sample.planned_battery_w = 0.0; /* the plan: rest, 24 kW from the grid, at most 25 kW in the mean */
    sample.planned_grid_w = 24e3;
    sample.peak_w = 25e3;
    sample.value_per_kwh = 0.20;
    sample.import_price_per_kwh = 0.20;
    sample.export_price_per_kwh = 0.05;
    for (int t = 0; t < 900; t++) {
        sample.time_s = 1781906400 + t;
        sample.net_w = t < 300 ? 24e3 : (t < 500 ? 80e3 : 24e3);
        if (ostrov_steer_step(&steer, &sample, 1.0) < OSTROV_OK ||
            ostrov_steer_read(&steer, &state, sizeof state) != OSTROV_OK) {
            return 1;
        }
        sample.grid_w = sample.net_w - state.battery_w; /* what the meter will show */
        imported_wh += sample.grid_w / 3600.0;
        if (t == 200 || t == 300 || t == 310 || t == 600) {
            printf("%3d s: load %2.0f kW, battery %4.1f kW, grid %4.1f kW, cause %d\n", t,
                   sample.net_w / 1e3, state.battery_w / 1e3, sample.grid_w / 1e3, (int)state.cause);
        }
    }
    printf("mean of the quarter hour: %.1f kW\n", imported_wh * 4.0 / 1e3);
    return 0;
}
