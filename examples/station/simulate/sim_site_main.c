/* ostrov-sim-site: a whole site as simulated devices in processes of their own, in real time or
 * faster: storage converter, meter and PV inverter behind Modbus TCP, on one simulated site bus.
 * The station program runs against it as against real devices.
 *
 * Says "pcs PORT", "meter PORT", "pv PORT", with --wires "wires PORT" (I/O module and
 * synchroniser), and "ready", then a line for whatever breaker and site bus do, and ends when its
 * standard input does. An outage is in seconds after the start. With --lies its devices lie, each
 * by a schedule that is printed to stderr. With --clock others go by its clock
 * (ostrov-station run --clock): it keeps the speed, and goes at 1 around an outage and while the
 * breaker moves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "../drivers/hardware.h"
#include "../common/clock.h"
#include "site_wires.h"
#include "world.h"

#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LATE_US = 500000 }; /* behind the clock */

struct wishes {
    const char *site;
    const char *simulator;
    double speed, seconds;
    double lost_s, back_s; /* of the outage, since the start; 0 = none */
    double soc;            /* battery's at the start; NaN = as the site file says */
    uint64_t seed, lies;
    int32_t wires;
    const char *clock, *from, *scenario; /* NULL = the system's, now, calm */
};

static const char usage[] =
    "Usage: ostrov-sim-site --site FILE --simulator FILE [option ...]\n"
    "Simulates a site in real time, says on which port each device listens, then \"ready\", and ends\n"
    "when its standard input does.\n"
    "  --simulator FILE    the program ostrov-sim-device\n"
    "  --wires             with I/O module and synchroniser, for a section \"connection\"\n"
    "  --outage FROM-UNTIL the supply is away, in seconds after the start\n"
    "  --seconds N         ends by itself after so long\n"
    "  --from TIME         begins at that local time, such as 2026-01-15T17:55 [now]\n"
    "  --scenario NAME     weather and load of day, bad-night or calm [day]\n"
    "  --soc RATIO         of the battery at the start [the site file's]\n"
    "  --seed N            of weather and noise [1]\n"
    "  --lies SEED         its devices lie, by a schedule that is printed\n"
    "  --speed X           seconds a second [1]\n"
    "  --clock FILE        others go by its clock: ostrov-station run --clock FILE\n";

static int read_number(const char *text, double least, double most, double *value)
{
    return ostrov_number_read(text, strlen(text), value, NULL) == OSTROV_OK && *value >= least &&
           *value <= most;
}

/* "20-45": whole seconds. */
static int read_outage(const char *text, struct wishes *w)
{
    const char *until = strchr(text, '-');
    return until != NULL &&
           ostrov_number_read(text, (size_t)(until - text), &w->lost_s, NULL) == OSTROV_OK &&
           read_number(until + 1, 1.0, 1e6, &w->back_s) && w->lost_s >= 1.0 &&
           w->lost_s < w->back_s;
}

static int read_wishes(struct wishes *w, int argc, char **argv)
{
    static const struct option known[] = {
        {"site", required_argument, NULL, 'f'},      {"speed", required_argument, NULL, 'x'},
        {"seed", required_argument, NULL, 's'},      {"seconds", required_argument, NULL, 'n'},
        {"simulator", required_argument, NULL, 'p'}, {"outage", required_argument, NULL, 'o'},
        {"wires", no_argument, NULL, 'w'},           {"lies", required_argument, NULL, 'l'},
        {"clock", required_argument, NULL, 'c'},     {"from", required_argument, NULL, 't'},
        {"scenario", required_argument, NULL, 'e'},  {"soc", required_argument, NULL, 'b'},
        {NULL, 0, NULL, 0}};
    double seed = 1.0, lies = 0.0;
    int which, good = 1;
    while (good && (which = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (which) {
        case 'f':
            w->site = optarg;
            break;
        case 'p':
            w->simulator = optarg;
            break;
        case 'c':
            w->clock = optarg;
            break;
        case 't':
            w->from = optarg;
            break;
        case 'e':
            w->scenario = optarg;
            break;
        case 'w':
            w->wires = 1;
            break;
        case 'l':
            good = read_number(optarg, 1.0, 1e15, &lies);
            break;
        case 'o':
            good = read_outage(optarg, w);
            break;
        case 'x':
            good = read_number(optarg, 0.1, 1000.0, &w->speed);
            break;
        case 's':
            good = read_number(optarg, 0.0, 1e9, &seed);
            break;
        case 'n':
            good = read_number(optarg, 0.0, 1e9, &w->seconds);
            break;
        case 'b':
            good = read_number(optarg, 0.0, 1.0, &w->soc);
            break;
        default:
            good = 0;
        }
    }
    w->seed = (uint64_t)seed;
    w->lies = (uint64_t)lies;
    return good && w->site != NULL && w->simulator != NULL && optind == argc;
}

static int open_devices(struct hardware *hardware, const struct site *site, const struct wishes *w)
{
    struct hardware_setup setup;
    hardware_setup_defaults(&setup);
    setup.rating_w = site->battery.discharge_limit_w;
    setup.capacity_wh = site->battery.capacity_wh;
    setup.soc_start_ratio = w->soc == w->soc ? w->soc : site_start_soc(site);
    setup.soc_min_ratio = site->battery.soc_min_ratio;
    setup.soc_max_ratio = site->battery.soc_max_ratio;
    setup.charge_efficiency_ratio = site->battery.charge_efficiency_ratio;
    setup.discharge_efficiency_ratio = site->battery.discharge_efficiency_ratio;
    setup.charge_limit_w = site->battery.charge_limit_w;
    setup.discharge_limit_w = site->battery.discharge_limit_w;
    setup.default_w = site->station.battery_default_w;
    setup.series = site->battery.chemistry == OSTROV_CHEMISTRY_LFP ? site->cells.series : 0;
    setup.cells_c = 20.0;
    setup.nominal_hz = site->grid.nominal_hz;
    setup.pv_rating_w = site->pv.inverter_w;
    setup.pv_wake_s = 5.0;
    setup.seed = w->seed;
    setup.lies = w->lies;
    setup.simulator = w->simulator;
    return hardware_open_modbus(hardware, &setup);
}

/* The moment it begins at. Returns 0; -1. */
static int read_from(const struct site *site, const char *from, int64_t *from_s)
{
    ostrov_civil c = {0};
    int year, month, day, hour, minute, used = 0;
    *from_s = (int64_t)time(NULL);
    if (from == NULL) {
        return 0;
    }
    if (sscanf(from, "%4d-%2d-%2dT%2d:%2d%n", &year, &month, &day, &hour, &minute, &used) != 5 ||
        from[used] != '\0') {
        return -1;
    }
    c.year = year, c.month = month, c.day = day, c.hour = hour, c.minute = minute;
    return ostrov_zone_utc(&site->zone, &c, OSTROV_FOLD_FIRST, from_s) == OSTROV_OK ? 0 : -1;
}

static int begin_at(const struct site *site, const struct wishes *w, int64_t *from_s, char *message,
                    size_t capacity)
{
    int result = read_from(site, w->from, from_s);
    if (result != 0) {
        snprintf(message, capacity, "--from %s: a local time such as 2026-01-15T17:55 is wanted",
                 w->from);
    }
    return result;
}

/* The day it begins in: today by the clock, so that the station's sun and prices are those of the
 * same day, or as it is told. */
static int make_day(const struct site *site, const struct wishes *w, int64_t from_s,
                    struct inputs *inputs, char *message, size_t capacity)
{
    ostrov_civil local;
    char date[16];
    struct inputs_request request = {.scenario = w->scenario != NULL ? w->scenario : "calm",
                                     .outage = w->scenario != NULL ? NULL : "none",
                                     .days = 2,
                                     .seed = w->seed,
                                     .without = INPUTS_FEEDS};
    if (ostrov_zone_civil(&site->zone, from_s, &local) != OSTROV_OK) {
        snprintf(message, capacity, "the clock is outside the calendar");
        return -1;
    }
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)local.year, (int)local.month,
             (int)local.day);
    request.date = date;
    return inputs_make(site, &request, inputs, message, capacity);
}

/* What somebody who stands beside the site would see. */
struct witness {
    int32_t closed, live, mode;
    int32_t departures;
    int64_t wrong_closes;
    double dark_s; /* the bus was dead */
};

static void say_departures(struct witness *seen, const struct record *record, double time_s)
{
    for (; seen->departures < record->departures; seen->departures++) {
        const struct record_departure *d = &record->departure[seen->departures];
        printf("%.2f departure of vehicle %d needs %.0f Wh has %.0f Wh\n", time_s, (int)d->vehicle,
               d->needed_wh, d->had_wh);
        fflush(stdout);
    }
}

static void say(struct witness *seen, const struct world *world, const struct device_truth *truth,
                double time_s, double dt_s)
{
    int32_t live = world->bus_pu > 0.8;
    seen->dark_s += live ? 0.0 : dt_s;
    if (seen->closed != world->breaker.closed || seen->live != live || seen->mode != truth->mode ||
        seen->wrong_closes != world->wrong_closes) {
        printf("%.2f breaker %d bus %d pcs %d angle %.2f wrong %lld dark %.2f\n", time_s,
               (int)world->breaker.closed, (int)live, (int)truth->mode, world->contact_angle_deg,
               (long long)world->wrong_closes, seen->dark_s);
        fflush(stdout);
    }
    seen->closed = world->breaker.closed;
    seen->live = live;
    seen->mode = truth->mode;
    seen->wrong_closes = world->wrong_closes;
}

/* Around an edge of the outage, while the breaker moves, and from the grid's return until it
 * closes. */
static int32_t is_near(const struct wishes *w, const struct world *world, double time_s)
{
    int edge = w->back_s > 0.0 && ((time_s > w->lost_s - 1.0 && time_s < w->lost_s + 3.0) ||
                                   (time_s > w->back_s - 1.0 && time_s < w->back_s + 1.0));
    int returning = !world->breaker.closed && world->grid_pu > 0.5;
    return edge || returning || world->breaker.moving != OSTROV_BREAKER_HOLD;
}

/* 10 ms around what happens at the PCC, as fast as a breaker notices its coil where somebody holds
 * the wires in real time, a tenth of a second else. */
static int64_t step_us(const struct wishes *w, const struct world *world, double time_s,
                       int32_t steered)
{
    if (is_near(w, world, time_s) || (!world->breaker.closed && w->clock == NULL)) {
        return 10000;
    }
    return w->clock != NULL && w->speed > 10.0 ? 250000 : steered ? 20000 : 100000;
}

/* Until standard input ends. */
static void live_on(struct hardware *hardware, struct world *world, const struct site *site,
                    const struct wishes *w, struct site_wires *wires)
{
    struct world_command acting = {.pcs_request = OSTROV_PCS_FOLLOW,
                                   .bus_target_v = __builtin_nan(""),
                                   .bus_target_hz = __builtin_nan(""),
                                   .tiers_on = (1u << site->tiers) - 1u};
    struct device_world devices = {.dt_s = 0.0};
    struct device_truth truth = {.mode = OSTROV_PCS_FOLLOW};
    struct witness seen = {.closed = 1, .live = 1, .mode = OSTROV_PCS_FOLLOW};
    struct record *record = calloc(1, sizeof *record);
    struct pollfd lifeline = {STDIN_FILENO, POLLIN, 0};
    int64_t next_us = clock_monotonic_us(), simulated_us = 0, changed_us = -3000000;
    int32_t asked = acting.pcs_request;
    while (record != NULL && (w->seconds <= 0.0 || (double)simulated_us < w->seconds * 1e6)) {
        int64_t now_us = clock_monotonic_us();
        int32_t late = now_us - next_us > LATE_US;
        if (now_us < next_us || late) {
            char byte;
            double left_ms = (double)(next_us - now_us) / clock_speed() / 1000.0;
            int wait_ms = late ? 0 : (int)left_ms; /* the rest is less than a millisecond */
            if (poll(&lifeline, 1, wait_ms) > 0 && read(STDIN_FILENO, &byte, 1) <= 0) {
                break;
            }
            if (!late) {
                continue;
            }
        }
        /* Contacts prove themselves in milliseconds of the site's time, and a PCS that is asked to form or
         * stops takes no longer. And who leads the clock lets it
         * wait: devices that lag behind it would lie about their time. */
        int32_t settling = simulated_us - changed_us < 3000000;
        double speed = settling || is_near(w, world, (double)simulated_us * 1e-6) ? 1.0 : w->speed;
        clock_pace(late && speed > 4.0 ? 0.25 * speed : speed);
        int64_t us = step_us(w, world, (double)simulated_us * 1e-6, site_wires_heard(wires));
        double dt_s = (double)us * 1e-6;
        acting.pv_limit_w = hardware->pv.truth_w;
        world_before(world, &acting, world->time_us + us, dt_s, &truth, &devices, record);
        hardware_advance(hardware, &devices, dt_s);
        hardware_truth(hardware, &truth);
        world_after(world, &truth, dt_s);
        site_wires_exchange(wires, world, &truth, &acting);
        simulated_us += us;
        if (world->breaker.closed != seen.closed || truth.mode != seen.mode ||
            acting.pcs_request != asked) {
            changed_us = simulated_us;
        }
        asked = acting.pcs_request;
        say(&seen, world, &truth, (double)simulated_us * 1e-6, dt_s);
        say_departures(&seen, record, (double)simulated_us * 1e-6);
        next_us += w->clock != NULL ? us : (int64_t)((double)us / w->speed);
    }
    free(record);
}

static struct site site;
static struct hardware hardware;
static struct world world;

int main(int argc, char **argv)
{
    struct wishes wishes = {.speed = 1.0, .soc = __builtin_nan("")};
    struct inputs inputs;
    char message[512];
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (!read_wishes(&wishes, argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    int64_t from_s = 0;
    if (site_load(wishes.site, &site, message, sizeof message) != 0 ||
        begin_at(&site, &wishes, &from_s, message, sizeof message) != 0 ||
        make_day(&site, &wishes, from_s, &inputs, message, sizeof message) != 0) {
        fprintf(stderr, "ostrov-sim-site: %s\n", message);
        return 2;
    }
    world_init(&world, &site, &inputs);
    fleet_init_at(&world.fleet, &site, &inputs, from_s);
    int result = open_devices(&hardware, &site, &wishes) < 0;
    struct site_wires *wires = site_wires_open();
    from_s = wishes.from != NULL ? from_s : (int64_t)time(NULL); /* the devices took their time */
    world.time_us = from_s * 1000000;
    if (wishes.back_s > 0.0) {
        inputs.outage[0] = (struct outage){.start_s = from_s + (int64_t)wishes.lost_s,
                                           .end_s = from_s + (int64_t)wishes.back_s,
                                           .kind = OUTAGE_LOSS};
        inputs.outages = 1;
    } else if (inputs.outages > 0) {
        wishes.lost_s = (double)(inputs.outage[0].start_s - from_s);
        wishes.back_s = (double)(inputs.outage[0].end_s - from_s);
    }
    if (wishes.clock != NULL && clock_lead(wishes.clock, from_s) != 0) {
        fprintf(stderr, "ostrov-sim-site: --clock %s cannot be made\n", wishes.clock);
        result = 1;
    }
    if (result == 0 && wires != NULL) {
        printf("pcs %d\nmeter %d\npv %d\n", hardware.pcs_process.port, hardware.meter_process.port,
               hardware.pv_process.port);
        if (wishes.wires) {
            printf("wires %d\n", (int)site_wires_port(wires));
        }
        printf("ready\n");
        fflush(stdout);
        live_on(&hardware, &world, &site, &wishes, wires);
    } else {
        fprintf(stderr, "ostrov-sim-site: %s\n",
                wires == NULL ? "no port for the wires" : hardware_error(&hardware));
        result = 1;
    }
    site_wires_close(wires);
    hardware_close(&hardware);
    inputs_free(&inputs);
    return result;
}
