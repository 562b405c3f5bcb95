/* When the sun is seen from the bus station in Písek: over the sea's horizon, and with a hill in
 * the west.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun.h>

#include <stdio.h>

static void show(const char *what, const ostrov_sun_day *day, int64_t midnight_us)
{
    const int rise_min = (int)((day->rise_us - midnight_us) / 60000000);
    const int noon_min = (int)((day->transit_us - midnight_us) / 60000000);
    const int set_min = (int)((day->set_us - midnight_us) / 60000000);
    printf("%-16s rise %02d:%02d  noon %02d:%02d  set %02d:%02d UTC  %5.2f h of sun\n", what,
           rise_min / 60, rise_min % 60, noon_min / 60, noon_min % 60, set_min / 60, set_min % 60,
           (double)day->sunlit_us / 3600e6);
}

int main(void)
{
    const ostrov_place pisek = {49.309, 14.147, 380};
    const ostrov_place svalbard = {78.2, 15.6, 0};
    const int64_t midnight_us = INT64_C(1782000000000000); /* 2026-06-21 00:00 UTC */
    /* Elevation every 45° from north: a hill of 12° between southwest and northwest. */
    const double hill_deg[8] = {0, 0, 0, 0, 0, 12, 12, 12};
    const ostrov_horizon horizon = {hill_deg, 8, 0};
    ostrov_sun_day day;

    if (ostrov_sun_events(midnight_us, &pisek, NULL, OSTROV_SUN_RULE_CROSSING, &day) != OSTROV_OK) {
        return 1;
    }
    show("almanac", &day, midnight_us);
    if (ostrov_sun_events(midnight_us, &pisek, &horizon, OSTROV_SUN_RULE_CROSSING, &day) !=
        OSTROV_OK) {
        return 1;
    }
    show("behind the hill", &day, midnight_us);
    if (ostrov_sun_events(midnight_us, &svalbard, NULL, OSTROV_SUN_RULE_CROSSING, &day) !=
        OSTROV_OK) {
        return 1;
    }
    printf("%s\n", day.daylight == OSTROV_DAYLIGHT_ALWAYS ? "Svalbard: the sun does not set" : "?");
    return 0;
}
