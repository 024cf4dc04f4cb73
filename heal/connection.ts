import { rebootServer } from "../openstack/changes";
import { Cloud } from "../openstack/cloud";
import type { Vnf } from "../plan/vnf";
import { type ConnectedStack, observeVnf, requestFor, type Stack } from "../remote/observation";
import { waitWithin } from "../remote/wait";
import { judgeVnf } from "../verify/judge";
import { type ActionResult, resultOfError } from "./actions";
import { LOOK_LIMIT_S } from "./clock";
import { type Condition, conditionOf } from "./condition";

/** A connection to the VNFs of a stack, for one look: a token expires. */
export interface Connection {
  /** Observes a VNF. @throws if that fails without a result */
  readonly observe: (vnf: string) => Promise<Condition>;
  /** Reboots a server. Does not throw. */
  readonly reboot: (serverId: string) => Promise<ActionResult>;
}

/** Connects to the stack's cloud. @throws if the cloud is unreachable or refuses the credentials */
export async function connectToStack(
  stack: Stack,
  connectToCloud: () => Promise<Cloud> = () => Cloud.connect(),
): Promise<Connection> {
  const cloud = await connectToCloud();
  const vnfs = new Map(stack.plan.vnfs.map((vnf) => [vnf.name, vnf]));
  return {
    observe: (name) => limitTime(observeCondition({ ...stack, cloud }, vnfs.get(name) as Vnf), LOOK_LIMIT_S),
    reboot: (serverId) =>
      rebootServer(cloud, serverId).then((): ActionResult => ({ is: "accepted" }), resultOfError),
  };
}

async function observeCondition(stack: ConnectedStack, vnf: Vnf): Promise<Condition> {
  // No pings to peers: a peer that does not respond is not this VNF's fault.
  const { observation, expectation } = await observeVnf(stack.cloud, requestFor(stack, vnf, []));
  return conditionOf(vnf.name, observation, judgeVnf(observation, expectation));
}

/** Waits for a result. @throws if there is none after some time */
function limitTime<T>(result: Promise<T>, limitS: number): Promise<T> {
  const timeoutError = () => new Error(`the observation did not end within ${limitS} s`);
  return waitWithin({ timeoutMs: limitS * 1000, timeoutError }, ({ resolve, reject }) => {
    result.then(resolve, reject);
    return undefined;
  });
}
