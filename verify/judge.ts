import type { Answer } from "../openstack/answer";
import type { VnfState } from "../openstack/vnfState";
import { type GuestAnswer, judgeAccess } from "./access";
import { advised } from "./advice";
import { bondChecks } from "./checks/bond";
import { outcomesOf, unseen } from "./checks/check";
import { judgeCloud } from "./checks/cloud";
import { clientChecks, guestChecks, networkChecks } from "./checks/guest";
import type { DnsAnswer, Evidence } from "./evidence";
import type { Expectation } from "./expectation";
import type { Outcome } from "./outcome";

/** All that was seen of a VNF: by the cloud, in the guest, and by a client outside. */
export interface Observation {
  readonly cloud: VnfState;
  readonly guest: GuestAnswer;
  readonly client: Answer<readonly DnsAnswer[]>;
}

/** Every check of a VNF, in the order of the seed's page; what could not be seen is told, and why. */
export function judge({ cloud, guest, client }: Observation, expectation: Expectation): Outcome[] {
  return advised(
    [
      ...judgeCloud(cloud, expectation),
      ...judgeAccess(guest),
      ...("seen" in guest
        ? guestOutcomes(guest.seen, expectation)
        : unseen([...guestChecks, ...bondChecks, ...networkChecks], guest.unseen)),
      ...("seen" in client
        ? outcomesOf(clientChecks, client.seen, expectation)
        : unseen(clientChecks, client.unseen)),
    ],
    expectation,
  );
}

/** What the cloud and a client outside show of a VNF, by themselves. */
export function judgeOutside(
  { cloud, client }: Omit<Observation, "guest">,
  expectation: Expectation,
): Outcome[] {
  return judge({ cloud, client, guest: { unseen: "the guest was not asked", at: "server" } }, expectation);
}

/** What a guest's evidence shows by itself. */
export function judgeGuest(evidence: Evidence, expectation: Expectation): Outcome[] {
  return advised(guestOutcomes(evidence, expectation), expectation);
}

function guestOutcomes(evidence: Evidence, expectation: Expectation): Outcome[] {
  return [
    ...outcomesOf(guestChecks, evidence, expectation),
    ...(evidence.bond === null
      ? unseen(bondChecks, "the guest has no such bond")
      : outcomesOf(bondChecks, evidence.bond, expectation)),
    ...outcomesOf(networkChecks, evidence, expectation),
  ];
}
