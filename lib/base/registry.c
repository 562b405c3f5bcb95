/* The one list of all structures with a field table.
 *
 * The tables live beside their modules. This file names them by extern declaration and includes no
 * module's header, so that base stays below everything; a program that never asks for a table by
 * name does not link this file, and so none of the modules it does not use.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fields.h"

#include <string.h>

extern const ostrov_structure ostrov_i_base_structures[];
extern const ostrov_structure ostrov_i_battery_structures[];
extern const ostrov_structure ostrov_i_cell_structures[];
extern const ostrov_structure ostrov_i_element_structures[];
extern const ostrov_structure ostrov_i_forecast_plant_structures[];
extern const ostrov_structure ostrov_i_forecast_structures[];
extern const ostrov_structure ostrov_i_grid_code_structures[];
extern const ostrov_structure ostrov_i_grid_explain_structures[];
extern const ostrov_structure ostrov_i_grid_measure_structures[];
extern const ostrov_structure ostrov_i_grid_structures[];
extern const ostrov_structure ostrov_i_grid_support_structures[];
extern const ostrov_structure ostrov_i_learner_structures[];
extern const ostrov_structure ostrov_i_plan_row_structures[];
extern const ostrov_structure ostrov_i_pack_structures[];
extern const ostrov_structure ostrov_i_plan_steer_structures[];
extern const ostrov_structure ostrov_i_plan_structures[];
extern const ostrov_structure ostrov_i_health_structures[];
extern const ostrov_structure ostrov_i_power_structures[];
extern const ostrov_structure ostrov_i_pv_model_structures[];
extern const ostrov_structure ostrov_i_pv_plant_structures[];
extern const ostrov_structure ostrov_i_pv_structures[];
extern const ostrov_structure ostrov_i_ride_structures[];
extern const ostrov_structure ostrov_i_scenarios_structures[];
extern const ostrov_structure ostrov_i_soc_structures[];
extern const ostrov_structure ostrov_i_station_structures[];
extern const ostrov_structure ostrov_i_sun_structures[];
extern const ostrov_structure ostrov_i_telemetry_structures[];
extern const ostrov_structure ostrov_i_wear_structures[];

/* Each table ends with a row whose name is NULL. */
/* clang-format off: one a line */
static const ostrov_structure *const tables[] = {
    ostrov_i_base_structures,
    ostrov_i_battery_structures,
    ostrov_i_cell_structures,
    ostrov_i_element_structures,
    ostrov_i_forecast_plant_structures,
    ostrov_i_forecast_structures,
    ostrov_i_grid_code_structures,
    ostrov_i_grid_explain_structures,
    ostrov_i_grid_measure_structures,
    ostrov_i_grid_structures,
    ostrov_i_grid_support_structures,
    ostrov_i_learner_structures,
    ostrov_i_plan_row_structures,
    ostrov_i_pack_structures,
    ostrov_i_plan_steer_structures,
    ostrov_i_plan_structures,
    ostrov_i_health_structures,
    ostrov_i_power_structures,
    ostrov_i_pv_model_structures,
    ostrov_i_pv_plant_structures,
    ostrov_i_pv_structures,
    ostrov_i_ride_structures,
    ostrov_i_scenarios_structures,
    ostrov_i_soc_structures,
    ostrov_i_station_structures,
    ostrov_i_sun_structures,
    ostrov_i_telemetry_structures,
    ostrov_i_wear_structures,
};
/* clang-format on */

static int32_t same_text(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

const ostrov_structure *ostrov_structure_at(size_t index)
{
    size_t seen = 0;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const ostrov_structure *s = tables[t]; s->name != NULL; s++) {
            if (seen == index) {
                return s;
            }
            seen++;
        }
    }
    return NULL;
}

const ostrov_structure *ostrov_structure_find(const char *name)
{
    if (name == NULL) {
        return NULL;
    }
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const ostrov_structure *s = tables[t]; s->name != NULL; s++) {
            if (same_text(s->name, name)) {
                return s;
            }
        }
    }
    return NULL;
}

const ostrov_field *ostrov_fields(const char *name, size_t *count, size_t *struct_size)
{
    static const ostrov_field none = {0};
    const ostrov_structure *s = ostrov_structure_find(name);
    if (count != NULL) {
        *count = s != NULL ? s->field_count : 0;
    }
    if (struct_size != NULL) {
        *struct_size = s != NULL ? s->struct_size : 0;
    }
    if (s == NULL) {
        return NULL;
    }
    return s->fields != NULL ? s->fields : &none;
}
