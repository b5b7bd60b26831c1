// What happens when this process crashes: another one is started that says so, and ends what was begun.
#ifndef SEG_CRASH_H
#define SEG_CRASH_H

#include <stddef.h>

/// How many bytes of what a cell has printed are kept for a crash.
enum { seg_crash_room = 16384 };

/// From now on a crash (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT) runs a program to its end, and this process ends with its exit code.
///
/// `arguments` end in NULL; the one at `place` becomes the number of the signal, the next two the cell and the text of
/// `seg_crash_pending`. Both are kept, not copied.
void seg_crash_begin(const char *program, char **arguments, int place);

/// Keeps what a cell has printed and nobody has been told of, behind what is kept or in its place.
void seg_crash_pending(const char *cell, const char *text, size_t count, int replaces);

/// A crash is what it always was.
void seg_crash_end(void);

#endif
