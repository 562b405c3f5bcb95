/* The charge points of a station: see chargers.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _DEFAULT_SOURCE /* SOCK_CLOEXEC */
#include "chargers.h"
#include "reserve.h"

#include <libwebsockets.h>

#include "common/clock.h"

#include <arpa/inet.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { NAME = 64, LOOK_EACH_US = 200000, LEAST_LOOK_US = 5000, SOCKETS = 64, HELLO_S = 10 };

struct chargers {
    struct lws_context *context;
    struct lws_vhost *vhost;
    lws_sorted_usec_list_t timer;
    pthread_t thread;
    pthread_mutex_t lock; /* of the points and of ending */
    struct ocpp_point point[OSTROV_CHARGE_POINTS];
    struct lws *socket[OSTROV_CHARGE_POINTS]; /* the thread's own */
    char name[OSTROV_CHARGE_POINTS][NAME];
    char authority[OSTROV_CHARGE_POINTS][2 * NAME]; /* "NAME:PASSWORD"; empty = not asked for */
    int32_t count, ending;
};

/* What belongs to one socket. */
struct session {
    int32_t index; /* of the charge point; -1 = not let in */
    size_t used;
    char *text;  /* a message that comes in pieces: OCPP_MOST_BYTES */
    char *reply; /* waits to be written, behind LWS_PRE; length in waiting */
    size_t waiting;
};

/* ---- who may come in --------------------------------------------------------------------------
 */

static int32_t find(const struct chargers *c, const char *name)
{
    for (int32_t i = 0; i < c->count; i++) {
        if (strcmp(c->name[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

static int authorised(const struct chargers *c, int32_t index, struct lws *wsi)
{
    char header[4 * NAME], plain[3 * NAME] = "";
    if (c->authority[index][0] == '\0') {
        return 1;
    }
    if (lws_hdr_copy(wsi, header, sizeof header, WSI_TOKEN_HTTP_AUTHORIZATION) <= 6 ||
        strncmp(header, "Basic ", 6) != 0 ||
        lws_b64_decode_string(header + 6, plain, sizeof plain) <= 0) {
        return 0;
    }
    /* The same time whatever is wrong with it. */
    size_t length = strlen(c->authority[index]);
    unsigned char differs = strlen(plain) != length;
    for (size_t i = 0; i < length && i < sizeof plain; i++) {
        differs |= (unsigned char)(plain[i] ^ c->authority[index][i]);
    }
    return differs == 0;
}

/* Index of the charge point that asks to come in, or -1. */
static int32_t who(const struct chargers *c, struct lws *wsi)
{
    char path[2 * NAME], protocol[NAME] = "";
    if (lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI) <= 6 ||
        strncmp(path, "/ocpp/", 6) != 0 ||
        lws_hdr_copy(wsi, protocol, sizeof protocol, WSI_TOKEN_PROTOCOL) <= 0 ||
        strstr(protocol, "ocpp1.6") == NULL) {
        return -1;
    }
    int32_t index = find(c, path + 6);
    return index >= 0 && authorised(c, index, wsi) ? index : -1;
}

/* ---- a socket's life --------------------------------------------------------------------------
 */

static int open_session(struct chargers *c, struct lws *wsi, struct session *s)
{
    s->index = who(c, wsi);
    s->used = s->waiting = 0;
    s->text = malloc(OCPP_MOST_BYTES);
    s->reply = malloc(LWS_PRE + OCPP_MOST_BYTES + 1);
    if (s->index < 0 || s->text == NULL || s->reply == NULL) {
        return -1;
    }
    struct lws *before = c->socket[s->index];
    if (before != NULL) { /* it came again before we saw it go: the new one counts */
        lws_set_timeout(before, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
    }
    c->socket[s->index] = wsi;
    ocpp_point_open(&c->point[s->index], clock_monotonic_us());
    lws_callback_on_writable(wsi);
    return 0;
}

static void close_session(struct chargers *c, struct lws *wsi, struct session *s)
{
    if (s->index >= 0 && s->index < c->count && c->socket[s->index] == wsi) {
        c->socket[s->index] = NULL;
        ocpp_point_close(&c->point[s->index], clock_monotonic_us());
    }
    free(s->text);
    free(s->reply);
    s->text = s->reply = NULL;
}

/* A message, or a piece of one. Returns -1 to end the socket. */
static int take(struct chargers *c, struct lws *wsi, struct session *s, const char *bytes,
                size_t count)
{
    if (c->socket[s->index] != wsi || count > OCPP_MOST_BYTES - s->used ||
        lws_frame_is_binary(wsi)) {
        return -1;
    }
    memcpy(s->text + s->used, bytes, count);
    s->used += count;
    if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi) > 0) {
        return 0;
    }
    if (s->waiting > 0) {
        return -1; /* it asks again before it has read our answer: it floods */
    }
    s->waiting = ocpp_point_receive(&c->point[s->index], s->text, s->used, clock_monotonic_us(),
                                    clock_utc_s(), s->reply + LWS_PRE, OCPP_MOST_BYTES);
    s->used = 0;
    if (s->waiting > 0) { /* what it sends behind it waits until the answer is gone */
        lws_rx_flow_control(wsi, 0);
    }
    lws_callback_on_writable(wsi);
    return 0;
}

static int give(struct chargers *c, struct lws *wsi, struct session *s)
{
    if (c->socket[s->index] != wsi) {
        return -1; /* it came again: this one is no longer spoken to */
    }
    if (s->waiting == 0) {
        s->waiting = ocpp_point_next(&c->point[s->index], clock_monotonic_us(), clock_utc_s(),
                                     s->reply + LWS_PRE, OCPP_MOST_BYTES);
    }
    if (s->waiting > 0) {
        int written =
            lws_write(wsi, (unsigned char *)s->reply + LWS_PRE, s->waiting, LWS_WRITE_TEXT);
        s->waiting = 0;
        lws_rx_flow_control(wsi, 1);
        return written < 0 ? -1 : 0;
    }
    return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t count)
{
    struct lws_vhost *vhost = wsi != NULL ? lws_get_vhost(wsi) : NULL;
    struct chargers *c = vhost != NULL ? lws_get_vhost_user(vhost) : NULL;
    struct session *s = user;
    int result = 0;
    if (c == NULL) {
        return 0;
    }
    pthread_mutex_lock(&c->lock);
    switch (reason) {
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        result = who(c, wsi) < 0;
        break;
    case LWS_CALLBACK_ESTABLISHED:
        result = open_session(c, wsi, s);
        break;
    case LWS_CALLBACK_CLOSED:
        close_session(c, wsi, s);
        break;
    case LWS_CALLBACK_RECEIVE:
        result = take(c, wsi, s, in, count);
        break;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        result = give(c, wsi, s);
        break;
    default:
        break;
    }
    pthread_mutex_unlock(&c->lock);
    return result;
}

/* Plain HTTP gets nothing here: only a WebSocket that asks for ocpp1.6. */
static int no_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t count)
{
    (void)wsi;
    (void)user;
    (void)in;
    (void)count;
    return reason == LWS_CALLBACK_HTTP || reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION ||
                   reason == LWS_CALLBACK_ESTABLISHED
               ? -1
               : 0;
}

static const struct lws_protocols protocols[] = {
    {"http", no_http, 0, 0, 0, NULL, 0},
    {"ocpp1.6", callback, sizeof(struct session), 4096, 0, NULL, 0},
    {NULL, NULL, 0, 0, 0, NULL, 0}};

static lws_usec_t look_each_us(void)
{
    double each_us = LOOK_EACH_US / clock_speed();
    return each_us > LEAST_LOOK_US ? (lws_usec_t)each_us : LEAST_LOOK_US;
}

/* Each LOOK_EACH_US a look whether a call is due: libwebsockets has no timeout of the caller's. */
static void look(lws_sorted_usec_list_t *timer)
{
    struct chargers *c = lws_container_of(timer, struct chargers, timer);
    pthread_mutex_lock(&c->lock);
    for (int32_t i = 0; i < c->count; i++) {
        if (c->socket[i] != NULL) {
            lws_callback_on_writable(c->socket[i]);
        }
    }
    pthread_mutex_unlock(&c->lock);
    lws_sul_schedule(c->context, 0, &c->timer, look, look_each_us());
}

/* All connections end; the charge points come again. */
static void drop_all(struct chargers *c)
{
    for (int32_t i = 0; i < c->count; i++) {
        if (c->socket[i] != NULL) {
            lws_set_timeout(c->socket[i], PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
        }
    }
}

static void *serve(void *context)
{
    const struct timespec pause = {0, 50000000};
    struct chargers *c = context;
    int ending = 0;
    lws_sul_schedule(c->context, 0, &c->timer, look, look_each_us());
    while (!ending) {
        if (lws_service(c->context, 0) < 0) { /* the system refused to wait: it is asked again */
            (void)nanosleep(&pause, NULL);
        }
        if (reserve_low()) {
            drop_all(c);
        }
        pthread_mutex_lock(&c->lock);
        ending = c->ending;
        pthread_mutex_unlock(&c->lock);
    }
    return NULL;
}

/* ---- begin and end ----------------------------------------------------------------------------
 */

static int take_setup(struct chargers *c, const struct chargers_setup *setup)
{
    if (setup->count < 1 || setup->count > OSTROV_CHARGE_POINTS || setup->port < 0 ||
        setup->port > 65535) {
        return -1;
    }
    c->count = setup->count;
    for (int32_t i = 0; i < setup->count; i++) {
        ocpp_point_begin(&c->point[i], &setup->point[i]);
        if (setup->kept[i] != NULL) {
            ocpp_point_restore(&c->point[i], setup->kept[i]);
        }
        if (strlen(setup->name[i]) >= NAME || strchr(setup->name[i], '/') != NULL) {
            return -1;
        }
        snprintf(c->name[i], NAME, "%s", setup->name[i]);
        if (setup->password != NULL && (strlen(setup->password) >= NAME ||
                                        snprintf(c->authority[i], sizeof c->authority[i], "%s:%s",
                                                 setup->name[i], setup->password) < 0)) {
            return -1;
        }
    }
    return 0;
}

/* libwebsockets goes on without a socket that it could not have, and says nothing. */
static int is_listening(const char *address, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int good = fd >= 0 && port > 0 && inet_pton(AF_INET, address, &to.sin_addr) == 1 &&
               connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return good;
}

struct chargers *chargers_open(const struct chargers_setup *setup, char *message, size_t capacity)
{
    struct lws_context_creation_info info;
    struct chargers *c = calloc(1, sizeof *c);
    if (c == NULL || take_setup(c, setup) != 0) {
        snprintf(message, capacity, "chargers: %s",
                 c == NULL ? "out of memory" : "a name, a password or a port is out of range");
        free(c);
        return NULL;
    }
    pthread_mutex_init(&c->lock, NULL); /* a vhost that begins calls back already */
    lws_set_log_level(0, NULL);
    reserve_begin();
    memset(&info, 0, sizeof info);
    info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DISABLE_IPV6;
    info.fd_limit_per_thread = SOCKETS;
    info.timeout_secs = HELLO_S;
    info.ka_time = 30, info.ka_probes = 3,
    info.ka_interval = 10; /* a half-open peer is found out */
    c->context = lws_create_context(&info);
    info.port = setup->port;
    info.iface = setup->address;
    info.protocols = protocols;
    info.user = c;
    c->vhost = c->context != NULL ? lws_create_vhost(c->context, &info) : NULL;
    if (c->vhost == NULL || !is_listening(setup->address, lws_get_vhost_listen_port(c->vhost)) ||
        pthread_create(&c->thread, NULL, serve, c) != 0) {
        snprintf(message, capacity, "chargers: cannot listen on %s:%d", setup->address,
                 (int)setup->port);
        if (c->context != NULL) {
            lws_context_destroy(c->context);
        }
        pthread_mutex_destroy(&c->lock);
        free(c);
        return NULL;
    }
    return c;
}

int32_t chargers_port(const struct chargers *c) { return lws_get_vhost_listen_port(c->vhost); }

void chargers_fill(struct chargers *c, ostrov_measurement *m)
{
    pthread_mutex_lock(&c->lock);
    ocpp_points_fill(c->point, c->count, clock_monotonic_us(), m);
    pthread_mutex_unlock(&c->lock);
}

void chargers_command(struct chargers *c, const ostrov_command *command)
{
    if (command->write != 1) {
        return;
    }
    int64_t now_us = clock_monotonic_us();
    pthread_mutex_lock(&c->lock);
    for (int32_t i = 0; i < c->count; i++) {
        ocpp_point_want(&c->point[i], command->vehicle_limit_w[i], now_us);
        ocpp_point_default(&c->point[i], command->charger_default_w);
    }
    pthread_mutex_unlock(&c->lock);
}

void chargers_look(struct chargers *c, int32_t index, struct ocpp_point *point)
{
    pthread_mutex_lock(&c->lock);
    *point = c->point[index];
    pthread_mutex_unlock(&c->lock);
}

void chargers_close(struct chargers *c)
{
    if (c == NULL) {
        return;
    }
    pthread_mutex_lock(&c->lock);
    c->ending = 1;
    pthread_mutex_unlock(&c->lock);
    lws_cancel_service(c->context);
    pthread_join(c->thread, NULL);
    lws_context_destroy(c->context);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
