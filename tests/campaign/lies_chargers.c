/* The charge points of a site in one process: see lies_stage.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lies_stage.h"

#include "run.h"

#include <math.h>

void stage_open_chargers(struct stage *s, uint32_t kinds)
{
    struct charge_point_setup charger;
    struct ocpp_setup setup;
    struct lies lies;
    charge_point_defaults(&charger);
    ocpp_setup_defaults(&setup);
    setup.limit_w = STAGE_POINT_W;
    setup.min_w = 4140.0;
    setup.default_w = s->config.charger_default_w;
    for (int i = 0; i < STAGE_POINTS; i++) {
        lies_make(&lies, run_bits(&s->seed), kinds, s->story.lies_end_s);
        charge_point_begin(&s->charger[i], &charger, &lies);
        ocpp_point_begin(&s->point[i], &setup);
        if (run_uniform(&s->seed) < 0.7) {
            charge_point_plug(&s->charger[i], run_between(&s->seed, 5e3, 120e3));
        }
    }
}

/* Frames both ways until neither has one more to say; sockets open and close as the lie has it. */
void stage_exchange(struct stage *s, int i, int64_t utc_s)
{
    struct charge_point *c = &s->charger[i];
    struct ocpp_point *p = &s->point[i];
    static char frame[OCPP_MOST_BYTES + 1], reply[OCPP_MOST_BYTES + 1];
    int wants = charge_point_wants_connection(c);
    if (wants && !c->connected) {
        charge_point_open(c);
        ocpp_point_open(p, s->hardware.now_us);
    } else if (!wants && c->connected) {
        charge_point_close(c);
        ocpp_point_close(p, s->hardware.now_us);
    }
    for (int round = 0; c->connected && round < 8; round++) {
        size_t said = charge_point_next(c, frame, sizeof frame);
        size_t asked = 0;
        if (said > 0) {
            size_t answer =
                ocpp_point_receive(p, frame, said, s->hardware.now_us, utc_s, reply, sizeof reply);
            if (answer > 0) {
                charge_point_receive(c, reply, answer);
            }
        }
        asked = ocpp_point_next(p, s->hardware.now_us, utc_s, frame, sizeof frame);
        if (asked > 0) {
            charge_point_receive(c, frame, asked);
        }
        if (said == 0 && asked == 0) {
            break;
        }
    }
}
