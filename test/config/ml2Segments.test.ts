import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { brokenRuleNames } from "./faults";
import { changed, fullConfig } from "./full";

const PYTHON = "/usr/bin/python3";
/** The lab installs Neutron. A machine without a lab has none. */
const HAS_NEUTRON = spawnSync(PYTHON, ["-c", "import neutron.plugins.ml2.drivers.type_vlan"]).status === 0;
const itWithNeutron = HAS_NEUTRON ? it : it.skip;

/** Every combination of type, physical network and id. The ids are the limits of VLAN ids, VNIs and Neutron's database. */
const segments = ["flat", "vlan", "vxlan", "geneve", "gre"].flatMap((type) =>
  [undefined, "physnet1"].flatMap((physicalNetwork) =>
    [undefined, 1, 4094, 4095, 2 ** 24 - 1, 2 ** 24, 2 ** 31 - 1].map((id) => ({
      type,
      physicalNetwork,
      id,
    })),
  ),
);

describe("The rule segment-fits-type", () => {
  itWithNeutron(
    `agrees with the type drivers of ML2 on ${segments.length} segments (skipped where Neutron is not installed: the lab installs it)`,
    () => {
      const { stdout, stderr, status } = spawnSync(PYTHON, [join(__dirname, "ml2Segments.py")], {
        input: segments.map((segment) => `${JSON.stringify(segment)}\n`).join(""),
        encoding: "utf8",
      });
      expect({ status, stderr }).toMatchObject({ status: 0 });
      const accepted = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const ours = segments.map((segment) => {
        const raw = changed(fullConfig(), ({ management }) => {
          management.segment = segment;
        });
        return brokenRuleNames(raw).length === 0;
      });
      expect(segments.filter((_, index) => ours[index])).toEqual(
        segments.filter((_, index) => accepted[index]),
      );
      // Both answers are there, so that agreement means something.
      expect(new Set(accepted)).toEqual(new Set([true, false]));
    },
  );
});
