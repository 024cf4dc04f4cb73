import { imageNamed, resultOf, runPreflight } from "./cloud";

describe("The check of the image", () => {
  it.each([
    [
      "fails if there is no such image",
      [],
      /^fail: Glance has no image "cpnr-image" that these credentials see: correct cpnr:image.name/,
    ],
    [
      "fails if the image is not active",
      [imageNamed("new", { status: "queued" })],
      /^fail: The status of image image-new is queued, not active/,
    ],
    [
      "warns if several images have the name, and names the image that will be used",
      [imageNamed("new"), imageNamed("old")],
      /^warning: 2 images have this name\. The newest one will be used \(image-new\)/,
    ],
    ["passes if the image is active", [imageNamed("new")], /^pass: The image is active \(image-new\)/],
  ])("%s", (_, images, expected) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.images = images;
      },
    });
    expect(resultOf(findings, "image")).toMatch(expected);
  });

  it.each([
    [
      "fails if the image needs more disk",
      { min_disk: 41 },
      /^fail: The image needs 41 GiB of disk \(the flavor has 40\)/,
    ],
    [
      "fails if the image needs more RAM",
      { min_ram: 8193 },
      /^fail: The image needs 8193 MiB of RAM \(the flavor has 8192\)/,
    ],
    ["passes if the image needs no more disk and RAM", { min_disk: 40, min_ram: 8192 }, /^pass: /],
  ])("%s than the flavor has", (_, needs, expected) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.images = [imageNamed("cpnr-image", needs)];
      },
    });
    expect(resultOf(findings, "image size")).toMatch(expected);
  });

  it.each([
    [["reader", "member"], /^fail: The flavor has a root disk of 0 GiB, and by Nova's default policy/],
    [["admin"], /^pass: /],
  ])("knows that Nova allows a flavor without a disk only to administrators (%j)", (roles, expected) => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.flavor.disk = 0;
      },
      cloud: (state) => {
        state.roles = roles;
        state.images = [imageNamed("cpnr-image")];
      },
    });
    expect(resultOf(findings, "image size")).toMatch(expected);
  });

  it.each([
    ["fails if a property is missing", {}, /^fail: hw_firmware_type is missing, not uefi/],
    [
      "fails if a property has another value",
      { hw_firmware_type: "bios" },
      /^fail: hw_firmware_type is bios, not uefi/,
    ],
    [
      "passes if a property has the value",
      { hw_firmware_type: "uefi" },
      /^pass: The image has hw_firmware_type=uefi/,
    ],
  ])("%s that is configured", (_, properties, expected) => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.image.properties = { hw_firmware_type: "uefi" };
      },
      cloud: (state) => {
        state.images = [imageNamed("cpnr-image", properties)];
      },
    });
    expect(resultOf(findings, "image properties")).toMatch(expected);
  });
});
