/* A battery followed through an hour of discharge: charge with its error, and what it can still give. */
#include <ostrov/ostrov.h>

#include <stdio.h>

int main(void)
{
    ostrov_battery_config config;
    ostrov_battery_sample sample;
    ostrov_battery_state state;
    ostrov_battery battery;
    ostrov_fault why;
    ostrov_status status;
    char text[200];

    if (ostrov_battery_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_battery_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 1;
    }
    config.chemistry = OSTROV_CHEMISTRY_LFP;
    config.capacity_wh = 10000.0;
    config.charge_limit_w = 5000.0;
    config.discharge_limit_w = 5000.0;
    config.soc_start_ratio = 0.80;
    status = ostrov_battery_init(&battery, &config, &why);
    if (status != OSTROV_OK) { /* such as "ostrov_battery_config.capacity_wh = -3 is outside …" */
        ostrov_fault_text(&why, status, text, sizeof text);
        printf("%s\n", text);
        return 1;
    }
    sample.battery_w = 3600.0; /* positive = discharge; what is not measured stays NaN */
    sample.temperature_c = 18.0;
    sample.age_s = 0.0;
    for (int second = 0; second < 3600; second++) {
        if (ostrov_battery_step(&battery, &sample, 1.0) < OSTROV_OK) {
            return 1;
        }
    }
    if (ostrov_battery_read(&battery, &state, sizeof state) != OSTROV_OK) {
        return 1;
    }
    printf("SoC %.3f ± %.3f, at least %.3f\n", state.soc_ratio, state.soc_sigma_ratio,
           state.soc_low_ratio);
    printf("can still give %.0f Wh, at most %.0f W for 15 minutes\n", state.energy_wh,
           state.discharge_limit_w[OSTROV_LIMIT_900_S]);
    return 0;
}
