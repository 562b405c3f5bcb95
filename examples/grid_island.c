/* The supply fails, the site lives alone for a minute, the supply comes back, the site returns in
 * step.
 *
 * The plant is a few lines: a breaker that takes 60 ms, a PCS that does what it is asked, two
 * voltages. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { STEPS_PER_S = 100 };

struct plant {
    int closed;       /* the breaker */
    int moving;       /* steps since it was told to move */
    int32_t pcs;      /* enum ostrov_pcs_mode it is in */
    double bus_hz;    /* what the PCS forms */
    double angle_deg; /* site bus minus grid */
};

static void move(struct plant *p, const ostrov_grid_state *state, int supply)
{
    const int told_close = state->breaker_command == OSTROV_BREAKER_CLOSE;
    const int told_open = state->breaker_command == OSTROV_BREAKER_OPEN;
    p->moving = told_close != told_open && told_close != p->closed ? p->moving + 1 : 0;
    if (p->moving == 6) {
        p->closed = told_close;
    }
    p->pcs = state->pcs_request;
    p->bus_hz = state->bus_target_hz == state->bus_target_hz ? state->bus_target_hz : 49.95;
    if (p->closed) {
        p->bus_hz = 50.0;
        p->angle_deg = 0.0;
    } else if (supply) {
        p->angle_deg += (p->bus_hz - 50.0) * 360.0 / STEPS_PER_S;
        p->angle_deg -= p->angle_deg > 180.0 ? 360.0 : p->angle_deg < -180.0 ? -360.0 : 0.0;
    }
}

static void measure(const struct plant *p, int supply, ostrov_grid_sample *sample)
{
    const int bus_live = p->closed ? supply : p->pcs == OSTROV_PCS_FORM;
    for (int phase = 0; phase < 3; phase++) {
        sample->grid_v[phase] = supply ? 230.0 : 0.0;
        sample->bus_v[phase] = bus_live ? 230.0 : 0.0;
    }
    sample->grid_hz = 50.0;
    sample->bus_hz = p->bus_hz;
    sample->angle_deg = p->angle_deg;
    sample->grid_age_s = sample->bus_age_s = 0.0;
    sample->breaker_closed = p->closed;
    sample->breaker_open = !p->closed;
    sample->pcs_mode = p->pcs;
    sample->pcs_fault = 0;
    sample->permit_return = 1;
    sample->soc_ratio = 0.8;
}

int main(void)
{
    struct plant plant = {.closed = 1, .pcs = OSTROV_PCS_FOLLOW, .bus_hz = 50.0};
    ostrov_grid_config config;
    ostrov_grid_sample sample;
    ostrov_grid_state state;
    ostrov_grid grid;
    int32_t before = OSTROV_GRID_UNKNOWN;

    if (ostrov_grid_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_grid_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 1;
    }
    config.pcs_profile = OSTROV_PCS_PROFILE_C; /* grid forming, with PCC breaker and synchroniser */
    config.island_verified = 1;                /* a person has: fault clearing, earthing, neutral */
    config.settings_named = 1;                 /* the DSO's settings protocol: document and date */
    if (ostrov_grid_init(&grid, &config, NULL) != OSTROV_OK) {
        return 1;
    }
    for (int step = 0; step < 160 * STEPS_PER_S; step++) {
        const int supply = step < 10 * STEPS_PER_S || step > 70 * STEPS_PER_S;
        measure(&plant, supply, &sample);
        if (ostrov_grid_step(&grid, &sample, 1.0 / STEPS_PER_S) < OSTROV_OK ||
            ostrov_grid_read(&grid, &state, sizeof state) != OSTROV_OK) {
            return 1;
        }
        if (state.mode != before) {
            printf("%7.2f s  %-8s  %s\n", (double)step / STEPS_PER_S,
                   ostrov_grid_mode_text(state.mode), ostrov_grid_reason_text(state.reason));
            before = state.mode;
        }
        move(&plant, &state, supply);
    }
    printf("contacts met at %.1f degrees\n", state.contact_angle_deg);
    return 0;
}
