/* Fuzz entry on ostrov_grid_load and ostrov_grid_rewind. The first byte chooses: bytes as they are,
 * bytes over a good snapshot, or the same with a right checksum, so that the fuzzer gets behind it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include <ostrov/grid_explain.h>

#define BYTES 8192

/* Triples of place (two bytes) and value over a good snapshot. */
static size_t damage(feed *f, const ostrov_grid *grid, unsigned char *bytes)
{
    size_t used = 0;
    fuzz_must(ostrov_grid_save(grid, bytes, BYTES, &used) == OSTROV_OK);
    while (f->count >= 3) {
        const size_t at = (size_t)feed_byte(f) | (size_t)feed_byte(f) << 8;
        bytes[at % used] = feed_byte(f);
    }
    return used;
}

static void begin(ostrov_grid *grid)
{
    ostrov_grid_config config;
    fuzz_must(ostrov_grid_defaults(&config, sizeof config) == OSTROV_OK);
    config.island_verified = 1;
    fuzz_must(ostrov_grid_init(grid, &config, NULL) == OSTROV_OK);
}

static void ask(const ostrov_grid *grid)
{
    ostrov_grid_state state;
    ostrov_grid_record record;
    char text[256];
    fuzz_must(ostrov_grid_read(grid, &state, sizeof state) == OSTROV_OK);
    for (int32_t language = 0; language <= OSTROV_LANGUAGE_ZH_TW; language++) {
        (void)ostrov_grid_why(grid, language, text, sizeof text);
        (void)ostrov_grid_why_not_text(grid, OSTROV_GRID_GRID, language, text, sizeof text);
        (void)ostrov_grid_why_not_text(grid, OSTROV_GRID_ISLAND, language, text, sizeof text);
        (void)ostrov_grid_why_not_text(grid, OSTROV_GRID_BLACK, language, text, sizeof text);
    }
    int64_t next = 1;
    while (ostrov_grid_log(grid, next, &record, sizeof record) == OSTROV_OK) {
        fuzz_must(record.sequence >= next);
        next = record.sequence + 1;
        (void)ostrov_grid_record_text(&record, 1, text, sizeof text);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    static ostrov_grid grid;
    static ostrov_grid before;
    static unsigned char snapshot[BYTES];
    ostrov_grid_sample sample;
    feed f = {bytes, count};
    const uint8_t how = feed_byte(&f);
    const int32_t rewind = (how & 0x80) != 0;
    const unsigned char *from = f.bytes;
    size_t used = f.count;
    ostrov_status status = OSTROV_OK;
    begin(&grid);
    before = grid;
    if (how % 3 != 0) {
        used = damage(&f, &grid, snapshot);
        from = snapshot;
        if (how % 3 == 2) {
            fuzz_sign(snapshot, used);
        }
    }
    status = rewind ? ostrov_grid_rewind(&grid, from, used) : ostrov_grid_load(&grid, from, used);
    if (status != OSTROV_OK) {
        fuzz_must(memcmp(&before, &grid, sizeof grid) == 0);
        return 0;
    }
    ask(&grid);
    fuzz_must(ostrov_grid_sample_defaults(&sample, sizeof sample) == OSTROV_OK);
    for (int32_t i = 0; i < 3; i++) { /* what was taken in must still behave */
        sample.breaker_closed = 1;
        sample.breaker_open = 0;
        fuzz_must(ostrov_grid_step(&grid, &sample, 0.01) == OSTROV_OK);
        ask(&grid);
    }
    return 0;
}
