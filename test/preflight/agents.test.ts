import { nicAgent, resultOf, runPreflight } from "./cloud";

describe("The check of the SR-IOV agents", () => {
  it.each([
    [
      "fails if none is alive",
      [nicAgent("compute-1", false)],
      /^fail: No host with both physical networks has a live SR-IOV agent\. The agent is dead or down on compute-1: start it/,
    ],
    [
      "warns of a dead agent if another agent is alive",
      [nicAgent("compute-1", false), nicAgent("compute-2")],
      /^warning: The agent is dead or down on compute-1: .*It is alive on compute-2/,
    ],
    [
      "fails if no host has both NICs",
      [nicAgent("compute-1", true, ["sriov0"]), nicAgent("compute-2", true, ["sriov1"])],
      /^fail: No host has NICs on both sriov0 and sriov1/,
    ],
    [
      "fails if the admin state of the only agent is down",
      [{ ...nicAgent("compute-1"), admin_state_up: false }],
      /^fail: /,
    ],
    ["passes if an agent is alive", [nicAgent("compute-1")], /^pass: Alive on compute-1/],
  ])("%s", (_, agents, expected) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.agents = agents;
      },
    });
    expect(resultOf(findings, "SR-IOV agents")).toMatch(expected);
  });
});
