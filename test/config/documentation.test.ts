import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { markdown, stackJsonSchema } from "../../config/document";

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");

describe("what is generated from the configuration's schema", () => {
  it("is docs/configuration.md as it stands: npm run document writes it anew", () => {
    expect(read("docs/configuration.md")).toBe(markdown());
  });

  it("is config/stack.schema.json as it stands: npm run document writes it anew", () => {
    expect(JSON.parse(read("config/stack.schema.json"))).toEqual(stackJsonSchema());
  });
});

describe("config/stack.schema.json", () => {
  // The addresses' formats have patterns beside them, which ajv checks.
  const validate = new Ajv({ allErrors: true, validateFormats: false }).compile(stackJsonSchema());
  const faultsIn = (file: unknown) => {
    validate(file);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const withLab = (config: object) => {
    const file = parse(read("Pulumi.lab.yaml")) as { config: object };
    return { ...file, config: { ...file.config, ...config } };
  };

  it.each(["lab", "prod"])("is named by the first line of Pulumi.%s.yaml, which is right by it", (stack) => {
    const file = read(`Pulumi.${stack}.yaml`);
    expect(file.split("\n")[0]).toBe("# yaml-language-server: $schema=config/stack.schema.json");
    expect(faultsIn(parse(file))).toEqual([]);
  });

  it("takes secrets as Pulumi encrypts them, the stack's salt, and keys of other namespaces", () => {
    const secrets = {
      "cpnr:keys": { secure: "v1:abc" },
      "cpnr:passwordHashes": { cpnr: { secure: "v1:def" } },
    };
    const file = withLab({ ...secrets, "aws:region": "eu-west-1" });
    expect(faultsIn({ ...file, encryptionsalt: "v1:salt" })).toEqual([]);
  });

  it.each([
    ["an unknown key", { "cpnr:vnf": [] }, "/config/cpnr:vnf boolean schema is false"],
    [
      "a key of Pulumi's OpenStack provider",
      { "openstack:cloud": "lab" },
      "/config/openstack:cloud boolean schema is false",
    ],
    [
      "an unknown field",
      { "cpnr:image": { name: "cpnr", nam: "" } },
      "/config/cpnr:image must NOT have additional properties",
    ],
    ["a wrong value", { "cpnr:image": { name: 1 } }, "/config/cpnr:image/name must be string"],
    [
      "a secret in plain text",
      { "cpnr:passwordHashes": { cpnr: "$6$salt$hash" } },
      "/config/cpnr:passwordHashes must have required property 'secure'",
    ],
  ])("refuses %s", (_, config, expected) => {
    expect(faultsIn(withLab(config))).toContain(expected);
  });
});
