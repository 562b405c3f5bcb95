/**
 * @file grid_code.h
 * @brief Grid codes as data: what each says, where that is from and how sure it is; the settings of
 * a site made of them; changes a DSO asks for; and the comparison with what devices read back.
 *
 * Nothing here says that a site complies with anything. A number counts as seen in a source when
 * its certainty is AGREE2 or SEEN1, or when a DSO's document gave it; every other number is "not
 * verified against the standard's text", and ostrov_grid_certainty_note says so.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_GRID_CODE_H
#define OSTROV_GRID_CODE_H

#include <ostrov/grid.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OSTROV_GRID_STAGES 3       /**< stages of a trip element */
#define OSTROV_GRID_RIDE_POINTS 6  /**< corners of a ride-through curve of voltage */
#define OSTROV_GRID_CURVE_POINTS 4 /**< corners of a support curve in the settings */

/** How sure a number is. */
enum ostrov_grid_certainty {
    OSTROV_GRID_CERTAINTY_UNKNOWN = 0,  /**< nobody says it: the library's own, or no source */
    OSTROV_GRID_CERTAINTY_MEMORY = 1,   /**< from memory, no source was seen */
    OSTROV_GRID_CERTAINTY_CONFLICT = 2, /**< sources differ, the note says how */
    OSTROV_GRID_CERTAINTY_VENDOR = 3,   /**< only a vendor's profile says it */
    OSTROV_GRID_CERTAINTY_SEEN1 = 4,    /**< one source seen */
    OSTROV_GRID_CERTAINTY_AGREE2 = 5,   /**< two sources seen, and they agree */
    OSTROV_GRID_CERTAINTY_DSO = 6       /**< a document of the site's DSO */
};

/** One row of a grid code: a number or a few, in SI units. Frozen. */
typedef struct ostrov_grid_rule {
    const char *code;     /**< code and edition, such as "IEEE1547-2018" */
    const char *profile;  /**< for which plants, such as "CAT_II" or "ALL" */
    const char *function; /**< such as "trip_ov", "ride_v", "enter_f", "volt_var" */
    const char *stage;    /**< stage or part, such as "OV2"; "" for none */
    const char *unit;     /**< of value: "pu", "Hz", "Hz/s", "deg", "s", "W", "1", "1/s", "V", "" */
    const char *source;   /**< where it was seen, separated by commas; "" for nowhere */
    const char *note;     /**< one remark; "" for none */
    int32_t certainty;    /**< enum ostrov_grid_certainty */
    int32_t value_count;  /**< numbers in value, 0 … 4; two may be the ends of a range */
    double value[4];      /**< in unit; NaN beyond value_count */
    double second[4]; /**< what belongs to each value: reactive or active power as share of rating,
                           or a droop; NaN = none */
    double min;       /**< adjustable from, in unit; NaN = not said */
    double max;       /**< adjustable to, in unit; NaN = not said */
    double time_s;    /**< s that belong to the first value; infinite = for ever; NaN = none */
    double time_slope_s;  /**< s by which time_s grows for each 1 pu above value[0]; 0 mostly */
    double time_min_s;          /**< adjustable from, s; NaN = not said */
    double time_max_s;          /**< adjustable to, s; NaN = not said */
} ostrov_grid_rule;

/** One grid code that settings can be made of. Frozen. */
typedef struct ostrov_grid_code_info {
    const char *name;         /**< such as "en50549-1": what ostrov_grid_code takes */
    const char *title;        /**< in words */
    double nominal_hz;        /**< Hz */
    double nominal_v;         /**< V, phase to neutral; NaN = the code does not say */
    int32_t member_count;     /**< numbers of ostrov_grid_settings that it gives */
    int32_t unverified_count; /**< how many of these are not verified against the standard's text */
} ostrov_grid_code_info;

/** Settings of protection, ride-through, entering service, support and remote limit, as a DSO's
 *  settings document lists them. Growable. NaN = not used, or not said. Stages go from the one
 *  nearest to nominal outwards; corners of curves go up with voltage or frequency. */
typedef struct ostrov_grid_settings {
    uint32_t struct_size;                         /**< sizeof, as the caller knows it */
    int32_t droop_reference;                      /**< enum ostrov_grid_droop_reference */
    double nominal_v;                             /**< V, phase to neutral */
    double nominal_hz;                            /**< Hz */
    double overvoltage_pu[OSTROV_GRID_STAGES];    /**< trip above, share of nominal_v */
    double overvoltage_s[OSTROV_GRID_STAGES];     /**< s to the trip, by stage */
    double undervoltage_pu[OSTROV_GRID_STAGES];   /**< trip below, share of nominal_v */
    double undervoltage_s[OSTROV_GRID_STAGES];    /**< s to the trip, by stage */
    double overfrequency_hz[OSTROV_GRID_STAGES];  /**< trip above, Hz */
    double overfrequency_s[OSTROV_GRID_STAGES];   /**< s to the trip, by stage */
    double underfrequency_hz[OSTROV_GRID_STAGES]; /**< trip below, Hz */
    double underfrequency_s[OSTROV_GRID_STAGES];  /**< s to the trip, by stage */
    double overvoltage_mean_pu; /**< trip when the 10-minute mean is above, share of nominal_v */
    double overvoltage_mean_s;  /**< s to the trip after the mean is above */
    double rocof_hz_per_s;      /**< trip above this rate of change of frequency, Hz/s */
    double rocof_s;             /**< s to the trip */
    double vector_shift_deg;    /**< trip at an angle jump above this, ° */
    double dead_pu;             /**< a side below this on all phases is without voltage */
    double ride_low_pu[OSTROV_GRID_RIDE_POINTS];  /**< ridden through below: corners, upwards */
    double ride_low_s[OSTROV_GRID_RIDE_POINTS];   /**< s that must be ridden through, by corner */
    double ride_high_pu[OSTROV_GRID_RIDE_POINTS]; /**< ridden through above: corners, upwards */
    double ride_high_s[OSTROV_GRID_RIDE_POINTS];  /**< s that must be ridden through, by corner */
    double ride_low_hz[4];    /**< ride-through of low frequency: corners, upwards, Hz */
    double ride_low_hz_s[4];  /**< s, by corner */
    double ride_high_hz[4];   /**< ride-through of high frequency: corners, upwards, Hz */
    double ride_high_hz_s[4]; /**< s, by corner */
    double cessation_low_pu;  /**< momentary cessation below, share of nominal_v */
    double cessation_low_s;   /**< s it is kept without a trip */
    double cessation_high_pu; /**< momentary cessation above, share of nominal_v */
    double cessation_high_s;  /**< s it is kept without a trip */
    double ride_rocof_hz_per_s; /**< rate of change of frequency that is ridden through, Hz/s */
    double ride_phase_deg;      /**< angle jump that must be ridden through, ° */
    double ride_count;       /**< sets of disturbances that must be ridden through */
    double ride_gap_s;       /**< least s between sets */
    double ride_window_s;    /**< s after which the count starts anew */
    double enter_min_pu;     /**< entering service: least voltage, share of nominal_v */
    double enter_max_pu;     /**< greatest voltage, share of nominal_v */
    double enter_min_hz;     /**< Hz, least frequency */
    double enter_max_hz;     /**< Hz, greatest frequency */
    double enter_delay_s;    /**< s the window must hold without a break */
    double enter_random_s;   /**< s, at most, added by chance */
    double enter_ramp_s;     /**< s from entering service to full power */
    double short_outage_s;   /**< an outage no longer than this, s … */
    double short_delay_s;    /**< … asks for this delay only, s */
    double sync_slip_hz;     /**< synchronising window: frequency difference, Hz */
    double sync_voltage_pu;  /**< voltage difference, share of nominal_v */
    double sync_angle_deg;   /**< angle difference, ° */
    double sync_dwell_s;     /**< s the window must hold before a close */
    double volt_var_pu[OSTROV_GRID_CURVE_POINTS]; /**< corners, share of nominal_v */
    double volt_var_ratio[OSTROV_GRID_CURVE_POINTS]; /**< share of rating; positive raises voltage */
    double volt_var_s;                             /**< open-loop response time: 90 % of a step */
    double volt_watt_pu[OSTROV_GRID_CURVE_POINTS]; /**< corners, share of nominal_v */
    double volt_watt_ratio[OSTROV_GRID_CURVE_POINTS]; /**< upper limit of active power, share of
                                                         rating */
    double volt_watt_s;          /**< open-loop response time: 90 % of a step */
    double droop_over_hz;        /**< Hz above nominal from which power is lowered (LFSM-O) */
    double droop_under_hz;       /**< Hz below nominal from which power is raised (LFSM-U) */
    double droop_over_ratio;     /**< change of frequency, share of nominal, for all of the power */
    double droop_under_ratio;    /**< the same below nominal */
    double droop_s;              /**< open-loop response time: 90 % of a step */
    double limit_steps_ratio[4]; /**< remote limit by contact: upper limits of power, share of
                                    rating */
    double limit_response_s;     /**< s in which a lower limit must be kept */
    double limit_ramp_per_s;     /**< share of rating a second at which a higher limit is taken */
    double limit_hold_s;         /**< s the last limit is kept after the link is lost */
    double limit_fallback_ratio; /**< limit from then on, share of rating */
} ostrov_grid_settings;

/** What the droop's slope is a share of. */
enum ostrov_grid_droop_reference {
    OSTROV_GRID_DROOP_UNKNOWN = 0, /**< not known, or not set */
    OSTROV_GRID_DROOP_RATED = 1,   /**< rated power (storage, IEEE 1547) */
    OSTROV_GRID_DROOP_BEFORE = 2   /**< the power at the moment the threshold was passed (PV) */
};

/** The grid codes one by one. @param index from 0 @return the code; NULL past the end
 *  @setup @since 0.1 */
OSTROV_API const ostrov_grid_code_info *ostrov_grid_code_at(size_t index);

/** All rows of all codes one by one, those included that no settings are made of.
 *  @param index from 0 @return the row; NULL past the end @setup @since 0.1 */
OSTROV_API const ostrov_grid_rule *ostrov_grid_rule_at(size_t index);

/** The row behind one number of a code's settings. @param name such as "en50549-1"
 *  @param field a member of ostrov_grid_settings @param index element of an array, else 0
 *  @return the row; NULL when the code is silent there (the library's default stands) or a name is
 *  not known @setup @since 0.1 */
OSTROV_API const ostrov_grid_rule *ostrov_grid_code_rule(const char *name, const char *field,
                                                         int32_t index);

/** A certainty in words. @param certainty enum ostrov_grid_certainty
 *  @return such as "two sources agree"; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_certainty_text(int32_t certainty);

/** What has to be said beside a number of this certainty.
 *  @param certainty enum ostrov_grid_certainty
 *  @return "not verified against the standard's text", or "" for AGREE2, SEEN1 and DSO; never NULL
 *  @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_certainty_note(int32_t certainty);

/** Fills settings with the library's own defaults: nothing a code says, elements off.
 *  @param settings receives them @param size sizeof *settings @return OK; E_ARGUMENT
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_settings_defaults(ostrov_grid_settings *settings, size_t size);

/** Fills settings with the defaults and what a code says. @param name such as "cz-ppds-4"
 *  @param settings receives them @param size sizeof *settings
 *  @return OK; E_ARGUMENT, also for an unknown name (settings untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_code_settings(const char *name,
                                                                     ostrov_grid_settings *settings,
                                                                     size_t size);

/** Puts settings into the configuration of a connection; what settings do not say stays. Its two
 *  stages are the one nearest to nominal (over-voltage: the 10-minute mean, if used) and the
 *  outermost one.
 *  @param settings checked as ostrov_grid_settings_check does
 *  @param config by ostrov_grid_defaults, changed @param why receives the fault; may be NULL
 *  @return OK; DEGRADED when a stage had no room; errors of ostrov_grid_settings_check
 *  (config untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_settings_config(
    const ostrov_grid_settings *settings, ostrov_grid_config *config, ostrov_fault *why);

/** Puts what a code says into the configuration of a connection: ostrov_grid_code_settings, then
 *  ostrov_grid_settings_config. @param name such as "vde4105"
 *  @param config by ostrov_grid_defaults, changed @return OK; DEGRADED when a stage had no room;
 *  E_ARGUMENT, also for an unknown name (config untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_code(const char *name,
                                                            ostrov_grid_config *config);

/** Refuses settings that contradict themselves: a stage nearer or slower than the one before, a
 *  trip inside the ride-through, an entry window outside the trips, a dead level above
 *  under-voltage, an entry delay shorter than the outermost trips, a synchronising window its dwell
 *  cannot hold, curves that turn,
 *  a fallback of the remote limit that is none.
 *  @param settings by ostrov_grid_settings_defaults or a code @param why receives field and limit;
 *  may be NULL @return OK; E_ARGUMENT; E_RANGE; E_NOT_FINITE; E_UNSUPPORTED @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_settings_check(const ostrov_grid_settings *settings, ostrov_fault *why);

/** One number a DSO asks for. Frozen; texts are borrowed. */
typedef struct ostrov_grid_override {
    const char *field;    /**< a member of ostrov_grid_settings */
    const char *document; /**< the DSO's document and its date */
    const char *who;      /**< who entered it */
    int64_t when_s;       /**< UTC seconds, > 0 */
    double value;         /**< in the member's unit; NaN where the member may be off */
    int32_t index;        /**< element of an array, else 0 */
    uint32_t reserved_;   /**< 0 */
} ostrov_grid_override;

/** One line of the log of changes. Frozen; texts are those of the override and must live as long.
 */
typedef struct ostrov_grid_change {
    const char *field;    /**< a member of ostrov_grid_settings */
    const char *document; /**< the DSO's document and its date */
    const char *who;      /**< who entered it */
    int64_t when_s;       /**< UTC seconds */
    int32_t index;        /**< element of an array, else 0 */
    uint32_t reserved_;   /**< 0 */
    double before;        /**< value before */
    double after;         /**< value since */
    double min;           /**< adjustable from, by the code; NaN = not said */
    double max;           /**< adjustable to, by the code; NaN = not said */
} ostrov_grid_change;

/** Applies what a DSO asks for, all or nothing, checks the result and logs each change.
 *  @param settings changed @param code the code whose adjustable ranges are looked at; NULL = none
 *  @param overrides count of them @param count how many @param log the caller's memory, appended to
 *  @param capacity rows at log @param log_count rows in the log, changed
 *  @param why receives the fault, for DEGRADED the first range that was left; may be NULL
 *  @return OK; DEGRADED: done, but a value is outside the range the code gives; E_ARGUMENT for an
 *  unknown member or an override without document, person or time; E_SPACE when the log is full;
 *  errors of ostrov_grid_settings_check (settings and log untouched) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_settings_override(
    ostrov_grid_settings *settings, const char *code, const ostrov_grid_override *overrides,
    size_t count, ostrov_grid_change *log, size_t capacity, size_t *log_count, ostrov_fault *why);

/** One point of a SunSpec model, as a number in that point's own unit. Frozen; name is borrowed. */
typedef struct ostrov_grid_point {
    const char *name; /**< as the model spells it below its first curve or control: "ESVLo",
                           "MustTrip.Pt.V", "Ena" */
    int32_t model;    /**< 703, 705 … 711 */
    int32_t index;    /**< which Pt, from 0; −1 = the point does not repeat */
    double value;     /**< scaled, in the point's unit (Pct, Hz, Secs); NaN = not read */
    double step;      /**< least difference the device can show; NaN = not known */
} ostrov_grid_point;

/** Writes settings as points of SunSpec models 703 and 705 … 711; exact for numbers of up to nine
 *  decimals. @param settings what to write @param points receives them; may be NULL when capacity
 *  is 0
 *  @param capacity rows at points @param count receives the number of points there are
 *  @return OK; E_ARGUMENT; E_SPACE when capacity is too small (count is right) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_settings_points(const ostrov_grid_settings *settings, ostrov_grid_point *points,
                            size_t capacity, size_t *count);

/** Reads settings from points of SunSpec models; members no point speaks of become NaN, nominal
 *  values stay. @param points count of them, in any order @param count how many
 *  @param settings by ostrov_grid_settings_defaults, changed; not checked
 *  @return OK; DEGRADED when a curve has more stages or corners than fit; E_ARGUMENT
 *  @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status ostrov_grid_settings_read_points(
    const ostrov_grid_point *points, size_t count, ostrov_grid_settings *settings);

/** How a device's setting compares with the DSO's. */
enum ostrov_grid_audit_result {
    OSTROV_GRID_AUDIT_UNKNOWN = 0,  /**< not known, or not set */
    OSTROV_GRID_AUDIT_PASS = 1,     /**< the same */
    OSTROV_GRID_AUDIT_COARSE = 2,   /**< as near as the device's scale factor allows */
    OSTROV_GRID_AUDIT_DIFFERS = 3,  /**< another value */
    OSTROV_GRID_AUDIT_OFF = 4,      /**< the function is switched off in the device */
    OSTROV_GRID_AUDIT_NOT_READ = 5, /**< the device gave no value */
    OSTROV_GRID_AUDIT_NO_POINT = 6, /**< no SunSpec model has it: to be looked up by a person */
    OSTROV_GRID_AUDIT_EXTRA = 7     /**< the device has a value, the document none */
};

/** One line of an audit. Frozen. */
typedef struct ostrov_grid_finding {
    const char *field; /**< member of ostrov_grid_settings */
    const char *unit;  /**< its unit */
    int32_t index;     /**< element of an array; −1 = no array */
    int32_t model;     /**< SunSpec model; 0 = none */
    int32_t result;    /**< enum ostrov_grid_audit_result */
    uint32_t reserved_; /**< 0 */
    double wanted;     /**< by the DSO's document; NaN = not said */
    double found;      /**< in the device; NaN = not read */
    double step;       /**< least difference the device can show, in unit; NaN = not known */
} ostrov_grid_finding;

/** Compares a DSO's settings with what a device reads back: one line for each number that either
 *  has.
 *  @param wanted the DSO's settings @param points read from the device @param count how many
 *  @param findings receives the lines; may be NULL when capacity is 0 @param capacity rows there
 *  @param finding_count receives the number of lines there are
 *  @return OK when nothing but PASS, COARSE and NO_POINT is there; DEGRADED otherwise; E_ARGUMENT;
 *  E_SPACE (finding_count is right) @setup @since 0.1 */
OSTROV_API OSTROV_MUST_CHECK ostrov_status
ostrov_grid_audit(const ostrov_grid_settings *wanted, const ostrov_grid_point *points, size_t count,
                  ostrov_grid_finding *findings, size_t capacity, size_t *finding_count);

/** A result of an audit as a word. @param result enum ostrov_grid_audit_result
 *  @return such as "PASS"; never NULL @rt @since 0.1 */
OSTROV_API const char *ostrov_grid_audit_text(int32_t result);

/** The audit as a page of text (UTF-8): what does not pass first, then the rest, then the sums.
 *  @param findings count of them @param count how many @param document the DSO's document and date;
 *  "" or NULL says that none was named, and that the site must not be armed
 *  @param text receives the page; may be NULL when capacity is 0 @param capacity bytes at text
 *  @return length of the full page without NUL, as snprintf would @setup @since 0.1 */
OSTROV_API size_t ostrov_grid_audit_page(const ostrov_grid_finding *findings, size_t count,
                                         const char *document, char *text, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
