/* Suite pv: which file of the folder goes to which check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pv.h"
#include "suites.h"

#include <string.h>

typedef struct check {
    const char *file;
    void (*run)(tally *t, const char *folder, const char *file);
} check;

static const check checks[] = {
    {"solpos.csv", pv_solpos},
    {"solpos_truth.csv", pv_solpos_truth},
    {"sunrise.csv", pv_sunrise},
    {"airmass.csv", pv_airmass},
    {"extra.csv", pv_extra},
    {"clearsky.csv", pv_clearsky},
    {"decomposition.csv", pv_decomposition},
    {"dirint.csv", pv_dirint},
    {"transposition.csv", pv_transposition},
    {"reverse_transposition.csv", pv_reverse},
    {"iam.csv", pv_iam},
    {"iam_diffuse.csv", pv_iam_diffuse},
    {"temperature.csv", pv_temperature},
    {"temperature_series.csv", pv_temperature_series},
    {"singlediode.csv", pv_singlediode},
    {"iv_points.csv", pv_iv_points},
    {"iv_precise.csv", pv_iv_precise},
    {"dc_simple.csv", pv_dc_simple},
    {"sapm.csv", pv_sapm},
    {"inverter.csv", pv_inverter},
    {"tracking.csv", pv_tracking},
    {"shading.csv", pv_shading},
    {"bifacial.csv", pv_bifacial},
    {"chain_minute_cec.csv", pv_chain_cec},
    {"chain_minute_pvwatts.csv", pv_chain_pvwatts},
    {"chain_year_hour.csv", pv_chain_pvwatts},
    {"snow_soiling.csv", pv_snow_soiling},
    {NULL, NULL}, /* the end */
};

int32_t suite_pv(tally *t, const char *folder, const char *file)
{
    for (const check *c = checks; c->file != NULL; c++) {
        if (strcmp(c->file, file) == 0) {
            c->run(t, folder, file);
            return 1;
        }
    }
    return 0;
}
