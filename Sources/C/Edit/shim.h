// Fixed-argument forms of libedit's variadic functions, which Swift cannot call.
#ifndef SEGNB_EDIT_SHIM_H
#define SEGNB_EDIT_SHIM_H

#include <histedit.h>
#include <stdio.h>
#include <unistd.h>

typedef unsigned char (*segnb_command)(EditLine *, int);
// Stores the next character and gives 1; 0 at the end of the input. A wide character is read as its scalar.
typedef int (*segnb_reader)(EditLine *, unsigned int *);
_Static_assert(sizeof(wchar_t) == sizeof(unsigned int), "a wide character is a Unicode scalar");

// An editor that draws nothing: the program shows what is edited.
static inline EditLine *segnb_edit_open(const char *program) {
    FILE *nowhere = fopen("/dev/null", "we");
    if (nowhere == NULL) return NULL;
    return el_init_fd(program, stdin, nowhere, nowhere, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
}
static inline void segnb_edit_set_style(EditLine *editor, const char *style) {
    el_set(editor, EL_EDITOR, style);
}
// Whether libedit handles changes of the window's size, suspension and termination while it reads.
static inline void segnb_edit_set_signals(EditLine *editor, int handled) {
    el_set(editor, EL_SIGNAL, handled);
}
// Lets the keys that send signals (Ctrl-C, Ctrl-Z) arrive as characters while a line is edited, and Enter as a carriage return:
// else the two characters that end a pasted line of a Windows text would be two ends of lines.
static inline void segnb_edit_free_keys(EditLine *editor) {
    el_set(editor, EL_SETTY, "-d", "-isig", "-icrnl", "-inlcr", "-igncr", NULL);
}
static inline void segnb_edit_set_reader(EditLine *editor, segnb_reader reader) {
    el_wset(editor, EL_GETCFN, reader);
}
// Sets the terminal up for editing, or as it was before.
static inline void segnb_edit_prepare_terminal(EditLine *editor, int edits) {
    el_set(editor, EL_PREP_TERM, edits);
}
static inline void segnb_edit_set_client(EditLine *editor, void *client) {
    el_set(editor, EL_CLIENTDATA, client);
}
static inline void *segnb_edit_client(EditLine *editor) {
    void *client = NULL;
    el_get(editor, EL_CLIENTDATA, &client);
    return client;
}
static inline void segnb_edit_add_command(
    EditLine *editor, const char *name, const char *help, segnb_command command) {
    el_set(editor, EL_ADDFN, name, help, command);
}
static inline void segnb_edit_bind(EditLine *editor, const char *key, const char *command) {
    el_set(editor, EL_BIND, key, command, NULL);
}
// Reads one character as a Unicode scalar; 1 when there was one.
static inline int segnb_edit_next(EditLine *editor, unsigned int *scalar) {
    wchar_t character = 0;
    int count = el_wgetc(editor, &character);
    *scalar = (unsigned int)character;
    return count;
}
#endif
