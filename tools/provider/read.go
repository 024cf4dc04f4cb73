package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/gophercloud/utils/v2/client"
	"github.com/gophercloud/utils/v2/openstack/clientconfig"
	"github.com/hashicorp/go-cty/cty"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/terraform"
	"github.com/terraform-provider-openstack/terraform-provider-openstack/v3/openstack"
)

// reading is what the provider reads in a case, or its error.
type reading struct {
	Error string `json:"error,omitempty"`
	// URL is the address of the request for a token.
	URL string `json:"url,omitempty"`
	// Auth is the object auth of this request.
	Auth      json.RawMessage `json:"auth,omitempty"`
	Region    string          `json:"region"`
	Interface string          `json:"interface"`
	Verify    bool            `json:"verify"`
	Cacert    string          `json:"cacert"`
	Cert      string          `json:"cert"`
	Key       string          `json:"key"`
}

// environment has the settings that Pulumi's bridge reads from the environment. The others are read by the provider.
var environment = map[string]string{
	"allow_reauth":  "OS_ALLOW_REAUTH",
	"cloud":         "OS_CLOUD",
	"delayed_auth":  "OS_DELAYED_AUTH",
	"endpoint_type": "OS_ENDPOINT_TYPE",
	"insecure":      "OS_INSECURE",
	"region":        "OS_REGION_NAME",
	"swauth":        "OS_SWAUTH",
}

// read configures the provider as Pulumi's bridge does, and logs in. The provider panics on a variable that is no boolean.
func read(ctx context.Context) (result *reading, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	config, err := configure(ctx)
	if err != nil {
		return nil, err
	}
	transport := config.OsClient.HTTPClient.Transport.(*client.RoundTripper).Rt.(*http.Transport)
	keystone := &keystone{}
	config.OsClient.HTTPClient.Transport = keystone
	if err := config.Authenticate(ctx); err != nil {
		return nil, err
	}
	tls := transport.TLSClientConfig
	result = &reading{
		URL:       keystone.url,
		Auth:      keystone.auth,
		Region:    config.DetermineRegion(""),
		Interface: string(clientconfig.GetEndpointType(config.EndpointType)),
		Verify:    !tls.InsecureSkipVerify,
	}
	if tls.RootCAs != nil {
		result.Cacert = config.CACertFile
	}
	if len(tls.Certificates) > 0 {
		result.Cert, result.Key = config.ClientCertFile, config.ClientKeyFile
	}
	return result, nil
}

func configure(ctx context.Context) (*openstack.Config, error) {
	provider := openstack.Provider()
	raw, err := settings()
	if err != nil {
		return nil, err
	}
	shape := schema.InternalMap(provider.Schema).CoreConfigSchema().ImpliedType()
	values := map[string]cty.Value{}
	for name, kind := range shape.AttributeTypes() {
		values[name] = cty.NullVal(kind)
		switch value := raw[name].(type) {
		case string:
			values[name] = cty.StringVal(value)
		case bool:
			values[name] = cty.BoolVal(value)
		}
	}
	diagnostics := provider.Configure(ctx, &terraform.ResourceConfig{Raw: raw, Config: raw, CtyValue: cty.ObjectVal(values)})
	if diagnostics.HasError() {
		return nil, fmt.Errorf("%s %s", diagnostics[0].Summary, diagnostics[0].Detail)
	}
	return provider.Meta().(*openstack.Config), nil
}

// settings are the arguments that Pulumi's bridge gives the provider.
func settings() (map[string]any, error) {
	schemas := openstack.Provider().Schema
	raw := map[string]any{}
	for name, variable := range environment {
		text := os.Getenv(variable)
		if text == "" {
			continue
		}
		raw[name] = text
		if schemas[name].Type == schema.TypeBool {
			value, err := strconv.ParseBool(text)
			if err != nil {
				return nil, err
			}
			raw[name] = value
		}
	}
	return raw, nil
}
