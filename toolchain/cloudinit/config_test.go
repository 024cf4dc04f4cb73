package main

import (
	"compress/gzip"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func check(t *testing.T, inputs map[string]property.Value) (Document, []string) {
	t.Helper()
	response, err := (&Config{}).Check(t.Context(), infer.CheckRequest{Name: "day0", NewInputs: property.NewMap(inputs)})
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, failure := range response.Failures {
		reasons = append(reasons, failure.Property+": "+failure.Reason)
	}
	return response.Inputs, reasons
}

func parts(parts ...map[string]property.Value) property.Value {
	values := make([]property.Value, len(parts))
	for i, part := range parts {
		values[i] = property.New(part)
	}
	return property.New(values)
}

func render(t *testing.T, inputs map[string]property.Value) (rendered, id string) {
	t.Helper()
	document, failures := check(t, inputs)
	if len(failures) > 0 {
		t.Fatal(failures)
	}
	response, err := (&Config{}).Create(t.Context(), infer.CreateRequest[Document]{Inputs: document})
	if err != nil {
		t.Fatal(err)
	}
	return response.Output.Rendered, response.ID
}

var two = parts(
	map[string]property.Value{
		"content": property.New("baz"), "contentType": property.New("text/x-shellscript"),
		"filename": property.New("foobar.sh"),
	},
	map[string]property.Value{
		"content": property.New("qux"), "mergeType": property.New("list(append)+dict(recurse_array)+str()"),
	},
)

// plain is how terraform-provider-cloudinit renders two.
const plain = "Content-Type: multipart/mixed; boundary=\"MIMEBOUNDARY\"\nMIME-Version: 1.0\r\n\r\n" +
	"--MIMEBOUNDARY\r\nContent-Disposition: attachment; filename=\"foobar.sh\"\r\nContent-Transfer-Encoding: 7bit\r\n" +
	"Content-Type: text/x-shellscript\r\nMime-Version: 1.0\r\n\r\nbaz\r\n" +
	"--MIMEBOUNDARY\r\nContent-Transfer-Encoding: 7bit\r\nContent-Type: text/plain\r\nMime-Version: 1.0\r\n" +
	"X-Merge-Type: list(append)+dict(recurse_array)+str()\r\n\r\nqux\r\n--MIMEBOUNDARY--\r\n"

func TestPlainRendering(t *testing.T) {
	rendered, id := render(t, map[string]property.Value{
		"gzip": property.New(false), "base64Encode": property.New(false), "parts": two,
	})
	if rendered != plain || id != "2554778769" {
		t.Errorf("id %s, rendered\n%q\nwant\n%q", id, rendered, plain)
	}
}

func TestRenderingIsCompressedAndEncodedByDefault(t *testing.T) {
	rendered, id := render(t, map[string]property.Value{"parts": two})
	reader, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(rendered)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(reader)
	if err != nil || string(content) != plain {
		t.Errorf("content %q, error %v", content, err)
	}
	if again, sameID := render(t, map[string]property.Value{"parts": two}); again != rendered || sameID != id {
		t.Error("a second rendering differs")
	}
}

func TestBoundaryIsTheOneAskedFor(t *testing.T) {
	rendered, _ := render(t, map[string]property.Value{
		"gzip": property.New(false), "base64Encode": property.New(false), "boundary": property.New("//"), "parts": two,
	})
	if rendered != strings.ReplaceAll(plain, "MIMEBOUNDARY", "//") {
		t.Errorf("rendered %q", rendered)
	}
}

func TestUnusableDocumentsAreRefused(t *testing.T) {
	for want, inputs := range map[string]map[string]property.Value{
		"base64Encode: Invalid Attribute Configuration. Expected base64_encode to be set to true when gzip is true.": {
			"base64Encode": property.New(false), "parts": two,
		},
		"boundary: Invalid Attribute Value Length. Attribute boundary string length must be at least 1, got: 0.": {
			"boundary": property.New(""), "parts": two,
		},
		"parts: Invalid Block. Block part must have a configuration value as the provider has marked it as required.": {
			"parts": parts(),
		},
	} {
		if _, failures := check(t, inputs); len(failures) != 1 || failures[0] != want {
			t.Errorf("failures %q, want %q", failures, want)
		}
	}
}

func TestPreviewTellsNothing(t *testing.T) {
	document, _ := check(t, map[string]property.Value{"parts": two})
	response, err := (&Config{}).Create(t.Context(), infer.CreateRequest[Document]{Inputs: document, DryRun: true})
	if err != nil || response.ID != "" || response.Output.Rendered != "" {
		t.Errorf("id %q, error %v", response.ID, err)
	}
}

func TestFunctionRendersTheSame(t *testing.T) {
	inputs := map[string]property.Value{"parts": two}
	document, _ := check(t, inputs)
	result, err := (&GetConfig{}).Invoke(t.Context(), infer.FunctionRequest[Document]{Input: document})
	rendered, id := render(t, inputs)
	if err != nil || result.Output.Rendered != rendered || result.Output.Checksum != id {
		t.Errorf("id %q, error %v", result.Output.Checksum, err)
	}
}

func TestUnknownPartsAreAccepted(t *testing.T) {
	if _, failures := check(t, map[string]property.Value{"parts": property.New(property.Computed)}); len(failures) > 0 {
		t.Error(failures)
	}
}
