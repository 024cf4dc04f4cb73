import { text } from "node:stream/consumers";
import { Cloud } from "../openstack/cloud";
import { type VerificationRequest, verifyVnf } from "../remote/observation";
import { faultsIn, sentenceOf } from "../report/finding";

/**
 * Verifies one VNF in a deployment (components/bondVerification.ts). Reads a VerificationRequest as JSON from standard input.
 * Repeats a failed verification for at most recoveryWait. Prints the guest's evidence as JSON on standard output, and one
 * sentence for each fault on standard error; exit code 1 if there is a fault.
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
