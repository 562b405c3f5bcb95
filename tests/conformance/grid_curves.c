/* Suite grid: curves of support functions and their response to a step.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_score.h"

#include <ostrov/grid_support.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The number behind "name=" in "a=1;name=2"; NaN when it is empty or not there. */
static double parameter(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *p = text; p != NULL; p = strchr(p, ';') ? strchr(p, ';') + 1 : NULL) {
        double value = 0.0;
        size_t used = 0;
        if (strncmp(p, name, length) == 0 && p[length] == '=' &&
            ostrov_number_read(p + length + 1, strlen(p + length + 1), &value, &used) ==
                OSTROV_OK) {
            return value;
        }
    }
    return (double)NAN;
}

/* ---- curves.csv -------------------------------------------------------------------------------
 */

static double curve_point(const csv *t, int32_t row, double x)
{
    ostrov_grid_curve curve;
    double y = (double)NAN;
    memset(&curve, 0, sizeof curve);
    curve.count =
        score_pairs(csv_word(t, row, "points"), ';', curve.x, curve.y, OSTROV_GRID_CURVE_MAX);
    return ostrov_grid_curve_value(&curve, x, &y) == OSTROV_OK ? y : (double)NAN;
}

/* IEEE 1547: one dead band db both ways, droop k, nominal fn, power before p_pre. */
static double droop_1547(const char *text, double hz)
{
    ostrov_grid_droop d = {parameter(text, "fn"),
                           parameter(text, "db"),
                           parameter(text, "db"),
                           parameter(text, "k"),
                           parameter(text, "k"),
                           0.0,
                           1.0,
                           OSTROV_GRID_DROOP_RATED,
                           0};
    double power = (double)NAN;
    return ostrov_grid_droop_power(&d, hz, parameter(text, "p_pre"), &power) == OSTROV_OK
               ? power
               : (double)NAN;
}

/* LFSM: f1 above, fu below, droop s; a reference of Pmax is storage, which may charge. */
static double lfsm(const char *text, double hz)
{
    const double nominal_hz = 10.0 * floor(parameter(text, "f1") / 10.0);
    const int32_t storage = strstr(text, "ref=Pmax") != NULL;
    ostrov_grid_droop d = {nominal_hz,
                           parameter(text, "f1") - nominal_hz,
                           nominal_hz - parameter(text, "fu"),
                           parameter(text, "s"),
                           parameter(text, "s"),
                           storage ? -1.0 : 0.0,
                           1.0,
                           storage ? OSTROV_GRID_DROOP_RATED : OSTROV_GRID_DROOP_BEFORE,
                           0};
    double power = (double)NAN;
    return ostrov_grid_droop_power(&d, hz, parameter(text, "p"), &power) == OSTROV_OK ? power
                                                                                      : (double)NAN;
}

void grid_curves(tally *t, const char *folder, const char *file)
{
    static const char *const functions[] = {"volt_var", "volt_watt", "freq_droop_1547", "lfsm"};
    csv table;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "rows", "not readable");
        return;
    }
    for (size_t f = 0; f < sizeof functions / sizeof functions[0]; f++) {
        worst w = {0, 0, 0.0, 0.0};
        for (int32_t row = 0; row < table.rows; row++) {
            const char *text = csv_word(&table, row, "curve");
            const double x = csv_value(&table, row, "x");
            if (strcmp(csv_word(&table, row, "function"), functions[f]) == 0) {
                score(&w,
                      f == 3 ? lfsm(text, x)
                             : (f == 2 ? droop_1547(text, x) : curve_point(&table, row, x)),
                      csv_value(&table, row, "y"), csv_value(&table, row, "tol"));
            }
        }
        if (w.n > 0) {
            score_tell(t, file, functions[f], &w);
        }
    }
    csv_free(&table);
}

/* ---- curve_step.csv ---------------------------------------------------------------------------
 */

/* The curve that the file's rows do not carry is that of IEEE 1547 category B in the library. */
static int32_t step_curve(const char *function, ostrov_grid_curve *curve)
{
    ostrov_grid_settings s;
    if (ostrov_grid_code_settings("ieee1547-cat-ii", &s, sizeof s) != OSTROV_OK) {
        return 0;
    }
    return strcmp(function, "volt_var") == 0
               ? ostrov_grid_volt_var_curve(&s, curve) == OSTROV_OK
               : strcmp(function, "volt_watt") == 0 &&
                     ostrov_grid_volt_watt_curve(&s, curve) == OSTROV_OK;
}

static double after(const ostrov_grid_curve *curve, const csv *t, int32_t row, double dt_s)
{
    ostrov_grid_response response;
    double start = 0.0;
    double target = 0.0;
    double value = 0.0;
    if (ostrov_grid_curve_value(curve, csv_value(t, row, "x_before"), &start) != OSTROV_OK ||
        ostrov_grid_curve_value(curve, csv_value(t, row, "x_after"), &target) != OSTROV_OK ||
        ostrov_grid_response_init(&response, csv_value(t, row, "olrt_s"), start) != OSTROV_OK) {
        return (double)NAN;
    }
    value = start;
    for (int64_t k = llround(csv_value(t, row, "t_after_step_s") / dt_s); k > 0; k--) {
        if (ostrov_grid_response_step(&response, target, dt_s, &value) != OSTROV_OK) {
            return (double)NAN;
        }
    }
    return value;
}

void grid_curve_step(tally *t, const char *folder, const char *file)
{
    csv table;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "rows", "not readable");
        return;
    }
    for (int32_t i = 0; i < SCORE_STEPS; i++) {
        worst w = {0, 0, 0.0, 0.0};
        char quantity[32];
        for (int32_t row = 0; row < table.rows; row++) {
            ostrov_grid_curve curve;
            double value = step_curve(csv_word(&table, row, "function"), &curve)
                               ? after(&curve, &table, row, score_steps_s[i])
                               : (double)NAN;
            score(&w, value, csv_value(&table, row, "y"), csv_value(&table, row, "tol"));
        }
        snprintf(quantity, sizeof quantity, "y@%gms", 1e3 * score_steps_s[i]);
        score_tell(t, file, quantity, &w);
    }
    csv_free(&table);
}
