/* kill -9 at any instant: what was acknowledged is there, and the snapshot is one of those written.
 *
 * 25 rounds; OSTROV_KILLS=1000 in the environment for more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "folder.h"

#include "store/snapshot.h"
#include "store/telemetry.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

struct acknowledged {
    int64_t committed; /* rows on the disk, of this process */
    uint64_t saved;    /* snapshot's sequence */
};

static void pause_us(int64_t us)
{
    struct timespec t = {us / 1000000, us % 1000000 * 1000};
    nanosleep(&t, NULL);
}

/* Writes rows and snapshots as fast as it can, and says what is safe. Never returns. */
static void write_for_ever(int tell, int64_t first)
{
    struct telemetry_setup setup;
    struct telemetry_health health;
    struct snapshot snapshot;
    struct acknowledged said = {0};
    char message[256];
    uint64_t state[512];
    telemetry_defaults(&setup);
    setup.commit_s = 0.0;
    struct telemetry *t = telemetry_open(in_folder("t.db"), &setup, message, sizeof message);
    if (t == NULL || snapshot_begin(&snapshot, folder, "s") != 0 ||
        snapshot_load(&snapshot, state, sizeof state, message, sizeof message) < 0) {
        _exit(3);
    }
    for (int64_t row = first;; row++) {
        struct telemetry_minute m = {.time_s = row, .grid_w = (double)row};
        telemetry_add(t, &m);
        for (int i = 0; i < 512; i++) {
            state[i] = snapshot.sequence + 1;
        }
        if (row % 8 == 0) {
            if (snapshot_save(&snapshot, state, sizeof state, message, sizeof message) != 0) {
                _exit(4);
            }
            said.saved = snapshot.sequence;
        }
        telemetry_read_health(t, &health);
        if (health.committed != said.committed || row % 8 == 0) {
            said.committed = health.committed;
            if (write(tell, &said, sizeof said) != sizeof said) {
                _exit(5);
            }
        }
        pause_us(20);
    }
}

static int count_row(void *context, const struct telemetry_minute *m)
{
    int64_t *count = context;
    ck_assert(m->grid_w == (double)m->time_s);
    ++*count;
    return 0;
}

START_TEST(nothing_acknowledged_is_lost)
{
    const char *asked = getenv("OSTROV_KILLS");
    int rounds = asked != NULL ? atoi(asked) : 25;
    int64_t safe_rows = 0, rows = 0, all_acknowledged = 0;
    uint64_t random = 88172645463325252u;
    folder_make();
    for (int round = 0; round < rounds; round++) {
        struct acknowledged last = {0}, one;
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            write_for_ever(ends[1], 1000000 * (int64_t)(round + 1));
        }
        close(ends[1]);
        while (round % 5 == 4 && last.committed == 0 && read(ends[0], &one, sizeof one) == sizeof one) {
            last = one; /* some get as far as to keep something, on a busy machine too */
        }
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        pause_us((int64_t)(random % 60000));
        kill(child, SIGKILL);
        while (read(ends[0], &one, sizeof one) == sizeof one) {
            last = one;
        }
        close(ends[0]);
        int status;
        waitpid(child, &status, 0);
        ck_assert_msg(WIFSIGNALED(status), "the writer ended by itself, %d", WEXITSTATUS(status));

        char message[256];
        safe_rows += last.committed;
        all_acknowledged += last.committed;
        rows = 0;
        if (access(in_folder("t.db"), F_OK) == 0 && safe_rows > 0) {
            ck_assert_msg(telemetry_each(in_folder("t.db"), 0, INT64_MAX, count_row, &rows, message,
                                         sizeof message) >= 0,
                          "%s", message);
        }
        ck_assert_msg(rows >= safe_rows, "round %d: %" PRId64 " rows of %" PRId64, round, rows,
                      safe_rows);
        safe_rows = rows; /* more may have been written than was said in time */

        struct snapshot s;
        uint64_t state[512] = {0};
        ck_assert_int_eq(snapshot_begin(&s, folder, "s"), 0);
        int64_t n = snapshot_load(&s, state, sizeof state, message, sizeof message);
        ck_assert_msg(n > 0 || last.saved == 0, "round %d: %s", round, message);
        ck_assert(s.sequence >= last.saved);
        for (int i = 0; i < 512 && n > 0; i++) {
            ck_assert(state[i] == s.sequence); /* never half of one and half of another */
        }
    }
    ck_assert_int_gt(all_acknowledged, 0);
    printf("kills=%d acknowledged=%" PRId64 " lost=0\n", rounds, all_acknowledged);
    folder_remove();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kill -9");
    TCase *one = tcase_create("all");
    tcase_set_timeout(one, 600);
    tcase_add_test(one, nothing_acknowledged_is_lost);
    suite_add_tcase(suite, one);
    return unit_run(suite);
}
