import type { Image } from "../openstack/resources";
import type { Finding } from "../report/finding";
import { createCheck, mapKnown } from "./check";
import { hasRole } from "./roles";
import { findServerSize, type Situation } from "./situation";

/** Checks that exactly one image has the configured name, and that it is active. */
export function checkImage({ plan: { image: wanted }, survey }: Situation): Finding[] {
  const check = createCheck("image", wanted.name);
  return [
    check.ifKnown(survey.images, (images) => {
      const [newest, ...older] = images;
      if (newest === undefined) {
        return check.fail(
          `Glance has no image "${wanted.name}" that these credentials see: correct cpnr:image.name, or upload it (openstack image list).`,
        );
      }
      if (newest.status !== "active") {
        return check.fail(
          `The status of image ${newest.id} is ${newest.status}, not active: wait until its upload has ended, or set another image in cpnr:image.name.`,
        );
      }
      return older.length === 0
        ? check.pass(`The image is active (${newest.id}).`)
        : check.warning(
            `${images.length} images have this name. The newest one will be used (${newest.id}): set its id in cpnr:image.name to be sure.`,
          );
    }),
  ];
}

/** Checks that the flavor has the disk and RAM that the image needs. */
export function checkImageSize(situation: Situation): Finding[] {
  const check = createCheck("image size", situation.plan.image.name);
  return checkExistingImage(situation, (found) =>
    check.ifKnown(findServerSize(situation), ({ disk, ram }) => {
      if (disk === 0 && !hasRole(situation.survey, "admin")) {
        return check.fail(
          "The flavor has a root disk of 0 GiB, and by Nova's default policy (create:zero_disk_flavor) only the role admin can boot an image with it: use a flavor with a disk.",
        );
      }
      const missing = [
        ...(disk > 0 && disk < found.min_disk
          ? [`${found.min_disk} GiB of disk (the flavor has ${disk})`]
          : []),
        ...(ram < found.min_ram ? [`${found.min_ram} MiB of RAM (the flavor has ${ram})`] : []),
      ];
      return missing.length === 0
        ? check.pass(`The image needs no more disk and RAM than the flavor has.`)
        : check.fail(`The image needs ${missing.join(", and ")}: enlarge the flavor, or use another image.`);
    }),
  );
}

/** Checks that the image has the configured properties. */
export function checkImageProperties(situation: Situation): Finding[] {
  const { name, properties } = situation.plan.image;
  const check = createCheck("image properties", name);
  const expected = Object.entries(properties);
  if (expected.length === 0) {
    return [];
  }
  return checkExistingImage(situation, (found) => {
    const wrong = expected
      .filter(([key, value]) => found[key] !== value)
      .map(([key, value]) => `${key} is ${found[key] ?? "missing"}, not ${value}`);
    return wrong.length === 0
      ? check.pass(`The image has ${expected.map(([key, value]) => `${key}=${value}`).join(", ")}.`)
      : check.fail(
          `${wrong.join(", ")}: set it with openstack image set --property, or correct cpnr:image.properties.`,
        );
  });
}

/** Checks the image that will be used. There is no finding without an image: checkImage reports that. */
function checkExistingImage({ survey }: Situation, judge: (found: Image) => Finding): Finding[] {
  const newest = mapKnown(survey.images, ([first]) => first);
  return "known" in newest && newest.known !== undefined ? [judge(newest.known)] : [];
}
