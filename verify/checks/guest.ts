import { ACTIVATION_PATH } from "../../day0/activation";
import { listed } from "../../report/visible";
import { type Check, notChecked, passIf } from "../check";
import type { Evidence } from "../evidence";

/** Domain of the names in Nova's metadata ([api] dhcp_domain of nova.conf). */
const NOVA_DOMAIN = ".novalocal";

/** Checks of the guest besides its bond and network. */
export const guestChecks: readonly Check<Evidence>[] = [
  {
    name: "cloud-init",
    subject: "cloud-init",
    expected: "ended without an error",
    find: ({ cloudInit: { ended, stage, failed, errors } }) => {
      const details = { subject: "errors of cloud-init", expected: "none" };
      return [
        passIf(ended, ended ? "ended" : `still in stage ${stage ?? "before the first"}`, {
          expected: "ended",
        }),
        ended || errors.length > 0
          ? passIf(
              !failed && errors.length === 0,
              listed(errors, "; ") || (failed ? "errors without a text" : "none"),
              details,
            )
          : notChecked("cloud-init has not ended", details),
      ];
    },
    readWith: () => "cat /run/cloud-init/result.json in the guest",
    next: () => "cloud-init status --long, and /var/log/cloud-init.log in the guest",
    isMadeAtBoot: true,
  },
  {
    name: "host name",
    subject: "host name of the guest",
    expected: "as configured",
    find: ({ hostname: actual }, { hostname }) =>
      passIf(
        actual === hostname,
        actual.endsWith(NOVA_DOMAIN) ? `${actual}, the name from Nova's metadata` : actual,
        { expected: hostname },
      ),
    readWith: () => "hostname in the guest",
    next: () =>
      "sudo hostnamectl set-hostname <name> in the guest, which cloud-init leaves as it is, and grep -i hostname /var/log/cloud-init.log",
    isMadeAtBoot: false,
  },
  {
    name: "guest NUMA nodes",
    subject: "NUMA nodes in the guest",
    expected: "as many as the flavor spans",
    find: ({ numaNodes: nodes }, { numaNodes }) => {
      const each = nodes.map(
        ({ node, cpus, memory }) => `node ${node} with CPUs ${cpus || "none"} and ${memory} MiB`,
      );
      return passIf(nodes.length >= numaNodes, `${nodes.length}: ${listed(each) || "none"}`, {
        expected: `${numaNodes} or more`,
      });
    },
    readWith: () => "ls /sys/devices/system/node in the guest",
    next: () => "lscpu in the guest, and the flavor's hw:numa_nodes",
    isMadeAtBoot: false,
  },
  {
    name: "bonding module",
    subject: "kernel module bonding",
    expected: "loaded",
    find: ({ bondingModule }) => passIf(bondingModule, bondingModule ? "loaded" : "not loaded"),
    readWith: () => "ls /sys/module/bonding in the guest",
    next: () => "sudo modprobe bonding in the guest, and whether the image has the module",
    isMadeAtBoot: true,
  },
  {
    name: "bond",
    subject: "bond in the guest",
    expected: "exists",
    find: ({ bond, activationError }, { bond: { name } }) => {
      const reason = activationError === null ? "" : `: ${activationError}`;
      return passIf(bond !== null, bond === null ? `missing${reason}` : "exists", {
        subject: `${name} in the guest`,
      });
    },
    readWith: ({ bond }) => `ls /sys/class/net/${bond}/bonding in the guest`,
    next: () =>
      `sudo ${ACTIVATION_PATH} in the guest, which prints what is missing, and journalctl -u cloud-final`,
    isMadeAtBoot: true,
  },
];
