/* Register map of a device as data: what stands at which address, what may be written, how to know
 * that it is the right device. Read from a JSON file; README.md tells the format.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_MAP_REGISTER_MAP_H
#define STATION_MAP_REGISTER_MAP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "drivers/sunspec/port.h"

enum {
    MAP_NAME = 64,
    MAP_PATH = 256,
    MAP_POINTS = 48,
    MAP_WRITES = 16,
    MAP_IDENTITY = 8,
    MAP_ABSENT = 4,
    MAP_CODES = 12,
    MAP_SPANS = 48,
    MAP_WORDS = 1024
};

enum map_type {
    MAP_U16 = 0,
    MAP_S16 = 1,
    MAP_U32 = 2,
    MAP_S32 = 3,
    MAP_F32 = 4,
    MAP_U64 = 5,
    MAP_S64 = 6,
    MAP_TEXT = 7,
    MAP_BIT = 8 /* a coil or discrete input, or one bit of a register */
};

/* What a point can mean to a station: its names in a file are those of map_quantities. */
enum map_quantity {
    MAP_BATTERY_W = 0,
    MAP_BATTERY_VAR,
    MAP_BUS_V_L1,
    MAP_BUS_V_L2,
    MAP_BUS_V_L3,
    MAP_BUS_HZ,
    MAP_CELLS_V,
    MAP_CELLS_A,
    MAP_CELLS_C,
    MAP_SOC_RATIO,
    MAP_HEALTH_RATIO,
    MAP_AVAILABLE_WH,
    MAP_BMS_CHARGE_LIMIT_W,
    MAP_BMS_DISCHARGE_LIMIT_W,
    MAP_BMS_CHARGE_LIMIT_A, /* by cells_v */
    MAP_BMS_DISCHARGE_LIMIT_A,
    MAP_PCS_CHARGE_LIMIT_W,
    MAP_PCS_DISCHARGE_LIMIT_W,
    MAP_MODE, /* codes: stop, follow, form */
    MAP_LOCAL,
    MAP_FAULT,
    MAP_ALARMS,
    MAP_GRID_W,
    MAP_GRID_VAR,
    MAP_PHASE_W_L1,
    MAP_PHASE_W_L2,
    MAP_PHASE_W_L3,
    MAP_PHASE_V_L1,
    MAP_PHASE_V_L2,
    MAP_PHASE_V_L3,
    MAP_PHASE_A_L1,
    MAP_PHASE_A_L2,
    MAP_PHASE_A_L3,
    MAP_GRID_HZ,
    MAP_IMPORT_WH,
    MAP_EXPORT_WH,
    MAP_PV_W,
    MAP_PV_VAR,
    MAP_PV_RATING_W,
    MAP_PV_ENERGY_WH,
    MAP_PV_LIMIT_W,
    MAP_FALLBACK_W, /* what the device does when nobody speaks … */
    MAP_FALLBACK_S, /* … and after how long */
    MAP_BEAT,       /* changes while the device lives */
    MAP_QUANTITIES
};

/* What can be written. */
enum map_wish {
    MAP_WISH_CONSTANT = 0,
    MAP_WISH_BATTERY_W,
    MAP_WISH_BATTERY_RATIO, /* of the rating */
    MAP_WISH_CHARGE_W,      /* 0 when discharging */
    MAP_WISH_DISCHARGE_W,   /* 0 when charging */
    MAP_WISH_DIRECTION,     /* codes: charge, discharge, rest */
    MAP_WISH_DEFAULT_W,
    MAP_WISH_REVERSION_S,
    MAP_WISH_LIMIT_W,
    MAP_WISH_LIMIT_RATIO, /* of the rating */
    MAP_WISH_LIMITED,     /* 1 = limited, 0 = not */
    MAP_WISH_BEAT,        /* counts */
    MAP_WISHES
};

enum map_list {
    MAP_SET_POINT = 0,
    MAP_LIMIT = 1,
    MAP_START = 2,
    MAP_STOP = 3,
    MAP_HEARTBEAT = 4,
    MAP_LISTS
};

struct map_code {
    uint64_t raw;
    int32_t value;
    int32_t reserved;
};

/* One value in registers: value = factor × (raw × scale + offset), factor being sign and unit. */
struct map_row {
    int32_t what;  /* enum map_quantity, or enum map_wish of a write */
    int32_t space; /* enum register_space */
    int32_t address;
    int32_t type;      /* enum map_type */
    int32_t registers; /* it takes, or bits */
    int32_t low_first; /* 1 = the register with the low word comes first */
    int32_t bit;       /* of a register, for MAP_BIT */
    int32_t exponent;  /* address of a power of ten that scales it too; -1 = none */
    int32_t single;    /* writes: function 5 or 6 */
    int32_t read_back; /* writes: address where it reads back; -1 = nowhere */
    int32_t absents, codes;
    double scale, offset, factor;
    double least, most; /* what is possible: readings beyond are not told, writes beyond refused */
    uint64_t constant;  /* of MAP_WISH_CONSTANT, raw */
    uint64_t absent[MAP_ABSENT]; /* raw values that say "not there" */
    struct map_code code[MAP_CODES];
    char text[MAP_NAME]; /* identity: what must stand there */
};

/* Registers that one request fetches. */
struct map_span {
    int32_t space, address, count;
    int32_t at; /* where they stand among all that are read */
};

struct register_map {
    char path[MAP_PATH];
    char name[MAP_NAME];
    int32_t most_registers; /* of one request */
    int32_t gap;            /* registers that are read along to save a request */
    double beat_s;          /* s between two writes of the heartbeat list */
    int32_t points, identities, spans;
    int32_t writes[MAP_LISTS];
    struct map_span span[MAP_SPANS]; /* made from the points */
    struct map_row point[MAP_POINTS];
    struct map_row identity[MAP_IDENTITY];
    struct map_row write[MAP_LISTS][MAP_WRITES];
};

/* Reads a map. On failure returns -1 and writes "file:line: key: what is wrong, did you mean" into
 * message. The map is then not to be used. */
int register_map_load(struct register_map *map, const char *path, char *message, size_t capacity);

/* The same from bytes in memory; path is only the name that messages use. */
int register_map_read(struct register_map *map, const char *path, const char *bytes, size_t count,
                      char *message, size_t capacity);

/* The point that tells a quantity; NULL = the map has none. */
const struct map_row *register_map_point(const struct register_map *map, int32_t quantity);

/* Is there one of the rows that give power to a battery, or to PV? */
int register_map_can(const struct register_map *map, int32_t list);

/* Plans the requests that fetch all points. Returns 0; -1 when they need more than there is room
 * for. */
int register_map_plan(struct register_map *map);

/* ---- values in registers ------------------------------------------------------------------- */

/* The greatest raw value that the registers of a type hold. */
uint64_t map_most_raw(int32_t type);

/* Raw bits of a row from the values at its address. */
uint64_t map_raw(const struct map_row *row, const uint16_t *values);

/* A row as a number in our unit and sign; NaN = absent, or no number. exponent is the value at its
 * exponent's address (not read without one). Ranges are not judged. */
double map_number(const struct map_row *row, const uint16_t *values, uint16_t exponent);

/* The registers of a number. Returns 0; -1 when it is out of the row's range, or of its type's. */
int map_encode(const struct map_row *row, double number, uint16_t exponent, uint16_t *values);

/* Puts raw bits into the values at a row's address. */
void map_put_raw(const struct map_row *row, uint64_t raw, uint16_t *values);

/* Writes the JSON Schema of a map. What joins several keys, and line numbers, are the reader's. */
void register_map_schema(FILE *out);

/* Name and unit of a quantity, and the name of a wish; NULL beyond the last. */
const char *map_quantity_name(int32_t quantity);
const char *map_wish_name(int32_t wish);
const char *map_list_name(int32_t list);

#endif
