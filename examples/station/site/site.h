/* One site: everything the site file says, with where each value comes from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SITE_H
#define STATION_SITE_H

#include <ostrov/ostrov.h>

#include <stddef.h>

enum { SITE_NAME = 64, SITE_TEXT = 256, SITE_VEHICLES = 16, SITE_DUTIES = 96, SITE_BANDS = 32,
       SITE_SOURCES = 512 };

/* Where a value comes from; the report prints a badge for each. */
enum site_provenance {
    SITE_PROVENANCE_UNKNOWN = 0,
    SITE_DOCUMENTED = 1,  /* a public source says so; the note names it */
    SITE_MEASURED = 2,    /* read from a device or a bill */
    SITE_ASSUMED = 3,     /* engineering judgement; the note says why */
    SITE_ILLUSTRATIVE = 4 /* made up so that there is something to show */
};

struct site_source {
    char path[96]; /* "battery.capacity_wh" */
    char note[160];
    double value; /* NaN for text and lists */
    int32_t provenance;
    int32_t reserved;
};

/* What a kWh and a kW cost. Money in the site's currency. Low band ("NT") windows in local hours. */
struct site_tariff {
    double exchange_per_eur;          /* currency per EUR, for prices quoted in EUR/MWh */
    double distribution_high_per_kwh; /* high band */
    double distribution_low_per_kwh;  /* low band */
    double low_band_hours[24];        /* 1 = low band in that local hour */
    double supply_per_kwh;            /* supplier's margin, system services, tax */
    double export_fee_per_kwh;        /* taken off the spot price for export */
    double peak_price_per_kw;         /* for the highest quarter hour of the month */
    double peak_incurred_w;           /* highest quarter hour of the month so far */
    double co2_g_per_kwh;             /* of grid energy */
};

/* On which days a band holds. A public holiday is a free day, whatever its weekday. */
enum site_days {
    SITE_DAYS_UNKNOWN = 0,
    SITE_DAYS_ALL = 1,
    SITE_DAYS_WORKING = 2, /* Monday to Friday */
    SITE_DAYS_SATURDAY = 3,
    SITE_DAYS_FREE = 4 /* Sundays and public holidays of the site's country */
};

/* A time-of-use window. Of several that hold the first one counts; where none holds, the tariff's high and
 * low band do. Days of the year as month · 100 + day, both ends included, over New Year too. */
struct site_band {
    int32_t from_day, until_day;
    int32_t from_minute, until_minute; /* local, until > from, up to 1440 */
    int32_t days;                      /* enum site_days */
    int32_t reserved;
    double energy_per_kwh; /* takes the place of the distribution's high and low band */
    double spot_ratio;     /* share of the spot price that is charged and earned; 0 = a fixed price */
    double export_per_kwh; /* earned besides, before the fee */
    char name[SITE_NAME];  /* rows of one name are one line of a bill */
};

/* Capacity booked with the distributor. W by the quarter hour, money a kW and month. */
struct site_capacity {
    double year_w;  /* booked for the year */
    double month_w; /* booked besides for this month */
    double year_price_per_kw, month_price_per_kw;
    double summer_price_per_kw;          /* in place of year_price_per_kw in summer; NaN = the same */
    int32_t summer_from_day, summer_until_day; /* month · 100 + day; 0 = no summer */
    double over_ratio;     /* a kW above what is booked costs so many times the month's price */
    double over_near_ratio; /* share of what is booked up to which over_ratio holds; NaN = all of it */
    double over_far_ratio;  /* beyond it */
};

/* Files that prices and weather are read from. */
struct site_feeds {
    char prices[SITE_TEXT];  /* beside the site file, or an absolute path; empty = none */
    char weather[SITE_TEXT];
};

struct site_charge_point {
    char name[SITE_NAME];
    double limit_w;
    double min_w; /* least power when charging at all */
};

/* A vehicle: what it accepts falls from taper_soc_ratio on and in the cold. */
struct site_vehicle {
    char name[SITE_NAME];
    double capacity_wh;       /* usable */
    double accepts_w;         /* W at the charge point, warm and below the taper, AC stand */
    double accepts_fast_w;    /* the same at a fast stand */
    double efficiency_ratio;  /* energy into the battery over energy at the charge point */
    double taper_soc_ratio;
    double cold_ratio_per_c;  /* share of power lost per °C below 5 °C */
    double start_soc_ratio;   /* at the beginning of the simulation */
};

/* A duty: leaves at depart, needs energy_wh, comes back at arrive (may be past midnight). Local. */
struct site_duty {
    int32_t vehicle;
    int32_t charge_point; /* where it plugs in when it is back */
    int32_t depart_minute; /* minutes after local midnight */
    int32_t arrive_minute; /* > depart_minute; may exceed 1440 */
    double energy_wh;     /* used on the way, at 15 °C */
    double reserve_wh;    /* to be left on return */
};

struct site_tier {
    char name[SITE_NAME];
    double share_ratio; /* of the load */
};

/* How the strings are built. */
struct site_cells {
    int32_t series;       /* cells in series in a string; 0 = not told: power and BMS alone */
    int32_t reserved;
    double model_error_v; /* V of one cell by which the chemistry's model may be wrong */
};

/* Where the real devices are. Hosts are IPv4 numbers, or serial lines ("/dev/ttyS1"); an empty one =
 * there is no such device. A map is the name of a file beside the site file; empty = SunSpec. */
struct site_devices {
    char pcs_host[SITE_NAME];
    char meter_host[SITE_NAME];
    char pv_host[SITE_NAME];
    char bms_host[SITE_NAME]; /* a BMS with an address of its own */
    char pcs_map[SITE_TEXT];
    char meter_map[SITE_TEXT];
    char pv_map[SITE_TEXT];
    char bms_map[SITE_TEXT];
    char parity[8]; /* of serial lines: N, E or O */
    int32_t pcs_port, meter_port, pv_port, bms_port;
    int32_t unit; /* unit identifier of all … */
    int32_t pcs_unit, meter_unit, pv_unit, bms_unit; /* … but those that have one of their own; 0 = unit */
    int32_t baud, stop_bits;
    int32_t battery_sign;  /* model 802: 1 = discharge positive, -1 = charge positive */
    int32_t meter_sign;    /* 1 = import positive, -1 = export positive */
    int32_t cells_c_in_701; /* 1 = TmpOt of model 701 is the battery's temperature */
    double timeout_s;      /* for an answer */
    double reversion_s;    /* s without us until a device falls back to its default */
};

/* Where charge points connect to, by OCPP 1.6J. */
struct site_chargers {
    char address[SITE_NAME];       /* IPv4 address to listen on; empty = no charge point is spoken to */
    char password_file[SITE_TEXT]; /* file whose first line every charge point must send; empty = none */
    int32_t port;
    int32_t phases;                /* 1 or 3, of every charge point */
    double lifetime_s;             /* s a limit lives in a charge point without us */
};

/* The connection to the grid, where the station may leave it: an I/O module at the PCC breaker and a
 * synchroniser. What each register and wire means is with their drivers. */
struct site_connection {
    char io_host[SITE_NAME];   /* IPv4 number; empty = the breaker is nobody's of ours */
    char sync_host[SITE_NAME]; /* empty = sides by PCS and meter, no angle, no mode for the PCS */
    int32_t io_port, io_unit;
    int32_t sync_port, sync_unit, sync_address;
    int32_t io_input[14]; /* discrete inputs in the order of enum io_input; -1 = not wired */
    int32_t io_output[5];   /* coils in the order of enum io_output; -1 = not wired */
    int32_t shed_output[3]; /* coils that take load tiers 1 … 3 off; -1 = not wired */
    int32_t relay_acts;          /* what the DSO's limiting relays act on: 1 export, 2 import, 3 both */
    int32_t reserved_relay;
    double relay_steps_ratio[4]; /* what each allows; first NaN = 0, 0.3, 0.6, 1 */
    double relay_none_ratio;     /* none on; NaN = what was told last stands */
    double relay_fallback_ratio; /* unread for relay_hold_s; NaN = what was told last stands */
    double relay_hold_s;
    double timeout_s; /* for an answer of both */
    double calm_s;    /* s between looks while nothing happens */
    double fast_s;    /* s between looks around a transition */
};

/* The DSO's control centre, by IEC 60870-5-104: we are the controlled station. */
struct site_dso {
    char address[SITE_NAME]; /* IPv4 address to listen on; empty = there is none */
    char allow[SITE_TEXT];   /* IPv4 addresses of control centres */
    int32_t port, common;
    int32_t base;            /* added to all object addresses */
    int32_t permit_mode, connection_mode, cease_mode; /* 0 direct, 1 select first, 2 refused */
    double full;             /* set-point that means "no limit": 100 for percent, or kW */
    double cyclic_s, select_s, deadband_w;
    double lifetime_s;       /* s a limit outlives the connection */
    double fallback_export_ratio, fallback_import_ratio; /* after that; NaN = the last limit stands */
};

/* A broker to tell what holds now. */
struct site_mqtt {
    char host[SITE_NAME]; /* IPv4 number; empty = none */
    char topic[SITE_NAME];
    char user[SITE_NAME];
    char password_file[SITE_TEXT]; /* never the password itself: site files are passed around */
    int32_t port;
    int32_t reserved;
    double period_s;
};

struct site {
    char name[SITE_NAME];
    char title[SITE_TEXT];
    char notice[SITE_TEXT];      /* "modelled on, not operated or endorsed by …" */
    char zone_text[SITE_NAME];
    char currency[8];
    char country[8];             /* whose public holidays the load keeps: CZ, TW; empty = none */
    char island_verified_by[SITE_TEXT]; /* who verified fault clearing, earthing, neutral, and when */
    char settings_document[SITE_TEXT];  /* DSO settings protocol: document, date */
    int32_t island_simulated;    /* 1 = island_verified_by is marked assumed or illustrative: islanding is
                                    allowed in simulation only, a live run must refuse it */
    int32_t settings_doubted; /* 1 = settings_document is no protocol: it begins with "none", or its
                                 source is neither documented nor measured: nothing may be armed by
                                 it */
    char path[SITE_TEXT];        /* file it was read from */
    uint32_t crc;                /* of the file's bytes */
    ostrov_zone zone;
    ostrov_battery_config battery;
    ostrov_pv_config pv;
    ostrov_grid_config grid;
    ostrov_station_config station; /* .battery points at battery above: after copying a site set it again */
    struct site_tariff tariff;
    struct site_cells cells;
    struct site_devices devices;
    struct site_connection connection;
    struct site_dso dso;
    struct site_mqtt mqtt;
    struct site_chargers chargers;
    struct site_capacity capacity; /* all 0 = nothing is booked */
    struct site_feeds feeds;
    struct site_band band[SITE_BANDS];
    struct site_charge_point charge_point[OSTROV_CHARGE_POINTS];
    struct site_vehicle vehicle[SITE_VEHICLES];
    struct site_duty duty[SITE_DUTIES];
    struct site_tier tier[OSTROV_LOAD_TIERS];
    int32_t charge_points, vehicles, duties, tiers, bands;
    int32_t capacity_given;          /* 1 = the file has a section "capacity" */
    double load_typical_w;           /* mean load of the building */
    double load_profile_ratio[24];   /* load by local hour over the mean */
    double reserve_s;                /* s of critical load to keep */
    double short_price_per_kwh;      /* wishes: departures */
    double shed_price_per_kwh;       /* wishes: ordinary load */
    double shed_critical_price_per_kwh; /* wishes: critical load */
    double reserve_price_per_kwh_h;  /* wishes: reserve */
    struct site_source source[SITE_SOURCES];
    int32_t sources;
};

/* Reads and judges a site file. On failure returns −1 and writes "file:line: key = value: what is
 * wrong, limits, did you mean" into message. The site is then untouched. */
int site_load(const char *path, struct site *site, char *message, size_t capacity);

/* The same from bytes in memory; path is only the name that messages use. */
int site_read(const char *path, const char *bytes, size_t count, struct site *site, char *message,
              size_t capacity);

/* Every physical contradiction of a site that was read: fallback sum, duties that cannot be charged,
 * limits below the base load, wishes out of order. Writes one line each into text ('\n' between).
 * Returns the number of errors; warnings are counted in *warnings. */
int site_check(const struct site *site, char *text, size_t capacity, int *warnings);

/* The same for what is left when the controller dies in an island: the finding of an index, from 0.
 * Returns 0 when there are no more. Part of site_check. */
int site_silent(const struct site *site, int32_t index, int *error, char *text, size_t capacity);

/* The same for the time from the controller's death until the last device has fallen back: by how
 * much, and for how long, the limits may be exceeded. Of sites with a section "devices". Part of
 * site_check. */
int site_hold(const struct site *site, int32_t index, int *error, char *text, size_t capacity);

/* The same for sizes that do not go together. Part of site_check. */
int site_size(const struct site *site, int32_t index, int *error, char *text, size_t capacity);

/* Can every duty be charged in time? A typical day is repeated until it settles: slots of 5 minutes,
 * charging shared earliest departure first, under the import limit less the mean load of the hour,
 * without help from PV and battery. At temperature_c vehicles need more and accept less. */
struct site_reach {
    int32_t short_duty;    /* first duty that leaves with less than it needs; −1 = none */
    int32_t over_duty;     /* first duty no power at all could charge for in its stay; −1 = none */
    int32_t least_duty;    /* duty with the least margin; −1 = no duties */
    int32_t departures;    /* a day */
    double short_wh;       /* Wh missing at the departure of short_duty */
    double least_wh;       /* Wh over what least_duty needs, at its departure */
    double drive_wh;       /* Wh used on the way, a day, all vehicles */
    double peak_w;         /* W, highest import in a slot */
};
void site_reach(const struct site *site, double temperature_c, struct site_reach *reach);

/* Which place it is, by name, position and time zone: what the station remembers of a place holds
 * there, whatever prices, limits and settings the file tells. */
uint32_t site_identity(const struct site *site);

/* SoC at which a simulation begins: as the file says, else the middle of the range that may be used. */
double site_start_soc(const struct site *site);

/* Energy a duty uses at an air temperature: energy_wh at 15 °C and above, half as much again at −12 °C
 * (1.0 kWh/km mild, 1.5 in winter: assumed for SOR EBN 11), linear between and on to 1.7. */
double site_duty_wh(const struct site_duty *duty, double temperature_c);

/* 1 for a fast (DC) stand: AC stands of the field end at 63 A three-phase, 44 kW. */
int32_t site_point_fast(const struct site_charge_point *point);

/* Power a vehicle takes at a charge point: what it accepts there, from taper_soc_ratio on falling to a
 * tenth when full; at a fast stand less cold_ratio_per_c for each °C below 5 °C (slow charging warms the
 * pack itself), three tenths at least. */
double site_accepts_w(const struct site_vehicle *vehicle, const struct site_charge_point *point,
                      double soc_ratio, double temperature_c);

/* Local minutes after midnight of the day that begins at day_start_s as UTC seconds. */
int64_t site_local_time(const struct site *site, int64_t day_start_s, int32_t minute);

/* The band that holds at a moment: its row, or −1. */
int32_t site_band_at(const struct site *site, int64_t time_s);

/* Greatest import price of a kWh in any band for a spot price. */
double site_dearest(const struct site *site, double spot_eur_per_mwh);

/* 1 when the bands cover every minute of 2028, a leap year. */
int32_t site_bands_whole(const struct site *site);

/* 1 when a moment lies in summer, as the section "capacity" draws it. */
int32_t site_summer(const struct site *site, int64_t time_s);

/* What a month costs for its highest quarter hour, with what is booked: the booking itself and what is
 * above it. time_s: any moment of the month. */
void site_capacity_cost(const struct site_capacity *capacity, int32_t summer, double peak_w,
                        double *booking, double *over);

/* Path of a feed: as it stands when absolute, else beside the site file. Returns text; NULL = no feed. */
const char *site_feed_path(const struct site *site, const char *feed, char *text, size_t capacity);

/* Import price of a kWh and earning of an exported kWh for a spot price in EUR/MWh at a moment. */
void site_prices(const struct site *site, int64_t time_s, double spot_eur_per_mwh,
                 double *import_per_kwh, double *export_per_kwh);

#endif
