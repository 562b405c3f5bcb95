/* The walker's engine: breadth first over states with a hash set, all paths of each step.
 *
 *     walk [--full] [--setup NAME] [--moves FILE] [--no-ways] [--bare]
 *
 * A line per setup, then "N passed, N failed". Status 1 when a property fails; the line of inputs
 * from the start to the failure is printed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct walk {
    const setup *with;
    choices c;
    node *nodes;
    uint32_t *parents;
    uint32_t *table; /* index + 1; 0 = free */
    uint32_t count, room, mask;
    uint64_t steps;
    double stands_for;
    uint64_t seed;
    int64_t longest[3];
    int32_t properties; /* 0 = only count the switch's own states */
} walk;

/* Moves seen over all setups, with the reasons they gave. */
static uint64_t moves[17][17][2];

#define MOST_STATES 4000000u

static void *must(void *p)
{
    if (p == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return p;
}

static uint64_t hash_of(const node *n)
{
    const unsigned char *bytes = (const unsigned char *)n;
    uint64_t h = UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < sizeof *n; i += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes + i, sizeof *n - i < 8 ? sizeof *n - i : 8);
        h = (h ^ word) * UINT64_C(0xFF51AFD7ED558CCD);
        h ^= h >> 32;
    }
    return h;
}

static void grow(walk *w)
{
    w->room *= 2;
    w->mask = 4 * w->room - 1;
    w->nodes = must(realloc(w->nodes, w->room * sizeof *w->nodes));
    w->parents = must(realloc(w->parents, w->room * sizeof *w->parents));
    free(w->table);
    w->table = must(calloc((size_t)w->mask + 1, sizeof *w->table));
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t at = (uint32_t)hash_of(&w->nodes[i]) & w->mask;
        while (w->table[at] != 0) {
            at = (at + 1) & w->mask;
        }
        w->table[at] = i + 1;
    }
}

static void add(walk *w, const node *n, uint32_t parent)
{
    uint32_t at = (uint32_t)hash_of(n) & w->mask;
    while (w->table[at] != 0) {
        if (memcmp(&w->nodes[w->table[at] - 1], n, sizeof *n) == 0) {
            return;
        }
        at = (at + 1) & w->mask;
    }
    if (w->count == w->room) {
        grow(w);
        add(w, n, parent);
        return;
    }
    w->nodes[w->count] = *n;
    w->parents[w->count] = parent;
    w->table[at] = ++w->count;
}

static void run(walk *w, const node *before, node *after, ostrov_i_switch_out *out)
{
    *after = *before;
    choices_begin(&w->c, before->s.mode);
    ostrov_i_switch_step(&w->with->set, &after->s, &w->c.at.in, out);
    w->c.active = 0;
}

/* The inputs that lead from the start to a node, found again by running its parent. */
static void tell_way(walk *w, uint32_t to)
{
    const node goal = w->nodes[to];
    if (to == 0) {
        return;
    }
    tell_way(w, w->parents[to]);
    w->c.planned = 0;
    do {
        node after;
        ostrov_i_switch_out out;
        const node *before = &w->nodes[w->parents[to]];
        run(w, before, &after, &out);
        ghost_step(w->with, &w->c, before, &out, &after);
        canonical(w->with, &after);
        if (memcmp(&after, &goal, sizeof goal) == 0) {
            printf("  %-11s", ostrov_grid_mode_text(goal.s.mode));
            choices_print(&w->c);
            return;
        }
    } while (choices_next(&w->c));
}

static int32_t complain(walk *w, uint32_t from, const char *what, const node *after)
{
    choices saved = w->c;
    printf("FAIL %s %s: from the start\n", w->with->name, what);
    tell_way(w, from);
    if (after != NULL) {
        printf("  then, to %s", ostrov_grid_mode_text(after->s.mode));
        choices_print(&saved);
    }
    return 0;
}

/* The same step by the plain optimised object, what was not read filled by chance. */
static int32_t plain_agrees(walk *w, const node *before, const node *after,
                            const ostrov_i_switch_out *out)
{
    node twin = *before;
    node expected = *after;
    ostrov_i_switch_out told = {0};
    choices_fill(&w->c, &w->seed);
    plain_ostrov_i_switch_step(&w->with->set, &twin.s, &w->c.at.in, &told);
    canonical(w->with, &twin);
    canonical(w->with, &expected);
    return memcmp(&twin, &expected, sizeof twin) == 0 && memcmp(&told, out, sizeof told) == 0;
}

/* Another member of the class of the state goes to the same class by the same commands. */
static int32_t class_agrees(walk *w, const node *before, const node *after,
                            const ostrov_i_switch_out *out)
{
    node twin = *before;
    node expected = *after;
    ostrov_i_switch_out told;
    uncanonical(w->with, &twin, &w->seed);
    plain_ostrov_i_switch_step(&w->with->set, &twin.s, &w->c.at.in, &told);
    twin.g = expected.g;
    canonical(w->with, &twin);
    canonical(w->with, &expected);
    return memcmp(&twin, &expected, sizeof twin) == 0 &&
           told.breaker_command == out->breaker_command && told.pcs_request == out->pcs_request &&
           told.power_ppm == out->power_ppm && told.blocked == out->blocked &&
           told.watch_anew == out->watch_anew && told.bond_command == out->bond_command;
}

static int32_t expand(walk *w, uint32_t at)
{
    const node before = w->nodes[at];
    w->c.planned = 0;
    do {
        node after;
        ostrov_i_switch_out out = {0};
        const char *broken = NULL;
        step x = {w->with, &w->c, &before, &after, &out};
        run(w, &before, &after, &out);
        w->steps++;
        w->stands_for += choices_weight(&w->c);
        broken = w->properties ? properties_judge(&x) : NULL;
        if (broken != NULL) {
            return complain(w, at, broken, &after);
        }
        if (w->steps % 3 == 0 && !plain_agrees(w, &before, &after, &out)) {
            return complain(w, at, "UNREAD (an input that was not read matters)", &after);
        }
        if (w->steps % 9 == 0 && !class_agrees(w, &before, &after, &out)) {
            return complain(w, at, "CLASS (states that count as one differ)", &after);
        }
        moves[before.s.mode][after.s.mode][after.s.reason / 64] |= UINT64_C(1)
                                                                   << after.s.reason % 64;
        if (w->properties) {
            ghost_step(w->with, &w->c, &before, &out, &after);
        }
        canonical(w->with, &after);
        add(w, &after, at);
    } while (choices_next(&w->c));
    return 1;
}

static void start(walk *w, const setup *with)
{
    node first;
    int32_t count = 0;
    const input *inputs = setup_inputs(&count);
    memset(w, 0, sizeof *w);
    w->with = with;
    w->seed = 20260101;
    choices_start(&w->c, inputs, count, with->trims);
    w->room = 1 << 12;
    grow(w);
    memset(&first, 0, sizeof first);
    ostrov_i_switch_reset(&with->set, &first.s);
    first.g.window_us = first.g.open_us = first.g.bond_us = -1;
    first.g.reset = 1;
    canonical(with, &first);
    add(w, &first, 0);
}

static int32_t walk_setup(const setup *with, int32_t ways, int32_t properties)
{
    walk w;
    clock_t began = clock();
    int32_t good = 1;
    uint64_t walked = 0;
    start(&w, with);
    w.properties = properties;
    for (uint32_t i = 0; good && i < w.count; i++) {
        good =
            w.count < MOST_STATES ? expand(&w, i) : complain(&w, i, "SIZE (too many states)", NULL);
    }
    for (uint32_t i = 0; good && ways && i < w.count; i++) {
        const char *broken = ways_judge(with, &w.nodes[i].s, w.longest);
        walked++;
        if (broken != NULL) {
            good = complain(&w, i, broken, NULL);
        }
    }
    printf(
        "%s %-13s %u states, %llu transitions standing for %.2g inputs; from each of %llu states "
        "to GRID in %lld, ISLAND in %lld, SAFE in %lld ticks at most; %.1f s\n",
        good ? "PASS" : "FAIL", with->name, w.count, (unsigned long long)w.steps, w.stands_for,
        (unsigned long long)walked, (long long)w.longest[0], (long long)w.longest[1],
        (long long)w.longest[2], (double)(clock() - began) / CLOCKS_PER_SEC);
    fflush(stdout);
    free(w.nodes);
    free(w.parents);
    free(w.table);
    return good;
}

static void write_moves(const char *path)
{
    FILE *file = must(fopen(path, "w"));
    for (int32_t from = 1; from <= 16; from++) {
        for (int32_t to = 1; to <= 16; to++) {
            if (from == to || (moves[from][to][0] | moves[from][to][1]) == 0) {
                continue;
            }
            fprintf(file, "%s\t%s\t", ostrov_grid_mode_text(from), ostrov_grid_mode_text(to));
            for (int32_t reason = 0, more = 0; reason < 128; reason++) {
                if (moves[from][to][reason / 64] >> reason % 64 & 1) {
                    fprintf(file, "%s%s", more++ ? "; " : "", ostrov_grid_reason_text(reason));
                }
            }
            fprintf(file, "\n");
        }
    }
    fclose(file);
}

int main(int argc, char **argv)
{
    const char *only = NULL;
    const char *moves_to = NULL;
    int32_t full = 0, ways = 1, bare = 0, count = 0, passed = 0, failed = 0;
    const setup *list = setups(&count);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--full") == 0) {
            full = 1;
        } else if (strcmp(argv[i], "--no-ways") == 0) {
            ways = 0;
        } else if (strcmp(argv[i], "--bare") == 0) {
            bare = 1;
        } else if (strcmp(argv[i], "--setup") == 0 && i + 1 < argc) {
            only = argv[++i];
        } else if (strcmp(argv[i], "--moves") == 0 && i + 1 < argc) {
            moves_to = argv[++i];
        } else {
            fprintf(stderr,
                    "usage: %s [--full] [--setup NAME] [--moves FILE] [--no-ways] [--bare]\n",
                    argv[0]);
            return 2;
        }
    }
    for (int32_t i = 0; i < count; i++) {
        if (only != NULL ? strcmp(only, list[i].name) == 0 : full || list[i].quick) {
            int32_t good = walk_setup(&list[i], ways && !bare, !bare);
            passed += good;
            failed += !good;
        }
    }
    if (moves_to != NULL) {
        write_moves(moves_to);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
