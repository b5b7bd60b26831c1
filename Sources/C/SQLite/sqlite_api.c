#include "sqlite_api.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static SQLiteAPI bound;

const SQLiteAPI *sqlite_api_bind(void *library) {
    void *address;
#define SQLITE_BIND(result, name, parameters)                          \
    if (!(address = dlsym(library, "sqlite3_" #name))) return NULL;    \
    memcpy((void *)&bound.name, &address, sizeof address);
    SQLITE_FUNCTIONS(SQLITE_BIND)
#undef SQLITE_BIND
    return &bound;
}
