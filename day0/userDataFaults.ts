import type { Fault } from "../config/fault";
import { userDataFault } from "../config/rules";
import type { Settings } from "../config/schema";
import { day0Parts } from "./parts";
import { multipart } from "./userData";

const MAC = "fa:16:3e:00:00:00";
const KEY = "x".repeat(512);
const HASH = "x".repeat(128);

/**
 * The VNFs whose user data is longer than Nova takes. Of MACs, keys and hashes only the length matters, so the longest of
 * their kinds stand in for them: nothing has to be created or decrypted to know.
 */
export function userDataFaults({ vnfs, bond, day0 }: Settings): Fault[] {
  return vnfs.flatMap((vnf, index) => {
    const parts = day0Parts({
      hostname: vnf.hostname,
      renderer: day0.renderer,
      users: day0.users.map((user) => ({ ...user, passwordHash: HASH })),
      loginKey: KEY,
      hostKey: { publicKey: KEY, privateKey: KEY },
      bond: { ...bond, ...vnf.bond, members: [{ mac: MAC }, { mac: MAC }] },
      extraParts: day0.extraParts,
    });
    const fault = userDataFault(index, multipart(parts));
    return fault === undefined ? [] : [fault];
  });
}
