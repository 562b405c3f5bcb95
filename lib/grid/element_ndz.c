/* What passive stages cannot see of an island: closed form.
 *
 * A source of constant active power P at unity power factor on a load of R, L and C in parallel
 * comes to rest where P = P_L·v² and where L and C cancel: with Q_L, Q_C at nominal voltage and
 * frequency and x = f/f0, Q_L/x = Q_C·x, hence Qf·(x − 1/x) = (Q_L − Q_C)/P_L (IEC 62116, IEEE
 * 929).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_elements.h>

#include "base/fields.h"
#include "grid/element_fields.h"
#include "grid/element_set.h"
#include "grid/element_signal.h"

#define INFINITE (__builtin_inf())

static ostrov_status check(const char *structure, const char *field, double value, double min,
                           double max, ostrov_fault *why)
{
    if (value >= min && value <= max) {
        return OSTROV_OK;
    }
    return ostrov_i_fault(why, ostrov_i_finite(value) ? OSTROV_E_RANGE : OSTROV_E_NOT_FINITE,
                          structure, field, -1, value, min, max);
}

static ostrov_status check_load(const ostrov_island_load *load, ostrov_fault *why)
{
    const char *const name = "ostrov_island_load";
    ostrov_status status = check(name, "nominal_hz", load->nominal_hz, 10.0, 400.0, why);
    status = status != OSTROV_OK ? status : check(name, "quality", load->quality, 1e-3, 1e3, why);
    status = status != OSTROV_OK ? status
                                 : check(name, "power_ratio", load->power_ratio, 0.0, 100.0, why);
    return status != OSTROV_OK
               ? status
               : check(name, "reactive_ratio", load->reactive_ratio, -1e3, 1e3, why);
}

/* The positive root of x² − (d/Qf)·x − 1 = 0, without cancellation for either sign of d. */
static double rest_hz(const ostrov_island_load *load)
{
    double d = load->reactive_ratio / load->quality;
    double root = __builtin_sqrt(d * d + 4.0);
    return load->nominal_hz * (d >= 0.0 ? (d + root) / 2.0 : 2.0 / (root - d));
}

static double detect(const ostrov_elements_config *c, double voltage_pu, double hz, uint32_t *kinds)
{
    ostrov_i_element_signal signal;
    double detect_s = INFINITE;
    signal.low_ppm = signal.high_ppm = signal.positive_ppm =
        ostrov_i_element_millionths(voltage_pu);
    signal.known = 6;
    signal.uhz = ostrov_i_element_millionths(hz);
    signal.known_hz = 1;
    *kinds = 0;
    for (int32_t i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        ostrov_i_element_stage stage = {0};
        if (c->kind[i] == OSTROV_ELEMENT_UNKNOWN) {
            continue;
        }
        stage.kind = c->kind[i];
        stage.level = ostrov_i_element_millionths(c->level[i]);
        if (ostrov_i_element_judge(&stage, 0, &signal, c->edge_outside,
                                   ostrov_i_element_millionths(c->blind_pu)) ==
            OSTROV_I_ELEMENT_VIOLATED) {
            *kinds |= (uint32_t)1 << stage.kind;
            detect_s = ostrov_i_min(detect_s, c->delay_s[i]);
        }
    }
    return detect_s;
}

ostrov_status ostrov_ndz_island(const ostrov_elements_config *elements,
                                const ostrov_island_load *load, double limit_s,
                                ostrov_island_rest *rest, ostrov_fault *why)
{
    ostrov_elements_config full;
    ostrov_status status = OSTROV_OK;
    if (load == NULL || rest == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_island_load", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_elements_take(elements, &full, why);
    if (status == OSTROV_OK) {
        status = check_load(load, why);
    }
    if (status == OSTROV_OK && !(limit_s > 0.0)) {
        status = ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "limit_s", -1, limit_s, 0.0, INFINITE);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    rest->voltage_pu = __builtin_sqrt(load->power_ratio);
    rest->hz = rest_hz(load);
    rest->detect_s = detect(&full, rest->voltage_pu, rest->hz, &rest->kinds);
    rest->inside = rest->kinds == 0 || rest->detect_s > limit_s;
    return OSTROV_OK;
}

ostrov_status ostrov_ndz_zone(const ostrov_elements_config *elements, double nominal_hz,
                              double quality, double limit_s, ostrov_ndz *zone, ostrov_fault *why)
{
    ostrov_elements_config c;
    double voltage[2] = {0.0, INFINITE};
    double hz[2] = {0.0, INFINITE};
    ostrov_status status = OSTROV_OK;
    if (zone == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_ndz", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status = ostrov_i_elements_take(elements, &c, why);
    status = status != OSTROV_OK ? status : check(NULL, "nominal_hz", nominal_hz, 10.0, 400.0, why);
    status = status != OSTROV_OK ? status : check(NULL, "quality", quality, 1e-3, 1e3, why);
    if (status == OSTROV_OK && !(limit_s > 0.0)) {
        status = ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "limit_s", -1, limit_s, 0.0, INFINITE);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        if (c.kind[i] == OSTROV_ELEMENT_UNKNOWN || c.delay_s[i] > limit_s) {
            continue;
        }
        switch (c.kind[i]) {
        case OSTROV_ELEMENT_OVERVOLTAGE:
            voltage[1] = ostrov_i_min(voltage[1], c.level[i]);
            break;
        case OSTROV_ELEMENT_UNDERVOLTAGE:
            voltage[0] = ostrov_i_max(voltage[0], c.level[i]);
            break;
        case OSTROV_ELEMENT_OVERFREQUENCY:
            hz[1] = ostrov_i_min(hz[1], c.level[i]);
            break;
        default: /* OSTROV_ELEMENT_UNDERFREQUENCY, the last kind */
            hz[0] = ostrov_i_max(hz[0], c.level[i]);
            break;
        }
    }
    zone->power_min_ratio = voltage[0] * voltage[0];
    zone->power_max_ratio = voltage[1] * voltage[1];
    zone->reactive_min_ratio =
        hz[0] > 0.0 ? quality * (hz[0] / nominal_hz - nominal_hz / hz[0]) : -INFINITE;
    zone->reactive_max_ratio = quality * (hz[1] / nominal_hz - nominal_hz / hz[1]);
    return OSTROV_OK;
}

/* Position 0 … 4 round the rectangle, from the lower left corner counter-clockwise. */
static void at_turn(const ostrov_ndz *zone, double turn, double *power, double *reactive)
{
    double width = zone->power_max_ratio - zone->power_min_ratio;
    double height = zone->reactive_max_ratio - zone->reactive_min_ratio;
    int32_t side = (int32_t)turn;
    double along = turn - (double)side;
    *power = zone->power_min_ratio + (side == 0 ? width * along : (side == 1 ? width : 0.0));
    *reactive = zone->reactive_min_ratio;
    if (side == 1) {
        *reactive += height * along;
    } else if (side == 2) {
        *power = zone->power_max_ratio - width * along;
        *reactive = zone->reactive_max_ratio;
    } else if (side == 3) {
        *reactive = zone->reactive_max_ratio - height * along;
    }
}

ostrov_status ostrov_ndz_boundary(const ostrov_ndz *zone, int32_t count, double *power_ratio,
                                  double *reactive_ratio)
{
    if (zone == NULL || power_ratio == NULL || reactive_ratio == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (count < 5 || count % 4 != 1) {
        return OSTROV_E_RANGE;
    }
    if (!ostrov_i_finite(zone->power_min_ratio) || !ostrov_i_finite(zone->power_max_ratio) ||
        !ostrov_i_finite(zone->reactive_min_ratio) || !ostrov_i_finite(zone->reactive_max_ratio)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (zone->power_min_ratio > zone->power_max_ratio ||
        zone->reactive_min_ratio > zone->reactive_max_ratio) {
        return OSTROV_EMPTY;
    }
    for (int32_t i = 0; i < count - 1; i++) {
        at_turn(zone, 4.0 * (double)i / (double)(count - 1), &power_ratio[i], &reactive_ratio[i]);
    }
    power_ratio[count - 1] = power_ratio[0];
    reactive_ratio[count - 1] = reactive_ratio[0];
    return OSTROV_OK;
}
