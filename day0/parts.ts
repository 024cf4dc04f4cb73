import { BOOTHOOK } from "./boothook";
import { cloudConfig } from "./cloudConfig";
import type { VnfDay0 } from "./vnf";
import { cloudInitYaml } from "./yaml";

/** One part of the multipart user data. Its content is ASCII. */
export interface Day0Part {
  readonly contentType: string;
  readonly filename: string;
  readonly content: string;
}

/**
 * How cloud-init merges an extra part into the program's cloud-config: lists are appended, and of anything else the
 * program's stays. Its default would replace the program's runcmd, and with it the bond. A part that says `merge_how`
 * itself has its way.
 * @see https://cloudinit.readthedocs.io/en/latest/reference/merging.html
 */
const APPEND = "list(append)+dict(no_replace,recurse_list)+str()";

/** The parts of a VNF's Day0, in the seed's order, and after them the extra ones. */
export function day0Parts(vnf: VnfDay0): Day0Part[] {
  return [
    { contentType: "text/cloud-boothook", filename: "boothook.sh", content: BOOTHOOK },
    { contentType: "text/cloud-config", filename: "cloud-config.yaml", content: cloudConfig(vnf) },
    ...(vnf.extraParts.length === 0 ? [] : [archive(vnf.extraParts)]),
  ];
}

/** The extra parts in a cloud-config-archive: no text in it, of whatever characters, can end it or be altered. */
function archive(parts: VnfDay0["extraParts"]): Day0Part {
  const entries = parts.map(({ contentType, filename, content }) => ({
    type: contentType,
    filename,
    "Merge-Type": APPEND,
    content: contentType === "text/jinja2" ? jinja(content) : content,
  }));
  return {
    contentType: "text/cloud-config-archive",
    filename: "extra-parts.yaml",
    content: `#cloud-config-archive\n${cloudInitYaml(entries)}`,
  };
}

/** cloud-init knows a template by its first line only, whatever the part's type. */
function jinja(content: string): string {
  return /^##\s*template:/i.test(content) ? content : `## template: jinja\n${content}`;
}
