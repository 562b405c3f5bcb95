/* log, log1p.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "elementary_log.h"

/* r^2 is at most 2^-8 of what it is added to, so its rounding errors hardly count. */
static inline double log_of_parts(struct log_parts l)
{
    double r = l.r;
    double r2 = r * r;
    double cubic = (OSTROV_I_LOG_0 + r * OSTROV_I_LOG_1) +
                   r2 * ((OSTROV_I_LOG_2 + r * OSTROV_I_LOG_3) + r2 * OSTROV_I_LOG_4);
    struct pair sum = fast_two_sum(l.base_high, r);
    double low = (sum.low + (l.base_low + l.r_low)) - (0.5 * r2 - r * r2 * cubic);
    return sum.high + low;
}

double ostrov_log(double x)
{
    if (x >= DBL_MIN && x <= DBL_MAX)
        return log_of_parts(log_in_parts(x, 0.0, 0));
    if (x == 0.0)
        return -infinity();
    if (!(x > 0.0))
        return the_nan();
    if (x > DBL_MAX)
        return x;
    return log_of_parts(log_in_parts(x * 0x1p54, 0.0, -54));
}

double ostrov_log1p(double x)
{
    if (magnitude(x) < 0x1p-54)
        return x;              /* also keeps the sign of zero */
    if (magnitude(x) < 0x1p-9) /* 1 + x would lose what x has below its last place */
        return log_of_parts((struct log_parts){0.0, 0.0, x, 0.0});
    if (x > -1.0 && x <= DBL_MAX) {
        struct pair sum = two_sum(1.0, x);
        return log_of_parts(log_in_parts(sum.high, sum.high < 0x1p60 ? sum.low : 0.0, 0));
    }
    if (x == -1.0)
        return -infinity();
    return x > 0.0 ? x : the_nan();
}
