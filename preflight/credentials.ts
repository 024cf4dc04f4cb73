import type { Finding } from "../report/finding";
import { createCheck } from "./check";
import type { Situation } from "./situation";

/**
 * Warns if openstacksdk, and with it Ansible, reads the credentials in another way than the OpenStack provider: other tools can
 * then show something else than what the stack deploys.
 */
export function checkCredentials({ survey }: Situation): Finding[] {
  return survey.credentialDifferences.map((sentence) =>
    createCheck("credentials", "clouds.yaml and the OS_* variables").warning(sentence),
  );
}
