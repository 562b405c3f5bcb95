/* commission: steps each device by a tenth and proves sign, scale, delay and phase; prints a
 * protocol.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "commission_parts.h"

#include "commission/site_devices.h"
#include "common/clock.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const double step_ratio = 0.1;   /* of the rating: seen by every meter, felt by nobody */
static const double most_delay_s = 5.0; /* the station counts a set-point as not followed later */

static_assert(COMMISSION_HOLDS * COMMISSION_HOLD_S * COMMISSION_SAMPLES_A_SECOND < RESPONSE_SAMPLES,
              "the longest steps have room for their samples");

double commission_s(const struct commission *r)
{
    return (double)clock_monotonic_us() / 1e6 - r->begin_s;
}

/* A meter value counts once; between two of them nothing is known. */
static double new_value_w(struct commission *r)
{
    if (r->chargers == NULL || r->point_index < 0) {
        return __builtin_nan("");
    }
    chargers_look(r->chargers, r->point_index, &r->point);
    if (r->point.reading.read_us == r->point_us || r->point.reading.read_us == INT64_MIN) {
        return __builtin_nan("");
    }
    r->point_us = r->point.reading.read_us;
    r->point_values++;
    return r->point.reading.power_w;
}

void commission_sample(struct commission *r)
{
    ostrov_measurement m;
    struct timespec pause = {0, 1000000000 / COMMISSION_SAMPLES_A_SECOND};
    if (r->n == RESPONSE_SAMPLES || ostrov_measurement_defaults(&m, sizeof m) != OSTROV_OK) {
        return;
    }
    (void)hardware_measure(&r->hardware, &m); /* a silent device is NaN or old, and judged so */
    r->taken = hardware_actuate(&r->hardware, &r->command);
    if (r->chargers != NULL) {
        chargers_command(r->chargers, &r->command);
    }
    r->time_s[r->n] = commission_s(r);
    r->value_w[C_PCS][r->n] = m.battery_w;
    r->value_w[C_CELLS][r->n] = r->hardware.pcs.reading.cells_w;
    r->value_w[C_GRID][r->n] = m.grid_w;
    for (int p = 0; p < 3; p++) {
        r->value_w[C_PHASE_A + p][r->n] = r->hardware.meter.reading.phase_w[p];
    }
    r->value_w[C_PV][r->n] = m.pv_w;
    r->value_w[C_VEHICLE][r->n] = new_value_w(r);
    r->n++;
    nanosleep(&pause, NULL);
}

static void hold(struct commission *r, double seconds)
{
    double until_s = commission_s(r) + seconds;
    while (commission_s(r) < until_s && r->n < RESPONSE_SAMPLES) {
        commission_sample(r);
    }
}

/* ---- the protocol ---- */

void commission_print(struct commission *r, const char *what, const struct response *a)
{
    char t[5][40];
    printf("  %-26s %9s %9s %9s %7s %7s  %s", what, command_number(r->step.change_w / 1e3, 2, t[0]),
           command_number(a->before_w / 1e3, 2, t[1]), command_number(a->after_w / 1e3, 2, t[2]),
           command_number(a->gain, 2, t[3]), command_number(a->delay_s, 1, t[4]),
           response_text(a->verdict));
    if (a->phase >= 0) {
        printf(a->verdict == RESPONSE_EXCHANGED ? ", phase %c is right" : ", phase %c",
               'A' + a->phase);
    }
    printf("\n");
    r->proved += a->verdict == RESPONSE_PROVED;
    r->open += a->verdict == RESPONSE_NOISE;
    r->wrong += a->verdict != RESPONSE_PROVED && a->verdict != RESPONSE_NOISE;
}

static void judge(struct commission *r, enum commission_channel channel, const char *what,
                  double change_w, double tolerance)
{
    struct response answer;
    r->step.change_w = change_w;
    response_judge(&r->step, r->time_s, r->value_w[channel], r->n, tolerance, most_delay_s,
                   &answer);
    commission_print(r, what, &answer);
}

static void judge_phases(struct commission *r, double change_w)
{
    struct response answer;
    const double *const phases[3] = {r->value_w[C_PHASE_A], r->value_w[C_PHASE_B],
                                     r->value_w[C_PHASE_C]};
    r->step.change_w = change_w;
    response_judge_phases(&r->step, r->time_s, phases, r->n, &answer);
    commission_print(r, "meter, phases (203)", &answer);
}

/* ---- the steps ---- */

/* Holds a new set-point and keeps when. */
static void step_to(struct commission *r, double battery_w, double pv_limit_w)
{
    double hold_s = (double)r->call->options.seconds;
    r->step.before_s = r->step.begin_s;
    r->command.battery_w = battery_w;
    r->command.pv_limit_w = pv_limit_w;
    r->step.begin_s = commission_s(r);
    hold(r, hold_s);
    r->step.end_s = commission_s(r);
}

static void step_battery(struct commission *r)
{
    double rating_w = r->call->site->battery.discharge_limit_w;
    double eta = r->call->site->battery.discharge_efficiency_ratio;
    double last_w = 0.0;
    const double to[] = {step_ratio * rating_w, -step_ratio * rating_w, 0.0};
    for (int i = 0; i < 3; i++) {
        char text[40];
        printf("\nStorage converter to %s kW\n", command_number(to[i] / 1e3, 2, text));
        step_to(r, to[i], r->command.pv_limit_w);
        double change_w = to[i] - last_w;
        judge(r, C_PCS, "converter (701)", change_w, 0.1);
        judge(r, C_CELLS, "battery, DC (802)", change_w / eta, 0.25); /* both losses, standby */
        judge(r, C_GRID, "meter at the PCC (203)", -change_w, 0.15);
        judge_phases(r, -change_w);
        last_w = to[i];
        fflush(stdout);
    }
}

static void step_pv(struct commission *r)
{
    double now_w = r->value_w[C_PV][r->n - 1];
    char text[40];
    if (!(now_w > 2.0 * step_ratio * r->call->site->pv.inverter_w)) {
        printf("\nPV inverter: not proved, %s kW of sun is too little for a step\n",
               command_number(now_w / 1e3, 2, text));
        r->open++;
        return;
    }
    double limit_w = now_w - step_ratio * r->call->site->pv.inverter_w;
    printf("\nPV inverter to %s kW\n", command_number(limit_w / 1e3, 2, text));
    step_to(r, 0.0, limit_w);
    judge(r, C_PV, "PV inverter", limit_w - now_w, 0.15);
    judge(r, C_GRID, "meter at the PCC (203)", now_w - limit_w, 0.25);
    step_to(r, 0.0, __builtin_inf());
}

static int may_begin(const struct call *call, char *message, size_t capacity)
{
    const struct site *site = call->site;
    const char *wrong =
        site->devices.pcs_host[0] == '\0'
            ? "there is no section \"devices\" that says where they are"
        : site->station.authority == OSTROV_AUTHORITY_OBSERVE
            ? "commission needs station.authority request; the file says observe"
        : !call->options.armed
            ? "commission writes to the devices: say so by --arm. It moves the storage "
              "converter by a tenth of its rating both ways and the PV inverter by a "
              "tenth, and pauses vehicles; somebody should stand beside them"
            : NULL;
    if (call->options.seconds > COMMISSION_HOLD_S) {
        (void)snprintf(message, capacity, "--seconds %lld: a step is held for at most %d s",
                       (long long)call->options.seconds, (int)COMMISSION_HOLD_S);
        return -1;
    }
    if (wrong != NULL) {
        (void)snprintf(message, capacity, "%s: %s", site->path, wrong);
    }
    return wrong == NULL ? 0 : -1;
}

static int open_devices(struct commission *r, char *message, size_t capacity)
{
    struct hardware_setup setup;
    if (site_maps_load(r->call->site, r->map, message, capacity) != 0) {
        return -1;
    }
    hardware_setup_site(r->call->site, r->map, &setup);
    if (hardware_open_modbus(&r->hardware, &setup) != 0) {
        (void)snprintf(message, capacity, "%s: devices: %s", r->call->site->path,
                       hardware_error(&r->hardware));
        return -1;
    }
    r->command = (ostrov_command){.struct_size = (uint32_t)sizeof r->command,
                                  .rung = OSTROV_RUNG_RULES,
                                  .pcs_request = OSTROV_PCS_FOLLOW,
                                  .time_s = INT64_MIN,
                                  .hold_s = 10.0,
                                  .pv_limit_w = __builtin_inf(),
                                  .write = 1};
    return 0;
}

static void close_devices(struct commission *r)
{
    chargers_close(r->chargers);
    hardware_close(&r->hardware);
    site_maps_free(r->map);
}

/* The converter is listened to before the first word: another controller's heartbeat is not spoken
 * over. */
static int wait_for_lease(struct commission *r, char *message, size_t capacity)
{
    for (double until_s = commission_s(r) + 10.0; commission_s(r) < until_s; r->n = 0) {
        commission_sample(r);
        if (r->hardware.pcs.counters.foreign > 0) {
            (void)snprintf(message, capacity,
                           "another controller commands the storage converter: end it first");
            return -1;
        }
        if (r->taken >= OSTROV_OK) {
            r->n = 0;
            return 0;
        }
    }
    (void)snprintf(message, capacity,
                   "the storage converter takes no command: local control, or it refuses");
    return -1;
}

static void print_head(const struct commission *r)
{
    const struct site *site = r->call->site;
    char date[24];
    printf("Commissioning protocol\nsite: %s (%s, CRC %08lx)\nbegun: %s local time; ostrov %s\n",
           site->title, site->path, (unsigned long)site->crc,
           occasion_date(site, (int64_t)time(NULL), date), ostrov_version_text());
    printf("settings: %s\n", site->settings_document[0] != '\0' ? site->settings_document
                                                                : "no DSO's protocol is named");
    printf("converter at %s:%d, meter at %s:%d, signs %d and %d\n\n", site->devices.pcs_host,
           (int)site->devices.pcs_port, site->devices.meter_host, (int)site->devices.meter_port,
           (int)site->devices.battery_sign, (int)site->devices.meter_sign);
    printf("  %-26s %9s %9s %9s %7s %7s  %s\n", "channel", "step kW", "before", "after", "gain",
           "63 % s", "verdict");
}

int command_commission(const struct call *call)
{
    static struct commission r;
    char message[COMMAND_TEXT] = "";
    r.call = call;
    r.point_index = -1;
    r.begin_s = (double)clock_monotonic_us() / 1e6;
    if (may_begin(call, message, sizeof message) != 0 ||
        open_devices(&r, message, sizeof message) != 0 ||
        wait_for_lease(&r, message, sizeof message) != 0) {
        close_devices(&r);
        return command_refuse(message);
    }
    print_head(&r);
    step_to(&r, 0.0, r.command.pv_limit_w); /* the rest before the first step */
    step_battery(&r);
    if (call->site->devices.pv_host[0] != '\0') {
        step_pv(&r);
    }
    int failed =
        call->site->charge_points > 0 && commission_vehicles(&r, message, sizeof message) != 0;
    close_devices(&r);
    if (failed) {
        return command_fail(message);
    }
    printf(
        "\n%d proved, %d wrong, %d not proved\nby: ______________________   date: ____________\n",
        (int)r.proved, (int)r.wrong, (int)r.open);
    return r.wrong > 0 ? 1 : 0;
}
