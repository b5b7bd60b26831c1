#define _GNU_SOURCE
#include "python_api.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

static PythonAPI bound;

/// Stores the address of a symbol in a member; 0 when the library hasn't got it.
static int bind_symbol(void *library, const char *symbol, void *member) {
    void *address = dlsym(library, symbol);
    if (!address) return 0;
    memcpy(member, &address, sizeof address);
    return 1;
}

const PythonAPI *python_api_bind(void *library, const char **missing) {
#define PYTHON_BIND(result, name, parameters)                       \
    if (!bind_symbol(library, #name, (void *)&bound.name)) {        \
        *missing = #name;                                           \
        return NULL;                                                \
    }
    PYTHON_FUNCTIONS(PYTHON_BIND)
#undef PYTHON_BIND
    const struct { const char *symbol; void *member; } objects[] = {
        {"_Py_NoneStruct", &bound.none},       {"_Py_TrueStruct", &bound.true_object},
        {"_Py_FalseStruct", &bound.false_object}, {"PyBool_Type", &bound.bool_type},
        {"PyLong_Type", &bound.int_type},      {"PyFloat_Type", &bound.float_type},
        {"PyUnicode_Type", &bound.str_type},   {"PyList_Type", &bound.list_type},
        {"PyTuple_Type", &bound.tuple_type},   {"PyDict_Type", &bound.dict_type},
        {"PyExc_RuntimeError", &bound.runtime_error},
        {"PyExc_KeyboardInterrupt", &bound.keyboard_interrupt},
    };
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        if (!bind_symbol(library, objects[i].symbol, objects[i].member)) {
            *missing = objects[i].symbol;
            return NULL;
        }
    }
    return &bound;
}

int python_api_prepare(void *library, const wchar_t *program) {
    int *isolated = dlsym(library, "Py_IsolatedFlag");
    int *unbuffered = dlsym(library, "Py_UnbufferedStdioFlag");
    void (*set_program)(const wchar_t *) = NULL;
    *(void **)&set_program = dlsym(library, "Py_SetProgramName");
    if (!isolated || !unbuffered || !set_program) return -1;
    *isolated = 1;
    *unbuffered = 1;
    set_program(program);
    return 0;
}

// Python takes heed only of a mark that is set in the thread which started it, so that it is set in the handler.
static void interrupt(int number) {
    (void)number;
    int error = errno;
    bound.PyErr_SetInterrupt();
    errno = error;
}

void python_api_interrupt_on(int number) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    // Without SA_RESTART, so that what waits comes back and asks Python whether to go on.
    action.sa_handler = interrupt;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
    // Whoever started the program may have blocked it.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
