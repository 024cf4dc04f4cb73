package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-provider-openstack/terraform-provider-openstack/v3/openstack"
)

// nameLength is the longest name that is made up for a resource without one.
const nameLength = 255

// provider describes to the bridge how Terraform's provider appears in Pulumi: each resource and data source under the
// token that the SDK has for it. One that is newer than the SDK gets no token, as no program can name it.
func provider() tfbridge.ProviderInfo {
	terraform := shimv2.NewProvider(openstack.Provider())
	info := tfbridge.ProviderInfo{
		P:            terraform,
		Name:         "openstack",
		Version:      version,
		Config:       configDefaults(),
		Resources:    map[string]*tfbridge.ResourceInfo{},
		DataSources:  map[string]*tfbridge.DataSourceInfo{},
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	table := newTokenTable()
	terraform.ResourcesMap().Range(func(name string, _ shim.Resource) bool {
		if token, ok := table.resource(name); ok {
			info.Resources[name] = &tfbridge.ResourceInfo{Tok: tokens.Type(token), Fields: fields[name]}
		}
		return true
	})
	terraform.DataSourcesMap().Range(func(name string, _ shim.Resource) bool {
		if token, ok := table.dataSource(name); ok {
			info.DataSources[name] = &tfbridge.DataSourceInfo{Tok: tokens.ModuleMember(token)}
		}
		return true
	})
	info.SetAutonaming(nameLength, "-")
	return info
}

// fields are the properties whose names or shapes in the SDK don't follow from Terraform's schema.
var fields = map[string]map[string]*tfbridge.SchemaInfo{
	"openstack_compute_servergroup_v2": {
		"policies": {MaxItemsOne: tfbridge.False()},
	},
	"openstack_networking_subnet_v2": {
		"allocation_pool": {Name: "allocationPools"},
	},
	"openstack_orchestration_stack_v1": {
		"outputs": {Name: "StackOutputs"},
	},
}

// configDefaults are the settings that come from the environment when the program gives none.
func configDefaults() map[string]*tfbridge.SchemaInfo {
	defaults := map[string]*tfbridge.SchemaInfo{}
	for setting, variable := range map[string]string{
		"allow_reauth":  "OS_ALLOW_REAUTH",
		"cloud":         "OS_CLOUD",
		"delayed_auth":  "OS_DELAYED_AUTH",
		"endpoint_type": "OS_ENDPOINT_TYPE",
		"insecure":      "OS_INSECURE",
		"region":        "OS_REGION_NAME",
		"swauth":        "OS_SWAUTH",
	} {
		defaults[setting] = &tfbridge.SchemaInfo{Default: &tfbridge.DefaultInfo{EnvVars: []string{variable}}}
	}
	return defaults
}
