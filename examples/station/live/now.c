/* What holds now, as text: see now.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "now.h"

#include <stdio.h>

int now_begin(struct now *now, const char *folder)
{
    int n = snprintf(now->path, sizeof now->path, "%s/now.txt", folder);
    if (n < 0 || (size_t)n >= sizeof now->path) {
        return -1;
    }
    n = snprintf(now->fresh, sizeof now->fresh, "%s.new", now->path);
    return n < 0 || (size_t)n >= sizeof now->fresh ? -1 : 0;
}

void now_write(const struct now *now, const struct facts *facts)
{
    char value[FACTS_TEXT];
    FILE *f = fopen(now->fresh, "wbe");
    if (f == NULL) {
        return;
    }
    for (int32_t i = 0; i < facts->count; i++) {
        facts_text(&facts->fact[i], value, sizeof value);
        fprintf(f, "%s %s\n", facts->fact[i].name, value);
    }
    int failed = ferror(f);
    if (fclose(f) == 0 && !failed) {
        (void)!rename(now->fresh, now->path);
    }
}
