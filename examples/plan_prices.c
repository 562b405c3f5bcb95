/* Three stations behind one transformer: each answers prices, and the price rises until the sum fits. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { SLOTS = 4, STATIONS = 3 };

int main(void)
{
    static uint64_t stations[STATIONS][512], workspace[1 << 14];
    static const double buy[SLOTS] = {0.05, 0.20, 0.30, 0.10};
    static const double limit_w = 70e3; /* of the transformer */
    int64_t edges[SLOTS + 1];
    double price[SLOTS] = {0}, grid_w[SLOTS], load[SLOTS];

    for (int i = 0; i <= SLOTS; i++) {
        edges[i] = 3600 * (int64_t)i;
    }
    for (int s = 0; s < STATIONS; s++) {
        ostrov_battery_config battery;
        ostrov_problem problem;
        if (ostrov_battery_defaults(&battery, sizeof battery) != OSTROV_OK ||
            ostrov_problem_defaults(&problem, sizeof problem) != OSTROV_OK) {
            return 1;
        }
        for (int i = 0; i < SLOTS; i++) {
            load[i] = 10e3 + 2e3 * s;
        }
        battery.capacity_wh = 40e3;
        battery.charge_limit_w = battery.discharge_limit_w = 30e3;
        problem.count = SLOTS;
        problem.edges_s = edges;
        problem.battery = &battery;
        problem.battery_soc_ratio = 0.2;
        problem.load_w = (ostrov_series){0, 3600, SLOTS, load};
        problem.import_price_per_kwh = (ostrov_series){0, 3600, SLOTS, buy};
        /* plain bytes: they could as well be sent to another machine */
        if (ostrov_responder_init(&problem, stations[s], sizeof stations[s], NULL) != OSTROV_OK) {
            return 1;
        }
    }
    for (int round = 0; round < 40; round++) { /* the price of a slot rises while it is too full */
        double sum[SLOTS] = {0}, cost = 0.0, bound = 0.0;
        int over = 0;
        for (int s = 0; s < STATIONS; s++) {
            double own = 0.0, value = 0.0;
            if (ostrov_plan_respond(stations[s], price, SLOTS, workspace, sizeof workspace, grid_w, &own,
                                    &value) != OSTROV_OK) {
                return 1;
            }
            cost += own;
            bound += value;
            for (int i = 0; i < SLOTS; i++) {
                sum[i] += grid_w[i];
            }
        }
        for (int i = 0; i < SLOTS; i++) {
            bound -= price[i] * limit_w / 1000.0;
            over += sum[i] > limit_w + 1.0;
        }
        if (round == 0 || over == 0) {
            printf("round %2d: %5.1f %5.1f %5.1f %5.1f kW, cost %.2f, no joint plan below %.2f\n", round,
                   sum[0] / 1e3, sum[1] / 1e3, sum[2] / 1e3, sum[3] / 1e3, cost, bound);
        }
        if (over == 0) {
            break;
        }
        for (int i = 0; i < SLOTS; i++) {
            price[i] += sum[i] > limit_w + 1.0 ? 0.01 : 0.0;
        }
    }
    return 0;
}
