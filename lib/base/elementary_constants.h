/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tests/elementary/generate.py; do not edit. */
#ifndef OSTROV_ELEMENTARY_CONSTANTS_H
#define OSTROV_ELEMENTARY_CONSTANTS_H

/* ln2/128 in two parts: k * OSTROV_I_LN2_128_HI is exact for |k| < 2^18. */
static const double OSTROV_I_LN2_128_HI = 0x1.62e42fefcp-8;
static const double OSTROV_I_LN2_128_LO = -0x1.c610ca86c3899p-44;
static const double OSTROV_I_128_BY_LN2 = 0x1.71547652b82fep+7;

/* ln2 in two parts: the high one on the grid of the table, 2^-42. */
static const double OSTROV_I_LN2_HI = 0x1.62e42fefa38p-1;
static const double OSTROV_I_LN2_LO = 0x1.ef35793c7673p-45;

/* pi/64 in three parts: n * HI and n * MID are exact for |n| < 2^22. */
static const double OSTROV_I_PI_64_HI = 0x1.921fb544p-5;
static const double OSTROV_I_PI_64_MID = 0x1.0b4611a8p-39;
static const double OSTROV_I_PI_64_LO = -0x1.d9cceba3f91f2p-71;
static const double OSTROV_I_64_BY_PI = 0x1.45f306dc9c883p+4;

/* Double-doubles. */
static const double OSTROV_I_PI_HI = 0x1.921fb54442d18p+1;
static const double OSTROV_I_PI_LO = 0x1.1a62633145c07p-53;
static const double OSTROV_I_HALF_PI_HI = 0x1.921fb54442d18p+0;
static const double OSTROV_I_HALF_PI_LO = 0x1.1a62633145c07p-54;
static const double OSTROV_I_TWO_PI_HI = 0x1.921fb54442d18p+2;
static const double OSTROV_I_TWO_PI_LO = 0x1.1a62633145c07p-52;

/* (e^r - 1 - r - r^2/2) / r^3, |r| <= ln2/256; relative to the result the error is 2^-62.7. */
static const double OSTROV_I_EXP_0 = 0x1.5555555555555p-3;
static const double OSTROV_I_EXP_1 = 0x1.5555596ee6acp-5;
static const double OSTROV_I_EXP_2 = 0x1.11111368d1d4p-7;

/* (e^x - 1 - x - x^2/2) / x^3, |x| <= 1/16; relative to the result the error is 2^-63.4. */
static const double OSTROV_I_EXPM1_0 = 0x1.5555555555555p-3;
static const double OSTROV_I_EXPM1_1 = 0x1.5555555555658p-5;
static const double OSTROV_I_EXPM1_2 = 0x1.111111111116fp-7;
static const double OSTROV_I_EXPM1_3 = 0x1.6c16c15be808bp-10;
static const double OSTROV_I_EXPM1_4 = 0x1.a01a01945523ep-13;
static const double OSTROV_I_EXPM1_5 = 0x1.a02218f697a2p-16;
static const double OSTROV_I_EXPM1_6 = 0x1.71e41cc0ad3f6p-19;

/* (ln(1+r) - r + r^2/2) / r^3, |r| <= 2^-8; relative to the result the error is 2^-63.0. */
static const double OSTROV_I_LOG_0 = 0x1.5555555555555p-2;
static const double OSTROV_I_LOG_1 = -0x1.ffffffffad782p-3;
static const double OSTROV_I_LOG_2 = 0x1.99999999503d4p-3;
static const double OSTROV_I_LOG_3 = -0x1.55569a5b5d6e4p-3;
static const double OSTROV_I_LOG_4 = 0x1.24936a0d825fdp-3;

/* the same to the accuracy pow needs; relative to the result the error is 2^-70.9. */
static const double OSTROV_I_POW_0 = 0x1.5555555555556p-2;
static const double OSTROV_I_POW_1 = -0x1p-2;
static const double OSTROV_I_POW_2 = 0x1.99999999158cfp-3;
static const double OSTROV_I_POW_3 = -0x1.55555554de7d2p-3;
static const double OSTROV_I_POW_4 = 0x1.2493a3d5d667ep-3;
static const double OSTROV_I_POW_5 = -0x1.00013805f5e9p-3;

/* (sin d - d) / d^3 in z = d^2, |d| <= pi/128; relative to the result the error is 2^-65.7. */
static const double OSTROV_I_SIN_0 = -0x1.5555555555555p-3;
static const double OSTROV_I_SIN_1 = 0x1.11111110c1e72p-7;
static const double OSTROV_I_SIN_2 = -0x1.a018ab65a2bc1p-13;

/* (cos d - 1) / d^2 in z = d^2, |d| <= pi/128; relative to the result the error is 2^-63.2. */
static const double OSTROV_I_COS_0 = -0x1.ffffffffffffdp-2;
static const double OSTROV_I_COS_1 = 0x1.55555554a337p-5;
static const double OSTROV_I_COS_2 = -0x1.6c15406a731e8p-10;

/* (atan t - t) / t^3 in z = t^2, |t| <= 1/128; relative to the result the error is 2^-64.2. */
static const double OSTROV_I_ATAN_0 = -0x1.5555555555546p-2;
static const double OSTROV_I_ATAN_1 = 0x1.9999999159004p-3;
static const double OSTROV_I_ATAN_2 = -0x1.248cde78d3dbfp-3;

/* (asin x - x) / x^3 in z = x^2, z <= 1/4; relative to the result the error is 2^-58.6. */
static const double OSTROV_I_ASIN_0 = 0x1.5555555555555p-3;
static const double OSTROV_I_ASIN_1 = 0x1.3333333333388p-4;
static const double OSTROV_I_ASIN_2 = 0x1.6db6db6dac1ep-5;
static const double OSTROV_I_ASIN_3 = 0x1.f1c71c7a52ba3p-6;
static const double OSTROV_I_ASIN_4 = 0x1.6e8ba123e494cp-6;
static const double OSTROV_I_ASIN_5 = 0x1.1c4efce23019fp-6;
static const double OSTROV_I_ASIN_6 = 0x1.c990ad3d8fdcap-7;
static const double OSTROV_I_ASIN_7 = 0x1.7b027ee1dd585p-7;
static const double OSTROV_I_ASIN_8 = 0x1.3b49de7121487p-7;
static const double OSTROV_I_ASIN_9 = 0x1.31622469ce5adp-7;
static const double OSTROV_I_ASIN_10 = 0x1.8f193743418ffp-9;
static const double OSTROV_I_ASIN_11 = 0x1.406192d124629p-6;
static const double OSTROV_I_ASIN_12 = -0x1.3b416bb7d9257p-6;
static const double OSTROV_I_ASIN_13 = 0x1.e529c6fce9bb4p-6;

#endif
