/* A look through a cell model and its tables before anything relies on them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "battery_internal.h"
#include "cell.h"

#include "base/fields.h"

#define CELL (&ostrov_i_cell_structures[0])

ostrov_status ostrov_cell_defaults(ostrov_cell *cell, size_t size)
{
    return ostrov_i_defaults(CELL, cell, size);
}

int32_t ostrov_i_cell_usable(const ostrov_cell *c)
{
    return c != NULL && c->struct_size >= sizeof *c && c->series >= 1 && c->soc_count >= 1 &&
           c->resistance_count >= 1 && c->temperature_count >= 1 &&
           c->temperature_count <= OSTROV_CELL_TEMPERATURES && c->rc_count >= 0 &&
           c->rc_count <= OSTROV_CELL_RC && c->parallel > 0.0 && c->capacity_ah > 0.0 &&
           c->temperature_c != NULL && c->ocv_v != NULL && c->ohmic_ohm != NULL &&
           (c->rc_count == 0 || (c->rc_ohm != NULL && c->rc_s != NULL));
}

/* One table and what its values must keep to. */
typedef struct table {
    const char *name;
    const double *values;
    int32_t count;
    int32_t needed;
    double min, max;
} table;

static ostrov_status refuse(ostrov_fault *why, ostrov_status status, const table *t, int32_t index,
                            double value)
{
    return ostrov_i_fault(why, status, CELL->name, t->name, index, value, t->min, t->max);
}

static ostrov_status check_values(const table *t, ostrov_fault *why)
{
    if (t->values == NULL) {
        return t->needed ? refuse(why, OSTROV_E_ARGUMENT, t, -1, OSTROV_I_NAN) : OSTROV_OK;
    }
    for (int32_t i = 0; i < t->count; i++) {
        if (!ostrov_i_finite(t->values[i])) {
            return refuse(why, OSTROV_E_NOT_FINITE, t, i, t->values[i]);
        }
        if (t->values[i] < t->min || t->values[i] > t->max) {
            return refuse(why, OSTROV_E_RANGE, t, i, t->values[i]);
        }
    }
    return OSTROV_OK;
}

/* Values that must rise along each row: strictly, or not fall. */
static ostrov_status check_rise(const table *t, int32_t length, int32_t strictly, ostrov_fault *why)
{
    for (int32_t i = 0; i < t->count; i++) {
        const double before = i % length != 0 ? t->values[i - 1] : t->min - 1.0;
        if (t->values[i] < before || (strictly && !(t->values[i] > before))) {
            return ostrov_i_fault(why, OSTROV_E_RANGE, CELL->name, t->name, i, t->values[i], before,
                                  t->max);
        }
    }
    return OSTROV_OK;
}

ostrov_status ostrov_cell_check(const ostrov_cell *cell, ostrov_fault *why)
{
    if (cell == NULL) {
        return ostrov_i_fault(why, OSTROV_E_ARGUMENT, CELL->name, NULL, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    ostrov_cell c;
    ostrov_status status = ostrov_i_take_config(CELL, cell, &c, why);
    if (status != OSTROV_OK) {
        return status;
    }
    const int32_t warm = c.temperature_count;
    const int32_t volts = warm * c.soc_count;
    const int32_t ohms = warm * c.resistance_count;
    const table tables[] = {
        {"temperature_c", c.temperature_c, warm, 1, -60.0, 120.0},
        {"ocv_v", c.ocv_v, volts, 1, 0.0, 10.0},
        {"hysteresis_v", c.hysteresis_v, volts, 0, 0.0, 1.0},
        {"hysteresis_step_v", c.hysteresis_step_v, warm, 0, 0.0, 1.0},
        {"ohmic_ohm", c.ohmic_ohm, ohms, 1, 0.0, 1e6},
        {"transfer_ohm", c.transfer_ohm, ohms, 0, 0.0, 1e6},
        {"exchange_a", c.exchange_a, warm, 0, 1e-9, 1e6},
        {"rc_ohm", c.rc_ohm, ohms * c.rc_count, c.rc_count > 0, 0.0, 1e6},
        {"rc_s", c.rc_s, warm * c.rc_count, c.rc_count > 0, 1e-3, 1e7},
        {"entropy_v_per_c", c.entropy_v_per_c, c.soc_count, 0, -0.1, 0.1},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == OSTROV_OK; i++) {
        status = check_values(&tables[i], why);
    }
    if (status == OSTROV_OK) {
        status = check_rise(&tables[0], warm, 1, why);
    }
    return status == OSTROV_OK ? check_rise(&tables[1], c.soc_count, 0, why) : status;
}
