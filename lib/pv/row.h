/* Rows and trackers inside pv: already checked. SPDX-License-Identifier: Apache-2.0 */
#ifndef OSTROV_LIB_PV_ROW_H
#define OSTROV_LIB_PV_ROW_H

#include <ostrov/pv_row.h>

/* Cosine of the angle between beam and normal of a plane, −1 … 1. */
double ostrov_i_cos_incidence(double tilt_deg, double azimuth_deg, double zenith_deg,
                              double sun_azimuth_deg);

/* 1 = tracks; 0 = sun below the horizon, stowed at rotation 0. */
int32_t ostrov_i_tracker_plane(const ostrov_pv_tracker *tracker, double zenith_deg,
                               double azimuth_deg, ostrov_pv_plane *plane);

#endif
