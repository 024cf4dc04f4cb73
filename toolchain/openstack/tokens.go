package main

import (
	_ "embed"
	"regexp"
	"strings"
)

// sdkTokens are the tokens of the npm package @pulumi/openstack, one a line (see describe-sdk.mjs).
//
//go:embed tokens.txt
var sdkTokens string

// modules are the SDK's names of Terraform's modules, where the two differ.
var modules = map[string]string{"db": "database", "fw": "firewall", "lb": "loadbalancer"}

// renamed are the SDK's names, in lower case, that don't follow from Terraform's.
var renamed = map[string]string{
	"openstack_blockstorage_quotaset_v2":                    "blockstorage/quotesetv2",
	"openstack_blockstorage_quotaset_v3":                    "blockstorage/quotesetv3",
	"openstack_objectstorage_object_v1":                     "objectstorage/containerobject",
	"data.openstack_dns_zone_v2":                            "dns/getdnszone",
	"data.openstack_fw_group_v2":                            "index/getfwgroupv2",
	"data.openstack_fw_policy_v2":                           "index/getfwpolicyv2",
	"data.openstack_fw_rule_v2":                             "index/getfwrulev2",
	"data.openstack_sharedfilesystem_availability_zones_v2": "sharedfilesystem/getavailbilityzones",
}

var versionSuffix = regexp.MustCompile(`_v\d+$`)

// tokenTable finds the SDK's token for a Terraform resource or data source.
type tokenTable map[string]string

func newTokenTable() tokenTable {
	table := tokenTable{}
	for _, token := range strings.Fields(sdkTokens) {
		member := strings.Split(token, ":")[1]
		table[strings.ToLower(member)] = token
	}
	return table
}

// resource finds the token of a resource such as openstack_networking_port_v2: the SDK knows it by its module and its
// name without underscores, and keeps the version suffix only where it has to tell two versions apart.
func (t tokenTable) resource(name string) (string, bool) { return t.find(name, name, "") }

// dataSource finds the token of the function that reads a data source.
func (t tokenTable) dataSource(name string) (string, bool) { return t.find(name, "data."+name, "get") }

func (t tokenTable) find(name, key, verb string) (string, bool) {
	if member, ok := renamed[key]; ok {
		token, ok := t[member]
		return token, ok
	}
	module, rest, _ := strings.Cut(strings.TrimPrefix(name, "openstack_"), "_")
	if alias, ok := modules[module]; ok {
		module = alias
	}
	for _, candidate := range []string{rest, versionSuffix.ReplaceAllString(rest, "")} {
		if token, ok := t[module+"/"+verb+strings.ReplaceAll(candidate, "_", "")]; ok {
			return token, true
		}
	}
	return "", false
}
