/* ostrov-sim-site: a whole site as simulated devices in processes of their own, in real time or
 * faster: storage converter, meter and PV inverter behind Modbus TCP, on one simulated site bus.
 * The station program runs against it as against real devices.
 *
 *   ostrov-sim-site --site FILE [--speed X] [--seed N] [--seconds N] [--outage FROM-UNTIL] [--wires]
 *                   [--lies SEED]
 *
 * Says "pcs PORT", "meter PORT", "pv PORT", with --wires "wires PORT" (I/O module and synchroniser), and
 * "ready", then a line for whatever breaker and site bus do, and ends when its standard input does. An outage
 * is in seconds after the start. With --lies its devices lie, each by a schedule that is printed to stderr.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "../drivers/hardware.h"
#include "site_wires.h"
#include "world.h"

#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct wishes {
    const char *site;
    const char *simulator;
    double speed, seconds;
    double lost_s, back_s; /* of the outage, since the start; 0 = none */
    uint64_t seed, lies;
    int32_t wires;
};

static const char usage[] = "Usage: ostrov-sim-site --site FILE [--speed X] [--seed N] [--seconds "
                            "N] [--outage FROM-UNTIL] [--wires] [--lies SEED] [--simulator "
                            "PROGRAM]\n";

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
    setup.soc_start_ratio = site_start_soc(site);
    setup.soc_min_ratio = site->battery.soc_min_ratio;
    setup.soc_max_ratio = site->battery.soc_max_ratio;
    setup.charge_efficiency_ratio = site->battery.charge_efficiency_ratio;
    setup.discharge_efficiency_ratio = site->battery.discharge_efficiency_ratio;
    setup.charge_limit_w = site->battery.charge_limit_w;
    setup.discharge_limit_w = site->battery.discharge_limit_w;
    setup.default_w = site->station.battery_default_w;
    setup.cells_c = 20.0;
    setup.nominal_hz = site->grid.nominal_hz;
    setup.pv_rating_w = site->pv.inverter_w;
    setup.pv_wake_s = 5.0;
    setup.seed = w->seed;
    setup.lies = w->lies;
    setup.simulator = w->simulator;
    return hardware_open_modbus(hardware, &setup);
}

/* Today by the clock, so that the station's sun and prices are those of the same day. */
static int make_day(const struct site *site, uint64_t seed, struct inputs *inputs, char *message,
                    size_t capacity)
{
    ostrov_civil local;
    char date[16];
    struct inputs_request request = {.scenario = "calm", .outage = "none", .days = 2, .seed = seed};
    if (ostrov_zone_civil(&site->zone, (int64_t)time(NULL), &local) != OSTROV_OK) {
        snprintf(message, capacity, "the clock is outside the calendar");
        return -1;
    }
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)local.year, (int)local.month,
             (int)local.day);
    request.date = date;
    return inputs_make(site, &request, inputs, message, capacity);
}

static int64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* What somebody who stands beside the site would see. */
struct witness {
    int32_t closed, live, mode;
    int64_t wrong_closes;
    double dark_s; /* the bus was dead */
};

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

/* 10 ms around an outage and as long as the breaker is open or moves; as fast as a breaker notices its
 * coil where somebody holds the wires; a tenth of a second else. */
static int64_t step_us(const struct wishes *w, const struct world *world, double time_s,
                       int32_t steered)
{
    int near = w->back_s > 0.0 && time_s > w->lost_s - 1.0 && time_s < w->back_s + 1.0;
    int fast = near || !world->breaker.closed || world->breaker.moving != OSTROV_BREAKER_HOLD;
    return fast ? 10000 : steered ? 20000 : 100000;
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
    int64_t next_us = clock_us(), simulated_us = 0;
    while (record != NULL && (w->seconds <= 0.0 || (double)simulated_us < w->seconds * 1e6)) {
        int64_t now_us = clock_us();
        if (now_us < next_us) {
            char byte;
            int wait_ms = (int)((next_us - now_us + 999) / 1000);
            if (poll(&lifeline, 1, wait_ms) > 0 && read(STDIN_FILENO, &byte, 1) <= 0) {
                break;
            }
            continue;
        }
        int64_t us = step_us(w, world, (double)simulated_us * 1e-6, site_wires_heard(wires));
        double dt_s = (double)us * 1e-6;
        acting.pv_limit_w = hardware->pv.truth_w;
        world_before(world, &acting, world->time_us + us, dt_s, &truth, &devices, record);
        hardware_advance(hardware, &devices, dt_s);
        hardware_truth(hardware, &truth);
        world_after(world, &truth, dt_s);
        site_wires_exchange(wires, world, &truth, &acting);
        simulated_us += us;
        say(&seen, world, &truth, (double)simulated_us * 1e-6, dt_s);
        next_us += (int64_t)((double)us / w->speed);
    }
    free(record);
}

static struct site site;
static struct hardware hardware;
static struct world world;

int main(int argc, char **argv)
{
    struct wishes wishes = {.speed = 1.0};
    struct inputs inputs;
    char message[512];
    if (!read_wishes(&wishes, argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    if (site_load(wishes.site, &site, message, sizeof message) != 0 ||
        make_day(&site, wishes.seed, &inputs, message, sizeof message) != 0) {
        fprintf(stderr, "ostrov-sim-site: %s\n", message);
        return 2;
    }
    world_init(&world, &site, &inputs);
    int result = open_devices(&hardware, &site, &wishes) < 0;
    struct site_wires *wires = site_wires_open();
    world.time_us = (int64_t)time(NULL) * 1000000;
    if (wishes.back_s > 0.0) {
        inputs.outage[0] = (struct outage){.start_s = world.time_us / 1000000 + (int64_t)wishes.lost_s,
                                           .end_s = world.time_us / 1000000 + (int64_t)wishes.back_s,
                                           .kind = OUTAGE_LOSS};
        inputs.outages = 1;
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
