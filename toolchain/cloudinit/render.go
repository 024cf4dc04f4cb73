package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"mime/multipart"
	"net/textproto"
	"strconv"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// Part is one part of a cloud-init configuration.
type Part struct {
	// Content is the part's body.
	Content string `pulumi:"content"`
	// ContentType is the body's MIME type: text/plain by default.
	ContentType *string `pulumi:"contentType,optional"`
	// Filename names the part.
	Filename *string `pulumi:"filename,optional"`
	// MergeType tells cloud-init how to merge the part with those before it (header X-Merge-Type).
	MergeType *string `pulumi:"mergeType,optional"`
}

// Document is a cloud-init configuration of several parts.
type Document struct {
	// Gzip compresses the rendered document: true by default.
	Gzip *bool `pulumi:"gzip,optional"`
	// Base64Encode encodes the rendered document: true by default, and required if it is compressed.
	Base64Encode *bool `pulumi:"base64Encode,optional"`
	// Boundary separates the parts: MIMEBOUNDARY by default.
	Boundary *string `pulumi:"boundary,optional"`
	// Parts come in the order in which cloud-init is to see them. They are required, but Check says so: the framework takes
	// parts that are not known yet for missing ones.
	Parts []Part `pulumi:"parts,optional"`
}

// Annotate sets the default.
func (p *Part) Annotate(a infer.Annotator) { a.SetDefault(&p.ContentType, "text/plain") }

// Annotate sets the defaults.
func (d *Document) Annotate(a infer.Annotator) {
	a.SetDefault(&d.Gzip, true)
	a.SetDefault(&d.Base64Encode, true)
	a.SetDefault(&d.Boundary, "MIMEBOUNDARY")
}

// render writes the document, with its defaults filled in, as MIME multipart, and returns it with its id, which is the
// document's checksum.
func (d Document) render() (rendered, id string, err error) {
	var buffer bytes.Buffer
	if *d.Gzip {
		compressor := gzip.NewWriter(&buffer)
		err = errors.Join(d.write(compressor), compressor.Close())
	} else {
		err = d.write(&buffer)
	}
	if err != nil {
		return "", "", fmt.Errorf("Unable to render cloudinit config to MIME multi-part file: %w", err)
	}
	rendered = buffer.String()
	if *d.Base64Encode {
		rendered = base64.StdEncoding.EncodeToString(buffer.Bytes())
	}
	return rendered, strconv.Itoa(int(crc32.ChecksumIEEE([]byte(rendered)))), nil
}

// write follows terraform-provider-cloudinit to the byte: only the first line of the header ends without a carriage return.
func (d Document) write(to io.Writer) error {
	document := multipart.NewWriter(to)
	if err := document.SetBoundary(*d.Boundary); err != nil {
		return err
	}
	const header = "Content-Type: multipart/mixed; boundary=\"%s\"\nMIME-Version: 1.0\r\n\r\n"
	if _, err := fmt.Fprintf(to, header, *d.Boundary); err != nil {
		return err
	}
	for _, part := range d.Parts {
		body, err := document.CreatePart(part.header())
		if err != nil {
			return err
		}
		if _, err := io.WriteString(body, part.Content); err != nil {
			return err
		}
	}
	return document.Close()
}

func (p Part) header() textproto.MIMEHeader {
	header := textproto.MIMEHeader{}
	header.Set("Content-Type", *p.ContentType)
	header.Set("MIME-Version", "1.0")
	header.Set("Content-Transfer-Encoding", "7bit")
	if p.Filename != nil && *p.Filename != "" {
		header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, *p.Filename))
	}
	if p.MergeType != nil && *p.MergeType != "" {
		header.Set("X-Merge-Type", *p.MergeType)
	}
	return header
}
