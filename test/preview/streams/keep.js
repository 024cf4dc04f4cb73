// Reduces the events of a real preview or refresh to what a test needs: node keep.js <events.ndjson >streams/<name>.ndjson
// Left out: debug messages, the counts of policy packs, in a preview the second event of each step, the providers' own notes in a
// state, and the evidence that the stack's outputs and commands contain.
const events = require("node:fs")
  .readFileSync(0, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const isRefresh = events.some(({ resourcePreEvent }) => resourcePreEvent?.metadata.op === "refresh");
const isKept = (event) =>
  event.diagnosticEvent?.severity !== "debug" &&
  !event.policyAnalyzeSummaryEvent &&
  !event.policyRemediateSummaryEvent &&
  !(isRefresh ? event.resourcePreEvent : event.resOutputsEvent);
const LEFT_OUT = ["__pulumi_raw_state_delta", "__meta", "__defaults", "evidence", "stdout", "preflight"];
for (const event of events.filter(isKept)) {
  console.log(JSON.stringify(event, (key, value) => (LEFT_OUT.includes(key) ? undefined : value)));
}
