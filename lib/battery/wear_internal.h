/* What the wear files share: their field tables and the laws of ageing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_BATTERY_WEAR_INTERNAL_H
#define OSTROV_LIB_BATTERY_WEAR_INTERNAL_H

#include <ostrov/battery_wear.h>

extern const ostrov_structure ostrov_i_wear_structures[];

/* Their places in ostrov_i_wear_structures. */
enum {
    OSTROV_I_RAINFLOW_STATE = 0,
    OSTROV_I_AGEING_CONFIG = 1,
    OSTROV_I_AGEING_STATE = 2,
    OSTROV_I_WEAR_CONFIG = 3,
    OSTROV_I_RAINFLOW_CYCLE = 4,
    OSTROV_I_AGEING_STRESS = 5
};

/* Rates of a law under a stress. What time does may be averaged over samples, since it does not depend
 * on the cycles; what cycles do is asked once for all of a window. */
typedef struct ostrov_i_time_rates {
    double loss;     /* factor of the capacity lost by time; asymptote where the law is a sigmoid */
    double shape;    /* exponent of the sigmoid */
    double rise;     /* factor of the resistance gained by time */
    double early;    /* loss of the first months, which comes to an end (Smith) */
} ostrov_i_time_rates;

typedef struct ostrov_i_cycle_rates {
    double loss; /* factor of the capacity lost by cycles */
    double life; /* cycles around which active material breaks away; infinite: never */
    double rise; /* factor of the resistance gained by cycles */
    double time_factor;  /* cycles of this depth make the loss by time this much faster */
    double early_factor; /* and the early loss this much larger */
    double spent;        /* square of active material, spent by each cycle (Smith) */
} ostrov_i_cycle_rates;

/* How a law grows: loss = factor · x^power with x in days, or in cycles. */
typedef struct ostrov_i_growth {
    double time_power;
    double sigmoid_per_day; /* > 0: by time a sigmoid of (sigmoid_per_day · t)^shape instead */
    double cycle_power;
    double time_rise_power;  /* of resistance; 0: the law does not tell resistance */
    double cycle_rise_power;
    double early_days;       /* > 0: time constant of the early loss */
    double material;         /* > 0: active material when new over that needed (Smith) */
    int32_t film;            /* both together by Xu's film: losses are of stress summed, not of capacity */
} ostrov_i_growth;

ostrov_i_growth ostrov_i_ageing_growth(int32_t law);
ostrov_i_time_rates ostrov_i_ageing_time(int32_t law, double temperature_c, double soc);
ostrov_i_cycle_rates ostrov_i_ageing_cycles(int32_t law, const ostrov_ageing_stress *stress);

/* The argument x at which the law's loss, and the loss at x. Never NaN; beyond an asymptote infinite. */
double ostrov_i_ageing_time_loss(const ostrov_i_growth *g, const ostrov_i_time_rates *r, double days);
double ostrov_i_ageing_time_of(const ostrov_i_growth *g, const ostrov_i_time_rates *r, double loss);

/* Capacity lost after stress s by Xu's film model, and the stress of a loss. */
double ostrov_i_ageing_film(double stress);
double ostrov_i_ageing_film_of(double loss);

/* factor · x^power and back. */
double ostrov_i_ageing_power(double factor, double power, double x);
double ostrov_i_ageing_power_of(double factor, double power, double loss);

#define OSTROV_I_AGEING_MAGIC (0x73656761u) /* "ages" */

/* What is inside an ostrov_ageing. */
typedef struct ostrov_i_ageing {
    uint32_t magic;
    uint32_t gathering; /* a sample came since the last break */
    ostrov_ageing_config config;
    double time_loss, cycle_loss; /* of capacity; of stress where the law is Xu's */
    double broken;                /* share of active material lost (Kokam) */
    double early;                 /* loss of the first months (Smith) */
    double spent;                 /* square of active material lost (Smith) */
    double time_rise, cycle_rise; /* of resistance */
    double days, cycles;
    double time_slope, cycle_slope;
    /* The window being gathered. */
    double soc, temperature_c; /* of the sample before */
    double gathered_s;
    double low, high;             /* of SoC */
    double soc_s, turned, fast_h; /* ∫ SoC, sum of |ΔSoC|, that of it faster than 0.01 1/h */
    double warm_s, warm2_s;       /* ∫ T, ∫ T² */
    double loss_s, shape_s, early_s, rise_s; /* ∫ of the rates by time */
} ostrov_i_ageing;

#endif
