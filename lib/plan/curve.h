/* Piecewise-linear functions of the stored energy: value functions and stage costs.
 *
 * A curve is its corner points from left to right, each with the slope towards the next. Slopes are
 * carried along instead of being taken from differences, so that hundreds of stages do not blur them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_CURVE_H
#define OSTROV_LIB_PLAN_CURVE_H

#include <stdint.h>

typedef struct ostrov_i_point {
    double x; /* kWh */
    double v; /* money */
    double s; /* money per kWh from here to the next point; unused in the last */
} ostrov_i_point;

/* The smallest W(z + x) + C(x) over x for each z in lo … hi, W and C convex: the slopes of both, sorted
 * (infimal convolution, Rockafellar, Convex Analysis, 1970, section 5). Gives the number of points. */
int32_t ostrov_i_curve_merge(const ostrov_i_point *w, int32_t w_count, const ostrov_i_point *c,
                             int32_t c_count, double lo, double hi, ostrov_i_point *out);

/* The lower of two curves over all of both domains, which must touch. out holds at least
 * 2·(a_count + b_count) points. */
int32_t ostrov_i_curve_lower(const ostrov_i_point *a, int32_t a_count, const ostrov_i_point *b,
                             int32_t b_count, ostrov_i_point *out);

/* Adds a penalty of price for each kWh below floor and above ceiling, in place: p holds count + 2. Gives
 * the number of points. */
int32_t ostrov_i_curve_penalty(ostrov_i_point *p, int32_t count, double floor, double ceiling,
                               double price);

/* Takes corners away until at most limit are left, only downwards (tangents are lengthened, concave corners
 * cut off), so that a lower bound stays one. Gives the number left; *sound becomes 0 where nothing but
 * jumps was left and values may have risen. */
int32_t ostrov_i_curve_thin(ostrov_i_point *p, int32_t count, int32_t limit, int32_t *sound);

/* First point of the next convex run after from: points from … result form a convex curve, without jumps. */
int32_t ostrov_i_curve_run(const ostrov_i_point *p, int32_t count, int32_t from);

/* Last point at or left of x, at most count − 2 (0 for a single point). */
int32_t ostrov_i_curve_find(const ostrov_i_point *p, int32_t count, double x);

/* The same, looked for around a guess ≥ 0. */
int32_t ostrov_i_curve_near(const ostrov_i_point *p, int32_t count, double x, int32_t guess);

/* Value at x, the ends' beyond them. */
double ostrov_i_curve_value(const ostrov_i_point *p, int32_t count, double x);

#endif
