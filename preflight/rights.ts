import type { Finding } from "../report/finding";
import { check } from "./check";
import { existing, type Situation } from "./situation";

/** What is to be made that by OpenStack's default policies only administrators make. */
export function rights(situation: Situation): Finding[] {
  const { plan, survey } = situation;
  const flavor = plan.flavor.adopt ? [] : [`flavor "${plan.flavor.name}"`];
  const networks = plan.networks.sriov
    .filter(({ adopt }) => !adopt)
    .filter((network) => {
      const found = existing(network, situation);
      return "unknown" in found || found.known === undefined;
    })
    .map(({ name }) => `VLAN network "${name}"`);
  const hosts = plan.vnfs
    .filter(({ host }) => host !== undefined)
    .map(({ name, host }) => `VNF "${name}" on host ${host}`);
  const reserved = [...flavor, ...networks, ...hosts];
  const subject = check("rights", survey.roles.join(", "));
  if (reserved.length === 0) {
    return [];
  }
  return survey.roles.includes("admin")
    ? [subject.pass("The credentials are an administrator's.")]
    : [
        subject.warning(
          `By OpenStack's default policies only the role admin may make ${reserved.join(", ")}: use an administrator's credentials, or adopt what there is.`,
        ),
      ];
}
