/* Can every vehicle leave on time? A day repeated, charging shared earliest departure first.
 *
 * Earliest deadline first is a plain rule: when it serves every duty, a timetable of charging
 * exists and is shown by it; when it does not, a better plan may still exist, so the answer is "not
 * reached".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <string.h>

enum { DAY = 1440, SLOT = 5, ROUNDS = 4, LAPS = 8 };

/* One vehicle: its duties in order of departure, and what it must have at each. */
struct runner {
    int32_t duty[SITE_DUTIES];
    int32_t duties;
    double need_wh[SITE_DUTIES]; /* wanted at departure, by place in duty[] */
    double stored_wh;
};

static double most(double a, double b) { return a > b ? a : b; }
static double least(double a, double b) { return a < b ? a : b; }

static void sort_duties(const struct site *site, int32_t vehicle, struct runner *runner)
{
    runner->duties = 0;
    for (int32_t d = 0; d < site->duties; d++) {
        if (site->duty[d].vehicle != vehicle) {
            continue;
        }
        int32_t at = runner->duties++;
        while (at > 0 &&
               site->duty[runner->duty[at - 1]].depart_minute > site->duty[d].depart_minute) {
            runner->duty[at] = runner->duty[at - 1];
            at--;
        }
        runner->duty[at] = d;
    }
}

/* Minutes between the return of duty k and the next departure. */
static int32_t stay_minutes(const struct site *site, const struct runner *runner, int32_t k)
{
    const struct site_duty *duty = &site->duty[runner->duty[k]];
    const struct site_duty *next = &site->duty[runner->duty[(k + 1) % runner->duties]];
    int32_t depart = next->depart_minute + (k + 1 == runner->duties ? DAY : 0);
    return depart - duty->arrive_minute;
}

/* What must be there at each departure: the duty itself, or more where the next stay is too short
 * to make up for it. Backwards through the day, round after round: what a day lacks adds up. */
static void set_needs(const struct site *site, int32_t v, struct runner *runner,
                      double temperature_c, int32_t *over_duty)
{
    const struct site_vehicle *vehicle = &site->vehicle[v];
    for (int32_t step = LAPS * runner->duties - 1; step >= 0; step--) {
        int32_t k = step % runner->duties;
        const struct site_duty *duty = &site->duty[runner->duty[k]];
        double use_wh = site_duty_wh(duty, temperature_c);
        double need_wh = use_wh + duty->reserve_wh;
        if (step < LAPS * runner->duties - 1) {
            double gain_wh = stay_minutes(site, runner, k) / 60.0 * vehicle->efficiency_ratio *
                             site_accepts_w(vehicle, &site->charge_point[duty->charge_point], 0.0,
                                            temperature_c);
            double later_wh = runner->need_wh[(k + 1) % runner->duties];
            need_wh = most(need_wh, later_wh - most(gain_wh, 0.0) + use_wh);
        }
        if (need_wh > vehicle->capacity_wh + 1e-6 && *over_duty < 0) {
            *over_duty = runner->duty[k];
        }
        runner->need_wh[k] = least(need_wh, vehicle->capacity_wh);
    }
}

/* Where a vehicle is at a minute of the day: −1 away, else the place in duty[] of its last return.
 */
static int32_t place(const struct site *site, const struct runner *runner, int32_t minute)
{
    int32_t last = runner->duties - 1;
    for (int32_t k = 0; k < runner->duties; k++) {
        const struct site_duty *duty = &site->duty[runner->duty[k]];
        if ((minute >= duty->depart_minute && minute < duty->arrive_minute) ||
            minute + DAY < duty->arrive_minute) {
            return -1;
        }
        if (minute >= duty->arrive_minute) {
            last = k;
        }
    }
    return last;
}

/* Departures of this slot: takes the energy and judges the last round. */
static void depart(const struct site *site, struct runner *runner, int32_t minute, int32_t judge,
                   double temperature_c, struct site_reach *reach)
{
    for (int32_t k = 0; k < runner->duties; k++) {
        const struct site_duty *duty = &site->duty[runner->duty[k]];
        if (duty->depart_minute / SLOT * SLOT != minute) {
            continue;
        }
        double use_wh = site_duty_wh(duty, temperature_c);
        double margin_wh = runner->stored_wh - use_wh - duty->reserve_wh;
        if (judge) {
            reach->departures++;
            reach->drive_wh += use_wh;
            if (reach->least_duty < 0 || margin_wh < reach->least_wh) {
                reach->least_duty = runner->duty[k];
                reach->least_wh = margin_wh;
            }
            if (margin_wh < -1.0 && reach->short_duty < 0) { /* 1 Wh: rounding of many slots */
                reach->short_duty = runner->duty[k];
                reach->short_wh = -margin_wh;
            }
        }
        runner->stored_wh = most(0.0, runner->stored_wh - use_wh);
    }
}

/* Gives one vehicle power for a slot beyond what it has already, up to a level of charge; returns
 * W. */
static double charge(const struct site *site, int32_t v, struct runner *runner, int32_t k,
                     double level_wh, double left_w, double already_w, double temperature_c)
{
    const struct site_vehicle *vehicle = &site->vehicle[v];
    const struct site_duty *back = &site->duty[runner->duty[k]];
    const double hours = SLOT / 60.0;
    double accepts_w = site_accepts_w(vehicle, &site->charge_point[back->charge_point],
                                      runner->stored_wh / vehicle->capacity_wh, temperature_c);
    double wanted_w = most(0.0, level_wh - runner->stored_wh) / hours / vehicle->efficiency_ratio;
    double given_w = most(0.0, least(least(accepts_w - already_w, wanted_w), left_w));
    runner->stored_wh += given_w * hours * vehicle->efficiency_ratio;
    return given_w;
}

/* Vehicles that stand at a charge point, by next departure. Returns how many. */
static int32_t order_present(const struct site *site, struct runner *runner, int32_t minute,
                             int32_t order[SITE_VEHICLES], int32_t at[SITE_VEHICLES])
{
    int32_t present = 0;
    int32_t deadline[SITE_VEHICLES];
    for (int32_t v = 0; v < site->vehicles; v++) {
        at[v] = runner[v].duties > 0 ? place(site, &runner[v], minute) : -1;
        if (at[v] < 0) {
            continue;
        }
        int32_t next = runner[v].duty[(at[v] + 1) % runner[v].duties];
        int32_t left = (site->duty[next].depart_minute - minute + DAY) % DAY;
        int32_t i = present++;
        while (i > 0 && deadline[i - 1] > left) {
            deadline[i] = deadline[i - 1];
            order[i] = order[i - 1];
            i--;
        }
        deadline[i] = left;
        order[i] = v;
    }
    return present;
}

static void run_slot(const struct site *site, struct runner *runner, int32_t minute, int32_t judge,
                     double temperature_c, struct site_reach *reach)
{
    int32_t order[SITE_VEHICLES];
    int32_t at[SITE_VEHICLES];
    for (int32_t v = 0; v < site->vehicles; v++) {
        depart(site, &runner[v], minute, judge, temperature_c, reach);
    }
    int32_t present = order_present(site, runner, minute, order, at);
    double base_w = site->load_typical_w * site->load_profile_ratio[minute / 60];
    double limit_w = site->station.import_limit_w;
    if (site->station.quarter_limit_w < limit_w) { /* NaN: none */
        limit_w = site->station.quarter_limit_w;
    }
    double left_w = limit_w - base_w;
    double given_w[SITE_VEHICLES] = {0.0};
    for (int32_t round = 0; round < 2;
         round++) { /* first what is needed, then what there is room for */
        for (int32_t i = 0; i < present; i++) {
            int32_t v = order[i];
            double level_wh = round == 0 ? runner[v].need_wh[(at[v] + 1) % runner[v].duties]
                                         : site->vehicle[v].capacity_wh;
            double w =
                charge(site, v, &runner[v], at[v], level_wh, left_w, given_w[v], temperature_c);
            given_w[v] += w;
            left_w -= w;
        }
    }
    if (judge) {
        reach->peak_w = most(reach->peak_w, limit_w - left_w);
    }
}

void site_reach(const struct site *site, double temperature_c, struct site_reach *reach)
{
    struct runner runner[SITE_VEHICLES];
    memset(runner, 0, sizeof runner);
    *reach = (struct site_reach){.short_duty = -1, .over_duty = -1, .least_duty = -1};
    for (int32_t v = 0; v < site->vehicles; v++) {
        sort_duties(site, v, &runner[v]);
        runner[v].stored_wh = site->vehicle[v].capacity_wh * site->vehicle[v].start_soc_ratio;
        if (runner[v].duties > 0) {
            set_needs(site, v, &runner[v], temperature_c, &reach->over_duty);
        }
    }
    for (int32_t round = 0; round < ROUNDS; round++) {
        for (int32_t minute = 0; minute < DAY; minute += SLOT) {
            run_slot(site, runner, minute, round == ROUNDS - 1, temperature_c, reach);
        }
    }
}
