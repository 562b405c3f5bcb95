/* Snapshot "OSTRGRD1": every number of a connection that its settings do not give.
 *
 * Two ways back. ostrov_grid_rewind goes on bit by bit, for a replay. ostrov_grid_load wakes on a
 * living site after a restart: nobody knows for how long it was away, so what the snapshot says of
 * breaker, bus and grid is not believed, and BOOT looks first (docs/explanation/grid-states.md).
 * What people have done (stops, orders, a lock-out) and what was learned or spent stands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_explain.h>

#include "grid/members.h"

static void walk(ostrov_i_codec *c, ostrov_i_grid *g)
{
    for (size_t i = 0; i < OSTROV_I_GRID_PARTS; i++) {
        const ostrov_i_part *part = &ostrov_i_grid_parts[i];
        unsigned char *at = (unsigned char *)g + part->offset;
        for (uint32_t n = 0; n < part->times; n++) {
            ostrov_i_codec_walk(c, at + (size_t)n * part->size, part->members, part->count);
        }
    }
}

size_t ostrov_grid_save_size(void)
{
    size_t bytes = OSTROV_I_CODEC_HEAD + OSTROV_I_CODEC_TAIL;
    for (size_t i = 0; i < OSTROV_I_GRID_PARTS; i++) {
        const ostrov_i_part *part = &ostrov_i_grid_parts[i];
        bytes += part->times * ostrov_i_codec_bytes(part->members, part->count);
    }
    return bytes;
}

static ostrov_i_codec_kind kind(void)
{
    const ostrov_i_codec_kind k = {
        {'O', 'S', 'T', 'R', 'G', 'R', 'D', '1'}, 1, (uint32_t)ostrov_grid_save_size()};
    return k;
}

ostrov_status ostrov_grid_save(const ostrov_grid *grid, void *bytes, size_t capacity, size_t *used)
{
    const ostrov_i_grid *g = ostrov_i_grid_const(grid);
    const ostrov_i_codec_kind k = kind();
    ostrov_i_codec c = {OSTROV_I_CODEC_SAVE, 0, bytes, 0};
    if (g == NULL || bytes == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (capacity < k.bytes) {
        return OSTROV_E_SPACE;
    }
    ostrov_i_codec_begin(&c, &k, g->config_crc);
    walk(&c, (ostrov_i_grid *)g); /* saving reads only */
    ostrov_i_codec_seal(&c);
    if (used != NULL) {
        *used = c.at;
    }
    return OSTROV_OK;
}

ostrov_status ostrov_grid_rewind(ostrov_grid *grid, const void *bytes, size_t count)
{
    ostrov_i_grid *g = ostrov_i_grid_self(grid);
    const ostrov_i_codec_kind k = kind();
    ostrov_i_codec c;
    ostrov_status status = OSTROV_OK;
    if (g == NULL || bytes == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    status = ostrov_i_codec_open(&c, &k, bytes, count, g->config_crc);
    if (status != OSTROV_OK) {
        return status;
    }
    walk(&c, g);
    if (c.bad) {
        return OSTROV_E_CORRUPT;
    }
    c.at = OSTROV_I_CODEC_HEAD;
    c.mode = OSTROV_I_CODEC_LOAD;
    walk(&c, g);
    return OSTROV_OK;
}

/* A stop that nobody has reset stands, and is obeyed from the first step on. A lock-out stands too,
 * but it may stop a PCS that keeps an island alive: it comes back when BOOT has looked. */
static void wake_stopped(ostrov_i_switch *s, const ostrov_i_switch *was)
{
    s->stops = was->stops;
    if ((s->stops & (uint32_t)OSTROV_INHIBIT_E_STOP) != 0) {
        s->mode = OSTROV_GRID_LOCKOUT;
        s->reason = OSTROV_GRID_REASON_E_STOP;
    } else if (was->mode == OSTROV_GRID_LOCKOUT) {
        s->locked = was->reason;
    } else if (s->stops != 0) {
        s->mode = OSTROV_GRID_SAFE_STOP;
        s->reason = OSTROV_GRID_REASON_INHIBIT;
    }
    if (was->locked != 0) {
        s->locked = was->locked; /* it had not looked yet when it went down again */
    }
}

static void wake(ostrov_i_switch *s, const ostrov_i_grid_settings *set)
{
    const ostrov_i_switch was = *s;
    ostrov_i_switch_reset(set, s);
    s->closing = was.closing;
    s->contact_cdeg = was.contact_cdeg;
    s->closes = was.closes;
    s->opens = was.opens;
    s->epoch = was.epoch;
    s->connected = was.connected; /* only to count the epoch: an older plan stays refused */
    s->cooldown_us = was.cooldown_us;
    s->sync_fails = was.sync_fails;
    s->close_fails = was.close_fails;
    s->black_fails = was.black_fails;
    s->offer = was.offer;
    s->away = was.away;
    s->opened_by = was.opened_by;
    s->drill_us = was.drill_us;
    s->since_drill_us = was.since_drill_us;
    s->orders = was.orders; /* no number operates twice */
    s->orders.waits = 0;
    wake_stopped(s, &was);
}

ostrov_status ostrov_grid_load(ostrov_grid *grid, const void *bytes, size_t count)
{
    ostrov_i_grid *g = NULL;
    ostrov_status status = ostrov_grid_rewind(grid, bytes, count);
    if (status != OSTROV_OK) {
        return status;
    }
    g = ostrov_i_grid_self(grid);
    ostrov_i_grid_look_anew(g);
    wake(&g->machine, &g->settings);
    /* Who knows for how long the DSO was not heard: its last word or the fallback, the lower. */
    g->limit.silent_us = g->settings.dso_hold_us + 1;
    g->limit.carry = 0;
    ostrov_i_log_start(g, OSTROV_GRID_RECORD_LOAD);
    return OSTROV_OK;
}
