// The part of CPython's stable C interface (3.9 and later) that segnb uses, bound at run time.
//
// Every function is a member of `PythonAPI`, filled from the loaded libpython by `python_api_bind`;
// nothing here links against Python. Objects are opaque pointers, and references are counted by
// Python's own functions, so that no version's layout of objects matters.

#ifndef SEGNB_PYTHON_API_H
#define SEGNB_PYTHON_API_H

#include <stddef.h>
#include <stdint.h>

/// How many references there are to an object: the first 32 bits in every CPython since 3.9 on machines with their low bits first
/// (builds without a lock have something else there, and are not embedded).
static inline uint32_t python_api_references(const void *_Nonnull object) { return *(const uint32_t *)object; }

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

typedef void *python_object;
typedef python_object (*python_function)(python_object self, python_object arguments);
typedef void (*python_capsule_destructor)(python_object capsule);

/// `PyMethodDef`: must live as long as the function made of it.
typedef struct python_method_definition {
    const char *name;
    python_function function;
    int flags;
    const char *documentation;
} python_method_definition;

// X(return type, name, parameters)
#define PYTHON_FUNCTIONS(X)                                                                       \
    X(void, Py_InitializeEx, (int handles_signals))                                               \
    X(int, Py_IsInitialized, (void))                                                              \
    X(const char *, Py_GetVersion, (void))                                                        \
    X(python_object, PyEval_SaveThread, (void))                                                   \
    X(int, PyGILState_Ensure, (void))                                                             \
    X(void, PyGILState_Release, (int state))                                                      \
    X(int, PyThreadState_SetAsyncExc, (unsigned long thread, python_object exception))            \
    X(int, PyErr_CheckSignals, (void))                                                            \
    X(void, PyErr_SetInterrupt, (void))                                                           \
    X(void, Py_IncRef, (python_object object))                                                    \
    X(void, Py_DecRef, (python_object object))                                                    \
    X(python_object, PyImport_AddModule, (const char *name))                                      \
    X(python_object, PyImport_ImportModule, (const char *name))                                   \
    X(python_object, PyModule_GetDict, (python_object module))                                    \
    X(python_object, Py_CompileString, (const char *source, const char *file, int start))         \
    X(python_object, PyEval_EvalCode,                                                             \
      (python_object code, python_object globals, python_object locals))                          \
    X(python_object, PyObject_GetAttrString, (python_object object, const char *name))            \
    X(python_object, PyObject_Type, (python_object object))                                       \
    X(python_object, PyObject_Str, (python_object object))                                        \
    X(int, PyObject_IsTrue, (python_object object))                                               \
    X(python_object, PyObject_Call,                                                               \
      (python_object callable, python_object arguments, python_object labelled))                  \
    X(python_object, PyTuple_New, (intptr_t count))                                               \
    X(int, PyTuple_SetItem, (python_object tuple, intptr_t index, python_object item))            \
    X(intptr_t, PyTuple_Size, (python_object tuple))                                              \
    X(python_object, PyTuple_GetItem, (python_object tuple, intptr_t index))                      \
    X(python_object, PyList_New, (intptr_t count))                                                \
    X(int, PyList_SetItem, (python_object list, intptr_t index, python_object item))              \
    X(intptr_t, PyList_Size, (python_object list))                                                \
    X(python_object, PyList_GetItem, (python_object list, intptr_t index))                        \
    X(python_object, PyDict_New, (void))                                                          \
    X(intptr_t, PyDict_Size, (python_object dictionary))                                          \
    X(int, PyDict_SetItem, (python_object dictionary, python_object key, python_object value))    \
    X(int, PyDict_SetItemString,                                                                  \
      (python_object dictionary, const char *key, python_object value))                           \
    X(int, PyDict_Next,                                                                           \
      (python_object dictionary, intptr_t *position, python_object *key, python_object *value))   \
    X(python_object, PyBool_FromLong, (long value))                                               \
    X(python_object, PyLong_FromLongLong, (long long value))                                      \
    X(long long, PyLong_AsLongLongAndOverflow, (python_object number, int *overflow))             \
    X(python_object, PyFloat_FromDouble, (double value))                                          \
    X(double, PyFloat_AsDouble, (python_object number))                                           \
    X(python_object, PyUnicode_FromStringAndSize, (const char *text, intptr_t count))             \
    X(python_object, PyUnicode_AsUTF8String, (python_object text))                                \
    X(int, PyBytes_AsStringAndSize, (python_object bytes, char **text, intptr_t *count))          \
    X(python_object, PyCapsule_New,                                                               \
      (void *pointer, const char *name, python_capsule_destructor destructor))                    \
    X(void *, PyCapsule_GetPointer, (python_object capsule, const char *name))                    \
    X(void *, PyCapsule_GetContext, (python_object capsule))                                      \
    X(int, PyCapsule_SetContext, (python_object capsule, void *context))                          \
    X(python_object, PyCMethod_New,                                                               \
      (python_method_definition * definition, python_object self, python_object module,           \
       python_object type))                                                                       \
    X(python_object, PyErr_Occurred, (void))                                                      \
    X(void, PyErr_Clear, (void))                                                                  \
    X(void, PyErr_Fetch, (python_object * type, python_object * value, python_object * trace))    \
    X(void, PyErr_NormalizeException,                                                             \
      (python_object * type, python_object * value, python_object * trace))                       \
    X(void, PyErr_SetString, (python_object type, const char *message))                           \
    X(int, PyException_SetTraceback, (python_object exception, python_object trace))

/// The functions, and the objects that every process has once.
typedef struct PythonAPI {
#define PYTHON_MEMBER(result, name, parameters) result(*_Nonnull name) parameters;
    PYTHON_FUNCTIONS(PYTHON_MEMBER)
#undef PYTHON_MEMBER
    python_object _Nonnull none;
    python_object _Nonnull true_object;
    python_object _Nonnull false_object;
    python_object _Nonnull bool_type;
    python_object _Nonnull int_type;
    python_object _Nonnull float_type;
    python_object _Nonnull str_type;
    python_object _Nonnull list_type;
    python_object _Nonnull tuple_type;
    python_object _Nonnull dict_type;
    // Exceptions are made when Python starts: these are the places where they will be.
    python_object *runtime_error;
    python_object *keyboard_interrupt;
} PythonAPI;

/// Binds all functions; NULL with the name of the first that the library lacks.
const PythonAPI *python_api_bind(void *library, const char **missing);

/// Sets what has to be set before Python starts: the program whose environment is used, isolation
/// from the environment's variables and the current folder, and output that isn't held back.
/// The program's name must live for ever. Returns 0, or -1 where the library offers no way.
int python_api_prepare(void *library, const wchar_t *program);

/// Makes a signal interrupt Python in the thread that gets it, which has to be the one that started Python: waiting calls of
/// the system come back, and Python's own function for SIGINT runs at the next instruction. To be called by that thread, after
/// `python_api_bind`.
void python_api_interrupt_on(int number);

#pragma clang diagnostic pop
#endif
