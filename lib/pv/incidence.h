/* The glass inside pv: already checked. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_PV_INCIDENCE_H
#define OSTROV_LIB_PV_INCIDENCE_H

#include <ostrov/pv_incidence.h>

/* Share of the beam that passes; the SAPM polynomial alone needs the angle itself. */
double ostrov_i_glass_passes(const ostrov_pv_glass *glass, double cos_incidence);

#endif
