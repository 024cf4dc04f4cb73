import { z } from "zod";
import { KEY_TYPES } from "../../plan/keys";
import { userName } from "./primitives";
import { authorizedKey } from "./publicKey";

export const day0Schema = z.strictObject({
  renderer: z
    .enum(["keyfile", "nmcli", "ifcfg", "netplan"])
    .default("keyfile")
    .describe(
      "Format of the bond's configuration in the guest. keyfile: NetworkManager keyfiles. nmcli: the nmcli commands of the Cisco guide. ifcfg: the ifcfg files of the Cisco guide, for images with network-scripts or NetworkManager's ifcfg-rh. netplan: a netplan file, for images with netplan and systemd-networkd, such as Ubuntu Server.",
    ),
  users: z
    .array(
      z.strictObject({
        name: userName.describe("Login name."),
        authorizedKeys: z
          .array(authorizedKey)
          .default([])
          .describe("Additional OpenSSH public keys. Every user also gets the stack's own login key."),
        sudo: z
          .boolean()
          .default(false)
          .describe("Whether the user can run every command with sudo, without a password."),
      }),
    )
    .min(1)
    .describe(
      "Login users. SSH accepts only keys. A password for the console is a hash in the secret cpnr:passwordHashes.",
    ),
  extraParts: z
    .array(
      z.strictObject({
        filename: z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
            "must be a file name of letters, digits, dots, _ and -, at most 100, that starts with a letter or digit",
          )
          .describe("File name of the part, as it appears in cloud-init's log."),
        contentType: z
          .enum(["text/cloud-config", "text/x-shellscript", "text/cloud-boothook", "text/jinja2"])
          .describe("MIME type of the part: how cloud-init processes it."),
        content: z.string().min(1).describe("Text of the part."),
      }),
    )
    .default([])
    .describe(
      "Additional parts of the user data, after the program's own parts. cloud-init merges a cloud-config part: it appends the part's lists.",
    ),
  keyType: z
    .enum(KEY_TYPES)
    .default("ed25519")
    .describe(
      "Type of the login key and of the host keys that cpnr keys makes. A guest in FIPS mode accepts ecdsa and rsa only.",
    ),
  onChange: z
    .enum(["replace", "ignore"])
    .default("replace")
    .describe(
      "Effect of a changed Day0 on an existing server. replace: the server is replaced. ignore: the server keeps the Day0 with which it was created, also when a new release of this program renders Day0 anew.",
    ),
});

export type Day0Settings = z.output<typeof day0Schema>;
