/* The suites: one line here, one in runner.c's list, one file each.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_SUITES_H
#define OSTROV_TESTS_CONFORMANCE_SUITES_H

#include "runner.h"

int32_t suite_battery(tally *t, const char *folder, const char *file);
int32_t suite_dispatch(tally *t, const char *folder, const char *file);
int32_t suite_forecast(tally *t, const char *folder, const char *file);
int32_t suite_grid(tally *t, const char *folder, const char *file);
int32_t suite_plan(tally *t, const char *folder, const char *file);
int32_t suite_soc(tally *t, const char *folder, const char *file);
int32_t suite_pv(tally *t, const char *folder, const char *file);

#endif
