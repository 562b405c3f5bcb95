/* Do two readings of one quantity agree? A scale factor that was torn from its number, or read as a
 * sentinel, makes a power wrong by powers of ten; volts and amperes have scale factors of their own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_AGREE_H
#define STATION_DRIVERS_AGREE_H

#include <math.h>

/* volts: mean of the phases; amperes: of all phases together, or of one, as makers have it: hence the
 * factor of 3 and some upwards. Downwards distortion and reactive power stand between them. floor_w:
 * below it nothing is judged. What is not told (NaN) contradicts nothing. */
static inline int power_agrees(double watts, double var, double volts, double amperes,
                               double floor_w)
{
    double seen = fabs(volts * amperes);
    double size = sqrt(watts * watts + var * var);
    return !(fabs(watts) > 4.0 * seen + floor_w) && !(size < 0.4 * seen - floor_w);
}

#endif
