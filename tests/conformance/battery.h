/* The checks of suite battery, and what they share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_BATTERY_H
#define OSTROV_TESTS_CONFORMANCE_BATTERY_H

#include "runner.h"

#include <cjson/cJSON.h>

void battery_rainflow(tally *t, const char *folder, const char *file);
void battery_degradation(tally *t, const char *folder, const char *file);
void battery_ecm(tally *t, const char *folder, const char *file);
void battery_sop(tally *t, const char *folder, const char *file);

/* A JSON file, to be deleted; NULL (said as a failure) when it is none. */
cJSON *battery_json(tally *t, const char *folder, const char *file);

/* A number of an object; NaN when it is not there or null. */
double battery_number(const cJSON *object, const char *name);

#endif
