/* The facts on an MQTT broker with discovery for Home Assistant, by libmosquitto.
 *
 * Publishes only; it subscribes to nothing, so that nobody steers a station over MQTT. The
 * library's thread talks to the broker: a broker that is slow, away or hostile never holds up
 * control, and what could not be sent is not kept.
 *
 *   TOPIC/SITE/availability   online, offline (last will)          retained
 *   TOPIC/SITE/state          one JSON object, null = not known
 *   homeassistant/sensor/ostrov_SITE/NAME/config                    retained
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_LIVE_MQTT_H
#define STATION_LIVE_MQTT_H

#include "facts.h"

struct mqtt_setup {
    const char *host; /* IPv4 number */
    int32_t port;
    const char *topic; /* such as "ostrov" */
    const char *site;
    const char *user;          /* NULL = none */
    const char *password_file; /* its first line; NULL = none */
    double period_s;           /* between states */
};

struct mqtt;

/* Returns NULL with a message when the setup makes no sense. A broker that is away is looked for
 * again and again. */
struct mqtt *mqtt_open(const struct mqtt_setup *setup, char *message, size_t capacity);

/* Publishes when the period is over; discovery once after each connect. NULL mqtt is allowed. */
void mqtt_publish(struct mqtt *mqtt, const struct facts *facts, int64_t monotonic_us);

/* Says offline and ends. */
void mqtt_close(struct mqtt *mqtt);

#endif
