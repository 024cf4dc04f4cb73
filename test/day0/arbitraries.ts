import fc from "fast-check";
import { type BondSettings, settingsSchema } from "../../config/schema";
import type { BondDay0, UserDay0, VnfDay0 } from "../../day0/vnf";
import { canonical } from "../../plan/address";

/** Any text: all Unicode characters, and texts with a special meaning in YAML 1.1, MIME, a shell or a template. */
export const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ..."no|~|=|<<|1_0|0755|12:30:00|2026-11-24|- a|a: b|# a|a #b|'|\"|\\|\\u0041|%TAG|{{ x }}|&a|*a|!!a".split(
      "|",
    ),
    "--MIMEBOUNDARY",
    "a\n--MIMEBOUNDARY--\r\n",
    "a\n\n  b \n\tc\n",
    " \n",
    "a'; reboot #",
    '$(reboot)`reboot`"',
    "\u0000\u0007\u007f\u0085\u00a0\u00e9\u2028\ufeff\uffff\u{1f600}",
  ),
);

const settings = settingsSchema.shape;
const bondName = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/)
  // NetworkManager does not accept these interface names.
  .filter((name) => !["all", "default", "bonding_masters"].includes(name));
const octet = fc.integer({ min: 0, max: 255 });
const mac = fc
  .array(octet, { minLength: 6, maxLength: 6 })
  .map((octets) => octets.map((value) => value.toString(16).padStart(2, "0")).join(":"));
const ipv4 = fc
  .tuple(fc.integer({ min: 1, max: 223 }), octet, octet, octet)
  .map((octets) => octets.join("."));
const ipv6 = fc
  .tuple(
    fc.constantFrom("2001", "fd00"),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 }),
  )
  .map(([first, groups]) => canonical([first, ...groups.map((group) => group.toString(16))].join(":")));
const prefixed = (address: fc.Arbitrary<string>, bits: number) =>
  fc.tuple(address, fc.integer({ min: 1, max: bits })).map(([host, length]) => `${host}/${length}`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.uniqueArray(arbitrary, { minLength: 1, maxLength: 3 });

const linkMonitor: fc.Arbitrary<BondSettings["linkMonitor"]> = fc.oneof(
  fc.record({
    type: fc.constant("mii" as const),
    miimon: fc.integer({ min: 1, max: 10_000 }),
    updelay: fc.integer({ min: 0, max: 600_000 }),
    downdelay: fc.integer({ min: 0, max: 600_000 }),
  }),
  fc.record({
    type: fc.constant("arp" as const),
    interval: fc.integer({ min: 10, max: 60_000 }),
    targets: few(ipv4),
    validate: fc.constantFrom("none" as const, "active" as const, "backup" as const, "all" as const),
  }),
);

/** A bond that the configuration's schema accepts, with IPv4, IPv6 or both, with and without gateways. */
export const bond: fc.Arbitrary<BondDay0> = fc
  .record({
    settings: fc.record(
      {
        name: bondName,
        failback: fc.constantFrom("stay" as const, "reclaim" as const),
        linkMonitor,
        gratuitousArps: fc.integer({ min: 1, max: 255 }),
        mtu: fc.integer({ min: 1280, max: 65_535 }),
      },
      { requiredKeys: ["name", "failback", "linkMonitor", "gratuitousArps"] },
    ),
    members: fc.tuple(mac, mac),
    families: fc.constantFrom("4", "6", "46"),
    v4: fc.record({ addresses: few(prefixed(ipv4, 32)), gateway: maybe(ipv4) }),
    v6: fc.record({
      addresses: few(prefixed(ipv6, 128)),
      gateway: maybe(fc.oneof(ipv6, fc.constant("fe80::1"))),
    }),
  })
  .map(({ settings: chosen, members: [first, second], families, v4, v6 }) => {
    const used = [...(families.includes("4") ? [v4] : []), ...(families.includes("6") ? [v6] : [])];
    return {
      ...settings.bond.parse(chosen),
      members: [{ mac: first }, { mac: second }],
      addresses: used.flatMap(({ addresses }) => addresses),
      gateways: used.flatMap(({ gateway }) => (gateway === undefined ? [] : [gateway])),
    };
  });

const user: fc.Arbitrary<UserDay0> = fc.record(
  { name: text, authorizedKeys: fc.array(text, { maxLength: 2 }), sudo: fc.boolean(), passwordHash: text },
  { requiredKeys: ["name", "authorizedKeys", "sudo"] },
);

/** A cloud-config that sets the same keys as the program's cloud-config. */
const conflictingCloudConfig = fc
  .record(
    {
      hostname: text,
      users: fc.array(fc.record({ name: text })),
      write_files: fc.array(fc.record({ path: text })),
      runcmd: fc.array(fc.oneof(text, fc.array(text))),
      ssh_pwauth: fc.boolean(),
      ssh_keys: fc.record({ ed25519_private: text }),
    },
    { requiredKeys: [] },
  )
  .map((document) => `#cloud-config\n${JSON.stringify(document)}`);

/** A Day0 with arbitrary texts, also texts that the configuration's schema does not accept. */
export const day0: fc.Arbitrary<VnfDay0> = fc.record({
  hostname: text,
  renderer: fc.constantFrom("keyfile" as const, "nmcli" as const, "ifcfg" as const, "netplan" as const),
  users: fc.array(user, { minLength: 1, maxLength: 2 }),
  loginKey: text,
  hostKey: fc.record({ publicKey: text.map((key) => `ssh-ed25519 ${key}`), privateKey: text }),
  bond,
  extraParts: fc.array(
    fc.record({
      filename: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
      contentType: fc.constantFrom(
        "text/cloud-config" as const,
        "text/x-shellscript" as const,
        "text/cloud-boothook" as const,
        "text/jinja2" as const,
      ),
      content: fc.oneof(text, conflictingCloudConfig),
    }),
    { maxLength: 3 },
  ),
});
