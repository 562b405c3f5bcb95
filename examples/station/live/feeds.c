/* Prices and weather in a thread of their own: see feeds.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "feeds.h"

#include "common/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORDS = 4, WORD = 512, DAY_S = 86400 };
static const int64_t look_us = 2000000;    /* between two looks at the files */
static const int64_t retry_us = 900000000; /* a day that could not be made is tried again */
static const double patience_us = 10e6;    /* then whoever waits goes on, and it is said */
static const int64_t unset_s = 1767225600; /* 2026-01-01 */

struct feeds {
    struct site site; /* of its own: a thread that does not come back outlives whoever began it */
    struct inputs_request request;
    uint64_t stamp; /* the thread's own, as the two below */
    int32_t whole;  /* 1 = what was handed out last had all its files */
    int64_t retry_at_us;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    struct inputs made;
    int64_t start_s, end_s; /* the day that was handed out last */
    int32_t looked;         /* 1 = the files have been read once, or there are none */
    int32_t offered, anew, hurry, ending, ended;
    int64_t busy_us; /* since when the files are being asked; INT64_MIN = they are not */
    int64_t wait_us; /* since when a plan waits for its day; likewise */
    int32_t late;    /* 1 = it was said that they do not answer */
    int32_t overdue; /* 1 = a plan went on without them */
    char word[WORDS][WORD];
    int32_t words;
};

/* Holds the lock. When nobody listens the last word is the newest. */
static void say(struct feeds *f, const char *text)
{
    f->words = f->words < WORDS ? f->words + 1 : WORDS;
    snprintf(f->word[f->words - 1], WORD, "%.*s", WORD - 1, text);
}

/* The days of a request from now_s on. Where no feed brings the weather that of the illustrative
 * model is taken out, so that the forecasts go by what was measured. */
static int make(const struct site *site, const struct inputs_request *wish, int64_t now_s,
                struct inputs *made, char *message, size_t capacity)
{
    struct inputs_request request = *wish;
    ostrov_civil local;
    char date[16];
    if (ostrov_zone_civil(&site->zone, now_s, &local) != OSTROV_OK) {
        snprintf(message, capacity, "the clock is outside the calendar");
        return -1;
    }
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)local.year, (int)local.month,
             (int)local.day);
    request.date = date;
    if (inputs_make(site, &request, made, message, capacity) != 0) {
        return -1;
    }
    if (made->forecast_provenance != SITE_DOCUMENTED) {
        inputs_forget_weather(made);
    }
    return 0;
}

static struct inputs_request request_of(const char *prices, const char *weather, int32_t without)
{
    return (struct inputs_request){.scenario = "calm",
                                   .outage = "none",
                                   .days = 2,
                                   .seed = 1,
                                   .without = without,
                                   .prices = (without & INPUTS_PRICES) != 0 ? NULL : prices,
                                   .weather = (without & INPUTS_WEATHER) != 0 ? NULL : weather};
}

int feeds_begin(const struct site *site, int64_t now_s, struct inputs *inputs, char *message,
                size_t capacity)
{
    struct inputs_request request = request_of(NULL, NULL, INPUTS_FEEDS);
    return make(site, &request, now_s != INT64_MIN ? now_s : unset_s, inputs, message, capacity);
}

/* ---- the thread --------------------------------------------------------------------------------
 */

/* With every file, or with as many as can be read. Each that cannot is told, before the lock is
 * taken. Returns 1 when all were read, 0 when some were, -1 when there is nothing new. */
static int read_files(struct feeds *f, int64_t now_s, struct inputs *made, char text[2][WORD])
{
    static const int32_t fewer[] = {0, INPUTS_PRICES, INPUTS_WEATHER, INPUTS_FEEDS};
    int32_t count = 0;
    for (size_t i = 0; i < sizeof fewer / sizeof fewer[0]; i++) {
        char message[WORD - 64] = "";
        struct inputs_request request = request_of(f->request.prices, f->request.weather, fewer[i]);
        if (make(&f->site, &request, now_s, made, message, sizeof message) == 0) {
            return i == 0;
        }
        if (count < 2 && (count == 0 || strncmp(text[0], message, strlen(message)) != 0)) {
            snprintf(text[count++], WORD, "%s: plans go on %s", message,
                     f->whole ? "with what was read before" : "without");
        }
        if (f->whole) { /* yesterday's prices are nearer the truth than a formula */
            break;
        }
    }
    return -1;
}

/* Holds the lock. */
static void hand_out(struct feeds *f, const struct inputs *made, int32_t whole, int32_t changed)
{
    if (f->offered) { /* nobody took the former ones: they are out of date */
        inputs_free(&f->made);
    }
    f->made = *made;
    f->offered = 1;
    f->anew |= changed | f->overdue;
    f->overdue = 0;
    f->whole = whole;
    f->start_s = made->start_s;
    f->end_s = made->start_s + DAY_S;
}

/* One look. Holds the lock, and gives it away meanwhile. */
static void look(struct feeds *f)
{
    char text[2][WORD] = {"", ""};
    struct inputs made;
    const int64_t now_s = clock_utc_s();
    f->hurry = 0;
    if (now_s == INT64_MIN) { /* of which day? */
        return;
    }
    f->busy_us = clock_monotonic_us();
    pthread_mutex_unlock(&f->lock);
    const uint64_t stamp =
        inputs_stamp(&f->site, &f->request); /* what is written while we read shows */
    /* A clock that was set back is before the day as well as after it. */
    const int32_t today = now_s >= f->start_s && now_s < f->end_s;
    const int32_t changed = f->looked && stamp != f->stamp;
    const int32_t wanted =
        !f->looked || changed || (!today && clock_monotonic_us() >= f->retry_at_us);
    int result = wanted ? read_files(f, now_s, &made, text) : -1;
    f->retry_at_us = wanted && result < 0 ? clock_monotonic_us() + retry_us : f->retry_at_us;
    pthread_mutex_lock(&f->lock);
    if (result >= 0) {
        if (changed && result == 1) {
            say(f, "the feeds were written anew and read again");
        }
        hand_out(f, &made, result, changed);
    }
    for (int i = 0; i < 2; i++) {
        if (text[i][0] != '\0') {
            say(f, text[i]);
        }
    }
    f->looked = 1;
    f->stamp = stamp;
    f->busy_us = INT64_MIN;
}

static void *work(void *context)
{
    struct feeds *f = context;
    pthread_mutex_lock(&f->lock);
    while (!f->ending) {
        look(f);
        const int64_t next_us = clock_monotonic_us() + look_us;
        while (!f->ending && !f->hurry && clock_monotonic_us() < next_us) {
            struct timespec until = clock_moment(next_us);
            (void)pthread_cond_timedwait(&f->wake, &f->lock, &until);
        }
    }
    f->ended = 1;
    pthread_cond_broadcast(&f->wake);
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* ---- whoever wants them ------------------------------------------------------------------------
 */

static void release(struct feeds *f)
{
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->wake);
    if (f->offered) {
        inputs_free(&f->made);
    }
    free(f);
}

static int has_files(const struct site *site, const char *prices, const char *weather)
{
    return prices != NULL || weather != NULL || site->feeds.prices[0] != '\0' ||
           site->feeds.weather[0] != '\0';
}

struct feeds *feeds_open(const struct site *site, const char *prices, const char *weather,
                         const struct inputs *first)
{
    struct feeds *f = calloc(1, sizeof *f);
    pthread_condattr_t monotonic;
    if (f == NULL) {
        return NULL;
    }
    f->site = *site;
    f->request = request_of(prices, weather, 0);
    f->busy_us = f->wait_us = INT64_MIN;
    f->start_s = first->start_s;
    f->end_s = first->start_s + DAY_S;
    if (!has_files(site, prices,
                   weather)) { /* the first are what there is to be had of their day */
        f->stamp = inputs_stamp(&f->site, &f->request);
        f->looked = f->whole = 1;
    }
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&f->thread, NULL, work, f) != 0) {
        release(f);
        return NULL;
    }
    return f;
}

void feeds_close(struct feeds *f)
{
    struct timespec until;
    int waited = 0;
    if (f == NULL) {
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 2;
    pthread_mutex_lock(&f->lock);
    f->ending = 1;
    pthread_cond_broadcast(&f->wake);
    while (!f->ended && waited == 0) {
        waited = pthread_cond_timedwait(&f->wake, &f->lock, &until);
    }
    const int32_t ended = f->ended;
    pthread_mutex_unlock(&f->lock);
    if (ended) {
        pthread_join(f->thread, NULL);
        release(f);
    } else {
        pthread_detach(f->thread); /* it ends with the program; what it holds is its own */
    }
}

int feeds_take(struct feeds *f, struct inputs *inputs, int32_t *anew)
{
    pthread_mutex_lock(&f->lock);
    const int offered = f->offered;
    if (offered) {
        *inputs = f->made;
        *anew = f->anew;
        f->offered = f->anew = 0;
    }
    pthread_mutex_unlock(&f->lock);
    return offered;
}

static int is_long_ago(int64_t since_us)
{
    return since_us != INT64_MIN &&
           (double)(clock_monotonic_us() - since_us) > patience_us * clock_speed();
}

int feeds_settled(struct feeds *f, int64_t now_s)
{
    pthread_mutex_lock(&f->lock);
    const int today = f->looked && !f->offered && now_s >= f->start_s && now_s < f->end_s;
    if (today) {
        f->wait_us = INT64_MIN;
    } else {
        f->wait_us = f->wait_us != INT64_MIN ? f->wait_us : clock_monotonic_us();
        f->hurry = 1;
        pthread_cond_broadcast(&f->wake);
    }
    f->overdue |= is_long_ago(f->wait_us);
    const int settled = today || is_long_ago(f->wait_us);
    pthread_mutex_unlock(&f->lock);
    return settled;
}

int feeds_word(struct feeds *f, char *message, size_t capacity)
{
    pthread_mutex_lock(&f->lock);
    const int32_t late = is_long_ago(f->busy_us);
    int said = 1;
    if (f->words > 0) {
        snprintf(message, capacity, "%s", f->word[0]);
        f->words--;
        memmove(f->word[0], f->word[1], sizeof f->word - sizeof f->word[0]);
    } else if (late != f->late) {
        snprintf(message, capacity, "%s",
                 late ? "the files of the feeds do not answer: plans go on with what is known"
                      : "the files of the feeds answer again");
        f->late = late;
    } else {
        said = 0;
    }
    pthread_mutex_unlock(&f->lock);
    return said;
}
