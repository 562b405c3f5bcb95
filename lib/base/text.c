/* Text put together piece by piece: see text.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text.h"

void ostrov_i_text_begin(ostrov_i_text *text, char *at, size_t capacity)
{
    text->at = at;
    text->capacity = at != NULL ? capacity : 0;
    text->length = 0;
}

void ostrov_i_text_char(ostrov_i_text *text, char c)
{
    if (text->length < text->capacity) {
        text->at[text->length] = c;
    }
    text->length++;
}

void ostrov_i_text_add(ostrov_i_text *text, const char *words)
{
    while (*words != '\0') {
        ostrov_i_text_char(text, *words);
        words++;
    }
}

void ostrov_i_text_integer(ostrov_i_text *text, int64_t value)
{
    char digits[20];
    uint32_t count = 0;
    uint64_t rest = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;
    if (value < 0) {
        ostrov_i_text_char(text, '-');
    }
    do {
        digits[count] = (char)('0' + rest % 10u);
        count++;
        rest /= 10u;
    } while (rest != 0);
    while (count > 0) {
        count--;
        ostrov_i_text_char(text, digits[count]);
    }
}

void ostrov_i_text_number(ostrov_i_text *text, double value)
{
    char digits[64]; /* the shortest form has at most 26 characters */
    (void)ostrov_number_write(value, -1, digits, sizeof digits);
    ostrov_i_text_add(text, digits);
}

size_t ostrov_i_text_end(ostrov_i_text *text)
{
    size_t cut = text->length;
    if (text->capacity == 0) {
        return text->length;
    }
    if (cut >= text->capacity) {
        /* The byte that makes room for NUL may be the second or third of a character (10xxxxxx);
         * then the whole character goes, so that what is left stays valid UTF-8. */
        cut = text->capacity - 1;
        while (cut > 0 && ((unsigned char)text->at[cut] & 0xC0u) == 0x80u) {
            cut--;
        }
    }
    text->at[cut] = '\0';
    return text->length;
}
