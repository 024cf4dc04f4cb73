import type { VnfDay0 } from "../../day0/vnf";
import { keysFor, settingsOf } from "../settings";

const keys = keysFor("cpnr-dns-1");

/** Creates the Day0 of the lab's VNF with a renderer. @param bond values of the bond that a test changes */
export function labDay0(renderer: VnfDay0["renderer"], bond: Partial<VnfDay0["bond"]> = {}): VnfDay0 {
  const settings = settingsOf("lab");
  const vnf = settings.vnfs[0];
  if (!vnf) {
    throw new Error("the lab has no VNF");
  }
  return {
    hostname: vnf.hostname,
    renderer,
    users: settings.day0.users,
    loginKey: keys.login.publicKey,
    hostKey: keys.hosts["cpnr-dns-1"] as VnfDay0["hostKey"],
    bond: {
      ...settings.bond,
      members: [{ mac: "fa:16:3e:00:00:01" }, { mac: "fa:16:3e:00:00:02" }],
      ...vnf.bond,
      ...bond,
    },
    extraParts: settings.day0.extraParts,
  };
}

export const renderers: readonly VnfDay0["renderer"][] = ["keyfile", "nmcli", "ifcfg", "netplan"];

/** Two addresses and a gateway of each address family. */
export const dualStack = {
  addresses: ["172.16.1.10/24", "172.16.2.10/23", "2001:db8::10/64", "2001:db8::11/64"],
  gateways: ["172.16.1.1", "2001:db8::1"],
};

/** The bonds that are tested with each renderer. */
export const bonds: Readonly<Record<string, Partial<VnfDay0["bond"]>>> = {
  "an IPv4 bond": {},
  "a dual-stack bond": dualStack,
  "an IPv6 bond with a link-local gateway": { addresses: ["2001:db8::10/64"], gateways: ["fe80::1"] },
  "a bond without a gateway, with two addresses of one subnet": {
    addresses: ["172.16.1.10/24", "172.16.1.11/24"],
    gateways: [],
  },
  "a bond monitored by ARP": {
    linkMonitor: { type: "arp", interval: 250, targets: ["172.16.1.1", "172.16.1.2"], validate: "all" },
  },
  "a bond with delays and an MTU": {
    linkMonitor: { type: "mii", miimon: 50, updelay: 200, downdelay: 100 },
    mtu: 8950,
  },
};

/** Each renderer with each of the {@link bonds}. */
export const renderings = renderers.flatMap((renderer) =>
  Object.entries(bonds).map(([name, bond]) => ({ renderer, name, bond })),
);
