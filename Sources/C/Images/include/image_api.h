// The parts of cairo, librsvg and libsixel that draw an image for a terminal, bound at run time.

#ifndef SEGNB_IMAGE_API_H
#define SEGNB_IMAGE_API_H

#include <stddef.h>
#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

/// Where librsvg draws a document, in pixels: RsvgRectangle.
typedef struct ImageRectangle {
    double x, y, width, height;
} ImageRectangle;

/// Takes or gives bytes; gives a cairo_status_t, 0 for success.
typedef int32_t (*image_write)(void *context, const uint8_t *bytes, uint32_t count);
typedef int32_t (*image_read)(void *context, uint8_t *bytes, uint32_t count);
/// Takes text of libsixel; what it gives is not looked at.
typedef int32_t (*image_sixel_write)(char *text, int32_t count, void *context);

// X(return type, name, parameters)
#define CAIRO_FUNCTIONS(X)                                                                    \
    X(void *, cairo_image_surface_create, (int32_t format, int32_t width, int32_t height))    \
    X(void *, cairo_image_surface_create_from_png_stream, (image_read read, void *context))   \
    X(int32_t, cairo_surface_write_to_png_stream, (void *surface, image_write write, void *context)) \
    X(int32_t, cairo_surface_status, (void *surface))                                         \
    X(void, cairo_surface_flush, (void *surface))                                             \
    X(void, cairo_surface_destroy, (void *surface))                                           \
    X(uint8_t *, cairo_image_surface_get_data, (void *surface))                               \
    X(int32_t, cairo_image_surface_get_width, (void *surface))                                \
    X(int32_t, cairo_image_surface_get_height, (void *surface))                               \
    X(int32_t, cairo_image_surface_get_stride, (void *surface))                               \
    X(void *, cairo_create, (void *surface))                                                  \
    X(void, cairo_destroy, (void *context))                                                   \
    X(int32_t, cairo_status, (void *context))                                                 \
    X(void, cairo_scale, (void *context, double x, double y))                                 \
    X(void, cairo_set_source_rgb, (void *context, double red, double green, double blue))     \
    X(void, cairo_set_source_surface, (void *context, void *surface, double x, double y))     \
    X(void, cairo_paint, (void *context))

// The two last are GLib's, which librsvg loads.
#define RSVG_FUNCTIONS(X)                                                                     \
    X(void *, rsvg_handle_new_from_data, (const uint8_t *data, size_t count, void **error))   \
    X(void, rsvg_handle_set_dpi, (void *handle, double dpi))                                  \
    X(int32_t, rsvg_handle_render_document,                                                   \
      (void *handle, void *context, const ImageRectangle *place, void **error))               \
    X(void, g_object_unref, (void *object))                                                   \
    X(void, g_error_free, (void *error))

#define SIXEL_FUNCTIONS(X)                                                                    \
    X(int32_t, sixel_output_new,                                                              \
      (void **output, image_sixel_write write, void *context, void *allocator))               \
    X(void, sixel_output_unref, (void *output))                                               \
    X(int32_t, sixel_dither_new, (void **dither, int32_t colours, void *allocator))           \
    X(int32_t, sixel_dither_initialize,                                                       \
      (void *dither, uint8_t *pixels, int32_t width, int32_t height, int32_t format,          \
       int32_t largest, int32_t representative, int32_t quality))                             \
    X(void, sixel_dither_set_palette, (void *dither, uint8_t *palette))                       \
    X(void, sixel_dither_set_pixelformat, (void *dither, int32_t format))                     \
    X(void, sixel_dither_unref, (void *dither))                                               \
    X(int32_t, sixel_encode,                                                                  \
      (uint8_t *pixels, int32_t width, int32_t height, int32_t depth, void *dither, void *output))

#define IMAGE_MEMBER(result, name, parameters) result(*_Nonnull name) parameters;

/// The bound functions, each under its own name.
typedef struct CairoAPI {
    CAIRO_FUNCTIONS(IMAGE_MEMBER)
} CairoAPI;

typedef struct RsvgAPI {
    RSVG_FUNCTIONS(IMAGE_MEMBER)
} RsvgAPI;

typedef struct SixelAPI {
    SIXEL_FUNCTIONS(IMAGE_MEMBER)
} SixelAPI;

#undef IMAGE_MEMBER

/// Finds every function in an open shared library; null where one is missing. The tables are static.
const CairoAPI *_Nullable cairo_api_bind(void *_Nonnull library);
const RsvgAPI *_Nullable rsvg_api_bind(void *_Nonnull library);
const SixelAPI *_Nullable sixel_api_bind(void *_Nonnull library);

#pragma clang diagnostic pop

#endif
