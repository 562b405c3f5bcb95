/* SPDX-License-Identifier: Apache-2.0 */
#include "pv/rows.h"

ostrov_status ostrov_i_no_pointer(ostrov_fault *why, const char *name)
{
    return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, name, -1, OSTROV_I_NAN, OSTROV_I_NAN,
                          OSTROV_I_NAN);
}

ostrov_status ostrov_i_within(ostrov_fault *why, const char *name, double x, double lo, double hi)
{
    if (ostrov_i_nan(x)) {
        return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, NULL, name, -1, x, lo, hi);
    }
    if (!(x >= lo && x <= hi)) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, name, -1, x, lo, hi);
    }
    return OSTROV_OK;
}
