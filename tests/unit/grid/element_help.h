/* Shared by the tests of protection models: a healthy sample, a seeded generator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_ELEMENT_HELP_H
#define OSTROV_TESTS_ELEMENT_HELP_H

#include "unit.h"

#include <ostrov/ostrov.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static inline ostrov_element_sample calm(double hz)
{
    ostrov_element_sample s;
    ck_assert_int_eq(ostrov_element_sample_defaults(&s, sizeof s), OSTROV_OK);
    s.phase_pu[0] = s.phase_pu[1] = s.phase_pu[2] = 1.0;
    s.hz = hz;
    s.permit = 1;
    s.tripped = 0;
    return s;
}

static inline void set_pu(ostrov_element_sample *s, double pu)
{
    s->phase_pu[0] = s->phase_pu[1] = s->phase_pu[2] = pu;
}

/* xorshift64*: the same numbers everywhere. */
static inline double draw(uint64_t *seed, double from, double to)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return from + (to - from) * (double)((*seed * UINT64_C(2685821657736338717)) >> 11) /
                      9007199254740992.0;
}

#endif
