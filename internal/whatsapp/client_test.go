package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// graph starts a server that plays Graph and a client that calls it.
func graph(t *testing.T, handle http.HandlerFunc) (*Client, *httptest.Server) {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return clientFor(t, server.URL, Options{}), server
}

func clientFor(t *testing.T, address string, o Options) *Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	o.GraphURL, o.HTTP, o.Clock = address, &http.Client{Transport: transport}, clock.NewManual(now)
	o.Token = func() string { return "tok" }
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	token := func() string { return "" }
	for _, o := range []Options{
		{Token: token}, {HTTP: http.DefaultClient}, {HTTP: http.DefaultClient, Token: token, GraphURL: "ftp://x"},
		{HTTP: http.DefaultClient, Token: token, GraphURL: "https://u:p@x"}, {HTTP: http.DefaultClient, Token: token, GraphURL: "https://x?a=b"},
		{HTTP: http.DefaultClient, Token: token, Version: "25"}, {HTTP: http.DefaultClient, Token: token, Version: "v1.0/../x"},
	} {
		if _, err := New(o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: got %v", o, err)
		}
	}
	if c, err := New(Options{HTTP: http.DefaultClient, Token: token}); err != nil || c.base.String() != DefaultGraphURL || c.version != DefaultVersion {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	body := `{"messaging_product":"whatsapp","to":"+1555","type":"text","text":{"body":"<&>"}}`
	c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		if r.Method != "POST" || r.URL.Path != "/"+DefaultVersion+"/106/messages" || string(got) != body ||
			r.Header.Get("Authorization") != "Bearer tok" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("got %s %s %v %s", r.Method, r.URL, r.Header, got)
		}
		_, _ = io.WriteString(w, `{"messaging_product":"whatsapp","contacts":[{"input":"+1555","wa_id":1555}],"messages":[{"id":"wamid.A=","message_status":"accepted"}],"new":1}`)
	})
	got, err := c.Send(context.Background(), "106", json.RawMessage(body))
	if err != nil || SendOutcome(err) != OutcomeAccepted {
		t.Fatal(err)
	}
	if got.WAMID != "wamid.A=" || got.Input != "+1555" || got.WaID != "1555" || got.MessageStatus != "accepted" || !strings.Contains(string(got.Raw), `"new":1`) {
		t.Errorf("got %+v", got)
	}
}

func TestMarkRead(t *testing.T) {
	t.Parallel()
	bodies := make(chan string, 2)
	c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		bodies <- string(got)
		_, _ = io.WriteString(w, `{"success":true}`)
	})
	for typing, want := range map[bool]string{
		false: `{"message_id":"wamid.1","messaging_product":"whatsapp","status":"read"}`,
		true:  `{"message_id":"wamid.1","messaging_product":"whatsapp","status":"read","typing_indicator":{"type":"text"}}`,
	} {
		if err := c.MarkRead(context.Background(), "106", "wamid.1", typing); err != nil {
			t.Fatal(err)
		}
		if got := <-bodies; got != want {
			t.Errorf("got %s", got)
		}
	}
}

func TestUploadMedia(t *testing.T) {
	t.Parallel()
	const size = 3 << 20
	c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		form, err := multipart.NewReader(r.Body, params["boundary"]).ReadForm(8 << 20)
		if err != nil || r.ContentLength <= size {
			t.Errorf("length %d, %v", r.ContentLength, err)
			return
		}
		file := form.File["file"][0]
		if form.Value["messaging_product"][0] != "whatsapp" || form.Value["type"][0] != "application/pdf" || file.Size != size ||
			file.Filename != `a"b.pdf` || file.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("got %v %v %d", form.Value, file.Header, file.Size)
		}
		_, _ = io.WriteString(w, `{"id":123456789012345678}`)
	})
	id, err := c.UploadMedia(context.Background(), "106", Upload{Filename: "../x\r\n/a\"b.pdf", MIME: "application/pdf; q=1", Size: size,
		Body: strings.NewReader(strings.Repeat("x", size+100))})
	if err != nil || id != "123456789012345678" {
		t.Errorf("got %q, %v", id, err)
	}
}

func TestUploadNamesTheCodecOfVoice(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{"audio/ogg": "audio/ogg; codecs=opus", "audio/ogg;codecs=opus": "audio/ogg; codecs=opus", "audio/mp4;codecs=mp4a.40.2": "audio/mp4"} {
		c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
			if err := r.ParseMultipartForm(1 << 10); err != nil {
				t.Error(err)
				return
			}
			if got, part := r.FormValue("type"), r.MultipartForm.File["file"][0].Header.Get("Content-Type"); got != want || part != want {
				t.Errorf("%s: got %q and %q", sent, got, part)
			}
			_, _ = io.WriteString(w, `{"id":"1"}`)
		})
		if _, err := c.UploadMedia(context.Background(), "106", Upload{Filename: "voice", MIME: sent, Size: 1, Body: strings.NewReader("x")}); err != nil {
			t.Error(err)
		}
	}
}

func TestMediaInfoAndDelete(t *testing.T) {
	t.Parallel()
	c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RequestURI() != "/"+DefaultVersion+"/77?phone_number_id=106" {
			t.Errorf("got %s", r.URL)
		}
		if r.Method == "DELETE" {
			_, _ = io.WriteString(w, `{"success":true}`)
			return
		}
		_, _ = io.WriteString(w, `{"url":"https://x/","mime_type":"image/png","sha256":"ab","file_size":"42","id":77}`)
	})
	info, err := c.MediaInfo(context.Background(), "77", "106")
	if err != nil || info != (MediaInfo{ID: "77", URL: "https://x/", MIME: "image/png", SHA256: "ab", Size: 42}) {
		t.Errorf("got %+v, %v", info, err)
	}
	if err := c.DeleteMedia(context.Background(), "77", "106"); err != nil {
		t.Error(err)
	}
}

func TestPhoneNumbersAndTemplates(t *testing.T) {
	t.Parallel()
	c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/message_templates"):
			if r.URL.Query().Get("after") == "" {
				_, _ = io.WriteString(w, `{"data":[{"name":"hello"}],"paging":{"cursors":{"after":"c"},"next":"n"}}`)
				return
			}
			_, _ = io.WriteString(w, `{"data":[{"name":"later"}],"paging":{"cursors":{"after":"d"}}}`)
		case strings.HasSuffix(r.URL.Path, "/subscribed_apps"):
			got, _ := io.ReadAll(r.Body)
			_, _ = io.WriteString(w, `{"success":true}`)
			if len(got) > 0 && string(got) != `{"override_callback_uri":"https://e.org/","verify_token":"v"}` {
				t.Errorf("got %s", got)
			}
		case !strings.HasSuffix(r.URL.Path, "/phone_numbers"):
			_, _ = io.WriteString(w, `{"id":"106","display_phone_number":"+1 555","throughput":{"level":"HIGH"},"status":"CONNECTED"}`)
		case r.URL.Query().Get("after") == "":
			_, _ = io.WriteString(w, `{"data":[{"id":"1"},{"id":"2"}],"paging":{"cursors":{"after":"c"},"next":"n"}}`)
		default:
			_, _ = io.WriteString(w, `{"data":[{"id":"3","quality_rating":"GREEN"}],"paging":{"cursors":{"after":"d"}}}`)
		}
	})
	ctx := context.Background()
	numbers, err := c.PhoneNumbers(ctx, "55")
	if err != nil || len(numbers) != 3 || numbers[2].ID != "3" || numbers[2].Quality != "GREEN" {
		t.Errorf("got %+v, %v", numbers, err)
	}
	if n, err := c.PhoneNumber(ctx, "106"); err != nil || n.Display != "+1 555" || n.Throughput != "HIGH" || n.Status != "CONNECTED" {
		t.Errorf("got %+v, %v", n, err)
	}
	templates, err := c.Templates(ctx, "55")
	if err != nil || len(templates) != 2 || string(templates[1]) != `{"name":"later"}` {
		t.Errorf("got %s, %v", templates, err)
	}
	for _, callback := range []*Callback{nil, {URL: "https://e.org/", VerifyToken: "v"}} {
		if err := c.SubscribeApp(ctx, "55", callback); err != nil {
			t.Error(err)
		}
	}
}

func TestDoPassesThroughAndEscapes(t *testing.T) {
	t.Parallel()
	c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(418)
		_, _ = io.WriteString(w, r.URL.EscapedPath()+"?"+r.URL.RawQuery)
	})
	got, err := c.Do(context.Background(), Request{Method: "GET", Path: []string{"106", "messages", "wamid.a/b=?#"}, Query: url.Values{"a": {"&"}}})
	if err != nil || got.Status != 418 || string(got.Body) != "/"+DefaultVersion+"/106/messages/wamid.a%2Fb=%3F%23?a=%26" {
		t.Errorf("got %+v %s, %v", got, got.Body, err)
	}
	for _, bad := range []string{"", ".", ".."} {
		if _, err := c.Do(context.Background(), Request{Method: "GET", Path: []string{"1", bad}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func TestGraphErrors(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		status     int
		header     [2]string
		body       string
		code, sub  int
		retryAfter time.Duration
	}{
		"expired token": {401, [2]string{}, `{"error":{"message":"m","type":"OAuthException","code":190,"error_subcode":463,"fbtrace_id":"A"}}`, 190, 463, 0},
		"pair rate":     {400, [2]string{}, `{"error":{"message":"(#131056)","code":131056,"error_data":{"details":"slow"}}}`, 131056, 0, 0},
		"429 seconds":   {429, [2]string{"Retry-After", "7"}, `{"error":{"code":"130429"}}`, 130429, 0, 7 * time.Second},
		"429 date":      {429, [2]string{"Retry-After", now.Add(time.Minute).Format(http.TimeFormat)}, `{"error":{"code":4}}`, 4, 0, time.Minute},
		"past date":     {429, [2]string{"Retry-After", now.Add(-time.Hour).Format(http.TimeFormat)}, `{"error":{"code":4}}`, 4, 0, 0},
		"absurd wait":   {429, [2]string{"Retry-After", "99999999999"}, `{"error":{"code":4}}`, 4, 0, maxRetryAfter},
		"usage": {400, [2]string{"X-Business-Use-Case-Usage", `{"55":[{"type":"whatsapp","estimated_time_to_regain_access":3},{"estimated_time_to_regain_access":"9"}]}`},
			`{"error":{"code":80007}}`, 80007, 0, 9 * time.Minute},
		"unknown id":   {400, [2]string{}, `{"error":{"code":100,"error_subcode":33,"type":"GraphMethodException"}}`, 100, 33, 0},
		"overloaded":   {503, [2]string{}, `{"error":{"code":2}}`, 2, 0, 0},
		"error in 200": {200, [2]string{}, `{"error":{"code":131000}}`, 131000, 0, 0},
	} {
		c, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
			if v.header[0] != "" {
				w.Header().Set(v.header[0], v.header[1])
			}
			answer(v.status, v.body)(w, r)
		})
		_, err := c.Send(context.Background(), "106", json.RawMessage(`{}`))
		var e *GraphError
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if e.Code != v.code || e.Subcode != v.sub || e.HTTPStatus != v.status || e.RetryAfter != v.retryAfter || string(e.Body()) != v.body {
			t.Errorf("%s: got %+v", name, e)
		}
		if SendOutcome(err) != OutcomeNotSent {
			t.Errorf("%s: outcome %s", name, SendOutcome(err))
		}
	}
}

// refusedAddress is a loopback address on which nobody listens.
func refusedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}
