/* Why did it do that, and why does it not do this? Asked in three languages.
 *
 * A site whose battery is nearly empty is told to leave the grid. Then the supply fails, and
 * somebody asks why the site does not come back. */
#include <ostrov/ostrov.h>

#include <stdio.h>

static const int32_t languages[] = {OSTROV_LANGUAGE_EN, OSTROV_LANGUAGE_CS, OSTROV_LANGUAGE_ZH_TW};

static void connected(ostrov_grid_sample *sample)
{
    for (int phase = 0; phase < 3; phase++) {
        sample->grid_v[phase] = sample->bus_v[phase] = 230.0;
    }
    sample->grid_hz = sample->bus_hz = 50.0;
    sample->grid_age_s = sample->bus_age_s = 0.0;
    sample->angle_deg = 0.0;
    sample->breaker_closed = 1;
    sample->breaker_open = 0;
    sample->pcs_mode = OSTROV_PCS_FOLLOW;
    sample->pcs_fault = 0;
    sample->permit_return = 1;
    sample->soc_ratio = 0.08;
}

/* The breaker is open, the PCS forms the site bus, the supply is away. */
static void islanded(ostrov_grid_sample *sample)
{
    sample->breaker_closed = 0;
    sample->breaker_open = 1;
    sample->pcs_mode = OSTROV_PCS_FORM;
    for (int phase = 0; phase < 3; phase++) {
        sample->grid_v[phase] = 0.0;
    }
    sample->permit_return = 0;
    sample->soc_ratio = 0.7;
}

static int run(ostrov_grid *grid, const ostrov_grid_sample *sample, int steps)
{
    for (int i = 0; i < steps; i++) {
        if (ostrov_grid_step(grid, sample, 0.01) < OSTROV_OK) {
            return 0;
        }
    }
    return 1;
}

static void why(const ostrov_grid *grid)
{
    char text[400];
    for (int i = 0; i < 3; i++) {
        (void)ostrov_grid_why(grid, languages[i], text, sizeof text);
        printf("  %s\n", text);
    }
}

static void why_not(const ostrov_grid *grid, int32_t target)
{
    ostrov_grid_blocker rows[OSTROV_GRID_BLOCKERS];
    size_t count = 0;
    char text[800];
    for (int i = 0; i < 3; i++) {
        (void)ostrov_grid_why_not_text(grid, target, languages[i], text, sizeof text);
        printf("  %s\n", text);
    }
    if (ostrov_grid_why_not(grid, target, rows, OSTROV_GRID_BLOCKERS, &count) != OSTROV_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        printf("  row %zu: reason %d, value %g, limit %g, left %g s\n", i, (int)rows[i].reason,
               rows[i].value, rows[i].limit, rows[i].left_s);
    }
}

static void print_log(const ostrov_grid *grid)
{
    ostrov_grid_record record;
    char text[400];
    for (int64_t next = 1; ostrov_grid_log(grid, next, &record, sizeof record) == OSTROV_OK;
         next = record.sequence + 1) {
        (void)ostrov_grid_record_text(&record, OSTROV_LANGUAGE_EN, text, sizeof text);
        printf("  %2d  %s\n", (int)record.sequence, text);
    }
}

int main(void)
{
    ostrov_grid_config config;
    ostrov_grid_sample sample;
    ostrov_grid grid;
    if (ostrov_grid_defaults(&config, sizeof config) != OSTROV_OK ||
        ostrov_grid_sample_defaults(&sample, sizeof sample) != OSTROV_OK) {
        return 1;
    }
    config.settings_named = 1;  /* the DSO's settings protocol: document and date */
    config.island_verified = 0; /* nobody has looked at fault clearing, earthing and neutral */
    if (ostrov_grid_init(&grid, &config, NULL) != OSTROV_OK) {
        return 1;
    }
    connected(&sample);
    sample.want_island = 1;
    if (!run(&grid, &sample, 200)) {
        return 1;
    }
    printf("Asked to leave. Why not?\n");
    why_not(&grid, OSTROV_GRID_ISLAND);

    config.island_verified = 1;
    if (ostrov_grid_init(&grid, &config, NULL) != OSTROV_OK) {
        return 1;
    }
    sample.want_island = 0;
    islanded(&sample); /* the controller wakes up in an island */
    if (!run(&grid, &sample, 300)) {
        return 1;
    }
    printf("Why is it in an island?\n");
    why(&grid);
    printf("Why not on the grid?\n");
    why_not(&grid, OSTROV_GRID_GRID);
    printf("The log\n");
    print_log(&grid);
    return 0;
}
