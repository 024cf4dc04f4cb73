import { Fleet } from "../../bench/fleet";
import { openstack } from "../../lab/client/commands";
import { waitUntilHealthy } from "../lab/health";
import { measureRoll } from "../lab/roll";
import { labStack, MINUTE } from "../lab/stack";

const VNFS = 4;
const names = Array.from({ length: VNFS }, (_, index) => `cpnr-dns-${index + 1}`);

/** A rollout of the lab's stack with four VNFs. */
export function fleet(): void {
  const four = new Fleet(VNFS);

  beforeAll(async () => {
    await four.prepare();
    await four.up();
  }, 20 * MINUTE);

  afterAll(async () => {
    four.forget();
    await (await labStack()).up();
    await waitUntilHealthy();
  }, 15 * MINUTE);

  it(
    "is answered by at least one VNF at each moment while a changed Day0 replaces all of them",
    async () => {
      const before = await serverIds();
      four.change((raw) => {
        raw.bond = { linkMonitor: { type: "mii", miimon: 120 } };
      });
      const { commonOutage, outages } = await measureRoll(
        names.map((_, index) => `172.16.1.${index + 10}`),
        () => four.up(),
      );
      console.log(
        `replaced ${names.map((name, index) => `${name} in ${outages[index]?.toFixed(1)} s`).join(", ")}`,
      );
      expect(commonOutage).toBe(0);
      const after = await serverIds();
      expect(names.filter((name) => after[name] === before[name])).toEqual([]);
      expect((await four.cpnr("rollout")).code).toBe(0);
    },
    30 * MINUTE,
  );

  it(
    "stops at the first VNF that fails its verification, and the next up goes on",
    async () => {
      const before = await serverIds();
      four.change((raw) => {
        raw.day0.extraParts = [
          {
            filename: "no-dns",
            contentType: "text/x-shellscript",
            content: "#!/bin/sh\nsystemctl stop knot\n",
          },
        ];
      });
      await expect(four.up()).rejects.toThrow(/VNF "cpnr-dns-1": DNS .*expected/);
      const stopped = await serverIds();
      expect(names.filter((name) => stopped[name] !== before[name])).toEqual(["cpnr-dns-1"]);
      expect((await four.cpnr("rollout")).text.trim().split("\n")).toEqual([
        "cpnr-dns-1: next: its verification has not passed.",
        ...names
          .slice(1)
          .map((name) =>
            expect.stringMatching(`^${name}: waits: replaced: .*after the verification of cpnr-dns-1`),
          ),
      ]);
      four.change((raw) => {
        raw.day0.extraParts = [];
      });
      await four.up();
      const corrected = await serverIds();
      expect(names.filter((name) => corrected[name] !== before[name])).toEqual(["cpnr-dns-1"]);
      expect((await four.cpnr("rollout")).code).toBe(0);
    },
    20 * MINUTE,
  );
}

async function serverIds(): Promise<Record<string, string>> {
  const servers = await openstack<{ ID: string; Name: string }[]>("server", "list");
  return Object.fromEntries(servers.map(({ ID, Name }) => [Name, ID]));
}
