// What glibc declares under _GNU_SOURCE only, which Swift's import of glibc does not set.
#ifndef SEG_POSIX_SHIM_H
#define SEG_POSIX_SHIM_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges two paths of one file system atomically; -1 with errno where that can't be done.
static inline int seg_exchange_paths(const char *first, const char *second) {
    const unsigned int exchange = 2;  // RENAME_EXCHANGE
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, exchange);
}

/// Writes out what C code of this process has printed and its library still holds.
static inline void seg_flush_printed(void) {
    fflush(stdout);
    fflush(stderr);
}

#endif
