import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quoted } from "../../day0/shell";
import type { DrillResult } from "../../drill/drill";
import { failoverMsOf } from "../../drill/limits";
import type { Cut } from "../../drill/measurement";
import { distribution } from "../../drill/table";
import { cable, cpnr, type Said } from "../../lab/client/commands";
import { type Raw, writeChangedConfig } from "./changedConfig";
import { mended } from "./health";
import { inLabVnf, MINUTE } from "./stack";

const CUTS = 20;
/** Twice the miimon of 100 ms, in ms. */
const LIMIT = 200;

/** A shorter miimon and the longest gap that it may leave, in ms. */
const FAST = 20;
const FAST_LIMIT = 80;

/** The longest gap, in ms, where guests share the machine's cores: one may stand still for long. One guest is measured. */
export const SHARED_MAX_GAP = 3000;

/** An arp_interval, in ms, and by how much the kernel's timers may be longer: a tick of its clock where HZ is 100. */
const ARP = 100;
const JIFFY = 10;
/** The client's queryInterval, in ms: it knows no time better. */
const PACE = 10;
const GATEWAY = "172.16.1.1";

/** The failover drill, by the command that a user has. */
export function failoverDrill(): void {
  afterEach(mended, 6 * MINUTE);

  it(
    `measures ${CUTS} cuts of the active VF's cable: at most ${LIMIT} ms without an answer, none lost on return`,
    async () => {
      const { cuts, faults } = await drilled("--way", "cable", "--cuts", String(CUTS));
      expect(faults).toEqual([]);
      expect(cuts).toHaveLength(CUTS);
      expect(cuts.map(({ from, to, after }) => to !== from && after === to)).toEqual(Array(CUTS).fill(true));
      expect(Math.max(...cuts.map(({ gap }) => gap))).toBeLessThanOrEqual(LIMIT);
      expect(cuts.map(({ lostOnReturn }) => lostOnReturn)).toEqual(Array(CUTS).fill(0));
      expect(Math.min(...cuts.map(({ announcements }) => announcements))).toBeGreaterThan(0);
      expect(cuts.filter(({ firstAnswer }) => firstAnswer === null)).toEqual([]);
      console.log(`gaps of ${CUTS} cuts: ${distribution(cuts.map(({ gap }) => gap))}`);
    },
    10 * MINUTE,
  );

  it(
    `leaves nobody without an answer for more than ${FAST_LIMIT} ms where miimon is ${FAST}`,
    async () => {
      const { cuts, faults } = await monitored(
        { linkMonitor: { type: "mii", miimon: FAST }, maxGap: FAST_LIMIT },
        `echo ${FAST} >miimon`,
      );
      expect(faults).toEqual([]);
      expect(cuts).toHaveLength(CUTS);
      console.log(`gaps of ${CUTS} cuts at miimon ${FAST}: ${distribution(cuts.map(({ gap }) => gap))}`);
    },
    10 * MINUTE,
  );

  it(
    `leaves a VF by the third look where it asks by ARP each ${ARP} ms, and answers before a fourth`,
    async () => {
      const { cuts, faults } = await monitored(
        { linkMonitor: { type: "arp", interval: ARP, targets: [GATEWAY] } },
        `echo ${ARP} >arp_interval; echo all >arp_validate; echo +${GATEWAY} >arp_ip_target`,
      );
      expect(faults).toEqual([]);
      expect(cuts).toHaveLength(CUTS);
      const left = cuts.map((cut) => failoverMsOf(cut) ?? Number.POSITIVE_INFINITY);
      console.log(
        `gaps of ${CUTS} cuts by ARP each ${ARP} ms: ${distribution(cuts.map(({ gap }) => gap))}; left within ${distribution(left)}`,
      );
      // What the guest itself stood still is not the bond's.
      const own = left.map((time, index) => time - (cuts[index] as Cut).stall);
      expect(Math.max(...own)).toBeLessThanOrEqual(3 * (ARP + JIFFY) + PACE);
    },
    10 * MINUTE,
  );

  it(
    "moves the bond in the guest and back",
    async () => {
      const { cuts, faults } = await drilled("--way", "guest", "--cuts", "2");
      expect(faults).toEqual([]);
      expect(cuts.map(({ from, to, after }) => after === from && to !== from)).toEqual([true, true]);
    },
    3 * MINUTE,
  );

  it(
    "says that a port set down leaves the link of a VF up whose uplink's status this Neutron propagates",
    async () => {
      const { cuts, untried, faults } = await drilled("--way", "port", "--cuts", "1");
      expect(faults).toEqual([]);
      expect(cuts).toEqual([]);
      expect(untried).toEqual([
        expect.stringMatching(/^port: Neutron set the port down, but its agent left/),
      ]);
    },
    3 * MINUTE,
  );

  it(
    "touches no VNF whose verification fails",
    async () => {
      await cable("sriov1", "down");
      const { code, text } = await drillSays(["--way", "cable", "--format", "json"]);
      expect(code).toBe(1);
      const { cuts, faults } = resultIn(text);
      expect(cuts).toEqual([]);
      expect(faults.at(-1)).toContain("not drilled, because its verification fails");
    },
    2 * MINUTE,
  );
}

/**
 * Drills by the cable while the guest's bond has another link monitor, which the stack's settings name too.
 * @param options a shell's commands in the folder of the bond's options
 */
async function monitored(
  { linkMonitor, maxGap }: { readonly linkMonitor: Raw; readonly maxGap?: number },
  options: string,
): Promise<DrillResult> {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-drill-"));
  const config = join(folder, "Pulumi.lab.yaml");
  const set = (commands: string) =>
    inLabVnf(`sudo sh -ec ${quoted(`cd /sys/class/net/bond0/bonding; ${commands}`)}`);
  try {
    writeChangedConfig(config, (raw) => {
      raw.bond.linkMonitor = linkMonitor;
      raw.drill.maxGap = maxGap;
    });
    await set(options);
    const said = await drillSays(["--way", "cable", "--cuts", String(CUTS), "--format", "json"], {
      PULUMI_OPTION_CONFIG_FILE: config,
    });
    return resultIn(said.text);
  } finally {
    rmSync(folder, { recursive: true });
    await set(`echo 100 >miimon; echo -${GATEWAY} >arp_ip_target || true`);
  }
}

async function drilled(...args: string[]): Promise<DrillResult> {
  const { text } = await drillSays([...args, "--format", "json"]);
  return resultIn(text);
}

function drillSays(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Said> {
  return cpnr("drill", args, { env });
}

function resultIn(text: string): DrillResult {
  return resultsIn(text)["cpnr-dns-1"] as DrillResult;
}

/** Each VNF's result in what a drill says: its progress comes with it. */
export function resultsIn(text: string): Record<string, DrillResult> {
  return JSON.parse(text.slice(text.indexOf("{\n"), text.lastIndexOf("\n}") + 2));
}
