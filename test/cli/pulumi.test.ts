import { explainError } from "../../cli/pulumi";

describe("an error of pulumi", () => {
  const explain = (stderr: string) => explainError({ stderr: `error: ${stderr}\n`, message: "" });

  it("is shown as it is if nothing more is known", () => {
    expect(explain("the passphrase is wrong")).toBe("the passphrase is wrong");
  });

  it("says how to create a stack that does not exist", () => {
    expect(explain("no stack named 'prod' found")).toContain("`pulumi stack init prod` creates it");
  });

  it("says which file to delete if a killed pulumi has left half a file next to the state", () => {
    expect(explain("failed to load checkpoint: EOF")).toMatch(
      /was killed .*: delete the empty file .*\.json\.attrs in the backend's folder/,
    );
  });

  it("says where pulumi is to be had if there is none", () => {
    expect(explainError({ message: "spawn pulumi ENOENT", code: "ENOENT" })).toContain("no pulumi on PATH");
  });
});
