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
    # battery_cell.h
    "ostrov_cell_defaults": "status *ostrov_cell size",
    "ostrov_cell_check": "status *ostrov_cell *ostrov_fault",
    "ostrov_cell_rest": "status *ostrov_cell_state f64 f64",
    "ostrov_cell_at": "status *ostrov_cell f64 f64 *ostrov_cell_point",
    "ostrov_cell_drop": "f64 *ostrov_cell_point f64",
    "ostrov_cell_voltage": "status *ostrov_cell *ostrov_cell_state f64 *f64",
    "ostrov_cell_step": "status *ostrov_cell *ostrov_cell_state f64 f64 f64",
    # battery_soc.h
    "ostrov_soc_defaults": "status *ostrov_soc_config size",
    "ostrov_soc_sample_defaults": "status *ostrov_soc_sample size",
    "ostrov_soc_init": "status *ostrov_soc *ostrov_cell *ostrov_soc_config *ostrov_fault",
    "ostrov_soc_step": "status *ostrov_soc *ostrov_soc_sample f64",
    "ostrov_soc_read": "status *ostrov_soc *ostrov_soc_state size",
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
    "ostrov_grid_mode_text": "text i32",
    "ostrov_grid_reason_text": "text i32",
    # grid_code.h
    "ostrov_grid_code_at": "*ostrov_grid_code_info size",
    "ostrov_grid_rule_at": "*ostrov_grid_rule size",
    "ostrov_grid_code_rule": "*ostrov_grid_rule text text i32",
    "ostrov_grid_certainty_text": "text i32",
    "ostrov_grid_certainty_note": "text i32",
    "ostrov_grid_settings_defaults": "status *ostrov_grid_settings size",
    "ostrov_grid_code_settings": "status text *ostrov_grid_settings size",
    "ostrov_grid_settings_config": "status *ostrov_grid_settings *ostrov_grid_config *ostrov_fault",
    "ostrov_grid_code": "status text *ostrov_grid_config",
    "ostrov_grid_settings_check": "status *ostrov_grid_settings *ostrov_fault",
    "ostrov_grid_settings_override":
        "status *ostrov_grid_settings text *ostrov_grid_override size *ostrov_grid_change size *size *ostrov_fault",
    "ostrov_grid_settings_points": "status *ostrov_grid_settings *ostrov_grid_point size *size",
    "ostrov_grid_settings_read_points": "status *ostrov_grid_point size *ostrov_grid_settings",
    "ostrov_grid_audit":
        "status *ostrov_grid_settings *ostrov_grid_point size *ostrov_grid_finding size *size",
    "ostrov_grid_audit_text": "text i32",
    "ostrov_grid_audit_page": "size *ostrov_grid_finding size text *char size",
    # grid_elements.h
    "ostrov_element_sample_defaults": "status *ostrov_element_sample size",
    "ostrov_elements_defaults": "status *ostrov_elements_config size",
    "ostrov_elements_category": "status *ostrov_elements_config i32 f64",
    "ostrov_elements_init": "status *ostrov_elements *ostrov_elements_config *ostrov_fault",
    "ostrov_elements_step": "status *ostrov_elements *ostrov_element_sample f64",
    "ostrov_elements_read": "status *ostrov_elements *ostrov_elements_state size",
    "ostrov_elements_reset": "status *ostrov_elements",
    "ostrov_rocof_defaults": "status *ostrov_rocof_config size",
    "ostrov_rocof_init": "status *ostrov_rocof *ostrov_rocof_config *ostrov_fault",
    "ostrov_rocof_step": "status *ostrov_rocof *ostrov_element_sample f64",
    "ostrov_rocof_read": "status *ostrov_rocof *ostrov_rocof_state size",
    "ostrov_vector_shift_defaults": "status *ostrov_vector_shift_config size",
    "ostrov_vector_shift_init": "status *ostrov_vector_shift *ostrov_vector_shift_config *ostrov_fault",
    "ostrov_vector_shift_step": "status *ostrov_vector_shift *ostrov_element_sample f64",
    "ostrov_vector_shift_read": "status *ostrov_vector_shift *ostrov_vector_shift_state size",
    "ostrov_ndz_island":
        "status *ostrov_elements_config *ostrov_island_load f64 *ostrov_island_rest *ostrov_fault",
    "ostrov_ndz_zone": "status *ostrov_elements_config f64 f64 f64 *ostrov_ndz *ostrov_fault",
    "ostrov_ndz_boundary": "status *ostrov_ndz i32 *f64 *f64",
    # grid_explain.h
    "ostrov_grid_why": "size *ostrov_grid i32 *char size",
    "ostrov_grid_last_move": "status *ostrov_grid *ostrov_grid_record size",
    "ostrov_grid_why_not": "status *ostrov_grid i32 *ostrov_grid_blocker size *size",
    "ostrov_grid_why_not_text": "size *ostrov_grid i32 i32 *char size",
    "ostrov_grid_log": "status *ostrov_grid i64 *ostrov_grid_record size",
    "ostrov_grid_record_text": "size *ostrov_grid_record i32 *char size",
    "ostrov_grid_mode_words": "text i32 i32",
    "ostrov_grid_reason_words": "text i32 i32",
    "ostrov_grid_unit_words": "text i32 i32",
    "ostrov_grid_save_size": "size",
    "ostrov_grid_save": "status *ostrov_grid *void size *size",
    "ostrov_grid_load": "status *ostrov_grid *void size",
    "ostrov_grid_rewind": "status *ostrov_grid *void size",
    # grid_measure.h
    "ostrov_phasor_defaults": "status *ostrov_phasor_config size",
    "ostrov_phasor_state_defaults": "status *ostrov_phasor_state size",
    "ostrov_phasor_init": "status *ostrov_phasor *ostrov_phasor_config *ostrov_fault",
    "ostrov_phasor_step": "status *ostrov_phasor *f64 i32",
    "ostrov_phasor_step_counts": "status *ostrov_phasor *i32 i32",
    "ostrov_phasor_lost": "status *ostrov_phasor i64",
    "ostrov_phasor_read": "status *ostrov_phasor *ostrov_phasor_state size",
    "ostrov_phasor_at": "status *ostrov_phasor f64 *ostrov_phasor_state size",
    "ostrov_sequence_components": "status *f64 *f64 f64 *ostrov_sequence",
    "ostrov_voltage_mean_defaults": "status *ostrov_voltage_mean_config size",
    "ostrov_voltage_mean_init": "status *ostrov_voltage_mean *ostrov_voltage_mean_config *ostrov_fault",
    "ostrov_voltage_mean_step": "status *ostrov_voltage_mean *f64 f64",
    "ostrov_voltage_mean_read": "status *ostrov_voltage_mean *ostrov_voltage_mean_state size",
    "ostrov_sync_check_defaults": "status *ostrov_sync_check_config size",
    "ostrov_sync_check_sample_defaults": "status *ostrov_sync_check_sample size",
    "ostrov_sync_check_init": "status *ostrov_sync_check *ostrov_sync_check_config *ostrov_fault",
    "ostrov_sync_check_step": "status *ostrov_sync_check *ostrov_sync_check_sample f64",
    "ostrov_sync_check_read": "status *ostrov_sync_check *ostrov_sync_check_state size",
    "ostrov_grid_sample_from_phasors":
        "status *ostrov_phasor_state *ostrov_phasor_state f64 *ostrov_grid_sample",
    # grid_order.h
    "ostrov_grid_order_defaults": "status *ostrov_grid_order size",
    "ostrov_grid_command": "status *ostrov_grid *ostrov_grid_order *ostrov_fault",
    # grid_report.h
    "ostrov_grid_report_read": "status *ostrov_grid *ostrov_grid_report size",
    # grid_ride.h
    "ostrov_ride_defaults": "status *ostrov_ride_config size",
    "ostrov_ride_category": "status *ostrov_ride_config i32 f64",
    "ostrov_ride_init": "status *ostrov_ride *ostrov_ride_config *ostrov_fault",
    "ostrov_ride_step": "status *ostrov_ride *ostrov_element_sample f64",
    "ostrov_ride_read": "status *ostrov_ride *ostrov_ride_state size",
    "ostrov_ride_status_text": "text i32",
    "ostrov_enter_defaults": "status *ostrov_enter_config size",
    "ostrov_enter_init": "status *ostrov_enter *ostrov_enter_config *ostrov_fault",
    "ostrov_enter_step": "status *ostrov_enter *ostrov_element_sample f64",
    "ostrov_enter_read": "status *ostrov_enter *ostrov_enter_state size",
    # grid_support.h
    "ostrov_grid_curve_check": "status *ostrov_grid_curve *ostrov_fault",
    "ostrov_grid_curve_value": "status *ostrov_grid_curve f64 *f64",
    "ostrov_grid_curve_value_n": "status *ostrov_grid_curve *f64 size *f64",
    "ostrov_grid_volt_var_curve": "status *ostrov_grid_settings *ostrov_grid_curve",
    "ostrov_grid_volt_watt_curve": "status *ostrov_grid_settings *ostrov_grid_curve",
    "ostrov_grid_settings_droop": "status *ostrov_grid_settings f64 f64 *ostrov_grid_droop",
    "ostrov_grid_droop_power": "status *ostrov_grid_droop f64 f64 *f64",
    "ostrov_grid_droop_power_n": "status *ostrov_grid_droop *f64 size f64 *f64",
    "ostrov_grid_island_hz": "status *ostrov_grid_island_droop f64 *f64",
    "ostrov_grid_response_init": "status *ostrov_grid_response f64 f64",
    "ostrov_grid_response_step": "status *ostrov_grid_response f64 f64 *f64",
    "ostrov_grid_support_sample_defaults": "status *ostrov_grid_support_sample size",
    "ostrov_grid_support_init": "status *ostrov_grid_support *ostrov_grid_settings f64 *ostrov_fault",
    "ostrov_grid_support_step": "status *ostrov_grid_support *ostrov_grid_support_sample f64",
    "ostrov_grid_support_read": "status *ostrov_grid_support *ostrov_grid_support_state size",
    "ostrov_grid_limit_init": "status *ostrov_grid_limit *ostrov_grid_settings *ostrov_fault",
    "ostrov_grid_limit_step": "status *ostrov_grid_limit u32 i32 f64",
    "ostrov_grid_limit_read": "status *ostrov_grid_limit *ostrov_grid_limit_state size",
    "ostrov_grid_shed_init": "status *ostrov_grid_shed *ostrov_grid_shed_config *ostrov_fault",
    "ostrov_grid_shed_step": "status *ostrov_grid_shed f64 f64 *u32",
    "ostrov_grid_autonomy": "status *ostrov_grid_store f64 *i32 *f64",
    "ostrov_grid_autonomy_n": "status *ostrov_grid_store *f64 size *i32 *f64",
    "ostrov_grid_tiers": "status *ostrov_grid_store *f64 i32 f64 *i32 *i32",
    # plan.h
    "ostrov_problem_defaults": "status *ostrov_problem size",
    "ostrov_plan_defaults": "status *ostrov_plan size",
    "ostrov_plan_options_defaults": "status *ostrov_plan_options size",
    "ostrov_plan_vehicle_defaults": "status *ostrov_plan_vehicle size",
    "ostrov_problem_check": "status *ostrov_problem *ostrov_fault",
    "ostrov_problem_slots": "status *ostrov_problem *ostrov_plan_slot u32 i32 *u32 *ostrov_fault",
    "ostrov_plan_workspace": "size *ostrov_problem",
    "ostrov_plan_solve": "status *ostrov_problem *ostrov_plan_options *void size *ostrov_plan *ostrov_fault",
    "ostrov_plan_check": "status *ostrov_problem *ostrov_plan f64 *ostrov_plan_verdict size *ostrov_fault",
    "ostrov_problem_repair": "status *f64 i32 i32 f64 f64 f64 *u8 *i32",
    # pv.h
    "ostrov_pv_defaults": "status *ostrov_pv_config size",
    "ostrov_weather_defaults": "status *ostrov_weather size",
    "ostrov_pv_power": "status *ostrov_pv_config i64 *ostrov_weather *f64 *ostrov_fault",
    "ostrov_pv_power_n": "status *ostrov_pv_config *i64 size *f64 *f64 *f64 *f64 *u8 *ostrov_fault",
    "ostrov_pv_clear": "status *ostrov_pv_config i64 *f64 *ostrov_fault",
    # pv_dc.h
    "ostrov_pv_dc_pvwatts": "status f64 f64 f64 f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_dc_huld": "status i32 f64 f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_efficiency_adr": "status *ostrov_pv_adr f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_sapm_module_defaults": "status *ostrov_pv_sapm_module size",
    "ostrov_pv_sapm": "status *ostrov_pv_sapm_module f64 f64 *ostrov_pv_sapm_points *ostrov_fault",
    "ostrov_pv_sapm_irradiance": "status *ostrov_pv_sapm_module f64 f64 f64 f64 *f64 *ostrov_fault",
    # pv_diode.h
    "ostrov_pv_module_defaults": "status *ostrov_pv_module size",
    "ostrov_pv_pvsyst_module_defaults": "status *ostrov_pv_pvsyst_module size",
    "ostrov_pv_module_diode": "status *ostrov_pv_module f64 f64 *ostrov_pv_diode *ostrov_fault",
    "ostrov_pv_pvsyst_diode": "status *ostrov_pv_pvsyst_module f64 f64 *ostrov_pv_diode *ostrov_fault",
    "ostrov_pv_singlediode": "status *ostrov_pv_diode *ostrov_pv_points",
    "ostrov_pv_singlediode_n": "status *ostrov_pv_diode size *ostrov_pv_points *u8",
    "ostrov_pv_maximum": "status *ostrov_pv_diode *f64 *f64",
    "ostrov_pv_current": "status *ostrov_pv_diode f64 *f64",
    "ostrov_pv_voltage": "status *ostrov_pv_diode f64 *f64",
    # pv_incidence.h
    "ostrov_pv_glass_defaults": "status *ostrov_pv_glass size",
    "ostrov_pv_incidence": "status *ostrov_pv_glass f64 *f64 *ostrov_fault",
    "ostrov_pv_incidence_n": "status *ostrov_pv_glass *f64 size *f64 *u8 *ostrov_fault",
    "ostrov_pv_incidence_diffuse": "status *ostrov_pv_glass f64 *ostrov_pv_diffuse *ostrov_fault",
    # pv_inverter.h
    "ostrov_pv_inverter_pvwatts": "status f64 f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_inverter_sandia": "status *ostrov_pv_sandia f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_inverter_adr": "status *ostrov_pv_driesse f64 f64 *f64 *ostrov_fault",
    # pv_plant.h
    "ostrov_pv_array_defaults": "status *ostrov_pv_array size",
    "ostrov_pv_inverter_defaults": "status *ostrov_pv_inverter size",
    "ostrov_pv_plant_defaults": "status *ostrov_pv_plant_config size",
    "ostrov_pv_plant_init": "status *ostrov_pv_plant *ostrov_pv_plant_config *ostrov_fault",
    "ostrov_pv_plant_power": "status *ostrov_pv_plant i64 *ostrov_weather *ostrov_pv_steps *ostrov_fault",
    "ostrov_pv_plant_power_n":
        "status *ostrov_pv_plant *ostrov_weather_columns *f64 *ostrov_pv_steps *u8 *ostrov_fault",
    # pv_row.h
    "ostrov_pv_tracker_defaults": "status *ostrov_pv_tracker size",
    "ostrov_pv_track": "status *ostrov_pv_tracker f64 f64 *ostrov_pv_plane *ostrov_fault",
    "ostrov_pv_masking_angle": "status f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_masked_sky": "status f64 *f64 *ostrov_fault",
    "ostrov_pv_shaded_rows": "status f64 f64 f64 f64 f64 f64 f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_sheds_defaults": "status *ostrov_pv_sheds size",
    "ostrov_pv_sheds_irradiance":
        "status *ostrov_pv_sheds f64 f64 f64 f64 f64 f64 f64 *ostrov_pv_two_sides *ostrov_fault",
    # pv_soiling.h
    "ostrov_pv_snow_defaults": "status *ostrov_pv_snow size",
    "ostrov_pv_kimber_defaults": "status *ostrov_pv_kimber size",
    "ostrov_pv_hsu_defaults": "status *ostrov_pv_hsu size",
    "ostrov_pv_snow_n": "status *ostrov_pv_snow f64 *f64 *f64 *f64 *f64 size *f64 *u8 *ostrov_fault",
    "ostrov_pv_snow_loss": "status f64 i32 *f64 *ostrov_fault",
    "ostrov_pv_kimber_n": "status *ostrov_pv_kimber f64 *f64 size *f64 *u8 *ostrov_fault",
    "ostrov_pv_hsu_n": "status *ostrov_pv_hsu f64 *f64 *f64 *f64 size *f64 *u8 *ostrov_fault",
    # pv_temperature.h
    "ostrov_pv_thermal_defaults": "status *ostrov_pv_thermal size",
    "ostrov_pv_cell_temperature": "status *ostrov_pv_thermal f64 f64 f64 f64 *f64 *ostrov_fault",
    "ostrov_pv_cell_temperature_n":
        "status *ostrov_pv_thermal *f64 *f64 *f64 *f64 size *f64 *u8 *ostrov_fault",
    "ostrov_pv_fuentes_defaults": "status *ostrov_pv_fuentes size",
    "ostrov_pv_fuentes_n": "status *ostrov_pv_fuentes f64 *f64 *f64 *f64 size *f64 *u8 *ostrov_fault",
    "ostrov_pv_prilliman_n": "status f64 f64 *f64 *f64 size *f64 *u8 *ostrov_fault",
    # station.h
    "ostrov_station_defaults": "status *ostrov_station_config size",
    # driver.h
    "ostrov_measurement_defaults": "status *ostrov_measurement size",
    # station.h
    "ostrov_station_fallback": "status *ostrov_station_config f64 *f64 *f64 *ostrov_fault",
    "ostrov_station_init": "status *ostrov_station *ostrov_station_config *ostrov_fault",
    "ostrov_station_follow": "status *ostrov_station *ostrov_plan",
    # driver.h
    "ostrov_station_step": "status *ostrov_station *ostrov_measurement *ostrov_command size",
    # station.h
    "ostrov_station_read": "status *ostrov_station *ostrov_station_state size",
    "ostrov_station_event": "status *ostrov_station *ostrov_event",
    "ostrov_event_text": "size *ostrov_event *char size",
    "ostrov_station_save_size": "size",
    "ostrov_station_save": "status *ostrov_station *void size *size",
    "ostrov_station_load": "status *ostrov_station *void size",
    # sun.h
    "ostrov_sun_options_defaults": "status *ostrov_sun_options size",
    "ostrov_sun_delta_t": "status i64 *f64",
    "ostrov_sun_position": "status i64 *ostrov_place *ostrov_sun",
    "ostrov_sun_position_with": "status i64 *ostrov_place *ostrov_sun_options *ostrov_sun *ostrov_fault",
    "ostrov_sun_position_n": "status *i64 size *ostrov_place *ostrov_sun *u8",
    "ostrov_sun_ephemeris_init":
        "status *ostrov_sun_ephemeris *ostrov_place *ostrov_sun_options *ostrov_fault",
    "ostrov_sun_ephemeris_position": "status *ostrov_sun_ephemeris i64 *ostrov_sun",
    "ostrov_sun_ephemeris_position_n": "status *ostrov_sun_ephemeris *i64 size *ostrov_sun *u8",
    "ostrov_horizon_elevation": "status *ostrov_horizon f64 *f64",
    "ostrov_sun_events": "status i64 *ostrov_place *ostrov_horizon i32 *ostrov_sun_day",
    # sun_clearsky.h
    "ostrov_air_mass": "status i32 f64 *f64",
    "ostrov_air_pressure": "status f64 *f64",
    "ostrov_air_altitude": "status f64 *f64",
    "ostrov_linke_kasten": "status f64 f64 f64 f64 *f64",
    "ostrov_extra_irradiance": "status i32 i64 *f64",
    "ostrov_sun_yearday": "status i32 *ostrov_yearday",
    "ostrov_atmosphere_defaults": "status *ostrov_atmosphere size",
    "ostrov_atmosphere_linke": "status *ostrov_atmosphere i64 *f64",
    "ostrov_clearsky": "status *ostrov_atmosphere i64 *ostrov_sun *ostrov_irradiance *ostrov_fault",
    "ostrov_clearsky_n":
        "status *ostrov_atmosphere *ostrov_place *i64 size *ostrov_irradiance *u8 *ostrov_fault",
    # sun_interval.h
    "ostrov_sun_interval": "status *ostrov_atmosphere *ostrov_place i64 i64 *ostrov_sun_mean *ostrov_fault",
    "ostrov_irradiance_mean_on_plane_n":
        "status *ostrov_plane *ostrov_atmosphere *ostrov_place *ostrov_mean_columns i32 *ostrov_plane_irradiance *u8 *ostrov_fault",
    "ostrov_irradiance_refine_n":
        "status *ostrov_atmosphere *ostrov_place *i64 i64 size i32 *f64 *f64 *u8 *ostrov_fault",
    # sun_irradiance.h
    "ostrov_irradiance_clearness": "status f64 *ostrov_sun *f64",
    "ostrov_irradiance_split": "status i32 f64 *ostrov_sun f64 *ostrov_irradiance",
    "ostrov_irradiance_split_n": "status i32 *f64 *ostrov_sun size f64 *ostrov_irradiance *u8",
    "ostrov_irradiance_engerer2": "status f64 f64 *ostrov_sun i32 *ostrov_irradiance",
    "ostrov_irradiance_engerer2_n": "status *f64 *f64 *ostrov_sun size i32 *ostrov_irradiance *u8",
    "ostrov_irradiance_dirint_n": "status *f64 *ostrov_sun size f64 *f64 i32 *f64 *u8",
    "ostrov_plane_defaults": "status *ostrov_plane size",
    "ostrov_irradiance_on_plane":
        "status *ostrov_plane *ostrov_irradiance *ostrov_sun *ostrov_plane_irradiance *ostrov_fault",
    "ostrov_irradiance_on_plane_n":
        "status *ostrov_plane *ostrov_irradiance *ostrov_sun size *ostrov_plane_irradiance *u8 *ostrov_fault",
    "ostrov_irradiance_from_plane": "status *ostrov_plane f64 *ostrov_sun *ostrov_irradiance *ostrov_fault",
    "ostrov_irradiance_from_plane_n":
        "status *ostrov_plane *f64 *ostrov_sun size *ostrov_irradiance *u8 *ostrov_fault",
}

MILP_PROTOTYPES = {
    "ostrov_milp_solver_version": "text",
    "ostrov_milp_defaults": "status *ostrov_milp_options size",
    "ostrov_milp_solve":
        "status *ostrov_problem *ostrov_milp_options *ostrov_plan *ostrov_fault",
    "ostrov_milp_structure_at": "*ostrov_structure size",
}
