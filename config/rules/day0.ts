import { shown } from "../fault";
import { repeated } from "./parts";
import { type Rule, rule } from "./rule";

const userOnce = rule("user-once", "No user is made twice.", ["day0"], function* ({ day0 }) {
  for (const [again, first] of repeated(day0.users.entries(), ([, { name }]) => name)) {
    yield {
      path: `day0.users[${again[0]}].name`,
      sentence: `${shown(again[1].name)} is users[${first[0]}] already: name each user once`,
    };
  }
});

const userNotRoot = rule(
  "user-not-root",
  "No user is root: root exists, and nobody logs in as root.",
  ["day0"],
  function* ({ day0 }) {
    for (const [index, { name }] of day0.users.entries()) {
      if (name === "root") {
        yield {
          path: `day0.users[${index}].name`,
          sentence: `"root" is there already and nobody is to log in as root: make a user with sudo: true`,
        };
      }
    }
  },
);

const verificationUserExists = rule(
  "verification-user-exists",
  "Verification logs in as a user that Day0 makes.",
  ["verification", "day0"],
  function* ({ verification: { user }, day0 }) {
    if (user !== undefined && !day0.users.some(({ name }) => name === user)) {
      yield {
        path: "verification.user",
        sentence: `${shown(user)} is none of cpnr:day0.users: use one of ${day0.users.map(({ name }) => name).join(", ")}`,
      };
    }
  },
);

const partNameOnce = rule(
  "part-name-once",
  "No two extra parts have one file name: cloud-init would write one over the other.",
  ["day0"],
  function* ({ day0 }) {
    for (const [again, first] of repeated(day0.extraParts.entries(), ([, { filename }]) => filename)) {
      yield {
        path: `day0.extraParts[${again[0]}].filename`,
        sentence: `${shown(again[1].filename)} is extraParts[${first[0]}] already, and cloud-init would write one over the other: rename it`,
      };
    }
  },
);

const partAppends = rule(
  "part-appends",
  "An extra cloud-config doesn't say how it is merged: its way could drop the program's own, and the bond with it.",
  ["day0"],
  function* ({ day0 }) {
    for (const [index, { contentType, content }] of day0.extraParts.entries()) {
      const key = /^\s*["']?(merge_how|merge_type)["']?\s*:/m.exec(content)?.[1];
      if (key !== undefined && /cloud-config|jinja2/.test(contentType)) {
        yield {
          path: `day0.extraParts[${index}].content`,
          sentence: `sets ${key}, which could drop the program's own users, files and commands, and the bond with them: leave it out, lists are appended`,
        };
      }
    }
  },
);

const scriptBegins = rule(
  "script-begins",
  "A script among the extra parts begins with #! and its interpreter, without which cloud-init can't run it.",
  ["day0"],
  function* ({ day0 }) {
    for (const [index, { contentType, content }] of day0.extraParts.entries()) {
      if (contentType === "text/x-shellscript" && !content.startsWith("#!")) {
        yield {
          path: `day0.extraParts[${index}].content`,
          sentence: `begins with ${shown(content.split("\n")[0])}, and a script must begin with its interpreter: put #!/bin/sh before it`,
        };
      }
    }
  },
);

export const day0Rules: readonly Rule[] = [
  userOnce,
  userNotRoot,
  verificationUserExists,
  partNameOnce,
  partAppends,
  scriptBegins,
];
