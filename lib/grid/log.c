/* The log: see log.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/log.h"

#include "base/fields.h"
#include "grid/explain_fields.h"
#include "grid/object.h"

#include <string.h>

/* A flicker of what blocks may not push the moves out: after each move three changes are written,
 * then one an hour. */
#define LEAVE 3
#define LEAVE_EACH_US INT64_C(3600000000)
#define ENOUGH_US ((int64_t)1 << 50)

static void write(ostrov_i_log *log, ostrov_i_record *record)
{
    ostrov_i_log_book *book = &log->book;
    record->suppressed = (uint16_t)(book->suppressed > UINT16_MAX ? UINT16_MAX : book->suppressed);
    book->suppressed = 0;
    log->records[book->sequence % OSTROV_I_LOG_RECORDS] = *record;
    book->sequence++;
}

static void blank(const ostrov_i_grid *g, int32_t kind, ostrov_i_record *record)
{
    memset(record, 0, sizeof *record);
    record->time_us = g->log.book.now_us;
    record->value = record->limit = OSTROV_I_NONE;
    record->held_us = -1;
    record->kind = (uint8_t)kind;
    record->from = record->to = (uint8_t)g->machine.mode;
    record->reason = (uint8_t)g->machine.reason;
    record->blocked = (uint8_t)g->out.blocked;
}

static void give_numbers(const ostrov_i_evidence *e, ostrov_i_record *record)
{
    record->value = e->value;
    record->limit = e->limit;
    record->held_us = e->held_us;
    record->unit = (uint8_t)e->unit;
}

static void remember_move(ostrov_i_log *log, ostrov_i_record *record)
{
    write(log, record);
    log->records[OSTROV_I_LAST_MOVE] = *record;
    log->book.last_move_sequence = log->book.sequence;
    log->book.leave = LEAVE;
    log->book.quiet_us = 0;
}

void ostrov_i_log_start(ostrov_i_grid *g, int32_t kind)
{
    ostrov_i_record record;
    blank(g, kind, &record);
    remember_move(&g->log, &record);
    g->log.book.told = g->out.blocked;
}

static void write_moves(ostrov_i_grid *g)
{
    for (int32_t i = 0; i < g->out.moves; i++) {
        const ostrov_i_moved *m = &g->out.moved[i];
        ostrov_i_evidence e;
        ostrov_i_record record;
        blank(g, OSTROV_GRID_RECORD_MOVE, &record);
        record.from = (uint8_t)m->from;
        record.to = (uint8_t)m->to;
        record.reason = (uint8_t)m->reason;
        ostrov_i_evidence_of(g, m->reason, &e);
        if (m->reason == OSTROV_GRID_REASON_TIMEOUT) {
            e.unit = OSTROV_GRID_UNIT_S;
            e.value = m->in_mode_us;
            e.limit = m->bound_us < 0 ? OSTROV_I_NONE : m->bound_us;
        }
        give_numbers(&e, &record);
        remember_move(&g->log, &record);
    }
}

static void write_block(ostrov_i_grid *g)
{
    ostrov_i_log_book *book = &g->log.book;
    ostrov_i_evidence e;
    ostrov_i_record record;
    if (book->leave < LEAVE && book->quiet_us >= LEAVE_EACH_US) {
        book->leave++;
        book->quiet_us = 0;
    }
    if (g->out.moves > 0 || g->out.blocked == book->told) {
        return; /* the new mode speaks from its first step on */
    }
    book->told = g->out.blocked;
    if (book->leave == 0) {
        book->suppressed += book->suppressed < INT32_MAX;
        return;
    }
    book->leave--;
    blank(g, OSTROV_GRID_RECORD_BLOCK, &record);
    record.reason = (uint8_t)g->out.blocked;
    ostrov_i_evidence_of(g, g->out.blocked, &e);
    give_numbers(&e, &record);
    write(&g->log, &record);
}

/* Each answer once; a refusal with the numbers of what forbids it, where that is told. */
static void write_order(ostrov_i_grid *g)
{
    const ostrov_i_orders *o = &g->machine.orders;
    ostrov_i_evidence e;
    ostrov_i_record record;
    if (g->in.order_number == 0) {
        return;
    }
    blank(g, OSTROV_GRID_RECORD_COMMAND, &record);
    record.number = o->answered;
    record.actor = (uint8_t)o->answered_actor;
    record.action = (uint8_t)o->answered_action;
    record.stage = (uint8_t)o->answered_stage;
    record.accepted = o->accepted == 1;
    record.reason = (uint8_t)o->reason;
    ostrov_i_evidence_of(g, o->reason, &e);
    give_numbers(&e, &record);
    write(&g->log, &record);
}

void ostrov_i_log_step(ostrov_i_grid *g)
{
    ostrov_i_log_book *book = &g->log.book;
    int64_t dt_us = book->now_us < ENOUGH_US ? g->view.dt_us : 0;
    book->now_us += dt_us;
    book->quiet_us += dt_us;
    write_order(g);
    write_moves(g);
    write_block(g);
}

static double from_millionths(int64_t x)
{
    return x == OSTROV_I_NONE ? OSTROV_I_NAN : (double)x / 1e6;
}

static ostrov_status give(const ostrov_i_grid *g, const ostrov_i_record *from, int64_t sequence,
                          int64_t lost, ostrov_grid_record *to, size_t size)
{
    ostrov_grid_record full;
    memset(&full, 0, sizeof full);
    full.kind = from->kind;
    full.from_mode = from->from;
    full.to_mode = from->to;
    full.reason = from->reason;
    full.blocked = from->blocked;
    full.unit = from->unit;
    full.actor = from->actor;
    full.action = from->action;
    full.stage = from->stage;
    full.accepted = from->kind == OSTROV_GRID_RECORD_COMMAND ? from->accepted : -1;
    full.number = from->number;
    full.config_crc = g->config_crc;
    full.suppressed = from->suppressed;
    full.sequence = sequence;
    full.lost = lost;
    full.time_us = from->time_us;
    full.value = from_millionths(from->value);
    full.limit = from_millionths(from->limit);
    full.held_s = from->held_us < 0 ? OSTROV_I_NAN : (double)from->held_us / 1e6;
    return ostrov_i_give(&ostrov_i_grid_explain_structures[OSTROV_I_GRID_RECORD], &full, to, size);
}

ostrov_status ostrov_grid_log(const ostrov_grid *object, int64_t sequence,
                              ostrov_grid_record *record, size_t size)
{
    const ostrov_i_grid *g = ostrov_i_grid_const(object);
    int64_t oldest = 1;
    int64_t wanted = sequence > 1 ? sequence : 1;
    if (g == NULL || record == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (wanted > g->log.book.sequence) {
        return OSTROV_EMPTY;
    }
    if (g->log.book.sequence > OSTROV_I_LOG_RECORDS) {
        oldest = g->log.book.sequence - OSTROV_I_LOG_RECORDS + 1;
    }
    int64_t got = wanted < oldest ? oldest : wanted;
    return give(g, &g->log.records[(got - 1) % OSTROV_I_LOG_RECORDS], got, got - wanted, record,
                size);
}

ostrov_status ostrov_grid_last_move(const ostrov_grid *object, ostrov_grid_record *record,
                                    size_t size)
{
    const ostrov_i_grid *g = ostrov_i_grid_const(object);
    if (g == NULL || record == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    return give(g, &g->log.records[OSTROV_I_LAST_MOVE], g->log.book.last_move_sequence, 0, record,
                size);
}
