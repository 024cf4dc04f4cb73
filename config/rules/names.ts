import { shown } from "../fault";
import { repeated } from "./parts";
import { type Rule, rule } from "./rule";

const serverNameOnce = rule(
  "server-name-once",
  "No two servers have one name.",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [again, first] of repeated(vnfs.entries(), ([, { name }]) => name)) {
      yield {
        path: `vnfs[${again[0]}].name`,
        sentence: `${shown(again[1].name)} is the name of vnfs[${first[0]}] already: give each VNF its own`,
      };
    }
  },
);

const hostnameOnce = rule(
  "hostname-once",
  "No two guests have one host name, in whatever case (RFC 4343).",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [again, first] of repeated(vnfs.entries(), ([, { hostname }]) => hostname.toLowerCase())) {
      yield {
        path: `vnfs[${again[0]}].hostname`,
        sentence: `${shown(again[1].hostname)} is the host name of vnfs[${first[0]}] already: give each VNF its own`,
      };
    }
  },
);

export const nameRules: readonly Rule[] = [serverNameOnce, hostnameOnce];
