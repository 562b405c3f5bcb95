/* The audit: a DSO's settings against what a device reads back, number by number.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_fields.h"
#include "grid/code_points.h"

#include "base/fields.h"

#include <string.h>

#define SAME 1e-9  /* decimals of nine places are the same number */
#define POINTS 160 /* more than ostrov_grid_settings_points ever writes */

static double at(const ostrov_grid_settings *s, const ostrov_field *f, uint32_t k)
{
    double value = 0.0;
    memcpy(&value, (const unsigned char *)s + f->offset + 8u * k, sizeof value);
    return value;
}

static int32_t compare(double wanted, double found, double step, int32_t model, int32_t off)
{
    if (model == 0) {
        return OSTROV_GRID_AUDIT_NO_POINT;
    }
    if (ostrov_i_nan(found)) {
        return off ? OSTROV_GRID_AUDIT_OFF : OSTROV_GRID_AUDIT_NOT_READ;
    }
    if (ostrov_i_nan(wanted)) {
        return OSTROV_GRID_AUDIT_EXTRA;
    }
    double distance = ostrov_i_abs(wanted - found);
    if (distance <= SAME) {
        return OSTROV_GRID_AUDIT_PASS;
    }
    /* Rounding to the nearest step leaves at most half of one. */
    return distance <= 0.5 * step + SAME ? OSTROV_GRID_AUDIT_COARSE : OSTROV_GRID_AUDIT_DIFFERS;
}

/* The nominal values are the base of all others, the dead level is the controller's own: neither is
 * a setting of a device. */
static int32_t is_setting(const ostrov_field *f)
{
    return f->type == OSTROV_TYPE_F64 && f->offset > offsetof(ostrov_grid_settings, nominal_hz) &&
           f->offset != offsetof(ostrov_grid_settings, dead_pu);
}

/* The DSO's settings the way a device could show them: a stage that another of the same delay
 * covers cannot be drawn, so it is not looked for. Members without a point stay as they are. */
static void drawable(const ostrov_grid_settings *wanted, ostrov_grid_settings *drawn)
{
    ostrov_grid_point points[POINTS];
    size_t count = 0;
    uint32_t off = 0;
    *drawn = *wanted;
    if (ostrov_grid_settings_points(wanted, points, POINTS, &count) == OSTROV_OK) {
        (void)ostrov_i_points_read(points, count, drawn, NULL, &off);
    }
}

ostrov_status ostrov_grid_audit(const ostrov_grid_settings *wanted, const ostrov_grid_point *points,
                                size_t count, ostrov_grid_finding *findings, size_t capacity,
                                size_t *finding_count)
{
    const ostrov_structure *s = &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS];
    ostrov_grid_settings want, found, steps;
    uint32_t off = 0;
    size_t lines = 0;
    ostrov_status status = ostrov_i_take_config(s, wanted, &found, NULL);
    if (status != OSTROV_OK || finding_count == NULL || (points == NULL && count > 0)) {
        return status != OSTROV_OK ? status : OSTROV_E_ARGUMENT;
    }
    drawable(&found, &want);
    int32_t left = ostrov_i_points_read(points, count, &found, &steps, &off);
    capacity = findings == NULL ? 0 : capacity;
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        for (uint32_t k = 0; is_setting(f) && k < f->count; k++) {
            const int32_t model = ostrov_i_point_model(f->offset + 8u * k);
            ostrov_grid_finding line = {f->name,
                                        f->unit,
                                        f->count > 1 ? (int32_t)k : -1,
                                        model,
                                        0,
                                        0,
                                        at(&want, f, k),
                                        OSTROV_I_NAN,
                                        at(&steps, f, k)};
            if (model != 0) {
                line.found = at(&found, f, k);
            }
            if (ostrov_i_nan(line.wanted) && ostrov_i_nan(line.found)) {
                continue;
            }
            line.result = compare(line.wanted, line.found, line.step, model,
                                  model != 0 && (off >> (model - 703) & 1u) != 0);
            left += line.result != OSTROV_GRID_AUDIT_PASS &&
                    line.result != OSTROV_GRID_AUDIT_COARSE &&
                    line.result != OSTROV_GRID_AUDIT_NO_POINT;
            if (lines < capacity) {
                findings[lines] = line;
            }
            lines++;
        }
    }
    *finding_count = lines;
    if (lines > capacity) {
        return OSTROV_E_SPACE;
    }
    return left > 0 ? OSTROV_DEGRADED : OSTROV_OK;
}
