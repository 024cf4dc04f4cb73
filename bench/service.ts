import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStack } from "../cli/stack";
import { day0Parts } from "../day0/parts";
import { multipart } from "../day0/userData";
import type { LinkMonitor } from "../plan/bond";
import { hostKeyOf } from "../plan/keys";
import type { Vnf } from "../plan/vnf";
import type { GuideVnf } from "./guideCommands";

/** What stands for the MAC addresses of the SR-IOV ports in the Day0: they are known only when the ports exist. */
const MAC_PLACEHOLDERS = ["@MAC1@", "@MAC2@"] as const;

/** A VNF for tools that know nothing of this project. */
export interface ServiceVnf extends GuideVnf {
  /** Path of a file with the user data, in which `@MAC1@` and `@MAC2@` stand for the MAC addresses of the SR-IOV ports. */
  readonly user_data: string;
}

/**
 * Describes VNFs like that of the lab's stack, and writes the user data of each into `folder`.
 * @param linkMonitor @default that of the lab's stack
 */
export async function writeService(
  folder: string,
  count: 1,
  linkMonitor?: LinkMonitor,
): Promise<[ServiceVnf]>;
export async function writeService(
  folder: string,
  count: number,
  linkMonitor?: LinkMonitor,
): Promise<ServiceVnf[]>;
export async function writeService(folder: string, count: number, linkMonitor?: LinkMonitor) {
  const { plan } = await readStack("lab");
  const [first] = plan.vnfs as readonly [Vnf];
  return Array.from({ length: count }, (_, index): ServiceVnf => {
    const bond = `172.16.1.${10 + index}`;
    const parts = day0Parts({
      ...plan.day0,
      hostname: first.hostname,
      loginKey: plan.keys.login.publicKey,
      hostKey: hostKeyOf(plan.keys, first.name),
      bond: {
        ...first.bond,
        ...(linkMonitor === undefined ? {} : { linkMonitor }),
        addresses: [`${bond}/24`],
        members: [{ mac: MAC_PLACEHOLDERS[0] }, { mac: MAC_PLACEHOLDERS[1] }],
      },
    });
    const name = `cpnr-dns-${index + 1}`;
    const file = join(folder, `${name}.template`);
    writeFileSync(file, multipart(parts), { mode: 0o600 });
    return {
      name,
      orchestration: `192.168.100.${101 + index}`,
      management: `10.10.10.${101 + index}`,
      bond,
      user_data: file,
    };
  });
}

/** Writes the user data with the MAC addresses of the SR-IOV ports. Returns the path of its file. */
export function writeUserData(template: string, macs: readonly string[]): string {
  const file = template.replace(/\.template$/, ".user-data");
  const text = MAC_PLACEHOLDERS.reduce(
    (all, placeholder, index) => all.replaceAll(placeholder, macs[index] as string),
    readFileSync(template, "utf8"),
  );
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
