/* The JSON of the bench.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

static void write_text(const char *name, const char *text)
{
    printf("\"%s\": \"", name);
    for (const char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c >= 0x20) {
            printf(*c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
        }
    }
    printf("\"");
}

/* What Linux calls the processor; there is no portable way to ask. */
static void write_cpu(void)
{
    char line[256];
    const char *found = "unknown";
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && colon != NULL && colon[1] == ' ') {
            line[strcspn(line, "\n")] = '\0';
            found = colon + 2;
            break;
        }
    }
    write_text("cpu", found);
    if (file != NULL) {
        (void)fclose(file);
    }
}

static void write_bytes(const char *name, size_t bytes)
{
    if (bytes > 0) {
        printf(", \"%s\": %zu", name, bytes);
    } else {
        printf(", \"%s\": null", name);
    }
}

static void write_kernel(const result *r)
{
    const kernel *k = r->kernel;
    printf("{");
    write_text("name", k->name);
    printf(", \"n\": %lld, \"repeats\": %d, \"ns_min\": %.6g, \"ns_median\": %.6g",
           (long long)r->ours.n, r->repeats, r->ours.ns_min, r->ours.ns_median);
    if (k->peer != NULL) {
        printf(", ");
        write_text("peer", k->peer_name);
        printf(", ");
        write_text("peer_version", k->peer_version);
        printf(", \"peer_n\": %lld, \"peer_ns_min\": %.6g"
               ", \"peer_ns_median\": %.6g, \"ratio_to_peer\": %.4g",
               (long long)r->peer.n, r->peer.ns_min, r->peer.ns_median,
               r->ours.ns_min / r->peer.ns_min);
    } else {
        printf(", \"peer\": null, \"peer_version\": null, \"ratio_to_peer\": null");
    }
    if (k->cost != NULL) {
        printf(", \"cost\": %.8g", *k->cost);
    }
    if (k->peer_cost != NULL) {
        printf(", \"peer_cost\": %.8g", *k->peer_cost);
    }
    write_bytes("bytes", k->bytes);
    write_bytes("stack_bytes", r->stack_bytes);
    printf("}");
}

void report(const char *commit, const result *results, int32_t count, const object *objects,
            int32_t objects_count)
{
    printf("{");
    write_text("commit", commit);
    printf(",\n ");
    write_text("version", ostrov_version_text());
    printf(",\n ");
    write_text("compiler", BENCH_COMPILER);
    printf(",\n ");
    write_text("flags", BENCH_FLAGS);
    printf(",\n ");
    write_cpu();
    printf(",\n \"kernels\": [\n");
    for (int32_t i = 0; i < count; i++) {
        printf("  ");
        write_kernel(&results[i]);
        printf(i + 1 < count ? ",\n" : "\n");
    }
    printf(" ],\n \"objects\": [\n");
    for (int32_t i = 0; i < objects_count; i++) {
        printf("  {");
        write_text("name", objects[i].name);
        printf(", \"bytes\": %zu}%s", objects[i].bytes, i + 1 < objects_count ? ",\n" : "\n");
    }
    printf(" ]\n}\n");
}
