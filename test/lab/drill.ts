import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quoted } from "../../day0/shell";
import type { DrillResult } from "../../drill/drill";
import { failoverMsOf } from "../../drill/limits";
import type { Cut } from "../../drill/measurement";
import { distribution } from "../../drill/table";
import { type CommandOutput, cpnr, setCable } from "../../lab/client/commands";
import { type Raw, writeChangedConfig } from "./changedConfig";
import { plugCablesUntilHealthy } from "./health";
import { inLabVnf, MINUTE } from "./stack";

/** Cuts of each drill. The long suite makes more. */
const FEW_CUTS = 5;
/** Twice the miimon of 100 ms, in ms. */
const MAX_GAP_MS = 200;

/** A shorter miimon and its maximum gap, in ms. */
const FAST_MIIMON_MS = 20;
const FAST_MAX_GAP_MS = 80;

/** Maximum gap in ms with several guests: they share the machine's cores, so that a guest may not run for a long time. */
export const SHARED_MAX_GAP = 3000;

/** An arp_interval in ms, and the maximum delay of the kernel's timers in ms: one tick of its clock at HZ=100. */
const ARP_INTERVAL_MS = 100;
const TICK_MS = 10;
/** The client's queryInterval in ms, which limits the accuracy of its times. */
const QUERY_INTERVAL_MS = 10;
const GATEWAY = "172.16.1.1";

/** The failover drill, with `cpnr drill`. */
export function failoverDrill(count = FEW_CUTS): void {
  afterEach(plugCablesUntilHealthy, 6 * MINUTE);

  it(
    `measures ${count} cuts of the active VF's cable: at most ${MAX_GAP_MS} ms without a response, no query lost after the return`,
    async () => {
      const { cuts, faults } = await drillLab("--way", "cable", "--cuts", String(count));
      expect(faults).toEqual([]);
      expect(cuts).toHaveLength(count);
      expect(cuts.map(({ from, to, after }) => to !== from && after === to)).toEqual(Array(count).fill(true));
      expect(Math.max(...cuts.map(({ gap }) => gap))).toBeLessThanOrEqual(MAX_GAP_MS);
      expect(cuts.map(({ lostOnReturn }) => lostOnReturn)).toEqual(Array(count).fill(0));
      expect(Math.min(...cuts.map(({ announcements }) => announcements))).toBeGreaterThan(0);
      expect(cuts.filter(({ firstAnswer }) => firstAnswer === null)).toEqual([]);
      console.log(`gaps of ${count} cuts: ${distribution(cuts.map(({ gap }) => gap))}`);
    },
    10 * MINUTE,
  );

  it(
    `measures at most ${FAST_MAX_GAP_MS} ms without a response with miimon ${FAST_MIIMON_MS}`,
    async () => {
      const { cuts, faults } = await drillWithMonitor(
        count,
        { linkMonitor: { type: "mii", miimon: FAST_MIIMON_MS }, maxGap: FAST_MAX_GAP_MS },
        `echo ${FAST_MIIMON_MS} >miimon`,
      );
      expect(faults).toEqual([]);
      expect(cuts).toHaveLength(count);
      console.log(
        `gaps of ${count} cuts at miimon ${FAST_MIIMON_MS}: ${distribution(cuts.map(({ gap }) => gap))}`,
      );
    },
    10 * MINUTE,
  );

  it(
    `measures a failover within three ARP intervals of ${ARP_INTERVAL_MS} ms, and a response within four`,
    async () => {
      const { cuts, faults } = await drillWithMonitor(
        count,
        { linkMonitor: { type: "arp", interval: ARP_INTERVAL_MS, targets: [GATEWAY] } },
        `echo ${ARP_INTERVAL_MS} >arp_interval; echo all >arp_validate; echo +${GATEWAY} >arp_ip_target`,
      );
      expect(faults).toEqual([]);
      expect(cuts).toHaveLength(count);
      const failoversMs = cuts.map((cut) => failoverMsOf(cut) ?? Number.POSITIVE_INFINITY);
      console.log(
        `gaps of ${count} cuts by ARP each ${ARP_INTERVAL_MS} ms: ${distribution(cuts.map(({ gap }) => gap))}; failover ${distribution(failoversMs)}`,
      );
      // The time for which the guest did not run is not the bond's.
      const bondMs = failoversMs.map((time, index) => time - (cuts[index] as Cut).stall);
      expect(Math.max(...bondMs)).toBeLessThanOrEqual(3 * (ARP_INTERVAL_MS + TICK_MS) + QUERY_INTERVAL_MS);
    },
    10 * MINUTE,
  );

  it(
    "switches the bond's active slave in the guest and back",
    async () => {
      const { cuts, faults } = await drillLab("--way", "guest", "--cuts", "2");
      expect(faults).toEqual([]);
      expect(cuts.map(({ from, to, after }) => after === from && to !== from)).toEqual([true, true]);
    },
    3 * MINUTE,
  );

  it(
    "says that a port set down leaves the VF's link up in this Neutron, if propagate_uplink_status is on",
    async () => {
      const { cuts, untried, faults } = await drillLab("--way", "port", "--cuts", "1");
      expect(faults).toEqual([]);
      expect(cuts).toEqual([]);
      expect(untried).toEqual([
        expect.stringMatching(/^port: Neutron set the port down, but its agent left/),
      ]);
    },
    3 * MINUTE,
  );

  it(
    "does not drill a VNF whose verification fails",
    async () => {
      await setCable("sriov1", "down");
      const { code, text } = await runDrill(["--way", "cable", "--format", "json"]);
      expect(code).toBe(1);
      const { cuts, faults } = resultIn(text);
      expect(cuts).toEqual([]);
      expect(faults.at(-1)).toContain("not drilled, because its verification fails");
    },
    2 * MINUTE,
  );
}

/**
 * Drills with the cable while the guest's bond has another link monitor, as in the changed settings of the stack.
 * @param options shell commands in the folder of the bond's options
 */
async function drillWithMonitor(
  count: number,
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
    const output = await runDrill(["--way", "cable", "--cuts", String(count), "--format", "json"], {
      PULUMI_OPTION_CONFIG_FILE: config,
    });
    return resultIn(output.text);
  } finally {
    rmSync(folder, { recursive: true });
    await set(`echo 100 >miimon; echo -${GATEWAY} >arp_ip_target || true`);
  }
}

async function drillLab(...args: string[]): Promise<DrillResult> {
  const { text } = await runDrill([...args, "--format", "json"]);
  return resultIn(text);
}

function runDrill(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<CommandOutput> {
  return cpnr("drill", args, { env });
}

function resultIn(text: string): DrillResult {
  return resultsIn(text)["cpnr-dns-1"] as DrillResult;
}

/** Reads each VNF's result from the output of a drill, which also has the progress. */
export function resultsIn(text: string): Record<string, DrillResult> {
  return JSON.parse(text.slice(text.indexOf("{\n"), text.lastIndexOf("\n}") + 2));
}
