/* Whether cJSON had the memory for what it made: see json_memory.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "json_memory.h"

#include <stdlib.h>

static _Thread_local int32_t failed;

static void *take(size_t size)
{
    void *memory = malloc(size);
    failed |= memory == NULL;
    return memory;
}

void json_memory_begin(void)
{
    cJSON_Hooks hooks = {.malloc_fn = take, .free_fn = free};
    cJSON_InitHooks(&hooks);
}

int32_t json_memory_failed(void)
{
    int32_t before = failed;
    failed = 0;
    return before;
}

void json_append(cJSON *list, cJSON *item)
{
    if (!cJSON_AddItemToArray(list, item)) {
        cJSON_Delete(item);
        failed = 1;
    }
}

void json_put(cJSON *object, const char *name, cJSON *item)
{
    if (!cJSON_AddItemToObject(object, name, item)) {
        cJSON_Delete(item);
        failed = 1;
    }
}
