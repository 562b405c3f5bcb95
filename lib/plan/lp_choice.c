/* Choices: which to branch on, and what a side of it means for the bounds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "plan/lp_branch.h"

#include "base/fields.h"

#define MET 1e-7 /* kW, kWh or share: this close a choice counts as met */
#define SHARE_MET 1e-8 /* of a corner's power */

static double value(const ostrov_i_branch *b, int32_t column)
{
    return ostrov_i_lp_value(&b->model->lp, column);
}

int32_t ostrov_i_branch_corner(const ostrov_i_branch *b, const ostrov_i_choice *c, int32_t place)
{
    if (place == c->rest) {
        return b->model->lp.a.cols + c->row;
    }
    return c->first + place - (place > c->rest);
}

static double share_at(const ostrov_i_branch *b, const ostrov_i_choice *c, int32_t place)
{
    const int32_t j = ostrov_i_branch_corner(b, c, place);
    const double most = b->model->lp.upper[j]; /* 0 where it had to go */
    return most > 0.0 ? value(b, j) / most : 0.0;
}

/* Parts the corners at the place nearest to where they are on the mean: those behind it, or those in front
 * of it, have to go. */
static int32_t part_corners(const ostrov_i_branch *b, const ostrov_i_choice *c, int32_t *split,
                            double size[2])
{
    const int32_t places = c->second - c->first + 1;
    int32_t low = places;
    int32_t high = -1;
    double sum = 0.0;
    double moment = 0.0;
    int32_t at = 0;
    for (int32_t k = 0; k < places; k++) {
        const double share = share_at(b, c, k);
        if (share > SHARE_MET) {
            low = k < low ? k : low;
            high = k;
            sum += share;
            moment += share * k;
        }
    }
    if (high - low <= 1) {
        return 0;
    }
    at = (int32_t)(moment / sum + 0.5);
    at = at <= low ? low + 1 : (at >= high ? high - 1 : at);
    *split = at;
    size[0] = 0.0;
    size[1] = 0.0;
    for (int32_t k = low; k <= high; k++) {
        size[k > at ? 0 : 1] += k == at ? 0.0 : share_at(b, c, k);
    }
    return 1;
}

/* How far a choice is from being met by each of its sides; gives 0 when it is met. */
int32_t ostrov_i_branch_lengths(const ostrov_i_branch *b, const ostrov_i_choice *c, int32_t *split,
                                double size[2])
{
    const double *upper = b->model->lp.upper;
    double sum = 0.0;
    double most = 0.0;
    if (c->kind == OSTROV_I_CHOICE_OFF_OR_LEAST) {
        const double x = value(b, c->first);
        size[0] = x / c->least;
        size[1] = 1.0 - x / c->least;
        return x > MET && x < c->least - MET;
    }
    if (c->kind == OSTROV_I_CHOICE_EITHER) {
        const double x = value(b, c->first);
        const double y = value(b, c->second);
        size[0] = x / ostrov_i_max(upper[c->first], MET);
        size[1] = y / ostrov_i_max(upper[c->second], MET);
        return x > MET && y > MET;
    }
    if (c->kind == OSTROV_I_CHOICE_NEIGHBOURS) {
        return part_corners(b, c, split, size);
    }
    *split = -1;
    for (int32_t j = c->first; j < c->second; j++) {
        const double x = value(b, j);
        sum += x;
        most = ostrov_i_max(most, x);
        if (*split < 0 && sum >= 0.5 - MET) {
            *split = j;
            size[1] = sum; /* what has to go when it starts later */
        }
    }
    if (most > 1.0 - MET) {
        return 0;
    }
    if (size[1] > 1.0 - MET && *split > c->first) { /* nothing behind it: part in front of it */
        size[1] -= value(b, *split);
        (*split)--;
    }
    size[0] = 1.0 - size[1];
    return 1;
}

static double expected(const ostrov_i_branch *b, int32_t choice, int32_t side, double size,
                       const double usual[2])
{
    const ostrov_i_record *r = &b->records[choice];
    const double rate = r->tries[side] > 0 ? r->gain[side] / (double)r->tries[side] : usual[side];
    return ostrov_i_max(rate * size, 1e-9);
}

int32_t ostrov_i_branch_choose(ostrov_i_branch *b, ostrov_i_node *node, double size[2])
{
    double usual[2] = {0.0, 0.0};
    double best = -1.0;
    int32_t tries[2] = {0, 0};
    node->choice = -1;
    for (int32_t i = 0; i < b->model->choices_count; i++) {
        for (int32_t side = 0; side < 2; side++) {
            if (b->records[i].tries[side] > 0) {
                usual[side] += b->records[i].gain[side] / (double)b->records[i].tries[side];
                tries[side]++;
            }
        }
    }
    for (int32_t side = 0; side < 2; side++) {
        usual[side] = tries[side] > 0 ? usual[side] / (double)tries[side] : 1.0;
    }
    for (int32_t i = 0; i < b->model->choices_count; i++) {
        const ostrov_i_choice *c = &b->model->choices[i];
        double own[2] = {0.0, 0.0};
        int32_t split = -1;
        double score = 0.0;
        if (!ostrov_i_branch_lengths(b, c, &split, own)) {
            continue;
        }
        /* product rule (Achterberg, Koch, Martin, Oper. Res. Lett. 33, 2005, 42-54) */
        score = expected(b, i, 0, own[0], usual) * expected(b, i, 1, own[1], usual);
        score *= c->kind == OSTROV_I_CHOICE_ONE_OF ? 1e6 : 1.0; /* blocks first: they move most */
        if (score > best) {
            best = score;
            node->choice = i;
            node->split = split;
            size[0] = own[0];
            size[1] = own[1];
        }
    }
    b->model->lp.work += 4 * b->model->choices_count;
    return node->choice;
}

void ostrov_i_branch_set(ostrov_i_branch *b, int32_t column, double lower, double upper)
{
    ostrov_i_lp *lp = &b->model->lp;
    if (lp->lower[column] == lower && lp->upper[column] == upper) {
        return;
    }
    b->trail[b->trail_count++] = (ostrov_i_trail){column, lp->lower[column], lp->upper[column]};
    lp->lower[column] = lower;
    lp->upper[column] = upper;
}

void ostrov_i_branch_take(ostrov_i_branch *b, const ostrov_i_node *node)
{
    const ostrov_i_choice *c = &b->model->choices[node->choice];
    if (c->kind == OSTROV_I_CHOICE_OFF_OR_LEAST) {
        ostrov_i_branch_set(b, c->first, node->side == 0 ? 0.0 : c->least,
                  node->side == 0 ? 0.0 : b->model->lp.upper[c->first]);
    } else if (c->kind == OSTROV_I_CHOICE_NEIGHBOURS) {
        const int32_t places = c->second - c->first + 1;
        for (int32_t k = node->side == 0 ? node->split + 1 : 0;
             k < (node->side == 0 ? places : node->split); k++) {
            ostrov_i_branch_set(b, ostrov_i_branch_corner(b, c, k), 0.0, 0.0);
        }
    } else if (c->kind == OSTROV_I_CHOICE_EITHER) {
        ostrov_i_branch_set(b, node->side == 0 ? c->first : c->second, 0.0, 0.0);
    } else {
        const int32_t from = node->side == 0 ? node->split + 1 : c->first;
        const int32_t until = node->side == 0 ? c->second : node->split + 1;
        for (int32_t j = from; j < until; j++) {
            ostrov_i_branch_set(b, j, 0.0, 0.0);
        }
    }
}

void ostrov_i_branch_undo(ostrov_i_branch *b, int32_t mark)
{
    ostrov_i_lp *lp = &b->model->lp;
    while (b->trail_count > mark) {
        const ostrov_i_trail *t = &b->trail[--b->trail_count];
        lp->lower[t->column] = t->lower;
        lp->upper[t->column] = t->upper;
    }
}
