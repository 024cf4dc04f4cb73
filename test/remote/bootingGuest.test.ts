import type { Cloud } from "../../openstack/cloud";
import { SERVER_KEY } from "../../openstack/mark";
import type { Vnf } from "../../plan/vnf";
import { type RepeatOptions, requestFor, verifyVnf } from "../../remote/observation";
import { planFrom } from "../settings";
import { goodEvidence } from "../verify/evidence";

/** Looks that meet a guest which still runs cloud-init. */
let bootingLooks: number;
let looks: number;

// No SSH server can be where the plan says that the guest is.
jest.mock("../../remote/guest", () => ({
  ...jest.requireActual("../../remote/guest"),
  collectEvidence: async () => {
    looks += 1;
    const evidence = goodEvidence();
    return { known: { ...evidence, cloudInit: { ...evidence.cloudInit, ended: looks > bootingLooks } } };
  },
}));

const plan = planFrom("lab");
const request = requestFor({ plan, owner: "cpnr/lab" }, plan.vnfs[0] as Vnf);
const server = { id: "s", name: "cpnr-dns-1", status: "ACTIVE", metadata: { [SERVER_KEY]: "cpnr/lab" } };
// A VNF without ports fails its verification, whether it boots or not.
const cloud = {
  get: async (_: string, path: string) =>
    path.startsWith("/servers/detail") ? { servers: [server] } : { ports: [], networks: [], subnets: [] },
} as unknown as Cloud;

async function countLooks(booting: number, options: RepeatOptions): Promise<number> {
  bootingLooks = booting;
  looks = 0;
  await verifyVnf(
    cloud,
    { ...request, verification: { ...request.verification, client: undefined } },
    options,
  );
  return looks;
}

describe("a verification that fails", () => {
  it("is repeated as long as the guest runs cloud-init, and not counted as settling", async () => {
    expect(await countLooks(3, { settleMs: 0, bootMs: 60_000 })).toBe(4);
  });

  it("is repeated for a boot only until the boot must have ended", async () => {
    expect(await countLooks(100, { settleMs: 0, bootMs: 700 })).toBeLessThanOrEqual(4);
  });

  it("is not repeated for a boot without a time for it", async () => {
    expect(await countLooks(3, { settleMs: 0 })).toBe(1);
  });
});
