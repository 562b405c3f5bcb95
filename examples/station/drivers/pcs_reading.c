/* Driver of a storage converter: what its registers mean.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "drivers/agree.h"
#include "drivers/pcs.h"

/* SunSpec 802 State, values that allow power. */
enum { BATTERY_CONNECTED = 3, BATTERY_STANDBY = 4, BATTERY_PROTECTS_SOC = 5 };

/* A value outside what is physically possible was misread or mis-sent: not told, and counted. */
static double possible(struct pcs *pcs, double value, double min, double max)
{
    if (isnan(value)) {
        return value;
    }
    if (value >= min && value <= max) {
        return value;
    }
    pcs->counters.implausible++;
    return (double)NAN;
}

/* The lesser of two limits, either of which may not be told. */
static double lesser(double a, double b) { return isnan(a) ? b : isnan(b) || a < b ? a : b; }

static int32_t small(const struct sunspec_view *view, int point)
{
    uint64_t bits = 0;
    return sunspec_bits(view, point, &bits) ? (int32_t)(bits & 0x7FFFFFFFU) : -1;
}

void pcs_understand_measured(struct pcs *pcs)
{
    static const int volts[] = {SUNSPEC_701_VL1, SUNSPEC_701_VL2, SUNSPEC_701_VL3};
    struct sunspec_view view = sunspec_view_of(&pcs->measured);
    struct pcs_reading *reading = &pcs->reading;
    double most_w = 2.0 * pcs->setup.rating_w;
    uint64_t bits = 0;
    reading->battery_w = possible(pcs, sunspec_number(&view, SUNSPEC_701_W), -most_w, most_w);
    reading->battery_var = possible(pcs, sunspec_number(&view, SUNSPEC_701_Var), -most_w, most_w);
    reading->bus_hz = possible(pcs, sunspec_number(&view, SUNSPEC_701_Hz), 0.0, 100.0);
    for (int i = 0; i < 3; i++) {
        reading->bus_v[i] = possible(pcs, sunspec_number(&view, volts[i]), 0.0, 1500.0);
    }
    if (!power_agrees(reading->battery_w, reading->battery_var,
                      (reading->bus_v[0] + reading->bus_v[1] + reading->bus_v[2]) / 3.0,
                      sunspec_number(&view, SUNSPEC_701_A), 0.02 * pcs->setup.rating_w)) {
        pcs->counters.implausible++;
        reading->battery_w = reading->battery_var = (double)NAN;
    }
    reading->connected = small(&view, SUNSPEC_701_ConnSt);
    reading->alarms = sunspec_bits(&view, SUNSPEC_701_Alrm, &bits) ? (uint32_t)bits : 0;
    reading->mode = OSTROV_PCS_UNKNOWN;
    if (sunspec_bits(&view, SUNSPEC_701_DERMode, &bits)) {
        reading->mode = bits & 2U   ? OSTROV_PCS_FORM
                        : bits & 1U ? OSTROV_PCS_FOLLOW
                                    : OSTROV_PCS_STOP;
    }
    reading->cells_c = (double)NAN;
    if (pcs->setup.cells_c_in_701) {
        reading->cells_c = possible(pcs, sunspec_number(&view, SUNSPEC_701_TmpOt), -60.0, 120.0);
    }
}

/* What the battery allows at the AC side: the least of its rating and its present current limit,
 * both in DC watts. Discharging loses on the way out. Charging could take a little more than the
 * cells are said to, but that would lean on an efficiency one only believes in. A battery that says
 * it is not connected or faulty allows nothing; one that says nothing leaves the limits untold. */
static void understand_limits(struct pcs *pcs, const struct sunspec_view *view)
{
    struct pcs_reading *reading = &pcs->reading;
    double most_w = 10.0 * pcs->setup.rating_w;
    double charge_a = possible(pcs, sunspec_number(view, SUNSPEC_802_AChaMax), 0.0, 65534.0);
    double discharge_a = possible(pcs, sunspec_number(view, SUNSPEC_802_ADisChaMax), 0.0, 65534.0);
    double charge_w = possible(pcs, sunspec_number(view, SUNSPEC_802_WChaRteMax), 0.0, most_w);
    double discharge_w =
        possible(pcs, sunspec_number(view, SUNSPEC_802_WDisChaRteMax), 0.0, most_w);
    reading->bms_charge_limit_w = lesser(charge_w, charge_a * reading->cells_v);
    reading->bms_discharge_limit_w =
        pcs->setup.discharge_efficiency_ratio * lesser(discharge_w, discharge_a * reading->cells_v);
    int32_t state = reading->battery_state;
    if (state != -1 && state != BATTERY_CONNECTED && state != BATTERY_STANDBY &&
        state != BATTERY_PROTECTS_SOC) {
        reading->bms_charge_limit_w = 0.0;
        reading->bms_discharge_limit_w = 0.0;
    }
}

static void understand_battery(struct pcs *pcs)
{
    struct sunspec_view view = sunspec_view_of(&pcs->battery);
    struct sunspec_view storage = sunspec_view_of(&pcs->storage);
    struct pcs_reading *reading = &pcs->reading;
    double sign = pcs->setup.battery_sign < 0 ? -1.0 : 1.0; /* the one place where it is turned */
    double most_w = 10.0 * pcs->setup.rating_w;
    uint64_t bits = 0;
    reading->battery_state = small(&view, SUNSPEC_802_State);
    reading->battery_events = sunspec_bits(&view, SUNSPEC_802_Evt1, &bits) ? (uint32_t)bits : 0;
    reading->cells_v = possible(pcs, sunspec_number(&view, SUNSPEC_802_V), 0.0, 3000.0);
    reading->cells_a =
        sign * possible(pcs, sunspec_number(&view, SUNSPEC_802_A), -32767e3, 32767e3);
    reading->cells_w = sign * possible(pcs, sunspec_number(&view, SUNSPEC_802_W), -most_w, most_w);
    reading->soc_ratio = possible(pcs, sunspec_number(&view, SUNSPEC_802_SoC), 0.0, 100.0) / 100.0;
    reading->health_ratio =
        possible(pcs, sunspec_number(&view, SUNSPEC_802_SoH), 0.0, 120.0) / 100.0;
    if (isnan(reading->soc_ratio)) {
        reading->soc_ratio =
            possible(pcs, sunspec_number(&storage, SUNSPEC_713_SoC), 0.0, 100.0) / 100.0;
    }
    reading->available_wh = possible(pcs, sunspec_number(&storage, SUNSPEC_713_WHAvail), 0.0, 1e9);
    understand_limits(pcs, &view);
    if (fabs(reading->cells_w) > 0.1 * pcs->setup.rating_w &&
        fabs(reading->battery_w) > 0.1 * pcs->setup.rating_w &&
        reading->cells_w * reading->battery_w < 0.0) {
        pcs->counters.sign_conflicts++;
    }
}

static void understand_ratings(struct pcs *pcs)
{
    struct sunspec_view view = sunspec_view_of(&pcs->ratings);
    double whole =
        lesser(sunspec_number(&view, SUNSPEC_702_WMaxRtg), sunspec_number(&view, SUNSPEC_702_WMax));
    double charge = lesser(sunspec_number(&view, SUNSPEC_702_WChaRteMaxRtg),
                           sunspec_number(&view, SUNSPEC_702_WChaRteMax));
    double discharge = lesser(sunspec_number(&view, SUNSPEC_702_WDisChaRteMaxRtg),
                              sunspec_number(&view, SUNSPEC_702_WDisChaRteMax));
    pcs->reading.pcs_charge_limit_w = lesser(whole, charge);
    pcs->reading.pcs_discharge_limit_w = lesser(whole, discharge);
}

/* Heartbeats and changes: what proves that the values are the device's own and of now. */
static void notice_life(struct pcs *pcs, int64_t now_us)
{
    struct sunspec_view control = sunspec_view_of(&pcs->heartbeat);
    struct sunspec_view battery = sunspec_view_of(&pcs->battery);
    uint64_t beat = 0;
    uint32_t crc = ostrov_crc32(0, pcs->measured.registers,
                                (size_t)pcs->measured.count * sizeof pcs->measured.registers[0]);
    int first = pcs->polled_us == INT64_MIN;
    if (!sunspec_bits(&control, SUNSPEC_715_DERHb, &beat) || first || (uint32_t)beat != pcs->beat) {
        pcs->beat_us = now_us; /* without a heartbeat, the answer itself is the sign of life */
        pcs->beat = (uint32_t)beat;
    }
    beat = 0;
    if (!sunspec_bits(&battery, SUNSPEC_802_Hb, &beat) || first ||
        (uint32_t)beat != pcs->battery_beat) {
        pcs->battery_beat_us = now_us;
        pcs->battery_beat = (uint32_t)beat;
    }
    if (first || crc != pcs->measured_crc) {
        pcs->changed_us = now_us;
        pcs->measured_crc = crc;
    }
}

void pcs_understand(struct pcs *pcs, int64_t now_us)
{
    pcs_understand_measured(pcs);
    understand_battery(pcs);
    understand_ratings(pcs);
    pcs->reading.local = -1;
    struct sunspec_view control = sunspec_view_of(&pcs->heartbeat);
    pcs->reading.local = small(&control, SUNSPEC_715_LocRemCtl);
    notice_life(pcs, now_us);
}

static double age_of(int64_t since_us, int64_t now_us)
{
    return (double)(now_us - since_us) * 1e-6;
}

double pcs_age_s(const struct pcs *pcs, int64_t now_us)
{
    if (pcs->polled_us == INT64_MIN) {
        return (double)NAN;
    }
    if (pcs->mapped.map != NULL) {
        return pcs_map_age_s(pcs, now_us);
    }
    double age = age_of(pcs->polled_us, now_us);
    double beat =
        age_of(pcs->beat_us < pcs->battery_beat_us ? pcs->beat_us : pcs->battery_beat_us, now_us);
    double still = age_of(pcs->changed_us, now_us);
    /* A dead bus shows constant zeros in good faith; a live one never stands quite still. */
    int live = pcs->reading.bus_v[0] > 1.0 || pcs->seen_live;
    if (beat - age > pcs->setup.beat_s) {
        age = beat;
    }
    if (live && pcs->setup.frozen_s > 0.0 && still - age > pcs->setup.frozen_s) {
        age = still;
    }
    return age;
}

void pcs_fill(const struct pcs *pcs, int64_t now_us, ostrov_measurement *measurement)
{
    const struct pcs_reading *reading = &pcs->reading;
    measurement->battery_w = reading->battery_w;
    measurement->battery_v = reading->cells_v;
    measurement->battery_a = reading->cells_a;
    measurement->battery_c = reading->cells_c;
    measurement->bms_soc_ratio = reading->soc_ratio;
    measurement->bms_charge_limit_w = reading->bms_charge_limit_w;
    measurement->bms_discharge_limit_w = reading->bms_discharge_limit_w;
    measurement->pcs_charge_limit_w = reading->pcs_charge_limit_w;
    measurement->pcs_discharge_limit_w = reading->pcs_discharge_limit_w;
    /* One age for PCS and BMS: the older of the two, since a limit that nobody renews must not
     * stand. */
    measurement->age_s[OSTROV_SOURCE_BATTERY] = pcs_age_s(pcs, now_us);
}
