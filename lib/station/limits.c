/* Limits while connected. Each keeps its own: quarter hour, target at the PCC, import, export. In
 * each the battery acts first, then vehicles, then PV, and only for the hard import limit load
 * tiers.
 *
 * The battery is steered by what vehicles are seen to draw; limits are kept against what they are
 * allowed to draw, since a vehicle may take its limit within the second.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "internal.h"

#define IGNORED_S 30.0
/* PV is free again after it stayed below this share of its limit for FREE_S: it is the sun then,
 * not the limit, that holds it down. */
#define FREE_RATIO 0.5
#define FREE_S 300.0
/* An episode of cutting ends after this long without. */
#define QUIET_S 60.0

/* What shaped the command most, most serious first. */
static int32_t weight(int32_t code)
{
    switch (code) {
    case OSTROV_EVENT_INHIBIT:
        return 6;
    case OSTROV_EVENT_SHED:
        return 5;
    case OSTROV_EVENT_DSO_LIMIT:
        return 4;
    case OSTROV_EVENT_IMPORT_LIMIT:
        return 3;
    case OSTROV_EVENT_QUARTER_LIMIT:
        return 2;
    case OSTROV_EVENT_NONE:
        return 0;
    default:
        return 1;
    }
}

void ostrov_i_station_mark(ostrov_i_setpoints *set, int32_t code)
{
    if (weight(code) > weight(set->limited_by)) {
        set->limited_by = code;
    }
}

/* Power the site takes whatever we allow: battery that ignores its set-point, vehicles above
 * theirs. */
typedef struct outside {
    double battery_w; /* what the battery will really do */
    double over_w;    /* vehicles above their limit */
    int32_t stuck;    /* the battery does not follow */
} outside;

static outside look_outside(const ostrov_i_station *self, const ostrov_i_scene *scene,
                            const ostrov_i_setpoints *set)
{
    outside o = {set->battery_w, 0.0, 0};
    if (self->ignored_s >= IGNORED_S && !ostrov_i_nan(scene->battery_w)) {
        o.battery_w = scene->battery_w;
        o.stuck = 1;
    }
    for (int32_t i = 0; i < self->config.charge_points; i++) {
        if (self->points[i].ignored && scene->vehicle_w[i] > set->vehicle_w[i]) {
            o.over_w += scene->vehicle_w[i] - set->vehicle_w[i];
        }
    }
    return o;
}

static double vehicles(const ostrov_i_station *self, const ostrov_i_setpoints *set)
{
    return ostrov_i_station_sum(set->vehicle_w, self->config.charge_points);
}

/* Import above limit_w if the vehicles took all they may. */
static double over(const ostrov_i_station *self, const ostrov_i_scene *scene,
                   const ostrov_i_setpoints *set, const outside *o, double limit_w)
{
    return scene->net_hi_w + vehicles(self, set) + o->over_w - o->battery_w - limit_w;
}

static void keep_quarter(ostrov_i_station *self, const ostrov_i_scene *scene,
                         ostrov_i_setpoints *set, const outside *o)
{
    int32_t cut = 0;
    double excess_w = 0.0;
    if (!ostrov_i_nan(scene->cap_w)) {
        excess_w = over(self, scene, set, o, scene->cap_w);
        if (excess_w > 0.0) {
            const double before_w = vehicles(self, set);
            /* A departure outranks money: the plan's own wish does not make a vehicle late. */
            (void)ostrov_i_station_charge_cut(self, scene, excess_w, !scene->firm, set);
            cut = vehicles(self, set) < before_w;
        }
    }
    if (cut) {
        ostrov_i_station_mark(set, OSTROV_EVENT_QUARTER_LIMIT);
    }
    ostrov_i_station_episode(self, OSTROV_EVENT_QUARTER_LIMIT, cut, QUIET_S, scene->dt_s, 0,
                             excess_w, scene->quarter_w);
}

/* The hard limit: the battery may jump, vehicles may be late. Returns what is still over it. */
static double keep_import(ostrov_i_station *self, const ostrov_i_scene *scene,
                          ostrov_i_setpoints *set, outside *o)
{
    const double limit_w = scene->import_w;
    int32_t cut = 0;
    const double drawn_w = scene->net_hi_w + ostrov_i_station_draw(self, scene, set) + o->over_w;
    if (!o->stuck && drawn_w - set->battery_w > limit_w) {
        const double most_w = ostrov_i_max(scene->daily_w * scene->power_ratio, set->battery_w);
        set->battery_w = ostrov_i_min(drawn_w - limit_w, most_w);
        o->battery_w = set->battery_w;
    }
    const double excess_w = over(self, scene, set, o, limit_w);
    if (excess_w > 0.0) {
        const double before_w = vehicles(self, set);
        (void)ostrov_i_station_charge_cut(self, scene, excess_w, 0, set);
        cut = vehicles(self, set) < before_w;
        /* Charging the battery is the last thing that may stand between vehicles and the limit. */
        const double rest_w = over(self, scene, set, o, limit_w);
        if (!o->stuck && rest_w > 0.0 && set->battery_w < 0.0) {
            set->battery_w = ostrov_i_min(set->battery_w + rest_w, 0.0);
            o->battery_w = set->battery_w;
            cut = 1;
        }
    }
    if (cut) {
        ostrov_i_station_mark(set, self->dso_import_ratio < 1.0 ? OSTROV_EVENT_DSO_LIMIT
                                                                : OSTROV_EVENT_IMPORT_LIMIT);
    }
    ostrov_i_station_episode(self, OSTROV_EVENT_IMPORT_LIMIT, cut, QUIET_S, scene->dt_s, 0,
                             excess_w, limit_w);
    return over(self, scene, set, o, limit_w);
}

/* Nulling or any other target at the PCC: what the battery cannot do, vehicles do. */
static void keep_target(ostrov_i_station *self, const ostrov_i_scene *scene,
                        ostrov_i_setpoints *set, const outside *o)
{
    const double excess_w = over(self, scene, set, o, scene->pcc_target_w);
    if (excess_w > 0.0) {
        (void)ostrov_i_station_charge_cut(self, scene, excess_w, 0, set);
        ostrov_i_station_mark(set, OSTROV_EVENT_GRID_MODE);
    }
}

static void keep_export(ostrov_i_station *self, const ostrov_i_scene *scene,
                        ostrov_i_setpoints *set, outside *o)
{
    const double target_w = scene->pcc_target_w;
    double limit_w = scene->export_w * scene->power_ratio;
    double draw_w = 0.0;
    double excess_w = 0.0;
    if (!ostrov_i_nan(target_w)) {
        limit_w = ostrov_i_min(limit_w, ostrov_i_max(-target_w, 0.0));
    }
    draw_w = ostrov_i_station_draw(self, scene, set);
    excess_w = o->battery_w - scene->net_lo_w - draw_w - limit_w;
    if (excess_w > 0.0 && !o->stuck) {
        const double least_w = -scene->charge_w * scene->power_ratio;
        const double less_w = ostrov_i_min(excess_w, ostrov_i_max(set->battery_w - least_w, 0.0));
        set->battery_w -= less_w;
        o->battery_w = set->battery_w;
        excess_w -= less_w;
        ostrov_i_station_mark(set, self->dso_export_ratio < 1.0 ? OSTROV_EVENT_DSO_LIMIT
                                                                : OSTROV_EVENT_NONE);
    }
    for (int32_t i = 0; i < self->config.charge_points && excess_w > 0.0; i++) {
        if (scene->rung != OSTROV_RUNG_SAFE && ostrov_i_station_point_wants(self, i)) {
            const double room_w = ostrov_i_station_point_max(self, i) - set->vehicle_w[i];
            const double more_w =
                ostrov_i_clamp(ostrov_i_max(excess_w, self->config.charge_point_min_w[i]), 0.0,
                               ostrov_i_max(room_w, 0.0));
            if (set->vehicle_w[i] + more_w >= self->config.charge_point_min_w[i]) {
                set->vehicle_w[i] += more_w;
                excess_w -= more_w; /* they take it from the next second on */
            }
        }
    }
}

/* PV may make what load, vehicles and an eagerly charging battery take, plus what may be exported:
 * with the battery's present power instead of its limit, a site without export could never take
 * more sun. */
static double pv_allowed(const ostrov_i_station *self, const ostrov_i_scene *scene,
                         const ostrov_i_setpoints *set, const outside *o)
{
    const double ratio = scene->power_ratio;
    const double target_w = scene->pcc_target_w;
    double limit_w = scene->export_w * ratio;
    double load_w = scene->net_lo_w + scene->pv_w;
    const double charge_w = o->stuck ? -o->battery_w : scene->charge_w * ratio;
    if (!ostrov_i_nan(target_w)) {
        limit_w = ostrov_i_min(limit_w, ostrov_i_max(-target_w, 0.0));
    }
    if (!(load_w >= 0.0)) {
        load_w = 0.0; /* PV not measured: no load is the safe side */
    }
    return ostrov_i_max(limit_w + load_w + ostrov_i_station_draw(self, scene, set) + charge_w, 0.0);
}

static void limit_pv(ostrov_i_station *self, const ostrov_i_scene *scene, double allowed_w,
                     ostrov_i_setpoints *set)
{
    const int32_t near = !(scene->pv_w < FREE_RATIO * allowed_w);
    if (near && self->pv_high_w > 0.0) {
        self->pv_limiting = 1;
        self->pv_free_s = 0.0;
    } else if (self->pv_limiting) {
        self->pv_free_s += scene->dt_s;
        self->pv_limiting = self->pv_free_s < FREE_S;
    }
    if (self->pv_limiting && allowed_w < set->pv_limit_w) {
        set->pv_limit_w = allowed_w;
    }
}

void ostrov_i_station_pv(ostrov_i_station *self, const ostrov_i_scene *scene, double allowed_w,
                         ostrov_i_setpoints *set)
{
    set->pv_limit_w = __builtin_inf();
    if (scene->rung == OSTROV_RUNG_SAFE && self->config.pv_default_ratio < 1.0) {
        /* The rated power is not ours to know: a share of the highest seen, nothing before. */
        set->pv_limit_w = self->config.pv_default_ratio * self->pv_high_w;
    }
    limit_pv(self, scene, allowed_w, set);
}

void ostrov_i_station_limits(ostrov_i_station *self, const ostrov_i_scene *scene,
                             ostrov_i_setpoints *set)
{
    outside o = look_outside(self, scene, set);
    double left_w = 0.0;
    keep_quarter(self, scene, set, &o);
    if (!ostrov_i_nan(scene->pcc_target_w)) {
        keep_target(self, scene, set, &o);
    }
    keep_export(self, scene, set, &o);
    left_w = keep_import(self, scene, set, &o); /* last: charging more may not break the import */
    ostrov_i_station_pv(self, scene, pv_allowed(self, scene, set, &o), set);
    /* Load is shed for what is measured, never for a bound that was only assumed. */
    ostrov_i_station_tiers(self, scene, scene->net_known ? -left_w : OSTROV_I_NAN, scene->import_w,
                           ostrov_i_station_tier_mask(self));
    ostrov_i_station_episode(self, OSTROV_EVENT_LIMIT_VIOLATED,
                             scene->grid_w > scene->import_w * 1.01 + 100.0, 10.0, scene->dt_s, 0,
                             scene->grid_w, scene->import_w);
}
