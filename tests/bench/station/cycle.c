/* One control cycle over real protocols, and what a poll costs beside raw libmodbus.
 *
 *   ostrov-bench-cycle [CYCLES]
 *
 * Storage converter with battery, meter and PV inverter as processes behind Modbus TCP, seven
 * charge points by OCPP 1.6J messages (without their sockets), one step of the station and its
 * set-points written and read back, one after the other: the worst way to do it. Then polls of
 * converter and meter by our drivers and the same registers by raw libmodbus, in turn, in one run:
 * the ratio of the least times. Prints one JSON; ends with 1 when a figure is beyond its goal (20
 * ms, 1.5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <modbus/modbus.h>
#include <ostrov/station.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "drivers/hardware.h"
#include "drivers/ocpp/point.h"
#include "site.h"

enum { MOST = 5000, POLLS = 401 };

static struct site site;
static struct hardware hardware;
static struct ocpp_point point[OSTROV_CHARGE_POINTS];
static ostrov_station station;
static double taken_ms[MOST];

static int64_t now_ns(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int open_all(void)
{
    char message[512];
    ostrov_fault why;
    struct hardware_setup setup;
    if (site_load(SITE, &site, message, sizeof message) != 0) {
        fprintf(stderr, "%s\n", message);
        return -1;
    }
    hardware_setup_defaults(&setup);
    setup.rating_w = site.battery.discharge_limit_w;
    setup.capacity_wh = site.battery.capacity_wh;
    setup.pv_rating_w = site.pv.inverter_w;
    setup.simulator = SIMULATOR;
    if (hardware_open_modbus(&hardware, &setup) != 0) {
        fprintf(stderr, "%s\n", hardware_error(&hardware));
        return -1;
    }
    for (int32_t p = 0; p < site.charge_points; p++) {
        struct ocpp_setup ocpp;
        ocpp_setup_defaults(&ocpp);
        ocpp.limit_w = site.charge_point[p].limit_w;
        ocpp_point_begin(&point[p], &ocpp);
        ocpp_point_open(&point[p], 0);
    }
    return ostrov_station_init(&station, &site.station, &why) == OSTROV_OK ? 0 : -1;
}

/* What a charge point says each five seconds, and what it is told. */
static void speak(struct ocpp_point *p, ostrov_measurement *m, int32_t index, double limit_w,
                  int64_t now_us)
{
    static const char *const words =
        "[2,\"m1\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":1,\"meterValue\":[{"
        "\"timestamp\":\"2026-11-26T04:00:00Z\",\"sampledValue\":[{\"value\":\"10500.5\"},"
        "{\"value\":\"21.4\",\"measurand\":\"Power.Active.Import\",\"unit\":\"kW\"}]}]}]";
    static char out[OCPP_MOST_BYTES];
    const int64_t utc_s = 1795665600 + now_us / 1000000;
    (void)ocpp_point_receive(p, words, strlen(words), now_us, utc_s, out, sizeof out);
    ocpp_point_want(p, limit_w, now_us);
    if (ocpp_point_next(p, now_us, utc_s, out, sizeof out) > 0) {
        char answer[96];
        snprintf(answer, sizeof answer, "[3,\"%s\",{\"status\":\"Accepted\"}]", p->asked_id);
        (void)ocpp_point_receive(p, answer, strlen(answer), now_us, utc_s, out, sizeof out);
    }
    m->vehicle_connected[index] = 1;
    m->vehicle_w[index] = p->reading.power_w;
}

static int cycle(const struct device_world *world, int32_t number, double *ms)
{
    static ostrov_command command;
    ostrov_measurement m;
    hardware_advance(&hardware, world, 1.0); /* the simulation: not the controller's time */
    int64_t began_ns = now_ns();
    if (ostrov_measurement_defaults(&m, sizeof m) != OSTROV_OK ||
        hardware_measure(&hardware, &m) != OSTROV_OK) {
        return -1;
    }
    for (int32_t p = 0; p < site.charge_points; p++) {
        speak(&point[p], &m, p, command.vehicle_limit_w[p], (int64_t)number * 1000000);
    }
    m.age_s[OSTROV_SOURCE_CHARGERS] = 0.0;
    m.time_s = 1795665600 + number;
    m.dt_s = 1.0;
    if (ostrov_station_step(&station, &m, &command, sizeof command) < OSTROV_OK) {
        return -1;
    }
    command.battery_w = 1000.0 * (number % 50); /* each cycle another one: written and read back */
    command.write = 1;
    int failed = hardware_actuate(&hardware, &command) != OSTROV_OK;
    *ms = (double)(now_ns() - began_ns) * 1e-6;
    return failed ? -1 : 0;
}

/* ---- beside libmodbus --------------------------------------------------------------------------
 */

struct span {
    int address, count;
};

/* The requests of a poll: blocks that lie together are read together, as the drivers do. */
static int spans_of(const struct sunspec_block *const *blocks, int count, struct span *spans)
{
    int used = 0;
    for (int i = 0; i < count; i++) {
        const struct sunspec_block *b = blocks[i];
        struct span *last = used > 0 ? &spans[used - 1] : NULL;
        if (b->count == 0) {
            continue;
        }
        if (last != NULL && i > 1 && b->address == last->address + last->count &&
            last->count + b->count <= LINK_MOST_REGISTERS) {
            last->count += b->count;
        } else {
            spans[used++] = (struct span){b->address, b->count};
        }
    }
    return used;
}

static int64_t raw_poll(modbus_t *modbus, const struct span *spans, int count)
{
    uint16_t registers[LINK_MOST_REGISTERS];
    int64_t began_ns = now_ns();
    for (int i = 0; i < count; i++) {
        if (modbus_read_registers(modbus, spans[i].address, spans[i].count, registers) !=
            spans[i].count) {
            return -1;
        }
    }
    return now_ns() - began_ns;
}

static int64_t our_poll(int device, int64_t now_us)
{
    int64_t began_ns = now_ns();
    int failed = device == HARDWARE_PCS ? pcs_poll(&hardware.pcs, now_us)
                                        : meter_poll(&hardware.meter, now_us);
    return failed ? -1 : now_ns() - began_ns;
}

static double ratio(int device, int64_t now_us)
{
    const struct pcs *pcs = &hardware.pcs;
    const struct sunspec_block *const of_pcs[] = {&pcs->measured, &pcs->storage, &pcs->heartbeat,
                                                  &pcs->battery, &pcs->vendor};
    const struct sunspec_block *const of_meter[] = {&hardware.meter.measured};
    struct span spans[8];
    int count = device == HARDWARE_PCS ? spans_of(of_pcs, 5, spans) : spans_of(of_meter, 1, spans);
    modbus_t *modbus =
        modbus_new_tcp("127.0.0.1", device == HARDWARE_PCS ? hardware.pcs_process.port
                                                           : hardware.meter_process.port);
    int64_t ours_ns = INT64_MAX, raw_ns = INT64_MAX;
    hardware.pcs.commanding = 0; /* a poll alone: heartbeat and lease come with commanding */
    if (modbus == NULL || modbus_set_slave(modbus, 1) != 0 || modbus_connect(modbus) != 0) {
        return -1.0;
    }
    for (int i = 0; i < POLLS; i++) {
        int64_t ours = our_poll(device, now_us + i), raw = raw_poll(modbus, spans, count);
        if (ours < 0 || raw < 0) {
            return -1.0;
        }
        ours_ns = ours < ours_ns ? ours : ours_ns;
        raw_ns = raw < raw_ns ? raw : raw_ns;
    }
    modbus_close(modbus);
    modbus_free(modbus);
    printf("  \"poll_%s\": {\"requests\": %d, \"ns_min\": %lld, \"libmodbus_ns_min\": %lld, "
           "\"ratio\": %.3f},\n",
           device == HARDWARE_PCS ? "pcs" : "meter", count, (long long)ours_ns, (long long)raw_ns,
           (double)ours_ns / (double)raw_ns);
    return (double)ours_ns / (double)raw_ns;
}

int main(int argc, char **argv)
{
    int cycles = argc > 1 ? atoi(argv[1]) : 1000, failed = 0;
    struct device_world world = {.grid_hz = 50.0,
                                 .bus_hz = 50.0,
                                 .ambient_c = 20.0,
                                 .sun_w = 40e3,
                                 .bus_live = 1,
                                 .breaker_closed = 1,
                                 .pcs_mode_request = OSTROV_PCS_FOLLOW};
    for (int i = 0; i < 3; i++) {
        world.grid_v[i] = world.bus_v[i] = 230.0;
    }
    cycles = cycles < 1 ? 1 : cycles > MOST ? MOST : cycles;
    if (open_all() != 0) {
        hardware_close(&hardware);
        return 2;
    }
    for (int i = 0; i < cycles && !failed; i++) {
        world.pcc_w = 10e3 + 50.0 * (i % 100);
        failed = cycle(&world, i, &taken_ms[i]) != 0;
    }
    qsort(taken_ms, (size_t)cycles, sizeof taken_ms[0], by_size);
    printf("{\n");
    double pcs = failed ? -1.0 : ratio(HARDWARE_PCS, hardware.now_us + 1);
    double meter = failed ? -1.0 : ratio(HARDWARE_METER, hardware.now_us + 1000);
    printf("  \"cycle\": {\"cycles\": %d, \"charge_points\": %d, \"ms_min\": %.3f, \"ms_median\": "
           "%.3f, "
           "\"ms_99_percent\": %.3f, \"ms_max\": %.3f}\n}\n",
           cycles, (int)site.charge_points, taken_ms[0], taken_ms[cycles / 2],
           taken_ms[cycles * 99 / 100], taken_ms[cycles - 1]);
    hardware_close(&hardware);
    return failed || pcs < 0.0 || meter < 0.0
               ? 2
               : taken_ms[cycles / 2] > 20.0 || pcs > 1.5 || meter > 1.5;
}
