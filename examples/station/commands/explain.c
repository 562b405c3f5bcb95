/* explain: why a slot of the plan looks as it does, why not otherwise, and what would change it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "occasion.h"

#include "store/telemetry.h"

#include <stdio.h>
#include <string.h>

enum { REASON = 400, LANGUAGES = 3 };

enum word {
    W_SLOT,
    W_CHARGES,
    W_DISCHARGES,
    W_RESTS,
    W_BATTERY,
    W_GRID,
    W_GRID_TO,
    W_WHY,
    W_NOT,
    W_MORE_IN,
    W_MORE_OUT,
    W_LOSES,
    W_GAINS,
    W_BARRED,
    W_WORTH,
    W_STATE,
    W_VEHICLES,
    W_UNTIL,
    W_EVENTS,
    W_NONE,
    W_DAY,
    W_BEGINS,
    W_RECORD,
    W_ASKED,
    WORDS
};

static const char *const words[WORDS][LANGUAGES] = {
    [W_SLOT] = {"Slot", "Interval", "時段"},
    [W_CHARGES] = {"charges", "nabíjí", "充電"},
    [W_DISCHARGES] = {"discharges", "vybíjí", "放電"},
    [W_RESTS] = {"rests", "stojí", "靜置"},
    [W_BATTERY] = {"the battery", "baterie", "電池"},
    [W_GRID] = {"from the grid", "ze sítě", "市電"},
    [W_GRID_TO] = {"into the grid", "do sítě", "送入電網"},
    [W_WHY] = {"Why", "Proč", "原因"},
    [W_NOT] = {"Why not otherwise", "Proč ne jinak", "為何不採取其他作法"},
    [W_MORE_IN] = {"a kWh more into the battery", "o kWh více do baterie", "電池多充一度"},
    [W_MORE_OUT] = {"a kWh more out of the battery", "o kWh více z baterie", "電池多放一度"},
    [W_LOSES] = {"would cost", "stálo by", "將多花"},
    [W_GAINS] = {"would be gained, but a limit stands in the way",
                 "by se získalo, ale brání tomu mez", "可得，但受限於上限"},
    [W_BARRED] = {"is not possible: the battery is at its end", "není možné: baterie je na mezi",
                  "不可行：電池已達界限"},
    [W_WORTH] = {"worth of a kWh in the cells afterwards", "cena kWh v článcích poté",
                 "其後電池內一度電的價值"},
    [W_STATE] = {"State", "Stav", "狀態"},
    [W_VEHICLES] = {"vehicles", "vozidla", "車輛"},
    [W_UNTIL] = {"leaves", "odjíždí", "發車"},
    [W_EVENTS] = {"Events of the hour before", "Události hodiny předtím", "前一小時事件"},
    [W_NONE] = {"none", "žádné", "無"},
    [W_DAY] = {"a day of the inputs", "den ze vstupů", "輸入資料中的一日"},
    [W_BEGINS] = {"the battery where the simulation begins", "baterie tam, kde simulace začíná",
                  "電池為模擬起始狀態"},
    [W_RECORD] = {"recorded", "zaznamenáno", "取自記錄"},
    [W_ASKED] = {"battery as asked", "baterie podle zadání", "電池依指定值"},
};

struct page {
    const struct call *call;
    const struct occasion *occasion;
    int32_t language; /* column of words */
    int32_t slot;
};

static const char *say(const struct page *page, enum word w) { return words[w][page->language]; }

/* Which moment it is, and whose state of charge. */
static void print_state(const struct page *page)
{
    const struct occasion *o = page->occasion;
    int recorded = o->recorded_s != INT64_MIN;
    int asked = page->call->options.soc != NULL;
    char date[24];
    printf("%s: %s %s%s%s\n", say(page, W_STATE), say(page, recorded ? W_RECORD : W_DAY),
           occasion_date(page->call->site, o->view.time_s, date), recorded && !asked ? "" : "; ",
           recorded && !asked ? "" : say(page, asked ? W_ASKED : W_BEGINS));
}

static void print_slot(const struct page *page)
{
    const struct planner *p = &page->occasion->planner;
    int32_t i = page->slot;
    double w = p->battery_w[i], grid_w = p->grid_w[i];
    char from[24], until[8], a[40], b[40], c[40];
    printf("%s %s – %s: %s %s %s kW (SoC %s %%), %s kW %s\n", say(page, W_SLOT),
           occasion_date(page->call->site, p->edges_s[i], from),
           occasion_clock(page->call->site, p->edges_s[i + 1], until), say(page, W_BATTERY),
           say(page, w < -1.0  ? W_CHARGES
                     : w > 1.0 ? W_DISCHARGES
                               : W_RESTS),
           command_number((w < 0.0 ? -w : w) / 1e3, 1, a),
           command_number(p->soc_ratio[i] * 100.0, 0, b),
           command_number((grid_w < 0.0 ? -grid_w : grid_w) / 1e3, 1, c),
           say(page, grid_w < -1.0 ? W_GRID_TO : W_GRID));
    for (int32_t v = 0; v < p->plan.vehicle_count; v++) {
        double vehicle_w = p->vehicle_w[v * PLANNER_SLOTS + i];
        if (vehicle_w > 1.0) {
            printf("  %s: %s %s kW, %s %s\n", say(page, W_VEHICLES),
                   page->call->site->charge_point[p->stay[v].charge_point].name,
                   command_number(vehicle_w / 1e3, 1, a), say(page, W_UNTIL),
                   occasion_date(page->call->site, p->stay[v].depart_s, from));
        }
    }
}

static void print_reasons(const struct page *page, const ostrov_plan_reason *reasons)
{
    printf("\n%s\n", say(page, W_WHY));
    for (int r = 0; r < OSTROV_PLAN_REASONS; r++) {
        char text[REASON];
        if (reasons[r].because != OSTROV_BECAUSE_UNKNOWN) {
            (void)ostrov_plan_reason_text(&reasons[r], page->language + 1, text, sizeof text);
            printf("  %s\n", text);
        }
    }
}

static void print_alternative(const struct page *page, enum word what, double loss, int32_t barred,
                              const char *limit)
{
    char text[40];
    if (barred) {
        printf("  %s: %s\n", say(page, what), say(page, W_BARRED));
    } else if (loss >= 0.0) {
        printf("  %s: %s %s %s\n", say(page, what), say(page, W_LOSES),
               command_number(loss, 4, text), page->call->site->currency);
    } else {
        printf("  %s: %s %s %s%s%s\n", say(page, what), command_number(-loss, 4, text),
               page->call->site->currency, say(page, W_GAINS), limit[0] != '\0' ? ": " : "", limit);
    }
}

/* The other ways: what the next kWh into or out of the battery would cost in this slot, by the
 * worth of energy in the cells that the plan carries. */
static void print_why_not(const struct page *page, const ostrov_plan_reason *reasons)
{
    const struct planner *p = &page->occasion->planner;
    const ostrov_battery_config *b = &page->call->site->battery;
    int32_t i = page->slot;
    double worth = p->value_per_kwh[i];
    double in = worth * b->charge_efficiency_ratio, out = worth / b->discharge_efficiency_ratio;
    double wear = p->problem.wear_price_per_kwh / b->discharge_efficiency_ratio;
    /* The next kWh into the battery is one more imported, unless there is a surplus to take it
     * from; the next one out of it is one less imported, unless nothing is. */
    double in_price = p->grid_w[i] < -1.0 ? p->export_price[i] : p->import_price[i];
    double out_price = p->grid_w[i] > 1.0 ? p->import_price[i] : p->export_price[i];
    char text[40], limit[REASON] = "";
    for (int r = 0; r < OSTROV_PLAN_REASONS; r++) {
        if (reasons[r].because >= OSTROV_BECAUSE_PEAK &&
            reasons[r].because <= OSTROV_BECAUSE_EXPORT_LIMIT) {
            (void)ostrov_plan_reason_text(&reasons[r], page->language + 1, limit, sizeof limit);
            break;
        }
    }
    printf("\n%s\n", say(page, W_NOT));
    print_alternative(page, W_MORE_IN, in_price - in, p->soc_ratio[i] >= b->soc_max_ratio - 1e-6,
                      limit);
    print_alternative(page, W_MORE_OUT, out + wear - out_price,
                      p->soc_ratio[i] <= b->soc_min_ratio + 1e-6, limit);
    printf("  %s: %s %s\n", say(page, W_WORTH), command_number(worth, 4, text),
           page->call->site->currency);
}

static int print_event(void *context, const struct telemetry_event *event)
{
    const struct page *page = context;
    char clock[8];
    printf("  %s %s\n", occasion_clock(page->call->site, event->time_s, clock), event->text);
    return 0;
}

/* What happened before, when the state was recorded. */
static int print_events(const struct page *page, char *message, size_t capacity)
{
    char path[COMMAND_PATH];
    int64_t until_s = page->occasion->recorded_s + 60;
    (void)snprintf(path, sizeof path, "%s/telemetry.db", page->call->options.state);
    printf("\n%s\n", say(page, W_EVENTS));
    int64_t n = telemetry_each_event(path, until_s - 3600, until_s, print_event,
                                     (void *)(uintptr_t)page, message, capacity);
    if (n == 0) {
        printf("  %s\n", say(page, W_NONE));
    }
    return n < 0 ? -1 : 0;
}

/* Before anything is planned: whether --slot is a time at all. */
static int judge_slot(const struct call *call, char *message, size_t capacity)
{
    const char *text = call->options.slot;
    int64_t time_s = 0;
    if (text == NULL || occasion_time(call->site, text, 0, &time_s) == 0) {
        return 0;
    }
    (void)snprintf(message, capacity, "--slot %s: a local time is wanted, such as 18:15", text);
    return -1;
}

static int find_slot(struct page *page, char *message, size_t capacity)
{
    const struct planner *p = &page->occasion->planner;
    const char *text = page->call->options.slot;
    int64_t time_s = p->edges_s[0];
    if (text != NULL && occasion_time(page->call->site, text, p->edges_s[0], &time_s) != 0) {
        time_s = p->edges_s[0] - 1; /* an hour that the clock skips today */
    }
    int64_t day_s = 0,
            next_s = 0; /* the plan goes on over midnight, the end of 23, 24 or 25 hours */
    if (time_s < p->edges_s[0] && text != NULL && strlen(text) <= 5 &&
        (ostrov_zone_day(&page->call->site->zone, p->edges_s[0], &day_s, &next_s) != OSTROV_OK ||
         occasion_time(page->call->site, text, next_s, &time_s) != 0)) {
        time_s = INT64_MAX;
    }
    for (int32_t i = 0; i < p->plan.count; i++) {
        if (time_s >= p->edges_s[i] && time_s < p->edges_s[i + 1]) {
            page->slot = i;
            return 0;
        }
    }
    (void)snprintf(message, capacity, "--slot %s: the plan does not reach there", text);
    return -1;
}

int command_explain(const struct call *call)
{
    static struct occasion occasion;
    static ostrov_plan_reason reasons[OSTROV_PLAN_REASONS * PLANNER_SLOTS];
    char message[COMMAND_TEXT];
    ostrov_fault why = {0};
    struct page page = {
        .call = call, .occasion = &occasion, .language = command_language(call) - 1};
    if (page.language < 0) {
        return command_language_refuse(call);
    }
    if (judge_slot(call, message, sizeof message) != 0) {
        return command_refuse(message);
    }
    int result = occasion_make(call, &occasion, message, sizeof message);
    if (result == 0) {
        result = find_slot(&page, message, sizeof message) == 0 ? COMMAND_DONE : COMMAND_WRONG;
    }
    if (result == 0 && ostrov_plan_explain(&occasion.planner.problem, &occasion.planner.plan,
                                           reasons, sizeof reasons[0],
                                           OSTROV_PLAN_REASONS * PLANNER_SLOTS, &why) < OSTROV_OK) {
        (void)snprintf(message, sizeof message, "the plan cannot be explained");
        result = COMMAND_NO;
    }
    if (result == 0) {
        print_state(&page);
        print_slot(&page);
        print_reasons(&page, &reasons[OSTROV_PLAN_REASONS * page.slot]);
        print_why_not(&page, &reasons[OSTROV_PLAN_REASONS * page.slot]);
        if (occasion.recorded_s != INT64_MIN) {
            result = print_events(&page, message, sizeof message) == 0 ? COMMAND_DONE : COMMAND_NO;
        }
    }
    occasion_end(&occasion);
    return result == COMMAND_DONE ? result : command_end(result, message);
}
