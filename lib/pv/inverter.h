/* Inverters inside pv: already checked. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_PV_INVERTER_H
#define OSTROV_LIB_PV_INVERTER_H

#include <ostrov/pv_inverter.h>

/* AC power before the limit; not below 0, or not below what is drawn at night. */
double ostrov_i_inverter_pvwatts_whole(double dc_w, double ac_rating_w, double efficiency_ratio);
double ostrov_i_inverter_sandia_whole(const ostrov_pv_sandia *s, double dc_v, double dc_w);

#endif
