import { z } from "zod";
import { line, userName } from "./primitives";

export const day0Schema = z.strictObject({
  renderer: z
    .enum(["keyfile", "nmcli", "ifcfg"])
    .default("keyfile")
    .describe(
      "How the bond is written in the guest: NetworkManager keyfiles, the seed's chain of nmcli commands, or the seed's ifcfg files (for images with network-scripts or NetworkManager's ifcfg-rh).",
    ),
  users: z
    .array(
      z.strictObject({
        name: userName.describe("Login name."),
        authorizedKeys: z
          .array(line)
          .default([])
          .describe("OpenSSH public keys, besides the stack's own login key, which every user gets."),
        sudo: z.boolean().default(false).describe("Whether the user may do all by sudo without a password."),
      }),
    )
    .min(1)
    .describe(
      "Login users. SSH takes keys only; a password for the console is a hash in the secret cpnr:passwordHashes.",
    ),
  extraParts: z
    .array(
      z.strictObject({
        filename: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "must be a file name of letters, digits, dots, _ and -")
          .describe("Name of the part, as cloud-init's log shows it."),
        contentType: z
          .enum(["text/cloud-config", "text/x-shellscript", "text/cloud-boothook", "text/jinja2"])
          .describe("What cloud-init takes it for."),
        content: z.string().min(1).describe("The part's text."),
      }),
    )
    .default([])
    .describe(
      "Parts of user data after the program's own. A cloud-config is merged: its lists are appended.",
    ),
  onChange: z
    .enum(["replace", "ignore"])
    .default("replace")
    .describe(
      "What a changed Day0 does to a server that exists: it is replaced, or keeps the Day0 it was made with.",
    ),
});

export type Day0Settings = z.output<typeof day0Schema>;
