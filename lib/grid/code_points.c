/* The one list of what in SunSpec models 703 and 705 … 711 is which setting, and settings written
 * as such points.
 *
 * Voltages are percent of nominal, powers percent of the rating that DeptRef names. Trips are
 * written as a staircase from the outermost stage inwards, the way the models draw definite times:
 * corner by corner, each time held from one voltage to the next.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_points.h"
#include "grid/code_fields.h"

#include "base/fields.h"

#include <string.h>

/* clang-format off: tables, one row a line */
const ostrov_i_scalar ostrov_i_scalars[] = {
    {"ESVHi", 703, offsetof(ostrov_grid_settings, enter_max_pu), 100.0},
    {"ESVLo", 703, offsetof(ostrov_grid_settings, enter_min_pu), 100.0},
    {"ESHzHi", 703, offsetof(ostrov_grid_settings, enter_max_hz), 1.0},
    {"ESHzLo", 703, offsetof(ostrov_grid_settings, enter_min_hz), 1.0},
    {"ESDlyTms", 703, offsetof(ostrov_grid_settings, enter_delay_s), 1.0},
    {"ESRndTms", 703, offsetof(ostrov_grid_settings, enter_random_s), 1.0},
    {"ESRmpTms", 703, offsetof(ostrov_grid_settings, enter_ramp_s), 1.0},
    {"RspTms", 705, offsetof(ostrov_grid_settings, volt_var_s), 1.0},
    {"RspTms", 706, offsetof(ostrov_grid_settings, volt_watt_s), 1.0},
    {"DbOf", 711, offsetof(ostrov_grid_settings, droop_over_hz), 1.0},
    {"DbUf", 711, offsetof(ostrov_grid_settings, droop_under_hz), 1.0},
    {"KOf", 711, offsetof(ostrov_grid_settings, droop_over_ratio), 1.0},
    {"KUf", 711, offsetof(ostrov_grid_settings, droop_under_ratio), 1.0},
    {"RspTms", 711, offsetof(ostrov_grid_settings, droop_s), 1.0},
};
const uint32_t ostrov_i_scalar_count = sizeof ostrov_i_scalars / sizeof ostrov_i_scalars[0];

const ostrov_i_curve ostrov_i_curves[] = {
    {"Pt.V", "Pt.Var", "ActPt", 705, offsetof(ostrov_grid_settings, volt_var_pu),
     offsetof(ostrov_grid_settings, volt_var_ratio), OSTROV_I_CURVE_CORNERS, 100.0, 100.0,
     OSTROV_GRID_CURVE_POINTS, 0},
    {"Pt.V", "Pt.W", "ActPt", 706, offsetof(ostrov_grid_settings, volt_watt_pu),
     offsetof(ostrov_grid_settings, volt_watt_ratio), OSTROV_I_CURVE_CORNERS, 100.0, 100.0,
     OSTROV_GRID_CURVE_POINTS, 0},
    {"MustTrip.Pt.V", "MustTrip.Pt.Tms", "MustTrip.ActPt", 707,
     offsetof(ostrov_grid_settings, undervoltage_pu),
     offsetof(ostrov_grid_settings, undervoltage_s), OSTROV_I_CURVE_STAGES, 100.0, 1.0,
     OSTROV_GRID_STAGES, 0},
    {"MayTrip.Pt.V", "MayTrip.Pt.Tms", "MayTrip.ActPt", 707,
     offsetof(ostrov_grid_settings, ride_low_pu), offsetof(ostrov_grid_settings, ride_low_s),
     OSTROV_I_CURVE_CORNERS, 100.0, 1.0, OSTROV_GRID_RIDE_POINTS, 0},
    {"MomCess.Pt.V", "MomCess.Pt.Tms", "MomCess.ActPt", 707,
     offsetof(ostrov_grid_settings, cessation_low_pu),
     offsetof(ostrov_grid_settings, cessation_low_s), OSTROV_I_CURVE_NEAREST, 100.0, 1.0, 1, 0},
    {"MustTrip.Pt.V", "MustTrip.Pt.Tms", "MustTrip.ActPt", 708,
     offsetof(ostrov_grid_settings, overvoltage_pu), offsetof(ostrov_grid_settings, overvoltage_s),
     OSTROV_I_CURVE_STAGES, 100.0, 1.0, OSTROV_GRID_STAGES, 1},
    {"MayTrip.Pt.V", "MayTrip.Pt.Tms", "MayTrip.ActPt", 708,
     offsetof(ostrov_grid_settings, ride_high_pu), offsetof(ostrov_grid_settings, ride_high_s),
     OSTROV_I_CURVE_CORNERS, 100.0, 1.0, OSTROV_GRID_RIDE_POINTS, 1},
    {"MomCess.Pt.V", "MomCess.Pt.Tms", "MomCess.ActPt", 708,
     offsetof(ostrov_grid_settings, cessation_high_pu),
     offsetof(ostrov_grid_settings, cessation_high_s), OSTROV_I_CURVE_NEAREST, 100.0, 1.0, 1, 1},
    {"MustTrip.Pt.Hz", "MustTrip.Pt.Tms", "MustTrip.ActPt", 709,
     offsetof(ostrov_grid_settings, underfrequency_hz),
     offsetof(ostrov_grid_settings, underfrequency_s), OSTROV_I_CURVE_STAGES, 1.0, 1.0,
     OSTROV_GRID_STAGES, 0},
    {"MayTrip.Pt.Hz", "MayTrip.Pt.Tms", "MayTrip.ActPt", 709,
     offsetof(ostrov_grid_settings, ride_low_hz), offsetof(ostrov_grid_settings, ride_low_hz_s),
     OSTROV_I_CURVE_CORNERS, 1.0, 1.0, 4, 0},
    {"MustTrip.Pt.Hz", "MustTrip.Pt.Tms", "MustTrip.ActPt", 710,
     offsetof(ostrov_grid_settings, overfrequency_hz),
     offsetof(ostrov_grid_settings, overfrequency_s), OSTROV_I_CURVE_STAGES, 1.0, 1.0,
     OSTROV_GRID_STAGES, 1},
    {"MayTrip.Pt.Hz", "MayTrip.Pt.Tms", "MayTrip.ActPt", 710,
     offsetof(ostrov_grid_settings, ride_high_hz), offsetof(ostrov_grid_settings, ride_high_hz_s),
     OSTROV_I_CURVE_CORNERS, 1.0, 1.0, 4, 1},
};
/* clang-format on */
const uint32_t ostrov_i_curve_count = sizeof ostrov_i_curves / sizeof ostrov_i_curves[0];

int32_t ostrov_i_point_model(uint32_t offset)
{
    for (uint32_t i = 0; i < ostrov_i_scalar_count; i++) {
        if (ostrov_i_scalars[i].offset == offset) {
            return ostrov_i_scalars[i].model;
        }
    }
    for (uint32_t i = 0; i < ostrov_i_curve_count; i++) {
        const ostrov_i_curve *c = &ostrov_i_curves[i];
        const uint32_t bytes = 8u * (uint32_t)c->length;
        if ((offset >= c->x_offset && offset < c->x_offset + bytes) ||
            (offset >= c->y_offset && offset < c->y_offset + bytes)) {
            return c->model;
        }
    }
    return 0;
}

/* ---- writing ----------------------------------------------------------------------------------
 */

typedef struct list {
    ostrov_grid_point *points;
    size_t capacity;
    size_t count;
} list;

static void add(list *to, int32_t model, const char *name, int32_t index, double value)
{
    if (to->count < to->capacity) {
        const ostrov_grid_point point = {name, model, index, ostrov_i_decimal(value), OSTROV_I_NAN};
        to->points[to->count] = point;
    }
    to->count++;
}

static double at(const ostrov_grid_settings *s, uint32_t offset, int32_t element)
{
    double value = 0.0;
    memcpy(&value, (const unsigned char *)s + offset + 8u * (uint32_t)element, sizeof value);
    return value;
}

static void add_pair(list *to, const ostrov_i_curve *c, int32_t index, double x, double y)
{
    add(to, c->model, c->x_name, index, x * c->x_scale);
    add(to, c->model, c->y_name, index, y * c->y_scale);
}

static int32_t used(const ostrov_grid_settings *s, const ostrov_i_curve *c)
{
    int32_t count = 0;
    while (count < c->length && !ostrov_i_nan(at(s, c->x_offset, count))) {
        count++;
    }
    return count;
}

static void add_curve(list *to, const ostrov_grid_settings *s, const ostrov_i_curve *c)
{
    const int32_t count = used(s, c);
    int32_t index = 0;
    if (c->kind != OSTROV_I_CURVE_STAGES) {
        add(to, c->model, c->count_name, -1, count);
        for (; index < count; index++) {
            add_pair(to, c, index, at(s, c->x_offset, index), at(s, c->y_offset, index));
        }
        return;
    }
    add(to, c->model, c->count_name, -1, count > 0 ? 2 * count - 1 : 0);
    for (int32_t k = count - 1; k >= 0;
         k--) { /* the corner at the stage before, then this stage's */
        if (k < count - 1) {
            add_pair(to, c, index++, at(s, c->x_offset, k + 1), at(s, c->y_offset, k));
        }
        add_pair(to, c, index++, at(s, c->x_offset, k), at(s, c->y_offset, k));
    }
}

static void add_model(list *to, const ostrov_grid_settings *s, int32_t model)
{
    int32_t enabled = 0;
    for (uint32_t i = 0; i < ostrov_i_curve_count; i++) {
        enabled |= ostrov_i_curves[i].model == model && used(s, &ostrov_i_curves[i]) > 0;
    }
    enabled |= model == 711 && !(ostrov_i_nan(s->droop_over_hz) && ostrov_i_nan(s->droop_under_hz));
    if (model != 703) {
        add(to, model, "Ena", -1, enabled);
    }
    if (model != 703 && !enabled) {
        return;
    }
    if (model == 705 || model == 706) { /* 3 = VA_MAX_PCT, 0 = W_MAX_PCT */
        add(to, model, "DeptRef", -1, model == 705 ? 3 : 0);
    }
    for (uint32_t i = 0; i < ostrov_i_scalar_count; i++) {
        const ostrov_i_scalar *one = &ostrov_i_scalars[i];
        double value = at(s, one->offset, 0);
        if (one->model == model && !ostrov_i_nan(value)) {
            add(to, model, one->name, -1, value * one->scale);
        }
    }
    for (uint32_t i = 0; i < ostrov_i_curve_count; i++) {
        if (ostrov_i_curves[i].model == model) {
            add_curve(to, s, &ostrov_i_curves[i]);
        }
    }
}

ostrov_status ostrov_grid_settings_points(const ostrov_grid_settings *settings,
                                          ostrov_grid_point *points, size_t capacity, size_t *count)
{
    ostrov_grid_settings full;
    list to = {points, points == NULL ? 0 : capacity, 0};
    ostrov_status status = ostrov_i_take_config(
        &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS], settings, &full, NULL);
    if (status != OSTROV_OK || count == NULL) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    add_model(&to, &full, 703);
    for (int32_t model = 705; model <= 711; model++) {
        add_model(&to, &full, model);
    }
    *count = to.count;
    return to.count > to.capacity ? OSTROV_E_SPACE : OSTROV_OK;
}
