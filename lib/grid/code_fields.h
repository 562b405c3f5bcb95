/* Positions in ostrov_i_grid_code_structures. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_GRID_CODE_FIELDS_H
#define OSTROV_LIB_GRID_CODE_FIELDS_H

#include <ostrov/grid_code.h>

enum { OSTROV_I_GRID_SETTINGS = 0 };

extern const ostrov_structure ostrov_i_grid_code_structures[];

static inline int32_t ostrov_i_same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* The decimal number of up to nine places that x stands for, without the dust that subtraction or a
 * change of unit leaves. What is too big for nine places stays. */
static inline double ostrov_i_decimal(double x)
{
    double nano = x * 1e9;
    if (!(nano > -9e18 && nano < 9e18)) {
        return x;
    }
    return (double)(int64_t)(nano < 0.0 ? nano - 0.5 : nano + 0.5) / 1e9;
}

/* Checks and takes a caller's settings as ostrov_grid_settings_check does; full is our size. */
ostrov_status ostrov_i_grid_settings_take(const ostrov_grid_settings *settings,
                                          ostrov_grid_settings *full, ostrov_fault *why);

#endif
