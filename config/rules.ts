import { hostOf, inSubnet } from "./address";
import type { Settings, SriovNetworkSettings } from "./schema";

/** One broken rule: where, and a sentence with the value, the rule, and what would be right. */
export interface Fault {
  /** Path below the configuration's namespace, such as `vnfs[1].gateway`. */
  readonly path: string;
  readonly sentence: string;
}

type Rule = (settings: Settings) => Fault[];

const differentPhysicalNetworks: Rule = ({ sriov: [first, second] }) =>
  first.physicalNetwork === second.physicalNetwork
    ? [
        {
          path: "sriov[1].physicalNetwork",
          sentence: `"${second.physicalNetwork}" is the first SR-IOV network's too: name the physical network of a second NIC, or both VFs fail together`,
        },
      ]
    : [];

const differentNumaNodes: Rule = ({ sriov: [first, second] }) =>
  first.numaNode === second.numaNode
    ? [
        {
          path: "sriov[1].numaNode",
          sentence: `node ${second.numaNode} is the first SR-IOV network's too: the pair needs NICs of two NUMA nodes`,
        },
      ]
    : [];

const spannedNumaNodes: Rule = ({ sriov, flavor }) =>
  sriov.flatMap((network, index) =>
    !flavor.adopt && network.numaNode >= flavor.numaNodes
      ? [
          {
            path: `sriov[${index}].numaNode`,
            sentence: `node ${network.numaNode} is outside the ${flavor.numaNodes} nodes that the flavor spans: use a node below ${flavor.numaNodes} or raise flavor.numaNodes`,
          },
        ]
      : [],
  );

const dividedOverNumaNodes: Rule = ({ flavor }) =>
  (["ram", "vcpus"] as const).flatMap((field) =>
    !flavor.adopt && flavor[field] % flavor.numaNodes !== 0
      ? [
          {
            path: `flavor.${field}`,
            sentence: `${flavor[field]} does not divide over ${flavor.numaNodes} NUMA nodes: use a multiple of ${flavor.numaNodes}`,
          },
        ]
      : [],
  );

const vlanOfCreatedNetworks: Rule = ({ sriov }) =>
  sriov.flatMap((network, index) =>
    !network.adopt && network.vlan === undefined
      ? [
          {
            path: `sriov[${index}].vlan`,
            sentence: `is missing: network "${network.name}" is to be created and needs a VLAN id, 1 to 4094`,
          },
        ]
      : [],
  );

const addressesInSubnets: Rule = (settings) =>
  settings.vnfs.flatMap((vnf, index) =>
    (["orchestration", "management"] as const).flatMap((network) => {
      const address = vnf[network];
      const subnets = settings[network]?.subnets;
      const path = `vnfs[${index}].${network}`;
      if (address === undefined && subnets !== undefined) {
        return [{ path, sentence: `is missing: give "${vnf.name}" an address in the ${network} network` }];
      }
      if (address === undefined) {
        return [];
      }
      if (subnets === undefined) {
        return [
          { path, sentence: `${address} has no network: configure ${network}, or leave the address out` },
        ];
      }
      return subnets.some((subnet) => inSubnet(address, subnet.cidr))
        ? []
        : [{ path, sentence: `${address} is in none of the network's subnets (${cidrs(subnets)})` }];
    }),
  );

const bondAddressesOnThePair: Rule = ({ vnfs, sriov }) =>
  vnfs.flatMap((vnf, index) => {
    const stray = vnf.bondAddresses.flatMap((address, position) =>
      sriov.some((network) => carries(network, address))
        ? []
        : [
            {
              path: `vnfs[${index}].bondAddresses[${position}]`,
              sentence: `${address} is in no subnet of the SR-IOV networks (${sriov.map((network) => cidrs(network.subnets)).join(", ")})`,
            },
          ],
    );
    const bare = sriov.flatMap((network) =>
      vnf.bondAddresses.some((address) => carries(network, address))
        ? []
        : [
            {
              path: `vnfs[${index}].bondAddresses`,
              sentence: `has no address in "${network.name}" (${cidrs(network.subnets)}): its port needs one, or Nova's record of the NIC stays empty`,
            },
          ],
    );
    return stray.length > 0 ? stray : bare;
  });

const gatewayBesideTheBond: Rule = ({ vnfs }) =>
  vnfs.flatMap((vnf, index) =>
    vnf.bondAddresses.some((address) => inSubnet(vnf.gateway, address))
      ? []
      : [
          {
            path: `vnfs[${index}].gateway`,
            sentence: `${vnf.gateway} is on no network of the bond's addresses (${vnf.bondAddresses.join(", ")})`,
          },
        ],
  );

const noAddressTwice: Rule = ({ vnfs }) => {
  const owners = new Map<string, string>();
  return vnfs.flatMap((vnf, index) => {
    const addresses: [string, string | undefined][] = [
      ["orchestration", vnf.orchestration],
      ["management", vnf.management],
      ...vnf.bondAddresses.map((address, i): [string, string] => [`bondAddresses[${i}]`, hostOf(address)]),
    ];
    return addresses.flatMap(([field, address]) => {
      const path = `vnfs[${index}].${field}`;
      const owner = address && owners.get(address);
      if (address && !owner) {
        owners.set(address, path);
      }
      return owner ? [{ path, sentence: `${address} is ${owner} already: give each its own` }] : [];
    });
  });
};

const noNameTwice: Rule = ({ vnfs }) =>
  vnfs.flatMap((vnf, index) =>
    vnfs.findIndex((other) => other.name === vnf.name) < index
      ? [{ path: `vnfs[${index}].name`, sentence: `"${vnf.name}" is another VNF's name already` }]
      : [],
  );

const verificationUserExists: Rule = ({ verification, day0 }) =>
  verification.user === undefined || day0.users.some((user) => user.name === verification.user)
    ? []
    : [
        {
          path: "verification.user",
          sentence: `"${verification.user}" is none of day0.users (${day0.users.map((user) => user.name).join(", ")})`,
        },
      ];

const rules: readonly Rule[] = [
  differentPhysicalNetworks,
  differentNumaNodes,
  spannedNumaNodes,
  dividedOverNumaNodes,
  vlanOfCreatedNetworks,
  addressesInSubnets,
  bondAddressesOnThePair,
  gatewayBesideTheBond,
  noAddressTwice,
  noNameTwice,
  verificationUserExists,
];

/** Every broken rule between the fields of `settings`, in the rules' order. */
export function brokenRules(settings: Settings): Fault[] {
  return rules.flatMap((rule) => rule(settings));
}

function carries(network: SriovNetworkSettings, address: string): boolean {
  return network.subnets.some((subnet) => inSubnet(address, subnet.cidr));
}

function cidrs(subnets: readonly { cidr: string }[]): string {
  return subnets.map((subnet) => subnet.cidr).join(", ");
}
