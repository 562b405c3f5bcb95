/* A simulated device that serves any register map.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/map_device.h"

#include <math.h>
#include <string.h>

enum { ILLEGAL_ADDRESS = 2, BUSY = 6 };

void map_device_defaults(struct map_device_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->rating_w = 100e3;
    setup->capacity_wh = 200e3;
    setup->soc_ratio = 0.5;
    setup->reversion_s = 60.0;
}

/* ---- registers ------------------------------------------------------------------------------- */

static struct map_cell *find(struct map_device *d, int32_t space, int32_t address)
{
    for (int32_t i = 0; i < d->cells; i++) {
        if (d->cell[i].space == space && d->cell[i].address == address) {
            return &d->cell[i];
        }
    }
    return NULL;
}

static int add(struct map_device *d, int32_t space, int32_t address, int32_t count, int writable)
{
    for (int32_t i = 0; i < count; i++) {
        struct map_cell *cell = find(d, space, address + i);
        if (cell == NULL) {
            if (d->cells >= MAP_DEVICE_CELLS) {
                return -1;
            }
            cell = &d->cell[d->cells++];
            *cell = (struct map_cell){space, address + i, 0, 0};
        }
        cell->writable = (uint16_t)(cell->writable | writable);
    }
    return 0;
}

static int add_row(struct map_device *d, const struct map_row *row, int writable)
{
    int failed = add(d, row->space, row->address, row->registers, writable);
    if (row->exponent >= 0) {
        failed |= add(d, row->space, row->exponent, 1, 0);
    }
    if (row->read_back >= 0) {
        failed |= add(d, row->space, row->read_back, row->registers, 0);
    }
    return failed;
}

/* What lies between the registers that one request fetches is there too, and holds nothing. */
static int add_all(struct map_device *d)
{
    const struct register_map *map = d->map;
    int failed = 0;
    for (int32_t i = 0; i < map->spans; i++) {
        failed |= add(d, map->span[i].space, map->span[i].address, map->span[i].count, 0);
    }
    for (int32_t i = 0; i < map->points; i++) {
        failed |= add_row(d, &map->point[i], 0);
    }
    for (int32_t i = 0; i < map->identities; i++) {
        failed |= add_row(d, &map->identity[i], 0);
    }
    for (int32_t list = 0; list < MAP_LISTS; list++) {
        for (int32_t i = 0; i < map->writes[list]; i++) {
            failed |= add_row(d, &map->write[list][i], 1);
        }
    }
    return failed;
}

static void put(struct map_device *d, const struct map_row *row, const uint16_t *words)
{
    for (int32_t i = 0; i < row->registers; i++) {
        int32_t from = d->faults & MAP_FAULT_SWAPPED ? row->registers - 1 - i : i;
        find(d, row->space, row->address + i)->value = words[from];
    }
}

static void get(struct map_device *d, const struct map_row *row, int32_t address, uint16_t *words)
{
    for (int32_t i = 0; i < row->registers; i++) {
        const struct map_cell *cell = find(d, row->space, address + i);
        words[i] = cell != NULL ? cell->value : 0;
    }
}

static uint16_t exponent_of(struct map_device *d, const struct map_row *row)
{
    const struct map_cell *cell = row->exponent >= 0 ? find(d, row->space, row->exponent) : NULL;
    return cell != NULL ? cell->value : 0;
}

static void show_bit(struct map_device *d, const struct map_row *row, double value)
{
    struct map_cell *cell = find(d, row->space, row->address);
    int whole = row->space == REGISTER_HOLDING || row->space == REGISTER_INPUT;
    unsigned mask = whole ? 1U << row->bit : 1U;
    cell->value = (uint16_t)(value == 1.0 ? cell->value | mask : cell->value & ~mask);
}

static void show(struct map_device *d, const struct map_row *row)
{
    uint16_t words[4] = {0};
    double value = d->value[row->what];
    int absent = isnan(value) || (d->faults & MAP_FAULT_ABSENT);
    if (row->type == MAP_BIT) {
        show_bit(d, row, value);
        return;
    }
    if (row->exponent >= 0 && !absent) { /* the least power of ten with which the number fits */
        uint16_t exponent = 0;
        while (exponent < 4 && map_encode(row, value, exponent, words) != 0) {
            exponent++;
        }
        find(d, row->space, row->exponent)->value = exponent;
    }
    if (absent || map_encode(row, value, exponent_of(d, row), words) != 0) {
        if (row->absents == 0 && row->type != MAP_F32) {
            return;
        }
        map_put_raw(row, row->absents > 0 ? row->absent[0] : 0x7FC00000U, words);
    }
    put(d, row, words);
}

static void show_identity(struct map_device *d)
{
    for (int32_t i = 0; i < d->map->identities; i++) {
        const struct map_row *row = &d->map->identity[i];
        uint16_t words[32] = {0};
        size_t length = strlen(row->text);
        if (row->type != MAP_TEXT) {
            map_put_raw(row, row->absent[0] ^ (d->faults & MAP_FAULT_STRANGER ? 1U : 0U), words);
        }
        for (size_t k = 0; row->type == MAP_TEXT && k < length && k / 2 < 32; k++) {
            unsigned c = (unsigned char)row->text[k];
            c = d->faults & MAP_FAULT_STRANGER ? 'x' : c;
            words[k / 2] = (uint16_t)(words[k / 2] | c << (k % 2 == 0 ? 8 : 0));
        }
        for (int32_t k = 0; k < row->registers; k++) {
            find(d, row->space, row->address + k)->value = words[k];
        }
    }
}

static void show_all(struct map_device *d)
{
    for (int32_t i = 0; i < d->map->points; i++) {
        const struct map_row *row = &d->map->point[i];
        int still = (d->faults & MAP_FAULT_FREEZE) ||
                    ((d->faults & MAP_FAULT_CACHE) && row->what != MAP_BEAT);
        if (!still) {
            show(d, row);
        }
    }
    show_identity(d);
}

/* ---- the device behind ----------------------------------------------------------------------- */

int map_device_init(struct map_device *device, const struct map_device_setup *setup,
                    const struct register_map *map)
{
    memset(device, 0, sizeof *device);
    device->setup = *setup;
    device->map = map;
    device->limit_w = (double)INFINITY;
    for (int32_t i = 0; i < MAP_QUANTITIES; i++) {
        device->value[i] = (double)NAN;
    }
    if (add_all(device) != 0) {
        return -1;
    }
    device->value[MAP_BATTERY_W] = device->value[MAP_BEAT] = 0.0;
    device->value[MAP_SOC_RATIO] = setup->soc_ratio;
    device->value[MAP_LOCAL] = device->value[MAP_FAULT] = device->value[MAP_ALARMS] = 0.0;
    device->value[MAP_MODE] = 2.0;
    device->value[MAP_PV_LIMIT_W] = device->value[MAP_PV_RATING_W] = setup->rating_w;
    device->value[MAP_PV_W] = setup->sun_w;
    show_all(device);
    return 0;
}

void map_device_set(struct map_device *device, int32_t quantity, double value)
{
    if (quantity >= 0 && quantity < MAP_QUANTITIES) {
        device->value[quantity] = value;
        show_all(device);
    }
}

/* What the rows of a list say now; keeps what none of them says. */
static double told(struct map_device *d, int32_t list, double kept)
{
    double sum = kept;
    int split = 0;
    for (int32_t i = 0; i < d->map->writes[list]; i++) {
        const struct map_row *row = &d->map->write[list][i];
        uint16_t words[4] = {0};
        get(d, row, row->address, words);
        double value = map_number(row, words, exponent_of(d, row));
        switch (row->what) {
        case MAP_WISH_BATTERY_W:
        case MAP_WISH_LIMIT_W:
            sum = value;
            break;
        case MAP_WISH_BATTERY_RATIO:
        case MAP_WISH_LIMIT_RATIO:
            sum = value * d->setup.rating_w;
            break;
        case MAP_WISH_CHARGE_W:
        case MAP_WISH_DISCHARGE_W:
            sum = (split ? sum : 0.0) + (row->what == MAP_WISH_CHARGE_W ? -value : value);
            split = 1;
            break;
        default:
            break;
        }
    }
    return sum;
}

void map_device_advance(struct map_device *device, double dt_s)
{
    struct map_device *d = device;
    double *v = d->value;
    double step_s = dt_s > 0.0 && dt_s <= 3600.0 ? dt_s : 0.0;
    d->now_us += (int64_t)(step_s * 1e6);
    if (d->setup.reversion_s > 0.0 && d->writes > 0 &&
        (double)(d->now_us - d->written_us) > d->setup.reversion_s * 1e6) {
        d->set_w = d->setup.default_w;
        d->limit_w = (double)INFINITY;
    }
    v[MAP_BATTERY_W] = d->set_w;
    v[MAP_SOC_RATIO] -= d->set_w * step_s / 3600.0 / d->setup.capacity_wh;
    v[MAP_SOC_RATIO] = v[MAP_SOC_RATIO] < 0.0   ? 0.0
                       : v[MAP_SOC_RATIO] > 1.0 ? 1.0
                                                : v[MAP_SOC_RATIO];
    v[MAP_PV_W] = d->setup.sun_w < d->limit_w ? d->setup.sun_w : d->limit_w;
    v[MAP_PV_LIMIT_W] = d->limit_w < d->setup.rating_w ? d->limit_w : d->setup.rating_w;
    if (step_s > 0.0) {
        v[MAP_BEAT] = v[MAP_BEAT] >= 30000.0 ? 0.0 : v[MAP_BEAT] + 1.0;
    }
    show_all(d);
}

/* ---- its tables ------------------------------------------------------------------------------ */

static int struck(const struct map_device *d)
{
    return d->faults & MAP_FAULT_SILENT ? REGISTER_PORT_SILENT
           : d->faults & MAP_FAULT_BUSY ? BUSY
                                        : 0;
}

static int read_tables(void *context, enum register_space space, uint16_t address, int count,
                       uint16_t *values)
{
    struct map_device *d = context;
    if (struck(d) != 0) {
        return struck(d);
    }
    for (int i = 0; i < count; i++) {
        const struct map_cell *cell = find(d, (int32_t)space, address + i);
        if (cell == NULL) {
            return ILLEGAL_ADDRESS;
        }
        values[i] = cell->value;
    }
    return 0;
}

/* What was written shows at the addresses where it reads back. */
static void mirror(struct map_device *d, int32_t list)
{
    for (int32_t i = 0; i < d->map->writes[list]; i++) {
        const struct map_row *row = &d->map->write[list][i];
        for (int32_t k = 0; k < row->registers && row->read_back >= 0; k++) {
            find(d, row->space, row->read_back + k)->value =
                find(d, row->space, row->address + k)->value;
        }
    }
}

static int write_tables(void *context, enum register_space space, uint16_t address, int count,
                        const uint16_t *values)
{
    struct map_device *d = context;
    if (struck(d) != 0) {
        return struck(d);
    }
    for (int i = 0; i < count; i++) {
        const struct map_cell *cell = find(d, (int32_t)space, address + i);
        if (cell == NULL || !cell->writable) {
            return ILLEGAL_ADDRESS; /* nothing but what the map lists can be written */
        }
    }
    if (d->faults & MAP_FAULT_FORGET) {
        return 0;
    }
    for (int i = 0; i < count; i++) {
        find(d, (int32_t)space, address + i)->value = values[i];
    }
    d->writes++;
    d->written_us = d->now_us;
    for (int32_t list = 0; list < MAP_LISTS; list++) {
        mirror(d, list);
    }
    if (!(d->faults & MAP_FAULT_DEAF)) {
        d->set_w = told(d, MAP_SET_POINT, d->set_w);
        d->limit_w = told(d, MAP_LIMIT, d->limit_w);
    }
    return 0;
}

struct register_tables map_device_tables(struct map_device *device)
{
    struct register_tables tables = {device, read_tables, write_tables};
    return tables;
}
