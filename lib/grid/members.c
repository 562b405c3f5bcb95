/* Every member of a connection that init does not make again from the settings, with bounds that
 * keep damage out of arithmetic and tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/members.h"

#define EVER (INT64_MAX / 4)
#define LEAST32 INT32_MIN
#define MOST32 INT32_MAX
#define COUNTS 1000000000
#define WORDS 255 /* modes, reasons, choices */

#define WHOLE OSTROV_I_MEMBER_WHOLE
#define I32 OSTROV_I_MEMBER_I32
#define U32 OSTROV_I_MEMBER_U32

/* Rows, shorter to read: one member, or from one to another. */
#define WHOLES(S, first, last, least, most) OSTROV_I_MEMBERS(S, first, last, 8, WHOLE, least, most)
#define I32S(S, first, last, least, most) OSTROV_I_MEMBERS(S, first, last, 4, I32, least, most)
#define U32S(S, first, last) OSTROV_I_MEMBERS(S, first, last, 4, U32, 0, 0)

static const ostrov_i_member monitor[] = {
    WHOLES(ostrov_i_monitor, grid.dead_us, bus.window_us, -1, EVER),
    OSTROV_I_MEMBERS(ostrov_i_monitor, carry_us, carry_us, 8, OSTROV_I_MEMBER_NUMBER, -1, 1),
    OSTROV_I_MEMBERS(ostrov_i_monitor, slip_hz, slip_hz, 8, OSTROV_I_MEMBER_MAYBE, -1000000,
                     1000000),
};

static const ostrov_i_member elements[] = {
    WHOLES(ostrov_i_elements, held_us[0], held_us[OSTROV_I_STAGES - 1], 0, EVER),
    I32S(ostrov_i_elements, trip, spare, -1, WORDS),
};

static const ostrov_i_member machine[] = {
    WHOLES(ostrov_i_switch, in_mode_us, hold_us, -1, EVER),
    WHOLES(ostrov_i_switch, closes, opens, 0, EVER),
    WHOLES(ostrov_i_switch, contacts.held_us, contacts.unclear_us, 0, EVER),
    I32S(ostrov_i_switch, contacts.seen, contacts.spare, -2, 2),
    WHOLES(ostrov_i_switch, closing.mean_us, closing.spread_us, 0, COUNTS),
    I32S(ostrov_i_switch, mode, mode, 0, OSTROV_GRID_LOCKOUT),
    I32S(ostrov_i_switch, reason, reason, 0, WORDS),
    I32S(ostrov_i_switch, command, connected, -1, WORDS),
    U32S(ostrov_i_switch, epoch, epoch),
    I32S(ostrov_i_switch, after, offer, 0, COUNTS),
    U32S(ostrov_i_switch, stops, stops),
    I32S(ostrov_i_switch, hands_off, last_reset, -1, 1),
    I32S(ostrov_i_switch, last_angle_cdeg, last_known, -COUNTS, COUNTS),
    I32S(ostrov_i_switch, contact_cdeg, contact_cdeg, LEAST32, COUNTS),
    I32S(ostrov_i_switch, pulse_spent, locked, 0, WORDS),
    WHOLES(ostrov_i_switch, bond.held_us, bond.wrong_us, 0, EVER),
    I32S(ostrov_i_switch, bond.seen, bond.command, -1, 2),
    WHOLES(ostrov_i_switch, orders.life_us, orders.life_us, -EVER, EVER), /* below 0: expired */
    U32S(ostrov_i_switch, orders.last, orders.selected),
    I32S(ostrov_i_switch, orders.action, orders.waits, 0, WORDS),
    U32S(ostrov_i_switch, orders.answered, orders.answered),
    I32S(ostrov_i_switch, orders.answered_actor, orders.spare, -1, WORDS),
    WHOLES(ostrov_i_switch, drill_us, since_drill_us, 0, EVER),
};

static const ostrov_i_member steer[] = {
    OSTROV_I_MEMBERS(ostrov_i_steer, trim_hz, trim_v, 8, OSTROV_I_MEMBER_NUMBER, -100000, 100000),
    OSTROV_I_MEMBERS(ostrov_i_steer, target_hz, target_v, 8, OSTROV_I_MEMBER_MAYBE, -100000,
                     100000),
};

static const ostrov_i_member limit[] = {
    WHOLES(ostrov_i_limit, silent_us, silent_us, 0, EVER),
    WHOLES(ostrov_i_limit, carry, carry, 0, EVER),
    I32S(ostrov_i_limit, last_ppm, now_ppm, -1, 1000000),
    I32S(ostrov_i_limit, reason, spare, 0, WORDS),
};

static const ostrov_i_member tiers[] = {
    WHOLES(ostrov_i_tiers, pause_us, shed_us, 0, EVER),
    WHOLES(ostrov_i_tiers, autonomy_s, autonomy_s, -1, EVER),
    U32S(ostrov_i_tiers, mask, mask),
    I32S(ostrov_i_tiers, floor_ppm, floor_ppm, -1, COUNTS),
};

static const ostrov_i_member passage[] = {
    OSTROV_I_MEMBERS(ostrov_i_passage, pcc_w, lost_wms, 8, OSTROV_I_MEMBER_I64, -EVER, EVER),
    U32S(ostrov_i_passage, number, shed),
    I32S(ostrov_i_passage, min_mv, contact_cdeg, LEAST32, MOST32),
    I32S(ostrov_i_passage, drill, last_mode, 0, WORDS),
};

static const ostrov_i_member out[] = {
    OSTROV_I_MEMBERS(ostrov_i_switch_out, blocked_value, left_us, 8, OSTROV_I_MEMBER_I64, -EVER,
                     EVER),
    I32S(ostrov_i_switch_out, blocked, expected_mode, 0, WORDS),
    I32S(ostrov_i_switch_out, power_ppm, power_ppm, 0, 1000000),
    I32S(ostrov_i_switch_out, null_pcc, power_reason, 0, WORDS),
    I32S(ostrov_i_switch_out, moves, moves, 0, OSTROV_I_MOVES),
    I32S(ostrov_i_switch_out, spare, spare, 0, 0),
    WHOLES(ostrov_i_switch_out, moved[0].in_mode_us, moved[0].bound_us, -1, EVER),
    I32S(ostrov_i_switch_out, moved[0].from, moved[0].spare, 0, WORDS),
    WHOLES(ostrov_i_switch_out, moved[1].in_mode_us, moved[1].bound_us, -1, EVER),
    I32S(ostrov_i_switch_out, moved[1].from, moved[1].spare, 0, WORDS),
};

static const ostrov_i_member view[] = {
    WHOLES(ostrov_i_view, dt_us, age_us, 0, COUNTS),
    WHOLES(ostrov_i_view, return_left_us, return_left_us, -1, EVER),
    I32S(ostrov_i_view, grid, grid_side, LEAST32, MOST32),
    I32S(ostrov_i_view, bus_side, sync_known, 0, WORDS),
    I32S(ostrov_i_view, slip_mhz, apart_mv, -COUNTS, COUNTS),
    I32S(ostrov_i_view, pcc_null, limit_ppm, -1, 10000000),
    I32S(ostrov_i_view, bend_mhz_s, bend_mhz_s, -1000000, 1000000),
    OSTROV_I_MEMBERS(ostrov_i_view, pcc_w, pv_w, 8, OSTROV_I_MEMBER_I64, -EVER, EVER),
};

static const ostrov_i_member in[] = {
    I32S(ostrov_i_switch_in, trip, pcs_fault, -1, WORDS),
    U32S(ostrov_i_switch_in, inhibits, inhibits),
    I32S(ostrov_i_switch_in, want_island, carries, -1, WORDS),
    WHOLES(ostrov_i_switch_in, order_life_us, order_life_us, 0, EVER),
    U32S(ostrov_i_switch_in, order_number, order_number),
    I32S(ostrov_i_switch_in, order_action, order_action, 0, OSTROV_GRID_ACTION_RESET),
    I32S(ostrov_i_switch_in, order_stage, order_stage, 0, OSTROV_GRID_STAGE_EXECUTE),
    I32S(ostrov_i_switch_in, order_actor, order_actor, 0, OSTROV_GRID_ACTOR_DSO),
};

static const ostrov_i_member order[] = {
    WHOLES(ostrov_i_grid, order_life_us, order_life_us, 0, EVER),
    U32S(ostrov_i_grid, order_number, order_number),
    I32S(ostrov_i_grid, order_action, order_actor, 0, WORDS),
};

static const ostrov_i_member record[] = {
    OSTROV_I_MEMBERS(ostrov_i_record, time_us, held_us, 8, OSTROV_I_MEMBER_I64, -EVER, EVER),
    U32S(ostrov_i_record, number, number),
    OSTROV_I_MEMBERS(ostrov_i_record, suppressed, suppressed, 2, OSTROV_I_MEMBER_U16, 0, 0),
    OSTROV_I_MEMBERS(ostrov_i_record, kind, accepted, 1, OSTROV_I_MEMBER_BYTE, 0, 0),
};

static const ostrov_i_member book[] = {
    WHOLES(ostrov_i_log_book, now_us, last_move_sequence, 0, EVER),
    I32S(ostrov_i_log_book, leave, spare, 0, MOST32),
};

#define PART(member, table, whole, n)                                                              \
    {                                                                                              \
        table, (uint32_t)(sizeof(table) / sizeof(table[0])),                                       \
            (uint32_t)offsetof(ostrov_i_grid, member), (uint32_t)sizeof(whole), n                  \
    }

const ostrov_i_part ostrov_i_grid_parts[OSTROV_I_GRID_PARTS] = {
    PART(monitor, monitor, ostrov_i_monitor, 1),
    PART(elements, elements, ostrov_i_elements, 1),
    PART(machine, machine, ostrov_i_switch, 1),
    PART(steer, steer, ostrov_i_steer, 1),
    PART(limit, limit, ostrov_i_limit, 1),
    PART(tiers, tiers, ostrov_i_tiers, 1),
    PART(passage, passage, ostrov_i_passage, 1),
    PART(out, out, ostrov_i_switch_out, 1),
    PART(view, view, ostrov_i_view, 1),
    PART(in, in, ostrov_i_switch_in, 1),
    {order, (uint32_t)(sizeof order / sizeof order[0]), 0,
     (uint32_t)(offsetof(ostrov_i_grid, order_actor) + sizeof(int32_t)), 1},
    PART(log.book, book, ostrov_i_log_book, 1),
    PART(log.records, record, ostrov_i_record, OSTROV_I_LOG_RECORDS + 1),
};
