/* Field tables of grid_measure.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/fields.h"
#include "grid/measure_internal.h"

#define OPTIONAL OSTROV_FIELD_OPTIONAL
#define NONE OSTROV_I_NAN

static const ostrov_choice qualities[] = {
    {"unknown", OSTROV_QUALITY_UNKNOWN, 0},
    {"good", OSTROV_QUALITY_GOOD, 0},
    {"degraded", OSTROV_QUALITY_DEGRADED, 0},
    {"disturbed", OSTROV_QUALITY_DISTURBED, 0},
};

static const ostrov_choice rotations[] = {
    {"unknown", OSTROV_ROTATION_UNKNOWN, 0},
    {"positive", OSTROV_ROTATION_POSITIVE, 0},
    {"negative", OSTROV_ROTATION_NEGATIVE, 0},
};

static const ostrov_field phasor_config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_phasor_config),
    OSTROV_I_RESERVED(ostrov_phasor_config),
    OSTROV_I_F64(ostrov_phasor_config, sampling_hz, "Hz",
                 "frames a second; at least 16 a nominal cycle", 0, NONE, 16 * 45, 200e3),
    OSTROV_I_F64(ostrov_phasor_config, nominal_hz, "Hz", "nominal frequency", 0, 50, 45, 65),
    OSTROV_I_F64(ostrov_phasor_config, nominal_v, "V", "phase to neutral", 0, 230, 1, 1e5),
    OSTROV_I_F64(ostrov_phasor_config, dead_pu, "1",
                 "a phase below this share of nominal_v has no angle", 0, 0.05, 0, 0.5),
    OSTROV_I_F64(ostrov_phasor_config, sample_max_pu, "1",
                 "share of the nominal peak beyond which a sample is not measured", 0, 4, 1, 100),
    OSTROV_I_F64(ostrov_phasor_config, volt_per_count, "V", "one count of the converter", 0, 1e-3,
                 1e-9, 1e3),
    OSTROV_I_F64(ostrov_phasor_config, gap_max_ratio, "1",
                 "weight of the window that may be missing before it is not known", 0, 0.15, 0,
                 0.25),
    OSTROV_I_F64(ostrov_phasor_config, disturbed_ratio, "1",
                 "departure from a single sine that counts as disturbed", 0, 0.004, 1e-6, 10),
};

static const ostrov_field phasor_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_phasor_state),
    OSTROV_I_ENUM(ostrov_phasor_state, frequency_quality, "quality of frequency and ROCOF",
                  qualities, OPTIONAL, 0),
    OSTROV_I_ENUM(ostrov_phasor_state, quality, "quality of each phase", qualities, OPTIONAL, 0),
    OSTROV_I_ENUM(ostrov_phasor_state, rotation, "order of the phases", rotations, OPTIONAL, 0),
    OSTROV_I_F64(ostrov_phasor_state, magnitude_v, "V", "r.m.s. of the fundamental, to neutral",
                 OPTIONAL, NONE, 0, 1e6),
    OSTROV_I_F64(ostrov_phasor_state, angle_deg, "deg",
                 "against a cosine of nominal_hz with its crest at time 0", OPTIONAL, NONE, -180,
                 180),
    OSTROV_I_F64(ostrov_phasor_state, frequency_hz, "Hz", "frequency", OPTIONAL, NONE, 10, 400),
    OSTROV_I_F64(ostrov_phasor_state, rocof_hz_per_s, "Hz/s", "rate of change of frequency",
                 OPTIONAL, NONE, -1e4, 1e4),
    OSTROV_I_F64(ostrov_phasor_state, nominal_hz, "Hz", "frame of the angles", OPTIONAL, NONE, 45,
                 65),
    OSTROV_I_F64(ostrov_phasor_state, time_s, "s",
                 "instant of magnitudes and angles, since the first frame", OPTIONAL, NONE, -1e12,
                 1e12),
    OSTROV_I_F64(ostrov_phasor_state, age_s, "s", "from that instant to the newest frame", OPTIONAL,
                 NONE, 0, 1e9),
    OSTROV_I_F64(ostrov_phasor_state, frequency_age_s, "s",
                 "from the instant of frequency and ROCOF to the newest frame", OPTIONAL, NONE, 0,
                 1e9),
    OSTROV_I_F64(ostrov_phasor_state, disturbance_ratio, "1",
                 "greatest departure of a phase from a single sine", OPTIONAL, NONE, 0, NONE),
};

static const ostrov_field sequence_fields[] = {
    OSTROV_I_F64(ostrov_sequence, positive_v, "V", "positive sequence", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_sequence, negative_v, "V", "negative sequence", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_sequence, zero_v, "V", "zero sequence", OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_sequence, unbalance_ratio, "1", "negative over positive sequence", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_sequence, line_v, "V", "line voltages ab, bc, ca over root 3", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_sequence, lowest_v, "V", "least of the six applicable voltages", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_sequence, highest_v, "V", "greatest of the six applicable voltages",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_ENUM(ostrov_sequence, rotation, "order of the phases", rotations, OPTIONAL, 0),
    OSTROV_I_I32(ostrov_sequence, lost_phases, "", "bits of the phases that are lost", 0, 0, 0, 7),
    OSTROV_I_I32(ostrov_sequence, lost_lines, "", "bits of the line voltages that are lost", 0, 0,
                 0, 7),
    OSTROV_I_BOOL(ostrov_sequence, live, "a phase is live", 0, NONE),
};

static const ostrov_field mean_config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_voltage_mean_config),
    OSTROV_I_I32(ostrov_voltage_mean_config, phases, "1", "phases that are measured, from a on", 0,
                 3, 1, 3),
    OSTROV_I_F64(ostrov_voltage_mean_config, over_v, "V", "a mean above this is over", 0, NONE, 0,
                 1e6),
    OSTROV_I_F64(ostrov_voltage_mean_config, window_s, "s", "length of the window", 0, 600, 1,
                 7200),
    OSTROV_I_F64(ostrov_voltage_mean_config, update_s, "s",
                 "time between updates; window_s holds at most 200", 0, 3, 0.5, 60),
    OSTROV_I_F64(ostrov_voltage_mean_config, known_min_ratio, "1",
                 "share of the window that must have been measured", 0, 0.9, 0.01, 1),
};

static const ostrov_field mean_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_voltage_mean_state),
    OSTROV_I_BOOL(ostrov_voltage_mean_state, over, "a phase is over, none is, or not known", 0,
                  NONE),
    OSTROV_I_I32(ostrov_voltage_mean_state, updates, "1", "counts updates", 0, 0, 0, NONE),
    OSTROV_I_I32(ostrov_voltage_mean_state, reserved_, "", "keeps the alignment; zero",
                 OSTROV_FIELD_RESERVED, 0, NONE, NONE),
    OSTROV_I_F64(ostrov_voltage_mean_state, mean_v, "V", "r.m.s. over what was measured", OPTIONAL,
                 NONE, 0, NONE),
    OSTROV_I_F64(ostrov_voltage_mean_state, known_ratio, "1",
                 "share of the window that was measured", OPTIONAL, NONE, 0, 1),
    OSTROV_I_F64(ostrov_voltage_mean_state, since_s, "s", "time since the last update", OPTIONAL,
                 NONE, 0, NONE),
};

static const ostrov_field sync_config_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_sync_check_config),
    OSTROV_I_RESERVED(ostrov_sync_check_config),
    OSTROV_I_F64(ostrov_sync_check_config, nominal_v, "V", "phase to neutral", 0, 230, 1, 1e5),
    OSTROV_I_F64(ostrov_sync_check_config, live_pu, "1", "a side is live from this on", 0, 0.8, 0.1,
                 1),
    OSTROV_I_F64(ostrov_sync_check_config, slip_max_hz, "Hz", "frequency difference", 0, 0.2, 1e-3,
                 2),
    OSTROV_I_F64(ostrov_sync_check_config, voltage_max_pu, "1", "voltage difference", 0, 0.05, 1e-3,
                 0.5),
    OSTROV_I_F64(ostrov_sync_check_config, angle_max_deg, "deg", "angle difference", 0, 15, 0.1,
                 60),
    OSTROV_I_F64(ostrov_sync_check_config, dwell_s, "s", "time the window must hold", 0, 0.2, 0,
                 3600),
    OSTROV_I_F64(ostrov_sync_check_config, close_s, "s", "from command to contact", 0, 0.06, 0, 2),
    OSTROV_I_F64(ostrov_sync_check_config, age_max_s, "s", "an older sample is not known", 0, 0.2,
                 0, 10),
};

static const ostrov_field sync_sample_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_sync_check_sample),
    OSTROV_I_ENUM(ostrov_sync_check_sample, grid_rotation, "order of the phases, grid side",
                  rotations, 0, 0),
    OSTROV_I_ENUM(ostrov_sync_check_sample, bus_rotation, "order of the phases, site bus side",
                  rotations, 0, 0),
    OSTROV_I_I32(ostrov_sync_check_sample, reserved_, "", "keeps the alignment; zero",
                 OSTROV_FIELD_RESERVED, 0, NONE, NONE),
    OSTROV_I_F64(ostrov_sync_check_sample, grid_v, "V", "phase to neutral, grid side", 0, NONE, 0,
                 1e5),
    OSTROV_I_F64(ostrov_sync_check_sample, bus_v, "V", "phase to neutral, site bus side", 0, NONE,
                 0, 1e5),
    OSTROV_I_F64(ostrov_sync_check_sample, grid_hz, "Hz", "frequency, grid side", 0, NONE, 10, 400),
    OSTROV_I_F64(ostrov_sync_check_sample, bus_hz, "Hz", "frequency, site bus side", 0, NONE, 10,
                 400),
    OSTROV_I_F64(ostrov_sync_check_sample, angle_deg, "deg", "site bus minus grid", 0, NONE, -180,
                 180),
    OSTROV_I_F64(ostrov_sync_check_sample, age_s, "s", "time since it was measured", 0, NONE, 0,
                 1e9),
};

static const ostrov_field sync_state_fields[] = {
    OSTROV_I_STRUCT_SIZE(ostrov_sync_check_state),
    OSTROV_I_BOOL(ostrov_sync_check_state, permit, "every window has held for the dwell", 0, 0),
    OSTROV_I_BOOL(ostrov_sync_check_state, close, "command now: the contacts will meet at angle 0",
                  0, 0),
    OSTROV_I_I32(ostrov_sync_check_state, blocked, "", "bits of enum ostrov_sync_block", 0, 0, 0,
                 NONE),
    OSTROV_I_F64(ostrov_sync_check_state, slip_hz, "Hz", "bus minus grid", OPTIONAL, NONE, NONE,
                 NONE),
    OSTROV_I_F64(ostrov_sync_check_state, voltage_v, "V", "greatest difference of a phase",
                 OPTIONAL, NONE, 0, NONE),
    OSTROV_I_F64(ostrov_sync_check_state, angle_deg, "deg", "angle now", OPTIONAL, NONE, -180, 180),
    OSTROV_I_F64(ostrov_sync_check_state, contact_angle_deg, "deg",
                 "where the contacts would meet when commanded now", OPTIONAL, NONE, -180, 180),
    OSTROV_I_F64(ostrov_sync_check_state, held_s, "s", "time every window has held", OPTIONAL, NONE,
                 0, NONE),
    OSTROV_I_F64(ostrov_sync_check_state, left_s, "s", "time until permitted", OPTIONAL, NONE, 0,
                 NONE),
    OSTROV_I_F64(ostrov_sync_check_state, zero_s, "s", "time until the contact angle is zero",
                 OPTIONAL, NONE, 0, NONE),
};

const ostrov_structure ostrov_i_grid_measure_structures[] = {
    OSTROV_I_STRUCTURE(ostrov_phasor_config, "settings of a phasor estimator", phasor_config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_phasor_state, "phasors, frequency and ROCOF at one instant",
                       phasor_state_fields, OSTROV_KIND_SAMPLE),
    OSTROV_I_OPAQUE(ostrov_phasor, "three phases of one side under measurement"),
    OSTROV_I_STRUCTURE(ostrov_sequence, "symmetrical components of three phases", sequence_fields,
                       OSTROV_KIND_FROZEN),
    OSTROV_I_STRUCTURE(ostrov_voltage_mean_config, "settings of the sliding voltage mean",
                       mean_config_fields, OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_voltage_mean_state, "sliding voltage mean and its stage",
                       mean_state_fields, OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_voltage_mean, "sliding mean of three phases"),
    OSTROV_I_STRUCTURE(ostrov_sync_check_config, "settings of a synchro-check", sync_config_fields,
                       OSTROV_KIND_CONFIG),
    OSTROV_I_STRUCTURE(ostrov_sync_check_sample, "both sides of the breaker as measured",
                       sync_sample_fields, OSTROV_KIND_SAMPLE),
    OSTROV_I_STRUCTURE(ostrov_sync_check_state, "what the synchro-check says", sync_state_fields,
                       OSTROV_KIND_OUTPUT),
    OSTROV_I_OPAQUE(ostrov_sync_check, "a synchro-check"),
    {0},
};
