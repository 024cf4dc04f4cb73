const REMOVE_FAILED =
  "Then delete the server (openstack server delete <server>) and run pulumi up --refresh, because Pulumi keeps a server that failed.";

/** Explanations of error texts of OpenStack or its provider, with what to do. The first pattern that matches is used. */
const meanings: readonly { pattern: RegExp; explain: (match: RegExpMatchArray) => string }[] = [
  {
    pattern: /VLAN (\d+) on physical network (\S+) is in use/,
    explain: ([, vlan, physnet]) =>
      `VLAN ${vlan} on physical network ${physnet} is already used by another network: choose a free VLAN in the stack file, or adopt that network (openstack network list --provider-physical-network ${physnet} shows it).`,
  },
  {
    pattern: /[Uu]nknown provider:physical_network (\S+?)[.'"]|physical_network '(\S+?)' unknown/,
    explain: ([, first, second]) =>
      `The cloud has no physical network ${first ?? second}: correct physicalNetwork in the stack file (Neutron's options network_vlan_ranges and flat_networks list the physical networks).`,
  },
  {
    pattern: /The tunnel ID (\d+) is in use/,
    explain: ([, id]) =>
      `Another network has the tunnel id ${id}: choose another segment.id in the stack file, or leave it to Neutron.`,
  },
  {
    pattern: /Unable to create the flat network\. Physical network (\S+) is in use/,
    explain: ([, physnet]) =>
      `Physical network ${physnet} has a flat network already, and it can have only one: adopt that network (openstack network list --provider-physical-network ${physnet} shows it).`,
  },
  {
    pattern: /network_type value '(\S+?)' not supported/,
    explain: ([, type]) =>
      `The cloud has no networks of type ${type}: remove segment to let Neutron choose the type, or choose one of its types (Neutron's option type_drivers lists them).`,
  },
  {
    pattern:
      /Image property '(\S+?)' is not permitted to override|Page size (\S+) forbidden against '(\S+?)'/,
    explain: ([, property, image, flavor]) =>
      property === undefined
        ? `The image asks for memory pages of ${image}, but the flavor has ${flavor}: use another image, or remove hw_mem_page_size (openstack image unset --property).`
        : `The image has ${property}, and the flavor does not allow that: use another image, or remove the property (openstack image unset --property ${property}).`,
  },
  {
    pattern:
      /cannot be evenly distributed across instance NUMA nodes|CPU and memory allocation must be provided for all NUMA nodes/,
    explain: () =>
      "The vCPUs and the RAM of the flavor can't be divided between its NUMA nodes: use multiples of hw:numa_nodes, or set hw:numa_cpus and hw:numa_mem for each node.",
  },
  {
    pattern: /not allowed to create an interface on external network (\S+)/,
    explain: ([, network]) =>
      `Only administrators can attach a server to external network ${network}, which is not shared: use another network or credentials with the role admin, or let the cloud's administrators share it.`,
  },
  {
    pattern: /Quota exceeded, too many server groups/,
    explain: () =>
      "The project may have no more server groups (openstack quota show, openstack server group list): delete one that nobody needs, ask for a higher quota, or set cpnr:placement.policy to none.",
  },
  {
    pattern: /Quota exceeded, too many servers in group/,
    explain: () =>
      "The stack's server group may have no more servers (openstack quota show, server_group_members): ask for a higher quota, or set cpnr:placement.policy to none.",
  },
  {
    pattern: /ServerGroup policy is not supported: (\w+) not configured/,
    explain: ([, part]) =>
      `Nova's scheduler does not support the policy of the server group, because it lacks ${part}: set cpnr:placement.policy to another policy or to none, or ask the cloud's administrators to enable it (Nova's options enabled_filters and weight_classes).`,
  },
  {
    pattern: /instance group policy was violated|ServerGroup policy .*(not satisfied|violated)/i,
    explain: () =>
      `No host satisfies the policy anti-affinity: each host that can take the server has another VNF of the stack. Free or add a host, or set cpnr:placement.policy to soft-anti-affinity. ${REMOVE_FAILED}`,
  },
  {
    pattern: /Instance group (\S+) could not be found/,
    explain: ([, group]) =>
      `Nova has no server group ${group}: somebody deleted it. Run pulumi up --refresh, which creates it again.`,
  },
  {
    pattern: /No valid host was found/,
    explain: () =>
      "Nova found no host for the server. The host needs a free VF on both physical networks, and dedicated CPUs and large pages on both of their NUMA nodes. With cpnr:placement.policy anti-affinity, it must have no other VNF of the stack. Run openstack server show <server> -c fault. The log of the scheduler names the filter that left no host.",
  },
  {
    pattern: /unexpected state 'ERROR'/,
    explain: () =>
      `Nova could not start the server: openstack server show <server> -c fault says why. If it says "No valid host was found", the server needs a host with a free VF on both physical networks, and with dedicated CPUs and large pages on both of their NUMA nodes, and with cpnr:placement.policy anti-affinity, without another VNF of the stack. ${REMOVE_FAILED}`,
  },
  {
    pattern: /PortBindingFailed|Binding failed for port (\S+)/,
    explain: ([, port]) =>
      `Neutron could not bind port ${port ?? ""}: check that the SR-IOV agent of the host is alive (openstack network agent list).`,
  },
  {
    pattern: /Port (\S+) not usable for instance/,
    explain: ([, port]) =>
      `Nova attaches only ports of the server's project, and port ${port} belongs to another one: make the port in this project (openstack port create --project).`,
  },
  {
    pattern: /Port (\S+) is still in use/,
    explain: ([, port]) =>
      `Port ${port} is attached to another server (openstack port show ${port} -c device_id): detach it, or adopt another port.`,
  },
  {
    pattern: /PortSecurityPortHasSecurityGroup/,
    explain: () =>
      "The port has a security group, but this program uses none on it: remove it (openstack port set --no-security-group <port>) and run again.",
  },
  {
    pattern: /Unrecognized attribute\(s\) '?(\w+)/,
    explain: ([, attribute]) =>
      attribute === "propagate_uplink_status"
        ? "Neutron has no extension uplink-status-propagation, so a VF's link does not follow the cable: let the bond monitor by ARP (cpnr:bond.linkMonitor), or ask the cloud's administrators for the extension."
        : `Neutron lacks the extension of ${attribute} (openstack extension list --network): ask the cloud's administrators for it.`,
  },
  {
    pattern: /cannot be directly assigned to a port on subnet (\S+)/,
    explain: ([, subnet]) =>
      `Neutron chooses the addresses in subnet ${subnet} itself (slaac or dhcpv6-stateless): choose an address in another subnet, or use a subnet without ipv6_address_mode and ipv6_ra_mode.`,
  },
  {
    pattern: /Only volume-backed servers are allowed for flavors with zero disk/,
    explain: () =>
      "The flavor has no disk, and only administrators may boot an image with such a flavor: use a flavor with a disk (cpnr:flavor.disk).",
  },
  {
    pattern: /\(?rule:(\S+?)\)? is disallowed by policy|Policy doesn't allow (\S+) to be performed/,
    explain: ([, neutron, nova]) =>
      `The cloud's policy does not allow ${neutron ?? nova} with these credentials: use those of an administrator or, in a network of another project, of its owner.`,
  },
  {
    pattern: /[Qq]uota exceeded|Quota has been exceeded/,
    explain: () =>
      "The project's quota is exceeded (openstack quota show): free resources, or ask for a higher quota.",
  },
  {
    pattern: /Proxy Authentication Required/,
    explain: () =>
      "The proxy asks for a user and a password: set HTTPS_PROXY to http://<user>:<password>@<host>:<port>, or add the cloud's host to NO_PROXY.",
  },
  {
    pattern: /proxyconnect/,
    explain: () => "Check HTTPS_PROXY and HTTP_PROXY. If the cloud needs no proxy, add its host to NO_PROXY.",
  },
  {
    pattern: /x509: certificate has expired or is not yet valid|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    explain: () =>
      "The certificate of the cloud has expired or is not valid yet: check the clock of this machine (date), or ask the cloud's administrators for a new certificate.",
  },
  {
    pattern:
      /x509: (certificate is valid for|certificate is not valid for any names|cannot validate certificate for)|ERR_TLS_CERT_ALTNAME_INVALID/,
    explain: () =>
      "The certificate of the cloud is for another host name: use a name of the certificate in auth_url, or ask the cloud's administrators for a certificate of this address (openssl s_client -connect <host>:<port> shows its names).",
  },
  {
    pattern:
      /x509: certificate signed by unknown authority|x509: .*self-signed|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)/,
    explain: () =>
      "This machine does not trust the authority that signed the certificate of the cloud: set cacert in clouds.yaml or OS_CACERT to the file of that authority, or add it to the system's certificates.",
  },
  {
    pattern:
      /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG/,
    explain: () =>
      "The address begins with https, but the server does not use TLS at this port: correct the port, or use http.",
  },
  {
    pattern: /remote error: tls:|tls: handshake failure|ERR_SSL_|EPROTO/,
    explain: () =>
      "The server refused the TLS connection: if it asks for a client certificate, set cert and key in clouds.yaml or OS_CERT and OS_KEY.",
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
