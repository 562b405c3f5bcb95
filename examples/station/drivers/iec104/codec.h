/* IEC 60870-5-104 frames: bytes to structures and back. No socket, no clock, no memory of its own.
 *
 * Frames after IEC 60870-5-104 (5: APCI), ASDUs after IEC 60870-5-101 (7): cause of two bytes,
 * common address of two, object address of three, as 104 fixes them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_IEC104_CODEC_H
#define STATION_IEC104_CODEC_H

#include <stddef.h>
#include <stdint.h>

enum {
    IEC104_START = 0x68,
    IEC104_MOST_FRAME = 255,
    IEC104_MOST_ASDU = 249,
    IEC104_SEQUENCES = 32768, /* numbers run modulo this */
    IEC104_BROADCAST = 0xFFFF
};

/* ---- frames ---------------------------------------------------------------------------------- */

enum iec104_format { IEC104_I = 0, IEC104_S = 1, IEC104_U = 2 };

enum iec104_function { /* of U frames, as on the wire */
                       IEC104_STARTDT_ACT = 0x07,
                       IEC104_STARTDT_CON = 0x0B,
                       IEC104_STOPDT_ACT = 0x13,
                       IEC104_STOPDT_CON = 0x23,
                       IEC104_TESTFR_ACT = 0x43,
                       IEC104_TESTFR_CON = 0x83
};

struct iec104_frame {
    int32_t format;    /* enum iec104_format */
    int32_t function;  /* of a U frame */
    uint16_t sent;     /* N(S) of an I frame */
    uint16_t received; /* N(R) of an I or S frame */
    size_t asdu_length;
    const uint8_t *asdu; /* into the bytes that were read; NULL = none */
};

/* Length of the frame that begins at bytes; 0 = more bytes are needed; -1 = none begins here. */
int iec104_frame_length(const uint8_t *bytes, size_t count);

/* Reads one whole frame. Returns 0, or -1 for one that makes no sense. */
int iec104_frame_read(const uint8_t *bytes, size_t count, struct iec104_frame *frame);

/* Writes a frame into IEC104_MOST_FRAME bytes. Returns its length, 0 = it has no room. */
size_t iec104_frame_write(const struct iec104_frame *frame, uint8_t *bytes);

/* ---- ASDUs ----------------------------------------------------------------------------------- */

enum iec104_type {
    IEC104_M_SP_NA_1 = 1,
    IEC104_M_DP_NA_1 = 3,
    IEC104_M_ME_NC_1 = 13,
    IEC104_M_SP_TB_1 = 30,
    IEC104_M_DP_TB_1 = 31,
    IEC104_M_ME_TF_1 = 36,
    IEC104_C_SC_NA_1 = 45,
    IEC104_C_DC_NA_1 = 46,
    IEC104_C_SE_NC_1 = 50,
    IEC104_M_EI_NA_1 = 70,
    IEC104_C_IC_NA_1 = 100,
    IEC104_C_CS_NA_1 = 103
};

enum iec104_cause {
    IEC104_CYCLIC = 1,
    IEC104_SPONTANEOUS = 3,
    IEC104_INITIALISED = 4,
    IEC104_ACTIVATION = 6,
    IEC104_ACTIVATION_CON = 7,
    IEC104_DEACTIVATION = 8,
    IEC104_DEACTIVATION_CON = 9,
    IEC104_ACTIVATION_END = 10,
    IEC104_INTERROGATED = 20,
    IEC104_UNKNOWN_TYPE = 44,
    IEC104_UNKNOWN_CAUSE = 45,
    IEC104_UNKNOWN_COMMON = 46,
    IEC104_UNKNOWN_OBJECT = 47
};

/* Quality bits (7.2.6.3); those of single and double points stand in the same places. */
enum iec104_quality {
    IEC104_OVERFLOW = 0x01,
    IEC104_BLOCKED = 0x10,
    IEC104_SUBSTITUTED = 0x20,
    IEC104_NOT_TOPICAL = 0x40,
    IEC104_INVALID = 0x80
};

/* Double points: 0 intermediate, 1 off, 2 on, 3 indeterminate. */
enum iec104_double {
    IEC104_INTERMEDIATE = 0,
    IEC104_OFF = 1,
    IEC104_ON = 2,
    IEC104_INDETERMINATE = 3
};

/* One information object of any of the types above. */
struct iec104_object {
    uint32_t address;
    int32_t quality; /* enum iec104_quality bits */
    double value;   /* measured or set: as a float; points: 0 … 3; interrogation: its qualifier */
    int32_t select; /* commands: 1 = select, 0 = execute */
    int32_t qualifier; /* commands: QU or QL */
    int64_t time_ms;   /* UTC since 1970; INT64_MIN = its time is marked invalid */
};

struct iec104_asdu {
    int32_t type;
    int32_t cause;
    int32_t negative;
    int32_t test;
    int32_t originator;
    int32_t common;
    int32_t count;    /* of objects */
    int32_t sequence; /* 1 = addresses run on from the first */
};

/* Reads the head of an ASDU. Returns 0; -1 when it is shorter than a head. */
int iec104_asdu_read(const uint8_t *bytes, size_t count, struct iec104_asdu *asdu);

/* Reads object index of an ASDU whose head was read. Returns 0; -1 for a type that is not known
 * here, or one that is not there. */
int iec104_object_read(const uint8_t *bytes, size_t count, const struct iec104_asdu *asdu,
                       int index, struct iec104_object *object);

/* Writes an ASDU of one object into IEC104_MOST_ASDU bytes. Returns its length; 0 = type not known.
 */
size_t iec104_asdu_write(const struct iec104_asdu *asdu, const struct iec104_object *object,
                         uint8_t *bytes);

/* Bytes of one object behind its address, 0 = type not known. */
size_t iec104_element_size(int32_t type);

/* CP56Time2a: seven bytes; a time that is not known is marked invalid. Read returns INT64_MIN for
 * one that is marked so, or makes no sense. Years 1970 … 2069. */
void iec104_time_write(int64_t time_ms, uint8_t bytes[7]);
int64_t iec104_time_read(const uint8_t bytes[7]);

#endif
