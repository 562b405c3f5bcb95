/* Means over intervals: a clear year at Písek in hours against the same year in minutes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/sun_interval.h>

#include "base/fields.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_US (INT64_C(60000000))
#define HOUR_US (INT64_C(3600000000))
#define YEAR_US (INT64_C(1735689600000000)) /* 2025-01-01 */

enum { HOURS = 8760, MINUTES = 525600 };

static const ostrov_place pisek = {49.3088, 14.1475, 390};

static ostrov_atmosphere air(int32_t model, double linke)
{
    ostrov_atmosphere a;
    ck_assert_int_eq(ostrov_atmosphere_defaults(&a, sizeof a), OSTROV_OK);
    a.model = model;
    for (int i = 0; i < 12; i++) {
        a.linke[i] = linke;
    }
    return a;
}

static ostrov_plane plane_of(double tilt_deg, double azimuth_deg)
{
    ostrov_plane p;
    ck_assert_int_eq(ostrov_plane_defaults(&p, sizeof p), OSTROV_OK);
    p.tilt_deg = tilt_deg;
    p.azimuth_deg = azimuth_deg;
    return p;
}

/* The year in minutes, its hourly means, and what the hours give back. */
struct year {
    int64_t *minute_us, *hour_us;
    ostrov_sun *sun;
    ostrov_irradiance *light;
    ostrov_plane_irradiance *fine, *coarse;
    double *ghi, *dni, *dhi, *truth;
};

static void *room(size_t bytes)
{
    void *memory = calloc(1, bytes);
    ck_assert(memory != NULL);
    return memory;
}

static struct year open_year(const ostrov_atmosphere *sky)
{
    struct year y = {room(MINUTES * 8),
                     room(HOURS * 8),
                     room(MINUTES * sizeof(ostrov_sun)),
                     room(MINUTES * sizeof(ostrov_irradiance)),
                     room(MINUTES * sizeof(ostrov_plane_irradiance)),
                     room(HOURS * sizeof(ostrov_plane_irradiance)),
                     room(HOURS * 8),
                     room(HOURS * 8),
                     room(HOURS * 8),
                     room(HOURS * 8)};
    for (int i = 0; i < MINUTES; i++) {
        y.minute_us[i] = YEAR_US + i * MINUTE_US + MINUTE_US / 2;
    }
    ck_assert_int_eq(ostrov_sun_position_n(y.minute_us, MINUTES, &pisek, y.sun, NULL), OSTROV_OK);
    ck_assert_int_eq(ostrov_clearsky_n(sky, &pisek, y.minute_us, MINUTES, y.light, NULL, NULL),
                     OSTROV_OK);
    for (int i = 0; i < HOURS; i++) {
        y.hour_us[i] = YEAR_US + i * HOUR_US;
        for (int k = 60 * i; k < 60 * (i + 1); k++) {
            y.ghi[i] += y.light[k].ghi_w_per_m2 / 60.0;
            y.dni[i] += y.light[k].dni_w_per_m2 / 60.0;
            y.dhi[i] += y.light[k].dhi_w_per_m2 / 60.0;
        }
    }
    return y;
}

static void close_year(struct year *y)
{
    free(y->minute_us);
    free(y->hour_us);
    free(y->sun);
    free(y->light);
    free(y->fine);
    free(y->coarse);
    free(y->ghi);
    free(y->dni);
    free(y->dhi);
    free(y->truth);
}

struct figures {
    double mae, worst, energy_percent;
};

/* Daylight hours only, as a night of zeros would flatter. */
static struct figures compare(const double *truth, const ostrov_plane_irradiance *answer)
{
    struct figures f = {0, 0, 0};
    double all = 0.0;
    double sum = 0.0;
    int n = 0;
    for (int i = 0; i < HOURS; i++) {
        if (truth[i] > 0.0) {
            const double error = ostrov_i_abs(answer[i].total_w_per_m2 - truth[i]);
            f.mae += error;
            f.worst = ostrov_i_max(f.worst, error);
            all += truth[i];
            sum += answer[i].total_w_per_m2;
            n++;
        }
    }
    f.mae /= n;
    f.energy_percent = 100.0 * (sum / all - 1.0);
    return f;
}

/* The usual practice: the sun of the middle of the hour. */
static struct figures middle_of_the_hour(const struct year *y, const ostrov_plane *p)
{
    for (int i = 0; i < HOURS; i++) {
        const ostrov_irradiance mean = {y->ghi[i], y->dni[i], y->dhi[i]};
        ostrov_sun sun;
        ck_assert_int_eq(ostrov_sun_position(y->hour_us[i] + HOUR_US / 2, &pisek, &sun), OSTROV_OK);
        ck_assert_int_eq(ostrov_irradiance_on_plane(p, &mean, &sun, &y->coarse[i], NULL),
                         OSTROV_OK);
    }
    return compare(y->truth, y->coarse);
}

/* known: 3 = GHI, DNI and DHI; 2 = GHI and DHI; 1 = GHI alone (the truth is then split minute by
 * minute). */
static struct figures integrated(struct year *y, const ostrov_plane *p,
                                 const ostrov_atmosphere *shape, int known, int show_middle,
                                 const char *what)
{
    const ostrov_mean_columns means = {
        y->hour_us, y->ghi, known == 3 ? y->dni : NULL, known >= 2 ? y->dhi : NULL, HOURS, HOUR_US};
    ostrov_irradiance *light = y->light;
    if (known == 1) {
        light = room(MINUTES * sizeof *light);
        for (int i = 0; i < MINUTES; i++) {
            ck_assert_int_eq(ostrov_irradiance_split(OSTROV_SPLIT_ERBS_DRIESSE,
                                                     y->light[i].ghi_w_per_m2, &y->sun[i],
                                                     OSTROV_I_NAN, &light[i]),
                             OSTROV_OK);
        }
    }
    ck_assert_int_eq(ostrov_irradiance_on_plane_n(p, light, y->sun, MINUTES, y->fine, NULL, NULL),
                     OSTROV_OK);
    memset(y->truth, 0, HOURS * sizeof *y->truth);
    for (int i = 0; i < MINUTES; i++) {
        y->truth[i / 60] += y->fine[i].total_w_per_m2 / 60.0;
    }
    if (show_middle) {
        const struct figures f = middle_of_the_hour(y, p);
        printf("%-44s MAE %7.4f  max %7.3f W/m2  energy %+8.4f %%\n",
               "  sun of the middle of the hour", f.mae, f.worst, f.energy_percent);
    }
    ck_assert_int_eq(ostrov_irradiance_mean_on_plane_n(p, shape, &pisek, &means,
                                                       OSTROV_SPLIT_ERBS_DRIESSE, y->coarse, NULL,
                                                       NULL),
                     OSTROV_OK);
    const struct figures f = compare(y->truth, y->coarse);
    printf("%-44s MAE %7.4f  max %7.3f W/m2  energy %+8.4f %%\n", what, f.mae, f.worst,
           f.energy_percent);
    if (known == 1) {
        free(light);
    }
    return f;
}

static void judge(struct figures f)
{
    ck_assert_double_lt(f.mae, 0.5);
    ck_assert_double_lt(f.worst, 8.0);
    ck_assert_double_lt(ostrov_i_abs(f.energy_percent), 0.02);
}

START_TEST(hours_give_what_minutes_give)
{
    static const double planes[3][2] = {{35, 175}, {20, 90}, {90, 180}};
    const ostrov_atmosphere sky = air(OSTROV_CLEARSKY_INEICHEN, 3.2);
    const ostrov_atmosphere other = air(OSTROV_CLEARSKY_INEICHEN, 4.5);
    struct year y = open_year(&sky);
    for (int i = 0; i < 3; i++) {
        const ostrov_plane p = plane_of(planes[i][0], planes[i][1]);
        printf("clear year at Pisek, plane %.0f deg to %.0f deg\n", planes[i][0], planes[i][1]);
        judge(integrated(&y, &p, &sky, 3, 1, "  GHI, DNI, DHI; shape of the same sky"));
        judge(integrated(&y, &p, &sky, 2, 0, "  GHI, DHI; shape of the same sky"));
        judge(integrated(&y, &p, &sky, 1, 0, "  GHI; shape of the same sky"));
        judge(integrated(&y, &p, &other, 3, 0, "  GHI, DNI, DHI; shape of a hazier sky"));
    }
    close_year(&y);
}
END_TEST

/* The year of another model than the one that gives the shape: how much hangs on it. Solis' three
 * parts do not close by up to 2 %, as those of three sensors do not; with GHI made of the other two
 * they do. */
START_TEST(another_sky_has_nearly_the_same_shape)
{
    const ostrov_atmosphere sky = air(OSTROV_CLEARSKY_SOLIS, 3.0);
    const ostrov_atmosphere shape = air(OSTROV_CLEARSKY_INEICHEN, 3.0);
    const ostrov_plane p = plane_of(35, 175);
    struct year y = open_year(&sky);
    printf("clear year of another model (Solis) at Pisek, plane 35 deg to 175 deg\n");
    const struct figures open = integrated(&y, &p, &shape, 3, 1, "  parts that do not close");
    ck_assert_double_lt(open.mae, 0.5 * middle_of_the_hour(&y, &p).mae);
    memset(y.ghi, 0, HOURS * sizeof *y.ghi);
    for (int i = 0; i < MINUTES; i++) {
        ostrov_irradiance *l = &y.light[i];
        if (l->ghi_w_per_m2 > 0.0) {
            l->ghi_w_per_m2 =
                l->dni_w_per_m2 * ostrov_cos(y.sun[i].apparent_zenith_deg * 0.017453292519943295) +
                l->dhi_w_per_m2;
        }
        y.ghi[i / 60] += l->ghi_w_per_m2 / 60.0;
    }
    judge(integrated(&y, &p, &shape, 3, 0, "  the same, closed"));
    close_year(&y);
}
END_TEST

/* Quarter hours of hours: the mean stays to 1e-12, each quarter is what minutes give, unknown stays
 * unknown, light by night is spread evenly. */
START_TEST(quarters_conserve_the_hour)
{
    const ostrov_atmosphere sky = air(OSTROV_CLEARSKY_INEICHEN, 3.2);
    struct year y = open_year(&sky);
    double *quarter = room(4 * HOURS * sizeof *quarter);
    uint8_t *status = room(HOURS);
    double worst = 0.0;
    double conserved = 0.0;
    y.ghi[4000] = OSTROV_I_NAN;
    y.ghi[4001] = -5.0;
    y.ghi[0] = 7.0; /* light at midnight of 1 January */
    ck_assert_int_eq(ostrov_irradiance_refine_n(&sky, &pisek, y.hour_us, HOUR_US, HOURS, 4, y.ghi,
                                                quarter, status, NULL),
                     OSTROV_OK);
    for (int i = 1; i < HOURS; i++) {
        double sum = 0.0;
        if (i == 4000 || i == 4001) {
            continue;
        }
        for (int k = 0; k < 4; k++) {
            double truth = 0.0;
            for (int m = 0; m < 15; m++) {
                truth += y.light[60 * i + 15 * k + m].ghi_w_per_m2 / 15.0;
            }
            sum += quarter[4 * i + k];
            worst = ostrov_i_max(worst, ostrov_i_abs(truth - quarter[4 * i + k]));
        }
        conserved = ostrov_i_max(conserved,
                                 ostrov_i_abs(sum / 4.0 - y.ghi[i]) / ostrov_i_max(y.ghi[i], 1.0));
    }
    printf("quarter hours of hours: conserved to %.1e, from the minutes at most %.3f W/m2\n",
           conserved, worst);
    ck_assert_double_lt(conserved, 1e-12);
    ck_assert_double_lt(worst, 0.3); /* minutes are themselves means of their middles */
    ck_assert(status[4000] == OSTROV_VALUE_UNKNOWN && status[4001] == OSTROV_VALUE_RANGE);
    ck_assert(ostrov_i_nan(quarter[16000]) && ostrov_i_nan(quarter[16007]));
    ck_assert(status[0] == OSTROV_VALUE_NIGHT && quarter[0] == 7.0 && quarter[3] == 7.0);
    free(quarter);
    free(status);
    close_year(&y);
}
END_TEST

START_TEST(the_sun_over_an_interval)
{
    const ostrov_atmosphere sky = air(OSTROV_CLEARSKY_INEICHEN, 3.0);
    const int64_t day_us = INT64_C(1782000000000000);
    ostrov_sun_mean m;
    ostrov_sun_day d;
    double elevations[1] = {0.0};
    const ostrov_horizon level = {elevations, 1, 0};
    ck_assert_int_eq(ostrov_sun_events(day_us, &pisek, &level, OSTROV_SUN_RULE_CROSSING, &d),
                     OSTROV_OK);
    ck_assert_int_eq(ostrov_sun_interval(&sky, &pisek, day_us, 24 * HOUR_US, &m, NULL), OSTROV_OK);
    ck_assert_double_eq_tol(m.sunlit_s, (double)d.sunlit_us * 1e-6, 2.0);
    /* The daily extraterrestrial irradiation on the level in closed form (Duffie & Beckman,
     * eq. 1.10.3), but for refraction, which lifts the sun by half a degree at both ends: 0.2 %. */
    ostrov_sun sun;
    ck_assert_int_eq(ostrov_sun_position(d.transit_us, &pisek, &sun), OSTROV_OK);
    const double lat = pisek.latitude_deg * 0.017453292519943295;
    const double dec = sun.declination_deg * 0.017453292519943295;
    const double half = ostrov_acos(-ostrov_tan(lat) * ostrov_tan(dec));
    const double closed = 1366.1 / (sun.distance_au * sun.distance_au) / 3.141592653589793 *
                          (ostrov_cos(lat) * ostrov_cos(dec) * ostrov_sin(half) +
                           half * ostrov_sin(lat) * ostrov_sin(dec));
    ck_assert_double_eq_tol(m.extra_w_per_m2 / closed, 1.001, 1e-3);
    ck_assert(m.cos_zenith_ratio > 0.4 && m.cos_zenith_ratio < 0.7);
    ck_assert(m.clear_ghi_w_per_m2 > m.clear_dhi_w_per_m2 && m.clear_dhi_w_per_m2 > 0.0);
    ck_assert_int_eq(ostrov_sun_interval(&sky, &pisek, day_us, 0, &m, NULL), OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_sun_interval(&sky, &pisek, day_us, 25 * HOUR_US, &m, NULL),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(ostrov_sun_interval(&sky, &pisek, INT64_MAX - 5, HOUR_US, &m, NULL),
                     OSTROV_E_TIME);
    ck_assert_int_eq(ostrov_sun_interval(&sky, NULL, day_us, HOUR_US, &m, NULL), OSTROV_E_ARGUMENT);
    const ostrov_atmosphere haurwitz = air(OSTROV_CLEARSKY_HAURWITZ, 3.0);
    ostrov_fault why;
    ck_assert_int_eq(ostrov_sun_interval(&haurwitz, &pisek, day_us, HOUR_US, &m, &why),
                     OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "model");
    ck_assert_int_eq(ostrov_sun_interval(&sky, &pisek, day_us, 0, &m, &why), OSTROV_E_RANGE);
    ck_assert_str_eq(why.field, "step_us");
    ck_assert_int_eq(ostrov_sun_interval(&sky, &pisek, INT64_MAX - 5, HOUR_US, &m, &why),
                     OSTROV_E_TIME);
    ck_assert_str_eq(why.field, "start_us");
}
END_TEST

/* One row each: known, GHI not known, absurd, out of time, by night with and without light. */
START_TEST(rows_stand_for_themselves)
{
    const int64_t noon = INT64_C(1782036000000000);
    const int64_t start_us[6] = {
        noon, noon, noon, INT64_MAX - 5, noon - 12 * HOUR_US, noon - 12 * HOUR_US};
    const double ghi[6] = {700, OSTROV_I_NAN, 65535, 700, 0, 3};
    const double dhi[6] = {100, 100, 100, 100, OSTROV_I_NAN, OSTROV_I_NAN};
    const ostrov_mean_columns means = {start_us, ghi, NULL, dhi, 6, HOUR_US};
    const ostrov_atmosphere sky = air(OSTROV_CLEARSKY_INEICHEN, 3.0);
    const ostrov_plane p = plane_of(35, 180);
    ostrov_plane_irradiance on[6];
    uint8_t status[6];
    ck_assert_int_eq(ostrov_irradiance_mean_on_plane_n(&p, &sky, &pisek, &means, OSTROV_SPLIT_ERBS,
                                                       on, status, NULL),
                     OSTROV_OK);
    ck_assert(status[0] == OSTROV_VALUE_OK && status[1] == OSTROV_VALUE_UNKNOWN &&
              status[2] == OSTROV_VALUE_RANGE && status[3] == OSTROV_VALUE_RANGE &&
              status[4] == OSTROV_VALUE_NIGHT && status[5] == OSTROV_VALUE_NIGHT);
    ck_assert(on[0].total_w_per_m2 > 600 && ostrov_i_nan(on[1].total_w_per_m2));
    ck_assert(on[4].total_w_per_m2 == 0.0 && on[5].total_w_per_m2 > 2.0);
    ostrov_mean_columns bad = means;
    bad.count = -1;
    ck_assert_int_eq(ostrov_irradiance_mean_on_plane_n(&p, &sky, &pisek, &bad, OSTROV_SPLIT_ERBS,
                                                       on, status, NULL),
                     OSTROV_E_ARGUMENT);
    bad = means;
    bad.step_us = -HOUR_US;
    ck_assert_int_eq(ostrov_irradiance_mean_on_plane_n(&p, &sky, &pisek, &bad, OSTROV_SPLIT_ERBS,
                                                       on, status, NULL),
                     OSTROV_E_RANGE);
    ck_assert_int_eq(
        ostrov_irradiance_mean_on_plane_n(&p, &sky, &pisek, &means, 0, on, status, NULL),
        OSTROV_E_RANGE);
}
END_TEST

/* Light of hours in which the sun shows for a moment only: even light, not a beam of kilowatts. And
 * a broken sensor brings no more beam than there is above the atmosphere. */
START_TEST(twilight_stays_faint)
{
    const ostrov_atmosphere sky = air(OSTROV_CLEARSKY_INEICHEN, 3.0);
    const ostrov_plane p = plane_of(90, 60);
    const double ghi[3] = {30.0, 30.0, 2000.0};
    const double dhi[3] = {30.0, OSTROV_I_NAN, OSTROV_I_NAN};
    for (int64_t hour = 2; hour < 200 * 24; hour += hour % 24 == 6 ? 20 : 1) { /* of sunrise */
        const int64_t start = INT64_C(1780272000000000) + hour * HOUR_US;
        const int64_t start_us[3] = {start, start, start};
        const ostrov_mean_columns means = {start_us, ghi, NULL, dhi, 3, HOUR_US};
        ostrov_plane_irradiance on[3];
        ck_assert_int_eq(ostrov_irradiance_mean_on_plane_n(&p, &sky, &pisek, &means,
                                                           OSTROV_SPLIT_BOLAND, on, NULL, NULL),
                         OSTROV_OK);
        for (int32_t k = 0; k < 2; k++) {
            ck_assert_msg(on[k].total_w_per_m2 >= 0.0 && on[k].total_w_per_m2 < 300.0,
                          "hour %d: %g W/m2 of 30", (int)hour, on[k].total_w_per_m2);
        }
        ck_assert_msg(on[2].beam_w_per_m2 <= 1420.0, "beam %g", on[2].beam_w_per_m2);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sun.interval");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, hours_give_what_minutes_give);
    tcase_add_test(tests, another_sky_has_nearly_the_same_shape);
    tcase_add_test(tests, quarters_conserve_the_hour);
    tcase_add_test(tests, the_sun_over_an_interval);
    tcase_add_test(tests, rows_stand_for_themselves);
    tcase_add_test(tests, twilight_stays_faint);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
