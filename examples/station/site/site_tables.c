/* What a site file may hold. The library's own structures bring their tables (ostrov_fields); the rest
 * is listed here in the same format, so that one reader serves both.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "table.h"

#define NONE __builtin_nan("")
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* key, structure, member, unit, brief, element size, type, flags, default, least, greatest */
#define ROW(key, S, m, unit, brief, size, type, flags, standard, lo, hi)                           \
    {                                                                                              \
        key, unit, brief, NULL, NULL, 0, (uint32_t)offsetof(S, m),                                 \
            (uint32_t)(sizeof(((S *)0)->m) / (size)), type, 1, flags, 0, standard, lo, hi          \
    }
#define F64(key, S, m, unit, brief, standard, lo, hi)                                              \
    ROW(key, S, m, unit, brief, 8, OSTROV_TYPE_F64, 0, standard, lo, hi)
#define TEXT(key, S, m, brief, flags)                                                              \
    ROW(key, S, m, "", brief, 1, SITE_TYPE_TEXT, flags, NONE, NONE, NONE)

typedef struct site whole;
typedef struct site_tariff tariff;
typedef struct site_charge_point point;
typedef struct site_vehicle vehicle;
typedef struct site_duty duty;
typedef struct site_tier tier;
typedef struct site_devices devices;
typedef struct site_cells cells;
typedef struct site_connection connection;
typedef struct site_dso dso;
typedef struct site_mqtt mqtt;
typedef struct site_chargers chargers;
typedef struct site_band band;
typedef struct site_capacity capacity;
typedef struct site_feeds feeds;

static const ostrov_field site_fields[] = {
    TEXT("name", whole, name, "short name, as in file names", 0),
    TEXT("title", whole, title, "what reports call the site", 0),
    TEXT("notice", whole, notice, "whom the site is modelled on, and that they do not endorse it", 0),
    TEXT("zone", whole, zone_text, "local time: a POSIX-TZ rule or Europe/Prague, Asia/Taipei, UTC", 0),
    TEXT("currency", whole, currency, "three letters, such as CZK", 0),
    TEXT("country", whole, country, "whose public holidays the load keeps: CZ or TW; absent = none",
         OSTROV_FIELD_OPTIONAL),
    TEXT("island_verified_by", whole, island_verified_by,
         "who verified fault clearing, earthing and neutral, and when; absent = no island",
         OSTROV_FIELD_OPTIONAL),
    TEXT("settings_document", whole, settings_document, "the DSO's settings protocol and its date",
         OSTROV_FIELD_OPTIONAL),
};

static const ostrov_field tariff_fields[] = {
    F64("exchange_per_eur", tariff, exchange_per_eur, "1/EUR", "site currency per EUR", NONE, 0.01, 1e5),
    F64("distribution_high_per_kwh", tariff, distribution_high_per_kwh, "1/kWh",
        "distribution, high band", NONE, 0, 1e4),
    F64("distribution_low_per_kwh", tariff, distribution_low_per_kwh, "1/kWh",
        "distribution, low band", NONE, 0, 1e4),
    F64("low_band_hours", tariff, low_band_hours, "", "1 = low band in that local hour", NONE, 0, 1),
    F64("supply_per_kwh", tariff, supply_per_kwh, "1/kWh",
        "supplier's margin, system services, tax", NONE, 0, 1e4),
    F64("export_fee_per_kwh", tariff, export_fee_per_kwh, "1/kWh",
        "taken off the spot price for export", NONE, 0, 1e4),
    F64("peak_price_per_kw", tariff, peak_price_per_kw, "1/kW",
        "for the highest quarter hour of the month; follows from \"capacity\" where that is given", 0, 0,
        1e6),
    F64("peak_incurred_w", tariff, peak_incurred_w, "W",
        "highest quarter hour of the month so far", 0, 0, 1e8),
    F64("co2_g_per_kwh", tariff, co2_g_per_kwh, "g/kWh", "CO2 of grid energy", NONE, 0, 1500),
};

static const ostrov_field load_fields[] = {
    F64("typical_w", whole, load_typical_w, "W", "mean load of the building", NONE, 1, 1e7),
    F64("profile_ratio", whole, load_profile_ratio, "1", "load by local hour over the mean", NONE, 0,
        20),
};

static const ostrov_field wish_fields[] = {
    F64("reserve_s", whole, reserve_s, "s", "s of critical load to keep in the battery", NONE, 0, 604800),
    F64("shed_critical_price_per_kwh", whole, shed_critical_price_per_kwh, "1/kWh",
        "critical load not served", NONE, 0, 1e7),
    F64("short_price_per_kwh", whole, short_price_per_kwh, "1/kWh", "missing at a departure", NONE, 0,
        1e7),
    F64("reserve_price_per_kwh_h", whole, reserve_price_per_kwh_h, "1/kWh/h",
        "missing in the reserve, for an hour", NONE, 0, 1e7),
    F64("shed_price_per_kwh", whole, shed_price_per_kwh, "1/kWh", "ordinary load not served", NONE, 0,
        1e7),
};

static const ostrov_field tier_fields[] = {
    TEXT("name", tier, name, "what the tier holds; the first tier is the critical one", 0),
    F64("share_ratio", tier, share_ratio, "1", "share of the building's load", NONE, 0, 1),
};

static const ostrov_field point_fields[] = {
    TEXT("name", point, name, "name of the charge point", 0),
    F64("limit_w", point, limit_w, "W", "most the charge point gives", NONE, 0, 1e6),
    F64("min_w", point, min_w, "W", "least power when charging at all", 0, 0, 1e6),
};

static const ostrov_field vehicle_fields[] = {
    TEXT("name", vehicle, name, "name of the vehicle", 0),
    F64("capacity_wh", vehicle, capacity_wh, "Wh", "usable energy of its battery", NONE, 100, 2e6),
    F64("accepts_w", vehicle, accepts_w, "W", "accepted at an AC stand, warm", NONE, 100, 1e6),
    F64("accepts_fast_w", vehicle, accepts_fast_w, "W", "accepted at a fast stand, warm", NONE, 100,
        2e6),
    F64("efficiency_ratio", vehicle, efficiency_ratio, "1",
        "energy into the battery over energy at the charge point", NONE, 0.5, 1),
    F64("taper_soc_ratio", vehicle, taper_soc_ratio, "1", "SoC from which it accepts less", 0.8, 0.2, 1),
    F64("cold_ratio_per_c", vehicle, cold_ratio_per_c, "1/°C", "power lost per °C below 5 °C", 0, 0,
        0.05),
    F64("start_soc_ratio", vehicle, start_soc_ratio, "1", "SoC when the simulation begins", 1, 0, 1),
};

static const ostrov_field duty_fields[] = {
    ROW("vehicle", duty, vehicle, "", "name of the vehicle", 4, SITE_TYPE_VEHICLE, 0, NONE, NONE, NONE),
    ROW("charge_point", duty, charge_point, "", "where it plugs in when it is back", 4,
        SITE_TYPE_POINT, 0, NONE, NONE, NONE),
    ROW("depart_local", duty, depart_minute, "", "local time it leaves", 4, SITE_TYPE_CLOCK, 0, NONE, 0,
        1439),
    ROW("arrive_local", duty, arrive_minute, "", "local time it is back; 24:15 is past midnight", 4,
        SITE_TYPE_CLOCK, 0, NONE, 1, 2879),
    F64("energy_wh", duty, energy_wh, "Wh", "energy used on the way, at 15 °C", NONE, 0, 2e6),
    F64("reserve_wh", duty, reserve_wh, "Wh", "energy to be left on return", NONE, 0, 2e6),
};

#define WHOLE(key, S, m, brief, standard, lo, hi)                                                  \
    ROW(key, S, m, "", brief, 4, OSTROV_TYPE_I32, 0, standard, lo, hi)

static const ostrov_field device_fields[] = {
    TEXT("pcs_host", devices, pcs_host, "IPv4 address of the storage converter, or its serial line", 0),
    TEXT("meter_host", devices, meter_host, "IPv4 address of the meter at the PCC, or its serial line", 0),
    TEXT("pv_host", devices, pv_host, "IPv4 address of the PV inverter; absent = none to speak to",
         OSTROV_FIELD_OPTIONAL),
    TEXT("bms_host", devices, bms_host,
         "IPv4 address of a BMS beside the converter, or its serial line", OSTROV_FIELD_OPTIONAL),
    TEXT("pcs_map", devices, pcs_map, "register map of the converter; absent = SunSpec",
         OSTROV_FIELD_OPTIONAL),
    TEXT("meter_map", devices, meter_map, "register map of the meter; absent = SunSpec",
         OSTROV_FIELD_OPTIONAL),
    TEXT("pv_map", devices, pv_map, "register map of the PV inverter; absent = SunSpec",
         OSTROV_FIELD_OPTIONAL),
    TEXT("bms_map", devices, bms_map, "register map of the BMS", OSTROV_FIELD_OPTIONAL),
    TEXT("serial_parity", devices, parity, "parity of serial lines: N, E or O; absent = E",
         OSTROV_FIELD_OPTIONAL),
    WHOLE("serial_baud", devices, baud, "bits a second of serial lines", 19200, 300, 4000000),
    WHOLE("serial_stop_bits", devices, stop_bits, "stop bits of serial lines", 1, 1, 2),
    WHOLE("bms_port", devices, bms_port, "TCP port of the BMS", 502, 1, 65535),
    WHOLE("pcs_unit", devices, pcs_unit, "unit identifier of the converter; 0 = unit", 0, 0, 247),
    WHOLE("meter_unit", devices, meter_unit, "unit identifier of the meter; 0 = unit", 0, 0, 247),
    WHOLE("pv_unit", devices, pv_unit, "unit identifier of the PV inverter; 0 = unit", 0, 0, 247),
    WHOLE("bms_unit", devices, bms_unit, "unit identifier of the BMS; 0 = unit", 0, 0, 247),
    WHOLE("pcs_port", devices, pcs_port, "TCP port of the storage converter", 502, 1, 65535),
    WHOLE("meter_port", devices, meter_port, "TCP port of the meter", 502, 1, 65535),
    WHOLE("pv_port", devices, pv_port, "TCP port of the PV inverter", 502, 1, 65535),
    WHOLE("unit", devices, unit, "Modbus unit identifier of the devices", 1, 1, 247),
    WHOLE("battery_sign", devices, battery_sign,
          "model 802: 1 = discharge positive, -1 = charge positive", 1, -1, 1),
    WHOLE("meter_sign", devices, meter_sign, "1 = import positive, -1 = export positive", 1, -1, 1),
    WHOLE("cells_c_in_701", devices, cells_c_in_701,
          "1 = TmpOt of model 701 is the battery's temperature", 0, 0, 1),
    F64("timeout_s", devices, timeout_s, "s", "for an answer", 1, 0.05, 10),
    F64("reversion_s", devices, reversion_s, "s",
        "without us until a device falls back to its default", 60, 5, 3600),
};

static const ostrov_field cell_fields[] = {
    WHOLE("series", cells, series, "cells in series in a string of the battery", NONE, 1, 500),
    F64("model_error_v", cells, model_error_v, "V",
        "by which the chemistry's model may be wrong, of one cell", 0.02, 0.001, 0.2),
};

static const ostrov_field charger_fields[] = {
    TEXT("address", chargers, address, "IPv4 address that charge points connect to (OCPP 1.6J)", 0),
    TEXT("password_file", chargers, password_file,
         "file whose first line every charge point must send", OSTROV_FIELD_OPTIONAL),
    WHOLE("port", chargers, port, "TCP port that charge points connect to", 8180, 1, 65535),
    WHOLE("phases", chargers, phases, "phases of every charge point, 1 or 3", 3, 1, 3),
    F64("lifetime_s", chargers, lifetime_s, "s", "a limit lives so long without us", 120, 10, 3600),
};

#define MAYBE(key, S, m, unit, brief, lo, hi)                                                      \
    ROW(key, S, m, unit, brief, 8, OSTROV_TYPE_F64, OSTROV_FIELD_OPTIONAL, NONE, lo, hi)

static const ostrov_field connection_fields[] = {
    TEXT("io_host", connection, io_host, "IPv4 address of the I/O module at the PCC breaker", 0),
    TEXT("sync_host", connection, sync_host,
         "IPv4 address of the synchroniser; absent = sides by PCS and meter, without angle",
         OSTROV_FIELD_OPTIONAL),
    WHOLE("io_port", connection, io_port, "TCP port of the I/O module", 502, 1, 65535),
    WHOLE("io_unit", connection, io_unit, "its Modbus unit identifier", 1, 1, 247),
    WHOLE("sync_port", connection, sync_port, "TCP port of the synchroniser", 502, 1, 65535),
    WHOLE("sync_unit", connection, sync_unit, "its Modbus unit identifier", 1, 1, 247),
    WHOLE("sync_address", connection, sync_address, "its first holding register", 0, 0, 65500),
    WHOLE("io_inputs", connection, io_input,
          "discrete inputs, -1 = not wired: 52a, 52b, bond, local, manual, maintenance, fire stop, "
          "emergency stop, permit return, reset, four limiting relays",
          NONE, -1, 65535),
    WHOLE("io_outputs", connection, io_output,
          "coils, -1 = not wired: open, close, trip upstream, bond, alive", NONE, -1, 65535),
    WHOLE("shed_outputs", connection, shed_output,
          "coils that take load tiers 1, 2 and 3 off; absent or -1 = not wired, a shed tier stays on",
          -1, -1, 65535),
    WHOLE("relay_acts", connection, relay_acts,
          "what the limiting relays act on: 1 export, 2 import, 3 both", 1, 1, 3),
    MAYBE("relay_steps_ratio", connection, relay_steps_ratio, "1",
          "what each limiting relay allows; absent = 0, 0.3, 0.6, 1", 0, 1),
    MAYBE("relay_none_ratio", connection, relay_none_ratio, "1",
          "no limiting relay on; absent = what was told last stands", 0, 1),
    MAYBE("relay_fallback_ratio", connection, relay_fallback_ratio, "1",
          "limiting relays unread for relay_hold_s; absent = what was told last stands", 0, 1),
    F64("relay_hold_s", connection, relay_hold_s, "s", "until then what was told stands", 300, 0, 86400),
    F64("timeout_s", connection, timeout_s, "s", "for an answer of either", 0.2, 0.02, 2),
    F64("calm_s", connection, calm_s, "s", "between looks while nothing happens", 0.05, 0.01, 0.1),
    F64("fast_s", connection, fast_s, "s", "between looks around a transition", 0.01, 0.005, 0.05),
};

static const ostrov_field dso_fields[] = {
    TEXT("address", dso, address, "IPv4 address to listen on for the DSO's control centre", 0),
    TEXT("allow", dso, allow, "IPv4 addresses of control centres, separated by spaces; up to 8", 0),
    WHOLE("port", dso, port, "TCP port of IEC 60870-5-104", 2404, 1, 65535),
    WHOLE("common_address", dso, common, "common address of this station", 1, 1, 65534),
    WHOLE("base_address", dso, base, "added to all object addresses", 0, 0, 16000000),
    WHOLE("cease_mode", dso, cease_mode, "command \"cease\": 0 direct, 1 select first, 2 refused", 0, 0,
          2),
    WHOLE("permit_mode", dso, permit_mode, "command \"permit return\": likewise", 1, 0, 2),
    WHOLE("connection_mode", dso, connection_mode, "command \"leave or come back\": likewise", 2, 0, 2),
    F64("full", dso, full, "1", "set-point that means no limit: 100 for percent, or kW", 100, 1e-3, 1e9),
    F64("cyclic_s", dso, cyclic_s, "s", "between cyclic values; 0 = none", 10, 0, 3600),
    F64("select_s", dso, select_s, "s", "a selection waits for its execution", 10, 1, 300),
    F64("deadband_w", dso, deadband_w, "W", "changes by more are told at once", 1000, 0, 1e7),
    F64("lifetime_s", dso, lifetime_s, "s", "a limit outlives the connection", 300, 0, 604800),
    MAYBE("fallback_export_ratio", dso, fallback_export_ratio, "1",
          "share of the export limit after that; absent = the last limit stands", 0, 1),
    MAYBE("fallback_import_ratio", dso, fallback_import_ratio, "1",
          "share of the import limit after that; absent = the last limit stands", 0, 1),
};

static const ostrov_field mqtt_fields[] = {
    TEXT("host", mqtt, host, "IPv4 address of the broker", 0),
    TEXT("topic", mqtt, topic, "first level of the topics; absent = ostrov", OSTROV_FIELD_OPTIONAL),
    TEXT("user", mqtt, user, "user at the broker", OSTROV_FIELD_OPTIONAL),
    TEXT("password_file", mqtt, password_file, "file whose first line is the password",
         OSTROV_FIELD_OPTIONAL),
    WHOLE("port", mqtt, port, "TCP port of the broker", 1883, 1, 65535),
    F64("period_s", mqtt, period_s, "s", "between two states", 5, 0.1, 3600),
};

static const ostrov_choice days_of[] = {{"all", SITE_DAYS_ALL, 0},
                                        {"working", SITE_DAYS_WORKING, 0},
                                        {"saturday", SITE_DAYS_SATURDAY, 0},
                                        {"free", SITE_DAYS_FREE, 0}};

static const ostrov_field band_fields[] = {
    ROW("from_day", band, from_day, "", "first day of the year", 4, SITE_TYPE_DAY, 0, 101, 101, 1231),
    ROW("until_day", band, until_day, "", "last day of the year, 12-31 when absent", 4, SITE_TYPE_DAY, 0,
        1231, 101, 1231),
    ROW("from_local", band, from_minute, "", "local time from which it holds", 4, SITE_TYPE_CLOCK, 0, 0, 0,
        1439),
    ROW("until_local", band, until_minute, "", "local time until which it holds; 24:00 is midnight", 4,
        SITE_TYPE_CLOCK, 0, 1440, 1, 1440),
    {"days", "", "days it holds on; free = Sundays and public holidays", NULL, days_of, COUNT(days_of),
     (uint32_t)offsetof(band, days), 1, OSTROV_TYPE_ENUM, 1, 0, 0, SITE_DAYS_ALL, NONE, NONE},
    F64("energy_per_kwh", band, energy_per_kwh, "1/kWh", "price in place of the distribution's bands", NONE,
        0, 1e4),
    F64("spot_ratio", band, spot_ratio, "1", "share of the spot price besides; 0 = a fixed price", 1, 0, 1),
    F64("export_per_kwh", band, export_per_kwh, "1/kWh", "earned by a kWh exported besides", 0, -1e4, 1e4),
    TEXT("name", band, name, "band, such as peak: one line of a bill", 0),
};

static const ostrov_field capacity_fields[] = {
    F64("year_w", capacity, year_w, "W", "booked for the year", NONE, 0, 1e9),
    F64("month_w", capacity, month_w, "W", "booked besides for this month", 0, 0, 1e9),
    F64("year_price_per_kw", capacity, year_price_per_kw, "1/kW", "a kW booked for the year, a month", NONE,
        0, 1e6),
    F64("month_price_per_kw", capacity, month_price_per_kw, "1/kW", "a kW booked for one month; 0 = not sold",
        0, 0, 1e6),
    ROW("summer_price_per_kw", capacity, summer_price_per_kw, "1/kW",
        "a kW booked for the year, a summer month", 8, OSTROV_TYPE_F64, OSTROV_FIELD_OPTIONAL, NONE, 0, 1e6),
    ROW("summer_from_day", capacity, summer_from_day, "", "first day of summer", 4, SITE_TYPE_DAY, 0, 0, 101,
        1231),
    ROW("summer_until_day", capacity, summer_until_day, "", "last day of summer", 4, SITE_TYPE_DAY, 0, 0, 101,
        1231),
    F64("over_ratio", capacity, over_ratio, "1",
        "a kW above what is booked costs so many times the month's price", NONE, 0, 100),
    ROW("over_near_ratio", capacity, over_near_ratio, "1",
        "share of what is booked up to which over_ratio holds", 8, OSTROV_TYPE_F64, OSTROV_FIELD_OPTIONAL,
        NONE, 0, 1),
    F64("over_far_ratio", capacity, over_far_ratio, "1", "beyond that share", 0, 0, 100),
};

static const ostrov_field feed_fields[] = {
    TEXT("prices", feeds, prices, "day-ahead prices: ENTSO-E XML, OTE CSV or CSV with utc_start, plain or gzip",
         OSTROV_FIELD_OPTIONAL),
    TEXT("weather", feeds, weather, "weather forecast: Open-Meteo JSON, plain or gzip",
         OSTROV_FIELD_OPTIONAL),
};

static const char *const battery_required[] = {"chemistry", "capacity_wh", "charge_limit_w",
                                               "discharge_limit_w", NULL};
static const char *const pv_required[] = {"latitude_deg", "longitude_deg", "tilt_deg", "azimuth_deg",
                                          "peak_w", "inverter_w", NULL};
static const char *const grid_required[] = {"pcs_profile", NULL};
static const char *const station_required[] = {"authority", "import_limit_w", "export_limit_w",
                                               "charger_default_w", "load_max_w", NULL};

static const struct site_word grid_derived[] = {
    {"authority", "station.authority"}, {"island_verified", "site.island_verified_by"},
    {"settings_named", "site.settings_document"}, {NULL, NULL}};
static const struct site_word station_derived[] = {
    {"battery", "the section \"battery\""},
    {"charge_points", "the list \"charge_points\""},
    {"tiers", "the list \"tiers\""},
    {"charge_point_limit_w", "the list \"charge_points\""},
    {"charge_point_min_w", "the list \"charge_points\""},
    {NULL, NULL}};

#define OURS(table) NULL, table, COUNT(table)
#define SINGLE 0, 0, 0

const struct site_section site_sections[] = {
    {"site", OURS(site_fields), 0, SINGLE, NULL, NULL, 0, 0},
    {"station", "ostrov_station_config", NULL, 0, offsetof(whole, station), SINGLE, station_required,
     station_derived, 0, 0},
    {"grid", "ostrov_grid_config", NULL, 0, offsetof(whole, grid), SINGLE, grid_required, grid_derived, 0, 0},
    {"battery", "ostrov_battery_config", NULL, 0, offsetof(whole, battery), SINGLE, battery_required,
     NULL, 0, 0},
    {"cells", OURS(cell_fields), offsetof(whole, cells), SINGLE, NULL, NULL, 1, 0},
    {"pv", "ostrov_pv_config", NULL, 0, offsetof(whole, pv), SINGLE, pv_required, NULL, 0, 0},
    {"tariff", OURS(tariff_fields), offsetof(whole, tariff), SINGLE, NULL, NULL, 0, 0},
    {"wishes", OURS(wish_fields), 0, SINGLE, NULL, NULL, 0, 0},
    {"load", OURS(load_fields), 0, SINGLE, NULL, NULL, 0, 0},
    {"tiers", OURS(tier_fields), offsetof(whole, tier), sizeof(tier), OSTROV_LOAD_TIERS,
     offsetof(whole, tiers), NULL, NULL, 0, 0},
    {"charge_points", OURS(point_fields), offsetof(whole, charge_point), sizeof(point),
     OSTROV_CHARGE_POINTS, offsetof(whole, charge_points), NULL, NULL, 0, 0},
    {"vehicles", OURS(vehicle_fields), offsetof(whole, vehicle), sizeof(vehicle), SITE_VEHICLES,
     offsetof(whole, vehicles), NULL, NULL, 0, 0},
    {"duties", OURS(duty_fields), offsetof(whole, duty), sizeof(duty), SITE_DUTIES,
     offsetof(whole, duties), NULL, NULL, 0, 0},
    {"devices", OURS(device_fields), offsetof(whole, devices), SINGLE, NULL, NULL, 1, 1},
    {"chargers", OURS(charger_fields), offsetof(whole, chargers), SINGLE, NULL, NULL, 1, 1},
    {"bands", OURS(band_fields), offsetof(whole, band), sizeof(band), SITE_BANDS, offsetof(whole, bands),
     NULL, NULL, 1, 0},
    {"capacity", OURS(capacity_fields), offsetof(whole, capacity), SINGLE, NULL, NULL, 1, 0},
    {"feeds", OURS(feed_fields), offsetof(whole, feeds), SINGLE, NULL, NULL, 1, 0},
    {"connection", OURS(connection_fields), offsetof(whole, connection), SINGLE, NULL, NULL, 1, 1},
    {"dso", OURS(dso_fields), offsetof(whole, dso), SINGLE, NULL, NULL, 1, 1},
    {"mqtt", OURS(mqtt_fields), offsetof(whole, mqtt), SINGLE, NULL, NULL, 1, 1},
};

const size_t site_section_count = COUNT(site_sections);

const ostrov_field *site_section_fields(const struct site_section *section, size_t *count)
{
    if (section->structure != NULL) {
        return ostrov_fields(section->structure, count, NULL);
    }
    *count = section->field_count;
    return section->fields;
}
