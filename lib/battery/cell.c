/* The cell model's equations: one point of its tables, voltage, one step.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cell.h"

#include "base/fields.h"

static const double kelvin = 273.15;

ostrov_i_place ostrov_i_cell_soc(int32_t count, double soc_ratio)
{
    ostrov_i_place p = {0, 0, 0.0};
    if (count > 1) {
        const double x = ostrov_i_clamp(soc_ratio, 0.0, 1.0) * (double)(count - 1);
        p.first = (int32_t)x;
        p.first = p.first > count - 2 ? count - 2 : p.first;
        p.second = p.first + 1;
        p.weight = x - (double)p.first;
    }
    return p;
}

ostrov_i_place ostrov_i_cell_warmth(const ostrov_cell *cell, double temperature_c)
{
    const double *t = cell->temperature_c;
    const int32_t n = cell->temperature_count;
    ostrov_i_place p = {0, 0, 0.0};
    if (n > 1) {
        while (p.first < n - 2 && temperature_c >= t[p.first + 1]) {
            p.first++;
        }
        p.second = p.first + 1;
        p.weight = (temperature_c - t[p.first]) / (t[p.second] - t[p.first]);
        p.weight = ostrov_i_clamp(p.weight, 0.0, 1.0);
    }
    return p;
}

double ostrov_i_cell_table(const double *table, int32_t stride, ostrov_i_place row,
                           ostrov_i_place column)
{
    const double *a = table + (size_t)row.first * (size_t)stride;
    const double *b = table + (size_t)row.second * (size_t)stride;
    const double low = a[column.first] + column.weight * (a[column.second] - a[column.first]);
    const double high = b[column.first] + column.weight * (b[column.second] - b[column.first]);
    return low + row.weight * (high - low);
}

double ostrov_i_asinh(double x)
{
    const double a = ostrov_i_abs(x);
    /* Beyond 1e150 the square has no number, and asinh is log(2 a) to the last bit. */
    const double r = a > 1e150 ? ostrov_log(a) + ostrov_log(2.0)
                               : ostrov_log1p(a + a * a / (1.0 + __builtin_sqrt(1.0 + a * a)));
    return x < 0.0 ? -r : r;
}

/* Slope of OCV in the piece of the grid where the place lies. */
static double slope(const ostrov_cell *cell, ostrov_i_place row, ostrov_i_place column)
{
    if (cell->soc_count < 2) {
        return 0.0;
    }
    const ostrov_i_place from = {column.first, column.first, 0.0};
    const ostrov_i_place to = {column.second, column.second, 0.0};
    return (ostrov_i_cell_table(cell->ocv_v, cell->soc_count, row, to) -
            ostrov_i_cell_table(cell->ocv_v, cell->soc_count, row, from)) *
           (double)(cell->soc_count - 1);
}

void ostrov_i_cell_point(const ostrov_cell *c, double soc_ratio, double temperature_c,
                         ostrov_cell_point *p)
{
    static const ostrov_i_place none = {0, 0, 0.0};
    const ostrov_i_place row = ostrov_i_cell_warmth(c, temperature_c);
    const ostrov_i_place soc = ostrov_i_cell_soc(c->soc_count, soc_ratio);
    const ostrov_i_place r = ostrov_i_cell_soc(c->resistance_count, soc_ratio);
    const double series = (double)c->series;
    const double ohm = series / c->parallel;
    *p = (ostrov_cell_point){.rc_s = {1.0, 1.0, 1.0}};
    p->capacity_ah = c->capacity_ah * c->parallel;
    p->ocv_v = series * ostrov_i_cell_table(c->ocv_v, c->soc_count, row, soc);
    p->ocv_v_per_soc = series * slope(c, row, soc);
    if (c->hysteresis_v != NULL) {
        p->hysteresis_v = series * ostrov_i_cell_table(c->hysteresis_v, c->soc_count, row, soc);
    }
    if (c->hysteresis_step_v != NULL) {
        p->hysteresis_step_v = series * ostrov_i_cell_table(c->hysteresis_step_v, 1, row, none);
    }
    p->ohmic_ohm = ohm * ostrov_i_cell_table(c->ohmic_ohm, c->resistance_count, row, r);
    if (c->transfer_ohm != NULL) {
        p->transfer_ohm = ohm * ostrov_i_cell_table(c->transfer_ohm, c->resistance_count, row, r);
    }
    if (c->exchange_a != NULL) {
        p->exchange_a = c->parallel * ostrov_i_cell_table(c->exchange_a, 1, row, none);
    }
    for (int32_t k = 0; k < c->rc_count; k++) {
        p->rc_ohm[k] = ohm * ostrov_i_cell_table(c->rc_ohm + k * c->resistance_count,
                                                 c->rc_count * c->resistance_count, row, r);
        p->rc_s[k] = ostrov_i_cell_table(c->rc_s + k, c->rc_count, row, none);
    }
    if (c->entropy_v_per_c != NULL) {
        p->entropy_v_per_c = series * ostrov_i_cell_table(c->entropy_v_per_c, 0, none, soc);
    }
}

ostrov_status ostrov_cell_rest(ostrov_cell_state *state, double soc_ratio, double temperature_c)
{
    if (state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(soc_ratio) || !ostrov_i_finite(temperature_c)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (soc_ratio < 0.0 || soc_ratio > 1.0 || temperature_c < -60.0 || temperature_c > 120.0) {
        return OSTROV_E_RANGE;
    }
    *state = (ostrov_cell_state){.soc_ratio = soc_ratio, .temperature_c = temperature_c};
    return OSTROV_OK;
}

ostrov_status ostrov_cell_at(const ostrov_cell *cell, double soc_ratio, double temperature_c,
                             ostrov_cell_point *point)
{
    if (!ostrov_i_cell_usable(cell) || point == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(soc_ratio) || !ostrov_i_finite(temperature_c)) {
        return OSTROV_E_NOT_FINITE;
    }
    ostrov_i_cell_point(cell, soc_ratio, temperature_c, point);
    return OSTROV_OK;
}

double ostrov_cell_drop(const ostrov_cell_point *p, double current_a)
{
    if (p == NULL) {
        return OSTROV_I_NAN;
    }
    double transfer_v = p->transfer_ohm * current_a;
    if (p->exchange_a > 0.0 && p->transfer_ohm > 0.0) {
        /* Butler–Volmer with equal transfer coefficients, solved for the overvoltage. */
        const double bend_a = 2.0 * p->exchange_a;
        transfer_v = p->transfer_ohm * bend_a * ostrov_i_asinh(current_a / bend_a);
    }
    return p->ohmic_ohm * current_a + transfer_v;
}

static int32_t finite_state(const ostrov_cell_state *s)
{
    return ostrov_i_finite(s->soc_ratio) && ostrov_i_finite(s->rc_v[0]) &&
           ostrov_i_finite(s->rc_v[1]) && ostrov_i_finite(s->rc_v[2]) &&
           ostrov_i_finite(s->hysteresis_ratio) && ostrov_i_finite(s->direction) &&
           ostrov_i_finite(s->temperature_c);
}

/* The direction once a current flows: a current too small to move hysteresis leaves it. */
static double direction(const ostrov_cell *cell, const ostrov_cell_state *s, double current_a)
{
    if (ostrov_i_abs(current_a) <= cell->hysteresis_rest_a * cell->parallel) {
        return s->direction;
    }
    return current_a > 0.0 ? -1.0 : 1.0;
}

static double loaded_v(const ostrov_cell *cell, const ostrov_cell_state *s,
                       const ostrov_cell_point *p, double current_a)
{
    double rc_v = 0.0;
    for (int32_t k = 0; k < cell->rc_count; k++) {
        rc_v += s->rc_v[k];
    }
    return p->ocv_v - ostrov_cell_drop(p, current_a) - rc_v +
           p->hysteresis_v * s->hysteresis_ratio +
           p->hysteresis_step_v * direction(cell, s, current_a);
}

ostrov_status ostrov_cell_voltage(const ostrov_cell *cell, const ostrov_cell_state *state,
                                  double current_a, double *voltage_v)
{
    if (!ostrov_i_cell_usable(cell) || state == NULL || voltage_v == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(current_a) || !finite_state(state)) {
        return OSTROV_E_NOT_FINITE;
    }
    ostrov_cell_point p;
    ostrov_i_cell_point(cell, state->soc_ratio, state->temperature_c, &p);
    const double v = loaded_v(cell, state, &p, current_a);
    if (!ostrov_i_finite(v)) {
        return OSTROV_E_RANGE;
    }
    *voltage_v = v;
    return OSTROV_OK;
}

/* Heat that stays in the cells warms them towards where it flows off as fast as it comes (Bernardi,
 * Pawlikowski & Newman 1985, J. Electrochem. Soc. 132:5, eq. 22 for one reaction). */
static double warmed_c(const ostrov_cell *cell, const ostrov_cell_state *s,
                       const ostrov_cell_point *p, double current_a, double ambient_c, double dt_s)
{
    const double cells = (double)cell->series * cell->parallel;
    const double heat_w = current_a * (p->ocv_v - loaded_v(cell, s, p, current_a)) -
                          current_a * (s->temperature_c + kelvin) * p->entropy_v_per_c;
    const double capacity = cells * cell->heat_capacity_j_per_c;
    const double cooling = cells * cell->cooling_w_per_c;
    if (cooling <= 0.0) {
        return s->temperature_c + heat_w * dt_s / capacity;
    }
    const double settled_c = ambient_c + heat_w / cooling;
    return settled_c + (s->temperature_c - settled_c) * ostrov_exp(-dt_s * cooling / capacity);
}

ostrov_status ostrov_cell_step(const ostrov_cell *cell, ostrov_cell_state *state, double current_a,
                               double ambient_c, double dt_s)
{
    if (!ostrov_i_cell_usable(cell) || state == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(current_a) || !finite_state(state) ||
        (!ostrov_i_nan(ambient_c) && !ostrov_i_finite(ambient_c))) {
        return OSTROV_E_NOT_FINITE;
    }
    if (!(dt_s > 0.0 && dt_s <= 86400.0)) {
        return OSTROV_E_TIME;
    }
    ostrov_cell_state next = *state;
    ostrov_cell_point p;
    ostrov_i_cell_point(cell, state->soc_ratio, state->temperature_c, &p);
    next.direction = direction(cell, state, current_a);
    const double eta = current_a < 0.0 ? cell->charge_efficiency_ratio : 1.0;
    const double moved = eta * current_a * dt_s / (3600.0 * p.capacity_ah);
    next.soc_ratio -= moved;
    for (int32_t k = 0; k < cell->rc_count; k++) {
        const double keep = ostrov_exp(-dt_s / p.rc_s[k]);
        next.rc_v[k] = keep * state->rc_v[k] + p.rc_ohm[k] * (1.0 - keep) * current_a;
    }
    if (ostrov_i_abs(current_a) > cell->hysteresis_rest_a * cell->parallel) {
        const double keep = ostrov_exp(-ostrov_i_abs(moved) * cell->hysteresis_rate);
        next.hysteresis_ratio = keep * state->hysteresis_ratio + (1.0 - keep) * next.direction;
    }
    if (cell->heat_capacity_j_per_c > 0.0 && !ostrov_i_nan(ambient_c)) {
        next.temperature_c = warmed_c(cell, state, &p, current_a, ambient_c, dt_s);
    }
    if (!finite_state(&next)) {
        return OSTROV_E_RANGE;
    }
    *state = next;
    return OSTROV_OK;
}
