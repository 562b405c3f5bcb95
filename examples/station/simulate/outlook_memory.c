/* What was learned, across a restart: see outlook.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "outlook.h"

#include <stdlib.h>
#include <string.h>

/* Before the bytes of an object stands a checksum of version and site. */
static uint64_t origin(const struct outlook *o)
{
    const char *version = ostrov_version_text();
    return ostrov_crc32(o->site->crc, version, strlen(version));
}

static void save_one(struct memory *memory, uint32_t tag, uint64_t head,
                     const struct outlook_block *block)
{
    void *joined = malloc(block->count + sizeof head);
    if (joined != NULL) {
        memcpy(joined, &head, sizeof head);
        memcpy((char *)joined + sizeof head, block->bytes, block->count);
        memory_put(memory, tag, joined, block->count + sizeof head);
        free(joined);
    }
}

void outlook_save(struct outlook *o, struct memory *memory)
{
    uint64_t head = origin(o);
    if (ostrov_learner_save(o->pv) == OSTROV_OK) {
        save_one(memory, MEMORY_FORECAST_PV, head, &o->pv_block);
    }
    if (ostrov_forecast_save(o->load) == OSTROV_OK) {
        save_one(memory, MEMORY_FORECAST_LOAD, head, &o->load_block);
    }
    if (ostrov_scenarios_save(o->pv_errors) == OSTROV_OK &&
        ostrov_scenarios_save(o->load_errors) == OSTROV_OK) {
        save_one(memory, MEMORY_ERRORS_PV, head, &o->pv_errors_block);
        save_one(memory, MEMORY_ERRORS_LOAD, head, &o->load_errors_block);
    }
}

static int recall_one(const struct memory *memory, uint32_t tag, uint64_t head,
                      const struct outlook_block *to)
{
    size_t count = 0;
    const char *from = memory_find(memory, tag, &count);
    if (from == NULL || count != to->count + sizeof head || memcmp(from, &head, sizeof head) != 0) {
        return 0;
    }
    memcpy(to->bytes, from + sizeof head, to->count);
    return 1;
}

/* Each begins anew rather than with broken bytes. */
static void recall_errors(const struct memory *memory, uint32_t tag, uint64_t head,
                          const struct outlook_block *block, ostrov_scenarios_config *config,
                          ostrov_scenarios **errors)
{
    if (recall_one(memory, tag, head, block) &&
        ostrov_scenarios_load(block->bytes, block->count, config, errors) != OSTROV_OK) {
        (void)!ostrov_scenarios_init(block->bytes, block->count, config, errors, NULL);
    }
}

void outlook_recall(struct outlook *o, const struct memory *memory)
{
    uint64_t head = origin(o);
    if (recall_one(memory, MEMORY_FORECAST_PV, head, &o->pv_block) &&
        ostrov_learner_load(o->pv_block.bytes, o->pv_block.count, &o->learner_config, &o->pv) !=
            OSTROV_OK) {
        (void)!ostrov_learner_init(o->pv_block.bytes, o->pv_block.count, &o->learner_config, &o->pv,
                                   NULL);
    }
    if (recall_one(memory, MEMORY_FORECAST_LOAD, head, &o->load_block) &&
        ostrov_forecast_load(o->load_block.bytes, o->load_block.count, &o->load_config, &o->load) !=
            OSTROV_OK) {
        (void)!ostrov_forecast_init(o->load_block.bytes, o->load_block.count, &o->load_config,
                                    &o->load, NULL);
    }
    recall_errors(memory, MEMORY_ERRORS_PV, head, &o->pv_errors_block, &o->errors_config,
                  &o->pv_errors);
    recall_errors(memory, MEMORY_ERRORS_LOAD, head, &o->load_errors_block, &o->errors_config,
                  &o->load_errors);
}
