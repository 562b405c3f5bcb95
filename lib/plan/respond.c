/* A station as plain bytes that answers prices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/plan_respond.h>

#include <string.h>

#include "plan/dispatch.h"

#define MAGIC (0x70736572u) /* "resp" */
#define COVERED (OSTROV_FEATURE_RUNNING | OSTROV_FEATURE_EFFICIENCY | OSTROV_FEATURE_TIERS)

/* What the bytes begin with; the slots follow. */
typedef struct head {
    uint32_t magic;
    int32_t count;
    ostrov_i_site site; /* its pointers are empty: only numbers are read */
} head;

static const head *head_of(const void *responder)
{
    const head *h = responder;
    return h != NULL && ((uintptr_t)responder & 7u) == 0 && h->magic == MAGIC ? h : NULL;
}

static const ostrov_plan_slot *slots_of(const head *h)
{
    return (const ostrov_plan_slot *)(const void *)((const char *)h + sizeof *h);
}

size_t ostrov_responder_size(const ostrov_problem *problem)
{
    ostrov_i_site site;
    if (ostrov_i_site_open(problem, &site, NULL) != OSTROV_OK) {
        return 0;
    }
    return sizeof(head) + (size_t)site.problem.count * sizeof(ostrov_plan_slot);
}

/* Only numbers stay: the same problem gives the same bytes wherever it lies. */
static void forget_pointers(ostrov_problem *p)
{
    const ostrov_series none = {0, 0, 0, NULL};
    p->edges_s = NULL;
    p->battery = NULL;
    p->load_w = none;
    p->critical_w = none;
    p->pv_w = none;
    p->import_price_per_kwh = none;
    p->export_price_per_kwh = none;
    p->import_limit_w = none;
    p->export_limit_w = none;
    p->battery_reactive_var = none;
    p->battery_temperature_c = none;
    p->efficiencies = NULL;
    p->tiers = NULL;
    p->groups = NULL;
    p->groups_count = 0;
    p->vehicles = NULL; /* none of these has a row, but they may point somewhere all the same */
    p->peaks = NULL;
    p->tapers = NULL;
    p->wears = NULL;
    p->batteries = NULL;
    p->blocks = NULL;
    p->scenarios = NULL;
}

static ostrov_status covers(const ostrov_i_site *site, ostrov_fault *why)
{
    const char *member = site->problem.vehicles_count > 0 ? "vehicles"
                         : site->problem.peaks_count > 0  ? "peaks"
                                                          : NULL;
    if (member != NULL) {
        return ostrov_i_fault(why, OSTROV_E_UNSUPPORTED, "ostrov_problem", member, -1, OSTROV_I_NAN,
                              OSTROV_I_NAN, OSTROV_I_NAN);
    }
    return ostrov_i_site_covers(site, COVERED, why);
}

ostrov_status ostrov_responder_init(const ostrov_problem *problem, void *responder, size_t bytes,
                                    ostrov_fault *why)
{
    head h;
    ostrov_status status = OSTROV_OK;
    memset(&h, 0, sizeof h);
    status = ostrov_i_site_open(problem, &h.site, why);
    if (status == OSTROV_OK) {
        status = covers(&h.site, why);
    }
    if (status == OSTROV_OK && (responder == NULL || ((uintptr_t)responder & 7u) != 0)) {
        status = ostrov_i_fault(why, OSTROV_E_ARGUMENT, NULL, "responder", -1, OSTROV_I_NAN,
                                OSTROV_I_NAN, OSTROV_I_NAN);
    }
    if (status == OSTROV_OK && bytes < ostrov_responder_size(problem)) {
        status = ostrov_i_fault(why, OSTROV_E_SPACE, NULL, "responder", -1, (double)bytes,
                                (double)ostrov_responder_size(problem), OSTROV_I_NAN);
    }
    if (status == OSTROV_OK) {
        status = ostrov_problem_slots(problem, (ostrov_plan_slot *)(void *)((char *)responder + sizeof h),
                                      sizeof(ostrov_plan_slot), h.site.problem.count, NULL, why);
    }
    if (status != OSTROV_OK) {
        return status;
    }
    h.magic = MAGIC;
    h.count = h.site.problem.count;
    forget_pointers(&h.site.problem);
    memcpy(responder, &h, sizeof h);
    return OSTROV_OK;
}

static void *take(unsigned char *memory, size_t *used, size_t bytes)
{
    void *at = memory != NULL ? memory + *used : NULL;
    *used += (bytes + 7u) / 8u * 8u;
    return at;
}

static size_t lay_out(const head *h, ostrov_i_dispatch *d, ostrov_plan_slot **slots,
                      unsigned char *memory)
{
    const size_t n = (size_t)h->count;
    size_t used = 0;
    *slots = take(memory, &used, n * sizeof **slots);
    d->vehicle_kw = take(memory, &used, n * sizeof(double));
    d->cut_price = take(memory, &used, n * sizeof(double));
    d->cap_kw = take(memory, &used, n * sizeof(double));
    d->surcharge = take(memory, &used, n * sizeof(double));
    d->outcomes = take(memory, &used, n * sizeof(ostrov_i_outcome));
    d->begins = take(memory, &used, n * sizeof(int64_t));
    d->sizes = take(memory, &used, n * sizeof(int32_t));
    d->kept = take(memory, &used, n * sizeof(ostrov_i_kept));
    d->pool_size = (int64_t)n * 32 + OSTROV_I_CURVE_ROOM;
    d->pool = take(memory, &used, (size_t)d->pool_size * sizeof(ostrov_i_point));
    return used;
}

size_t ostrov_responder_workspace(const void *responder)
{
    ostrov_i_dispatch d;
    ostrov_plan_slot *slots = NULL;
    const head *h = head_of(responder);
    return h != NULL ? lay_out(h, &d, &slots, NULL) : 0;
}

static void solve(const head *h, const double *price_per_kwh, unsigned char *memory,
                  ostrov_i_dispatch *d)
{
    ostrov_plan_slot *slots = NULL;
    memset(d, 0, sizeof *d);
    (void)lay_out(h, d, &slots, memory);
    memcpy(slots, slots_of(h), (size_t)h->count * sizeof *slots);
    d->site = &h->site;
    d->slots = slots;
    d->count = h->count;
    ostrov_i_cells_open(&h->site, &d->cells);
    for (int32_t t = 0; t < h->count; t++) {
        slots[t].import_price_per_kwh += price_per_kwh[t];
        slots[t].export_price_per_kwh += price_per_kwh[t];
        d->vehicle_kw[t] = 0.0;
        d->cut_price[t] = 0.0;
        d->cap_kw[t] = 1e300;
        d->surcharge[t] = 0.0;
    }
    ostrov_i_dispatch_run(d);
}

ostrov_status ostrov_plan_respond(const void *responder, const double *price_per_kwh, int32_t count,
                                  void *workspace, size_t bytes, double *grid_w, double *own_cost,
                                  double *value)
{
    const head *h = head_of(responder);
    ostrov_i_dispatch d;
    double priced = 0.0;
    if (h == NULL || price_per_kwh == NULL || grid_w == NULL || own_cost == NULL ||
        workspace == NULL || ((uintptr_t)workspace & 7u) != 0) {
        return OSTROV_E_ARGUMENT;
    }
    if (count != h->count) {
        return OSTROV_E_RANGE;
    }
    for (int32_t t = 0; t < count; t++) {
        if (!ostrov_i_finite(price_per_kwh[t])) {
            return OSTROV_E_NOT_FINITE;
        }
        if (price_per_kwh[t] < -1e9 || price_per_kwh[t] > 1e9) {
            return OSTROV_E_RANGE;
        }
    }
    if (bytes < ostrov_responder_workspace(responder)) {
        return OSTROV_E_SPACE;
    }
    solve(h, price_per_kwh, workspace, &d);
    for (int32_t t = 0; t < count; t++) {
        grid_w[t] = d.outcomes[t].grid_kw * 1000.0;
        priced += price_per_kwh[t] * d.outcomes[t].grid_kw * d.slots[t].duration_s / 3600.0;
    }
    *own_cost = d.value - priced;
    if (value != NULL) {
        *value = d.value;
    }
    return OSTROV_OK;
}
