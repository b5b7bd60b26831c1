#include "image_api.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static CairoAPI cairo;
static RsvgAPI rsvg;
static SixelAPI sixel;

#define IMAGE_BIND(table, name)                            \
    if (!(address = dlsym(library, #name))) return NULL;   \
    memcpy((void *)&table.name, &address, sizeof address);

const CairoAPI *cairo_api_bind(void *library) {
    void *address;
#define CAIRO_BIND(result, name, parameters) IMAGE_BIND(cairo, name)
    CAIRO_FUNCTIONS(CAIRO_BIND)
#undef CAIRO_BIND
    return &cairo;
}

const RsvgAPI *rsvg_api_bind(void *library) {
    void *address;
#define RSVG_BIND(result, name, parameters) IMAGE_BIND(rsvg, name)
    RSVG_FUNCTIONS(RSVG_BIND)
#undef RSVG_BIND
    return &rsvg;
}

const SixelAPI *sixel_api_bind(void *library) {
    void *address;
#define SIXEL_BIND(result, name, parameters) IMAGE_BIND(sixel, name)
    SIXEL_FUNCTIONS(SIXEL_BIND)
#undef SIXEL_BIND
    return &sixel;
}
