/* Reasons of a plan in words: English, Czech, Traditional Chinese.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan_explain.h>

#include "base/fields.h"
#include "base/text.h"

/* A sentence says what and why; the second what would change it. In them {now}, {at}, {also} and {value}
 * stand for the row's numbers, as prices, kW or per cent: the letter after the colon. */
typedef struct sentence {
    const char *why[3];
    const char *change[3];
} sentence;

/* clang-format off: a language a line */
static const sentence sentences[] = {
    [OSTROV_BECAUSE_UNKNOWN] = {{"nothing more to say", "není co dodat", "沒有其他原因"}, {"", "", ""}},
    [OSTROV_BECAUSE_CHARGE_CHEAP] = {
        {"charges from the grid: a kWh costs {now:p} now and is worth {at:p} on its way into the battery",
         "nabíjí ze sítě: kWh teď stojí {now:p} a cestou do baterie má cenu {at:p}",
         "由電網充電：每度電現價 {now:p}，存入電池的價值為 {at:p}"},
        {"stops when the price rises above {at:p}", "přestane, když cena stoupne nad {at:p}",
         "當電價高於 {at:p} 時停止"}},
    [OSTROV_BECAUSE_CHARGE_SUN] = {
        {"charges from the sun: exported it would earn {now:p} a kWh, in the battery it is worth {at:p}",
         "nabíjí ze slunce: v síti by kWh vynesla {now:p}, v baterii má cenu {at:p}",
         "以太陽能充電：售電每度得 {now:p}，存入電池的價值為 {at:p}"},
        {"exports instead when that pays more than {at:p}", "raději prodá, když výkup stoupne nad {at:p}",
         "當售電價格高於 {at:p} 時改為售電"}},
    [OSTROV_BECAUSE_DISCHARGE_DEAR] = {
        {"discharges instead of importing: a kWh costs {now:p} now, out of the battery {at:p}",
         "vybíjí místo odběru: kWh teď stojí {now:p}, z baterie {at:p}",
         "以放電取代購電：每度電現價 {now:p}，取自電池為 {at:p}"},
        {"imports instead when the price falls below {at:p}", "raději odebere, když cena klesne pod {at:p}",
         "當電價低於 {at:p} 時改為購電"}},
    [OSTROV_BECAUSE_DISCHARGE_SELL] = {
        {"discharges into the grid: it pays {now:p} a kWh, out of the battery it costs {at:p}",
         "vybíjí do sítě: výkup platí {now:p} za kWh, z baterie stojí {at:p}",
         "放電售予電網：每度得 {now:p}，取自電池為 {at:p}"},
        {"stops selling when it pays less than {at:p}", "přestane prodávat, když výkup klesne pod {at:p}",
         "當售電價格低於 {at:p} 時停止售電"}},
    [OSTROV_BECAUSE_HOLD] = {
        {"rests: at {now:p} neither charging nor discharging pays",
         "odpočívá: při ceně {now:p} se nevyplatí nabíjet ani vybíjet",
         "靜置：電價 {now:p} 時充電與放電皆不划算"},
        {"charges below {at:p}, discharges above {also:p}", "nabíjí pod {at:p}, vybíjí nad {also:p}",
         "低於 {at:p} 時充電，高於 {also:p} 時放電"}},
    [OSTROV_BECAUSE_PEAK] = {
        {"import is held to the peak of the period, {at:w}; one kWh more here would cost {value:p} for it",
         "odběr je držen na maximu období, {at:w}; další kWh by tu za ně stála {value:p}",
         "購電維持在本期尖峰 {at:w} 以內；此處每多一度需多付 {value:p}"},
        {"changes with the price of the peak, or once it is exceeded",
         "změní se s cenou maxima, nebo jakmile bude překročeno", "尖峰價格改變或已被超過時才會改變"}},
    [OSTROV_BECAUSE_RESERVE] = {
        {"the battery keeps its reserve, {at:s}", "baterie drží rezervu {at:s}", "電池保留備用電量 {at:s}"},
        {"used when the grid fails", "použije se při výpadku sítě", "電網停電時才會動用"}},
    [OSTROV_BECAUSE_FULL] = {
        {"the battery is full, {at:s}", "baterie je plná, {at:s}", "電池已充滿，{at:s}"},
        {"changes when there is room again", "změní se, až se uvolní místo", "有剩餘容量時才會改變"}},
    [OSTROV_BECAUSE_EMPTY] = {
        {"the battery is empty, {at:s}", "baterie je prázdná, {at:s}", "電池已放空，{at:s}"},
        {"changes when energy comes in", "změní se, až přijde energie", "有電能充入時才會改變"}},
    [OSTROV_BECAUSE_CHARGE_LIMIT] = {
        {"charges as fast as it may, {at:w}; one kW more would bring {value:p} an hour",
         "nabíjí, jak nejrychleji smí, {at:w}; další kW by přinesl {value:p} za hodinu",
         "以上限 {at:w} 充電；每多 1 kW 每小時可得 {value:p}"},
        {"changes with the limit", "změní se s mezí", "上限改變時才會改變"}},
    [OSTROV_BECAUSE_DISCHARGE_LIMIT] = {
        {"discharges as fast as it may, {at:w}; one kW more would bring {value:p} an hour",
         "vybíjí, jak nejrychleji smí, {at:w}; další kW by přinesl {value:p} za hodinu",
         "以上限 {at:w} 放電；每多 1 kW 每小時可得 {value:p}"},
        {"changes with the limit", "změní se s mezí", "上限改變時才會改變"}},
    [OSTROV_BECAUSE_IMPORT_LIMIT] = {
        {"import is at its limit, {at:w}", "odběr je na mezi {at:w}", "購電已達上限 {at:w}"},
        {"changes with the limit", "změní se s mezí", "上限改變時才會改變"}},
    [OSTROV_BECAUSE_EXPORT_LIMIT] = {
        {"export is at its limit, {at:w}", "dodávka je na mezi {at:w}", "售電已達上限 {at:w}"},
        {"changes with the limit", "změní se s mezí", "上限改變時才會改變"}},
    [OSTROV_BECAUSE_CURTAIL] = {
        {"{now:w} of sun stay unused", "{now:w} slunce zůstane nevyužito", "{now:w} 太陽能未使用"},
        {"used when there is room for it or export pays", "využije se, až bude místo nebo se výkup vyplatí",
         "有容量或售電划算時才會使用"}},
    [OSTROV_BECAUSE_SHED] = {
        {"{now:w} of ordinary load are not served", "{now:w} běžné spotřeby není obslouženo",
         "{now:w} 一般負載未供電"},
        {"served when there is a source", "obslouží se, až bude zdroj", "有電源時才會恢復供電"}},
    [OSTROV_BECAUSE_SHED_CRITICAL] = {
        {"{now:w} of critical load are not served", "{now:w} důležité spotřeby není obslouženo",
         "{now:w} 重要負載未供電"},
        {"served when there is a source", "obslouží se, až bude zdroj", "有電源時才會恢復供電"}},
    [OSTROV_BECAUSE_OUTAGE] = {
        {"the grid is known to be away", "síť podle hlášení není", "已知電網停電"},
        {"changes when it is back", "změní se, až se vrátí", "電網恢復時才會改變"}},
};
/* clang-format on */

static int32_t same(const char *at, const char *name)
{
    while (*name != '\0' && *at == *name) {
        at++;
        name++;
    }
    return *name == '\0';
}

static void number(ostrov_i_text *out, double value, int32_t decimals, const char *unit)
{
    char digits[40];
    if (!ostrov_i_finite(value)) {
        ostrov_i_text_add(out, "?");
        return;
    }
    (void)ostrov_number_write(value, decimals, digits, sizeof digits);
    ostrov_i_text_add(out, digits);
    ostrov_i_text_add(out, unit);
}

/* {name:kind} of a sentence. */
static const char *fill(ostrov_i_text *out, const char *at, const ostrov_plan_reason *r)
{
    const double value = same(at, "{now")    ? r->now
                         : same(at, "{also") ? r->change_also
                         : same(at, "{at")   ? r->change_at
                                             : r->value_per_kwh;
    while (*at != ':') {
        at++;
    }
    switch (at[1]) {
    case 'p': number(out, value, 4, ""); break;
    case 'w': number(out, value / 1000.0, 1, " kW"); break;
    default: number(out, value * 100.0, 0, " %"); break;
    }
    while (*at != '}') {
        at++;
    }
    return at + 1;
}

static void write(ostrov_i_text *out, const char *words, const ostrov_plan_reason *r)
{
    while (*words != '\0') {
        if (*words == '{') {
            words = fill(out, words, r);
        } else {
            ostrov_i_text_char(out, *words);
            words++;
        }
    }
}

size_t ostrov_plan_reason_text(const ostrov_plan_reason *reason, int32_t language, char *text,
                               size_t capacity)
{
    const int32_t tongue = language >= 1 && language <= 3 ? language - 1 : 0;
    const size_t known = sizeof sentences / sizeof sentences[0];
    const sentence *s = &sentences[0];
    ostrov_i_text out;
    ostrov_i_text_begin(&out, text, capacity);
    if (reason != NULL) {
        if (reason->because > 0 && (size_t)reason->because < known) {
            s = &sentences[reason->because];
        }
        write(&out, s->why[tongue], reason);
        if (s->change[tongue][0] != '\0') {
            ostrov_i_text_add(&out, tongue == 2 ? "；" : "; ");
            write(&out, s->change[tongue], reason);
        }
    }
    return ostrov_i_text_end(&out);
}
