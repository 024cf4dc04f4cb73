import { type StackCheck, unseen, violation } from "../check";
import { label } from "../resource";
import { sriovServers } from "../sriov";

export const vlanOfPair: StackCheck<object> = {
  name: "vlan-of-pair",
  description: "The SR-IOV networks of a server have different VLAN ids.",
  level: "advisory",
  *findInStack(stack) {
    for (const { server, ports } of sriovServers(stack)) {
      const networkOf = new Map<number, (typeof ports)[number]["network"]>();
      for (const { network, vlan } of ports) {
        if (network === undefined || vlan === undefined) {
          yield unseen(server, "the VLAN id of a direct port's network is not in this stack");
          continue;
        }
        const first = networkOf.get(vlan) ?? network;
        networkOf.set(vlan, first);
        if (first !== network) {
          yield violation(
            server,
            `The ${label(first)} and the ${label(network)} of the ${label(server)} have the same VLAN id ${vlan}, so that swapped cables are not noticed: give each SR-IOV network its own VLAN id.`,
          );
        }
      }
    }
  },
};
