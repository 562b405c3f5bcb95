/* How long a simulated second of both devices takes: speed twin|modbus SECONDS [moving].
 * Prints microseconds per device and second. Not a test: figures depend on the machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include <ostrov/station.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drivers/hardware.h"

static struct hardware hardware;

static double now_s(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **texts)
{
    struct hardware_setup setup;
    struct device_world world;
    struct device_truth truth;
    ostrov_measurement measurement;
    ostrov_command command;
    if (count < 3) {
        fprintf(stderr, "usage: %s twin|modbus SECONDS [moving]\n", texts[0]);
        return 2;
    }
    int modbus = strcmp(texts[1], "modbus") == 0;
    int seconds = atoi(texts[2]);
    hardware_setup_defaults(&setup);
    setup.simulator = SIMULATOR;
    memset(&world, 0, sizeof world);
    memset(&command, 0, sizeof command);
    for (int i = 0; i < 3; i++) {
        world.grid_v[i] = world.bus_v[i] = 230.0;
    }
    world.grid_hz = world.bus_hz = 50.0;
    world.bus_live = world.breaker_closed = 1;
    world.pcs_mode_request = command.pcs_request = OSTROV_PCS_FOLLOW;
    command.write = 1;
    if ((modbus ? hardware_open_modbus(&hardware, &setup)
                : hardware_open_twin(&hardware, &setup)) != 0) {
        fprintf(stderr, "%s\n", hardware_error(&hardware));
        hardware_close(&hardware);
        return 1;
    }
    double begin_s = now_s();
    for (int i = 0; i < seconds; i++) {
        command.battery_w = count > 3 ? 100.0 * (i % 200) - 10e3 : i / 900 % 2 ? -40e3 : 40e3;
        world.pcc_w = 10e3 + 50.0 * (i % 100);
        hardware_advance(&hardware, &world, 1.0);
        hardware_truth(&hardware, &truth);
        if (ostrov_measurement_defaults(&measurement, sizeof measurement) != OSTROV_OK ||
            hardware_measure(&hardware, &measurement) != OSTROV_OK ||
            hardware_actuate(&hardware, &command) != OSTROV_OK) {
            fprintf(stderr, "stopped at second %d\n", i);
            break;
        }
    }
    double took_s = now_s() - begin_s;
    const struct link_counters *pcs = &hardware.pcs.link.counters;
    const struct link_counters *meter = &hardware.meter.link.counters;
    printf("%s: %d s in %.3f s, %.2f us per device and second; requests a second: PCS %.2f, meter "
           "%.2f; "
           "failures %lld\n",
           texts[1], seconds, took_s, took_s * 1e6 / seconds / 2.0, (double)pcs->requests / seconds,
           (double)meter->requests / seconds, (long long)(pcs->failures + meter->failures));
    hardware_close(&hardware);
    return 0;
}
