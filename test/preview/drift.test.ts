import { driftOf, driftVerdictOf } from "../../preview/drift";
import { driftReport } from "../../preview/driftIssue";
import { parseEvents } from "../../preview/events";
import { parseVerification } from "../../preview/verificationResult";
import { readStream, streamNames } from "./streams";

const outcome = { check: "mode", subject: "mode of the bond", expected: "active-backup", isMadeAtBoot: true };
const PASSED = JSON.stringify({ "cpnr-dns-1": [{ ...outcome, verdict: "pass", actual: "active-backup" }] });
const FAILED = JSON.stringify({ "cpnr-dns-1": [{ ...outcome, verdict: "fail", actual: "balance-rr" }] });

const drift = (name: string, verification?: string) =>
  driftOf(
    parseEvents(name === "" ? "" : readStream("refreshes", name)),
    verification === undefined ? undefined : parseVerification(verification),
  );

describe("the report on drift", () => {
  it.each(streamNames("refreshes"))("of %s is as recorded", (name) => {
    expect(driftReport("lab", drift(name))).toMatchSnapshot();
  });

  it.each([
    ["same", PASSED, "none"],
    ["same", undefined, "none"],
    ["same", FAILED, "found"],
    ["same", "", "unknown"],
    ["drift", PASSED, "found"],
    ["gone", "", "found"],
    ["failed", PASSED, "unknown"],
    ["failed", FAILED, "found"],
    ["", PASSED, "unknown"],
    ["", FAILED, "found"],
  ])("of refresh %j with verification %s has the verdict %s", (name, verification, verdict) => {
    expect(driftVerdictOf(drift(name, verification))).toBe(verdict);
  });

  it("names the failed check with its VNF", () => {
    expect(driftReport("lab", drift("same", FAILED))).toContain(
      "- `cpnr-dns-1`: `mode of the bond: expected active-backup, actual balance-rr.`",
    );
  });

  it("does not say that there is no drift if the refresh did not reach its end", () => {
    expect(driftReport("lab", drift(""))).toContain(
      "nobody knows whether there is drift: the refresh did not reach its end",
    );
  });
});
