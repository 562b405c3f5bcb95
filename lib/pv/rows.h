/* Rows of array functions and small checks that the models of pv share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PV_ROWS_H
#define OSTROV_LIB_PV_ROWS_H

#include <ostrov/sun.h>

#include "base/fields.h"

/* What a status of the single call is in the status column of the array call. */
static inline uint8_t ostrov_i_value_of(ostrov_status status)
{
    if (status >= OSTROV_OK) {
        return OSTROV_VALUE_OK;
    }
    return status == OSTROV_E_NOT_FINITE ? OSTROV_VALUE_UNKNOWN : OSTROV_VALUE_RANGE;
}

/* A pointer that must be there is not: the fault names it. */
ostrov_status ostrov_i_no_pointer(ostrov_fault *why, const char *name);

/* Is x a number in lo … hi? The fault names it. */
ostrov_status ostrov_i_within(ostrov_fault *why, const char *name, double x, double lo, double hi);

#endif
