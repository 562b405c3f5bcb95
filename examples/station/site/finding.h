/* How a part of `check` gives out its findings one by one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SITE_FINDING_H
#define STATION_SITE_FINDING_H

#include <stddef.h>
#include <stdint.h>

struct finding {
    int32_t wanted; /* which one; counts down */
    int *error;     /* 1 = an error, 0 = a warning */
    char *text;
    size_t capacity;
};

#endif
