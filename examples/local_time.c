/* Days of 92, 96 and 100 quarter hours, without any time-zone files. */
#include <ostrov/base.h>

#include <stdio.h>

int main(void)
{
    const int64_t moments[] = {1774742400, 1781906400, 1792880000}; /* in March, June, October 2026 */
    ostrov_zone prague;

    if (ostrov_zone_read("CET-1CEST,M3.5.0,M10.5.0/3", &prague) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i < 3; i++) {
        int64_t start_s = 0, end_s = 0;
        ostrov_civil day;
        if (ostrov_zone_day(&prague, moments[i], &start_s, &end_s) != OSTROV_OK ||
            ostrov_zone_civil(&prague, start_s, &day) != OSTROV_OK) {
            return 1;
        }
        printf("%04d-%02d-%02d has %d quarter hours\n", (int)day.year, (int)day.month,
               (int)day.day, (int)((end_s - start_s) / 900));
    }
    return 0;
}
