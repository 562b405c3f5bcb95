/* Finding models on a device: bases, lengths that differ from the definition, broken chains; links:
 * back-off, exceptions, function 23.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "rig.h"

#include "drivers/sunspec/link.h"
#include "drivers/sunspec/walk.h"

/* A device of 65 536 registers whose image a test writes. */
struct fake {
    uint16_t registers[65536];
    int from, to;    /* readable; outside answers exception 2 */
    int silent;      /* 1 = no answer */
    int no_combined; /* 1 = exception 1 to a write that has a read behind it (see below) */
    int reads, writes;
};

static struct fake fake;

static int fake_read(void *device, uint16_t address, int count, uint16_t *registers)
{
    struct fake *f = device;
    f->reads++;
    if (f->silent) {
        return REGISTER_PORT_SILENT;
    }
    if (address < f->from || address + count > f->to) {
        return 2;
    }
    memcpy(registers, f->registers + address, (size_t)count * 2);
    return 0;
}

static int fake_write(void *device, uint16_t address, int count, const uint16_t *registers)
{
    struct fake *f = device;
    f->writes++;
    if (f->silent) {
        return REGISTER_PORT_SILENT;
    }
    if (f->no_combined) {
        f->no_combined = 0; /* as a device without function 23: refused once, then written alone */
        return 1;
    }
    memcpy(f->registers + address, registers, (size_t)count * 2);
    return 0;
}

static struct link *fresh_link(void)
{
    static struct link link;
    struct register_port port = {&fake, fake_read, fake_write};
    memset(&fake, 0, sizeof fake);
    fake.to = 65536;
    ck_assert_int_eq(link_init_twin(&link, &port, 1.0), 0);
    return &link;
}

static int put_model(int at, uint16_t id, uint16_t length)
{
    fake.registers[at] = id;
    fake.registers[at + 1] = length;
    for (int i = 0; i < length && at + 2 + i < 65536; i++) {
        fake.registers[at + 2 + i] = (uint16_t)(id + i);
    }
    return at + 2 + length;
}

static int put_mark(int base)
{
    fake.registers[base] = 0x5375;
    fake.registers[base + 1] = 0x6E53;
    return base + 2;
}

START_TEST(finds_each_base)
{
    static const int bases[] = {40000, 50000, 0};
    for (int i = 0; i < 3; i++) {
        struct link *link = fresh_link();
        struct sunspec_map map = {0};
        int at = put_model(put_mark(bases[i]), 1, 66);
        at = put_model(at, 713, 7);
        fake.registers[at] = 0xFFFF;
        ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_FOUND);
        ck_assert_uint_eq(map.base, (uint16_t)bases[i]);
        ck_assert_int_eq(map.count, 2);
        ck_assert_uint_eq(sunspec_entry_find(&map, 713)->address, (uint16_t)(bases[i] + 2 + 68));
        ck_assert_ptr_null(sunspec_entry_find(&map, 802));
    }
}
END_TEST

/* Exceptions at the first bases mean "not there", not "dead". */
START_TEST(looks_on_after_an_exception)
{
    struct link *link = fresh_link();
    struct sunspec_map map = {0};
    fake.from = 0;
    fake.to = 200;
    int at = put_model(put_mark(0), 1, 66);
    fake.registers[at] = 0xFFFF;
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_FOUND);
    ck_assert_uint_eq(map.base, 0);
}
END_TEST

START_TEST(trusts_the_length_of_the_device)
{
    struct link *link = fresh_link();
    struct sunspec_map map = {0};
    struct sunspec_block longer, shorter, battery;
    /* 713 longer, 715 shorter than defined, an unknown model between. */
    int at = put_model(put_mark(40000), 1, 65); /* the old length of model 1 */
    int at_713 = at;
    at = put_model(at, 713, 20);
    at = put_model(at, 60000, 300);
    int at_715 = at;
    at = put_model(at, 715, 3);
    int at_802 = at;
    at = put_model(at, 802, 62);
    fake.registers[at] = 0xFFFF;
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_FOUND);
    ck_assert_int_eq(map.count, 5);
    ck_assert_int_eq(sunspec_bind(&longer, &map, 713, 0), 1);
    ck_assert_int_eq(sunspec_bind(&shorter, &map, 715, 0), 1);
    ck_assert_int_eq(sunspec_bind(&battery, &map, 802, 0), 1);
    ck_assert_int_eq(longer.address, at_713);
    ck_assert_int_eq(shorter.address, at_715);
    ck_assert_int_eq(battery.address, at_802);
    ck_assert_int_eq(longer.count, 9);  /* what we know of it */
    ck_assert_int_eq(shorter.count, 5); /* what it has */
    struct sunspec_block *const blocks[] = {&longer, &shorter, &battery};
    fake.reads = 0;
    ck_assert_int_eq(sunspec_read(link, blocks, 3, NULL, 7), LINK_OK);
    ck_assert_int_eq(fake.reads, 2); /* 715 and 802 are neighbours, 713 is not */
    struct sunspec_view view = sunspec_view_of(&shorter);
    ck_assert_double_eq(sunspec_number(&view, SUNSPEC_715_LocRemCtl), 715.0);
    ck_assert_double_eq(sunspec_number(&view, SUNSPEC_715_DERHb), (double)(716 * 65536 + 717));
    ck_assert(isnan(sunspec_number(&view, SUNSPEC_715_ControllerHb)));
    ck_assert(isnan(sunspec_number(&view, SUNSPEC_715_OpCtl)));
}
END_TEST

START_TEST(broken_chains_end)
{
    struct sunspec_map map = {123, 0, {{0, 0, 0, 0}}};
    struct link *link = fresh_link();
    put_model(put_mark(40000), 1, 65000); /* runs out of the address space */
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_BROKEN);
    link = fresh_link();
    int at = put_mark(40000);
    for (int i = 0; i < 200; i++) { /* never ends */
        at = put_model(at, 1, 0);
    }
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_BROKEN);
    link = fresh_link();
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_NOT_FOUND);
    fake.silent = 1;
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_NO_LINK);
    ck_assert_uint_eq(map.base, 123); /* untouched */
}
END_TEST

/* Random registers never hang the walk nor read outside. */
START_TEST(garbage_does_no_harm)
{
    uint64_t state = 7;
    for (int round = 0; round < 300; round++) {
        struct link *link = fresh_link();
        struct sunspec_map map = {0};
        for (int i = 40002; i < 65536; i++) {
            fake.registers[i] = (uint16_t)(rig_random(&state) & (round % 2 ? 0xFFFF : 0x01FF));
        }
        put_mark(40000);
        if (sunspec_walk(link, &map, 0) == SUNSPEC_FOUND) {
            ck_assert_int_le(map.count, SUNSPEC_MOST_MODELS);
        }
    }
}
END_TEST

/* Another device, or moved models, behind the same address: the link is dropped. */
START_TEST(a_moved_model_drops_the_link)
{
    struct link *link = fresh_link();
    struct sunspec_map map = {0};
    struct sunspec_block block;
    int at = put_model(put_mark(40000), 713, 7);
    fake.registers[at] = 0xFFFF;
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_FOUND);
    sunspec_bind(&block, &map, 713, 0);
    struct sunspec_block *const blocks[] = {&block};
    ck_assert_int_eq(sunspec_read(link, blocks, 1, NULL, 1), LINK_OK);
    uint16_t kept = block.registers[3];
    fake.registers[40002] = 714;
    fake.registers[40005] = 1;
    ck_assert_int_eq(sunspec_read(link, blocks, 1, NULL, 2), LINK_FAILED);
    ck_assert_int_eq(link->is_open, 0);
    ck_assert_uint_eq(block.registers[3], kept);
    ck_assert_int_eq((int)block.read_us, 1);
}
END_TEST

/* A sentinel in the place of an ID looks like the end of the models. */
START_TEST(half_a_device_is_none)
{
    struct link *link = fresh_link();
    struct sunspec_map map = {0}, before;
    int first = put_mark(40000);
    int second = put_model(first, 713, 7);
    fake.registers[put_model(second, 715, 7)] = 0xFFFF;
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_FOUND);
    ck_assert_int_eq(map.count, 2);
    before = map;
    fake.registers[second] = 0xFFFF;
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_BROKEN);
    ck_assert_mem_eq(&map, &before, sizeof map);
    fake.registers[second] = 715;
    ck_assert_int_eq(sunspec_walk(link, &map, 0), SUNSPEC_FOUND);
}
END_TEST

START_TEST(back_off_doubles_and_ends)
{
    struct link *link = fresh_link();
    uint16_t word = 0;
    int64_t now_us = 0;
    fake.silent = 1;
    ck_assert_int_eq(link_exchange(link, NULL, 0, 1, &word, now_us), LINK_FAILED);
    int before = fake.reads;
    for (double wait_s = 1.0; wait_s <= 16.0; wait_s *= 2.0) {
        ck_assert_int_eq(
            link_exchange(link, NULL, 0, 1, &word, now_us + (int64_t)(wait_s * 1e6) - 1),
            LINK_DOWN);
        now_us += (int64_t)(wait_s * 1e6);
        ck_assert_int_eq(link_exchange(link, NULL, 0, 1, &word, now_us), LINK_FAILED);
    }
    ck_assert_int_eq(fake.reads, before + 5);
    fake.silent = 0;
    fake.registers[0] = 99;
    uint32_t epoch = link->epoch;
    ck_assert_int_eq(link_exchange(link, NULL, 0, 1, &word, now_us + 16000000), LINK_OK);
    ck_assert_uint_eq(word, 99);
    ck_assert_uint_ne(link->epoch, epoch); /* the device is to be walked again */
}
END_TEST

/* What could not be written is gone: after the break only the next write goes out. */
START_TEST(nothing_is_queued)
{
    struct link *link = fresh_link();
    const uint16_t old = 1111;
    const uint16_t new = 2222;
    struct link_write write = {100, 1, &old};
    fake.silent = 1;
    ck_assert_int_eq(link_exchange(link, &write, 0, 0, NULL, 0), LINK_FAILED);
    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(link_exchange(link, &write, 0, 0, NULL, 10), LINK_DOWN);
    }
    fake.silent = 0;
    fake.writes = 0;
    ck_assert_int_eq(link_ready(link, 5000000), 1);
    ck_assert_int_eq(fake.writes, 0);
    ck_assert_uint_eq(fake.registers[100], 0);
    write.registers = &new;
    ck_assert_int_eq(link_exchange(link, &write, 0, 0, NULL, 5000000), LINK_OK);
    ck_assert_int_eq(fake.writes, 1);
    ck_assert_uint_eq(fake.registers[100], 2222);
}
END_TEST

START_TEST(does_without_function_23)
{
    struct link *link = fresh_link();
    const uint16_t value = 77;
    uint16_t back = 0;
    struct link_write write = {100, 1, &value};
    fake.no_combined = 1;
    ck_assert_int_eq(link_exchange(link, &write, 100, 1, &back, 0), LINK_OK);
    ck_assert_uint_eq(back, 77);
    ck_assert_int_eq(link->combined, 0);
    int64_t before = link->counters.requests;
    ck_assert_int_eq(link_exchange(link, &write, 100, 1, &back, 0), LINK_OK);
    ck_assert_int_eq((int)(link->counters.requests - before), 2);
}
END_TEST

START_TEST(exceptions_keep_the_link)
{
    struct link *link = fresh_link();
    uint16_t words[126];
    fake.to = 100;
    memset(words, 0x33, sizeof words);
    ck_assert_int_eq(link_exchange(link, NULL, 99, 2, words, 0), LINK_REFUSED);
    ck_assert_int_eq(link->exception, 2);
    ck_assert_int_eq(link->is_open, 1);
    ck_assert_uint_eq(words[0], 0x3333);
    ck_assert_int_eq(link_exchange(link, NULL, 0, 126, words, 0),
                     LINK_REFUSED); /* more than one request */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sunspec walk");
    TCase *one = tcase_create("all");
    tcase_add_test(one, finds_each_base);
    tcase_add_test(one, looks_on_after_an_exception);
    tcase_add_test(one, trusts_the_length_of_the_device);
    tcase_add_test(one, broken_chains_end);
    tcase_add_test(one, garbage_does_no_harm);
    tcase_add_test(one, a_moved_model_drops_the_link);
    tcase_add_test(one, half_a_device_is_none);
    tcase_add_test(one, back_off_doubles_and_ends);
    tcase_add_test(one, nothing_is_queued);
    tcase_add_test(one, does_without_function_23);
    tcase_add_test(one, exceptions_keep_the_link);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
