/* The numbers behind a reason: what was measured and what it was held against. It explains, it
 * decides nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/object.h"
#include "grid/words.h"

static void say(ostrov_i_evidence *e, int32_t unit, int64_t value, int64_t limit)
{
    e->unit = unit;
    e->value = value;
    e->limit = limit;
}

static void say_mv(ostrov_i_evidence *e, int32_t value, int32_t limit)
{
    say(e, OSTROV_GRID_UNIT_V, INT64_C(1000) * value, INT64_C(1000) * limit);
}

static void say_mhz(ostrov_i_evidence *e, int32_t value, int32_t limit)
{
    say(e, OSTROV_GRID_UNIT_HZ, INT64_C(1000) * value, INT64_C(1000) * limit);
}

/* The stage of this reason that is nearest to its trip. */
static int32_t stage_of(const ostrov_i_grid *g, int32_t first)
{
    const ostrov_i_stage *stages = g->settings.stages;
    const int64_t *held_us = g->elements.held_us;
    int64_t left0 = stages[first].delay_us - held_us[first];
    int64_t left1 = stages[first + 1].delay_us - held_us[first + 1];
    return held_us[first + 1] > 0 && left1 < left0 ? first + 1 : first;
}

static void stage(const ostrov_i_grid *g, int32_t first, ostrov_i_evidence *e)
{
    const ostrov_i_quantities *q = g->view.grid.known_phases == 0 ? &g->view.bus : &g->view.grid;
    int32_t i = stage_of(g, first);
    int32_t level = g->settings.stages[i].level;
    e->held_us = g->elements.held_us[i];
    if (first == OSTROV_I_STAGE_OV || first == OSTROV_I_STAGE_UV) {
        if (q->known_phases > 0) {
            say_mv(e, first == OSTROV_I_STAGE_OV ? q->max_mv : q->min_mv, level);
        }
    } else if (q->known_hz) {
        say_mhz(e, q->mhz, level);
    }
}

/* What of a side is outside its window; nothing when all is inside or not known. */
static void outside(const ostrov_i_quantities *q, const ostrov_i_window *w, ostrov_i_evidence *e)
{
    if (q->known_phases > 0 && q->min_mv < w->min_mv) {
        say_mv(e, q->min_mv, w->min_mv);
    } else if (q->known_phases > 0 && q->max_mv > w->max_mv) {
        say_mv(e, q->max_mv, w->max_mv);
    } else if (q->known_hz && q->mhz < w->min_mhz) {
        say_mhz(e, q->mhz, w->min_mhz);
    } else if (q->known_hz && q->mhz > w->max_mhz) {
        say_mhz(e, q->mhz, w->max_mhz);
    }
}

void ostrov_i_evidence_of(const ostrov_i_grid *g, int32_t reason, ostrov_i_evidence *e)
{
    e->value = e->limit = OSTROV_I_NONE;
    e->held_us = -1;
    e->unit = OSTROV_GRID_UNIT_NONE;
    e->spare = 0;
    if (g->out.blocked == reason && g->out.blocked_value != OSTROV_I_NONE) {
        say(e, ostrov_i_reason_row(reason)->unit, g->out.blocked_value, g->out.blocked_limit);
        return;
    }
    switch (reason) {
    case OSTROV_GRID_REASON_OVERVOLTAGE:
        stage(g, OSTROV_I_STAGE_OV, e);
        break;
    case OSTROV_GRID_REASON_UNDERVOLTAGE:
        stage(g, OSTROV_I_STAGE_UV, e);
        break;
    case OSTROV_GRID_REASON_OVERFREQUENCY:
        stage(g, OSTROV_I_STAGE_OF, e);
        break;
    case OSTROV_GRID_REASON_UNDERFREQUENCY:
        stage(g, OSTROV_I_STAGE_UF, e);
        break;
    case OSTROV_GRID_REASON_GRID_LOST:
    case OSTROV_GRID_REASON_ENTER_WINDOW:
        outside(&g->view.grid, &g->settings.enter, e);
        break;
    case OSTROV_GRID_REASON_BUS_LOST:
        outside(&g->view.bus, &g->settings.band, e);
        break;
    case OSTROV_GRID_REASON_BUS_LIVE:
        if (g->view.bus.known_phases > 0) {
            say_mv(e, g->view.bus.max_mv, g->settings.dead_mv);
        }
        break;
    case OSTROV_GRID_REASON_ENERGY:
        if (g->view.soc_ppm >= 0) {
            say(e, OSTROV_GRID_UNIT_RATIO, g->view.soc_ppm, g->settings.reserve_ppm);
        }
        break;
    case OSTROV_GRID_REASON_WINDOW:
        say(e, OSTROV_GRID_UNIT_DEG, INT64_C(10000) * g->view.angle_cdeg,
            INT64_C(10000) * g->settings.sync_cdeg);
        break;
    default: /* a reason without a number of its own */
        break;
    }
}
