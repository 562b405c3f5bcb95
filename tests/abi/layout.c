/* Prints the layout of every public structure: what a compiled caller relies on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/ostrov.h>

#ifdef WITH_MILP
#include <ostrov/milp.h>
#endif

#include <stdio.h>

static void print(const ostrov_structure *s)
{
    printf("%s size %u kind %u\n", s->name, (unsigned)s->struct_size, (unsigned)s->kind);
    for (uint32_t i = 0; i < s->field_count; i++) {
        const ostrov_field *f = &s->fields[i];
        printf("%s.%s offset %u type %u count %u\n", s->name, f->name, (unsigned)f->offset,
               (unsigned)f->type, (unsigned)f->count);
    }
}

int main(void)
{
    const ostrov_structure *s;
    for (size_t i = 0; (s = ostrov_structure_at(i)) != NULL; i++) {
        print(s);
    }
#ifdef WITH_MILP
    for (size_t i = 0; (s = ostrov_milp_structure_at(i)) != NULL; i++) {
        print(s);
    }
#endif
    return 0;
}
