/* Suite soc: the folders of aged cells.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CONFORMANCE_SOC_AGEING_H
#define OSTROV_TESTS_CONFORMANCE_SOC_AGEING_H

#include "runner.h"

/* Each file of a folder whose name begins so and is a gzip CSV, in the order of their names. */
void soc_each_file(tally *t, const char *path, const char *begins,
                   void (*check)(tally *t, const char *path, const char *file));

/* nasa_ageing: capacity of each cycle told before its discharge. NAME.csv.gz; the measured capacities are
 * in NAME_capacity.csv.gz beside it. */
void soc_nasa(tally *t, const char *path, const char *file);
void soc_nasa_folder(tally *t, const char *path, const char *folder);

/* isea_sanyo: capacity between check-ups by resistance. */
void soc_isea(tally *t, const char *path, const char *file);
void soc_isea_folder(tally *t, const char *path, const char *folder);

/* kokam_ageing: the law of ageing against measured check-ups. */
void soc_kokam(tally *t, const char *path, const char *file);
void soc_kokam_folder(tally *t, const char *path, const char *folder);

/* bmw_i3: the flags raised on a trip. */
void soc_bmw(tally *t, const char *path, const char *file);
void soc_bmw_folder(tally *t, const char *path, const char *folder);
/* leaf_lmo: the weakest of six cells, in the records of a module. */
void soc_leaf(tally *t, const char *path, const char *file);
void soc_leaf_folder(tally *t, const char *path, const char *folder);

/* pan_nca: pulses of ten seconds by the model for power limits. */
void soc_pulses(tally *t, const char *path, const char *file);
void soc_pulses_folder(tally *t, const char *path, const char *folder);

#endif
