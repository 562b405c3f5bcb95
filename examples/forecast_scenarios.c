/* From the quantiles of a forecast to sixty days as they may come, and to three that stand for them. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { HOURS = 24, DAYS = 40, PATHS = 60, KEEP = 3, LEVELS = 5 };

static const double levels[LEVELS] = {0.1, 0.3, 0.5, 0.7, 0.9};

/* What is forecast for an hour of each day. */
static void forecast_w(int hour, double *row)
{
    const double sun = hour > 5 && hour < 19 ? (hour - 5) * (19 - hour) / 49.0 : 0.0;
    for (int q = 0; q < LEVELS; q++) {
        row[q] = 50e3 * sun * levels[q];
    }
}

int main(void)
{
    static uint64_t memory[1 << 12];
    static double forecast[HOURS * LEVELS], path_w[PATHS * HOURS], scratch[2 * PATHS];
    const int64_t first_s = 1780272000; /* 2026-06-01 00:00 UTC */
    ostrov_scenarios_config config;
    ostrov_scenarios *scenarios = NULL;
    double probability[KEEP];
    int32_t chosen[KEEP];

    if (ostrov_scenarios_defaults(&config, sizeof config) != OSTROV_OK) {
        return 1;
    }
    config.step_s = 3600;
    config.days = 60;
    if (ostrov_scenarios_size(&config) > sizeof memory ||
        ostrov_scenarios_init(memory, sizeof memory, &config, &scenarios, NULL) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i < DAYS * HOURS; i++) {
        /* every third day dull, the others bright, and clouds that come and go */
        double row[LEVELS];
        forecast_w(i % HOURS, row);
        const double rank = (i / HOURS % 3 == 0 ? 0.25 : 0.7) + 0.05 * (i * 7 % 5 - 2);
        if (ostrov_scenarios_step(scenarios, first_s + i * 3600, levels, LEVELS, row,
                                  row[LEVELS - 1] / 0.9 * rank) != OSTROV_OK) {
            return 1;
        }
    }
    for (int hour = 0; hour < HOURS; hour++) {
        forecast_w(hour, &forecast[hour * LEVELS]);
    }
    if (ostrov_scenarios_paths(scenarios, first_s + DAYS * 86400, HOURS, levels, LEVELS, forecast,
                               0.0, 80e3, PATHS, path_w) != OSTROV_OK ||
        ostrov_scenarios_reduce(path_w, PATHS, HOURS, NULL, KEEP, scratch, chosen, probability) !=
            OSTROV_OK) {
        return 1;
    }
    for (int k = 0; k < KEEP; k++) {
        double wh = 0.0;
        for (int hour = 0; hour < HOURS; hour++) {
            wh += path_w[chosen[k] * HOURS + hour];
        }
        printf("with %2.0f %% probability a day of %3.0f kWh\n", 100.0 * probability[k], wh / 1e3);
    }
    return 0;
}
