/* A problem byte by byte as its caller holds it, to tell whether another one is the very same.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_LIB_PLAN_PICTURE_H
#define OSTROV_LIB_PLAN_PICTURE_H

#include <ostrov/plan.h>

#include <stddef.h>

/* Bytes of a picture, a multiple of 8; 0 = none is made of this one: it has parts that a later version knows,
 * or series so much finer than its slots that a picture would be most of the workspace. */
size_t ostrov_i_picture_bytes(const ostrov_problem *problem);

/* Makes it. The problem has been judged. */
void ostrov_i_picture_take(const ostrov_problem *problem, unsigned char *picture);

/* 1 when the problem is to the last bit the one of the picture. The problem need not have been judged; that
 * of the picture has been. */
int32_t ostrov_i_picture_same(const ostrov_problem *problem, const unsigned char *picture,
                              size_t bytes);

#endif
