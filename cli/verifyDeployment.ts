import { text } from "node:stream/consumers";
import { Cloud } from "../openstack/cloud";
import { type VerificationRequest, verifyVnf } from "../remote/observation";
import { faultsIn, sentenceOf } from "../report/finding";

/**
 * What components/bondVerification.ts runs in a deployment. Its standard input is a VerificationRequest: the VNF is looked at
 * until its verification passes or its recoveryWait is over. Prints the guest's evidence; ends with exit code 1 and a sentence
 * for each fault.
 */
async function verifyDeployment(): Promise<void> {
  const request = JSON.parse(await text(process.stdin)) as VerificationRequest;
  const settleMs = request.verification.recoveryWait * 1000;
  const { outcomes, observation } = await verifyVnf(await Cloud.connect(), request, settleMs);
  for (const fault of faultsIn(outcomes)) {
    console.error(`VNF "${request.vnf.name}": ${sentenceOf(fault)}`);
    process.exitCode = 1;
  }
  if ("known" in observation.guest) {
    console.log(JSON.stringify(observation.guest.known));
  }
}

verifyDeployment().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
