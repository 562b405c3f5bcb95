/* What one simulated run leaves behind: everything the summary and the report show.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_RECORD_H
#define STATION_RECORD_H

#include "../inputs/inputs.h"

enum {
    RECORD_POLICIES = 6,
    RECORD_DEPARTURES = 256,
    RECORD_EVENTS = 2048,
    RECORD_TRANSITIONS = 12,
    RECORD_TRANSITION_POINTS = 401, /* ±2 s at 10 ms */
    RECORD_OUTAGES = 16
};

/* One minute of the run: means over the minute, except where it says "end". */
struct record_minute {
    int64_t time_s;
    double grid_w, pv_w, pv_available_w, battery_w, load_w, vehicles_w, shed_w;
    double soc_ratio;       /* end, true value of the simulated cells */
    double soc_estimate_ratio, soc_sigma_ratio; /* end */
    double battery_set_w;   /* end */
    double import_price_per_kwh, export_price_per_kwh;
    double voltage_pu, frequency_hz; /* of the site bus, end */
    double autonomy_s;      /* end */
    double reactive_var;
    double balance_w;       /* greatest residual in the minute */
    int32_t mode, rung;     /* end */
    uint32_t tiers_on;
    int32_t reserved;
    double vehicle_w[OSTROV_CHARGE_POINTS];
};

/* One quarter hour: plan against fact. */
struct record_quarter {
    int64_t time_s;
    double grid_mean_w;          /* metered mean, import positive */
    double plan_grid_w, plan_battery_w, plan_soc_ratio; /* of the plan made for this quarter */
    double plan_value_per_kwh;
    double reserve_ratio;        /* SoC floor the reserve asks for */
    double pv_actual_w, pv_p10_w, pv_p50_w, pv_p90_w; /* forecast made 1 h before */
    double pv_persistence_w;      /* of the same hour: the sky stays as it is; NaN = not known */
    double load_actual_w, load_p10_w, load_p50_w, load_p90_w, load_persistence_w;
    int32_t forecast_known;       /* 1 = the ten above are */
    int32_t pv_held;              /* 1 = the plant was held down: its forecast is not judged */
    double plan_cost, plan_bound, plan_gap_ratio, plan_ms;
    int32_t solver, plan_status, wishes_broken, reserved;
    double plan_vehicle_w[OSTROV_CHARGE_POINTS];
};

/* How good the forecasts made an hour before were, over the quarter hours of the run. */
struct record_score {
    int32_t judged, compared; /* quarter hours; those for which persistence is known too */
    double mae_w;             /* of the median */
    double skill_ratio;       /* 1 - mae over that of persistence, where both are known; NaN = nowhere */
    double coverage_ratio;    /* share between P10 and P90 */
};

struct record_departure {
    int64_t time_s;
    int64_t arrived_s;
    int32_t vehicle, charge_point, duty, on_time;
    double needed_wh;    /* in the vehicle's battery at departure */
    double had_wh;       /* in the vehicle's battery at departure */
    double margin_wh;    /* had − needed */
    double margin_minutes; /* how long before departure it had what it needed; negative = late */
};

struct record_transition_point {
    double t_s; /* relative to the transition */
    double grid_pu, bus_pu, grid_hz, bus_hz, angle_deg;
    double battery_w, pcc_w;
    int32_t contact_closed, contact_open, pcs_mode, grid_mode, breaker_command, reserved;
};

struct record_transition {
    int64_t time_us;
    char what[96]; /* "supply lost", "island formed", "synchronised", "breaker closed" */
    int32_t from_mode, to_mode, reason, points;
    double guard_value, guard_limit; /* what decided, and its limit; NaN = none */
    char guard_unit[16], guard_name[48];
    struct record_transition_point point[RECORD_TRANSITION_POINTS];
};

struct record_outage {
    int64_t start_s, end_s;
    double gap_s;           /* how long the critical load had no supply, all gaps together */
    double island_s;        /* time lived as an island */
    double charging_paused_s;
    double shed_wh, shed_critical_wh;
    double soc_start_ratio, soc_end_ratio, soc_least_ratio;
    double contact_angle_deg; /* at reconnection; NaN = not reconnected live */
    double returned_s;      /* from the grid's return to being connected again; NaN = not returned */
    int32_t ended_connected, reserved;
};

struct record_event {
    int64_t time_s;
    int32_t code, subject;
    char text[176];
};

/* A way to run the same day, for comparison. */
struct record_policy {
    char name[64];
    char brief[160];
    double energy_cost, export_income, peak_cost, wear_cost, short_cost, total;
    double storage_value; /* worth of the energy left more than at the start, already in total */
    double quarter_max_w, import_wh, export_wh, pv_used_wh, co2_kg, cycles;
    int32_t departures, late;
    double least_margin_wh;
};

struct record_device {
    char name[56];
    double ack_ms_mean, ack_ms_max, observe_s_mean, observe_s_max;
    int64_t requests, failures, refused, set_points;
};

struct record_sensitivity {
    char what[96];
    char change[64];     /* "−20 %" */
    double total;        /* headline cost with the change */
};

struct record {
    const struct site *site;
    const struct inputs *inputs;
    char transport[32];   /* "SunSpec Modbus TCP" or "in-process twin" */
    char command_line[SITE_TEXT];
    char version[16], solver_version[16];
    double wall_s;
    double plan_ms_mean, plan_ms_max;
    int64_t steps, fast_steps, plans, plans_milp, plans_quick, plans_refused;
    double balance_max_w;    /* greatest residual of the energy balance in any step */
    double storage_residual_wh; /* change in the cells against what went in and out of them */
    double soc_min_ratio, soc_max_ratio;
    int64_t breaker_closes, breaker_opens, refused_values;
    double last_contact_angle_deg;
    int64_t wrong_closes;     /* contacts that met outside the window: must be 0 */
    uint32_t replay_crc;     /* over every command of the run */
    struct record_minute *minute;
    int32_t minutes;
    struct record_quarter *quarter;
    int32_t quarters;
    struct record_departure departure[RECORD_DEPARTURES];
    int32_t departures;      /* rows of departure; the three below count also what did not fit */
    int32_t departures_all, departures_late;
    double departure_least_wh; /* least margin of all; NaN = none left */
    struct record_transition *transition; /* RECORD_TRANSITIONS of them */
    int32_t transitions;
    struct record_outage outage[RECORD_OUTAGES];
    int32_t outages;
    struct record_event *event; /* RECORD_EVENTS of them */
    int32_t events, events_lost;
    struct record_policy policy[RECORD_POLICIES]; /* [0] is this run */
    int32_t policies;
    struct record_device device[4];
    int32_t devices;
    struct record_sensitivity sensitivity[4];
    int32_t sensitivities;
    struct record_score pv_score, load_score;
};

int record_init(struct record *record, const struct site *site, const struct inputs *inputs);
void record_free(struct record *record);

#endif
