/* Wires: opening, reading and what the readings mean.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drivers/io/io.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void io_setup_defaults(struct io_setup *setup)
{
    memset(setup, 0, sizeof *setup);
    setup->port = 502;
    setup->unit = 1;
    setup->serial = (struct link_serial){.baud = 19200, .parity = 'E', .stop = 1};
    setup->timeout_s = 0.5;
    setup->back_off_s = 0.5;
    for (int i = 0; i < IO_INPUTS; i++) {
        setup->input[i] = -1;
        setup->active[i] = i == IO_FIRE_STOP || i == IO_E_STOP ? 0 : 1;
    }
    for (int i = 0; i < IO_OUTPUTS; i++) {
        setup->output[i] = -1;
    }
    setup->dso_step_ratio[1] = 0.3;
    setup->dso_step_ratio[2] = 0.6;
    setup->dso_step_ratio[3] = 1.0;
    setup->dso_none_ratio = (double)NAN;
    setup->dso_fallback_ratio = (double)NAN;
    setup->dso_hold_s = 300.0;
    setup->dso_acts = IO_ACTS_EXPORT;
    setup->single = 1;
    setup->fresh_s = 2.5;
    setup->settle_s = 0.5;
    setup->open_s = 1.0;
    setup->close_s = 1.0;
    setup->bond_s = 1.0;
    setup->retry_s = 30.0;
}

static int ratio_or_nan(double value) { return isnan(value) || (value >= 0.0 && value <= 1.0); }

static int span(double value, double most) { return value >= 0.0 && value <= most; }

/* NULL, or what is wrong. */
static const char *judge_setup(const struct io_setup *s)
{
    for (int i = 0; i < IO_INPUTS; i++) {
        if (s->input[i] < -1 || s->input[i] > 65535 || (s->active[i] != 0 && s->active[i] != 1)) {
            return "an input's address is outside 0 … 65535, or its active value is not 0 or 1";
        }
    }
    for (int i = 0; i < IO_OUTPUTS; i++) {
        if (s->output[i] < -1 || s->output[i] > 65535) {
            return "an output's address is outside 0 … 65535";
        }
        for (int k = 0; k < i; k++) {
            if (s->output[i] >= 0 && s->output[i] == s->output[k]) {
                return "two outputs have one coil";
            }
        }
    }
    if ((s->output[IO_OPEN] >= 0 || s->output[IO_CLOSE] >= 0) &&
        (s->input[IO_BREAKER_CLOSED] < 0 || s->input[IO_BREAKER_OPEN] < 0)) {
        return "a breaker that is switched needs both position contacts";
    }
    if (s->input[IO_BREAKER_CLOSED] >= 0 &&
        s->input[IO_BREAKER_CLOSED] == s->input[IO_BREAKER_OPEN]) {
        return "both position contacts have one input: one wire proves nothing";
    }
    if (s->output[IO_CLOSE] >= 0 && s->output[IO_OPEN] < 0) {
        return "a breaker that can be closed must be one that can be opened";
    }
    if (!ratio_or_nan(s->dso_none_ratio) || !ratio_or_nan(s->dso_fallback_ratio) ||
        !span(s->dso_hold_s, 86400.0)) {
        return "a DSO ratio is outside 0 … 1, or dso_hold_s outside 0 … 86400";
    }
    for (int i = 0; i < 4; i++) {
        if (!span(s->dso_step_ratio[i], 1.0)) {
            return "a DSO step is outside 0 … 1";
        }
    }
    if (!(s->fresh_s > 0.0 && s->fresh_s <= 60.0) || !span(s->settle_s, 60.0) ||
        !span(s->pulse_s, 60.0) || !(s->open_s > 0.0 && s->open_s <= 60.0) ||
        !(s->close_s > 0.0 && s->close_s <= 60.0) || !(s->bond_s > 0.0 && s->bond_s <= 60.0) ||
        !span(s->retry_s, 3600.0)) {
        return "a time is outside its range (60 s; retry_s 3600 s)";
    }
    return NULL;
}

static int begin(struct io *io, const struct io_setup *setup, char *error, size_t capacity)
{
    const char *wrong = judge_setup(setup);
    memset(io, 0, sizeof *io);
    io->setup = *setup;
    io->polled_us = io->dso_since_us = io->dso_told_us = io->alive_us = INT64_MIN;
    io->dso_seen_ratio = (double)NAN;
    io->reading.dso_ratio = (double)NAN;
    for (int i = 0; i < IO_OUTPUTS; i++) {
        io->coil[i] = -1;
    }
    for (int i = 0; i < IO_INPUTS; i++) {
        io->reading.value[i] = -1;
    }
    if (wrong != NULL && error != NULL) {
        snprintf(error, capacity, "%s", wrong);
    }
    return wrong == NULL ? 0 : -1;
}

int io_open(struct io *io, const struct io_setup *setup, char *error, size_t capacity)
{
    if (begin(io, setup, error, capacity) != 0) {
        return -1;
    }
    struct link_setup to = {setup->host,      setup->port,       setup->unit,
                            setup->timeout_s, setup->back_off_s, 0};
    struct link_serial line = setup->serial;
    line.unit = setup->unit;
    line.timeout_s = setup->timeout_s;
    line.back_off_s = setup->back_off_s;
    int opened =
        setup->host != NULL ? link_init_modbus(&io->link, &to) : link_init_serial(&io->link, &line);
    if (opened != 0 && error != NULL) {
        snprintf(error, capacity, "an address, a port, a line or a unit identifier is wrong");
    }
    return opened;
}

int io_open_twin(struct io *io, const struct io_setup *setup, const struct register_tables *tables,
                 char *error, size_t capacity)
{
    return begin(io, setup, error, capacity) != 0
               ? -1
               : link_init_tables(&io->link, tables, setup->back_off_s);
}

static int32_t position_of(const int32_t *value)
{
    int32_t closed = value[IO_BREAKER_CLOSED];
    int32_t open = value[IO_BREAKER_OPEN];
    return closed < 0 || open < 0 ? IO_POSITION_UNKNOWN
           : closed && open       ? IO_POSITION_FAULTY
           : closed               ? IO_POSITION_CLOSED
           : open                 ? IO_POSITION_OPEN
                                  : IO_POSITION_INTERMEDIATE;
}

static int relays_wired(const struct io *io)
{
    int wired = 0;
    for (int i = IO_DSO_0; i <= IO_DSO_3; i++) {
        wired += io->setup.input[i] >= 0;
    }
    return wired > 0;
}

/* The limiting relays of a ripple-control receiver: one of four is on. While they change over, none
 * or two may be; a pattern counts when it has stood for settle_s. Two that stay on are a fault, and
 * the least of them holds: a limit is never widened by a fault. */
static void read_relays(struct io *io, int64_t now_us)
{
    const struct io_setup *s = &io->setup;
    double told = (double)NAN;
    int on = 0;
    for (int i = 0; i < 4; i++) {
        int32_t value = io->reading.value[IO_DSO_0 + i];
        if (value == 1) {
            on++;
            told = isnan(told) || s->dso_step_ratio[i] < told ? s->dso_step_ratio[i] : told;
        }
    }
    if (!relays_wired(io)) {
        return;
    }
    told = on == 0 ? s->dso_none_ratio : told;
    io->counters.contradictions += on > 1;
    int same = isnan(told) ? isnan(io->dso_seen_ratio) : told == io->dso_seen_ratio;
    if (!same || io->dso_since_us == INT64_MIN) {
        io->dso_seen_ratio = told;
        io->dso_since_us = now_us;
    }
    if (!isnan(told) && (double)(now_us - io->dso_since_us) >= s->settle_s * 1e6) {
        io->reading.dso_ratio = told;
        io->dso_told_us = now_us;
    }
}

static void understand(struct io *io, int64_t now_us)
{
    struct io_reading *r = &io->reading;
    int32_t before = io->proven;
    r->inhibits = 0;
    for (int i = IO_LOCAL; i <= IO_E_STOP; i++) {
        r->inhibits |= r->value[i] == 1 ? 1U << (i - IO_LOCAL) : 0U;
    }
    r->position = position_of(r->value);
    if (r->position == IO_POSITION_FAULTY) {
        io->counters.contradictions++;
    } else if (r->position == IO_POSITION_OPEN || r->position == IO_POSITION_CLOSED) {
        io->proven = r->position;
        int32_t needs =
            r->position == IO_POSITION_OPEN ? OSTROV_BREAKER_OPEN : OSTROV_BREAKER_CLOSE;
        int moved = before != IO_POSITION_UNKNOWN && before != r->position;
        io->counters.outside +=
            moved && !(io->breaker.stage == SET_POINT_ACKNOWLEDGED && io->breaker.wanted == needs);
    }
    read_relays(io, now_us);
}

/* Inputs that lie together are read together: one request for each run of addresses. */
static int read_inputs(struct io *io, int32_t *value, int64_t now_us)
{
    const struct io_setup *s = &io->setup;
    int done[IO_INPUTS] = {0};
    for (int i = 0; i < IO_INPUTS; i++) {
        uint16_t bits[LINK_MOST_BITS];
        int32_t first = s->input[i], last = first;
        if (first < 0 || done[i]) {
            continue;
        }
        for (int k = i; k < IO_INPUTS;
             k++) { /* those that one request reaches, from the least up */
            int32_t at = s->input[k], low = at < first ? at : first, high = at > last ? at : last;
            if (at >= 0 && !done[k] && high - low < LINK_MOST_BITS / 4) {
                first = low;
                last = high;
            }
        }
        if (link_read(&io->link, REGISTER_DISCRETE, (uint16_t)first, last - first + 1, bits,
                      now_us) != LINK_OK) {
            return -1;
        }
        for (int k = 0; k < IO_INPUTS; k++) {
            if (s->input[k] >= first && s->input[k] <= last) {
                value[k] = bits[s->input[k] - first] == (uint16_t)s->active[k];
                done[k] = 1;
            }
        }
    }
    return 0;
}

int io_poll(struct io *io, int64_t now_us)
{
    int32_t value[IO_INPUTS];
    io->counters.polls++;
    for (int i = 0; i < IO_INPUTS; i++) {
        value[i] = -1;
    }
    if (read_inputs(io, value, now_us) != 0) {
        io->counters.failed_polls++;
        io_judge(io, now_us);
        return -1;
    }
    memcpy(io->reading.value, value, sizeof value);
    io->polled_us = now_us;
    understand(io, now_us);
    io_judge(io, now_us);
    return 0;
}

double io_age_s(const struct io *io, int64_t now_us)
{
    return io->polled_us == INT64_MIN ? (double)NAN : (double)(now_us - io->polled_us) * 1e-6;
}

static int fresh(const struct io *io, int64_t now_us)
{
    return io_age_s(io, now_us) <= io->setup.fresh_s;
}

int32_t io_position(const struct io *io, int64_t now_us)
{
    return fresh(io, now_us) ? io->reading.position : IO_POSITION_UNKNOWN;
}

void io_recall(struct io *io, double dso_ratio, double age_s, int64_t now_us)
{
    if (relays_wired(io) && dso_ratio >= 0.0 && dso_ratio <= 1.0 && age_s >= 0.0 && age_s < 1e9) {
        io->reading.dso_ratio = dso_ratio;
        io->dso_told_us = now_us - (int64_t)(age_s * 1e6);
    }
}

void io_keep(const struct io *io, int64_t now_us, double *dso_ratio, double *age_s)
{
    *dso_ratio = io->reading.dso_ratio;
    *age_s = io->dso_told_us == INT64_MIN ? (double)NAN : (double)(now_us - io->dso_told_us) * 1e-6;
}

/* Is the wire of an inhibit not read, or not lately? */
static int any_inhibit_unread(const struct io *io, int64_t now_us)
{
    int wired = 0;
    for (int i = IO_LOCAL; i <= IO_E_STOP; i++) {
        if (io->setup.input[i] >= 0) {
            wired = 1;
            if (io->reading.value[i] < 0) {
                return 1;
            }
        }
    }
    return wired && !fresh(io, now_us);
}

uint32_t io_inhibits(const struct io *io, int64_t now_us)
{
    return io->reading.inhibits |
           (any_inhibit_unread(io, now_us) ? (uint32_t)OSTROV_INHIBIT_UNREAD : 0U);
}

/* What the DSO allows by wire now; NaN = not told. */
static double allowed(const struct io *io, int64_t now_us)
{
    if (io->dso_told_us == INT64_MIN) { /* relays that were never read are not relays at rest */
        return relays_wired(io) ? io->setup.dso_fallback_ratio : io->setup.dso_none_ratio;
    }
    int silent = (double)(now_us - io->dso_told_us) > io->setup.dso_hold_s * 1e6;
    return silent && !isnan(io->setup.dso_fallback_ratio) ? io->setup.dso_fallback_ratio
                                                          : io->reading.dso_ratio;
}

static double least(double a, double b) { return isnan(a) ? b : isnan(b) ? a : a < b ? a : b; }

void io_sample(const struct io *io, int64_t now_us, ostrov_grid_sample *sample)
{
    const struct io_setup *s = &io->setup;
    const int32_t *value = io->reading.value;
    int now = fresh(io, now_us);
    if (s->input[IO_BREAKER_CLOSED] >= 0) {
        sample->breaker_closed = now ? value[IO_BREAKER_CLOSED] : -1;
    }
    if (s->input[IO_BREAKER_OPEN] >= 0) {
        sample->breaker_open = now ? value[IO_BREAKER_OPEN] : -1;
    }
    if (s->input[IO_BOND_CLOSED] >= 0) {
        sample->bond_closed = now ? value[IO_BOND_CLOSED] : -1;
    }
    if (s->input[IO_PERMIT_RETURN] >= 0) {
        sample->permit_return = now ? value[IO_PERMIT_RETURN] : -1;
    }
    if (s->input[IO_RESET] >= 0) {
        sample->reset = now && value[IO_RESET] == 1;
    }
    sample->inhibits |= io_inhibits(io, now_us);
    sample->dso_limit_ratio = least(sample->dso_limit_ratio, allowed(io, now_us));
}

void io_fill(const struct io *io, int64_t now_us, ostrov_measurement *measurement)
{
    double ratio = allowed(io, now_us);
    measurement->inhibits |= io_inhibits(io, now_us);
    if (io->setup.dso_acts & IO_ACTS_EXPORT) {
        measurement->dso_export_ratio = least(measurement->dso_export_ratio, ratio);
    }
    if (io->setup.dso_acts & IO_ACTS_IMPORT) {
        measurement->dso_import_ratio = least(measurement->dso_import_ratio, ratio);
    }
}

void io_close(struct io *io) { link_close(&io->link); }

const char *io_position_text(int32_t position)
{
    static const char *const texts[] = {"unknown", "open", "closed", "intermediate", "faulty"};
    return position >= 0 && position <= IO_POSITION_FAULTY ? texts[position] : "unknown";
}
