/** Files that no deployment reads. Any other file counts: a preview too many costs a minute, one too few hides a change. */
const NOT_DEPLOYED = [
  /^(?:\.ci|\.github|bench|ci|docs|examples|lab|test|tools)\//,
  /^(?:\.editorconfig|\.gitignore|\.gitlab-ci\.yml|LICENSE|Makefile|biome\.json|jest\.config\.js|typedoc\.json)$/,
  /\.(?:md|test\.ts)$/,
];

/** A stack's file. The pattern has the characters that Pulumi allows in a stack's name. */
const STACK_FILE = /^Pulumi\.([\w.-]+)\.yaml$/;

/** The stack of `make lab`: its cloud is on the machine of each developer. */
const LAB = "lab";

/** The stacks that these files belong to, sorted, except the lab's. */
export function stacksOf(files: readonly string[]): string[] {
  const names = files.flatMap((file) => STACK_FILE.exec(file)?.[1] ?? []);
  return names.filter((name) => name !== LAB).sort();
}

/**
 * The stacks whose deployment a change can alter: a change of a stack's file alters that stack, a change of code alters all.
 * @param changed paths of the changed files, relative to the folder of Pulumi.yaml
 */
export function touchedStacks(stacks: readonly string[], changed: readonly string[]): string[] {
  const own = changed.filter((file) => STACK_FILE.test(file));
  const code = changed.filter(
    (file) => !own.includes(file) && !NOT_DEPLOYED.some((pattern) => pattern.test(file)),
  );
  const names = stacksOf(own);
  return stacks.filter((stack) => code.length > 0 || names.includes(stack));
}
