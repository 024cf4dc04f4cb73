# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with ensure
# The parts of the toolchain: what each is called, where its Go module is and how it is built.
# Sourced by `ensure`, after versions.env and go.sh; `$here` is the folder toolchain/.

parts=(pulumi pulumi-language-nodejs pulumi-resource-openstack pulumi-resource-command pulumi-resource-cloudinit)

declare -A version=(
  [pulumi]=$PULUMI_VERSION
  [pulumi-language-nodejs]=$PULUMI_VERSION
  [pulumi-resource-openstack]=$OPENSTACK_VERSION
  [pulumi-resource-command]=$COMMAND_VERSION
  [pulumi-resource-cloudinit]=$CLOUDINIT_VERSION
)

# The folder of a part's Go module, relative to toolchain/.
declare -A module=(
  [pulumi]=engine
  [pulumi-language-nodejs]=language-nodejs
  [pulumi-resource-openstack]=openstack
  [pulumi-resource-command]=command
  [pulumi-resource-cloudinit]=cloudinit
)

# The Go package of a part's program: Pulumi's own for the engine, ours for the others.
declare -A package=(
  [pulumi]=github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
  [pulumi-language-nodejs]=.
  [pulumi-resource-openstack]=.
  [pulumi-resource-command]=.
  [pulumi-resource-cloudinit]=.
)

# The Go variable that holds a part's version. Without it the engine takes itself for a development build.
declare -A version_variable=(
  [pulumi]=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v
  [pulumi-language-nodejs]=main.version=
  [pulumi-resource-openstack]=main.version=
  [pulumi-resource-command]=main.version=
  [pulumi-resource-cloudinit]=main.version=
)

# label PART: a part's name and version, for people.
label() { echo "$1 v${version[$1]}"; }

# is_plugin PART: whether the part is a resource plugin (and not of the engine).
is_plugin() { [[ $1 == pulumi-resource-* ]]; }

# is_ours PART: whether the part's program is our own code (and not only Pulumi's).
is_ours() { [[ ${package[$1]} == . ]]; }

# plugin_name PART: the name of a resource plugin, such as "openstack".
plugin_name() { echo "${1#pulumi-resource-}"; }

# ldflags PART: the linker's flags for a part.
ldflags() { echo "-s -w -X ${version_variable[$1]}${version[$1]}"; }

# The hash of all that a build of a part depends on, save the Go version. It is taken once, so that sources edited while they
# are built count as another version.
declare -A sources_hash=()
for part in "${parts[@]}"; do
  sources_hash[$part]=$({ echo "$GOFLAGS"; ldflags "$part"; cd "$here/${module[$part]}" && find . -type f -print0 | LC_ALL=C sort -z \
    | xargs -0 sha256sum; } | sha256sum | cut -c 1-12)
done
