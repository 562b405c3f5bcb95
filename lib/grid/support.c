/* A plant's support functions together, with their response times.
 *
 * What bounds the power is taken together at the end: the least of what is there, the remote limit
 * and the limit by voltage, and then the ramp after entering service, which bounds the result
 * whatever the others say. (A model that skips the ramp when other limits are active lets a plant
 * jump from nothing to full power.)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/support_fields.h"

#include "base/fields.h"
#include "grid/code_fields.h"

#include <string.h>

#define LN10 2.302585092994046
#define MAGIC_RESPONSE UINT64_C(0x3173657270737276)
#define MAGIC_SUPPORT UINT64_C(0x31726f7070757376)

/* ---- response ---------------------------------------------------------------------------------
 */

typedef struct response {
    uint64_t magic;
    double response_s;
    double value;
} __attribute__((may_alias)) response;

_Static_assert(sizeof(response) <= sizeof(ostrov_grid_response), "fits its opaque words");

/* First order with 90 % at response_s: what is left of a step shrinks by 10^(-dt / response_s). */
static double follow(double value, double target, double response_s, double dt_s)
{
    if (response_s <= 0.0) {
        return target;
    }
    return value - (target - value) * ostrov_expm1(-LN10 * dt_s / response_s);
}

ostrov_status ostrov_grid_response_init(ostrov_grid_response *object, double response_s,
                                        double value)
{
    response *r = (response *)object;
    if (object == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(response_s) || !ostrov_i_finite(value)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (response_s < 0.0) {
        return OSTROV_E_RANGE;
    }
    memset(object, 0, sizeof *object);
    r->magic = MAGIC_RESPONSE;
    r->response_s = response_s;
    r->value = value;
    return OSTROV_OK;
}

ostrov_status ostrov_grid_response_step(ostrov_grid_response *object, double target, double dt_s,
                                        double *value)
{
    response *r = (response *)object;
    if (object == NULL || value == NULL || r->magic != MAGIC_RESPONSE) {
        return OSTROV_E_ARGUMENT;
    }
    if (!(dt_s > 0.0) || !ostrov_i_finite(dt_s)) {
        *value = r->value;
        return OSTROV_E_TIME;
    }
    const int32_t known = ostrov_i_finite(target);
    if (known) {
        r->value = follow(r->value, target, r->response_s, dt_s);
    }
    *value = r->value;
    return known ? OSTROV_OK : OSTROV_DEGRADED;
}

/* ---- all together -----------------------------------------------------------------------------
 */

typedef struct plant {
    uint64_t magic;
    ostrov_grid_curve volt_var; /* count 0 = off */
    ostrov_grid_curve volt_watt;
    ostrov_grid_droop droop; /* reference 0 = off */
    double volt_var_s, volt_watt_s, droop_s, ramp_s;
    double min_ratio;
    double var, watt, change; /* the values with their response */
    double remote;            /* remote limit as it is held */
    double ceiling;           /* of the ramp */
    double before;            /* power when frequency left its band */
    double power;
    int32_t outside; /* frequency is outside its band */
    int32_t in_service;
    int32_t limited_by;
    int32_t reserved_;
} __attribute__((may_alias)) plant;

_Static_assert(sizeof(plant) <= sizeof(ostrov_grid_support) * 4 / 5, "a fifth stays as head room");

static double or_zero(double x) { return ostrov_i_nan(x) ? 0.0 : x; }

ostrov_status ostrov_grid_support_sample_defaults(ostrov_grid_support_sample *sample, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_support_structures[OSTROV_I_SUPPORT_SAMPLE], sample,
                             size);
}

ostrov_status ostrov_grid_support_init(ostrov_grid_support *object,
                                       const ostrov_grid_settings *settings, double min_ratio,
                                       ostrov_fault *why)
{
    ostrov_grid_settings s;
    plant p;
    ostrov_status status = ostrov_i_grid_settings_take(settings, &s, why);
    if (status != OSTROV_OK || object == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    if (!(min_ratio >= -1.0 && min_ratio <= 0.0)) {
        return ostrov_i_fault(why,
                              ostrov_i_finite(min_ratio) ? OSTROV_E_RANGE : OSTROV_E_NOT_FINITE,
                              "ostrov_grid_support", "min_ratio", -1, min_ratio, -1.0, 0.0);
    }
    memset(&p, 0, sizeof p);
    /* EMPTY leaves the curve with no corners and the droop without a reference: off. */
    if (ostrov_grid_volt_var_curve(&s, &p.volt_var) < OSTROV_OK ||
        ostrov_grid_volt_watt_curve(&s, &p.volt_watt) < OSTROV_OK ||
        ostrov_grid_settings_droop(&s, min_ratio, 1.0, &p.droop) < OSTROV_OK) {
        return OSTROV_E_RANGE;
    }
    p.magic = MAGIC_SUPPORT;
    p.volt_var_s = or_zero(s.volt_var_s);
    p.volt_watt_s = or_zero(s.volt_watt_s);
    p.droop_s = or_zero(s.droop_s);
    p.ramp_s = s.enter_ramp_s;
    p.min_ratio = min_ratio;
    p.watt = 1.0;
    p.remote = s.limit_fallback_ratio;
    p.limited_by = OSTROV_GRID_LIMITED_BY_SERVICE;
    memset(object, 0, sizeof *object);
    memcpy(object, &p, sizeof p);
    return OSTROV_OK;
}

static void step_service(plant *p, const ostrov_grid_support_sample *s, double dt_s)
{
    if (s->in_service >= 0) {
        p->in_service = s->in_service;
    }
    if (!p->in_service) {
        p->ceiling = 0.0;
        p->outside = 0;
        p->change = 0.0;
    } else {
        p->ceiling = p->ramp_s > 0.0 ? ostrov_i_min(1.0, p->ceiling + dt_s / p->ramp_s) : 1.0;
    }
}

static void step_voltage(plant *p, double voltage_pu, double dt_s)
{
    if (ostrov_i_nan(voltage_pu)) {
        return;
    }
    if (p->volt_var.count > 0) {
        p->var = follow(p->var, ostrov_i_curve_at(&p->volt_var, voltage_pu), p->volt_var_s, dt_s);
    }
    if (p->volt_watt.count > 0) {
        p->watt =
            follow(p->watt, ostrov_i_curve_at(&p->volt_watt, voltage_pu), p->volt_watt_s, dt_s);
    }
}

/* Gives the power that frequency and the plan ask for. The change by frequency follows with its
 * response time, in and out; the power it started from is kept while frequency is outside. */
static double step_frequency(plant *p, double hz, double wanted, double dt_s)
{
    if (p->droop.reference != OSTROV_GRID_DROOP_UNKNOWN && !ostrov_i_nan(hz)) {
        const double base = p->outside ? p->before : p->power;
        const double change = ostrov_i_droop_change(&p->droop, hz, base);
        if (change != 0.0 && !p->outside) {
            p->before = p->power;
        }
        p->outside = change != 0.0;
        p->change = follow(p->change, change, p->droop_s, dt_s);
    }
    return (p->outside ? p->before : wanted) + p->change;
}

static double limit_power(plant *p, const ostrov_grid_support_sample *s, double wanted,
                          double asked)
{
    const double available = ostrov_i_nan(s->available_ratio) ? 1.0 : s->available_ratio;
    const struct {
        double limit;
        int32_t cause;
    } limits[] = {
        {available, OSTROV_GRID_LIMITED_BY_AVAILABLE},
        {p->remote, OSTROV_GRID_LIMITED_BY_REMOTE},
        {p->watt, OSTROV_GRID_LIMITED_BY_VOLTAGE},
        {p->ceiling, OSTROV_GRID_LIMITED_BY_RAMP},
    };
    double power = ostrov_i_clamp(asked, p->min_ratio, 1.0);
    p->limited_by =
        power < wanted ? OSTROV_GRID_LIMITED_BY_FREQUENCY : OSTROV_GRID_LIMITED_BY_NOTHING;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        if (power > limits[i].limit) {
            power = limits[i].limit;
            p->limited_by = limits[i].cause;
        }
    }
    if (power < -p->ceiling) { /* charging is ramped as well */
        power = -p->ceiling;
        p->limited_by = OSTROV_GRID_LIMITED_BY_RAMP;
    }
    return ostrov_i_max(power, p->min_ratio);
}

ostrov_status ostrov_grid_support_step(ostrov_grid_support *object,
                                       const ostrov_grid_support_sample *sample, double dt_s)
{
    plant *p = (plant *)object;
    ostrov_grid_support_sample s;
    int32_t refused = 0;
    if (object == NULL || p->magic != MAGIC_SUPPORT) {
        return OSTROV_E_ARGUMENT;
    }
    if (ostrov_i_support_us(dt_s) == 0) {
        return OSTROV_E_TIME;
    }
    ostrov_status status = ostrov_i_take_sample(
        &ostrov_i_grid_support_structures[OSTROV_I_SUPPORT_SAMPLE], sample, &s, &refused, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    const double wanted = or_zero(s.wanted_ratio);
    if (!ostrov_i_nan(s.limit_ratio)) {
        p->remote = s.limit_ratio;
    }
    step_service(p, &s, dt_s);
    step_voltage(p, s.voltage_pu, dt_s);
    if (p->in_service) {
        p->power = limit_power(p, &s, wanted, step_frequency(p, s.frequency_hz, wanted, dt_s));
    } else {
        p->power = 0.0;
        p->limited_by = OSTROV_GRID_LIMITED_BY_SERVICE;
    }
    const int32_t unknown = ostrov_i_nan(s.voltage_pu) || ostrov_i_nan(s.frequency_hz) ||
                            ostrov_i_nan(s.wanted_ratio) || ostrov_i_nan(s.limit_ratio) ||
                            s.in_service < 0;
    return refused > 0 || unknown ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_grid_support_read(const ostrov_grid_support *object,
                                       ostrov_grid_support_state *state, size_t size)
{
    const plant *p = (const plant *)object;
    ostrov_grid_support_state full;
    if (object == NULL || p->magic != MAGIC_SUPPORT) {
        return OSTROV_E_ARGUMENT;
    }
    memset(&full, 0, sizeof full);
    full.limited_by = p->limited_by;
    full.power_ratio = p->power;
    full.var_ratio = p->in_service ? p->var : 0.0;
    full.volt_watt_ratio = p->watt;
    full.ramp_ratio = p->ceiling;
    full.remote_ratio = p->remote;
    full.droop_ratio = p->change;
    return ostrov_i_give(&ostrov_i_grid_support_structures[OSTROV_I_SUPPORT_STATE], &full, state,
                         size);
}
