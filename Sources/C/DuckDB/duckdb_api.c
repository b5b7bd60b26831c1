#define _GNU_SOURCE
#include "duckdb_api.h"

#include <dlfcn.h>
#include <string.h>

static DuckDBAPI bound;

/// Stores the address of a symbol in a member; false when the library hasn't got it.
static bool bind_symbol(void *library, const char *symbol, void *member) {
    void *address = dlsym(library, symbol);
    if (!address) return false;
    memcpy(member, &address, sizeof address);
    return true;
}

const DuckDBAPI *duckdb_api_bind(void *library, const char **missing) {
#define DUCKDB_BIND(result, name, parameters)                             \
    if (!bind_symbol(library, "duckdb_" #name, (void *)&bound.name)) {    \
        *missing = "duckdb_" #name;                                       \
        return NULL;                                                      \
    }
    DUCKDB_FUNCTIONS(DUCKDB_BIND)
#undef DUCKDB_BIND
    return &bound;
}

const char *duckdb_api_path(void) {
    Dl_info information;
    void *address;
    memcpy(&address, (const void *)&bound.library_version, sizeof address);
    return dladdr(address, &information) ? information.dli_fname : NULL;
}
