/* The sun over Písek and what a clear day gives, hour by hour. */
#include <ostrov/ostrov.h>

#include <stdio.h>

int main(void)
{
    const int64_t midnight_s = 1781906400; /* 2026-06-20 00:00 in Prague */
    ostrov_place pisek = {.latitude_deg = 49.3088, .longitude_deg = 14.1475, .altitude_m = 378.0};
    ostrov_pv_config plant;

    if (ostrov_pv_defaults(&plant, sizeof plant) != OSTROV_OK) {
        return 1;
    }
    plant.latitude_deg = pisek.latitude_deg;
    plant.longitude_deg = pisek.longitude_deg;
    plant.altitude_m = pisek.altitude_m;
    plant.tilt_deg = 15.0;
    plant.azimuth_deg = 180.0;
    plant.peak_w = 100e3;
    plant.inverter_w = 90e3;
    for (int hour = 5; hour <= 21; hour += 4) {
        int64_t time_s = midnight_s + hour * 3600;
        ostrov_sun sun;
        double pv_w = 0.0;
        if (ostrov_sun_position(time_s * 1000000, &pisek, &sun) != OSTROV_OK ||
            ostrov_pv_clear(&plant, time_s, &pv_w, NULL) < OSTROV_OK) {
            return 1;
        }
        printf("%02d:00  elevation %5.1f deg  azimuth %5.1f deg  %5.1f kW\n", hour,
               90.0 - sun.zenith_deg, sun.azimuth_deg, pv_w / 1000.0);
    }
    return 0;
}
