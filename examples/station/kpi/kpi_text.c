/* Key figures in words: see kpi.h. One table of three languages.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kpi.h"

#include <stdio.h>
#include <string.h>

enum word {
    W_TITLE,
    W_FROM,
    W_KNOWN,
    W_USED,
    W_VEHICLES,
    W_PV,
    W_IMPORT,
    W_EXPORT,
    W_THROUGH,
    W_SUFFICIENCY,
    W_CONSUMPTION,
    W_COST,
    W_WEAR,
    W_CO2,
    W_PEAK,
    W_READY,
    W_ISLAND,
    W_PLAN,
    W_PRICED,
    W_EVENTS,
    W_UNDATED,
    W_HOURS,
    W_NOT_KNOWN,
    WORDS
};

static const char *const words[WORDS][KPI_LANGUAGES] = {
    [W_TITLE] = {"Key figures", "Klíčové ukazatele", "關鍵指標"},
    [W_FROM] = {"from", "od", "期間"},
    [W_KNOWN] = {"recorded, of which known", "zaznamenáno, z toho známo", "記錄時間與已知比例"},
    [W_USED] = {"used by the building", "spotřeba budovy", "建築用電"},
    [W_VEHICLES] = {"charged into vehicles", "nabito do vozidel", "車輛充電"},
    [W_PV] = {"made by the sun", "vyrobeno sluncem", "太陽能發電"},
    [W_IMPORT] = {"from the grid", "ze sítě", "市電輸入"},
    [W_EXPORT] = {"to the grid", "do sítě", "市電輸出"},
    [W_THROUGH] = {"battery charged / discharged", "baterie nabita / vybita", "電池充電/放電"},
    [W_SUFFICIENCY] = {"self-sufficiency", "soběstačnost", "自給率"},
    [W_CONSUMPTION] = {"own use of the sun", "vlastní spotřeba ze slunce", "太陽能自用率"},
    [W_COST] = {"energy cost", "náklady na energii", "電能費用"},
    [W_WEAR] = {"wear of the battery", "opotřebení baterie", "電池損耗"},
    [W_CO2] = {"CO2 of net import", "CO2 čistého odběru", "淨輸入之二氧化碳"},
    [W_PEAK] = {"quarter-hour maximum", "čtvrthodinové maximum", "十五分鐘最大需量"},
    [W_READY] = {"reserve for an outage was there", "záloha pro výpadek byla k dispozici",
                 "停電備援就緒"},
    [W_ISLAND] = {"in island", "v ostrovním provozu", "孤島運轉"},
    [W_PLAN] = {"followed a plan", "podle plánu", "依計畫運轉"},
    [W_PRICED] = {"prices known for", "ceny známy pro", "已知電價比例"},
    [W_EVENTS] = {"events", "událostí", "事件數"},
    [W_UNDATED] = {"without a clock, in the whole record", "bez hodin, v celém záznamu",
                   "時鐘未知,全部記錄合計"},
    [W_HOURS] = {"h", "h", "小時"},
    [W_NOT_KNOWN] = {"not known", "není známo", "未知"},
};

struct writer {
    char *text;
    size_t used, capacity;
    int32_t language;
};

static void put(struct writer *w, const char *bytes)
{
    size_t n = strlen(bytes);
    n = n < w->capacity - 1 - w->used ? n : w->capacity - 1 - w->used;
    memcpy(w->text + w->used, bytes, n);
    w->used += n;
    w->text[w->used] = '\0';
}

/* Columns a text takes on a screen: two for a Chinese character, one for any other. */
static int width(const char *text)
{
    int columns = 0;
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        columns += byte >= 0xE3 ? 2 : (byte & 0xC0) != 0x80;
    }
    return columns;
}

static void put_name(struct writer *w, enum word word)
{
    const char *name = words[word][w->language];
    put(w, "  ");
    put(w, name);
    for (int i = width(name); i < 38; i++) {
        put(w, " ");
    }
}

/* A decimal comma in Czech, a point elsewhere; a value that is not known says so. */
static void put_value(struct writer *w, double value, int32_t decimals, const char *unit)
{
    char number[64];
    if (!(value - value == 0.0)) {
        put(w, words[W_NOT_KNOWN][w->language]);
        return;
    }
    (void)ostrov_number_write(value, decimals, number, sizeof number);
    char *point = strchr(number, '.');
    if (w->language == KPI_CZECH && point != NULL) {
        *point = ',';
    }
    put(w, number);
    put(w, unit[0] != '\0' && unit[0] != '%'            ? " "
           : w->language == KPI_CZECH && unit[0] == '%' ? " "
                                                        : "");
    put(w, unit);
}

static void line(struct writer *w, enum word word, double value, int32_t decimals, const char *unit)
{
    put_name(w, word);
    put_value(w, value, decimals, unit);
    put(w, "\n");
}

static void put_moment(struct writer *w, const struct site *site, int64_t time_s)
{
    char text[48];
    ostrov_civil c;
    if (ostrov_zone_civil(&site->zone, time_s, &c) != OSTROV_OK) {
        put(w, words[W_NOT_KNOWN][w->language]);
        return;
    }
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", (int)c.year, (int)c.month, (int)c.day,
             (int)c.hour, (int)c.minute);
    put(w, text);
}

static void put_head(struct writer *w, const struct kpi *k, const struct site *site)
{
    put(w, words[W_TITLE][w->language]);
    put(w, ": ");
    put(w, site->title);
    put(w, "\n");
    put_name(w, W_FROM);
    put_moment(w, site, k->from_s);
    put(w, " – ");
    put_moment(w, site, k->until_s);
    put(w, "\n");
    put_name(w, W_KNOWN);
    put_value(w, k->minutes / 60.0, 1, words[W_HOURS][w->language]);
    put(w, ", ");
    put_value(w, 100.0 * k->known / k->minutes, 1, "%");
    put(w, "\n");
}

static void put_peak(struct writer *w, const struct kpi *k, const struct site *site)
{
    put_name(w, W_PEAK);
    put_value(w, k->quarter_max_w / 1000.0, 1, "kW");
    if (k->quarter_max_w == k->quarter_max_w) {
        put(w, ", ");
        put_moment(w, site, k->quarter_max_s);
    }
    put(w, "\n");
}

size_t kpi_text(const struct kpi *k, const struct site *site, int32_t language, char *text,
                size_t capacity)
{
    struct writer writer = {.text = text, .capacity = capacity, .language = language};
    struct writer *w = &writer;
    const char *hours = words[W_HOURS][language];
    text[0] = '\0';
    put_head(w, k, site);
    line(w, W_USED, k->load_wh / 1000.0, 1, "kWh");
    line(w, W_VEHICLES, k->vehicles_wh / 1000.0, 1, "kWh");
    line(w, W_PV, k->pv_wh / 1000.0, 1, "kWh");
    line(w, W_IMPORT, k->import_wh / 1000.0, 1, "kWh");
    line(w, W_EXPORT, k->export_wh / 1000.0, 1, "kWh");
    put_name(w, W_THROUGH);
    put_value(w, k->charged_wh / 1000.0, 1, "kWh");
    put(w, " / ");
    put_value(w, k->discharged_wh / 1000.0, 1, "kWh");
    put(w, "\n");
    line(w, W_SUFFICIENCY, 100.0 * k->self_sufficiency_ratio, 1, "%");
    line(w, W_CONSUMPTION, 100.0 * k->self_consumption_ratio, 1, "%");
    put_name(w, W_COST);
    put_value(w, k->energy_cost, 2, site->currency);
    if (k->priced > 0.0 && k->priced < 0.9995 * k->known) {
        put(w, " (");
        put(w, words[W_PRICED][language]);
        put(w, " ");
        put_value(w, 100.0 * k->priced / k->known, 1, "%");
        put(w, ")");
    }
    put(w, "\n");
    line(w, W_WEAR, k->wear_cost, 2, site->currency);
    put_name(w, W_CO2);
    put_value(w, k->co2_kg, 1, "kg");
    put(w, " (");
    put_value(w, site->tariff.co2_g_per_kwh, 0, "g/kWh");
    put(w, ")\n");
    put_peak(w, k, site);
    put_name(w, W_READY);
    put_value(w, k->ready_hours, 1, hours);
    put(w, ", ");
    put_value(w, 100.0 * k->ready_ratio, 1, "%");
    put(w, "\n");
    line(w, W_ISLAND, k->island_hours, 2, hours);
    line(w, W_PLAN, 100.0 * k->plan_ratio, 1, "%");
    line(w, W_EVENTS, (double)k->events, 0, "");
    if (k->undated > 0) {
        line(w, W_UNDATED, (double)k->undated, 0, "");
    }
    return w->used;
}
