/* Suite battery: the circuit and the state of power.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery.h"
#include "battery_cell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double element(const cJSON *array, int i)
{
    const cJSON *x = cJSON_GetArrayItem(array, i);
    return cJSON_IsNumber(x) ? x->valuedouble : (double)NAN;
}

static const cJSON *get(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* Linear between the points of the file, on the even grid. */
static int32_t fill_ocv(vector_cell *v, const cJSON *ocv)
{
    const cJSON *z = get(ocv, "z");
    const int n = cJSON_GetArraySize(z);
    int k = 0;
    for (int i = 0; i < CELL_GRID; i++) {
        const double at = (double)i / (CELL_GRID - 1);
        while (k < n - 2 && at > element(z, k + 1) + 1e-12) {
            k++;
        }
        const double low = element(get(ocv, "v"), k);
        const double high = element(get(ocv, "v"), k + 1);
        v->ocv_v[i] =
            low + (high - low) * (at - element(z, k)) / (element(z, k + 1) - element(z, k));
    }
    return n > 1;
}

int32_t vector_cell_read(vector_cell *v, const cJSON *p)
{
    ostrov_cell *c = &v->cell;
    memset(v, 0, sizeof *v);
    if (ostrov_cell_defaults(c, sizeof *c) != OSTROV_OK || !fill_ocv(v, get(p, "ocv"))) {
        return 0;
    }
    c->capacity_ah = battery_number(p, "Q_Ah");
    c->charge_efficiency_ratio = battery_number(p, "eta");
    c->soc_count = CELL_GRID;
    c->rc_count = cJSON_GetArraySize(get(p, "R"));
    v->temperature_c = 25.0;
    v->ohm = battery_number(p, "R0");
    for (int i = 0; i < c->rc_count && i < OSTROV_CELL_RC; i++) {
        v->rc_ohm[i] = element(get(p, "R"), i);
        v->rc_s[i] = element(get(p, "tau"), i);
    }
    c->temperature_c = &v->temperature_c;
    c->ocv_v = v->ocv_v;
    c->ohmic_ohm = &v->ohm;
    c->rc_ohm = v->rc_ohm;
    c->rc_s = v->rc_s;
    if (get(p, "gam") != NULL) {
        c->hysteresis_rate = battery_number(p, "gam");
        c->hysteresis_rest_a = battery_number(p, "i_eps");
        v->step_v = battery_number(p, "M0");
        for (int i = 0; i < CELL_GRID; i++) {
            v->hysteresis_v[i] = battery_number(p, "M");
        }
        c->hysteresis_v = v->hysteresis_v;
        c->hysteresis_step_v = &v->step_v;
    }
    return ostrov_cell_check(c, NULL) == OSTROV_OK;
}

/* ---- circuit ---- */

static double run_ecm(const cJSON *one, const vector_cell *v, int *n)
{
    ostrov_cell_state s;
    const cJSON *amps = get(one, "i_A");
    double worst = 0.0;
    *n = cJSON_GetArraySize(amps);
    if (ostrov_cell_rest(&s, battery_number(one, "z0"), 25.0) != OSTROV_OK) {
        return (double)INFINITY;
    }
    const double h0 = battery_number(get(one, "params"), "h0");
    s.hysteresis_ratio = isnan(h0) ? 0.0 : h0;
    for (int k = 0; k < *n; k++) {
        double volts = 0.0;
        const double a = element(amps, k);
        if (ostrov_cell_voltage(&v->cell, &s, a, &volts) != OSTROV_OK) {
            return (double)INFINITY;
        }
        worst = fmax(worst, fabs(volts - element(get(one, "v"), k)));
        worst = fmax(worst, fabs(s.soc_ratio - element(get(one, "z"), k)));
        if (ostrov_cell_step(&v->cell, &s, a, (double)NAN, element(get(one, "dt_s"), k)) !=
            OSTROV_OK) {
            return (double)INFINITY;
        }
    }
    return worst;
}

void battery_ecm(tally *t, const char *folder, const char *file)
{
    cJSON *root = battery_json(t, folder, file);
    const cJSON *one = NULL;
    cJSON_ArrayForEach(one, get(root, "cases"))
    {
        vector_cell v;
        int n = 0;
        const int32_t known = vector_cell_read(&v, get(one, "params"));
        const double worst = known ? run_ecm(one, &v, &n) : (double)INFINITY;
        const char *name = cJSON_GetStringValue(get(one, "name"));
        report(t, REPORT_JUDGE, worst <= 1e-9, file, name != NULL ? name : "case",
               "n=%d max_abs=%.2g limit=1e-9 (V and SoC)", n, worst);
    }
    cJSON_Delete(root);
}

/* ---- power ---- */

typedef struct far {
    double above, below; /* greatest share above and below the reference */
    int32_t n;
} far;

static void compare(far *f, double got, double want)
{
    const double share = (got - want) / want;
    const double small = 0.05 / want; /* the README allows 0.05 A instead */
    f->above = fmax(f->above, share);
    f->below = fmax(f->below, -share > small ? -share : 0.0);
    f->n++;
}

static int32_t run_sop(const cJSON *one, far *f)
{
    static const struct {
        const char *name;
        int32_t direction;
        double window_s;
    } asked[] = {{"dis_10s", OSTROV_POWER_DISCHARGE, 10},   {"chg_10s", OSTROV_POWER_CHARGE, 10},
                 {"dis_60s", OSTROV_POWER_DISCHARGE, 60},   {"chg_60s", OSTROV_POWER_CHARGE, 60},
                 {"dis_900s", OSTROV_POWER_DISCHARGE, 900}, {"chg_900s", OSTROV_POWER_CHARGE, 900}};
    vector_cell v;
    ostrov_power_bounds b;
    ostrov_cell_state s;
    const cJSON *limits = get(one, "limits");
    const cJSON *state = get(one, "state");
    if (!vector_cell_read(&v, get(one, "params")) ||
        ostrov_power_defaults(&b, sizeof b) != OSTROV_OK ||
        ostrov_cell_rest(&s, battery_number(state, "z"), 25.0) != OSTROV_OK) {
        return 0;
    }
    b.voltage_min_v = battery_number(limits, "vmin");
    b.voltage_max_v = battery_number(limits, "vmax");
    b.soc_min_ratio = battery_number(limits, "zmin");
    b.soc_max_ratio = battery_number(limits, "zmax");
    b.discharge_a = battery_number(limits, "imax_dis");
    b.charge_a = battery_number(limits, "imax_chg");
    s.hysteresis_ratio = battery_number(state, "h");
    for (int i = 0; i < v.cell.rc_count; i++) {
        s.rc_v[i] = element(get(state, "v_rc"), i);
    }
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        const cJSON *want = get(get(one, "result"), asked[i].name);
        ostrov_power_capability l;
        if (want == NULL) {
            continue;
        }
        if (ostrov_power_window(&v.cell, &s, &b, asked[i].direction, asked[i].window_s, &l, NULL) !=
            OSTROV_OK) {
            return 0;
        }
        compare(f, l.current_a, battery_number(want, "I_A"));
    }
    return 1;
}

void battery_sop(tally *t, const char *folder, const char *file)
{
    cJSON *root = battery_json(t, folder, file);
    const cJSON *one = NULL;
    int i = 0;
    cJSON_ArrayForEach(one, get(root, "cases"))
    {
        char quantity[32];
        far f = {0};
        const int32_t ran = run_sop(one, &f);
        (void)snprintf(quantity, sizeof quantity, "case_%d", i++);
        report(t, REPORT_JUDGE, ran && f.n > 0 && f.above <= 5e-4 && f.below <= 2e-3, file,
               quantity, "n=%d above=%.2g limit=5e-4 below=%.2g limit=2e-3 (of the current)",
               (int)f.n, f.above, f.below);
    }
    cJSON_Delete(root);
}
