/* A simulated storage converter with its battery: what it shows and what it takes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <ostrov/grid.h>
#include <string.h>

#include "common/random.h"
#include "devices/pcs_device.h"

#define DELAY_US 5000000

/* Registers of one model of the image, with its table: what the codec writes into. */
struct page {
    const struct sunspec_model *model;
    uint16_t *head;
    int count;
};

static struct page page_of(struct pcs_device *device, uint16_t id, int at)
{
    struct page page = {sunspec_model_find(id), device->image.registers + at, 0};
    page.count = page.model->registers;
    return page;
}

static void put(const struct page *page, int point, double value)
{
    if (sunspec_put(page->model, page->head, page->count, point, value) != 0) {
        sunspec_put_absent(page->model, page->head, page->count, point);
    }
}

static void put_bits(const struct page *page, int point, uint64_t value)
{
    (void)sunspec_put_bits(page->model, page->head, page->count, point, value);
}

/* Least exponent >= 0 with which value fits. */
static int32_t exponent_for(double value, double most)
{
    int32_t exponent = 0;
    while (value > most && exponent < 10) {
        value /= 10.0;
        exponent++;
    }
    return exponent;
}

static void begin_scales(struct pcs_device *device)
{
    struct page m701 = page_of(device, 701, device->at_701);
    struct page m713 = page_of(device, 713, device->at_713);
    struct page m802 = page_of(device, 802, device->at_802);
    int32_t power = device->power_scale;
    int32_t energy = device->energy_scale;
    put(&m701, SUNSPEC_701_W_SF, power);
    put(&m701, SUNSPEC_701_VA_SF, power);
    put(&m701, SUNSPEC_701_Var_SF, power);
    put(&m701, SUNSPEC_701_V_SF, -1);
    put(&m701, SUNSPEC_701_A_SF, -1);
    put(&m701, SUNSPEC_701_Hz_SF, -3);
    put(&m701, SUNSPEC_701_TotWh_SF, 0);
    put(&m701, SUNSPEC_701_Tmp_SF, -1);
    put(&m713, SUNSPEC_713_WH_SF, energy);
    put(&m713, SUNSPEC_713_Pct_SF, -2);
    put(&m802, SUNSPEC_802_AHRtg_SF, 0);
    put(&m802, SUNSPEC_802_WHRtg_SF, energy);
    put(&m802, SUNSPEC_802_WChaDisChaMax_SF, power);
    put(&m802, SUNSPEC_802_SoC_SF, -2);
    put(&m802, SUNSPEC_802_SoH_SF, -1);
    put(&m802, SUNSPEC_802_V_SF, -1);
    put(&m802, SUNSPEC_802_CellV_SF, -3);
    put(&m802, SUNSPEC_802_A_SF, -1);
    put(&m802, SUNSPEC_802_AMax_SF, -1);
    put(&m802, SUNSPEC_802_W_SF, power);
}

static void begin_ratings(struct pcs_device *device)
{
    const struct pcs_device_setup *s = &device->setup;
    struct page m702 = page_of(device, 702, device->at_702);
    struct page m704 = page_of(device, 704, device->at_704);
    struct page m715 = page_of(device, 715, device->at_715);
    static const int ratings[] = {SUNSPEC_702_WMaxRtg,          SUNSPEC_702_WChaRteMaxRtg,
                                  SUNSPEC_702_WDisChaRteMaxRtg, SUNSPEC_702_WMax,
                                  SUNSPEC_702_WChaRteMax,       SUNSPEC_702_WDisChaRteMax};
    put(&m702, SUNSPEC_702_W_SF, device->power_scale);
    put(&m702, SUNSPEC_702_VA_SF, device->power_scale);
    put(&m702, SUNSPEC_702_V_SF, -1);
    put(&m704, SUNSPEC_704_WSet_SF, 0);
    for (size_t i = 0; i < sizeof ratings / sizeof ratings[0]; i++) {
        put(&m702, ratings[i], s->rating_w);
    }
    put(&m702, SUNSPEC_702_VAMaxRtg, s->rating_w);
    put(&m702, SUNSPEC_702_VNomRtg, 400.0);
    put_bits(&m702, SUNSPEC_702_IntIslandCatRtg, 0x6); /* island and black start capable */
    put_bits(&m704, SUNSPEC_704_WSetEna, 0);
    put_bits(&m704, SUNSPEC_704_WSetMod, 1);
    put(&m704, SUNSPEC_704_WSet, 0.0);
    put(&m704, SUNSPEC_704_WSetRvrt, s->default_w);
    put_bits(&m704, SUNSPEC_704_WSetEnaRvrt, 0);
    put(&m704, SUNSPEC_704_WSetRvrtTms, 0.0);
    put(&m704, SUNSPEC_704_WSetRvrtRem, 0.0);
    put_bits(&m715, SUNSPEC_715_LocRemCtl, 0);
    put_bits(&m715, SUNSPEC_715_ControllerHb, 0);
    put_bits(&m715, SUNSPEC_715_OpCtl, 1);
}

/* What does not change of the models that a fault can strike: written again when it ends. */
void pcs_registers_restore(struct pcs_device *device)
{
    const struct pcs_device_setup *s = &device->setup;
    struct page m701 = page_of(device, 701, device->at_701);
    struct page m713 = page_of(device, 713, device->at_713);
    struct page m802 = page_of(device, 802, device->at_802);
    begin_scales(device);
    put_bits(&m701, SUNSPEC_701_ACType, 2); /* three phases */
    put(&m713, SUNSPEC_713_WHRtg, s->capacity_wh);
    put(&m713, SUNSPEC_713_SoH, 100.0);
    put_bits(&m713, SUNSPEC_713_Sta, 0);
    put(&m802, SUNSPEC_802_AHRtg, s->capacity_wh / s->nominal_v);
    put(&m802, SUNSPEC_802_WHRtg, s->capacity_wh);
    put(&m802, SUNSPEC_802_WChaRteMax, s->charge_limit_w);
    put(&m802, SUNSPEC_802_WDisChaRteMax, s->discharge_limit_w);
    put(&m802, SUNSPEC_802_SoCMax, s->soc_max_ratio * 100.0);
    put(&m802, SUNSPEC_802_SoCMin, s->soc_min_ratio * 100.0);
    put(&m802, SUNSPEC_802_SoH, 100.0);
    put_bits(&m802, SUNSPEC_802_LocRemCtl, 0);
    put_bits(&m802, SUNSPEC_802_Typ, 4); /* lithium ion */
    put_bits(&m802, SUNSPEC_802_State, 3);
    put_bits(&m802, SUNSPEC_802_Evt1, 0);
    put_bits(&m802, SUNSPEC_802_Evt2, 0);
    put_bits(&m802, SUNSPEC_802_EvtVnd1, 0);
    put_bits(&m802, SUNSPEC_802_EvtVnd2, 0);
    put_bits(&m802, SUNSPEC_802_AlmRst, 0);
    put_bits(&m802, SUNSPEC_802_SetOp, 1);       /* connect */
    put_bits(&m802, SUNSPEC_802_SetInvState, 3); /* started */
}

void pcs_registers_begin(struct pcs_device *device)
{
    const struct pcs_device_setup *s = &device->setup;
    double power =
        s->charge_limit_w > s->discharge_limit_w ? s->charge_limit_w : s->discharge_limit_w;
    power = s->rating_w > power ? s->rating_w : power;
    device->power_scale = exponent_for(1.2 * power, 32767.0);
    device->energy_scale = exponent_for(s->capacity_wh, 65534.0);
    device_image_begin(&device->image);
    int at_1 = device_image_add(&device->image, 1, 68);
    device->at_701 = device_image_add(&device->image, 701, 155);
    device->at_702 = device_image_add(&device->image, 702, 52);
    device->at_704 = device_image_add(&device->image, 704, 67);
    device->at_713 = device_image_add(&device->image, 713, 9);
    device->at_715 = device_image_add(&device->image, 715, 9);
    device->at_802 = device_image_add(&device->image, 802, 64);
    device->at_vendor = device_image_add(&device->image, DEVICE_PCS_MODEL, DEVICE_VENDOR_REGISTERS);
    device_image_end(&device->image);
    device_image_identity(&device->image, at_1, "simulated PCS", "PCS-1");
    begin_ratings(device);
    pcs_registers_restore(device);
    pcs_registers_show(device);
    device->shown_us = INT64_MIN;
}

static void show_701(struct pcs_device *device)
{
    struct page page = page_of(device, 701, device->at_701);
    const struct device_world *world = &device->world;
    struct device_truth truth;
    int live = 0;
    double amps = 0.0;
    pcs_device_truth(device, &truth);
    for (int i = 0; i < 3; i++) {
        static const int volts[] = {SUNSPEC_701_VL1, SUNSPEC_701_VL2, SUNSPEC_701_VL3};
        static const int watts[] = {SUNSPEC_701_WL1, SUNSPEC_701_WL2, SUNSPEC_701_WL3};
        double volt = world->bus_v[i];
        if (volt > 1.0) {
            live = 1;
            amps += fabs(device->power_w) / 3.0 / volt;
            volt += 0.1 * random_signed(&device->noise);
        }
        put(&page, volts[i], volt);
        put(&page, watts[i], device->power_w / 3.0);
    }
    int running = device->mode != OSTROV_PCS_STOP && (truth.forming || live);
    put_bits(&page, SUNSPEC_701_St, (uint64_t)(running != 0));
    put_bits(&page, SUNSPEC_701_InvSt, device->tripped ? 6U : running ? 3U : 7U);
    put_bits(&page, SUNSPEC_701_ConnSt, (uint64_t)(device->world.breaker_closed != 0));
    put_bits(&page, SUNSPEC_701_Alrm, device->tripped ? 1U << 6 : 0U);
    put_bits(&page, SUNSPEC_701_DERMode,
             truth.forming                       ? 2U
             : device->mode == OSTROV_PCS_FOLLOW ? 1U
                                                 : 0U);
    if (device->faults & DEVICE_FAULT_SCALE) {
        double size = fabs(device->power_w);
        put(&page, SUNSPEC_701_W_SF, size < 3e3 ? -1.0 : size < 3e4 ? 0.0 : device->power_scale);
        for (int i = 0; i < 3; i++) { /* all points of one scale factor move with it */
            put(&page,
                i == 0   ? SUNSPEC_701_WL1
                : i == 1 ? SUNSPEC_701_WL2
                         : SUNSPEC_701_WL3,
                device->power_w / 3.0);
        }
    }
    put(&page, SUNSPEC_701_W, device->power_w);
    put(&page, SUNSPEC_701_VA, fabs(device->power_w));
    put(&page, SUNSPEC_701_Var, 0.0);
    put(&page, SUNSPEC_701_A, amps);
    put(&page, SUNSPEC_701_Hz,
        world->bus_hz + (live ? 0.002 * random_signed(&device->noise) : 0.0));
    put(&page, SUNSPEC_701_TotWhInj, device->injected_wh);
    put(&page, SUNSPEC_701_TotWhAbs, device->absorbed_wh);
    put(&page, SUNSPEC_701_TmpAmb, world->ambient_c);
    put(&page, SUNSPEC_701_TmpOt, device->cells_c);
}

static void show_battery(struct pcs_device *device)
{
    const struct pcs_device_setup *s = &device->setup;
    struct page m713 = page_of(device, 713, device->at_713);
    struct page m802 = page_of(device, 802, device->at_802);
    double charge_w = 0.0;
    double discharge_w = 0.0;
    double amps = device->cells_a, volts = device->cells_v;
    double sign = s->battery_sign;
    pcs_device_limits(device, &charge_w, &discharge_w);
    put(&m713, SUNSPEC_713_SoC, device->soc * 100.0);
    put(&m713, SUNSPEC_713_WHAvail, device->soc * s->capacity_wh);
    put(&m802, SUNSPEC_802_SoC, device->soc * 100.0);
    put(&m802, SUNSPEC_802_V, volts + 0.1 * random_signed(&device->noise));
    put(&m802, SUNSPEC_802_A, sign * amps);
    put(&m802, SUNSPEC_802_AChaMax, charge_w / volts);
    put(&m802, SUNSPEC_802_ADisChaMax, discharge_w / volts);
    if (device->faults & DEVICE_FAULT_SCALE) {
        put(&m802, SUNSPEC_802_W_SF, fabs(device->cells_w) < 3e3 ? -1.0 : device->power_scale);
    }
    put(&m802, SUNSPEC_802_W, sign * device->cells_w);
    uint64_t state = device->cells_w > 1.0 ? 3U : device->cells_w < -1.0 ? 4U : 6U;
    if (device->soc >= s->soc_max_ratio) {
        state = 5U;
    } else if (device->soc <= s->soc_min_ratio) {
        state = 2U;
    }
    put_bits(&m802, SUNSPEC_802_ChaSt, state);
}

static void beat(struct pcs_device *device)
{
    struct page m715 = page_of(device, 715, device->at_715);
    struct page m802 = page_of(device, 802, device->at_802);
    uint64_t seconds = (uint64_t)((device->time_us - device->boot_us) / 1000000) % 65535U;
    int battery_dead =
        (device->faults & DEVICE_FAULT_BMS_ONLY) && (device->faults & DEVICE_FAULT_FREEZE);
    put_bits(&m715, SUNSPEC_715_DERHb, seconds);
    if (!battery_dead) {
        put_bits(&m802, SUNSPEC_802_Hb, seconds);
    }
}

static void hide(struct pcs_device *device, uint16_t id, int at)
{
    struct page page = page_of(device, id, at);
    for (int point = 2; point < page.model->count; point++) {
        sunspec_put_absent(page.model, page.head, page.count, point);
    }
}

/* What the vendor model shows is true whatever the faults. */
void pcs_registers_truth(struct pcs_device *device)
{
    struct device_truth truth;
    pcs_device_truth(device, &truth);
    device_truth_pack(&truth, device->image.registers + device->at_vendor + DEVICE_TRUTH);
}

static void show_measured(struct pcs_device *device, int whole)
{
    uint32_t faults = device->faults;
    int battery_only = (faults & DEVICE_FAULT_BMS_ONLY) != 0;
    int still = (faults & (DEVICE_FAULT_FREEZE | DEVICE_FAULT_CACHE)) != 0;
    if (whole && (!still || battery_only)) {
        show_701(device);
    }
    if (whole && !still) {
        show_battery(device);
    }
    if (!(faults & DEVICE_FAULT_FREEZE) || battery_only) {
        beat(device);
    }
    if (faults & DEVICE_FAULT_ABSENT) {
        hide(device, 713, device->at_713);
        hide(device, 802, device->at_802);
        if (!battery_only) {
            hide(device, 701, device->at_701);
        }
    }
}

void pcs_registers_show(struct pcs_device *device)
{
    struct page m704 = page_of(device, 704, device->at_704);
    int due = !(device->faults & DEVICE_FAULT_DELAY) || device->shown_us == INT64_MIN ||
              device->time_us - device->shown_us >= DELAY_US;
    if (due) {
        show_measured(device, 1);
        device->shown_us = device->time_us;
    }
    int64_t left_us = device->revert_us == INT64_MAX ? 0 : device->revert_us - device->time_us;
    put(&m704, SUNSPEC_704_WSetRvrtRem, (double)(left_us / 1000000));
    pcs_registers_truth(device);
}
