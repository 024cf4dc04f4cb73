import * as pulumi from "@pulumi/pulumi";
import { DnsService } from "./components/dnsService";
import { OpenstackProvider } from "./components/openstackProvider";
import { thisStack } from "./components/owner";
import { requirePlan } from "./program/plan";
import { requirePreflight } from "./program/preflight";

/** What the stack tells: what preflight found, and each VNF's server, addresses and the evidence of its bond. */
export = async () => {
  const plan = requirePlan();
  const owner = thisStack();
  const preflight = requirePreflight(plan, owner);
  if (!pulumi.runtime.isDryRun()) {
    // A preview makes nothing, so it compares while the cloud answers.
    await preflight;
  }
  const providers = [new OpenstackProvider("openstack")];
  const { vnfs } = new DnsService("cpnr", { plan, owner }, { providers });
  return { preflight: await preflight, vnfs };
};
