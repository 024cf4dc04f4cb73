import { resultOf } from "../../preflight/result";
import { parsePreflight } from "../../preview/preflightResult";
import { withSecondVnf } from "../settings";
import { type Case, OWNER, planWith, serverWith, surveyWith } from "./cloud";

/** The result of preflight for the lab's stack in an empty cloud, after the changes of a case. */
const result = (changes: Case = {}) => resultOf(planWith(changes.settings), surveyWith(changes), OWNER);

describe("the result of preflight", () => {
  it("has the findings, the quotas and the size of the servers", () => {
    const { findings, quota, serverSize } = result({
      cloud: (state) => {
        state.limits = { ...state.limits, totalCoresUsed: 8 };
        state.networkQuota = { ...state.networkQuota, port: { limit: 500, used: 7, reserved: 2 } };
      },
    });
    expect(findings.length).toBeGreaterThan(20);
    expect(quota).toEqual({
      instances: { limit: 10, used: 0 },
      cores: { limit: 20, used: 8 },
      "MiB of RAM": { limit: 51200, used: 0 },
      networks: { limit: 100, used: 0 },
      subnets: { limit: 100, used: 0 },
      ports: { limit: 500, used: 9 },
    });
    expect(serverSize).toEqual({ vcpus: 4, ram: 8192, pageSize: "large" });
  });

  it("has the VNFs that have no server yet, and their order if there are several", () => {
    expect(result()).toMatchObject({ vnfsToCreate: ["cpnr-dns-1"] });
    expect(result().order).toBeUndefined();
    const two = result({
      settings: withSecondVnf,
      cloud: (state) => {
        state.servers = [serverWith()];
      },
    });
    expect(two).toMatchObject({ vnfsToCreate: ["cpnr-dns-2"] });
    expect(two.order).toMatch(/at the same time: cpnr-dns-1 and cpnr-dns-2\.$/);
    expect(result({ unknown: ["servers"] }).vnfsToCreate).toBeUndefined();
  });

  it("has no quota that the credentials do not see", () => {
    expect(result({ unknown: ["limits", "networkQuota"] }).quota).toEqual({});
  });

  it("has the size of an adopted flavor, if it is known", () => {
    const settings: NonNullable<Case["settings"]> = (raw) => {
      raw.flavor = { name: "theirs", adopt: true };
    };
    const cloud: NonNullable<Case["cloud"]> = (state) => {
      const extra_specs = { "hw:mem_page_size": "1GB" };
      state.flavors = [{ name: "theirs", ram: 4096, vcpus: 6, disk: 20, extra_specs }];
    };
    expect(result({ settings, cloud }).serverSize).toEqual({ vcpus: 6, ram: 4096, pageSize: "1GB" });
    expect(result({ settings }).serverSize).toBeUndefined();
  });

  it("is read by the comment on a preview as it is printed", () => {
    const printed = JSON.stringify(result());
    expect(parsePreflight(printed)).toEqual(JSON.parse(printed));
    expect(parsePreflight(printed.slice(0, 100))).toEqual({
      error: "preflight wrote no result: see the log of the job",
    });
  });
});
