import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { check } from "./check";
import type { Situation } from "./situation";

/** The availability zones that VNFs are to be in are there and available. */
export function availabilityZones({ plan, survey }: Situation): Finding[] {
  return distinct(plan.vnfs.map((vnf) => vnf.availabilityZone)).map((zone) => {
    const subject = check("availability zone", zone);
    return subject.given(survey.zones, (zones) => {
      const found = zones.find(({ zoneName }) => zoneName === zone);
      if (found === undefined) {
        const known = zones.map(({ zoneName }) => zoneName);
        return subject.fail(
          `There is no availability zone "${zone}": correct availabilityZone in cpnr:vnfs, there is ${known.join(", ")}${didYouMean(zone, known)}`,
        );
      }
      return found.zoneState.available
        ? subject.pass("It is available.")
        : subject.fail(
            "It is not available: use another one, or have it enabled (openstack availability zone list).",
          );
    });
  });
}

/** The hosts that VNFs are to be on are there, up and enabled. */
export function requestedHosts({ plan, survey }: Situation): Finding[] {
  return distinct(plan.vnfs.map((vnf) => vnf.host)).map((host) => {
    const subject = check("host", host);
    return subject.given(survey.hypervisors, (hypervisors) => {
      const found = hypervisors.find(({ service }) => service.host === host);
      if (found === undefined) {
        const known = hypervisors.map(({ service }) => service.host);
        return subject.fail(
          `There is no compute host "${host}": correct host in cpnr:vnfs, there is ${known.join(", ")}${didYouMean(host, known)}`,
        );
      }
      return found.state === "up" && found.status === "enabled"
        ? subject.pass("It is up and enabled.")
        : subject.fail(
            `It is ${found.state} and ${found.status}: use another one, or have it back (openstack hypervisor list).`,
          );
    });
  });
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
