/* CRC-32 against published check values and against its definition, bit by bit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/base.h>

#include <string.h>

/* IEEE 802.3 clause 3.2.9 as it is written: divide by the polynomial one bit at a time. */
static uint32_t by_definition(const unsigned char *bytes, size_t count)
{
    uint32_t rest = 0xFFFFFFFFu;
    for (size_t i = 0; i < count; i++) {
        for (int bit = 0; bit < 8; bit++) {
            const uint32_t in = ((uint32_t)bytes[i] >> bit) & 1u;
            const uint32_t out = rest & 1u;
            rest >>= 1;
            if (in != out) {
                rest ^= 0xEDB88320u;
            }
        }
    }
    return rest ^ 0xFFFFFFFFu;
}

START_TEST(gives_the_published_values)
{
    static const unsigned char zeros[32] = {0};
    unsigned char ones[32];
    memset(ones, 0xFF, sizeof ones);
    ck_assert_uint_eq(ostrov_crc32(0, "123456789", 9),
                      0xCBF43926u); /* the catalogues' check value */
    ck_assert_uint_eq(ostrov_crc32(0, "", 0), 0u);
    ck_assert_uint_eq(ostrov_crc32(0, "a", 1), 0xE8B7BE43u); /* zlib's own examples */
    ck_assert_uint_eq(ostrov_crc32(0, "The quick brown fox jumps over the lazy dog", 43),
                      0x414FA339u);
    ck_assert_uint_eq(ostrov_crc32(0, zeros, 32), 0x190A55ADu);
    ck_assert_uint_eq(ostrov_crc32(0, ones, 32), 0xFF6CAB0Bu);
}
END_TEST

START_TEST(agrees_with_the_definition_for_all_bytes)
{
    unsigned char bytes[1024];
    uint32_t random = 12345;
    for (size_t i = 0; i < sizeof bytes; i++) {
        random = random * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(i < 256 ? i : random >> 24);
        ck_assert_uint_eq(ostrov_crc32(0, bytes, i + 1), by_definition(bytes, i + 1));
    }
}
END_TEST

START_TEST(goes_on_from_a_value)
{
    const char *text = "123456789";
    for (size_t cut = 0; cut <= 9; cut++) {
        const uint32_t first = ostrov_crc32(0, text, cut);
        ck_assert_uint_eq(ostrov_crc32(first, text + cut, 9 - cut), 0xCBF43926u);
    }
    ck_assert_uint_eq(ostrov_crc32(0xCBF43926u, NULL, 0), 0xCBF43926u);
}
END_TEST

START_TEST(sees_any_flipped_bit)
{
    unsigned char bytes[96];
    memset(bytes, 0x5A, sizeof bytes);
    const uint32_t good = ostrov_crc32(0, bytes, sizeof bytes);
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
        ck_assert_uint_ne(ostrov_crc32(0, bytes, sizeof bytes), good);
        bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/bytes");
    TCase *tcase = tcase_create("crc32");
    tcase_add_test(tcase, gives_the_published_values);
    tcase_add_test(tcase, agrees_with_the_definition_for_all_bytes);
    tcase_add_test(tcase, goes_on_from_a_value);
    tcase_add_test(tcase, sees_any_flipped_bit);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
