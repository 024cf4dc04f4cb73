import { labKeys, runOrThrow } from "../lab/client/commands";
import { byHand } from "./byHand";
import type { Comparison } from "./comparison";
import { Fleet } from "./fleet";

/** URNs of the resources that verify the VNF. */
let verifications: string[] = [];

/** Compares this project on the lab's stack with the commands of the Cisco guide, and with itself without a verification. */
export const comparisons: Readonly<Record<string, Comparison>> = {
  deploy: {
    goal: "from nothing to a VNF with a verified bond",
    ours: { name: "pulumi up", run: up, undo: destroy },
    peer: { name: "openstack and ssh by hand", run: byHand.deploy, undo: byHand.remove },
    before: () => Promise.all([destroy(), labKeys()]),
    after: up,
  },
  drift: {
    goal: "know whether everything is as it was created",
    ours: { name: "pulumi preview --refresh", run: () => pulumi("preview", "--refresh") },
    peer: { name: "openstack … show of each", run: byHand.showAll },
  },
  preflight: {
    goal: "know whether the cloud can take the stack",
    ours: { name: "make preflight", run: () => command("preflight") },
    peer: { name: "openstack … list and show", run: byHand.queryCloud },
  },
  verify: {
    goal: "verify a running VNF",
    ours: { name: "make verify", run: () => command("verify") },
    peer: { name: "the checks of the Cisco guide by hand", run: byHand.check },
    before: labKeys,
  },
  fleet: fleetComparison("from nothing to four verified VNFs, after a canary", new Fleet(4)),
  "fleet-at-once": fleetComparison(
    "from nothing to four verified VNFs at the same time",
    new Fleet(4, (raw) => {
      raw.rollout = { canary: false };
    }),
  ),
  "fleet-destroy": destroyComparison(new Fleet(4)),
  proof: {
    goal: "a pulumi up that changes nothing",
    ours: { name: "pulumi up that verifies again", run: () => up(...verifications) },
    peer: { name: "pulumi up", run: up },
    before: async () => {
      verifications = await verificationUrns();
    },
  },
};

/** Compares the deployment of several VNFs with that of one. */
function fleetComparison(goal: string, fleet: Fleet): Comparison {
  return {
    goal,
    ours: { name: "pulumi up of four VNFs", run: () => fleet.up(), undo: () => fleet.destroy() },
    peer: { name: "pulumi up of one VNF", run: up, undo: destroy },
    before: () => Promise.all([destroy(), fleet.prepare()]),
    after: () => up().finally(() => fleet.forget()),
  };
}

function destroyComparison(fleet: Fleet): Comparison {
  return {
    goal: "from verified VNFs to nothing",
    ours: { name: "pulumi destroy of four VNFs", prepare: () => fleet.up(), run: () => fleet.destroy() },
    peer: { name: "pulumi destroy of one VNF", prepare: up, run: destroy },
    before: () => Promise.all([destroy(), fleet.prepare()]),
    after: () => up().finally(() => fleet.forget()),
  };
}

/** Runs `pulumi up`. @param replaced URNs of resources to replace */
async function up(...replaced: string[]): Promise<void> {
  await pulumi("up", "--yes", "--skip-preview", ...replaced.map((urn) => `--replace=${urn}`));
}

async function destroy(): Promise<void> {
  await pulumi("destroy", "--yes", "--skip-preview");
}

async function verificationUrns(): Promise<string[]> {
  const state = JSON.parse(await pulumi("stack", "export"));
  return (state.deployment.resources as { readonly urn: string }[])
    .map(({ urn }) => urn)
    .filter((urn) => urn.includes("cpnr:index:BondVerification$command:"));
}

function pulumi(...args: string[]): Promise<string> {
  return runOrThrow("pulumi", [...args, "--stack", "lab", "--non-interactive"]);
}

function command(name: string): Promise<string> {
  return runOrThrow("node", ["bin/cpnr.js", name, "--stack", "lab"]);
}
