/* Telemetry judged, health learned: a week of cycles with a meter that lies for an hour. */
#include <ostrov/ostrov.h>

#include <stdio.h>

int main(void)
{
    ostrov_telemetry judge;
    ostrov_telemetry_config can;
    ostrov_telemetry_sample told;
    ostrov_telemetry_state believed;
    ostrov_health health;
    ostrov_health_config known;
    ostrov_health_sample sample;
    ostrov_health_state state;
    double left_ah = 250.0; /* of 280 when new */
    double current_a = -70.0;

    if (ostrov_telemetry_defaults(&can, sizeof can) != OSTROV_OK ||
        ostrov_health_defaults(&known, sizeof known) != OSTROV_OK ||
        ostrov_telemetry_sample_defaults(&told, sizeof told) != OSTROV_OK ||
        ostrov_health_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 1;
    }
    can.capacity_ah = known.capacity_ah = 280.0;
    can.voltage_min_v = known.empty_v = 40.6;
    can.voltage_max_v = 58.0;
    known.full_v = 56.0;
    known.taper_a = 10.0;
    if (ostrov_telemetry_init(&judge, &can, NULL) != OSTROV_OK ||
        ostrov_health_init(&health, &known, NULL) != OSTROV_OK) {
        return 1;
    }
    for (int minute = 0; minute < 7 * 24 * 60; minute++) {
        const double soc = left_ah / 250.0;
        if (soc >= 1.0 && current_a < 0.0) {
            current_a = current_a < -5.0 ? -5.0 : 70.0; /* taper, then out again */
        } else if (soc <= 0.0) {
            current_a = -70.0;
        }
        left_ah -= current_a / 60.0;
        told.voltage_v = 44.0 + 11.0 * soc - 0.02 * current_a + (soc >= 1.0 ? 1.0 : 0.0) -
                         (soc < 0.05 ? 40.0 * (0.05 - soc) : 0.0);
        told.current_a = current_a + 0.01 * (minute % 7); /* no meter is quiet */
        told.temperature_c = 21.0;
        told.bms_soc_ratio = soc < 0.0 ? 0.0 : (soc > 1.0 ? 1.0 : soc);
        if (minute >= 3000 && minute < 3060) {
            told.voltage_v *= 1000.0; /* for an hour someone reads millivolts */
        }
        if (ostrov_telemetry_step(&judge, &told, 60.0) < OSTROV_OK ||
            ostrov_telemetry_read(&judge, &believed, sizeof believed) != OSTROV_OK) {
            return 1;
        }
        sample.current_a = believed.current_a;
        sample.voltage_v = believed.voltage_v;
        sample.temperature_c = believed.temperature_c;
        if (ostrov_health_step(&health, &sample, 60.0) < OSTROV_OK) {
            return 1;
        }
    }
    if (ostrov_health_read(&health, &state, sizeof state) != OSTROV_OK) {
        return 1;
    }
    printf("wrong units in %d of %d samples, out of range in as many: %s\n",
           (int)believed.count[OSTROV_TELEMETRY_UNIT], 7 * 24 * 60,
           believed.count[OSTROV_TELEMETRY_UNIT] == believed.count[OSTROV_TELEMETRY_RANGE] ? "yes"
                                                                                           : "no");
    printf("capacity %.0f ± %.0f Ah from %d windows, health %.2f\n", state.capacity_ah,
           2.0 * state.capacity_sigma_ah, (int)state.windows, state.health_ratio);
    return 0;
}
