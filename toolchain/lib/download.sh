# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with ensure
# Second source of a part: Pulumi's own download. Sourced by `ensure`.

downloads=${PULUMI_DOWNLOADS:-https://get.pulumi.com}

# downloads_reachable: whether Pulumi's download server answers. That it doesn't is remembered for a day, so that only the
# first run on a machine without the internet waits for it.
downloads_reachable() {
  local remembered=$root/unreachable
  if [[ -n $(find "$remembered" -mmin -1440 2> /dev/null) && $(< "$remembered") == "$downloads" ]]; then
    return 1
  fi
  rm -f "$remembered"
  command -v curl > /dev/null || return 1
  curl -sS --connect-timeout 4 --max-time 8 -o /dev/null -I "$downloads" 2> "$work/unreachable" && return
  say "$downloads can't be reached ($(tail -n 1 "$work/unreachable")), which $remembered remembers for a day"
  echo "$downloads" > "$remembered"
  return 1
}

# downloaded_engine: fetches the engine's release archive, which brings its language hosts along.
downloaded_engine() {
  local folder=$root/parts/pulumi-v$PULUMI_VERSION-downloaded platform
  if [[ ! -d $folder ]]; then
    case $(uname -sm) in
      'Linux x86_64') platform=linux-x64 ;;
      'Linux aarch64') platform=linux-arm64 ;;
      *) return 1 ;;
    esac
    downloads_reachable || return 1
    say "downloading $(label pulumi)"
    curl -fsSL --connect-timeout 4 --max-time 600 "$downloads/releases/sdk/pulumi-v$PULUMI_VERSION-$platform.tar.gz" \
      | tar -xz -C "$work" || return 1
    mv "$work/pulumi" "$folder"
  fi
  source_of[pulumi]=$folder
  source_of[pulumi-language-nodejs]=$folder
}

# downloaded_plugin PART: lets the engine fetch a plugin, as it would by itself.
downloaded_plugin() {
  local folder=$root/parts/$1-v${version[$1]}-downloaded name
  if [[ ! -d $folder ]]; then
    [[ -n ${source_of[pulumi]:-} ]] && downloads_reachable || return 1
    name=$(plugin_name "$1")
    say "downloading $(label "$1")"
    PULUMI_HOME=$work/home PULUMI_SKIP_UPDATE_CHECK=true timeout 300 "${source_of[pulumi]}/pulumi" plugin install resource "$name" \
      "v${version[$1]}" ${PULUMI_DOWNLOADS:+--server "$downloads/releases/plugins"} >&2 || return 1
    mv "$work/home/plugins/resource-$name-v${version[$1]}" "$folder"
  fi
  source_of[$1]=$folder
}
