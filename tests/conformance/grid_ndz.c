/* Non-detection zone: ndz.csv, closed form.
 *
 * The stages are those the column's name tells, passive_elements_<uv>_<ov>_<uf>_<of>, voltages in
 * hundredths and frequencies in hertz or tenths: 085_110_475_515 is 0.85, 1.10, 47.5, 51.5. Values
 * are told with six decimals. The zone and its boundary must say the same as the single island.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "passive_elements_";

static const char *find_column(const csv *table)
{
    for (int32_t i = 0; i < table->columns; i++) {
        if (strncmp(table->cells[i], prefix, sizeof prefix - 1) == 0) {
            return table->cells[i];
        }
    }
    return NULL;
}

static int32_t stages_from(const char *column, ostrov_elements_config *config)
{
    static const int32_t kinds[4] = {OSTROV_ELEMENT_UNDERVOLTAGE, OSTROV_ELEMENT_OVERVOLTAGE,
                                     OSTROV_ELEMENT_UNDERFREQUENCY, OSTROV_ELEMENT_OVERFREQUENCY};
    const char *text = column + sizeof prefix - 1;
    if (ostrov_elements_defaults(config, sizeof *config) != OSTROV_OK) {
        return 0;
    }
    for (int32_t i = 0; i < 4; i++) {
        char *end = NULL;
        const double number = strtod(text, &end);
        if (end != text + 3 || (*end != '_' && *end != '\0')) {
            return 0;
        }
        config->kind[i] = kinds[i];
        config->level[i] = number / (i < 2 ? 100.0 : 10.0);
        config->delay_s[i] = 0.1;
        text = end + (*end == '_');
    }
    return *text == '\0';
}

static uint32_t kinds_from(const char *text)
{
    static const char *const words[] = {"OV", "UV", "OF", "UF"};
    uint32_t kinds = 0;
    for (int32_t i = 0; i < 4; i++) {
        if (strstr(text, words[i]) != NULL) {
            kinds |= 1u << (OSTROV_ELEMENT_OVERVOLTAGE + i);
        }
    }
    return kinds;
}

static int32_t inside_zone(const ostrov_ndz *zone, const ostrov_island_load *load)
{
    return load->power_ratio >= zone->power_min_ratio &&
           load->power_ratio <= zone->power_max_ratio &&
           load->reactive_ratio >= zone->reactive_min_ratio &&
           load->reactive_ratio <= zone->reactive_max_ratio;
}

void grid_ndz(tally *t, const char *folder, const char *file)
{
    csv table;
    ostrov_elements_config stages;
    const char *column = NULL;
    int32_t wrong = 0;
    int32_t wrong_zone = 0;
    double max_v = 0.0;
    double max_hz = 0.0;
    if (!csv_read(&table, folder, file)) {
        report(t, REPORT_JUDGE, 0, file, "read", "the file cannot be read");
        return;
    }
    column = find_column(&table);
    if (column == NULL || !stages_from(column, &stages)) {
        report(t, REPORT_JUDGE, 0, file, "read", "no column %s<uv>_<ov>_<uf>_<of>", prefix);
        csv_free(&table);
        return;
    }
    for (int32_t row = 0; row < table.rows; row++) {
        const double told_v = csv_value(&table, row, "v_island_pu");
        const double told_hz = csv_value(&table, row, "f_island_hz");
        const int32_t told = csv_value(&table, row, "in_non_detection_zone") != 0.0;
        ostrov_island_rest rest = {0};
        ostrov_ndz zone = {0};
        /* f0 is the middle of the two frequency stages in whole hertz. */
        ostrov_island_load load = {
            round((stages.level[2] + stages.level[3]) / 2.0), csv_value(&table, row, "qf"),
            csv_value(&table, row, "p_over_pl"), csv_value(&table, row, "dq_over_pl")};
        if (ostrov_ndz_island(&stages, &load, INFINITY, &rest, NULL) != OSTROV_OK ||
            ostrov_ndz_zone(&stages, load.nominal_hz, load.quality, INFINITY, &zone, NULL) !=
                OSTROV_OK) {
            wrong++;
            continue;
        }
        max_v = fmax(max_v, fabs(rest.voltage_pu - told_v));
        max_hz = fmax(max_hz, fabs(rest.hz - told_hz));
        wrong += rest.kinds != kinds_from(csv_word(&table, row, column)) || rest.inside != told;
        wrong_zone += inside_zone(&zone, &load) != told;
    }
    report(t, REPORT_JUDGE, max_v <= 1e-6 && max_hz <= 1e-6, file, "rest",
           "n=%d max_abs_v_pu=%.1e max_abs_hz=%.1e limit=1e-6", (int)table.rows, max_v, max_hz);
    report(t, REPORT_JUDGE, wrong == 0, file, "seen", "n=%d wrong=%d limit=0", (int)table.rows,
           (int)wrong);
    report(t, REPORT_JUDGE, wrong_zone == 0, file, "zone", "n=%d wrong=%d limit=0", (int)table.rows,
           (int)wrong_zone);
    csv_free(&table);
}
