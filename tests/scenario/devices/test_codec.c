/* SunSpec register images to numbers and back: every "not implemented" code, scale factors, ranges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rig.h"

#include "drivers/sunspec/codec.h"

/* One point of each type behind ID and L, each scaled by the factor in register 2 where it can be.
 */
static const struct sunspec_point points[] = {
    {"SF", "", 2, -1, 1, SUNSPEC_SUNSSF, 0, 1},
    {"U16", "", 3, 2, 1, SUNSPEC_UINT16, 1, 1},
    {"I16", "", 4, 2, 1, SUNSPEC_INT16, 1, 1},
    {"E16", "", 5, -1, 1, SUNSPEC_ENUM16, 1, 1},
    {"B16", "", 6, -1, 1, SUNSPEC_BITFIELD16, 1, 1},
    {"A16", "", 7, 2, 1, SUNSPEC_ACC16, 1, 1},
    {"U32", "", 8, 2, 2, SUNSPEC_UINT32, 1, 1},
    {"I32", "", 10, 2, 2, SUNSPEC_INT32, 1, 1},
    {"E32", "", 12, -1, 2, SUNSPEC_ENUM32, 1, 1},
    {"B32", "", 14, -1, 2, SUNSPEC_BITFIELD32, 1, 1},
    {"A32", "", 16, 2, 2, SUNSPEC_ACC32, 1, 1},
    {"F32", "", 18, -1, 2, SUNSPEC_FLOAT32, 1, 1},
    {"U64", "", 20, 2, 4, SUNSPEC_UINT64, 1, 1},
    {"I64", "", 24, 2, 4, SUNSPEC_INT64, 1, 1},
    {"B64", "", 28, -1, 4, SUNSPEC_BITFIELD64, 1, 1},
    {"A64", "", 32, 2, 4, SUNSPEC_ACC64, 1, 1},
    {"F64", "", 36, -1, 4, SUNSPEC_FLOAT64, 1, 1},
    {"STR", "", 40, -1, 4, SUNSPEC_STRING, 1, 1},
    {"PAD", "", 44, -1, 1, SUNSPEC_PAD, 0, 0},
    {"CNT", "", 45, -1, 1, SUNSPEC_COUNT, 0, 1},
};
enum {
    SF,
    U16,
    I16,
    E16,
    B16,
    A16,
    U32,
    I32,
    E32,
    B32,
    A32,
    F32,
    U64,
    I64,
    B64,
    A64,
    F64,
    STR,
    PAD,
    CNT,
    ALL
};
static const struct sunspec_model model = {"every", points, 64999, 46, ALL};

static uint16_t registers[46];
static const struct sunspec_view view = {&model, registers, 46};

static void clear(int exponent)
{
    memset(registers, 0, sizeof registers);
    registers[0] = 64999;
    registers[1] = 44;
    registers[2] = (uint16_t)exponent;
}

/* The codes as the Device Information Model Specification lists them, written out here by hand. */
START_TEST(every_not_implemented_code)
{
    static const struct {
        int point;
        uint16_t code[4];
    } codes[] = {
        {SF, {0x8000}},
        {U16, {0xFFFF}},
        {I16, {0x8000}},
        {E16, {0xFFFF}},
        {B16, {0xFFFF}},
        {A16, {0}},
        {U32, {0xFFFF, 0xFFFF}},
        {I32, {0x8000, 0}},
        {E32, {0xFFFF, 0xFFFF}},
        {B32, {0xFFFF, 0xFFFF}},
        {A32, {0, 0}},
        {F32, {0x7FC0, 0}},
        {U64, {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF}},
        {I64, {0x8000, 0, 0, 0}},
        {B64, {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF}},
        {A64, {0, 0, 0, 0}},
        {F64, {0x7FF8, 0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const struct sunspec_point *row = &points[codes[i].point];
        uint64_t bits = 12345;
        clear(1);
        memcpy(registers + row->offset, codes[i].code, (size_t)row->size * 2);
        ck_assert_msg(isnan(sunspec_number(&view, codes[i].point)), "%s", row->name);
        ck_assert_int_eq(sunspec_bits(&view, codes[i].point, &bits), 0);
        ck_assert_uint_eq(bits, 12345);
        /* And our own writer says the same code. */
        clear(1);
        memset(registers + row->offset, 0x11, (size_t)row->size * 2);
        sunspec_put_absent(&model, registers, 46, codes[i].point);
        ck_assert_msg(memcmp(registers + row->offset, codes[i].code, (size_t)row->size * 2) == 0,
                      "%s", row->name);
    }
}
END_TEST

START_TEST(one_less_than_the_code_is_a_number)
{
    clear(0);
    registers[3] = 0xFFFE;
    registers[4] = 0x8001;
    registers[7] = 1;
    registers[8] = 0xFFFF;
    registers[9] = 0xFFFE;
    registers[10] = 0x8000;
    registers[11] = 1;
    registers[17] = 1;
    ck_assert_double_eq(sunspec_number(&view, U16), 65534.0);
    ck_assert_double_eq(sunspec_number(&view, I16), -32767.0);
    ck_assert_double_eq(sunspec_number(&view, A16), 1.0);
    ck_assert_double_eq(sunspec_number(&view, U32), 4294967294.0);
    ck_assert_double_eq(sunspec_number(&view, I32), -2147483647.0);
    ck_assert_double_eq(sunspec_number(&view, A32), 1.0);
    ck_assert_double_eq(sunspec_number(&view, CNT), 0.0); /* a count of none is a count */
    ck_assert(isnan(sunspec_number(&view, STR)));
    ck_assert(isnan(sunspec_number(&view, PAD)));
}
END_TEST

START_TEST(every_float_nan_and_infinity_is_absent)
{
    clear(0);
    registers[18] = 0xFF80;
    registers[19] = 1; /* a signalling NaN of the other sign */
    ck_assert(isnan(sunspec_number(&view, F32)));
    registers[18] = 0x7F80;
    registers[19] = 0; /* infinity: no measured value */
    ck_assert(isnan(sunspec_number(&view, F32)));
    registers[18] = 0x4366;
    registers[19] = 0x199A;
    ck_assert_double_eq(sunspec_number(&view, F32), (double)230.1F);
}
END_TEST

START_TEST(scale_factors)
{
    for (int exponent = -10; exponent <= 10; exponent++) {
        clear(exponent);
        registers[4] = (uint16_t)-123;
        double expected =
            exponent < 0 ? -123.0 / pow(10.0, -exponent) : -123.0 * pow(10.0, exponent);
        ck_assert_double_eq(sunspec_number(&view, I16), expected);
        ck_assert_double_eq(sunspec_step(&view, I16),
                            exponent < 0 ? 1.0 / pow(10.0, -exponent) : pow(10.0, exponent));
    }
    clear(-1);
    registers[3] = 2301;
    ck_assert_double_eq(sunspec_number(&view, U16), 230.1); /* to the last bit */
    const int unknown[] = {0x8000, 11, -11, 32767};
    for (int i = 0; i < 4; i++) {
        clear(unknown[i]);
        registers[3] = 5;
        ck_assert(isnan(sunspec_number(&view, U16)));
        ck_assert(isnan(sunspec_step(&view, U16)));
        ck_assert_int_eq(sunspec_put(&model, registers, 46, U16, 5.0), -1);
        ck_assert_uint_eq(registers[3], 5);
    }
}
END_TEST

START_TEST(a_short_device_lacks_what_lies_beyond)
{
    clear(0);
    registers[8] = 0;
    registers[9] = 7;
    struct sunspec_view shorter = {&model, registers, 9}; /* half of U32 is there */
    ck_assert(isnan(sunspec_number(&shorter, U32)));
    shorter.count = 10;
    ck_assert_double_eq(sunspec_number(&shorter, U32), 7.0);
    shorter.count = 2; /* the scale factor is missing as well */
    ck_assert(isnan(sunspec_number(&shorter, U16)));
    ck_assert(isnan(sunspec_number(&shorter, -1)));
    ck_assert(isnan(sunspec_number(&shorter, ALL)));
    ck_assert_int_eq(sunspec_put(&model, registers, 9, U32, 1.0), -1);
}
END_TEST

START_TEST(numbers_that_do_not_fit_are_refused)
{
    clear(1);
    const struct {
        int point;
        double value;
    } bad[] = {{U16, 655350.0},         {U16, -6.0},          {I16, 327680.0},
               {I16, -327680.0},        {I32, 21474836480.0}, {U32, 42949672950.0},
               {U16, (double)INFINITY}, {F32, 1e39},          {I16, -(double)INFINITY}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint16_t before[46];
        memcpy(before, registers, sizeof before);
        ck_assert_int_eq(sunspec_put(&model, registers, 46, bad[i].point, bad[i].value), -1);
        ck_assert(memcmp(before, registers, sizeof before) == 0);
    }
    ck_assert_int_eq(sunspec_put_bits(&model, registers, 46, U16, 0x10000), -1);
    ck_assert_int_eq(sunspec_put(&model, registers, 46, I16, -327670.0), 0);
    ck_assert_uint_eq(registers[4], 0x8001);
    ck_assert_int_eq(sunspec_put(&model, registers, 46, I16, (double)NAN), 0);
    ck_assert_uint_eq(registers[4], 0x8000);
}
END_TEST

/* Whatever is written reads back within half a step, for any scale factor. */
START_TEST(round_trips)
{
    static const int kinds[] = {U16, I16, U32, I32};
    uint64_t state = 42;
    int written = 0;
    for (int i = 0; i < 200000; i++) {
        int exponent = (int)(rig_random(&state) % 9) - 4;
        int point = kinds[rig_random(&state) % 4];
        double value = ((double)(rig_random(&state) >> 11) * 0x1p-53 - 0.5) *
                       pow(10.0, (double)(rig_random(&state) % 8));
        clear(exponent);
        if (sunspec_put(&model, registers, 46, point, value) != 0) {
            continue;
        }
        double back = sunspec_number(&view, point);
        if (points[point].type == SUNSPEC_INT16 || points[point].type == SUNSPEC_INT32 ||
            value > 0.0) {
            /* Half a step, plus the rounding of value·10^n in the last digits of a double. */
            ck_assert_double_le(fabs(back - value),
                                0.5 * sunspec_step(&view, point) * (1.0 + 1e-9));
            written++;
        }
    }
    ck_assert_int_gt(written, 50000);
}
END_TEST

START_TEST(text_and_doubles)
{
    char text[16];
    clear(0);
    sunspec_put_text(&model, registers, 46, STR, "abcdefghij"); /* longer than its 8 bytes */
    ck_assert_uint_eq(registers[40], 0x6162);
    ck_assert_uint_eq(sunspec_text(&view, STR, text, sizeof text), 8);
    ck_assert_str_eq(text, "abcdefgh");
    ck_assert_uint_eq(sunspec_text(&view, STR, text, 4), 3);
    sunspec_put_text(&model, registers, 46, STR, "xyz");
    ck_assert_uint_eq(sunspec_text(&view, STR, text, sizeof text), 3);
    ck_assert_uint_eq(registers[43], 0);
    ck_assert_uint_eq(sunspec_text(&view, U16, text, sizeof text), 0);
    const double values[] = {0.0, -0.0, 1.0 / 3.0, -1e300, 5e-324, (double)INFINITY};
    for (int i = 0; i < 6; i++) {
        uint16_t four[4];
        sunspec_put_double(four, values[i]);
        double back = sunspec_get_double(four);
        ck_assert(memcmp(&back, &values[i], sizeof back) == 0);
    }
    uint16_t one[4];
    sunspec_put_double(one, 1.0);
    ck_assert_uint_eq(one[0], 0x3FF0); /* high word first */
}
END_TEST

/* The tables: points in order, without holes, ending where the model ends; scale factors are such.
 */
START_TEST(tables_are_sound)
{
    for (int i = 0; i < sunspec_model_count; i++) {
        const struct sunspec_model *m = &sunspec_models[i];
        int offset = 0;
        for (int p = 0; p < m->count; p++) {
            const struct sunspec_point *row = &m->points[p];
            ck_assert_msg(row->offset == offset, "%d %s", m->id, row->name);
            offset += row->size;
            if (row->scale >= 0) {
                int found = 0;
                for (int q = 0; q < m->count; q++) {
                    found +=
                        m->points[q].offset == row->scale && m->points[q].type == SUNSPEC_SUNSSF;
                }
                ck_assert_msg(found == 1, "%d %s", m->id, row->name);
            }
        }
        ck_assert_int_eq(offset, m->registers);
        ck_assert_ptr_eq(sunspec_model_find(m->id), m);
    }
    ck_assert_ptr_null(sunspec_model_find(64901));
    /* Three figures read off the published models by eye. */
    ck_assert_int_eq(sunspec_model_find(701)->points[SUNSPEC_701_W].offset, 10);
    ck_assert_int_eq(sunspec_model_find(704)->points[SUNSPEC_704_WSetRvrtTms].offset, 31);
    ck_assert_int_eq(sunspec_model_find(802)->points[SUNSPEC_802_W].scale, 63);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sunspec codec");
    TCase *one = tcase_create("all");
    tcase_add_test(one, every_not_implemented_code);
    tcase_add_test(one, one_less_than_the_code_is_a_number);
    tcase_add_test(one, every_float_nan_and_infinity_is_absent);
    tcase_add_test(one, scale_factors);
    tcase_add_test(one, a_short_device_lacks_what_lies_beyond);
    tcase_add_test(one, numbers_that_do_not_fit_are_refused);
    tcase_add_test(one, round_trips);
    tcase_add_test(one, text_and_doubles);
    tcase_add_test(one, tables_are_sound);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
