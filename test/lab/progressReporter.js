/** Says each test as it begins and ends, since one file holds them all and Jest prints a file when it is done. */
module.exports = class ProgressReporter {
  onTestCaseStart(_test, { ancestorTitles, title }) {
    console.error(`… ${[...ancestorTitles, title].join(" ")}`);
  }

  onTestCaseResult(_test, { status, fullName, duration }) {
    console.error(`${status === "passed" ? "✓" : "✗"} ${fullName} (${Math.round((duration ?? 0) / 1000)} s)`);
  }
};
