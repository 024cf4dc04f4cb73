import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DnsService } from "../../components/dnsService";
import { OpenstackProvider } from "../../components/openstackProvider";
import type { Plan } from "../../plan/plan";
import { fullConfig } from "../config/full";
import { planFrom } from "../settings";
import { allRegistered, mockCloud, type Registered, settled } from "./mocks";

/** The OpenStack resources and look-ups of a stack with this provider, and the provider itself. */
async function deploy(plan: Plan) {
  const cloud = mockCloud();
  const providers = [new OpenstackProvider("openstack")];
  await settled(new DnsService("cpnr", { plan, owner: "cpnr/test" }, { providers }).vnfs);
  await allRegistered();
  return {
    provider: cloud.registered.find(({ type }) => type === "pulumi:providers:openstack"),
    used: [...cloud.registered, ...cloud.lookups].filter(({ type }) => type.startsWith("openstack:")),
  };
}

/** The resources of the lab, and a stack with every look-up and optional property. */
const stacks = { lab: planFrom("lab"), full: planFrom(fullConfig()) };

describe.each(Object.entries(stacks))("the OpenStack provider of the %s stack", (_, plan) => {
  let stack: Awaited<ReturnType<typeof deploy>>;
  beforeAll(async () => {
    stack = await deploy(plan);
  });

  it("has no arguments, so that no secret enters the state", () => {
    expect(stack.provider?.inputs).toEqual({});
  });

  it("is used by every OpenStack resource and look-up", () => {
    expect(stack.used.length).toBeGreaterThan(5);
    expect(stack.used.filter(({ provider }) => !provider.includes("::openstack::"))).toEqual([]);
  });

  it("has every token and property that the program uses", () => {
    const dropped = linesOf("testdata/dropped.txt").map((line) => line.replace(/: \w+$/, ""));
    const tokens = new Set(linesOf("tokens.txt"));
    const wanted = stack.used.flatMap(propertiesOf);
    expect(stack.used.filter(({ type }) => !tokens.has(type))).toEqual([]);
    expect(wanted.filter((property) => dropped.includes(property))).toEqual([]);
  });
});

function linesOf(file: string): string[] {
  return readFileSync(join(__dirname, "../../toolchain/openstack", file), "utf8")
    .trim()
    .split("\n");
}

/** A resource's token, and each of its inputs as toolchain/openstack/testdata/dropped.txt spells them. */
function propertiesOf({ type, inputs }: Registered): string[] {
  return [type, ...pathsIn(inputs).map((path) => `${type} in ${path}`)];
}

function pathsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const element = Array.isArray(inner) ? "[]" : "";
    const inside = [inner].flat().flatMap(pathsIn);
    return inside.length === 0 ? [`${key}${element}`] : inside.map((path) => `${key}${element}.${path}`);
  });
}
