/* Piecewise-linear functions: see curve.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/curve.h"

#include "base/fields.h"

/* A curve that is being written from left to right, between lo and hi. */
typedef struct pen {
    ostrov_i_point *out;
    int32_t count;
    double x;
    double v;
    double skip;  /* length still to be left out before lo */
    double left;  /* length still wanted */
    double slope; /* of the last segment; NaN = none yet */
} pen;

/* The next segment. */
static inline void draw(pen *to, double slope, double length)
{
    ostrov_i_point *out = to->out;
    if (to->skip > 0.0) {
        const double cut = ostrov_i_min(to->skip, length);
        to->x += cut;
        to->v += slope * cut;
        to->skip -= cut;
        length -= cut;
        out[0] = (ostrov_i_point){to->x, to->v, 0.0};
    }
    length = ostrov_i_min(length, to->left);
    if (length > 0.0) {
        to->left -= length;
        to->x += length;
        to->v += slope * length;
        if (to->slope != slope) { /* else it goes straight on */
            out[to->count - 1].s = slope;
            to->slope = slope;
            to->count++;
        }
        out[to->count - 1] = (ostrov_i_point){to->x, to->v, slope};
    }
}

int32_t ostrov_i_curve_merge(const ostrov_i_point *w, int32_t w_count, const ostrov_i_point *c,
                             int32_t c_count, double lo, double hi, ostrov_i_point *out)
{
    int32_t i = 0;
    int32_t k = c_count - 1;
    pen to = {out, 1, w[0].x - c[k].x, w[0].v + c[k].v, 0.0, 0.0, OSTROV_I_NAN};
    to.skip = ostrov_i_max(lo - to.x, 0.0);
    to.left = hi - (to.x + to.skip);
    out[0] = (ostrov_i_point){to.x, to.v, 0.0};
    while (to.left > 0.0 && (i + 1 < w_count || k > 0)) {
        /* C turned round has its slopes negated and in the opposite order */
        const double until = k > 0 ? -c[k - 1].s : __builtin_inf();
        while (i + 1 < w_count && w[i].s <= until && to.left > 0.0) {
            draw(&to, w[i].s, w[i + 1].x - w[i].x);
            i++;
        }
        if (k > 0 && to.left > 0.0) {
            k--;
            draw(&to, until, c[k + 1].x - c[k].x);
        }
    }
    return to.count;
}

/* Value of a curve in the segment that begins at point i. */
static double at(const ostrov_i_point *p, int32_t i, double x)
{
    return p[i].v + p[i].s * (x - p[i].x);
}

/* 1 when the curve jumps at point i > 0: what it costs to run a PCS at all begins there. */
static int32_t jumps(const ostrov_i_point *p, int32_t i)
{
    const double left = at(p, i - 1, p[i].x);
    return ostrov_i_abs(left - p[i].v) >
           1e-11 * (1.0 + ostrov_i_abs(left)); /* more than rounding */
}

/* Puts a corner at the end of a curve that is being written; s is the slope after it. */
static int32_t put(ostrov_i_point *out, int32_t count, double x, double v, double s)
{
    if (count > 0 && out[count - 1].x >= x) {
        out[count - 1].s = s;
        return count;
    }
    if (count > 1 && out[count - 1].s == s && out[count - 2].s == s && !jumps(out, count - 1)) {
        count--; /* the corner before was none */
    }
    out[count].x = x;
    out[count].v = v;
    out[count].s = s;
    return count + 1;
}

int32_t ostrov_i_curve_lower(const ostrov_i_point *a, int32_t a_count, const ostrov_i_point *b,
                             int32_t b_count, ostrov_i_point *out)
{
    const double sliver =
        1e-9; /* kWh: where domains differ by rounding, one curve alone tells nothing */
    const double begin = ostrov_i_min(a[0].x, b[0].x);
    const double end = ostrov_i_max(a[a_count - 1].x, b[b_count - 1].x);
    double x = begin;
    int32_t i = 0;
    int32_t k = 0;
    int32_t count = 0;
    double v = 0.0;
    while (x < end) {
        int32_t has_a = 0;
        int32_t has_b = 0;
        double next = end;
        while (i + 1 < a_count && a[i + 1].x <= x) {
            i++;
        }
        while (k + 1 < b_count && b[k + 1].x <= x) {
            k++;
        }
        has_a = i + 1 < a_count && a[i].x <= x;
        has_b = k + 1 < b_count && b[k].x <= x;
        if (i + 1 < a_count) {
            next = ostrov_i_min(next, has_a ? a[i + 1].x : a[i].x);
        }
        if (k + 1 < b_count) {
            next = ostrov_i_min(next, has_b ? b[k + 1].x : b[k].x);
        }
        if (next - x < sliver) {
            x = next;
            continue;
        }
        if (has_a && has_b) {
            const double va = at(a, i, x);
            const double vb = at(b, k, x);
            const double a_next = at(a, i, next);
            const double b_next = at(b, k, next);
            const int32_t a_first = va < vb || (va == vb && a[i].s <= b[k].s);
            v = a_first ? va : vb;
            count = put(out, count, x, v, a_first ? a[i].s : b[k].s);
            if ((va < vb && a_next > b_next) || (va > vb && a_next < b_next)) {
                const double cross = x + (va - vb) / (b[k].s - a[i].s); /* where they meet */
                if (cross < next) { /* rounded onto x: it is the other from x on */
                    v = at(a, i, cross);
                    count = put(out, count, cross, v, a_first ? b[k].s : a[i].s);
                }
            }
            v = ostrov_i_min(a_next, b_next);
        } else if (has_a || has_b) {
            const ostrov_i_point *p = has_a ? a : b;
            const int32_t n = has_a ? i : k;
            count = put(out, count, x, at(p, n, x), p[n].s);
            v = at(p, n, next);
        }
        x = next;
    }
    if (count == 0) { /* both are the same single point */
        v = ostrov_i_min(a[a_count - 1].v, b[b_count - 1].v);
    } else {
        out[0].x = begin;
    }
    out[count].x = end;
    out[count].v = v;
    out[count].s = 0.0;
    return count + 1;
}

/* A corner at x where there is none. */
static int32_t split(ostrov_i_point *p, int32_t count, double x)
{
    int32_t i = count - 1;
    if (x <= p[0].x || x >= p[count - 1].x) {
        return count;
    }
    while (p[i].x > x) {
        i--;
    }
    if (p[i].x == x) {
        return count;
    }
    for (int32_t k = count; k > i + 1; k--) {
        p[k] = p[k - 1];
    }
    p[i + 1].x = x;
    p[i + 1].v = at(p, i, x);
    p[i + 1].s = p[i].s;
    return count + 1;
}

int32_t ostrov_i_curve_penalty(ostrov_i_point *p, int32_t count, double floor, double ceiling,
                               double price)
{
    if (floor > p[0].x) {
        count = split(p, count, floor);
        for (int32_t i = 0; i < count && p[i].x < floor; i++) {
            p[i].v += price * (floor - p[i].x);
            p[i].s -= price;
        }
    }
    if (ceiling < p[count - 1].x) {
        count = split(p, count, ceiling);
        for (int32_t i = count - 1; i >= 0 && p[i].x >= ceiling; i--) {
            p[i].v += price * (p[i].x - ceiling);
            p[i].s += price;
        }
    }
    return count;
}

int32_t ostrov_i_curve_near(const ostrov_i_point *p, int32_t count, double x, int32_t guess)
{
    const int32_t last = count > 1 ? count - 2 : 0;
    int32_t i = guess < last ? guess : last;
    while (i < last && p[i + 1].x <= x) {
        i++;
    }
    while (i > 0 && p[i].x > x) {
        i--;
    }
    return i;
}

int32_t ostrov_i_curve_find(const ostrov_i_point *p, int32_t count, double x)
{
    int32_t low = 0;
    int32_t high = count > 1 ? count - 1 : 1;
    while (high - low > 1) {
        const int32_t middle = (low + high) / 2;
        if (p[middle].x <= x) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

double ostrov_i_curve_value(const ostrov_i_point *p, int32_t count, double x)
{
    const int32_t i = ostrov_i_curve_find(p, count, x);
    if (count == 1) {
        return p[0].v;
    }
    return at(p, i, ostrov_i_clamp(x, p[0].x, p[count - 1].x));
}

int32_t ostrov_i_curve_run(const ostrov_i_point *p, int32_t count, int32_t from)
{
    int32_t i = from + 1;
    while (i + 1 < count && p[i].s >= p[i - 1].s && !jumps(p, i)) {
        i++;
    }
    return i < count ? i : count - 1;
}

/* By how much a curve comes down where corner i, concave, is cut off by the chord. */
static double lost_by_chord(const ostrov_i_point *p, int32_t i)
{
    const double before = p[i].x - p[i - 1].x;
    const double after = p[i + 1].x - p[i].x;
    return (p[i - 1].s - p[i].s) * before * after / (before + after);
}

/* And where segment i, convex at both ends, goes: its neighbours are lengthened until they meet. */
static double lost_by_tangents(const ostrov_i_point *p, int32_t i)
{
    const double less = p[i].s - p[i - 1].s;
    const double more = p[i + 1].s - p[i].s;
    return (p[i + 1].x - p[i].x) * less * more / (less + more);
}

/* The corner that is missed least, of those that go downwards; −1 = none. */
static int32_t least_corner(const ostrov_i_point *p, int32_t count)
{
    double least = 0.0;
    int32_t best = -1;
    for (int32_t i = 1; i + 1 < count; i++) {
        const int32_t concave = p[i].s < p[i - 1].s;
        double lost = 0.0;
        if (jumps(p, i) || (concave ? jumps(p, i + 1)
                                    : i + 2 >= count || jumps(p, i + 1) || p[i + 1].s < p[i].s ||
                                          p[i + 1].s == p[i - 1].s)) {
            continue;
        }
        lost = concave ? lost_by_chord(p, i) : lost_by_tangents(p, i);
        if (best < 0 || lost < least) {
            best = i;
            least = lost;
        }
    }
    return best;
}

int32_t ostrov_i_curve_thin(ostrov_i_point *p, int32_t count, int32_t limit, int32_t *sound)
{
    while (count > limit && count > 3) {
        int32_t i = least_corner(p, count);
        int32_t gone = i; /* the point that goes */
        if (i < 0) {      /* nothing but jumps: a chord that may lie above */
            *sound = 0;
            gone = 1;
            p[0].s = (p[2].v - p[0].v) / (p[2].x - p[0].x);
        } else if (p[i].s < p[i - 1].s) {
            p[i - 1].s = (p[i + 1].v - p[i - 1].v) / (p[i + 1].x - p[i - 1].x);
        } else {
            const double a = p[i - 1].s;
            const double b = p[i + 1].s;
            const double meet =
                (p[i + 1].v - b * p[i + 1].x - p[i - 1].v + a * p[i - 1].x) / (a - b);
            const double x = ostrov_i_clamp(meet, p[i].x, p[i + 1].x);
            p[i].v = p[i - 1].v + a * (x - p[i - 1].x);
            p[i].x = x;
            p[i].s = b;
            gone = i + 1;
        }
        for (i = gone; i + 1 < count; i++) {
            p[i] = p[i + 1];
        }
        count--;
    }
    return count;
}
