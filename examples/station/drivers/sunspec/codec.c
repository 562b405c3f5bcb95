/* SunSpec register images: points to numbers and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/sunspec/codec.h"

#include <math.h>
#include <string.h>

static const double powers_of_ten[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};

const struct sunspec_model *sunspec_model_find(uint16_t id)
{
    for (int i = 0; i < sunspec_model_count; i++) {
        if (sunspec_models[i].id == id) {
            return &sunspec_models[i];
        }
    }
    return NULL;
}

/* Registers as one word, most significant first. Strings are not words. */
static uint64_t join(const uint16_t *registers, int size)
{
    uint64_t word = 0;
    for (int i = 0; i < size; i++) {
        word = word << 16 | registers[i];
    }
    return word;
}

static void split(uint16_t *registers, int size, uint64_t word)
{
    for (int i = size - 1; i >= 0; i--) {
        registers[i] = (uint16_t)(word & 0xFFFFU);
        word >>= 16;
    }
}

/* The code that says "not implemented" (Device Information Model Specification, table of types). */
static uint64_t absent_code(int type)
{
    switch (type) {
    case SUNSPEC_INT16:
    case SUNSPEC_SUNSSF:
    case SUNSPEC_PAD:
        return 0x8000U;
    case SUNSPEC_UINT16:
    case SUNSPEC_ENUM16:
    case SUNSPEC_BITFIELD16:
        return 0xFFFFU;
    case SUNSPEC_INT32:
        return 0x80000000U;
    case SUNSPEC_UINT32:
    case SUNSPEC_ENUM32:
    case SUNSPEC_BITFIELD32:
        return 0xFFFFFFFFU;
    case SUNSPEC_INT64:
        return UINT64_C(0x8000000000000000);
    case SUNSPEC_UINT64:
    case SUNSPEC_BITFIELD64:
        return UINT64_MAX;
    case SUNSPEC_FLOAT32:
        return 0x7FC00000U;
    case SUNSPEC_FLOAT64:
        return UINT64_C(0x7FF8000000000000);
    default: /* accumulators, counts: zero means nothing was counted */
        return 0;
    }
}

/* Any NaN of a float type is absent, not just the one code. */
static int is_absent(int type, uint64_t word)
{
    if (type == SUNSPEC_FLOAT32) {
        return (word & 0x7FFFFFFFU) > 0x7F800000U;
    }
    if (type == SUNSPEC_FLOAT64) {
        return (word & INT64_MAX) > UINT64_C(0x7FF0000000000000);
    }
    /* A count of zero repetitions is a count. */
    return type != SUNSPEC_COUNT && word == absent_code(type);
}

static const struct sunspec_point *held(const struct sunspec_model *model, int count, int point)
{
    if (model == NULL || point < 0 || point >= model->count) {
        return NULL;
    }
    const struct sunspec_point *row = &model->points[point];
    return row->offset + row->size <= count ? row : NULL;
}

/* The exponent at offset: 1 and exponent, or 0 when it is absent or outside -10 … 10. */
static int exponent_at(const uint16_t *registers, int count, int offset, int *exponent)
{
    *exponent = 0;
    if (offset < 0) {
        return 1;
    }
    if (offset >= count || registers[offset] == 0x8000U) {
        return 0;
    }
    *exponent = (int16_t)registers[offset];
    return *exponent >= -10 && *exponent <= 10;
}

static double as_number(int type, uint64_t word)
{
    switch (type) {
    case SUNSPEC_INT16:
    case SUNSPEC_SUNSSF:
        return (int16_t)(uint16_t)word;
    case SUNSPEC_INT32:
        return (int32_t)(uint32_t)word;
    case SUNSPEC_INT64:
        return (double)(int64_t)word;
    case SUNSPEC_FLOAT32: {
        uint32_t bits = (uint32_t)word;
        float value = 0.0F;
        memcpy(&value, &bits, sizeof value);
        return (double)value;
    }
    case SUNSPEC_FLOAT64: {
        double value = 0.0;
        memcpy(&value, &word, sizeof value);
        return value;
    }
    default:
        return (double)word;
    }
}

int sunspec_bits(const struct sunspec_view *view, int point, uint64_t *value)
{
    const struct sunspec_point *row = held(view->model, view->count, point);
    if (row == NULL || row->type == SUNSPEC_STRING || row->type == SUNSPEC_PAD) {
        return 0;
    }
    uint64_t word = join(view->registers + row->offset, row->size);
    if (is_absent(row->type, word)) {
        return 0;
    }
    *value = word;
    return 1;
}

double sunspec_number(const struct sunspec_view *view, int point)
{
    uint64_t word = 0;
    int exponent = 0;
    if (!sunspec_bits(view, point, &word)) {
        return (double)NAN;
    }
    const struct sunspec_point *row = &view->model->points[point];
    if (!exponent_at(view->registers, view->count, row->scale, &exponent)) {
        return (double)NAN;
    }
    double value = as_number(row->type, word);
    /* Dividing by an exact power rounds once: 2301 with -1 is the double nearest to 230.1. */
    value = exponent < 0 ? value / powers_of_ten[-exponent] : value * powers_of_ten[exponent];
    return isfinite(value) ? value : (double)NAN;
}

double sunspec_step(const struct sunspec_view *view, int point)
{
    int exponent = 0;
    const struct sunspec_point *row = held(view->model, view->count, point);
    if (row == NULL || !exponent_at(view->registers, view->count, row->scale, &exponent)) {
        return (double)NAN;
    }
    return exponent < 0 ? 1.0 / powers_of_ten[-exponent] : powers_of_ten[exponent];
}

size_t sunspec_text(const struct sunspec_view *view, int point, char *text, size_t capacity)
{
    size_t length = 0;
    const struct sunspec_point *row = held(view->model, view->count, point);
    if (capacity == 0) {
        return 0;
    }
    if (row != NULL && row->type == SUNSPEC_STRING) {
        size_t bytes = (size_t)row->size * 2;
        while (length < bytes && length + 1 < capacity) {
            uint16_t word = view->registers[row->offset + length / 2];
            char byte = (char)(length % 2 == 0 ? word >> 8 : word & 0xFFU);
            if (byte == '\0') {
                break;
            }
            text[length++] = byte;
        }
    }
    text[length] = '\0';
    return length;
}

/* Least and greatest integer of a type that is not its "not implemented" code. */
static int integer_range(int type, double *min, double *max)
{
    *min = 0.0;
    switch (type) {
    case SUNSPEC_INT16:
        *min = -32767.0;
        *max = 32767.0;
        return 1;
    case SUNSPEC_SUNSSF:
        *min = -10.0;
        *max = 10.0;
        return 1;
    case SUNSPEC_UINT16:
    case SUNSPEC_ENUM16:
    case SUNSPEC_BITFIELD16:
        *max = 65534.0;
        return 1;
    case SUNSPEC_ACC16:
    case SUNSPEC_COUNT:
        *max = 65535.0;
        return 1;
    case SUNSPEC_INT32:
        *min = -2147483647.0;
        *max = 2147483647.0;
        return 1;
    case SUNSPEC_UINT32:
    case SUNSPEC_ENUM32:
    case SUNSPEC_BITFIELD32:
        *max = 4294967294.0;
        return 1;
    case SUNSPEC_ACC32:
        *max = 4294967295.0;
        return 1;
    case SUNSPEC_UINT64:
    case SUNSPEC_ACC64:
    case SUNSPEC_INT64: /* 2^53: what a double counts exactly */
        *min = type == SUNSPEC_INT64 ? -9007199254740992.0 : 0.0;
        *max = 9007199254740992.0;
        return 1;
    default:
        return 0;
    }
}

static uint64_t float_word(int type, double value)
{
    uint64_t word = 0;
    if (type == SUNSPEC_FLOAT32) {
        float narrow = (float)value;
        uint32_t bits = 0;
        memcpy(&bits, &narrow, sizeof bits);
        return bits;
    }
    memcpy(&word, &value, sizeof word);
    return word;
}

int sunspec_put(const struct sunspec_model *model, uint16_t *registers, int count, int point,
                double value)
{
    int exponent = 0;
    double min = 0.0;
    double max = 0.0;
    const struct sunspec_point *row = held(model, count, point);
    if (row == NULL || !exponent_at(registers, count, row->scale, &exponent)) {
        return -1;
    }
    if (isnan(value)) {
        sunspec_put_absent(model, registers, count, point);
        return 0;
    }
    double scaled =
        exponent < 0 ? value * powers_of_ten[-exponent] : value / powers_of_ten[exponent];
    if (row->type == SUNSPEC_FLOAT32 || row->type == SUNSPEC_FLOAT64) {
        if (!isfinite(scaled) ||
            (row->type == SUNSPEC_FLOAT32 && !(scaled > -3.4e38 && scaled < 3.4e38))) {
            return -1;
        }
        split(registers + row->offset, row->size, float_word(row->type, scaled));
        return 0;
    }
    if (!integer_range(row->type, &min, &max) || !(scaled >= min - 0.5 && scaled <= max + 0.5)) {
        return -1;
    }
    int64_t whole = (int64_t)(scaled < 0.0 ? scaled - 0.5 : scaled + 0.5);
    if ((double)whole < min || (double)whole > max) {
        return -1;
    }
    split(registers + row->offset, row->size, (uint64_t)whole);
    return 0;
}

int sunspec_put_bits(const struct sunspec_model *model, uint16_t *registers, int count, int point,
                     uint64_t value)
{
    const struct sunspec_point *row = held(model, count, point);
    if (row == NULL || row->type == SUNSPEC_STRING ||
        (row->size < 4 && value >> (16 * row->size) != 0)) {
        return -1;
    }
    split(registers + row->offset, row->size, value);
    return 0;
}

void sunspec_put_absent(const struct sunspec_model *model, uint16_t *registers, int count,
                        int point)
{
    const struct sunspec_point *row = held(model, count, point);
    if (row == NULL) {
        return;
    }
    if (row->type == SUNSPEC_STRING) {
        memset(registers + row->offset, 0, (size_t)row->size * 2);
        return;
    }
    split(registers + row->offset, row->size, absent_code(row->type));
}

void sunspec_put_text(const struct sunspec_model *model, uint16_t *registers, int count, int point,
                      const char *text)
{
    const struct sunspec_point *row = held(model, count, point);
    if (row == NULL || row->type != SUNSPEC_STRING) {
        return;
    }
    for (int i = 0; i < row->size; i++) {
        unsigned high = (unsigned char)*text;
        text += high != 0;
        unsigned low = (unsigned char)*text;
        text += low != 0;
        registers[row->offset + i] = (uint16_t)(high << 8 | low);
    }
}

void sunspec_put_double(uint16_t *registers, double value)
{
    uint64_t word = 0;
    memcpy(&word, &value, sizeof word);
    split(registers, 4, word);
}

double sunspec_get_double(const uint16_t *registers)
{
    uint64_t word = join(registers, 4);
    double value = 0.0;
    memcpy(&value, &word, sizeof value);
    return value;
}
