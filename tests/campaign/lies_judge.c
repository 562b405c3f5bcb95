/* What must hold whatever devices do to us: see lies_judge.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lies_judge.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *text;
} rules[RULES] = {
    {"finite", "every command is complete and every number in it finite"},
    {"device_limits", "no set-point beyond what a device may do"},
    {"soc_band", "the cells stay inside their band"},
    {"one_direction", "what is written charges or discharges as commanded"},
    {"cap", "import and export keep their limit within 60 s of any fault"},
    {"island_open", "the PCS forms the bus with the PCC breaker open only"},
    {"sync", "contacts meet in step, and only on a grid that has been good"},
    {"forming", "no island without a source that forms it"},
    {"ramp", "the set-point moves no faster than its ramp"},
    {"reserve", "daily dispatch leaves the reserve"},
    {"stale", "a silent or frozen source is not believed for long"},
    {"write_rate", "nothing is written again and again"},
    {"no_write", "nothing is written when hands are to be off"},
    {"switchings", "the breaker moves at most 12 times in a story"},
    {"plan_age", "no plan is followed that is too old"},
    {"ledger", "the energy of the battery adds up"},
    {"sequence", "events are numbered without a gap, and in time"},
    {"alarm", "each fault is told, and what it took away comes back"},
    {"hash", "the same seed gives the same commands"},
};

const char *rule_name(int32_t rule) { return rules[rule].name; }
const char *rule_text(int32_t rule) { return rules[rule].text; }

void judge_broken(struct judge *j, int32_t rule, double value, int32_t detail)
{
    if (j->broken[rule]++ == 0) {
        j->first_s[rule] = stage_time_s(j->stage);
        j->first_value[rule] = value;
        j->first_detail[rule] = detail;
        if (j->verbose) {
            printf("%9.2f s  BROKEN %s: value %g, detail %d\n", j->first_s[rule], rules[rule].name,
                   value, (int)detail);
        }
    }
}

/* ---- the wires ---------------------------------------------------------------------------------
 */

/* A set-point of the PCS, as it stands in the request. */
static void judge_set_point(struct judge_wire *w, int first, int count, const uint16_t *registers)
{
    struct judge *j = w->judge;
    const struct pcs *pcs = &j->stage->hardware.pcs;
    const struct sunspec_point *row = &sunspec_model_find(704)->points[SUNSPEC_704_WSet];
    if (first > row->offset || first + count < row->offset + row->size) {
        return;
    }
    double step = sunspec_step(
        &(struct sunspec_view){pcs->control.model, pcs->control.registers, pcs->control.count},
        SUNSPEC_704_WSet);
    int32_t raw = (int32_t)device_get_u32(registers + row->offset - first);
    double watts = (double)raw * step;
    if (!(fabs(watts) <= STAGE_PCS_W * 1.0001)) {
        judge_broken(j, RULE_DEVICE_LIMITS, watts, w->device);
    }
    if (watts * j->stage->command.battery_w < -1.0) {
        judge_broken(j, RULE_ONE_DIRECTION, watts, w->device);
    }
    int same = watts == w->value_w && w->epoch == pcs->link.epoch &&
               j->stage->time_us - w->value_us < 20000000;
    w->again = same ? w->again + 1 : 0;
    if (w->again > 2) {
        judge_broken(j, RULE_WRITE_RATE, watts, w->device);
    }
    w->value_us = same ? w->value_us : j->stage->time_us;
    w->value_w = watts;
    w->epoch = pcs->link.epoch;
}

static int write_wire(void *context, uint16_t address, int count, const uint16_t *registers)
{
    struct judge_wire *w = context;
    struct stage *s = w->judge->stage;
    const struct pcs *pcs = &s->hardware.pcs;
    int vendor = address >= s->liar[w->device].vendor;
    if (!vendor) {
        w->in_step++;
        if (s->command.write != 1) {
            judge_broken(w->judge, RULE_NO_WRITE, address, w->device);
        }
        if (w->device == HARDWARE_PCS && pcs->control.valid && address > pcs->control.address &&
            address < pcs->control.address + pcs->control.count) {
            judge_set_point(w, address - pcs->control.address, count, registers);
        }
    }
    return w->inner.write(w->inner.device, address, count, registers);
}

static int read_wire(void *context, uint16_t address, int count, uint16_t *registers)
{
    struct judge_wire *w = context;
    return w->inner.read(w->inner.device, address, count, registers);
}

void judge_begin(struct judge *j, struct stage *s)
{
    struct link *const link[STAGE_DEVICES] = {&s->hardware.pcs.link, &s->hardware.meter.link,
                                              &s->hardware.pv.link};
    int verbose = j->verbose;
    memset(j, 0, sizeof *j);
    j->verbose = verbose;
    j->stage = s;
    j->was_closed = 1;
    j->grid_good_s = 1e6;
    j->allowed_us = -1.0;
    j->event_time_s = INT64_MIN;
    for (int i = 0; i < STAGE_DEVICES; i++) {
        j->wire[i] = (struct judge_wire){.inner = link[i]->twin, .judge = j, .device = i};
        link[i]->twin = (struct register_port){&j->wire[i], read_wire, write_wire};
    }
    for (int i = 0; i < RULES; i++) {
        j->first_s[i] = (double)NAN;
    }
}

/* ---- the world ---------------------------------------------------------------------------------
 */

/* W that the site takes whatever we say: the load, and who does not do what it is told. */
static void uncontrolled(const struct stage *s, double *draws_w, double *gives_w)
{
    *draws_w = s->load_w;
    *gives_w = 0.0;
    for (int i = 0; i < STAGE_POINTS; i++) {
        *draws_w += s->charger[i].now != NULL ? s->charger[i].draws_w : 0.0;
    }
    if (s->liar[HARDWARE_PCS].now != NULL) {
        *draws_w -= fmin(s->battery_w, 0.0);
        *gives_w += fmax(s->battery_w, 0.0);
    }
}

static void judge_caps(struct judge *j, double dt_s)
{
    struct stage *s = j->stage;
    double draws_w = 0.0, gives_w = 0.0;
    uncontrolled(s, &draws_w, &gives_w);
    int over = s->grid_w > STAGE_IMPORT_W * 1.02 && draws_w < STAGE_IMPORT_W * 0.95 &&
               s->command.write == 1;
    int under = -s->grid_w > STAGE_EXPORT_W * 1.02 &&
                s->pv_w + gives_w - s->load_w < STAGE_EXPORT_W * 0.95 && s->command.write == 1;
    j->over_s = over ? j->over_s + dt_s : 0.0;
    j->under_s = under ? j->under_s + dt_s : 0.0;
    if (j->over_s > 60.0 || j->under_s > 60.0) {
        judge_broken(j, RULE_CAP, s->grid_w, j->over_s > 60.0);
        j->over_s = j->under_s = 0.0;
    }
}

static void judge_switching(struct judge *j, double dt_s)
{
    struct stage *s = j->stage;
    int closing = s->breaker_closed && !j->was_closed;
    if (closing && s->grid_pu > 0.2) {
        /* A live bus: in step. A dead one: the dark return. Both: on a grid that is good. */
        if (s->truth.forming && fabs(j->angle_deg) > s->grid_config.sync_angle_deg + 2.0) {
            judge_broken(j, RULE_SYNC, j->angle_deg, 0);
        }
        if (j->grid_good_s < s->grid_config.return_delay_s - 0.5) {
            judge_broken(j, RULE_SYNC, j->grid_good_s, 1);
        }
    } else if (closing && s->truth.forming) {
        judge_broken(j, RULE_SYNC, s->grid_pu, 2); /* a live bus on a dead grid */
    }
    j->was_closed = s->breaker_closed;
    j->angle_deg = s->angle_deg;
    j->grid_good_s = s->grid_pu > 0.9 ? j->grid_good_s + dt_s : 0.0;
    j->form_closed_s = s->truth.forming && s->breaker_closed ? j->form_closed_s + dt_s : 0.0;
    if (j->form_closed_s > 0.1) {
        judge_broken(j, RULE_ISLAND_OPEN, j->form_closed_s, 0);
    }
    int dead = s->grid_state.mode == OSTROV_GRID_ISLAND && !s->truth.forming;
    j->dead_island_s = dead ? j->dead_island_s + dt_s : 0.0;
    if (j->dead_island_s > 5.0) {
        judge_broken(j, RULE_FORMING, j->dead_island_s, 0);
        j->dead_island_s = 0.0;
    }
}

void judge_world(void *context, struct stage *s, double dt_s)
{
    struct judge *j = context;
    double soc = s->truth.soc_ratio;
    judge_caps(j, dt_s);
    judge_switching(j, dt_s);
    if (!(soc >= 0.05 - 0.005 && soc <= 0.95 + 0.005)) {
        judge_broken(j, RULE_SOC_BAND, soc, 0);
    }
    double off_wh = soc * s->battery.capacity_wh - s->stored_wh - s->ledger_wh;
    if (!(fabs(off_wh) <= 1e-6 * s->battery.capacity_wh)) {
        judge_broken(j, RULE_LEDGER, off_wh, 0);
    }
}
