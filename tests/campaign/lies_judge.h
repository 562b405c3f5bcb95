/* What must hold whatever devices do to us, judged from the truth of the world and from what went
 * over the wires; what the station believes is looked at only where the rule is about it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_CAMPAIGN_LIES_JUDGE_H
#define OSTROV_TESTS_CAMPAIGN_LIES_JUDGE_H

#include "lies_stage.h"

enum rule {
    RULE_FINITE = 0,
    RULE_DEVICE_LIMITS,
    RULE_SOC_BAND,
    RULE_ONE_DIRECTION,
    RULE_CAP,
    RULE_ISLAND_OPEN,
    RULE_SYNC,
    RULE_FORMING,
    RULE_RAMP,
    RULE_RESERVE,
    RULE_STALE,
    RULE_WRITE_RATE,
    RULE_NO_WRITE,
    RULE_SWITCHINGS,
    RULE_PLAN_AGE,
    RULE_LEDGER,
    RULE_SEQUENCE,
    RULE_ALARM,
    RULE_HASH,
    RULES
};

/* Between a driver and the liar: sees what is written. */
struct judge_wire {
    struct register_port inner;
    struct judge *judge;
    int32_t device;
    int32_t in_step; /* writes since the last step */
    /* The last set-point written, and how often in a row without cause. */
    double value_w;
    int64_t value_us;
    uint32_t epoch;
    int32_t again;
};

struct judge {
    struct stage *stage;
    struct judge_wire wire[STAGE_DEVICES];
    int64_t broken[RULES];
    double first_s[RULES]; /* when it was broken first; NaN = never */
    double first_value[RULES];
    int32_t first_detail[RULES];
    /* the world */
    double over_s, under_s; /* how long import, export has been beyond its limit */
    double form_closed_s, dead_island_s, grid_good_s;
    double angle_deg; /* one step ago */
    int32_t was_closed;
    /* the station */
    ostrov_command former;
    double allowed_us; /* when a command was last to be written; -1 = never */
    int32_t former_mode, former_rung, formerly;
    int64_t sequence, event_time_s;
    int32_t stale[OSTROV_SOURCES];
    double obeyed_s;
    double ignored_s; /* how long the battery has not done what it is told */
    int64_t ignored_events, ignored_before;
    const struct lie *lie[STAGE_DEVICES]; /* under way, when it began and what was known then */
    double lie_s[STAGE_DEVICES], true_s[STAGE_DEVICES];
    int64_t known[STAGE_DEVICES];
    int64_t said[STAGE_POINTS]; /* limits sent to charge points */
    uint32_t crc;
    int32_t verbose;
};

void judge_begin(struct judge *judge, struct stage *stage);

/* For stage_step. */
void judge_world(void *judge, struct stage *stage, double dt_s);

/* After each step of control, and at the end of the story. */
void judge_step(struct judge *judge);

/* Used between lies_judge.c and lies_judge_step.c: a rule does not hold. */
void judge_broken(struct judge *judge, int32_t rule, double value, int32_t detail);

const char *rule_name(int32_t rule);
const char *rule_text(int32_t rule);

#endif
