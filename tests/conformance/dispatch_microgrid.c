/* Microgrids with battery, PV, a grid that may fail and a genset, hour by hour: the rules and the
 * published results are those of pymgrid25 (Henri, Levent, Halev, Alami, Cordier, arXiv 2011.08004).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEN = 24, HORIZON = 48, JUDGED_FIRST = 5854, HOURS = 8736 };

/* What a site is. Powers kW, energies kWh, prices per kWh, as in the files. */
typedef struct microgrid {
    double capacity_kwh;
    double min_kwh;
    double start_kwh;
    double charge_kw;
    double discharge_kw;
    double efficiency;
    double cycle_price;
    double lost_price;
    double co2_price;
    double import_kw; /* 0 = no grid */
    double export_kw;
    double genset_min_kw;
    double genset_max_kw; /* 0 = none */
    double genset_price;  /* with its CO2 */
    double published_mpc;
    double published_rbc;
    int32_t hours;
    double *load;
    double *pv;
    double *price_in; /* with CO2 */
    double *price_tariff;
    double *price_out;
    double *co2;
    double *up;
} microgrid;

/* What a site has learned of its outages: how often one begins, how long they last. */
typedef struct outages {
    double hours_up;
    double begun;
    double lengths[HORIZON + 1]; /* how many outages ended after so many hours; the last: as long or longer */
    int32_t down_for;            /* hours the present outage has lasted, 0 = the grid is up */
} outages;

static void outages_learn(outages *o, int32_t up)
{
    if (up && o->down_for > 0) {
        o->lengths[o->down_for < HORIZON ? o->down_for : HORIZON] += 1.0;
    }
    o->hours_up += up ? 1.0 : 0.0;
    o->begun += !up && o->down_for == 0 ? 1.0 : 0.0;
    o->down_for = up ? 0 : o->down_for + 1;
}

/* Chance an hour that an outage begins: none in the past is taken as half a one. */
static double outages_rate(const outages *o)
{
    return (o->begun + 0.5) / (o->hours_up + 1.0) * (o->begun > 0.0 ? 1.0 : 0.0);
}

/* Mean hours that an outage lasts which has lasted so long already. */
static double outages_mean(const outages *o, int32_t lasted)
{
    double weight = 0.0;
    double sum = 0.0;
    for (int32_t i = lasted > 0 ? lasted : 1; i <= HORIZON; i++) {
        weight += o->lengths[i];
        sum += o->lengths[i] * (double)i;
    }
    return weight > 0.0 ? sum / weight : (double)lasted + 1.0;
}

typedef struct pilot {
    const microgrid *site;
    planner plan;
    learner load;
    learner pv;
    outages outages;
    int32_t truth;
    double stored_kwh;
} pilot;

/* One hour of the site, by the rules. Gives its cost. */
static double hour_cost(const microgrid *s, int32_t t, double battery_kw, double genset_kw,
                        double *stored_kwh)
{
    const double e = s->efficiency;
    const double most_out = fmin(s->discharge_kw, (*stored_kwh - s->min_kwh) * e);
    const double most_in = fmin(s->charge_kw, (s->capacity_kwh - *stored_kwh) / e);
    const int32_t up = s->import_kw > 0.0 && s->up[t] > 0.5;
    double battery = fmax(-most_in, fmin(most_out, battery_kw));
    double genset = s->genset_max_kw > 0.0 && genset_kw > 0.0
                        ? fmax(s->genset_min_kw, fmin(s->genset_max_kw, genset_kw))
                        : 0.0;
    double missing = s->load[t] - s->pv[t] - battery - genset;
    double import = 0.0;
    double given = 0.0;
    double lost = 0.0;
    double export = 0.0;
    if (missing > 0.0 && up) {
        import = fmin(missing, s->import_kw);
        missing -= import;
    }
    if (missing > 1e-9 && s->genset_max_kw > 0.0) {
        const double more = fmax(s->genset_min_kw, fmin(s->genset_max_kw, genset + missing)) - genset;
        genset += more;
        missing -= more;
    }
    if (missing > 0.0 && battery < 0.0) {
        given = fmin(missing, -battery);
        battery += given;
        missing -= given;
    }
    lost = fmax(missing, 0.0);
    if (missing < 0.0 && up && s->price_out[t] > 0.0) {
        export = fmin(-missing, s->export_kw);
    }
    *stored_kwh -= battery > 0.0 ? battery / e : battery * e;
    return import * s->price_in[t] - export * s->price_out[t] + s->cycle_price * fabs(battery) +
           genset * s->genset_price + lost * s->lost_price;
}

#define UNIT 100.0
#define START_S INT64_C(1136073600) /* a Sunday */
static double knob(const char *name, double otherwise){const char*v=getenv(name);return v?atof(v):otherwise;}

static int32_t is_up(const pilot *p, int32_t now, int32_t k)
{
    const microgrid *s = p->site;
    const outages *o = &p->outages;
    if (s->import_kw <= 0.0) {
        return 0;
    }
    if (k == 0 || (p->truth && k < SEEN)) {
        return s->up[now + k] > 0.5;
    }
    if (s->up[now] > 0.5) {
        return 1; /* the reserve stands for what may come */
    }
    return (double)(o->down_for + k) >= outages_mean(o, o->down_for);
}

/* What is known or thought of the next hours, in the problem's terms. While the grid is up it and the
 * genset are one source at the lower of the two prices; while it is away the genset is the import. */
static void lay_hours(pilot *p, int32_t now, int32_t count, const double *load_w, const double *pv_w)
{
    const microgrid *s = p->site;
    for (int32_t k = 0; k < count; k++) {
        const int32_t t = now + k;
        const int32_t seen = k == 0 || (p->truth && k < SEEN);
        const int32_t up = is_up(p, now, k);
        const int32_t day = t >= 24 && !seen ? t - 24 * ((k + 23) / 24) : t;
        const double tariff = s->price_tariff[k < SEEN ? t : t - 24] + s->co2_price * s->co2[day < 0 ? 0 : day];
        const double genset = s->genset_max_kw > 0.0 ? s->genset_price : s->lost_price;
        p->plan.series[PLANNER_LOAD][k] = (seen ? s->load[t] : load_w[k] / UNIT) * UNIT;
        p->plan.series[PLANNER_PV][k] = (seen ? s->pv[t] : pv_w[k] / UNIT) * UNIT;
        p->plan.series[PLANNER_CRITICAL][k] = p->plan.series[PLANNER_LOAD][k];
        p->plan.series[PLANNER_IMPORT_PRICE][k] = up ? fmin(tariff, genset) : genset;
        p->plan.series[PLANNER_IMPORT_LIMIT][k] = UNIT * ((up ? s->import_kw : 0.0) + s->genset_max_kw);
        p->plan.series[PLANNER_EXPORT_PRICE][k] = up ? s->price_out[seen ? t : (t >= 24 ? t - 24 : 0)] : 0.0;
        p->plan.series[PLANNER_EXPORT_LIMIT][k] = up ? 1000.0 * s->export_kw : 0.0;
    }
}

/* What the plan's first hour asks of the genset, with its least power: run and store what is too much, or
 * stay off and take the rest from the battery, whichever the value of stored energy says. */
static void command(pilot *p, int32_t t, double *battery_kw, double *genset_kw)
{
    const microgrid *s = p->site;
    const int32_t up = s->import_kw > 0.0 && s->up[t] > 0.5;
    const double need = s->load[t] - s->pv[t] - *battery_kw;
    const double value = p->plan.plan.value_per_kwh[0];
    *genset_kw = 0.0;
    if (s->genset_max_kw <= 0.0 || need <= 1e-6) {
        return;
    }
    if (up) {
        *genset_kw = s->genset_price < s->price_in[t] && need >= s->genset_min_kw ? need : 0.0;
        return;
    }
    *genset_kw = need;
    if (need < s->genset_min_kw) {
        const double over = s->genset_min_kw - need;
        const double out = fmin(s->discharge_kw, (p->stored_kwh - s->min_kwh) * s->efficiency);
        const double room = fmin(s->charge_kw, (s->capacity_kwh - p->stored_kwh) / s->efficiency);
        const double soak = fmin(over, fmax(0.0, room + *battery_kw));
        const double run = over * s->genset_price - soak * s->efficiency * value;
        const double rest = need / s->efficiency * (value + s->cycle_price) - need * s->genset_price;
        if (out >= *battery_kw + need && rest < run) {
            *battery_kw += need;
            *genset_kw = 0.0;
        } else {
            *battery_kw -= soak;
            *genset_kw = s->genset_min_kw;
        }
    }
}
static void set_reserve(pilot *p, int32_t now)
{
    const microgrid *s = p->site;
    const double genset = s->genset_max_kw > 0.0 ? s->genset_price : s->lost_price;
    const double rate = s->import_kw > 0.0 ? outages_rate(&p->outages) : 0.0;
    double hours = outages_mean(&p->outages, 0);
    double price = 0.0;
    if (p->truth) { p->plan.problem.reserve_s = 0.0; return; }
    for (int32_t k = 0; k < 24; k++) price += s->price_in[now >= 24 ? now - k : 0] / 24.0; 
    p->plan.problem.reserve_s = rate > 0.0 ? 3600.0 * fmin(hours*knob("NH",1), 24.0) : 0.0;
    p->plan.problem.reserve_price_per_kwh_h = fmax(0,rate * (genset - price) * s->efficiency * knob("RP",1));
    p->plan.problem.reserve_pv_ratio = knob("RPV",0.7);
}

static int32_t run_hour(pilot *p, int32_t t, double *cost)
{
    const microgrid *s = p->site;
    double load_w[HORIZON];
    double pv_w[HORIZON];
    double battery_kw = 0.0;
    double genset_kw = 0.0;
    int32_t count = s->hours - t < HORIZON ? s->hours - t : HORIZON;
    if (knob("HZ",48)<count) count=(int)knob("HZ",48);
    const int32_t up = s->import_kw > 0.0 && s->up[t] > 0.5;
    outages_learn(&p->outages, up);
    if (ostrov_forecast_step(p->load.forecast, START_S + (int64_t)t * 3600, s->load[t] * UNIT, (double)NAN) < 0 ||
        ostrov_forecast_step(p->pv.forecast, START_S + (int64_t)t * 3600, s->pv[t] * UNIT, (double)NAN) < 0 ||
        (count > 1 &&
        (ostrov_forecast_predict(p->load.forecast, START_S + (int64_t)(t + 1) * 3600, count-1, NULL, 0.5, load_w+1) < 0 ||
        ostrov_forecast_predict(p->pv.forecast, START_S + (int64_t)(t + 1) * 3600, count-1, NULL, 0.5, pv_w+1) < 0))) {
        return 0;
    }
    if (knob("YL",0)>0 && t>=24) for (int32_t k=1;k<count;k++) load_w[k]=UNIT*s->load[t+k-24*((k+23)/24)];
    if (knob("YP",0)>0 && t>=24) for (int32_t k=1;k<count;k++) pv_w[k]=UNIT*s->pv[t+k-24*((k+23)/24)];
    if (knob("TL",0)>0) for (int32_t k=1;k<count;k++) load_w[k]=UNIT*s->load[t+k];
    if (knob("TP",0)>0) for (int32_t k=1;k<count;k++) pv_w[k]=UNIT*s->pv[t+k];
    static double fl[9000][24], fp[9000][24];
    for (int32_t k=1;k<count && k<=24;k++){ fl[t][k-1]=load_w[k]; fp[t][k-1]=pv_w[k]; }
    int32_t S=(int32_t)knob("SC",0);
    set_reserve(p, t);
    if (S>0 && t>24*8 && !p->truth && count>25) {
        double best=1e300, bx=0, bg=0;
        double xs[40]; int32_t nx=0; double Vm[40]={0};
        const double lo=-fmin(s->charge_kw,(s->capacity_kwh-p->stored_kwh)/s->efficiency), hi=fmin(s->discharge_kw,(p->stored_kwh-s->min_kwh)*s->efficiency);
        const double net=s->load[t]-s->pv[t];
        const int32_t G=(int32_t)knob("G",8);
        for(int32_t g=0;g<=G;g++) xs[nx++]=lo+(hi-lo)*g/G;
        if(net>lo&&net<hi) xs[nx++]=net;
        if(0>lo&&0<hi) xs[nx++]=0;
        if(net-s->genset_min_kw>lo&&net-s->genset_min_kw<hi) xs[nx++]=net-s->genset_min_kw;
        if(net-s->genset_max_kw>lo&&net-s->genset_max_kw<hi) xs[nx++]=net-s->genset_max_kw;
        double l2[HORIZON],p2[HORIZON]; int32_t used=0;
        double mx=0; for(int32_t j=t>24*20?t-24*20:0;j<=t;j++) mx=fmax(mx,s->pv[j]);
        for(int32_t q=1;q<=S;q++){ int32_t o=t-24*q-(q>0?0:0); if(o<24*7) break; if(o+24>t) continue;
            used++;
            for(int32_t k=0;k<count;k++){
                if(k<1||k>24){l2[k]=load_w[k];p2[k]=pv_w[k];continue;}
                l2[k]=fmax(0,load_w[k]+UNIT*s->load[o+k]-fl[o][k-1]);
                p2[k]=pv_w[k]<=0?0:fmin(UNIT*mx,fmax(0,pv_w[k]+UNIT*s->pv[o+k]-fp[o][k-1]));
            }
            lay_hours(p,t,count,l2,p2);
            for(int32_t k=0;k<count;k++) p->plan.series[PLANNER_IMPORT_PRICE][k]*=1-knob("DISC",0)*k;
            for(int32_t i=0;i<PLANNER_SERIES_COUNT;i++) memmove(p->plan.series[i],p->plan.series[i]+1,(size_t)(count-1)*sizeof(double));
            for(int32_t i=0;i<nx;i++){
                double e1=p->stored_kwh-(xs[i]>0?xs[i]/s->efficiency:xs[i]*s->efficiency);
                p->plan.problem.battery_soc_ratio=fmin(1,fmax(0,e1/s->capacity_kwh));
                if(!planner_solve(&p->plan,START_S+(int64_t)(t+1)*3600,count-1)) return 0;
                Vm[i]+=p->plan.plan.cost/UNIT*1000.0;
            }
        }
        if(used>0){
        for(int32_t i=0;i<nx;i++){
            double need=net-xs[i]; double gk[2]={0,0}; int32_t ng=1;
            if(s->genset_max_kw>0){ if(up){ if(s->genset_price<s->price_in[t]&&need>=s->genset_min_kw) gk[0]=need; } else gk[0]=need>1e-6?need:0; }
            for(int32_t j=0;j<ng;j++){ double e=p->stored_kwh; double before=e; double c=hour_cost(s,t,xs[i],gk[j],&e);
               (void)before;
               /* library counts the cycle price when energy leaves; bring c to the same books */
               double books=c - s->cycle_price/s->efficiency*(e-before) ; 
               double total=books+Vm[i]/used;
               if(total<best){best=total;bx=xs[i];bg=gk[j];} }
        }
        battery_kw=bx; genset_kw=bg; goto act;}
    }
    lay_hours(p, t, count, load_w, pv_w);
    for (int32_t k=0;k<count;k++) p->plan.series[PLANNER_IMPORT_PRICE][k]*=1-knob("DISC",0)*k;
    p->plan.problem.battery_soc_ratio = p->stored_kwh / s->capacity_kwh;
    if (!planner_solve(&p->plan, START_S + (int64_t)t * 3600, count)) {
        return 0;
    }
    battery_kw = p->plan.plan.battery_w[0] / UNIT;
    command(p, t, &battery_kw, &genset_kw);
act:
    *cost = hour_cost(s, t, battery_kw, genset_kw, &p->stored_kwh);
    return 1;
}

static int32_t open_pilot(pilot *p, const microgrid *s, int32_t truth)
{
    const double e = s->efficiency;
    memset(p, 0, sizeof *p);
    p->site = s;
    p->truth = truth;
    p->stored_kwh = s->start_kwh;
    if (!planner_open(&p->plan, HORIZON, 3600) ||
        !learner_open(&p->load, NULL, 3600, HORIZON, knob("ML",30.0) * 86400.0, s->load[0] * UNIT) ||
        !learner_open(&p->pv, NULL, 3600, HORIZON, knob("MP",30.0) * 86400.0, 1.0)) {
        return 0;
    }
    p->plan.battery.capacity_wh = s->capacity_kwh * UNIT;
    p->plan.battery.charge_limit_w = s->charge_kw * UNIT;
    p->plan.battery.discharge_limit_w = s->discharge_kw * UNIT;
    p->plan.battery.charge_efficiency_ratio = e;
    p->plan.battery.discharge_efficiency_ratio = e;
    p->plan.battery.self_discharge_per_s = 0.0;
    p->plan.battery.soc_min_ratio = s->min_kwh / s->capacity_kwh;
    p->plan.battery.soc_max_ratio = 1.0;
    /* a kWh charged costs the cycle price too; it is counted when the energy leaves */
    p->plan.problem.wear_price_per_kwh = s->cycle_price * (e + 1.0 / e);
    p->plan.problem.terminal_price_per_kwh = s->cycle_price / e;
    p->plan.problem.shed_critical_price_per_kwh = s->lost_price;
    p->plan.problem.shed_price_per_kwh = s->lost_price;
    p->plan.problem.curtail_price_per_kwh = 0.0;
    return 1;
}

static double run_site(const microgrid *s, int32_t truth)
{
    pilot p;
    double sum = 0.0;
    int32_t good = open_pilot(&p, s, truth);
    for (int32_t t = 0; good && t < HOURS && t < s->hours; t++) {
        double cost = 0.0;
        good = run_hour(&p, t, &cost);
        sum += t >= JUDGED_FIRST ? cost : 0.0;
    }
    planner_close(&p.plan);
    learner_close(&p.load);
    learner_close(&p.pv);
    return good ? sum : (double)NAN;
}

static double value(const cJSON *o, const char *name, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, name);
    return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

static double *column(const csv *table, const char *name, double otherwise)
{
    const int32_t c = csv_column(table, name);
    double *out = calloc((size_t)table->rows + 1, sizeof *out);
    for (int32_t i = 0; out != NULL && i < table->rows; i++) {
        out[i] = c >= 0 ? csv_number(table, i, c) : otherwise;
    }
    return out;
}

static void free_site(microgrid *s)
{
    free(s->load); free(s->pv); free(s->price_tariff); free(s->price_in); free(s->price_out); free(s->co2); free(s->up);
}

static int32_t read_site(microgrid *s, const cJSON *o, const char *folder, const char *name)
{
    const cJSON *battery = cJSON_GetObjectItemCaseSensitive(o, "battery");
    const cJSON *grid = cJSON_GetObjectItemCaseSensitive(o, "grid");
    const cJSON *genset = cJSON_GetObjectItemCaseSensitive(o, "genset");
    const cJSON *published = cJSON_GetObjectItemCaseSensitive(o, "published");
    char file[300];
    csv table;
    memset(s, 0, sizeof *s);
    s->capacity_kwh = value(battery, "capacity_kwh", 0.0);
    s->min_kwh = value(battery, "min_kwh", 0.0);
    s->start_kwh = value(battery, "start_kwh", 0.0);
    s->charge_kw = value(battery, "charge_kw", 0.0);
    s->discharge_kw = value(battery, "discharge_kw", 0.0);
    s->efficiency = value(battery, "efficiency_each_way", 0.0);
    s->cycle_price = value(battery, "cycle_cost_per_kwh", 0.0);
    s->lost_price = value(o, "loss_load_cost", 0.0);
    s->co2_price = value(o, "co2_cost", 0.0);
    s->import_kw = value(grid, "import_kw", 0.0);
    s->export_kw = value(grid, "export_kw", 0.0);
    s->genset_min_kw = value(genset, "min_kw", 0.0);
    s->genset_max_kw = value(genset, "max_kw", 0.0);
    s->genset_price = value(genset, "fuel_cost", 0.0) + s->co2_price * value(genset, "co2_kg_kwh", 0.0);
    s->published_mpc = value(published, "MPC", 0.0);
    s->published_rbc = value(published, "RBC", 0.0);
    if (snprintf(file, sizeof file, "%s.csv.gz", name) >= (int)sizeof file || !csv_read(&table, folder, file)) {
        return 0;
    }
    s->hours = table.rows;
    s->load = column(&table, "load_kw", 0.0);
    s->pv = column(&table, "pv_kw", 0.0);
    s->price_tariff = column(&table, "price_import", 0.0);
    s->price_in = column(&table, "price_import", 0.0);
    s->price_out = column(&table, "price_export", 0.0);
    s->co2 = column(&table, "co2_kg_kwh", 0.0);
    s->up = column(&table, "grid_status", 1.0);
    csv_free(&table);
    for (int32_t i = 0; i < s->hours; i++) {
        s->price_in[i] += s->co2_price * s->co2[i];
    }
    return 1;
}

int32_t dispatch_microgrids(tally *t, const char *folder, const char *file, const char *text)
{
    cJSON *root = cJSON_Parse(text);
    const cJSON *o = NULL;
    double sums[2] = {0.0, 0.0};
    int32_t n = 0;
    if (root == NULL || root->child == NULL || cJSON_GetObjectItemCaseSensitive(root->child, "loss_load_cost") == NULL) {
        cJSON_Delete(root);
        return 0;
    }
    cJSON_ArrayForEach(o, root) {
        microgrid s;
        double score[2];
        if (!read_site(&s, o, folder, o->string)) { continue; }
        for (int32_t k = 0; k < 2; k++) {
            score[k] = knob("ONLY",k)==k ? run_site(&s, 1 - k) / s.published_mpc : 0;
            sums[k] += score[k];
        }
        n++;
        report(t, REPORT_JUDGE, score[0]<=1.003, o->string, "track_p", "n=%d score=%.5f limit=1.003", s.hours, score[0]);
        report(t, REPORT_JUDGE, score[1]<=s.published_rbc/s.published_mpc, o->string, "track_r", "n=%d score=%.5f limit=%.4f", s.hours, score[1], s.published_rbc/s.published_mpc);
        free_site(&s);
    }
    report(t, REPORT_JUDGE, sums[0]/n<=1.0005, file, "track_p_mean", "n=%d score=%.5f limit=1.0005", n, sums[0]/n);
    report(t, REPORT_JUDGE, sums[1]/n<=1.015, file, "track_r_mean", "n=%d score=%.5f limit=1.015", n, sums[1]/n);
    cJSON_Delete(root);
    return 1;
}
