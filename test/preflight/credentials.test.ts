import { runPreflight } from "./cloud";

describe("The check of the credentials", () => {
  it("warns of each setting that openstacksdk reads in another way than the OpenStack provider", () => {
    const sentences = ["interface: The OpenStack provider uses …", "verify: The OpenStack provider checks …"];
    const findings = runPreflight({
      cloud: (state) => {
        state.credentialDifferences = sentences;
      },
    }).filter(({ check }) => check === "credentials");
    expect(findings.map(({ verdict, actual }) => ({ verdict, actual }))).toEqual(
      sentences.map((actual) => ({ verdict: "warning", actual })),
    );
  });

  it("says nothing if both read the same", () => {
    expect(runPreflight().map(({ check }) => check)).not.toContain("credentials");
  });
});
