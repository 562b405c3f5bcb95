/* plan: one plan from a given state and feeds, as a table, CSV or JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "occasion.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON = 400 };

/* A column of the plan: one list for CSV and JSON. */
struct column {
    const char *name;
    int32_t decimals;
    double (*value)(const struct planner *planner, int32_t slot);
};

static double vehicles_w(const struct planner *p, int32_t i)
{
    double sum_w = 0.0;
    for (int32_t v = 0; v < p->plan.vehicle_count; v++) {
        sum_w += p->vehicle_w[v * PLANNER_SLOTS + i];
    }
    return sum_w;
}

static double import_price(const struct planner *p, int32_t i) { return p->import_price[i]; }
static double export_price(const struct planner *p, int32_t i) { return p->export_price[i]; }
static double load_w(const struct planner *p, int32_t i) { return p->load_w[i]; }
static double pv_w(const struct planner *p, int32_t i) { return p->used_pv_w[i]; }
static double grid_w(const struct planner *p, int32_t i) { return p->grid_w[i]; }
static double battery_w(const struct planner *p, int32_t i) { return p->battery_w[i]; }
static double soc_ratio(const struct planner *p, int32_t i) { return p->soc_ratio[i]; }
static double shed_w(const struct planner *p, int32_t i)
{
    return p->shed_w[i] + p->shed_critical_w[i];
}
static double worth(const struct planner *p, int32_t i) { return p->value_per_kwh[i]; }

static const struct column columns[] = {
    {"import_price_per_kwh", 4, import_price},
    {"export_price_per_kwh", 4, export_price},
    {"load_w", 1, load_w},
    {"pv_w", 1, pv_w},
    {"vehicles_w", 1, vehicles_w},
    {"grid_w", 1, grid_w},
    {"battery_w", 1, battery_w},
    {"soc_ratio", 4, soc_ratio},
    {"shed_w", 1, shed_w},
    {"value_per_kwh", 4, worth},
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const char *solver(const ostrov_plan *plan)
{
    return plan->solver == OSTROV_SOLVER_GLPK      ? "GLPK"
           : plan->solver == OSTROV_SOLVER_QUICK   ? "the quick planner"
           : plan->solver == OSTROV_SOLVER_VALUE   ? "value functions"
           : plan->solver == OSTROV_SOLVER_SIMPLEX ? "the structured solver"
                                                   : "another solver";
}

/* Of what is left unmet, what counts for half a hundredth of the currency and more: less is the
 * solver's last digit. */
static int32_t unmet(const struct occasion *o, ostrov_wish_missed missed[8])
{
    int32_t count = 0, kept = 0;
    if (ostrov_plan_missed(&o->planner.verdict, missed, &count) != OSTROV_OK) {
        return 0;
    }
    for (int32_t i = 0; i < count; i++) {
        if (missed[i].cost >= 0.005) {
            missed[kept++] = missed[i];
        }
    }
    return kept;
}

static const char *const wishes[] = {"",
                                     "critical load",
                                     "ordinary load",
                                     "departures",
                                     "blocks",
                                     "reserve and SoC window",
                                     "energy at the end",
                                     "full charge",
                                     "warranty throughput"};

/* ---- the table ---- */

static void print_head(const struct call *call, const struct occasion *o)
{
    const ostrov_plan *plan = &o->planner.plan;
    const struct site *site = call->site;
    char a[40], b[40], c[40], from[24], until[24];
    printf("%s\n%s\n\n", site->title, site->notice);
    printf("Plan from %s to %s, made by %s\n", occasion_date(site, o->planner.edges_s[0], from),
           occasion_date(site, o->planner.edges_s[plan->count], until), solver(plan));
    printf("State: %s; battery %s %%\n", o->basis, command_number(o->view.soc_ratio * 100.0, 0, a));
    printf("Prices: %s\n", o->inputs.spot_source);
    printf("Weather: %s\n", o->inputs.forecast_source);
    if (plan->bound > -1e300) {
        printf("Cost %s %s, not below %s whoever plans: gap %s %%\n\n",
               command_number(plan->cost, 2, a), site->currency, command_number(plan->bound, 2, b),
               command_number(plan->gap_ratio * 100.0, 2, c));
    } else {
        printf("Cost %s %s; no bound is proven\n\n", command_number(plan->cost, 2, a),
               site->currency);
    }
}

static void print_slot(const struct call *call, const struct occasion *o, int32_t i,
                       const ostrov_plan_reason *reason, int32_t language)
{
    const struct planner *p = &o->planner;
    char clock[8], text[REASON], t[7][40];
    (void)ostrov_plan_reason_text(reason, language, text, sizeof text);
    printf("%s %8s %8s %8s %8s %8s %8s %5s  %s\n", occasion_clock(call->site, p->edges_s[i], clock),
           command_number(p->import_price[i], 3, t[0]), command_number(p->load_w[i] / 1e3, 1, t[1]),
           command_number(p->used_pv_w[i] / 1e3, 1, t[2]),
           command_number(vehicles_w(p, i) / 1e3, 1, t[3]),
           command_number(p->battery_w[i] / 1e3, 1, t[4]),
           command_number(p->grid_w[i] / 1e3, 1, t[5]),
           command_number(p->soc_ratio[i] * 100.0, 0, t[6]), text);
}

/* What the plan leaves unmet, and the departures that lack something. */
static void print_unmet(const struct call *call, const struct occasion *o)
{
    const struct planner *p = &o->planner;
    ostrov_wish_missed missed[8];
    int32_t count = unmet(o, missed);
    char text[40], clock[24];
    printf("\n%s\n", count == 0 ? "Every wish is met." : "Wishes left unmet:");
    for (int32_t i = 0; i < count; i++) {
        printf("  %s: counts for %s %s\n", wishes[missed[i].wish],
               command_number(missed[i].cost, 2, text), call->site->currency);
    }
    for (int32_t v = 0; v < p->plan.vehicle_count; v++) {
        if (p->short_wh[v] > 1.0) {
            printf("  leaves %s from %s with %s kWh less than wanted\n",
                   occasion_date(call->site, p->stay[v].depart_s, clock),
                   call->site->charge_point[p->stay[v].charge_point].name,
                   command_number(p->short_wh[v] / 1e3, 1, text));
        }
    }
}

static void print_table(const struct call *call, const struct occasion *o,
                        const ostrov_plan_reason *reasons, int32_t language)
{
    print_head(call, o);
    printf("local    %s/kWh  load kW    PV kW  veh. kW  batt. kW  grid kW  SoC %%  why\n",
           call->site->currency);
    for (int32_t i = 0; i < o->planner.plan.count; i++) {
        print_slot(call, o, i, &reasons[OSTROV_PLAN_REASONS * i], language);
    }
    print_unmet(call, o);
}

/* ---- CSV and JSON ---- */

void command_plan_csv(const struct call *call, const struct occasion *o, FILE *out)
{
    fprintf(out, "utc_start_s,duration_s,local");
    for (int k = 0; k < COLUMNS; k++) {
        fprintf(out, ",%s", columns[k].name);
    }
    fprintf(out, "\n");
    for (int32_t i = 0; i < o->planner.plan.count; i++) {
        char date[24], text[40];
        const int64_t *edge = &o->planner.edges_s[i];
        fprintf(out, "%lld,%lld,%s", (long long)edge[0], (long long)(edge[1] - edge[0]),
                occasion_date(call->site, edge[0], date));
        for (int k = 0; k < COLUMNS; k++) {
            fprintf(out, ",%s",
                    command_number(columns[k].value(&o->planner, i), columns[k].decimals, text));
        }
        fprintf(out, "\n");
    }
}

/* Numbers go in as their exact text: cJSON's own printing knows 17 digits and the locale. */
static void put_number(cJSON *object, const char *name, double value, int32_t decimals)
{
    char text[40];
    (void)cJSON_AddRawToObject(
        object, name, value - value == 0.0 ? command_number(value, decimals, text) : "null");
}

static void put_slots(cJSON *root, const struct occasion *o, const ostrov_plan_reason *reasons,
                      int32_t language)
{
    cJSON *slots = cJSON_AddArrayToObject(root, "slots");
    for (int32_t i = 0; i < o->planner.plan.count; i++) {
        cJSON *slot = cJSON_CreateObject();
        put_number(slot, "utc_start_s", (double)o->planner.edges_s[i], 0);
        put_number(slot, "duration_s", (double)(o->planner.edges_s[i + 1] - o->planner.edges_s[i]),
                   0);
        for (int k = 0; k < COLUMNS; k++) {
            put_number(slot, columns[k].name, columns[k].value(&o->planner, i),
                       columns[k].decimals);
        }
        cJSON *why = cJSON_AddArrayToObject(slot, "why");
        for (int r = 0; r < OSTROV_PLAN_REASONS; r++) {
            const ostrov_plan_reason *reason = &reasons[OSTROV_PLAN_REASONS * i + r];
            char text[REASON];
            if (reason->because != OSTROV_BECAUSE_UNKNOWN) {
                (void)ostrov_plan_reason_text(reason, language, text, sizeof text);
                (void)cJSON_AddItemToArray(why, cJSON_CreateString(text));
            }
        }
        (void)cJSON_AddItemToArray(slots, slot);
    }
}

static int print_json(const struct call *call, const struct occasion *o,
                      const ostrov_plan_reason *reasons, int32_t language)
{
    const ostrov_plan *plan = &o->planner.plan;
    ostrov_wish_missed missed[8];
    int32_t count = unmet(o, missed);
    cJSON *root = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(root, "site", call->site->name);
    (void)cJSON_AddStringToObject(root, "currency", call->site->currency);
    (void)cJSON_AddStringToObject(root, "solver", solver(plan));
    (void)cJSON_AddStringToObject(root, "state", o->basis);
    (void)cJSON_AddStringToObject(root, "prices", o->inputs.spot_source);
    (void)cJSON_AddStringToObject(root, "weather", o->inputs.forecast_source);
    put_number(root, "cost", plan->cost, 4);
    put_number(root, "bound", plan->bound, 4);
    put_number(root, "gap_ratio", plan->gap_ratio, 6);
    cJSON *list = cJSON_AddArrayToObject(root, "unmet");
    for (int32_t i = 0; i < count; i++) {
        cJSON *row = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(row, "wish", wishes[missed[i].wish]);
        put_number(row, "cost", missed[i].cost, 4);
        (void)cJSON_AddItemToArray(list, row);
    }
    put_slots(root, o, reasons, language);
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    if (text == NULL) {
        return -1;
    }
    printf("%s\n", text);
    cJSON_free(text);
    return 0;
}

int command_plan(const struct call *call)
{
    static struct occasion occasion;
    static ostrov_plan_reason reasons[OSTROV_PLAN_REASONS * PLANNER_SLOTS];
    char message[COMMAND_TEXT];
    ostrov_fault why = {0};
    const char *format = call->options.format != NULL ? call->options.format : "table";
    int32_t language = command_language(call);
    if (language < 0) {
        return command_language_refuse(call);
    }
    if (strcmp(format, "table") != 0 && strcmp(format, "csv") != 0 && strcmp(format, "json") != 0) {
        (void)snprintf(message, sizeof message, "--format %s: table, csv or json is wanted",
                       format);
        return command_refuse(message);
    }
    int result = occasion_make(call, &occasion, message, sizeof message);
    if (result == 0 && ostrov_plan_explain(&occasion.planner.problem, &occasion.planner.plan,
                                           reasons, sizeof reasons[0],
                                           OSTROV_PLAN_REASONS * PLANNER_SLOTS, &why) < OSTROV_OK) {
        (void)snprintf(message, sizeof message, "the plan cannot be explained");
        result = COMMAND_NO;
    }
    if (result == 0) {
        if (strcmp(format, "csv") == 0) {
            command_plan_csv(call, &occasion, stdout);
        } else if (strcmp(format, "table") == 0) {
            print_table(call, &occasion, reasons, language);
        } else if (print_json(call, &occasion, reasons, language) != 0) {
            (void)snprintf(message, sizeof message, "out of memory");
            result = COMMAND_NO;
        }
    }
    occasion_end(&occasion);
    return result == COMMAND_DONE ? result : command_end(result, message);
}
