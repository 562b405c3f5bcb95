/* What is inside an ostrov_telemetry.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_TELEMETRY_INTERNAL_H
#define OSTROV_LIB_BATTERY_TELEMETRY_INTERNAL_H

#include <ostrov/battery_telemetry.h>

extern const ostrov_structure ostrov_i_telemetry_structures[];

enum { OSTROV_I_TELEMETRY_CONFIG = 0, OSTROV_I_TELEMETRY_SAMPLE = 1, OSTROV_I_TELEMETRY_STATE = 2 };

#define OSTROV_I_TELEMETRY_MAGIC (0x656c6574u) /* "tele" */

/* The values judged one by one. */
enum { OSTROV_I_V, OSTROV_I_A, OSTROV_I_C, OSTROV_I_SOC, OSTROV_I_VALUES };

typedef struct ostrov_i_telemetry {
    uint32_t magic;
    uint32_t reasons, ever;
    uint32_t reserved;
    ostrov_telemetry_config config;
    int64_t count[OSTROV_TELEMETRY_REASONS];
    double since_s[OSTROV_TELEMETRY_REASONS];
    double believed[OSTROV_I_VALUES];  /* of the last sample; NaN: refused or not told */
    double told[OSTROV_I_VALUES];      /* in the sample before, within its range */
    double last[OSTROV_I_VALUES];      /* believed last; a SoC that only drifts apart counts */
    double last_age_s[OSTROV_I_VALUES]; /* since then */
    double silent_s[OSTROV_I_VALUES];   /* since it was told last; NaN: never */
    double refused_s[OSTROV_I_VALUES];  /* for how long values in range were refused for their change */
    double same_s;                     /* voltage and current the same to the last digit */
    double stiff_v, stiff_a; /* steps of current that voltage did not follow, and the other way round */
    double product, square, steps;     /* leaky sums over steps of current: ΔU·ΔI, ΔI², 1 */
    double soc, moved_ah;              /* SoC at the reference, charge out since */
    double balance_ah;                 /* difference, of which an old one is forgotten */
    double device_s;
} ostrov_i_telemetry;

#define OSTROV_I_BIT(reason) (1u << OSTROV_TELEMETRY_##reason)

/* Each looks at one kind of nonsense, takes away what cannot be believed, and gives the reasons' bits. */
uint32_t ostrov_i_telemetry_ranges(const ostrov_i_telemetry *t, double value[OSTROV_I_VALUES]);
uint32_t ostrov_i_telemetry_rates(ostrov_i_telemetry *t, double value[OSTROV_I_VALUES], double dt_s);
uint32_t ostrov_i_telemetry_slope(ostrov_i_telemetry *t, double value[OSTROV_I_VALUES], double dt_s);
uint32_t ostrov_i_telemetry_freeze(ostrov_i_telemetry *t, const double told[OSTROV_I_VALUES],
                                   double value[OSTROV_I_VALUES], double dt_s);
uint32_t ostrov_i_telemetry_balance(ostrov_i_telemetry *t, double value[OSTROV_I_VALUES], double dt_s);

#endif
