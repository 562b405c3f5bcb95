/* Numbers, times and money as people read them: see words.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "words.h"

#include <stdio.h>
#include <string.h>

#define THIN                                                                                       \
    "\xe2\x80\xaf"       /* U+202F, narrow no-break space: between thousands (ISO 80000-1, 7.3.1) */
#define SPACE "\xc2\xa0" /* U+00A0, no-break space: between number and unit */
#define MINUS "\xe2\x88\x92" /* U+2212 */

static struct words say(const char *text)
{
    struct words w;
    snprintf(w.text, sizeof w.text, "%s", text);
    return w;
}

int32_t words_known(double value) { return value == value && value < 1e15 && value > -1e15; }

struct words words_number(double value, int32_t decimals)
{
    char digits[64];
    struct words w = {{0}};
    size_t used = 0, whole, start;
    if (!words_known(value)) {
        return say("not known");
    }
    ostrov_number_write(value, decimals, digits, sizeof digits);
    start = digits[0] == '-';
    whole = strcspn(digits + start, ".") + start;
    if (start && strspn(digits + 1, "0.") < strlen(digits + 1)) { /* −0 is 0 */
        used += (size_t)snprintf(w.text, sizeof w.text, MINUS);
    }
    for (size_t i = start; digits[i] != '\0'; i++) {
        const char *gap = i > start && i < whole && (whole - i) % 3 == 0 ? THIN : "";
        used += (size_t)snprintf(w.text + used, sizeof w.text - used, "%s%c", gap, digits[i]);
    }
    return w;
}

struct words words_unit(double value, int32_t decimals, const char *unit)
{
    struct words w = words_number(value, decimals);
    size_t used = strlen(w.text);
    if (words_known(value) && unit[0] != '\0') {
        snprintf(w.text + used, sizeof w.text - used, SPACE "%s", unit);
    }
    return w;
}

struct words words_kw(double watts, int32_t decimals)
{
    return words_unit(watts / 1e3, decimals, "kW");
}

struct words words_kwh(double wh, int32_t decimals)
{
    return words_unit(wh / 1e3, decimals, "kWh");
}

struct words words_percent(double ratio, int32_t decimals)
{
    return words_unit(ratio * 100.0, decimals, "%");
}

struct words words_count(int64_t count) { return words_number((double)count, 0); }

const char *words_currency(const struct site *site)
{
    return strcmp(site->currency, "CZK") == 0 ? "Kč" : site->currency;
}

struct words words_money(const struct site *site, double money)
{
    return words_unit(money, 0, words_currency(site));
}

struct words words_price(const struct site *site, double per_kwh)
{
    char unit[24];
    snprintf(unit, sizeof unit, "%s/kWh", words_currency(site));
    return words_unit(per_kwh, 2, unit);
}

struct words words_duration(double seconds)
{
    if (!words_known(seconds)) {
        return say("not known");
    }
    if (seconds < 99.5) {
        return words_unit(seconds, seconds < 9.995 && seconds > 0.0 ? 2 : 0, "s");
    }
    int64_t minutes = (int64_t)(seconds / 60.0 + 0.5);
    if (minutes < 120) {
        return words_unit((double)minutes, 0, "min");
    }
    if (minutes < 100 * 60) {
        struct words w;
        int h = (int)(minutes / 60), m = (int)(minutes % 60);
        if (m == 0) {
            return words_unit(h, 0, "h");
        }
        snprintf(w.text, sizeof w.text, "%d" SPACE "h %d" SPACE "min", h, m);
        return w;
    }
    return words_unit((double)minutes / 1440.0, 0, "days");
}

struct words words_clock(const struct site *site, int64_t time_s)
{
    struct words w;
    ostrov_civil c;
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        return say("not known");
    }
    snprintf(w.text, sizeof w.text, "%02d:%02d", (int)c.hour, (int)c.minute);
    return w;
}

struct words words_clock_s(const struct site *site, int64_t time_s)
{
    struct words w;
    ostrov_civil c;
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        return say("not known");
    }
    snprintf(w.text, sizeof w.text, "%02d:%02d:%02d", (int)c.hour, (int)c.minute, (int)c.second);
    return w;
}

struct words words_date(const struct site *site, int64_t time_s)
{
    static const char *const day[] = {"",         "Monday", "Tuesday",  "Wednesday",
                                      "Thursday", "Friday", "Saturday", "Sunday"};
    static const char *const month[] = {"",        "January",  "February", "March",  "April",
                                        "May",     "June",     "July",     "August", "September",
                                        "October", "November", "December"};
    struct words w;
    ostrov_civil c;
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        return say("date not known");
    }
    snprintf(w.text, sizeof w.text, "%s %d" SPACE "%s %d", day[c.weekday], (int)c.day,
             month[c.month], (int)c.year);
    return w;
}

struct words words_iso(const struct site *site, int64_t time_s)
{
    struct words w;
    ostrov_civil c;
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        return say("");
    }
    int offset = (int)(c.utc_offset_s / 60);
    int size = offset < 0 ? -offset : offset;
    snprintf(w.text, sizeof w.text, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", (int)c.year,
             (int)c.month, (int)c.day, (int)c.hour, (int)c.minute, (int)c.second,
             offset < 0 ? '-' : '+', size / 60, size % 60);
    return w;
}

struct words words_field(const struct site *site, const char *path, double value)
{
    /* The longest ending first; the unit is the name's (README of the site files). */
    static const struct {
        const char *ending, *unit;
        double scale;
        int32_t decimals;
    } rule[] = {
        {"g_per_kwh", "g/kWh", 1.0, 0},
        {"_per_kwh_h", "*/kWh/h", 1.0, 2},
        {"_per_kwh", "*/kWh", 1.0, 2},
        {"_per_kw", "*/kW", 1.0, 0},
        {"_per_eur", "*/EUR", 1.0, 2},
        {"_w_per_s", "kW/s", 1e-3, 0},
        {"_per_c", "%/°C", 100.0, 2},
        {"_wh", "kWh", 1e-3, 1},
        {"_w", "kW", 1e-3, 1},
        {"_ratio", "%", 100.0, 1},
        {"_deg", "°", 1.0, 4},
        {"_pu", "pu", 1.0, 3},
        {"_hz", "Hz", 1.0, 2},
        {"_v", "V", 1.0, 0},
        {"_s", "s", 1.0, 2},
        {"_m", "m", 1.0, 0},
        {"_c", "°C", 1.0, 1},
        {"_ohm", "Ω", 1.0, 4},
    };
    size_t length = strlen(path);
    if (!words_known(value)) {
        return say("");
    }
    for (size_t i = 0; i < sizeof rule / sizeof rule[0]; i++) {
        size_t n = strlen(rule[i].ending);
        if (length >= n && strcmp(path + length - n, rule[i].ending) == 0) {
            char unit[32];
            const char *name = rule[i].unit;
            snprintf(unit, sizeof unit, "%s%s", name[0] == '*' ? words_currency(site) : "",
                     name + (name[0] == '*'));
            double shown = value * rule[i].scale;
            int32_t whole = shown == (double)(int64_t)shown;
            return words_unit(shown, whole ? 0 : rule[i].decimals, unit);
        }
    }
    return words_number(value, value == (double)(int64_t)value ? 0 : 3);
}

const char *words_provenance(int32_t provenance)
{
    static const char *const word[] = {"not known", "documented", "measured", "assumed",
                                       "illustrative"};
    return provenance > 0 && provenance <= SITE_ILLUSTRATIVE ? word[provenance] : word[0];
}
