import * as pulumi from "@pulumi/pulumi";
import { DnsService } from "./components/dnsService";
import { OpenstackProvider } from "./components/openstackProvider";
import { currentStack } from "./components/owner";
import { requirePlan } from "./program/plan";
import { requirePreflight } from "./program/preflight";

/** The outputs of the stack: the result of preflight, and for each VNF its server, addresses and evidence. */
export = async () => {
  const plan = requirePlan();
  const owner = currentStack();
  const preflight = requirePreflight(plan, owner);
  if (!pulumi.runtime.isDryRun()) {
    // A preview creates nothing, so it need not wait for preflight here.
    await preflight;
  }
  const providers = [new OpenstackProvider("openstack")];
  const { vnfs } = new DnsService("cpnr", { plan, owner }, { providers });
  return { preflight: await preflight, vnfs };
};
