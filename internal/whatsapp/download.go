package whatsapp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"relevo/internal/egress"
	"relevo/internal/fault"
)

// Downloaded says what Download wrote.
type Downloaded struct {
	Size int64
	MIME string // as the server named it; not to be trusted
}

const (
	downloadVerb = "download media"
	maxHops      = 3
	maxRefusal   = 64 << 10 // bytes read of an error answer
)

// mediaHosts are Meta's hosts of media bytes, with everything below them.
var mediaHosts = []string{"lookaside.fbsbx.com", "whatsapp.net", "fbcdn.net"}

var errRedirect = errors.New("the media address redirects too often, or from https to http")

// Download writes a file to w, at most max bytes: a longer one is a too_large
// fault and w holds a part. The token goes only to the Graph host and to Meta's
// media hosts, never along a redirect and never over http to Meta. An expired
// or unknown address is a not_found fault: ask MediaInfo once more, then give up.
func (c *Client) Download(ctx context.Context, address string, w io.Writer, max int64) (Downloaded, error) {
	ctx, cancel := context.WithTimeout(ctx, c.mediaTimeout)
	defer cancel()
	target, err := url.Parse(address)
	if err != nil || !isWebAddress(address) || target.User != nil {
		return Downloaded{}, fault.New(fault.Invalid, fault.CodeInvalidInput, "The media address is not an http or https address.")
	}
	bearer := c.mayBear(target)
	for range maxHops + 1 {
		resp, err := c.fetch(ctx, target, bearer)
		if err != nil {
			return Downloaded{}, err
		}
		next, err := resp.Location()
		if err != nil || resp.StatusCode < 300 || resp.StatusCode > 399 {
			defer resp.Body.Close()
			return c.store(resp, w, max)
		}
		resp.Body.Close()
		if target.Scheme == "https" && next.Scheme != "https" {
			break
		}
		target, bearer = next, false
	}
	return Downloaded{}, &CallError{Verb: downloadVerb, Cause: errRedirect}
}

func (c *Client) fetch(ctx context.Context, target *url.URL, bearer bool) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "The media address cannot be used.", withoutURL(err))
	}
	if bearer {
		req.Header.Set("Authorization", "Bearer "+c.token())
	}
	resp, _, err := c.roundTrip(req)
	if err != nil {
		return nil, &CallError{Verb: downloadVerb, Cause: withoutURL(err)}
	}
	return resp, nil
}

func (c *Client) store(resp *http.Response, w io.Writer, max int64) (Downloaded, error) {
	if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone {
		return Downloaded{}, fault.New(fault.NotFound, fault.CodeNotFound, "WhatsApp no longer has this file at the address.")
	}
	if resp.StatusCode != http.StatusOK {
		body, err := egress.ReadAll(resp.Body, maxRefusal)
		if err != nil {
			body = nil
		}
		return Downloaded{}, c.refusal(downloadVerb, &Response{Status: resp.StatusCode, Header: resp.Header, Body: body})
	}
	written, err := io.Copy(w, egress.Cap(resp.Body, max))
	if err != nil {
		return Downloaded{Size: written}, &CallError{Verb: downloadVerb, HTTPStatus: resp.StatusCode, Cause: err}
	}
	return Downloaded{Size: written, MIME: resp.Header.Get("Content-Type")}, nil
}

// mayBear reports whether the token may go to an address that a webhook or an
// answer named.
func (c *Client) mayBear(target *url.URL) bool {
	if target.Scheme == c.base.Scheme && strings.EqualFold(target.Host, c.base.Host) {
		return true
	}
	host := strings.ToLower(target.Hostname())
	if target.Scheme != "https" || (target.Port() != "" && target.Port() != "443") {
		return false
	}
	for _, meta := range mediaHosts {
		if host == meta || strings.HasSuffix(host, "."+meta) {
			return true
		}
	}
	return false
}
