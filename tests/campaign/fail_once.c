/* Preloaded into a program: one call of the memory or of the system fails, once.
 *
 *   FAIL_WHAT=memory|call   FAIL_AT=N   the N-th of them, from 1, fails; 0 = none, only counted
 *   FAIL_ERRNO=E            what a call says then
 *   FAIL_REPORT=FILE        at the end: "memory N call N failed F in-use BYTES"
 *
 * Calls: what the program and its libraries ask of files and sockets by way of libc's functions.
 * Those that libc makes inside its own streams are not seen, so fopen is taken as one call.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* glibc's own names of its allocator. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *old);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void free(void *old);

static atomic_long memory, calls, failed, in_use;
static long memory_at, call_at;
static int call_errno = EIO;

__attribute__((constructor)) static void begin(void)
{
    const char *what = getenv("FAIL_WHAT"), *at = getenv("FAIL_AT"), *e = getenv("FAIL_ERRNO");
    long n = at != NULL ? strtol(at, NULL, 10) : 0;
    memory_at = what != NULL && strcmp(what, "memory") == 0 ? n : 0;
    call_at = what != NULL && strcmp(what, "call") == 0 ? n : 0;
    call_errno = e != NULL ? atoi(e) : EIO;
    memory = calls = 0; /* what the loader did is not the program's */
}

__attribute__((destructor)) static void end(void)
{
    char line[128];
    const char *path = getenv("FAIL_REPORT");
    int n = snprintf(line, sizeof line, "memory %ld call %ld failed %ld in-use %ld\n", (long)memory,
                     (long)calls, (long)failed, (long)in_use);
    call_at = 0;
    int fd = path != NULL && n > 0 ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
    if (fd >= 0) {
        (void)!write(fd, line, (size_t)n);
        close(fd);
    }
}

/* ---- memory ------------------------------------------------------------------------------------
 */

static int memory_fails(void)
{
    if (memory_at > 0 && atomic_fetch_add(&memory, 1) + 1 == memory_at) {
        failed++;
        errno = ENOMEM;
        return 1;
    }
    if (memory_at <= 0) {
        memory++;
    }
    return 0;
}

static void *counted(void *fresh)
{
    if (fresh != NULL) {
        in_use += (long)malloc_usable_size(fresh);
    }
    return fresh;
}

void *malloc(size_t size) { return memory_fails() ? NULL : counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size)
{
    return memory_fails() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size)
{
    long had = old != NULL ? (long)malloc_usable_size(old) : 0;
    if (memory_fails()) {
        return NULL;
    }
    void *fresh = __libc_realloc(old, size);
    if (fresh != NULL || size == 0) {
        in_use -= had;
    }
    return counted(fresh);
}

void free(void *old)
{
    if (old != NULL) {
        in_use -= (long)malloc_usable_size(old);
    }
    __libc_free(old);
}

/* ---- calls -------------------------------------------------------------------------------------
 */

static int call_fails(void)
{
    if (atomic_fetch_add(&calls, 1) + 1 == call_at) {
        failed++;
        errno = call_errno;
        return 1;
    }
    return 0;
}

/* The function behind; looked up once. */
static void *behind(void *_Atomic *kept, const char *name)
{
    if (*kept == NULL) {
        *kept = dlsym(RTLD_NEXT, name);
    }
    return *kept;
}

/* A row for each: its type, its name, the parameters and how they are handed on. */
#define PASS(type, name, parameters, arguments, wrong)                                             \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        static void *_Atomic kept;                                                                 \
        type(*next) parameters;                                                                    \
        void *found = behind(&kept, #name);                                                        \
        memcpy(&next, &found, sizeof next);                                                        \
        return call_fails() ? (wrong) : next arguments;                                            \
    }

PASS(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n), -1)
PASS(ssize_t, write, (int fd, const void *from, size_t n), (fd, from, n), -1)
PASS(ssize_t, pread64, (int fd, void *to, size_t n, off64_t at), (fd, to, n, at), -1)
PASS(ssize_t, pwrite64, (int fd, const void *from, size_t n, off64_t at), (fd, from, n, at), -1)
PASS(int, fsync, (int fd), (fd), -1)
PASS(int, fdatasync, (int fd), (fd), -1)
PASS(int, ftruncate64, (int fd, off64_t n), (fd, n), -1)
PASS(int, rename, (const char *from, const char *to), (from, to), -1)
PASS(int, unlink, (const char *path), (path), -1)
PASS(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
PASS(int, access, (const char *path, int mode), (path, mode), -1)
PASS(int, socket, (int domain, int type, int protocol), (domain, type, protocol), -1)
PASS(int, connect, (int fd, const struct sockaddr *to, socklen_t n), (fd, to, n), -1)
PASS(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t n),
     (fd, level, name, value, n), -1)
PASS(ssize_t, send, (int fd, const void *from, size_t n, int flags), (fd, from, n, flags), -1)
PASS(ssize_t, recv, (int fd, void *to, size_t n, int flags), (fd, to, n, flags), -1)
PASS(int, select, (int n, fd_set *r, fd_set *w, fd_set *e, struct timeval *t), (n, r, w, e, t), -1)
PASS(int, poll, (struct pollfd * list, nfds_t n, int ms), (list, n, ms), -1)
PASS(FILE *, fopen, (const char *path, const char *mode), (path, mode), NULL)
PASS(FILE *, fopen64, (const char *path, const char *mode), (path, mode), NULL)

static mode_t mode_of(int flags, va_list list)
{
    return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(list, int) : 0;
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        static void *_Atomic kept;                                                                 \
        int (*next)(const char *, int, ...);                                                       \
        void *found = behind(&kept, #name);                                                        \
        va_list list;                                                                              \
        va_start(list, flags);                                                                     \
        mode_t mode = mode_of(flags, list);                                                        \
        va_end(list);                                                                              \
        memcpy(&next, &found, sizeof next);                                                        \
        return call_fails() ? -1 : next(path, flags, mode);                                        \
    }

OPEN(open)
OPEN(open64)
