// What happens when this process crashes: another one is started that says so, and ends what was begun.
#ifndef SEG_CRASH_H
#define SEG_CRASH_H

/// From now on a crash (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT) runs a program to its end, and this process ends with its exit code.
///
/// `arguments` end in NULL; the one at `place` becomes the number of the signal. Both are kept, not copied.
void seg_crash_begin(const char *program, char **arguments, int place);

/// A crash is what it always was.
void seg_crash_end(void);

#endif
