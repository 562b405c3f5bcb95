/* The worker program: the same plan as in process, and whatever happens to it the call comes back in time
 * with the plan untouched. OSTROV_TEST_WORKER names the program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/milp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../plan/plan_kit.h"

static kit k;
static kit_plan p, q;
static const char *worker;
static char folder[] = "/tmp/ostrov-apart-XXXXXX";
static char script[64];

static double now_s(void)
{
    struct timespec t;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &t), 0);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static ostrov_milp_options options_with(double time_limit_s)
{
    ostrov_milp_options o;
    ck_assert_int_eq(ostrov_milp_defaults(&o, sizeof o), OSTROV_OK);
    o.time_limit_s = time_limit_s;
    o.gap_ratio = 1e-6;
    return o;
}

/* A shell script in the worker's place. */
static const char *instead(const char *text)
{
    FILE *f = NULL;
    (void)snprintf(script, sizeof script, "%s/worker", folder);
    f = fopen(script, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_gt(fprintf(f, "#!/bin/sh\n%s\n", text), 0);
    ck_assert_int_eq(fclose(f), 0);
    ck_assert_int_eq(chmod(script, 0700), 0);
    return script;
}

/* The real worker, with something done to it while it works. */
static const char *troubled(const char *trouble)
{
    char text[1024];
    (void)snprintf(text, sizeof text, "%s\nexec %s", trouble, worker);
    return instead(text);
}

/* A day that keeps GLPK busy for minutes. */
static void hard_day(void)
{
    uint64_t seed = 8;
    kit_draw(&k, &seed, 96, 1u + 4u + 8u + 16u + 32u);
}

/* What the call says: structure.field = value; value NaN = none. */
static ostrov_fault why;

static void told(const char *structure, const char *field, double value)
{
    ck_assert_str_eq(why.structure, structure);
    ck_assert_str_eq(why.field, field);
    ck_assert_msg(value != value ? why.value != why.value : why.value > value - 1e-9 && why.value < value + 1e-9,
                  "%s.%s = %g instead of %g", structure, field, why.value, value);
}

static void expect(const char *program, const ostrov_milp_options *o, ostrov_status wanted)
{
    const double begin = now_s();
    ostrov_status status = OSTROV_OK;
    kit_plan_open(&p);
    p.plan.cost = 12.0;
    p.columns[1][0] = 34.0;
    why = (ostrov_fault){NULL, NULL, -1, -1, 0.0, 0.0, 0.0};
    status = ostrov_milp_solve_apart(&k.problem, o, program, &p.plan, &why);
    ck_assert_int_eq(status, wanted);
    ck_assert_ptr_nonnull(why.structure); /* and never without a word */
    ck_assert_ptr_nonnull(why.field);
    /* 1.1 times the limit and 0.1 s, and half a second for a busy machine */
    ck_assert_double_le(now_s() - begin, 1.1 * o->time_limit_s + 0.6);
    ck_assert_double_eq(p.plan.cost, 12.0);
    ck_assert_double_eq(p.columns[1][0], 34.0);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
    /* and the built-in plan is there, as ever */
    kit_solve(&k, &q);
    ck_assert(kit_judge(&k, &q).feasible);
}

START_TEST(of_the_hosts_files_the_worker_keeps_none)
{
    int ours[2], talk[2];
    struct pollfd other_end = {-1, 0, 0};
    ck_assert_int_eq(pipe(ours), 0); /* not marked close-on-exec */
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, talk), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        (void)dup2(talk[1], 0);
        (void)close(talk[0]);
        execl(worker, worker, (char *)NULL);
        _exit(127);
    }
    ck_assert_int_gt(pid, 0);
    ck_assert_int_eq(close(ours[1]), 0);
    other_end.fd = ours[0];
    ck_assert_int_eq(poll(&other_end, 1, 5000), 1); /* while it waits for a problem */
    ck_assert_int_ne(other_end.revents & POLLHUP, 0);
    ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), 0);
    (void)close(talk[0]);
    (void)close(talk[1]);
    (void)close(ours[0]);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

START_TEST(the_same_plan_as_in_process)
{
    const ostrov_milp_options o = options_with(20.0);
    uint64_t seed = 6;
    for (uint32_t kind = 0; kind < 256; kind += 37) {
        ostrov_plan_block block = {3e3, 1800, 0, 0, 1.0};
        kit_draw(&k, &seed, 16, kind);
        block.latest_end_s = k.edges[16];
        k.problem.blocks = &block;
        k.problem.blocks_count = 1;
        k.problem.blocks_stride = sizeof block;
        kit_plan_open(&p);
        kit_plan_open(&q);
        ck_assert_int_eq(ostrov_milp_solve_apart(&k.problem, &o, worker, &p.plan, NULL), OSTROV_OK);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &q.plan, NULL), OSTROV_OK);
        ck_assert_double_eq(p.plan.cost, q.plan.cost);
        ck_assert_double_eq(p.plan.bound, q.plan.bound);
        ck_assert_uint_eq(p.plan.source_crc, q.plan.source_crc);
        ck_assert_mem_eq(p.columns, q.columns, sizeof p.columns);
        ck_assert_mem_eq(p.vehicle_w, q.vehicle_w, sizeof p.vehicle_w);
    }
}
END_TEST

/* A caller of a later version, whose structure ends in zeros that this one does not know. */
START_TEST(a_longer_problem)
{
    static struct {
        ostrov_problem problem;
        uint64_t later[4];
    } longer;
    const ostrov_milp_options o = options_with(5.0);
    kit_open(&k, 8, 900);
    longer.problem = k.problem;
    longer.problem.struct_size = sizeof longer;
    kit_plan_open(&p);
    ck_assert_int_eq(ostrov_milp_solve_apart(&longer.problem, &o, worker, &p.plan, NULL), OSTROV_OK);
}
END_TEST

/* A plan that is right, with a bound that says nothing. */
START_TEST(a_bound_that_is_no_number)
{
    const ostrov_milp_options o = options_with(5.0);
    const int64_t ok[2] = {0, OSTROV_OK};
    const int64_t nobody[2] = {0, 0}; /* failed */
    const double bounds[3] = {0.0, __builtin_nan(""), __builtin_inf()};
    for (int32_t i = 0; i < 3; i++) {
        char text[512];
        FILE *f = NULL;
        uint64_t size = 6u * 8u + 7u * 4u * 8u;
        double money[2] = {0.0, 0.0};
        kit_open(&k, 4, 900);
        kit_plan_open(&q);
        ck_assert_int_eq(ostrov_milp_solve(&k.problem, &o, &q.plan, NULL), OSTROV_OK);
        money[0] = q.plan.cost;
        money[1] = i == 0 ? q.plan.bound : bounds[i];
        (void)snprintf(text, sizeof text, "%s/answer", folder);
        f = fopen(text, "wb");
        ck_assert_ptr_nonnull(f);
        ck_assert_uint_eq(fwrite(&size, sizeof size, 1, f), 1);
        ck_assert_uint_eq(fwrite(&ok[0], sizeof ok[0], 1, f), 1);
        ck_assert_uint_eq(fwrite(money, sizeof money, 1, f), 1);
        ck_assert_uint_eq(fwrite(&ok[1], sizeof ok[1], 1, f), 1);
        ck_assert_uint_eq(fwrite(nobody, sizeof nobody, 1, f), 1);
        for (int32_t c = 0; c < 7; c++) {
            ck_assert_uint_eq(fwrite(q.columns[c], sizeof(double), 4, f), 4);
        }
        ck_assert_int_eq(fclose(f), 0);
        (void)snprintf(text, sizeof text,
                       "dd bs=1 count=8 of=%s/build 2>/dev/null; cat >/dev/null\n"
                       "cat %s/build %s/answer >&0",
                       folder, folder, folder);
        if (i == 0) { /* with a good bound it is taken */
            kit_plan_open(&p);
            ck_assert_int_eq(ostrov_milp_solve_apart(&k.problem, &o, instead(text), &p.plan, NULL), OSTROV_OK);
            ck_assert_double_eq(p.plan.bound, q.plan.bound);
        } else {
            expect(instead(text), &o, OSTROV_E_SOLVER);
        }
    }
    (void)snprintf(script, sizeof script, "%s/build", folder);
    (void)unlink(script);
    (void)snprintf(script, sizeof script, "%s/answer", folder);
    (void)unlink(script);
}
END_TEST

START_TEST(killed_on_its_way)
{
    const ostrov_milp_options o = options_with(2.0);
    hard_day();
    expect(troubled("(sleep 0.1; kill -KILL $$) &"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "signal", 9.0);
    expect(instead("kill -KILL $$"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "signal", 9.0);
    expect(instead("kill -SEGV $$"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "signal", 11.0);
    expect(instead("exit 7"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "exit_status", 7.0);
}
END_TEST

START_TEST(hung)
{
    const ostrov_milp_options o = options_with(0.3);
    hard_day();
    expect(troubled("(sleep 0.1; kill -STOP $$) &"), &o, OSTROV_E_DEADLINE);
    told("ostrov-milp-worker", "killed_after_s", 0.43);
    expect(instead("while :; do :; done"), &o, OSTROV_E_DEADLINE);
    expect(instead("exec sleep 100"), &o, OSTROV_E_DEADLINE);
    told("ostrov-milp-worker", "killed_after_s", 0.43);
}
END_TEST

START_TEST(answers_nonsense)
{
    const ostrov_milp_options o = options_with(1.0);
    hard_day();
    expect(instead("head -c 1000000 /dev/urandom >&0"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "answer", __builtin_nan(""));
    expect(instead("head -c 1000000 /dev/zero >&0"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "answer", __builtin_nan(""));
    expect(instead("echo optimal >&0"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "exit_status", 0.0);
    /* reads, then ends without a word */
    kit_open(&k, 16, 900);
    expect(instead("cat >/dev/null; exit 0"), &o, OSTROV_E_SOLVER);
    told("ostrov-milp-worker", "exit_status", 0.0);
}
END_TEST

/* What the host left open, without close-on-exec, goes as far as the shell in the worker's place and no further. */
START_TEST(no_file_of_the_hosts)
{
    const ostrov_milp_options o = options_with(1.0);
    const int open_end = dup2(STDOUT_FILENO, 123);
    char text[512];
    ck_assert_int_eq(open_end, 123);
    hard_day();
    (void)snprintf(text, sizeof text,
                   "[ -e /proc/$$/fd/123 ] && touch %s/inherited\n"
                   "(while [ -d /proc/$$/fd ]; do\n"
                   "    [ \"$(echo /proc/$$/fd/*)\" = \"/proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2\" ] &&\n"
                   "        touch %s/closed && kill -STOP $$ && break\n"
                   "    sleep 0.01\ndone) &",
                   folder, folder);
    expect(troubled(text), &o, OSTROV_E_DEADLINE);
    ck_assert_int_eq(close(open_end), 0);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(text, sizeof text, "%s/%s", folder, i == 0 ? "inherited" : "closed");
        ck_assert_msg(unlink(text) == 0, "the worker's files are not %s", i == 0 ? "inherited" : "closed");
    }
}
END_TEST

START_TEST(out_of_memory)
{
    ostrov_milp_options o = options_with(2.0);
    ostrov_status status = OSTROV_OK;
    hard_day();
    o.memory_limit_mib = 1;
    expect(worker, &o, OSTROV_E_SOLVER);
    printf("1 MiB: %s.%s = %g\n", why.structure, why.field, why.value);
    expect(instead("ulimit -v 2000; exec \"$0\""), &o, OSTROV_E_SOLVER);
    for (int32_t mib = 8; mib <= 64; mib *= 2) { /* enough at last: no plan, or a good one */
        o.memory_limit_mib = mib;
        kit_open(&k, 96, 900);
        kit_plan_open(&p);
        status = ostrov_milp_solve_apart(&k.problem, &o, worker, &p.plan, NULL);
        ck_assert(status == OSTROV_OK || status == OSTROV_E_SOLVER || status == OSTROV_E_SPACE);
        ck_assert(status != OSTROV_OK || kit_judge(&k, &p).feasible);
    }
    ck_assert_int_eq(status, OSTROV_OK);
}
END_TEST

START_TEST(refused)
{
    ostrov_milp_options o = options_with(1.0);
    kit_open(&k, 8, 900);
    kit_plan_open(&p);
    o.solver = OSTROV_SOLVER_HIGHS;
    o.highs_library = "/nowhere/libhighs.so";
    ck_assert_int_eq(ostrov_milp_solve_apart(&k.problem, &o, worker, &p.plan, &why), OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "highs_library"); /* the program was there */
    o.solver = OSTROV_SOLVER_GLPK;
    ck_assert_int_eq(ostrov_milp_solve_apart(&k.problem, &o, "/nowhere/worker", &p.plan, &why),
                     OSTROV_E_UNSUPPORTED);
    ck_assert_str_eq(why.field, "program");
    ck_assert_int_eq(ostrov_milp_solve_apart(&k.problem, &o, NULL, &p.plan, &why), OSTROV_E_ARGUMENT);
    k.load[3] = __builtin_nan("");
    ck_assert_int_eq(ostrov_milp_solve_apart(&k.problem, &o, worker, &p.plan, &why), OSTROV_E_NOT_FINITE);
    ck_assert_str_eq(why.field, "load_w");
    ck_assert_int_eq(system(worker), EXIT_FAILURE << 8); /* by hand it says what it is */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp apart");
    TCase *cases = tcase_create("apart");
    int failed = 0;
    worker = getenv("OSTROV_TEST_WORKER");
    if (worker == NULL) {
        printf("SKIP the worker program: OSTROV_TEST_WORKER does not name it\n");
        return 0;
    }
    if (mkdtemp(folder) == NULL) {
        printf("no folder for scripts can be made\n");
        return 1;
    }
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, of_the_hosts_files_the_worker_keeps_none);
    tcase_add_test(cases, the_same_plan_as_in_process);
    tcase_add_test(cases, a_longer_problem);
    tcase_add_test(cases, a_bound_that_is_no_number);
    tcase_add_test(cases, killed_on_its_way);
    tcase_add_test(cases, hung);
    tcase_add_test(cases, answers_nonsense);
    tcase_add_test(cases, no_file_of_the_hosts);
#ifdef __SANITIZE_ADDRESS__
    printf("SKIP a worker short of memory: the sanitizer needs terabytes of addresses\n");
    (void)out_of_memory;
#else
    tcase_add_test(cases, out_of_memory);
#endif
    tcase_add_test(cases, refused);
    suite_add_tcase(suite, cases);
    failed = unit_run(suite);
    (void)snprintf(script, sizeof script, "%s/worker", folder);
    (void)unlink(script);
    (void)rmdir(folder);
    return failed;
}
