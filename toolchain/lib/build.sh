# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with ensure
# Last source of a part: built from Go modules, at the versions that go.mod pins and go.sum proves. Sourced by `ensure`.

# go_version: the version of the Go on PATH, such as "go1.26.8", or "none".
go_version() { (cd "$here/engine" && go env GOVERSION 2> /dev/null) || echo none; }

# require_go PART: ends with what to install if the Go on PATH can't build the part.
require_go() {
  local missing
  missing="$(label "$1") is neither installed nor to be had from $downloads"
  command -v go > /dev/null || fail "$missing, and there is no Go to build it with: \
install Go $GO_VERSION or later (https://go.dev/dl), or Pulumi (https://www.pulumi.com/docs/install)"
  [[ $go != none && $(printf '%s\n' "$GO_VERSION" "${go#go}" | sort -V | head -n 1) == "$GO_VERSION" ]] || fail "$missing, and \
building it takes Go $GO_VERSION or later, but $(command -v go) is $(cd / && go env GOVERSION): install a newer Go \
(https://go.dev/dl)"
}

# built_folder PART: where a build of the part is kept, named for all that it depends on.
built_folder() { echo "$root/parts/$1-v${version[$1]}-${sources_hash[$1]}-$go"; }

# built PART: finds a part that was built before.
built() {
  local folder
  folder=$(built_folder "$1")
  [[ -d $folder ]] && source_of[$1]=$folder
}

# build PART: builds the program and keeps it.
build() {
  local part=$1
  cd "$here/${module[$part]}" || return 1
  mkdir "$work/$part"
  go build -ldflags "$(ldflags "$part")" -o "$work/$part/$part" "${package[$part]}" || return 1
  mv -T "$work/$part" "$(built_folder "$part")"
}

# build_visibly PART: builds a part into its log, and says how it goes.
build_visibly() {
  local part=$1 log started=$SECONDS told=0 job
  log=$root/log/$part.log
  say "building $(label "$part") from Go modules"
  build "$part" > "$log" 2>&1 &
  job=$!
  while kill -0 "$job" 2> /dev/null; do
    sleep 0.5
    if ((SECONDS - started >= told + 15)); then
      told=$((SECONDS - started))
      say "building $(label "$part") from Go modules … $told s"
    fi
  done
  wait "$job" || fail "building $(label "$part") failed after $((SECONDS - started)) s ($(tail -n 1 "$log")): the log is $log"
  say "built $(label "$part") in $((SECONDS - started)) s"
}

# build_all PART…: builds the parts one after the other. They have most modules in common: side by side, each would compile
# them.
build_all() {
  local part
  mkdir -p "$root/log"
  set -m
  (for part in "$@"; do build_visibly "$part"; done) &
  building=$!
  set +m
  wait "$building" || exit 1
  for part in "$@"; do built "$part"; done
}
