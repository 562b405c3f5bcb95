/* Field tables of grid_elements.h. Ranges are what a model can be asked, not what a code allows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid/element_fields.h"

#include <ostrov/grid_elements.h>

#include "base/fields.h"

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define NONE OSTROV_I_NAN

static const ostrov_choice kinds[] = {
    {"unknown", OSTROV_ELEMENT_UNKNOWN, 0},
    {"overvoltage", OSTROV_ELEMENT_OVERVOLTAGE, 0},
    {"undervoltage", OSTROV_ELEMENT_UNDERVOLTAGE, 0},
    {"overfrequency", OSTROV_ELEMENT_OVERFREQUENCY, 0},
    {"underfrequency", OSTROV_ELEMENT_UNDERFREQUENCY, 0},
};

/* Without "unknown": a rate-of-change element needs a method. */
static const ostrov_choice methods[] = {
    {"two_point", OSTROV_ROCOF_TWO_POINT, 0},
    {"least_squares", OSTROV_ROCOF_LEAST_SQUARES, 0},
};

static const ostrov_field sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_element_sample),
    OSTROV_I_BOOL(ostrov_element_sample, permit, "service permitted", 0, NONE),
    OSTROV_I_BOOL(ostrov_element_sample, tripped, "tripped by an element or a person", 0, NONE),
    OSTROV_I_RESERVED(ostrov_element_sample),
    OSTROV_I_F64(ostrov_element_sample, phase_pu, "1", "phase to neutral, share of nominal", 0,
                 NONE, 0, 10),
    OSTROV_I_F64(ostrov_element_sample, angle_deg, "deg",
                 "phase angles against a reference at nominal frequency", 0, NONE, -360, 360),
    OSTROV_I_F64(ostrov_element_sample, hz, "Hz", "frequency", 0, NONE, 10, 400),
    OSTROV_I_F64(ostrov_element_sample, rocof_hz_per_s, "Hz/s", "rate of change of frequency", 0,
                 NONE, -1000, 1000),
    OSTROV_I_F64(ostrov_element_sample, phase_jump_deg, "deg",
                 "change of the positive-sequence angle within a cycle", 0, NONE, -180, 180),
    OSTROV_I_F64(ostrov_element_sample, phase_jump_single_deg, "deg",
                 "largest change of a single phase's angle within a cycle", 0, NONE, -180, 180),
};

static const ostrov_field config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_elements_config),
    OSTROV_I_BOOL(ostrov_elements_config, edge_outside,
                  "a value on the threshold counts as a violation", 0, 0),
    OSTROV_I_ENUM(ostrov_elements_config, kind, "what a stage looks at; unknown = not used", kinds,
                  0, 0),
    OSTROV_I_BOOL(ostrov_elements_config, integrating,
                  "after drop-off the timer runs back instead of to zero", 0, 0),
    OSTROV_I_F64(ostrov_elements_config, level, "", "threshold: share of nominal, or Hz, by kind",
                 OPTIONAL, NONE, 0, 400),
    OSTROV_I_F64(ostrov_elements_config, delay_s, "s", "from violation to trip", 0, 0, 0, 1e6),
    OSTROV_I_F64(ostrov_elements_config, dropoff_ratio, "1",
                 "drop-off level, share of level; not given = 1", OPTIONAL, NONE, 0.5, 2),
    OSTROV_I_F64(ostrov_elements_config, dropoff_s, "s",
                 "how long the value must be back before the timer goes; 0 = one good sample", 0, 0,
                 0, 1e6),
    OSTROV_I_F64(ostrov_elements_config, blind_pu, "1",
                 "below this largest voltage no frequency is judged", 0, 0.1, 0, 1),
};

static const ostrov_field state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_elements_state),
    OSTROV_I_BOOL(ostrov_elements_state, trip, "a stage ran out; holds until reset", 0, 0),
    OSTROV_I_BOOL(ostrov_elements_state, picked, "a stage is picked up, none is, or not known", 0,
                  NONE),
    OSTROV_I_I32(ostrov_elements_state, first_stage, "1", "stage that ran out first; -1 = none", 0,
                 -1, -1, 7),
    OSTROV_I_ENUM(ostrov_elements_state, first_kind, "kind of the stage that ran out first", kinds,
                  0, 0),
    OSTROV_I_RESERVED(ostrov_elements_state),
    OSTROV_I_F64(ostrov_elements_state, first_s, "s", "time since init or reset when it ran out",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_elements_state, first_value, "", "value then, share of nominal or Hz",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_elements_state, first_level, "", "its threshold", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_elements_state, held_s, "s", "what each stage's timer holds", 0, 0, 0,
                 NONE),
    OSTROV_I_F64(ostrov_elements_state, left_s, "s",
                 "time until the next stage runs out if it stays so", OPTIONAL, NONE, 0, NONE),
};

static const ostrov_field rocof_config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_rocof_config),
    OSTROV_I_ENUM(ostrov_rocof_config, method, "how a rate of change is measured", methods, 0,
                  OSTROV_ROCOF_LEAST_SQUARES),
    OSTROV_I_F64(ostrov_rocof_config, window_s, "s", "measured over", 0, 0.5, 0.02, 10),
    OSTROV_I_F64(ostrov_rocof_config, limit_hz_per_s, "Hz/s", "must be exceeded, either way", 0,
                 2.0, 0.01, 1000),
    OSTROV_I_F64(ostrov_rocof_config, delay_s, "s", "how long it must last", 0, 0.5, 0, 1e6),
    OSTROV_I_F64(ostrov_rocof_config, dropoff_s, "s",
                 "how long it must be over before the timer goes; 0 = one good sample", 0, 0, 0,
                 1e6),
};

static const ostrov_field rocof_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_rocof_state),
    OSTROV_I_BOOL(ostrov_rocof_state, trip, "limit exceeded for the delay; holds until init", 0, 0),
    OSTROV_I_BOOL(ostrov_rocof_state, picked, "above the limit now, not, or window not yet full", 0,
                  NONE),
    OSTROV_I_RESERVED(ostrov_rocof_state),
    OSTROV_I_F64(ostrov_rocof_state, rocof_hz_per_s, "Hz/s", "rate of change of frequency",
                 OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_rocof_state, trip_s, "s", "time since init at the trip", OPTIONAL, NONE, 0,
                 NONE),
};

static const ostrov_field shift_config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_vector_shift_config),
    OSTROV_I_RESERVED(ostrov_vector_shift_config),
    OSTROV_I_F64(ostrov_vector_shift_config, nominal_hz, "Hz", "length of the cycle compared", 0,
                 50, 15, 400),
    OSTROV_I_F64(ostrov_vector_shift_config, limit_deg, "deg",
                 "within a cycle, must be exceeded, either way", 0, 25, 0.5, 180),
    OSTROV_I_F64(ostrov_vector_shift_config, block_pu, "1",
                 "blocked while a phase is below, and two cycles after", 0, 0.8, 0, 1),
};

static const ostrov_field shift_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_vector_shift_state),
    OSTROV_I_BOOL(ostrov_vector_shift_state, trip, "limit exceeded; holds until init", 0, 0),
    OSTROV_I_BOOL(ostrov_vector_shift_state, blocked, "by under-voltage or by what is not measured",
                  0, 0),
    OSTROV_I_RESERVED(ostrov_vector_shift_state),
    OSTROV_I_F64(ostrov_vector_shift_state, shift_deg, "deg", "this cycle against the one before",
                 OPTIONAL, NONE, NONE, NONE),
    OSTROV_I_F64(ostrov_vector_shift_state, trip_s, "s", "time since init at the trip", OPTIONAL,
                 NONE, 0, NONE),
};

static const ostrov_field load_fields[] = {
    OSTROV_I_F64(ostrov_island_load, nominal_hz, "Hz", "frequency before the loss", 0, 50, 10, 400),
    OSTROV_I_F64(ostrov_island_load, quality, "1", "quality factor of the load", 0, 1, 1e-3, 1e3),
    OSTROV_I_F64(ostrov_island_load, power_ratio, "1",
                 "active power of the source over that of the load", 0, 1, 0, 100),
    OSTROV_I_F64(ostrov_island_load, reactive_ratio, "1",
                 "inductive less capacitive power over active power of the load", 0, 0, -1e3, 1e3),
};

static const ostrov_field rest_fields[] = {
    OSTROV_I_F64(ostrov_island_rest, voltage_pu, "1", "voltage, share of nominal", 0, NONE, 0,
                 NONE),
    OSTROV_I_F64(ostrov_island_rest, hz, "Hz", "frequency", 0, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_island_rest, detect_s, "s",
                 "least delay of the stages violated there; inf = none is", OPTIONAL, NONE, 0,
                 NONE),
    OSTROV_I_U32(ostrov_island_rest, kinds, "1", "bits of the kinds violated there", 0, 0, 0, 30),
    OSTROV_I_BOOL(ostrov_island_rest, inside, "inside the non-detection zone", 0, 0),
};

static const ostrov_field ndz_fields[] = {
    OSTROV_I_F64(ostrov_ndz, power_min_ratio, "1", "source over load power, least", OPTIONAL, NONE,
                 0, NONE),
    OSTROV_I_F64(ostrov_ndz, power_max_ratio, "1", "source over load power, greatest", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_ndz, reactive_min_ratio, "1",
                 "inductive less capacitive over active load power, least", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_ndz, reactive_max_ratio, "1",
                 "inductive less capacitive over active load power, greatest", OPTIONAL, NONE, NONE,
                 NONE),
};

/* The order is that of the positions in element_fields.h. */
const ostrov_structure ostrov_i_element_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_element_sample, "what a protection model is shown", sample_fields,
                       OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_elements_config, "settings of up to eight stages", config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_elements_state, "what the stages say", state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_elements, "a set of stages"),
    OSTROV_I_STRUCTURE(ostrov_rocof_config, "settings of a rate-of-change element",
                       rocof_config_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_rocof_state, "what a rate-of-change element says", rocof_state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_rocof, "a rate-of-change element"),
    OSTROV_I_STRUCTURE(ostrov_vector_shift_config, "settings of a vector-shift element",
                       shift_config_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_vector_shift_state, "what a vector-shift element says",
                       shift_state_fields, OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_vector_shift, "a vector-shift element"),
    OSTROV_I_STRUCTURE(ostrov_island_load, "source and load of an island", load_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_island_rest, "where an island comes to rest", rest_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_ndz, "the non-detection zone of passive stages", ndz_fields,
                       OSTROV_KIND_FROZEN),
    {0},
};
