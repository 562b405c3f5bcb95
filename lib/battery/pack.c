/* Strings in parallel, cells in series.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/battery_pack.h>

#include "base/fields.h"
#include "cell.h"

#define NONE OSTROV_I_NAN

#define S ostrov_pack_string
static const ostrov_field string_fields[] = {
    OSTROV_I_F64(S, capacity_ah, "Ah", "capacity", 0, NONE, 1e-6, 1e9),
    OSTROV_I_F64(S, soc_ratio, "1", "SoC", 0, NONE, 0, 1),
    OSTROV_I_F64(S, energy_wh, "Wh", "in it", 0, NONE, 0, 1e12),
    OSTROV_I_F64(S, open_v, "V", "without current, now", 0, NONE, 0, 1e5),
    OSTROV_I_F64(S, resistance_ohm, "ohm", "over the time for which limits are asked", 0, NONE,
                 1e-9, 1e6),
    OSTROV_I_F64(S, discharge_a, "A", "its own limit", 0, NONE, 0, 1e6),
    OSTROV_I_F64(S, charge_a, "A", "its own limit", 0, NONE, 0, 1e6),
};

#undef S
#define S ostrov_pack_sum
static const ostrov_field sum_fields[] = {
    OSTROV_I_F64(S, capacity_ah, "Ah", "of all", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, soc_ratio, "1", "charge of all over capacity of all", 0, NONE, 0, 1),
    OSTROV_I_F64(S, soc_min_ratio, "1", "lowest", 0, NONE, 0, 1),
    OSTROV_I_F64(S, soc_max_ratio, "1", "highest", 0, NONE, 0, 1),
    OSTROV_I_F64(S, energy_wh, "Wh", "in all", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, open_v, "V", "at the terminals without current", 0, NONE, NONE, NONE),
    OSTROV_I_F64(S, resistance_ohm, "ohm", "of all in parallel", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, discharge_a, "A", "such that no string passes its own limit", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, charge_a, "A", "such that no string passes its own limit", 0, NONE, 0, NONE),
    OSTROV_I_F64(S, circulating_a, "A", "greatest of a string without any at the terminals", 0,
                 NONE, 0, NONE),
    OSTROV_I_I32(S, discharge_string, "1", "which string bounds discharging", 0, 0, 0, NONE),
    OSTROV_I_I32(S, charge_string, "1", "which string bounds charging", 0, 0, 0, NONE),
};

extern const ostrov_structure ostrov_i_pack_structures[];
const ostrov_structure ostrov_i_pack_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_pack_string, "one of several strings in parallel", string_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_pack_sum, "strings in parallel, together", sum_fields,
                       OSTROV_KIND_FROZEN),
    {0},
};

static ostrov_status check(const ostrov_pack_string *strings, int32_t count, ostrov_fault *why)
{
    const ostrov_structure *table = &ostrov_i_pack_structures[0];
    if (strings == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, NULL, -1, NONE, NONE, NONE);
    }
    if (count < 1 || count > 256) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "count", -1, (double)count, 1.0, 256.0);
    }
    for (int32_t i = 0; i < count; i++) {
        const double *values = &strings[i].capacity_ah; /* all members are numbers */
        for (uint32_t k = 0; k < table->field_count; k++) {
            const ostrov_field *f = &table->fields[k];
            const double x = values[k];
            if (!ostrov_i_finite(x) || x < f->min || x > f->max) {
                return ostrov_i_fault(why,
                                      ostrov_i_finite(x) ? OSTROV_E_RANGE : OSTROV_E_NOT_FINITE,
                                      table->name, f->name, i, x, f->min, f->max);
            }
        }
    }
    return OSTROV_OK;
}

/* Sum of 1/R, and of U/R. */
static double conductance(const ostrov_pack_string *s, int32_t count, double *drive_a)
{
    double siemens = 0.0;
    *drive_a = 0.0;
    for (int32_t i = 0; i < count; i++) {
        siemens += 1.0 / s[i].resistance_ohm;
        *drive_a += s[i].open_v / s[i].resistance_ohm;
    }
    return siemens;
}

/* Whether strings drive more through each other than one may bear; rounding of the mean voltage
 * drives nothing. */
static int32_t overloaded(const ostrov_pack_string *s, int32_t count, double open_v)
{
    for (int32_t i = 0; i < count; i++) {
        const double a = (s[i].open_v - open_v) / s[i].resistance_ohm;
        const double rounding_a = 1e-9 + 1e-13 * open_v / s[i].resistance_ohm;
        if (a > s[i].discharge_a + rounding_a || -a > s[i].charge_a + rounding_a) {
            return 1;
        }
    }
    return 0;
}

/* Where a terminal voltage lies between those at which the first string meets its limits. */
static void limits(const ostrov_pack_string *s, int32_t count, double drive_a, double siemens,
                   ostrov_pack_sum *p)
{
    double lowest_v = -__builtin_inf();
    double highest_v = __builtin_inf();
    for (int32_t i = 0; i < count; i++) {
        const double low = s[i].open_v - s[i].resistance_ohm * s[i].discharge_a;
        const double high = s[i].open_v + s[i].resistance_ohm * s[i].charge_a;
        if (low > lowest_v) {
            lowest_v = low;
            p->discharge_string = i;
        }
        if (high < highest_v) {
            highest_v = high;
            p->charge_string = i;
        }
        const double own_a = ostrov_i_abs(s[i].open_v - p->open_v) / s[i].resistance_ohm;
        p->circulating_a = ostrov_i_max(p->circulating_a, own_a);
    }
    p->discharge_a = ostrov_i_max(drive_a - lowest_v * siemens, 0.0);
    p->charge_a = ostrov_i_max(highest_v * siemens - drive_a, 0.0);
}

ostrov_status ostrov_pack_join(const ostrov_pack_string *strings, int32_t count,
                               ostrov_pack_sum *sum, ostrov_fault *why)
{
    ostrov_pack_sum p = {.soc_min_ratio = 1.0};
    double drive_a = 0.0;
    double charge_ah = 0.0;
    if (sum == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, NULL, -1, NONE, NONE, NONE);
    }
    const ostrov_status status = check(strings, count, why);
    if (status != OSTROV_OK) {
        return status;
    }
    for (int32_t i = 0; i < count; i++) {
        p.capacity_ah += strings[i].capacity_ah;
        p.energy_wh += strings[i].energy_wh;
        charge_ah += strings[i].capacity_ah * strings[i].soc_ratio;
        p.soc_min_ratio = ostrov_i_min(p.soc_min_ratio, strings[i].soc_ratio);
        p.soc_max_ratio = ostrov_i_max(p.soc_max_ratio, strings[i].soc_ratio);
    }
    const double siemens = conductance(strings, count, &drive_a);
    p.soc_ratio = charge_ah / p.capacity_ah;
    p.open_v = drive_a / siemens;
    p.resistance_ohm = 1.0 / siemens;
    limits(strings, count, drive_a, siemens, &p);
    const int32_t broken = overloaded(strings, count, p.open_v);
    if (broken) {
        p.discharge_a = p.charge_a = 0.0;
    }
    *sum = p;
    return broken ? OSTROV_DEGRADED : OSTROV_OK;
}

ostrov_status ostrov_pack_share(const ostrov_pack_string *strings, int32_t count, double current_a,
                                double *string_a, ostrov_fault *why)
{
    static const double most_a = 1e9; /* more than all strings at their limits */
    double drive_a = 0.0;
    if (string_a == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, NULL, -1, NONE, NONE, NONE);
    }
    if (!ostrov_i_finite(current_a)) {
        return ostrov_i_fault(why, OSTROV_E_NOT_FINITE, NULL, "current_a", -1, current_a, NONE,
                              NONE);
    }
    if (ostrov_i_abs(current_a) > most_a) {
        return ostrov_i_fault(why, OSTROV_E_RANGE, NULL, "current_a", -1, current_a, -most_a,
                              most_a);
    }
    const ostrov_status status = check(strings, count, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const double siemens = conductance(strings, count, &drive_a);
    const double terminal_v = (drive_a - current_a) / siemens;
    for (int32_t i = 0; i < count; i++) {
        string_a[i] = (strings[i].open_v - terminal_v) / strings[i].resistance_ohm;
    }
    return OSTROV_OK;
}

/* No cell has less or more, whatever became of it; a sentinel of 65 535 mV is beyond, and so is a
 * voltage in mV. */
static const double cell_least_v = 0.0;
static const double cell_most_v = 6.0;

/* The SoC at which a cell's open-circuit voltage is this; the curve never falls. */
static double soc_at(const ostrov_cell *cell, double open_v, double temperature_c)
{
    double low = 0.0;
    double high = 1.0;
    ostrov_cell_point p;
    for (int32_t i = 0; i < 40; i++) {
        const double mid = 0.5 * (low + high);
        ostrov_i_cell_point(cell, mid, temperature_c, &p);
        if (p.ocv_v / (double)cell->series < open_v) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return 0.5 * (low + high);
}

ostrov_status ostrov_pack_cells(const ostrov_cell *cell, double soc_ratio, double temperature_c,
                                const double *cell_v, int32_t count, double *cell_soc_ratio,
                                int32_t *weakest)
{
    ostrov_cell_point p;
    double sum_v = 0.0;
    int32_t known = 0;
    int32_t lowest = -1;
    if (!ostrov_i_cell_usable(cell) || cell_v == NULL) {
        return OSTROV_E_ARGUMENT;
    }
    if (!ostrov_i_finite(soc_ratio) || !ostrov_i_finite(temperature_c)) {
        return OSTROV_E_NOT_FINITE;
    }
    if (count < 1 || count > 1024 || soc_ratio < 0.0 || soc_ratio > 1.0) {
        return OSTROV_E_RANGE;
    }
    for (int32_t i = 0; i < count; i++) {
        if (ostrov_i_nan(cell_v[i])) {
            continue;
        }
        if (!ostrov_i_finite(cell_v[i])) {
            return OSTROV_E_NOT_FINITE;
        }
        if (!(cell_v[i] >= cell_least_v && cell_v[i] <= cell_most_v)) {
            return OSTROV_E_RANGE;
        }
        sum_v += cell_v[i];
        known++;
        lowest = lowest < 0 || cell_v[i] < cell_v[lowest] ? i : lowest;
    }
    if (known == 0) {
        return OSTROV_EMPTY;
    }
    ostrov_i_cell_point(cell, soc_ratio, temperature_c, &p);
    const double shift_v = p.ocv_v / (double)cell->series - sum_v / (double)known;
    for (int32_t i = 0; i < count && cell_soc_ratio != NULL; i++) {
        cell_soc_ratio[i] = ostrov_i_nan(cell_v[i])
                                ? OSTROV_I_NAN
                                : soc_at(cell, cell_v[i] + shift_v, temperature_c);
    }
    if (weakest != NULL) {
        *weakest = lowest;
    }
    return OSTROV_OK;
}
