/* A subcommand of ostrov-station: one row in table.c, one file in this folder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_COMMAND_H
#define STATION_COMMAND_H

#include "options.h"

enum { COMMAND_TEXT = 2048, COMMAND_PATH = 400 };

struct command;

/* One call of the program. */
struct call {
    const struct command *command;
    struct options options;
    const struct site *site; /* NULL when the subcommand needs none */
    int argc;                /* the whole command line, as records keep it */
    char **argv;
};

struct command {
    const char *name;
    const char *brief;   /* one line for the list of subcommands */
    const char *text;    /* what --help says below it */
    const char *options; /* names of the options it takes, blanks between */
    int32_t takes_site;  /* 1 = the site file is read and judged first */
    int32_t reserved;
    int (*run)(const struct call *call); /* returns the program's exit status */
};

/* Row of a subcommand; NULL when there is none of that name. */
const struct command *command_find(const char *name);

/* The subcommand whose name is nearest to a word that is none; NULL when none is near. */
const struct command *command_near(const char *name);

/* All subcommands, ended by a row without a name. */
const struct command *command_table(void);

/* One rule for the exit status of every subcommand, as --help says it. */
enum command_status {
    COMMAND_DONE = 0,  /* done, and where something was to be judged: it is good */
    COMMAND_NO = 1,    /* it was begun: the answer is no, or it could not be finished */
    COMMAND_WRONG = 2, /* asked wrongly: an option's value, or a file, folder or device that is
                          named; nothing was begun */
};

/* Says on stderr what went wrong. Returns the status, enum command_status. */
int command_end(int status, const char *message);

/* The same for what could not be finished, and for what was asked wrongly. */
int command_fail(const char *message);
int command_refuse(const char *message);

/* A number as text with a point, "" for NaN, never −0. Returns text. */
const char *command_number(double value, int32_t decimals, char text[40]);

/* --language as enum ostrov_language; English without it; −1 = none of the three, which the other
 * one says. */
int32_t command_language(const struct call *call);
int command_language_refuse(const struct call *call);

/* Makes the folder --out, or sees that it can be written to. Returns 0; −1 with a message. */
int command_folder(const char *path, char *message, size_t capacity);

/* Sees that the file --out may be written, without making it. Returns 0; −1 with a message. */
int command_file(const char *path, char *message, size_t capacity);

int command_about(const struct call *call);
int command_audit(const struct call *call);
int command_bill(const struct call *call);
int command_bundle(const struct call *call);
int command_check(const struct call *call);
int command_commission(const struct call *call);
int command_explain(const struct call *call);
int command_export(const struct call *call);
int command_plan(const struct call *call);
int command_report(const struct call *call);
int command_run(const struct call *call);
int command_schema(const struct call *call);
int command_scan(const struct call *call);
int command_simulate(const struct call *call);
int command_watch(const struct call *call);

#endif
