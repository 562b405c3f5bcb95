/* Suite grid: the synchro-check at constant and at falling slip.
 *
 * Sampled at ticks, a time can be judged to one tick, and a case whose outcome hangs on less than
 * two ticks cannot be judged at all: such cases are counted and left out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid.h"
#include "grid_sync.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROUNDING_S 0.001 /* of time and of the 1 ms simulation behind sync_ramp.csv */
#define ROUNDING_HZ 5e-7 /* six decimals of slip and its rate */

static const double steps_s[] = {0.001, 0.01, 0.02, 0.1};
enum { STEPS = 4 };

/* ---- sync_check.csv ------------------------------------------------------------------------ */

static int32_t read_case(const csv *c, int32_t row, sync_case *k)
{
    const double grid_hz = csv_value(c, row, "f_grid_hz");
    memset(k, 0, sizeof *k);
    k->grid_hz = grid_hz;
    k->slip0_hz = k->slip_end_hz = csv_value(c, row, "f_bus_hz") - grid_hz;
    k->angle0_deg = csv_value(c, row, "angle0_deg");
    k->grid_v = csv_value(c, row, "v_grid_pu");
    k->bus_v = csv_value(c, row, "v_bus_pu");
    k->same_rotation = csv_value(c, row, "rotation") > 0.0;
    if (ostrov_sync_check_defaults(&k->config, sizeof k->config) != OSTROV_OK) {
        return 0;
    }
    k->config.nominal_v = NOMINAL_V;
    k->config.live_pu = csv_value(c, row, "live_pu");
    k->config.slip_max_hz = csv_value(c, row, "df_max_hz");
    k->config.voltage_max_pu = csv_value(c, row, "dv_max_pu");
    k->config.angle_max_deg = csv_value(c, row, "dth_max_deg");
    k->config.dwell_s = csv_value(c, row, "dwell_s");
    k->config.close_s = csv_value(c, row, "close_time_s");
    return 1;
}

/* 1 = neither the plain check's pass through the window nor the first crossing hangs on less than
 * two ticks. */
static int32_t is_clear(const csv *c, int32_t row, const sync_case *k, double dt_s)
{
    const double speed = 360.0 * fabs(k->slip0_hz);
    const double limit = k->config.angle_max_deg;
    const double toward = k->slip0_hz < 0.0 ? -k->angle0_deg : k->angle0_deg;
    const double advance_s = csv_value(c, row, "t_advance_s");
    if (speed == 0.0) {
        return 1;
    }
    if (fabs(2.0 * limit / speed - k->config.dwell_s) <= 2.0 * dt_s) {
        return 0;
    }
    if (fabs(toward) <= limit && fabs((limit - toward) / speed - k->config.dwell_s) <= 2.0 * dt_s) {
        return 0;
    }
    return isnan(advance_s) || fabs(advance_s - k->config.dwell_s) > 2.0 * dt_s;
}

static int32_t bits_of(const char *words)
{
    static const struct {
        const char *word;
        int32_t bit;
    } names[] = {
        {"GRID_DEAD", OSTROV_SYNC_BLOCK_GRID_DEAD},
        {"BUS_DEAD", OSTROV_SYNC_BLOCK_BUS_DEAD},
        {"ROTATION", OSTROV_SYNC_BLOCK_ROTATION},
        {"DV", OSTROV_SYNC_BLOCK_VOLTAGE},
        {"DF", OSTROV_SYNC_BLOCK_SLIP},
        {"ANGLE", OSTROV_SYNC_BLOCK_ANGLE},
        {"DWELL", OSTROV_SYNC_BLOCK_DWELL},
    };
    int32_t bits = 0;
    while (*words != '\0') {
        const size_t length = strcspn(words, "+");
        int32_t found = 0;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (strlen(names[i].word) == length && strncmp(words, names[i].word, length) == 0) {
                found = names[i].bit;
            }
        }
        if (found == 0) {
            return -1;
        }
        bits |= found;
        words += length + (words[length] == '+');
    }
    return bits;
}

/* Wrong answers and worst errors of a file at one dt. */
typedef struct score {
    int32_t scored, unclear, check_wrong, advance_wrong, contact_wrong, blocked_wrong, inside_wrong;
    int32_t inside_scored;
    double check_s, advance_s, contact_ratio, advance_contact;
} score;

static double larger(double a, double b) { return b <= a ? a : b; /* NaN stays */ }

/* 1 = as due: not there when it is not due, or within limit of it. */
static int32_t as_due(double at, double due, double limit, double *max)
{
    if (isnan(due)) {
        return isnan(at);
    }
    *max = larger(*max, fabs(at - due));
    return fabs(at - due) <= limit;
}

static void score_row(const csv *c, int32_t row, double dt_s, score *z)
{
    const double slip_hz = fabs(csv_value(c, row, "f_bus_hz") - csv_value(c, row, "f_grid_hz"));
    const double limit_s = dt_s + ROUNDING_S;
    const double turn_deg = 360.0 * slip_hz * dt_s;
    const double contact = csv_value(c, row, "angle_at_contact_check_deg");
    const double inside = csv_value(c, row, "contact_inside_window");
    const char *blocked = csv_word(c, row, "blocked_by");
    const double advance_due_s = csv_value(c, row, "t_advance_s");
    sync_case k;
    outcome o;
    if (!read_case(c, row, &k) || !is_clear(c, row, &k, dt_s)) {
        z->unclear++;
        return;
    }
    z->scored++;
    o = run_sync(&k, dt_s, (slip_hz > 0.0 ? 1.0 / slip_hz : 1.0) + 2.0 * k.config.dwell_s + 1.0,
                 !isnan(advance_due_s));
    z->check_wrong +=
        o.broken || !as_due(o.check_s, csv_value(c, row, "t_check_s"), limit_s, &z->check_s);
    z->advance_wrong += o.broken || !as_due(o.advance_s, advance_due_s, limit_s, &z->advance_s);
    if (!isnan(contact)) {
        const double apart = fabs(wrap(o.check_contact - contact));
        const double tol_deg = csv_value(c, row, "tol_deg");
        const double limit =
            larger(turn_deg + 0.5, dt_s > csv_value(c, row, "tol_s") ? 0.0 : tol_deg);
        z->contact_ratio = larger(z->contact_ratio, apart / limit);
        z->contact_wrong += !(apart <= limit);
    }
    if (!isnan(advance_due_s) && slip_hz * 1000.0 >= 0.5) {
        z->advance_contact =
            larger(z->advance_contact, fabs(o.advance_contact) / (turn_deg + 0.01));
    }
    if (!isnan(inside) && fabs(fabs(contact) - k.config.angle_max_deg) > turn_deg) {
        z->inside_scored++;
        z->inside_wrong += (inside > 0.5) != (fabs(o.check_contact) <= k.config.angle_max_deg);
    }
    z->blocked_wrong += strlen(blocked) > 0 && bits_of(blocked) != o.blocked;
}

static void report_score(tally *t, const char *file, double dt_s, const score *z)
{
    const int32_t ms = (int32_t)(dt_s * 1000.0 + 0.5);
    char name[64];
    snprintf(name, sizeof name, "t_check@%dms", (int)ms);
    report(t, REPORT_JUDGE, z->check_wrong == 0, file, name,
           "n=%d wrong=%d max_abs=%.6f limit=%g (left out, margin below 2 dt: %d)", (int)z->scored,
           (int)z->check_wrong, z->check_s, dt_s + ROUNDING_S, (int)z->unclear);
    snprintf(name, sizeof name, "contact_angle@%dms", (int)ms);
    report(t, REPORT_JUDGE, z->contact_wrong == 0, file, name, "n=%d max_ratio=%.4f limit=1",
           (int)z->scored, z->contact_ratio);
    snprintf(name, sizeof name, "contact_inside@%dms", (int)ms);
    report(t, REPORT_JUDGE, z->inside_wrong == 0, file, name, "n=%d wrong=%d limit=0",
           (int)z->inside_scored, (int)z->inside_wrong);
    snprintf(name, sizeof name, "t_advance@%dms", (int)ms);
    report(t, REPORT_JUDGE, z->advance_wrong == 0, file, name,
           "n=%d wrong=%d max_abs=%.6f limit=%g", (int)z->scored, (int)z->advance_wrong,
           z->advance_s, dt_s + ROUNDING_S);
    snprintf(name, sizeof name, "advance_contact@%dms", (int)ms);
    report(t, REPORT_JUDGE, z->advance_contact <= 1.0, file, name,
           "n=%d max_ratio=%.4f limit=1 (of a step's turn)", (int)z->scored, z->advance_contact);
    snprintf(name, sizeof name, "blocked_by@%dms", (int)ms);
    report(t, REPORT_JUDGE, z->blocked_wrong == 0, file, name, "n=%d wrong=%d limit=0",
           (int)z->scored, (int)z->blocked_wrong);
}

void check_sync(tally *t, const char *folder, const char *file)
{
    csv c;
    if (!csv_read(&c, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "n=0");
        return;
    }
    for (int32_t i = 0; i < STEPS; i++) {
        score z = {0};
        for (int32_t row = 0; row < c.rows; row++) {
            score_row(&c, row, steps_s[i], &z);
        }
        report_score(t, file, steps_s[i], &z);
    }
    csv_free(&c);
}

/* ---- sync_ramp.csv ------------------------------------------------------------------------- */

static int32_t read_ramp(const csv *c, int32_t row, sync_case *k)
{
    memset(k, 0, sizeof *k);
    k->grid_hz = 50.0;
    k->grid_v = k->bus_v = 1.0;
    k->same_rotation = 1;
    k->slip0_hz = csv_value(c, row, "slip0_hz");
    k->slip_end_hz = csv_value(c, row, "slip_end_hz");
    k->rate_hz_s = csv_value(c, row, "slip_rate_hz_s");
    k->angle0_deg = csv_value(c, row, "angle0_deg");
    if (ostrov_sync_check_defaults(&k->config, sizeof k->config) != OSTROV_OK) {
        return 0;
    }
    k->config.nominal_v = NOMINAL_V;
    k->config.slip_max_hz = csv_value(c, row, "df_max_hz");
    k->config.angle_max_deg = csv_value(c, row, "dth_max_deg");
    k->config.dwell_s = csv_value(c, row, "dwell_s");
    k->config.close_s = csv_value(c, row, "close_time_s");
    return 1;
}

/* 1 = no pass through the windows until due_s, nor the one that is permitted, lasts within two
 * ticks of the dwell. Looked at each millisecond, beside the library. */
static int32_t is_ramp_clear(const sync_case *k, double due_s, double dt_s)
{
    const int64_t enough_ms = (int64_t)((due_s + k->config.dwell_s + 1.0) * 1000.0);
    int64_t since_ms = -1;
    for (int64_t ms = 0; ms <= enough_ms; ms++) {
        const double s = (double)ms / 1000.0;
        const int32_t inside = fabs(angle_at(k, s)) <= k->config.angle_max_deg &&
                               fabs(slip_at(k, s)) <= k->config.slip_max_hz;
        if (inside && since_ms < 0) {
            since_ms = ms;
        } else if (!inside && since_ms >= 0) {
            if (fabs((double)(ms - since_ms) / 1000.0 - k->config.dwell_s) <= 2.0 * dt_s) {
                return 0;
            }
            since_ms = -1;
        }
    }
    return 1;
}

/* What the rounding of the row's numbers leaves open of the time at which the angle is reached:
 * turns until then over the slip. */
static double open_s(const sync_case *k, double due_s)
{
    const double fall_s = fabs(k->slip0_hz - k->slip_end_hz) / k->rate_hz_s;
    const double turns = ROUNDING_HZ * (due_s + fall_s + fall_s * fall_s / 2.0);
    return ROUNDING_S + turns / fabs(slip_at(k, due_s));
}

static void score_ramp(const csv *c, int32_t row, double dt_s, score *z)
{
    const double due_s = csv_value(c, row, "t_check_s");
    const double contact = csv_value(c, row, "angle_at_contact_deg");
    double limit_s = 0.0;
    double limit_deg = 0.0;
    sync_case k;
    outcome o;
    if (!read_ramp(c, row, &k) || isnan(due_s)) {
        z->check_wrong++;
        return;
    }
    if (!is_ramp_clear(&k, due_s, dt_s)) {
        z->unclear++;
        return;
    }
    z->scored++;
    limit_s = dt_s + open_s(&k, due_s);
    limit_deg = 360.0 * fabs(slip_at(&k, due_s)) * limit_s + 0.01;
    o = run_sync(&k, dt_s, due_s + 5.0, 0);
    z->check_wrong += o.broken || !as_due(o.check_s, due_s, limit_s, &z->check_s);
    z->contact_ratio = larger(z->contact_ratio, fabs(wrap(o.check_contact - contact)) / limit_deg);
}

void check_sync_ramp(tally *t, const char *folder, const char *file)
{
    csv c;
    if (!csv_read(&c, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "n=0");
        return;
    }
    for (int32_t i = 0; i < STEPS; i++) {
        const int32_t ms = (int32_t)(steps_s[i] * 1000.0 + 0.5);
        char name[64];
        score z = {0};
        for (int32_t row = 0; row < c.rows; row++) {
            score_ramp(&c, row, steps_s[i], &z);
        }
        snprintf(name, sizeof name, "t_check@%dms", (int)ms);
        report(t, REPORT_JUDGE, z.check_wrong == 0, file, name,
               "n=%d wrong=%d max_abs=%.6f limit=%g and the row's rounding (left out, margin below "
               "2 dt: %d)",
               (int)z.scored, (int)z.check_wrong, z.check_s, steps_s[i], (int)z.unclear);
        snprintf(name, sizeof name, "contact_angle@%dms", (int)ms);
        report(t, REPORT_JUDGE, z.contact_ratio <= 1.0, file, name, "n=%d max_ratio=%.4f limit=1",
               (int)z.scored, z.contact_ratio);
    }
    csv_free(&c);
}
