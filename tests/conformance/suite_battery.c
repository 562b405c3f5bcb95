/* Suite battery: which file of the folder goes to which check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery.h"
#include "suites.h"

#include <string.h>

typedef struct check {
    const char *file;
    void (*run)(tally *t, const char *folder, const char *file);
} check;

static const check checks[] = {
    {"rainflow.json", battery_rainflow},
    {"degradation.json", battery_degradation},
    {"ecm.json", battery_ecm},
    {"sop.json", battery_sop},
};

int32_t suite_battery(tally *t, const char *folder, const char *file)
{
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if (strcmp(checks[i].file, file) == 0) {
            checks[i].run(t, folder, file);
            return 1;
        }
    }
    return 0;
}
