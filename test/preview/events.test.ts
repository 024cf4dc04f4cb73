import { plannedChanges } from "../../preview/change";
import { isComplete, parseEvents } from "../../preview/events";
import { errorsOf, messagesOf } from "../../preview/messages";
import { parsePath } from "../../preview/values";
import { readStream } from "./streams";

const diagnostic = (message: string, severity = "error", urn?: string) =>
  JSON.stringify({ diagnosticEvent: { message, severity, color: "never", urn } });

describe("the events of the engine", () => {
  it("are read although there are unknown events, unknown fields and other text", () => {
    const noise = [
      '{"sequence": 1, "timestamp": 1, "eventOfNextYear": {"a": 1}}',
      "warning: something that is no JSON",
      "[]",
      "null",
      "",
    ];
    const text = readStream("previews", "miimon");
    const clean = parseEvents(text);
    const noisy = parseEvents([...noise, text, ...noise].join("\r\n"));
    expect(noisy).toEqual(clean);
    expect(plannedChanges(noisy)).toHaveLength(30);
  });

  it("are not complete if a step has another shape", () => {
    const events = parseEvents(
      `${readStream("previews", "same")}{"resourcePreEvent": {"metadata": {"op": 5}}}`,
    );
    expect(events.unreadable).toBe(1);
    expect(isComplete(events)).toBe(false);
  });

  it.each([
    ["same", true],
    ["miimon", true],
    ["fault", false],
    ["policy", false],
  ])("of %s are complete: %s", (name, expected) => {
    expect(isComplete(parseEvents(readStream("previews", name)))).toBe(expected);
  });

  it("are not complete without a summary, or after an error", () => {
    const summary = '{"summaryEvent": {"result": "succeeded"}}';
    expect(isComplete(parseEvents(""))).toBe(false);
    expect(isComplete(parseEvents(summary))).toBe(true);
    expect(isComplete(parseEvents('{"summaryEvent": {"result": "canceled"}}'))).toBe(false);
    expect(isComplete(parseEvents(`${diagnostic("no")}\n${summary}`))).toBe(false);
  });

  it("of an unknown operation are a change that is named", () => {
    const text = readStream("previews", "same").replaceAll('"op":"same"', '"op":"transmogrify"');
    expect(plannedChanges(parseEvents(text))[0]).toMatchObject({ action: "other", op: "transmogrify" });
  });
});

describe("the errors of a preview", () => {
  it("are each shown once, with the resource, without colors and without what says nothing", () => {
    const urn = "urn:pulumi:lab::cpnr::openstack:compute/flavor:Flavor::the-flavor";
    const events = parseEvents(
      [
        diagnostic(
          "  sdk-v2/provider2.go:571: sdk.helper_schema: it is gone: provider=openstack@5.5.1\n",
          "error",
          urn,
        ),
        diagnostic("<{%fg 1%}>it is gone<{%reset%}>\n", "error", urn),
        diagnostic("The cloud refused: try later.\n"),
        diagnostic("try later.\n"),
        diagnostic("try later.\n"),
        diagnostic("preview failed\n"),
        diagnostic("a warning", "warning"),
      ].join("\n"),
    );
    expect(messagesOf(events, "error")).toEqual(["the-flavor: it is gone", "The cloud refused: try later."]);
    expect(messagesOf(events, "warning")).toEqual(["a warning"]);
  });

  it("are what pulumi says if the policy pack does not exist or can't be read", () => {
    const stderr =
      "warning: slow\nerror: failed to load Pulumi policy project: no such file\nerror: preview failed\n";
    const events = parseEvents('{"policyLoadEvent": {}}\n{"cancelEvent": {}}\n', stderr);
    expect(errorsOf(events)).toEqual(["failed to load Pulumi policy project: no such file"]);
    expect(isComplete(events)).toBe(false);
  });

  it("are also what a policy pack prints that fails at its start, without the stack trace", () => {
    const printed = [
      "error: [runtime] Running program '/policy' failed with an unhandled exception:\n\n",
      "    Error: the pack is broken\n\n",
      "    at Object.<anonymous> (/policy/main.js:1:7)\n\n",
    ];
    const stderr = "error: policy pack not started: could not read policy pack port\n";
    const events = (...others: string[]) =>
      parseEvents([...printed.map((line) => diagnostic(line, "info#err")), ...others].join("\n"), stderr);
    expect(errorsOf(events())).toEqual([
      "policy pack not started: could not read policy pack port",
      "error: [runtime] Running program '/policy' failed with an unhandled exception:",
      "Error: the pack is broken",
    ]);
    // After the first step, it is an output of the program.
    const step = { op: "same", urn: "urn:pulumi:lab::cpnr::t::n", type: "t" };
    const later = errorsOf(events(JSON.stringify({ resourcePreEvent: { metadata: step } })));
    expect(later).toEqual(["policy pack not started: could not read policy pack port"]);
  });

  it("are a log line of the provider if there is nothing better", () => {
    const events = parseEvents(diagnostic("sdk-v2/provider2.go:571: it is gone"));
    expect(messagesOf(events, "error")).toEqual(["sdk-v2/provider2.go:571: it is gone"]);
  });
});

it.each([
  ["userData", ["userData"]],
  ["segments[0].segmentationId", ["segments", 0, "segmentationId"]],
  ['extraSpecs["hw:numa_nodes"]', ["extraSpecs", "hw:numa_nodes"]],
  ['metadata["a.b[0]\\"c"].d', ["metadata", 'a.b[0]"c', "d"]],
])("the path %s is parsed", (path, keys) => {
  expect(parsePath(path)).toEqual(keys);
});
