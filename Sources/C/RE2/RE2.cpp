#include "CRE2.h"

#include <re2/re2.h>

struct re2_pattern {
    re2::RE2 expression;

    re2_pattern(re2::StringPiece pattern, const re2::RE2::Options &options) : expression(pattern, options) {}
};

re2_pattern *re2_compile(const char *pattern, size_t length) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    return new re2_pattern(re2::StringPiece(pattern, length), options);
}

const char *re2_error(const re2_pattern *pattern) {
    return pattern->expression.ok() ? nullptr : pattern->expression.error().c_str();
}

bool re2_find(const re2_pattern *pattern, const char *text, size_t length, size_t from, size_t *start, size_t *end) {
    re2::StringPiece whole(text, length), match;
    if (!pattern->expression.Match(whole, from, length, re2::RE2::UNANCHORED, &match, 1)) return false;
    *start = match.data() - text;
    *end = *start + match.size();
    return true;
}

void re2_free(re2_pattern *pattern) { delete pattern; }
