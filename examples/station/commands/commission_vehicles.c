/* commission: charge points, stepped by limits in amperes and judged by their own meter values. A
 * vehicle takes what it likes below its limit, so the step begins at what it takes, goes down to
 * seven tenths of it and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "commission_parts.h"

#include "commission/site_devices.h"
#include "live/secret.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const int32_t values_wanted = 6; /* of a hold: three of them when it has settled */
static const double step_ratio = 0.7, least_step_ratio = 0.85; /* of what the vehicle takes */
static const double least_a = 6.0; /* below it nothing is charged (IEC 61851-1) */
static const double tolerance_ratio =
    0.15; /* the voltage is nominal, limits are tenths of an ampere */
static const double most_delay_s =
    20.0; /* 5 s for the vehicle (IEC 61851-1), meter values each 5 s twice, the way */
static const double takes_a = 0.5; /* a phase with more than this takes part */

static int open_points(struct commission *c, char *message, size_t capacity)
{
    const struct site *site = c->call->site;
    char secret[SECRET] = "";
    struct ocpp_kept kept[OSTROV_CHARGE_POINTS];
    struct chargers_setup setup;
    chargers_setup_site(site, &setup);
    if (site->chargers.password_file[0] != '\0') {
        if (secret_read(site->chargers.password_file, secret) != 0) {
            (void)snprintf(message, capacity, "chargers.password_file: %s cannot be read",
                           site->chargers.password_file);
            return -1;
        }
        setup.password = secret;
    }
    for (int32_t p = 0; p < site->charge_points; p++) {
        /* Numbers that no run of the station has given yet: they stay in the charge points. */
        kept[p] =
            (struct ocpp_kept){.start_wh = __builtin_nan(""),
                               .next_transaction = 1000000000 + (int32_t)(time(NULL) % 900000000)};
        setup.kept[p] = &kept[p];
    }
    c->chargers = chargers_open(&setup, message, capacity);
    memset(secret, 0, sizeof secret);
    return c->chargers != NULL ? 0 : -1;
}

/* Charge points come by themselves; what they are has to be told first. */
static void wait_for_points(struct commission *c)
{
    const int32_t count = c->call->site->charge_points;
    double until_s = commission_s(c) + 5.0 * (double)c->call->options.seconds;
    int32_t told = 0;
    while (told < count && commission_s(c) < until_s) {
        commission_sample(c);
        c->n = 0;
        told = 0;
        for (int32_t p = 0; p < count; p++) {
            chargers_look(c->chargers, p, &c->point);
            told += ocpp_point_plugged(&c->point) >= 0;
        }
    }
}

/* Holds a limit until enough meter values came; the others keep what holds without a controller. */
static void hold(struct commission *c, double limit_w)
{
    double seconds = (double)c->call->options.seconds;
    double most_s = 10.0 * seconds < COMMISSION_HOLD_S ? 10.0 * seconds : COMMISSION_HOLD_S;
    int32_t enough = c->point_values + values_wanted;
    c->step.before_s = c->step.begin_s;
    c->command.vehicle_limit_w[c->point_index] = limit_w;
    c->step.begin_s = commission_s(c);
    while ((commission_s(c) - c->step.begin_s < seconds || c->point_values < enough) &&
           commission_s(c) - c->step.begin_s < most_s && c->n < RESPONSE_SAMPLES) {
        commission_sample(c);
    }
    c->step.end_s = commission_s(c);
}

static void leave_open(struct commission *c, const char *name, const char *why)
{
    printf("  %-26s not proved: %s\n", name, why);
    c->open++;
}

/* Phases that the vehicle takes part on; 0 = the charge point tells no currents. */
static int32_t phases_taken(const struct ocpp_reading *r)
{
    int32_t taken = 0, told = 0;
    for (int32_t i = 0; i < 3; i++) {
        told += r->phase_a[i] == r->phase_a[i];
        taken += r->phase_a[i] > takes_a;
    }
    return told > 0 ? taken : 0;
}

/* Most that this one may take now: the connection's limit less what the site takes besides. */
static double room_w(const struct commission *c)
{
    const struct site *site = c->call->site;
    double grid_w = c->n > 0 ? c->value_w[C_GRID][c->n - 1] : __builtin_nan("");
    double own_w = c->point.reading.power_w > 0.0 ? c->point.reading.power_w : 0.0;
    double most_w = site->charge_point[c->point_index].limit_w;
    double left_w = site->station.import_limit_w - (grid_w > 0.0 ? grid_w : 0.0) + own_w;
    return !(grid_w == grid_w) ? 0.0 : left_w < most_w ? left_w : most_w;
}

static void judge(struct commission *c, const char *name, double change_w)
{
    struct response answer;
    c->step.change_w = change_w;
    response_judge(&c->step, c->time_s, c->value_w[C_VEHICLE], c->n, tolerance_ratio, most_delay_s,
                   &answer);
    commission_print(c, name, &answer);
}

static void print_phases(struct commission *c, int32_t taken)
{
    int32_t wired = c->point.setup.phases;
    if (taken == 0) {
        leave_open(c, "  its phases", "it tells no current of a phase");
    } else if (taken == wired) {
        printf("  %-26s %d of %d take part: proved\n", "  its phases", (int)taken, (int)wired);
        c->proved++;
    } else {
        printf("  %-26s %d of %d take part: not proved, the vehicle may have no more\n",
               "  its phases", (int)taken, (int)wired);
        c->open++;
    }
}

/* Down to seven tenths of what it takes, and back. */
static void step_vehicle(struct commission *c, const char *name, double base_w)
{
    const struct ocpp_setup *s = &c->point.setup;
    double taken_w = c->point.reading.power_w;
    int32_t taken = phases_taken(&c->point.reading);
    double phases = taken > 0 ? taken : s->phases;
    double now_a = taken_w / (phases * s->phase_v);
    double own_a = s->min_w / (s->phases * s->phase_v);
    double floor_a = own_a > least_a ? own_a : least_a;
    double to_a = step_ratio * now_a > floor_a ? step_ratio * now_a : floor_a;
    to_a = (double)(int32_t)(to_a * 10.0 + 0.999) / 10.0; /* as a profile has it */
    if (!(to_a <= least_step_ratio * now_a)) {
        leave_open(c, name, "the vehicle takes too little for a step");
        return;
    }
    double change_w = to_a * phases * s->phase_v - taken_w;
    hold(c, to_a * s->phases * s->phase_v);
    judge(c, name, change_w);
    hold(c, base_w);
    judge(c, name, -change_w);
    print_phases(c, taken);
}

static void try_point(struct commission *c, int32_t index)
{
    char name[SITE_NAME + 16];
    const double least_w = c->call->site->charge_point[index].min_w;
    (void)snprintf(name, sizeof name, "%s", c->call->site->charge_point[index].name);
    c->point_index = index;
    c->point_values = 0;
    c->point_us = INT64_MIN;
    c->n = 0;
    commission_sample(c);
    int32_t plugged = ocpp_point_plugged(&c->point);
    double base_w = room_w(c);
    const char *why =
        !c->point.connected                   ? "it has not connected"
        : plugged == 0                        ? "no vehicle"
        : plugged < 0                         ? "it does not tell whether a vehicle is there"
        : c->point.transaction == 0           ? "a vehicle, and no transaction: nobody started it"
        : !(base_w > least_w && base_w > 0.0) ? "the connection has no room for it now"
                                              : NULL;
    if (why != NULL) {
        leave_open(c, name, why);
        return;
    }
    hold(c, base_w);
    if (c->point_values == 0) {
        struct response answer = {.verdict = RESPONSE_NOT_READ, .phase = -1};
        c->step.change_w = answer.before_w = answer.after_w = answer.gain = answer.delay_s =
            __builtin_nan("");
        commission_print(c, name, &answer);
    } else {
        step_vehicle(c, name, base_w);
    }
    c->command.vehicle_limit_w[index] = c->call->site->station.charger_default_w;
    fflush(stdout);
}

int commission_vehicles(struct commission *c, char *message, size_t capacity)
{
    const struct site *site = c->call->site;
    printf("\nCharge points, by limits in amperes\n");
    if (site->chargers.address[0] == '\0') {
        leave_open(c, "all of them",
                   "there is no section \"chargers\" that says where they connect to");
        return 0;
    }
    if (open_points(c, message, capacity) != 0) {
        return -1;
    }
    for (int32_t p = 0; p < site->charge_points; p++) {
        c->command.vehicle_limit_w[p] = site->station.charger_default_w;
    }
    wait_for_points(c);
    for (int32_t p = 0; p < site->charge_points; p++) {
        try_point(c, p);
    }
    return 0;
}
