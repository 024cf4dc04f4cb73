import reports from "junit-report-builder";
import { type Finding, sentenceOf, visibleFinding } from "./finding";

/**
 * Formats findings as JUnit XML: a suite for each key, a case for each finding. A finding that was not checked is a skipped
 * case.
 */
export function junit(suites: Readonly<Record<string, readonly Finding[]>>): string {
  const builder = reports.newBuilder();
  for (const [name, findings] of Object.entries(suites)) {
    const suite = builder.testSuite().name(name);
    for (const finding of findings) {
      const { check, subject, expected, verdict, actual } = visibleFinding(finding);
      const test = suite
        .testCase()
        .className(`${name}.${check}`)
        .name(expected === undefined ? subject : `${subject}: ${expected}`);
      switch (verdict) {
        case "fail":
          test.failure(sentenceOf(finding), check);
          break;
        case "not checked":
          test.skipped().standardOutput(actual);
          break;
        default:
          test.standardOutput(actual);
      }
    }
  }
  return builder.build();
}
