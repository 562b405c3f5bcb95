/* Settings read from points of SunSpec models, as a device gives them.
 *
 * Devices draw the same trips in different ways: one corner a stage, or a whole staircase. What
 * they have in common is that a stage is a time, and that of all corners with that time the one
 * nearest to nominal voltage or frequency is the threshold; so corners are gathered by time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/code_fields.h"
#include "grid/code_points.h"

#include "base/fields.h"

#include <string.h>

#define PAIRS 20 /* corners of one list that are looked at */

typedef struct pair {
    double x, y, x_step, y_step;
} pair;

static const ostrov_grid_point *find(const ostrov_grid_point *points, size_t count, int32_t model,
                                     const char *name, int32_t index)
{
    for (size_t i = 0; i < count; i++) {
        if (points[i].model == model && points[i].index == index && points[i].name != NULL &&
            ostrov_i_same(points[i].name, name)) {
            return &points[i];
        }
    }
    return NULL;
}

static double value_of(const ostrov_grid_point *p)
{
    return p == NULL || !ostrov_i_finite(p->value) ? OSTROV_I_NAN : p->value;
}

static void put(ostrov_grid_settings *s, uint32_t offset, int32_t element, double value)
{
    if (s != NULL) {
        memcpy((unsigned char *)s + offset + 8u * (uint32_t)element, &value, sizeof value);
    }
}

/* Corners of one list in SI; those beyond the count the device says are active are not looked at.
 */
static int32_t gather(const ostrov_grid_point *points, size_t count, const ostrov_i_curve *c,
                      pair to[PAIRS], int32_t *left)
{
    const double active = value_of(find(points, count, c->model, c->count_name, -1));
    int32_t found = 0;
    for (int32_t i = 0; ostrov_i_nan(active) || (double)i < active; i++) {
        const ostrov_grid_point *x = find(points, count, c->model, c->x_name, i);
        const ostrov_grid_point *y = find(points, count, c->model, c->y_name, i);
        if (ostrov_i_nan(value_of(x)) || ostrov_i_nan(value_of(y))) {
            /* An active corner that was not read is a hole in the curve, not its end. */
            *left += !ostrov_i_nan(active);
            break;
        }
        if (found == PAIRS) {
            ++*left;
            break;
        }
        to[found].x = ostrov_i_decimal(x->value / c->x_scale);
        to[found].y = ostrov_i_decimal(y->value / c->y_scale);
        to[found].x_step = x->step / c->x_scale;
        to[found].y_step = y->step / c->y_scale;
        found++;
    }
    return found;
}

static int32_t nearer(const ostrov_i_curve *c, double a, double b)
{
    return c->over ? a < b : a > b;
}

/* One pair for each time, nearest to nominal, in the order of nearness. Returns how many. */
static int32_t by_time(const ostrov_i_curve *c, pair *p, int32_t count)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < count; i++) {
        const pair one = p[i];
        int32_t same = 0;
        while (same < kept && p[same].y != one.y) {
            same++;
        }
        if (same == kept) {
            p[kept++] = one;
        } else if (nearer(c, one.x, p[same].x)) {
            p[same] = one;
        }
    }
    for (int32_t i = 1; i < kept; i++) {
        for (int32_t k = i; k > 0 && nearer(c, p[k].x, p[k - 1].x); k--) {
            const pair other = p[k];
            p[k] = p[k - 1];
            p[k - 1] = other;
        }
    }
    return kept;
}

/* Corners upwards, whichever way the device lists them. */
static void upwards(pair *p, int32_t count)
{
    if (count > 1 && p[0].x > p[count - 1].x) {
        for (int32_t i = 0; i < count / 2; i++) {
            const pair other = p[i];
            p[i] = p[count - 1 - i];
            p[count - 1 - i] = other;
        }
    }
}

static void read_curve(const ostrov_grid_point *points, size_t count, const ostrov_i_curve *c,
                       ostrov_grid_settings *settings, ostrov_grid_settings *steps, int32_t *left)
{
    pair p[PAIRS];
    int32_t found = gather(points, count, c, p, left);
    if (c->kind == OSTROV_I_CURVE_CORNERS) {
        upwards(p, found);
    } else {
        found = by_time(c, p, found);
    }
    if (found > c->length && c->kind != OSTROV_I_CURVE_NEAREST) {
        *left += found - c->length;
    }
    for (int32_t i = 0; i < found && i < c->length; i++) {
        put(settings, c->x_offset, i, p[i].x);
        put(settings, c->y_offset, i, p[i].y);
        put(steps, c->x_offset, i, p[i].x_step);
        put(steps, c->y_offset, i, p[i].y_step);
    }
}

static void clear(ostrov_grid_settings *settings, ostrov_grid_settings *steps)
{
    const ostrov_structure *s = &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS];
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        for (uint32_t k = 0; f->type == OSTROV_TYPE_F64 && k < f->count; k++) {
            if (ostrov_i_point_model(f->offset + 8u * k) != 0) {
                put(settings, f->offset, (int32_t)k, OSTROV_I_NAN);
            }
            put(steps, f->offset, (int32_t)k, OSTROV_I_NAN);
        }
    }
}

/* Powers in percent of something else than the rating the settings speak of cannot be compared. */
static void check_reference(const ostrov_grid_point *points, size_t count, int32_t model,
                            double expected, double *ratio, int32_t *left)
{
    double reference = value_of(find(points, count, model, "DeptRef", -1));
    if (!ostrov_i_nan(reference) && reference != expected) {
        for (int32_t i = 0; i < OSTROV_GRID_CURVE_POINTS; i++) {
            ratio[i] = OSTROV_I_NAN;
        }
        ++*left;
    }
}

int32_t ostrov_i_points_read(const ostrov_grid_point *points, size_t count,
                             ostrov_grid_settings *settings, ostrov_grid_settings *steps,
                             uint32_t *off)
{
    int32_t left = 0;
    *off = 0;
    clear(settings, steps);
    for (int32_t model = 703; model <= 711; model++) {
        *off |= value_of(find(points, count, model, "Ena", -1)) == 0.0 ? 1u << (model - 703) : 0u;
    }
    for (uint32_t i = 0; i < ostrov_i_scalar_count; i++) {
        const ostrov_i_scalar *one = &ostrov_i_scalars[i];
        const ostrov_grid_point *p = find(points, count, one->model, one->name, -1);
        if (!ostrov_i_nan(value_of(p)) && (*off >> (one->model - 703) & 1u) == 0) {
            put(settings, one->offset, 0, ostrov_i_decimal(p->value / one->scale));
            put(steps, one->offset, 0, p->step / one->scale);
        }
    }
    for (uint32_t i = 0; i < ostrov_i_curve_count; i++) {
        const ostrov_i_curve *c = &ostrov_i_curves[i];
        if ((*off >> (c->model - 703) & 1u) == 0) {
            read_curve(points, count, c, settings, steps, &left);
        }
    }
    check_reference(points, count, 705, 3.0, settings->volt_var_ratio, &left);
    check_reference(points, count, 706, 0.0, settings->volt_watt_ratio, &left);
    return left;
}

ostrov_status ostrov_grid_settings_read_points(const ostrov_grid_point *points, size_t count,
                                               ostrov_grid_settings *settings)
{
    const ostrov_structure *s = &ostrov_i_grid_code_structures[OSTROV_I_GRID_SETTINGS];
    ostrov_grid_settings full;
    uint32_t off = 0;
    if (points == NULL && count > 0) {
        return OSTROV_E_ARGUMENT;
    }
    /* As a sample: what was read before may lack members that a config must have. */
    ostrov_status status = ostrov_i_take_sample(s, settings, &full, NULL, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    int32_t left = ostrov_i_points_read(points, count, &full, NULL, &off);
    status = ostrov_i_give(s, &full, settings, settings->struct_size);
    return status != OSTROV_OK ? status : (left > 0 ? OSTROV_DEGRADED : OSTROV_OK);
}
