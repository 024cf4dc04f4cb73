import { memberOrder } from "../config/bond";
import type { Keys } from "../config/keys";
import type { Settings, VnfSettings } from "../config/schema";
import type { Cloud } from "../openstack/cloud";
import { type VnfState, vnfState } from "../openstack/vnfState";
import type { GuestAnswer } from "../verify/access";
import { type Expectation, expectationOf } from "../verify/expectation";
import { judge, type Observation } from "../verify/judge";
import type { Outcome } from "../verify/outcome";
import { clientAnswer } from "./client";
import { guestAnswer, guestTarget } from "./guest";

/** A stack whose VNFs are looked at. */
export interface Watched {
  readonly cloud: Cloud;
  readonly settings: Settings;
  readonly keys: Keys;
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
 * @throws if the stack's keys lack the VNF's host key, naming the command that makes it
 */
export async function observed(
  stack: Watched,
  vnf: VnfSettings,
  peers: readonly VnfSettings[] = stack.settings.vnfs.filter((other) => other !== vnf),
): Promise<Sight> {
  const { cloud, settings, keys, owner } = stack;
  const state = await vnfState(cloud, vnf.name, owner);
  const expectation = expectationOf(settings, vnf, macsIn(state, settings), peers);
  const [guest, client] = await Promise.all([
    askedGuest(state, stack, vnf, expectation),
    clientAnswer(settings.verification.client, keys.login.privateKey, expectation.dns),
  ]);
  return { observation: { cloud: state, guest, client }, expectation };
}

/** Looks at a VNF as {@link observed} does, and judges what is seen. */
export async function verified(stack: Watched, vnf: VnfSettings): Promise<Outcome[]> {
  const { observation, expectation } = await observed(stack, vnf);
  return judge(observation, expectation);
}

/** The MACs that Neutron gave the bond's members, the primary's first, as far as it tells. */
function macsIn({ ports }: VnfState, settings: Settings): readonly [string | null, string | null] {
  const known = "seen" in ports ? ports.seen : [];
  const macOf = (position: number) => known.find(({ role }) => role === `sriov-${position + 1}`)?.mac ?? null;
  const [primary, second] = memberOrder(settings);
  return [macOf(primary), macOf(second)];
}

/** Asks the guest, unless the cloud says that there is none to ask. */
async function askedGuest(
  { server }: VnfState,
  { settings, keys }: Watched,
  vnf: VnfSettings,
  expectation: Expectation,
): Promise<GuestAnswer> {
  if ("seen" in server && server.seen?.status !== "ACTIVE") {
    const status = server.seen?.status;
    return { unseen: status === undefined ? "there is no server" : `the server is ${status}`, at: "server" };
  }
  return guestAnswer(guestTarget(settings, vnf, keys), expectation);
}
