/* Driver of a three-phase meter at the PCC.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/meter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drivers/agree.h"

#define UNJUDGED_W 2000.0 /* amperes are told to a tenth or worse, and at little load distorted */
#define BEAT_S 2.5 /* s a heartbeat may stand still, where a map has one */

void meter_setup_defaults(struct meter_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->most_w = 10e6;
    setup->frozen_s = 30.0;
    setup->sign = 1;
}

void meter_begin(struct meter *meter, const struct meter_setup *setup)
{
    const double nan = (double)NAN;
    struct link link = meter->link;
    struct link side = meter->side;
    memset(meter, 0, sizeof *meter);
    meter->link = link;
    meter->side = side;
    meter->setup = *setup;
    meter->polled_us = INT64_MIN;
    if (setup->map != NULL) {
        mapped_begin(&meter->mapped, setup->map);
    }
    meter->reading = (struct meter_reading){
        .phase_w = {nan, nan, nan},
        .phase_v = {nan, nan, nan},
        .phase_a = {nan, nan, nan},
        .grid_w = nan,
        .grid_var = nan,
        .hz = nan,
        .import_wh = nan,
        .export_wh = nan,
    };
}

static int find_device(struct meter *meter, int64_t now_us)
{
    struct sunspec_block *const fixed[] = {&meter->common};
    if (sunspec_walk(&meter->link, &meter->map, now_us) != SUNSPEC_FOUND) {
        link_drop(&meter->link, now_us);
        return 0;
    }
    sunspec_bind(&meter->common, &meter->map, 1, 0);
    sunspec_bind(&meter->measured, &meter->map, 203, 0);
    meter->simulated =
        sunspec_bind(&meter->vendor, &meter->map, DEVICE_METER_MODEL, DEVICE_TRUTH_END);
    if (sunspec_read(&meter->link, fixed, 1, NULL, now_us) != LINK_OK) {
        link_drop(&meter->link, now_us);
        return 0;
    }
    if (meter->measured.count == 0 ||
        !identity_holds(&meter->identity, &meter->common, meter->setup.manufacturer,
                        meter->setup.model)) {
        meter->counters.identity_refused++;
        link_drop(&meter->link, now_us);
        return 0;
    }
    meter->epoch = meter->link.epoch;
    return 1;
}

static int ready(struct meter *meter, int64_t now_us)
{
    if (!link_ready(&meter->link, now_us)) {
        return 0;
    }
    return (meter->identity.known && meter->epoch == meter->link.epoch) ||
           find_device(meter, now_us);
}

static double possible(struct meter *meter, double value, double min, double max)
{
    if (isnan(value) || (value >= min && value <= max)) {
        return value;
    }
    meter->counters.implausible++;
    return (double)NAN;
}

static void understand(struct meter *meter, int64_t now_us)
{
    static const int watts[] = {SUNSPEC_203_WphA, SUNSPEC_203_WphB, SUNSPEC_203_WphC};
    static const int volts[] = {SUNSPEC_203_PhVphA, SUNSPEC_203_PhVphB, SUNSPEC_203_PhVphC};
    static const int amps[] = {SUNSPEC_203_AphA, SUNSPEC_203_AphB, SUNSPEC_203_AphC};
    struct sunspec_view view = sunspec_view_of(&meter->measured);
    struct meter_reading *reading = &meter->reading;
    double sign = meter->setup.sign < 0 ? -1.0 : 1.0; /* the one place where it is turned */
    double most_w = meter->setup.most_w;
    reading->grid_w = sign * possible(meter, sunspec_number(&view, SUNSPEC_203_W), -most_w, most_w);
    reading->grid_var =
        sign * possible(meter, sunspec_number(&view, SUNSPEC_203_VAR), -most_w, most_w);
    reading->hz = possible(meter, sunspec_number(&view, SUNSPEC_203_Hz), 0.0, 100.0);
    for (int i = 0; i < 3; i++) {
        reading->phase_w[i] =
            sign * possible(meter, sunspec_number(&view, watts[i]), -most_w, most_w);
        reading->phase_v[i] = possible(meter, sunspec_number(&view, volts[i]), 0.0, 1500.0);
        reading->phase_a[i] = fabs(sunspec_number(&view, amps[i]));
    }
    if (!power_agrees(reading->grid_w, reading->grid_var,
                      (reading->phase_v[0] + reading->phase_v[1] + reading->phase_v[2]) / 3.0,
                      sunspec_number(&view, SUNSPEC_203_A), UNJUDGED_W)) {
        meter->counters.implausible++;
        reading->grid_w = reading->grid_var = (double)NAN;
    }
    double imported = sunspec_number(&view, SUNSPEC_203_TotWhImp);
    double exported = sunspec_number(&view, SUNSPEC_203_TotWhExp);
    reading->import_wh = sign > 0.0 ? imported : exported;
    reading->export_wh = sign > 0.0 ? exported : imported;
    uint32_t crc =
        ostrov_crc32(0, meter->measured.registers,
                     (size_t)meter->measured.count * sizeof meter->measured.registers[0]);
    if (meter->polled_us == INT64_MIN || crc != meter->measured_crc) {
        meter->changed_us = now_us;
        meter->measured_crc = crc;
    }
}

/* By a register map: the same quantities under other addresses. */
static int poll_map(struct meter *meter, int64_t now_us)
{
    int64_t strangers = meter->mapped.strangers, implausible = meter->mapped.implausible;
    int failed = mapped_read(&meter->mapped, &meter->link, now_us) != 0;
    meter->counters.identity_refused += meter->mapped.strangers - strangers;
    meter->counters.implausible += meter->mapped.implausible - implausible;
    if (failed) {
        meter->counters.failed_polls++;
        return -1;
    }
    const double *v = meter->mapped.value;
    struct meter_reading *reading = &meter->reading;
    double sign = meter->setup.sign < 0 ? -1.0 : 1.0;
    meter->identity.known = 1;
    snprintf(meter->identity.manufacturer, sizeof meter->identity.manufacturer, "map");
    snprintf(meter->identity.model, sizeof meter->identity.model, "%.32s", meter->setup.map->name);
    reading->grid_w = sign * possible(meter, v[MAP_GRID_W], -meter->setup.most_w,
                                      meter->setup.most_w);
    reading->grid_var = sign * v[MAP_GRID_VAR];
    reading->hz = v[MAP_GRID_HZ];
    for (int i = 0; i < 3; i++) {
        reading->phase_w[i] = sign * v[MAP_PHASE_W_L1 + i];
        reading->phase_v[i] = v[MAP_PHASE_V_L1 + i];
        reading->phase_a[i] = fabs(v[MAP_PHASE_A_L1 + i]);
    }
    reading->import_wh = v[sign > 0.0 ? MAP_IMPORT_WH : MAP_EXPORT_WH];
    reading->export_wh = v[sign > 0.0 ? MAP_EXPORT_WH : MAP_IMPORT_WH];
    meter->polled_us = now_us;
    return 0;
}

int meter_poll(struct meter *meter, int64_t now_us)
{
    struct sunspec_block *const measured[] = {&meter->measured};
    meter->counters.polls++;
    if (meter->mapped.map != NULL) {
        return poll_map(meter, now_us);
    }
    if (!ready(meter, now_us)) {
        meter->counters.failed_polls++;
        return -1;
    }
    int here = meter->measured.valid && meter->measured.read_us == now_us;
    if (!here && sunspec_read(&meter->link, measured, 1, NULL, now_us) != LINK_OK) {
        meter->counters.failed_polls++;
        return -1;
    }
    understand(meter, now_us);
    meter->polled_us = now_us;
    return 0;
}

double meter_age_s(const struct meter *meter, int64_t now_us)
{
    if (meter->polled_us == INT64_MIN) {
        return (double)NAN;
    }
    if (meter->mapped.map != NULL) {
        return mapped_age_s(&meter->mapped, meter->reading.phase_v[0] > 1.0, BEAT_S,
                            meter->setup.frozen_s, now_us);
    }
    double age = (double)(now_us - meter->polled_us) * 1e-6;
    double still = (double)(now_us - meter->changed_us) * 1e-6;
    /* Model 203 has no heartbeat. A dead grid shows constant zeros in good faith; a live one never
     * stands quite still. */
    int live = meter->reading.phase_v[0] > 1.0 || meter->seen_live;
    return live && meter->setup.frozen_s > 0.0 && still - age > meter->setup.frozen_s ? still : age;
}

void meter_fill(const struct meter *meter, int64_t now_us, ostrov_measurement *measurement)
{
    measurement->grid_w = meter->reading.grid_w;
    measurement->grid_var = meter->reading.grid_var;
    measurement->age_s[OSTROV_SOURCE_PCC] = meter_age_s(meter, now_us);
}

void meter_advance(struct meter *meter, const struct device_world *world, int64_t now_us)
{
    struct sunspec_block *const measured[] = {&meter->measured};
    uint16_t registers[DEVICE_WORLD_REGISTERS];
    int reachable = !meter->aside && ready(meter, now_us);
    if (!meter->simulated) {
        return;
    }
    meter->sequence++;
    device_world_pack(world, meter->sequence, registers);
    struct link_write write = {(uint16_t)(meter->vendor.address + DEVICE_WORLD),
                               DEVICE_WORLD_REGISTERS, registers};
    if (!reachable || sunspec_read(&meter->link, measured, 1, &write, now_us) != LINK_OK) {
        /* Aside, so that the simulated meter goes on counting although its own link is down. */
        (void)link_exchange(&meter->side, &write, 0, 0, NULL, now_us);
    }
}

int meter_order_faults(struct meter *meter, uint32_t faults, int64_t now_us)
{
    uint16_t registers[2];
    struct link_write write = {(uint16_t)(meter->vendor.address + DEVICE_FAULTS), 2, registers};
    device_put_u32(registers, faults);
    if (!meter->simulated) {
        return -1;
    }
    return link_exchange(&meter->side, &write, 0, 0, NULL, now_us) == LINK_OK ? 0 : -1;
}
