/* From the waveforms of both sides of the PCC breaker to what the switch wants to know: voltages,
 * frequencies, angle, and how old they are.
 *
 * The grid is at 50.00 Hz with a fifth harmonic and some DC from a transformer; the site bus at
 * 50.08 Hz, 25 degrees ahead at the start. Ten samples of the grid side are lost on the way. */
#include <ostrov/ostrov.h>

#include <stdio.h>

enum { SAMPLING_HZ = 10000, FRAMES = 3000 };

static const double turn = 6.283185307179586;

/* One frame of three phases, V. */
static void frame(double s, double hz, double deg, double fifth, double dc_v, double v[3])
{
    for (int phase = 0; phase < 3; phase++) {
        const double angle = turn * (hz * s + deg / 360.0 - phase / 3.0);
        v[phase] = 325.27 * (ostrov_cos(angle) + fifth * ostrov_cos(5.0 * angle)) + dc_v;
    }
}

static void show(const char *side, const ostrov_phasor_state *state)
{
    printf("%s: %.1f %.1f %.1f V, %.3f Hz, quality %d\n", side, state->magnitude_v[0],
           state->magnitude_v[1], state->magnitude_v[2], state->frequency_hz,
           (int)state->frequency_quality);
}

int main(void)
{
    ostrov_phasor_config config;
    ostrov_phasor grid;
    ostrov_phasor bus;
    ostrov_phasor_state grid_state;
    ostrov_phasor_state bus_state;
    ostrov_grid_sample sample;
    ostrov_sequence sequence;
    ostrov_fault why;
    char text[200];

    if (ostrov_phasor_defaults(&config, sizeof config) != OSTROV_OK) {
        return 1;
    }
    config.sampling_hz = 600.0; /* too coarse: refused by name */
    ostrov_status status = ostrov_phasor_init(&grid, &config, &why);
    ostrov_fault_text(&why, status, text, sizeof text);
    printf("%s\n", text);

    config.sampling_hz = SAMPLING_HZ;
    if (ostrov_phasor_init(&grid, &config, NULL) != OSTROV_OK ||
        ostrov_phasor_init(&bus, &config, NULL) != OSTROV_OK) {
        return 1;
    }
    for (int i = 0; i < FRAMES; i++) {
        const double s = (double)i / SAMPLING_HZ;
        double v[3];
        frame(s, 50.0, 0.0, 0.05, 3.0, v);
        const int lost = i >= 2400 && i < 2410;
        status = lost ? ostrov_phasor_lost(&grid, 1) : ostrov_phasor_step(&grid, v, 1);
        frame(s, 50.08, 25.0, 0.01, 0.0, v);
        if (status != OSTROV_OK || ostrov_phasor_step(&bus, v, 1) != OSTROV_OK) {
            return 1;
        }
    }

    if (ostrov_phasor_read(&grid, &grid_state, sizeof grid_state) != OSTROV_OK ||
        ostrov_phasor_read(&bus, &bus_state, sizeof bus_state) != OSTROV_OK ||
        ostrov_sequence_components(bus_state.magnitude_v, bus_state.angle_deg, 11.5, &sequence) !=
            OSTROV_OK ||
        ostrov_grid_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 1;
    }
    show("grid", &grid_state);
    show("bus ", &bus_state);
    printf("bus : negative sequence %.1f %%, rotation %d\n", 100.0 * sequence.unbalance_ratio,
           (int)sequence.rotation);

    /* Degraded: the grid side had a gap. The angle is that of bus_age_s ago; turned on by the slip
     * it is the angle of now. */
    status = ostrov_grid_sample_from_phasors(&grid_state, &bus_state, 0.0, &sample);
    const double slip_hz = sample.bus_hz - sample.grid_hz;
    printf("sample: %s\n", status == OSTROV_DEGRADED ? "degraded" : "good");
    printf("slip %.0f mHz, angle %.1f degrees %.0f ms ago, now %.1f, true %.1f\n", 1000.0 * slip_hz,
           sample.angle_deg, 1000.0 * sample.bus_age_s,
           sample.angle_deg + 360.0 * slip_hz * sample.bus_age_s,
           25.0 + 360.0 * 0.08 * (FRAMES - 1) / SAMPLING_HZ);
    return 0;
}
