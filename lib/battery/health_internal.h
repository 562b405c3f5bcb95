/* What is inside an ostrov_health.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_HEALTH_INTERNAL_H
#define OSTROV_LIB_BATTERY_HEALTH_INTERNAL_H

#include <ostrov/battery_health.h>

extern const ostrov_structure ostrov_i_health_structures[];

enum { OSTROV_I_HEALTH_CONFIG = 0, OSTROV_I_HEALTH_SAMPLE = 1, OSTROV_I_HEALTH_STATE = 2 };

#define OSTROV_I_HEALTH_MAGIC (0x746c6568u) /* "helt" */

typedef struct ostrov_i_health {
    uint32_t magic;
    uint32_t tapering; /* charging at full_v with less than taper_a */
    int32_t empty;     /* the present discharge has passed empty_v */
    int32_t reason;
    int32_t unlike;    /* windows refused in a row as unlike what is known, but like each other */
    int32_t waiting;   /* a step of current is being waited out */
    ostrov_health_config config;
    int64_t windows, refused, steps;
    /* Sums of the fit, y scaled by scale so that both sides err alike. */
    double scale, sums[6];
    double capacity_ah, sigma_ah, window_ah;
    double unlike_ah; /* by the last window that was unlike */
    /* The present window. */
    double from_soc, from_sigma; /* NaN: not begun */
    double charged_ah, through_ah, time_h, gap_ah2;
    double known_a, gap_h; /* current known last (NaN: never); hours since, of which nothing is counted yet */
    /* The sample before, and the one before that, so many seconds apart. */
    double current_a, voltage_v;
    double before_a, before_v, before_s;
    /* Resistance. */
    double step_a, step_v, step_s; /* before the step; time since */
    double stepped_a;              /* after it */
    double resistance_ohm, resistance_var, first_ohm, weight;
} ostrov_i_health;

/* What is inside, or NULL where there is none. */
static inline ostrov_i_health *ostrov_i_health_of(const ostrov_health *health)
{
    ostrov_i_health *h = (ostrov_i_health *)(uintptr_t)health;
    return h != NULL && h->magic == OSTROV_I_HEALTH_MAGIC ? h : NULL;
}

/* A window into the fit, or refused. */
ostrov_status ostrov_i_health_fit(ostrov_i_health *h, double soc_change, double soc_sigma,
                                  double charged_ah, double charged_sigma_ah);

/* A sample for the resistance. */
void ostrov_i_health_resistance(ostrov_i_health *h, double current_a, double voltage_v,
                                double temperature_c, double dt_s);

#endif
