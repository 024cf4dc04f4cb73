# The service as the documentation of the OpenStack provider describes its resources.
terraform {
  required_providers {
    openstack = {
      source  = "terraform-provider-openstack/openstack"
      version = "3.4.0"
    }
  }
}

variable "vnfs" {
  type = list(object({
    name          = string
    orchestration = string
    management    = string
    bond          = string
    user_data     = string
  }))
}

locals {
  vnfs = { for vnf in var.vnfs : vnf.name => vnf }
  ovs = {
    orchestration = { cidr = "192.168.100.0/24", gateway = "192.168.100.1" }
    management    = { cidr = "10.10.10.0/24", gateway = "10.10.10.1" }
  }
  sriov = {
    1 = { physical_network = "sriov0", vlan = 101 }
    2 = { physical_network = "sriov1", vlan = 102 }
  }
  members = { for pair in setproduct(keys(local.vnfs), keys(local.sriov)) : join("/", pair) => pair }
}

resource "openstack_networking_network_v2" "ovs" {
  for_each = local.ovs
  name     = "${each.key}-network"
  segments {
    network_type = "vxlan"
  }
}

resource "openstack_networking_subnet_v2" "ovs" {
  for_each    = local.ovs
  name        = "${each.key}-subnet"
  network_id  = openstack_networking_network_v2.ovs[each.key].id
  cidr        = each.value.cidr
  gateway_ip  = each.value.gateway
  enable_dhcp = false
}

resource "openstack_networking_network_v2" "sriov" {
  for_each = local.sriov
  name     = "sriov-network-${each.key}"
  segments {
    network_type     = "vlan"
    physical_network = each.value.physical_network
    segmentation_id  = each.value.vlan
  }
}

resource "openstack_networking_subnet_v2" "sriov" {
  for_each    = local.sriov
  name        = "sriov-subnet-${each.key}"
  network_id  = openstack_networking_network_v2.sriov[each.key].id
  cidr        = "172.16.1.0/24"
  gateway_ip  = "172.16.1.1"
  enable_dhcp = false
}

resource "openstack_compute_flavor_v2" "flavor" {
  name  = "cross-numa-flavor"
  ram   = 8192
  vcpus = 4
  disk  = 40
  extra_specs = {
    "hw:numa_nodes"    = "2"
    "hw:cpu_policy"    = "dedicated"
    "hw:mem_page_size" = "large"
  }
}

resource "openstack_compute_servergroup_v2" "group" {
  name     = "cpnr-dns"
  policies = ["soft-anti-affinity"]
}

resource "openstack_networking_port_v2" "orchestration" {
  for_each   = local.vnfs
  name       = "${each.key}-orchestration"
  network_id = openstack_networking_network_v2.ovs["orchestration"].id
  fixed_ip {
    subnet_id  = openstack_networking_subnet_v2.ovs["orchestration"].id
    ip_address = each.value.orchestration
  }
}

resource "openstack_networking_port_v2" "management" {
  for_each   = local.vnfs
  name       = "${each.key}-management"
  network_id = openstack_networking_network_v2.ovs["management"].id
  fixed_ip {
    subnet_id  = openstack_networking_subnet_v2.ovs["management"].id
    ip_address = each.value.management
  }
}

resource "openstack_networking_port_v2" "sriov" {
  for_each              = local.members
  name                  = "${each.value[0]}-sriov-${each.value[1]}"
  network_id            = openstack_networking_network_v2.sriov[each.value[1]].id
  no_security_groups    = true
  port_security_enabled = false
  fixed_ip {
    subnet_id  = openstack_networking_subnet_v2.sriov[each.value[1]].id
    ip_address = local.vnfs[each.value[0]].bond
  }
  binding {
    vnic_type = "direct"
  }
  value_specs = {
    propagate_uplink_status = true
  }
}

resource "openstack_compute_instance_v2" "vnf" {
  for_each     = local.vnfs
  name         = each.key
  image_name   = "cpnr-image"
  flavor_id    = openstack_compute_flavor_v2.flavor.id
  config_drive = true
  user_data = replace(
    replace(file(each.value.user_data), "@MAC1@", openstack_networking_port_v2.sriov["${each.key}/1"].mac_address),
    "@MAC2@", openstack_networking_port_v2.sriov["${each.key}/2"].mac_address,
  )
  scheduler_hints {
    group = openstack_compute_servergroup_v2.group.id
  }
  network {
    port = openstack_networking_port_v2.orchestration[each.key].id
  }
  network {
    port = openstack_networking_port_v2.management[each.key].id
  }
  network {
    port = openstack_networking_port_v2.sriov["${each.key}/1"].id
  }
  network {
    port = openstack_networking_port_v2.sriov["${each.key}/2"].id
  }
}
