/** One transform for both projects: swc takes the types away, `npm run typecheck` checks them. */
const common = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
};

module.exports = {
  // The default is a folder in the temporary directory, where another user can plant code.
  cacheDirectory: "<rootDir>/node_modules/.cache/jest",
  // Loading the OpenStack SDK alone can take seconds on a busy machine. Jest takes no such limit from a project.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      roots: ["<rootDir>/test", "<rootDir>/sdks", "<rootDir>/toolchain"],
      testPathIgnorePatterns: ["<rootDir>/test/lab/", "<rootDir>/test/long/"],
    },
    { ...common, displayName: "lab", roots: ["<rootDir>/test/lab"] },
    { ...common, displayName: "long", roots: ["<rootDir>/test/long"] },
  ],
};
