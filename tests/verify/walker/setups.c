/* The settings that are walked, and the alphabets of the inputs.
 *
 * Times are a few ticks of 0.1 s. An alphabet holds a value on each side of each guard, the most
 * telling first: a setup may take only the first so many.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "walk.h"

/* Slip, angle and voltage difference are guards of these modes; in all modes they are remembered
 * for the angle at contact, which is only told. */
#define WATCHED (1u << OSTROV_GRID_SYNC | 1u << OSTROV_GRID_CLOSING)
#define SIDES                                                                                      \
    OSTROV_SIDE_GOOD, OSTROV_SIDE_DEAD, OSTROV_SIDE_ABNORMAL, OSTROV_SIDE_OBSERVING,               \
        OSTROV_SIDE_UNKNOWN
#define RESERVE_PPM 100000
#define RESTART_PPM 300000
#define FIRE OSTROV_INHIBIT_FIRE_STOP

/* What only colours a reason or a number has one value. */
static const input inputs[] = {
    {"dt", VIEW(dt_us), 8, 0, 1, {TICK_US}, {0}, 0},
    {"age", VIEW(age_us), 8, 0, 1, {0}, {0}, 0},
    {"return_left", VIEW(return_left_us), 8, 0, 1, {0}, {0}, 0},
    {"grid", VIEW(grid_side), 4, 0, 5, {SIDES}, {0}, 0},
    {"bus", VIEW(bus_side), 4, 0, 5, {SIDES}, {0}, 0},
    {"phases", VIEW(bus.known_phases), 4, 0, 1, {3}, {0}, 0},
    {"trip", IN(trip), 4, 0, 2, {0, OSTROV_GRID_REASON_UNDERVOLTAGE}, {0}, 0},
    {"cause", IN(cause), 4, 0, 1, {OSTROV_GRID_REASON_OVERVOLTAGE}, {0}, 0},
    {"picked", IN(picked), 4, 0, 3, {0, 1, -1}, {0}, 0},
    {"want_island", IN(want_island), 4, 0, 2, {0, 1}, {0}, 0},
    {"open_transition", IN(open_transition), 4, 0, 2, {0, 1}, {0}, 0},
    {"pcs_mode",
     IN(pcs_mode),
     4,
     0,
     4,
     {OSTROV_PCS_FORM, OSTROV_PCS_STOP, OSTROV_PCS_FOLLOW, OSTROV_PCS_UNKNOWN},
     {0},
     0},
    {"pcs_fault", IN(pcs_fault), 4, 0, 3, {0, 1, -1}, {0}, 0},
    {"pcc_null", VIEW(pcc_null), 4, 0, 2, {1, 0}, {0}, 0},
    {"contacts",
     IN(breaker_closed),
     4,
     IN(breaker_open),
     6,
     {1, 0, 1, -1, 0, 1},
     {0, 1, 1, -1, 0, -1},
     0},
    {"soc", VIEW(soc_ppm), 4, 0, 4, {900000, RESERVE_PPM, RESTART_PPM - 1, -1}, {0}, 0},
    {"reset", IN(reset), 4, 0, 3, {0, 1, -1}, {0}, 0},
    {"permit", IN(permit_return), 4, 0, 3, {1, 0, -1}, {0}, 0},
    {"inhibits",
     IN(inhibits),
     4,
     0,
     6,
     {0, OSTROV_INHIBIT_MANUAL, FIRE, OSTROV_INHIBIT_E_STOP, FIRE | OSTROV_INHIBIT_LOCAL, 1 << 9},
     {0},
     0},
    {"grid_rotation", IN(grid_rotation), 4, 0, 3, {1, -1, 0}, {0}, 0},
    {"bus_rotation", IN(bus_rotation), 4, 0, 3, {1, -1, 0}, {0}, 0},
    {"bond", IN(bond_closed), 4, 0, 3, {0, 1, -1}, {0}, 0},
    {"cease", IN(cease), 4, 0, 2, {0, 1}, {0}, 0},
    {"carries", IN(carries), 4, 0, 2, {1, 0}, {0}, 0},
    {"order", IN(order_number), 4, 0, 3, {0, 1, 2}, {0}, 0},
    {"life", IN(order_life_us), 8, 0, 1, {2 * TICK_US}, {0}, 0},
    {"actor",
     IN(order_actor),
     4,
     0,
     4,
     {OSTROV_GRID_ACTOR_LOCAL, OSTROV_GRID_ACTOR_DSO, OSTROV_GRID_ACTOR_PLANNER,
      OSTROV_GRID_ACTOR_REMOTE},
     {0},
     0},
    {"stage",
     IN(order_stage),
     4,
     0,
     2,
     {OSTROV_GRID_STAGE_SELECT, OSTROV_GRID_STAGE_EXECUTE},
     {0},
     0},
    {"action",
     IN(order_action),
     4,
     0,
     8,
     {OSTROV_GRID_ACTION_ISLAND, OSTROV_GRID_ACTION_OPEN, OSTROV_GRID_ACTION_BLACK_START,
      OSTROV_GRID_ACTION_RETURN, OSTROV_GRID_ACTION_RESET, OSTROV_GRID_ACTION_CANCEL,
      OSTROV_GRID_ACTION_DRILL, OSTROV_GRID_ACTION_UNKNOWN},
     {0},
     0},
    {"sync_known", VIEW(sync_known), 4, 0, 2, {1, 0}, {0}, WATCHED},
    {"slip", VIEW(slip_mhz), 4, 0, 5, {20, 400, -400, 0, -20}, {0}, WATCHED},
    {"bend", VIEW(bend_mhz_s), 4, 0, 2, {0, 9000}, {0}, WATCHED},
    {"apart", VIEW(apart_mv), 4, 0, 2, {0, 50000}, {0}, WATCHED},
    {"angle", VIEW(angle_cdeg), 4, 0, 6, {0, 3000, -3000, 90, -120, 800}, {0}, WATCHED},
};

/* The short run: as many of the first values as it takes to turn each guard. */
static const trim brief[] = {{"picked", 2}, {"pcs_mode", 1},      {"pcs_fault", 2}, {"contacts", 3},
                             {"reset", 2},  {"permit", 2},        {"inhibits", 3},  {"slip", 3},
                             {"angle", 3},  {"grid_rotation", 2}, {"cease", 1},     {"order", 1},
                             {"action", 1}, {"stage", 1},         {"actor", 1},     {"carries", 1},
                             {"bond", 1},   {"bus_rotation", 1},  {NULL, 0}};
static const trim own_switch[] = {
    {"bend", 1},     {"pcs_fault", 2}, {"contacts", 3}, {"reset", 2},         {"permit", 2},
    {"inhibits", 3}, {"slip", 1},      {"angle", 1},    {"grid_rotation", 2}, {"cease", 1},
    {"order", 1},    {"action", 1},    {"stage", 1},    {"actor", 1},         {"carries", 1},
    {"apart", 1},    {"bond", 1},      {"soc", 3},      {"bus_rotation", 1},  {NULL, 0}};
/* Orders, with little else going wrong. */
static const trim ordered[] = {
    {"bend", 1},       {"picked", 1},      {"pcs_mode", 1},      {"pcs_fault", 1},
    {"contacts", 2},   {"reset", 1},       {"permit", 1},        {"inhibits", 2},
    {"slip", 1},       {"angle", 1},       {"grid_rotation", 1}, {"cease", 1},
    {"order", 2},      {"actor", 2},       {"action", 5},        {"bus_rotation", 1},
    {"grid", 2},       {"bus", 2},         {"apart", 1},         {"soc", 2},
    {"sync_known", 1}, {"want_island", 1}, {"bond", 1},          {"open_transition", 1},
    {NULL, 0}};
/* The neutral-earth bond and its contact. */
static const trim bonded[] = {{"bend", 1},         {"picked", 1},        {"pcs_mode", 1},
                              {"pcs_fault", 1},    {"contacts", 3},      {"reset", 1},
                              {"permit", 1},       {"inhibits", 2},      {"slip", 1},
                              {"angle", 2},        {"grid_rotation", 1}, {"cease", 1},
                              {"order", 1},        {"carries", 2},       {"bond", 3},
                              {"bus_rotation", 1}, {"apart", 1},         {"soc", 1},
                              {"grid", 2},         {"bus", 2},           {"open_transition", 1},
                              {"sync_known", 1},   {"want_island", 1},   {NULL, 0}};
/* So few that Spin can take every combination: 3 · 2^8. */
static const trim spin[] = {{"bend", 1},
                            {"picked", 1},
                            {"pcs_mode", 1},
                            {"pcs_fault", 1},
                            {"contacts", 3},
                            {"reset", 2},
                            {"permit", 1},
                            {"inhibits", 1},
                            {"slip", 1},
                            {"angle", 2},
                            {"grid_rotation", 1},
                            {"cease", 1},
                            {"order", 1},
                            {"action", 1},
                            {"stage", 1},
                            {"actor", 1},
                            {"carries", 1},
                            {"bond", 1},
                            {"apart", 1},
                            {"soc", 2},
                            {"bus_rotation", 1},
                            {"grid", 2},
                            {"bus", 2},
                            {"trip", 2},
                            {"want_island", 2},
                            {"open_transition", 2},
                            {"pcc_null", 1},
                            {"sync_known", 1},
                            {NULL, 0}};
/* The same with every kind of stop. */
static const trim stopped[] = {
    {"bend", 1},          {"picked", 1},  {"pcs_mode", 1},   {"pcs_fault", 1}, {"contacts", 3},
    {"reset", 2},         {"permit", 1},  {"inhibits", 5},   {"slip", 1},      {"angle", 1},
    {"grid_rotation", 1}, {"cease", 1},   {"order", 1},      {"action", 1},    {"stage", 1},
    {"actor", 1},         {"carries", 1}, {"bond", 1},       {"apart", 1},     {"bus_rotation", 1},
    {"grid", 2},          {"bus", 2},     {"sync_known", 1}, {NULL, 0}};
static const trim all_values[] = {{NULL, 0}};

#define SETTINGS(level, pcs, ok, dead, black, home, bond)                                          \
    THIN(level, pcs, ok, dead, black, home, bond, RESTART_PPM)
#define THIN(level, pcs, ok, dead, black, home, bond, restart)                                     \
    {                                                                                              \
        .watches = (level), .profile = (pcs), .verified = (ok), .dead_bus_close = (dead),          \
        .black_start = (black), .return_by_itself = (home), .sync_attempts = 1,                    \
        .nominal_mv = 230000, .dead_mv = 46000, .sync_slip_mhz = 100, .sync_mv = 10000,            \
        .sync_cdeg = 1000, .reserve_ppm = RESERVE_PPM, .restart_ppm = (restart),                   \
        .dead_us = TICK_US, .return_us = 2 * TICK_US, .ramp_us = 2 * TICK_US, .dwell_us = TICK_US, \
        .sync_us = 12 * TICK_US, .close_us = TICK_US, .open_us = 2 * TICK_US,                      \
        .contact_us = TICK_US, .nulling_us = 3 * TICK_US, .forming_us = 2 * TICK_US,               \
        .ride_us = 3 * TICK_US, .stale_us = TICK_US, .black_us = 2 * TICK_US, .nulling_w = 100.0,  \
        .phases = 3, .drill_us = 2 * TICK_US, .earth_bond = (bond), .bond_us = (bond)*2 * TICK_US  \
    }
#define ARMED OSTROV_GRID_REASON_NONE
#define A OSTROV_PCS_PROFILE_A
#define B OSTROV_PCS_PROFILE_B
#define C OSTROV_PCS_PROFILE_C
#define D OSTROV_PCS_PROFILE_D

static const setup all[] = {
    {"C", SETTINGS(ARMED, C, 1, 1, 1, 1, 0), brief, 0},
    {"B", SETTINGS(ARMED, B, 1, 1, 1, 1, 0), brief, 1},
    {"A", SETTINGS(ARMED, A, 1, 1, 1, 1, 0), own_switch, 1},
    {"D", SETTINGS(ARMED, D, 1, 1, 1, 1, 0), brief, 1},
    {"C-plain", SETTINGS(ARMED, C, 1, 0, 0, 0, 0), brief, 1},
    {"C-unverified", SETTINGS(ARMED, C, 0, 1, 1, 1, 0), brief, 1},
    {"C-observe", SETTINGS(OSTROV_GRID_REASON_OBSERVE_ONLY, C, 1, 1, 1, 1, 0), brief, 1},
    {"C-orders", SETTINGS(ARMED, C, 1, 1, 1, 1, 0), ordered, 1},
    {"C-bond", SETTINGS(ARMED, C, 1, 1, 1, 1, 1), bonded, 1},
    {"B-thin", THIN(ARMED, B, 1, 1, 1, 1, 0, RESERVE_PPM), stopped, 1},
    {"C-spin", SETTINGS(ARMED, C, 1, 1, 1, 1, 0), spin, 1},
    {"C-full", SETTINGS(ARMED, C, 1, 1, 1, 1, 0), all_values, 0},
    {"B-full", SETTINGS(ARMED, B, 1, 1, 0, 1, 0), all_values, 0},
    {"A-full", SETTINGS(ARMED, A, 1, 0, 0, 0, 0), all_values, 0},
    {"D-full", SETTINGS(ARMED, D, 0, 1, 1, 0, 0), all_values, 0},
};

const setup *setups(int32_t *count)
{
    *count = (int32_t)(sizeof all / sizeof all[0]);
    return all;
}

const input *setup_inputs(int32_t *count)
{
    *count = (int32_t)(sizeof inputs / sizeof inputs[0]);
    return inputs;
}
