/* When a simulated device lies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/lies.h"

#include <ostrov/base.h>
#include <stdio.h>
#include <string.h>

#include "common/random.h"

static const char *const names[LIE_KINDS] = {
    "none",  "deaf",  "forget",    "freeze", "cache",  "absent", "sentinel", "scale",
    "words", "delay", "exception", "late",   "reboot", "silent", "garbage",  "split",
    "drip",  "break", "ignore",    "refuse", "clock",  "offline"};

const char *lie_name(int32_t kind) { return kind >= 0 && kind < LIE_KINDS ? names[kind] : "?"; }

static double log_between(uint64_t *seed, double least, double most)
{
    return least * ostrov_exp(ostrov_log(most / least) * random_unit(seed));
}

static int32_t one_of(uint64_t *seed, uint32_t kinds)
{
    for (;;) {
        int32_t kind = (int32_t)(random_next(seed) % LIE_KINDS);
        if (kind != LIE_NONE && (kinds >> kind & 1U)) {
            return kind;
        }
    }
}

void lies_make(struct lies *lies, uint64_t seed, uint32_t kinds, double quiet_s)
{
    double at_s = 0.0;
    memset(lies, 0, sizeof *lies);
    if ((kinds & ((UINT32_C(1) << LIE_KINDS) - 2U)) == 0) {
        return;
    }
    while (lies->count < LIES_MOST) {
        struct lie *lie = &lies->lie[lies->count];
        at_s += log_between(&seed, 20.0, 200.0);
        lie->begin_us = (int64_t)(at_s * 1e6);
        at_s += log_between(&seed, 1.0, 60.0);
        lie->end_us = (int64_t)(at_s * 1e6);
        lie->kind = one_of(&seed, kinds);
        lie->detail = random_next(&seed);
        if (!(at_s < quiet_s)) {
            break;
        }
        lies->count++;
    }
}

const struct lie *lies_at(const struct lies *lies, int64_t time_us)
{
    for (int32_t i = 0; i < lies->count; i++) {
        if (time_us >= lies->lie[i].begin_us && time_us < lies->lie[i].end_us) {
            return &lies->lie[i];
        }
    }
    return NULL;
}

int lie_text(const struct lie *lie, char *text, size_t capacity)
{
    char begin[32], end[32];
    (void)ostrov_number_write((double)lie->begin_us * 1e-6, 1, begin, sizeof begin);
    (void)ostrov_number_write((double)lie->end_us * 1e-6, 1, end, sizeof end);
    return snprintf(text, capacity, "%s s to %s s %s", begin, end, lie_name(lie->kind));
}
