/* One hypothesis: an extended Kalman filter over SoC, hysteresis, current offset, slow model error
 * and resistance (Plett 2004, J. Power Sources 134:252, with the two error states added). The RC
 * pairs are driven by the current alone, the same for all hypotheses, and need no estimating.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"

#include "base/fields.h"

/* How the slow error of the model forgets: with charge moved (its tables are wrong elsewhere in
 * another way) and with time (relaxation that the RC pairs do not have). */
static const double error_soc = 0.12;
static const double error_s = 7200.0;
/* Random walk of hysteresis with the charge moved: 0.5² per unit of SoC. */
static const double hysteresis_walk = 0.25;
/* Gain errors stay for a while: as if drawn anew each 100 s. */
static const double gain_s = 100.0;
/* Where OCV is steeper than this, an error in the table's SoC is more than one in its voltage: the
 * slow error grows with the slope. */
static const double steep_v = 1.0;
static const double place_ratio = 0.006;
/* What resistance takes is known to drop_error, drawn anew each drop_s. */
static const double drop_error = 0.03;
static const double drop_s = 10.0;
/* How far a filter may lean over the ends. */
static const double lean = 0.02;

double ostrov_i_soc_row(const double *row, int32_t count, double soc)
{
    /* So ordered that NaN, which only a forged snapshot could bring, is a place in the row too. */
    const double x = ostrov_i_max(ostrov_i_min(soc, 1.0), 0.0) * (double)(count - 1);
    int32_t k = (int32_t)x;
    k = k > count - 2 ? count - 2 : k;
    return row[k] + (x - (double)k) * (row[k + 1] - row[k]);
}

double ostrov_i_soc_ocv(const ostrov_i_soc_slice *s, double soc)
{
    const double *v = s->ocv_v;
    const int32_t n = SOC_GRID - 1;
    if (soc > 1.0) {
        return v[n] + (soc - 1.0) * (v[n] - v[n - 1]) * (double)n;
    }
    if (soc < 0.0) {
        return v[0] + soc * (v[1] - v[0]) * (double)n;
    }
    return ostrov_i_soc_row(v, SOC_GRID, soc);
}

/* P ← F·P·Fᵀ for F that scales rows h and w and adds the offset's row to SoC's. */
static void spread(ostrov_i_soc_filter *f, double per_a, double keep_h, double keep_w,
                   double keep_u)
{
    for (int32_t j = 0; j < SOC_STATES; j++) {
        f->p[SOC_Z][j] += per_a * f->p[SOC_B][j];
        f->p[SOC_H][j] *= keep_h;
        f->p[SOC_W][j] *= keep_w;
        f->p[SOC_U][j] *= keep_u;
    }
    for (int32_t j = 0; j < SOC_STATES; j++) {
        f->p[j][SOC_Z] += per_a * f->p[j][SOC_B];
        f->p[j][SOC_H] *= keep_h;
        f->p[j][SOC_W] *= keep_w;
        f->p[j][SOC_U] *= keep_u;
    }
}

void ostrov_i_soc_cap(ostrov_i_soc_filter *f, int32_t state, double most)
{
    const double variance = f->p[state][state];
    if (!(variance > most)) {
        return;
    }
    const double scale = __builtin_sqrt(most / variance);
    for (int32_t j = 0; j < SOC_STATES; j++) {
        f->p[state][j] *= scale;
        f->p[j][state] = f->p[state][j];
    }
    f->p[state][state] = most;
}

void ostrov_i_soc_predict(const ostrov_i_soc *b, const ostrov_i_soc_step *s, ostrov_i_soc_filter *f)
{
    const double true_a = s->current_a - f->x[SOC_B];
    const double per_a = (true_a < 0.0 ? s->eta : 1.0) * s->dt_s / s->charge_as;
    const double moved = ostrov_i_abs(true_a * per_a);
    double keep_h = 1.0;
    f->x[SOC_Z] -= true_a * per_a;
    if (ostrov_i_abs(true_a) > s->quiet_a) {
        keep_h = ostrov_exp(-moved * b->cell.hysteresis_rate);
        f->x[SOC_H] = keep_h * f->x[SOC_H] + (1.0 - keep_h) * (true_a > 0.0 ? -1.0 : 1.0);
    }
    const double keep_w = ostrov_exp(-moved / error_soc - s->dt_s / error_s);
    f->x[SOC_W] *= keep_w;
    f->x[SOC_U] *= s->keep_u;
    spread(f, per_a, keep_h, keep_w, s->keep_u);
    const double gain = b->config.gain_sigma_ratio * moved;
    f->p[SOC_Z][SOC_Z] += gain * gain * (1.0 + gain_s / s->dt_s) + 1e-14 * s->dt_s;
    f->p[SOC_H][SOC_H] += hysteresis_walk * moved;
    f->p[SOC_W][SOC_W] += 1.0 - keep_w * keep_w;
    ostrov_i_soc_cap(f, SOC_Z, 1.0);
    ostrov_i_soc_cap(f, SOC_H, 1.0);
}

/* P ← A·P·Aᵀ + R·K·Kᵀ with A = I − K·Hᵀ (Joseph), and the state with its limits. */
static void update(ostrov_i_soc_filter *f, const double h[SOC_STATES], const double ph[SOC_STATES],
                   double s, double r, double y)
{
    double k[SOC_STATES];
    double ap[SOC_STATES][SOC_STATES];
    for (int32_t i = 0; i < SOC_STATES; i++) {
        k[i] = ph[i] / s;
        f->x[i] += k[i] * y;
    }
    for (int32_t i = 0; i < SOC_STATES; i++) {
        for (int32_t j = 0; j < SOC_STATES; j++) {
            ap[i][j] = f->p[i][j] - k[i] * ph[j];
        }
    }
    for (int32_t i = 0; i < SOC_STATES; i++) {
        double aph = 0.0;
        for (int32_t j = 0; j < SOC_STATES; j++) {
            aph += ap[i][j] * h[j];
        }
        for (int32_t j = 0; j <= i; j++) {
            f->p[i][j] = ap[i][j] - aph * k[j] + r * k[i] * k[j];
            f->p[j][i] = f->p[i][j];
        }
    }
    f->x[SOC_Z] = ostrov_i_clamp(f->x[SOC_Z], -lean, 1.0 + lean);
    f->x[SOC_H] = ostrov_i_clamp(f->x[SOC_H], -1.1, 1.1);
    f->x[SOC_R] = ostrov_i_clamp(f->x[SOC_R], -0.9, 4.0);
}

void ostrov_i_soc_learn(ostrov_i_soc_filter *f, int32_t state, double value, double variance)
{
    double h[SOC_STATES] = {0.0};
    double ph[SOC_STATES];
    h[state] = 1.0;
    for (int32_t i = 0; i < SOC_STATES; i++) {
        ph[i] = f->p[i][state];
    }
    const double s = ph[state] + variance;
    const double y = value - f->x[state];
    f->log_weight -= 0.5 * (y * y / s + ostrov_log(s / variance));
    update(f, h, ph, s, variance, y);
}

/* What resistance does to the voltage. */
typedef struct drop {
    double lost_v;     /* of the measured current */
    double offset_ohm; /* lost too much for each ampere that the sensor reads too much */
    double doubt;      /* variance of lost_v: the start of the RC pairs and fast changes */
} drop;

static drop drop_at(const ostrov_i_soc *b, const ostrov_i_soc_step *s, double soc)
{
    const ostrov_i_soc_slice *t = &b->slice;
    const double typical_a = ostrov_i_soc_typical_ratio * s->charge_as / 3600.0;
    const double r0 = ostrov_i_soc_row(t->ohmic_ohm, SOC_OHMS, soc) +
                      ostrov_i_soc_row(t->transfer_ohm, SOC_OHMS, soc) * s->bend_ratio;
    const double swing = 0.02 * r0 * (s->current_a - b->rc_a[0]);
    /* A fast change of current shows what lies between the pairs. */
    drop d = {r0 * s->current_a, r0, 30.0 * swing * swing};
    for (int32_t k = 0; k < b->cell.rc_count; k++) {
        const double r = ostrov_i_soc_row(t->rc_ohm[k], SOC_OHMS, soc);
        d.lost_v += r * b->rc_a[k];
        d.offset_ohm += r * (1.0 - b->rc_doubt[k]);
        if (k + 1 < b->cell.rc_count) { /* the slowest has a state of its own */
            const double start = typical_a * r * b->rc_doubt[k];
            d.doubt += start * start;
        }
    }
    d.doubt += drop_error * drop_error * drop_s * d.lost_v * d.lost_v;
    return d;
}

double ostrov_i_soc_voltage(const ostrov_i_soc *b, const ostrov_i_soc_step *s,
                            ostrov_i_soc_filter *f, double voltage_v)
{
    const ostrov_i_soc_slice *t = &b->slice;
    const double series = (double)b->cell.series;
    const double soc = f->x[SOC_Z];
    /* Slope and bend between one sigma to either side: the mean slope is what the filter needs. */
    const double reach = ostrov_i_clamp(__builtin_sqrt(f->p[SOC_Z][SOC_Z]), 0.003, 0.12);
    const double width = ostrov_i_soc_row(t->hysteresis_v, SOC_GRID, soc);
    const double at = ostrov_i_soc_ocv(t, soc) + f->x[SOC_H] * width;
    const double above = ostrov_i_soc_ocv(t, soc + reach) +
                         f->x[SOC_H] * ostrov_i_soc_row(t->hysteresis_v, SOC_GRID, soc + reach);
    const double below = ostrov_i_soc_ocv(t, soc - reach) +
                         f->x[SOC_H] * ostrov_i_soc_row(t->hysteresis_v, SOC_GRID, soc - reach);
    const double slope = (above - below) / (2.0 * reach);
    const double bend = 0.5 * (above + below - 2.0 * at) / (reach * reach) * f->p[SOC_Z][SOC_Z];
    const drop d = drop_at(b, s, soc);
    const double lost = d.lost_v - f->x[SOC_B] * d.offset_ohm;
    const double steep =
        ostrov_i_max(ostrov_i_abs(slope) / series - steep_v, 0.0) * series * place_ratio;
    const double slow = b->config.model_error_v * series;
    const double model = __builtin_sqrt(slow * slow + steep * steep);
    const double h[SOC_STATES] = {slope, width, d.offset_ohm, model, -lost, -1.0};
    const double noise = b->config.noise_v * series;
    /* Noise is that of one second; a longer step has seen more of it. */
    const double r = (noise * noise + d.doubt) / s->dt_s + 2.0 * bend * bend;
    double ph[SOC_STATES];
    double total = r;
    for (int32_t i = 0; i < SOC_STATES; i++) {
        ph[i] = 0.0;
        for (int32_t j = 0; j < SOC_STATES; j++) {
            ph[i] += f->p[i][j] * h[j];
        }
    }
    for (int32_t i = 0; i < SOC_STATES; i++) {
        total += h[i] * ph[i];
    }
    const double expected =
        at + bend - lost * (1.0 + f->x[SOC_R]) + model * f->x[SOC_W] - f->x[SOC_U];
    const double y = voltage_v - expected;
    f->fit = y * y / total;
    /* Noise says how little one second tells: errors that last for many of them, spread over each.
     * Its own size is therefore no evidence. A likelihood with the logarithm of total alone would
     * reward, second after second, the start where the model claims to be most exact, against
     * voltages that fit another one better. What counts is how much wider than its noise a filter
     * had to aim to meet the voltage. */
    f->log_weight -= 0.5 * (f->fit + ostrov_log(total / r));
    const int32_t over = (soc >= 1.0 + lean && y > 0.0) || (soc <= -lean && y < 0.0);
    if (!over) { /* beyond the ends voltage can only mean that the model is wrong */
        update(f, h, ph, total, r, y);
    }
    return y;
}
