#include "image_api.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

// Looks one function up and keeps its address in the table.
#define IMAGE_BIND(result, name, parameters)               \
    if (!(address = dlsym(library, #name))) return NULL;   \
    memcpy((void *)&table.name, &address, sizeof address);

// The function that binds a library: a table of all its functions, or NULL where it lacks one.
#define IMAGE_BINDER(API, bind, FUNCTIONS) \
    const API *bind(void *library) {       \
        static API table;                  \
        void *address;                     \
        FUNCTIONS(IMAGE_BIND)              \
        return &table;                     \
    }

IMAGE_BINDER(CairoAPI, cairo_api_bind, CAIRO_FUNCTIONS)
IMAGE_BINDER(RsvgAPI, rsvg_api_bind, RSVG_FUNCTIONS)
IMAGE_BINDER(SixelAPI, sixel_api_bind, SIXEL_FUNCTIONS)
