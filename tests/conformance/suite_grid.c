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
    {"grid_codes.csv", grid_codes},
    {"curves.csv", grid_curves},
    {"curve_step.csv", grid_curve_step},
    {"dso_limit.csv", grid_dso_limit},
    {"shed_uf.csv", grid_shed_uf},
    {"endurance.csv", grid_endurance},
    {NULL, NULL}, /* the end */
};

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
