import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { markdown, stackJsonSchema } from "../../config/document";

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");

describe("The files that npm run document generates", () => {
  it("include an up-to-date docs/configuration.md", () => {
    expect(read("docs/configuration.md")).toBe(markdown());
  });

  it("include an up-to-date config/stack.schema.json", () => {
    expect(JSON.parse(read("config/stack.schema.json"))).toEqual(stackJsonSchema());
  });
});

describe("Pulumi.lab.yaml", () => {
  it("has no salt and no secret: each lab has a passphrase of its own", () => {
    expect(read("Pulumi.lab.yaml")).not.toMatch(/encryptionsalt|secure:/);
  });
});

describe("config/stack.schema.json", () => {
  // ajv does not check formats here. It checks the patterns that the schema also has for addresses.
  const validate = new Ajv({ allErrors: true, validateFormats: false }).compile(stackJsonSchema());
  const faultsIn = (file: unknown) => {
    validate(file);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const withLab = (config: object) => {
    const file = parse(read("Pulumi.lab.yaml")) as { config: object };
    return { ...file, config: { ...file.config, ...config } };
  };

  it.each(["lab", "prod"])("is named in the first line of Pulumi.%s.yaml, and accepts that file", (stack) => {
    const file = read(`Pulumi.${stack}.yaml`);
    expect(file.split("\n")[0]).toBe("# yaml-language-server: $schema=config/stack.schema.json");
    expect(faultsIn(parse(file))).toEqual([]);
  });

  it("accepts encrypted secrets, the salt of the stack, and keys of other namespaces", () => {
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
  ])("rejects %s", (_, config, expected) => {
    expect(faultsIn(withLab(config))).toContain(expected);
  });
});
