/* Planning in another process: it may be killed, hang, talk nonsense or run out of memory, and its
 * host goes on at the deadline.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "milp/parcel.h"

#define START_S 0.1 /* for starting it and for the way there and back */
#define OVERRUN 1.1 /* of the time limit, which GLPK does not keep to the millisecond */

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The program with one end of a socket as its standard input and an empty environment. What the
 * host did not mark close-on-exec the program closes before anything else. */
static int32_t start(const char *program, int end, pid_t *pid)
{
    char *const arguments[] = {(char[]){"ostrov-milp-worker"}, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0) {
        return 0;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        (void)posix_spawn_file_actions_destroy(&actions);
        return 0;
    }
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    failed = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) |
             posix_spawnattr_setsigmask(&attributes, &none) |
             posix_spawnattr_setsigdefault(&attributes, &all) |
             posix_spawn_file_actions_adddup2(&actions, end, 0) |
             posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) |
             posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (failed == 0) {
        failed = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    }
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    return failed == 0;
}

/* Waits until the socket is ready for what is wanted; 0 when the deadline came first. */
static int32_t wait_for(int socket, short wanted, double deadline_s)
{
    for (;;) {
        struct pollfd one = {socket, wanted, 0};
        const double left_s = deadline_s - now_s();
        const int ready = left_s > 0.0 ? poll(&one, 1, (int)(left_s * 1000.0) + 1) : 0;
        if (ready > 0) {
            return 1;
        }
        if (ready == 0 || errno != EINTR) {
            return 0;
        }
    }
}

static int32_t send_all(int socket, const void *bytes, size_t size, double deadline_s)
{
    const unsigned char *at = bytes;
    while (size > 0) {
        ssize_t done = 0;
        if (!wait_for(socket, POLLOUT, deadline_s)) {
            return 0;
        }
        done = send(socket, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (done < 0 && errno != EAGAIN && errno != EINTR) {
            return 0;
        }
        at += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0u;
    }
    return 1;
}

static int32_t receive_all(int socket, void *bytes, size_t size, double deadline_s)
{
    unsigned char *at = bytes;
    while (size > 0) {
        ssize_t done = 0;
        if (!wait_for(socket, POLLIN, deadline_s)) {
            return 0;
        }
        done = recv(socket, at, size, MSG_DONTWAIT);
        if (done == 0 || (done < 0 && errno != EAGAIN && errno != EINTR)) {
            return 0; /* it has ended */
        }
        at += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0u;
    }
    return 1;
}

/* The problem there, the answer back; *nonsense is set when one comes that cannot be read. */
static int32_t talk(int socket, milp_parcel *parcel, milp_work *work, double deadline_s,
                    int32_t *nonsense)
{
    const size_t expected = milp_parcel_answer_size(work->jobs);
    milp_label label = {milp_parcel_build(), parcel->size};
    if (!send_all(socket, &label, sizeof label, deadline_s) ||
        !send_all(socket, parcel->bytes, parcel->size, deadline_s)) {
        return 0;
    }
    (void)shutdown(socket, SHUT_WR);
    memset(&label, 0, sizeof label);
    if (!receive_all(socket, &label, sizeof label, deadline_s)) {
        return 0;
    }
    *nonsense = label.build != milp_parcel_build() || label.size != expected;
    if (*nonsense || !receive_all(socket, parcel->bytes, expected, deadline_s)) {
        return 0;
    }
    parcel->size = expected;
    parcel->at = 0;
    *nonsense = !milp_parcel_take_answer(parcel, work);
    return !*nonsense;
}

/* Whatever it does: its answer is here, or never will be. Gives how it ended. */
static int end_of(pid_t pid)
{
    int ended = 0;
    (void)kill(pid, SIGKILL);
    while (waitpid(pid, &ended, 0) < 0 && errno == EINTR) {
    }
    return ended;
}

static void note(milp_work *work, ostrov_status status, int32_t who, double number)
{
    work->status = status;
    work->failure = (milp_failure){who, number};
}

void milp_run_apart(const char *program, const ostrov_problem *problem, milp_work *work)
{
    const double allowed_s = OVERRUN * work->options.time_limit_s + START_S;
    const double deadline_s = now_s() + allowed_s;
    milp_parcel parcel = {.good = 1};
    int ends[2] = {-1, -1};
    pid_t pid = -1;
    milp_parcel_put_problem(&parcel, problem, &work->options);
    milp_parcel_make_room(&parcel, milp_parcel_answer_size(work->jobs));
    if (!parcel.good) {
        note(work, OSTROV_E_SPACE, MILP_WHO_MEMORY, (double)parcel.wanted);
    } else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        note(work, OSTROV_E_SPACE, MILP_WHO_SOCKET, (double)errno);
    } else if (!start(program, ends[1], &pid)) {
        work->status = OSTROV_E_UNSUPPORTED;
        work->not_started = 1;
    } else {
        int32_t nonsense = 0;
        int32_t done = 0;
        int ended = 0;
        (void)close(ends[1]);
        ends[1] = -1;
        done = talk(ends[0], &parcel, work, deadline_s, &nonsense);
        if (!done && !nonsense && now_s() >= deadline_s) {
            note(work, OSTROV_E_DEADLINE, MILP_WHO_HUNG, allowed_s);
        } else if (!done) {
            note(work, OSTROV_E_SOLVER, MILP_WHO_ANSWER, 0.0);
        }
        ended = end_of(pid);
        if (!done && !nonsense && work->status == OSTROV_E_SOLVER) {
            note(work, OSTROV_E_SOLVER, WIFSIGNALED(ended) ? MILP_WHO_SIGNAL : MILP_WHO_EXIT,
                 WIFSIGNALED(ended) ? WTERMSIG(ended) : WEXITSTATUS(ended));
        }
    }
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            (void)close(ends[i]);
        }
    }
    milp_parcel_free(&parcel);
}
