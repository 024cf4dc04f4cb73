import { ACTIVATION_PATH } from "../../day0/activation";
import { type Check, found } from "../check";
import type { Evidence } from "../evidence";

/** What a guest says of itself, before it is asked for its bond. */
export const guestChecks: readonly Check<Evidence>[] = [
  {
    name: "cloud-init",
    subject: "cloud-init",
    expected: "ended without an error",
    find: ({ cloudInit: { ended, stage, errors } }) => [
      found(ended, ended ? "ended" : `still in its stage ${stage ?? "before the first"}`, {
        expected: "ended",
      }),
      found(errors.length === 0, errors.join("; ") || "none", {
        subject: "errors of cloud-init",
        expected: "none",
      }),
    ],
    readWith: () => "cat /run/cloud-init/result.json in the guest",
    next: () => "cloud-init status --long, and /var/log/cloud-init.log in the guest",
    isMadeAtBoot: true,
  },
  {
    name: "guest NUMA nodes",
    subject: "NUMA nodes in the guest",
    expected: "as many as the flavor spans",
    find: ({ numaNodes: nodes }, { numaNodes }) => {
      const each = nodes.map(
        ({ node, cpus, memory }) => `node ${node} with CPUs ${cpus || "none"} and ${memory} MiB`,
      );
      return found(nodes.length >= numaNodes, `${nodes.length}: ${each.join(", ") || "none"}`, {
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
    find: ({ bondingModule }) => found(bondingModule, bondingModule ? "loaded" : "not loaded"),
    readWith: () => "ls /sys/module/bonding in the guest",
    next: () => "sudo modprobe bonding in the guest, and whether the image has the module",
    isMadeAtBoot: true,
  },
  {
    name: "bond",
    subject: "bond in the guest",
    expected: "exists",
    find: ({ bond }, { bond: { name } }) =>
      found(bond !== null, bond === null ? "missing" : "exists", { subject: `${name} in the guest` }),
    readWith: ({ bond }) => `ls /sys/class/net/${bond}/bonding in the guest`,
    next: () =>
      `sudo ${ACTIVATION_PATH} in the guest, which says what it lacks, and journalctl -u cloud-final`,
    isMadeAtBoot: true,
  },
];
