/* A simulated storage converter with its battery: what it lets read and what it takes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "devices/pcs_device.h"

#define ILLEGAL_ADDRESS 2
#define ILLEGAL_VALUE 3
#define BUSY 6

/* Registers of one model of the image, with its table. */
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

/* Every point a write touches must be writable and covered whole (half a 32-bit value is none). */
static int may_write(const struct sunspec_model *model, int first, int count)
{
    for (int point = 0; point < model->count; point++) {
        const struct sunspec_point *row = &model->points[point];
        int begins = row->offset >= first && row->offset < first + count;
        int ends = row->offset + row->size > first && row->offset + row->size <= first + count;
        int covers = row->offset < first && row->offset + row->size > first + count;
        if ((begins || ends || covers) && !(row->writable && begins && ends)) {
            return 0;
        }
    }
    return 1;
}

static int take_set_point(struct pcs_device *device, int first, int count,
                          const uint16_t *registers)
{
    uint16_t trial[128];
    struct page page = page_of(device, 704, device->at_704);
    struct sunspec_view view = {page.model, trial, page.count};
    uint64_t enabled = 0;
    uint64_t mode = 0;
    memcpy(trial, page.head, (size_t)page.count * sizeof *trial);
    memcpy(trial + first, registers, (size_t)count * sizeof *trial);
    double watts = sunspec_number(&view, SUNSPEC_704_WSet);
    double seconds = sunspec_number(&view, SUNSPEC_704_WSetRvrtTms);
    if (!sunspec_bits(&view, SUNSPEC_704_WSetEna, &enabled) || enabled > 1 ||
        !sunspec_bits(&view, SUNSPEC_704_WSetMod, &mode) || mode != 1 ||
        !(fabs(watts) <= 1.2 * device->setup.rating_w)) {
        return ILLEGAL_VALUE;
    }
    if (device->faults & DEVICE_FAULT_FORGET) {
        return 0;
    }
    memcpy(page.head, trial, (size_t)page.count * sizeof *trial);
    if (device->faults & DEVICE_FAULT_DEAF) {
        return 0;
    }
    device->set_w = watts;
    device->set_enabled = (int32_t)enabled;
    device->revert_us =
        enabled && seconds > 0.0 ? device->time_us + (int64_t)(seconds * 1e6) : INT64_MAX;
    return 0;
}

static int take_control(struct pcs_device *device, int first, int count, const uint16_t *registers)
{
    struct page page = page_of(device, 715, device->at_715);
    struct sunspec_view view = {page.model, page.head, page.count};
    uint64_t before = 0;
    uint64_t value = 0;
    (void)sunspec_bits(&view, SUNSPEC_715_ControllerHb, &before);
    if (device->faults & DEVICE_FAULT_FORGET) {
        return 0;
    }
    memcpy(page.head + first, registers, (size_t)count * sizeof *registers);
    if (sunspec_bits(&view, SUNSPEC_715_ControllerHb, &value) && value != before) {
        device->heard_us = device->time_us;
    }
    if (sunspec_bits(&view, SUNSPEC_715_OpCtl, &value) && !(device->faults & DEVICE_FAULT_DEAF)) {
        device->stopped = value == 0 ? 1 : value == 1 ? 0 : device->stopped;
    }
    if (sunspec_bits(&view, SUNSPEC_715_AlarmReset, &value) && value == 1) {
        device->tripped = 0;
        page.head[page.model->points[SUNSPEC_715_AlarmReset].offset] = 0;
    }
    return 0;
}

static int write_vendor(struct pcs_device *device, int first, int count, const uint16_t *registers)
{
    uint16_t *head = device->image.registers + device->at_vendor;
    struct device_world world;
    if (first == DEVICE_FAULTS && count == 2) {
        uint32_t before = device->faults;
        device->faults = device_get_u32(registers);
        if (device->faults & ~before & DEVICE_FAULT_BOOT) {
            pcs_device_boot(device);
        }
        pcs_registers_restore(device);
    } else if (first == DEVICE_WORLD && count == DEVICE_WORLD_REGISTERS) {
        uint32_t sequence = device_world_unpack(registers, &world);
        if (sequence != device->sequence) {
            device->sequence = sequence;
            pcs_device_advance(device, &world);
        }
    } else {
        return ILLEGAL_ADDRESS;
    }
    memcpy(head + first, registers, (size_t)count * sizeof *registers);
    return 0;
}

static int write_registers(void *context, uint16_t address, int count, const uint16_t *registers)
{
    struct pcs_device *device = context;
    int at = (int)address - DEVICE_BASE;
    if (at >= device->at_vendor) {
        return write_vendor(device, at - device->at_vendor, count, registers);
    }
    if (device->faults & DEVICE_FAULT_SILENT) {
        return REGISTER_PORT_SILENT;
    }
    if (device->faults & DEVICE_FAULT_BUSY) {
        return BUSY;
    }
    if (at >= device->at_704 && count > 0 && at + count <= device->at_713 &&
        may_write(sunspec_model_find(704), at - device->at_704, count)) {
        return take_set_point(device, at - device->at_704, count, registers);
    }
    if (at >= device->at_715 && count > 0 && at + count <= device->at_802 &&
        may_write(sunspec_model_find(715), at - device->at_715, count)) {
        return take_control(device, at - device->at_715, count, registers);
    }
    return ILLEGAL_ADDRESS;
}

static int read_registers(void *context, uint16_t address, int count, uint16_t *registers)
{
    struct pcs_device *device = context;
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

struct register_port pcs_device_port(struct pcs_device *device)
{
    struct register_port port = {device, read_registers, write_registers};
    return port;
}
