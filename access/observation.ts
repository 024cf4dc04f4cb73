import type { Cloud } from "../openstack/cloud";
import { type VnfState, vnfState } from "../openstack/vnfState";
import type { Plan } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import type { GuestAnswer } from "../verify/access";
import { type Expectation, expectationOf, type MemberMacs, type Verifiable } from "../verify/expectation";
import { judge, type Observation } from "../verify/judge";
import type { Outcome } from "../verify/outcome";
import { clientAnswer } from "./client";
import { guestAnswer, guestTarget } from "./guest";

/** A stack whose VNFs are looked at. */
export interface Watched {
  readonly cloud: Cloud;
  readonly plan: Plan;
  /** `<project>/<stack>`. */
  readonly owner: string;
}

/** What was seen of a VNF, and what was expected. */
export interface Sight {
  readonly observation: Observation;
  readonly expectation: Expectation;
}

/**
 * Looks at a VNF from all sides at once; what can't be seen is told.
 * @param peers VNFs that must answer its pings
 */
export async function observed(
  stack: Watched,
  vnf: Vnf,
  peers: readonly Vnf[] = stack.plan.vnfs.filter((other) => other !== vnf),
): Promise<Sight> {
  const { cloud, plan, owner } = stack;
  const state = await vnfState(cloud, vnf, owner);
  const expectation = expectationOf(verifiable(plan, vnf, peers), macsIn(state));
  const [guest, client] = await Promise.all([
    askedGuest(state, plan, vnf, expectation),
    clientAnswer(plan.verification.client, plan.keys.login.privateKey, expectation.dns),
  ]);
  return { observation: { cloud: state, guest, client }, expectation };
}

/** Looks at a VNF as {@link observed} does, and judges what is seen. */
export async function verified(stack: Watched, vnf: Vnf): Promise<Outcome[]> {
  const { observation, expectation } = await observed(stack, vnf);
  return judge(observation, expectation);
}

/** What the plan says of a VNF before it is looked at. */
export function verifiable({ flavor, verification }: Plan, vnf: Vnf, peers: readonly Vnf[]): Verifiable {
  return { vnf, numaNodes: flavor.numaNodes, verification, peers };
}

/** The MACs that Neutron gave the bond's members, as far as it tells. */
function macsIn({ ports }: VnfState): MemberMacs {
  const known = "seen" in ports ? ports.seen : [];
  const macOf = (role: keyof MemberMacs) => known.find((port) => port.role === role)?.mac ?? null;
  return { "sriov-1": macOf("sriov-1"), "sriov-2": macOf("sriov-2") };
}

/** Asks the guest, unless the cloud says that there is none to ask. */
async function askedGuest(
  { server }: VnfState,
  plan: Plan,
  vnf: Vnf,
  expectation: Expectation,
): Promise<GuestAnswer> {
  if ("seen" in server && server.seen?.status !== "ACTIVE") {
    const status = server.seen?.status;
    return { unseen: status === undefined ? "there is no server" : `the server is ${status}`, at: "server" };
  }
  return guestAnswer(guestTarget(plan, vnf), expectation);
}
