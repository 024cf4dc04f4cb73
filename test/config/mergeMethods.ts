/** Extra cloud-config parts whose merge method removes the program's own commands. */
export const partsThatReplace: readonly string[] = [
  "#cloud-config\nmerge_how: dict(replace)\nruncmd: [[reboot]]\n",
  "#cloud-config\nmerge_type: dict(replace)\nruncmd: [[reboot]]\n",
  '#cloud-config\n"merge_how": [{name: dict, settings: [replace]}]\nruncmd: [[reboot]]\n',
  "{merge_how: dict(replace), runcmd: [[reboot]]}\n",
  '{"runcmd": [["reboot"]], "merge_how": "dict(replace)"}',
  "#cloud-config\n? merge_how\n: dict(replace)\nruncmd: [[reboot]]\n",
  '#cloud-config\n"merge\\u005fhow": dict(replace)\nruncmd: [[reboot]]\n',
  "#cloud-config\n!!str merge_how: dict(replace)\nruncmd: [[reboot]]\n",
  "#cloud-config\nbase: &base {merge_how: dict(replace)}\n<<: *base\nruncmd: [[reboot]]\n",
  "#cloud-config\nruncmd: [[halt]]\nmerge_how: list()\nmerge_how: dict(replace)\nruncmd: [[reboot]]\n",
];

/** Extra cloud-config parts that mention a merge method and do not set one. */
export const partsThatAppend: readonly string[] = [
  "#cloud-config\n# merge_how: dict(replace)\nruncmd: [[reboot]]\n",
  "#cloud-config\nother: {merge_how: dict(replace)}\nruncmd: [[reboot]]\n",
  "#cloud-config\nother: |\n  merge_how: dict(replace)\nruncmd: [[reboot]]\n",
  "#cloud-config\nMerge_How: dict(replace)\nruncmd: [[reboot]]\n",
];
