/* How the fuzzers change JSON: half of the time byte by byte, as they do anyway; else whole values
 * and keys are replaced, doubled, taken away, exchanged, or changed inside, so that more of what
 * comes out is JSON still, and gets behind the parser. Several texts in one (OCPP frames, line by
 * line) are as good as one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TOKENS = 1024, MOST = 16384 };

/* What libFuzzer calls, and what it offers. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t most);

/* A value or a key, from its first byte to its last. */
struct token {
    size_t at, length;
};

static const char *const words[] = {"0",
                                    "-1",
                                    "1",
                                    "0.5",
                                    "1e9",
                                    "-1e300",
                                    "1e999",
                                    "2147483648",
                                    "1.5e-7",
                                    "65535",
                                    "\"\"",
                                    "null",
                                    "true",
                                    "false",
                                    "[]",
                                    "{}",
                                    "[0, 1]",
                                    "\"a\"",
                                    "\"2026-01-15T00:00Z\""};

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static size_t end_of_text(const uint8_t *bytes, size_t count, size_t at)
{
    for (at++; at < count && bytes[at] != '"'; at++) {
        at += bytes[at] == '\\';
    }
    return at < count ? at + 1 : count;
}

static int in_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '+' || c == '.';
}

/* Every text, word, list and object; brackets that do not match are let be. */
static size_t find(const uint8_t *bytes, size_t count, struct token tokens[TOKENS])
{
    size_t open[64];
    size_t depth = 0, found = 0;
    for (size_t at = 0; at < count && found < TOKENS;) {
        const size_t from = at;
        if (bytes[at] == '"') {
            at = end_of_text(bytes, count, at);
            tokens[found++] = (struct token){from, at - from};
        } else if (in_word(bytes[at])) {
            while (at < count && in_word(bytes[at])) {
                at++;
            }
            tokens[found++] = (struct token){from, at - from};
        } else if (bytes[at] == '[' || bytes[at] == '{') {
            if (depth < sizeof open / sizeof open[0]) {
                open[depth++] = found;
            }
            tokens[found++] = (struct token){from, 1};
            at++;
        } else {
            if ((bytes[at] == ']' || bytes[at] == '}') && depth > 0) {
                struct token *t = &tokens[open[--depth]];
                t->length = at + 1 - t->at;
            }
            at++;
        }
    }
    return found;
}

/* Puts what is given in place of a token. Returns the new count; the old one when it is too long.
 */
static size_t replace(uint8_t *bytes, size_t count, size_t most, struct token t,
                      const uint8_t *with, size_t length)
{
    if (count - t.length + length > most) {
        return count;
    }
    memmove(bytes + t.at + length, bytes + t.at + t.length, count - t.at - t.length);
    memcpy(bytes + t.at, with, length);
    return count - t.length + length;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t most, unsigned seed)
{
    static struct token tokens[TOKENS];
    static uint8_t with[2 * MOST + 2];
    uint32_t random = seed;
    const size_t found = count <= MOST ? find(bytes, count, tokens) : 0;
    if (found == 0 || next(&random) % 2 == 0) {
        return LLVMFuzzerMutate(bytes, count, most);
    }
    struct token t = tokens[next(&random) % found];
    const struct token other = tokens[next(&random) % found];
    const char *word = words[next(&random) % (sizeof words / sizeof words[0])];
    size_t length = t.length;
    switch (next(&random) % 6) {
    case 0:
        return replace(bytes, count, most, t, (const uint8_t *)word, strlen(word));
    case 1: /* another of the same text */
        memcpy(with, bytes + other.at, other.length);
        return replace(bytes, count, most, t, with, other.length);
    case 2: /* twice: a member of a list, or a key without its value */
        memcpy(with, bytes + t.at, t.length);
        with[t.length] = ',';
        memcpy(with + t.length + 1, bytes + t.at, t.length);
        return replace(bytes, count, most, t, with, 2 * t.length + 1);
    case 3: /* away, with the comma or the colon behind it */
        while (t.at + t.length < count && memchr(" \n,:", bytes[t.at + t.length], 5) != NULL) {
            t.length++;
        }
        return replace(bytes, count, most, t, with, 0);
    default:
        memcpy(with, bytes + t.at, length);
        length = LLVMFuzzerMutate(with, length, length + 16);
        return replace(bytes, count, most, t, with, length);
    }
}
