/* Preloaded into a program: one call of the memory or of the system fails, once.
 *
 *   FAIL_WHAT=memory|call   FAIL_AT=N   the N-th of them, from 1, fails; 0 = none, only counted
 *   FAIL_PLACE=HASH         the N-th that is asked for from this place instead
 *   FAIL_ERRNO=E            what a call says then
 *   FAIL_REPORT=FILE        at the end: "memory N call N failed F in-use BYTES"
 *   FAIL_STACK=FILE         the stack of the one that failed
 *   FAIL_PLACES=FILE        at the end, for each place that asked for one: "memory|call HASH TIMES"
 *
 * A place is a stack of return addresses, told within their libraries: the same in each run.
 *
 * Calls: what the program and its libraries ask of files, sockets, threads and sleep by way of
 * libc's functions. Those that libc makes inside its own streams are not seen, so a stream's
 * functions are taken as calls themselves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* glibc's own names of its allocator. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *old);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void *memalign(size_t alignment, size_t size);
void *aligned_alloc(size_t alignment, size_t size);
int posix_memalign(void **fresh, size_t alignment, size_t size);
void free(void *old);

enum { MEMORY, CALL, KINDS, FRAMES = 14, PLACES = 1 << 15, MODULES = 128 };

static const char *const kind_name[KINDS] = {"memory", "call"};
static atomic_long counted[KINDS], failed, in_use;
static long fail_at[KINDS];
static uint64_t fail_place;
static int by_place, call_errno = EIO;

/* ---- places ------------------------------------------------------------------------------------
 */

static struct {
    uintptr_t from, until;
} module[MODULES];
static int modules, own_module;

static struct {
    _Atomic uint64_t hash; /* 0 = free */
    atomic_long times[KINDS];
} place[PLACES];

static __thread int inside __attribute__((tls_model("initial-exec")));

static int note_module(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int i = 0; i < info->dlpi_phnum && modules < MODULES; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
            module[modules].from = info->dlpi_addr + part->p_vaddr;
            module[modules].until = info->dlpi_addr + part->p_vaddr + part->p_memsz;
            if ((uintptr_t)note_module - module[modules].from < part->p_memsz) {
                own_module = modules;
            }
            modules++;
        }
    }
    return 0;
}

/* FNV-1a of module and offset of each frame but our own. */
static uint64_t place_here(void)
{
    void *frame[FRAMES];
    int n = backtrace(frame, FRAMES);
    uint64_t hash = 14695981039346656037u;
    for (int i = 0; i < n; i++) {
        uintptr_t at = (uintptr_t)frame[i], told = 0;
        int own = 0;
        for (int m = 0; m < modules; m++) {
            if (at >= module[m].from && at < module[m].until) {
                told = (uintptr_t)m << 40 | (at - module[m].from);
                own = m == own_module;
            }
        }
        hash = own ? hash : (hash ^ told) * 1099511628211u;
    }
    return hash != 0 ? hash : 1;
}

/* How often this place has asked, this time included. */
static long count_place(int kind, uint64_t hash)
{
    for (size_t i = 0, at = hash % PLACES; i < PLACES; i++, at = (at + 1) % PLACES) {
        uint64_t there = 0;
        if (atomic_compare_exchange_strong(&place[at].hash, &there, hash) || there == hash) {
            return atomic_fetch_add(&place[at].times[kind], 1) + 1;
        }
    }
    return 0;
}

static void tell_stack(void)
{
    const char *path = getenv("FAIL_STACK");
    void *frame[64];
    inside = 1;
    int fd = path != NULL ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
    if (fd >= 0) {
        backtrace_symbols_fd(frame, backtrace(frame, 64), fd);
        close(fd);
    }
    inside = 0;
}

/* Counts one more, and says whether it is the one that fails. */
static int fails(int kind)
{
    long number = 0;
    if (inside) { /* what a look at the stack asks for is not the program's */
        return 0;
    }
    number = atomic_fetch_add(&counted[kind], 1) + 1;
    if (by_place) {
        inside = 1;
        uint64_t hash = place_here();
        number = count_place(kind, hash);
        number = hash == fail_place ? number : 0;
        inside = 0;
    }
    if (number == 0 || number != fail_at[kind]) {
        return 0;
    }
    failed++;
    tell_stack();
    errno = kind == MEMORY ? ENOMEM : call_errno;
    return 1;
}

/* ---- beginning and end -------------------------------------------------------------------------
 */

__attribute__((constructor)) static void begin(void)
{
    const char *what = getenv("FAIL_WHAT"), *at = getenv("FAIL_AT"), *e = getenv("FAIL_ERRNO");
    const char *where = getenv("FAIL_PLACE");
    void *frame[4];
    inside = 1;
    (void)dl_iterate_phdr(note_module, NULL);
    (void)backtrace(frame, 4); /* the first one loads a library */
    inside = 0;
    by_place = where != NULL || getenv("FAIL_PLACES") != NULL;
    fail_place = where != NULL ? strtoull(where, NULL, 16) : 0;
    call_errno = e != NULL ? atoi(e) : EIO;
    for (int kind = 0; kind < KINDS; kind++) {
        int wanted = what != NULL && strcmp(what, kind_name[kind]) == 0;
        fail_at[kind] = wanted && at != NULL ? strtol(at, NULL, 10) : 0;
        counted[kind] = 0; /* what the loader did is not the program's */
    }
}

static void put_file(const char *path, const char *text, size_t n, int flags)
{
    int fd = open(path, O_WRONLY | O_CREAT | flags, 0644);
    if (fd >= 0) {
        (void)!write(fd, text, n);
        close(fd);
    }
}

__attribute__((destructor)) static void end(void)
{
    static char text[PLACES * 40];
    const char *report = getenv("FAIL_REPORT"), *places = getenv("FAIL_PLACES");
    size_t used = 0;
    inside = 1;
    int n = snprintf(text, sizeof text, "memory %ld call %ld failed %ld in-use %ld\n",
                     (long)counted[MEMORY], (long)counted[CALL], (long)failed, (long)in_use);
    if (report != NULL) {
        put_file(report, text, (size_t)n, O_TRUNC);
    }
    for (int kind = 0; places != NULL && kind < KINDS; kind++) {
        for (int i = 0; i < PLACES && used + 64 < sizeof text; i++) {
            if (place[i].times[kind] > 0) {
                used +=
                    (size_t)snprintf(text + used, 64, "%s %016llx %ld\n", kind_name[kind],
                                     (unsigned long long)place[i].hash, (long)place[i].times[kind]);
            }
        }
    }
    if (places != NULL) {
        put_file(places, text, used, O_TRUNC);
    }
}

/* ---- memory ------------------------------------------------------------------------------------
 */

static void *taken(void *fresh)
{
    if (fresh != NULL && !inside) {
        in_use += (long)malloc_usable_size(fresh);
    }
    return fresh;
}

void *malloc(size_t size) { return fails(MEMORY) ? NULL : taken(__libc_malloc(size)); }

void *calloc(size_t count, size_t size)
{
    return fails(MEMORY) ? NULL : taken(__libc_calloc(count, size));
}

void *memalign(size_t alignment, size_t size)
{
    return fails(MEMORY) ? NULL : taken(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails(MEMORY) ? NULL : taken(__libc_memalign(alignment, size));
}

int posix_memalign(void **fresh, size_t alignment, size_t size)
{
    void *got = fails(MEMORY) ? NULL : taken(__libc_memalign(alignment, size));
    *fresh = got != NULL ? got : *fresh;
    return got != NULL ? 0 : ENOMEM;
}

void *realloc(void *old, size_t size)
{
    long had = old != NULL ? (long)malloc_usable_size(old) : 0;
    if (fails(MEMORY)) {
        return NULL;
    }
    void *fresh = __libc_realloc(old, size);
    if ((fresh != NULL || size == 0) && !inside) {
        in_use -= had;
    }
    return taken(fresh);
}

void free(void *old)
{
    if (old != NULL && !inside) {
        in_use -= (long)malloc_usable_size(old);
    }
    __libc_free(old);
}

/* ---- calls -------------------------------------------------------------------------------------
 */

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
        return fails(CALL) ? (wrong) : next arguments;                                             \
    }

PASS(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n), -1)
PASS(ssize_t, write, (int fd, const void *from, size_t n), (fd, from, n), -1)
PASS(ssize_t, pread64, (int fd, void *to, size_t n, off64_t at), (fd, to, n, at), -1)
PASS(ssize_t, pwrite64, (int fd, const void *from, size_t n, off64_t at), (fd, from, n, at), -1)
PASS(int, fsync, (int fd), (fd), -1)
PASS(int, fdatasync, (int fd), (fd), -1)
PASS(int, ftruncate, (int fd, off_t n), (fd, n), -1)
PASS(int, ftruncate64, (int fd, off64_t n), (fd, n), -1)
PASS(off64_t, lseek64, (int fd, off64_t at, int whence), (fd, at, whence), -1)
PASS(int, rename, (const char *from, const char *to), (from, to), -1)
PASS(int, unlink, (const char *path), (path), -1)
PASS(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
PASS(int, access, (const char *path, int mode), (path, mode), -1)
PASS(int, chmod, (const char *path, mode_t mode), (path, mode), -1)
PASS(int, fchmod, (int fd, mode_t mode), (fd, mode), -1)
PASS(int, flock, (int fd, int how), (fd, how), -1)
PASS(int, stat, (const char *path, struct stat *to), (path, to), -1)
PASS(int, lstat, (const char *path, struct stat *to), (path, to), -1)
PASS(int, fstat, (int fd, struct stat *to), (fd, to), -1)
PASS(int, stat64, (const char *path, struct stat64 *to), (path, to), -1)
PASS(int, lstat64, (const char *path, struct stat64 *to), (path, to), -1)
PASS(int, fstat64, (int fd, struct stat64 *to), (fd, to), -1)
PASS(void *, mmap, (void *at, size_t n, int protect, int flags, int fd, off_t from),
     (at, n, protect, flags, fd, from), MAP_FAILED)
PASS(void *, mmap64, (void *at, size_t n, int protect, int flags, int fd, off64_t from),
     (at, n, protect, flags, fd, from), MAP_FAILED)
PASS(int, socket, (int domain, int type, int protocol), (domain, type, protocol), -1)
PASS(int, socketpair, (int domain, int type, int protocol, int pair[2]),
     (domain, type, protocol, pair), -1)
PASS(int, pipe2, (int pair[2], int flags), (pair, flags), -1)
PASS(int, eventfd, (unsigned start, int flags), (start, flags), -1)
PASS(int, bind, (int fd, const struct sockaddr *at, socklen_t n), (fd, at, n), -1)
PASS(int, listen, (int fd, int waiting), (fd, waiting), -1)
PASS(int, accept, (int fd, struct sockaddr *from, socklen_t *n), (fd, from, n), -1)
PASS(int, accept4, (int fd, struct sockaddr *from, socklen_t *n, int flags), (fd, from, n, flags),
     -1)
PASS(int, connect, (int fd, const struct sockaddr *to, socklen_t n), (fd, to, n), -1)
PASS(int, shutdown, (int fd, int how), (fd, how), -1)
PASS(int, getsockname, (int fd, struct sockaddr *to, socklen_t *n), (fd, to, n), -1)
PASS(int, getpeername, (int fd, struct sockaddr *to, socklen_t *n), (fd, to, n), -1)
PASS(int, getsockopt, (int fd, int level, int name, void *value, socklen_t *n),
     (fd, level, name, value, n), -1)
PASS(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t n),
     (fd, level, name, value, n), -1)
PASS(ssize_t, send, (int fd, const void *from, size_t n, int flags), (fd, from, n, flags), -1)
PASS(ssize_t, recv, (int fd, void *to, size_t n, int flags), (fd, to, n, flags), -1)
PASS(ssize_t, sendto,
     (int fd, const void *from, size_t n, int flags, const struct sockaddr *to, socklen_t size),
     (fd, from, n, flags, to, size), -1)
PASS(ssize_t, recvfrom,
     (int fd, void *to, size_t n, int flags, struct sockaddr *from, socklen_t *size),
     (fd, to, n, flags, from, size), -1)
PASS(ssize_t, sendmsg, (int fd, const struct msghdr *what, int flags), (fd, what, flags), -1)
PASS(int, getaddrinfo,
     (const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **list),
     (node, service, hints, list), EAI_MEMORY)
PASS(int, select, (int n, fd_set *r, fd_set *w, fd_set *e, struct timeval *t), (n, r, w, e, t), -1)
PASS(int, poll, (struct pollfd * list, nfds_t n, int ms), (list, n, ms), -1)
PASS(int, epoll_create1, (int flags), (flags), -1)
PASS(int, epoll_ctl, (int epoll, int what, int fd, struct epoll_event *event),
     (epoll, what, fd, event), -1)
PASS(int, epoll_wait, (int epoll, struct epoll_event *events, int n, int ms),
     (epoll, events, n, ms), -1)
PASS(int, nanosleep, (const struct timespec *wish, struct timespec *rest), (wish, rest), -1)
PASS(int, clock_nanosleep,
     (clockid_t clock, int flags, const struct timespec *wish, struct timespec *rest),
     (clock, flags, wish, rest), EINTR)
PASS(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *with, void *(*run)(void *), void *context),
     (thread, with, run, context), EAGAIN)
PASS(FILE *, fopen, (const char *path, const char *mode), (path, mode), NULL)
PASS(FILE *, fopen64, (const char *path, const char *mode), (path, mode), NULL)
PASS(int, fflush, (FILE * stream), (stream), EOF)

/* The same for those that are done all the same, and say that they failed: what is closed is
 * closed. */
#define DONE(type, name, parameters, arguments, wrong)                                             \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        static void *_Atomic kept;                                                                 \
        type(*next) parameters;                                                                    \
        void *found = behind(&kept, #name);                                                        \
        memcpy(&next, &found, sizeof next);                                                        \
        int before = errno, wrong_now = fails(CALL), number = errno;                               \
        errno = before;                                                                            \
        type result = next arguments;                                                              \
        errno = wrong_now ? number : errno;                                                        \
        return wrong_now ? (wrong) : result;                                                       \
    }

DONE(int, close, (int fd), (fd), -1)
DONE(int, fclose, (FILE * stream), (stream), EOF)

/* A stream that could not be read, or written, remembers it. */
#define STREAM(type, name, parameters, arguments, wrong)                                           \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        static void *_Atomic kept;                                                                 \
        type(*next) parameters;                                                                    \
        void *found = behind(&kept, #name);                                                        \
        memcpy(&next, &found, sizeof next);                                                        \
        if (fails(CALL)) {                                                                         \
            stream->_flags |=                                                                      \
                0x20; /* glibc's own mark of an error: there is no function for it */              \
            return (wrong);                                                                        \
        }                                                                                          \
        return next arguments;                                                                     \
    }

STREAM(size_t, fread, (void *to, size_t size, size_t n, FILE *stream), (to, size, n, stream), 0)
STREAM(size_t, fwrite, (const void *from, size_t size, size_t n, FILE *stream),
       (from, size, n, stream), 0)
STREAM(char *, fgets, (char *to, int n, FILE *stream), (to, n, stream), NULL)

/* With one more argument, of a word. */
#define WORD(name, type)                                                                           \
    int name(int fd, type what, ...)                                                               \
    {                                                                                              \
        static void *_Atomic kept;                                                                 \
        int (*next)(int, type, ...);                                                               \
        void *found = behind(&kept, #name), *argument;                                             \
        va_list list;                                                                              \
        va_start(list, what);                                                                      \
        argument = va_arg(list, void *);                                                           \
        va_end(list);                                                                              \
        memcpy(&next, &found, sizeof next);                                                        \
        return fails(CALL) ? -1 : next(fd, what, argument);                                        \
    }

WORD(fcntl, int)
WORD(fcntl64, int)
WORD(ioctl, unsigned long)

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
        return fails(CALL) ? -1 : next(path, flags, mode);                                         \
    }

OPEN(open)
OPEN(open64)
