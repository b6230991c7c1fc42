package rest_test

import (
	"net/http"
	"testing"

	"relevo/internal/policy"
)

// TestCrossOrigin holds which requests without a key are taken for a browser's
// on behalf of another site.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	h := newHarness(t, mountEchoFor(policy.Anyone), publicURL("https://inbox.example"))
	const json, form, plain = "application/json", "multipart/form-data; boundary=b", "text/plain"
	const body = `{"note":{"text":"hi"}}`
	cases := []struct {
		name, contentType, site, origin, body string
		want                                  int
	}{
		{"program with JSON", json, "", "", body, 200},
		{"program without a type", "", "", "", body, 403},
		{"program with nothing", "", "", "", "", 403},
		{"page of ours", json, "same-origin", "https://inbox.example", body, 200},
		{"page of ours, nothing sent", "", "same-origin", "", "", 200},
		{"page of ours, old browser", json, "", "https://inbox.example", body, 200},
		{"page of ours by the request's host", json, "", "http://inbox.test", body, 200},
		{"typed address", json, "none", "", body, 200},
		{"same site, other origin", json, "same-site", "https://blog.inbox.example", body, 403},
		{"other site with JSON", json, "cross-site", "https://evil.example", body, 403},
		{"other site, old browser", json, "", "https://evil.example", body, 403},
		{"opaque origin", json, "", "null", body, 403},
		{"other site by a form", form, "", "", body, 403},
		{"other site by text", plain, "", "", body, 403},
		{"text of ours", plain, "same-origin", "https://inbox.example", body, 403},
		{"form of ours reaches the type check", form, "same-origin", "", body, 415},
		{"public URL's scheme counts", json, "", "http://inbox.example", body, 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			headers := []string{}
			for name, value := range map[string]string{"Content-Type": c.contentType, "Sec-Fetch-Site": c.site, "Origin": c.origin} {
				if value != "" {
					headers = append(headers, name, value)
				}
			}
			if got := h.send(t, http.MethodPost, "/platform/v1/echo", c.body, headers...); got.StatusCode != c.want {
				t.Errorf("got %d, want %d: %s", got.StatusCode, c.want, text(t, got))
			}
		})
	}
}

// TestKeysNeedNoOrigin holds that a program with a key may come from anywhere.
func TestKeysNeedNoOrigin(t *testing.T) {
	t.Parallel()
	h := newHarness(t, mountEcho())
	key := h.key(t)
	got := h.send(t, http.MethodPost, "/platform/v1/echo", `{"note":{"text":"hi"}}`,
		"X-API-Key", key, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site")
	if got.StatusCode != 200 {
		t.Errorf("got %s", got.Status)
	}
}
