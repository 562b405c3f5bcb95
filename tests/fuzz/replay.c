/* Runs a fuzz entry over files (a corpus, a crash), and over bytes of a fixed generator, for
 * compilers without libFuzzer: replay [-generated N] [FILE …]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include <stdio.h>

#define FILE_MOST 1000000

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = file != NULL ? malloc(FILE_MOST) : NULL;
    if (bytes == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        if (file != NULL) {
            (void)fclose(file);
        }
        return 1;
    }
    const size_t count = fread(bytes, 1, FILE_MOST, file);
    /* A copy of the exact size: a sanitizer sees a read beyond it. */
    unsigned char *exact = malloc(count > 0 ? count : 1);
    if (exact != NULL) {
        memcpy(exact, bytes, count);
        (void)LLVMFuzzerTestOneInput(exact, count);
    }
    free(exact);
    free(bytes);
    (void)fclose(file);
    return exact == NULL;
}

static void replay_generated(long rounds)
{
    static unsigned char bytes[4096];
    uint64_t seed = 20260101;
    for (long round = 0; round < rounds; round++) {
        const size_t count = (size_t)(round % (long)sizeof bytes);
        for (size_t i = 0; i < count; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = (unsigned char)(seed >> 56);
        }
        (void)LLVMFuzzerTestOneInput(bytes, count);
    }
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-generated") == 0 && i + 1 < argc) {
            replay_generated(strtol(argv[++i], NULL, 10));
        } else {
            failed += replay_file(argv[i]);
        }
    }
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
