import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown, stackJsonSchema } from "../config/document";

// Writes the files that are generated from the configuration's schema: docs/configuration.md and the JSON Schema of a stack
// file.
const root = join(__dirname, "..");
writeFileSync(join(root, "docs/configuration.md"), markdown());
writeFileSync(join(root, "config/stack.schema.json"), `${JSON.stringify(stackJsonSchema(), null, 2)}\n`);
