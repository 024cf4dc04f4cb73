# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with ensure
# First source of a part: what the user already has. Sourced by `ensure`.

# acceptable VERSION: whether an installed engine of that version (such as "v3.255.0") serves.
acceptable() {
  [[ $1 =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]] || return 1
  [[ $(printf '%s\n' "$PULUMI_ACCEPT_FROM" "${1#v}" | sort -V | head -n 1) == "$PULUMI_ACCEPT_FROM" ]] \
    && [[ $(printf '%s\n' "$PULUMI_ACCEPT_BELOW" "${1#v}" | sort -V | head -n 1) != "$PULUMI_ACCEPT_BELOW" ]]
}

# installed_engine: finds an acceptable engine, with its language host, on PATH or where Pulumi's own installer puts it.
installed_engine() {
  local candidate folder found
  for candidate in "$(command -v pulumi || true)" "$HOME/.pulumi/bin/pulumi"; do
    [[ -x $candidate ]] || continue
    folder=$(dirname "$(readlink -f "$candidate")")
    [[ $folder != "$root"/* && -x $folder/pulumi && -x $folder/pulumi-language-nodejs ]] || continue
    found=$(PULUMI_SKIP_UPDATE_CHECK=true timeout 20 "$folder/pulumi" version 2> /dev/null) || continue
    acceptable "$found" || continue
    say "pulumi $found is installed in $folder"
    source_of[pulumi]=$folder
    source_of[pulumi-language-nodejs]=$folder
    return
  done
  return 1
}

# installed_plugin PART: finds a plugin in the user's plugin folder.
installed_plugin() {
  local folder
  folder=$HOME/.pulumi/plugins/resource-$(plugin_name "$1")-v${version[$1]}
  [[ -x $folder/$1 && ! -e $folder.partial ]] || return 1
  say "$(label "$1") is installed in $folder"
  source_of[$1]=$folder
}
