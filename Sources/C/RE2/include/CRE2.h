// The part of RE2, a C++ library, that is used here, as C.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct re2_pattern re2_pattern;

/// Compiles a pattern in UTF-8. Never NULL: whether it is one says `re2_error`.
re2_pattern *re2_compile(const char *pattern, size_t length);

/// What is wrong with the pattern, valid as long as it lives; NULL where nothing is.
const char *re2_error(const re2_pattern *pattern);

/// The first match in UTF-8 text from a position on, as positions; may be called by several threads.
bool re2_find(const re2_pattern *pattern, const char *text, size_t length, size_t from, size_t *start, size_t *end);

void re2_free(re2_pattern *pattern);

#ifdef __cplusplus
}
#endif

#endif
