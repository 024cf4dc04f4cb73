# shellcheck shell=bash
# How Go builds, checks and tests here. Sourced by whatever runs Go.

# One set of flags for all, so that what one compiles serves the others. Without cgo, as Pulumi's own builds. No DWARF, which
# the linker would drop, and no garbage collection in the compiler's short-lived processes: a quarter less CPU. Functions
# are inlined only in the packages that the speed of a preview depends on: another quarter.
GOFLAGS="-trimpath -buildvcs=false '-gcflags=all=-dwarf=false -l'"
for fast in std github.com/pulumi/... google.golang.org/...; do
  GOFLAGS+=" -gcflags=$fast=-dwarf=false"
done
export GOFLAGS CGO_ENABLED=0 GOGC=off GOMEMLIMIT=1GiB
