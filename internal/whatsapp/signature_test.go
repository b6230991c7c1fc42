package whatsapp

import (
	"net/url"
	"strings"
	"testing"
)

func TestSignVectors(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ key, body, want string }{
		{"test_app_secret", `{"object":"whatsapp_business_account","entry":[]}`, "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"},
		{"relevo-secret", `{"t":"h\u00e9llo \ud83d\udc4b"}`, "0e7aae9de9ee8f2968e1d3e94035c110dd906b9a0907c4c03a034436e6510457"},
		{"relevo-secret", "{\"t\":\"h\u00e9llo \U0001f44b\"}", "35b98844f7bf907b8089861ceb876eca9ac07761637b5563967cd128a188fa1e"},
	} {
		if got := Sign(v.key, []byte(v.body)); got != "sha256="+v.want {
			t.Errorf("Sign(%q) = %s, want %s", v.body, got, v.want)
		}
		if !VerifySignature(v.key, "sha256="+v.want, []byte(v.body)) {
			t.Errorf("the signature of %q is refused", v.body)
		}
	}
}

func TestVerifySignatureRefuses(t *testing.T) {
	t.Parallel()
	body := []byte(`{"entry":[]}`)
	good := Sign("secret", body)
	for name, v := range map[string]struct {
		secret, header string
		body           []byte
	}{
		"missing":       {"secret", "", body},
		"other secret":  {"Secret", good, body},
		"empty secret":  {"", Sign("", body), body},
		"changed body":  {"secret", good, []byte(`{"entry": []}`)},
		"no prefix":     {"secret", strings.TrimPrefix(good, "sha256="), body},
		"sha1 prefix":   {"secret", strings.Replace(good, "sha256=", "sha1=", 1), body},
		"short":         {"secret", good[:len(good)-2], body},
		"long":          {"secret", good + "00", body},
		"not hex":       {"secret", good[:len(good)-1] + "g", body},
		"leading space": {"secret", " " + good, body},
	} {
		if VerifySignature(v.secret, v.header, v.body) {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestVerifyHandshake(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		query, token, challenge string
		ok                      bool
	}{
		{"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=tok&extra=1", "tok", "1158201444", true},
		{"hub.mode=subscribe&hub.challenge=1&hub.verify_token=no", "tok", "", false},
		{"hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=tok", "tok", "", false},
		{"hub.mode=subscribe&hub.verify_token=tok", "tok", "", false},
		{"hub.mode=subscribe&hub.challenge=1&hub.verify_token=", "", "", false},
	} {
		query, err := url.ParseQuery(v.query)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := VerifyHandshake(query, v.token); got != v.challenge || ok != v.ok {
			t.Errorf("%s: got %q %v", v.query, got, ok)
		}
	}
}
