/* The fast layer of a run, world, devices and grid layer: see simulate_parts.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "simulate_parts.h"

enum { FAST_US = 10000 };

static int32_t is_transitional(int32_t mode)
{
    return mode != OSTROV_GRID_GRID && mode != OSTROV_GRID_ISLAND && mode != OSTROV_GRID_OBSERVE &&
           mode != OSTROV_GRID_DEAD && mode != OSTROV_GRID_SAFE_STOP &&
           mode != OSTROV_GRID_LOCKOUT && mode != OSTROV_GRID_RAMP;
}

/* Whether anything from from_us to until_us is near an edge of an outage (or in a flickering one).
 */
static int32_t near_outage(const struct run *run, int64_t from_us, int64_t until_us)
{
    const int64_t margin_s = 3;
    for (int32_t i = 0; i < run->inputs->outages; i++) {
        const struct outage *o = &run->inputs->outage[i];
        int64_t from = (o->start_s - margin_s) * 1000000, until = (o->end_s + margin_s) * 1000000;
        int64_t lost = (o->start_s + margin_s) * 1000000, back = (o->end_s - margin_s) * 1000000;
        int32_t between = o->kind != OUTAGE_FLICKER && from_us > lost && until_us < back;
        if (until_us >= from && from_us <= until && !between) {
            return 1;
        }
    }
    return 0;
}

/* Whether the coming step needs 10 ms. */
static int32_t needs_fast(const struct run *run)
{
    int64_t now_us = run->world.time_us;
    return near_outage(run, now_us, now_us) || is_transitional(run->grid_state.mode) ||
           now_us - run->settled_us < 3000000;
}

int32_t simulate_control_step_s(const struct run *run, int64_t time_s)
{
    int32_t long_s = run->options->control_s;
    int32_t quiet = !needs_fast(run) && run->world.breaker.closed &&
                    !near_outage(run, time_s * 1000000, (time_s + long_s) * 1000000);
    return quiet && time_s % long_s == 0 ? long_s : 1;
}

static int step_grid(struct run *run, double dt_s)
{
    ostrov_grid_sample sample;
    if (ostrov_grid_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return -1;
    }
    world_grid_sample(&run->world, &sample);
    sample.pcs_mode = run->truth.mode;
    sample.pcs_fault = 0;
    sample.soc_ratio = run->state.soc_low_ratio;
    sample.want_island = 0;
    sample.permit_return = 1;
    sample.reset = 0;
    while (dt_s > 0.0) { /* the layer takes at most a second at once */
        double part = dt_s < 1.0 ? dt_s : 1.0;
        if (ostrov_grid_step(&run->grid, &sample, part) < OSTROV_OK) {
            return -1;
        }
        dt_s -= part;
    }
    if (ostrov_grid_read(&run->grid, &run->grid_state, sizeof run->grid_state) != OSTROV_OK) {
        return -1;
    }
    run->acting.breaker_command = run->grid_state.breaker_command;
    run->acting.pcs_request = run->grid_state.pcs_request;
    run->acting.bus_target_v = run->grid_state.bus_target_v;
    run->acting.bus_target_hz = run->grid_state.bus_target_hz;
    if (run->grid_state.mode != run->last_mode) {
        run->settled_us = run->world.time_us;
        run->last_mode = run->grid_state.mode;
    }
    return 0;
}

int simulate_step_world(struct run *run, int64_t end_us)
{
    while (run->world.time_us < end_us) {
        int32_t fast = needs_fast(run);
        int64_t step_us = fast ? FAST_US : end_us - run->world.time_us;
        int64_t to_us = run->world.time_us + step_us;
        double dt_s = (double)step_us / 1e6;
        world_before(&run->world, &run->acting, to_us, dt_s, &run->truth, &run->devices,
                     run->record);
        hardware_advance(&run->hardware, &run->devices, dt_s);
        hardware_truth(&run->hardware, &run->truth);
        world_after(&run->world, &run->truth, dt_s);
        if (step_grid(run, dt_s) != 0) {
            return -1;
        }
        recorder_world(&run->recorder, &run->world, &run->grid_state, run->truth.soc_ratio, dt_s);
        if (fast) {
            recorder_fast(&run->recorder, &run->world, &run->grid_state, run->truth.mode);
            run->record->fast_steps++;
        } else {
            run->recorder.last_mode = run->grid_state.mode;
        }
        account_step(&run->account, to_us / 1000000, dt_s, run->world.grid_w, run->world.pv_w,
                     run->world.battery_w);
        if (run->account.finished) {
            recorder_quarter(&run->recorder, to_us / 1000000 - QUARTER_S,
                             run->account.last_quarter_w);
        }
    }
    return 0;
}
