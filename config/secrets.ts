/** The secret keys of the stack's configuration, and a description of each. */
export const secretKeys: Readonly<Record<string, string>> = {
  keys: "Login key, and the host key of each VNF. `make keys` generates them.",
  passwordHashes:
    "Password hashes for the console, by user name: `pulumi config set --secret --path 'cpnr:passwordHashes.<user>'`.",
};

/**
 * A crypt(5) hash: `$id$`, one to three fields of options and salt, and the hash. In bcrypt, salt and hash are one
 * field.
 */
const HASH = /\$(?:(?:1|5|6|7|y|gy)\$(?:[\w./=,]+\$){1,3}[./A-Za-z0-9]{22}|2[abxy]\$\d\d\$[./A-Za-z0-9]{53})/;

/** A password in a cloud-config (cloud-init's modules "Users and Groups" and "Set Passwords"). */
const PASSWORD =
  /(?:^[ \t-]*|[{,][ \t]*)(["']?)(?:password|passwd|hashed_passwd|plain_text_passwd|plain-text-passwd)\1[ \t]*:\s*\S/im;

/** Returns the kind of secret that `text` seems to contain: a private key, or a crypt(5) hash of a password. */
export function detectSecret(text: string): string | undefined {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text)) {
    return "a private key";
  }
  return HASH.test(text) ? "a password hash" : undefined;
}

/** Whether a cloud-config sets a password. */
export function hasPassword(cloudConfig: string): boolean {
  return PASSWORD.test(cloudConfig);
}
