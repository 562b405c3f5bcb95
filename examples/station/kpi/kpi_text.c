/* Key figures in words: see kpi.h. One table of three languages.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kpi.h"

#include <stdio.h>
#include <string.h>

enum { NAME_COLUMNS = 38 };

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
                   "時鐘未知，全部記錄合計"},
    [W_HOURS] = {"h", "h", "小時"},
    [W_NOT_KNOWN] = {"not known", "není známo", "未知"},
};

struct writer {
    struct kpi_row *row;
    int32_t rows, language;
};

/* On to the value of the row that was begun last. */
static void put(struct writer *w, const char *bytes)
{
    struct kpi_row *row = &w->row[w->rows - 1];
    size_t used = strlen(row->value);
    (void)snprintf(row->value + used, sizeof row->value - used, "%s", bytes);
}

static void begin_row(struct writer *w, enum word word)
{
    if (w->rows < KPI_ROWS) {
        w->rows++;
    }
    w->row[w->rows - 1] = (struct kpi_row){.name = words[word][w->language]};
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
    put(w, unit[0] == '\0' || (unit[0] == '%' && w->language == KPI_CHINESE) ? "" : " ");
    put(w, unit);
}

static void line(struct writer *w, enum word word, double value, int32_t decimals, const char *unit)
{
    begin_row(w, word);
    put_value(w, value, decimals, unit);
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
    begin_row(w, W_TITLE);
    put(w, site->title);
    begin_row(w, W_FROM);
    put_moment(w, site, k->from_s);
    put(w, " – ");
    put_moment(w, site, k->until_s);
    begin_row(w, W_KNOWN);
    put_value(w, k->minutes / 60.0, 1, words[W_HOURS][w->language]);
    put(w, ", ");
    put_value(w, 100.0 * k->known / k->minutes, 1, "%");
}

static void put_peak(struct writer *w, const struct kpi *k, const struct site *site)
{
    begin_row(w, W_PEAK);
    put_value(w, k->quarter_max_w / 1000.0, 1, "kW");
    if (k->quarter_max_w == k->quarter_max_w) {
        put(w, ", ");
        put_moment(w, site, k->quarter_max_s);
    }
}

int32_t kpi_rows(const struct kpi *k, const struct site *site, int32_t language,
                 struct kpi_row row[KPI_ROWS])
{
    struct writer writer = {.row = row, .language = language};
    struct writer *w = &writer;
    const char *hours = words[W_HOURS][language];
    put_head(w, k, site);
    line(w, W_USED, k->load_wh / 1000.0, 1, "kWh");
    line(w, W_VEHICLES, k->vehicles_wh / 1000.0, 1, "kWh");
    line(w, W_PV, k->pv_wh / 1000.0, 1, "kWh");
    line(w, W_IMPORT, k->import_wh / 1000.0, 1, "kWh");
    line(w, W_EXPORT, k->export_wh / 1000.0, 1, "kWh");
    begin_row(w, W_THROUGH);
    put_value(w, k->charged_wh / 1000.0, 1, "kWh");
    put(w, " / ");
    put_value(w, k->discharged_wh / 1000.0, 1, "kWh");
    line(w, W_SUFFICIENCY, 100.0 * k->self_sufficiency_ratio, 1, "%");
    line(w, W_CONSUMPTION, 100.0 * k->self_consumption_ratio, 1, "%");
    begin_row(w, W_COST);
    put_value(w, k->energy_cost, 2, site->currency);
    if (k->priced > 0.0 && k->priced < 0.9995 * k->known) {
        put(w, " (");
        put(w, words[W_PRICED][language]);
        put(w, " ");
        put_value(w, 100.0 * k->priced / k->known, 1, "%");
        put(w, ")");
    }
    line(w, W_WEAR, k->wear_cost, 2, site->currency);
    begin_row(w, W_CO2);
    put_value(w, k->co2_kg, 1, "kg");
    put(w, " (");
    put_value(w, site->tariff.co2_g_per_kwh, 0, "g/kWh");
    put(w, ")");
    put_peak(w, k, site);
    begin_row(w, W_READY);
    put_value(w, k->ready_hours, 1, hours);
    put(w, ", ");
    put_value(w, 100.0 * k->ready_ratio, 1, "%");
    line(w, W_ISLAND, k->island_hours, 2, hours);
    line(w, W_PLAN, 100.0 * k->plan_ratio, 1, "%");
    line(w, W_EVENTS, (double)k->events, 0, "");
    if (k->undated > 0) {
        line(w, W_UNDATED, (double)k->undated, 0, "");
    }
    return w->rows;
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

size_t kpi_text(const struct kpi *k, const struct site *site, int32_t language, char *text,
                size_t capacity)
{
    struct kpi_row row[KPI_ROWS];
    int32_t rows = kpi_rows(k, site, language, row);
    int n = snprintf(text, capacity, "%s: %s\n", row[0].name, row[0].value);
    size_t used = n > 0 ? (size_t)n : 0;
    for (int32_t i = 1; i < rows && used < capacity; i++) {
        int columns = NAME_COLUMNS - width(row[i].name);
        n = snprintf(text + used, capacity - used, "  %s%*s%s\n", row[i].name,
                     columns > 0 ? columns : 0, "", row[i].value);
        used += n > 0 ? (size_t)n : 0;
    }
    return used < capacity ? used : capacity - 1;
}
