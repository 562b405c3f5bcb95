/* The table of DIRINT.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_SUN_DIRINT_H
#define OSTROV_LIB_SUN_DIRINT_H

#include <stdint.h>

/* [clearness][zenith][change of clearness][water] in 1e-5. */
extern const int32_t ostrov_i_dirint[6][6][7][5];

#endif
