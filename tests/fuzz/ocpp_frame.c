/* Fuzz entry on what a charge point sends: frames divided by line ends, seconds between them.
 * Whatever comes, every answer is a frame, and a limit that is sent is within what the charge point
 * may draw.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz.h"

#include "drivers/ocpp/point.h"

enum { FRAMES = 24 }; /* of one execution */

static char out[OCPP_MOST_BYTES + 1];

static void frame_or_nothing(size_t length)
{
    struct ocpp_message m;
    if (length > 0) {
        fuzz_must(ocpp_message_read(out, length, &m) == 0);
        ocpp_message_end(&m);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
    static struct ocpp_point point;
    struct ocpp_setup setup;
    int64_t now_us = 0;
    ocpp_setup_defaults(&setup);
    ocpp_point_begin(&point, &setup);
    ocpp_point_open(&point, 0);
    for (int frame = 0; frame < FRAMES && count > 0; frame++) {
        const unsigned char *end = memchr(bytes, '\n', count);
        size_t length = end != NULL ? (size_t)(end - bytes) : count;
        frame_or_nothing(ocpp_point_receive(&point, (const char *)bytes, length, now_us, 1800000000,
                                            out, sizeof out));
        ocpp_point_want(&point, (double)length * 100.0, now_us);
        now_us += 1000000 * (int64_t)(1 + length % 40);
        frame_or_nothing(ocpp_point_next(&point, now_us, 1800000000, out, sizeof out));
        fuzz_must(!(point.asked_w > setup.limit_w) && !(point.asked_w < 0.0));
        fuzz_must(!(point.reading.power_w > 1.5 * setup.limit_w));
        length += end != NULL;
        bytes += length;
        count -= length;
    }
    return 0;
}
