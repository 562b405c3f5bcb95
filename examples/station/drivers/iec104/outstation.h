/* What a station is to the DSO's control centre over IEC 60870-5-104: measured values and states
 * with quality, and the few commands it takes. Above a session, below a socket; time is given.
 *
 * The point list is fixed (docs/reference/iec104-points.md); a site adds io_base to all addresses.
 *
 * A limit that was set stands while the connection lives, and lifetime_s after it is lost; then the
 * declared fallback holds until the next set-point. A clock that is set is confirmed and reported,
 * never adopted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_IEC104_OUTSTATION_H
#define STATION_IEC104_OUTSTATION_H

#include "drivers/iec104/session.h"

enum iec104_point {
    IEC104_GRID_W = 0, /* kW, import positive */
    IEC104_GRID_VAR,   /* kvar */
    IEC104_GRID_V_L1,  /* V */
    IEC104_GRID_V_L2,
    IEC104_GRID_V_L3,
    IEC104_GRID_HZ,     /* Hz */
    IEC104_PV_W,        /* kW */
    IEC104_BATTERY_W,   /* kW, discharge positive */
    IEC104_SOC,         /* % */
    IEC104_EXPORT_HELD, /* limit in force, in the unit it is set in */
    IEC104_IMPORT_HELD,
    IEC104_BREAKER,   /* double point */
    IEC104_ISLANDED,  /* single points from here */
    IEC104_LIMITED,   /* a limit below full is in force */
    IEC104_FALLBACK,  /* the limit in force is the fallback */
    IEC104_INHIBITED, /* local, manual, maintenance or a stop */
    IEC104_REMOTE,    /* 1 = commands are obeyed, 0 = only taken */
    IEC104_TROUBLE,   /* a device does not answer */
    IEC104_POINTS
};

enum iec104_control {
    IEC104_SET_EXPORT = 0, /* C_SE_NC_1 */
    IEC104_SET_IMPORT,     /* C_SE_NC_1 */
    IEC104_CEASE,          /* C_SC_NA_1: 1 = no export at all, 0 = as the limit says */
    IEC104_PERMIT,         /* C_SC_NA_1: 1 = return to the grid is allowed */
    IEC104_CONNECTION,     /* C_DC_NA_1: 1 = leave the grid, 2 = come back */
    IEC104_CONTROLS
};

/* How a command is given. */
enum iec104_mode { IEC104_DIRECT = 0, IEC104_SELECT = 1, IEC104_REFUSED = 2 };

struct iec104_config {
    struct iec104_parameters with;
    int32_t common;               /* address of the station, 1 … 65534 */
    uint32_t base;                /* added to every object address */
    double full;                  /* what a set-point of "no limit" is: 100 for percent, or kW */
    double cyclic_s;              /* s between cyclic transmissions of measured values; 0 = none */
    double select_s;              /* s a selection waits for its execution */
    double lifetime_s;            /* s a limit outlives the connection */
    double fallback_export_ratio; /* 0 … 1 after that; NaN = the last limit stands */
    double fallback_import_ratio;
    double deadband_w; /* spontaneous: changes by more; 1 V, 0.02 Hz and 1 % are fixed */
    int32_t mode[IEC104_CONTROLS]; /* enum iec104_mode */
    int32_t reserved;
};

/* One value as the station knows it: in our units; NaN = not known. */
struct iec104_value {
    double value;
    double age_s; /* NaN = never; older than 60 s = not topical */
};

/* What the DSO asks, for the station. -1, NaN = not asked yet. */
struct iec104_orders {
    double export_ratio; /* of the export limit, in force now */
    double import_ratio;
    int32_t permit_return; /* 1, 0, -1 */
    int32_t connection;    /* enum iec104_double: OFF = leave, ON = come back; -1 */
    int32_t fallback;      /* 1 = the ratios are the declared fallback */
    int32_t connected;     /* 1 = a control centre has started the transfer */
    int64_t clock_ms;      /* last clock it set, less ours then; INT64_MIN = never */
};

/* What outlives a restart of ours: what was set, and for how long nobody has been there. A
 * permission to return is not among it: it is asked for anew; that there is none is. */
struct iec104_kept {
    double set[2];  /* as in struct iec104_station */
    double alone_s; /* s since the connection was lost; 0 = it stands */
    int32_t cease, permit, connection, lapsed, fallen;
    int32_t reserved;
};

struct iec104_counters {
    int64_t connections, commands, refused, interrogations, clocks, events, lost_events,
        lost_answers;
};

/* An event that waits, or was sent and is not acknowledged. */
struct iec104_event {
    int32_t point;
    int32_t number; /* N(S) it went out with; -1 = waits */
    struct iec104_object object;
};

/* Answers: two for each of the twelve commands that a controlling station may have under way (k,
 * IEC 60870-5-104, 9.6), and some. */
enum { IEC104_EVENTS = 128, IEC104_ANSWERS = 32 };

/* An answer that waits for room in the window. */
struct iec104_answer {
    size_t length;
    uint8_t asdu[IEC104_MOST_ASDU];
};

struct iec104_station {
    struct iec104_config config;
    struct iec104_counters counters;
    struct iec104_value value[IEC104_POINTS];  /* now */
    struct iec104_object shown[IEC104_POINTS]; /* as last told spontaneously */
    struct iec104_event event[IEC104_EVENTS];
    int32_t events;
    struct iec104_answer answer[IEC104_ANSWERS];
    int32_t answers;
    int32_t interrogating; /* next point to be told, IEC104_POINTS = its end; -1 = none runs */
    int32_t interrogator;  /* originator address of who asked */
    int32_t announced;     /* 1 = the end of initialisation was told */
    int32_t cycle;         /* next point of a cyclic transmission; -1 = none runs */
    int32_t connected;
    int64_t cycled_us, left_us;           /* left: when the connection was lost, or the start */
    int64_t selected_us[IEC104_CONTROLS]; /* INT64_MIN = not selected */
    double selected_value[IEC104_CONTROLS];
    double set[2]; /* ratios as set: export, import; NaN = not yet */
    int32_t lapsed; /* 1 = the lifetime ran out since the connection was lost */
    int32_t fallen; /* bits 1 export, 2 import: set[] is the fallback, until the next set-point */
    int32_t cease; /* 1, 0 */
    int32_t permit, connection;
    int64_t clock_ms;
};

void iec104_config_defaults(struct iec104_config *config);

/* Returns 0; -1 for a config outside its ranges. */
int iec104_station_begin(struct iec104_station *station, const struct iec104_config *config,
                         int64_t now_us);

/* What is true now. utc_ms stamps what has changed; INT64_MIN = the clock is not known. */
void iec104_station_update(struct iec104_station *station,
                           const struct iec104_value values[IEC104_POINTS], int64_t utc_ms);

/* Answers one ASDU that came through the session. What could not be confirmed, because the answers
 * to earlier ones are not acknowledged, is not acted upon: the session is closed. */
void iec104_station_take(struct iec104_station *station, struct iec104_session *session,
                         const uint8_t *asdu, size_t length, int64_t utc_ms, int64_t now_us);

/* Sends what waits: answers to an interrogation, events, cyclic values. session NULL = nobody is
 * connected. */
void iec104_station_step(struct iec104_station *station, struct iec104_session *session,
                         int64_t now_us);

/* Outlived: the declared fallback takes the place of what was set, and a permission is forgotten. */
void iec104_station_lapse(struct iec104_station *station, int64_t now_us);

/* The connection is gone: what was not acknowledged is told again to the next one. */
void iec104_station_left(struct iec104_station *station, int64_t now_us);

/* What holds now. */
void iec104_station_orders(const struct iec104_station *station, int64_t now_us,
                           struct iec104_orders *orders);

/* Across a restart. Recalled before the first connection, away_s after it was kept: the lifetime
 * goes on from when the line was lost, and began with the restart at the latest. Returns 0; -1 for
 * what this station cannot have kept: nothing is taken. */
void iec104_station_keep(const struct iec104_station *station, int64_t now_us,
                         struct iec104_kept *kept);
int iec104_station_recall(struct iec104_station *station, const struct iec104_kept *kept,
                          double away_s, int64_t now_us);

/* Object address and type of a point (stamped: with time), and of a command. */
uint32_t iec104_point_address(const struct iec104_config *config, int32_t point);
int32_t iec104_point_type(int32_t point, int stamped);
uint32_t iec104_control_address(const struct iec104_config *config, int32_t control);
int32_t iec104_control_type(int32_t control);

/* outstation_command.c */
void iec104_station_answer(struct iec104_station *station, struct iec104_session *session,
                           int64_t now_us);
void iec104_station_command(struct iec104_station *station, struct iec104_session *session,
                            const uint8_t *asdu, size_t length, const struct iec104_asdu *head,
                            int64_t utc_ms, int64_t now_us);

#endif
