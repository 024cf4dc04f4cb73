const fs = require("node:fs");
const { homedir } = require("node:os");
const { dirname, join, resolve } = require("node:path");

// @swc-node/register and v8-compile-cache load code from their caches. Their default is a folder in the temporary directory,
// where another user of this machine can put code that would then run with this user's rights. So the caches are in a folder
// that only this user can write, and are off if there is no such folder.
const { CPNR_CACHE, XDG_CACHE_HOME } = process.env;
const folder = join(
  resolve(CPNR_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-cpnr")),
  "node",
);

if (isPrivate(folder)) {
  process.env.SWC_NODE_CACHE_DIR ??= join(folder, "swc");
  process.env.V8_COMPILE_CACHE_CACHE_DIR ??= join(folder, "v8");
} else {
  process.env.SWC_NODE_CACHE = "0";
  process.env.DISABLE_V8_COMPILE_CACHE = "1";
}

/** Creates a folder. Returns whether no user other than this one and root can replace it or write in it. */
function isPrivate(path) {
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o700 });
    // With links resolved: a link in a folder that others can write leads where they want.
    return isOursAlone(fs.realpathSync(path)) && listParents(path).every(isOursAlone);
  } catch {
    return false;
  }
}

function listParents(path) {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...listParents(parent)];
}

/** Whether a folder belongs to this user or root, and no other user can replace what is in it. */
function isOursAlone(path) {
  const { uid, mode } = fs.lstatSync(path);
  const isWritableForOthers = (mode & 0o022) !== 0;
  const isSticky = (mode & 0o1000) !== 0;
  return (uid === process.getuid() || uid === 0) && (!isWritableForOthers || isSticky);
}
