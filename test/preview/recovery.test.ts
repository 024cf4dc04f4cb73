import { duration, type MeasuredResource, measuredRecoveries } from "../../preview/recovery";

const at = (clock: string) => `2026-11-26T${clock}Z`;

/** A state in which a VNF was created at 14:00, had booted at 14:03, and was verified at 14:04:05. */
function state(changes: { active?: string; booted?: string; verified?: string; triggers?: unknown } = {}) {
  const {
    active = at("14:00:00"),
    booted = at("14:03:00"),
    verified = at("14:04:05"),
    triggers = ["server"],
  } = changes;
  const resources: MeasuredResource[] = [
    { type: "cpnr:index:CpnrVnf" },
    { type: "openstack:compute/instance:Instance", id: "server", created: active },
    { type: "command:remote:Command", id: "boot", created: booted, inputs: { triggers } },
    {
      type: "command:local:Command",
      id: "checks",
      created: verified,
      inputs: { triggers: ["server", "digest"] },
    },
  ];
  return resources;
}

describe("the time that a VNF needed at its last deployment", () => {
  it("is from the active server to the passed verification", () => {
    expect([...measuredRecoveries(state())]).toEqual([["server", { ms: 245_000, day: "2026-11-26" }]]);
  });

  it.each([
    ["if the verification is missing, because it failed", state().slice(0, 3)],
    ["if the state has no times, as an old engine writes it", state({ active: "" })],
    ["if the VNF was verified again on another day", state({ verified: "2026-11-27T10:00:00Z" })],
    ["if the verification is older than the server", state({ verified: at("13:00:00") })],
    ["if the commands are about another server", state({ triggers: ["other"] })],
    ["if a command has no triggers", state({ triggers: null })],
  ])("is not known %s", (_, resources) => {
    expect(measuredRecoveries(resources).size).toBe(0);
  });

  it.each([
    [840, "0.8 s"],
    [59_400, "59 s"],
    [59_600, "1 min 0 s"],
    [245_000, "4 min 5 s"],
  ])("of %i ms is said as %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
