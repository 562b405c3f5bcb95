/* Prints an FNV-1a hash of 80000 results of each elementary function, and one over all.
 * The same on every target, or something depends on the compiler or the processor.
 *
 *     hash [FILE]      with a file, compares the lines with it: status 1 if any differs
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "samples.h"

#include <inttypes.h>
#include <stdio.h>

static uint64_t add(uint64_t hash, uint64_t bits)
{
    for (int i = 0; i < 64; i += 8) {
        hash ^= (bits >> i) & 0xffU;
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

/* Every pair of these, for what random numbers do not meet. */
static uint64_t add_specials(uint64_t hash, enum function f)
{
    static const uint64_t specials[] = {
        UINT64_C(0x0000000000000000), UINT64_C(0x8000000000000000), UINT64_C(0x3ff0000000000000),
        UINT64_C(0xbff0000000000000), UINT64_C(0x7ff0000000000000), UINT64_C(0xfff0000000000000),
        UINT64_C(0x7ff8000000000000), UINT64_C(0xfff8000000000123), UINT64_C(0x0000000000000001),
        UINT64_C(0x7fefffffffffffff), UINT64_C(0xffefffffffffffff), UINT64_C(0x4008000000000000),
        UINT64_C(0xc008000000000000), UINT64_C(0x3fe0000000000000), UINT64_C(0x4340000000000001)};
    int count = (int)(sizeof specials / sizeof specials[0]);
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
            struct arguments a = {double_of(specials[i]), double_of(specials[j])};
            hash = add(hash, bits_from(evaluate(f, a)));
        }
    }
    return hash;
}

/* One line of output, compared with the next line of the file. */
static int report(FILE *expected, const char *name, uint64_t hash)
{
    char line[64];
    char wanted[64] = "";
    snprintf(line, sizeof line, "%s %016" PRIx64 "\n", name, hash);
    fputs(line, stdout);
    if (expected == NULL)
        return 0;
    int same = fgets(wanted, sizeof wanted, expected) != NULL && strcmp(line, wanted) == 0;
    if (!same)
        printf("FAIL %s: expected %s\n", name, wanted);
    return same ? 0 : 1;
}

int main(int argc, char **argv)
{
    FILE *expected = argc > 1 ? fopen(argv[1], "r") : NULL;
    if (argc > 1 && expected == NULL) {
        fprintf(stderr, "%s: cannot read %s\n", argv[0], argv[1]);
        return 2;
    }
    int failed = 0;
    uint64_t overall = UINT64_C(0xcbf29ce484222325);
    for (int f = 0; f < FUNCTIONS; f++) {
        uint64_t state = UINT64_C(1) + (uint64_t)f;
        uint64_t hash = add_specials(UINT64_C(0xcbf29ce484222325), (enum function)f);
        for (uint32_t i = 0; i < 80000; i++) {
            struct arguments a = arguments_for(&state, (enum function)f, i);
            hash = add(hash, bits_from(evaluate((enum function)f, a)));
        }
        failed += report(expected, function_names[f], hash);
        overall = add(overall, hash);
    }
    failed += report(expected, "overall", overall);
    if (expected != NULL)
        fclose(expected);
    return failed == 0 ? 0 : 1;
}
