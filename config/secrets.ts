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

/**
 * A password that a command gets: `echo user:password | chpasswd`, `passwd --stdin`, and `chpasswd` with a here-document. The
 * lengths are limited, so that the time is proportional to the length of a text.
 */
const PASSWORD_COMMAND =
  /\b(?:echo|printf)\b[^\n|]{0,500}\|\s{0,9}(?:sudo\s{1,9})?(?:chpasswd|passwd\s{1,9}--stdin)\b|\bchpasswd\b[^\n|<]{0,500}<</;

/** The key of cloud-init's module "Set Passwords", and the length of the part after it that is examined. */
const PASSWORD_MODULE = /\bchpasswd["']?[ \t]{0,9}:/;
const MODULE_LENGTH = 4000;

/** A password in the module's list, `user:password`. With RANDOM or R cloud-init chooses one. */
const PASSWORD_ENTRY = /\blist["']?\s*:[\s\S]*?[\w.-]{1,32}:(?!(?:RANDOM|R)\b)[^\s,\]'"}[{|>]/;

/** Whether a cloud-config sets a password. */
export function hasPassword(cloudConfig: string): boolean {
  const module = cloudConfig.search(PASSWORD_MODULE);
  const listed = module < 0 ? "" : cloudConfig.slice(module, module + MODULE_LENGTH);
  return PASSWORD.test(cloudConfig) || PASSWORD_COMMAND.test(cloudConfig) || PASSWORD_ENTRY.test(listed);
}
