/* Values of a register map in registers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "drivers/map/register_map.h"

enum { LONGEST_EXPONENT = 10 };

static int words_of(int32_t type)
{
    return type == MAP_U64 || type == MAP_S64                      ? 4
           : type == MAP_U32 || type == MAP_S32 || type == MAP_F32 ? 2
                                                                   : 1;
}

uint64_t map_most_raw(int32_t type)
{
    int words = words_of(type);
    return type == MAP_BIT ? 1 : words == 4 ? UINT64_MAX : words == 2 ? UINT32_MAX : UINT16_MAX;
}

uint64_t map_raw(const struct map_row *row, const uint16_t *values)
{
    uint64_t raw = 0;
    int count = words_of(row->type);
    if (row->type == MAP_BIT) {
        int whole = row->space == REGISTER_HOLDING || row->space == REGISTER_INPUT;
        return whole ? values[0] >> row->bit & 1U : values[0] != 0;
    }
    for (int i = 0; i < count; i++) {
        raw = raw << 16 | values[row->low_first ? count - 1 - i : i];
    }
    return raw;
}

void map_put_raw(const struct map_row *row, uint64_t raw, uint16_t *values)
{
    int count = words_of(row->type);
    for (int i = 0; i < count; i++) {
        values[row->low_first ? i : count - 1 - i] = (uint16_t)(raw >> 16 * i & 0xFFFFU);
    }
}

static double plain(const struct map_row *row, uint64_t raw)
{
    uint32_t low = (uint32_t)raw;
    float single = 0.0F;
    switch (row->type) {
    case MAP_S16:
        return (double)(int16_t)(uint16_t)raw;
    case MAP_S32:
        return (double)(int32_t)low;
    case MAP_S64:
        return (double)(int64_t)raw;
    case MAP_F32:
        memcpy(&single, &low, sizeof single);
        return (double)single;
    case MAP_TEXT:
        return (double)NAN;
    default:
        return (double)raw;
    }
}

/* Ten to the power in a register; NaN for one that is no scale factor (SunSpec's 0x8000 too). */
static double power_of(const struct map_row *row, uint16_t exponent)
{
    int power = (int16_t)exponent;
    double scale = 1.0;
    if (row->exponent < 0) {
        return 1.0;
    }
    if (power < -LONGEST_EXPONENT || power > LONGEST_EXPONENT) {
        return (double)NAN;
    }
    for (int i = 0; i < (power < 0 ? -power : power); i++) {
        scale *= 10.0;
    }
    return power < 0 ? 1.0 / scale : scale;
}

double map_number(const struct map_row *row, const uint16_t *values, uint16_t exponent)
{
    uint64_t raw = map_raw(row, values);
    for (int i = 0; i < row->absents; i++) {
        if (raw == row->absent[i]) {
            return (double)NAN;
        }
    }
    if (row->codes > 0) {
        for (int i = 0; i < row->codes; i++) {
            if (raw == row->code[i].raw) {
                return (double)row->code[i].value;
            }
        }
        return (double)NAN; /* a code nobody has told us is not known, not the nearest one */
    }
    double number =
        row->factor * (plain(row, raw) * row->scale * power_of(row, exponent) + row->offset);
    return isfinite(number) ? number : (double)NAN;
}

static int fits(const struct map_row *row, double whole)
{
    static const double least[] = {0.0, -32768.0, 0.0, -2147483648.0, 0.0, 0.0, -9e15, 0.0, 0.0};
    static const double most[] = {65535.0, 32767.0, 4294967295.0, 2147483647.0, 0.0,
                                  9e15,    9e15,    0.0,          1.0};
    return whole >= least[row->type] && whole <= most[row->type];
}

static uint64_t raw_of(const struct map_row *row, double plain_value)
{
    uint32_t low = 0;
    float single = (float)plain_value;
    if (row->type == MAP_F32) {
        memcpy(&low, &single, sizeof low);
        return low;
    }
    return plain_value < 0.0 ? (uint64_t)(int64_t)plain_value : (uint64_t)plain_value;
}

static int encode_code(const struct map_row *row, double number, uint16_t *values)
{
    for (int i = 0; i < row->codes; i++) {
        if ((double)row->code[i].value == number) {
            map_put_raw(row, row->code[i].raw, values);
            return 0;
        }
    }
    return -1;
}

int map_encode(const struct map_row *row, double number, uint16_t exponent, uint16_t *values)
{
    if (row->codes > 0) {
        return encode_code(row, number, values);
    }
    if (row->type == MAP_TEXT || !(number >= row->least && number <= row->most)) {
        return -1;
    }
    double value = (number / row->factor - row->offset) / (row->scale * power_of(row, exponent));
    if (!isfinite(value)) {
        return -1;
    }
    if (row->type == MAP_F32 && fabs(value) > (double)FLT_MAX) {
        return -1;
    }
    if (row->type != MAP_F32) {
        value = floor(value + 0.5);
        if (!fits(row, value)) {
            return -1; /* refused, not bent */
        }
    }
    uint64_t raw = raw_of(row, value);
    for (int i = 0; i < row->absents; i++) {
        if (raw == row->absent[i]) {
            return -1; /* the device would take it for "not there" */
        }
    }
    map_put_raw(row, raw, values);
    return 0;
}
