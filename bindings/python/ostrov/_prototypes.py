"""The exported C functions: name, what they return, what they take. The one list of them in Python.

A prototype is words: the first is the result, the rest are the parameters.

    i32 u32 i64 f64 size    numbers passed by value
    status                  int32_t, 0 = OK
    text                    const char *, NUL-terminated
    *ostrov_x               pointer to a structure
    *f64 *i64 *u8 …         pointer to the first of many, passed as an address
    *void *char             pointer to bytes, passed as an address

The tests hold this list against the headers, type by type.

SPDX-License-Identifier: Apache-2.0
"""

PROTOTYPES = {
    # base.h
    "ostrov_version": "u32",
    "ostrov_version_text": "text",
    "ostrov_status_text": "text status",
    "ostrov_fault_text": "size *ostrov_fault status *char size",
    "ostrov_series_mean": "status *ostrov_series i64 i64 *f64",
    "ostrov_structure_at": "*ostrov_structure size",
    "ostrov_structure_find": "*ostrov_structure text",
    "ostrov_fields": "*ostrov_field text *size *size",
    "ostrov_civil_from_utc": "status i64 *ostrov_civil",
    "ostrov_utc_from_civil": "status *ostrov_civil *i64",
    "ostrov_zone_read": "status text *ostrov_zone",
    "ostrov_zone_civil": "status *ostrov_zone i64 *ostrov_civil",
    "ostrov_zone_utc": "status *ostrov_zone *ostrov_civil i32 *i64",
    "ostrov_zone_day": "status *ostrov_zone i64 *i64 *i64",
    "ostrov_crc32": "u32 u32 *void size",
    "ostrov_number_read": "status text size *f64 *size",
    "ostrov_number_write": "size f64 i32 *char size",
    "ostrov_sin": "f64 f64",
    "ostrov_cos": "f64 f64",
    "ostrov_tan": "f64 f64",
    "ostrov_asin": "f64 f64",
    "ostrov_acos": "f64 f64",
    "ostrov_atan": "f64 f64",
    "ostrov_atan2": "f64 f64 f64",
    "ostrov_exp": "f64 f64",
    "ostrov_expm1": "f64 f64",
    "ostrov_log": "f64 f64",
    "ostrov_log1p": "f64 f64",
    "ostrov_pow": "f64 f64 f64",
    "ostrov_tanh": "f64 f64",
    # battery.h
    "ostrov_battery_defaults": "status *ostrov_battery_config size",
    "ostrov_battery_sample_defaults": "status *ostrov_battery_sample size",
    "ostrov_battery_init": "status *ostrov_battery *ostrov_battery_config *ostrov_fault",
    "ostrov_battery_step": "status *ostrov_battery *ostrov_battery_sample f64",
    "ostrov_battery_read": "status *ostrov_battery *ostrov_battery_state size",
    "ostrov_battery_wear": "status *ostrov_battery_config *f64",
    # sun.h
    "ostrov_sun_position": "status i64 *ostrov_place *ostrov_sun",
    "ostrov_sun_position_n": "status *i64 size *ostrov_place *ostrov_sun *u8",
    "ostrov_sun_events": "status i64 *ostrov_place *i64 *i64 *i64",
    "ostrov_clearsky_ineichen": "status *ostrov_sun f64 f64 *ostrov_irradiance",
    "ostrov_irradiance_erbs": "status f64 *ostrov_sun *ostrov_irradiance",
    "ostrov_irradiance_haydavies": "status *ostrov_irradiance *ostrov_sun f64 f64 f64 *f64",
    # pv.h
    "ostrov_pv_defaults": "status *ostrov_pv_config size",
    "ostrov_weather_defaults": "status *ostrov_weather size",
    "ostrov_pv_power": "status *ostrov_pv_config i64 *ostrov_weather *f64 *ostrov_fault",
    "ostrov_pv_power_n": "status *ostrov_pv_config *i64 size *f64 *f64 *f64 *f64 *u8 *ostrov_fault",
    "ostrov_pv_clear": "status *ostrov_pv_config i64 *f64 *ostrov_fault",
    # forecast.h: a forecaster is bytes in the caller's memory, so its pointer is an address
    "ostrov_forecast_defaults": "status *ostrov_forecast_config size",
    "ostrov_forecast_size": "size *ostrov_forecast_config",
    "ostrov_forecast_init": "status *void size *ostrov_forecast_config **ostrov_forecast *ostrov_fault",
    "ostrov_forecast_step": "status *ostrov_forecast i64 f64 f64",
    "ostrov_forecast_predict": "status *ostrov_forecast i64 i32 *f64 f64 *f64",
    "ostrov_forecast_score_read": "status *ostrov_forecast *ostrov_forecast_score size",
    # grid.h
    "ostrov_grid_defaults": "status *ostrov_grid_config size",
    "ostrov_grid_sample_defaults": "status *ostrov_grid_sample size",
    "ostrov_grid_init": "status *ostrov_grid *ostrov_grid_config *ostrov_fault",
    "ostrov_grid_step": "status *ostrov_grid *ostrov_grid_sample f64",
    "ostrov_grid_read": "status *ostrov_grid *ostrov_grid_state size",
    "ostrov_grid_command": "status *ostrov_grid *ostrov_grid_order *ostrov_fault",
    "ostrov_grid_order_defaults": "status *ostrov_grid_order size",
    "ostrov_grid_report_read": "status *ostrov_grid *ostrov_grid_report size",
    "ostrov_grid_mode_text": "text i32",
    "ostrov_grid_reason_text": "text i32",
    # plan.h
    "ostrov_problem_defaults": "status *ostrov_problem size",
    "ostrov_plan_defaults": "status *ostrov_plan size",
    "ostrov_plan_options_defaults": "status *ostrov_plan_options size",
    "ostrov_plan_vehicle_defaults": "status *ostrov_plan_vehicle size",
    "ostrov_problem_check": "status *ostrov_problem *ostrov_fault",
    "ostrov_problem_slots": "status *ostrov_problem *ostrov_plan_slot u32 i32 *u32 *ostrov_fault",
    "ostrov_plan_workspace": "size *ostrov_problem",
    "ostrov_plan_solve":
        "status *ostrov_problem *ostrov_plan_options *void size *ostrov_plan *ostrov_fault",
    "ostrov_plan_check":
        "status *ostrov_problem *ostrov_plan f64 *ostrov_plan_verdict size *ostrov_fault",
    "ostrov_problem_repair": "status *f64 i32 i32 f64 f64 f64 *u8 *i32",
    # station.h
    "ostrov_station_defaults": "status *ostrov_station_config size",
    "ostrov_measurement_defaults": "status *ostrov_measurement size",
    "ostrov_station_fallback": "status *ostrov_station_config f64 *f64 *f64 *ostrov_fault",
    "ostrov_station_init": "status *ostrov_station *ostrov_station_config *ostrov_fault",
    "ostrov_station_follow": "status *ostrov_station *ostrov_plan",
    "ostrov_station_step": "status *ostrov_station *ostrov_measurement *ostrov_command size",
    "ostrov_station_read": "status *ostrov_station *ostrov_station_state size",
    "ostrov_station_event": "status *ostrov_station *ostrov_event",
    "ostrov_event_text": "size *ostrov_event *char size",
    "ostrov_station_save_size": "size",
    "ostrov_station_save": "status *ostrov_station *void size *size",
    "ostrov_station_load": "status *ostrov_station *void size",
}

MILP_PROTOTYPES = {
    "ostrov_milp_solver_version": "text",
    "ostrov_milp_defaults": "status *ostrov_milp_options size",
    "ostrov_milp_solve":
        "status *ostrov_problem *ostrov_milp_options *ostrov_plan *ostrov_fault",
    "ostrov_milp_structure_at": "*ostrov_structure size",
}
