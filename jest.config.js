/** One transform for both projects: swc takes the types away, `npm run typecheck` checks them. */
const common = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
};

module.exports = {
  // Loading the OpenStack SDK alone can take seconds on a busy machine. Jest takes no such limit from a project.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      roots: ["<rootDir>/test", "<rootDir>/sdks", "<rootDir>/toolchain"],
      testPathIgnorePatterns: ["<rootDir>/test/lab/"],
    },
    { ...common, displayName: "lab", roots: ["<rootDir>/test/lab"] },
  ],
};
