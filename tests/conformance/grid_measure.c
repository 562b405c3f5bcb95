/* Suite grid: phasors from waveforms, sequence components, ten-minute mean.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid.h"

#include <ostrov/grid_measure.h>

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

/* ---- phasor.csv ---------------------------------------------------------------------------- */

/* The goal for every case without noise, whatever its row allows. */
#define GOAL_TVE_PCT 1.0
#define GOAL_FE_HZ 0.005
#define GOAL_RFE_HZ_S 0.4
#define NOISY_RUNS 20 /* a row with noise is run with so many seeds; the worst counts */

typedef struct recipe {
    double f_nom, fs, v, phase, f, rate, h3, h5, h7, am, pm, mod, dc, noise, at;
} recipe;

typedef struct worst {
    int32_t rows;
    int32_t refused; /* rows whose estimate was not given */
    int32_t quiet;   /* rows without noise */
    double ratio[3]; /* error over the row's limit: TVE, FE, RFE */
    double error[3]; /* of rows without noise */
} worst;

static uint64_t next(uint64_t *seed) /* splitmix64 (Steele, Lea and Flood 2014) */
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double gauss(uint64_t *seed)
{
    double u = ((double)(next(seed) >> 11) + 1.0) / 9007199254740993.0;
    double v = (double)(next(seed) >> 11) / 9007199254740992.0;
    return sqrt(-2.0 * log(u)) * cos(2.0 * PI * v);
}

static recipe read_recipe(const csv *c, int32_t row)
{
    recipe r = {csv_value(c, row, "f_nom_hz"), csv_value(c, row, "fs_hz"),
                csv_value(c, row, "v_rms_pu"), csv_value(c, row, "phase_deg"),
                csv_value(c, row, "f_hz"),     csv_value(c, row, "rate_hz_s"),
                csv_value(c, row, "h3"),       csv_value(c, row, "h5"),
                csv_value(c, row, "h7"),       csv_value(c, row, "am"),
                csv_value(c, row, "pm_rad"),   csv_value(c, row, "mod_hz"),
                csv_value(c, row, "dc"),       csv_value(c, row, "noise_rms"),
                csv_value(c, row, "t_eval_s")};
    return r;
}

/* v(t) as the README of the vectors writes it, one phase. */
static double wave(const recipe *r, double t, double shift_deg, uint64_t *seed)
{
    double modulation = cos(2.0 * PI * r->mod * t);
    double p = 2.0 * PI * (r->f * t + r->rate * t * t / 2.0) + (r->phase + shift_deg) * PI / 180.0 +
               r->pm * modulation;
    double peak = sqrt(2.0) * r->v;
    double v = peak * (1.0 + r->am * modulation) * cos(p) + r->dc * peak;
    v += peak * (r->h3 * cos(3.0 * p) + r->h5 * cos(5.0 * p) + r->h7 * cos(7.0 * p));
    return r->noise > 0.0 ? v + r->noise * gauss(seed) : v;
}

static int32_t estimate(const recipe *r, int32_t phases, uint64_t seed, ostrov_phasor_state *state)
{
    ostrov_phasor_config config;
    ostrov_phasor phasor;
    int64_t last = (int64_t)((r->at + 4.0 / r->f_nom) * r->fs);
    int64_t first = (int64_t)((r->at - 8.0 / r->f_nom) * r->fs);
    ostrov_status status = ostrov_phasor_defaults(&config, sizeof config);
    config.sampling_hz = r->fs;
    config.nominal_hz = r->f_nom;
    config.nominal_v = 1.0;
    if (status != OSTROV_OK || ostrov_phasor_init(&phasor, &config, NULL) != OSTROV_OK) {
        return 0;
    }
    first = first > 0 ? first : 0;
    status = ostrov_phasor_lost(&phasor, first);
    for (int64_t i = first; i <= last && status >= 0; i++) {
        double v[3] = {(double)NAN, (double)NAN, (double)NAN};
        for (int32_t phase = 0; phase < phases; phase++) {
            v[phase] = wave(r, (double)i / r->fs, -120.0 * phase, &seed);
        }
        status = ostrov_phasor_step(&phasor, v, 1);
    }
    return status >= 0 && ostrov_phasor_at(&phasor, r->at, state, sizeof *state) == OSTROV_OK;
}

/* Errors against the row: TVE in percent (C37.118.1 5.2.1 of 60255-118-1), FE, RFE. */
static void errors(const csv *c, int32_t row, const ostrov_phasor_state *s, double e[3])
{
    const double v = csv_value(c, row, "v_true");
    const double a = csv_value(c, row, "angle_true_deg") * PI / 180.0;
    const double m = s->magnitude_v[0];
    const double b = s->angle_deg[0] * PI / 180.0;
    e[0] = 100.0 * hypot(m * cos(b) - v * cos(a), m * sin(b) - v * sin(a)) / v;
    e[1] = fabs(s->frequency_hz - csv_value(c, row, "f_true"));
    e[2] = fabs(s->rocof_hz_per_s - csv_value(c, row, "rocof_true"));
}

static void run_row(const csv *c, int32_t row, int32_t phases, worst *w)
{
    static const char *const limits[3] = {"tve_pct_max", "fe_hz_max", "rfe_hz_s_max"};
    const recipe r = read_recipe(c, row);
    const int32_t runs = r.noise > 0.0 ? NOISY_RUNS : 1;
    w->rows++;
    w->quiet += runs == 1;
    for (int32_t i = 0; i < runs; i++) {
        ostrov_phasor_state state;
        double e[3];
        if (!estimate(&r, phases, (uint64_t)(row * NOISY_RUNS + i + 1), &state)) {
            w->refused++;
            return;
        }
        errors(c, row, &state, e);
        for (int32_t k = 0; k < 3; k++) {
            double ratio = e[k] / csv_value(c, row, limits[k]);
            w->ratio[k] = ratio <= w->ratio[k] ? w->ratio[k] : ratio; /* NaN stays */
            if (runs == 1) {
                w->error[k] = e[k] <= w->error[k] ? w->error[k] : e[k];
            }
        }
    }
}

void check_phasor(tally *t, const char *folder, const char *file)
{
    static const char *const within[2][3] = {
        {"one_phase.tve", "one_phase.fe", "one_phase.rfe"},
        {"three_phase.tve", "three_phase.fe", "three_phase.rfe"}};
    static const char *const goal[2][3] = {
        {"one_phase.tve_pct", "one_phase.fe_hz", "one_phase.rfe_hz_s"},
        {"three_phase.tve_pct", "three_phase.fe_hz", "three_phase.rfe_hz_s"}};
    static const double goals[3] = {GOAL_TVE_PCT, GOAL_FE_HZ, GOAL_RFE_HZ_S};
    csv c;
    if (!csv_read(&c, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "n=0");
        return;
    }
    for (int32_t kind = 0; kind < 2; kind++) {
        worst w = {0};
        for (int32_t row = 0; row < c.rows; row++) {
            run_row(&c, row, kind == 0 ? 1 : 3, &w);
        }
        for (int32_t k = 0; k < 3; k++) {
            report(t, REPORT_JUDGE, w.refused == 0 && w.ratio[k] <= 1.0, file, within[kind][k],
                   "n=%d refused=%d max_ratio=%.4f limit=1 (of the row)", (int)w.rows,
                   (int)w.refused, w.ratio[k]);
        }
        for (int32_t k = 0; k < 3; k++) {
            report(t, REPORT_JUDGE, w.refused == 0 && w.error[k] <= goals[k], file, goal[kind][k],
                   "n=%d max_abs=%.6f limit=%g (without noise)", (int)w.quiet, w.error[k],
                   goals[k]);
        }
    }
    csv_free(&c);
}

/* ---- sequence_components.csv --------------------------------------------------------------- */

/* The file has six decimals: half a unit of the last, and rounding. */
#define SEQUENCE_LIMIT 1e-6
#define VUF_LIMIT_PCT 2e-6

static double larger(double a, double b) { return b <= a ? a : b; /* NaN stays */ }

static double apart(double ours, double theirs)
{
    return isnan(ours) && isnan(theirs) ? 0.0 : fabs(ours - theirs);
}

/* The file has a word of its own for a dead line. */
static int32_t is_rotation(const char *word, const ostrov_sequence *q)
{
    const int32_t due = strcmp(word, "abc") == 0   ? OSTROV_ROTATION_POSITIVE
                        : strcmp(word, "acb") == 0 ? OSTROV_ROTATION_NEGATIVE
                                                   : OSTROV_ROTATION_UNKNOWN;
    return q->rotation == due && q->live == (strcmp(word, "dead") != 0);
}

void check_sequence(tally *t, const char *folder, const char *file)
{
    csv c;
    double components = 0.0;
    double unbalance = 0.0;
    double voltages = 0.0;
    int32_t wrong = 0;
    int32_t refused = 0;
    if (!csv_read(&c, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "n=0");
        return;
    }
    for (int32_t row = 0; row < c.rows; row++) {
        const double v[3] = {csv_value(&c, row, "va_pu"), csv_value(&c, row, "vb_pu"),
                             csv_value(&c, row, "vc_pu")};
        const double a[3] = {csv_value(&c, row, "tha_deg"), csv_value(&c, row, "thb_deg"),
                             csv_value(&c, row, "thc_deg")};
        ostrov_sequence q;
        if (ostrov_sequence_components(v, a, 0.05, &q) != OSTROV_OK) {
            refused++;
            continue;
        }
        components = larger(components, apart(q.positive_v, csv_value(&c, row, "v1_pu")));
        components = larger(components, apart(q.negative_v, csv_value(&c, row, "v2_pu")));
        components = larger(components, apart(q.zero_v, csv_value(&c, row, "v0_pu")));
        unbalance =
            larger(unbalance, apart(100.0 * q.unbalance_ratio, csv_value(&c, row, "vuf_pct")));
        voltages = larger(voltages, apart(q.line_v[0], csv_value(&c, row, "vab_pu")));
        voltages = larger(voltages, apart(q.line_v[1], csv_value(&c, row, "vbc_pu")));
        voltages = larger(voltages, apart(q.line_v[2], csv_value(&c, row, "vca_pu")));
        voltages = larger(voltages, apart(q.lowest_v, csv_value(&c, row, "v_low_pu")));
        voltages = larger(voltages, apart(q.highest_v, csv_value(&c, row, "v_high_pu")));
        wrong += !is_rotation(csv_word(&c, row, "rotation"), &q);
    }
    report(t, REPORT_JUDGE, refused == 0 && components <= SEQUENCE_LIMIT, file, "components_pu",
           "n=%d refused=%d max_abs=%.2e limit=%g", (int)c.rows, (int)refused, components,
           SEQUENCE_LIMIT);
    report(t, REPORT_JUDGE, refused == 0 && unbalance <= VUF_LIMIT_PCT, file, "unbalance_pct",
           "n=%d max_abs=%.2e limit=%g", (int)c.rows, unbalance, VUF_LIMIT_PCT);
    report(t, REPORT_JUDGE, refused == 0 && voltages <= SEQUENCE_LIMIT, file, "applicable_pu",
           "n=%d max_abs=%.2e limit=%g", (int)c.rows, voltages, SEQUENCE_LIMIT);
    report(t, REPORT_JUDGE, refused == 0 && wrong == 0, file, "rotation", "n=%d wrong=%d limit=0",
           (int)c.rows, (int)wrong);
    csv_free(&c);
}

/* ---- ov_10min.csv -------------------------------------------------------------------------- */

#define LOOK_S 0.1 /* the stage is looked at so often; it changes every 3 s */

/* First time at which the stage says over; NaN = not until until_s. */
static double trips_at(const csv *c, int32_t row, double dt_s, double until_s)
{
    const double step_s = csv_value(c, row, "t_step_s");
    const double end_s = step_s + csv_value(c, row, "v_after_for_s");
    const double before = csv_value(c, row, "v_before_pu");
    const double after = csv_value(c, row, "v_after_pu");
    const int64_t look = dt_s < LOOK_S ? (int64_t)(LOOK_S / dt_s + 0.5) : 1;
    ostrov_voltage_mean_config config;
    ostrov_voltage_mean mean;
    if (ostrov_voltage_mean_defaults(&config, sizeof config) != OSTROV_OK) {
        return (double)INFINITY;
    }
    config.over_v = csv_value(c, row, "threshold_pu");
    if (ostrov_voltage_mean_init(&mean, &config, NULL) != OSTROV_OK) {
        return (double)INFINITY;
    }
    for (int64_t k = 1; (double)k * dt_s <= until_s; k++) {
        const double s = (double)k * dt_s;
        const double now = s >= step_s && s < end_s ? after : before;
        const double v[3] = {now, now, now};
        ostrov_voltage_mean_state state;
        if (ostrov_voltage_mean_step(&mean, v, dt_s) != OSTROV_OK) {
            return (double)INFINITY;
        }
        if (k % look == 0 && (ostrov_voltage_mean_read(&mean, &state, sizeof state) != OSTROV_OK ||
                              state.over == 1)) {
            return s;
        }
    }
    return (double)NAN;
}

void check_mean(tally *t, const char *folder, const char *file)
{
    static const double steps_s[] = {0.001, 0.01, 0.02, 0.1};
    static const char *const names[] = {"t_trip@1ms", "t_trip@10ms", "t_trip@20ms", "t_trip@100ms"};
    csv c;
    if (!csv_read(&c, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "n=0");
        return;
    }
    for (int32_t i = 0; i < 4; i++) {
        int32_t wrong = 0;
        double late = 0.0;
        for (int32_t row = 0; row < c.rows; row++) {
            const double limit_s = csv_value(&c, row, "tol_s");
            const double due_s = csv_value(&c, row, "t_trip_s");
            const double long_s = csv_value(&c, row, "v_after_for_s");
            const double until_s =
                isnan(due_s) ? csv_value(&c, row, "t_step_s") + long_s + 700.0 : due_s + 60.0;
            const double at_s = trips_at(&c, row, steps_s[i], until_s);
            wrong += isnan(due_s) ? !isnan(at_s) : !(fabs(at_s - due_s) <= limit_s);
            if (!isnan(due_s)) {
                late = larger(late, fabs(at_s - due_s));
            }
        }
        report(t, REPORT_JUDGE, wrong == 0, file, names[i],
               "n=%d wrong=%d max_abs=%.3f limit=tol_s of the row", (int)c.rows, (int)wrong, late);
    }
    csv_free(&c);
}
