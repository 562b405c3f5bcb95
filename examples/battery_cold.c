/* What a string of cells can bear in the cold: power for 10 s, 60 s and 15 minutes by temperature.
 */
#include <ostrov/ostrov.h>

#include <stdio.h>

int main(void)
{
    /* Eleven points of SoC at four temperatures. Charge transfer slows in the cold: its resistance
     * times its exchange current is RT/F, some 25 mV, at each of them. */
    enum { WARM = 4, GRID = 11 };
    static const double curve_v[GRID] = {2.9,  3.20, 3.23, 3.26, 3.28, 3.29,
                                         3.30, 3.31, 3.33, 3.34, 3.45};
    static const double temperature_c[WARM] = {-10.0, 0.0, 10.0, 25.0};
    static const double ohmic_ohm[WARM] = {0.0005, 0.0004, 0.00035, 0.0003};
    static const double transfer_ohm[WARM] = {0.0053, 0.00214, 0.0009, 0.0003};
    static const double exchange_a[WARM] = {4.3, 11.0, 27.0, 85.0};
    static const double rc_ohm[WARM] = {0.0012, 0.0008, 0.0005, 0.0003};
    static const double rc_s[WARM] = {60.0, 60.0, 60.0, 60.0};
    double ocv_v[WARM * GRID];
    static const double windows_s[] = {10.0, 60.0, 900.0};
    ostrov_cell cell;
    ostrov_cell_state state;
    ostrov_power_bounds bounds;
    ostrov_power_capability can;
    ostrov_power_reach reach;

    if (ostrov_cell_defaults(&cell, sizeof cell) != OSTROV_OK ||
        ostrov_power_defaults(&bounds, sizeof bounds) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i < WARM * GRID; i++) {
        ocv_v[i] = curve_v[i % GRID];
    }
    cell.series = 16;
    cell.capacity_ah = 280.0;
    cell.soc_count = GRID;
    cell.temperature_count = WARM;
    cell.rc_count = 1;
    cell.temperature_c = temperature_c;
    cell.ocv_v = ocv_v;
    cell.ohmic_ohm = ohmic_ohm;
    cell.transfer_ohm = transfer_ohm;
    cell.exchange_a = exchange_a;
    cell.rc_ohm = rc_ohm;
    cell.rc_s = rc_s;
    bounds.voltage_min_v = 16 * 2.5;
    bounds.voltage_max_v = 16 * 3.65;
    bounds.discharge_a = 560.0;
    bounds.charge_a = 280.0;
    bounds.charge_min_c = -20.0;
    if (ostrov_cell_check(&cell, NULL) != OSTROV_OK) {
        return 1;
    }
    for (double warm_c = -10.0; warm_c <= 25.0; warm_c += 17.5) {
        printf("%5.1f °C:", warm_c);
        for (int i = 0; i < 3; i++) {
            if (ostrov_cell_rest(&state, 0.5, warm_c) != OSTROV_OK ||
                ostrov_power_window(&cell, &state, &bounds, OSTROV_POWER_DISCHARGE, windows_s[i],
                                    &can, NULL) != OSTROV_OK) {
                return 1;
            }
            printf(" %5.1f kW for %3.0f s", can.power_w / 1000.0, windows_s[i]);
        }
        if (ostrov_power_energy(&cell, &state, &bounds, 5000.0, &reach, NULL) != OSTROV_OK) {
            return 1;
        }
        printf(", %.2f kWh at 5 kW\n", reach.energy_wh / 1000.0);
    }
    return 0;
}
