/* The single diode inside pv: parameters already checked. See pv_diode.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PV_DIODE_H
#define OSTROV_LIB_PV_DIODE_H

#include <ostrov/pv_diode.h>

/* OK, E_NOT_FINITE or E_RANGE. */
ostrov_status ostrov_i_diode_check(const ostrov_pv_diode *d);

double ostrov_i_diode_current(const ostrov_pv_diode *d, double voltage_v);
double ostrov_i_diode_open_v(const ostrov_pv_diode *d);
void ostrov_i_diode_maximum(const ostrov_pv_diode *d, double *voltage_v, double *current_a);

void ostrov_i_module_diode(const ostrov_pv_module *m, double irradiance_w_per_m2, double cell_c,
                           ostrov_pv_diode *diode);

#endif
