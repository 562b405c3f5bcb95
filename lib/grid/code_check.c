/* The linter of settings: what no device and no DSO can mean at the same time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_fields.h"

#include "base/fields.h"

/* "value is at least min and at most max"; a NaN bound is none, a NaN value is not used. */
typedef struct rule {
    const char *field;
    double value;
    double min;
    double max;
    int32_t index;
    int32_t strict; /* 1: a value on the bound is refused too */
} rule;

static ostrov_status refuse(ostrov_fault *why, const rule *r)
{
    return ostrov_i_fault(why, ostrov_i_nan(r->value) ? OSTROV_E_NOT_FINITE : OSTROV_E_RANGE,
                          "ostrov_grid_settings", r->field, r->index, r->value, r->min, r->max);
}

static ostrov_status hold(const rule *rules, size_t count, ostrov_fault *why)
{
    for (size_t i = 0; i < count; i++) {
        const rule *r = &rules[i];
        if (r->value < r->min || r->value > r->max ||
            (r->strict && (r->value == r->min || r->value == r->max))) {
            return refuse(why, r);
        }
    }
    return OSTROV_OK;
}

/* One trip element with what it may not cut into. sign +1 over, -1 under. */
typedef struct element {
    const char *level_name;
    const char *s_name;
    const double *level;
    const double *s;
    const double *ride;   /* corners of the ride-through curve of that side, upwards */
    const double *ride_s; /* their times */
    int32_t corners;
    double sign;
    double cessation;   /* momentary cessation beyond; NaN = none */
    double cessation_s; /* its time */
} element;

/* The longest time that must be ridden through beyond level: the curve's value just beyond it and
 * at each corner further out. 0 where nothing is asked. */
static double ride_beyond(const element *e, double level)
{
    double longest = 0.0;
    for (int32_t i = 0; i < e->corners && !ostrov_i_nan(e->ride[i]); i++) {
        if (e->sign * (e->ride[i] - level) > 0.0) {
            longest = ostrov_i_max(longest, e->ride_s[i]);
        }
        if (i > 0 && e->ride[i] > e->ride[i - 1]) {
            double share = (level - e->ride[i - 1]) / (e->ride[i] - e->ride[i - 1]);
            if ((e->sign > 0.0 && share >= 0.0 && share < 1.0) ||
                (e->sign < 0.0 && share > 0.0 && share <= 1.0)) {
                longest = ostrov_i_max(longest, e->ride_s[i - 1] +
                                                    share * (e->ride_s[i] - e->ride_s[i - 1]));
            }
        }
    }
    if (e->sign * (e->cessation - level) >= 0.0) {
        longest = ostrov_i_max(longest, e->cessation_s);
    }
    return longest;
}

/* Each stage has a level and a time, follows a used one, lies further out and is not slower (a
 * slower stage further out never acts), and leaves the ride-through alone. */
static ostrov_status check_element(const element *e, ostrov_fault *why)
{
    for (int32_t i = 0; i < OSTROV_GRID_STAGES; i++) {
        int32_t used = !ostrov_i_nan(e->level[i]);
        rule gap = {e->level_name, e->level[i], OSTROV_I_NAN, OSTROV_I_NAN, i, 0};
        rule untimed = {e->s_name, e->s[i], OSTROV_I_NAN, OSTROV_I_NAN, i, 0};
        if (used && ostrov_i_nan(e->s[i])) {
            return refuse(why, &untimed);
        }
        if ((!used && !ostrov_i_nan(e->s[i])) || (used && i > 0 && ostrov_i_nan(e->level[i - 1]))) {
            gap.value = OSTROV_I_NAN;
            gap.index = used ? i - 1 : i;
            return refuse(why, &gap);
        }
        if (!used) {
            continue;
        }
        const double inner = i > 0 ? e->level[i - 1] : OSTROV_I_NAN;
        /* A nanosecond for times that were interpolated. */
        const rule rules[] = {
            {e->level_name, e->level[i], e->sign > 0.0 ? inner : OSTROV_I_NAN,
             e->sign < 0.0 ? inner : OSTROV_I_NAN, i, 0},
            {e->s_name, e->s[i], OSTROV_I_NAN, i > 0 ? e->s[i - 1] : OSTROV_I_NAN, i, 0},
            {e->s_name, e->s[i], ride_beyond(e, e->level[i]) - 1e-9, OSTROV_I_NAN, i, 0},
        };
        ostrov_status status = hold(rules, sizeof rules / sizeof rules[0], why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    return OSTROV_OK;
}

/* The delay of the outermost used stage; NaN when none is used. */
static double outermost_s(const double *s)
{
    double last = OSTROV_I_NAN;
    for (int32_t i = 0; i < OSTROV_GRID_STAGES; i++) {
        last = ostrov_i_nan(s[i]) ? last : s[i];
    }
    return last;
}

static ostrov_status check_elements(const ostrov_grid_settings *c, ostrov_fault *why)
{
    const element elements[] = {
        {"overvoltage_pu", "overvoltage_s", c->overvoltage_pu, c->overvoltage_s, c->ride_high_pu,
         c->ride_high_s, OSTROV_GRID_RIDE_POINTS, 1.0, c->cessation_high_pu, c->cessation_high_s},
        {"undervoltage_pu", "undervoltage_s", c->undervoltage_pu, c->undervoltage_s, c->ride_low_pu,
         c->ride_low_s, OSTROV_GRID_RIDE_POINTS, -1.0, c->cessation_low_pu, c->cessation_low_s},
        {"overfrequency_hz", "overfrequency_s", c->overfrequency_hz, c->overfrequency_s,
         c->ride_high_hz, c->ride_high_hz_s, 4, 1.0, OSTROV_I_NAN, OSTROV_I_NAN},
        {"underfrequency_hz", "underfrequency_s", c->underfrequency_hz, c->underfrequency_s,
         c->ride_low_hz, c->ride_low_hz_s, 4, -1.0, OSTROV_I_NAN, OSTROV_I_NAN},
    };
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        ostrov_status status = check_element(&elements[i], why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    return OSTROV_OK;
}

/* Corners x with what belongs to them: both or none, no gap, upwards; falling = y may not rise, and
 * a jump in y is refused. */
static ostrov_status check_corners(const char *x_name, const char *y_name, const double *x,
                                   const double *y, int32_t count, int32_t falling,
                                   ostrov_fault *why)
{
    for (int32_t i = 0; i < count; i++) {
        int32_t used = !ostrov_i_nan(x[i]);
        if (used != !ostrov_i_nan(y[i]) || (used && i > 0 && ostrov_i_nan(x[i - 1]))) {
            int32_t at = used == !ostrov_i_nan(y[i]) ? i - 1 : i;
            rule r = {
                used && at == i ? y_name : x_name, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN, at, 0};
            return refuse(why, &r);
        }
        if (!used || i == 0) {
            continue;
        }
        const rule rules[] = {
            {x_name, x[i], x[i - 1], OSTROV_I_NAN, i, falling && y[i] != y[i - 1]},
            {y_name, y[i], OSTROV_I_NAN, falling ? y[i - 1] : OSTROV_I_NAN, i, 0},
        };
        ostrov_status status = hold(rules, sizeof rules / sizeof rules[0], why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    return OSTROV_OK;
}

static ostrov_status check_curves(const ostrov_grid_settings *c, ostrov_fault *why)
{
    const struct {
        const char *x_name, *y_name;
        const double *x, *y;
        int32_t count, falling;
    } curves[] = {
        {"ride_low_pu", "ride_low_s", c->ride_low_pu, c->ride_low_s, OSTROV_GRID_RIDE_POINTS, 0},
        {"ride_high_pu", "ride_high_s", c->ride_high_pu, c->ride_high_s, OSTROV_GRID_RIDE_POINTS,
         0},
        {"ride_low_hz", "ride_low_hz_s", c->ride_low_hz, c->ride_low_hz_s, 4, 0},
        {"ride_high_hz", "ride_high_hz_s", c->ride_high_hz, c->ride_high_hz_s, 4, 0},
        {"volt_var_pu", "volt_var_ratio", c->volt_var_pu, c->volt_var_ratio,
         OSTROV_GRID_CURVE_POINTS, 1},
        {"volt_watt_pu", "volt_watt_ratio", c->volt_watt_pu, c->volt_watt_ratio,
         OSTROV_GRID_CURVE_POINTS, 1},
    };
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        ostrov_status status = check_corners(curves[i].x_name, curves[i].y_name, curves[i].x,
                                             curves[i].y, curves[i].count, curves[i].falling, why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    for (int32_t i = 1; i < 4; i++) {
        const rule rules[] = {{"limit_steps_ratio", c->limit_steps_ratio[i],
                               c->limit_steps_ratio[i - 1], OSTROV_I_NAN, i, 1}};
        ostrov_status status = hold(rules, 1, why);
        if (status != OSTROV_OK) {
            return status;
        }
    }
    return OSTROV_OK;
}

/* Windows inside trips: an entry outside them would close into a pick-up; a side that is called
 * dead may not be inside a window; droop that starts where the plant has tripped never acts. */
static ostrov_status check_windows(const ostrov_grid_settings *c, ostrov_fault *why)
{
    const double none = OSTROV_I_NAN;
    double free_ratio = none; /* the limit that is none: a silent receiver may not lead there */
    for (int32_t i = 0; i < 4; i++) {
        free_ratio = ostrov_i_nan(c->limit_steps_ratio[i]) ? free_ratio : c->limit_steps_ratio[i];
    }
    const rule rules[] = {
        {"overfrequency_hz", c->overfrequency_hz[0], c->nominal_hz, none, 0, 1},
        {"underfrequency_hz", c->underfrequency_hz[0], none, c->nominal_hz, 0, 1},
        {"overvoltage_mean_pu", c->overvoltage_mean_pu, none, c->overvoltage_pu[0], -1, 0},
        {"enter_min_pu", c->enter_min_pu, c->undervoltage_pu[0], none, -1, 0},
        {"enter_min_pu", c->enter_min_pu, none, c->enter_max_pu, -1, 1},
        {"enter_max_pu", c->enter_max_pu, none, c->overvoltage_pu[0], -1, 0},
        {"enter_max_pu", c->enter_max_pu, none, c->overvoltage_mean_pu, -1, 0},
        {"enter_min_hz", c->enter_min_hz, c->underfrequency_hz[0], none, -1, 0},
        {"enter_min_hz", c->enter_min_hz, none, c->enter_max_hz, -1, 1},
        {"enter_max_hz", c->enter_max_hz, none, c->overfrequency_hz[0], -1, 0},
        {"dead_pu", c->dead_pu, none, c->undervoltage_pu[0], -1, 0},
        {"dead_pu", c->dead_pu, none, c->enter_min_pu, -1, 1},
        {"enter_delay_s", c->enter_delay_s, outermost_s(c->overvoltage_s), none, -1, 0},
        {"enter_delay_s", c->enter_delay_s, outermost_s(c->undervoltage_s), none, -1, 0},
        {"enter_delay_s", c->enter_delay_s, outermost_s(c->overfrequency_s), none, -1, 0},
        {"enter_delay_s", c->enter_delay_s, outermost_s(c->underfrequency_s), none, -1, 0},
        {"short_delay_s", c->short_delay_s, none, c->enter_delay_s, -1, 0},
        /* An angle window of ± a is crossed at a slip of s in 2 a / (360 s). */
        {"sync_dwell_s", c->sync_dwell_s, none, 2.0 * c->sync_angle_deg / (360.0 * c->sync_slip_hz),
         -1, 0},
        {"limit_fallback_ratio", c->limit_fallback_ratio, none, free_ratio, -1, 1},
        {"rocof_hz_per_s", c->rocof_hz_per_s, c->ride_rocof_hz_per_s, none, -1, 0},
        {"vector_shift_deg", c->vector_shift_deg, c->ride_phase_deg, none, -1, 0},
        {"droop_over_hz", c->droop_over_hz, none, c->overfrequency_hz[0] - c->nominal_hz, -1, 1},
        {"droop_under_hz", c->droop_under_hz, none, c->nominal_hz - c->underfrequency_hz[0], -1, 1},
    };
    return hold(rules, sizeof rules / sizeof rules[0], why);
}

/* Numbers that only mean something together. */
static ostrov_status check_pairs(const ostrov_grid_settings *c, ostrov_fault *why)
{
    const struct {
        const char *field;
        double one, other;
    } pairs[] = {
        {"overvoltage_mean_s", c->overvoltage_mean_pu, c->overvoltage_mean_s},
        {"rocof_s", c->rocof_hz_per_s, c->rocof_s},
        {"cessation_low_s", c->cessation_low_pu, c->cessation_low_s},
        {"cessation_high_s", c->cessation_high_pu, c->cessation_high_s},
        {"short_delay_s", c->short_outage_s, c->short_delay_s},
        {"droop_over_ratio", c->droop_over_hz, c->droop_over_ratio},
        {"droop_under_ratio", c->droop_under_hz, c->droop_under_ratio},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (!ostrov_i_nan(pairs[i].one) && ostrov_i_nan(pairs[i].other)) {
            rule r = {pairs[i].field, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN, -1, 0};
            return refuse(why, &r);
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_i_grid_settings_take(const ostrov_grid_settings *settings,
                                          ostrov_grid_settings *full, ostrov_fault *why)
{
    ostrov_status status = ostrov_i_take_config(
        &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS], settings, full, why);
    if (status == OSTROV_OK) {
        status = check_pairs(full, why);
    }
    if (status == OSTROV_OK) {
        status = check_curves(full, why);
    }
    if (status == OSTROV_OK) {
        status = check_elements(full, why);
    }
    if (status == OSTROV_OK) {
        status = check_windows(full, why);
    }
    return status;
}

ostrov_status ostrov_grid_settings_check(const ostrov_grid_settings *settings, ostrov_fault *why)
{
    ostrov_grid_settings full;
    return ostrov_i_grid_settings_take(settings, &full, why);
}
