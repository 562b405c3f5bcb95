/* Support functions of a plant at work: entering service, a voltage that rises, a remote limit
 * whose link is lost. The ramp after entering service holds whatever the other limits are. */
#include <ostrov/ostrov.h>

#include <stdio.h>

static const char *const limited_by[] = {"nothing", "service",   "available", "remote",
                                         "voltage", "frequency", "ramp"};

int main(void)
{
    ostrov_grid_settings settings;
    ostrov_grid_support plant;
    ostrov_grid_limit receiver;
    ostrov_grid_support_sample sample;
    ostrov_fault why;

    if (ostrov_grid_code_settings("cz-ppds-4", &settings, sizeof settings) != OSTROV_OK ||
        ostrov_grid_support_init(&plant, &settings, -1.0, &why) != OSTROV_OK ||
        ostrov_grid_limit_init(&receiver, &settings, &why) != OSTROV_OK ||
        ostrov_grid_support_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 1;
    }
    sample.in_service = 1;
    sample.frequency_hz = 50.0;
    sample.wanted_ratio = 0.9;
    for (int second = 1; second <= 1800; second++) {
        const uint32_t contact = 1u << (second <= 1000 ? 3 : 2); /* 100 %, later 60 % */
        const int32_t link = second <= 1100;
        ostrov_grid_limit_state limit;
        ostrov_grid_support_state state;

        sample.voltage_pu = second <= 700 ? 1.0 : 1.0975;
        if (ostrov_grid_limit_step(&receiver, contact, link, 1.0) < OSTROV_OK ||
            ostrov_grid_limit_read(&receiver, &limit, sizeof limit) != OSTROV_OK) {
            return 1;
        }
        sample.limit_ratio = limit.limit_ratio;
        if (ostrov_grid_support_step(&plant, &sample, 1.0) < OSTROV_OK ||
            ostrov_grid_support_read(&plant, &state, sizeof state) != OSTROV_OK) {
            return 1;
        }
        if (second % 150 == 0) {
            printf("%4d s  U %.4f  P %5.1f %%  Q %6.1f %%  remote %5.1f %%  held by %s\n", second,
                   sample.voltage_pu, 100.0 * state.power_ratio, 100.0 * state.var_ratio,
                   100.0 * limit.limit_ratio, limited_by[state.limited_by]);
        }
    }
    return 0;
}
