/* Settings in force as a device tells them: see settings.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/settings.h"

#include <math.h>
#include <string.h>

#define MOST_POINTS 32 /* corners of a curve; a device that tells more is not believed */

static int add(ostrov_grid_point *rows, int capacity, int count, const ostrov_grid_point *row)
{
    if (count < capacity) {
        rows[count] = *row;
    }
    return count + 1;
}

/* A fixed point of the model, by its place in the table. */
static int add_fixed(const struct sunspec_view *view, int point, ostrov_grid_point *rows,
                     int capacity, int count)
{
    const ostrov_grid_point row = {view->model->points[point].name, view->model->id, -1,
                                   sunspec_number(view, point), sunspec_step(view, point)};
    return add(rows, capacity, count, &row);
}

/* One repetition of a curve's point, read by the codec as a model of that one point. */
static int add_curve_point(const struct sunspec_view *view, const struct sunspec_curve_point *p,
                           int npt, int index, ostrov_grid_point *rows, int capacity, int count)
{
    const int offset = p->offset + p->per_npt * npt + p->stride * index;
    const struct sunspec_point one = {
        p->name, p->unit, (uint16_t)offset, p->scale, p->size, p->type, 0, 0};
    const struct sunspec_model single = {p->name, &one, p->model, (uint16_t)view->count, 1};
    const struct sunspec_view at = {&single, view->registers, view->count};
    const ostrov_grid_point row = {p->name, p->model, p->stride > 0 ? index : -1,
                                   sunspec_number(&at, 0), sunspec_step(&at, 0)};
    return add(rows, capacity, count, &row);
}

/* Corners in each curve as the device lays them out; -1 when it does not say, or not believably. */
static int corners(const struct sunspec_view *view)
{
    for (int i = 0; i < view->model->count; i++) {
        if (strcmp(view->model->points[i].name, "NPt") == 0) {
            const double told = sunspec_number(view, i);
            return told >= 0.0 && told <= (double)MOST_POINTS ? (int)told : -1;
        }
    }
    return 0;
}

int settings_rows(const struct sunspec_view *view, ostrov_grid_point *rows, int capacity)
{
    int count = 0;
    if (view->model == NULL) {
        return 0;
    }
    for (int i = 0; i < view->model->count; i++) {
        const char *name = view->model->points[i].name;
        if (strcmp(name, "Ena") == 0 || (view->model->id == 703 && strncmp(name, "ES", 2) == 0)) {
            count = add_fixed(view, i, rows, capacity, count);
        }
    }
    const int npt = corners(view);
    for (int i = 0; i < sunspec_curve_point_count && npt >= 0; i++) {
        const struct sunspec_curve_point *p = &sunspec_curve_points[i];
        for (int k = 0; p->model == view->model->id && k < (p->stride > 0 ? npt : 1); k++) {
            count = add_curve_point(view, p, npt, k, rows, capacity, count);
        }
    }
    return count;
}
