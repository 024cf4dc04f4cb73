package remote

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/infer/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func copyTo(t *testing.T, target string, source types.AssetOrArchive) error {
	t.Helper()
	_, err := (&CopyToRemote{}).Create(t.Context(), infer.CreateRequest[CopyToRemoteArgs]{
		Name: "copy",
		Inputs: CopyToRemoteArgs{
			Connection: &Connection{Endpoint: newServer(t).endpoint()}, Source: source, RemotePath: target,
		},
	})
	return err
}

func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func fileAsset(t *testing.T, path string) types.AssetOrArchive {
	t.Helper()
	asset, err := resource.NewPathAsset(path)
	if err != nil {
		t.Fatal(err)
	}
	return types.AssetOrArchive{Asset: asset}
}

func folderArchive(path string) types.AssetOrArchive {
	return types.AssetOrArchive{Archive: &resource.Archive{Path: path}}
}

// TestWhereACopyGoes spells out the rules by what must be there after the copy.
func TestWhereACopyGoes(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	file := write(t, filepath.Join(here, "folder/file"), "content")
	write(t, filepath.Join(here, "folder/deep/er"), "content")
	write(t, filepath.Join(there, "existing/kept"), "content")
	folder := filepath.Dir(file)
	text, err := resource.NewTextAsset("content")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		source types.AssetOrArchive
		target string
		made   string
	}{
		{fileAsset(t, file), "new/parents/name", "new/parents/name"},
		{fileAsset(t, file), "existing", "existing/file"},
		{types.AssetOrArchive{Asset: text}, "texts/text", "texts/text"},
		{folderArchive(folder), "absent", "absent/folder/deep/er"},
		{folderArchive(folder), "existing", "existing/folder/file"},
		{folderArchive(folder + "/"), "contents", "contents/deep/er"},
	} {
		if err := copyTo(t, filepath.Join(there, c.target), c.source); err != nil {
			t.Errorf("copying to %s: %v", c.target, err)
		}
		if content, err := os.ReadFile(filepath.Join(there, c.made)); string(content) != "content" {
			t.Errorf("%s holds %q, error %v", c.made, content, err)
		}
	}
}

func TestFolderDoesNotReplaceAFile(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	write(t, filepath.Join(here, "folder/file"), "content")
	if err := copyTo(t, write(t, filepath.Join(there, "taken"), ""), folderArchive(filepath.Join(here, "folder"))); err == nil {
		t.Error("no error")
	}
}

func TestTextNeedsAFileName(t *testing.T) {
	text, err := resource.NewTextAsset("content")
	if err != nil {
		t.Fatal(err)
	}
	err = copyTo(t, t.TempDir(), types.AssetOrArchive{Asset: text})
	if err == nil || !strings.Contains(err.Error(), "remotePath must be a file path") {
		t.Errorf("error %v", err)
	}
}

func TestCopyFile(t *testing.T) {
	source := write(t, filepath.Join(t.TempDir(), "source"), "content")
	target := filepath.Join(t.TempDir(), "target")
	_, err := (&CopyFile{}).Create(t.Context(), infer.CreateRequest[CopyFileArgs]{Inputs: CopyFileArgs{
		Connection: &Connection{Endpoint: newServer(t).endpoint()}, LocalPath: source, RemotePath: target,
	}})
	if content, _ := os.ReadFile(target); err != nil || string(content) != "content" {
		t.Errorf("content %q, error %v", content, err)
	}
}

func TestSourceIsCheckedOnceItIsKnown(t *testing.T) {
	for _, c := range []struct {
		source   property.Value
		failures int
	}{{property.New(property.Computed), 0}, {property.New(map[string]property.Value{}), 1}} {
		response, err := (&CopyToRemote{}).Check(t.Context(), infer.CheckRequest{
			NewInputs: property.NewMap(map[string]property.Value{
				"connection": property.New(property.Computed), "source": c.source, "remotePath": property.New("/tmp/x"),
			}),
		})
		if err != nil || len(response.Failures) != c.failures {
			t.Errorf("source %v: failures %v, error %v", c.source, response.Failures, err)
		}
	}
}
