/* The plant of the campaigns: public grid, PCC breaker, PCS by profile, battery, PV, loads, site
 * bus, meters.
 *
 * It is the physics and nothing else. It sees wires (a command on the breaker's coil, a mode asked
 * of the PCS) and answers with contacts and measurements; it knows no mode of the library.
 * Everything is copied by assignment. README.md lists its equations and what they leave out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_PLANT_H
#define OSTROV_TESTS_CAMPAIGN_PLANT_H

#include <ostrov/grid.h>

enum { PLANT_TIERS = 3 };

/* What the site is built of. */
typedef struct plant_site {
    int32_t profile; /* enum ostrov_pcs_profile */
    double nominal_v;
    double nominal_hz;
    double close_s;       /* breaker: coil to contact */
    double close_scatter; /* each closing is close_s · (1 ± this), uniform */
    double open_s;
    double aux_s;     /* the auxiliary contacts follow so much later */
    double obey_s;    /* PCS: from a request on its wire to its mode */
    double restart_s; /* B: from mode FORM to voltage; A: time of the transfer switch */
    double rise_s;    /* time constant of the voltage it forms */
    double follow_s;  /* time constant with which it follows targets of voltage and frequency */
    double offset_hz; /* what its frequency is off by */
    double wander_hz; /* slow wander of that, each root second */
    double droop_hz;  /* frequency fall at rated power */
    double dip_pu;    /* voltage dip for a load step of rated power */
    double limit_w;   /* current limit, times nominal voltage */
    double rated_w;
    int32_t interlock; /* 1 = a contact of the breaker's own keeps the PCS from forming while it is
                          closed */
    int32_t obeys_targets; /* 0 = forms its own voltage and frequency whatever is asked */
    double tier_w[PLANT_TIERS];
    double inrush;    /* cold loads draw (1 + this) times their power, */
    double inrush_s;  /* dying away with this time constant */
    double pv_wait_s; /* PV needs a healthy bus for so long */
    double battery_wh;
    double bond_s;    /* neutral to earth bond: contactor time */
    double age_s;     /* of the samples, uniform 0 … this */
    double noise_deg; /* meter noise, one sigma */
    double noise_hz;
    double noise_pu;
} plant_site;

/* What may be broken, in the plant, on a wire or in a meter. 0 = healthy everywhere. */
typedef struct plant_faults {
    int32_t breaker_stuck; /* does not move */
    int32_t breaker_deaf;  /* coil commands are lost on the wire */
    double breaker_slow;   /* > 0: moves so many times slower */
    int32_t contact_a;  /* 52a: 0 true, 1 says closed, 2 says not closed, 3 not read, 4 flickers */
    int32_t contact_b;  /* 52b likewise */
    int32_t pcs_deaf;   /* requests are lost */
    int32_t pcs_broken; /* does not switch at all, and says so */
    int32_t pcs_silent; /* its mode and fault cannot be read */
    int32_t bond_stuck; /* the neutral to earth bond does not move */
    int32_t grid_meter; /* enum plant_meter */
    int32_t bus_meter;
    int32_t soc_unknown;
    int32_t receiver_silent; /* the DSO's permission cannot be read */
    int32_t planner_silent;  /* the planner's wish cannot be read */
} plant_faults;

enum plant_meter {
    PLANT_METER_TRUE = 0,
    PLANT_METER_NAN = 1,       /* nothing measured */
    PLANT_METER_ONE_PHASE = 2, /* one phase missing */
    PLANT_METER_STALE = 3,     /* the last sample, its age told truly */
    PLANT_METER_FROZEN = 4,    /* the last sample, told as fresh */
    PLANT_METER_SENTINEL = 5   /* 65535 in every register */
};

/* What the contacts met with, and other things that happen at an instant. */
typedef struct plant_instant {
    int32_t closings; /* main contacts met */
    int32_t openings;
    double deg; /* site bus minus grid when they met last */
    double slip_hz;
    double apart_pu;
    int32_t both_live;      /* the last closing joined two live sides */
    int32_t onto_dead_grid; /* closings of a live site bus onto a dead grid */
    int32_t onto_dead_bus;
    double closed_at_s;
    double opened_at_s;
} plant_instant;

typedef struct plant {
    plant_site site;
    plant_faults faults;
    uint64_t seed;
    double t_s;
    /* public grid */
    double grid_pu[3];
    double grid_hz;
    int32_t upstream_open; /* the breaker above has been tripped */
    /* breaker */
    int32_t closed;
    int32_t aux_closed;
    double aux_left_s;
    int32_t coil;   /* enum ostrov_breaker_command on the wire in the last step */
    int32_t moving; /* OSTROV_BREAKER_OPEN, OSTROV_BREAKER_CLOSE or 0 */
    double moving_s;
    double upstream_s; /* the trip of the breaker above has been on so long */
    plant_instant last;
    /* PCS */
    int32_t pcs; /* enum ostrov_pcs_mode it runs in */
    int32_t asked;
    double asked_s;
    double forms_s;  /* in FORM for so long */
    int32_t forming; /* 1 = it holds the site bus now */
    double lost_s;   /* A: own measurement of the lost grid */
    double sync_s;   /* A: synchronising for so long */
    double drift_hz;
    double battery_w; /* discharge positive */
    double wished_w;  /* what the station wants from it while following */
    double stored_wh;
    /* site bus */
    double bus_pu[3];
    double bus_hz;
    double bus_deg; /* minus grid */
    double load_w;
    double load_scale; /* the loads draw so many times their usual power */
    double inrush_now;
    double dark_s; /* without voltage for so long */
    double swing_pu;
    int32_t tier_on[PLANT_TIERS];
    double sun_w; /* what the PV would give on a healthy bus */
    double pv_w;
    double pv_told_w; /* what the host counts on; NaN = what there is */
    double healthy_s;
    double ill_s;
    double pcc_w;
    int32_t bond; /* neutral to earth bond of the site: 1 closed */
    int32_t bond_told;
    double bond_told_s;
    int32_t tiers_obeyed; /* the library has let tiers on: from now on it decides */
    double tier_wait_s[PLANT_TIERS];
    /* targets on the wire */
    double target_v;
    double target_hz;
    /* people and remote parties: what their wires say */
    int32_t want_island;
    int32_t permit_return;
    int32_t reset;
    int32_t open_transition;
    uint32_t inhibits;
    ostrov_grid_sample kept; /* the last true measurement */
    double kept_s[2];        /* when it was made, per side */
} plant;

/* A common site of a profile: breaker 80 ms, 100 kW PCS, 200 kWh. */
void plant_site_defaults(plant_site *site, int32_t profile);
/* On a good grid, all loads on, PCS following. */
void plant_start(plant *p, const plant_site *site, uint64_t seed);
/* dt_s of physics under the commands that state holds. */
void plant_step(plant *p, const ostrov_grid_state *state, double dt_s);
/* What the meters, contacts and remote parties say now. */
void plant_measure(plant *p, ostrov_grid_sample *sample);

double plant_wrap(double deg);
double
plant_grid_least(const plant *p); /* least phase at the PCC, 0 behind an open upstream breaker */
double plant_grid_most(const plant *p);
double plant_bus_least(const plant *p);
double plant_bus_most(const plant *p);
double plant_soc(const plant *p);
double plant_gives_wh(const plant *p); /* down to nothing, losses taken off */
void plant_grid_set(plant *p, double pu);

#endif
