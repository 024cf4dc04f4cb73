# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with ensure
# Puts the folder together that `ensure` answers with. Sourced by `ensure`.

# The folder that holds a part's files, wherever they come from.
declare -A source_of=()

# assembled_folder: the folder for these sources and this Go. Without any Go, one that was assembled with it still serves.
assembled_folder() {
  local key existing
  key=$({ cat "$here/versions.env"; echo "${sources_hash[@]}"; } | sha256sum | cut -c 1-12)
  if [[ $go == none ]]; then
    for existing in "$root/$key"-*; do
      [[ -d $existing ]] && echo "$existing" && return
    done
  fi
  echo "$root/$key-$go"
}

# assemble: finds or makes every part, in the order installed, downloaded, built, and publishes the folder in one step.
assemble() {
  local part missing=() plugins
  installed_engine || downloaded_engine || true
  for part in "${parts[@]}"; do
    if is_plugin "$part"; then installed_plugin "$part" || downloaded_plugin "$part" || true; fi
    [[ -n ${source_of[$part]:-} ]] || built "$part" || missing+=("$part")
  done
  if ((${#missing[@]})); then
    require_go "${missing[0]}"
    build_all "${missing[@]}"
  fi
  mkdir -p "$work/assembled/bin"
  for part in "${parts[@]}"; do
    if is_plugin "$part"; then
      plugins=$work/assembled/plugins/resource-$(plugin_name "$part")-v${version[$part]}
      mkdir -p "$plugins"
      link "${source_of[$part]}/$part" "$plugins"
    else
      link "${source_of[$part]}"/pulumi* "$work/assembled/bin"
    fi
  done
  mv -T "$work/assembled" "$assembled"
}

# link FILE… FOLDER: hard-links the files into the folder, or copies them from another file system.
link() { cp -lf "$@" 2> /dev/null || cp -f "$@"; }

# stop: ends what is still building and leaves nothing half-made.
stop() {
  [[ -z $building ]] || kill -TERM -- "-$building" 2> /dev/null || true
  wait
  rm -rf "$work"
}
