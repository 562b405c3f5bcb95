/* Stack high water by painting: a thread runs on memory filled with a pattern; what is still
 * painted afterwards was never touched. The same with an empty call is taken off, so what remains
 * is the library's part and the few bytes of the loop around it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bench.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Starting and ending a thread touches its stack as well, by less than CLEARANCE. */
enum { STACK_BYTES = 1 << 20, CLEARANCE = 16384, PAINT = 0xA5 };

static void nothing(int32_t calls) { (void)calls; }

/* Calls from below what the thread itself touches, else that would hide a shallow call. */
static void *run(void *argument)
{
    const kernel *k = argument;
    volatile unsigned char clearance[CLEARANCE];
    bench_keep((double)(uintptr_t)clearance); /* or the compiler would see that nobody needs it */
    k->ours(1);
    bench_keep((double)(uintptr_t)clearance);
    return NULL;
}

static size_t touched(const kernel *k)
{
    pthread_attr_t attributes;
    pthread_t thread;
    void *stack = NULL;
    kernel copy = *k;
    size_t untouched = 0;
    bench_must(posix_memalign(&stack, 4096, STACK_BYTES) == 0, "there is memory for a stack");
    memset(stack, PAINT, STACK_BYTES);
    bench_must(pthread_attr_init(&attributes) == 0 &&
                   pthread_attr_setstack(&attributes, stack, STACK_BYTES) == 0 &&
                   pthread_create(&thread, &attributes, run, &copy) == 0 &&
                   pthread_join(thread, NULL) == 0,
               "a thread runs on the painted stack");
    (void)pthread_attr_destroy(&attributes);
    const unsigned char *bytes = stack;
    while (untouched < STACK_BYTES && bytes[untouched] == PAINT) {
        untouched++;
    }
    bench_must(untouched > 0, "the painted stack is deep enough");
    free(stack);
    return STACK_BYTES - untouched;
}

size_t stack_high_water(const kernel *k)
{
    kernel empty = *k;
    empty.ours = nothing;
    if (k->prepare != NULL) {
        k->prepare();
    }
    k->ours(1); /* the loader binds symbols on the first call, on the stack of the caller */
    if (k->prepare != NULL) {
        k->prepare();
    }
    const size_t all = touched(k);
    const size_t base = touched(&empty);
    return all > base ? all - base : 0;
}
