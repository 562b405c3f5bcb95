/* Suite grid: which file of the folder goes to which check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid.h"
#include "suites.h"

#include <string.h>

typedef struct check {
    const char *file;
    void (*run)(tally *t, const char *folder, const char *file);
} check;

static const check checks[] = {
    {"scenarios.csv", grid_scenarios},
    {"enter_cases.csv", grid_enter},
    {"enter_expect.csv", grid_sibling},
    {"enter_input.csv", grid_sibling},
    {"ndz.csv", grid_ndz},
    {"ride_cases.csv", grid_ride},
    {"ride_expect.csv", grid_sibling},
    {"ride_input.csv", grid_sibling},
    {"rocof.csv", grid_rocof},
    {"trip_cases.csv", grid_trip},
    {"trip_expect.csv", grid_sibling},
    {"trip_input.csv", grid_sibling},
    {"vector_shift.csv", grid_vector_shift},
    {"ov_10min.csv", check_mean},
    {"phasor.csv", check_phasor},
    {"sequence_components.csv", check_sequence},
    {"sync_check.csv", check_sync},
    {"sync_ramp.csv", check_sync_ramp},
    {"grid_codes.csv", grid_codes},
    {"curves.csv", grid_curves},
    {"curve_step.csv", grid_curve_step},
    {"dso_limit.csv", grid_dso_limit},
    {"shed_uf.csv", grid_shed_uf},
    {"endurance.csv", grid_endurance},
    {NULL, NULL}, /* the end */
};

void grid_sibling(tally *t, const char *folder, const char *file)
{
    (void)t;
    (void)folder;
    (void)file;
}

int32_t suite_grid(tally *t, const char *folder, const char *file)
{
    for (const check *c = checks; c->file != NULL; c++) {
        if (strcmp(c->file, file) == 0) {
            c->run(t, folder, file);
            return 1;
        }
    }
    return 0;
}
