/* The simulated vehicles: see vehicles.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "vehicles.h"

#include "common/random.h"

/* Response of a charge point to a new limit: within 5 s as IEC 61851-1 asks. */
static const double charge_lag_s = 2.0;

double fleet_needs_wh(const struct site *site, int32_t duty, double ambient_c)
{
    const struct site_duty *d = &site->duty[duty];
    double needs = site_duty_wh(d, ambient_c) + d->reserve_wh;
    double capacity = site->vehicle[d->vehicle].capacity_wh;
    return needs < capacity ? needs : capacity;
}

double fleet_accepts_w(const struct site *site, int32_t vehicle, int32_t charge_point,
                       double stored_wh, double ambient_c)
{
    const struct site_vehicle *v = &site->vehicle[vehicle];
    return site_accepts_w(v, &site->charge_point[charge_point], stored_wh / v->capacity_wh,
                          ambient_c);
}

int32_t fleet_next_duty(const struct site *site, int32_t vehicle, int64_t time_s, int64_t *depart_s,
                        int64_t *return_s)
{
    int32_t best = -1;
    int64_t day_s = 0, end_s = 0;
    *depart_s = INT64_MAX;
    *return_s = INT64_MAX;
    if (ostrov_zone_day(&site->zone, time_s, &day_s, &end_s) != OSTROV_OK) {
        return -1;
    }
    for (int day = 0; day < 2; day++) {
        for (int32_t d = 0; d < site->duties; d++) {
            if (site->duty[d].vehicle != vehicle) {
                continue;
            }
            int64_t leaves = site_local_time(site, day_s, site->duty[d].depart_minute);
            if (leaves > time_s && leaves < *depart_s) {
                *depart_s = leaves;
                *return_s = site_local_time(site, day_s, site->duty[d].arrive_minute);
                best = d;
            }
        }
        if (best >= 0) {
            break;
        }
        day_s = end_s;
    }
    return best;
}

/* The duty a vehicle drives at time_s (it left before and is not back), or −1. */
static int32_t duty_under_way(const struct site *site, int32_t vehicle, int64_t time_s,
                              int64_t *return_s)
{
    int64_t day_s = 0, end_s = 0;
    if (ostrov_zone_day(&site->zone, time_s, &day_s, &end_s) != OSTROV_OK) {
        return -1;
    }
    for (int32_t d = 0; d < site->duties; d++) {
        int64_t leaves = site_local_time(site, day_s, site->duty[d].depart_minute);
        int64_t back = site_local_time(site, day_s, site->duty[d].arrive_minute);
        if (site->duty[d].vehicle == vehicle && leaves <= time_s && time_s < back) {
            *return_s = back;
            return d;
        }
    }
    return -1;
}

void fleet_plan_departure(struct fleet *fleet, int32_t vehicle, int64_t time_s)
{
    struct vehicle *v = &fleet->vehicle[vehicle];
    v->duty = fleet_next_duty(fleet->site, vehicle, time_s, &v->depart_s, &v->return_s);
    v->ready_s = INT64_MIN;
    v->wanted_wh = __builtin_nan("");
}

/* Where it stood before the run began: the charge point of the duty that ends last in a day. */
static int32_t home_point(const struct site *site, int32_t vehicle)
{
    int32_t point = 0, latest = -1;
    for (int32_t d = 0; d < site->duties; d++) {
        if (site->duty[d].vehicle == vehicle && site->duty[d].arrive_minute > latest) {
            latest = site->duty[d].arrive_minute;
            point = site->duty[d].charge_point;
        }
    }
    return point;
}

void fleet_init_at(struct fleet *fleet, const struct site *site, const struct inputs *inputs,
                   int64_t time_s)
{
    fleet->site = site;
    fleet->inputs = inputs;
    fleet->random = inputs->seed ^ 0x766568u;
    for (int32_t i = 0; i < site->vehicles; i++) {
        struct vehicle *v = &fleet->vehicle[i];
        *v = (struct vehicle){0};
        v->stored_wh = site->vehicle[i].start_soc_ratio * site->vehicle[i].capacity_wh;
        v->arrived_s = time_s;
        v->charge_point = home_point(site, i);
        v->place = VEHICLE_PLUGGED;
        v->wanted_wh = __builtin_nan("");
        v->duty = duty_under_way(site, i, time_s, &v->return_s);
        if (v->duty >= 0) {
            v->place = VEHICLE_ON_ROAD;
        } else {
            fleet_plan_departure(fleet, i, time_s - 1);
        }
    }
}

void fleet_init(struct fleet *fleet, const struct site *site, const struct inputs *inputs)
{
    fleet_init_at(fleet, site, inputs, inputs->start_s);
}

double fleet_expected_c(const struct fleet *fleet, int64_t time_s)
{
    const struct inputs *inputs = fleet->inputs;
    int64_t i = (time_s - inputs->start_s) / 900;
    i = i < 0 ? 0 : (i >= inputs->quarters ? inputs->quarters - 1 : i);
    return inputs->temperature_forecast_c[i];
}

int32_t fleet_at(const struct fleet *fleet, int32_t charge_point)
{
    for (int32_t i = 0; i < fleet->site->vehicles; i++) {
        if (fleet->vehicle[i].place == VEHICLE_PLUGGED &&
            fleet->vehicle[i].charge_point == charge_point) {
            return i;
        }
    }
    return -1;
}

double fleet_believed_wh(const struct fleet *fleet, int32_t vehicle)
{
    double believed = fleet->vehicle[vehicle].stored_wh + fleet->vehicle[vehicle].told_error_wh;
    double capacity = fleet->site->vehicle[vehicle].capacity_wh;
    return believed < 0.0 ? 0.0 : (believed > capacity ? capacity : believed);
}

static void record_departure(const struct fleet *fleet, int32_t vehicle, int64_t time_s, double needs,
                             struct record *record)
{
    const struct vehicle *v = &fleet->vehicle[vehicle];
    const double margin_wh = v->stored_wh - needs;
    struct record_departure *departure;
    if (record == NULL) {
        return;
    }
    record->departures_all++;
    record->departures_late += margin_wh < -1.0;
    if (!(record->departure_least_wh <= margin_wh)) {
        record->departure_least_wh = margin_wh;
    }
    if (record->departures >= RECORD_DEPARTURES) {
        return;
    }
    departure = &record->departure[record->departures++];
    departure->time_s = time_s;
    departure->arrived_s = v->arrived_s;
    departure->vehicle = vehicle;
    departure->charge_point = v->charge_point;
    departure->duty = v->duty;
    departure->needed_wh = needs;
    departure->had_wh = v->stored_wh;
    departure->margin_wh = margin_wh;
    departure->on_time = margin_wh >= -1.0;
    departure->margin_minutes =
        v->ready_s != INT64_MIN ? (double)(time_s - v->ready_s) / 60.0 : -1.0;
}

static void arrive(struct fleet *fleet, int32_t vehicle, int64_t time_s, double ambient_c)
{
    struct vehicle *v = &fleet->vehicle[vehicle];
    const struct site *site = fleet->site;
    double capacity = site->vehicle[vehicle].capacity_wh;
    if (v->place == VEHICLE_ON_ROAD) {
        v->stored_wh -= site_duty_wh(&site->duty[v->duty], ambient_c);
        v->stored_wh = v->stored_wh < 0.0 ? 0.0 : v->stored_wh;
        v->charge_point = site->duty[v->duty].charge_point;
        v->place = VEHICLE_WAITING;
    }
    if (fleet_at(fleet, v->charge_point) >= 0) {
        return; /* its place is taken: waits */
    }
    v->place = VEHICLE_PLUGGED;
    v->arrived_s = time_s;
    /* A fast stand reads the SoC (ISO 15118); under OCPP 1.6 an AC stand tells none. */
    v->told_error_wh = site_point_fast(&site->charge_point[v->charge_point])
                           ? 0.0
                           : -0.02 * capacity * random_unit(&fleet->random);
    fleet_plan_departure(fleet, vehicle, time_s);
}

static void charge(struct fleet *fleet, int32_t vehicle, double dt_s, double limit_w,
                   double ambient_c, int32_t powered)
{
    struct vehicle *v = &fleet->vehicle[vehicle];
    const struct site *site = fleet->site;
    double accepts = fleet_accepts_w(site, vehicle, v->charge_point, v->stored_wh, ambient_c);
    double target = limit_w < accepts ? limit_w : accepts;
    double least = site->charge_point[v->charge_point].min_w;
    double capacity = site->vehicle[vehicle].capacity_wh;
    if (!(target >= least) || target <= 0.0) { /* also when the limit is not a number */
        target = accepts > 0.0 && accepts < least && limit_w >= accepts ? accepts : 0.0;
    }
    if (!powered) {
        v->charge_w = 0.0;
        return;
    }
    v->charge_w = target + (v->charge_w - target) * ostrov_exp(-dt_s / charge_lag_s);
    if (v->charge_w > limit_w && dt_s > charge_lag_s) {
        v->charge_w = target;
    }
    v->stored_wh += v->charge_w * site->vehicle[vehicle].efficiency_ratio * dt_s / 3600.0;
    if (v->stored_wh > capacity) {
        v->stored_wh = capacity;
    }
}

double fleet_step(struct fleet *fleet, int64_t time_s, double dt_s, double ambient_c,
                  const double *limit_w, int32_t powered, struct record *record)
{
    double total = 0.0;
    for (int32_t i = 0; i < fleet->site->vehicles; i++) {
        struct vehicle *v = &fleet->vehicle[i];
        if (v->place == VEHICLE_PLUGGED && v->duty >= 0) {
            double needs = fleet_needs_wh(fleet->site, v->duty, ambient_c);
            if (v->ready_s == INT64_MIN && v->stored_wh >= needs) {
                v->ready_s = time_s;
            }
            if (time_s >= v->depart_s) {
                record_departure(fleet, i, v->depart_s, needs, record);
                v->place = VEHICLE_ON_ROAD;
                v->charge_w = 0.0;
            }
        }
        if (v->place == VEHICLE_WAITING || (v->place == VEHICLE_ON_ROAD && time_s >= v->return_s)) {
            arrive(fleet, i, time_s, ambient_c);
        }
        if (v->place == VEHICLE_PLUGGED) {
            charge(fleet, i, dt_s, limit_w[v->charge_point], ambient_c, powered);
            total += v->charge_w;
        }
    }
    return total;
}
