/* A string of LFP cells whose BMS tells 95 % after a repair, and has 60 %: current and voltage find
 * it out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery.h>
#include <ostrov/battery_soc.h>

#include <math.h>
#include <stdio.h>

static void say(int hour, const ostrov_soc *soc, const ostrov_cell_state *truth)
{
    ostrov_soc_state s;
    if (ostrov_soc_read(soc, &s, sizeof s) == OSTROV_OK) {
        printf("%2d h: %4.1f %% in %4.1f … %5.1f %%, true %4.1f %%; the sensor reads %4.1f A too "
               "much\n",
               hour, 100.0 * s.soc_ratio, 100.0 * s.soc_low_ratio, 100.0 * s.soc_high_ratio,
               100.0 * truth->soc_ratio, s.offset_a);
    }
}

int main(void)
{
    ostrov_cell cell;
    ostrov_cell_state truth;
    ostrov_soc_config config;
    ostrov_soc soc;
    ostrov_soc_sample sample;
    ostrov_fault why;
    ostrov_status status = ostrov_cell_preset(OSTROV_CHEMISTRY_LFP, 280.0, &cell, sizeof cell);
    cell.series = 16;
    status = status ? status : ostrov_soc_defaults(&config, sizeof config);
    config.soc_start_ratio = 0.95;
    status = status ? status : ostrov_soc_init(&soc, &cell, &config, &why);
    status = status ? status : ostrov_cell_rest(&truth, 0.60, 25.0);
    status = status ? status : ostrov_soc_sample_defaults(&sample, sizeof sample);
    if (status != OSTROV_OK) {
        printf("not started: %s\n", ostrov_status_text(status));
        return 1;
    }
    say(0, &soc, &truth);
    for (int second = 1; second <= 12 * 3600; second++) {
        /* three hours out, three hours in, with ripples, and a sensor that reads 3 A too much */
        const double current_a =
            (second / 10800 % 2 == 0 ? 45.0 : -45.0) + 20.0 * ostrov_sin(second * 0.05);
        if (ostrov_cell_step(&cell, &truth, current_a, NAN, 1.0) != OSTROV_OK ||
            ostrov_cell_voltage(&cell, &truth, current_a, &sample.voltage_v) != OSTROV_OK) {
            return 1;
        }
        sample.current_a = current_a + 3.0;
        sample.temperature_c = 25.0;
        if (ostrov_soc_step(&soc, &sample, 1.0) < OSTROV_OK) {
            return 1;
        }
        if (second == 60 || second % 10800 == 0) {
            say(second / 3600, &soc, &truth);
        }
    }
    return 0;
}
