import { overlap, prefixLengthOf, rangeBetween, rangeOf } from "../../plan/address";
import { subnetOf } from "../../plan/network";
import { formatValue } from "../fault";
import { checkHostAddress, findRepeats, formatCidrs, listAddresses, NETWORKS } from "./parts";
import { defineRule, type Rule } from "./rule";

const ADDRESSES = [...NETWORKS, "vnfs"] as const;

const orchestrationAddresses = defineRule(
  "orchestration-addresses",
  "A VNF has addresses in the orchestration network if, and only if, that network is configured.",
  ["orchestration", "vnfs"],
  function* ({ orchestration, vnfs }) {
    for (const [index, vnf] of vnfs.entries()) {
      const path = `vnfs[${index}].orchestration`;
      if (orchestration && !vnf.orchestration) {
        yield {
          path,
          sentence: `is missing: give ${formatValue(vnf.name)} an address in the orchestration network`,
        };
      } else if (!orchestration && vnf.orchestration) {
        yield {
          path,
          sentence: `${vnf.orchestration.join(", ")} has no network: configure cpnr:orchestration, or remove the addresses`,
        };
      }
    }
  },
);

const addressInSubnet = defineRule(
  "address-in-subnet",
  "An address lies in a subnet of its network. A bond address lies in a subnet of one of the SR-IOV networks.",
  ADDRESSES,
  function* (settings) {
    for (const { path, text, address, subnets } of listAddresses(settings)) {
      if (!subnetOf(address, subnets)) {
        yield { path, sentence: `${text} is in no subnet of the network (${formatCidrs(subnets)})` };
      }
    }
  },
);

const addressOfHost = defineRule(
  "address-of-host",
  "An address is not the network's own address, not the broadcast address, and not the subnet-router anycast address.",
  ADDRESSES,
  function* (settings) {
    for (const { path, address, subnets } of listAddresses(settings)) {
      const cidr = subnetOf(address, subnets)?.cidr;
      if (cidr !== undefined) {
        yield* checkHostAddress(path, address, cidr);
      }
    }
  },
);

const addressNotGateway = defineRule(
  "address-not-gateway",
  "No VNF has the address of the gateway of its subnet.",
  ADDRESSES,
  function* (settings) {
    for (const { path, address, subnets } of listAddresses(settings)) {
      if (subnets.some(({ gateway }) => gateway === address)) {
        yield { path, sentence: `${address} is the gateway of the subnet: give the VNF another address` };
      }
    }
  },
);

const addressNotInPool = defineRule(
  "address-not-in-pool",
  "No address lies in an allocation pool. Otherwise, Neutron could assign it to another port.",
  ADDRESSES,
  function* (settings) {
    for (const { path, address, subnets } of listAddresses(settings)) {
      const pool = subnets
        .flatMap(({ allocationPools = [] }) => allocationPools)
        .find(({ start, end }) => overlap(rangeOf(address), rangeBetween(start, end)));
      if (pool) {
        yield {
          path,
          sentence: `${address} lies in the allocation pool ${pool.start} to ${pool.end}, and Neutron could assign it to another port: use an address outside the pool`,
        };
      }
    }
  },
);

const oneAddressInSubnet = defineRule(
  "one-address-in-subnet",
  "A VNF has at most one address in each subnet of the orchestration and management networks, because Nova tells the guest only one. The bond can have several: Day0 configures it.",
  ADDRESSES,
  function* (settings) {
    const inside = listAddresses(settings).flatMap((placed) => {
      const subnet = subnetOf(placed.address, placed.subnets);
      return subnet && !placed.isOfBond ? [{ ...placed, cidr: subnet.cidr }] : [];
    });
    for (const vnf of settings.vnfs) {
      const own = inside.filter((placed) => placed.vnf === vnf);
      for (const [repeat, first] of findRepeats(own, ({ cidr }) => cidr)) {
        // The rule address-once reports a repeated address.
        if (repeat.address !== first.address) {
          yield {
            path: repeat.path,
            sentence: `${repeat.text} is the VNF's second address in ${repeat.cidr}, after ${first.text}: keep only one of them`,
          };
        }
      }
    }
  },
);

const addressOnce = defineRule("address-once", "Each address is used once.", ADDRESSES, function* (settings) {
  for (const [repeat, first] of findRepeats(listAddresses(settings), ({ address }) => address)) {
    yield {
      path: repeat.path,
      sentence: `${repeat.address} is already used in ${first.path}: use another address`,
    };
  }
});

const bondPrefixLength = defineRule(
  "bond-prefix-length",
  "A bond address has the prefix length of its subnet.",
  ["sriov", "vnfs"],
  function* ({ sriov, vnfs }) {
    const service = sriov.flatMap(({ subnets }) => subnets);
    for (const [index, vnf] of vnfs.entries()) {
      for (const [position, address] of vnf.bond.addresses.entries()) {
        const subnet = subnetOf(address, service);
        if (subnet && prefixLengthOf(subnet.cidr) !== prefixLengthOf(address)) {
          yield {
            path: `vnfs[${index}].bond.addresses[${position}]`,
            sentence: `${address} lies in the subnet ${subnet.cidr}: use the prefix length ${prefixLengthOf(subnet.cidr)}`,
          };
        }
      }
    }
  },
);

const bondAddressOnPort = defineRule(
  "bond-address-on-port",
  "Each SR-IOV port of a VNF has an address of the bond.",
  ["sriov", "vnfs"],
  function* ({ sriov, vnfs }) {
    const service = sriov.flatMap(({ subnets }) => subnets);
    for (const [index, { bond }] of vnfs.entries()) {
      // Such an address was probably meant for this port. The rule address-in-subnet reports it.
      const hasAddressInNoSubnet = bond.addresses.some((address) => !subnetOf(address, service));
      for (const { name, subnets } of sriov) {
        if (!hasAddressInNoSubnet && !bond.addresses.some((address) => subnetOf(address, subnets))) {
          yield {
            path: `vnfs[${index}].bond.addresses`,
            sentence: `has no address in the network ${formatValue(name)} (${formatCidrs(subnets)}): add one, otherwise the port has no address and Nova's record of the NIC stays empty`,
          };
        }
      }
    }
  },
);

export const addressRules: readonly Rule[] = [
  orchestrationAddresses,
  addressInSubnet,
  addressOfHost,
  addressNotGateway,
  addressNotInPool,
  oneAddressInSubnet,
  addressOnce,
  bondPrefixLength,
  bondAddressOnPort,
];
