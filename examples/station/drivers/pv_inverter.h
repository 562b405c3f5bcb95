/* Driver of a PV inverter by SunSpec: measured by model 103 (or 113), rated by 120, limited by 123;
 * or by a register map.
 *
 * Signs: 103 W is positive for injection, as ours. A limit is a share of the rating in 123
 * (WMaxLimPct), so a rating must be known before a limit can be written.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_PV_INVERTER_H
#define STATION_DRIVERS_PV_INVERTER_H

#include <ostrov/station.h>

#include "devices/device.h"
#include "drivers/identity.h"
#include "drivers/map/mapped.h"
#include "drivers/set_point.h"
#include "drivers/sunspec/walk.h"

struct pv_setup {
    double rating_w;    /* W, of the plant; what 120 WRtg says counts when it says something */
    double reversion_s; /* s without a new limit until the inverter gives all again */
    double
        tolerance_ratio; /* of the rating: measured power above the limit by less counts as kept */
    double patience_s;   /* s it may stay above before the limit counts as refused */
    double retry_s;      /* s before a refused limit is written again */
    double frozen_s;     /* s with identical registers while it gives power after which they count as
                            frozen; 0 = never */
    double lease_s;      /* s of hands off after another controller was found */
    double listen_s;     /* s without anybody's limit before the first word; 0 = none */
    const char *manufacturer; /* model 1 must say so; NULL = any, but the same for ever after */
    const char *model;
    const struct register_map *map; /* NULL = SunSpec */
};

/* What the inverter says, in our units and signs. NaN, -1 = not told. */
struct pv_reading {
    double pv_w;
    double pv_var;
    double rating_w;
    double energy_wh; /* counter */
    double hz;
    int32_t state;   /* 103 St */
    int32_t limited; /* 123 WMaxLim_Ena */
    double limit_w;  /* as its registers say, W */
};

struct pv_counters {
    int64_t polls;
    int64_t failed_polls;
    int64_t implausible;
    int64_t identity_refused;
    int64_t foreign;  /* times that another controller was found */
    int64_t rescaled; /* limits written again because their scale factor had moved */
};

struct pv_inverter {
    struct pv_setup setup;
    struct link link;
    struct link side; /* simulation only */
    struct pv_counters counters;
    struct pv_reading reading;
    struct set_point limit; /* wanted_w: INFINITY = none */
    struct set_point_counters limits;
    struct identity identity;
    struct sunspec_map map;
    struct sunspec_block common, measured, ratings, control, vendor;
    uint32_t epoch;
    uint32_t sequence;
    int32_t simulated;
    int32_t aside; /* simulation only, as in struct pcs */
    uint32_t measured_crc;
    int64_t polled_us; /* INT64_MIN = never */
    int64_t changed_us; /* when the measured registers last changed */
    int64_t armed_us;  /* when the reversion timer was last started; INT64_MIN = never */
    int64_t listened_us;   /* since when we listen; INT64_MIN = not yet */
    int64_t lost_us;       /* when another controller was found; INT64_MIN = none */
    double heard_w;        /* limit as last read: INFINITY = none; NaN = not told */
    double written_step_w; /* of the limit's register when it was written */
    double truth_w;    /* simulation only: what it really gives */
    struct mapped mapped;
};

void pv_setup_defaults(struct pv_setup *setup);

/* Starts a driver; its links must have been initialised. */
void pv_begin(struct pv_inverter *pv, const struct pv_setup *setup);

/* Reads the inverter, unless it was read at this very time. Returns 0; -1 when it did not answer as
 * it should: the reading then stays as it was and ages. */
int pv_poll(struct pv_inverter *pv, int64_t now_us);

/* Fills its part of a measurement, age included. */
void pv_fill(const struct pv_inverter *pv, int64_t now_us, ostrov_measurement *measurement);

/* s since the values in the reading were true; NaN = never read. */
double pv_age_s(const struct pv_inverter *pv, int64_t now_us);

/* Writes the limit of a command; at the rating and above the limit is lifted. Nothing is written
 * when the command says so, or is NULL. */
ostrov_status pv_command(struct pv_inverter *pv, const ostrov_command *command, int64_t now_us);

/* Simulation only: as pcs_advance and pcs_order_faults. */
void pv_advance(struct pv_inverter *pv, const struct device_world *world, int64_t now_us);
int pv_order_faults(struct pv_inverter *pv, uint32_t faults, int64_t now_us);

/* pv_lease.c, used between the files of this driver: is there another controller? */
struct pv_shown {
    int32_t stands;   /* 1 = the limit stands as we wrote it; -1 = not told */
    int32_t limited;  /* 1 = there is one; -1 = not told */
    int32_t changed;  /* 1 = it is not what it was when looked at last */
    int32_t rescaled; /* 1 = its scale factor is not what it was when it was written */
};
int pv_lease_held(struct pv_inverter *pv, int64_t now_us); /* 1 = may write */
void pv_lease_judge(struct pv_inverter *pv, const struct pv_shown *shown, int64_t now_us);
void pv_lease_look(struct pv_inverter *pv, double step_w, int64_t now_us); /* 123 was read */

/* map/pv_map.c: the same by a register map. pv_map_limit returns enum set_point_refusal. */
int pv_map_ready(struct pv_inverter *pv, int64_t now_us);
int pv_map_poll(struct pv_inverter *pv, int64_t now_us);
int32_t pv_map_limit(struct pv_inverter *pv, double limit_w, double *written_w, int64_t now_us);

#endif
