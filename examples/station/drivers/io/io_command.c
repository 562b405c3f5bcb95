/* Wires: commands to breaker and bond contactor, and what became of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/io/io.h"

#define ALIVE_US 1000000

static double since_s(int64_t then_us, int64_t now_us) { return (double)(now_us - then_us) * 1e-6; }

/* Writes one coil and reads it back, unless it is known to stand so. Returns enum
 * set_point_refusal. */
static int32_t put(struct io *io, enum io_output output, int32_t value, int64_t now_us)
{
    uint16_t bit = (uint16_t)value;
    int32_t address = io->setup.output[output];
    if (address < 0) {
        return SET_POINT_NOT_OFFERED;
    }
    if (!link_ready(&io->link, now_us)) {
        return SET_POINT_NO_LINK;
    }
    if (io->epoch != io->link.epoch) { /* what the module did while it was away is not known */
        for (int i = 0; i < IO_OUTPUTS; i++) {
            io->coil[i] = -1;
        }
        io->epoch = io->link.epoch;
    }
    if (io->coil[output] == value) {
        return SET_POINT_NOT_REFUSED;
    }
    io->coil[output] = -1;
    enum link_result result =
        link_write(&io->link, REGISTER_COIL, (uint16_t)address, 1, &bit, io->setup.single, now_us);
    if (result == LINK_OK) {
        result = link_read(&io->link, REGISTER_COIL, (uint16_t)address, 1, &bit, now_us);
    }
    if (result != LINK_OK) {
        return result == LINK_REFUSED ? SET_POINT_EXCEPTION : SET_POINT_NO_LINK;
    }
    if (bit != (uint16_t)value) {
        return SET_POINT_READ_BACK;
    }
    io->coil[output] = value;
    return SET_POINT_NOT_REFUSED;
}

static void request(struct io *io, struct io_switch *one, int32_t wanted, int64_t now_us)
{
    one->wanted = wanted;
    one->stage = SET_POINT_REQUESTED;
    one->refusal = SET_POINT_NOT_REFUSED;
    one->requested_us = now_us;
    io->counters.requested++;
}

static void refuse(struct io *io, struct io_switch *one, int32_t refusal, int64_t now_us)
{
    one->stage = SET_POINT_REFUSED;
    one->refusal = refusal;
    one->refused_us = now_us;
    io->counters.refused++;
}

static void observe(struct io *io, struct io_switch *one, int64_t now_us)
{
    one->stage = SET_POINT_OBSERVED;
    one->observed_us = now_us;
    io->counters.observed++;
}

/* Drops the pulses of the breaker but the one that is to stay (IO_OUTPUTS = none). What cannot be
 * dropped now is tried again at the next call. */
static void release(struct io *io, int keep, int64_t now_us)
{
    for (int i = IO_OPEN; i <= IO_UPSTREAM; i++) {
        if (i != keep && io->setup.output[i] >= 0) {
            (void)put(io, (enum io_output)i, 0, now_us);
        }
    }
}

/* What people forbid now; 0 = nothing. A stop forbids to close, not to open. */
static int32_t against(const struct io *io, int closes, int64_t now_us)
{
    const uint32_t stops = OSTROV_INHIBIT_FIRE_STOP | OSTROV_INHIBIT_E_STOP;
    uint32_t inhibits = io_inhibits(io, now_us);
    if ((inhibits & OSTROV_INHIBIT_UNREAD) != 0) {
        return SET_POINT_UNOBSERVED;
    }
    return (inhibits & (closes ? ~0U : ~stops)) != 0 ? SET_POINT_INHIBITED : SET_POINT_NOT_REFUSED;
}

/* What stands against closing now; 0 = nothing. */
static int32_t against_close(const struct io *io, int64_t now_us)
{
    return io_position(io, now_us) != IO_POSITION_OPEN ? SET_POINT_UNOBSERVED
                                                       : against(io, 1, now_us);
}

void io_judge(struct io *io, int64_t now_us)
{
    struct io_switch *breaker = &io->breaker, *bond = &io->bond;
    if (breaker->stage == SET_POINT_ACKNOWLEDGED &&
        breaker->wanted != OSTROV_BREAKER_TRIP_UPSTREAM) {
        int opens = breaker->wanted == OSTROV_BREAKER_OPEN;
        /* Only what was read after the coil rose proves anything. */
        int told = io->polled_us > breaker->acknowledged_us;
        if (told && io_position(io, now_us) == (opens ? IO_POSITION_OPEN : IO_POSITION_CLOSED)) {
            observe(io, breaker, now_us);
        } else if (since_s(breaker->acknowledged_us, now_us) >
                   (opens ? io->setup.open_s : io->setup.close_s)) {
            refuse(io, breaker, SET_POINT_NOT_OBSERVED, now_us);
        } else if (!opens && against(io, 1, now_us) != SET_POINT_NOT_REFUSED) {
            refuse(io, breaker, against(io, 1, now_us), now_us);
        }
    }
    int32_t closed =
        io_age_s(io, now_us) <= io->setup.fresh_s ? io->reading.value[IO_BOND_CLOSED] : -1;
    if (bond->stage == SET_POINT_OBSERVED && bond->asked == bond->wanted && closed >= 0 &&
        closed != (bond->wanted == OSTROV_BOND_CLOSE)) {
        refuse(io, bond, SET_POINT_NOT_OBSERVED, now_us); /* it moved by itself */
    }
    if (bond->stage == SET_POINT_ACKNOWLEDGED && io->setup.input[IO_BOND_CLOSED] >= 0) {
        if (io->polled_us > bond->acknowledged_us &&
            closed == (bond->wanted == OSTROV_BOND_CLOSE)) {
            observe(io, bond, now_us);
        } else if (since_s(bond->acknowledged_us, now_us) > io->setup.bond_s) {
            refuse(io, bond, SET_POINT_NOT_OBSERVED, now_us);
        }
    }
}

static ostrov_status status_of(const struct io_switch *one)
{
    return one->stage != SET_POINT_REFUSED ? OSTROV_OK
           : one->refusal == SET_POINT_UNOBSERVED || one->refusal == SET_POINT_INHIBITED
               ? OSTROV_E_STATE
               : OSTROV_E_DRIVER;
}

/* Is a command to be given a new start: it is new, or was refused and its time has come, or what
 * had been proven holds no longer? */
static int starts(const struct io_switch *one, int32_t wanted, double retry_s, int64_t now_us)
{
    if (one->asked != wanted || one->wanted != wanted || one->stage == SET_POINT_NONE) {
        return 1;
    }
    return one->stage == SET_POINT_REFUSED &&
           (one->refusal == SET_POINT_UNOBSERVED || one->refusal == SET_POINT_INHIBITED ||
            since_s(one->refused_us, now_us) >= retry_s);
}

static void write_breaker(struct io *io, int32_t wanted, enum io_output output, int64_t now_us)
{
    struct io_switch *breaker = &io->breaker;
    int32_t refusal =
        wanted == OSTROV_BREAKER_CLOSE ? against_close(io, now_us) : SET_POINT_NOT_REFUSED;
    release(io, (int)output, now_us);
    if (refusal == SET_POINT_NOT_REFUSED && output == IO_CLOSE && io->coil[IO_OPEN] != 0) {
        refusal =
            SET_POINT_READ_BACK; /* a trip that does not fall: closing would pump the breaker */
    }
    if (refusal == SET_POINT_NOT_REFUSED) {
        io->coil[output] =
            -1; /* written again, however it stands: the module may have dropped it */
        refusal = put(io, output, 1, now_us);
    }
    if (refusal != SET_POINT_NOT_REFUSED) {
        refuse(io, breaker, refusal, now_us);
        release(io, IO_OUTPUTS, now_us); /* a pulse that may have gone out unseen must not stay */
        return;
    }
    io->risen_us = now_us;
    breaker->stage = SET_POINT_ACKNOWLEDGED;
    breaker->acknowledged_us = now_us;
    io->counters.acknowledged++;
}

static ostrov_status command_breaker(struct io *io, int32_t wanted, int64_t now_us)
{
    static const enum io_output outputs[] = {IO_OUTPUTS, IO_OPEN, IO_CLOSE, IO_UPSTREAM};
    struct io_switch *breaker = &io->breaker;
    enum io_output output = outputs[wanted];
    if (wanted == OSTROV_BREAKER_HOLD) {
        if (breaker->asked != OSTROV_BREAKER_HOLD && breaker->stage == SET_POINT_ACKNOWLEDGED) {
            refuse(io, breaker, SET_POINT_NOT_OBSERVED,
                   now_us); /* taken back before it was proven */
        }
        breaker->asked = wanted;
        release(io, IO_OUTPUTS, now_us);
        return OSTROV_OK;
    }
    int32_t position = io_position(io, now_us);
    int moved_back =
        breaker->stage == SET_POINT_OBSERVED &&
        position == (wanted == OSTROV_BREAKER_OPEN ? IO_POSITION_CLOSED : IO_POSITION_OPEN);
    /* Opening is not given up: a stop must not wait for the next try. */
    double retry_s = wanted == OSTROV_BREAKER_CLOSE ? io->setup.retry_s : 0.0;
    if (moved_back && wanted == OSTROV_BREAKER_CLOSE) {
        /* Something tripped it: it is not closed onto that again before retry_s is over. */
        refuse(io, breaker, SET_POINT_NOT_OBSERVED, now_us);
        moved_back = 0;
    }
    int fresh = starts(breaker, wanted, retry_s, now_us) || moved_back;
    breaker->asked = wanted;
    if (fresh) {
        request(io, breaker, wanted, now_us);
        write_breaker(io, wanted, output, now_us);
    } else if (breaker->stage != SET_POINT_ACKNOWLEDGED ||
               (io->setup.pulse_s > 0.0 && since_s(io->risen_us, now_us) >= io->setup.pulse_s)) {
        release(io, IO_OUTPUTS, now_us);
    }
    return status_of(breaker);
}

static ostrov_status command_bond(struct io *io, int32_t wanted, int64_t now_us)
{
    struct io_switch *bond = &io->bond;
    int fresh = wanted != OSTROV_BOND_HOLD && starts(bond, wanted, io->setup.retry_s, now_us);
    bond->asked = wanted;
    if (!fresh) {
        return wanted == OSTROV_BOND_HOLD ? OSTROV_OK : status_of(bond);
    }
    request(io, bond, wanted, now_us);
    io->coil[IO_BOND] = -1; /* written again, however it stands: the module may have dropped it */
    int closes = wanted == OSTROV_BOND_CLOSE;
    int32_t refusal = against(io, closes, now_us);
    if (closes && io->setup.input[IO_BREAKER_OPEN] >= 0 &&
        io_position(io, now_us) != IO_POSITION_OPEN) {
        refusal = SET_POINT_UNOBSERVED; /* earthed twice: not while the grid may still be there */
    }
    if (refusal == SET_POINT_NOT_REFUSED) {
        refusal = put(io, IO_BOND, closes, now_us);
    }
    if (refusal != SET_POINT_NOT_REFUSED) {
        refuse(io, bond, refusal, now_us);
        return status_of(bond);
    }
    bond->stage = SET_POINT_ACKNOWLEDGED;
    bond->acknowledged_us = now_us;
    io->counters.acknowledged++;
    return OSTROV_OK;
}

ostrov_status io_command(struct io *io, int32_t breaker, int32_t bond, int64_t now_us)
{
    if (io == NULL || breaker < OSTROV_BREAKER_HOLD || breaker > OSTROV_BREAKER_TRIP_UPSTREAM ||
        bond < OSTROV_BOND_HOLD || bond > OSTROV_BOND_CLOSE) {
        return OSTROV_E_ARGUMENT;
    }
    io_judge(io, now_us);
    ostrov_status switched = command_breaker(io, breaker, now_us);
    ostrov_status bonded = command_bond(io, bond, now_us);
    if (io->setup.output[IO_ALIVE] >= 0 &&
        (io->alive_us == INT64_MIN || now_us - io->alive_us >= ALIVE_US)) {
        (void)put(io, IO_ALIVE, io->coil[IO_ALIVE] != 1, now_us);
        io->alive_us = now_us;
    }
    return switched != OSTROV_OK ? switched : bonded;
}

ostrov_status io_shed(struct io *io, uint32_t tiers_on, int64_t now_us)
{
    ostrov_status status = OSTROV_OK;
    for (int i = IO_SHED_1; i <= IO_SHED_3; i++) {
        int32_t off = (tiers_on >> (i - IO_SHED_1 + 1) & 1u) == 0;
        if (io->setup.output[i] >= 0 &&
            put(io, (enum io_output)i, off, now_us) != SET_POINT_NOT_REFUSED) {
            status = OSTROV_E_DRIVER;
        }
    }
    return status;
}
