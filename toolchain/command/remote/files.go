package remote

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pkg/sftp"
)

// files copies to another machine over SFTP.
type files struct {
	*sftp.Client
	connection *client
	stop       func() bool
}

// openFiles connects to the machine. When ctx ends, so does the connection.
func openFiles(ctx context.Context, connection *Connection) (*files, error) {
	client, err := connection.dial(ctx)
	if err != nil {
		return nil, err
	}
	transfer, err := sftp.NewClient(client.Client, sftp.UseConcurrentWrites(true))
	if err != nil {
		_ = client.Close()
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = client.Close() })
	return &files{transfer, client, stop}, nil
}

// Close ends the connection.
func (f *files) Close() {
	f.stop()
	_ = f.Client.Close()
	_ = f.connection.Close()
}

// copyText makes a file of the text. The file's folders are made too.
func (f *files) copyText(text, target string) error {
	info, err := f.stat(target)
	if err != nil {
		return err
	}
	if info != nil && info.IsDir() {
		return fmt.Errorf("remote path %s is a directory; when using a text asset, remotePath must be a file path", target)
	}
	if err := f.makeFolders(path.Dir(target)); err != nil {
		return err
	}
	file, err := f.Create(target)
	if err != nil {
		return fmt.Errorf("failed to create remote file %s: %w", target, err)
	}
	_, err = file.Write([]byte(text))
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("failed to write text content to remote path %s: %w", target, err)
	}
	return nil
}

// copyPath copies a file or a folder, with all that is in it. The target is where it goes if there is nothing yet; if that
// is a folder, it goes into it. Of a folder that ends in "/", only the content goes into the target.
func (f *files) copyPath(source, target string) error {
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	existing, err := f.stat(target)
	if err != nil {
		return err
	}
	if info.IsDir() {
		if err := f.makeFolders(target); err != nil {
			return err
		}
		if !strings.HasSuffix(source, "/") {
			target = path.Join(target, filepath.Base(source))
		}
		return f.copyFolder(source, target)
	}
	if existing != nil && existing.IsDir() {
		target = path.Join(target, filepath.Base(source))
	} else if err := f.makeFolders(path.Dir(target)); err != nil {
		return err
	}
	return f.copyFile(source, target)
}

func (f *files) copyFolder(source, target string) error {
	return fs.WalkDir(os.DirFS(source), ".", func(inside string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return f.makeFolder(path.Join(target, inside))
		default:
			return f.copyFile(filepath.Join(source, inside), path.Join(target, inside))
		}
	})
}

func (f *files) copyFile(source, target string) error {
	local, err := os.Open(source)
	if err != nil {
		return err
	}
	defer local.Close()
	remote, err := f.Create(target)
	if err != nil {
		return fmt.Errorf("failed to create remote file %s: %w", target, err)
	}
	_, err = remote.ReadFrom(local)
	if err := errors.Join(err, remote.Close()); err != nil {
		return fmt.Errorf("failed to copy file %s to remote path %s: %w", source, target, err)
	}
	return nil
}

func (f *files) makeFolders(folder string) error {
	if err := f.MkdirAll(folder); err != nil {
		return fmt.Errorf("failed to create remote directory %s: %w", folder, err)
	}
	return nil
}

// makeFolder makes sure that there is a folder.
func (f *files) makeFolder(folder string) error {
	info, err := f.stat(folder)
	switch {
	case err != nil:
		return err
	case info == nil:
		if err := f.Mkdir(folder); err != nil {
			return fmt.Errorf("failed to create remote directory %s: %w", folder, err)
		}
		return nil
	case !info.IsDir():
		return fmt.Errorf("remote path %s exists but is not a directory", folder)
	default:
		return nil
	}
}

// stat describes a file, or returns nil if there is none.
func (f *files) stat(file string) (fs.FileInfo, error) {
	info, err := f.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to stat remote path %s: %w", file, err)
	}
	return info, nil
}
