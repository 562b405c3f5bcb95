/* An island drill, ordered from afar: refused without its selection, then selected, executed, and
 * reported.
 *
 * The plant answers at once: a breaker of 50 ms, a PCS that does what it is asked. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { STEPS_PER_S = 100 };

struct site {
    ostrov_grid grid;
    ostrov_grid_sample sample;
    ostrov_grid_state state;
    int closed;
    int moving; /* steps since the breaker was told to move */
    double angle_deg;
};

static int step(struct site *s)
{
    const int wanted = s->state.breaker_command == OSTROV_BREAKER_CLOSE  ? 1
                       : s->state.breaker_command == OSTROV_BREAKER_OPEN ? 0
                                                                         : s->closed;
    const int forms = s->state.pcs_request == OSTROV_PCS_FORM;
    const double target_hz = s->state.bus_target_hz;
    double hz = 50.0;
    s->moving = wanted != s->closed ? s->moving + 1 : 0;
    if (s->moving == 5) {
        s->closed = wanted;
    }
    if (!s->closed) {
        hz = target_hz == target_hz ? target_hz : 49.98; /* NaN = its own */
        s->angle_deg += (hz - 50.0) * 360.0 / STEPS_PER_S;
        s->angle_deg += s->angle_deg < -180.0 ? 360.0 : 0.0;
    }
    s->angle_deg = s->closed ? 0.0 : s->angle_deg;
    for (int phase = 0; phase < 3; phase++) {
        s->sample.grid_v[phase] = 230.0;
        s->sample.bus_v[phase] = s->closed || forms ? 230.0 : 0.0;
    }
    s->sample.bus_hz = hz;
    s->sample.angle_deg = s->angle_deg;
    s->sample.breaker_closed = s->closed;
    s->sample.breaker_open = !s->closed;
    s->sample.pcs_mode = s->state.pcs_request;
    return ostrov_grid_step(&s->grid, &s->sample, 1.0 / STEPS_PER_S) >= OSTROV_OK &&
           ostrov_grid_read(&s->grid, &s->state, sizeof s->state) == OSTROV_OK;
}

static int order(struct site *s, int32_t stage)
{
    ostrov_grid_order drill;
    if (ostrov_grid_order_defaults(&drill, sizeof drill) != OSTROV_OK) {
        return 0;
    }
    drill.number = 1;
    drill.action = OSTROV_GRID_ACTION_DRILL;
    drill.actor = OSTROV_GRID_ACTOR_REMOTE;
    drill.stage = stage;
    if (ostrov_grid_command(&s->grid, &drill, NULL) != OSTROV_OK || !step(s)) {
        return 0;
    }
    printf("%s: %s\n", stage == OSTROV_GRID_STAGE_SELECT ? "select" : "execute",
           s->state.order_accepted == 1 ? "accepted"
                                        : ostrov_grid_reason_text(s->state.order_reason));
    return 1;
}

int main(void)
{
    static struct site s = {.closed = 1};
    ostrov_grid_config config;
    ostrov_grid_report report;
    if (ostrov_grid_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_grid_sample_defaults(&s.sample, sizeof s.sample) != OSTROV_OK) {
        return 1;
    }
    config.authority = OSTROV_AUTHORITY_DIRECT; /* a simulation */
    config.island_verified = 1;
    config.drill_s = 120.0;
    if (ostrov_grid_init(&s.grid, &config, NULL) != OSTROV_OK) {
        return 1;
    }
    s.sample.grid_hz = 50.0;
    s.sample.grid_age_s = s.sample.bus_age_s = 0.0;
    s.sample.pcs_fault = 0;
    s.sample.permit_return = 1;
    s.sample.pcc_w = 800.0; /* near enough to null */
    s.sample.soc_ratio = 0.8;
    for (int i = 0; i < STEPS_PER_S; i++) {
        if (!step(&s)) {
            return 1;
        }
    }
    if (!order(&s, OSTROV_GRID_STAGE_EXECUTE) || !order(&s, OSTROV_GRID_STAGE_SELECT) ||
        !order(&s, OSTROV_GRID_STAGE_EXECUTE)) {
        return 1;
    }
    for (int i = 0; i < 300 * STEPS_PER_S && s.state.mode != OSTROV_GRID_RAMP; i++) {
        if (!step(&s)) {
            return 1;
        }
    }
    if (ostrov_grid_report_read(&s.grid, &report, sizeof report) != OSTROV_OK) {
        return 1;
    }
    printf("left at %.0f W, settled in %.2f s, dark for %.2f s\n", report.pcc_w, report.settle_s,
           report.outside_s);
    printf("apart for %.0f s, %.1f s of them to synchronise; contacts met at %.1f degrees\n",
           report.island_s, report.resync_s, report.contact_angle_deg);
    return 0;
}
