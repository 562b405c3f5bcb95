/* SunSpec register images: points to numbers and back.
 *
 * A view is what was read of one model, beginning with its ID register. A point counts as absent
 * when it lies beyond what the device holds, when it carries its "not implemented" code, or when
 * its scale factor does: absent is NaN, never zero and never a scaled code. Scale factors are taken
 * from the same registers as the point, so that both come from one request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STATION_SUNSPEC_CODEC_H
#define STATION_SUNSPEC_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/sunspec/tables.h"

/* Types of points (SunSpec Device Information Model Specification, point types). */
enum sunspec_type {
    SUNSPEC_UINT16,
    SUNSPEC_INT16,
    SUNSPEC_ENUM16,
    SUNSPEC_BITFIELD16,
    SUNSPEC_SUNSSF,
    SUNSPEC_PAD,
    SUNSPEC_COUNT,
    SUNSPEC_ACC16,
    SUNSPEC_UINT32,
    SUNSPEC_INT32,
    SUNSPEC_ENUM32,
    SUNSPEC_BITFIELD32,
    SUNSPEC_ACC32,
    SUNSPEC_FLOAT32,
    SUNSPEC_UINT64,
    SUNSPEC_INT64,
    SUNSPEC_BITFIELD64,
    SUNSPEC_ACC64,
    SUNSPEC_FLOAT64,
    SUNSPEC_STRING
};

struct sunspec_point {
    const char *name;
    const char *unit;
    uint16_t offset; /* registers from the model's ID */
    int16_t scale;   /* offset of its scale factor, -1 = none */
    uint8_t size;    /* registers */
    uint8_t type;    /* enum sunspec_type */
    uint8_t writable;
    uint8_t mandatory;
};

struct sunspec_model {
    const char *name;
    const struct sunspec_point *points;
    uint16_t id;
    uint16_t registers; /* with ID and L, as defined; a device may hold fewer or more */
    uint16_t count;     /* of points */
};

extern const struct sunspec_model sunspec_models[];
extern const int sunspec_model_count;

/* A point of the first curve (or control) of a model with curves, which holds the settings in force. It
 * stands after offset registers and after per_npt more for each of the model's NPt; one that repeats
 * for each Pt does so every stride registers. */
struct sunspec_curve_point {
    const char *name; /* below the curve, groups joined by a dot: "MustTrip.Pt.V" */
    const char *unit;
    uint16_t model;
    uint16_t offset;
    uint16_t per_npt;
    uint16_t stride; /* 0 = does not repeat */
    int16_t scale;   /* offset of its scale factor, -1 = none */
    uint8_t size;
    uint8_t type;
};

extern const struct sunspec_curve_point sunspec_curve_points[];
extern const int sunspec_curve_point_count;

/* The table of a model, or NULL when there is none here. */
const struct sunspec_model *sunspec_model_find(uint16_t id);

/* What was read of one model: registers[0] is its ID. */
struct sunspec_view {
    const struct sunspec_model *model;
    const uint16_t *registers;
    int count;
};

/* A point as a number, scaled; NaN = absent. Text points are NaN. */
double sunspec_number(const struct sunspec_view *view, int point);

/* A point as it stands in the registers, not scaled. Returns 1 and writes value; 0 = absent. */
int sunspec_bits(const struct sunspec_view *view, int point, uint64_t *value);

/* Text of a string point, always terminated; returns its length, 0 = absent. */
size_t sunspec_text(const struct sunspec_view *view, int point, char *text, size_t capacity);

/* The least difference a point can show: 10 to its scale factor, 1 without one; NaN = not known. */
double sunspec_step(const struct sunspec_view *view, int point);

/* Writes a number with the scale factor that stands in the registers, rounded to the nearest.
 * NaN becomes the "not implemented" code. Returns 0; -1 when the point is not held, has an unknown
 * scale factor, or the number does not fit (registers untouched): a number is never wrapped. */
int sunspec_put(const struct sunspec_model *model, uint16_t *registers, int count, int point,
                double value);

/* Writes bits without scaling; same return. */
int sunspec_put_bits(const struct sunspec_model *model, uint16_t *registers, int count, int point,
                     uint64_t value);

/* Writes the "not implemented" code of a point. */
void sunspec_put_absent(const struct sunspec_model *model, uint16_t *registers, int count,
                        int point);

/* Writes text, cut to the point's size and filled with NUL. */
void sunspec_put_text(const struct sunspec_model *model, uint16_t *registers, int count, int point,
                      const char *text);

/* A double in four registers and back, high word first: bit for bit, any value. */
void sunspec_put_double(uint16_t *registers, double value);
double sunspec_get_double(const uint16_t *registers);

#endif
