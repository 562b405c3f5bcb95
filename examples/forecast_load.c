/* A forecaster learns four weeks of a building's load and tells tomorrow, with its error band. */
#include <ostrov/ostrov.h>

#include <math.h>
#include <stdio.h>

enum { HOURS = 24, DAYS = 28 };

/* Mean load of one hour: offices by day, quiet at weekends, and a little noise of its own. */
static double load_w(int day, int hour)
{
    const int weekend = day % 7 >= 5; /* day 0 is a Monday */
    const double day_w = hour >= 7 && hour < 18 && !weekend ? 9000.0 : 2500.0;
    const unsigned noise = (unsigned)(day * HOURS + hour) * 2654435761u >> 22; /* 0 … 1023 */
    return day_w * (0.9 + 0.2 * noise / 1023.0);
}

int main(void)
{
    static uint64_t memory[1 << 15];
    const int64_t monday_s = 1780264800; /* 2026-06-01 00:00 in Prague */
    ostrov_forecast_config config;
    ostrov_forecast_score score;
    ostrov_forecast *forecast = NULL;
    double low_w[HOURS], middle_w[HOURS], high_w[HOURS];

    if (ostrov_forecast_defaults(&config, sizeof config) != OSTROV_OK) {
        return 1;
    }
    config.of = OSTROV_FORECAST_LOAD;
    config.zone = "Europe/Prague";
    config.step_s = 3600;
    config.horizon = HOURS;
    config.typical_w = 5000.0;
    if (ostrov_forecast_size(&config) > sizeof memory ||
        ostrov_forecast_init(memory, sizeof memory, &config, &forecast, NULL) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i < DAYS * HOURS; i++) {
        /* the temperature outside is not known; a NaN load would mean "not measured" */
        if (ostrov_forecast_step(forecast, monday_s + i * 3600, load_w(i / HOURS, i % HOURS), NAN) <
            OSTROV_OK) {
            return 1;
        }
    }
    const int64_t tomorrow_s = monday_s + DAYS * 86400;
    if (ostrov_forecast_predict(forecast, tomorrow_s, HOURS, NULL, 0.1, low_w) < OSTROV_OK ||
        ostrov_forecast_predict(forecast, tomorrow_s, HOURS, NULL, 0.5, middle_w) < OSTROV_OK ||
        ostrov_forecast_predict(forecast, tomorrow_s, HOURS, NULL, 0.9, high_w) < OSTROV_OK ||
        ostrov_forecast_score_read(forecast, &score, sizeof score) < OSTROV_OK) {
        return 1;
    }
    printf("hour  10 %%    50 %%    90 %%\n");
    for (int hour = 3; hour < HOURS; hour += 6) {
        printf("  %02d  %4.0f W  %4.0f W  %4.0f W\n", hour, low_w[hour], middle_w[hour],
               high_w[hour]);
    }
    printf("mean error one hour ahead %.0f W, of \"as the hour before\" %.0f W\n", score.mae_w,
           score.persistence_mae_w);
    return 0;
}
