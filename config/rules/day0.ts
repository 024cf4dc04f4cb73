import { type ExtraPart, findMergeKey, findSyntaxError } from "../extraPart";
import { formatValue } from "../fault";
import { findRepeats } from "./parts";
import { defineRule, type Rule } from "./rule";

const userOnce = defineRule("user-once", "Each user name is used once.", ["day0"], function* ({ day0 }) {
  for (const [repeat, first] of findRepeats(day0.users.entries(), ([, { name }]) => name)) {
    yield {
      path: `day0.users[${repeat[0]}].name`,
      sentence: `${formatValue(repeat[1].name)} is already users[${first[0]}]: use each user name once`,
    };
  }
});

const userNotRoot = defineRule(
  "user-not-root",
  "No user has the name root: root exists already, and nobody logs in as root.",
  ["day0"],
  function* ({ day0 }) {
    for (const [index, { name }] of day0.users.entries()) {
      if (name === "root") {
        yield {
          path: `day0.users[${index}].name`,
          sentence: `"root" exists already, and nobody can log in as root: use another user, with sudo: true`,
        };
      }
    }
  },
);

const verificationUserExists = defineRule(
  "verification-user-exists",
  "Verification logs in as a user that Day0 creates.",
  ["verification", "day0"],
  function* ({ verification: { user }, day0 }) {
    if (user !== undefined && !day0.users.some(({ name }) => name === user)) {
      yield {
        path: "verification.user",
        sentence: `${formatValue(user)} is not in cpnr:day0.users: use one of ${day0.users.map(({ name }) => name).join(", ")}`,
      };
    }
  },
);

const partNameOnce = defineRule(
  "part-name-once",
  "Each extra part has its own file name. Otherwise, cloud-init would overwrite one part with another.",
  ["day0"],
  function* ({ day0 }) {
    for (const [repeat, first] of findRepeats(day0.extraParts.entries(), ([, { filename }]) => filename)) {
      yield {
        path: `day0.extraParts[${repeat[0]}].filename`,
        sentence: `${formatValue(repeat[1].filename)} is already the file name of extraParts[${first[0]}], and cloud-init would overwrite one part with the other: rename it`,
      };
    }
  },
);

/** Defines a rule of each extra part. @param findFault the fault of a part: what follows the path of its content */
function definePartRule(
  name: string,
  states: string,
  findFault: (part: ExtraPart) => string | undefined,
): Rule {
  return defineRule(name, states, ["day0"], function* ({ day0 }) {
    for (const [index, part] of day0.extraParts.entries()) {
      const sentence = findFault(part);
      if (sentence !== undefined) {
        yield { path: `day0.extraParts[${index}].content`, sentence };
      }
    }
  });
}

const partAppends = definePartRule(
  "part-appends",
  "An extra cloud-config part does not set its merge method (merge_how, merge_type). Otherwise, it could remove the program's own settings, and with them the bond.",
  (part) => {
    const key = findMergeKey(part);
    return (
      key &&
      `sets ${key}, which could remove the program's own users, files and commands, and with them the bond: remove ${key}, cloud-init appends lists without it`
    );
  },
);

const partIsRead = definePartRule(
  "part-is-read",
  "An extra cloud-config part is YAML that cloud-init reads. Otherwise, cloud-init drops the part, and only its log says so.",
  (part) => {
    const error = findSyntaxError(part);
    return (
      error &&
      `can't be read by cloud-init, which would drop the part (${error}): correct it, and check it with \`cloud-init schema --config-file\``
    );
  },
);

const scriptBegins = definePartRule(
  "script-begins",
  "A script among the extra parts starts with #! and its interpreter. Otherwise, cloud-init can't run it.",
  ({ contentType, content }) =>
    contentType === "text/x-shellscript" && !content.startsWith("#!")
      ? `starts with ${formatValue(content.split("\n")[0])}, but a script must start with its interpreter: add the line #!/bin/sh before it`
      : undefined,
);

export const day0Rules: readonly Rule[] = [
  userOnce,
  userNotRoot,
  verificationUserExists,
  partNameOnce,
  partAppends,
  partIsRead,
  scriptBegins,
];
