import { found, imageNamed, judged } from "./cloud";

describe("the image", () => {
  it.each([
    [
      "fails where there is none",
      [],
      /^fail: Glance has no image "cpnr-image" that these credentials see: correct cpnr:image.name/,
    ],
    [
      "fails while it is not active",
      [imageNamed("new", { status: "queued" })],
      /^fail: Image image-new is queued, not active/,
    ],
    [
      "warns where several have the name, naming the one that is taken",
      [imageNamed("new"), imageNamed("old")],
      /^warning: There are 2 of that name, and the newest is taken \(image-new\)/,
    ],
    ["passes", [imageNamed("new")], /^pass: It is active \(image-new\)/],
  ])("%s", (_, images, expected) => {
    const checks = judged({
      cloud: (seen) => {
        seen.images = images;
      },
    });
    expect(found(checks, "image")).toMatch(expected);
  });

  it.each([
    ["fails where it needs more disk", { min_disk: 41 }, /^fail: It needs 41 GiB of disk, the flavor has 40/],
    [
      "fails where it needs more RAM",
      { min_ram: 8193 },
      /^fail: It needs 8193 MiB of RAM, the flavor has 8192/,
    ],
    ["passes where it needs just that", { min_disk: 40, min_ram: 8192 }, /^pass: /],
  ])("%s than the flavor has", (_, needs, expected) => {
    const checks = judged({
      cloud: (seen) => {
        seen.images = [imageNamed("cpnr-image", needs)];
      },
    });
    expect(found(checks, "image size")).toMatch(expected);
  });

  it.each([
    ["fail where one is missing", {}, /^fail: hw_firmware_type is missing, not uefi/],
    ["fail where one is another", { hw_firmware_type: "bios" }, /^fail: hw_firmware_type is bios, not uefi/],
    ["pass", { hw_firmware_type: "uefi" }, /^pass: It has hw_firmware_type=uefi/],
  ])("has properties that %s", (_, properties, expected) => {
    const checks = judged({
      settings: (raw) => {
        raw.image.properties = { hw_firmware_type: "uefi" };
      },
      cloud: (seen) => {
        seen.images = [imageNamed("cpnr-image", properties)];
      },
    });
    expect(found(checks, "image properties")).toMatch(expected);
  });
});
