// The part of SQLite's C interface that reads and writes a table, bound at run time.

#ifndef SEGNB_SQLITE_API_H
#define SEGNB_SQLITE_API_H

#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// X(return type, name without the prefix sqlite3_, parameters)
#define SQLITE_FUNCTIONS(X)                                                                    \
    X(int32_t, open_v2, (const char *path, void **database, int32_t flags, const char *system)) \
    X(int32_t, close_v2, (void *database))                                                     \
    X(const char *, errmsg, (void *database))                                                  \
    X(int32_t, prepare_v2,                                                                     \
      (void *database, const char *sql, int32_t length, void **statement, const char **rest))  \
    X(int32_t, step, (void *statement))                                                        \
    X(int32_t, finalize, (void *statement))                                                    \
    X(int32_t, column_count, (void *statement))                                                \
    X(const char *, column_name, (void *statement, int32_t column))                            \
    X(const char *, column_decltype, (void *statement, int32_t column))                        \
    X(int32_t, column_type, (void *statement, int32_t column))                                 \
    X(int64_t, column_int64, (void *statement, int32_t column))                                \
    X(double, column_double, (void *statement, int32_t column))                                \
    X(const void *, column_blob, (void *statement, int32_t column))                            \
    X(int32_t, column_bytes, (void *statement, int32_t column))                                \
    X(int32_t, reset, (void *statement))                                                       \
    X(int32_t, bind_null, (void *statement, int32_t position))                                 \
    X(int32_t, bind_int64, (void *statement, int32_t position, int64_t value))                 \
    X(int32_t, bind_double, (void *statement, int32_t position, double value))                 \
    X(int32_t, bind_text, (void *statement, int32_t position, const char *text, int32_t count, \
                           void *destructor))

/// The bound functions, each under its SQLite name without the prefix `sqlite3_`.
typedef struct SQLiteAPI {
#define SQLITE_MEMBER(result, name, parameters) result(*_Nonnull name) parameters;
    SQLITE_FUNCTIONS(SQLITE_MEMBER)
#undef SQLITE_MEMBER
} SQLiteAPI;

/// Finds every function in an open shared library; null where one is missing. The table is static.
const SQLiteAPI *_Nullable sqlite_api_bind(void *_Nonnull library);

#pragma clang diagnostic pop

#endif
