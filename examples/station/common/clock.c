/* The clocks of a program: see clock.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "common/clock.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A clock before this program was written, or a century on, is a clock that nobody has set. */
static const int64_t least_s = 1767225600, most_s = 4102444800;
/* The longest wait with a shared clock: it may be faster by then. */
static const int64_t patience_us = 20000;

/* What the file holds: from real_us on (the system's monotonic clock, the same for all programs of
 * a machine) the shared one goes on from shared_us at this speed. */
struct page {
    atomic_uint sequence; /* odd while it is being changed */
    uint32_t reserved;
    _Atomic int64_t real_us, shared_us, utc_us; /* utc_us: when the shared clock stood at 0 */
    _Atomic double speed;
};

/* The same at one moment. */
struct setting {
    int64_t real_us, shared_us, utc_us;
    double speed;
};

static struct page *page; /* NULL = the system's clock */

static int64_t real_us(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The page as one: its leader may change it at any time. */
static struct setting read_page(void)
{
    struct setting copy;
    unsigned before, after;
    do {
        before = atomic_load(&page->sequence);
        copy.real_us = page->real_us;
        copy.shared_us = page->shared_us;
        copy.utc_us = page->utc_us;
        copy.speed = page->speed;
        after = atomic_load(&page->sequence);
    } while (before != after || before % 2 != 0);
    return copy;
}

static int64_t shared_us(const struct setting *p)
{
    return p->shared_us + (int64_t)((double)(real_us() - p->real_us) * p->speed);
}

int64_t clock_monotonic_us(void)
{
    if (page == NULL) {
        return real_us();
    }
    struct setting p = read_page();
    return shared_us(&p);
}

int64_t clock_utc_s(void)
{
    int64_t now_s = (int64_t)time(NULL);
    if (page != NULL) {
        struct setting p = read_page();
        now_s = (p.utc_us + shared_us(&p)) / 1000000;
    }
    return now_s >= least_s && now_s < most_s ? now_s : INT64_MIN;
}

struct timespec clock_moment(int64_t us)
{
    int64_t real = us;
    if (page != NULL) {
        struct setting p = read_page();
        int64_t now = real_us(), left = (int64_t)((double)(us - shared_us(&p)) / p.speed) + 1;
        real = now + (left < patience_us ? left : patience_us);
    }
    struct timespec moment = {(time_t)(real / 1000000), (long)(real % 1000000 * 1000)};
    return moment;
}

double clock_speed(void) { return page != NULL ? read_page().speed : 1.0; }

static int map(const char *path, int flags)
{
    int file = open(path, flags | O_CLOEXEC, 0600);
    int writes = flags != O_RDONLY;
    void *at = MAP_FAILED;
    if (file >= 0 && (!writes || ftruncate(file, (off_t)sizeof *page) == 0)) {
        at = mmap(NULL, sizeof *page, writes ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file,
                  0);
    }
    if (file >= 0) {
        close(file);
    }
    page = at != MAP_FAILED ? at : NULL;
    return page != NULL ? 0 : -1;
}

int clock_lead(const char *path, int64_t utc_s)
{
    const int64_t from_us = 1000000000; /* a monotonic clock is not near 0 */
    if (map(path, O_RDWR | O_CREAT) != 0) {
        return -1;
    }
    page->real_us = real_us();
    page->shared_us = from_us;
    page->utc_us = utc_s * 1000000 - from_us;
    page->speed = 1.0;
    return 0;
}

int clock_follow(const char *path)
{
    struct stat known;
    if (stat(path, &known) != 0 || known.st_size != (off_t)sizeof *page ||
        map(path, O_RDONLY) != 0) {
        return -1;
    }
    if (!(read_page().speed > 0.0)) { /* another file, or a clock that nobody leads */
        (void)munmap(page, sizeof *page);
        page = NULL;
        return -1;
    }
    return 0;
}

void clock_pace(double speed)
{
    if (page == NULL) {
        return;
    }
    struct setting p = read_page();
    if (p.speed == speed) {
        return;
    }
    int64_t now = shared_us(&p), real = real_us();
    atomic_fetch_add(&page->sequence, 1);
    page->real_us = real;
    page->shared_us = now;
    page->speed = speed;
    atomic_fetch_add(&page->sequence, 1);
}
