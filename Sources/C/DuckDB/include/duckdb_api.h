// The part of DuckDB's stable C interface (1.3 and later) that segnb uses, bound at run time.
//
// Every function is a member of `DuckDBAPI`, filled from a shared library by `duckdb_api_bind`;
// nothing here links against DuckDB. Handles are opaque pointers, as in DuckDB's own header.

#ifndef SEGNB_DUCKDB_API_H
#define SEGNB_DUCKDB_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// DuckDB's own header says nothing of null; only the table of functions is known to be whole.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

typedef uint64_t duckdb_idx;
typedef void *duckdb_handle;

/// 16 bytes of a signed or unsigned 128-bit integer.
typedef struct duckdb_hugeint_value {
    uint64_t lower;
    int64_t upper;
} duckdb_hugeint_value;

/// A string as it lies in a vector: up to 12 bytes from `prefix` on, zeros behind; longer ones as
/// their first 4 bytes and the address of all.
typedef struct duckdb_string_value {
    uint32_t length;
    uint32_t prefix;
    uint64_t rest_or_address;
} duckdb_string_value;

/// A span of time: months and days have no fixed length.
typedef struct duckdb_interval_value {
    int32_t months;
    int32_t days;
    int64_t micros;
} duckdb_interval_value;

/// What a query gave; the first members are DuckDB's own and not to be read.
typedef struct duckdb_query_result {
    uint64_t reserved[5];
    void *internal_data;
} duckdb_query_result;

typedef void (*duckdb_info_callback)(duckdb_handle info);
typedef void (*duckdb_scan_callback)(duckdb_handle info, duckdb_handle chunk);
typedef void (*duckdb_delete_callback)(void *data);

// X(return type, name without the prefix duckdb_, parameters)
#define DUCKDB_FUNCTIONS(X)                                                                       \
    X(const char *, library_version, (void))                                                      \
    X(int32_t, create_config, (duckdb_handle * config))                                           \
    X(int32_t, set_config, (duckdb_handle config, const char *name, const char *option))          \
    X(void, destroy_config, (duckdb_handle * config))                                             \
    X(int32_t, open_ext,                                                                          \
      (const char *path, duckdb_handle *database, duckdb_handle config, char **error))            \
    X(void, close, (duckdb_handle * database))                                                    \
    X(int32_t, connect, (duckdb_handle database, duckdb_handle * connection))                     \
    X(void, disconnect, (duckdb_handle * connection))                                             \
    X(void, interrupt, (duckdb_handle connection))                                                \
    X(void, free, (void *pointer))                                                                \
    X(int32_t, prepare, (duckdb_handle connection, const char *sql, duckdb_handle *prepared))     \
    X(const char *, prepare_error, (duckdb_handle prepared))                                      \
    X(void, destroy_prepare, (duckdb_handle * prepared))                                          \
    X(duckdb_idx, nparams, (duckdb_handle prepared))                                              \
    X(const char *, parameter_name, (duckdb_handle prepared, duckdb_idx index))                   \
    X(int32_t, bind_null, (duckdb_handle prepared, duckdb_idx index))                             \
    X(int32_t, bind_boolean, (duckdb_handle prepared, duckdb_idx index, bool value))              \
    X(int32_t, bind_int64, (duckdb_handle prepared, duckdb_idx index, int64_t value))             \
    X(int32_t, bind_double, (duckdb_handle prepared, duckdb_idx index, double value))             \
    X(int32_t, bind_interval,                                                                     \
      (duckdb_handle prepared, duckdb_idx index, duckdb_interval_value value))                    \
    X(int32_t, bind_varchar_length,                                                               \
      (duckdb_handle prepared, duckdb_idx index, const char *value, duckdb_idx length))           \
    X(int32_t, bind_value, (duckdb_handle prepared, duckdb_idx index, duckdb_handle value))       \
    X(duckdb_idx, prepared_statement_column_count, (duckdb_handle prepared))                      \
    X(const char *, prepared_statement_column_name, (duckdb_handle prepared, duckdb_idx column))  \
    X(duckdb_handle, prepared_statement_column_logical_type,                                      \
      (duckdb_handle prepared, duckdb_idx column))                                                \
    X(int32_t, execute_prepared, (duckdb_handle prepared, duckdb_query_result *result))           \
    X(const char *, result_error, (duckdb_query_result * result))                                 \
    X(void, destroy_result, (duckdb_query_result * result))                                       \
    X(duckdb_idx, row_count, (duckdb_query_result * result))                                      \
    X(duckdb_idx, column_count, (duckdb_query_result * result))                                   \
    X(const char *, column_name, (duckdb_query_result * result, duckdb_idx column))               \
    X(duckdb_handle, column_logical_type, (duckdb_query_result * result, duckdb_idx column))      \
    X(duckdb_handle, fetch_chunk, (duckdb_query_result result))                                   \
    X(duckdb_handle, create_logical_type, (int32_t type))                                         \
    X(void, destroy_logical_type, (duckdb_handle * type))                                         \
    X(int32_t, get_type_id, (duckdb_handle type))                                                 \
    X(uint8_t, decimal_scale, (duckdb_handle type))                                               \
    X(int32_t, decimal_internal_type, (duckdb_handle type))                                       \
    X(int32_t, enum_internal_type, (duckdb_handle type))                                          \
    X(char *, logical_type_get_alias, (duckdb_handle type))                                       \
    X(duckdb_idx, struct_type_child_count, (duckdb_handle type))                                  \
    X(char *, struct_type_child_name, (duckdb_handle type, duckdb_idx index))                     \
    X(duckdb_handle, struct_type_child_type, (duckdb_handle type, duckdb_idx index))              \
    X(uint32_t, enum_dictionary_size, (duckdb_handle type))                                       \
    X(char *, enum_dictionary_value, (duckdb_handle type, duckdb_idx index))                      \
    X(duckdb_handle, create_date, (int32_t days))                                                 \
    X(duckdb_handle, create_timestamp, (int64_t microseconds))                                    \
    X(duckdb_handle, create_timestamp_tz, (int64_t microseconds))                                 \
    X(void, destroy_value, (duckdb_handle * value))                                               \
    X(duckdb_idx, vector_size, (void))                                                            \
    X(duckdb_idx, data_chunk_get_size, (duckdb_handle chunk))                                     \
    X(void, data_chunk_set_size, (duckdb_handle chunk, duckdb_idx size))                          \
    X(duckdb_handle, data_chunk_get_vector, (duckdb_handle chunk, duckdb_idx column))             \
    X(void, destroy_data_chunk, (duckdb_handle * chunk))                                          \
    X(void *, vector_get_data, (duckdb_handle vector))                                            \
    X(uint64_t *, vector_get_validity, (duckdb_handle vector))                                    \
    X(void, vector_ensure_validity_writable, (duckdb_handle vector))                              \
    X(duckdb_handle, create_table_function, (void))                                               \
    X(void, destroy_table_function, (duckdb_handle * function))                                   \
    X(void, table_function_set_name, (duckdb_handle function, const char *name))                  \
    X(void, table_function_add_parameter, (duckdb_handle function, duckdb_handle type))           \
    X(void, table_function_set_bind, (duckdb_handle function, duckdb_info_callback bind))         \
    X(void, table_function_set_init, (duckdb_handle function, duckdb_info_callback init))         \
    X(void, table_function_set_function, (duckdb_handle function, duckdb_scan_callback scan))     \
    X(void, table_function_supports_projection_pushdown,                                          \
      (duckdb_handle function, bool supported))                                                   \
    X(int32_t, register_table_function, (duckdb_handle connection, duckdb_handle function))       \
    X(duckdb_handle, bind_get_parameter, (duckdb_handle info, duckdb_idx index))                  \
    X(void, bind_add_result_column, (duckdb_handle info, const char *name, duckdb_handle type))   \
    X(void, bind_set_cardinality, (duckdb_handle info, duckdb_idx rows, bool exact))              \
    X(void, bind_set_bind_data,                                                                   \
      (duckdb_handle info, void *data, duckdb_delete_callback destroy))                           \
    X(void, bind_set_error, (duckdb_handle info, const char *message))                            \
    X(void *, init_get_bind_data, (duckdb_handle info))                                           \
    X(void, init_set_init_data,                                                                   \
      (duckdb_handle info, void *data, duckdb_delete_callback destroy))                           \
    X(duckdb_idx, init_get_column_count, (duckdb_handle info))                                    \
    X(duckdb_idx, init_get_column_index, (duckdb_handle info, duckdb_idx column))                 \
    X(void *, function_get_init_data, (duckdb_handle info))                                       \
    X(int64_t, get_int64, (duckdb_handle value))

/// The bound functions, each under its DuckDB name without the prefix `duckdb_`.
typedef struct DuckDBAPI {
#define DUCKDB_MEMBER(result, name, parameters) result(*_Nonnull name) parameters;
    DUCKDB_FUNCTIONS(DUCKDB_MEMBER)
#undef DUCKDB_MEMBER
} DuckDBAPI;

/// Finds every function in an open shared library.
///
/// Returns the table, which is static and shared, or null with the first missing symbol in
/// `missing`. Call it once: a second library would overwrite the first.
const DuckDBAPI *_Nullable duckdb_api_bind(void *_Nonnull library,
                                           const char *_Nullable *_Nonnull missing);

/// The file that the bound functions come from, or null.
const char *_Nullable duckdb_api_path(void);

#pragma clang diagnostic pop

#endif
