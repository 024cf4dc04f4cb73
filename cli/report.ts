import { Resolver } from "node:dns/promises";
import Table from "cli-table3";
import type { Command } from "commander";
import type { VnfOutputs } from "../components/dnsService";
import { type VnfState, vnfState } from "../openstack/vnfState";
import { hostOf, isIpv6 } from "../plan/address";
import type { Plan } from "../plan/plan";
import { listed, visible, visibleLines } from "../report/visible";
import type { BondEvidence, Evidence } from "../verify/evidence";
import { pulumi } from "./pulumi";
import { connectToCloud, readDeployedStack } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";

/** Maximum length of a cell: the time of a layout grows with the square of it. */
const MAXIMUM_CELL = 2000;

/** `cpnr report` */
export function reportCommand(): Command {
  return stackCommand(
    "report",
    "Show where the VNFs run, their bonds as verified, and a DNS response of each.",
  ).action(async (options) => report(await stackOf(options)));
}

/** Prints for each VNF of the stack where it runs, its bond as last verified, and a DNS response. */
async function report(stack: string): Promise<void> {
  const [outputs, deployedStack] = await Promise.all([
    pulumi(stack, "stack", "output", "--json"),
    readDeployedStack(stack),
  ]);
  const { vnfs } = JSON.parse(outputs) as { vnfs?: Record<string, VnfOutputs> };
  if (vnfs === undefined) {
    throw new Error(`stack ${stack} has no VNFs yet: run \`pulumi up --stack ${stack}\` first.`);
  }
  const { plan, owner } = deployedStack;
  const { dnsName } = plan.verification;
  const cloud = await connectToCloud(deployedStack);
  const deployed = plan.vnfs.flatMap((planned) => {
    const vnf = Object.hasOwn(vnfs, planned.name) ? vnfs[planned.name] : undefined;
    return vnf === undefined ? [] : [{ planned, vnf }];
  });
  const columns = await Promise.all(
    deployed.map(async ({ planned, vnf }) => {
      const [state, answer] = await Promise.all([
        vnfState(cloud, planned, owner),
        dnsName === undefined ? "no query (cpnr:verification.dnsName is not set)" : queryDns(vnf, dnsName),
      ]);
      return {
        ...rowsOf(vnf.evidence, state, plan.networks.sriov),
        [`DNS ${dnsName ?? "response"}`]: answer,
      };
    }),
  );
  const table = new Table({
    head: ["VNF", ...deployed.map(({ planned }) => planned.name)],
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  for (const row of Object.keys(columns[0] ?? {})) {
    const cells = columns.map((column) =>
      visibleLines((column as Record<string, string>)[row] ?? "", MAXIMUM_CELL),
    );
    table.push([visible(row), ...cells]);
  }
  console.log(table.toString());
}

/** The rows of a VNF's column, by their heads. */
function rowsOf(
  { bond }: Evidence,
  { server, ports, topology }: VnfState,
  pair: Plan["networks"]["sriov"],
): Record<string, string> {
  const vfs = ("known" in ports ? ports.known : []).filter(({ vnicType }) => vnicType === "direct");
  const nodes = "known" in topology ? topology.known.nodes : [];
  const nodeRows = nodes.map(({ hostNode, pinnedCpus }, index) => {
    const here = vfs
      .filter(({ physicalNetwork }) =>
        pair.some((network) => network.physicalNetwork === physicalNetwork && network.numaNode === hostNode),
      )
      .map(({ physicalNetwork, pciSlot, status }) => `VF ${pciSlot} (${physicalNetwork}, ${status})`);
    return [
      `host NUMA node ${hostNode ?? `of guest node ${index}`}`,
      `CPUs ${pinnedCpus?.join(", ") ?? "not shown"}; ${here.join(", ") || "no VF"}`,
    ];
  });
  const slaves = bond?.slaves ?? [];
  return {
    server: "known" in server ? (server.known?.status ?? "missing") : server.unknown,
    host: ("known" in server && server.known?.host) || "not shown to these credentials",
    ...Object.fromEntries(nodeRows),
    bond: bond === null ? "none" : `${bond.name}, ${bond.mode}, ${describeLinkMonitor(bond.linkMonitor)}`,
    "active slave": slaves.find(({ active }) => active)?.name ?? "none",
    slaves: listed(
      slaves.map(({ name, mac, mii }) => `${name} ${mac} ${mii}`),
      "\n",
    ),
    "bond addresses": listed(bond?.addresses.map(({ address }) => address) ?? []) || "none",
  };
}

function describeLinkMonitor({ miimon, arpInterval, arpTargets }: BondEvidence["linkMonitor"]): string {
  return arpInterval ? `ARP to ${listed(arpTargets)} each ${arpInterval} ms` : `miimon ${miimon} ms`;
}

/** Queries a VNF's DNS service from this machine. @throws if there is no response */
async function queryDns(vnf: VnfOutputs, name: string): Promise<string> {
  const server = hostOf(vnf.bondAddresses[0] as string);
  const resolver = new Resolver({ timeout: 2000, tries: 3 });
  resolver.setServers([isIpv6(server) ? `[${server}]` : server]);
  try {
    return `${(await resolver.resolve4(name)).join(", ")} from ${server}`;
  } catch (error) {
    throw new Error(
      `no DNS response from ${server} for ${name} (${(error as { code?: string }).code ?? error}).`,
    );
  }
}
