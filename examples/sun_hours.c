/* Hourly means of global irradiance become means on a roof and quarter hours: the sun is integrated
 * over each hour instead of standing in its middle.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun_interval.h>

#include <math.h>
#include <stdio.h>

enum { HOURS = 5 };

int main(void)
{
    const ostrov_place pisek = {49.309, 14.147, 380};
    const int64_t hour_us = INT64_C(3600000000);
    const int64_t first_us = INT64_C(1773982800000000); /* 2026-03-20 05:00 UTC */
    /* At 08:00 the meter said nothing: not known, which is not 0. */
    const double ghi[HOURS] = {40, 190, 345, (double)NAN, 560};
    int64_t start_us[HOURS];
    double quarters[4 * HOURS];
    ostrov_plane_irradiance roof[HOURS];
    uint8_t status[HOURS];
    ostrov_atmosphere air; /* the clear sky whose shape spreads the light */
    ostrov_plane plane;

    for (int i = 0; i < HOURS; i++) {
        start_us[i] = first_us + i * hour_us;
    }
    const ostrov_mean_columns means = {start_us, ghi, NULL, NULL, HOURS, hour_us};
    if (ostrov_atmosphere_defaults(&air, sizeof air) != OSTROV_OK ||
        ostrov_plane_defaults(&plane, sizeof plane) != OSTROV_OK) {
        return 1;
    }
    plane.tilt_deg = 35.0;
    plane.azimuth_deg = 175.0;
    if (ostrov_irradiance_mean_on_plane_n(&plane, &air, &pisek, &means, OSTROV_SPLIT_ERBS_DRIESSE,
                                          roof, status, NULL) != OSTROV_OK ||
        ostrov_irradiance_refine_n(&air, &pisek, start_us, hour_us, HOURS, 4, ghi, quarters, NULL,
                                   NULL) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i < HOURS; i++) {
        if (status[i] == OSTROV_VALUE_UNKNOWN) {
            printf("%02d:00  not known\n", 5 + i);
            continue;
        }
        printf("%02d:00  level %3.0f  roof %3.0f (beam %3.0f) W/m2   quarters %3.0f %3.0f %3.0f "
               "%3.0f\n",
               5 + i, ghi[i], roof[i].total_w_per_m2, roof[i].beam_w_per_m2, quarters[4 * i],
               quarters[4 * i + 1], quarters[4 * i + 2], quarters[4 * i + 3]);
    }
    return 0;
}
