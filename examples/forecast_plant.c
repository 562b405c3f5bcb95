/* A plant whose data sheet is wrong tells from its own power where it looks and what shades it. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { STEPS = 96, DAYS = 90 };

int main(void)
{
    static uint64_t memory[1 << 15];
    const int64_t april_s = 1774994400; /* 2026-04-01 00:00 in Prague */
    ostrov_pv_config sheet;
    ostrov_forecast_plant_config config;
    ostrov_forecast_plant_state state;
    ostrov_forecast_plant *plant = NULL;
    ostrov_weather air; /* no irradiance: of the weather the plant has a thermometer and the wind */

    if (ostrov_pv_defaults(&sheet, sizeof sheet) != OSTROV_OK ||
        ostrov_weather_defaults(&air, sizeof air) != OSTROV_OK ||
        ostrov_forecast_plant_defaults(&config, sizeof config) != OSTROV_OK) {
        return 1;
    }
    air.temperature_c = 15.0;
    air.wind_m_per_s = 1.0;
    sheet.latitude_deg = 49.3088;
    sheet.longitude_deg = 14.1475;
    sheet.peak_w = 100e3;
    sheet.inverter_w = 80e3;
    config.pv = &sheet;            /* 35° tilt, south, says the sheet */
    config.plane_sigma_deg = 90.0; /* … but we do not believe it */
    if (ostrov_forecast_plant_size(&config) > sizeof memory ||
        ostrov_forecast_plant_init(memory, sizeof memory, &config, &plant, NULL) != OSTROV_OK) {
        return 1;
    }

    ostrov_pv_config truth = sheet; /* what the builders did */
    truth.tilt_deg = 20.0;
    truth.azimuth_deg = 210.0;
    for (int i = 0; i < DAYS * STEPS; i++) {
        const int64_t at_s = april_s + i * 900;
        double clear_w = 0.0;
        if (ostrov_pv_clear(&truth, at_s + 450, &clear_w, NULL) != OSTROV_OK) {
            return 1;
        }
        const int cloudy = i / STEPS % 3 == 1;
        const double share = (cloudy ? 0.3 + 0.5 * (i * 7 % 11) / 11.0 : 1.0) * 0.93;
        if (ostrov_forecast_plant_step(plant, at_s, share * clear_w, OSTROV_POWER_FREE, &air) <
            OSTROV_OK) {
            return 1;
        }
    }
    if (ostrov_forecast_plant_calibrate(plant) != OSTROV_OK ||
        ostrov_forecast_plant_read(plant, &state, sizeof state) != OSTROV_OK) {
        return 1;
    }
    printf("tilt %.0f deg, azimuth %.0f deg, gives %.0f %% of its sheet\n", state.tilt_deg,
           state.azimuth_deg, 100.0 * state.gain_ratio);
    return 0;
}
