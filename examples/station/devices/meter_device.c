/* A simulated meter at the PCC.
 *
 * It chooses its scale factor of power by what it measures, as meters with 16-bit registers do: a
 * reader that kept an old scale factor would be wrong by a factor of ten.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/random.h"
#include "devices/meter_device.h"

#include <math.h>
#include <string.h>

#define ILLEGAL_ADDRESS 2
#define BUSY 6
#define DELAY_US 5000000

void meter_device_defaults(struct meter_device_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->sign = 1;
    setup->seed = 2;
}

static void put(struct meter_device *device, int point, double value)
{
    const struct sunspec_model *model = sunspec_model_find(203);
    uint16_t *head = device->image.registers + device->at_203;
    if (sunspec_put(model, head, model->registers, point, value) != 0) {
        sunspec_put_absent(model, head, model->registers, point);
    }
}

/* Least exponent from 0 with which a power fits into 16 bits; with the fault, one that moves early.
 */
static int power_exponent(const struct meter_device *device, double size)
{
    int exponent = 0;
    double most = device->faults & DEVICE_FAULT_SCALE ? 2500.0 : 32000.0;
    while (size > most && exponent < 4) {
        size /= 10.0;
        exponent++;
    }
    return exponent;
}

static void show_power(struct meter_device *device)
{
    static const int volts[] = {SUNSPEC_203_PhVphA, SUNSPEC_203_PhVphB, SUNSPEC_203_PhVphC};
    static const int watts[] = {SUNSPEC_203_WphA, SUNSPEC_203_WphB, SUNSPEC_203_WphC};
    static const int amps[] = {SUNSPEC_203_AphA, SUNSPEC_203_AphB, SUNSPEC_203_AphC};
    const struct device_world *world = &device->world;
    double sign = device->setup.sign;
    double apparent = __builtin_sqrt(world->pcc_w * world->pcc_w + world->pcc_var * world->pcc_var);
    double sum_v = 0.0;
    double sum_a = 0.0;
    int exponent = isfinite(apparent) ? power_exponent(device, apparent) : 0;
    put(device, SUNSPEC_203_W_SF, exponent);
    put(device, SUNSPEC_203_VA_SF, exponent);
    put(device, SUNSPEC_203_VAR_SF, exponent);
    put(device, SUNSPEC_203_W, sign * world->pcc_w);
    put(device, SUNSPEC_203_VA, apparent);
    put(device, SUNSPEC_203_VAR, sign * world->pcc_var);
    for (int i = 0; i < 3; i++) {
        double volt = world->grid_v[i];
        double ampere = volt > 1.0 ? apparent / 3.0 / volt : 0.0;
        /* Read-out noise of the last digit: a live meter never stands quite still. */
        volt += volt > 1.0 ? 0.1 * random_signed(&device->noise) : 0.0;
        sum_v += volt;
        sum_a += ampere;
        put(device, volts[i], volt);
        put(device, watts[i], sign * world->pcc_w / 3.0);
        put(device, amps[i], ampere);
    }
    put(device, SUNSPEC_203_PhV, sum_v / 3.0);
    static const int lines[] = {SUNSPEC_203_PPV, SUNSPEC_203_PhVphAB, SUNSPEC_203_PhVphBC,
                                SUNSPEC_203_PhVphCA};
    for (int i = 0; i < 4; i++) { /* of a balanced three-phase system */
        put(device, lines[i], sum_v / 3.0 * 1.7320508075688772);
    }
    put(device, SUNSPEC_203_A, sum_a);
    put(device, SUNSPEC_203_Hz,
        world->grid_hz > 1.0 ? world->grid_hz + 0.005 * random_signed(&device->noise)
                             : world->grid_hz);
}

/* A 32-bit register of Wh runs over. */
static double rolled(double energy_wh)
{
    const double turn = 4294967296.0;
    return energy_wh - turn * (double)(int64_t)(energy_wh / turn);
}

static void show_energy(struct meter_device *device)
{
    double import_wh = rolled(device->import_wh);
    double export_wh = rolled(device->export_wh);
    put(device, SUNSPEC_203_TotWhImp, device->setup.sign > 0 ? import_wh : export_wh);
    put(device, SUNSPEC_203_TotWhExp, device->setup.sign > 0 ? export_wh : import_wh);
}

static void hide(struct meter_device *device)
{
    const struct sunspec_model *model = sunspec_model_find(203);
    uint16_t *head = device->image.registers + device->at_203;
    for (int point = 2; point < model->count; point++) {
        sunspec_put_absent(model, head, model->registers, point);
    }
}

static void begin_scales(struct meter_device *device)
{
    put(device, SUNSPEC_203_A_SF, -1);
    put(device, SUNSPEC_203_V_SF, -1);
    put(device, SUNSPEC_203_Hz_SF, -2);
    put(device, SUNSPEC_203_TotWh_SF, 0);
    sunspec_put_bits(sunspec_model_find(203), device->image.registers + device->at_203, 107,
                     SUNSPEC_203_Evt, 0);
}

static void show(struct meter_device *device)
{
    double period_us = device->setup.refresh_s * 1e6;
    if ((device->faults & DEVICE_FAULT_DELAY) && period_us < (double)DELAY_US) {
        period_us = (double)DELAY_US;
    }
    struct device_truth truth;
    memset(&truth, 0, sizeof truth);
    truth.time_us = device->time_us;
    device_truth_pack(&truth, device->image.registers + device->at_vendor + DEVICE_TRUTH);
    if (device->shown_us != INT64_MIN && (double)(device->time_us - device->shown_us) < period_us) {
        return;
    }
    device->shown_us = device->time_us;
    if (device->faults & DEVICE_FAULT_ABSENT) {
        hide(device);
    } else if (!(device->faults & (DEVICE_FAULT_FREEZE | DEVICE_FAULT_CACHE))) {
        show_power(device);
        show_energy(device);
    }
}

int meter_device_init(struct meter_device *device, const struct meter_device_setup *setup)
{
    memset(device, 0, sizeof *device);
    if ((setup->sign != 1 && setup->sign != -1) || !(setup->refresh_s >= 0.0) ||
        !(setup->import_wh >= 0.0 && setup->import_wh < 1e15) ||
        !(setup->export_wh >= 0.0 && setup->export_wh < 1e15)) {
        return -1;
    }
    device->setup = *setup;
    device->noise = setup->seed;
    device->import_wh = setup->import_wh;
    device->export_wh = setup->export_wh;
    device->shown_us = INT64_MIN;
    device_image_begin(&device->image);
    int at_1 = device_image_add(&device->image, 1, 68);
    device->at_203 = device_image_add(&device->image, 203, 107);
    device->at_vendor =
        device_image_add(&device->image, DEVICE_METER_MODEL, DEVICE_VENDOR_REGISTERS);
    device_image_end(&device->image);
    device_image_identity(&device->image, at_1, "simulated meter", "METER-1");
    begin_scales(device);
    show(device);
    device->shown_us = INT64_MIN;
    return 0;
}

void meter_device_advance(struct meter_device *device, const struct device_world *world)
{
    int64_t step_us = device_step_us(world->dt_s);
    device->world = *world;
    device->time_us += step_us;
    double energy_wh = world->pcc_w * (double)step_us / 3.6e9;
    if (!isfinite(energy_wh)) {
        energy_wh = 0.0; /* no count can be made of it, and the counters must stay numbers */
    }
    if (energy_wh > 0.0) {
        device->import_wh += energy_wh;
    } else if (energy_wh < 0.0) {
        device->export_wh -= energy_wh;
    }
    show(device);
}

static int write_registers(void *context, uint16_t address, int count, const uint16_t *registers)
{
    struct meter_device *device = context;
    int first = (int)address - DEVICE_BASE - device->at_vendor;
    if (first == DEVICE_FAULTS && count == 2) {
        device->faults = device_get_u32(registers);
        begin_scales(device);
    } else if (first == DEVICE_WORLD && count == DEVICE_WORLD_REGISTERS) {
        struct device_world world;
        uint32_t sequence = device_world_unpack(registers, &world);
        if (sequence != device->sequence) {
            device->sequence = sequence;
            meter_device_advance(device, &world);
        }
    } else {
        return device->faults & DEVICE_FAULT_SILENT ? REGISTER_PORT_SILENT
               : device->faults & DEVICE_FAULT_BUSY ? BUSY
                                                    : ILLEGAL_ADDRESS;
    }
    memcpy(device->image.registers + device->at_vendor + first, registers,
           (size_t)count * sizeof *registers);
    return 0;
}

static int read_registers(void *context, uint16_t address, int count, uint16_t *registers)
{
    struct meter_device *device = context;
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

struct register_port meter_device_port(struct meter_device *device)
{
    struct register_port port = {device, read_registers, write_registers};
    return port;
}
