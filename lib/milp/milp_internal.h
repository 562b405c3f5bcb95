/* What the parts of libostrov-milp share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_MILP_INTERNAL_H
#define OSTROV_LIB_MILP_INTERNAL_H

#include <ostrov/milp.h>

#include "milp/model.h"

extern const ostrov_structure ostrov_i_milp_structures[];

/* Work handed to the short-lived thread and what comes back: numbers only, no GLPK object. */
typedef struct milp_job {
    const milp_input *in;
    ostrov_milp_options options;
    int32_t want_values;
    /* out */
    ostrov_status status; /* OK, LIMITED, E_DEADLINE or E_SOLVER */
    double objective;
    double bound; /* −inf = none */
    int64_t work;
    double *grid_w;
    double *battery_w;
    double *pv_w;
    double *shed_w;
    double *shed_critical_w;
    double *soc_ratio;
    double *value_per_kwh;
    double *vehicle_w; /* [vehicle · count + slot] */
} milp_job;

/* Runs in the caller's thread: starts the other, waits for it. Nothing of GLPK crosses over. */
void milp_run(milp_job *job);

#endif
