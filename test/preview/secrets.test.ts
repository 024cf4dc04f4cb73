import { previewComment } from "../../preview/comment";
import { driftOf } from "../../preview/drift";
import { driftReport } from "../../preview/driftIssue";
import { parseEvents, type Step } from "../../preview/events";
import { modelOf } from "../../preview/verdict";
import { changedEvents, readStream, stepOf } from "./streams";

const PLANTED = "hunter2";

/** The engine's form of a secret. */
const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};

/** The properties whose values a comment may show, by their last name. */
const SHOWN = [
  ...["name", "networkId", "flavorId", "vnicType", "port", "flavorName", "imageName", "availabilityZone"],
  ...["powerState", "ipAddress", "adminStateUp", "portSecurityEnabled", "mtu", "networkType", "cidr"],
  ...["physicalNetwork", "segmentationId", "gatewayIp", "enableDhcp", "ram", "vcpus", "disk"],
  ...["hw:numa_nodes", "hw:cpu_policy", "hw:mem_page_size"],
];

/** Replaces every value of a state that a comment may not show. */
function plant(value: unknown, planted: string, key = ""): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => plant(item, planted, key));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([inner, part]) => [inner, plant(part, planted, inner)]),
    );
  }
  return SHOWN.includes(key) ? value : planted;
}

/** The paths of all texts and numbers in a state. */
function pathsIn(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => pathsIn(item, `${path}[${index}]`));
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, part]) => pathsIn(part, `${path}["${key}"]`));
  }
  return [path];
}

/** A comment on a preview in which every value that must not be seen changes. */
function commentAfterPlanting(): string {
  const events = changedEvents("same", (steps) => {
    for (const step of steps.filter(({ old }) => old?.custom)) {
      step.op = "update";
      const paths = [...pathsIn(step.old?.inputs), ...pathsIn(step.old?.outputs)];
      step.detailedDiff = Object.fromEntries(paths.map((path) => [path, {}]));
      for (const [state, planted] of [
        [step.old, `${PLANTED}-before`],
        [step.new, `${PLANTED}-after`],
      ] as const) {
        if (state) {
          state.inputs = plant(state.inputs, planted) as Record<string, unknown>;
          state.outputs = plant(state.outputs, planted) as Record<string, unknown>;
        }
      }
    }
  });
  return previewComment(modelOf(events), { stack: "lab" });
}

function updateName(step: Step, before: unknown, after: unknown): void {
  step.op = "update";
  step.detailedDiff = { name: {} };
  (step.old?.inputs as Record<string, unknown>).name = before;
  (step.new?.inputs as Record<string, unknown>).name = after;
}

describe("a comment", () => {
  it("shows no value of a property that is not on the list", () => {
    const text = commentAfterPlanting();
    expect(text).toContain('`["configDrive"]`');
    expect(text).not.toContain(PLANTED);
  });

  it("shows a changed value of the list", () => {
    const events = changedEvents("same", (steps) =>
      updateName(stepOf(steps, "cpnr-sriov-1-network"), "one", "other"),
    );
    expect(previewComment(modelOf(events), { stack: "lab" })).toContain(
      "- network `one`, `name`: `one` → `other`",
    );
  });

  it("shows [secret] for a value of the list that the engine marked as a secret", () => {
    const events = changedEvents("same", (steps) =>
      updateName(stepOf(steps, "cpnr-sriov-1-network"), "one", SECRET),
    );
    expect(previewComment(modelOf(events), { stack: "lab" })).toContain("`name`: `one` → `[secret]`");
  });

  it("says that a value is known after the deployment instead of the engine's placeholder", () => {
    const events = changedEvents("same", (steps) =>
      updateName(stepOf(steps, "cpnr-sriov-1-network"), "one", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    );
    const text = previewComment(modelOf(events), { stack: "lab" });
    expect(text).toContain("`name`: `one` → `known after the deployment`");
    expect(text).not.toContain("04da6b54");
  });

  it.each(["miimon", "create"])("on %s says that Day0 changes, and shows nothing of it", (name) => {
    const text = previewComment(modelOf(parseEvents(readStream("previews", name))), { stack: "lab" });
    expect(text).not.toMatch(/MIMEBOUNDARY|cloud-config|ssh-ed25519|BEGIN|\$6\$/);
  });

  it("on drift shows no value of a property that is not on the list", () => {
    const events = parseEvents(readStream("refreshes", "drift"));
    for (const step of events.finished as Step[]) {
      if (step.op === "update" && step.old && step.new) {
        step.detailedDiff = { userData: {}, metadata: {} };
        step.old.outputs = { ...step.old.outputs, userData: PLANTED, metadata: PLANTED };
        step.new.outputs = { ...step.new.outputs, userData: `${PLANTED}-new`, metadata: `${PLANTED}-new` };
      }
    }
    const text = driftReport("lab", driftOf(events));
    expect(text).toContain("`userData`");
    expect(text).not.toContain(PLANTED);
  });
});
