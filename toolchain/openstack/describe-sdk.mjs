// Writes down what the npm package @pulumi/openstack expects of its plugin: every token (tokens.txt, which the plugin maps
// Terraform's names to) and the shape of every property (testdata/shapes.txt, which the tests hold the plugin to).
//
//   node describe-sdk.mjs ../../node_modules/@pulumi/openstack ../../node_modules/typescript
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [sdk, typescript] = process.argv.slice(2).map((path) => resolve(path));
const ts = createRequire(import.meta.url)(typescript);
const here = import.meta.dirname;

const files = readdirSync(sdk, { recursive: true })
  .filter((file) => file.endsWith(".d.ts"))
  .map((file) => join(sdk, file));

/** The interfaces of a declaration file by their names, or by namespace and name for types/input.d.ts and output.d.ts. */
function interfacesOf(file) {
  const found = new Map();
  const visit = (prefix) => (node) => {
    if (ts.isInterfaceDeclaration(node)) found.set(prefix + node.name.text, node);
    if (ts.isModuleDeclaration(node)) ts.forEachChild(node.body, visit(`${prefix}${node.name.text}.`));
  };
  ts.forEachChild(
    ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true),
    visit(""),
  );
  return found;
}

const nested = {
  inputs: interfacesOf(join(sdk, "types/input.d.ts")),
  outputs: interfacesOf(join(sdk, "types/output.d.ts")),
};

/** The shape of a type: string, number, boolean, map, [element] or {name: shape, …}. */
function shape(node) {
  if (ts.isArrayTypeNode(node)) return `[${shape(node.elementType)}]`;
  if (ts.isTypeLiteralNode(node)) return "map";
  if (ts.isUnionTypeNode(node)) return shape(node.types[0]);
  if (!ts.isTypeReferenceNode(node)) return node.getText();
  const name = node.typeName.getText();
  if (name === "pulumi.Input") return shape(node.typeArguments[0]);
  const [space, ...rest] = name.split(".");
  const declaration = nested[space]?.get(rest.join("."));
  return declaration ? object(declaration) : name.replace(/^.*\./, "").toLowerCase();
}

function object(declaration) {
  const members = declaration.members.map((member) => `${member.name.text}: ${shape(member.type)}`);
  return `{${members.sort().join(", ")}}`;
}

const tokens = [];
const shapes = [];
for (const file of files) {
  const script = readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8");
  const interfaces = interfacesOf(file);
  const resource = /__pulumiType = '(openstack:[^']+)'/.exec(script)?.[1];
  const invoke = /runtime\.invoke\("(openstack:[^"]+)"/.exec(script)?.[1];
  const token = resource ?? invoke;
  if (token === undefined) continue;
  tokens.push(token);
  const name = token.replace(/^.*:/, "");
  const title = name[0].toUpperCase() + name.slice(1);
  const part = (suffix) => (interfaces.has(title + suffix) ? object(interfaces.get(title + suffix)) : "{}");
  shapes.push(`${token} in ${part("Args")}`, `${token} out ${part(resource ? "State" : "Result")}`);
}

mkdirSync(join(here, "testdata"), { recursive: true });
writeFileSync(join(here, "tokens.txt"), `${tokens.sort().join("\n")}\n`);
writeFileSync(join(here, "testdata/shapes.txt"), `${shapes.sort().join("\n")}\n`);
