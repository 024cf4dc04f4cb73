import { day0Parts } from "../../day0/parts";
import { multipart } from "../../day0/userData";
import type { Settings } from "../schema";
import { type Rule, rule } from "./rule";

/** Nova's limit on user data, in bytes of base64 (nova/api/openstack/compute/schemas/servers.py, MAX_USERDATA_SIZE). */
const LIMIT = 65_535;

/*
 * The longest that a MAC, a key and a password's hash can be: their values are not known to the settings, and only their
 * lengths matter.
 */
const MAC = "fa:16:3e:00:00:00";
const KEY = "x".repeat(512);
const HASH = "x".repeat(128);

const userDataSize = rule(
  "user-data-size",
  `A VNF's user data is at most ${LIMIT} bytes as base64: Nova takes no more.`,
  ["vnfs", "bond", "day0"],
  function* (settings) {
    for (const [index, vnf] of settings.vnfs.entries()) {
      const encoded = Math.ceil(Buffer.byteLength(longestUserData(settings, vnf)) / 3) * 4;
      if (encoded > LIMIT) {
        yield {
          path: `vnfs[${index}]`,
          sentence: `has ${encoded} bytes of user data as base64, and Nova takes ${LIMIT}: shorten cpnr:day0.extraParts, or have the guest fetch them`,
        };
      }
    }
  },
);

export const userDataRules: readonly Rule[] = [userDataSize];

function longestUserData(
  { bond, day0 }: Pick<Settings, "bond" | "day0">,
  vnf: Settings["vnfs"][number],
): string {
  const parts = day0Parts({
    hostname: vnf.hostname,
    renderer: day0.renderer,
    users: day0.users.map((user) => ({ ...user, passwordHash: HASH })),
    loginKey: KEY,
    hostKey: { publicKey: KEY, privateKey: KEY },
    bond: { ...bond, ...vnf.bond, members: [{ mac: MAC }, { mac: MAC }] },
    extraParts: day0.extraParts,
  });
  return multipart(parts);
}
