/* One fault on the grid, three categories of IEEE 1547-2018: who stays, who ceases for a moment,
 * who trips.
 *
 * The voltage falls to 0.44 for 0.7 s, recovers to 0.80 for 2 s, and is back. Each unit has the
 * trip stages and the ride-through regions of its category; every change of status is printed. */
#include <ostrov/ostrov.h>

#include <stdio.h>

struct unit {
    ostrov_elements elements;
    ostrov_ride ride;
    ostrov_ride_state state;
};

static double voltage_pu(double t_s)
{
    if (t_s <= 1.0) {
        return 1.0;
    }
    if (t_s <= 1.7) {
        return 0.44;
    }
    return t_s <= 3.7 ? 0.80 : 1.0;
}

static int start(struct unit *u, int32_t category)
{
    ostrov_elements_config stages;
    ostrov_ride_config regions;
    return ostrov_elements_defaults(&stages, sizeof stages) == OSTROV_OK &&
           ostrov_ride_defaults(&regions, sizeof regions) == OSTROV_OK &&
           ostrov_elements_category(&stages, category, 60.0) == OSTROV_OK &&
           ostrov_ride_category(&regions, category, 60.0) == OSTROV_OK &&
           ostrov_elements_init(&u->elements, &stages, NULL) == OSTROV_OK &&
           ostrov_ride_init(&u->ride, &regions, NULL) == OSTROV_OK;
}

static int step(struct unit *u, ostrov_element_sample *sample, double dt_s)
{
    ostrov_elements_state trip;
    if (ostrov_elements_step(&u->elements, sample, dt_s) != OSTROV_OK ||
        ostrov_elements_read(&u->elements, &trip, sizeof trip) != OSTROV_OK) {
        return 0;
    }
    sample->tripped = trip.trip;
    return ostrov_ride_step(&u->ride, sample, dt_s) == OSTROV_OK &&
           ostrov_ride_read(&u->ride, &u->state, sizeof u->state) == OSTROV_OK;
}

int main(void)
{
    static const char *const names[] = {"", "I", "II", "III"};
    const double dt_s = 0.01;
    for (int32_t category = OSTROV_CATEGORY_I; category <= OSTROV_CATEGORY_III; category++) {
        struct unit u;
        ostrov_element_sample sample;
        int32_t before = OSTROV_RIDE_UNKNOWN;
        if (!start(&u, category) ||
            ostrov_element_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
            return 1;
        }
        for (int k = 1; k <= 500; k++) {
            const double v = voltage_pu(k * dt_s);
            sample.phase_pu[0] = sample.phase_pu[1] = sample.phase_pu[2] = v;
            sample.hz = 60.0;
            if (!step(&u, &sample, dt_s)) {
                return 1;
            }
            if (u.state.status != before) {
                printf("category %-3s %4.2f s  %4.2f pu  %-4s  %s, power up to %3.0f %%\n",
                       names[category], k * dt_s, v, ostrov_ride_status_text(u.state.status),
                       u.state.must_ride ? "must stay" : "is free  ",
                       u.state.power_limit_pu * 100.0);
                before = u.state.status;
            }
        }
    }
    return 0;
}
