/* What the files of the station share: the private struct behind ostrov_station, what one step
 * knows (the scene), and what one step decides (the set-points).
 *
 * A step runs: measure → battery → books → vehicles → ladder → set-points → limits → command. Each
 * arrow is one file; docs/explanation/one-step.md tells the story.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_STATION_INTERNAL_H
#define OSTROV_LIB_STATION_INTERNAL_H

#include <ostrov/station.h>

#include "base/fields.h"

enum ostrov_i_station_sizes {
    OSTROV_I_STATION_POINTS = OSTROV_CHARGE_POINTS,
    OSTROV_I_STATION_RING = 256, /* events kept until the host takes them */
    OSTROV_I_STATION_CODES = 32  /* room for event codes with an episode of their own */
};

/* "OSTRSTAT": tells an object that init made from one that it did not. */
#define OSTROV_I_STATION_MAGIC 0x4f53545253544154u

/* An unknown slack or need sorts behind every known one. */
/* Inhibits that turn everything off; the others only keep the hands off. */
#define OSTROV_I_STATION_STOPS ((uint32_t)(OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP))
#define OSTROV_I_STATION_FAR_S 1e9

/* Quantities of which the last value stands until it is stale: one missed poll is not a blackout.
 */
enum ostrov_i_station_held {
    OSTROV_I_HELD_GRID,
    OSTROV_I_HELD_BATTERY,
    OSTROV_I_HELD_PV,
    OSTROV_I_HELD_LOAD,
    OSTROV_I_HELD_NET, /* load − PV, worked out */
    OSTROV_I_HELD_BMS_CHARGE,
    OSTROV_I_HELD_BMS_DISCHARGE,
    OSTROV_I_HELD_PCS_CHARGE,
    OSTROV_I_HELD_PCS_DISCHARGE,
    OSTROV_I_HELD_VEHICLE, /* and the 15 after it */
    OSTROV_I_HELD_COUNT = OSTROV_I_HELD_VEHICLE + OSTROV_I_STATION_POINTS
};

/* A last value; only doubles, so that the snapshot may walk it as an array. */
typedef struct ostrov_i_held {
    double value; /* NaN = never measured */
    double age_s; /* since read at the device */
} ostrov_i_held;

/* The plan followed, by charge point instead of by vehicle: stays at one point follow each other.
 */
typedef struct ostrov_i_followed {
    int64_t edges_s[OSTROV_STATION_SLOTS + 1];
    double battery_w[OSTROV_STATION_SLOTS];
    double grid_w[OSTROV_STATION_SLOTS];
    double soc_ratio[OSTROV_STATION_SLOTS]; /* NaN = not told */
    double value_per_kwh[OSTROV_STATION_SLOTS]; /* NaN = not told */
    double vehicle_w[OSTROV_I_STATION_POINTS][OSTROV_STATION_SLOTS];
    double peak_w;   /* highest slot mean import, ≥ 0 */
    double age_s;    /* since its first edge, or since it was taken if that is later */
    double drift_wh; /* net load away from plan since it was taken, integrated */
    int32_t count;   /* slots; 0 = no plan */
    int32_t solver;  /* enum ostrov_solver */
    uint32_t epoch;  /* grid epoch it was made in */
    uint32_t points; /* bit i = the plan has a vehicle at charge point i */
} ostrov_i_followed;

/* One charge point and who stands there. */
typedef struct ostrov_i_point {
    double need_wh;       /* Wh still wanted, counted down between readings; NaN = not known */
    double need_ref_wh;   /* what the host's plan was told; NaN = not known */
    double accepts_w;     /* W told by the vehicle; NaN = not told */
    double limit_w;       /* last limit commanded */
    double low_s;         /* s it drew far less than allowed */
    double wait_s;        /* s before it may start again after a pause */
    double over_s;        /* s it drew more than allowed */
    int64_t depart_s;     /* UTC s; INT64_MIN = not known */
    int64_t depart_ref_s; /* what the plan was told */
    int32_t connected;    /* 1, 0, −1 */
    int32_t late;         /* VEHICLE_LATE was told in this stay */
    int32_t ignored;      /* SET_POINT_IGNORED was told in this episode */
    int32_t reserved_;
} ostrov_i_point;

/* Clock-aligned quarter hour and energies. */
typedef struct ostrov_i_books {
    double import_wh;
    double export_wh;
    double quarter_ws;      /* import energy of the running quarter over the seconds known, W·s */
    double quarter_known_s; /* seconds of it with a PCC measurement */
    double quarter_passed_s;
    double quarter_max_w; /* NaN until one is complete */
    int64_t quarter;      /* number of the running quarter: UTC s / 900; INT64_MIN = none yet */
} ostrov_i_books;

/* Load tiers. */
typedef struct ostrov_i_tiers {
    double off_s[OSTROV_LOAD_TIERS];   /* since the tier went off */
    double power_w[OSTROV_LOAD_TIERS]; /* learned when it went off; NaN = not known */
    double changed_s;                  /* since the last change of any tier */
    double before_w;                   /* load just before the last shed; NaN = nothing to learn */
    uint32_t on;
    int32_t learning; /* which tier; −1 = none */
} ostrov_i_tiers;

/* Events waiting. */
typedef struct ostrov_i_ring {
    ostrov_event events[OSTROV_I_STATION_RING];
    double quiet_s[OSTROV_I_STATION_CODES]; /* by code: s since an episode was last seen */
    uint32_t active;                        /* bit by code: an episode is on */
    int32_t first;                          /* oldest */
    int32_t count;
    int32_t reserved_;
    int64_t sequence; /* of the last event made */
    int64_t lost;
} ostrov_i_ring;

/* The private struct. Nothing but numbers: copies by assignment and saves field by field. */
typedef struct __attribute__((may_alias)) ostrov_i_station {
    uint64_t magic;
    ostrov_station_config config; /* battery pointer cleared */
    ostrov_battery_config cells;
    double wear_price_per_kwh; /* of the battery, 0 = not known */
    ostrov_battery battery;
    ostrov_station_state state;
    ostrov_i_held held[OSTROV_I_HELD_COUNT];
    ostrov_i_books books;
    ostrov_i_tiers tiers;
    ostrov_i_point points[OSTROV_I_STATION_POINTS];
    ostrov_i_followed plan;
    ostrov_i_ring ring;
    int64_t now_us;        /* wall clock, carried on by dt between readings */
    int64_t period;        /* number of the running plan period; INT64_MIN = none yet */
    double battery_told_w; /* last battery set-point */
    double ignored_w;      /* measured minus told, smoothed: a battery that lags has none */
    double ignored_s;      /* s that has been too much */
    double dso_import_ratio;
    double dso_export_ratio;
    double net_last_w;     /* net load of the last step that knew it; NaN = none yet */
    double net_change_w;   /* how far it moves from step to step, smoothed */
    double pv_high_w;      /* highest PV power seen */
    double pv_free_s;      /* s the PV has stayed far below its limit */
    double since_wanted_s; /* s since a deviation asked for a plan */
    double warned_s;       /* s since the warnings told were last forgotten */
    uint32_t config_crc;
    uint32_t inhibits;
    uint32_t epoch;
    uint32_t warned; /* battery warnings told */
    int32_t has_battery;
    int32_t clock_ever;  /* the wall clock has been known */
    int32_t clock_known; /* … and is now */
    int32_t written;     /* the last command was to be written */
    int32_t pv_limiting;
    int32_t surplus_charging; /* an island charges vehicles from surplus */
    int32_t refused_field;    /* which field was refused last; −1 = none */
    int32_t grid_seen;        /* a hand-over of the grid layer came at least once */
} ostrov_i_station;

_Static_assert(sizeof(ostrov_i_station) <= sizeof(ostrov_station), "the station must fit");

/* How the site is supplied: what the modes of the grid layer mean here. */
enum ostrov_i_supply {
    OSTROV_I_SUPPLY_UNKNOWN = 0, /* hands off */
    OSTROV_I_SUPPLY_GRID = 1,    /* connected, dispatch */
    OSTROV_I_SUPPLY_HELD = 2,    /* connected, but the connection is in trouble: safe command */
    OSTROV_I_SUPPLY_ISLAND = 3,  /* the PCS forms the site bus, or is about to */
    OSTROV_I_SUPPLY_NONE = 4     /* nothing forms it */
};

/* What one step knows. */
typedef struct ostrov_i_scene {
    ostrov_measurement m;     /* cleaned */
    ostrov_battery_state bat; /* valid when battery_known */
    double dt_s;
    int64_t dt_us;
    int64_t time_s; /* INT64_MIN = not known */
    int32_t clock_known;
    int32_t supply; /* enum ostrov_i_supply */
    int32_t mode;   /* enum ostrov_grid_mode */
    int32_t reason;
    int32_t pcs_request;
    int32_t battery_known;
    int32_t essential; /* enough is known for more than the safe command */
    int32_t degraded;
    uint32_t fresh; /* bit by enum ostrov_i_station_held: in this sample, not held from before */
    int32_t slot;   /* of the plan, −1 = none */
    int32_t rung;
    double power_ratio;
    double pcc_target_w;
    double grid_w; /* NaN = not known, here and below */
    double pv_w;
    double battery_w;
    double load_w;
    double vehicle_w[OSTROV_I_STATION_POINTS];
    double vehicles_w;      /* sum of the known ones */
    int32_t vehicles_known; /* all connected ones are known */
    int32_t net_known;
    double net_lo_w; /* load − PV, all that we do not steer: bounds, equal when measured */
    double net_hi_w;
    double soc_ratio; /* for dispatch */
    double soc_low_ratio;
    double soc_high_ratio;
    double charge_w;    /* most the battery may charge now, ≥ 0 */
    double discharge_w; /* most it may discharge now, ≥ 0 */
    double daily_w;     /* the same, leaving the reserve */
    double import_w;    /* hard limit now, with the DSO's share */
    double export_w;
    double quarter_w; /* target of the running quarter; NaN = none */
    double cap_w;     /* import that keeps the quarter on target; NaN = none */
    int32_t firm;     /* the target is the site's own limit, not the plan's wish */
} ostrov_i_scene;

/* What one step decides. */
typedef struct ostrov_i_setpoints {
    double battery_w;
    double vehicle_w[OSTROV_I_STATION_POINTS];
    double pv_limit_w;
    uint32_t tiers_on;
    int32_t limited_by;
} ostrov_i_setpoints;

/* station_fields.c */
extern const ostrov_structure ostrov_i_station_structures[];
enum ostrov_i_station_tables { /* index into it */
                               OSTROV_I_TABLE_CONFIG = 0,
                               OSTROV_I_TABLE_MEASUREMENT = 1,
                               OSTROV_I_TABLE_COMMAND = 2,
                               OSTROV_I_TABLE_STATE = 3
};

/* events.c */
void ostrov_i_station_event(ostrov_i_station *self, int32_t code, int32_t subject, double value,
                            double limit);
/* One event when something begins; the next only after it was away for quiet_s. */
void ostrov_i_station_episode(ostrov_i_station *self, int32_t code, int32_t happens, double quiet_s,
                              double dt_s, int32_t subject, double value, double limit);

/* measure.c, handover.c */
ostrov_status ostrov_i_station_measure(ostrov_i_station *self, const ostrov_measurement *from,
                                       ostrov_i_scene *scene);
void ostrov_i_station_grid(ostrov_i_station *self, ostrov_i_scene *scene);
int32_t ostrov_i_station_known(const ostrov_i_station *self, int32_t held, double *value);

/* balance.c */
void ostrov_i_station_battery(ostrov_i_station *self, ostrov_i_scene *scene);
void ostrov_i_station_balance(ostrov_i_station *self, ostrov_i_scene *scene);

/* books.c */
void ostrov_i_station_books(ostrov_i_station *self, const ostrov_i_scene *scene);
void ostrov_i_station_quarter(const ostrov_i_station *self, ostrov_i_scene *scene);

/* vehicles.c */
void ostrov_i_station_vehicles(ostrov_i_station *self, const ostrov_i_scene *scene);
double ostrov_i_station_point_max(const ostrov_i_station *self, int32_t point);
int32_t ostrov_i_station_point_wants(const ostrov_i_station *self, int32_t point);
double ostrov_i_station_point_slack(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                    int32_t point);
double ostrov_i_station_point_rate(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                   int32_t point);
void ostrov_i_station_order(const ostrov_i_station *self, const ostrov_i_scene *scene,
                            int32_t order[OSTROV_I_STATION_POINTS]);
double ostrov_i_station_draw(const ostrov_i_station *self, const ostrov_i_scene *scene,
                             const ostrov_i_setpoints *set);

/* charging.c */
void ostrov_i_station_charge_rules(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                   double pool_w, ostrov_i_setpoints *set);
void ostrov_i_station_charge_plan(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                  ostrov_i_setpoints *set);
double ostrov_i_station_unheld(const ostrov_i_station *self, const ostrov_i_scene *scene);
void ostrov_i_station_charge_island(const ostrov_i_station *self, const ostrov_i_scene *scene,
                                    double pool_w, ostrov_i_setpoints *set);
double ostrov_i_station_charge_cut(ostrov_i_station *self, const ostrov_i_scene *scene,
                                   double excess_w, int32_t keep_rate, ostrov_i_setpoints *set);

/* follow.c */
int32_t ostrov_i_station_slot(const ostrov_i_station *self, int64_t time_s);
double ostrov_i_station_planned_wh(const ostrov_i_station *self, int64_t from_s, int64_t until_s,
                                   int32_t point);
/* Load − PV, all that the station does not steer, as the plan has it. */
double ostrov_i_station_planned_net(const ostrov_i_station *self, int32_t slot);
double ostrov_i_station_planned_soc(const ostrov_i_station *self, int64_t time_s, int32_t slot);

/* ladder.c */
void ostrov_i_station_ladder(ostrov_i_station *self, ostrov_i_scene *scene);
void ostrov_i_station_wanted(ostrov_i_station *self, const ostrov_i_scene *scene);
void ostrov_i_station_want(ostrov_i_station *self, int32_t reason);

/* setpoints.c */
void ostrov_i_station_connected(ostrov_i_station *self, ostrov_i_scene *scene,
                                ostrov_i_setpoints *set);
double ostrov_i_station_sum(const double *values, int32_t count);

/* limits.c */
void ostrov_i_station_limits(ostrov_i_station *self, const ostrov_i_scene *scene,
                             ostrov_i_setpoints *set);
/* Sets the PV limit: infinite, the safe share, or allowed_w while PV is near it. */
void ostrov_i_station_pv(ostrov_i_station *self, const ostrov_i_scene *scene, double allowed_w,
                         ostrov_i_setpoints *set);
void ostrov_i_station_mark(ostrov_i_setpoints *set, int32_t code);

/* tiers.c */
uint32_t ostrov_i_station_tier_mask(const ostrov_i_station *self);
/* room_w: what may still be added below limit_w, negative = over it, NaN = not known. */
void ostrov_i_station_tiers(ostrov_i_station *self, const ostrov_i_scene *scene, double room_w,
                            double limit_w, uint32_t allowed);

/* island.c */
void ostrov_i_station_island(ostrov_i_station *self, const ostrov_i_scene *scene,
                             ostrov_i_setpoints *set);

/* command.c */
/* Do the devices do what they were told? */
void ostrov_i_station_watch(ostrov_i_station *self, const ostrov_i_scene *scene);
void ostrov_i_station_command(ostrov_i_station *self, const ostrov_i_scene *scene,
                              const ostrov_i_setpoints *set, ostrov_command *command);
/* The command when a measurement cannot be used at all; self may be NULL. */
void ostrov_i_station_safe(ostrov_i_station *self, ostrov_command *command);

/* The private struct behind a public object, or NULL when init did not make it. */
static inline ostrov_i_station *ostrov_i_station_self(ostrov_station *station)
{
    ostrov_i_station *self = (ostrov_i_station *)station;
    return self != NULL && self->magic == OSTROV_I_STATION_MAGIC ? self : NULL;
}
static inline const ostrov_i_station *ostrov_i_station_const(const ostrov_station *station)
{
    const ostrov_i_station *self = (const ostrov_i_station *)station;
    return self != NULL && self->magic == OSTROV_I_STATION_MAGIC ? self : NULL;
}

#endif
