import * as pulumi from "@pulumi/pulumi";
import { DnsService } from "./components/dnsService";
import { OpenstackProvider } from "./components/openstackProvider";
import { currentStack } from "./components/owner";
import { requireCloud } from "./program/cloud";
import { requirePlan } from "./program/plan";
import { requirePreflight } from "./program/preflight";
import { recordGroupRules } from "./program/securityGroups";

/**
 * The outputs of the stack: the result of preflight, for each VNF its server, addresses and evidence, and the rules of the
 * ports' security groups.
 */
export = async () => {
  const plan = requirePlan();
  const owner = currentStack();
  const cloud = await requireCloud(plan);
  const preflight = requirePreflight(plan, owner, cloud);
  // A preview creates nothing, so it need not wait for preflight here.
  const newVnfs = pulumi.runtime.isDryRun() ? undefined : (await preflight).vnfsToCreate;
  const providers = [new OpenstackProvider("openstack")];
  const { vnfs, securityGroupIds } = new DnsService("cpnr", { plan, owner, newVnfs }, { providers });
  const securityGroups = securityGroupIds.apply((ids) => recordGroupRules(cloud, ids));
  return { preflight: (await preflight).outputs, vnfs, securityGroups };
};
