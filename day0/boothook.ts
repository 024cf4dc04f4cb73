/**
 * The seed's boothook: keep the image's cloud.cfg as .orig once, and put the variant without a root password in
 * its place, where the image brings one.
 */
export const BOOTHOOK = `#cloud-boothook
#!/bin/bash
if [ ! -f /etc/cloud/cloud.cfg.orig ] && [ -f /etc/cloud/cloud.cfg.norootpasswd ]; then
  cp /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.orig
  cp /etc/cloud/cloud.cfg.norootpasswd /etc/cloud/cloud.cfg
fi
`;
