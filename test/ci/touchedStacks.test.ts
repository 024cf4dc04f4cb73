import { stacksOf, touchedStacks } from "../../ci/touchedStacks";

const STACKS = ["prod", "staging"];

describe("the stacks of a folder", () => {
  it("are those with a file, without the lab's", () => {
    expect(stacksOf(["Pulumi.yaml", "Pulumi.staging.yaml", "Pulumi.lab.yaml", "Pulumi.prod.yaml"])).toEqual(
      STACKS,
    );
  });

  it("have no name that Pulumi does not allow, such as one that a shell would run", () => {
    expect(stacksOf(["Pulumi.$(id).yaml", "Pulumi.a b.yaml", "Pulumi.eu-west_1.b.yaml"])).toEqual([
      "eu-west_1.b",
    ]);
  });
});

describe("a change touches", () => {
  it("the stack whose file changes", () => {
    expect(touchedStacks(STACKS, ["Pulumi.prod.yaml", "docs/guide.md"])).toEqual(["prod"]);
  });

  it("no stack if a stack's file is deleted, or if it is the lab's", () => {
    expect(touchedStacks(STACKS, ["Pulumi.old.yaml", "Pulumi.lab.yaml"])).toEqual([]);
  });

  it.each([
    "index.ts",
    "Pulumi.yaml",
    "package-lock.json",
    "components/cpnrVnf.ts",
    "remote/guest/bond.py",
    "policy/index.ts",
    "toolchain/versions.env",
    "a/new/folder/file",
  ])("every stack if %s changes", (file) => {
    expect(touchedStacks(STACKS, ["README.md", file])).toEqual(STACKS);
  });

  it.each([
    "README.md",
    "docs/guide.md",
    "test/config/fuzz.test.ts",
    "toolchain/versions.test.ts",
    "lab/hosts.json",
    "examples/own-program/index.ts",
    "tools/ensure",
    "ci/preview",
    ".github/workflows/preview.yml",
    "Makefile",
  ])("no stack if only %s changes", (file) => {
    expect(touchedStacks(STACKS, [file])).toEqual([]);
  });
});
