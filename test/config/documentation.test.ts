import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { settingsSchema } from "../../config/schema";

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
}

/** The dotted path of every field below `schema`, lists' elements told without their index. */
function paths(schema: JsonSchema, path = ""): string[] {
  const element = schema.prefixItems?.[0] ?? schema.items;
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    paths(property, path === "" ? key : `${path}.${key}`),
  );
  return [path, ...below, ...(element ? paths(element, path) : [])].filter(
    (each, index, all) => each !== "" && all.indexOf(each) === index,
  );
}

describe("docs/configuration.md", () => {
  const rows = [
    ...readFileSync(join(__dirname, "../../docs/configuration.md"), "utf8").matchAll(/^\| `([\w.]+)` \|/gm),
  ]
    .map(([, path]) => path)
    .sort();
  const fields = paths(z.toJSONSchema(settingsSchema, { io: "input" }) as JsonSchema)
    // Told once: management's and the SR-IOV networks' subnets are as orchestration's.
    .filter((path) => !/^(management|sriov\.subnets)\./.test(path));

  it("has a row for every field, and none for a field that is not there", () => {
    expect(rows).toEqual([...fields, "keys"].sort());
  });
});
