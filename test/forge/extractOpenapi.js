// Extracts from GitHub's OpenAPI description what the tests need:
//   npm pack @octokit/openapi@23.0.2 && tar -xzf octokit-openapi-23.0.2.tgz
//   node extractOpenapi.js package/generated/api.github.com.json >github.openapi.json
// The whole package has 385 MB, so it is no dependency.
const OPERATIONS = {
  "/user": ["get"],
  "/repos/{owner}/{repo}/issues": ["get", "post"],
  "/repos/{owner}/{repo}/issues/{issue_number}": ["patch"],
  "/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
  "/repos/{owner}/{repo}/issues/comments/{comment_id}": ["patch"],
};
const TEXTS = [
  "description",
  "example",
  "examples",
  "summary",
  "externalDocs",
  "x-github",
  "x-multi-segment",
];

const all = JSON.parse(require("node:fs").readFileSync(process.argv[2], "utf8"));
const components = {};

/** Copies a part without its texts, and the components that it refers to. */
function copy(value, isNames = false) {
  if (Array.isArray(value)) {
    return value.map((item) => copy(item));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const [, , kind, name] = (value.$ref ?? "").split("/");
  if (kind !== undefined && components[kind]?.[name] === undefined) {
    components[kind] ??= {};
    components[kind][name] = {};
    components[kind][name] = copy(all.components[kind][name]);
  }
  const kept = Object.entries(value).filter(([key]) => isNames || !TEXTS.includes(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, copy(part, key === "properties" && !isNames)]));
}

/** An operation with its parameters, its body and the response of success. */
function operation({ operationId, parameters, requestBody, responses }) {
  const success = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  return copy({ operationId, parameters, requestBody, responses: Object.fromEntries(success) });
}

const paths = Object.fromEntries(
  Object.entries(OPERATIONS).map(([path, methods]) => [
    path,
    Object.fromEntries(methods.map((method) => [method, operation(all.paths[path][method])])),
  ]),
);
const { openapi, info } = all;
console.log(
  JSON.stringify({ openapi, info: { title: info.title, version: info.version }, paths, components }),
);
