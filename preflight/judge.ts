import type { Survey } from "../openstack/survey";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { sriovAgents } from "./agents";
import { capacity, numaNodes } from "./capacity";
import { extensions, uplinkStatusPropagation } from "./extensions";
import { flavor } from "./flavor";
import { image, imageFits, imageProperties } from "./image";
import { mtus, networks, segments, subnets } from "./networks";
import { physicalNetworks, vlans } from "./physicalNetworks";
import { placement } from "./placement";
import { addresses, securityGroups } from "./ports";
import { computeQuota, networkQuota } from "./quota";
import { rights } from "./rights";
import type { Situation } from "./situation";
import { virtualFunctions } from "./virtualFunctions";
import { availabilityZones, requestedHosts } from "./zones";

const checks: readonly ((situation: Situation) => Finding[])[] = [
  rights,
  extensions,
  uplinkStatusPropagation,
  physicalNetworks,
  vlans,
  networks,
  segments,
  subnets,
  mtus,
  addresses,
  securityGroups,
  flavor,
  image,
  imageFits,
  imageProperties,
  computeQuota,
  networkQuota,
  availabilityZones,
  requestedHosts,
  sriovAgents,
  virtualFunctions,
  capacity,
  numaNodes,
  placement,
];

/**
 * What keeps the configured from being created in the cloud surveyed, and what does not.
 * @param owner `<project>/<stack>`: what that stack made already is not in its own way
 */
export function judge(plan: Plan, survey: Survey, owner: string): Finding[] {
  return checks.flatMap((make) => make({ plan, survey, owner }));
}
