import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { createCheck } from "./check";
import type { Situation } from "./situation";

/** Checks that the configured availability zones exist and are available. */
export function checkAvailabilityZones({ plan, survey }: Situation): Finding[] {
  return removeDuplicates(plan.vnfs.map((vnf) => vnf.availabilityZone)).map((zone) => {
    const check = createCheck("availability zone", zone);
    const isOfVnf = plan.vnfs.some((vnf) => vnf.availabilityZone === zone && !vnf.keepsZone);
    const setting = isOfVnf ? "availabilityZone in cpnr:vnfs" : "availabilityZones in cpnr:placement";
    return check.ifKnown(survey.zones, (zones) => {
      const found = zones.find(({ zoneName }) => zoneName === zone);
      if (found === undefined) {
        const known = zones.map(({ zoneName }) => zoneName);
        return check.fail(
          `There is no availability zone "${zone}": correct ${setting} (the zones are ${known.join(", ")})${didYouMean(zone, known)}`,
        );
      }
      return found.zoneState.available
        ? check.pass("The zone is available.")
        : check.fail(
            "The zone is not available: use another zone, or ask the administrator to enable it (openstack availability zone list).",
          );
    });
  });
}

/** Checks that the configured hosts exist, are up and are enabled. */
export function checkRequestedHosts({ plan, survey }: Situation): Finding[] {
  return removeDuplicates(plan.vnfs.map((vnf) => vnf.host)).map((host) => {
    const check = createCheck("host", host);
    return check.ifKnown(survey.hypervisors, (hypervisors) => {
      const found = hypervisors.find(({ service }) => service.host === host);
      if (found === undefined) {
        const known = hypervisors.map(({ service }) => service.host);
        return check.fail(
          `There is no compute host "${host}": correct host in cpnr:vnfs (the hosts are ${known.join(", ")})${didYouMean(host, known)}`,
        );
      }
      return found.state === "up" && found.status === "enabled"
        ? check.pass("The host is up and enabled.")
        : check.fail(
            `The host is ${found.state} and ${found.status}: use another host, or bring this one up and enable it (openstack hypervisor list).`,
          );
    });
  });
}

function removeDuplicates(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
