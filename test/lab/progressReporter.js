/** Prints each test at its start and its end. Jest prints only whole files, and all tests are in one file. */
module.exports = class ProgressReporter {
  onTestCaseStart(_test, { ancestorTitles, title }) {
    console.error(`… ${[...ancestorTitles, title].join(" ")}`);
  }

  onTestCaseResult(_test, { status, fullName, duration }) {
    console.error(`${status === "passed" ? "✓" : "✗"} ${fullName} (${Math.round((duration ?? 0) / 1000)} s)`);
  }
};
