/* A week of a battery: its cycles, what they wore, and what a cycle would cost another chemistry by
 * its depth. */
#include <ostrov/ostrov.h>

#include <stdio.h>

/* SoC in an hour of the week: each night full, each day emptied to another depth, twice a short
 * dip. */
static double soc_at(int hour)
{
    static const double depth[] = {0.2, 0.5, 0.3, 0.8, 0.4, 0.1, 0.6};
    const int h = hour % 24;
    const double swing = h < 6 ? 1.0 - h / 6.0 : (h < 16 ? 0.0 : (h - 16) / 8.0);
    const double dip = h == 9 || h == 13 ? 0.05 : 0.0;
    return 0.9 - depth[hour / 24 % 7] * swing - dip;
}

int main(void)
{
    ostrov_rainflow flow;
    ostrov_rainflow_cycle closed[OSTROV_RAINFLOW_DEPTH];
    ostrov_ageing ageing;
    ostrov_ageing_config config;
    ostrov_ageing_state aged;
    ostrov_wear_config wear;
    ostrov_wear_segment piece[5];
    ostrov_wear_hold hold[2];
    double per_h = 0.0;
    int32_t count = 0;

    if (ostrov_rainflow_init(&flow, 2.0) != OSTROV_OK ||
        ostrov_ageing_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_wear_defaults(&wear, sizeof wear) != OSTROV_OK) {
        return 1;
    }
    config.law = OSTROV_AGEING_LFP_NAUMANN;
    if (ostrov_ageing_init(&ageing, &config, NULL) != OSTROV_OK) {
        return 1;
    }
    for (int hour = 0; hour <= 7 * 24; hour++) {
        if (ostrov_rainflow_step(&flow, soc_at(hour), closed, OSTROV_RAINFLOW_DEPTH, &count) !=
                OSTROV_OK ||
            ostrov_ageing_step(&ageing, soc_at(hour), 22.0, hour > 0 ? 3600.0 : 0.0) != OSTROV_OK) {
            return 1;
        }
        for (int32_t i = 0; i < count; i++) {
            if (closed[i].range > 0.2) {
                printf("hour %3d closes a cycle of %2.0f %% around %2.0f %%\n", hour,
                       closed[i].range * 100, closed[i].mean * 100);
            }
        }
    }
    wear.law = OSTROV_AGEING_NMC_KOKAM;
    wear.capacity_wh = 200e3;
    wear.replacement_price_per_kwh = 150.0;
    if (ostrov_ageing_read(&ageing, &aged, sizeof aged) != OSTROV_OK ||
        ostrov_wear_segments(&wear, piece, 5, NULL) != OSTROV_OK ||
        ostrov_wear_calendar(&wear, 0.5, 25.0, &per_h, NULL) != OSTROV_OK ||
        ostrov_wear_holds(&wear, 25.0, hold, 2, NULL) != OSTROV_OK) {
        return 1;
    }
    printf("after %.1f days and %.2f full cycles: capacity %.3f %%, resistance %.4f\n", aged.days,
           aged.cycles, aged.capacity_ratio * 100, aged.resistance_ratio);
    for (int i = 0; i < 5; i++) {
        printf("to a depth of %3.0f %%: %.3f per kWh\n", piece[i].depth_ratio * 100,
               piece[i].price_per_kwh);
    }
    printf("an hour at rest: %.4f; a day more for each kWh above half: %.4f\n", per_h,
           24.0 * hold[1].price_per_kwh_h);
    return 0;
}
