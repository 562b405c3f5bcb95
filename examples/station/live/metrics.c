/* The Prometheus endpoint: see metrics.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "metrics.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 16384, CONNECTIONS = 8, SECONDS = 5, CONNECTION_MEMORY = 16384 };

struct metrics {
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock; /* of the text */
    size_t length;
    char text[TEXT];
};

/* ---- the text ---------------------------------------------------------------------------------
 */

struct writer {
    char *text;
    size_t used, capacity;
};

static void put(struct writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line that does not fit is left out as a whole, and all behind it. */
static void put(struct writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(w->text + w->used, w->capacity - w->used, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n >= w->capacity - w->used) {
        w->text[w->used] = '\0';
        w->capacity = w->used + 1;
        return;
    }
    w->used += (size_t)n;
}

/* Backslash, quote and line end in a label's value are escaped (Prometheus, exposition formats). */
static void escape(const char *text, char *to, size_t capacity)
{
    size_t used = 0;
    for (; *text != '\0' && used + 3 < capacity; text++) {
        if (*text == '\\' || *text == '"' || *text == '\n') {
            to[used++] = '\\';
        }
        to[used++] = *text == '\n' ? 'n' : *text;
    }
    to[used] = '\0';
}

static void put_fact(struct writer *w, const struct fact *fact, const char *site)
{
    char value[FACTS_TEXT], label[2 * FACTS_TEXT];
    const char *type = fact->kind == FACT_COUNTER ? "counter" : "gauge";
    if (fact->kind == FACT_WORD) { /* a word is the label of a gauge that is 1 */
        escape(fact->text, label, sizeof label);
        put(w,
            "# HELP ostrov_%s_info %s\n# TYPE ostrov_%s_info gauge\n"
            "ostrov_%s_info{site=\"%s\",value=\"%s\"} 1\n",
            fact->name, fact->brief, fact->name, fact->name, site, label);
        return;
    }
    if (!(fact->value == fact->value)) {
        return;
    }
    facts_text(fact, value, sizeof value);
    put(w, "# HELP ostrov_%s %s\n# TYPE ostrov_%s %s\nostrov_%s{site=\"%s\"} %s\n", fact->name,
        fact->brief, fact->name, type, fact->name, site,
        fact->value - fact->value == 0.0 ? value : "+Inf");
}

size_t metrics_text(const struct facts *facts, char *text, size_t capacity)
{
    struct writer w = {.text = text, .capacity = capacity};
    char site[2 * FACTS_TEXT] = "";
    for (int32_t i = 0; i < facts->count; i++) {
        if (strcmp(facts->fact[i].name, "site") == 0) {
            escape(facts->fact[i].text, site, sizeof site);
        }
    }
    put(&w, "# HELP ostrov_time_seconds UTC seconds of these values\n"
            "# TYPE ostrov_time_seconds gauge\n");
    if (facts->time_s != INT64_MIN) {
        put(&w, "ostrov_time_seconds{site=\"%s\"} %lld\n", site, (long long)facts->time_s);
    }
    for (int32_t i = 0; i < facts->count; i++) {
        if (strcmp(facts->fact[i].name, "site") != 0 &&
            strcmp(facts->fact[i].name, "local_time") != 0) { /* the label; the time above */
            put_fact(&w, &facts->fact[i], site);
        }
    }
    return w.used;
}

/* ---- the server -------------------------------------------------------------------------------
 */

static enum MHD_Result reply(struct MHD_Connection *connection, unsigned int status, size_t length,
                             const char *text)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return MHD_NO;
    }
    (void)MHD_add_response_header(response, "Content-Type",
                                  "text/plain; version=0.0.4; charset=utf-8");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    struct metrics *m = context;
    enum MHD_Result result;
    (void)version;
    (void)upload;
    (void)state;
    if (strcmp(method, "GET") != 0 || *upload_size > 0) {
        *upload_size = 0;
        return reply(connection, MHD_HTTP_METHOD_NOT_ALLOWED, 14, "only GET here\n");
    }
    if (strcmp(path, "/metrics") != 0) {
        return reply(connection, MHD_HTTP_NOT_FOUND, 12, "see /metrics");
    }
    pthread_mutex_lock(&m->lock);
    result = reply(connection, MHD_HTTP_OK, m->length, m->text);
    pthread_mutex_unlock(&m->lock);
    return result;
}

struct metrics *metrics_open(const char *address, int32_t port, char *message, size_t capacity)
{
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct metrics *m = calloc(1, sizeof *m);
    if (m == NULL || inet_pton(AF_INET, address, &where.sin_addr) != 1) {
        snprintf(message, capacity, "metrics: %s",
                 m == NULL ? "out of memory" : "an IPv4 address is wanted, such as 127.0.0.1");
        free(m);
        return NULL;
    }
    pthread_mutex_init(&m->lock, NULL);
    m->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD, (uint16_t)port, NULL, NULL, answer, m,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&where, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned int)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_END);
    if (m->daemon == NULL) {
        snprintf(message, capacity, "metrics: cannot listen on %s:%d: %s", address, (int)port,
                 strerror(errno));
        pthread_mutex_destroy(&m->lock);
        free(m);
        return NULL;
    }
    return m;
}

void metrics_publish(struct metrics *m, const struct facts *facts)
{
    if (m != NULL) {
        pthread_mutex_lock(&m->lock);
        m->length = metrics_text(facts, m->text, sizeof m->text);
        pthread_mutex_unlock(&m->lock);
    }
}

void metrics_close(struct metrics *m)
{
    if (m != NULL) {
        MHD_stop_daemon(m->daemon);
        pthread_mutex_destroy(&m->lock);
        free(m);
    }
}
