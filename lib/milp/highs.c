/* HiGHS by its C interface: see highs.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "milp/highs.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* Its constants (highs_c_api.h of HiGHS 1.5 to 1.16) */
enum {
    BY_COLUMN = 1,
    MINIMISE = 1,
    OPTIMAL = 7,
    TIME_LIMIT = 13,
    AT_LOWER = 0,
    BASIC = 1,
    AT_UPPER = 2,
    FEASIBLE = 2
};

/* What is used of it, in the order of names below. Its integers are 32 bits wide, which is looked
 * at. */
typedef struct interface {
    void *(*create)(void);
    void (*destroy)(void *);
    const char *(*version)(void);
    int32_t (*integer_bytes)(const void *);
    int32_t (*set_bool)(void *, const char *, int32_t);
    int32_t (*set_int)(void *, const char *, int32_t);
    int32_t (*set_double)(void *, const char *, double);
    int32_t (*pass)(void *, int32_t, int32_t, int32_t, int32_t, int32_t, double, const double *,
                    const double *, const double *, const double *, const double *, const int32_t *,
                    const int32_t *, const double *, const int32_t *);
    int32_t (*run)(void *);
    int32_t (*model_status)(const void *);
    int32_t (*solution)(const void *, double *, double *, double *, double *);
    int32_t (*basis)(const void *, int32_t *, int32_t *);
    int32_t (*int_info)(const void *, const char *, int32_t *);
    int32_t (*double_info)(const void *, const char *, double *);
} interface;

static const char *const names[] = {"Highs_create",
                                    "Highs_destroy",
                                    "Highs_version",
                                    "Highs_getSizeofHighsInt",
                                    "Highs_setBoolOptionValue",
                                    "Highs_setIntOptionValue",
                                    "Highs_setDoubleOptionValue",
                                    "Highs_passMip",
                                    "Highs_run",
                                    "Highs_getModelStatus",
                                    "Highs_getSolution",
                                    "Highs_getBasis",
                                    "Highs_getIntInfoValue",
                                    "Highs_getDoubleInfoValue"};

struct milp_highs {
    void *library;
    interface call;
    void *solver;
    /* the program, by columns */
    int32_t cols;
    int32_t rows;
    int32_t integers;
    double *numbers;  /* cost, lower, upper, x by column; lower, upper by row */
    double *values;   /* of the matrix */
    int32_t *starts;  /* and kinds, statuses by column; statuses by row */
    int32_t *indices; /* of the matrix, and room for one column of GLPK's */
    double *one_column;
};

static void *load(const char *library)
{
    static const char *const usual[] = {"libhighs.so.1", "libhighs.so"};
    void *found = NULL;
    if (library != NULL) {
        return dlopen(library, RTLD_NOW | RTLD_LOCAL);
    }
    for (int i = 0; i < 2 && found == NULL; i++) {
        found = dlopen(usual[i], RTLD_NOW | RTLD_LOCAL);
    }
    return found;
}

milp_highs *milp_highs_open(const char *library)
{
    milp_highs *h = calloc(1, sizeof *h);
    int32_t good = 1;
    if (h == NULL) {
        return NULL;
    }
    h->library = load(library);
    for (size_t i = 0; h->library != NULL && i < sizeof names / sizeof names[0]; i++) {
        void *at = dlsym(h->library, names[i]);
        memcpy((char *)&h->call + i * sizeof at, &at, sizeof at);
        good = good && at != NULL;
    }
    if (h->library != NULL && good) {
        h->solver = h->call.create();
    }
    if (h->solver == NULL || h->call.integer_bytes(h->solver) != (int32_t)sizeof(int32_t)) {
        milp_highs_close(h);
        return NULL;
    }
    return h;
}

static void drop_program(milp_highs *h)
{
    free(h->numbers);
    free(h->values);
    free(h->starts);
    free(h->indices);
    free(h->one_column);
    h->numbers = h->values = h->one_column = NULL;
    h->starts = h->indices = NULL;
}

void milp_highs_close(milp_highs *h)
{
    if (h == NULL) {
        return;
    }
    drop_program(h);
    if (h->solver != NULL) {
        h->call.destroy(h->solver);
    }
    if (h->library != NULL) {
        (void)dlclose(h->library);
    }
    free(h);
}

const char *milp_highs_version(const milp_highs *h) { return h->call.version(); }

/* A bound of GLPK's: far away where it has none. */
static double lower_of(int type, double bound)
{
    return type == GLP_LO || type == GLP_DB || type == GLP_FX ? bound : -__builtin_inf();
}

static double upper_of(int type, double lower, double upper)
{
    return type == GLP_FX ? lower : (type == GLP_UP || type == GLP_DB ? upper : __builtin_inf());
}

/* Room for a program of GLPK's. */
static int32_t make_room(milp_highs *h, glp_prob *lp)
{
    const size_t cols = (size_t)glp_get_num_cols(lp);
    const size_t rows = (size_t)glp_get_num_rows(lp);
    const size_t entries = (size_t)glp_get_num_nz(lp) + 1u;
    drop_program(h);
    h->cols = (int32_t)cols;
    h->rows = (int32_t)rows;
    h->numbers = calloc(4u * cols + 2u * rows + 1u, sizeof *h->numbers);
    h->values = calloc(entries, sizeof *h->values);
    h->starts = calloc(3u * cols + rows + 1u, sizeof *h->starts);
    h->indices = calloc(entries + rows + 1u, sizeof *h->indices);
    h->one_column = calloc(rows + 1u, sizeof *h->one_column);
    return h->numbers != NULL && h->values != NULL && h->starts != NULL && h->indices != NULL &&
           h->one_column != NULL;
}

/* GLPK counts from 1, HiGHS from 0. */
static void read_program(milp_highs *h, glp_prob *lp)
{
    const int32_t n = h->cols;
    double *cost = h->numbers;
    double *row_lower = h->numbers + 4 * n;
    int32_t *kinds = h->starts + n + 1;
    int32_t *column = h->indices + glp_get_num_nz(lp);
    int32_t entries = 0;
    h->integers = 0;
    for (int32_t j = 0; j < n; j++) {
        const int length = glp_get_mat_col(lp, j + 1, column, h->one_column);
        const int type = glp_get_col_type(lp, j + 1);
        cost[j] = glp_get_obj_coef(lp, j + 1);
        cost[n + j] = lower_of(type, glp_get_col_lb(lp, j + 1));
        cost[2 * n + j] = upper_of(type, glp_get_col_lb(lp, j + 1), glp_get_col_ub(lp, j + 1));
        kinds[j] = glp_get_col_kind(lp, j + 1) != GLP_CV;
        h->integers += kinds[j];
        h->starts[j] = entries;
        for (int k = 1; k <= length; k++) {
            h->indices[entries] = column[k] - 1;
            h->values[entries] = h->one_column[k];
            entries++;
        }
    }
    h->starts[n] = entries;
    for (int32_t i = 0; i < h->rows; i++) {
        const int type = glp_get_row_type(lp, i + 1);
        row_lower[i] = lower_of(type, glp_get_row_lb(lp, i + 1));
        row_lower[h->rows + i] =
            upper_of(type, glp_get_row_lb(lp, i + 1), glp_get_row_ub(lp, i + 1));
    }
}

/* Hands the program over and has it solved; whole = with its binaries. */
static int32_t run(milp_highs *h, glp_prob *lp, int32_t whole, double gap_ratio, double limit_s)
{
    const int32_t n = h->cols;
    const double *cost = h->numbers;
    const double *row_lower = h->numbers + 4 * n;
    const interface *c = &h->call;
    const int32_t options = c->set_bool(h->solver, "output_flag", 0) | /* 0 = done */
                            c->set_int(h->solver, "threads", 1) |
                            c->set_double(h->solver, "mip_rel_gap", gap_ratio) |
                            c->set_double(h->solver, "time_limit", limit_s);
    if (options != 0 ||
        c->pass(h->solver, n, h->rows, h->starts[n], BY_COLUMN, MINIMISE, glp_get_obj_coef(lp, 0),
                cost, cost + n, cost + 2 * n, row_lower, row_lower + h->rows, h->starts, h->indices,
                h->values, whole ? h->starts + n + 1 : NULL) < 0) {
        return 0;
    }
    (void)c->run(h->solver); /* its status tells */
    return c->model_status(h->solver);
}

/* Binaries to where they came out, here and in GLPK's program. */
static void fix_binaries(milp_highs *h, glp_prob *lp)
{
    const int32_t n = h->cols;
    const int32_t *kinds = h->starts + n + 1;
    double *lower = h->numbers + n;
    const double *x = h->numbers + 3 * n;
    for (int32_t j = 0; j < n; j++) {
        if (kinds[j]) {
            lower[j] = x[j] > 0.5 ? 1.0 : 0.0;
            lower[n + j] = lower[j];
            glp_set_col_kind(lp, j + 1, GLP_CV);
            glp_set_col_bnds(lp, j + 1, GLP_FX, lower[j], lower[j]);
        }
    }
}

static int status_for(int32_t status)
{
    return status == BASIC ? GLP_BS : (status == AT_UPPER ? GLP_NU : GLP_NL);
}

/* The basis as a start for GLPK. */
static int32_t hand_basis_over(milp_highs *h, glp_prob *lp)
{
    int32_t *cols = h->starts + 2 * h->cols + 1;
    int32_t *rows = cols + h->cols;
    if (h->call.basis(h->solver, cols, rows) < 0) {
        return 0;
    }
    for (int32_t j = 0; j < h->cols; j++) {
        glp_set_col_stat(lp, j + 1, status_for(cols[j]));
    }
    for (int32_t i = 0; i < h->rows; i++) {
        glp_set_row_stat(lp, i + 1, status_for(rows[i]));
    }
    return 1;
}

ostrov_status milp_highs_solve(milp_highs *h, glp_prob *lp, double gap_ratio, double limit_s,
                               double *bound, int32_t *told)
{
    const double seconds = 3600.0; /* for the LP that is left: with everything chosen it is short */
    int32_t found = 0;
    int32_t status = 0;
    *bound = -__builtin_inf();
    *told = -1;
    if (!make_room(h, lp)) {
        return OSTROV_E_SPACE;
    }
    read_program(h, lp);
    if (h->integers > 0) {
        status = run(h, lp, 1, gap_ratio, limit_s);
        *told = status;
        if ((status != OPTIMAL && status != TIME_LIMIT) ||
            h->call.int_info(h->solver, "primal_solution_status", &found) < 0 ||
            found != FEASIBLE ||
            h->call.solution(h->solver, h->numbers + 3 * h->cols, NULL, NULL, NULL) < 0) {
            return status == TIME_LIMIT ? OSTROV_E_DEADLINE : OSTROV_E_SOLVER;
        }
        if (h->call.double_info(h->solver, "mip_dual_bound", bound) < 0) {
            *bound = -__builtin_inf();
        }
        fix_binaries(h, lp);
        limit_s = seconds;
    }
    found = run(h, lp, 0, gap_ratio, limit_s);
    *told = found;
    if (found != OPTIMAL || !hand_basis_over(h, lp)) {
        return found == TIME_LIMIT ? OSTROV_E_DEADLINE : OSTROV_E_SOLVER;
    }
    return status == TIME_LIMIT ? OSTROV_LIMITED : OSTROV_OK;
}
