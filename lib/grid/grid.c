/* The connection to the grid: the public calls around monitor, elements, switch and steering.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_order.h>
#include <ostrov/grid_report.h>

#include "base/codec.h"
#include "base/fields.h"
#include "grid/grid_fields.h"
#include "grid/object.h"

#include <string.h>

#define MAGIC OSTROV_I_GRID_MAGIC
#define LONGEST_STEP_S 1.0

typedef ostrov_i_grid grid;

_Static_assert(sizeof(grid) <= sizeof(ostrov_grid), "it fits the words of the public struct");
_Static_assert(_Alignof(grid) <= _Alignof(ostrov_grid),
               "the opaque words align the private struct");

static grid *inside(ostrov_grid *object) { return (grid *)object; }
static const grid *inside_const(const ostrov_grid *object) { return (const grid *)object; }

/* A field table has one default for all elements of an array; where stage 2 differs it is set here.
 */
ostrov_status ostrov_grid_defaults(ostrov_grid_config *config, size_t size)
{
    ostrov_status status =
        ostrov_i_defaults(&ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG], config, size);
    if (status == OSTROV_OK && size >= offsetof(ostrov_grid_config, overfrequency_hz)) {
        config->overvoltage_pu[1] = 1.15;
        config->overvoltage_s[1] = 0.2;
        config->undervoltage_pu[1] = 0.5;
        config->undervoltage_s[1] = 0.2;
    }
    return status;
}

ostrov_status ostrov_grid_sample_defaults(ostrov_grid_sample *sample, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_structures[OSTROV_I_GRID_SAMPLE], sample, size);
}

ostrov_status ostrov_grid_init(ostrov_grid *object, const ostrov_grid_config *config,
                               ostrov_fault *why)
{
    ostrov_grid_config full;
    ostrov_status status = OSTROV_OK;
    grid *g = NULL;
    if (object == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_grid", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    status =
        ostrov_i_take_config(&ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG], config, &full, why);
    if (status == OSTROV_OK) {
        status = ostrov_i_grid_validate(&full, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    memset(object, 0, sizeof *object);
    g = inside(object);
    g->magic = MAGIC;
    g->config = full;
    ostrov_i_grid_settings_from(&full, &g->settings);
    g->config_crc =
        ostrov_i_codec_crc_fields(&ostrov_i_grid_structures[OSTROV_I_GRID_CONFIG], &full);
    ostrov_i_switch_reset(&g->settings, &g->machine);
    ostrov_i_limit_reset(&g->settings, &g->limit);
    ostrov_i_tiers_reset(&g->settings, &g->tiers);
    ostrov_i_passage_reset(&g->passage);
    ostrov_i_grid_look_anew(g);
    ostrov_i_log_start(g, OSTROV_GRID_RECORD_START);
    return OSTROV_OK;
}

void ostrov_i_grid_look_anew(ostrov_i_grid *g)
{
    ostrov_i_monitor_reset(&g->monitor);
    ostrov_i_elements_reset(&g->elements);
    ostrov_i_steer_reset(&g->steer);
    memset(&g->out, 0, sizeof g->out);
    memset(&g->view, 0, sizeof g->view);
    memset(&g->in, 0, sizeof g->in);
    g->out.blocked = OSTROV_GRID_REASON_START;
    g->out.blocked_value = OSTROV_I_NONE;
    g->out.blocked_limit = OSTROV_I_NONE;
    g->out.expected_mode = OSTROV_GRID_BOOT;
    g->out.left_us = -1;
    g->order_number = 0;
}

/* With the breaker closed both sides are one node: the bus side stands in for a grid side that
 * cannot be measured, so that a lost meter does not blind the protection stages. */
static const ostrov_i_quantities *protected_side(const grid *g, const ostrov_i_view *view)
{
    int32_t closed = g->machine.contacts.proven == 1;
    return closed && view->grid.known_phases == 0 ? &view->bus : &view->grid;
}

/* An order is given to one step only. */
static void order_from(grid *g, ostrov_i_switch_in *in)
{
    in->order_life_us = g->order_life_us;
    in->order_number = g->order_number;
    in->order_action = g->order_action;
    in->order_stage = g->order_stage;
    in->order_actor = g->order_actor;
    g->order_number = 0;
}

/* Our own stages first; then what elements beside us say, if any are there. */
static int32_t trip_of(const ostrov_grid_sample *s, const ostrov_i_elements *e)
{
    if (e->trip != OSTROV_GRID_REASON_NONE) {
        return e->trip;
    }
    if (s->ride_trip == 1) {
        return OSTROV_GRID_REASON_RIDE_THROUGH;
    }
    if (s->rocof_trip == 1) {
        return OSTROV_GRID_REASON_ROCOF;
    }
    if (s->vector_shift_trip == 1) {
        return OSTROV_GRID_REASON_VECTOR_SHIFT;
    }
    return s->mean_trip == 1 ? OSTROV_GRID_REASON_OVERVOLTAGE : OSTROV_GRID_REASON_NONE;
}

static void input_from(const ostrov_i_grid_settings *set, const ostrov_grid_sample *s,
                       const ostrov_i_view *view, const ostrov_i_elements *e,
                       ostrov_i_switch_in *in)
{
    in->view = view;
    in->trip = trip_of(s, e);
    in->picked = e->picked;
    in->cause = e->cause;
    in->breaker_closed = s->breaker_closed;
    in->breaker_open = s->breaker_open;
    in->pcs_mode = s->pcs_mode;
    in->pcs_fault = s->pcs_fault;
    in->inhibits = s->inhibits;
    in->want_island = s->want_island;
    in->permit_return = s->permit_return;
    in->reset = s->reset;
    in->open_transition = s->open_transition;
    in->grid_rotation = s->grid_rotation;
    in->bus_rotation = s->bus_rotation;
    in->bond_closed = s->bond_closed;
    in->cease = s->ride_cease == 1;
    in->spare = 0;
    in->carries = ostrov_i_tiers_carried(set, view);
}

ostrov_status ostrov_grid_order_defaults(ostrov_grid_order *order, size_t size)
{
    return ostrov_i_defaults(&ostrov_i_grid_structures[OSTROV_I_GRID_ORDER], order, size);
}

ostrov_status ostrov_grid_command(ostrov_grid *object, const ostrov_grid_order *order,
                                  ostrov_fault *why)
{
    ostrov_grid_order full;
    ostrov_status status = OSTROV_OK;
    grid *g = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, "ostrov_grid", NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    g = inside(object);
    status =
        ostrov_i_take_config(&ostrov_i_grid_structures[OSTROV_I_GRID_ORDER], order, &full, why);
    if (status != OSTROV_OK) {
        return status;
    }
    if (full.number == 0) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, "ostrov_grid_order", "number", -1, 0.0, 1.0,
                              OSTROV_I_NAN);
    }
    if (g->order_number != 0) {
        return ostrov_i_fault(why, OSTROV_E_STATE, "ostrov_grid_order", "number", -1,
                              (double)full.number, OSTROV_I_NAN, OSTROV_I_NAN);
    }
    g->order_number = full.number;
    g->order_action = full.action;
    g->order_stage = full.stage;
    g->order_actor = full.actor;
    g->order_life_us = ostrov_i_whole(full.life_s, 1e6, INT64_C(1) << 50);
    return OSTROV_OK;
}

ostrov_status ostrov_grid_step(ostrov_grid *object, const ostrov_grid_sample *sample, double dt_s)
{
    ostrov_grid_sample s;
    ostrov_i_view view;
    ostrov_i_switch_in in;
    int32_t refused = 0;
    ostrov_status status = OSTROV_OK;
    grid *g = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    g = inside(object);
    if (!(dt_s > 0.0 && dt_s <= LONGEST_STEP_S)) {
        ostrov_i_grid_without_time(g, sample, dt_s);
        return OSTROV_E_TIME;
    }
    status = ostrov_i_take_sample(&ostrov_i_grid_structures[OSTROV_I_GRID_SAMPLE], sample, &s,
                                  &refused, NULL);
    if (status != OSTROV_OK) {
        return status;
    }
    ostrov_i_monitor_step(&g->settings, &g->monitor, &s, ostrov_i_monitor_time(&g->monitor, dt_s),
                          &view);
    ostrov_i_elements_step(&g->settings, &g->elements, protected_side(g, &view), view.dt_us);
    input_from(&g->settings, &s, &view, &g->elements, &in);
    in.inhibits |= ostrov_i_grid_stops_missed(g);
    order_from(g, &in);
    ostrov_i_switch_step(&g->settings, &g->machine, &in, &g->out);
    ostrov_i_limit_step(&g->settings, &g->limit, view.limit_ppm, view.dt_us);
    ostrov_i_tiers_step(&g->settings, &g->tiers, &view, g->machine.mode);
    ostrov_i_passage_step(&g->settings, &g->passage, &g->machine, &view, g->tiers.mask);
    if (g->out.watch_anew) {
        ostrov_i_monitor_watch_anew(&g->monitor);
    }
    if (g->out.steer) {
        ostrov_i_steer_step(&g->config, &g->steer, &s, view.sync_known, dt_s);
    } else {
        ostrov_i_steer_reset(&g->steer);
    }
    g->view = view;
    g->in = in;
    g->in.view = NULL;
    ostrov_i_log_step(g);
    return refused > 0 ? OSTROV_DEGRADED : OSTROV_OK;
}

static double from_millionths(int64_t x)
{
    return x == OSTROV_I_NONE ? OSTROV_I_NAN : (double)x / 1e6;
}

/* The lesser of what the connection lets through and what the DSO allows, and whose it is. */
static void read_limits(const grid *g, ostrov_grid_state *to)
{
    int32_t through_ppm = g->out.power_reason == OSTROV_GRID_REASON_APART ? 0 : g->out.power_ppm;
    int32_t limit_ppm = g->limit.now_ppm < through_ppm ? g->limit.now_ppm : through_ppm;
    to->export_ratio = (double)limit_ppm / 1e6;
    to->import_ratio = (double)(g->settings.dso_limits_import ? limit_ppm : through_ppm) / 1e6;
    to->limit_reason = g->limit.now_ppm < through_ppm || g->out.power_reason == 0
                           ? g->limit.reason
                           : g->out.power_reason;
}

static void read_orders(const ostrov_i_orders *o, ostrov_grid_state *to)
{
    to->order_number = o->answered;
    to->order_actor = o->answered_actor;
    to->order_action = o->answered_action;
    to->order_stage = o->answered_stage;
    to->order_accepted = o->accepted;
    to->order_reason = o->reason;
    to->order_left_s = o->waits ? (double)o->life_us / 1e6 : OSTROV_I_NAN;
}

ostrov_status ostrov_grid_read(const ostrov_grid *object, ostrov_grid_state *state, size_t size)
{
    ostrov_grid_state full;
    const grid *g = NULL;
    const ostrov_i_switch *m = NULL;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    g = inside_const(object);
    m = &g->machine;
    memset(&full, 0, sizeof full);
    full.mode = m->mode;
    full.reason = m->reason;
    full.blocked = g->out.blocked;
    full.breaker_command = g->out.breaker_command;
    full.pcs_request = g->out.pcs_request;
    full.grid_side = g->view.grid_side;
    full.bus_side = g->view.bus_side;
    full.breaker = m->contacts.proven;
    full.expected_mode = g->out.expected_mode;
    full.offer_open_transition = m->offer;
    full.epoch = m->epoch;
    full.in_mode_s = (double)m->in_mode_us / 1e6;
    full.left_s = g->out.left_us < 0 ? OSTROV_I_NAN : (double)g->out.left_us / 1e6;
    full.power_ratio = (double)g->out.power_ppm / 1e6;
    full.bus_target_v = g->steer.target_v;
    full.bus_target_hz = g->steer.target_hz;
    full.pcc_target_w = g->out.null_pcc ? 0.0 : OSTROV_I_NAN;
    full.learned_close_s = (double)m->closing.mean_us / 1e6;
    full.contact_angle_deg =
        m->contact_cdeg == INT32_MIN ? OSTROV_I_NAN : (double)m->contact_cdeg / 100.0;
    full.blocked_value = from_millionths(g->out.blocked_value);
    full.blocked_limit = from_millionths(g->out.blocked_limit);
    full.closes = m->closes;
    full.opens = m->opens;
    full.armed = g->settings.watches == OSTROV_GRID_REASON_NONE;
    full.bond_command = g->out.bond_command;
    full.bond = g->settings.earth_bond ? m->bond.proven : -1;
    full.drill = m->away == OSTROV_I_AWAY_DRILL;
    read_orders(&m->orders, &full);
    read_limits(g, &full);
    full.tiers_allowed = g->tiers.mask;
    full.soc_floor_ratio = g->tiers.floor_ppm < 0 ? OSTROV_I_NAN : (double)g->tiers.floor_ppm / 1e6;
    full.autonomy_s = g->tiers.autonomy_s < 0 ? OSTROV_I_NAN : (double)g->tiers.autonomy_s;
    full.drill_due_s = g->settings.drill_period_us > 0
                           ? (double)(g->settings.drill_period_us - m->since_drill_us) / 1e6
                           : OSTROV_I_NAN;
    return ostrov_i_give(&ostrov_i_grid_structures[OSTROV_I_GRID_STATE], &full, state, size);
}

static double or_nan(int64_t x, int64_t none, double scale)
{
    return x == none ? OSTROV_I_NAN : (double)x / scale;
}

ostrov_status ostrov_grid_report_read(const ostrov_grid *object, ostrov_grid_report *report,
                                      size_t size)
{
    ostrov_grid_report full;
    const ostrov_i_passage *p = NULL;
    ostrov_status status = OSTROV_OK;
    if (object == NULL || inside_const(object)->magic != MAGIC) {
        return OSTROV_E_ARGUMENT;
    }
    p = &inside_const(object)->passage;
    memset(&full, 0, sizeof full);
    full.number = p->number;
    full.drill = p->drill;
    full.cause = p->cause;
    full.going_on = p->going_on;
    full.result = p->result;
    full.tiers_shed = p->shed;
    full.pcc_w = or_nan(p->pcc_w, OSTROV_I_NONE, 1.0);
    full.settle_s = or_nan(p->settle_us, -1, 1e6);
    full.outside_s = (double)p->outside_us / 1e6;
    full.min_v = or_nan(p->min_mv, INT32_MAX, 1e3);
    full.max_v = or_nan(p->max_mv, -1, 1e3);
    full.min_hz = or_nan(p->min_mhz, INT32_MAX, 1e3);
    full.max_hz = or_nan(p->max_mhz, -1, 1e3);
    full.island_s = (double)p->since_us / 1e6;
    full.resync_s = (double)p->resync_us / 1e6;
    full.contact_angle_deg = or_nan(p->contact_cdeg, INT32_MIN, 100.0);
    full.load_lost_wh = (double)p->lost_wms / 3.6e6;
    status = ostrov_i_give(&ostrov_i_grid_structures[OSTROV_I_GRID_REPORT], &full, report, size);
    return status == OSTROV_OK && p->number == 0 ? OSTROV_EMPTY : status;
}
