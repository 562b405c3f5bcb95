/* A plant learns forty days from a weather forecast that is often wrong, and tells the next hours
 * and tomorrow. */
#include <ostrov/ostrov.h>

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 96, DAYS = 40, LEVELS = 3, NOON_UTC = 44 };

static double noise(int i) { return ((unsigned)i * 2654435761u >> 16 & 1023u) / 1023.0; }

/* The sky of a day lies between 0.2 and 1, and clouds pass: a share of the clear sky's power. */
static double sky(int day) { return 0.2 + 0.8 * noise(day); }
static double passing(int day, int i) { return sky(day) * (0.8 + 0.4 * noise(day * STEPS + i)); }

int main(void)
{
    static const double levels[LEVELS] = {0.1, 0.5, 0.9};
    const int64_t start_s = 1780272000; /* 2026-06-01 00:00 UTC */
    ostrov_pv_config pv;
    ostrov_learner_config config;
    ostrov_learner *learner = NULL;
    ostrov_learner_score score;
    ostrov_weather weather[STEPS];
    double power_w[STEPS * LEVELS], mean_w[STEPS], clear_w = 0.0;
    int status =
        ostrov_pv_defaults(&pv, sizeof pv) + ostrov_learner_defaults(&config, sizeof config);

    pv.latitude_deg = 49.3088; /* Písek */
    pv.longitude_deg = 14.1475;
    pv.peak_w = 100e3;
    pv.inverter_w = 80e3;
    config.pv = &pv;
    config.rows = 4000;
    void *memory = malloc(ostrov_learner_size(&config));
    void *scratch = malloc(ostrov_learner_workspace(&config));
    if (status != 0 || memory == NULL || scratch == NULL ||
        ostrov_learner_init(memory, ostrov_learner_size(&config), &config, &learner, NULL) !=
            OSTROV_OK) {
        return 1;
    }
    for (int day = 0; day <= DAYS; day++) {
        const int64_t day_s = start_s + day * 86400;
        for (int i = 0; i < STEPS; i++) {
            status |= ostrov_weather_defaults(&weather[i], sizeof weather[i]) < 0;
            weather[i].cloud_ratio = (1.0 - sky(day)) * (0.7 + 0.4 * noise(day + 500));
        }
        status |= ostrov_learner_weather(learner, 0, day_s, weather, STEPS, sizeof weather[0]) < 0;
        status |= ostrov_learner_train(learner, scratch, ostrov_learner_workspace(&config)) < 0;
        status |=
            ostrov_learner_predict(learner, day_s, STEPS, levels, LEVELS, power_w, mean_w) < 0;
        for (int i = 0; i < (day < DAYS ? STEPS : NOON_UTC); i++) {
            const int64_t time_s = day_s + i * 900;
            status |= ostrov_pv_clear(&pv, time_s + 450, &clear_w, NULL) < 0;
            /* the plant gives a tenth less than its data sheet */
            status |= ostrov_learner_step(learner, time_s, 0.9 * passing(day, i) * clear_w,
                                          OSTROV_POWER_FREE) < 0;
        }
    }
    printf("noon, told at midnight: %.1f … %.1f … %.1f kW\n", power_w[NOON_UTC * LEVELS] / 1e3,
           power_w[NOON_UTC * LEVELS + 1] / 1e3, power_w[NOON_UTC * LEVELS + 2] / 1e3);
    status |= ostrov_learner_predict(learner, start_s + DAYS * 86400 + NOON_UTC * 900, 4, levels,
                                     LEVELS, power_w, mean_w) < 0;
    printf("noon, told at noon:     %.1f … %.1f … %.1f kW\n", power_w[0] / 1e3, power_w[1] / 1e3,
           power_w[2] / 1e3);
    status |= ostrov_learner_score_read(learner, 16, &score, sizeof score) < 0;
    printf("day ahead: %.0f steps, mean error %.1f kW, %.0f %% between 10 and 90 %%\n",
           score.samples, score.mae_w / 1e3, 100.0 * score.coverage_ratio);
    status |= ostrov_learner_score_read(learner, 3, &score, sizeof score) < 0;
    printf("an hour ahead: mean error %.1f kW, of \"sky as now\" %.1f kW\n", score.mae_w / 1e3,
           score.persistence_mae_w / 1e3);
    free(memory);
    free(scratch);
    return status;
}
