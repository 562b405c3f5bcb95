/* One site: everything the site file says, with where each value comes from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SITE_H
#define STATION_SITE_H

#include <ostrov/ostrov.h>

#include <stddef.h>

enum { SITE_NAME = 64, SITE_TEXT = 256, SITE_VEHICLES = 16, SITE_DUTIES = 96, SITE_SOURCES = 512 };

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

/* Where the real devices are. Hosts are IPv4 numbers; an empty one = there is no such device. */
struct site_devices {
    char pcs_host[SITE_NAME];
    char meter_host[SITE_NAME];
    char pv_host[SITE_NAME];
    int32_t pcs_port, meter_port, pv_port;
    int32_t unit;          /* unit identifier of all */
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
    int32_t reserved;
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
    struct site_mqtt mqtt;
    struct site_chargers chargers;
    struct site_charge_point charge_point[OSTROV_CHARGE_POINTS];
    struct site_vehicle vehicle[SITE_VEHICLES];
    struct site_duty duty[SITE_DUTIES];
    struct site_tier tier[OSTROV_LOAD_TIERS];
    int32_t charge_points, vehicles, duties, tiers;
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

/* Import price of a kWh and earning of an exported kWh for a spot price in EUR/MWh at a moment. */
void site_prices(const struct site *site, int64_t time_s, double spot_eur_per_mwh,
                 double *import_per_kwh, double *export_per_kwh);

#endif
