import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { choosesSegment, inNicOrder } from "../../plan/network";
import { isMember } from "../../plan/nic";
import type { Plan } from "../../plan/plan";
import {
  checkExternalNetworks,
  checkForeignNetworks,
  checkMemberRole,
  checkRights,
} from "../../preflight/rights";
import { OWNER, planWith, type Raw, surveyWith, tenantNetwork } from "./cloud";

const CASES = 600;

const PYTHON = "/usr/bin/python3";
/** The lab installs Neutron and Nova. A machine without a lab has none. */
const HAS_POLICIES =
  spawnSync(PYTHON, ["-c", "import neutron.policy, nova.policy, neutron_lib.api.definitions"]).status === 0;
const itWithPolicies = HAS_POLICIES ? it : it.skip;

/** A network that the stack creates, or adopts from its own project or another one. */
const NETWORKS = ["create", "own", "foreign", "shared", "external", "shared external"] as const;
type Origin = (typeof NETWORKS)[number];

const generatedStack = fc.record({
  roles: fc.subarray(["member", "reader", "admin", "Admin", "advsvc", "_member_"], {
    minLength: 1,
    maxLength: 2,
  }),
  management: fc.constantFrom(...NETWORKS),
  hasSegment: fc.boolean(),
  sriov: fc.constantFrom<Origin>("create", "own", "own", "foreign", "shared"),
  adoptsFlavor: fc.constantFrom(true, true, false),
  hasHost: fc.constantFrom(true, false, false),
});
type Stack = typeof generatedStack extends fc.Arbitrary<infer T> ? T : never;

function planOfStack({ management, hasSegment, sriov, adoptsFlavor, hasHost }: Stack): Plan {
  return planWith((raw: Raw) => {
    delete raw.orchestration;
    delete raw.vnfs[0].orchestration;
    raw.management.adopt = management !== "create";
    if (hasSegment) {
      raw.management.segment = { type: "vxlan" };
    }
    for (const network of raw.sriov) {
      network.adopt = sriov !== "create";
    }
    raw.flavor.adopt = adoptsFlavor;
    if (hasHost) {
      raw.vnfs[0].host = "compute-1";
    }
  });
}

const OWN = tenantNetwork("any").project_id;

function networkOf(name: string, origin: Origin) {
  return tenantNetwork(name, {
    project_id: origin === "own" ? OWN : "another",
    shared: origin.startsWith("shared"),
    "router:external": origin.endsWith("external"),
  });
}

/** What the stack's resources ask of Neutron and Nova: the policy, and the object that it protects. */
function requestsOf(stack: Stack, plan: Plan) {
  const originOf = (role: string) => (role.startsWith("sriov") ? stack.sriov : stack.management);
  const networks = inNicOrder(plan.networks);
  const owner = (origin: Origin) => (origin === "create" || origin === "own" ? "own" : "another");
  const [vnf] = plan.vnfs;
  return [
    ...networks
      .filter(({ adopt }) => !adopt)
      .flatMap((network) => [
        {
          service: "network",
          action: "create_network",
          target: choosesSegment(network) ? { segments: [{ "provider:network_type": "vlan" }] } : {},
        },
        { service: "network", action: "create_subnet", target: { "network:tenant_id": "own" } },
      ]),
    ...(vnf?.nics ?? []).map((nic) => ({
      service: "network",
      action: "create_port",
      target: {
        network_id: "n",
        "network:tenant_id": owner(originOf(nic.role)),
        shared: originOf(nic.role).startsWith("shared"),
        fixed_ips: [{ subnet_id: "s", ip_address: "192.0.2.1" }],
        ...(isMember(nic)
          ? { "binding:vnic_type": "direct", port_security_enabled: false, propagate_uplink_status: true }
          : {}),
      },
    })),
    ...[
      ...(stack.adoptsFlavor ? [] : ["os-flavor-manage:create", "os-flavor-extra-specs:create"]),
      ...["servers:create", "servers:create:attach_network"],
      ...(stack.hasHost ? ["servers:create:forced_host"] : []),
    ].map((action) => ({ service: "compute", action: `os_compute_api:${action}`, target: {} })),
    ...(stack.management === "external"
      ? [{ service: "compute", action: "network:attach_external_network", target: {} }]
      : []),
  ];
}

describe("The checks of the rights", () => {
  itWithPolicies(
    `agree with the default policies of Neutron and Nova, older and newer ones, on ${CASES} stacks (skipped where Neutron and Nova are not installed: the lab installs them)`,
    () => {
      const stacks = fc.sample(generatedStack, CASES).map((stack) => ({ stack, plan: planOfStack(stack) }));
      const { stdout, stderr, status } = spawnSync(
        PYTHON,
        ["-W", "ignore", join(__dirname, "defaultPolicies.py")],
        {
          input: stacks
            .map(({ stack, plan }) =>
              JSON.stringify({ roles: stack.roles, requests: requestsOf(stack, plan) }).concat("\n"),
            )
            .join(""),
          encoding: "utf8",
          maxBuffer: 64 * 2 ** 20,
        },
      );
      expect({ status, error: status === 0 ? "" : stderr }).toEqual({ status: 0, error: "" });
      const answers: Record<string, string[]>[] = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const verdicts = stacks.map(({ stack, plan }, index) => {
        const survey = surveyWith({
          cloud: (state) => {
            state.roles = stack.roles;
            state.networks = inNicOrder(plan.networks)
              .filter(({ adopt }) => adopt)
              .map(({ name, role }) =>
                networkOf(name, role === "management" ? stack.management : stack.sriov),
              );
          },
        });
        const findings = [checkRights, checkMemberRole, checkForeignNetworks, checkExternalNetworks].flatMap(
          (check) => check({ plan, survey, owner: OWNER }),
        );
        const isWarned = findings.some(({ verdict }) => verdict === "warning");
        const isRefused = Object.values(answers[index] ?? {}).some((refused) => refused.length > 0);
        return { stack, findings, answer: answers[index], isWarned, isRefused };
      });
      expect(verdicts.filter(({ isWarned, isRefused }) => isWarned !== isRefused).slice(0, 3)).toEqual([]);
      // Both kinds of answers are there, so that agreement means something.
      const refused = verdicts.filter(({ isRefused }) => isRefused).length;
      expect(refused).toBeGreaterThan(CASES / 10);
      expect(refused).toBeLessThan(CASES * 0.9);
    },
  );
});
