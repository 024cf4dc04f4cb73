package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// keystone plays Keystone, and keeps the request for a token.
type keystone struct {
	url  string
	auth json.RawMessage
}

const token = `{"token": {"catalog": [], "expires_at": "2099-01-01T00:00:00Z", "project": {"id": "p"}, "user": {"id": "u"}}}`

// RoundTrip responds to the request for the versions and to the one for a token. A token of version 2 can't be had.
func (k *keystone) RoundTrip(request *http.Request) (*http.Response, error) {
	path := request.URL.Path
	if request.Method == http.MethodPost && strings.HasSuffix(path, "/v3/auth/tokens") {
		var body struct{ Auth json.RawMessage }
		if err := json.NewDecoder(request.Body).Decode(&body); err != nil {
			return nil, err
		}
		k.url, k.auth = request.URL.String(), body.Auth
		return respond(request, http.StatusCreated, token), nil
	}
	if request.Method == http.MethodGet && !strings.Contains(path, "auth") {
		base := strings.TrimRight(request.URL.String(), "/")
		versions := `{"versions": {"values": [{"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": %q}]}]}}`
		return respond(request, http.StatusMultipleChoices, fmt.Sprintf(versions, base+"/v3/")), nil
	}
	return respond(request, http.StatusNotFound, "{}"), nil
}

func respond(request *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"X-Subject-Token": {"a-token"}, "Content-Type": {"application/json"}},
		Body:       io.NopCloser(strings.NewReader(body)),
		Request:    request,
	}
}
