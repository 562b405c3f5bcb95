/* The settings of a set of stages, for whoever else judges by them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_GRID_ELEMENT_SET_H
#define OSTROV_LIB_GRID_ELEMENT_SET_H

#include <ostrov/grid_elements.h>

/* A caller's config taken in and checked, also across its fields. full is untouched on the errors
 * of single fields. */
ostrov_status ostrov_i_elements_take(const ostrov_elements_config *config,
                                     ostrov_elements_config *full, ostrov_fault *why);

#endif
