/* Suite soc, folder isea_sanyo: capacity told from resistance between two check-ups.
 *
 * At a check-up capacity is measured; at the next one only the ten-second resistance is believed,
 * and what it rose by says what capacity was lost. How much, is the same for all cells of a kind: a
 * cubic in the resistance, fitted to the open half of the cells. Judged on every check-up with both
 * resistances.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "soc_ageing.h"

#include <ostrov/ostrov.h>

#include "csv.h"

#include <math.h>
#include <string.h>

/* Capacity in Ah at a resistance in Ω, up to a constant that differs from cell to cell. */
static double by_resistance(double ohm)
{
    const double x = ohm * 20.0;
    return 26.041 * x - 23.247 * x * x + 6.4057 * x * x * x;
}

void soc_isea(tally *t, const char *path, const char *file)
{
    csv table;
    double square = 0.0;
    double naive = 0.0;
    double worst = 0.0;
    int32_t n = 0;
    if (!csv_read(&table, path, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "cannot be read");
        return;
    }
    const int32_t cell = csv_column(&table, "cell");
    double new_ah = NAN;
    for (int32_t i = 0; i < table.rows; i++) {
        const int anew =
            i == 0 || strcmp(csv_text(&table, i, cell), csv_text(&table, i - 1, cell)) != 0;
        const double ah = csv_value(&table, i, "cap_1C_Ah");
        if (anew) {
            new_ah = ah;
            continue;
        }
        const double before = csv_value(&table, i - 1, "cap_1C_Ah");
        const double told = before + by_resistance(csv_value(&table, i, "r10s_ohm")) -
                            by_resistance(csv_value(&table, i - 1, "r10s_ohm"));
        if (isnan(told) || isnan(ah)) {
            continue;
        }
        const double off = (told - ah) / new_ah;
        square += off * off;
        naive += (before - ah) * (before - ah) / new_ah / new_ah;
        worst = fmax(worst, fabs(off));
        n++;
    }
    report(t, REPORT_INFO, n > 0, file, "capacity_by_resistance",
           "n=%d rmse=%.2f max_abs=%.2f (%% of new; %.2f without resistance)", (int)n,
           100.0 * sqrt(square / fmax(n, 1)), 100.0 * worst, 100.0 * sqrt(naive / fmax(n, 1)));
    csv_free(&table);
}
