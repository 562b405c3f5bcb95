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
