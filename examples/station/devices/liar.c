/* A device's registers, told by a liar.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "devices/liar.h"

#include <string.h>

#include "common/random.h"

/* What the device does itself. */
static uint32_t fault_of(const struct lie *lie)
{
    switch (lie != NULL ? lie->kind : LIE_NONE) {
    case LIE_DEAF:
        return DEVICE_FAULT_DEAF;
    case LIE_FORGET:
        return DEVICE_FAULT_FORGET;
    case LIE_FREEZE:
        return DEVICE_FAULT_FREEZE;
    case LIE_CACHE:
        return DEVICE_FAULT_CACHE;
    case LIE_ABSENT:
        return DEVICE_FAULT_ABSENT;
    case LIE_SCALE:
        return DEVICE_FAULT_SCALE;
    case LIE_DELAY:
        return DEVICE_FAULT_DELAY;
    case LIE_REBOOT:
        return DEVICE_FAULT_BOOT;
    default:
        return 0;
    }
}

static void find_models(struct liar *liar)
{
    int32_t address = DEVICE_BASE + 2;
    uint16_t head[2];
    while (liar->count < LIAR_MODELS &&
           liar->inner.read(liar->inner.device, (uint16_t)address, 2, head) == 0 &&
           head[0] != 0xFFFFU) {
        liar->model[liar->count].address = address;
        liar->model[liar->count].length = 2 + head[1];
        liar->model[liar->count].model = sunspec_model_find(head[0]);
        if (head[0] >= DEVICE_PCS_MODEL && head[0] <= DEVICE_PV_MODEL) {
            liar->vendor = address;
        }
        address += liar->model[liar->count++].length;
    }
}

void liar_begin(struct liar *liar, const struct register_port *inner, const struct lies *lies)
{
    memset(liar, 0, sizeof *liar);
    liar->inner = *inner;
    liar->lies = *lies;
    liar->broken_us = -1;
    find_models(liar);
}

void liar_look(struct liar *liar)
{
    uint16_t words[4], faults[2];
    if (liar->inner.read(liar->inner.device, (uint16_t)(liar->vendor + DEVICE_TRUTH + 20), 4,
                         words) != 0) {
        return;
    }
    liar->time_us = (int64_t)((uint64_t)device_get_u32(words) << 32 | device_get_u32(words + 2));
    const struct lie *lie = lies_at(&liar->lies, liar->time_us);
    if (lie != liar->now && lie != NULL) {
        liar->random = lie->detail;
    }
    liar->now = lie;
    uint32_t wanted = fault_of(lie);
    if (wanted != liar->ordered) {
        device_put_u32(faults, wanted);
        (void)liar->inner.write(liar->inner.device, (uint16_t)(liar->vendor + DEVICE_FAULTS), 2,
                                faults);
        liar->ordered = wanted;
    }
}

int liar_on_the_wire(const struct liar *liar)
{
    int32_t kind = liar->now != NULL ? liar->now->kind : LIE_NONE;
    return kind == LIE_LATE || (kind >= LIE_SILENT && kind <= LIE_BREAK);
}

/* What is not answered at all. Returns 0 when the request goes through. */
static int refuse(struct liar *liar)
{
    switch (liar->now != NULL ? liar->now->kind : LIE_NONE) {
    case LIE_EXCEPTION:
        return 1 + (int)(random_next(&liar->random) % 11);
    case LIE_REBOOT:
    case LIE_SILENT:
    case LIE_GARBAGE:
    case LIE_DRIP:
        if (liar->wire && liar->now->kind != LIE_REBOOT) {
            return 0;
        }
        liar->unanswered++;
        return REGISTER_PORT_SILENT;
    case LIE_BREAK: /* once each time it is asked on a new connection */
        if (liar->wire || liar->broken_us == liar->time_us) {
            return 0;
        }
        liar->broken_us = liar->time_us;
        liar->unanswered++;
        return REGISTER_PORT_SILENT;
    default:
        return 0;
    }
}

static void turn(uint16_t *words, int size)
{
    for (int i = 0; i < size / 2; i++) {
        uint16_t kept = words[i];
        words[i] = words[size - 1 - i];
        words[size - 1 - i] = kept;
    }
}

/* Numbers of more than one register, within what is asked for: low word first. */
static void turn_words(const struct liar *liar, int32_t address, int count, uint16_t *registers)
{
    for (int32_t m = 0; m < liar->count; m++) {
        const struct sunspec_model *model = liar->model[m].model;
        for (int p = 0; model != NULL && p < model->count; p++) {
            int32_t at = liar->model[m].address + model->points[p].offset - address;
            int size = model->points[p].size;
            if (size > 1 && model->points[p].type != SUNSPEC_STRING && at >= 0 &&
                at + size <= count) {
                turn(registers + at, size);
            }
        }
    }
}

static void put_sentinels(struct liar *liar, int count, uint16_t *registers)
{
    int rarely = 1 + (int)(liar->now->detail % 16);
    for (int i = 0; i < count; i++) {
        uint64_t chance = random_next(&liar->random);
        if (chance % (uint64_t)rarely == 0) {
            registers[i] = chance >> 32 & 1 ? 0x8000U : 0xFFFFU;
        }
    }
}

/* The former answer in the place of this one, as where no transaction number tells them apart:
 * one of another length is none at all. */
static int tell_former(struct liar *liar, int count, uint16_t *registers)
{
    uint16_t kept[125];
    int fits = liar->former_count == count;
    memcpy(kept, registers, (size_t)count * sizeof *kept);
    memcpy(registers, liar->former, (size_t)(fits ? count : 0) * sizeof *registers);
    memcpy(liar->former, kept, (size_t)count * sizeof *kept);
    liar->former_count = count;
    liar->unanswered += !fits;
    return fits ? 0 : REGISTER_PORT_SILENT;
}

static int is_vendor(const struct liar *liar, uint16_t address)
{
    return liar->vendor != 0 && address >= liar->vendor;
}

static int read_registers(void *context, uint16_t address, int count, uint16_t *registers)
{
    struct liar *liar = context;
    if (is_vendor(liar, address)) {
        return liar->inner.read(liar->inner.device, address, count, registers);
    }
    int answer = refuse(liar);
    if (answer != 0) {
        return answer;
    }
    answer = liar->inner.read(liar->inner.device, address, count, registers);
    if (answer != 0 || count > 125) {
        return answer;
    }
    switch (liar->now != NULL ? liar->now->kind : LIE_NONE) {
    case LIE_SENTINEL:
        put_sentinels(liar, count, registers);
        break;
    case LIE_WORDS:
        turn_words(liar, address, count, registers);
        break;
    case LIE_LATE:
        if (!liar->wire) {
            return tell_former(liar, count, registers);
        }
        break;
    default:
        break;
    }
    memcpy(liar->former, registers, (size_t)count * sizeof *registers);
    liar->former_count = count;
    return 0;
}

static int write_registers(void *context, uint16_t address, int count, const uint16_t *registers)
{
    struct liar *liar = context;
    uint16_t turned[125];
    if (is_vendor(liar, address)) {
        int done = liar->inner.write(liar->inner.device, address, count, registers);
        if ((int32_t)address - liar->vendor == DEVICE_WORLD) {
            liar_look(liar);
        }
        return done;
    }
    int answer = refuse(liar);
    if (answer != 0 || count > 125) {
        return answer != 0 ? answer : 2;
    }
    memcpy(turned, registers, (size_t)count * sizeof *turned);
    if (liar->now != NULL && liar->now->kind == LIE_WORDS) {
        turn_words(liar, address, count, turned);
    }
    return liar->inner.write(liar->inner.device, address, count, turned);
}

struct register_port liar_port(struct liar *liar)
{
    struct register_port port = {liar, read_registers, write_registers};
    return port;
}
