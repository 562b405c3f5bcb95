/* The facts on an MQTT broker: see mqtt.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define _POSIX_C_SOURCE 200809L
#include "mqtt.h"

#include "common/json_memory.h"
#include "secret.h"

#include <ostrov/base.h>

#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <ctype.h>
#include <fcntl.h>
#include <mosquitto.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOPIC = 192, KEEP_ALIVE_S = 20, FILES = 256 };

struct mqtt {
    struct mosquitto *client;
    struct mqtt_setup setup;
    char topic[TOPIC]; /* TOPIC/SITE */
    char node[TOPIC];  /* ostrov_SITE, of letters, digits and _ */
    atomic_int connected, discovered;
    int64_t sent_us;
};

/* The library opens its connection, and a pair of sockets that wakes its thread and that it does not
 * tell, so that a program that is started would keep them. Above the three standard ones nothing that is
 * open here is another program's business. */
static void close_on_exec(void)
{
    for (int fd = 3; fd < FILES; fd++) {
        if (fcntl(fd, F_GETFD) == 0) {
            (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        }
    }
}

/* Called in the library's thread. */
static void on_connect(struct mosquitto *client, void *context, int result)
{
    struct mqtt *m = context;
    char topic[TOPIC + 16];
    close_on_exec();
    if (result == 0) {
        snprintf(topic, sizeof topic, "%s/availability", m->topic);
        (void)mosquitto_publish(client, NULL, topic, 6, "online", 1, true);
        atomic_store(&m->discovered, 0); /* a broker that was renewed has forgotten it */
        atomic_store(&m->connected, 1);
    }
}

static void on_disconnect(struct mosquitto *client, void *context, int reason)
{
    struct mqtt *m = context;
    (void)client;
    (void)reason;
    atomic_store(&m->connected, 0);
}

/* + and # are wildcards and / separates: a site's name must not reach into other topics. */
static void plain(const char *text, char *to, size_t capacity)
{
    size_t used = 0;
    for (; *text != '\0' && used + 1 < capacity; text++) {
        to[used++] = isalnum((unsigned char)*text) || *text == '-' ? *text : '_';
    }
    to[used] = '\0';
}

static int set_up(struct mqtt *m, char *message, size_t capacity)
{
    const struct mqtt_setup *s = &m->setup;
    char will[TOPIC + 16], secret[SECRET] = "";
    snprintf(will, sizeof will, "%s/availability", m->topic);
    if (s->password_file != NULL && secret_read(s->password_file, secret) != 0) {
        snprintf(message, capacity, "mqtt: %s cannot be read", s->password_file);
        return -1;
    }
    int failed = (s->user != NULL && mosquitto_username_pw_set(m->client, s->user, secret) != 0) ||
                 mosquitto_will_set(m->client, will, 7, "offline", 1, true) != 0 ||
                 mosquitto_reconnect_delay_set(m->client, 1, 30, true) != 0 ||
                 mosquitto_max_inflight_messages_set(m->client, 20) != 0;
    memset(secret, 0, sizeof secret);
    mosquitto_connect_callback_set(m->client, on_connect);
    mosquitto_disconnect_callback_set(m->client, on_disconnect);
    if (failed || mosquitto_loop_start(m->client) != 0) {
        snprintf(message, capacity, "mqtt: the client could not be set up");
        return -1;
    }
    (void)mosquitto_connect_async(m->client, s->host, s->port, KEEP_ALIVE_S); /* tried again */
    close_on_exec();
    return 0;
}

struct mqtt *mqtt_open(const struct mqtt_setup *setup, char *message, size_t capacity)
{
    struct in_addr address;
    struct mqtt *m = NULL;
    char topic[64], site[64];
    if (inet_pton(AF_INET, setup->host, &address) != 1 || setup->port < 1 || setup->port > 65535 ||
        !(setup->period_s >= 0.1 && setup->period_s <= 3600.0)) {
        snprintf(message, capacity,
                 "mqtt: an IPv4 address, a port of 1 to 65535 and a period of 0.1 to 3600 s are "
                 "wanted");
        return NULL;
    }
    (void)mosquitto_lib_init();
    m = calloc(1, sizeof *m);
    if (m != NULL) {
        m->setup = *setup;
        plain(setup->topic, topic, sizeof topic);
        plain(setup->site, site, sizeof site);
        snprintf(m->topic, sizeof m->topic, "%s/%s", topic, site);
        snprintf(m->node, sizeof m->node, "ostrov_%s", site);
        m->client = mosquitto_new(NULL, true, m); /* a clean session: nothing old is sent */
    }
    if (m == NULL || m->client == NULL || set_up(m, message, capacity) != 0) {
        if (m == NULL || m->client == NULL) {
            snprintf(message, capacity, "mqtt: out of memory");
        } else {
            mosquitto_destroy(m->client);
        }
        free(m);
        (void)mosquitto_lib_cleanup();
        return NULL;
    }
    return m;
}

/* ---- what is published ------------------------------------------------------------------------
 */

static int send_json(struct mqtt *m, const char *topic, cJSON *json, int qos, bool retain)
{
    char *text = json != NULL ? cJSON_PrintUnformatted(json) : NULL;
    int result = -1;
    if (!json_memory_failed() && text != NULL) {
        result = mosquitto_publish(m->client, NULL, topic, (int)strlen(text), text, qos, retain);
    }
    cJSON_free(text);
    cJSON_Delete(json);
    return result;
}

/* One sensor as Home Assistant's MQTT discovery describes it. */
static cJSON *describe(const struct mqtt *m, const struct fact *fact)
{
    static const struct {
        const char *unit, *device_class;
    } classes[] = {{"W", "power"}, {"V", "voltage"}, {"Hz", "frequency"}, {"s", "duration"}};
    char text[2 * TOPIC];
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "name", fact->brief);
    snprintf(text, sizeof text, "%s_%s", m->node, fact->name);
    cJSON_AddStringToObject(json, "unique_id", text);
    cJSON_AddStringToObject(json, "object_id", text);
    snprintf(text, sizeof text, "%s/state", m->topic);
    cJSON_AddStringToObject(json, "state_topic", text);
    snprintf(text, sizeof text, "%s/availability", m->topic);
    cJSON_AddStringToObject(json, "availability_topic", text);
    snprintf(text, sizeof text, "{{ value_json.%s }}", fact->name);
    cJSON_AddStringToObject(json, "value_template", text);
    if (fact->kind != FACT_WORD) {
        cJSON_AddStringToObject(json, "state_class",
                                fact->kind == FACT_COUNTER ? "total_increasing" : "measurement");
    }
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strcmp(classes[i].unit, fact->unit) == 0) {
            cJSON_AddStringToObject(json, "device_class", classes[i].device_class);
            cJSON_AddStringToObject(json, "unit_of_measurement", fact->unit);
        }
    }
    cJSON *device = cJSON_AddObjectToObject(json, "device");
    cJSON *ids = cJSON_AddArrayToObject(device, "identifiers");
    json_append(ids, cJSON_CreateString(m->node));
    cJSON_AddStringToObject(device, "name", m->setup.site);
    cJSON_AddStringToObject(device, "manufacturer", "ostrov");
    cJSON_AddStringToObject(device, "sw_version", ostrov_version_text());
    return json;
}

static void discover(struct mqtt *m, const struct facts *facts)
{
    char topic[2 * TOPIC];
    int failed = 0;
    for (int32_t i = 0; i < facts->count && !failed; i++) {
        snprintf(topic, sizeof topic, "homeassistant/sensor/%s/%s/config", m->node,
                 facts->fact[i].name);
        failed = send_json(m, topic, describe(m, &facts->fact[i]), 1, true) != 0;
    }
    atomic_store(&m->discovered, !failed);
}

static void put_fact(cJSON *json, const struct fact *fact)
{
    char number[64];
    if (fact->kind == FACT_WORD) {
        cJSON_AddStringToObject(json, fact->name, fact->text);
    } else if (fact->value - fact->value == 0.0) {
        (void)ostrov_number_write(fact->value, fact->decimals, number, sizeof number);
        cJSON_AddRawToObject(json, fact->name, number); /* a point, whatever the locale */
    } else {
        cJSON_AddNullToObject(json, fact->name); /* not known, or no limit */
    }
}

void mqtt_publish(struct mqtt *m, const struct facts *facts, int64_t monotonic_us)
{
    char topic[TOPIC + 16];
    if (m == NULL || !atomic_load(&m->connected) ||
        (double)(monotonic_us - m->sent_us) < m->setup.period_s * 1e6) {
        return;
    }
    m->sent_us = monotonic_us;
    if (!atomic_load(&m->discovered)) {
        discover(m, facts);
    }
    cJSON *json = cJSON_CreateObject();
    if (facts->time_s != INT64_MIN) {
        cJSON_AddNumberToObject(json, "time_s", (double)facts->time_s);
    } else {
        cJSON_AddNullToObject(json, "time_s");
    }
    for (int32_t i = 0; i < facts->count; i++) {
        put_fact(json, &facts->fact[i]);
    }
    snprintf(topic, sizeof topic, "%s/state", m->topic);
    (void)send_json(m, topic, json, 0, false);
}

void mqtt_close(struct mqtt *m)
{
    char topic[TOPIC + 16];
    if (m == NULL) {
        return;
    }
    snprintf(topic, sizeof topic, "%s/availability", m->topic);
    (void)mosquitto_publish(m->client, NULL, topic, 7, "offline", 1, true);
    /* Without a connection its thread may stand in connect() for minutes: it is not waited for. */
    bool connected = atomic_load(&m->connected);
    (void)mosquitto_disconnect(m->client);
    (void)mosquitto_loop_stop(m->client, !connected);
    mosquitto_destroy(m->client);
    free(m);
    (void)mosquitto_lib_cleanup();
}
