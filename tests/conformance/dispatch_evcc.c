/* Requests from users' homes to evcc's optimizer, with its stored answers. A request becomes a problem of
 * the library; the money of the plan is held against the money of the stored plan, both reckoned here
 * from what charges and discharges: import, export, the worth of the energy left, the demand charge.
 * Ties, penalties and preferences of the service do not count.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dispatch_evcc.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Money of a whole plan by the rules of the request. */
double evcc_money(const evcc_request *r, const evcc_answer *a)
{
    double money = 0.0;
    double above_w = 0.0;
    for (int32_t t = 0; t < r->steps; t++) {
        double net = r->load_wh[t] - r->pv_wh[t];
        for (int32_t i = 0; i < r->stores_count; i++) {
            net += a->charge_wh[i][t] - a->discharge_wh[i][t];
        }
        if (net > 0.0) {
            money += net * r->price_in[t];
            above_w = fmax(above_w, net * 3600.0 / r->dt_s[t] - r->import_limit_w);
        } else {
            money -= fmin(-net, r->export_limit_w * r->dt_s[t] / 3600.0) * r->price_out[t];
        }
    }
    for (int32_t i = 0; i < r->stores_count; i++) {
        money -= r->stores[i].worth_wh * a->end_wh[i];
    }
    return money + r->demand_price_w * fmax(0.0, above_w);
}
