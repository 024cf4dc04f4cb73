import { findObstacle } from "../../preflight/recovery";
import {
  type Case,
  candidatesOn,
  hypervisor,
  nicAgent,
  OWNER,
  planWith,
  type Raw,
  serverWith,
  surveyWith,
} from "./cloud";

const [FIRST, SECOND] = ["cpnr-dns-1", "cpnr-dns-2"];

/** What is in the way of the second of two VNFs on two hosts, of which the second host is down. */
function obstacleWith(policy: string, change: NonNullable<Case["cloud"]> = () => undefined) {
  const plan = planWith((raw: Raw) => {
    raw.vnfs.push({ ...raw.vnfs[0], name: SECOND });
    raw.placement = { policy };
  });
  const survey = surveyWith({
    cloud: (state) => {
      state.hypervisors = [hypervisor("compute-1"), { ...hypervisor("compute-2"), state: "down" }];
      state.agents = [nicAgent("compute-1"), nicAgent("compute-2")];
      state.candidates = candidatesOn({ "provider-compute-1": 24, "provider-compute-2": 24 });
      state.servers = [
        serverWith({ id: "1", name: FIRST, "OS-EXT-SRV-ATTR:host": "compute-1" }),
        serverWith({ id: "2", name: SECOND, "OS-EXT-SRV-ATTR:host": "compute-2" }),
      ];
      change(state);
    },
  });
  return findObstacle(SECOND, { plan, survey, owner: OWNER });
}

describe("A VNF whose host is down", () => {
  it("has no other place with anti-affinity if each other host has a VNF", () => {
    expect(obstacleWith("anti-affinity")).toMatch(
      /^its host compute-2 is down, and no other can take it: There is a host .* for 0 of 1 VNFs .* none for cpnr-dns-2 \(compute-1 has cpnr-dns-1\)/,
    );
  });

  it("has a place beside another VNF with soft-anti-affinity", () => {
    expect(obstacleWith("soft-anti-affinity")).toBeUndefined();
  });

  it("has no place if the other hosts are full, whatever the policy is", () => {
    const obstacle = obstacleWith("none", (state) => {
      state.candidates = candidatesOn({ "provider-compute-1": 0, "provider-compute-2": 24 });
    });
    expect(obstacle).toContain("There is a host for 0 of 1 VNFs");
  });

  it("may have a place if the credentials do not see the hosts", () => {
    const hide: NonNullable<Case["cloud"]> = (state) => {
      state.servers = state.servers.map(({ "OS-EXT-SRV-ATTR:host": _, ...server }) => server);
    };
    expect(obstacleWith("anti-affinity", hide)).toBeUndefined();
  });
});

describe("A VNF whose host is up", () => {
  it("gets its own place again", () => {
    const obstacle = obstacleWith("anti-affinity", (state) => {
      state.hypervisors = [hypervisor("compute-1"), hypervisor("compute-2")];
      state.candidates = candidatesOn({ "provider-compute-1": 0, "provider-compute-2": 0 });
    });
    expect(obstacle).toBeUndefined();
  });
});
