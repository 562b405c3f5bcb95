/* Two roofs on one inverter: what becomes of the light on a clear June noon at Písek, step by step.
 */
#include <ostrov/ostrov.h>

#include <stdio.h>

static int good(ostrov_status status) { return status >= OSTROV_OK; }

int main(void)
{
    ostrov_pv_array arrays[2];
    ostrov_pv_inverter inverter;
    ostrov_pv_plant_config config;
    ostrov_pv_plant plant;
    ostrov_weather weather;
    ostrov_pv_steps steps;
    ostrov_fault why;

    if (!good(ostrov_pv_array_defaults(&arrays[0], sizeof arrays[0])) ||
        !good(ostrov_pv_inverter_defaults(&inverter, sizeof inverter)) ||
        !good(ostrov_pv_plant_defaults(&config, sizeof config)) ||
        !good(ostrov_weather_defaults(&weather, sizeof weather))) {
        return 1;
    }
    arrays[0].peak_w = 30000.0;
    arrays[0].tilt_deg = 12.0;
    arrays[0].azimuth_deg = 95.0; /* east */
    arrays[1] = arrays[0];
    arrays[1].azimuth_deg = 275.0; /* west */
    inverter.ac_w = 36000.0;
    config.latitude_deg = 49.309;
    config.longitude_deg = 14.147;
    config.altitude_m = 380.0;
    config.arrays = arrays;
    config.arrays_count = 2;
    config.arrays_stride = sizeof arrays[0];
    config.inverters = &inverter;
    config.inverters_count = 1;
    config.inverters_stride = sizeof inverter;
    if (!good(ostrov_pv_plant_init(&plant, &config, &why))) {
        char text[200];
        (void)ostrov_fault_text(&why, OSTROV_E_RANGE, text, sizeof text);
        printf("%s\n", text);
        return 1;
    }

    weather.temperature_c = 24.0; /* nothing is known of the light: a clear sky stands in */
    weather.wind_m_per_s = 2.0;
    weather.soiled_ratio = 0.02;
    if (!good(
            ostrov_pv_plant_power(&plant, INT64_C(1750503600) * 1000000, &weather, &steps, &why))) {
        return 1;
    }
    printf("light on the planes %6.0f W\n", steps.plane_w);
    printf("  glass             %6.0f W\n", -steps.glass_w);
    printf("  dirt              %6.0f W\n", -steps.dirt_w);
    printf("  warmth (%.0f °C)    %6.0f W\n", steps.cell_c, -steps.module_w);
    printf("  wiring            %6.0f W\n", -steps.wiring_w);
    printf("  inverter          %6.0f W\n", -steps.inverter_w);
    printf("  its limit         %6.0f W\n", -steps.clipped_w);
    printf("AC                  %6.0f W\n", steps.ac_w);
    return 0;
}
