/* Suite battery: rainflow and ageing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery.h"

#include <ostrov/ostrov.h>

#include "csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cJSON *battery_json(tally *t, const char *folder, const char *file)
{
    size_t length = 0;
    char *text = read_text(folder, file, &length);
    cJSON *root = text != NULL ? cJSON_ParseWithLength(text, length) : NULL;
    free(text);
    if (root == NULL) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read as JSON");
    }
    return root;
}

double battery_number(const cJSON *object, const char *name)
{
    const cJSON *x = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(x) ? x->valuedouble : (double)NAN;
}

static const char *word(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text != NULL ? text : "";
}

/* ---- rainflow ---- */

static double element(const cJSON *array, int i)
{
    const cJSON *x = cJSON_GetArrayItem(array, i);
    return cJSON_IsNumber(x) ? x->valuedouble : (double)NAN;
}

static int by_end(const void *a, const void *b)
{
    const ostrov_rainflow_cycle *x = a;
    const ostrov_rainflow_cycle *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return (x->end > y->end) - (x->end < y->end);
}

/* All cycles of a series; to be freed. */
static ostrov_rainflow_cycle *count_series(const cJSON *series, double exponent, int32_t *count,
                                           ostrov_rainflow_state *state)
{
    ostrov_rainflow flow;
    int32_t got = 0;
    const int n = cJSON_GetArraySize(series);
    ostrov_rainflow_cycle *all = calloc((size_t)n + OSTROV_RAINFLOW_DEPTH, sizeof *all);
    const cJSON *x = NULL;
    *count = 0;
    if (all == NULL || ostrov_rainflow_init(&flow, exponent) != OSTROV_OK) {
        abort();
    }
    cJSON_ArrayForEach(x, series)
    {
        if (ostrov_rainflow_step(&flow, x->valuedouble, all + *count, OSTROV_RAINFLOW_DEPTH,
                                 &got) != OSTROV_OK) {
            abort();
        }
        *count += got;
    }
    if (ostrov_rainflow_finish(&flow, all + *count, OSTROV_RAINFLOW_DEPTH, &got) != OSTROV_OK ||
        ostrov_rainflow_read(&flow, state, sizeof *state) != OSTROV_OK) {
        abort();
    }
    *count += got;
    return all;
}

static double far(double a, double b) { return fabs(a - b) / fmax(1.0, fabs(b)); }

static double cycles_differ(const cJSON *cycles, ostrov_rainflow_cycle *all, int32_t count)
{
    const int n = cJSON_GetArraySize(cycles);
    ostrov_rainflow_cycle *want = calloc((size_t)n + 1, sizeof *want);
    double worst = n == count ? 0.0 : (double)INFINITY;
    if (want == NULL) {
        abort();
    }
    for (int i = 0; i < n; i++) {
        const cJSON *c = cJSON_GetArrayItem(cycles, i);
        want[i] = (ostrov_rainflow_cycle){element(c, 0), element(c, 1), element(c, 2),
                                          (int64_t)element(c, 3), (int64_t)element(c, 4)};
    }
    qsort(want, (size_t)n, sizeof *want, by_end);
    qsort(all, (size_t)count, sizeof *all, by_end);
    for (int i = 0; i < n && n == count; i++) {
        const int same = want[i].start == all[i].start && want[i].end == all[i].end &&
                         want[i].count == all[i].count;
        worst = same ? fmax(worst,
                            fmax(far(all[i].range, want[i].range), far(all[i].mean, want[i].mean)))
                     : (double)INFINITY;
    }
    free(want);
    return worst;
}

void battery_rainflow(tally *t, const char *folder, const char *file)
{
    cJSON *root = battery_json(t, folder, file);
    const cJSON *one = NULL;
    cJSON_ArrayForEach(one, root)
    {
        const cJSON *series = cJSON_GetObjectItemCaseSensitive(one, "series");
        ostrov_rainflow_state by_2;
        ostrov_rainflow_state by_1_5;
        int32_t count = 0;
        free(count_series(series, 1.5, &count, &by_1_5));
        ostrov_rainflow_cycle *all = count_series(series, 2.0, &count, &by_2);
        double worst = cycles_differ(cJSON_GetObjectItemCaseSensitive(one, "cycles"), all, count);
        free(all);
        worst = fmax(worst, far(by_2.range_sum, battery_number(one, "efc")));
        worst = fmax(worst, far(by_2.damage, battery_number(one, "damage_k2")));
        worst = fmax(worst, far(by_1_5.damage, battery_number(one, "damage_k1_5")));
        report(t, REPORT_JUDGE, worst <= 1e-9, file, word(one, "name"),
               "n=%d max_rel=%.2g limit=1e-9", (int)count, worst);
    }
    cJSON_Delete(root);
}

/* ---- ageing ---- */

static int32_t law_named(const char *name)
{
    static const struct {
        const char *name;
        int32_t law;
    } known[] = {{"lfp_prismatic_250ah", OSTROV_AGEING_LFP_PRISMATIC},
                 {"lfp_sony_3ah", OSTROV_AGEING_LFP_SONY},
                 {"nmc_75ah_a", OSTROV_AGEING_NMC_PRISMATIC},
                 {"nmc_kokam_75ah", OSTROV_AGEING_NMC_KOKAM}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, name) == 0) {
            return known[i].law;
        }
    }
    return OSTROV_AGEING_UNKNOWN;
}

static ostrov_ageing new_battery(int32_t law)
{
    ostrov_ageing a;
    ostrov_ageing_config c;
    if (ostrov_ageing_defaults(&c, sizeof c) != OSTROV_OK) {
        abort();
    }
    c.law = law;
    if (ostrov_ageing_init(&a, &c, NULL) != OSTROV_OK) {
        abort();
    }
    return a;
}

static void live(ostrov_ageing *a, double soc, double temperature_c, double dt_s)
{
    if (ostrov_ageing_step(a, soc, temperature_c, dt_s) != OSTROV_OK) {
        abort();
    }
}

/* SoC of the daily profile at an hour: lo at 0 and 2, hi at 8 and 14, lo at 20 and 24. */
static double daily_soc(double soc_mean, double depth, int hour)
{
    const double up = fmin(fmax((hour - 2) / 6.0, 0.0), 1.0);
    const double down = fmin(fmax((hour - 14) / 6.0, 0.0), 1.0);
    return soc_mean - 0.5 * depth + depth * (up - down);
}

/* One day of the constant profile. */
static void live_day(ostrov_ageing *a, const cJSON *one, int first)
{
    const double mean = battery_number(one, "soc_mean");
    const double depth = battery_number(one, "dod");
    for (int hour = first ? 0 : 1; hour <= 24; hour++) {
        live(a, daily_soc(mean, depth, hour), battery_number(one, "T_C"), hour > 0 ? 3600.0 : 0.0);
    }
}

typedef struct worst_of {
    double q, r, cycles;
    int32_t n;
} worst_of;

static void compare(worst_of *w, const ostrov_ageing *a, const cJSON *row)
{
    ostrov_ageing_state s;
    if (ostrov_ageing_read(a, &s, sizeof s) != OSTROV_OK) {
        abort();
    }
    const double want = battery_number(row, "q"); /* null where the reference broke down */
    const double dq =
        isnan(want) && isfinite(s.capacity_ratio) ? 0.0 : fabs(s.capacity_ratio - want);
    w->q = fmax(w->q, isnan(dq) ? (double)INFINITY : dq);
    w->r = fmax(w->r, fabs(s.resistance_ratio - battery_number(row, "r"))); /* NaN: not told */
    w->cycles = fmax(w->cycles, fabs(s.cycles - battery_number(row, "efc")));
    w->n++;
}

static worst_of run_days(const cJSON *one, int32_t law)
{
    worst_of w = {0};
    ostrov_ageing a = new_battery(law);
    const cJSON *row = NULL;
    int day = 0;
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(one, "result"))
    {
        for (; day < (int)battery_number(row, "day"); day++) {
            live_day(&a, one, day == 0);
        }
        compare(&w, &a, row);
    }
    return w;
}

/* The year again and again: each year begins after a break and ends before its last day is full. */
static worst_of run_profile(const cJSON *one, int32_t law, const char *folder)
{
    worst_of w = {0};
    csv table;
    ostrov_ageing a = new_battery(law);
    const cJSON *row = NULL;
    if (!csv_read(&table, folder, word(one, "file"))) {
        w.q = (double)INFINITY;
        return w;
    }
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(one, "result"))
    {
        double before = 0.0;
        for (int32_t i = 0; i < table.rows; i++) {
            const double at = csv_value(&table, i, "t_s");
            live(&a, csv_value(&table, i, "soc"), csv_value(&table, i, "temp_C"),
                 i > 0 ? at - before : 0.0);
            before = at;
        }
        if (ostrov_ageing_close(&a) < OSTROV_OK) {
            abort();
        }
        compare(&w, &a, row);
    }
    csv_free(&table);
    return w;
}

void battery_degradation(tally *t, const char *folder, const char *file)
{
    cJSON *root = battery_json(t, folder, file);
    const cJSON *one = NULL;
    cJSON_ArrayForEach(one, root)
    {
        const char *model = word(one, "model");
        const int32_t law = law_named(model);
        const int profile = strcmp(word(one, "kind"), "profile") == 0;
        char quantity[160];
        (void)snprintf(quantity, sizeof quantity, "%s/%s_%g_%g_%g", model, word(one, "kind"),
                       profile ? 0.0 : battery_number(one, "T_C"),
                       profile ? 0.0 : battery_number(one, "dod"),
                       profile ? 0.0 : battery_number(one, "soc_mean"));
        if (law == OSTROV_AGEING_UNKNOWN) {
            report(t, REPORT_INFO, 1, file, quantity, "a law that is not known");
            continue;
        }
        const worst_of w = profile ? run_profile(one, law, folder) : run_days(one, law);
        report(t, REPORT_JUDGE, w.q <= 5e-4, file, quantity, "n=%d max_abs=%.2g limit=5e-4",
               (int)w.n, w.q);
        report(t, REPORT_INFO, 1, file, quantity, "resistance max_abs=%.2g efc max_abs=%.2g", w.r,
               w.cycles);
    }
    cJSON_Delete(root);
}
