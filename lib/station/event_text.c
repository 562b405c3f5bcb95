/* Events in plain words with numbers and units.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#include <string.h>

/* Text that counts what does not fit, as snprintf does. */
typedef struct writer {
    char *text;
    size_t capacity;
    size_t length;
} writer;

static void put(writer *w, const char *words)
{
    for (; *words != '\0'; words++) {
        if (w->length + 1 < w->capacity) {
            w->text[w->length] = *words;
        }
        w->length++;
    }
}

static void put_number(writer *w, double value, int32_t decimals, const char *unit)
{
    char digits[400]; /* 1.8e308 written out has 309 digits */
    if (ostrov_i_nan(value)) {
        put(w, "unknown");
    } else {
        (void)ostrov_number_write(value, decimals, digits, sizeof digits);
        put(w, digits);
    }
    put(w, unit);
}

/* What is there and would be rounded to nothing is not told as nothing. */
static void put_thousands(writer *w, double value, const char *unit)
{
    int32_t little = value > 0.0 && value < 50.0;
    put(w, little ? "less than " : "");
    put_number(w, little ? 0.1 : value / 1000.0, 1, unit);
}

static void put_kw(writer *w, double watts) { put_thousands(w, watts, " kW"); }

static void put_kwh(writer *w, double wh) { put_thousands(w, wh, " kWh"); }

static void put_count(writer *w, double value, const char *unit) { put_number(w, value, 0, unit); }

static void put_seconds(writer *w, double value) { put_number(w, value, 0, " s"); }

/* " (limit 250.0 kW)" where an event carries one. */
static void put_limit_kw(writer *w, const char *words, double limit)
{
    if (!ostrov_i_nan(limit)) {
        put(w, words);
        put_kw(w, limit);
    }
}

static void put_bits(writer *w, int32_t bits, const char *const *words, int32_t count)
{
    int32_t some = 0;
    for (int32_t i = 0; i < count; i++) {
        if (((uint32_t)bits & (1u << i)) != 0) {
            put(w, some ? ", " : "");
            put(w, words[i]);
            some = 1;
        }
    }
    if (!some) {
        put(w, "none");
    }
}

static const char *source_words(int32_t source)
{
    static const char *const words[] = {"PCC meter", "battery", "PV", "charge points"};
    return source >= 0 && source < OSTROV_SOURCES ? words[source] : "unknown source";
}

static const char *rung_words(int32_t rung)
{
    switch (rung) {
    case OSTROV_RUNG_PLAN:
        return "following the plan";
    case OSTROV_RUNG_QUICK:
        return "following the built-in quick plan";
    case OSTROV_RUNG_RULES:
        return "following rules without a plan";
    case OSTROV_RUNG_SAFE:
        return "giving the safe command";
    default:
        return "unknown rung";
    }
}

static void put_inhibits(writer *w, int32_t bits)
{
    static const char *const words[] = {"local switch",     "manual switch",
                                        "maintenance lock", "fire stop",
                                        "emergency stop",   "a switch that is not read"};
    if (bits == 0) {
        put(w, "inhibits ended");
        return;
    }
    put(w, "inhibited by ");
    put_bits(w, bits, words, 6);
    put(w, ((uint32_t)bits & OSTROV_I_STATION_STOPS) != 0 ? ": everything off"
                                                          : ": advice only, nothing is written");
}

static void put_warnings(writer *w, int32_t bits)
{
    static const char *const words[] = {
        "power not measured",
        "no SoC from the BMS",
        "counted and told SoC disagree",
        "SoC not known",
        "values are old",
        "cold",
        "hot",
        "no temperature",
        "empty",
        "full",
        "an impossible value was refused",
        "a full charge would tell SoC again",
    };
    put(w, "battery: ");
    put_bits(w, bits, words, 12);
}

static void put_tiers(writer *w, int32_t bits)
{
    static const char *const words[] = {"0", "1", "2", "3"};
    put(w, "load tiers on: ");
    put_bits(w, bits, words, 4);
}

static void put_refused(writer *w, const ostrov_event *event)
{
    const ostrov_structure *table = &ostrov_i_station_structures[OSTROV_I_TABLE_MEASUREMENT];
    put(w, "impossible measurement not used: ");
    if (event->subject >= 0 && (uint32_t)event->subject < table->field_count) {
        put(w, table->fields[event->subject].name);
    } else {
        put(w, "value");
    }
    put(w, " = ");
    put_number(w, event->value, -1, "");
}

static void put_point(writer *w, int32_t point)
{
    put(w, "charge point ");
    put_count(w, (double)point, "");
}

static void write_vehicle(writer *w, const ostrov_event *event)
{
    put_point(w, event->subject);
    switch (event->code) {
    case OSTROV_EVENT_VEHICLE_ARRIVED:
        put(w, ": vehicle arrived");
        break;
    case OSTROV_EVENT_VEHICLE_LEFT:
        put(w, ": vehicle left");
        if (event->value > 0.0) {
            put(w, " with ");
            put_kwh(w, event->value);
            put(w, " missing");
        }
        break;
    default: /* late */
        put(w, ": vehicle cannot be charged in time, ");
        put_kwh(w, event->value);
        put(w, " short");
        break;
    }
}

static void write_limit(writer *w, const ostrov_event *event)
{
    switch (event->code) {
    case OSTROV_EVENT_IMPORT_LIMIT:
        put(w, "charging cut to keep the site limit: ");
        put_kw(w, event->value);
        put_limit_kw(w, " over ", event->limit);
        break;
    case OSTROV_EVENT_QUARTER_LIMIT:
        put(w, "charging cut to keep the quarter-hour maximum: ");
        put_kw(w, event->value);
        put_limit_kw(w, " too much for a mean of ", event->limit);
        break;
    case OSTROV_EVENT_SHED:
        put(w, "load shed");
        if (event->value > 0.0) {
            put(w, ": ");
            put_kw(w, event->value);
            put_limit_kw(w, " over ", event->limit);
        }
        put(w, "; ");
        put_tiers(w, event->subject);
        break;
    case OSTROV_EVENT_RESTORED:
        put(w, "load restored; ");
        put_tiers(w, event->subject);
        break;
    case OSTROV_EVENT_DSO_LIMIT:
        put(w, event->subject == 0 ? "DSO allows " : "DSO allows for export ");
        put_number(w, event->value * 100.0, 0, " %");
        put_limit_kw(w, ", that is ", event->limit);
        break;
    default: /* violated */
        put(w, "import over the site limit: ");
        put_kw(w, event->value);
        put_limit_kw(w, " measured, limit ", event->limit);
        break;
    }
}

static void write_plan(writer *w, const ostrov_event *event)
{
    static const char *const solvers[] = {"unknown solver",  "quick planner", "GLPK", "the host",
                                          "value functions", "linear program", "HiGHS"};
    const int32_t known = event->subject >= 0 && event->subject <= OSTROV_SOLVER_HIGHS;
    switch (event->code) {
    case OSTROV_EVENT_PLAN_TAKEN:
        put(w, "plan taken from ");
        put(w, solvers[known ? event->subject : 0]);
        if (ostrov_i_finite(event->value)) {
            put(w, ", cost ");
            put_number(w, event->value, 2, "");
        }
        break;
    case OSTROV_EVENT_PLAN_REFUSED:
        put(w, "plan refused: ");
        put(w, ostrov_status_text(event->subject));
        break;
    default: /* rung */
        put(w, rung_words(event->subject));
        if (!ostrov_i_nan(event->value)) {
            put(w, ", plan age ");
            put_seconds(w, event->value);
        }
        break;
    }
}

static void write_source(writer *w, const ostrov_event *event)
{
    put(w, source_words(event->subject));
    if (event->code == OSTROV_EVENT_FRESH) {
        put(w, " measured again");
        return;
    }
    put(w, " not known");
    if (!ostrov_i_nan(event->value)) {
        put(w, " for ");
        put_seconds(w, event->value);
    }
}

static void write_battery(writer *w, const ostrov_event *event)
{
    switch (event->code) {
    case OSTROV_EVENT_SOC_LOW:
        put(w, "battery low: ");
        put_number(w, event->value * 100.0, 0, " %");
        if (!ostrov_i_nan(event->limit)) {
            put(w, ", of which ");
            put_number(w, event->limit * 100.0, 0, " % are kept");
        }
        break;
    case OSTROV_EVENT_SOC_FULL:
        put(w, "battery full: ");
        put_number(w, event->value * 100.0, 0, " %");
        break;
    case OSTROV_EVENT_BATTERY_WARNING:
        put_warnings(w, event->subject);
        break;
    default: /* ignored */
        if (event->subject < 0) {
            put(w, "battery");
        } else {
            put_point(w, event->subject);
        }
        put(w, " ignores its set-point: ");
        put_kw(w, event->value);
        put_limit_kw(w, " measured, told ", event->limit);
        break;
    }
}

static void write_event(writer *w, const ostrov_event *event)
{
    switch (event->code) {
    case OSTROV_EVENT_START:
        put(w, "station started");
        break;
    case OSTROV_EVENT_RESTORED_STATE:
        put(w, "station restored from a snapshot");
        break;
    case OSTROV_EVENT_SOC_DOUBT:
        put(w, "battery: count and voltage exclude each other, between ");
        put_number(w, event->value * 100.0, 0, " %");
        put(w, " and ");
        put_number(w, event->limit * 100.0, 0, " %");
        break;
    case OSTROV_EVENT_LOST_EVENTS:
        put_count(w, event->value, " events were lost");
        break;
    case OSTROV_EVENT_GRID_MODE:
        put(w, "grid mode ");
        put(w, ostrov_grid_mode_text(event->subject));
        if (event->value >= 1.0 && event->value <= 1000.0) { /* 0: nothing made it so */
            put(w, ": ");
            put(w, ostrov_grid_reason_text((int32_t)event->value));
        }
        break;
    case OSTROV_EVENT_PLAN_TAKEN:
    case OSTROV_EVENT_PLAN_REFUSED:
    case OSTROV_EVENT_RUNG:
        write_plan(w, event);
        break;
    case OSTROV_EVENT_STALE:
    case OSTROV_EVENT_FRESH:
        write_source(w, event);
        break;
    case OSTROV_EVENT_REFUSED_VALUE:
        put_refused(w, event);
        break;
    case OSTROV_EVENT_TIME_JUMP:
        put(w, "wall clock jumped by ");
        put_seconds(w, event->value);
        break;
    case OSTROV_EVENT_CLOCK_UNKNOWN:
        put(w, "wall clock not known: no plan is followed");
        break;
    case OSTROV_EVENT_INHIBIT:
        put_inhibits(w, event->subject);
        break;
    case OSTROV_EVENT_IMPORT_LIMIT:
    case OSTROV_EVENT_QUARTER_LIMIT:
    case OSTROV_EVENT_SHED:
    case OSTROV_EVENT_RESTORED:
    case OSTROV_EVENT_DSO_LIMIT:
    case OSTROV_EVENT_LIMIT_VIOLATED:
        write_limit(w, event);
        break;
    case OSTROV_EVENT_VEHICLE_ARRIVED:
    case OSTROV_EVENT_VEHICLE_LEFT:
    case OSTROV_EVENT_VEHICLE_LATE:
        write_vehicle(w, event);
        break;
    case OSTROV_EVENT_SET_POINT_IGNORED:
    case OSTROV_EVENT_SOC_LOW:
    case OSTROV_EVENT_SOC_FULL:
    case OSTROV_EVENT_BATTERY_WARNING:
        write_battery(w, event);
        break;
    default:
        put(w, "unknown event");
        break;
    }
}

size_t ostrov_event_text(const ostrov_event *event, char *text, size_t capacity)
{
    writer w = {text, text != NULL ? capacity : 0, 0};
    if (event == NULL) {
        put(&w, "no event");
    } else {
        write_event(&w, event);
    }
    if (w.capacity > 0) {
        w.text[w.length < w.capacity ? w.length : w.capacity - 1] = '\0';
    }
    return w.length;
}
