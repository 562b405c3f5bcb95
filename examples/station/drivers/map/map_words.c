/* The words a map file may use.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/map/map_words.h"

#include <ostrov/grid.h>
#include <string.h>

const struct map_word map_types[] = {
    {"u16", MAP_U16}, {"s16", MAP_S16}, {"u32", MAP_U32},   {"s32", MAP_S32}, {"f32", MAP_F32},
    {"u64", MAP_U64}, {"s64", MAP_S64}, {"text", MAP_TEXT}, {"bit", MAP_BIT}, {NULL, 0}};

const struct map_word map_spaces[] = {{"holding", REGISTER_HOLDING},
                                      {"input", REGISTER_INPUT},
                                      {"coil", REGISTER_COIL},
                                      {"discrete", REGISTER_DISCRETE},
                                      {NULL, 0}};

const struct map_word map_orders[] = {{"high_first", 0}, {"low_first", 1}, {NULL, 0}};

static const struct map_word modes[] = {
    {"stop", OSTROV_PCS_STOP}, {"follow", OSTROV_PCS_FOLLOW}, {"form", OSTROV_PCS_FORM}, {NULL, 0}};
static const struct map_word directions[] = {
    {"charge", -1}, {"rest", 0}, {"discharge", 1}, {NULL, 0}};
static const struct map_word yes_no[] = {{"no", 0}, {"yes", 1}, {NULL, 0}};

const struct map_unit map_units[] = {
    {"W", "W", 1.0},      {"kW", "W", 1e3},   {"MW", "W", 1e6},    {"var", "var", 1.0},
    {"kvar", "var", 1e3}, {"V", "V", 1.0},    {"mV", "V", 1e-3},   {"A", "A", 1.0},
    {"mA", "A", 1e-3},    {"Hz", "Hz", 1.0},  {"mHz", "Hz", 1e-3}, {"Wh", "Wh", 1.0},
    {"kWh", "Wh", 1e3},   {"MWh", "Wh", 1e6}, {"°C", "°C", 1.0},   {"ratio", "ratio", 1.0},
    {"%", "ratio", 0.01}, {"s", "s", 1.0},    {"ms", "s", 1e-3},   {"min", "s", 60.0},
    {NULL, NULL, 0.0}};

#define W_MOST 1e8
#define PHASES(name, unit, least, most)                                                            \
    {name "_l1", unit, least, most, NULL}, {name "_l2", unit, least, most, NULL},                  \
    {                                                                                              \
        name "_l3", unit, least, most, NULL                                                        \
    }

const struct map_meaning map_quantities[MAP_QUANTITIES] = {
    {"battery_w", "W", -W_MOST, W_MOST, NULL},
    {"battery_var", "var", -W_MOST, W_MOST, NULL},
    PHASES("bus_v", "V", 0.0, 1500.0),
    {"bus_hz", "Hz", 0.0, 100.0, NULL},
    {"cells_v", "V", 0.0, 3000.0, NULL},
    {"cells_a", "A", -32767e3, 32767e3, NULL},
    {"cells_c", "°C", -60.0, 120.0, NULL},
    {"soc_ratio", "ratio", 0.0, 1.0, NULL},
    {"health_ratio", "ratio", 0.0, 1.2, NULL},
    {"available_wh", "Wh", 0.0, 1e9, NULL},
    {"bms_charge_limit_w", "W", 0.0, W_MOST, NULL},
    {"bms_discharge_limit_w", "W", 0.0, W_MOST, NULL},
    {"bms_charge_limit_a", "A", 0.0, 65534.0, NULL},
    {"bms_discharge_limit_a", "A", 0.0, 65534.0, NULL},
    {"pcs_charge_limit_w", "W", 0.0, W_MOST, NULL},
    {"pcs_discharge_limit_w", "W", 0.0, W_MOST, NULL},
    {"mode", "", 0.0, 3.0, modes},
    {"local", "", 0.0, 1.0, yes_no},
    {"fault", "", 0.0, 1.0, yes_no},
    {"alarms", "", 0.0, 4294967295.0, NULL},
    {"grid_w", "W", -W_MOST, W_MOST, NULL},
    {"grid_var", "var", -W_MOST, W_MOST, NULL},
    PHASES("phase_w", "W", -W_MOST, W_MOST),
    PHASES("phase_v", "V", 0.0, 1500.0),
    PHASES("phase_a", "A", -1e5, 1e5),
    {"grid_hz", "Hz", 0.0, 100.0, NULL},
    {"import_wh", "Wh", 0.0, 1e15, NULL},
    {"export_wh", "Wh", 0.0, 1e15, NULL},
    {"pv_w", "W", -W_MOST, W_MOST, NULL},
    {"pv_var", "var", -W_MOST, W_MOST, NULL},
    {"pv_rating_w", "W", 1.0, W_MOST, NULL},
    {"pv_energy_wh", "Wh", 0.0, 1e15, NULL},
    {"pv_limit_w", "W", 0.0, W_MOST, NULL},
    {"fallback_w", "W", -W_MOST, W_MOST, NULL},
    {"fallback_s", "s", 0.0, 1e6, NULL},
    {"beat", "", -9e18, 9e18, NULL},
};

const struct map_meaning map_wishes[MAP_WISHES] = {
    {"constant", "", -9e18, 9e18, NULL},         {"battery_w", "W", -W_MOST, W_MOST, NULL},
    {"battery_ratio", "ratio", -1.0, 1.0, NULL}, {"charge_w", "W", 0.0, W_MOST, NULL},
    {"discharge_w", "W", 0.0, W_MOST, NULL},     {"direction", "", -1.0, 1.0, directions},
    {"default_w", "W", -W_MOST, W_MOST, NULL},   {"reversion_s", "s", 0.0, 1e6, NULL},
    {"limit_w", "W", 0.0, W_MOST, NULL},         {"limit_ratio", "ratio", 0.0, 1.0, NULL},
    {"limited", "", 0.0, 1.0, yes_no},           {"beat", "", 0.0, 4294967295.0, NULL},
};

const char *const map_lists[MAP_LISTS] = {"set_point", "limit", "start", "stop", "heartbeat"};

int32_t map_word_value(const struct map_word *words, const char *word)
{
    for (int32_t i = 0; word != NULL && words[i].word != NULL; i++) {
        if (strcmp(words[i].word, word) == 0) {
            return i;
        }
    }
    return -1;
}

const char *map_quantity_name(int32_t quantity)
{
    return quantity >= 0 && quantity < MAP_QUANTITIES ? map_quantities[quantity].name : NULL;
}

const char *map_wish_name(int32_t wish)
{
    return wish >= 0 && wish < MAP_WISHES ? map_wishes[wish].name : NULL;
}

const char *map_list_name(int32_t list)
{
    return list >= 0 && list < MAP_LISTS ? map_lists[list] : NULL;
}
