/* Whether cJSON had the memory for what it made.
 *
 * It leaves out what it had none for, and goes on: a charging profile without its duration would
 * stand for ever. So its memory is counted, by thread, and nothing is sent of which something is
 * missing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_COMMON_JSON_MEMORY_H
#define STATION_COMMON_JSON_MEMORY_H

#include <cjson/cJSON.h>
#include <stdint.h>

/* From now on cJSON's memory is counted. Before any thread that makes JSON. */
void json_memory_begin(void);

/* 1 = in this thread something had no memory since this was asked last. */
int32_t json_memory_failed(void);

/* An item into a list, or under a name into an object. What cannot be put there is freed, and
 * counted. */
void json_append(cJSON *list, cJSON *item);
void json_put(cJSON *object, const char *name, cJSON *item);

#endif
