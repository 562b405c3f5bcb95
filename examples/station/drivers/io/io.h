/* Driver of wires: PCC breaker, neutral–earth bond contactor, switches of people, and the DSO's
 * limiting relays, by discrete inputs and coils of a Modbus I/O module.
 *
 * Command → verify. A coil that was written and reads back is acknowledged; only the two position
 * contacts make it observed; what they do not show in time is refused. CLOSE is written only when
 * the contacts, read a moment ago, prove the breaker open, no inhibit is read and none of the
 * inhibit wires is unread or old; the bond waits for the wires likewise. OPEN is always written: it
 * cannot join two sides, and a stop must work with a broken contact too; it counts as done only
 * when the contacts prove it.
 *
 * Coils are pulses: they fall when the contacts prove the command, when it is refused, when another
 * is asked, and pulse_s after they rose. Let the module drop its outputs by itself when nobody
 * speaks to it for a few seconds.
 *
 *     io_setup_defaults(&setup);  …addresses…  io_open(&io, &setup);
 *     each step:  io_poll(&io, now_us);  io_sample(&io, now_us, &grid_sample);  io_fill(&io,
 * now_us, &m); ostrov_grid_step(…);  io_command(&io, state.breaker_command, state.bond_command,
 * now_us);
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_DRIVERS_IO_H
#define STATION_DRIVERS_IO_H

#include <ostrov/grid.h>
#include <ostrov/station.h>

#include "drivers/set_point.h"
#include "drivers/sunspec/link.h"

/* Inputs, each a discrete input of the module. */
enum io_input {
    IO_BREAKER_CLOSED = 0, /* contact 52a */
    IO_BREAKER_OPEN = 1,   /* contact 52b */
    IO_BOND_CLOSED = 2,
    IO_LOCAL = 3, /* inhibits, in the order of enum ostrov_inhibit … */
    IO_MANUAL = 4,
    IO_MAINTENANCE = 5,
    IO_FIRE_STOP = 6,
    IO_E_STOP = 7,        /* … up to here */
    IO_PERMIT_RETURN = 8, /* DSO or operator */
    IO_RESET = 9,         /* local reset, a push button */
    IO_DSO_0 = 10,        /* limiting relays: one of them is on */
    IO_DSO_3 = 13,
    IO_INPUTS = 14
};

/* Outputs, each a coil of the module. */
enum io_output {
    IO_OPEN = 0,
    IO_CLOSE = 1,
    IO_UPSTREAM = 2, /* trips the breaker above */
    IO_BOND = 3,     /* a level, 1 = closed */
    IO_ALIVE = 4,    /* changes each second while commands are given */
    IO_SHED_1 = 5,   /* levels, 1 = load tier 1 is off, … */
    IO_SHED_3 = 7,   /* … up to here; tier 0 is critical and has none */
    IO_OUTPUTS = 8
};

enum io_position {
    IO_POSITION_UNKNOWN = 0,      /* a contact is not read, or too old */
    IO_POSITION_OPEN = 1,         /* proven by both contacts */
    IO_POSITION_CLOSED = 2,       /* proven by both contacts */
    IO_POSITION_INTERMEDIATE = 3, /* neither contact: on its way, or pulled out */
    IO_POSITION_FAULTY = 4        /* both contacts */
};

/* What a limiting relay acts on: bits. */
enum io_acts { IO_ACTS_EXPORT = 1, IO_ACTS_IMPORT = 2 };

struct io_setup {
    const char *host; /* IPv4 number of the module; NULL = serial */
    int32_t port;
    int32_t unit;
    struct link_serial serial; /* when host is NULL; its unit and time-outs are taken from here */
    double timeout_s;
    double back_off_s;
    int32_t input[IO_INPUTS]; /* address of each discrete input, 0 … 65535; -1 = not wired */
    int32_t
        active[IO_INPUTS]; /* value that means yes: 1, or 0 for a contact that opens to say so */
    int32_t output[IO_OUTPUTS]; /* address of each coil; -1 = not wired */
    double dso_step_ratio[4];   /* 0 … 1, what each relay allows */
    double dso_none_ratio;      /* no relay on: what that means; NaN = not told */
    double dso_fallback_ratio;  /* module unread for dso_hold_s, or never read: what then holds;
                                   NaN = last told stands */
    double dso_hold_s;          /* s */
    int32_t dso_acts;           /* enum io_acts bits */
    int32_t single;             /* 1 = coils one by one (function 5), 0 = function 15 */
    double fresh_s;             /* s a position counts as observed */
    double settle_s;            /* s a relay pattern must stand before it counts */
    double pulse_s; /* s after which a coil falls again; 0 = stays until proven or timed out */
    double open_s;  /* s from command to proven contact before it counts as refused */
    double close_s;
    double bond_s;
    double retry_s; /* s before a refused command is written again; an OPEN is tried at each call */
};

/* What the wires say. -1 = not read, or not wired. */
struct io_reading {
    int32_t value[IO_INPUTS]; /* 1 = yes, by active */
    int32_t position;         /* enum io_position */
    uint32_t inhibits;        /* enum ostrov_inhibit bits that are read as active */
    double dso_ratio;         /* NaN = not told */
};

/* One switch on its way. */
struct io_switch {
    int32_t wanted;  /* enum ostrov_breaker_command or ostrov_bond_command; 0 = nothing yet */
    int32_t stage;   /* enum set_point_stage */
    int32_t refusal; /* enum set_point_refusal */
    int32_t asked;   /* as the last call said, HOLD included */
    int64_t requested_us, acknowledged_us, observed_us, refused_us;
};

struct io_counters {
    int64_t polls;
    int64_t failed_polls;
    int64_t
        contradictions; /* polls in which contacts, or limiting relays, contradicted each other */
    int64_t requested, acknowledged, observed, refused;
    int64_t outside; /* the breaker moved without being asked */
};

struct io {
    struct io_setup setup;
    struct link link;
    struct io_reading reading;
    struct io_counters counters;
    struct io_switch breaker, bond;
    int64_t polled_us; /* last complete reading; INT64_MIN = never */
    int64_t dso_since_us, dso_told_us;
    double dso_seen_ratio;    /* pattern that has to settle */
    int32_t proven;           /* last proven position */
    int32_t coil[IO_OUTPUTS]; /* as last written and read back; -1 = not known */
    int64_t risen_us;         /* when the breaker's coil rose */
    int64_t alive_us;
    uint32_t epoch; /* of the link when the coils were last known */
};

/* Nothing wired: every address is to be given. Stops are closed circuits (active = 0). */
void io_setup_defaults(struct io_setup *setup);

/* Returns 0; -1 for a setup that makes no sense: error (may be NULL) says why. The module need not
 * answer yet. */
int io_open(struct io *io, const struct io_setup *setup, char *error, size_t capacity);

/* The same on a simulator in this process. */
int io_open_twin(struct io *io, const struct io_setup *setup, const struct register_tables *tables,
                 char *error, size_t capacity);

/* What the DSO's relays allowed age_s ago, before a restart: it holds until they tell something, or
 * dso_hold_s is over. Nothing without relays, or for what is no share. */
void io_recall(struct io *io, double dso_ratio, double age_s, int64_t now_us);

/* What they allowed last, and s since they told it; NaN, NaN = nothing yet. */
void io_keep(const struct io *io, int64_t now_us, double *dso_ratio, double *age_s);

/* Reads all inputs. Returns 0; -1 when the module did not answer: the reading stays and ages. */
int io_poll(struct io *io, int64_t now_us);

/* s since the inputs were read; NaN = never. */
double io_age_s(const struct io *io, int64_t now_us);

/* Position with its age judged: UNKNOWN when it is older than fresh_s. */
int32_t io_position(const struct io *io, int64_t now_us);

/* Fills contacts, inhibits, permission, reset and DSO limit of a grid sample, where they are wired.
 * A stale contact is "not read". An inhibit that is not read, or stale, is OSTROV_INHIBIT_UNREAD:
 * hands off; one that was set stands besides. The DSO's limit is the least of what stands there and
 * this one. */
void io_sample(const struct io *io, int64_t now_us, ostrov_grid_sample *sample);

/* Fills inhibits and DSO limit of a measurement, in the same way. */
void io_fill(const struct io *io, int64_t now_us, ostrov_measurement *measurement);

/* Carries out what the grid layer asks of breaker and bond: call it each step, HOLD included.
 * Returns OK; E_STATE when a switching step is refused for what is not observed or stands against
 * it; E_DRIVER when it could not be delivered or was not done; E_ARGUMENT. */
ostrov_status io_command(struct io *io, int32_t breaker, int32_t bond, int64_t now_us);

/* Takes load tiers off that may not be on (bit i = tier i may), and lets the others on, where they are
 * wired. Returns OK; E_DRIVER when one could not be delivered: it is tried again at the next call. */
ostrov_status io_shed(struct io *io, uint32_t tiers_on, int64_t now_us);

void io_close(struct io *io);

/* "open", "closed", … */
const char *io_position_text(int32_t position);

/* Used between io.c and io_command.c. */
uint32_t io_inhibits(const struct io *io,
                     int64_t now_us); /* enum ostrov_inhibit bits, ages judged */
void io_judge(struct io *io, int64_t now_us);

#endif
