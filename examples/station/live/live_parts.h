/* Inside the live run: what its parts share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_PARTS_H
#define STATION_LIVE_PARTS_H

#include "../drivers/hardware.h"
#include "../drivers/iec104/server.h"
#include "../drivers/map/site_maps.h"
#include "../drivers/ocpp/chargers.h"
#include "../simulate/depot.h"
#include "../simulate/gauge.h"
#include "../simulate/planner.h"
#include "../store/telemetry.h"
#include "../store/memory.h"
#include "disk.h"
#include "feeds.h"
#include "island.h"
#include "live.h"
#include "metrics.h"
#include "minute.h"
#include "mqtt.h"
#include "now.h"
#include "planning.h"

enum { LIVE_SAVE_EACH_S = 60 };

struct live {
    const struct site *site;
    const struct live_options *options;
    ostrov_station station;
    ostrov_station_state state;
    ostrov_measurement measurement;
    ostrov_command command;
    struct register_map *map[SITE_MAPS]; /* NULL = SunSpec */
    struct hardware hardware;
    struct gauge gauge;
    struct planner planner;
    struct planning *planning; /* the thread that has it while busy; NULL = not begun */
    struct reference reference;
    int32_t quarter_held; /* the plant was held down in the running quarter hour */
    struct inputs inputs;
    struct feeds *feeds; /* the thread that brings them anew; NULL = not begun */
    int32_t plan_anew;   /* 1 = what plans are made from has changed */
    struct island *island;     /* NULL = the connection to the grid is not ours to steer */
    ostrov_grid_state grid;    /* what it is in */
    struct chargers *chargers; /* NULL = the site has no charge points */
    struct fleet fleet;        /* what the depot believes of its vehicles */
    struct metering metering;
    struct minute minute;
    int folder; /* the state folder, locked: one station for one folder; -1 = not open */
    struct telemetry *telemetry;
    struct snapshot snapshot;
    struct memory memory;
    struct now now;
    struct disk *disk; /* writes both; NULL = not begun */
    struct facts facts;
    struct iec104_server *dso; /* NULL = the DSO has no control centre here */
    struct iec104_orders dso_orders;
    struct iec104_server_status dso_status;
    double relay_ratio;      /* what the DSO's relays allow, as last kept; NaN = nothing told */
    struct metrics *metrics; /* NULL = not wanted */
    struct mqtt *mqtt;       /* NULL = not wanted */
    /* Times another controller was found: at PCS, PV inverter, synchroniser. */
    int64_t foreign, foreign_limits, foreign_modes;
    int64_t saved_s, steps;
    int64_t transactions; /* sum of the next numbers; what changes is saved at once */
    int64_t plan_retry; /* step before which no plan is tried, after one that failed */
};

/* An event of the program itself (code 0) or of the station: kept, and said on stderr. */
void live_note(struct live *live, int32_t code, int32_t subject, const char *text);

/* What the DSO had ordered before a restart. */
struct live_orders {
    const struct iec104_kept *centre; /* within live->memory; NULL = nothing */
    double away_s;                    /* since it was kept; 0 where a clock was not known */
    double relay_ratio, relay_age_s;  /* by wire; NaN = nothing */
};

/* recall.c: the station's memory on disk. live_remember reads it, before anything is opened that
 * wants it; live_recall hands it out, live_recall_orders to those that are opened before. */
void live_save(struct live *live);
void live_save_soon(struct live *live); /* at the end of this step */
void live_remember(struct live *live);
void live_recall(struct live *live);
void live_recall_orders(const struct live *live, struct live_orders *orders);

/* day.c: prices of the day, and plans. */
void live_renew_inputs(struct live *live);
void live_judge_battery(struct live *live);
void live_tell_money(struct live *live, int64_t now_s);
void live_plan_if_wanted(struct live *live, int64_t now_s);

/* dso.c: the DSO's control centre: its limits into the measurement, what holds now to it. */
int live_open_dso(struct live *live, char *message, size_t capacity);
void live_measure_dso(struct live *live);
void live_tell_dso(struct live *live);

/* vehicles.c: charge points and what they say of the vehicles. */
int live_open_chargers(struct live *live, char *message, size_t capacity);
void live_measure_vehicles(struct live *live, int64_t now_s, double dt_s);

/* Puts their transactions into the memory. */
void live_keep_chargers(struct live *live);

/* connection.c: the grid layer's thread, what it is told, what it says. */
int live_open_connection(struct live *live, char *message, size_t capacity);
void live_keep_connection(struct live *live);
void live_measure_connection(struct live *live);
void live_note_connection(struct live *live);
void live_tell_connection(struct live *live);
int32_t live_islanded(const struct live *live);

/* begin.c */
int live_may_begin(const struct site *site, const struct live_options *options, char *message,
                   size_t capacity);
int live_begin(struct live *live, char *message, size_t capacity);
void live_note_authority(struct live *live); /* observing or armed; what stands against arming */
void live_end(struct live *live);

#endif
