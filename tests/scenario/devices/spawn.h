/* A simulator in a process of its own, as tests need it: it ends with its lifeline.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEST_DEVICES_SPAWN_H
#define TEST_DEVICES_SPAWN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

struct spawned {
    pid_t pid;
    int lifeline;
    int port;      /* after "port N" */
    char line[80]; /* after "line PATH" */
};

static inline void spawn(struct spawned *s, char *const *arguments)
{
    int in[2], out[2];
    char text[100];
    size_t have = 0;
    memset(s, 0, sizeof *s);
    ck_assert_int_eq(pipe(in), 0);
    ck_assert_int_eq(pipe(out), 0);
    s->pid = fork();
    if (s->pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        execv(arguments[0], arguments);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    s->lifeline = in[1];
    while (have + 1 < sizeof text && read(out[0], text + have, 1) == 1 && text[have] != '\n') {
        have++;
    }
    text[have] = '\0';
    close(out[0]);
    if (strncmp(text, "port ", 5) == 0) {
        s->port = atoi(text + 5);
    } else {
        ck_assert_msg(strncmp(text, "line ", 5) == 0, "the simulator said \"%s\"", text);
        snprintf(s->line, sizeof s->line, "%.79s", text + 5);
    }
}

static inline void spawn_end(struct spawned *s)
{
    int status = 0;
    close(s->lifeline);
    waitpid(s->pid, &status, 0);
    ck_assert_int_eq(status, 0);
}

#endif
