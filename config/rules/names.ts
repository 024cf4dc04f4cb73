import { formatValue } from "../fault";
import { findRepeats } from "./parts";
import { defineRule, type Rule } from "./rule";

const serverNameOnce = defineRule(
  "server-name-once",
  "Each server has its own name.",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [repeat, first] of findRepeats(vnfs.entries(), ([, { name }]) => name)) {
      yield {
        path: `vnfs[${repeat[0]}].name`,
        sentence: `${formatValue(repeat[1].name)} is already the name of vnfs[${first[0]}]: give each VNF its own name`,
      };
    }
  },
);

const hostnameOnce = defineRule(
  "hostname-once",
  "Each guest has its own host name. Upper case and lower case make no difference (RFC 4343).",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [repeat, first] of findRepeats(vnfs.entries(), ([, { hostname }]) => hostname.toLowerCase())) {
      yield {
        path: `vnfs[${repeat[0]}].hostname`,
        sentence: `${formatValue(repeat[1].hostname)} is already the host name of vnfs[${first[0]}]: give each VNF its own host name`,
      };
    }
  },
);

export const nameRules: readonly Rule[] = [serverNameOnce, hostnameOnce];
