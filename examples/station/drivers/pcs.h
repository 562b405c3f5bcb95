/* Driver of a storage converter (PCS) with battery by SunSpec: models 701, 702, 704, 713, 715, 802;
 * or by a register map (map/README.md), with a second one where the BMS has an address of its own.
 *
 * Signs: 701 W is positive for injection, as ours. 802 W and A follow no common rule: battery_sign
 * says which, and they are turned here, once, nowhere else.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_PCS_H
#define STATION_DRIVERS_PCS_H

#include <ostrov/station.h>

#include "devices/device.h"
#include "drivers/identity.h"
#include "drivers/map/mapped.h"
#include "drivers/set_point.h"
#include "drivers/sunspec/walk.h"

struct pcs_setup {
    double rating_w;    /* W, for tolerances and plausibility */
    double reversion_s; /* s until the device falls back to default_w; armed anew at half of it */
    double default_w;   /* W it then falls back to, discharge positive */
    double tolerance_ratio; /* of the rating: measured power this near counts as done */
    double patience_s;      /* s it may be away before the set-point counts as refused */
    double retry_s;         /* s before a refused set-point is written again */
    double beat_s;          /* s without a heartbeat after which values count as frozen */
    double frozen_s;   /* s with identical registers on a live bus after which they do; 0 = never */
    double settings_s; /* s between two reads of the ratings (702) */
    double discharge_efficiency_ratio; /* cells to AC: model 802 tells its limits in DC watts */
    double lease_s;  /* s of hands off after another controller was found */
    double listen_s; /* s without anybody's heartbeat before the first word; 0 = none */
    uint32_t nonce;  /* where our heartbeats begin: each controller's own */
    int32_t battery_sign;              /* 802: 1 = discharge positive, -1 = charge positive */
    int32_t cells_c_in_701;            /* 1 = TmpOt of 701 is the battery's temperature */
    const char *manufacturer; /* model 1 must say so; NULL = any, but the same for ever after */
    const char *model;
    const struct register_map *map;     /* NULL = SunSpec */
    const struct register_map *bms_map; /* NULL = the converter tells what the battery says */
};

/* What the device says, in our units and signs. NaN, -1 = not told. */
struct pcs_reading {
    double battery_w; /* AC side */
    double battery_var;
    double bus_v[3];
    double bus_hz;
    double cells_v;
    double cells_a; /* discharge positive */
    double cells_w; /* discharge positive */
    double cells_c;
    double soc_ratio;
    double health_ratio;
    double available_wh;
    double bms_charge_limit_w;    /* AC side: never more than the cells are said to take … */
    double bms_discharge_limit_w; /* … and what remains of what they are said to give */
    double pcs_charge_limit_w;
    double pcs_discharge_limit_w;
    int32_t mode;            /* enum ostrov_pcs_mode */
    int32_t connected;       /* 701 ConnSt */
    int32_t local;           /* 715 LocRemCtl: 1 = local */
    int32_t battery_state;   /* 802 State */
    uint32_t alarms;         /* 701 Alrm */
    uint32_t battery_events; /* 802 Evt1 */
};

struct pcs_counters {
    int64_t polls;
    int64_t failed_polls;
    int64_t implausible;      /* values outside what is physically possible, taken as not told */
    int64_t sign_conflicts;   /* 701 and 802 clearly disagree on the direction */
    int64_t identity_refused; /* another device answered */
    int64_t foreign;          /* times that another controller was found */
    int64_t rescaled;         /* set-points written again because their scale factor had moved */
};

struct pcs {
    struct pcs_setup setup;
    struct link link;
    struct link side; /* simulation only: the vendor model, which no fault strikes */
    struct pcs_counters counters;
    struct pcs_reading reading;
    struct set_point set_point;
    struct set_point_counters set_points;
    uint32_t epoch;     /* of the link when the device was last walked */
    int32_t commanding; /* 1 = the last command was to be written */
    int32_t read_here;  /* 1 = read since this connection was opened */
    int32_t seen_live;  /* 1 = another device sees the bus alive: this one's zeros are no good faith */
    int32_t aside;      /* simulation only: 1 = moved on through the side entrance alone */
    int32_t simulated;  /* 1 = has the vendor model of the simulators */
    struct identity identity;
    struct sunspec_map map;
    struct sunspec_block common, measured, ratings, control, storage, heartbeat, battery, vendor;
    int64_t polled_us;                /* last complete reading; INT64_MIN = never */
    int64_t glanced_us;               /* last reading of 701; INT64_MIN = never */
    int64_t beat_us, battery_beat_us; /* when the heartbeats last changed */
    int64_t changed_us;               /* when the measured registers last changed */
    int64_t ratings_us;
    int64_t armed_us;            /* when the reversion timer was last started */
    uint32_t beat, battery_beat; /* as last seen */
    uint32_t measured_crc;
    uint32_t controller_beat; /* as last written; 0 = never */
    uint32_t beat_heard;      /* controller's, as last read */
    int32_t beat_held;        /* 1 = ours was read back */
    double written_step_w;    /* of the set-point's register when it was written */
    int64_t listened_us;      /* since when we listen; INT64_MIN = not yet */
    int64_t lost_us;          /* when another controller was found; INT64_MIN = none */
    int32_t start_asked;      /* last 715 OpCtl written: 1, 0; -1 = none */
    uint32_t sequence;        /* of worlds handed to the simulator */
    uint32_t reserved;
    struct device_truth truth; /* simulation only */
    struct link bms_link;      /* with maps only */
    struct mapped mapped, bms;
};

/* Fills a setup with defaults for a rating. */
void pcs_setup_defaults(struct pcs_setup *setup);

/* Starts a driver; its links must have been initialised. */
void pcs_begin(struct pcs *pcs, const struct pcs_setup *setup);

/* Reads the device, unless it was read at this very time. Returns 0; -1 when it did not answer as
 * it should: the reading then stays as it was and ages. */
int pcs_poll(struct pcs *pcs, int64_t now_us);

/* Reads what the converter measures and the mode it is in, alone: one request, where pcs_poll asks
 * for all. Returns as pcs_poll. */
int pcs_glance(struct pcs *pcs, int64_t now_us);

/* Fills its part of a measurement, ages included. */
void pcs_fill(const struct pcs *pcs, int64_t now_us, ostrov_measurement *measurement);

/* s since the values in the reading were true; NaN = never read. */
double pcs_age_s(const struct pcs *pcs, int64_t now_us);

/* Writes its part of a command. Nothing is written when the command says so, or is NULL: nobody
 * commands any more. */
ostrov_status pcs_command(struct pcs *pcs, const ostrov_command *command, int64_t now_us);

/* Simulation only: hands the world over and moves the simulator on, reading on the way. */
void pcs_advance(struct pcs *pcs, const struct device_world *world, int64_t now_us);

/* Simulation only: orders faults (enum device_fault bits). Returns 0, or -1. */
int pcs_order_faults(struct pcs *pcs, uint32_t faults, int64_t now_us);

/* Used between pcs.c, pcs_command.c, pcs_lease.c and pcs_reading.c. */
int pcs_ready(struct pcs *pcs, int64_t now_us);
void pcs_understand(struct pcs *pcs, int64_t now_us);
void pcs_understand_measured(struct pcs *pcs);
uint32_t pcs_lease_beat(const struct pcs *pcs, int64_t now_us);
int pcs_lease_held(struct pcs *pcs, int64_t now_us); /* 1 = may write */
void pcs_lease_lose(struct pcs *pcs, int64_t now_us); /* another controller was found */
void pcs_lease_hear(struct pcs *pcs, int64_t now_us); /* heartbeat block was read */
void pcs_lease_look(struct pcs *pcs, int64_t now_us); /* control block was read */

/* map/pcs_map.c: the same by register maps. pcs_map_write returns enum set_point_refusal. */
void pcs_map_begin(struct pcs *pcs);
int pcs_map_ready(struct pcs *pcs, int64_t now_us);
int pcs_map_poll(struct pcs *pcs, int64_t now_us);
double pcs_map_age_s(const struct pcs *pcs, int64_t now_us);
int32_t pcs_map_write(struct pcs *pcs, double watts, double *shown_w, int64_t now_us);
ostrov_status pcs_map_start(struct pcs *pcs, int32_t start, int64_t now_us);

#endif
