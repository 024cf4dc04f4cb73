# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with ensure
# What the user sees. Sourced by `ensure`; standard output is kept for the result.

# say SENTENCE: one line of progress.
say() { echo "toolchain: $1" >&2; }

# fail SENTENCE: says what is wrong and ends.
fail() { say "$1"; exit 1; }
