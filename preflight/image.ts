import type { Image } from "../openstack/resources";
import type { Finding } from "../report/finding";
import { check, mapKnown } from "./check";
import { type Situation, serverSize } from "./situation";

/** The image is there, once, and active. */
export function image({ plan: { image: wanted }, survey }: Situation): Finding[] {
  const subject = check("image", wanted.name);
  return [
    subject.given(survey.images, (images) => {
      const [newest, ...older] = images;
      if (newest === undefined) {
        return subject.fail(
          `Glance has no image "${wanted.name}" that these credentials see: correct cpnr:image.name, or upload it (openstack image list).`,
        );
      }
      if (newest.status !== "active") {
        return subject.fail(
          `Image ${newest.id} is ${newest.status}, not active: wait for its upload, or name another in cpnr:image.name.`,
        );
      }
      return older.length === 0
        ? subject.pass(`It is active (${newest.id}).`)
        : subject.warning(
            `There are ${images.length} of that name, and the newest is taken (${newest.id}): put an id into cpnr:image.name to be sure.`,
          );
    }),
  ];
}

/** The flavor gives the image the disk and RAM that it needs. */
export function imageFits(situation: Situation): Finding[] {
  const subject = check("image size", situation.plan.image.name);
  return ofTheImage(situation, (found) =>
    subject.given(serverSize(situation), ({ disk, ram }) => {
      const short = [
        ...(disk > 0 && disk < found.min_disk
          ? [`${found.min_disk} GiB of disk, the flavor has ${disk}`]
          : []),
        ...(ram < found.min_ram ? [`${found.min_ram} MiB of RAM, the flavor has ${ram}`] : []),
      ];
      return short.length === 0
        ? subject.pass(`It needs no more disk and RAM than the flavor has.`)
        : subject.fail(`It needs ${short.join(", and ")}: enlarge the flavor, or use another image.`);
    }),
  );
}

/** The image has the properties of the configuration. */
export function imageProperties(situation: Situation): Finding[] {
  const { name, properties } = situation.plan.image;
  const subject = check("image properties", name);
  const expected = Object.entries(properties);
  if (expected.length === 0) {
    return [];
  }
  return ofTheImage(situation, (found) => {
    const wrong = expected
      .filter(([key, value]) => found[key] !== value)
      .map(([key, value]) => `${key} is ${found[key] ?? "missing"}, not ${value}`);
    return wrong.length === 0
      ? subject.pass(`It has ${expected.map(([key, value]) => `${key}=${value}`).join(", ")}.`)
      : subject.fail(
          `${wrong.join(", ")}: set it (openstack image set --property), or correct cpnr:image.properties.`,
        );
  });
}

/** A check of the image that will be taken; none where there is no image, which is told already. */
function ofTheImage({ survey }: Situation, judge: (found: Image) => Finding): Finding[] {
  const newest = mapKnown(survey.images, ([first]) => first);
  return "known" in newest && newest.known !== undefined ? [judge(newest.known)] : [];
}
