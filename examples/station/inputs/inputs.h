/* What the world brings: weather, load, prices, outages; actual and as forecast.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_INPUTS_H
#define STATION_INPUTS_H

#include "../site/site.h"

enum { INPUTS_OUTAGES = 16, INPUTS_PRICES = 1, INPUTS_WEATHER = 2, INPUTS_FEEDS = 3 /* both */ };

/* How the supply fails. */
enum outage_kind {
    OUTAGE_NONE = 0,
    OUTAGE_LOSS = 1,    /* voltage gone at once */
    OUTAGE_SAG = 2,     /* voltage falls to depth_pu and stays */
    OUTAGE_FLICKER = 3  /* gone, back for a few seconds, gone again, and so on until the end */
};

struct outage {
    int64_t start_s;
    int64_t end_s;
    int32_t kind;
    int32_t reserved;
    double depth_pu; /* remaining voltage, for SAG */
};

/* Series over [start_s, end_s): step_s for what happens, 900 s for prices and forecasts. */
struct inputs {
    int64_t start_s; /* local midnight of the first day */
    int64_t end_s;   /* local midnight after the last day */
    int32_t days;
    int32_t step_s; /* 60 */
    int32_t count;
    int32_t quarters;
    double *pv_w;             /* AC power the plant could give */
    double *load_w;           /* building, without vehicles */
    double *temperature_c;    /* air */
    double *spot_eur_per_mwh; /* by quarter; repaired, every value finite */
    uint8_t *spot_flags;      /* enum ostrov_repair by quarter */
    ostrov_weather *weather_forecast; /* by quarter, by a feed or as the model says the evening before; NaN = none, as
                                         where PV was measured: the model's clouds are not those */
    double *temperature_forecast_c; /* by quarter, known always: by the feed, else the model's season */
    double pv_before_w[96];   /* by quarter, the day before the first where PV was measured; NaN = not known */
    struct outage outage[INPUTS_OUTAGES];
    int32_t outages;
    int32_t spot_repaired;    /* quarters that had to be repaired */
    int32_t pv_provenance, load_provenance, spot_provenance; /* enum site_provenance */
    int32_t forecast_provenance; /* of weather_forecast: DOCUMENTED = a weather feed; where it does not reach
                                    the forecast is NaN */
    char pv_source[SITE_TEXT], load_source[SITE_TEXT], spot_source[SITE_TEXT];
    char forecast_source[SITE_TEXT];
    char scenario[SITE_NAME];
    uint64_t seed;
};

/* What the command line asks for; NULL or 0 = default. */
struct inputs_request {
    const char *scenario;   /* "day" (mild day, outage 18:00–20:00), "bad-night", "calm" (no outage) */
    const char *prices;     /* CSV with utc_start and price_eur_mwh, ENTSO-E XML or OTE CSV, plain or gzip;
                               NULL = the feed that the site names, if any */
    const char *weather;    /* Open-Meteo JSON; NULL = the feed that the site names, if any */
    const char *pv;         /* CSV: utc_start,pv_w */
    const char *load;       /* CSV: utc_start,load_w */
    const char *date;       /* "2026-01-15", local; NULL = first full day of prices, or the scenario's own */
    const char *outage;     /* "18:00-20:00" local, first day, or "none"; NULL = as the scenario says. A
                               kind may stand before it, a comma between several:
                               "flicker 06:00-06:10, sag:0.3 18:00-18:01" (loss, flicker, sag:<pu>) */
    int32_t without;        /* INPUTS_PRICES, INPUTS_WEATHER: not even the feed that the site names */
    int32_t days;           /* 1 … 367: a year and the day that its last plans look ahead to */
    uint64_t seed;
};

/* Makes the inputs. On failure returns −1 with a message that names file, line, column and value. */
int inputs_make(const struct site *site, const struct inputs_request *request, struct inputs *inputs,
                char *message, size_t capacity);

/* The model's weather taken out, where it is no forecast. */
void inputs_forget_weather(struct inputs *inputs);

void inputs_free(struct inputs *inputs);

/* Reads the feeds that the site names. What is wrong with them goes into text, a line each with file and line;
 * one that is not there is a warning. Returns errors; adds to warnings. */
int inputs_check_feeds(const struct site *site, char *text, size_t capacity, int *warnings);

/* What changes when a feed is written anew: size, time and file of what a request reads. Two calls that
 * differ mean that the inputs are to be made again. A file that is away counts as one more state. */
uint64_t inputs_stamp(const struct site *site, const struct inputs_request *request);

/* Actual value at a moment (linear between steps for PV and temperature, held for load). */
double inputs_pv_w(const struct inputs *inputs, int64_t time_s);
double inputs_load_w(const struct inputs *inputs, int64_t time_s);
double inputs_temperature_c(const struct inputs *inputs, int64_t time_s);

/* Grid voltage (pu) and frequency (Hz) at a moment; 0 V and 0 Hz during a loss. time_us is UTC microseconds. */
void inputs_grid(const struct inputs *inputs, const struct site *site, int64_t time_us,
                 double *voltage_pu, double *frequency_hz);

#endif
