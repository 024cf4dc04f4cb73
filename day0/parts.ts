import { BOOTHOOK } from "./boothook";
import { renderCloudConfig } from "./cloudConfig";
import type { VnfDay0 } from "./vnf";
import { formatCloudInitYaml } from "./yaml";

/** One part of the multipart user data. The content is ASCII. */
export interface Day0Part {
  readonly contentType: string;
  readonly filename: string;
  readonly content: string;
}

/**
 * How cloud-init merges an extra part into the program's cloud-config: it appends lists, and keeps the program's other
 * values. The default of cloud-init would replace the program's runcmd, and so remove the bond. A part that sets
 * `merge_how` itself overrides this.
 * @see https://cloudinit.readthedocs.io/en/latest/reference/merging.html
 */
const APPEND = "list(append)+dict(no_replace,recurse_list)+str()";

/** Renders the parts of a VNF's Day0, in the order of the Cisco guide. The extra parts are last. */
export function day0Parts(vnf: VnfDay0): Day0Part[] {
  return [
    { contentType: "text/cloud-boothook", filename: "boothook.sh", content: BOOTHOOK },
    { contentType: "text/cloud-config", filename: "cloud-config.yaml", content: renderCloudConfig(vnf) },
    ...(vnf.extraParts.length === 0 ? [] : [renderArchive(vnf.extraParts)]),
  ];
}

/** Renders the extra parts as a cloud-config-archive. It preserves any text: no characters can end the archive. */
function renderArchive(parts: VnfDay0["extraParts"]): Day0Part {
  const entries = parts.map(({ contentType, filename, content }) => ({
    type: contentType,
    filename,
    "Merge-Type": APPEND,
    content: contentType === "text/jinja2" ? addJinjaHeader(content) : content,
  }));
  return {
    contentType: "text/cloud-config-archive",
    filename: "extra-parts.yaml",
    content: `#cloud-config-archive\n${formatCloudInitYaml(entries)}`,
  };
}

/** Adds the first line by which cloud-init recognizes a template. It ignores the type of the part. */
function addJinjaHeader(content: string): string {
  return /^##\s*template:/i.test(content) ? content : `## template: jinja\n${content}`;
}
