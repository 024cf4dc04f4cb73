package local

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	globs "github.com/gobwas/glob"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// rule is one pattern: `*` stays within a folder, `**` doesn't, and a leading `!` excludes what earlier rules chose.
type rule struct {
	pattern  globs.Glob
	excludes bool
}

// glob returns the files under dir that the patterns choose, by their paths relative to dir.
func glob(dir string, patterns []string) (map[string]*resource.Asset, error) {
	rules := make([]rule, 0, len(patterns))
	for _, text := range patterns {
		text, excludes := strings.CutPrefix(text, "!")
		pattern, err := globs.Compile(text, '/')
		if err != nil {
			return nil, fmt.Errorf("the pattern %q of assetPaths or archivePaths: %w", text, err)
		}
		rules = append(rules, rule{pattern, excludes})
	}
	files := map[string]*resource.Asset{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !chosen(rules, path) {
			return err
		}
		files[path], err = resource.NewPathAsset(filepath.Join(dir, path))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("looking for files in %s: %w", dir, err)
	}
	return files, nil
}

func chosen(rules []rule, path string) bool {
	chosen := false
	for _, rule := range rules {
		if rule.pattern.Match(path) {
			chosen = !rule.excludes
		}
	}
	return chosen
}
