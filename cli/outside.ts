import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { clientAnswer } from "../access/client";
import { Cloud } from "../openstack/cloud";
import { vnfState } from "../openstack/vnfState";
import { judgeOutside } from "../verify/judge";
import { faultsIn, sentence } from "../verify/outcome";
import type { OutsideRequest } from "../verify/outside";

/**
 * What components/bondVerification.ts runs in a deployment: asks the cloud and the client outside until the VNF is as
 * expected or its time is up, and ends with exit code 1 and a sentence for each fault.
 */
async function outside(): Promise<void> {
  const request = JSON.parse(await text(process.stdin)) as OutsideRequest;
  const { vnf, expectation, owner, client, privateKey } = request;
  const limit = Date.now() + request.recoveryWait * 1000;
  const cloud = await Cloud.connect();
  const look = async () => {
    const [state, answers] = await Promise.all([
      vnfState(cloud, vnf, owner),
      clientAnswer(client, privateKey, expectation.dns),
    ]);
    return judgeOutside({ cloud: state, client: answers }, expectation);
  };
  let outcomes = await look();
  while (faultsIn(outcomes).length > 0 && Date.now() < limit) {
    await pause(1000);
    outcomes = await look();
  }
  for (const fault of faultsIn(outcomes)) {
    console.error(sentence(expectation.vnf, fault));
    process.exitCode = 1;
  }
}

outside().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
