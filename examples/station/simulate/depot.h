/* The depot's knowledge for the station: what each vehicle that is plugged in accepts, needs, and
 * when it leaves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DEPOT_H
#define STATION_DEPOT_H

#include "planner.h"

/* Fills vehicle_accepts_w, vehicle_depart_s and vehicle_needs_wh of a measurement for the vehicles
 * that the fleet has at its charge points. Energy for a vehicle that has just plugged in is ordered
 * once for its stay, so that the station is not told something new each minute. peak_w: highest
 * quarter hour of the month; scratch: room to work in. */
void depot_measure(struct reference *scratch, struct fleet *fleet, int64_t time_s, double peak_w,
                   double ambient_c, ostrov_measurement *measurement);

/* What charge points say of their places moves what the depot believes of its vehicles.
 *   tag: who started the transaction there, "" = not told; a vehicle's name in the site file counts
 *   energy drawn over dt_s is added to what the vehicle is believed to hold
 * A place that is not known changes nothing. */
void depot_observe(struct fleet *fleet, int32_t charge_point, int32_t plugged, const char *tag,
                   double power_w, int64_t time_s, double dt_s);

#endif
