import { meaningOf } from "../../openstack/meaning";

describe("The explanation of an error", () => {
  it.each([
    [
      "a VLAN in use",
      '409: {"NeutronError": {"type": "VlanIdInUse", "message": "Unable to create the network. The VLAN 101 on physical network sriov0 is in use."}}',
      "VLAN 101 on physical network sriov0 is already used by another network: choose a free VLAN",
    ],
    [
      "an unknown physical network",
      "Invalid input for operation: physical_network 'sriov9' unknown for VLAN provider network.",
      "has no physical network sriov9",
    ],
    [
      "a tunnel id in use",
      '409: {"NeutronError": {"type": "TunnelIdInUse", "message": "Unable to create the network. The tunnel ID 1001 is in use."}}',
      "Another network has the tunnel id 1001",
    ],
    [
      "a second flat network of a physical network",
      '409: {"NeutronError": {"type": "FlatNetworkInUse", "message": "Unable to create the flat network. Physical network physnet3 is in use."}}',
      "Physical network physnet3 has a flat network already",
    ],
    [
      "an adopted port of another project",
      "Bad request with: [POST http://nova/servers], error message: Port 1234 not usable for instance abcd.",
      "Nova attaches only ports of the server's project, and port 1234 belongs to another one",
    ],
    [
      "an adopted port of another server",
      "Port 1234 is still in use.",
      "Port 1234 is attached to another server",
    ],
    [
      "a security group on a port without port security",
      '409 {"NeutronError": {"type": "PortSecurityPortHasSecurityGroup", "message": "Port has security group associated."}}',
      "remove it (openstack port set --no-security-group <port>)",
    ],
    [
      "no valid host",
      "unexpected state 'ERROR', wanted target 'ACTIVE'. last error: No valid host was found.",
      "The host needs a free VF on both physical networks",
    ],
    [
      "a server that did not start",
      "unexpected state 'ERROR', wanted target 'ACTIVE'. last error: %!s(<nil>)",
      "openstack server show <server> -c fault says why",
    ],
    [
      "a failed binding",
      "Binding failed for port 1234, please check neutron logs",
      "Neutron could not bind port 1234",
    ],
    [
      "no valid host with a server group",
      "unexpected state 'ERROR', wanted target 'ACTIVE'. last error: No valid host was found.",
      "With cpnr:placement.policy anti-affinity, it must have no other VNF of the stack",
    ],
    [
      "a violated policy of the server group",
      "Build of instance 1234 was re-scheduled: Anti-affinity instance group policy was violated",
      "No host satisfies the policy anti-affinity",
    ],
    [
      "a policy of the server group that is not satisfied",
      "ServerGroup policy anti-affinity is not satisfied.",
      "No host satisfies the policy anti-affinity",
    ],
    [
      "a scheduler without the filter of the policy",
      "ServerGroup policy is not supported: ServerGroupAntiAffinityFilter not configured",
      "because it lacks ServerGroupAntiAffinityFilter: set cpnr:placement.policy to another policy",
    ],
    [
      "an exceeded quota of server groups",
      '403 {"forbidden": {"code": 403, "message": "Quota exceeded, too many server groups."}}',
      "The project may have no more server groups",
    ],
    [
      "an exceeded quota of servers in a group",
      '403 {"forbidden": {"code": 403, "message": "Quota exceeded, too many servers in group"}}',
      "The stack's server group may have no more servers",
    ],
    [
      "a server group that somebody deleted",
      "Instance group 1234 could not be found.",
      "Nova has no server group 1234: somebody deleted it. Run pulumi up --refresh",
    ],
    [
      "an exceeded quota",
      "Quota exceeded for cores: Requested 4, but already used 20 of 20 cores",
      "quota is exceeded",
    ],
    [
      "an attribute that Neutron does not have",
      "Unrecognized attribute(s) 'propagate_uplink_status'",
      "Neutron has no extension uplink-status-propagation",
    ],
    [
      "a chosen address in a SLAAC subnet",
      "Invalid input for operation: IPv6 address fd00::21 cannot be directly assigned to a port on subnet 4ab0 as the subnet is configured for automatic addresses.",
      "Neutron chooses the addresses in subnet 4ab0 itself",
    ],
    [
      "a type of network that the cloud does not have",
      "400: Invalid input for operation: network_type value 'vxlan' not supported.",
      "has no networks of type vxlan: remove segment",
    ],
    [
      "a chosen segment without the role admin",
      '403: {"NeutronError": {"type": "PolicyNotAuthorized", "message": "((rule:create_network and rule:create_network:segments) is disallowed by policy"}}',
      "does not allow create_network:segments with these credentials",
    ],
    [
      "a page size of the image that the flavor does not allow",
      `400: {"badRequest": {"code": 400, "message": "Page size small forbidden against '1GB'"}}`,
      "The image asks for memory pages of small, but the flavor has 1GB",
    ],
    [
      "a CPU policy of the image that the flavor does not allow",
      "403: Image property 'hw_cpu_policy' is not permitted to override CPU pinning policy set against the flavor",
      "remove the property (openstack image unset --property hw_cpu_policy)",
    ],
    [
      "NUMA nodes of the image besides those of the flavor",
      "403: Image property 'hw_numa_nodes' is not permitted to override NUMA configuration set against the flavor",
      "The image has hw_numa_nodes, and the flavor does not allow that",
    ],
    [
      "RAM that can't be divided between NUMA nodes",
      "400: Instance CPUs and/or memory cannot be evenly distributed across instance NUMA nodes. Explicit assignment of CPUs and memory to nodes is required",
      "use multiples of hw:numa_nodes",
    ],
    [
      "an external network that is not shared",
      "It is not allowed to create an interface on external network 4ab0",
      "Only administrators can attach a server to external network 4ab0",
    ],
    [
      "a flavor without disk",
      "403 Forbidden: Only volume-backed servers are allowed for flavors with zero disk.",
      "use a flavor with a disk",
    ],
    [
      "a refusal by Neutron's policy",
      '403: {"NeutronError": {"type": "PolicyNotAuthorized", "message": "(rule:create_port and rule:create_port:fixed_ips) is disallowed by policy"}}',
      "does not allow create_port:fixed_ips with these credentials",
    ],
    [
      "a refusal by Nova's policy",
      "Policy doesn't allow os_compute_api:os-flavor-manage:create to be performed.",
      "does not allow os_compute_api:os-flavor-manage:create",
    ],
    [
      "a cloud that can't be reached",
      "Post http://127.0.0.1:5000/v3/auth/tokens: dial tcp 127.0.0.1:5000: connect: connection refused",
      "can't be reached: check auth_url",
    ],
    [
      "a certificate of an unknown authority",
      'Post "https://cloud:5000/v3/auth/tokens": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      "does not trust the authority that signed the certificate of the cloud: set cacert",
    ],
    [
      "a certificate that has expired",
      "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-01",
      "has expired or is not valid yet: check the clock",
    ],
    [
      "a certificate of another host",
      "tls: failed to verify certificate: x509: certificate is valid for cloud.example, not 10.0.0.1",
      "is for another host name",
    ],
    [
      "a server without TLS",
      "http: server gave HTTP response to HTTPS client",
      "does not use TLS at this port",
    ],
    ["a missing client certificate", "remote error: tls: certificate required", "set cert and key"],
    [
      "a proxy that refuses the connection",
      "proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: connection refused",
      "Check HTTPS_PROXY and HTTP_PROXY",
    ],
    ["a proxy with a password", "Proxy Authentication Required", "asks for a user and a password"],
    ["wrong credentials", "Authentication failed", "refused the credentials"],
  ])("exists for %s, with what to do", (_, text, expected) => {
    expect(meaningOf(text)).toContain(expected);
  });

  it("does not exist for an unknown error", () => {
    expect(meaningOf("the moon is made of cheese")).toBeUndefined();
  });
});
