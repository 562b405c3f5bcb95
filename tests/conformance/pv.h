/* The checks of suite pv, one line each: pv_<what>.c holds those of a subject.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_PV_H
#define OSTROV_TESTS_CONFORMANCE_PV_H

#include "csv.h"
#include "misfit.h"
#include "runner.h"

void pv_solpos(tally *t, const char *folder, const char *file);
void pv_solpos_truth(tally *t, const char *folder, const char *file);
void pv_sunrise(tally *t, const char *folder, const char *file);
void pv_airmass(tally *t, const char *folder, const char *file);
void pv_extra(tally *t, const char *folder, const char *file);
void pv_clearsky(tally *t, const char *folder, const char *file);
void pv_decomposition(tally *t, const char *folder, const char *file);
void pv_dirint(tally *t, const char *folder, const char *file);
void pv_transposition(tally *t, const char *folder, const char *file);
void pv_reverse(tally *t, const char *folder, const char *file);
void pv_iam(tally *t, const char *folder, const char *file);
void pv_iam_diffuse(tally *t, const char *folder, const char *file);
void pv_temperature(tally *t, const char *folder, const char *file);
void pv_temperature_series(tally *t, const char *folder, const char *file);
void pv_singlediode(tally *t, const char *folder, const char *file);
void pv_iv_points(tally *t, const char *folder, const char *file);
void pv_iv_precise(tally *t, const char *folder, const char *file);
void pv_dc_simple(tally *t, const char *folder, const char *file);
void pv_sapm(tally *t, const char *folder, const char *file);
void pv_inverter(tally *t, const char *folder, const char *file);
void pv_tracking(tally *t, const char *folder, const char *file);
void pv_shading(tally *t, const char *folder, const char *file);
void pv_bifacial(tally *t, const char *folder, const char *file);
void pv_chain_cec(tally *t, const char *folder, const char *file);
void pv_chain_pvwatts(tally *t, const char *folder, const char *file);
void pv_snow_soiling(tally *t, const char *folder, const char *file);

#endif
