/* Suite soc: which folder of measured files goes to which check. Folders are named as in
 * ../shared/data/battery and hold what files and temperatures they will.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc.h"
#include "soc_ageing.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

typedef struct check {
    const char *folder;
    void (*run)(tally *t, const char *path, const char *folder);
} check;

static void soc_drives_and_pulses(tally *t, const char *path, const char *folder)
{
    soc_drives(t, path, folder);
    soc_pulses_folder(t, path, folder);
}

/* clang-format off: one a line */
static const check checks[] = {
    {"a123_lfp", soc_drives},
    {"shi_lfp12", soc_drives},
    {"pan_nca", soc_drives_and_pulses},
    {"leaf_lmo", soc_leaf_folder},
    {"nasa_ageing", soc_nasa_folder},
    {"isea_sanyo", soc_isea_folder},
    {"kokam_ageing", soc_kokam_folder},
    {"bmw_i3", soc_bmw_folder},
    {NULL, NULL}, /* the end */
};
/* clang-format on */

int32_t suite_soc(tally *t, const char *folder, const char *file)
{
    char path[4096];
    for (const check *c = checks; c->folder != NULL; c++) {
        if (strcmp(c->folder, file) == 0 &&
            snprintf(path, sizeof path, "%s/%s", folder, file) < (int)sizeof path) {
            c->run(t, path, file);
            return 1;
        }
    }
    return 0;
}
