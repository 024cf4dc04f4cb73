/** Explanations of error texts of OpenStack or its provider, with what to do. The first pattern that matches is used. */
const meanings: readonly { pattern: RegExp; explain: (match: RegExpMatchArray) => string }[] = [
  {
    pattern: /VLAN (\d+) on physical network (\S+) is in use/,
    explain: ([, vlan, physnet]) =>
      `VLAN ${vlan} on physical network ${physnet} is already used by another network: choose a free vlan in cpnr:sriov, or adopt that network (openstack network list --provider-physical-network ${physnet} shows it).`,
  },
  {
    pattern: /[Uu]nknown provider:physical_network (\S+?)[.'"]|physical_network '(\S+?)' unknown/,
    explain: ([, first, second]) =>
      `The cloud has no physical network ${first ?? second}: correct physicalNetwork in cpnr:sriov (Neutron's option network_vlan_ranges lists the physical networks).`,
  },
  {
    pattern: /No valid host was found|unexpected state 'ERROR'/,
    explain: () =>
      "Nova found no host for the server. The host needs a free VF on both physical networks, and dedicated CPUs and large pages on both of their NUMA nodes. Run openstack server show <server> -c fault. The log of the scheduler names the filter that left no host.",
  },
  {
    pattern: /PortBindingFailed|Binding failed for port (\S+)/,
    explain: ([, port]) =>
      `Neutron could not bind port ${port ?? ""}: check that the SR-IOV agent of the host is alive (openstack network agent list).`,
  },
  {
    pattern: /PortSecurityPortHasSecurityGroup/,
    explain: () =>
      "The port has a security group, but this program uses none on it: remove it (openstack port set --no-security-group <port>) and run again.",
  },
  {
    pattern: /[Qq]uota exceeded|Quota has been exceeded/,
    explain: () =>
      "The project's quota is exceeded (openstack quota show): free resources, or ask for a higher quota.",
  },
  {
    pattern:
      /connection refused|no such host|no route to host|i\/o timeout|network is unreachable|ECONNREFUSED/,
    explain: () =>
      "The cloud can't be reached: check auth_url in clouds.yaml or OS_AUTH_URL, and the network between here and the cloud (openstack token issue makes the same request).",
  },
  {
    pattern: /Authentication failed|requires authentication|HTTP 401|\b401\b.*Unauthorized/i,
    explain: () =>
      "The cloud refused the credentials: check the cloud's entry in clouds.yaml, or the OS_* variables (openstack token issue makes the same request).",
  },
];

/** Explains an error text, with what to do. Returns undefined for an unknown text. */
export function meaningOf(text: string): string | undefined {
  for (const { pattern, explain } of meanings) {
    const match = text.match(pattern);
    if (match) {
      return explain(match);
    }
  }
  return undefined;
}
