import { done, labKeys } from "../lab/client/commands";
import { byHand } from "./byHand";
import type { Comparison } from "./comparison";

/** URNs of what proves the VNF. */
let verifications: string[] = [];

/** The project on the lab's stack beside the seed's commands by hand, and beside itself without a verification. */
export const comparisons: Readonly<Record<string, Comparison>> = {
  deploy: {
    end: "from nothing to a VNF whose bond is seen to stand",
    ours: { name: "pulumi up", run: up, undo: destroy },
    peer: { name: "openstack and ssh by hand", run: byHand.deploy, undo: byHand.remove },
    before: () => Promise.all([destroy(), labKeys()]),
    after: up,
  },
  drift: {
    end: "to see whether all is as it was made",
    ours: { name: "pulumi preview --refresh", run: () => pulumi("preview", "--refresh") },
    peer: { name: "openstack … show of each", run: byHand.read },
  },
  preflight: {
    end: "to know what the cloud says to the configuration",
    ours: { name: "make preflight", run: () => command("preflight") },
    peer: { name: "openstack … list and show", run: byHand.askCloud },
  },
  verify: {
    end: "to prove a VNF that stands",
    ours: { name: "make verify", run: () => command("verify") },
    peer: { name: "the seed's checks by hand", run: byHand.check },
    before: labKeys,
  },
  proof: {
    end: "an up that changes nothing",
    ours: { name: "pulumi up, the VNF proven again", run: () => up(...verifications) },
    peer: { name: "pulumi up", run: up },
    before: async () => {
      verifications = await verificationUrns();
    },
  },
};

/** @param replaced URNs of resources that are made anew */
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
  return done("pulumi", [...args, "--stack", "lab", "--non-interactive"]);
}

function command(name: string): Promise<string> {
  return done("node", ["bin/cpnr.js", name, "--stack", "lab"]);
}
