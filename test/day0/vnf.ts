import type { VnfDay0 } from "../../day0/vnf";
import { keysFor, settingsOf } from "../settings";

const keys = keysFor("cpnr-dns-1");

/** The lab VNF's Day0 with a renderer, and whatever else a test changes. */
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
      addresses: vnf.bondAddresses,
      gateway: vnf.gateway,
      ...bond,
    },
  };
}

export const renderers: readonly VnfDay0["renderer"][] = ["keyfile", "nmcli", "ifcfg"];

/** Addresses of both families, two of IPv4. */
export const dualStack = {
  addresses: ["172.16.1.10/24", "172.16.2.10/23", "2001:db8::10/64"],
  gateway: "172.16.1.1",
};
