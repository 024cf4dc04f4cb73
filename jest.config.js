/** One transform for both projects: swc takes the types away, `npm run typecheck` checks them. */
const swc = ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }];

/** Packages that are ES modules only. Node loads them with require; Jest does so from Node 24.9 on. */
const ES_MODULES = "(@octokit|before-after-hook|content-type|json-with-bigint|universal-user-agent)";

const common = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": swc, [`/node_modules/${ES_MODULES}/.+\\.js$`]: swc },
  transformIgnorePatterns: [`/node_modules/(?!${ES_MODULES}/)`],
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
      testPathIgnorePatterns: ["<rootDir>/test/lab/", "<rootDir>/test/long/", "<rootDir>/test/forms/"],
    },
    { ...common, displayName: "lab", roots: ["<rootDir>/test/lab"] },
    { ...common, displayName: "long", roots: ["<rootDir>/test/long"] },
    { ...common, displayName: "forms", roots: ["<rootDir>/test/forms"] },
  ],
};
