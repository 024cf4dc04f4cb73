import { formatValue } from "../fault";
import { findRepeats } from "./parts";
import { defineRule, type Rule } from "./rule";

const hostOncePerStack = defineRule(
  "host-once",
  "With the placement policy anti-affinity, no two VNFs have the same host.",
  ["placement", "vnfs"],
  function* ({ placement, vnfs }) {
    if (placement.policy !== "anti-affinity") {
      return;
    }
    const withHost = [...vnfs.entries()].filter(([, { host }]) => host !== undefined);
    for (const [repeat, first] of findRepeats(withHost, ([, { host }]) => host as string)) {
      yield {
        path: `vnfs[${repeat[0]}].host`,
        sentence: `${formatValue(repeat[1].host)} is already the host of vnfs[${first[0]}], and cpnr:placement.policy is anti-affinity: give each VNF its own host, or set the policy to soft-anti-affinity`,
      };
    }
  },
);

export const placementRules: readonly Rule[] = [hostOncePerStack];
