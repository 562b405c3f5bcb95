/* Fuzz entry on ostrov_station_step: bytes are a script of measurements, plans and snapshots.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#define STEPS_MOST 200

/* The bytes become a measurement as they are; only what points or promises a size is set. */
static void feed_measurement(feed *f, ostrov_measurement *m, ostrov_grid_state *grid)
{
    const uint8_t how = feed_byte(f);
    if ((how & 1) != 0) {
        feed_take(f, m, sizeof *m);
    } else { /* a few members only, the rest not measured: gets deeper */
        fuzz_must(ostrov_measurement_defaults(m, sizeof *m) == OSTROV_OK);
        m->time_s = 1767225600 + (int64_t)feed_byte(f) * 60;
        m->dt_s = (double)(feed_byte(f) + 1) / 8.0;
        m->grid_w = ((double)feed_byte(f) - 128.0) * 3e3;
        m->battery_w = ((double)feed_byte(f) - 128.0) * 1e3;
        m->pv_w = (double)feed_byte(f) * 1e3;
        m->inhibits = feed_byte(f) > 240 ? feed_byte(f) : 0;
        for (int32_t i = 0; i < 8; i++) {
            m->vehicle_connected[i] = (how >> 2) & 1;
            m->vehicle_w[i] = (double)feed_byte(f) * 300.0;
            m->vehicle_needs_wh[i] = (double)feed_byte(f) * 1e3;
            m->vehicle_depart_s[i] = m->time_s + (int64_t)feed_byte(f) * 100;
        }
    }
    m->struct_size = (uint32_t)sizeof *m;
    m->grid = NULL;
    if ((how & 2) != 0) {
        feed_take(f, grid, sizeof *grid);
        grid->struct_size = (how & 8) != 0 ? (uint32_t)sizeof *grid : feed_byte(f);
        m->grid = grid;
    }
}

static void feed_plan(feed *f, ostrov_station *station, int64_t time_s)
{
    int64_t edges_s[9];
    double grid_w[8];
    double battery_w[8];
    double soc_ratio[8];
    double vehicle_w[8];
    int32_t charge_point[1];
    ostrov_plan plan;
    fuzz_must(ostrov_plan_defaults(&plan, sizeof plan) == OSTROV_OK);
    const uint8_t how = feed_byte(f);
    plan.capacity = 8;
    plan.vehicle_capacity = 1;
    plan.count = 1 + (how & 7);
    plan.vehicle_count = (how >> 3) & 1;
    plan.solver = (how >> 4) & 3;
    plan.epoch = (how & 128) != 0;
    plan.edges_s = edges_s;
    plan.grid_w = grid_w;
    plan.battery_w = battery_w;
    plan.soc_ratio = soc_ratio;
    plan.vehicle_w = vehicle_w;
    plan.charge_point = charge_point;
    if ((how & 64) != 0) {
        feed_take(f, edges_s, sizeof edges_s);
        feed_take(f, grid_w, sizeof grid_w);
        feed_take(f, battery_w, sizeof battery_w);
        feed_take(f, soc_ratio, sizeof soc_ratio);
        feed_take(f, vehicle_w, sizeof vehicle_w);
        feed_take(f, charge_point, sizeof charge_point);
    } else {
        for (int32_t i = 0; i < 8; i++) {
            edges_s[i] = time_s - 100 + 300 * (int64_t)i;
            grid_w[i] = ((double)feed_byte(f) - 100.0) * 2e3;
            battery_w[i] = ((double)feed_byte(f) - 128.0) * 1e3;
            soc_ratio[i] = 0.5;
            vehicle_w[i] = (double)feed_byte(f) * 400.0;
        }
        edges_s[8] = edges_s[7] + 300;
        charge_point[0] = feed_byte(f) & 7;
    }
    (void)!ostrov_station_follow(station, &plan);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    static ostrov_station station;
    ostrov_station_config config;
    ostrov_battery_config battery;
    ostrov_fault why;
    feed f = {bytes, count};
    int64_t time_s = 1767225600;
    fuzz_config(&config, &battery);
    fuzz_must(ostrov_station_init(&station, &config, &why) == OSTROV_OK);
    for (int32_t i = 0; i < STEPS_MOST && f.count > 0; i++) {
        ostrov_measurement m;
        ostrov_grid_state grid;
        ostrov_command command;
        ostrov_event event;
        char text[64];
        feed_measurement(&f, &m, &grid);
        (void)!ostrov_station_step(&station, &m, &command, sizeof command);
        fuzz_check(&config, &station, &command);
        if (command.time_s != INT64_MIN) {
            time_s = command.time_s;
        }
        if (feed_byte(&f) > 200) {
            feed_plan(&f, &station, time_s);
        }
        if (feed_byte(&f) > 250) {
            while (ostrov_station_event(&station, &event) == OSTROV_OK) {
                (void)ostrov_event_text(&event, text, sizeof text);
            }
        }
    }
    return 0;
}
