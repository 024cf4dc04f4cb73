import { overlap, prefixLengthOf, rangeBetween, rangeOf, reservedAs } from "../../plan/address";
import { shown } from "../fault";
import { cidrsOf, NETWORKS, placedAddresses, repeated, subnetAround } from "./parts";
import { type Rule, rule } from "./rule";

const ADDRESSES = [...NETWORKS, "vnfs"] as const;

const orchestrationAddresses = rule(
  "orchestration-addresses",
  "A VNF has addresses in the orchestration network exactly when there is one.",
  ["orchestration", "vnfs"],
  function* ({ orchestration, vnfs }) {
    for (const [index, vnf] of vnfs.entries()) {
      const path = `vnfs[${index}].orchestration`;
      if (orchestration && !vnf.orchestration) {
        yield {
          path,
          sentence: `is missing: give ${shown(vnf.name)} an address in the orchestration network`,
        };
      } else if (!orchestration && vnf.orchestration) {
        yield {
          path,
          sentence: `${vnf.orchestration.join(", ")} has no network: configure cpnr:orchestration, or leave the addresses out`,
        };
      }
    }
  },
);

const addressInSubnet = rule(
  "address-in-subnet",
  "An address lies in a subnet of its network; the bond's in one of the SR-IOV networks.",
  ADDRESSES,
  function* (settings) {
    for (const { path, text, address, subnets } of placedAddresses(settings)) {
      if (!subnetAround(address, subnets)) {
        yield { path, sentence: `${text} is in none of the network's subnets (${cidrsOf(subnets)})` };
      }
    }
  },
);

const addressOfHost = rule(
  "address-of-host",
  "An address is neither its network's own nor broadcast nor the routers' anycast address.",
  ADDRESSES,
  function* (settings) {
    for (const { path, address, subnets } of placedAddresses(settings)) {
      const cidr = subnetAround(address, subnets)?.cidr;
      const reserved = cidr && reservedAs(address, cidr);
      if (reserved) {
        yield { path, sentence: `${address} is ${reserved} of ${cidr}: use a host's address in it` };
      }
    }
  },
);

const addressNotGateway = rule(
  "address-not-gateway",
  "No VNF has the address of its subnet's gateway.",
  ADDRESSES,
  function* (settings) {
    for (const { path, address, subnets } of placedAddresses(settings)) {
      if (subnets.some(({ gateway }) => gateway === address)) {
        yield { path, sentence: `${address} is the subnet's gateway: give the VNF another` };
      }
    }
  },
);

const addressNotInPool = rule(
  "address-not-in-pool",
  "No address lies in a pool from which Neutron may give it to somebody else.",
  ADDRESSES,
  function* (settings) {
    for (const { path, address, subnets } of placedAddresses(settings)) {
      const pool = subnets
        .flatMap(({ allocationPools = [] }) => allocationPools)
        .find(({ start, end }) => overlap(rangeOf(address), rangeBetween(start, end)));
      if (pool) {
        yield {
          path,
          sentence: `${address} lies in the allocation pool ${pool.start} to ${pool.end}, which Neutron gives away: use one outside`,
        };
      }
    }
  },
);

const oneAddressInSubnet = rule(
  "one-address-in-subnet",
  "A VNF has one address in a subnet.",
  ADDRESSES,
  function* (settings) {
    const inside = placedAddresses(settings).flatMap((placed) => {
      const subnet = subnetAround(placed.address, placed.subnets);
      return subnet ? [{ ...placed, cidr: subnet.cidr }] : [];
    });
    for (const vnf of settings.vnfs) {
      const own = inside.filter((placed) => placed.vnf === vnf);
      for (const [again, first] of repeated(own, ({ cidr }) => cidr)) {
        // The same address again is told by another rule.
        if (again.address !== first.address) {
          yield {
            path: again.path,
            sentence: `${again.text} is the VNF's second address in ${again.cidr}, after ${first.text}: keep one`,
          };
        }
      }
    }
  },
);

const addressOnce = rule("address-once", "No address is given twice.", ADDRESSES, function* (settings) {
  for (const [again, first] of repeated(placedAddresses(settings), ({ address }) => address)) {
    yield { path: again.path, sentence: `${again.address} is ${first.path} already: give each its own` };
  }
});

const bondPrefixLength = rule(
  "bond-prefix-length",
  "A bond address has the prefix length of its subnet.",
  ["sriov", "vnfs"],
  function* ({ sriov, vnfs }) {
    const service = sriov.flatMap(({ subnets }) => subnets);
    for (const [index, vnf] of vnfs.entries()) {
      for (const [position, address] of vnf.bond.addresses.entries()) {
        const subnet = subnetAround(address, service);
        if (subnet && prefixLengthOf(subnet.cidr) !== prefixLengthOf(address)) {
          yield {
            path: `vnfs[${index}].bond.addresses[${position}]`,
            sentence: `${address} lies in ${subnet.cidr}: its prefix length is to be ${prefixLengthOf(subnet.cidr)}`,
          };
        }
      }
    }
  },
);

const bondAddressOnPort = rule(
  "bond-address-on-port",
  "Each SR-IOV port of a VNF holds an address of the bond.",
  ["sriov", "vnfs"],
  function* ({ sriov, vnfs }) {
    const service = sriov.flatMap(({ subnets }) => subnets);
    for (const [index, { bond }] of vnfs.entries()) {
      // One that lies nowhere was meant for some port; another rule tells it.
      const astray = bond.addresses.some((address) => !subnetAround(address, service));
      for (const { name, subnets } of sriov) {
        if (!astray && !bond.addresses.some((address) => subnetAround(address, subnets))) {
          yield {
            path: `vnfs[${index}].bond.addresses`,
            sentence: `has no address in ${shown(name)} (${cidrsOf(subnets)}): its port needs one, or Nova's record of the NIC stays empty`,
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
