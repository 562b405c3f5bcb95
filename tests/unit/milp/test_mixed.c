/* All members of a problem mixed at random, for GLPK and, where it is found, HiGHS: a plan that the check
 * passes in every draw, equal in cost to the built-in solvers where they cover it too.
 *
 * A sample runs with the other tests. Many rounds: OSTROV_TEST_MIXED="seed first rounds", such as
 *     CK_FORK=no OSTROV_TEST_MIXED="11 0 5000" build/gcc/tests/unit_milp_mixed
 * OSTROV_TEST_HIGHS names HiGHS's library.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "unit.h"

#include <ostrov/milp.h>
#include <stdio.h>

#include "../plan/plan_kit.h"

enum { MEMBERS = 12, SOLVERS = 3 };

static const char *const solver_names[SOLVERS] = {"built in", "GLPK", "HiGHS"};

typedef struct answer {
    kit_plan p;
    double batteries_w[2 * KIT_SLOTS];
    int32_t starts[2];
    ostrov_status status;
    ostrov_fault why;
} answer;

typedef struct tally {
    int32_t drawn, planned, equal, limited, wrong;
} tally;

static kit k;
static ostrov_plan_battery batteries[2];
static ostrov_plan_block blocks[2];
static ostrov_plan_tier tiers[2];
static ostrov_plan_taper tapers[3];
static ostrov_plan_wear wears[3];
static answer answers[SOLVERS];

static double size_of(double x) { return x > 1.0 ? x : (x < -1.0 ? -x : 1.0); }

static void draw_tapers(uint64_t *s)
{
    const double in_w = kit_uniform(s, 20e3, 200e3);
    const double out_w = kit_uniform(s, 10e3, 200e3);
    const double bend = kit_uniform(s, 0.3, 0.7);
    const double low = kit_random(s) % 2u ? 0.0 : 0.5 * out_w;
    const double high = kit_random(s) % 2u ? 0.0 : 0.5 * in_w;
    tapers[0] = (ostrov_plan_taper){0.0, in_w, low};
    tapers[1] = (ostrov_plan_taper){bend, in_w, out_w};
    tapers[2] = (ostrov_plan_taper){1.0, high, out_w};
    k.problem.tapers = tapers;
    k.problem.tapers_count = 3;
    k.problem.tapers_stride = sizeof tapers[0];
}

static void draw_batteries(uint64_t *s, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        const double capacity = kit_uniform(s, 1e3, 100e3);
        const double start = kit_uniform(s, 0.0, 1.0);
        const double terminal = kit_uniform(s, -0.05, 0.2);
        batteries[i] = (ostrov_plan_battery){.capacity_wh = capacity,
                                             .start_wh = capacity * start,
                                             .min_wh = 0.1 * capacity,
                                             .max_wh = 0.9 * capacity,
                                             .charge_limit_w = 20e3,
                                             .discharge_limit_w = 15e3,
                                             .charge_efficiency_ratio = 0.9,
                                             .discharge_efficiency_ratio = 0.95,
                                             .self_discharge_per_s = 1e-7,
                                             .wear_price_per_kwh = 0.01,
                                             .terminal_price_per_kwh = terminal};
    }
    k.problem.batteries = batteries;
    k.problem.batteries_count = count;
    k.problem.batteries_stride = sizeof batteries[0];
}

static void draw_back(uint64_t *s)
{
    for (int32_t i = 0; i < k.problem.vehicles_count; i += 2) {
        k.vehicles[i].discharge_limit_w = kit_uniform(s, 1e3, 20e3);
        k.vehicles[i].discharge_efficiency_ratio = 0.9;
        k.vehicles[i].least_wh = kit_uniform(s, 0.0, 60e3);
        k.vehicles[i].wear_price_per_kwh = 0.02;
    }
}

static void draw_blocks(uint64_t *s)
{
    const int64_t until = k.edges[k.problem.count];
    const double first_w = kit_uniform(s, 1e3, 50e3);
    const double second_w = kit_uniform(s, 1e3, 9e3);
    blocks[0] = (ostrov_plan_block){first_w, 1800, 0, until, 5.0};
    blocks[1] = (ostrov_plan_block){second_w, 2000, 900, until - 1000, 1.0};
    k.problem.blocks = blocks;
    k.problem.blocks_count = 1 + (int32_t)(kit_random(s) % 2u);
    k.problem.blocks_stride = sizeof blocks[0];
}

static void draw_wears(uint64_t *s)
{
    wears[0] = (ostrov_plan_wear){0.3, 0.01};
    wears[1] = (ostrov_plan_wear){0.3, kit_uniform(s, 0.01, 0.1)};
    wears[2] = (ostrov_plan_wear){0.4, 0.15};
    k.problem.wears = wears;
    k.problem.wears_count = 3;
    k.problem.wears_stride = sizeof wears[0];
}

static void draw_full(uint64_t *s)
{
    k.problem.full_until_s = k.edges[1 + (int32_t)(kit_random(s) % (uint64_t)k.problem.count)];
    k.problem.full_soc_ratio = 0.9;
    k.problem.full_price_per_kwh = kit_uniform(s, 0.0, 0.5);
}

static void draw_tiers(uint64_t *s)
{
    for (int32_t i = 0; i < 2; i++) {
        tiers[i].share_ratio = kit_uniform(s, 0.0, 0.5);
        tiers[i].price_per_kwh = kit_uniform(s, 0.0, 2.0);
    }
    k.problem.tiers = tiers;
    k.problem.tiers_count = 1 + (int32_t)(kit_random(s) % 2u);
    k.problem.tiers_stride = sizeof tiers[0];
}

/* Members by bits: 1 tapers, 2 a battery, 4 throughput, 8 V2G, 16 blocks, 32 an open interval, 64 tiers,
 * 128 running power, 256 wear by depth, 512 a full charge, 1024 a second battery, 2048 reserved capacity. */
static void draw(uint64_t *s, uint32_t kind, uint32_t members)
{
    ostrov_problem *p = &k.problem;
    kit_draw(&k, s, 6 + (int32_t)(kit_random(s) % 12u), kind);
    p->terminal_price_per_kwh = kit_uniform(s, 0.0, 0.3);
    if (members & 1u) {
        draw_tapers(s);
    }
    if (members & (2u | 1024u)) {
        draw_batteries(s, members & 1024u ? 2 : 1);
    }
    if (members & 4u) {
        p->throughput_wh = kit_uniform(s, 0.0, 100e3);
        p->throughput_price_per_kwh = 0.2;
    }
    if (members & 8u) {
        draw_back(s);
    }
    if (members & 16u) {
        draw_blocks(s);
    }
    if (members & 32u) {
        p->open_elapsed_s = 300.0;
        p->open_import_wh = kit_uniform(s, 0.0, 9e3);
    }
    if (members & 64u) {
        draw_tiers(s);
    }
    if (members & 128u) {
        p->battery_running_w = kit_uniform(s, 0.0, 3e3);
    }
    if (members & 256u) {
        draw_wears(s);
    }
    if (members & 512u) {
        draw_full(s);
    }
    if ((members & 2048u) != 0 && p->peaks_count > 0) {
        k.peaks[0].reserved_w = kit_uniform(s, 10e3, 90e3);
    }
}

static void ask(int32_t solver)
{
    answer *a = &answers[solver];
    memset(a, 0, sizeof *a);
    kit_plan_open(&a->p);
    a->p.plan.batteries_w = a->batteries_w;
    a->p.plan.block_start = a->starts;
    if (solver == 0) {
        const size_t bytes = ostrov_plan_workspace(&k.problem);
        void *memory = malloc(bytes + 8);
        ck_assert_ptr_nonnull(memory);
        a->status = ostrov_plan_solve(&k.problem, NULL, memory, bytes, &a->p.plan, &a->why);
        free(memory);
    } else {
        ostrov_milp_options o;
        ck_assert_int_eq(ostrov_milp_defaults(&o, sizeof o), OSTROV_OK);
        o.gap_ratio = 1e-7;
        o.time_limit_s = 60.0;
        o.solver = solver == 1 ? OSTROV_SOLVER_GLPK : OSTROV_SOLVER_HIGHS;
        o.highs_library = getenv("OSTROV_TEST_HIGHS");
        a->status = ostrov_milp_solve(&k.problem, &o, &a->p.plan, &a->why);
    }
}

/* Says what is wrong with an answer; 1 when nothing is. */
static int is_good(int32_t solver, const char *draw_name)
{
    const answer *a = &answers[solver];
    const answer *other = &answers[0];
    ostrov_plan_verdict v;
    if (a->status < 0) {
        printf("%s: %s: status %d, %s.%s = %g (%g … %g)\n", draw_name, solver_names[solver],
               (int)a->status, a->why.structure != NULL ? a->why.structure : "",
               a->why.field != NULL ? a->why.field : "", a->why.value, a->why.min, a->why.max);
        return 0;
    }
    v = kit_judge(&k, &a->p);
    if (!v.feasible || a->p.plan.bound > a->p.plan.cost ||
        (a->status == OSTROV_OK && a->p.plan.gap_ratio > 1e-5)) {
        printf("%s: %s: %s by %g, cost %.9g, bound %.9g\n", draw_name, solver_names[solver],
               v.worst_rule, v.worst_value, a->p.plan.cost, a->p.plan.bound);
        return 0;
    }
    if (other->status >= 0 && a->status == OSTROV_OK &&
        (a->p.plan.cost - other->p.plan.cost > 2e-6 * size_of(other->p.plan.cost) ||
         other->p.plan.bound - a->p.plan.cost > 2e-6 * size_of(other->p.plan.cost) ||
         a->p.plan.bound - other->p.plan.cost > 2e-6 * size_of(other->p.plan.cost))) {
        printf("%s: %s %.9g with bound %.9g, built in %.9g with bound %.9g\n", draw_name,
               solver_names[solver], a->p.plan.cost, a->p.plan.bound, other->p.plan.cost,
               other->p.plan.bound);
        return 0;
    }
    return 1;
}

static void judge(int32_t solver, const char *draw_name, tally *t)
{
    const ostrov_status status = answers[solver].status;
    t->drawn++;
    t->planned += status >= 0;
    t->limited += status == OSTROV_LIMITED;
    t->equal += status >= 0 && answers[0].status >= 0;
    t->wrong += !is_good(solver, draw_name);
}

/* Some rounds; HiGHS takes half a second to start and end, so it is asked every so many. */
static void run(unsigned long long seed, int first, int rounds, int highs_every, tally *tallies)
{
    for (int round = first; round < first + rounds; round++) {
        uint64_t state = (uint64_t)seed * UINT64_C(1000003) + (uint64_t)round;
        const uint32_t kind = (uint32_t)(kit_random(&state) % 256u);
        const uint32_t members = (uint32_t)(kit_random(&state) % (1u << MEMBERS));
        const int32_t solvers = highs_every > 0 && round % highs_every == 0 ? 3 : 2;
        char name[64];
        (void)snprintf(name, sizeof name, "seed %llu round %d kind %u members %u", seed, round, kind,
                       members);
        draw(&state, kind, members);
        for (int32_t solver = 0; solver < solvers; solver++) {
            ask(solver);
            if (solver > 0) {
                judge(solver, name, &tallies[solver]);
            }
        }
    }
}

START_TEST(every_mixture_is_planned)
{
    const char *wanted = getenv("OSTROV_TEST_MIXED");
    char version[32];
    tally tallies[SOLVERS];
    const int highs =
        ostrov_milp_highs_version(getenv("OSTROV_TEST_HIGHS"), version, sizeof version) == OSTROV_OK;
    memset(tallies, 0, sizeof tallies);
    if (wanted != NULL) {
        unsigned long long seed = 0;
        int first = 0;
        int rounds = 0;
        ck_assert_int_eq(sscanf(wanted, "%llu %d %d", &seed, &first, &rounds), 3);
        run(seed, first, rounds, highs, tallies);
    } else {
        run(11, 0, 24, 8 * highs, tallies);
        run(5, 947, 1, 0, tallies); /* a first battery above its window behind a dead grid would be emptied */
        run(5, 2738, 1, 0, tallies); /* into the losses of the further ones */
    }
    for (int32_t i = 1; i < SOLVERS; i++) {
        const tally *t = &tallies[i];
        printf("%s: %d draws, %d planned, %d compared with the built-in solvers, %d at the time limit, "
               "%d wrong\n",
               solver_names[i], (int)t->drawn, (int)t->planned, (int)t->equal, (int)t->limited,
               (int)t->wrong);
        ck_assert_int_eq(t->wrong, 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("milp mixed");
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* a failed check takes no leave */
    TCase *cases = tcase_create("mixed");
    tcase_set_timeout(cases, getenv("OSTROV_TEST_MIXED") != NULL ? 86400 : 120);
    tcase_add_test(cases, every_mixture_is_planned);
    suite_add_tcase(suite, cases);
    return unit_run(suite);
}
