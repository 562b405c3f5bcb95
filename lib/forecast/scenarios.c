/* Paths through a forecast: remember how each step erred, and err again as whole days did.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "scenarios_internal.h"

#include "base/fields.h"

#include <string.h>

#define CONFIG (&ostrov_i_scenarios_structures[OSTROV_I_SCENARIOS_CONFIG])
#define STATE (&ostrov_i_scenarios_structures[OSTROV_I_SCENARIOS_STATE])

ostrov_status ostrov_scenarios_defaults(ostrov_scenarios_config *config, size_t size)
{
    return ostrov_i_defaults(CONFIG, config, size);
}

ostrov_status ostrov_i_scenarios_check(const ostrov_scenarios_config *config,
                                       ostrov_scenarios_config *full, ostrov_fault *why)
{
    const ostrov_status status = ostrov_i_take_config(CONFIG, config, full, why);
    if (status == OSTROV_OK && 86400 % full->step_s != 0) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, CONFIG->name, "step_s", -1, (double)full->step_s,
                              60.0, 3600.0);
    }
    return status;
}

size_t ostrov_i_scenarios_bytes(int32_t days, int32_t step_s)
{
    const size_t logits = (size_t)days * (size_t)(86400 / step_s);
    return sizeof(ostrov_scenarios) + (size_t)days * sizeof(double) +
           (logits + logits % 2) * sizeof(float);
}

size_t ostrov_scenarios_size(const ostrov_scenarios_config *config)
{
    ostrov_scenarios_config full;
    return ostrov_i_scenarios_check(config, &full, NULL) == OSTROV_OK
               ? ostrov_i_scenarios_bytes(full.days, full.step_s)
               : 0;
}

static float *logits(ostrov_scenarios *s) { return (float *)(s->memory + s->days); }
static const float *logits_of(const ostrov_scenarios *s)
{
    return (const float *)(s->memory + s->days);
}

ostrov_status ostrov_scenarios_init(void *memory, size_t bytes,
                                    const ostrov_scenarios_config *config,
                                    ostrov_scenarios **scenarios, ostrov_fault *why)
{
    ostrov_scenarios_config full;
    if (memory == NULL || scenarios == NULL || (uintptr_t)memory % 8 != 0) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL,
                              scenarios == NULL ? "scenarios" : "memory", -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status status = ostrov_i_scenarios_check(config, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const size_t needed = ostrov_i_scenarios_bytes(full.days, full.step_s);
    if (bytes < needed) {
        return ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "bytes", -1, (double)bytes, (double)needed,
                              OSTROV_I_NAN);
    }
    ostrov_scenarios *s = memory;
    memset(s, 0, needed);
    s->magic = OSTROV_I_SCENARIOS_MAGIC;
    s->step_s = full.step_s;
    s->days = full.days;
    s->per_day = 86400 / full.step_s;
    s->midnight_s = full.midnight_s;
    s->last = INT64_MIN;
    s->spread = 1.0;
    for (int32_t i = 0; i < s->days * s->per_day; i++) {
        logits(s)[i] = __builtin_nanf("");
    }
    *scenarios = s;
    return OSTROV_OK;
}

int32_t ostrov_i_levels_good(const double *levels, int32_t count)
{
    int32_t good = levels[0] > 0.0 && levels[count - 1] < 1.0;
    for (int32_t i = 1; i < count; i++) {
        good &= levels[i] > levels[i - 1];
    }
    return good;
}

int32_t ostrov_i_row_good(const double *row, int32_t count)
{
    int32_t good = ostrov_i_finite(row[0]);
    for (int32_t i = 1; i < count; i++) {
        good &= ostrov_i_finite(row[i]) && row[i] >= row[i - 1];
    }
    return good;
}

/* Beyond the outermost levels values go on at half the slope that the last two have. */
double ostrov_i_rank_value(const double *levels, const double *row, int32_t count, double rank)
{
    int32_t i = 0;
    while (i < count - 2 && rank > levels[i + 1]) {
        i++;
    }
    const double slope = (row[i + 1] - row[i]) / (levels[i + 1] - levels[i]);
    const double from = rank - levels[i];
    if (from < 0.0) {
        return row[0] + 0.5 * slope * from;
    }
    const double past = rank - levels[i + 1];
    return past > 0.0 ? row[i + 1] + 0.5 * slope * past : row[i] + slope * from;
}

/* The rank in the middle of all at which the value lies: a step that was forecast dark and was dark
 * says nothing, and is in the middle. */
double ostrov_i_value_rank(const double *levels, const double *row, int32_t count, double value)
{
    int32_t below = 0;
    int32_t upto = 0;
    for (int32_t i = 0; i < count; i++) {
        below += row[i] < value;
        upto += row[i] <= value;
    }
    if (upto > below) {
        return 0.5 * (levels[below] + levels[upto - 1]);
    }
    if (below == 0 || below == count) {
        const int32_t i = below == 0 ? 0 : count - 2;
        const double at = row[i + (below == 0 ? 0 : 1)];
        const double gap = ostrov_i_max(row[i + 1] - row[i], 1e-9 * (1.0 + ostrov_i_abs(at)));
        const double edge = below == 0 ? levels[0] : levels[count - 1];
        return ostrov_i_clamp(edge + 2.0 * (value - at) / gap * (levels[i + 1] - levels[i]), 0.005,
                              0.995);
    }
    const double share = (value - row[below - 1]) / (row[below] - row[below - 1]);
    return levels[below - 1] + share * (levels[below] - levels[below - 1]);
}

static int64_t floor_modulo(int64_t a, int64_t b)
{
    const int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
}

/* Uniform in 0 … 1 from a step and a path, the same for ever (splitmix64 of Steele et al. 2014). */
static double chance(int64_t step, int32_t path)
{
    uint64_t z = (uint64_t)step * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)path + 1u;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return ((double)(z >> 11) + 0.5) / 9007199254740992.0;
}

static double logit(double rank) { return ostrov_log(rank / (1.0 - rank)); }

static double rank_of(double x)
{
    return 1.0 / (1.0 + ostrov_exp(-ostrov_i_clamp(x, -20.0, 20.0)));
}

/* Rank at a step of the path that errs as the forecast did days earlier. What was not measured then
 * is a draw of its own. */
static double rank_before(const ostrov_scenarios *s, int64_t step, int32_t days, double sign)
{
    const int64_t ring = (int64_t)s->days * s->per_day;
    const int64_t at = step - (int64_t)days * s->per_day;
    double x = OSTROV_I_NAN;
    if (at >= s->first && at <= s->last && at > s->last - ring) {
        x = (double)logits_of(s)[floor_modulo(at, ring)];
    }
    x = ostrov_i_nan(x) ? logit(chance(step, days)) : x;
    return rank_of(sign * s->spread * x);
}

/* Days that a path of a remembered day can begin at so that it ends before the last learned step.
 */
static int32_t nearest_day(const ostrov_scenarios *s, int64_t end_step)
{
    const int64_t ahead = end_step - s->last;
    return ahead > 0 ? (int32_t)((ahead + s->per_day - 1) / s->per_day) : 1;
}

static int32_t days_known(const ostrov_scenarios *s)
{
    if (s->last == INT64_MIN) {
        return 0;
    }
    const int64_t known = (s->last - s->first + 1) / s->per_day;
    return (int32_t)(known < s->days ? known : s->days);
}

/* The day is over: did its energy fall between the 10 and the 90 % of the paths? Spread is moved
 * until it does on four days of five (as adaptive conformal inference, Gibbs and Candes 2021, moves
 * its level). */
static void judge_day(ostrov_scenarios *s)
{
    const int32_t known = days_known(s) - 1;
    if (known >= 10 && s->day_steps * 2 >= s->per_day / 2) {
        int32_t below = 0;
        for (int32_t j = 0; j < known; j++) {
            below += s->memory[j] < s->measured_w;
        }
        const double share = ((double)below + 0.5) / (double)(known + 1);
        const int32_t inside = share >= 0.1 && share <= 0.9;
        const double pace = ostrov_i_max(0.1, 0.5 / ((double)s->judged + 5.0));
        s->judged++;
        s->inside += inside;
        s->spread = ostrov_i_clamp(s->spread * ostrov_exp(pace * (inside ? -0.2 : 0.8)), 0.5, 3.0);
    }
    memset(s->memory, 0, (size_t)s->days * sizeof s->memory[0]);
    s->measured_w = 0.0;
    s->day_steps = 0;
}

/* Time goes on to a step: what lies between is not known, days end. */
static void advance(ostrov_scenarios *s, int64_t step)
{
    const int64_t ring = (int64_t)s->days * s->per_day;
    if (s->last == INT64_MIN || step - s->last > ring) {
        for (int64_t i = 0; i < ring; i++) {
            logits(s)[i] = __builtin_nanf("");
        }
        s->first = step;
        s->measured_w = 0.0;
        s->day_steps = 0;
        memset(s->memory, 0, (size_t)s->days * sizeof s->memory[0]);
    } else {
        for (int64_t i = s->last + 1; i <= step; i++) {
            logits(s)[floor_modulo(i, ring)] = __builtin_nanf("");
        }
    }
    const int64_t begins = s->midnight_s / s->step_s;
    if (s->last != INT64_MIN &&
        floor_modulo(s->last - begins, s->per_day) > floor_modulo(step - begins, s->per_day)) {
        judge_day(s);
    } else if (s->last != INT64_MIN && step - s->last >= s->per_day) {
        judge_day(s);
    }
    s->last = step;
}

ostrov_status ostrov_scenarios_step(ostrov_scenarios *scenarios, int64_t time_s,
                                    const double *quantiles_ratio, int32_t quantiles,
                                    const double *forecast_w, double measured_w)
{
    ostrov_scenarios *s = scenarios;
    if (s == NULL || s->magic != OSTROV_I_SCENARIOS_MAGIC || quantiles_ratio == NULL ||
        forecast_w == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (quantiles < 2 || quantiles > OSTROV_I_QUANTILES_MOST ||
        !ostrov_i_levels_good(quantiles_ratio, quantiles)) {
        return OSTROV_E_RANGE;
    }
    if (time_s < -OSTROV_I_SCENARIOS_TIME_MOST_S || time_s > OSTROV_I_SCENARIOS_TIME_MOST_S ||
        time_s % s->step_s != 0 || (s->last != INT64_MIN && time_s / s->step_s <= s->last)) {
        return OSTROV_E_TIME;
    }
    const int64_t step = time_s / s->step_s;
    advance(s, step);
    if (!ostrov_i_row_good(forecast_w, quantiles)) {
        return OSTROV_DEGRADED;
    }
    if (!ostrov_i_finite(measured_w)) {
        return ostrov_i_nan(measured_w) ? OSTROV_OK : OSTROV_DEGRADED;
    }
    const double rank = ostrov_i_value_rank(quantiles_ratio, forecast_w, quantiles, measured_w);
    for (int32_t j = 0; j < s->days; j++) {
        const double r = rank_before(s, step, j + 1, 1.0);
        s->memory[j] += ostrov_i_rank_value(quantiles_ratio, forecast_w, quantiles, r);
    }
    s->measured_w += measured_w;
    s->day_steps++;
    logits(s)[floor_modulo(step, (int64_t)s->days * s->per_day)] =
        (float)logit(ostrov_i_clamp(rank, 0.005, 0.995));
    return OSTROV_OK;
}

static ostrov_status check_paths(const ostrov_scenarios *s, int64_t start_s, int32_t steps,
                                 const double *levels, int32_t quantiles, const double *forecast_w,
                                 double least_w, double most_w, int32_t paths)
{
    if (steps < 1 || steps > 2016 || quantiles < 2 || quantiles > OSTROV_I_QUANTILES_MOST ||
        paths < 1 || paths > 1000 || !ostrov_i_levels_good(levels, quantiles) ||
        !(least_w <= most_w)) {
        return OSTROV_E_RANGE;
    }
    if (start_s < -OSTROV_I_SCENARIOS_TIME_MOST_S || start_s > OSTROV_I_SCENARIOS_TIME_MOST_S ||
        start_s % s->step_s != 0) {
        return OSTROV_E_TIME;
    }
    for (int32_t t = 0; t < steps; t++) {
        if (!ostrov_i_row_good(&forecast_w[(size_t)t * (size_t)quantiles], quantiles)) {
            return OSTROV_E_NOT_FINITE;
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_scenarios_paths(const ostrov_scenarios *scenarios, int64_t start_s,
                                     int32_t steps, const double *quantiles_ratio,
                                     int32_t quantiles, const double *forecast_w, double least_w,
                                     double most_w, int32_t paths, double *path_w)
{
    const ostrov_scenarios *s = scenarios;
    if (s == NULL || s->magic != OSTROV_I_SCENARIOS_MAGIC || quantiles_ratio == NULL ||
        forecast_w == NULL || path_w == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    const ostrov_status status = check_paths(s, start_s, steps, quantiles_ratio, quantiles,
                                             forecast_w, least_w, most_w, paths);
    if (status != OSTROV_OK) {
        return status;
    }
    const int64_t first = start_s / s->step_s;
    int32_t nearest = 1;
    int32_t known = 0;
    if (days_known(s) > 0) {
        nearest = nearest_day(s, first + steps - 1);
        known = days_known(s) - nearest + 1;
    }
    for (int32_t j = 0; j < paths; j++) {
        /* Before anything is known a day is wholly good or bad: the widest its energy can be. */
        const double one = ((double)j + 0.5) / (double)paths;
        const double sign = known > 0 && j / known % 2 == 1 ? -1.0 : 1.0;
        for (int32_t t = 0; t < steps; t++) {
            const double *row = &forecast_w[(size_t)t * (size_t)quantiles];
            const double rank =
                known > 0 ? rank_before(s, first + t, nearest + j % known, sign) : one;
            path_w[(size_t)j * (size_t)steps + (size_t)t] = ostrov_i_clamp(
                ostrov_i_rank_value(quantiles_ratio, row, quantiles, rank), least_w, most_w);
        }
    }
    return known > 0 ? OSTROV_OK : OSTROV_DEGRADED;
}

ostrov_status ostrov_scenarios_read(const ostrov_scenarios *scenarios,
                                    ostrov_scenarios_state *state, size_t size)
{
    if (scenarios == NULL || scenarios->magic != OSTROV_I_SCENARIOS_MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    ostrov_scenarios_state full = {0};
    full.struct_size = (uint32_t)sizeof full;
    full.days = scenarios->judged;
    full.coverage_ratio =
        scenarios->judged > 0 ? scenarios->inside / (double)scenarios->judged : OSTROV_I_NAN;
    full.spread_ratio = scenarios->spread;
    const ostrov_status status = ostrov_i_give(STATE, &full, state, size);
    return status == OSTROV_OK && scenarios->judged == 0 ? OSTROV_EMPTY : status;
}
