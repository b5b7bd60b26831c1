#define _GNU_SOURCE
#include "crash.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
enum { crash_count = sizeof crashes / sizeof *crashes };

static const char *volatile successor;
static char **volatile successor_arguments;
static volatile int number_place;
static volatile sig_atomic_t has_crashed;
static struct sigaction before[crash_count];
// Standard output and error as they were: what a cell prints may be captured meanwhile.
static volatile int streams[2] = {-1, -1};

// What the running cell has printed and nobody has been told of: its name, and the text with a zero behind it.
static char pending_cell[256];
static char pending_text[seg_crash_room + 1];
static volatile size_t pending_count;

void seg_crash_pending(const char *cell, const char *text, size_t count, int replaces) {
    size_t start = replaces ? 0 : pending_count;
    if (count > seg_crash_room - start) count = seg_crash_room - start;
    pending_text[start + count] = 0;
    memcpy(pending_text + start, text, count);
    pending_count = start + count;
    strncpy(pending_cell, cell, sizeof pending_cell - 1);
}

// Only what may be called from a handler: memory and locks are in any state.
static void crashed(int number) {
    if (has_crashed) _exit(128 + number);
    has_crashed = 1;
    static char text[4];
    text[0] = (char)('0' + number / 10);
    text[1] = (char)('0' + number % 10);
    successor_arguments[number_place] = text;
    pending_text[pending_count] = 0;
    successor_arguments[number_place + 1] = pending_cell;
    successor_arguments[number_place + 2] = pending_text;
    pid_t child = _Fork();
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        for (int index = 0; index < 2; index++)
            if (streams[index] >= 0) dup2(streams[index], index + 1);
        execv(successor, successor_arguments);
        _exit(127);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    _exit(child > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 127 ? WEXITSTATUS(status) : 128 + number);
}

void seg_crash_begin(const char *program, char **arguments, int place) {
    successor = program;
    successor_arguments = arguments;
    number_place = place;
    for (int index = 0; index < 2; index++) streams[index] = fcntl(index + 1, F_DUPFD_CLOEXEC, 3);
    // A stack that has overflowed is no place for a handler.
    static char *room;
    if (!room) room = malloc(64 * 1024);
    stack_t stack = {.ss_sp = room, .ss_size = room ? 64 * 1024 : 0, .ss_flags = room ? 0 : SS_DISABLE};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = crashed, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < crash_count; index++) sigaction(crashes[index], &action, &before[index]);
}

void seg_crash_end(void) {
    for (int index = 0; index < crash_count; index++) sigaction(crashes[index], &before[index], NULL);
    for (int index = 0; index < 2; index++)
        if (streams[index] >= 0) close(streams[index]);
}
