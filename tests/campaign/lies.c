/* A quarter of an hour of a whole site whose devices lie: the rules that must hold whatever they
 * do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lies_judge.h"
#include "run.h"

#include <math.h>
#include <string.h>

enum {
    VIOLATIONS,                     /* one for each rule from here on */
    LIES_TOLD = VIOLATIONS + RULES, /* one for each kind from here on */
    STEPS = LIES_TOLD + LIE_KINDS,
    OUTAGES,
    RETURNED,
    SECONDS,
    PLANNED,
    AGAIN
};

static const double widths[RUN_SPREADS] = {1.0};

static void make_story(struct stage_story *story, uint64_t *seed)
{
    memset(story, 0, sizeof *story);
    story->length_s = 900.0;
    story->lies_end_s = 720.0;
    story->outage_s = story->outage_end_s = (double)NAN;
    story->clock_s = story->clock_end_s = (double)NAN;
    story->inhibit_s = story->inhibit_end_s = (double)NAN;
    story->stuck_s = story->stuck_end_s = (double)NAN;
    if (run_uniform(seed) < 0.4) {
        story->outage_s = floor(run_between(seed, 60.0, 500.0));
        story->outage_end_s = story->outage_s + floor(run_log_between(seed, 2.0, 180.0));
    }
    if (run_uniform(seed) < 0.2) {
        story->clock_s = run_between(seed, 0.0, 400.0);
        story->clock_end_s = story->clock_s + run_log_between(seed, 5.0, 300.0);
    }
    if (run_uniform(seed) < 0.15) {
        story->inhibit_s = run_between(seed, 50.0, 400.0);
        story->inhibit_end_s = story->inhibit_s + run_log_between(seed, 5.0, 300.0);
    }
    if (run_uniform(seed) < 0.1) {
        story->stuck_s = run_between(seed, 50.0, 400.0);
        story->stuck_end_s = story->stuck_s + run_log_between(seed, 5.0, 200.0);
    }
    story->plan_s = run_uniform(seed) < 0.5 ? run_between(seed, 5.0, 400.0) : (double)NAN;
    story->observes = run_uniform(seed) < 0.05;
}

static void tell(const struct stage *s)
{
    char text[80];
    static const char *const who[STAGE_DEVICES] = {"PCS", "meter", "PV"};
    for (int i = 0; i < STAGE_DEVICES; i++) {
        for (int k = 0; k < s->liar[i].lies.count; k++) {
            (void)lie_text(&s->liar[i].lies.lie[k], text, sizeof text);
            printf("%s: %s\n", who[i], text);
        }
    }
    for (int i = 0; i < STAGE_POINTS; i++) {
        for (int k = 0; k < s->charger[i].lies.count; k++) {
            (void)lie_text(&s->charger[i].lies.lie[k], text, sizeof text);
            printf("charge point %d: %s\n", i, text);
        }
    }
}

static void play(struct judge *j, struct stage *s, uint64_t seed, int verbose)
{
    struct stage_story story;
    uint64_t own = seed;
    make_story(&story, &own);
    stage_begin(s, own, LIES_OF_REGISTERS, LIES_OF_CHARGERS, &story);
    j->verbose = verbose;
    judge_begin(j, s);
    if (verbose) {
        printf("outage %g to %g s, clock unset %g to %g s, inhibit %g to %g s, contact sticks %g "
               "to %g s%s\n",
               story.outage_s, story.outage_end_s, story.clock_s, story.clock_end_s,
               story.inhibit_s, story.inhibit_end_s, story.stuck_s, story.stuck_end_s,
               story.observes ? ", observes" : "");
        tell(s);
    }
    while (stage_time_s(s) < story.length_s) {
        stage_step(s, judge_world, j);
        judge_step(j);
    }
}

static void one(run_tally *t, uint64_t seed)
{
    static struct stage stage;
    static struct judge judge;
    play(&judge, &stage, seed, t->verbose ? 2 : 0);
    uint32_t crc = judge.crc;
    for (int i = 0; i < STAGE_DEVICES; i++) {
        for (int k = 0; k < stage.liar[i].lies.count; k++) {
            run_count(t, LIES_TOLD + stage.liar[i].lies.lie[k].kind);
        }
    }
    for (int i = 0; i < STAGE_POINTS; i++) {
        for (int k = 0; k < stage.charger[i].lies.count; k++) {
            run_count(t, LIES_TOLD + stage.charger[i].lies.lie[k].kind);
        }
    }
    run_count_many(t, STEPS, stage.state.steps);
    run_count_many(t, SECONDS, stage.time_us / 1000000);
    run_count_many(t, PLANNED, stage.planned);
    run_count_many(t, OUTAGES, !isnan(stage.story.outage_s));
    for (int i = 0; i < RULES; i++) {
        run_count_many(t, VIOLATIONS + i, judge.broken[i]);
        if (judge.broken[i] > 0) {
            printf("BROKEN run %lld, %.2f s, %s: value %g, detail %d\n", (long long)t->run,
                   judge.first_s[i], rule_name(i), judge.first_value[i],
                   (int)judge.first_detail[i]);
            fflush(stdout); /* a worker ends without flushing */
        }
    }
    if (t->run % 10 == 0) {
        run_count(t, AGAIN);
        play(&judge, &stage, seed, 0);
        run_count_many(t, VIOLATIONS + RULE_HASH, judge.crc != crc);
    }
}

static void report(run_report *r, const run_tally *t, int64_t runs)
{
    char name[48];
    (void)runs;
    for (int i = 0; i < RULES; i++) {
        snprintf(name, sizeof name, "lies.%s", rule_name(i));
        run_figure_count(r, t, VIOLATIONS + i, name, RUN_AT_MOST, 0, rule_text(i));
    }
    for (int k = LIE_DEAF; k < LIE_KINDS; k++) {
        snprintf(name, sizeof name, "lies.told.%s", lie_name(k));
        run_figure_count(r, t, LIES_TOLD + k, name, RUN_INFO, 0, "lies of this kind");
    }
    run_figure_count(r, t, STEPS, "lies.steps", RUN_INFO, 0, "steps of control");
    run_figure_count(r, t, SECONDS, "lies.seconds", RUN_INFO, 0, "seconds simulated");
    run_figure_count(r, t, PLANNED, "lies.planned", RUN_INFO, 0, "steps of control by a plan");
    run_figure_count(r, t, OUTAGES, "lies.outages", RUN_INFO, 0, "stories with an outage");
    run_figure_count(r, t, AGAIN, "lies.again", RUN_INFO, 0, "stories told twice for the hash");
}

int main(int argc, char **argv)
{
    const run_campaign c = {"lies", 10000, NULL, one, report, widths};
    return run_main(argc, argv, &c);
}
