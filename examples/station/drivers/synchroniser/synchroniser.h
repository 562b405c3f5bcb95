/* Driver of the synchroniser at the PCC: one device that measures both sides of the breaker at
 * once, with the angle between them, and passes the mode on to the PCS.
 *
 * Holding registers from setup.address, unsigned unless said, 65535 (signed: -32768) = not known:
 *    0       counter, changes with each measurement
 *    1 … 3   grid side, V phase to neutral, by 0.1;   4 … 6  site bus side, likewise
 *    7, 8    frequency of grid and bus, Hz by 0.001
 *    9       angle, bus minus grid, degrees by 0.01, signed
 *   10       mode the PCS is in: 1 stop, 2 follow, 3 form;   11  1 = the PCS cannot run
 *   12 … 13  W through the PCC, import positive, signed 32 bits, high word first;  14 … 15  var
 *   16       mode asked of the PCS, as 10;  17  V the PCS is to form by 0.1;  18  Hz by 0.001
 *            (65535 = its own). The last word stands when nobody speaks to it: an island lives on.
 *
 * Command → verify: a mode that was written and reads back is acknowledged; only the mode that the
 * PCS tells makes it observed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_SYNCHRONISER_H
#define STATION_DRIVERS_SYNCHRONISER_H

#include <ostrov/grid.h>

#include "drivers/set_point.h"
#include "drivers/sunspec/link.h"

enum { SYNC_REGISTERS = 19, SYNC_MODE = 16, SYNC_WRITTEN = 3 };

struct synchroniser_setup {
    const char *host; /* IPv4 number */
    int32_t port, unit;
    int32_t address; /* of the first register */
    double timeout_s, back_off_s;
    double frozen_s;   /* s with the same counter after which values count as old */
    double lease_s;    /* s of hands off after another controller was found */
    double patience_s; /* s until a mode must be observed */
};

/* Not known: NaN; modes 0. */
struct synchroniser_reading {
    double grid_v[3], bus_v[3];
    double grid_hz, bus_hz, angle_deg;
    double pcc_w, pcc_var;
    int32_t pcs_mode;  /* enum ostrov_pcs_mode */
    int32_t pcs_fault; /* 1, 0; -1 = not known */
    int32_t asked;     /* mode that stands in it */
};

struct synchroniser_command {
    int32_t pcs_request; /* enum ostrov_pcs_mode; UNKNOWN = hands off */
    int32_t reserved;
    double bus_v, bus_hz; /* to form; NaN = its own */
};

struct synchroniser {
    struct synchroniser_setup setup;
    struct link link;
    struct synchroniser_reading reading;
    uint16_t registers[SYNC_REGISTERS]; /* as last read */
    uint16_t written[SYNC_WRITTEN];     /* as last written */
    int32_t wanted;                     /* mode last asked for; 0 = none */
    int32_t stage;                      /* enum set_point_stage of it */
    int32_t refusal;                    /* enum set_point_refusal */
    int64_t polls, failed_polls;
    int64_t foreign;    /* times that somebody else's word stood where ours had been */
    int64_t lost_us;    /* when that was last; nothing is written for lease_s; INT64_MIN = never */
    uint32_t epoch;     /* of the link when it was last written to */
    int64_t polled_us;  /* last reading; INT64_MIN = never */
    int64_t changed_us; /* when the counter last changed */
    int64_t written_us;
    int64_t requested_us;
};

void synchroniser_defaults(struct synchroniser_setup *setup);

/* Returns 0; -1 for a setup that makes no sense. The device need not answer yet. */
int synchroniser_open(struct synchroniser *sync, const struct synchroniser_setup *setup);

/* Reads everything, in one request. Returns 0; -1 when it did not answer: the reading ages. */
int synchroniser_poll(struct synchroniser *sync, int64_t now_us);

/* s since what was read was measured; NaN = never. */
double synchroniser_age_s(const struct synchroniser *sync, int64_t now_us);

/* Fills both sides, angle, PCC power and what the PCS tells, ages included. */
void synchroniser_sample(const struct synchroniser *sync, int64_t now_us,
                         ostrov_grid_sample *sample);

/* Asks for a mode and a target. NULL or UNKNOWN writes nothing. Returns OK; E_DRIVER. */
ostrov_status synchroniser_command(struct synchroniser *sync,
                                   const struct synchroniser_command *command, int64_t now_us);

void synchroniser_close(struct synchroniser *sync);

#endif
