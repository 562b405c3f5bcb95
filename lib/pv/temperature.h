/* Cell temperature inside pv: model and inputs already checked. SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PV_TEMPERATURE_H
#define OSTROV_LIB_PV_TEMPERATURE_H

#include <ostrov/pv_temperature.h>

double ostrov_i_cell_c(const ostrov_pv_thermal *thermal, double poa_w_per_m2, double air_c,
                       double wind_m_per_s, double sky_w_per_m2);

#endif
