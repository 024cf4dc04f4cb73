import reports from "junit-report-builder";
import { type Outcome, sentence } from "./outcome";

/** The VNFs' outcomes as JUnit's XML: a suite for each VNF, a case for each finding; what nobody saw is skipped. */
export function junit(outcomes: Readonly<Record<string, readonly Outcome[]>>): string {
  const builder = reports.newBuilder();
  for (const [vnf, found] of Object.entries(outcomes)) {
    const suite = builder.testSuite().name(vnf);
    for (const outcome of found) {
      const { check, about, expected, verdict, seen } = outcome;
      const test = suite.testCase().className(`${vnf}.${check}`).name(`${about} ${expected}`);
      switch (verdict) {
        case "fail":
          test.failure(sentence(vnf, outcome), check);
          break;
        case "not observable":
          test.skipped().standardOutput(seen);
          break;
        default:
          test.standardOutput(seen);
      }
    }
  }
  return builder.build();
}
