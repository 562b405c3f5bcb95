/* The checks of suite pv, one line each: pv_<what>.c holds those of a subject.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_PV_H
#define OSTROV_TESTS_CONFORMANCE_PV_H

#include "csv.h"
#include "runner.h"

#endif
