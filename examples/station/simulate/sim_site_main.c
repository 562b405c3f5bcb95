/* ostrov-sim-site: a whole site as simulated devices in processes of their own, in real time or
 * faster: storage converter, meter and PV inverter behind Modbus TCP, on one simulated site bus.
 * The station program runs against it as against real devices.
 *
 *   ostrov-sim-site --site FILE [--speed X] [--seed N] [--seconds N]
 *
 * Says "pcs PORT", "meter PORT", "pv PORT" and "ready", and ends when its standard input does.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "../drivers/hardware.h"
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
    uint64_t seed;
};

static const char usage[] = "Usage: ostrov-sim-site --site FILE [--speed X] [--seed N] [--seconds "
                            "N] [--simulator PROGRAM]\n";

static int read_number(const char *text, double least, double most, double *value)
{
    return ostrov_number_read(text, strlen(text), value, NULL) == OSTROV_OK && *value >= least &&
           *value <= most;
}

static int read_wishes(struct wishes *w, int argc, char **argv)
{
    static const struct option known[] = {
        {"site", required_argument, NULL, 'f'},      {"speed", required_argument, NULL, 'x'},
        {"seed", required_argument, NULL, 's'},      {"seconds", required_argument, NULL, 'n'},
        {"simulator", required_argument, NULL, 'p'}, {NULL, 0, NULL, 0}};
    double seed = 1.0;
    int which, good = 1;
    while (good && (which = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (which) {
        case 'f':
            w->site = optarg;
            break;
        case 'p':
            w->simulator = optarg;
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
    setup.series = site->battery.chemistry == OSTROV_CHEMISTRY_LFP ? site->cells.series : 0;
    setup.cells_c = 20.0;
    setup.nominal_hz = site->grid.nominal_hz;
    setup.pv_rating_w = site->pv.inverter_w;
    setup.pv_wake_s = 5.0;
    setup.seed = w->seed;
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

/* Steps of a tenth of a second of the site's time, until standard input ends. */
static void live_on(struct hardware *hardware, struct world *world, const struct site *site,
                    const struct wishes *w)
{
    struct world_command acting = {.pcs_request = OSTROV_PCS_FOLLOW,
                                   .bus_target_v = __builtin_nan(""),
                                   .bus_target_hz = __builtin_nan(""),
                                   .tiers_on = (1u << site->tiers) - 1u};
    struct device_world devices = {.dt_s = 0.0};
    struct device_truth truth = {.mode = OSTROV_PCS_FOLLOW};
    struct record *record = calloc(1, sizeof *record);
    struct pollfd lifeline = {STDIN_FILENO, POLLIN, 0};
    const int64_t step_us = 100000;
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
        acting.pv_limit_w = hardware->pv.truth_w;
        world_before(world, &acting, world->time_us + step_us, 0.1, &truth, &devices, record);
        hardware_advance(hardware, &devices, 0.1);
        hardware_truth(hardware, &truth);
        world_after(world, &truth, 0.1);
        simulated_us += step_us;
        next_us += (int64_t)((double)step_us / w->speed);
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
    world.time_us = (int64_t)time(NULL) * 1000000;
    int result = open_devices(&hardware, &site, &wishes) < 0;
    if (result == 0) {
        printf("pcs %d\nmeter %d\npv %d\nready\n", hardware.pcs_process.port,
               hardware.meter_process.port, hardware.pv_process.port);
        fflush(stdout);
        live_on(&hardware, &world, &site, &wishes);
    } else {
        fprintf(stderr, "ostrov-sim-site: %s\n", hardware_error(&hardware));
    }
    hardware_close(&hardware);
    inputs_free(&inputs);
    return result;
}
