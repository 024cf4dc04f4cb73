import { day0Parts } from "../../day0/parts";
import { MAXIMUM_USER_DATA, multipart } from "../../day0/userData";
import type { KeyType } from "../../plan/keys";
import type { Settings } from "../schema";
import { defineRule, type Rule } from "./rule";

/*
 * A MAC, a key and a password hash of the maximum length. The settings do not contain the real values, and only the length
 * matters here.
 */
const MAC = "fa:16:3e:00:00:00";
const LONGEST_KEY: Readonly<Record<KeyType, number>> = { ed25519: 512, ecdsa: 768, rsa: 2800 };
const HASH = "x".repeat(128);

const userDataSize = defineRule(
  "user-data-size",
  `The user data of a VNF has at most ${MAXIMUM_USER_DATA} bytes as base64: Nova accepts no more.`,
  ["vnfs", "bond", "day0"],
  function* (settings) {
    for (const [index, vnf] of settings.vnfs.entries()) {
      const encoded = Math.ceil(Buffer.byteLength(createLongestUserData(settings, vnf)) / 3) * 4;
      if (encoded > MAXIMUM_USER_DATA) {
        yield {
          path: `vnfs[${index}]`,
          sentence: `has ${encoded} bytes of user data as base64, but Nova accepts at most ${MAXIMUM_USER_DATA}: shorten cpnr:day0.extraParts, or let the guest download them`,
        };
      }
    }
  },
);

export const userDataRules: readonly Rule[] = [userDataSize];

function createLongestUserData(
  { bond, day0 }: Pick<Settings, "bond" | "day0">,
  vnf: Settings["vnfs"][number],
): string {
  const key = "x".repeat(LONGEST_KEY[day0.keyType]);
  const parts = day0Parts({
    hostname: vnf.hostname,
    renderer: day0.renderer,
    users: day0.users.map((user) => ({ ...user, passwordHash: HASH })),
    loginKey: key,
    hostKey: { publicKey: `ssh-${day0.keyType} ${key}`, privateKey: key },
    bond: { ...bond, ...vnf.bond, members: [{ mac: MAC }, { mac: MAC }] },
    extraParts: day0.extraParts,
  });
  return multipart(parts);
}
