/** Types of the resources that this program creates, and of their stack. */
export const STACK = "pulumi:pulumi:Stack";
export const SERVER = "openstack:compute/instance:Instance";
export const SERVER_GROUP = "openstack:compute/serverGroup:ServerGroup";
export const FLAVOR = "openstack:compute/flavor:Flavor";
export const NETWORK = "openstack:networking/network:Network";
export const SUBNET = "openstack:networking/subnet:Subnet";
export const PORT = "openstack:networking/port:Port";
export const DAY0 = "cloudinit:index/config:Config";
export const REMOTE_COMMAND = "command:remote:Command";
export const LOCAL_COMMAND = "command:local:Command";

const WORDS: Readonly<Record<string, string>> = {
  [SERVER]: "server",
  [SERVER_GROUP]: "server group",
  [FLAVOR]: "flavor",
  [NETWORK]: "network",
  [SUBNET]: "subnet",
  [PORT]: "port",
  [DAY0]: "Day0",
  [REMOTE_COMMAND]: "remote command",
  [LOCAL_COMMAND]: "local command",
};

/** The word for a type of resource; an unknown type stays as it is. */
export function wordOf(type: string): string {
  return WORDS[type] ?? type;
}
