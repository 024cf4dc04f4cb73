import type { Survey } from "../openstack/survey";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { checkAdoptedPorts } from "./adoptedPorts";
import { checkSriovAgents } from "./agents";
import { checkCapacity, reportNumaNodes } from "./capacity";
import { checkCredentials } from "./credentials";
import { checkExtensions, checkUplinkStatus } from "./extensions";
import { checkFlavor, checkFlavorWithImage } from "./flavor";
import { checkImage, checkImageProperties, checkImageSize } from "./image";
import { checkMtus, checkNetworks, checkSubnets } from "./networks";
import { checkPhysicalNetworks, checkVlans } from "./physicalNetworks";
import { checkPlacement } from "./placement";
import { checkAddresses, checkSecurityGroups } from "./ports";
import { checkComputeQuota, checkNetworkQuota } from "./quota";
import { checkExternalNetworks, checkForeignNetworks, checkMemberRole, checkRights } from "./rights";
import { checkChosenSegments, checkSegments } from "./segments";
import { checkServerGroupQuota } from "./serverGroup";
import { checkServers } from "./servers";
import type { Situation } from "./situation";
import { checkVirtualFunctions } from "./virtualFunctions";
import { checkAvailabilityZones, checkRequestedHosts } from "./zones";

const checks: readonly ((situation: Situation) => Finding[])[] = [
  checkCredentials,
  checkRights,
  checkMemberRole,
  checkForeignNetworks,
  checkExternalNetworks,
  checkExtensions,
  checkUplinkStatus,
  checkPhysicalNetworks,
  checkVlans,
  checkChosenSegments,
  checkNetworks,
  checkSegments,
  checkSubnets,
  checkMtus,
  checkAddresses,
  checkAdoptedPorts,
  checkSecurityGroups,
  checkServers,
  checkFlavor,
  checkFlavorWithImage,
  checkImage,
  checkImageSize,
  checkImageProperties,
  checkComputeQuota,
  checkServerGroupQuota,
  checkNetworkQuota,
  checkAvailabilityZones,
  checkRequestedHosts,
  checkSriovAgents,
  checkVirtualFunctions,
  checkCapacity,
  reportNumaNodes,
  checkPlacement,
];

/**
 * Runs all checks of a plan against the state of a cloud.
 * @param owner `<project>/<stack>`. Resources that this stack created already are no conflict.
 */
export function judge(plan: Plan, survey: Survey, owner: string): Finding[] {
  return checks.flatMap((run) => run({ plan, survey, owner }));
}
