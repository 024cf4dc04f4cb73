import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { family } from "../../day0/bond";
import { cloudConfig } from "../../day0/cloudConfig";
import { ifcfgBond } from "../../day0/ifcfg";
import { nmcliBond } from "../../day0/nmcli";
import { day0Parts } from "../../day0/parts";
import * as arbitrary from "./arbitraries";
import { expectedConnections, writtenKeyfiles } from "./connections";
import { type CloudConfig, readByCloudInit, readByNetworkManager } from "./consumers";

/** Cases of each property. */
const RUNS = Number(process.env.CPNR_PROPERTY_RUNS ?? 200);
/** Cases that one process of Python reads, as it takes longer to start than to read one. */
const BATCH = 100;

/** Checks `holds` for about {@link RUNS} cases: a batch is half full on average. */
function forAll<T>(cases: fc.Arbitrary<T>, holds: (batch: T[]) => void) {
  const numRuns = Math.ceil((2 * RUNS) / BATCH);
  fc.assert(fc.property(fc.array(cases, { minLength: 1, maxLength: BATCH, size: "max" }), holds), {
    numRuns,
  });
}

describe("a Day0 of arbitrary texts", () => {
  it("is read by the real cloud-init as what was put in, part by part and field by field", () => {
    forAll(arbitrary.day0, (batch) => {
      const read = readByCloudInit(batch.map(day0Parts));
      batch.forEach((vnf, index) => {
        const { parts, config } = read[index] as (typeof read)[number];
        const own = day0Parts(vnf).slice(0, 2);
        const extra = vnf.extraParts.map((part) => ({
          ...part,
          content: expect.stringContaining(part.content),
        }));
        expect(parts).toEqual([...own, ...extra]);
        expect(config).toMatchObject({
          hostname: vnf.hostname,
          ssh_pwauth: false,
          ssh_keys: { ed25519_private: vnf.hostKey.privateKey, ed25519_public: vnf.hostKey.publicKey },
        });
        expect(config.users.slice(0, vnf.users.length)).toEqual(
          vnf.users.map((user) => ({
            name: user.name,
            shell: "/bin/bash",
            ssh_authorized_keys: [vnf.loginKey, ...user.authorizedKeys],
            ...(user.sudo ? { sudo: "ALL=(ALL) NOPASSWD:ALL" } : {}),
            ...(user.passwordHash === undefined
              ? { lock_passwd: true }
              : { lock_passwd: false, hashed_passwd: user.passwordHash }),
          })),
        );
        const { write_files: files } = parse(cloudConfig(vnf)) as CloudConfig;
        expect(config.write_files.slice(0, files.length)).toEqual(files);
        expect(config.runcmd[0]).toEqual([ACTIVATION_PATH]);
      });
    });
  });

  it("is read by NetworkManager's own library as the bond that was put in", () => {
    forAll(arbitrary.bond, (batch) => {
      const read = readByNetworkManager(batch.flatMap(writtenKeyfiles));
      expect(read).toMatchObject(batch.flatMap(expectedConnections));
    });
  });

  it("is read by a shell, as network-scripts read ifcfg files, as the bond that was put in", () => {
    const names = ["NAME", "MTU", "IPADDR", "GATEWAY", "IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW"];
    const print = `printf '%s\\0' ${names.map((name) => `"\${${name}-}"`).join(" ")}`;
    forAll(arbitrary.bond, (batch) => {
      const files = batch.map((bond) => ifcfgBond(bond).files[0]?.content);
      const read = shell(files.map((content) => `(\n${content}\n${print}\n)`));
      const expected = batch.flatMap((bond) => {
        const v4 = family(bond, 4);
        const [first = "", ...more] = family(bond, 6).addresses;
        const gateway = family(bond, 6).gateway ?? "";
        return [
          bond.name,
          String(bond.mtu ?? ""),
          v4.addresses[0]?.split("/")[0] ?? "",
          v4.gateway ?? "",
          first,
          more.join(" "),
          gateway === "fe80::1" ? `fe80::1%${bond.name}` : gateway,
        ];
      });
      expect(read).toEqual(expected);
    });
  });

  it("gives the shell each value as one word, whatever characters it has", () => {
    // No command's argument can hold a NUL.
    const word = arbitrary.text.map((text) => text.replaceAll("\0", ""));
    const cases = fc.tuple(arbitrary.bond, word, word, word).map(([bond, name, first, second]) => ({
      ...bond,
      name,
      members: [{ mac: first }, { mac: second }] as const,
    }));
    forAll(cases, (batch) => {
      const commands = nmcliCommands(batch.flatMap((bond) => nmcliBond(bond).activation));
      batch.forEach(({ name, members }, index) => {
        const [reload = [], deletion = [], bond = [], port1 = [], port2 = [], ...ups] = commands.slice(
          8 * index,
          8 * index + 8,
        );
        expect(reload.slice(3)).toEqual([]);
        const ports = [`${name}-port1`, `${name}-port2`] as const;
        expect(deletion.slice(3)).toEqual(["id", name, "id", ports[0], "id", ports[1]]);
        expect(bond.slice(4, 10)).toEqual(["bond", "con-name", name, "ifname", name, "bond.options"]);
        for (const [position, port] of [port1, port2].entries()) {
          const { mac } = members[position as 0 | 1];
          const device = position === 0 ? "ens5" : "ens4";
          expect(port.slice(5, 13)).toEqual([
            "con-name",
            ports[position],
            "ifname",
            device,
            "mac",
            mac,
            "master",
            name,
          ]);
        }
        expect(ups.map((up) => up.slice(3))).toEqual([...ports, name].map((id) => ["id", id]));
      });
    });
  });
});

/** What shell lines print, each text ended by a NUL. */
function shell(lines: readonly string[]): string[] {
  const printed = execFileSync("sh", ["-eu"], {
    input: lines.join("\n"),
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  return printed.split("\0").slice(0, -1);
}

/** The words of each call of nmcli that shell lines make. */
function nmcliCommands(lines: readonly string[]): string[][] {
  const words = shell(["primary=ens5 second=ens4", `nmcli() { printf '%s\\0' $# "$@"; }`, ...lines]);
  const commands: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const count = Number(words[at]);
    commands.push(words.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return commands;
}
