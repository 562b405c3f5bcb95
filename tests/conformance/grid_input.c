/* Cases, input and expectations of a group: see grid_input.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "grid_input.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const double grid_step_s[GRID_STEPS] = {0.001, 0.01, 0.02, 0.1};
const char *const grid_step_text[GRID_STEPS] = {"1ms", "10ms", "20ms", "100ms"};

static int32_t sibling(csv *table, const char *folder, const char *file, const char *which)
{
    char name[256];
    const char *end = strstr(file, "_cases.csv");
    int length = end == NULL ? 0 : (int)(end - file);
    return snprintf(name, sizeof name, "%.*s_%s.csv", length, file, which) < (int)sizeof name &&
           csv_read(table, folder, name);
}

int32_t grid_group_read(grid_group *g, tally *t, const char *folder, const char *file)
{
    memset(g, 0, sizeof *g);
    if (csv_read(&g->cases, folder, file) && sibling(&g->input, folder, file, "input") &&
        sibling(&g->expect, folder, file, "expect")) {
        return 1;
    }
    report(t, REPORT_JUDGE, 0, file, "read", "a file of the group cannot be read");
    grid_group_free(g);
    return 0;
}

void grid_group_free(grid_group *g)
{
    csv_free(&g->cases);
    csv_free(&g->input);
    csv_free(&g->expect);
}

static int32_t row_from(const csv *table, int32_t row, grid_row *to)
{
    to->t_s = csv_value(table, row, "t_s");
    to->v_pu[0] = csv_value(table, row, "va_pu");
    to->v_pu[1] = csv_value(table, row, "vb_pu");
    to->v_pu[2] = csv_value(table, row, "vc_pu");
    to->hz = csv_value(table, row, "f_hz");
    to->hz_per_s = csv_value(table, row, "dfdt_hz_s");
    to->permit = csv_value(table, row, "permit");
    return isfinite(to->t_s + to->v_pu[0] + to->v_pu[1] + to->v_pu[2] + to->hz + to->hz_per_s +
                    to->permit);
}

int32_t grid_input_read(grid_input *in, const csv *table, const char *name)
{
    const int32_t column = csv_column(table, "case");
    in->count = 0;
    for (int32_t row = csv_find(table, 0, column, name); row < table->rows;
         row = csv_find(table, row + 1, column, name)) {
        if (in->count == GRID_ROWS || !row_from(table, row, &in->rows[in->count]) ||
            (in->count > 0 && in->rows[in->count].t_s < in->rows[in->count - 1].t_s)) {
            return 0;
        }
        in->count++;
    }
    grid_input_rewind(in);
    return in->count > 0;
}

void grid_input_rewind(grid_input *in) { in->at = 0; }

void grid_input_at(grid_input *in, int64_t tick, double dt_s, ostrov_element_sample *sample)
{
    const double t_s = (double)tick * dt_s;
    const double round_s = 1e-9; /* tick·dt is not exact in binary */
    const grid_row *row = NULL;
    while (in->at + 1 < in->count && in->rows[in->at + 1].t_s <= t_s + round_s) {
        in->at++;
    }
    row = &in->rows[in->at];
    memcpy(sample->phase_pu, row->v_pu, sizeof sample->phase_pu);
    sample->hz = row->hz + row->hz_per_s * (t_s - row->t_s);
    sample->permit = row->permit != 0.0;
}
