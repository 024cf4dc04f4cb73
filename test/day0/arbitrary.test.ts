import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { parse } from "yaml";
import { ACTIVATION_PATH } from "../../day0/activation";
import { selectFamily } from "../../day0/bond";
import { renderCloudConfig } from "../../day0/cloudConfig";
import { renderIfcfgBond } from "../../day0/ifcfg";
import { renderNmcliBond } from "../../day0/nmcli";
import { day0Parts } from "../../day0/parts";
import * as arbitrary from "./arbitraries";
import { expectedConnections, renderKeyfiles } from "./connections";
import { type CloudConfig, readByCloudInit, readByNetworkManager } from "./consumers";

/** Number of cases of each property. */
const RUNS = Number(process.env.CPNR_PROPERTY_RUNS ?? 200);
/** Maximum number of cases that one Python process reads. Its start takes longer than reading a case. */
const BATCH = 100;

/** Runs `checkBatch` for about {@link RUNS} cases. On average, a batch is half full. */
function forAll<T>(cases: fc.Arbitrary<T>, checkBatch: (batch: T[]) => void) {
  const numRuns = Math.ceil((2 * RUNS) / BATCH);
  fc.assert(fc.property(fc.array(cases, { minLength: 1, maxLength: BATCH, size: "max" }), checkBatch), {
    numRuns,
  });
}

describe("A Day0 with arbitrary texts", () => {
  it("is read by the real cloud-init with the same parts and the same values", () => {
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
        const { write_files: files } = parse(renderCloudConfig(vnf)) as CloudConfig;
        expect(config.write_files.slice(0, files.length)).toEqual(files);
        expect(config.runcmd[0]).toEqual([ACTIVATION_PATH]);
      });
    });
  });

  it("is read by NetworkManager's own library as the same bond", () => {
    forAll(arbitrary.bond, (batch) => {
      const read = readByNetworkManager(batch.flatMap(renderKeyfiles));
      expect(read).toMatchObject(batch.flatMap(expectedConnections));
    });
  });

  it("is read by a shell, as network-scripts read ifcfg files, as the same bond", () => {
    const names = ["NAME", "MTU", "IPADDR", "GATEWAY", "IPV6ADDR", "IPV6ADDR_SECONDARIES", "IPV6_DEFAULTGW"];
    const print = `printf '%s\\0' ${names.map((name) => `"\${${name}-}"`).join(" ")}`;
    forAll(arbitrary.bond, (batch) => {
      const files = batch.map((bond) => renderIfcfgBond(bond).files[0]?.content);
      const read = runShell(files.map((content) => `(\n${content}\n${print}\n)`));
      const expected = batch.flatMap((bond) => {
        const v4 = selectFamily(bond, 4);
        const [first = "", ...more] = selectFamily(bond, 6).addresses;
        const gateway = selectFamily(bond, 6).gateway ?? "";
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

  it("passes each value to the shell as one word, whatever characters it contains", () => {
    // An argument of a command can't contain a NUL.
    const word = arbitrary.text.map((text) => text.replaceAll("\0", ""));
    const cases = fc.tuple(arbitrary.bond, word, word, word).map(([bond, name, first, second]) => ({
      ...bond,
      name,
      members: [{ mac: first }, { mac: second }] as const,
    }));
    forAll(cases, (batch) => {
      const commands = listNmcliCommands(batch.flatMap((bond) => renderNmcliBond(bond).activation));
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
          expect(port.slice(5, 13)).toEqual([
            "con-name",
            ports[position],
            "ifname",
            "*",
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

/** Runs shell lines, and returns the texts that they print. Each text ends with a NUL. */
function runShell(lines: readonly string[]): string[] {
  const printed = execFileSync("sh", ["-eu"], {
    input: lines.join("\n"),
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  return printed.split("\0").slice(0, -1);
}

/** Runs shell lines, and returns the arguments of each call of nmcli. */
function listNmcliCommands(lines: readonly string[]): string[][] {
  const words = runShell(["primary=ens5 second=ens4", `nmcli() { printf '%s\\0' $# "$@"; }`, ...lines]);
  const commands: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const count = Number(words[at]);
    commands.push(words.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return commands;
}
