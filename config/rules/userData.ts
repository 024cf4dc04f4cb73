import type { Fault } from "../fault";

/** Nova's limit on user data, in bytes of base64 (nova/api/openstack/compute/schemas/servers.py, MAX_USERDATA_SIZE). */
const LIMIT = 65_535;

/**
 * Whether Nova takes a VNF's user data.
 * @param vnf position in `cpnr:vnfs`
 * @param userData the whole document as it is rendered, before base64
 * @returns a fault if it is longer than Nova's limit
 */
export function userDataFault(vnf: number, userData: string): Fault | undefined {
  const encoded = Math.ceil(Buffer.byteLength(userData) / 3) * 4;
  return encoded <= LIMIT
    ? undefined
    : {
        path: `vnfs[${vnf}]`,
        rule: "user-data-size",
        sentence: `has ${encoded} bytes of user data as base64, and Nova takes ${LIMIT}: shorten cpnr:day0.extraParts, or have the guest fetch them`,
      };
}
