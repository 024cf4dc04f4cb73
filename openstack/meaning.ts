/** What an error text of OpenStack or of its provider means, and what to do; matched in this order. */
const meanings: readonly { pattern: RegExp; says: (match: RegExpMatchArray) => string }[] = [
  {
    pattern: /VLAN (\d+) on physical network (\S+) is in use/,
    says: ([, vlan, physnet]) =>
      `VLAN ${vlan} on physical network ${physnet} is another network's already: choose a free vlan in cpnr:sriov, or adopt that network (openstack network list --provider-physical-network ${physnet} shows it).`,
  },
  {
    pattern: /[Uu]nknown provider:physical_network (\S+?)[.'"]|physical_network '(\S+?)' unknown/,
    says: ([, first, second]) =>
      `The cloud knows no physical network ${first ?? second}: correct physicalNetwork in cpnr:sriov (network_vlan_ranges of Neutron names them).`,
  },
  {
    pattern: /No valid host was found|unexpected state 'ERROR'/,
    says: () =>
      "Nova found no host for the server: one needs a free VF on both physical networks, and dedicated CPUs and large pages on both of their NUMA nodes (openstack server show <server> -c fault; the scheduler's log names the filter that left no host).",
  },
  {
    pattern: /PortBindingFailed|Binding failed for port (\S+)/,
    says: ([, port]) =>
      `Neutron could not bind port ${port ?? ""}: is the SR-IOV agent of the host alive (openstack network agent list)?`,
  },
  {
    pattern: /PortSecurityPortHasSecurityGroup/,
    says: () =>
      "A security group was put on the port, which has none in this program: take it off (openstack port set --no-security-group <port>) and run again.",
  },
  {
    pattern: /[Qq]uota exceeded|Quota has been exceeded/,
    says: () =>
      "The project's quota is exceeded (openstack quota show --usage): free resources or have it raised.",
  },
  {
    pattern:
      /connection refused|no such host|no route to host|i\/o timeout|network is unreachable|ECONNREFUSED/,
    says: () =>
      "The cloud can't be reached: check auth_url in clouds.yaml or OS_AUTH_URL, and the network to it (openstack token issue tries the same).",
  },
  {
    pattern: /Authentication failed|requires authentication|HTTP 401|\b401\b.*Unauthorized/i,
    says: () =>
      "The cloud refused the credentials: check the cloud's entry in clouds.yaml or the OS_* variables (openstack token issue tries the same).",
  },
];

/** The meaning of an error text in one or two sentences with what to do, or undefined where none is known. */
export function meaningOf(text: string): string | undefined {
  for (const { pattern, says } of meanings) {
    const match = text.match(pattern);
    if (match) {
      return says(match);
    }
  }
  return undefined;
}
