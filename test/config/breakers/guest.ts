import type { Raw } from "../full";
import type { Breaker } from "./breaker";

const part = (filename: string, content: string) => ({ filename, contentType: "text/cloud-config", content });
const hasSeveralVnfs = ({ vnfs }: Raw): boolean => vnfs.length > 1;

export const guestBreakers: readonly Breaker[] = [
  {
    rule: "server-name-once",
    touches: [],
    fits: hasSeveralVnfs,
    break: ({ vnfs }) => {
      vnfs[1].name = vnfs[0].name;
    },
  },
  {
    rule: "hostname-once",
    touches: [],
    fits: hasSeveralVnfs,
    break: ({ vnfs }) => {
      vnfs[1].hostname = vnfs[0].hostname.toUpperCase();
    },
  },
  {
    rule: "host-once",
    touches: ["placement"],
    fits: hasSeveralVnfs,
    break: (raw) => {
      raw.placement = { ...raw.placement, policy: "anti-affinity" };
      for (const vnf of raw.vnfs.slice(0, 2)) {
        vnf.host = "compute-1";
      }
    },
  },
  {
    rule: "user-once",
    touches: [],
    break: ({ day0 }) => day0.users.push({ name: day0.users[0].name }),
  },
  {
    rule: "user-not-root",
    touches: [],
    break: ({ day0 }) => day0.users.push({ name: "root" }),
  },
  {
    rule: "verification-user-exists",
    touches: [],
    break: ({ verification }) => {
      verification.user = "nobody";
    },
  },
  {
    rule: "part-name-once",
    touches: [],
    break: ({ day0 }) => {
      const parts = [part("motd", "#cloud-config\n"), part("motd", "#cloud-config\n")];
      day0.extraParts = [...(day0.extraParts ?? []), ...parts];
    },
  },
  {
    rule: "part-appends",
    touches: [],
    break: ({ day0 }) => {
      const merging = part("merging", "#cloud-config\nmerge_how: list(replace)\n");
      day0.extraParts = [...(day0.extraParts ?? []), merging];
    },
  },
  {
    rule: "part-is-read",
    touches: [],
    break: ({ day0 }) => {
      const tabbed = part("tabbed", "#cloud-config\nruncmd:\n\t- reboot\n");
      day0.extraParts = [...(day0.extraParts ?? []), tabbed];
    },
  },
  {
    rule: "script-begins",
    touches: [],
    break: ({ day0 }) => {
      const script = { ...part("script", "echo hello\n"), contentType: "text/x-shellscript" };
      day0.extraParts = [...(day0.extraParts ?? []), script];
    },
  },
  {
    rule: "no-plain-secret",
    touches: [],
    break: ({ day0 }) => {
      const secret = part("login", "#cloud-config\npassword: correct horse\n");
      day0.extraParts = [...(day0.extraParts ?? []), secret];
    },
  },
  {
    rule: "user-data-size",
    touches: [],
    break: ({ day0 }) => {
      const long = part("long", `#cloud-config\n# ${"x".repeat(60_000)}\n`);
      day0.extraParts = [...(day0.extraParts ?? []), long];
    },
  },
];
