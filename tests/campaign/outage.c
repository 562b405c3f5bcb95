/* One outage as a table: what docs/explanation/one-outage.md tells and docs/tools/figure_outage.py
 * draws.
 *
 * Prints CSV, one row each 10 ms: a dip that is ridden through, the loss of the grid, the island
 * with its tiers, the grid's return, observing, synchronising, closing, the ramp. With the argument
 * "words" it prints instead what the library says of itself at some moments.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "world.h"

#include <ostrov/grid_explain.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DIP_S (-6.0)
#define DIP_ENDS_S (-5.6)
#define BACK_S 150.0
#define ENDS_S 330.0

static void number(double x)
{
    if (isnan(x)) {
        printf(",");
    } else {
        printf(",%.6g", x);
    }
}

static void row(const world *w, double t_s)
{
    const plant *p = &w->plant;
    const ostrov_grid_state *s = &w->state;
    double bus = plant_bus_least(p) - (p->closed ? 0.0 : p->swing_pu);
    int live = plant_bus_most(p) > 0.1 && plant_grid_most(p) > 0.1;
    printf("%.3f,%s,%s,%s", t_s, ostrov_grid_mode_text(s->mode), ostrov_grid_reason_text(s->reason),
           ostrov_grid_reason_text(s->blocked));
    number(s->blocked_value);
    number(s->blocked_limit);
    number(s->left_s);
    number(p->grid_pu[0]);
    number(bus);
    number(plant_grid_most(p) > 0.1 ? p->grid_hz : NAN);
    number(plant_bus_most(p) > 0.1 ? p->bus_hz : NAN);
    number(live ? p->bus_deg : NAN);
    printf(",%d,%d,%d,%d,%d", p->closed, s->breaker_command, p->pcs, p->bond,
           p->tier_on[0] + p->tier_on[1] + p->tier_on[2]);
    number(100.0 * plant_soc(p));
    number(p->load_w / 1e3);
    number(p->battery_w / 1e3);
    number(p->pv_w / 1e3);
    number(p->pcc_w / 1e3);
    number(s->power_ratio);
    number(s->autonomy_s);
    printf("\n");
}

static void words(const world *w, double t_s)
{
    static const double at_s[] = {-5.8, 0.05, 0.3, 60.0, 180.0, 212.0, 240.0};
    char text[1024];
    for (size_t i = 0; i < sizeof at_s / sizeof at_s[0]; i++) {
        if (fabs(t_s - at_s[i]) < w->dt_s / 2) {
            (void)ostrov_grid_why(&w->grid, OSTROV_LANGUAGE_EN, text, sizeof text);
            printf("%.2f s\n  why:          %s\n", t_s, text);
            (void)ostrov_grid_why_not_text(&w->grid, OSTROV_GRID_GRID, OSTROV_LANGUAGE_EN, text,
                                           sizeof text);
            printf("  why not GRID: %s\n", text);
        }
    }
}

int main(int argc, char **argv)
{
    int talks = argc > 1 && strcmp(argv[1], "words") == 0;
    ostrov_grid_config c;
    plant_site site;
    world w;
    world_config(&c, OSTROV_PCS_PROFILE_C);
    c.return_delay_s = 60.0;
    c.ramp_s = 60.0;
    c.autonomy_s = 2.0 * 3600.0;
    c.tier_step_s = 10.0;
    plant_site_defaults(&site, OSTROV_PCS_PROFILE_C);
    site.battery_wh = 120e3;
    site.offset_hz = 0.02;
    world_start(&w, &c, &site, 2);
    w.plant.sun_w = 18e3;
    w.plant.stored_wh = 0.62 * site.battery_wh;
    w.oracle.ledger_wh = w.plant.stored_wh;
    if (!talks) {
        printf("t_s,mode,reason,blocked,blocked_value,blocked_limit,left_s,grid_pu,bus_pu,grid_hz,"
               "bus_hz,angle_deg,"
               "closed,command,pcs,bond,tiers,soc_percent,load_kw,battery_kw,pv_kw,pcc_kw,power_"
               "ratio,autonomy_s\n");
    }
    world_run(&w, 10.0);
    w.plant.t_s = -10.0;
    while (w.plant.t_s < ENDS_S) {
        double t_s = w.plant.t_s;
        plant_grid_set(&w.plant, t_s >= -1e-9 && t_s < BACK_S              ? 0.0
                                 : t_s >= DIP_S - 1e-9 && t_s < DIP_ENDS_S ? 0.78
                                                                           : 1.0);
        w.plant.grid_hz = 50.0 + 0.02 * sin(t_s / 7.0);
        world_step(&w);
        if (talks) {
            words(&w, w.plant.t_s);
        } else {
            row(&w, w.plant.t_s);
        }
    }
    return world_broken_sum(&w) == 0 ? 0 : 1;
}
