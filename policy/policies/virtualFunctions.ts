import { type StackCheck, unseen } from "../check";
import { directPorts } from "../sriov";

interface Config {
  readonly virtualFunctions: Readonly<Record<string, number>>;
}

export const virtualFunctions: StackCheck<Config> = {
  name: "virtual-functions",
  description: "The direct ports on a physical network are no more than the VFs that the stack may use.",
  level: "mandatory",
  config: {
    virtualFunctions: {
      type: "object",
      additionalProperties: { type: "integer", minimum: 0 },
      default: {},
      description:
        "Number of VFs that the stack may use, by physical network. A physical network without a number is not checked.",
    },
  },
  *findInStack(stack, { virtualFunctions: capacities }) {
    const counts = new Map<string, number>();
    for (const { port, physicalNetwork } of directPorts(stack)) {
      if (physicalNetwork === undefined) {
        yield unseen(port, "the physical network of its network is not in this stack");
      } else if (capacities[physicalNetwork] === undefined) {
        yield unseen(port, `virtualFunctions of this policy has no number for ${physicalNetwork}`);
      } else {
        counts.set(physicalNetwork, (counts.get(physicalNetwork) ?? 0) + 1);
      }
    }
    for (const [physicalNetwork, count] of counts) {
      const capacity = capacities[physicalNetwork] as number;
      if (count > capacity) {
        yield {
          violation: `VFs on the physical network ${physicalNetwork}: the direct ports of the stack need ${count}, but the stack may use ${capacity}: remove ports, or correct virtualFunctions of this policy.`,
        };
      }
    }
  },
};
