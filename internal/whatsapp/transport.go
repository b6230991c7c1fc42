package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"relevo/internal/egress"
	"relevo/internal/fault"
)

// Request is one call of the Graph API, for what has no method of its own.
type Request struct {
	Method      string
	Path        []string // segments after the version, unescaped: {"1065...", "messages"}
	Query       url.Values
	Body        io.Reader // nil for none
	Size        int64     // bytes of Body; -1 when unknown
	ContentType string
}

// Response is Graph's answer as it came, whatever its status.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // at most 8 MiB
}

// Do makes a call and hands the answer through, error answers included. The
// error is a *CallError when no complete answer came.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	return c.call(ctx, "call graph", c.timeout, r)
}

// object makes a call whose answer must be a JSON object.
func (c *Client) object(ctx context.Context, verb string, r Request) (node, *Response, error) {
	return c.objectWithin(ctx, verb, c.timeout, r)
}

func (c *Client) objectWithin(ctx context.Context, verb string, limit time.Duration, r Request) (node, *Response, error) {
	answer, err := c.call(ctx, verb, limit, r)
	if err != nil {
		return nil, nil, err
	}
	if answer.Status >= http.StatusMultipleChoices {
		return nil, nil, c.refusal(verb, answer)
	}
	n := objectOf(answer.Body)
	if n == nil || !json.Valid(answer.Body) {
		return nil, nil, &CallError{Verb: verb, HTTPStatus: answer.Status, Sent: true, Cause: errNotJSON}
	}
	return n, answer, nil
}

var errNotJSON = errors.New("the answer is not a JSON object")

// refusal reads an error answer. Without Graph's error object it came from
// something in between, and only a 4xx or a redirect shows that WhatsApp did
// not act on the request.
func (c *Client) refusal(verb string, answer *Response) error {
	if e := graphErrorOf(answer.Status, answer.Header, answer.Body, c.clock.Now()); e != nil {
		return e
	}
	return &CallError{Verb: verb, HTTPStatus: answer.Status, Sent: answer.Status >= http.StatusInternalServerError,
		Cause: fmt.Errorf("http status %d without a graph error", answer.Status)}
}

func (c *Client) call(ctx context.Context, verb string, limit time.Duration, r Request) (*Response, error) {
	target, err := c.address(r.Path, r.Query)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.Method, target.String(), r.Body)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "The call cannot be made.", err)
	}
	if r.Body != nil {
		req.ContentLength = r.Size
	}
	if r.ContentType != "" {
		req.Header.Set("Content-Type", r.ContentType)
	}
	req.Header.Set("Authorization", "Bearer "+c.token())
	resp, sent, err := c.roundTrip(req)
	if err != nil {
		return nil, &CallError{Verb: verb, Sent: sent, Cause: withoutURL(err)}
	}
	defer resp.Body.Close()
	body, err := egress.ReadAll(resp.Body, maxAnswer)
	if err != nil {
		// A 4xx refused the request, even when its explanation was cut off.
		acted := resp.StatusCode < http.StatusMultipleChoices || resp.StatusCode >= http.StatusInternalServerError
		return nil, &CallError{Verb: verb, HTTPStatus: resp.StatusCode, Sent: acted, Cause: err}
	}
	return &Response{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

// roundTrip sends a request and reports whether any of it may have reached the
// other side. From the moment a connection is handed over the writing happens
// on another goroutine, so a cancelled request counts as sent unless the trace
// says that writing it failed half-way.
func (c *Client) roundTrip(req *http.Request) (resp *http.Response, sent bool, err error) {
	var connected, broken atomic.Bool
	trace := &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true); broken.Store(false) },
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			broken.Store(info.Err != nil)
		},
	}
	req.Header.Set("User-Agent", "Relevo")
	resp, err = c.http.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	return resp, connected.Load() && !broken.Load(), err
}

// address joins the segments, each escaped, so that no id can leave its place.
func (c *Client) address(path []string, query url.Values) (*url.URL, error) {
	var b strings.Builder
	b.WriteString(strings.TrimRight(c.base.EscapedPath(), "/") + "/" + c.version)
	for _, segment := range path {
		if segment == "" || segment == "." || segment == ".." {
			return nil, fault.New(fault.Invalid, fault.CodeInvalidInput, "An id in the call to WhatsApp is empty or not an id.")
		}
		b.WriteString("/" + url.PathEscape(segment))
	}
	target := *c.base
	target.RawPath = b.String()
	plain, err := url.PathUnescape(target.RawPath)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "An id in the call to WhatsApp is not an id.", err)
	}
	target.Path = plain
	target.RawQuery = query.Encode()
	return &target, nil
}

// withoutURL drops the address that net/http puts into its errors: media
// addresses carry signatures.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func jsonRequest(body json.RawMessage, path ...string) Request {
	return Request{Method: http.MethodPost, Path: path, Body: bytes.NewReader(body), Size: int64(len(body)), ContentType: "application/json"}
}

func getRequest(query url.Values, path ...string) Request {
	return Request{Method: http.MethodGet, Path: path, Query: query}
}
