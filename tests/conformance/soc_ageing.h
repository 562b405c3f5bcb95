/* Suite soc: the folders of aged cells.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_SOC_AGEING_H
#define OSTROV_TESTS_CONFORMANCE_SOC_AGEING_H

#include "runner.h"

/* nasa_ageing: capacity of each cycle told by the charge before it. file is NAME.csv.gz; the measured
 * capacities are in NAME_capacity.csv.gz beside it. */
void soc_nasa(tally *t, const char *folder, const char *file);

/* isea_sanyo: capacity between check-ups by resistance. */
void soc_isea(tally *t, const char *folder, const char *file);

/* kokam_ageing: the law of ageing against measured check-ups. */
void soc_kokam(tally *t, const char *folder, const char *file);

/* bmw_i3: the flags raised on a trip. */
void soc_bmw(tally *t, const char *folder, const char *file);

#endif
