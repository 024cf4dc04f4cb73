import { text } from "node:stream/consumers";
import { Cloud, cloudOptionsOf } from "../openstack/cloud";
import { type VerificationRequest, verifyVnf } from "../remote/observation";
import { untilAborted } from "../remote/wait";
import { faultsIn, sentenceOf } from "../report/finding";
import { visibleLines } from "../report/visible";
import { runUntilSignal } from "./abortOnSignals";

/**
 * Verifies one VNF in a deployment (components/bondVerification.ts). Reads a VerificationRequest as JSON from standard input.
 * Repeats a failed verification for at most recoveryWait, which begins when cloud-init has ended: the guest may have been
 * rebooted just now. Prints the guest's evidence as JSON on standard output, and one sentence for each fault on standard error;
 * exit code 1 if there is a fault. A signal ends it at once.
 */
async function verifyDeployment(signal: AbortSignal): Promise<void> {
  const request = JSON.parse(await untilAborted(text(process.stdin), signal)) as VerificationRequest;
  const { recoveryWait, bootupTime } = request.verification;
  const [settleMs, bootMs] = [recoveryWait * 1000, bootupTime * 1000];
  const cloud = await untilAborted(Cloud.connect(undefined, cloudOptionsOf(request)), signal);
  const { outcomes, observation } = await verifyVnf(cloud, request, { settleMs, bootMs, signal });
  for (const fault of faultsIn(outcomes)) {
    console.error(`VNF "${request.vnf.name}": ${sentenceOf(fault)}`);
    process.exitCode = 1;
  }
  if ("known" in observation.guest) {
    console.log(JSON.stringify(observation.guest.known));
  }
}

runUntilSignal(verifyDeployment).catch((error: Error) => {
  console.error(visibleLines(error.message));
  process.exitCode = 1;
});
