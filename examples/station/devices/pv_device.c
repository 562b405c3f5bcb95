/* A simulated PV inverter.
 *
 * It gives what the sun allows, less a limit that reverts by its own timer, after its own watch
 * over the bus (60 to 300 s in the field), and falls back linearly while the bus frequency says
 * that an island has too much power (50.2 to 52 Hz, as EN 50549-1 asks, 4.6.1).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/pv_device.h"

#include <math.h>
#include <string.h>

#define ILLEGAL_ADDRESS 2
#define BUSY 6
#define DELAY_US 5000000

void pv_device_defaults(struct pv_device_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->rating_w = 60e3;
    setup->ramp_w_per_s = 30e3;
    setup->wake_s = 60.0;
    setup->seed = 3;
}

static const struct sunspec_model *model_of(uint16_t id) { return sunspec_model_find(id); }

static void put(struct pv_device *device, uint16_t id, int at, int point, double value)
{
    uint16_t *head = device->image.registers + at;
    if (sunspec_put(model_of(id), head, model_of(id)->registers, point, value) != 0) {
        sunspec_put_absent(model_of(id), head, model_of(id)->registers, point);
    }
}

static void put_bits(struct pv_device *device, uint16_t id, int at, int point, uint64_t value)
{
    (void)sunspec_put_bits(model_of(id), device->image.registers + at, model_of(id)->registers,
                           point, value);
}

static struct sunspec_view control_of(const struct pv_device *device)
{
    struct sunspec_view view = {model_of(123), device->image.registers + device->at_123,
                                model_of(123)->registers};
    return view;
}

static uint64_t bits_of(const struct pv_device *device, int point)
{
    struct sunspec_view view = control_of(device);
    uint64_t value = 0;
    return sunspec_bits(&view, point, &value) ? value : 0;
}

/* W it may give now by its limit; the rating when there is none. */
static double limit_w(struct pv_device *device)
{
    struct sunspec_view view = control_of(device);
    uint64_t revert_s = bits_of(device, SUNSPEC_123_WMaxLimPct_RvrtTms);
    double percent = sunspec_number(&view, SUNSPEC_123_WMaxLimPct);
    if (bits_of(device, SUNSPEC_123_WMaxLim_Ena) != 1) {
        return device->setup.rating_w;
    }
    if (revert_s > 0 && device->time_us - device->limited_us > (int64_t)revert_s * 1000000) {
        put_bits(device, 123, device->at_123, SUNSPEC_123_WMaxLim_Ena, 0);
        return device->setup.rating_w;
    }
    return device->faults & DEVICE_FAULT_DEAF || isnan(percent)
               ? device->setup.rating_w
               : percent / 100.0 * device->setup.rating_w;
}

static double target_w(struct pv_device *device)
{
    const struct device_world *world = &device->world;
    double sun_w = isfinite(world->sun_w) && world->sun_w > 0.0 ? world->sun_w : 0.0;
    double most_w = limit_w(device);
    double share = (52.0 - world->bus_hz) / 1.8; /* 1 at 50.2 Hz, 0 at 52 Hz */
    int awake = device->live_us != INT64_MIN &&
                (double)(device->time_us - device->live_us) >= device->setup.wake_s * 1e6;
    if (!awake) {
        return 0.0;
    }
    most_w = sun_w < most_w ? sun_w : most_w;
    most_w = most_w < device->setup.rating_w ? most_w : device->setup.rating_w;
    return share >= 1.0 ? most_w : share <= 0.0 ? 0.0 : share * most_w;
}

static void show(struct pv_device *device)
{
    struct device_truth truth;
    const struct device_world *world = &device->world;
    const int at = device->at_103;
    memset(&truth, 0, sizeof truth);
    truth.battery_w = device->pv_w;
    truth.time_us = device->time_us;
    device_truth_pack(&truth, device->image.registers + device->at_vendor + DEVICE_TRUTH);
    if ((device->faults & DEVICE_FAULT_DELAY) && device->shown_us != INT64_MIN &&
        device->time_us - device->shown_us < DELAY_US) {
        return;
    }
    device->shown_us = device->time_us;
    if (device->faults & (DEVICE_FAULT_FREEZE | DEVICE_FAULT_CACHE)) {
        return;
    }
    if (device->faults & DEVICE_FAULT_ABSENT) {
        for (int point = 2; point < model_of(103)->count; point++) {
            sunspec_put_absent(model_of(103), device->image.registers + at,
                               model_of(103)->registers, point);
        }
        return;
    }
    put(device, 103, at, SUNSPEC_103_W_SF,
        device->faults & DEVICE_FAULT_SCALE && device->pv_w > 2500.0 ? 2
        : device->setup.rating_w > 32000.0                           ? 1
                                                                     : 0);
    put(device, 103, at, SUNSPEC_103_W, device->pv_w);
    put(device, 103, at, SUNSPEC_103_VA, device->pv_w);
    put(device, 103, at, SUNSPEC_103_VAr, 0.0);
    put(device, 103, at, SUNSPEC_103_A,
        world->bus_v[0] > 1.0 ? device->pv_w / world->bus_v[0] : 0.0);
    put(device, 103, at, SUNSPEC_103_PhVphA, world->bus_v[0]);
    put(device, 103, at, SUNSPEC_103_PhVphB, world->bus_v[1]);
    put(device, 103, at, SUNSPEC_103_PhVphC, world->bus_v[2]);
    put(device, 103, at, SUNSPEC_103_Hz, world->bus_hz);
    put(device, 103, at, SUNSPEC_103_WH, floor(device->energy_wh));
    put_bits(device, 103, at, SUNSPEC_103_St, device->pv_w > 0.0 ? 4 : 2); /* MPPT, SLEEPING */
}

/* Written again when a fault that hides them ends. */
static void begin_scales(struct pv_device *device)
{
    static const int tenths[] = {SUNSPEC_103_A_SF, SUNSPEC_103_V_SF};
    for (int i = 0; i < 2; i++) {
        put(device, 103, device->at_103, tenths[i], -1);
    }
    put(device, 103, device->at_103, SUNSPEC_103_Hz_SF, -2);
    put(device, 103, device->at_103, SUNSPEC_103_VA_SF, 1);
    put(device, 103, device->at_103, SUNSPEC_103_VAr_SF, 1);
    put(device, 103, device->at_103, SUNSPEC_103_WH_SF, 0);
}

/* Its registers as they are after a start: no limit. */
static void begin_registers(struct pv_device *device)
{
    device_image_begin(&device->image);
    int at_1 = device_image_add(&device->image, 1, 68);
    device->at_103 = device_image_add(&device->image, 103, model_of(103)->registers);
    device->at_120 = device_image_add(&device->image, 120, model_of(120)->registers);
    device->at_123 = device_image_add(&device->image, 123, model_of(123)->registers);
    device->at_vendor = device_image_add(&device->image, DEVICE_PV_MODEL, DEVICE_VENDOR_REGISTERS);
    device_image_end(&device->image);
    device_image_identity(&device->image, at_1, "simulated PV", "PV-1");
    begin_scales(device);
    put(device, 120, device->at_120, SUNSPEC_120_WRtg_SF, 1);
    put(device, 120, device->at_120, SUNSPEC_120_WRtg, device->setup.rating_w);
    put_bits(device, 120, device->at_120, SUNSPEC_120_DERTyp, 4); /* PV */
    put(device, 123, device->at_123, SUNSPEC_123_WMaxLimPct_SF, -2);
    put(device, 123, device->at_123, SUNSPEC_123_WMaxLimPct, 100.0);
    put_bits(device, 123, device->at_123, SUNSPEC_123_WMaxLim_Ena, 0);
    put_bits(device, 123, device->at_123, SUNSPEC_123_WMaxLimPct_RvrtTms, 0);
    put_bits(device, 123, device->at_123, SUNSPEC_123_Conn, 1);
    show(device);
    device->shown_us = INT64_MIN;
}

int pv_device_init(struct pv_device *device, const struct pv_device_setup *setup)
{
    memset(device, 0, sizeof *device);
    if (!(setup->rating_w > 100.0 && setup->rating_w < 10e6) || !(setup->ramp_w_per_s > 0.0) ||
        !(setup->wake_s >= 0.0 && setup->wake_s <= 3600.0)) {
        return -1;
    }
    device->setup = *setup;
    device->live_us = device->shown_us = INT64_MIN;
    begin_registers(device);
    return 0;
}

void pv_device_advance(struct pv_device *device, const struct device_world *world)
{
    int64_t step_us = device_step_us(world->dt_s);
    double step_s = (double)step_us * 1e-6;
    device->world = *world;
    int live = world->bus_v[0] > 160.0 && world->bus_hz > 45.0;
    if (!live) {
        device->live_us = INT64_MIN;
    } else if (device->live_us == INT64_MIN) {
        device->live_us = device->time_us;
    }
    device->time_us += step_us;
    double target = target_w(device), ramp = device->setup.ramp_w_per_s * step_s;
    double change = target - device->pv_w;
    device->pv_w = !live            ? 0.0
                   : change > ramp  ? device->pv_w + ramp
                   : change < -ramp ? device->pv_w - ramp
                                    : target;
    device->energy_wh += device->pv_w * step_s / 3600.0;
    show(device);
}

static int write_control(struct pv_device *device, int first, int count, const uint16_t *registers)
{
    if (first < 2 || first + count > model_of(123)->registers) {
        return ILLEGAL_ADDRESS;
    }
    device->limited_us = device->time_us;
    if (!(device->faults & DEVICE_FAULT_FORGET)) {
        memcpy(device->image.registers + device->at_123 + first, registers,
               (size_t)count * sizeof *registers);
    }
    return 0;
}

static int write_registers(void *context, uint16_t address, int count, const uint16_t *registers)
{
    struct pv_device *device = context;
    int at = (int)address - DEVICE_BASE, first = at - device->at_vendor;
    if (first == DEVICE_FAULTS && count == 2) {
        uint32_t before = device->faults;
        device->faults = device_get_u32(registers);
        if (device->faults & ~before & DEVICE_FAULT_BOOT) {
            begin_registers(device);
        }
        begin_scales(device);
    } else if (first == DEVICE_WORLD && count == DEVICE_WORLD_REGISTERS) {
        struct device_world world;
        uint32_t sequence = device_world_unpack(registers, &world);
        if (sequence != device->sequence) {
            device->sequence = sequence;
            pv_device_advance(device, &world);
        }
    } else {
        return device->faults & DEVICE_FAULT_SILENT ? REGISTER_PORT_SILENT
               : device->faults & DEVICE_FAULT_BUSY
                   ? BUSY
                   : write_control(device, at - device->at_123, count, registers);
    }
    memcpy(device->image.registers + at, registers, (size_t)count * sizeof *registers);
    return 0;
}

static int read_registers(void *context, uint16_t address, int count, uint16_t *registers)
{
    struct pv_device *device = context;
    if ((int)address - DEVICE_BASE < device->at_vendor) {
        if (device->faults & DEVICE_FAULT_SILENT) {
            return REGISTER_PORT_SILENT;
        }
        if (device->faults & DEVICE_FAULT_BUSY) {
            return BUSY;
        }
    }
    return device_image_read(&device->image, address, count, registers);
}

struct register_port pv_device_port(struct pv_device *device)
{
    struct register_port port = {device, read_registers, write_registers};
    return port;
}
