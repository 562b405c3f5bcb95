/* What both simulated devices share: world, truth and image in registers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/device.h"

#include <string.h>

#define ILLEGAL_ADDRESS 2
#define LONGEST_STEP_S 3600.0

uint32_t device_get_u32(const uint16_t *registers)
{
    return (uint32_t)registers[0] << 16 | registers[1];
}

void device_put_u32(uint16_t *registers, uint32_t value)
{
    registers[0] = (uint16_t)(value >> 16);
    registers[1] = (uint16_t)(value & 0xFFFFU);
}

static int32_t get_i32(const uint16_t *registers) { return (int32_t)device_get_u32(registers); }

static void put_doubles(uint16_t *registers, const double *values, int count)
{
    for (int i = 0; i < count; i++) {
        sunspec_put_double(registers + 4 * i, values[i]);
    }
}

static void get_doubles(const uint16_t *registers, double *values, int count)
{
    for (int i = 0; i < count; i++) {
        values[i] = sunspec_get_double(registers + 4 * i);
    }
}

void device_world_pack(const struct device_world *world, uint32_t sequence, uint16_t *registers)
{
    const double values[14] = {
        world->dt_s,     world->grid_v[0], world->grid_v[1], world->grid_v[2], world->bus_v[0],
        world->bus_v[1], world->bus_v[2],  world->grid_hz,   world->bus_hz,    world->demand_w,
        world->pcc_w,    world->pcc_var,   world->ambient_c, world->sun_w};
    put_doubles(registers, values, 14);
    device_put_u32(registers + 56, (uint32_t)world->bus_live);
    device_put_u32(registers + 58, (uint32_t)world->breaker_closed);
    device_put_u32(registers + 60, (uint32_t)world->pcs_mode_request);
    device_put_u32(registers + 62, sequence);
}

uint32_t device_world_unpack(const uint16_t *registers, struct device_world *world)
{
    double values[14];
    get_doubles(registers, values, 14);
    world->dt_s = values[0];
    for (int i = 0; i < 3; i++) {
        world->grid_v[i] = values[1 + i];
        world->bus_v[i] = values[4 + i];
    }
    world->grid_hz = values[7];
    world->bus_hz = values[8];
    world->demand_w = values[9];
    world->pcc_w = values[10];
    world->pcc_var = values[11];
    world->ambient_c = values[12];
    world->sun_w = values[13];
    world->bus_live = get_i32(registers + 56);
    world->breaker_closed = get_i32(registers + 58);
    world->pcs_mode_request = get_i32(registers + 60);
    return device_get_u32(registers + 62);
}

void device_truth_pack(const struct device_truth *truth, uint16_t *registers)
{
    const double values[5] = {truth->battery_w, truth->battery_var, truth->soc_ratio,
                              truth->cells_c, truth->form_hz};
    put_doubles(registers, values, 5);
    device_put_u32(registers + 20, (uint32_t)((uint64_t)truth->time_us >> 32));
    device_put_u32(registers + 22, (uint32_t)((uint64_t)truth->time_us & 0xFFFFFFFFU));
    device_put_u32(registers + 24, (uint32_t)truth->forming);
    device_put_u32(registers + 26, (uint32_t)truth->mode);
    device_put_u32(registers + 28, (uint32_t)truth->overload);
    device_put_u32(registers + 30, (uint32_t)truth->trips);
}

void device_truth_unpack(const uint16_t *registers, struct device_truth *truth)
{
    double values[5];
    get_doubles(registers, values, 5);
    truth->battery_w = values[0];
    truth->battery_var = values[1];
    truth->soc_ratio = values[2];
    truth->cells_c = values[3];
    truth->form_hz = values[4];
    truth->time_us =
        (int64_t)((uint64_t)device_get_u32(registers + 20) << 32 | device_get_u32(registers + 22));
    truth->forming = get_i32(registers + 24);
    truth->mode = get_i32(registers + 26);
    truth->overload = get_i32(registers + 28);
    truth->trips = get_i32(registers + 30);
}

int64_t device_step_us(double dt_s)
{
    if (!(dt_s > 0.0)) {
        return 0;
    }
    return (int64_t)((dt_s > LONGEST_STEP_S ? LONGEST_STEP_S : dt_s) * 1e6 + 0.5);
}

void device_image_begin(struct device_image *image)
{
    memset(image, 0, sizeof *image);
    image->registers[0] = 0x5375U;
    image->registers[1] = 0x6E53U;
    image->count = 2;
}

int device_image_add(struct device_image *image, uint16_t id, int registers)
{
    const struct sunspec_model *model = sunspec_model_find(id);
    int at = image->count;
    uint16_t *head = image->registers + at;
    image->count += registers;
    for (int point = 0; model != NULL && point < model->count; point++) {
        sunspec_put_absent(model, head, registers, point);
    }
    head[0] = id;
    head[1] = (uint16_t)(registers - 2);
    return at;
}

void device_image_end(struct device_image *image)
{
    image->registers[image->count] = 0xFFFFU;
    image->registers[image->count + 1] = 0;
    image->count += 2;
}

void device_image_identity(struct device_image *image, int at, const char *model,
                           const char *serial)
{
    const struct sunspec_model *common = sunspec_model_find(1);
    uint16_t *head = image->registers + at;
    int count = image->count - at;
    sunspec_put_text(common, head, count, SUNSPEC_1_Mn, "ostrov");
    sunspec_put_text(common, head, count, SUNSPEC_1_Md, model);
    sunspec_put_text(common, head, count, SUNSPEC_1_Vr, "0.1");
    sunspec_put_text(common, head, count, SUNSPEC_1_SN, serial);
    sunspec_put_bits(common, head, count, SUNSPEC_1_DA, 1);
}

int device_image_read(const struct device_image *image, uint16_t address, int count,
                      uint16_t *registers)
{
    int at = (int)address - DEVICE_BASE;
    if (count < 1 || at < 0 || at + count > image->count) {
        return ILLEGAL_ADDRESS;
    }
    memcpy(registers, image->registers + at, (size_t)count * sizeof *registers);
    return 0;
}
