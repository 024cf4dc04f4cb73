/**
 * The boothook of the Cisco guide. If the image has a cloud.cfg without a root password, the boothook uses it, and
 * keeps the original cloud.cfg as .orig.
 */
export const BOOTHOOK = `#cloud-boothook
#!/bin/bash
if [ ! -f /etc/cloud/cloud.cfg.orig ] && [ -f /etc/cloud/cloud.cfg.norootpasswd ]; then
  cp /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.orig
  cp /etc/cloud/cloud.cfg.norootpasswd /etc/cloud/cloud.cfg
fi
`;
