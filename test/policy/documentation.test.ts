import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../policy/index";

const lines = readFileSync(join(__dirname, "../../docs/policy.md"), "utf8").split("\n");
const cellsOf = (heading: string) =>
  lines
    .slice(lines.indexOf(`## ${heading}`) + 1)
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim().replace(/^`|`$/g, "")));

describe("docs/policy.md", () => {
  it("lists each policy with its level", () => {
    const documented = cellsOf("Policies").slice(0, policies.length);
    expect(documented.map(([, name, level]) => [name, level])).toEqual(
      policies.map(({ name, enforcementLevel }) => [name, enforcementLevel]),
    );
  });

  it("lists each configuration value with its default", () => {
    const documented = cellsOf("Configuration").map(([, policy, value, , fallback]) => [
      policy,
      value,
      fallback,
    ]);
    expect(documented).toEqual(
      policies.flatMap(({ name, configSchema }) =>
        Object.entries(configSchema?.properties ?? {}).map(([value, schema]) => [
          name,
          value,
          JSON.stringify(schema.default),
        ]),
      ),
    );
  });

  it("refers to a configuration of the lab that the policies know", () => {
    const lab: Record<string, object> = JSON.parse(
      readFileSync(join(__dirname, "../../policy/lab.json"), "utf8"),
    );
    for (const [name, values] of Object.entries(lab)) {
      const schema = policies.find((policy) => policy.name === name)?.configSchema?.properties ?? {};
      expect(Object.keys(schema)).toEqual(expect.arrayContaining(Object.keys(values)));
    }
  });
});
