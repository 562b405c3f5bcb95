#include "dispatch.h"
int32_t dispatch_evcc(tally *t, const char *folder, const char *file, const char *text){(void)t;(void)folder;(void)file;(void)text;return 0;}
int32_t dispatch_district(tally *t, const char *file, const csv *table){(void)t;(void)file;(void)table;return 0;}
