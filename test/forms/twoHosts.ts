import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cpnr, openstack, ROOT, runCommand, runOrThrow } from "../../lab/client/commands";
import { writeChangedConfig } from "../lab/changedConfig";
import { waitUntil } from "../lab/health";
import { OwnStack, withVnfs } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";

const [FIRST, SECOND] = ["cpnr-dns-1", "cpnr-dns-2"];

/** Two compute hosts, with a VNF on each. The second host loses its power. */
export function twoHosts(): void {
  let firstHost = "";
  let secondHost = "";

  it(
    "has its two VNFs on two hosts, between which the tunnel works",
    async () => {
      [firstHost, secondHost] = [await hostOf(FIRST), await hostOf(SECOND)];
      expect(firstHost).not.toBe(secondHost);
      // It pings the peer through the tunnel.
      expect(await cpnr("verify")).toMatchObject({ code: 0 });
    },
    3 * MINUTE,
  );

  describe("whose second host has lost its power", () => {
    beforeAll(async () => {
      await setHost(secondHost, "down");
    }, 3 * MINUTE);

    it(
      "loses one VNF, and the other serves",
      async () => {
        // The first VNF fails the ping of its peer only.
        const first = await cpnr("verify", ["--vnf", FIRST]);
        expect(first.text).toMatch(/│ pass +│ DNS/);
        expect(first.text).not.toMatch(/│ fail +│ DNS/);
        const second = await cpnr("verify", ["--vnf", SECOND]);
        expect(second.code).toBe(1);
        expect(second.text).toMatch(/│ fail/);
        expect(second.text).toMatch(/│ warning +│ compute host/);
        expect(second.text).not.toMatch(/│ pass +│ DNS/);
      },
      3 * MINUTE,
    );

    it(
      "has no place for two VNFs with anti-affinity, as preflight says before anything is made",
      async () => {
        const stack = new OwnStack("spread");
        await stack.create((raw) => {
          withVnfs(raw, 2);
          raw.placement = { policy: "anti-affinity" };
        });
        try {
          const { code, text } = await stack.cpnr("preflight");
          expect(code).toBe(1);
          expect(text).toMatch(/fail +│ placement .*a host without another VNF of the stack for 1 of 2 VNFs/);
        } finally {
          await stack.remove();
        }
      },
      3 * MINUTE,
    );

    it(
      "keeps the lost VNF's server while no other host may take it, and heal says why",
      async () => {
        const server = await serverOf(SECOND);
        const refusal = await firstLineOfHeal(/^cpnr-dns-2: redeploy refused: /);
        expect(refusal).toContain(`its host ${secondHost} is down, and no other can take it`);
        expect(refusal).toContain("set the policy to soft-anti-affinity");
        expect(await serverOf(SECOND)).toEqual(server);
      },
      5 * MINUTE,
    );

    it(
      "gets the VNF back on the other host when the policy allows it, and keeps one server of it when the power is back",
      async () => {
        await withPolicy("soft-anti-affinity", async (env) => {
          const options = ["--stack", "lab", "--yes", "--skip-preview", "--non-interactive"];
          const up = await runCommand("pulumi", ["up", ...options], env);
          expect(up.text).toContain("start it, or let cpnr heal redeploy the VNF on another host");
          const { code, text } = await cpnr("heal", [], { env });
          expect({ code, text }).toMatchObject({ code: 0 });
          expect(text).toContain("cpnr-dns-2: down; redeploy");
          expect(await hostOf(SECOND)).toBe(firstHost);
          await setHost(secondHost, "up");
          await waitUntil(
            () => cpnr("verify", [], { env }),
            (verification) => verification.code === 0,
          );
          const all = await openstack<{ Name: string }[]>("server", "list");
          expect(all.map(({ Name }) => Name).sort()).toEqual([FIRST, SECOND]);
        });
      },
      15 * MINUTE,
    );
  });
}

/** Runs `act` with an environment in which the lab's stack file has another placement policy. */
async function withPolicy(policy: string, act: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-two-hosts-"));
  try {
    const file = join(folder, "Pulumi.lab.yaml");
    writeChangedConfig(file, (raw) => {
      raw.placement = { policy };
    });
    await act({ PULUMI_OPTION_CONFIG_FILE: file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Starts a heal that watches, and ends it after the first line that matches. Returns this line. */
async function firstLineOfHeal(pattern: RegExp): Promise<string> {
  const heal = spawn("node", ["bin/cpnr.js", "heal", "--stack", "lab", "--watch"], { cwd: ROOT });
  const ended = once(heal, "close");
  try {
    for await (const line of createInterface({ input: heal.stdout })) {
      if (pattern.test(line)) {
        return line;
      }
    }
    throw new Error("heal has ended");
  } finally {
    heal.kill("SIGINT");
    await ended;
  }
}

async function serverOf(name: string): Promise<{ readonly id: string; readonly host: string }> {
  const shown = await openstack<Record<string, string>>("server", "show", name);
  return { id: shown.id as string, host: shown["OS-EXT-SRV-ATTR:host"] as string };
}

async function hostOf(name: string): Promise<string> {
  return (await serverOf(name)).host;
}

/** Switches a host on or off, and waits until Nova knows it. */
async function setHost(host: string, state: "down" | "up"): Promise<void> {
  await runOrThrow("lab/lab", ["host", state, host]);
  // `hypervisor list` would ask the dead host itself.
  await waitUntil(
    () =>
      openstack<{ Host: string; State: string }[]>("compute", "service", "list", "--service", "nova-compute"),
    (all) => all.find(({ Host }) => Host === host)?.State === state,
  );
}
