import fc from "fast-check";
import { policies } from "../../policy/index";
import { TYPES } from "../../policy/resource";
import { type Declared, judge, secret, unknown } from "./judge";
import { enoughVirtualFunctions, goodProgram } from "./program";

describe("The policy pack", () => {
  it("accepts a good program, and checks all of it", () => {
    const { networks, ports, flavor, server } = goodProgram();
    expect(judge([...networks, ...ports, flavor, server], enoughVirtualFunctions)).toEqual({
      violations: [],
      notChecked: [],
    });
  });

  it("accepts resources that it does not judge", () => {
    const bucket = { type: "aws:s3/bucket:Bucket", name: "b", inputs: { acl: unknown } };
    expect(judge([bucket])).toEqual({ violations: [], notChecked: [] });
  });

  it("accepts an empty program", () => {
    expect(judge([])).toEqual({ violations: [], notChecked: [] });
  });

  it("has a name of its own for each policy", () => {
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
  });

  it("tells last what the other policies could not check", () => {
    expect(policies.at(-1)?.name).toBe("not-checked");
  });

  it("throws for no value, whatever its shape", () => {
    const leaf = fc.oneof(
      fc.constantFrom(unknown, secret("x"), null, undefined, true, false, "direct", "*", ""),
      fc.integer(),
      fc.string(),
    );
    const inputs = [
      ...["binding", "vnicType", "fixedIps", "ipAddress", "securityGroupIds", "portSecurityEnabled"],
      ...["valueSpecs", "segments", "physicalNetwork", "segmentationId", "extraSpecs", "hw:numa_nodes"],
      ...["networks", "port", "flavorName", "userData", "parts", "content", "connection", "hostKey", "proxy"],
      ...["schedulerHints", "group", "policies", "availabilityZone", "name", "noSecurityGroups"],
    ];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom(...inputs), tie("value"), { maxKeys: 3 }),
      ),
    }));
    const remote = "command:remote:Command";
    const declared = fc.array(
      fc.record({
        type: fc.constantFrom(...Object.values(TYPES), remote),
        inputs: fc.dictionary(fc.constantFrom(...inputs), value, { maxKeys: 6 }),
        isRead: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    const dependent = ["networks", "networkId", "flavorId", "schedulerHints", "securityGroupIds"];
    fc.assert(
      fc.property(declared, (resources) => {
        const program: Declared[] = [];
        for (const [index, resource] of resources.entries()) {
          const from = Object.fromEntries(dependent.map((input) => [input, [...program]]));
          program.push({ ...resource, name: `r${index}`, from });
        }
        judge(program);
      }),
      { numRuns: Number(process.env.CPNR_PROPERTY_RUNS ?? 200) },
    );
  });
});
