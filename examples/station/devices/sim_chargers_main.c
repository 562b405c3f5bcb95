/* ostrov-sim-chargers: charge points of OCPP 1.6J with their vehicles, in a process of their own.
 * They connect to a central system as real ones do, obey its charging profiles, and lie by seed.
 *
 *   ostrov-sim-chargers --port P [--host ADDRESS] [--lies SEED] [--quiet_s S] [--wants_wh W] NAME …
 *
 * PASSWORD in the environment is each charge point's (basic authentication). Each second a line for
 * each: "NAME connected transaction draws_w allowed_w energy_wh". Standard input: "NAME WH" plugs a
 * vehicle in that wants so much, 0 takes it away; its end ends the program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _GNU_SOURCE
#include "devices/charge_point.h"

#include <libwebsockets.h>

#include <ostrov/base.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 16, NAME = 64, TICK_US = 100000, FRAME = 16384 };

struct stand {
    struct charge_point point;
    char name[NAME];
    struct lws *socket; /* NULL = none, nor one on its way */
    int64_t retry_us;
    size_t used; /* of a message that comes in pieces */
    char text[FRAME];
};

static struct {
    struct stand stand[MOST];
    struct lws_context *context;
    lws_sorted_usec_list_t timer;
    const char *host;
    int port, count, ending;
    int64_t last_us, told_us;
} all;

static int64_t clock_us(void)
{
    struct timespec t = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- the sockets -------------------------------------------------------------------------------
 */

static int add_password(struct lws *wsi, const struct stand *s, unsigned char **at,
                        unsigned char *end)
{
    char plain[2 * NAME], coded[4 * NAME], header[5 * NAME];
    const char *password = getenv("PASSWORD");
    if (password == NULL) {
        return 0;
    }
    int n = snprintf(plain, sizeof plain, "%s:%s", s->name, password);
    if (n < 0 || (size_t)n >= sizeof plain ||
        lws_b64_encode_string(plain, n, coded, sizeof coded) < 0) {
        return -1;
    }
    n = snprintf(header, sizeof header, "Basic %s", coded);
    return lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_AUTHORIZATION,
                                        (const unsigned char *)header, n, at, end);
}

static int take(struct stand *s, struct lws *wsi, const char *bytes, size_t count)
{
    if (count > FRAME - s->used) {
        return -1;
    }
    memcpy(s->text + s->used, bytes, count);
    s->used += count;
    if (lws_is_final_fragment(wsi) && lws_remaining_packet_payload(wsi) == 0) {
        charge_point_receive(&s->point, s->text, s->used);
        s->used = 0;
        lws_callback_on_writable(wsi);
    }
    return 0;
}

static int give(struct stand *s, struct lws *wsi)
{
    static unsigned char frame[LWS_PRE + CHARGE_POINT_FRAME];
    if (!charge_point_wants_connection(&s->point)) {
        return -1;
    }
    size_t length = charge_point_next(&s->point, (char *)frame + LWS_PRE, CHARGE_POINT_FRAME);
    if (length > 0 && lws_write(wsi, frame + LWS_PRE, length, LWS_WRITE_TEXT) < 0) {
        return -1;
    }
    return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t count)
{
    struct stand *s = wsi != NULL ? lws_get_opaque_user_data(wsi) : NULL;
    (void)user;
    if (s == NULL) {
        return 0;
    }
    switch (reason) {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER: {
        unsigned char **at = in;
        return add_password(wsi, s, at, *at + count);
    }
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        charge_point_open(&s->point);
        s->used = 0;
        lws_callback_on_writable(wsi);
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        return take(s, wsi, in, count);
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return give(s, wsi);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    case LWS_CALLBACK_CLIENT_CLOSED:
        charge_point_close(&s->point);
        s->socket = NULL;
        s->retry_us = clock_us() + 1000000;
        return 0;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {{"ocpp1.6", callback, 0, 4096, 0, NULL, 0},
                                                 {NULL, NULL, 0, 0, 0, NULL, 0}};

static void escape(const char *name, char *path, size_t capacity)
{
    size_t used = (size_t)snprintf(path, capacity, "/ocpp/");
    for (; *name != '\0' && used + 4 < capacity; name++) {
        used += (size_t)snprintf(path + used, capacity - used, *name == ' ' ? "%%20" : "%c", *name);
    }
}

static void connect_stand(struct stand *s)
{
    char path[4 * NAME];
    struct lws_client_connect_info info;
    memset(&info, 0, sizeof info);
    escape(s->name, path, sizeof path);
    info.context = all.context;
    info.address = info.host = info.origin = all.host;
    info.port = all.port;
    info.path = path;
    info.protocol = info.local_protocol_name = protocols[0].name;
    info.opaque_user_data = s;
    info.pwsi = &s->socket;
    if (lws_client_connect_via_info(&info) == NULL) {
        s->socket = NULL;
        s->retry_us = clock_us() + 1000000;
    }
}

/* ---- time --------------------------------------------------------------------------------------
 */

static void tell(const struct stand *s)
{
    const struct charge_point *p = &s->point;
    printf("%s %d %d %.0f %.0f %.1f\n", s->name, (int)p->connected, (int)p->transaction, p->draws_w,
           charge_point_allowed_w(p), p->energy_wh);
}

static void tick(lws_sorted_usec_list_t *timer)
{
    int64_t now_us = clock_us();
    double dt_s = (double)(now_us - all.last_us) * 1e-6;
    int tells = now_us - all.told_us >= 1000000;
    (void)timer;
    all.last_us = now_us;
    all.told_us = tells ? now_us : all.told_us;
    for (int i = 0; i < all.count; i++) {
        struct stand *s = &all.stand[i];
        (void)charge_point_step(&s->point, (int64_t)time(NULL), dt_s, 1);
        if (s->socket == NULL && now_us >= s->retry_us &&
            charge_point_wants_connection(&s->point)) {
            connect_stand(s);
        } else if (s->point.connected) {
            lws_callback_on_writable(s->socket);
        }
        if (tells) {
            tell(s);
        }
    }
    fflush(stdout);
    lws_sul_schedule(all.context, 0, &all.timer, tick, TICK_US);
}

/* What standard input says; its end ends everything. */
static void listen_to(void)
{
    static char line[256];
    static size_t have;
    struct pollfd in = {STDIN_FILENO, POLLIN, 0};
    while (!all.ending && poll(&in, 1, 0) > 0) {
        if (read(STDIN_FILENO, line + have, 1) <= 0) {
            all.ending = 1;
        } else if (line[have] == '\n') {
            line[have] = '\0';
            char *space = strrchr(line, ' ');
            double wh = space != NULL ? strtod(space, NULL) : 0.0;
            for (int i = 0; space != NULL && i < all.count; i++) {
                if (strlen(all.stand[i].name) == (size_t)(space - line) &&
                    strncmp(all.stand[i].name, line, (size_t)(space - line)) == 0) {
                    charge_point_plug(&all.stand[i].point, wh);
                }
            }
            have = 0;
        } else {
            have = have + 2 < sizeof line ? have + 1 : 0;
        }
    }
}

/* ---- begin -------------------------------------------------------------------------------------
 */

struct wishes {
    uint64_t seed;
    int lies;
    double quiet_s, wants_wh;
};

static void add_stand(const char *name, const struct wishes *wishes)
{
    struct stand *s = &all.stand[all.count];
    struct charge_point_setup setup;
    struct lies lies = {.count = 0};
    char text[80];
    charge_point_defaults(&setup);
    if (wishes->lies) {
        lies_make(&lies, wishes->seed + (uint64_t)all.count, LIES_OF_CHARGERS, wishes->quiet_s);
    }
    for (int32_t i = 0; i < lies.count; i++) {
        (void)lie_text(&lies.lie[i], text, sizeof text);
        fprintf(stderr, "%s: %s\n", name, text);
    }
    snprintf(s->name, sizeof s->name, "%s", name);
    charge_point_begin(&s->point, &setup, &lies);
    if (wishes->wants_wh > 0.0) {
        charge_point_plug(&s->point, wishes->wants_wh);
    }
    all.count++;
}

/* Returns 0 for arguments that make no sense. */
static int read_arguments(int count, char **texts)
{
    struct wishes wishes = {.quiet_s = 3600.0};
    int i = 1;
    all.host = "127.0.0.1";
    for (; i + 1 < count && strncmp(texts[i], "--", 2) == 0; i += 2) {
        double number = 0.0;
        const char *value = texts[i + 1];
        int is_number = ostrov_number_read(value, strlen(value), &number, NULL) == OSTROV_OK &&
                        number >= 0.0 && number < 1e15;
        if (strcmp(texts[i], "--host") == 0) {
            all.host = value;
        } else if (!is_number) {
            return 0;
        } else if (strcmp(texts[i], "--port") == 0) {
            all.port = (int)(number < 65536.0 ? number : 0.0);
        } else if (strcmp(texts[i], "--lies") == 0) {
            wishes.seed = (uint64_t)number;
            wishes.lies = 1;
        } else if (strcmp(texts[i], "--quiet_s") == 0) {
            wishes.quiet_s = number;
        } else if (strcmp(texts[i], "--wants_wh") == 0) {
            wishes.wants_wh = number;
        } else {
            return 0;
        }
    }
    for (; i < count && all.count < MOST; i++) {
        add_stand(texts[i], &wishes);
    }
    return all.port > 0 && all.count > 0 && i == count;
}

static const char usage[] =
    "Usage: ostrov-sim-chargers --port P [option ...] NAME ...\n"
    "Simulates charge points, which connect by OCPP 1.6J to a station that listens on the port.\n"
    "  --host ADDRESS   of the station [127.0.0.1]\n"
    "  --wants_wh W     a vehicle that wants so much stands at each [none]\n"
    "  --lies SEED      they lie, by a schedule that is printed\n"
    "  --quiet_s S      no lie after so many seconds [3600]\n";

int main(int count, char **texts)
{
    struct lws_context_creation_info info;
    int help = count == 2 && strcmp(texts[1], "--help") == 0;
    if (help || !read_arguments(count, texts)) {
        fputs(usage, help ? stdout : stderr);
        return help ? 0 : 2;
    }
    lws_set_log_level(0, NULL);
    memset(&info, 0, sizeof info);
    info.port = CONTEXT_PORT_NO_LISTEN;
    info.protocols = protocols;
    all.context = lws_create_context(&info);
    if (all.context == NULL) {
        fprintf(stderr, "ostrov-sim-chargers: no memory\n");
        return 1;
    }
    all.last_us = clock_us();
    lws_sul_schedule(all.context, 0, &all.timer, tick, 1);
    while (!all.ending && lws_service(all.context, 0) >= 0) {
        listen_to();
    }
    lws_context_destroy(all.context);
    return 0;
}
