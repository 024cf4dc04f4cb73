import type { Keys } from "../plan/keys";
import type { Networks } from "../plan/network";
import { withZonesInTurn } from "../plan/placement";
import type { Plan } from "../plan/plan";
import { planVnf } from "../plan/vnf";
import { findWarnings } from "./rules";
import type { Settings } from "./schema";

/** Number of VNFs from which one is a canary, unless the stack file says otherwise. */
const CANARY_FROM = 3;

/** Creates the plan from checked settings and secrets. */
export function planOf(
  settings: Settings,
  keys: Keys,
  passwordHashes: ReadonlyMap<string, string> = new Map(),
): Plan {
  const { image, flavor, bond, day0, verification, drill, heal, rollout, placement, cloud, vnfs } = settings;
  const networks = planNetworks(settings);
  return {
    image,
    flavor,
    networks,
    bond,
    vnfs: withZonesInTurn(vnfs, placement.availabilityZones).map((vnf) => planVnf(vnf, networks, bond)),
    day0,
    verification: { ...verification, user: verification.user ?? (day0.users[0]?.name as string) },
    drill,
    heal,
    rollout: { ...rollout, canary: rollout.canary ?? vnfs.length >= CANARY_FROM },
    placement: { policy: placement.policy },
    cloud,
    keys,
    passwordHashes,
    warnings: findWarnings(settings).map(({ path, sentence }) => `cpnr:${path} ${sentence}.`),
  };
}

function planNetworks({ orchestration, management, sriov }: Settings): Networks {
  return {
    orchestration: orchestration && {
      ...orchestration,
      role: "orchestration",
      path: "cpnr:orchestration",
    },
    management: { ...management, role: "management", path: "cpnr:management" },
    sriov: [
      { ...sriov[0], role: "sriov-1", path: "cpnr:sriov[0]" },
      { ...sriov[1], role: "sriov-2", path: "cpnr:sriov[1]" },
    ],
  };
}
