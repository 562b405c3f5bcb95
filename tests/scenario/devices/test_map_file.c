/* Register map files: those that are wrong are refused with place and word; values go there and
 * back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drivers/map/register_map.h"

static struct register_map map;
static char message[512];

static const struct {
    const char *from, *to, *says;
} wrong[] = {
    {"\"scale\": 0.1, \"unit\": \"kvar\"", "\"scael\": 0.1, \"unit\": \"kvar\"",
     "map.json:12: points.battery_var.scael = 0.1: unknown key, did you mean \"scale\"?"},
    {"\"battery_w\": {\"space\": \"input\"", "\"batery_w\": {\"space\": \"input\"",
     "map.json:11: points.batery_w = "},
    {"\"type\": \"f32\"", "\"type\": \"f23\"", "did you mean \"f32\"?"},
    {"\"unit\": \"kvar\"", "\"unit\": \"kW\"", "not a unit of this value, allowed var kvar"},
    {"\"space\": \"input\", \"address\": 103", "\"space\": \"inputs\", \"address\": 103",
     "did you mean \"input\"?"},
    {"\"address\": 103", "\"address\": 70000", "outside its range, allowed 0 … 65535"},
    {"\"address\": 103, \"type\"", "\"type\"", "points.bus_v_l1.address: must be given"},
    {"\"sign\": -1},", "\"sign\": 0.5},", "a whole number is wanted"},
    {"[65535, 255]", "[65535, -1]", "a whole number from 0, or text such as"},
    {"[65535, 255]", "[1, 2, 3, 4, 5]", "more than four codes"},
    {"{\"stop\": [0, 1], \"follow\"", "{\"halt\": [0, 1], \"follow\"",
     "not a word that is known here"},
    {"\"value\": \"beat\"", "\"value\": \"battery_w\"", "\"battery_w\" has no place in this list"},
    {"\"value\": \"battery_w\"", "\"value\": \"batery_w\"", "did you mean \"battery_w\"?"},
    {"\"value\": \"battery_w\"", "\"value\": \"default_w\"", "no row gives power"},
    {"\"space\": \"coil\"", "\"space\": \"discrete\"", "this table cannot be written"},
    {"\"register_map\": 1", "\"register_map\": 2", "outside its range, allowed 1 … 1"},
    {"\"most_registers\": 60", "\"most_registers\": 0", "allowed 1 … 125"},
    {"\"most_registers\": 60", "\"most_registers\": 1",
     "it takes 6 registers, and one request reaches 1 (most_registers)"},
    {"\"equals\": \"0x0100\"", "\"note\": \"x\"", "identity[1].equals: must be given"},
    {"\"address\": 106, ", "\"address\": 106, \"address\": 107, ", "given twice"},
    {"\"identity\"", "\"note\": \"\", \"points_\"", "unknown key"},
    {"[65535, 255]", "[65535, 65536]", "more than its type holds"},
    {"\"value\": \"0xAA\"", "\"value\": \"0x1AAAA\"",
     "set_point[0].value = \"0x1AAAA\": more than its type holds"},
    {"\"equals\": \"0x0100\"", "\"equals\": 65536", "more than its type holds"},
    {"\"form\": 3", "\"form\": 70000", "more than its type holds"},
    {"\"value\": 1, \"space\": \"coil\"", "\"value\": 2, \"space\": \"coil\"",
     "more than its type holds"},
    {"\"single\": true, \"read_back\": false", "\"single\": 1, \"read_back\": false",
     "true or false is wanted"},
    {"\"type\": \"s16\", \"scale\": 0.1, \"unit\": \"kW\", \"sign\": -1, \"least\": -100000, "
     "\"most\": 100000, \"read_back\": 311",
     "\"type\": \"s32\", \"read_back\": 65535",
     "read_back = 65535: it reaches beyond address 65535"},
    {"\"read_back\": 311", "\"read_back\": -1e300", "outside its range, allowed 0 … 65535"},
};

START_TEST(wrong_maps_are_refused_with_place_and_word)
{
    static char text[20000], path[300];
    snprintf(path, sizeof path, "%s/example-pcs.json", MAPS);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t count = fread(text, 1, sizeof text - 200, file);
    (void)fclose(file);
    text[count] = '\0';
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        static char changed[20000];
        const char *at = strstr(text, wrong[i].from);
        ck_assert_msg(at != NULL, "%s", wrong[i].from);
        snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, wrong[i].to,
                 at + strlen(wrong[i].from));
        message[0] = '\0';
        int failed =
            register_map_read(&map, "map.json", changed, strlen(changed), message, sizeof message);
        ck_assert_msg(failed == -1 && strstr(message, wrong[i].says) != NULL,
                      "%zu: \"%s\" for \"%s\"", i, message, wrong[i].says);
    }
    ck_assert_int_eq(register_map_load(&map, "/nowhere.json", message, sizeof message), -1);
    ck_assert_ptr_nonnull(strstr(message, "/nowhere.json: cannot be opened: "));
}
END_TEST

/* Number → registers → number for every type, both word orders, with scales that are no powers of
 * two. */
START_TEST(values_go_there_and_back)
{
    static const double scales[] = {1.0, 0.1, 0.01, 10.0, 1.0 / 3.0};
    uint64_t seed = 7;
    for (int32_t type = MAP_U16; type <= MAP_S64; type++) {
        for (int i = 0; i < 2000; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            struct map_row row = {.type = type,
                                  .registers = 4,
                                  .low_first = (int32_t)(seed >> 40 & 1U),
                                  .exponent = -1,
                                  .scale = scales[seed >> 50 & 3U],
                                  .offset = (double)(seed >> 60) - 8.0,
                                  .factor = seed >> 41 & 1U ? -1000.0 : 1.0,
                                  .least = -1e18,
                                  .most = 1e18};
            uint16_t words[4] = {0};
            int negative = type == MAP_S16 || type == MAP_S32 || type == MAP_S64 || type == MAP_F32;
            double raw =
                (double)(seed >> 44 & 0x7FFFU) * (negative && (seed >> 42 & 1U) ? -1.0 : 1.0);
            double number = row.factor * (raw * row.scale + row.offset);
            ck_assert_int_eq(map_encode(&row, number, 0, words), 0);
            /* A float register holds 24 bits. */
            ck_assert_double_eq_tol(map_number(&row, words, 0), number,
                                    fabs(number) * (type == MAP_F32 ? 1e-6 : 1e-12) + 1e-6);
        }
    }
    struct map_row row = {
        .type = MAP_S16, .exponent = -1, .scale = 1.0, .factor = 1.0, .least = -1e9, .most = 1e9};
    uint16_t words[4] = {0xAAAA};
    ck_assert_int_eq(map_encode(&row, 32768.0, 0, words), -1); /* refused, not wrapped */
    ck_assert_int_eq(map_encode(&row, (double)NAN, 0, words), -1);
    ck_assert_int_eq(map_encode(&row, (double)INFINITY, 0, words), -1);
    ck_assert_uint_eq(words[0], 0xAAAA);
    row.type = MAP_F32, row.least = -1e300, row.most = 1e300;
    ck_assert_int_eq(map_encode(&row, 1e39, 0, words), -1); /* would be an infinity there */
    row.type = MAP_S16, row.least = -1e9, row.most = 1e9;
    row.exponent = 5;
    ck_assert_double_nan(map_number(&row, words, 0x8000)); /* a scale factor that is not there */
    ck_assert_int_eq(map_encode(&row, 5.0, 0x8000, words), -1);
}
END_TEST

/* A row longer than one request is no row: refused wherever it stands. */
START_TEST(a_row_that_no_request_reaches)
{
    static const char *const rows[] = {
        "\"points\": {\"battery_w\": {\"address\": 1, \"type\": \"s32\"}}",
        "\"points\": {\"battery_w\": {\"address\": 1, \"type\": \"s16\"}}, \"identity\": "
        "[{\"address\": 0, \"type\": \"u32\", \"equals\": 1}]",
        "\"points\": {\"battery_w\": {\"address\": 1, \"type\": \"s16\"}}, \"start\": "
        "[{\"value\": 1, \"address\": 0, \"type\": \"u32\"}]"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[400];
        for (int most = 1; most <= 2; most++) {
            snprintf(text, sizeof text,
                     "{\"register_map\": 1, \"name\": \"x\", \"source\": \"t\", "
                     "\"most_registers\": %d, %s}",
                     most, rows[i]);
            int failed =
                register_map_read(&map, "x.json", text, strlen(text), message, sizeof message);
            ck_assert_msg(failed == (most == 1 ? -1 : 0), "%zu, %d: %s", i, most, message);
            ck_assert(most == 2 || strstr(message, "most_registers") != NULL);
        }
    }
}
END_TEST

/* A raw value is written as it stands in the file, beyond what a double holds too. */
START_TEST(a_constant_keeps_all_its_bits)
{
    static const char text[] =
        "{\"register_map\": 1, \"name\": \"x\", \"source\": \"test\", \"identity\": [{\"address\": "
        "0, "
        "\"type\": \"u16\", \"equals\": 1}], \"points\": {\"battery_w\": {\"address\": 1, "
        "\"type\": "
        "\"s16\"}}, \"set_point\": [{\"value\": \"battery_w\", \"address\": 2, \"type\": \"s16\"}, "
        "{\"value\": \"0x20000000000001\", \"address\": 3, \"type\": \"u64\"}]}";
    ck_assert_int_eq(register_map_read(&map, "x.json", text, strlen(text), message, sizeof message),
                     0);
    ck_assert(map.write[MAP_SET_POINT][1].constant == UINT64_C(0x20000000000001));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map file");
    TCase *one = tcase_create("map file");
    tcase_add_test(one, wrong_maps_are_refused_with_place_and_word);
    tcase_add_test(one, values_go_there_and_back);
    tcase_add_test(one, a_row_that_no_request_reaches);
    tcase_add_test(one, a_constant_keeps_all_its_bits);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
