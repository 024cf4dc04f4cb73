import type { Known } from "../openstack/known";
import type { VnfState } from "../openstack/vnfState";
import { type Verdict, visibleFinding } from "../report/finding";
import { type Check, type Context, type Found, notChecked, type Outcome } from "./check";
import { accessChecks, type GuestReading } from "./checks/access";
import { bondChecks } from "./checks/bond";
import { clientChecks } from "./checks/dns";
import { guestChecks } from "./checks/guest";
import { networkChecks } from "./checks/network";
import { placementChecks, serverGroupChecks } from "./checks/placement";
import { portChecks } from "./checks/ports";
import { securityGroupChecks } from "./checks/securityGroups";
import { serverChecks } from "./checks/server";
import { topologyChecks } from "./checks/topology";
import type { BondEvidence, DnsAnswer } from "./evidence";
import type { Expectation } from "./expectation";

/** The observed state of a VNF: from the cloud, from the guest, and from a DNS client outside. */
export interface Observation {
  readonly cloud: VnfState;
  readonly guest: GuestReading;
  readonly client: Known<readonly DnsAnswer[]>;
}

/**
 * Runs every check of a VNF, in the order of the Cisco guide. Where the actual value is unknown, the verdict is `not
 * checked`, with the reason.
 */
export function judgeVnf(observation: Observation, expectation: Expectation): Outcome[] {
  const results = views.flatMap((view) => view(observation, expectation));
  const has = (verdict: Verdict) => (name: string) =>
    results.some(({ check, found }) => check.name === name && found.verdict === verdict);
  const context = {
    vnf: expectation.vnf,
    bond: expectation.bond.name,
    ssh: expectation.ssh,
    hasFailed: has("fail"),
    hasWarned: has("warning"),
  };
  return results.map((result) => outcomeOf(result, context));
}

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: the type of the observed state is no longer needed
  readonly check: Check<any>;
  readonly found: Found;
}

type View = (observation: Observation, expectation: Expectation) => Result[];

/** The parts of an observation, each with its checks. */
const views: readonly View[] = [
  view(serverChecks, ({ cloud }) => cloud.server),
  view(placementChecks, ({ cloud }) => cloud.placement),
  view(serverGroupChecks, ({ cloud }) => cloud.serverGroups),
  view(portChecks, ({ cloud }) => cloud.ports),
  view(securityGroupChecks, ({ cloud }) => cloud.securityGroups),
  view(topologyChecks, ({ cloud }) => cloud.topology),
  view(accessChecks, ({ guest }) => ({ known: guest })),
  view(guestChecks, ({ guest }) => guest),
  view(bondChecks, ({ guest }) => bondIn(guest)),
  view(networkChecks, ({ guest }) => guest),
  view(clientChecks, ({ client }) => client),
];

/** Why a check that found nothing to compare is not checked. */
const NOTHING = "the configuration has nothing to check here";

function view<Seen>(checks: readonly Check<Seen>[], select: (observation: Observation) => Known<Seen>): View {
  return (observation, expectation) => {
    const view = select(observation);
    return checks.flatMap((check) => {
      const found = ["known" in view ? check.find(view.known, expectation) : notChecked(view.unknown)].flat();
      return (found.length === 0 ? [notChecked(NOTHING)] : found).map((one) => ({ check, found: one }));
    });
  };
}

function bondIn(guest: GuestReading): Known<BondEvidence> {
  if ("unknown" in guest) {
    return guest;
  }
  const { bond } = guest.known;
  return bond === null ? { unknown: "the guest has no such bond" } : { known: bond };
}

function outcomeOf({ check, found }: Result, context: Context): Outcome {
  const { verdict, actual } = found;
  return visibleFinding({
    check: check.name,
    subject: found.subject ?? check.subject,
    verdict,
    expected: found.expected ?? check.expected,
    actual,
    ...(verdict === "fail"
      ? { advice: `Read with: ${check.readWith(context)}. Next: ${check.next(context)}.` }
      : {}),
    isMadeAtBoot: check.isMadeAtBoot,
  });
}
