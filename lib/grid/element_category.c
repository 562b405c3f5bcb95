/* IEEE 1547-2018 by category: default trip settings and ride-through regions.
 *
 * Numbers as two independent implementations agree on them; the standard's text was not at hand.
 * What is from memory says so. Frequencies are written for 60 Hz and moved to another nominal
 * frequency.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/grid_ride.h>

#include "base/fields.h"

#include <string.h>

typedef struct stage_row {
    int32_t kind;
    double level[3]; /* categories I, II, III */
    double delay_s[3];
} stage_row;

/* Tables 11, 12, 13 (voltage) and 18 (frequency). */
static const stage_row stage_rows[OSTROV_ELEMENT_STAGES] = {
    {OSTROV_ELEMENT_OVERVOLTAGE, {1.20, 1.20, 1.20}, {0.16, 0.16, 0.16}},
    {OSTROV_ELEMENT_OVERVOLTAGE, {1.10, 1.10, 1.10}, {2.0, 2.0, 13.0}},
    {OSTROV_ELEMENT_UNDERVOLTAGE, {0.70, 0.70, 0.88}, {2.0, 10.0, 21.0}},
    {OSTROV_ELEMENT_UNDERVOLTAGE, {0.45, 0.45, 0.50}, {0.16, 0.16, 2.0}},
    {OSTROV_ELEMENT_OVERFREQUENCY, {62.0, 62.0, 62.0}, {0.16, 0.16, 0.16}},
    {OSTROV_ELEMENT_OVERFREQUENCY, {61.2, 61.2, 61.2}, {300.0, 300.0, 300.0}},
    {OSTROV_ELEMENT_UNDERFREQUENCY, {58.5, 58.5, 58.5}, {300.0, 300.0, 300.0}},
    {OSTROV_ELEMENT_UNDERFREQUENCY, {56.5, 56.5, 56.5}, {0.16, 0.16, 0.16}},
};

typedef struct region_row {
    int32_t side;
    int32_t status;
    double from;
    double to;
    double s; /* NaN = no time asked */
    double slope_s;
} region_row;

#define MOST 10.0     /* pu: above what any sample can say */
#define FASTEST 400.0 /* Hz: the same */
#define NO_TIME OSTROV_I_NAN

/* Table 14. Above 1.10 the same for II. */
static const region_row regions_1[] = {
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_CTE, 1.20, MOST, NO_TIME, 0.0},
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_PERM, 1.175, 1.20, 0.2, 0.0},
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_PERM, 1.15, 1.175, 0.5, 0.0},
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_PERM, 1.10, 1.15, 1.0, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_MAND, 0.70, 0.88, 0.7, 4.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_PERM, 0.50, 0.70, 0.16, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_CTE, 0.0, 0.50, NO_TIME, 0.0},
};

/* Table 15. */
static const region_row regions_2[] = {
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_CTE, 1.20, MOST, NO_TIME, 0.0},
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_PERM, 1.175, 1.20, 0.2, 0.0},
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_PERM, 1.15, 1.175, 0.5, 0.0},
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_PERM, 1.10, 1.15, 1.0, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_MAND, 0.65, 0.88, 3.0, 8.7},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_PERM, 0.45, 0.65, 0.32, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_PERM, 0.30, 0.45, 0.16, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_CTE, 0.0, 0.30, NO_TIME, 0.0},
};

/* Table 16. */
static const region_row regions_3[] = {
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_CTE, 1.20, MOST, NO_TIME, 0.0},
    {OSTROV_RIDE_HIGH_VOLTAGE, OSTROV_RIDE_MCES, 1.10, 1.20, 12.0, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_MAND, 0.70, 0.88, 20.0, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_MAND, 0.50, 0.70, 10.0, 0.0},
    {OSTROV_RIDE_LOW_VOLTAGE, OSTROV_RIDE_MCES, 0.0, 0.50, 1.0, 0.0},
};

/* Table 19, all categories. */
static const region_row regions_hz[] = {
    {OSTROV_RIDE_HIGH_FREQUENCY, OSTROV_RIDE_MAY_TRIP, 61.8, FASTEST, NO_TIME, 0.0},
    {OSTROV_RIDE_HIGH_FREQUENCY, OSTROV_RIDE_MAND, 61.2, 61.8, 299.0, 0.0},
    {OSTROV_RIDE_LOW_FREQUENCY, OSTROV_RIDE_MAND, 57.0, 58.8, 299.0, 0.0},
    {OSTROV_RIDE_LOW_FREQUENCY, OSTROV_RIDE_MAY_TRIP, 0.0, 57.0, NO_TIME, 0.0},
};

static int32_t category_fits(int32_t category, double nominal_hz)
{
    return category >= OSTROV_CATEGORY_I && category <= OSTROV_CATEGORY_III && nominal_hz >= 45.0 &&
           nominal_hz <= 65.0;
}

ostrov_status ostrov_elements_category(ostrov_elements_config *config, int32_t category,
                                       double nominal_hz)
{
    if (config == NULL || config->struct_size < sizeof *config) {
        return OSTROV_E_ARGUMENT;
    }
    if (!category_fits(category, nominal_hz)) {
        return OSTROV_E_RANGE;
    }
    for (int32_t i = 0; i < OSTROV_ELEMENT_STAGES; i++) {
        const stage_row *row = &stage_rows[i];
        int32_t hz =
            row->kind == OSTROV_ELEMENT_OVERFREQUENCY || row->kind == OSTROV_ELEMENT_UNDERFREQUENCY;
        config->kind[i] = row->kind;
        config->level[i] = row->level[category - 1] + (hz ? nominal_hz - 60.0 : 0.0);
        config->delay_s[i] = row->delay_s[category - 1];
        config->dropoff_ratio[i] = OSTROV_I_NAN;
        config->dropoff_s[i] = 0.0;
        config->integrating[i] = 0;
    }
    return OSTROV_OK;
}

static int32_t put(ostrov_ride_config *config, int32_t at, const region_row *rows, size_t count,
                   double moved)
{
    for (size_t i = 0; i < count; i++, at++) {
        config->region_side[at] = rows[i].side;
        config->region_status[at] = rows[i].status;
        config->region_from[at] = rows[i].from > 0.0 ? rows[i].from + moved : 0.0;
        config->region_to[at] = rows[i].to < FASTEST ? rows[i].to + moved : FASTEST;
        config->region_s[at] = rows[i].s;
        config->region_slope_s[at] = rows[i].slope_s;
    }
    return at;
}

static int32_t put_voltage(ostrov_ride_config *config, int32_t category)
{
    switch (category) {
    case OSTROV_CATEGORY_I:
        return put(config, 0, regions_1, sizeof regions_1 / sizeof regions_1[0], 0.0);
    case OSTROV_CATEGORY_II:
        return put(config, 0, regions_2, sizeof regions_2 / sizeof regions_2[0], 0.0);
    default:
        return put(config, 0, regions_3, sizeof regions_3 / sizeof regions_3[0], 0.0);
    }
}

ostrov_status ostrov_ride_category(ostrov_ride_config *config, int32_t category, double nominal_hz)
{
    static const double rocof[3] = {0.5, 2.0, 3.0};   /* table 21 */
    static const double gap_s[3] = {20.0, 10.0, 5.0}; /* table 17, from memory */
    static const double window_s[3] = {3600.0, 3600.0, 1200.0};
    int32_t at = 0;
    if (config == NULL || config->struct_size < sizeof *config) {
        return OSTROV_E_ARGUMENT;
    }
    if (!category_fits(category, nominal_hz)) {
        return OSTROV_E_RANGE;
    }
    memset(config->region_side, 0, sizeof config->region_side);
    at = put_voltage(config, category);
    (void)put(config, at, regions_hz, sizeof regions_hz / sizeof regions_hz[0], nominal_hz - 60.0);
    config->momentary_cessation = category == OSTROV_CATEGORY_III;
    config->rocof_hz_per_s = rocof[category - 1];
    config->set_gap_s = gap_s[category - 1];
    config->set_window_s = window_s[category - 1];
    config->phase_jump_deg = 20.0; /* 6.5.2.6, from memory */
    config->phase_jump_single_deg = 60.0;
    return OSTROV_OK;
}
