/* Forecast and fact of recorded days: text in three languages, plots of a day or of weeks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"
#include "recorded.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum word {
    W_PV_DAY, /* in the order of enum recorded_what */
    W_LOAD_DAY,
    W_PV_HOUR,
    W_LOAD_HOUR,
    W_SCORE,
    W_SKILL,
    W_SKILL_LOAD,
    W_WITHIN,
    W_JUDGED,
    W_OWN, /* what the learner says of itself */
    W_OWN_DAY,
    W_MINUTES,
    W_RMSE,
    W_PINBALL,
    W_CRPS,
    W_NOT_JUDGED,
    W_NOT_KNOWN,
    W_STOP,
    W_HEADING,
    W_SENTENCE,
    W_NONE,
    W_BAND,
    W_MEDIAN,
    W_FACT,
    W_PV_TITLE,
    W_PV_WHAT,
    W_LOAD_TITLE,
    W_LOAD_WHAT,
    WORDS
};

static const char *const words[WORDS][KPI_LANGUAGES] = {
    [W_PV_DAY] = {"PV forecast, day ahead", "předpověď FVE, den předem", "太陽能日前預測"},
    [W_LOAD_DAY] = {"load forecast, day ahead", "předpověď spotřeby, den předem", "負載日前預測"},
    [W_PV_HOUR] = {"PV forecast, hour ahead", "předpověď FVE, hodinu předem", "太陽能一小時前預測"},
    [W_LOAD_HOUR] = {"load forecast, hour ahead", "předpověď spotřeby, hodinu předem",
                     "負載一小時前預測"},
    [W_SCORE] = {": mean absolute error ", ": střední absolutní chyba ", "：平均絕對誤差 "},
    [W_SKILL] = {"; skill over smart persistence ", "; zlepšení proti chytré perzistenci ",
                 "；相對晴空持續法技能分數 "},
    [W_SKILL_LOAD] = {"; skill over persistence ", "; zlepšení proti perzistenci ",
                      "；相對持續法技能分數 "},
    [W_WITHIN] = {"; within P10–P90 ", "; v pásmu P10–P90 ", "；落在 P10–P90 內 "},
    [W_JUDGED] = {"; quarter hours judged: ", "; posouzených čtvrthodin: ", "；評估之十五分鐘數："},
    [W_OWN] = {"PV forecast by its own score since it began, ",
               "předpověď FVE podle vlastního hodnocení od počátku, ", "太陽能預測自啟用以來之自我評分，"},
    [W_OWN_DAY] = {"day ahead", "den předem", "日前"},
    [W_MINUTES] = {"min ahead", "min předem", "分鐘前"},
    [W_RMSE] = {"; root mean square error ", "; odmocnina ze střední kvadratické chyby ",
                "；均方根誤差 "},
    [W_PINBALL] = {"; pinball loss ", "; kvantilová ztráta ", "；分位數損失 "},
    [W_CRPS] = {"; CRPS ", "; CRPS ", "；CRPS "},
    [W_NOT_JUDGED] = {": not judged", ": neposouzena", "：未評估"},
    [W_NOT_KNOWN] = {"not known", "není známo", "未知"},
    [W_STOP] = {".", ".", "。"},
    [W_HEADING] = {"Forecast and fact", "Předpověď a skutečnost", "預測與實際"},
    [W_SENTENCE] =
        {"The day-ahead forecast was made when the day UTC began, or when the station was started "
         "in it. A true band holds 80 %. PV is judged where there can be sun and the plant was not "
         "held down. Persistence of the day ahead: the sky of the day before, the load of the week "
         "before. Where nothing was measured or forecast there is a gap.",
         "Předpověď na den vznikla na začátku dne UTC, nebo při startu stanice během něj. Správné "
         "pásmo obsahuje 80 %. FVE se posuzuje, kdy může svítit slunce a výroba nebyla omezena. "
         "Perzistence na den: obloha předchozího dne, spotřeba předchozího týdne. Kde nebylo nic "
         "změřeno nebo předpovězeno, je mezera.",
         "日前預測於世界協調時之日始，或當日電站啟動時作成。正確之區間應含 "
         "80%。太陽能僅於可能有日照且"
         "未受限發時評估。日前持續法：前一日之天空、前一週之負載。未量測或未預測處留白。"},
    [W_NONE] = {"No forecast is recorded in that time.",
                "V této době není žádná předpověď zaznamenána.", "此期間無預測記錄。"},
    [W_BAND] = {"P10–P90", "P10–P90", "P10–P90"},
    [W_MEDIAN] = {"P50", "P50", "P50"},
    [W_FACT] = {"fact", "skutečnost", "實際"},
    [W_PV_TITLE] = {"PV: forecast and fact", "FVE: předpověď a skutečnost", "太陽能：預測與實際"},
    [W_PV_WHAT] =
        {"Band between the 10th and the 90th percentile and the median of the day-ahead "
         "forecast, and what the plant gave.",
         "Pásmo mezi 10. a 90. percentilem a medián předpovědi na den, a co elektrárna dala.",
         "日前預測之第 10 至第 90 百分位區間與中位數，以及實際發電。"},
    [W_LOAD_TITLE] = {"Load: forecast and fact", "Spotřeba: předpověď a skutečnost",
                      "負載：預測與實際"},
    [W_LOAD_WHAT] =
        {"Band between the 10th and the 90th percentile and the median of the day-ahead "
         "forecast of the building's load, and what it drew.",
         "Pásmo mezi 10. a 90. percentilem a medián předpovědi spotřeby budovy na den, a "
         "co odebrala.",
         "建築負載日前預測之第 10 至第 90 百分位區間與中位數，以及實際用電。"},
};

/* ---- scores -------------------------------------------------------------------------------------
 */

struct line {
    char *text;
    size_t used, capacity;
    int32_t language;
};

static void put(struct line *l, const char *text)
{
    if (l->used < l->capacity) {
        int n = snprintf(l->text + l->used, l->capacity - l->used, "%s", text);
        l->used += n > 0 ? (size_t)n : 0;
    }
}

static void put_value(struct line *l, double value, int32_t decimals, const char *unit)
{
    char number[64];
    if (!words_known(value)) {
        put(l, words[W_NOT_KNOWN][l->language]);
        return;
    }
    (void)ostrov_number_write(value, decimals, number, sizeof number);
    char *point = strchr(number, '.');
    if (l->language == KPI_CZECH && point != NULL) {
        *point = ',';
    }
    put(l, number);
    put(l, unit[0] == '%' && l->language == KPI_CHINESE ? "" : unit[0] != '\0' ? " " : "");
    put(l, unit);
}

size_t recorded_score_text(const struct recorded *r, int32_t which, char *text, size_t capacity)
{
    const struct record_score *const scores[RECORDED_SCORES] = {
        &r->record.pv_score, &r->record.load_score, &r->pv_hour_score, &r->load_hour_score};
    const struct record_score *s = scores[which];
    struct line line = {.text = text, .capacity = capacity, .language = r->language};
    const int32_t sun = which == RECORDED_PV_DAY || which == RECORDED_PV_HOUR;
    put(&line, words[W_PV_DAY + which][r->language]);
    if (s->judged == 0) {
        put(&line, words[W_NOT_JUDGED][r->language]);
    } else {
        put(&line, words[W_SCORE][r->language]);
        put_value(&line, s->mae_w / 1e3, 2, "kW");
        put(&line, words[sun ? W_SKILL : W_SKILL_LOAD][r->language]);
        put_value(&line, 100.0 * s->skill_ratio, 0, "%");
        if (words_known(s->coverage_ratio)) { /* an hour ahead only the median is kept */
            put(&line, words[W_WITHIN][r->language]);
            put_value(&line, 100.0 * s->coverage_ratio, 0, "%");
        }
        put(&line, words[W_JUDGED][r->language]);
        put_value(&line, (double)s->judged, 0, "");
    }
    put(&line, words[W_STOP][r->language]);
    return line.used;
}

size_t recorded_lead_text(const struct recorded *r, int32_t lead, char *text, size_t capacity)
{
    const ostrov_learner_score *s = &r->lead[lead];
    const int32_t l = r->language;
    struct line line = {.text = text, .capacity = capacity, .language = l};
    if (capacity > 0) {
        text[0] = '\0';
    }
    if (!(s->samples > 0.0)) {
        return 0;
    }
    put(&line, words[W_OWN][l]);
    if (s->lead_s > 0) {
        put_value(&line, (double)s->lead_s / 60.0, 0, words[W_MINUTES][l]);
    } else {
        put(&line, words[W_OWN_DAY][l]);
    }
    put(&line, words[W_SCORE][l]);
    put_value(&line, s->mae_w / 1e3, 2, "kW");
    put(&line, words[W_RMSE][l]);
    put_value(&line, s->rmse_w / 1e3, 2, "kW");
    if (words_known(s->skill_ratio)) { /* of the day ahead there is none */
        put(&line, words[W_SKILL][l]);
        put_value(&line, 100.0 * s->skill_ratio, 0, "%");
    }
    put(&line, words[W_PINBALL][l]);
    put_value(&line, s->pinball_w / 1e3, 3, "kW");
    put(&line, words[W_CRPS][l]);
    put_value(&line, s->crps_w / 1e3, 3, "kW");
    put(&line, words[W_WITHIN][l]);
    put_value(&line, 100.0 * s->coverage_ratio, 0, "%");
    put(&line, words[W_JUDGED][l]);
    put_value(&line, s->samples, 0, "");
    put(&line, words[W_STOP][l]);
    return line.used;
}

/* ---- the section --------------------------------------------------------------------------------
 */

/* Plots from from_s to before until_s: at most a week, so that a quarter hour can be seen. */
static void plots(struct html *out, const struct recorded *r, int64_t from_s, int64_t until_s)
{
    const int32_t l = r->language;
    struct view view = {.record = &r->record, .site = r->site, .prefix = ""};
    int32_t first = (int32_t)((from_s - r->from_s) / 900);
    int32_t end = (int32_t)((until_s - r->from_s) / 900);
    view.from_s = from_s;
    view.until_s = until_s;
    view.quarter = r->record.quarter + first;
    view.quarters = (end < r->record.quarters ? end : r->record.quarters) - first;
    plot_forecast_pv(out, &view, words[W_PV_TITLE][l], words[W_PV_WHAT][l]);
    plot_forecast_load(out, &view, words[W_LOAD_TITLE][l], words[W_LOAD_WHAT][l]);
}

void section_recorded(struct html *out, const struct recorded *r)
{
    const int32_t l = r->language;
    char text[512];
    int64_t from_s = r->from_s, day_s = 0, until_s = 0;
    page_figure(out, words[W_HEADING][l],
                r->forecasts > 0 ? words[W_SENTENCE][l] : words[W_NONE][l], 0, 0);
    for (int32_t i = 0; i < RECORDED_SCORES && r->forecasts > 0; i++) {
        (void)recorded_score_text(r, i, text, sizeof text);
        html_format(out, "<p>%s</p>\n", text);
    }
    for (int32_t i = 0; i < OUTLOOK_LEADS; i++) {
        if (recorded_lead_text(r, i, text, sizeof text) > 0) {
            html_format(out, "<p>%s</p>\n", text);
        }
    }
    html_raw(out, "<p class=\"keys\">");
    page_key(out, "sun", words[W_BAND][l]);
    page_key(out, "rule-sun", words[W_MEDIAN][l]);
    page_key(out, "rule-load", words[W_FACT][l]);
    html_raw(out, "</p>");
    while (from_s < r->until_s) {
        until_s = from_s;
        for (int32_t day = 0; day < 7 && until_s < r->until_s; day++) {
            if (ostrov_zone_day(&r->site->zone, until_s, &day_s, &until_s) != OSTROV_OK) {
                until_s = r->until_s;
            }
        }
        until_s = until_s < r->until_s ? until_s : r->until_s;
        plots(out, r, from_s, until_s);
        from_s = until_s;
    }
    const struct view here = {.prefix = ""};
    page_figure_end(out, &here, "forecast.csv");
}
