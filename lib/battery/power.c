/* State of power: the largest current and power whose whole trajectory stays inside the bounds.
 *
 * The trajectory is that of the cell model, exact between instants for constant current (zero-order
 * hold). For constant power the current is solved for at both ends of a step, whose mean flows
 * (Heun). What relaxes may bring the voltage nearest to its bound between two instants, so a
 * trajectory that keeps the bounds is looked at again around that instant, in steps so much
 * smaller.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "cell.h"
#include "power_internal.h"

enum { INSTANTS = 64, CLOSER = 8, LOOKS = 2, TRIES = 40 };

/* A question: a string, its bounds, which way. */
typedef struct question {
    const ostrov_cell *cell;
    ostrov_power_bounds bounds;
    double sign;            /* 1 discharges, −1 charges */
    double most_a;          /* in that direction */
    int32_t constant_power; /* the amount asked for is power, not current */
} question;

/* How far the nearest bound is, as a share of its span; negative when it is broken. */
typedef struct slack {
    double least;
    int32_t reason;
    double least_w; /* least power so far */
    double volts;   /* the voltage's own */
} slack;

static const slack untold = {__builtin_inf(), OSTROV_POWER_BY_UNKNOWN, __builtin_inf(),
                             __builtin_inf()};

static void nearer(slack *s, double share, int32_t reason)
{
    if (share < s->least) {
        s->least = share;
        s->reason = reason;
    }
}

/* The current that gives this power, magnitude, at a state: Newton from the voltage without load.
 * Beyond the greatest power there is none, which the largest current tells. */
static double current_for(const question *q, const ostrov_cell_state *s, double power_w)
{
    ostrov_cell_point p;
    double v = 0.0;
    ostrov_i_cell_point(q->cell, s->soc_ratio, s->temperature_c, &p);
    const double beyond_a = 2.0 * q->most_a + 1.0;
    double a = 0.0;
    if (ostrov_cell_voltage(q->cell, s, q->sign * 1e-300, &v) != OSTROV_OK || v <= 0.0) {
        return beyond_a;
    }
    const double open_v = v;
    a = power_w / open_v;
    for (int32_t i = 0; i < 30; i++) {
        const double drop_v = q->sign * ostrov_cell_drop(&p, a);
        const double bend = p.exchange_a > 0.0 ? a / (2.0 * p.exchange_a) : 0.0;
        const double ohm = p.ohmic_ohm + p.transfer_ohm / __builtin_sqrt(1.0 + bend * bend);
        const double slope = open_v - drop_v - q->sign * a * ohm;
        const double step = (a * (open_v - drop_v) - power_w) / slope;
        if (!(slope > 0.0)) {
            return beyond_a;
        }
        a = ostrov_i_clamp(a - step, 0.0, beyond_a);
        if (ostrov_i_abs(step) <= 1e-12 * (1.0 + a)) {
            break;
        }
    }
    return a;
}

static void judge(const question *q, const ostrov_cell_state *s, double a, slack *out)
{
    const ostrov_power_bounds *b = &q->bounds;
    double v = 0.0;
    if (ostrov_cell_voltage(q->cell, s, q->sign * a, &v) != OSTROV_OK) {
        nearer(out, -1.0, OSTROV_POWER_BY_UNKNOWN);
        return;
    }
    nearer(out, (q->most_a - a) / (q->most_a + 1e-9), OSTROV_POWER_BY_CURRENT);
    const double left_v = q->sign > 0.0 ? v - b->voltage_min_v : b->voltage_max_v - v;
    const double volts = left_v / (b->voltage_max_v - b->voltage_min_v);
    nearer(out, volts, OSTROV_POWER_BY_VOLTAGE);
    out->volts = ostrov_i_min(out->volts, volts);
    if (q->sign > 0.0) {
        nearer(out, s->soc_ratio - b->soc_min_ratio, OSTROV_POWER_BY_SOC);
    } else {
        nearer(out, b->soc_max_ratio - s->soc_ratio, OSTROV_POWER_BY_SOC);
        nearer(out, (s->temperature_c - b->charge_min_c) / 100.0, OSTROV_POWER_BY_TEMPERATURE);
    }
    nearer(out, (b->temperature_max_c - s->temperature_c) / 100.0, OSTROV_POWER_BY_TEMPERATURE);
    out->least_w = ostrov_i_min(out->least_w, v * a);
}

/* Where a trajectory is: the state, the current that flows, since when. */
typedef struct place {
    ostrov_cell_state s;
    double a, at_s;
} place;

/* Moves on to at_s at the amount (A or W); 0 when the numbers end. */
static int32_t move(const question *q, place *p, double amount, double at_s)
{
    const double dt_s = at_s - p->at_s;
    const place from = *p;
    p->at_s = at_s;
    if (ostrov_cell_step(q->cell, &p->s, q->sign * from.a, q->bounds.ambient_c, dt_s) !=
        OSTROV_OK) {
        return 0;
    }
    if (q->constant_power) {
        const double mean_a = 0.5 * (from.a + current_for(q, &p->s, amount));
        p->s = from.s;
        if (ostrov_cell_step(q->cell, &p->s, q->sign * mean_a, q->bounds.ambient_c, dt_s) !=
            OSTROV_OK) {
            return 0;
        }
        p->a = current_for(q, &p->s, amount);
    }
    return 1;
}

/* Judges instants from a place to end_s: over a whole window they lie at squares, since all that
 * moves moves fastest at first, on a closer look evenly. The stretch around the nearest voltage
 * goes out, from the place before it to the instant after it. Stops where a bound is broken far. */
static slack walk(const question *q, place *from, double amount, double *end_s, int32_t count)
{
    slack out = untold;
    const double start_s = from->at_s;
    const double span_s = *end_s - start_s;
    place p = *from;
    int32_t nearest = 0;
    for (int32_t i = 0; i <= count && out.least > -1.0; i++) {
        const double share = (double)i / count;
        const double at_s = start_s + span_s * (count == INSTANTS ? share * share : share);
        const double volts = out.volts;
        const place before = p;
        if (i > 0 && !move(q, &p, amount, at_s)) {
            nearer(&out, -1.0, OSTROV_POWER_BY_UNKNOWN);
            break;
        }
        judge(q, &p.s, p.a, &out);
        if (out.volts < volts) {
            *from = before;
            nearest = i;
        }
        *end_s = i <= nearest + 1 ? at_s : *end_s;
    }
    return out;
}

/* The amount (A or W) over the window. */
static slack follow(const question *q, const ostrov_cell_state *from, double amount,
                    double window_s)
{
    place near = {*from, amount, 0.0};
    double end_s = window_s;
    if (q->constant_power) {
        near.a = current_for(q, from, amount);
    }
    slack out = walk(q, &near, amount, &end_s, INSTANTS);
    for (int32_t i = 0; i < LOOKS && out.least >= 0.0; i++) {
        const slack closer = walk(q, &near, amount, &end_s, 2 * CLOSER);
        nearer(&out, closer.least, closer.reason);
        out.least_w = ostrov_i_min(out.least_w, closer.least_w);
    }
    return out;
}

/* A bound that is met but for this is met exactly: a root so near has no other side to close in
 * from. */
static const double rounding = 1e-12;

/* The largest amount that keeps the bounds, from below: regula falsi with the Illinois rule. */
static double largest(const question *q, const ostrov_cell_state *from, double most,
                      double window_s, slack *at)
{
    double low = 0.0;
    double high = most;
    slack bottom = follow(q, from, 0.0, window_s);
    slack top = follow(q, from, high, window_s);
    *at = bottom;
    if (!(bottom.least > 0.0)) {
        return 0.0;
    }
    if (top.least >= 0.0) {
        *at = top;
        return high;
    }
    at->reason = top.reason;
    double f_low = bottom.least;
    double f_high = top.least;
    int32_t side = 0;
    for (int32_t i = 0; i < TRIES && high - low > 2e-6 * most; i++) {
        double mid = low + (high - low) * f_low / (f_low - f_high);
        mid = i % 4 == 3 ? 0.5 * (low + high) : mid; /* never slower than halving */
        const slack middle = follow(q, from, mid, window_s);
        if (ostrov_i_abs(middle.least) <= rounding) {
            *at = middle;
            return mid;
        }
        if (middle.least >= 0.0) {
            low = mid;
            f_low = middle.least;
            f_high = side > 0 ? 0.5 * f_high : f_high;
            side = 1;
            *at = middle;
        } else {
            high = mid;
            f_high = middle.least;
            f_low = side < 0 ? 0.5 * f_low : f_low;
            side = -1;
        }
    }
    return low;
}

ostrov_status ostrov_power_defaults(ostrov_power_bounds *bounds, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_power_structures[OSTROV_I_POWER_BOUNDS], bounds, size);
}

static ostrov_status refuse(ostrov_fault *why, ostrov_status status, const char *field,
                            double value, double min, double max)
{
    return ostrov_i_fault(why, status, field == NULL ? NULL : "ostrov_power_bounds", field, -1,
                          value, min, max);
}

static ostrov_status ask(question *q, const ostrov_cell *cell, const ostrov_cell_state *state,
                         const ostrov_power_bounds *bounds, double sign, ostrov_fault *why)
{
    double v = 0.0;
    if (!ostrov_i_cell_usable(cell) || state == NULL || bounds == NULL) {
        return refuse(why, OSTROV_E_ARGUMENT, NULL, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_status status = ostrov_i_take_config(&ostrov_i_power_structures[OSTROV_I_POWER_BOUNDS],
                                                bounds, &q->bounds, why);
    if (status == OSTROV_OK && ostrov_cell_voltage(cell, state, 0.0, &v) != OSTROV_OK) {
        status = refuse(why, OSTROV_E_NOT_FINITE, NULL, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    if (!(q->bounds.voltage_min_v < q->bounds.voltage_max_v)) {
        return refuse(why, OSTROV_E_RANGE, "voltage_min_v", q->bounds.voltage_min_v, 0.0,
                      q->bounds.voltage_max_v);
    }
    q->cell = cell;
    q->sign = sign;
    q->most_a = sign > 0.0 ? q->bounds.discharge_a : q->bounds.charge_a;
    q->constant_power = 0;
    return OSTROV_OK;
}

ostrov_status ostrov_power_window(const ostrov_cell *cell, const ostrov_cell_state *state,
                                  const ostrov_power_bounds *bounds, int32_t direction,
                                  double window_s, ostrov_power_capability *limit,
                                  ostrov_fault *why)
{
    question q;
    slack at;
    ostrov_power_capability l = {0};
    if (limit == NULL) {
        return refuse(why, OSTROV_E_ARGUMENT, NULL, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (direction != OSTROV_POWER_DISCHARGE && direction != OSTROV_POWER_CHARGE) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "direction", -1, (double)direction, 1.0,
                              2.0);
    }
    if (!(window_s >= 0.1 && window_s <= 86400.0)) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "window_s", -1, window_s, 0.1, 86400.0);
    }
    const double sign = direction == OSTROV_POWER_DISCHARGE ? 1.0 : -1.0;
    const ostrov_status status = ask(&q, cell, state, bounds, sign, why);
    if (status != OSTROV_OK) {
        return status;
    }
    l.current_a = largest(&q, state, q.most_a, window_s, &at);
    l.current_w = l.current_a > 0.0 ? ostrov_i_max(at.least_w, 0.0) : 0.0;
    l.current_reason = at.reason;
    q.constant_power = 1;
    double open_v = 0.0;
    (void)!ostrov_cell_voltage(cell, state, 0.0, &open_v);
    const double most_w = q.most_a * ostrov_i_max(open_v, q.bounds.voltage_max_v);
    l.power_w = largest(&q, state, most_w, window_s, &at);
    l.power_reason = at.reason;
    *limit = l;
    return OSTROV_OK;
}

/* ---- state of energy ---- */

/* A step as long as a thousandth of the charge takes, at most a minute. */
static double stride(const question *q, double a)
{
    const double capacity_as = 3600.0 * q->cell->capacity_ah * q->cell->parallel;
    return ostrov_i_clamp(0.001 * capacity_as / (a + 1e-9), 0.01, 60.0);
}

ostrov_status ostrov_power_energy(const ostrov_cell *cell, const ostrov_cell_state *state,
                                  const ostrov_power_bounds *bounds, double power_w,
                                  ostrov_power_reach *reach, ostrov_fault *why)
{
    enum { STEPS = 50000 };
    question q;
    ostrov_power_reach r = {0};
    if (reach == NULL) {
        return refuse(why, OSTROV_E_ARGUMENT, NULL, OSTROV_I_NAN, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (!ostrov_i_finite(power_w) || power_w == 0.0) {
        return ostrov_i_fault(why, power_w == 0.0 ? OSTROV_E_RANGE : OSTROV_E_NOT_FINITE, NULL,
                              "power_w", -1, power_w, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    const ostrov_status status = ask(&q, cell, state, bounds, power_w > 0.0 ? 1.0 : -1.0, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const double amount = ostrov_i_abs(power_w);
    ostrov_cell_state s = *state;
    slack now = untold;
    double a = current_for(&q, &s, amount);
    double dt_s = stride(&q, a);
    judge(&q, &s, a, &now);
    for (int32_t i = 0; i < STEPS && now.least >= 0.0; i++) {
        ostrov_cell_state next = s;
        slack then = untold;
        if (ostrov_cell_step(cell, &next, q.sign * a, q.bounds.ambient_c, dt_s) != OSTROV_OK) {
            break;
        }
        const double next_a = current_for(&q, &next, amount);
        judge(&q, &next, next_a, &then);
        if (then.least < 0.0) {
            now.reason = then.reason;
            if (dt_s < 0.02) {
                break;
            }
            dt_s *= 0.5; /* come near the bound from inside */
            continue;
        }
        r.duration_s += dt_s;
        now = then;
        s = next;
        a = next_a;
    }
    r.energy_wh = amount * r.duration_s / 3600.0;
    r.soc_ratio = s.soc_ratio;
    r.reason = now.least >= 0.0 && r.duration_s >= STEPS * 59.0 ? OSTROV_POWER_BY_TIME : now.reason;
    *reach = r;
    return OSTROV_OK;
}
