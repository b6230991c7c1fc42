package sim

import (
	"encoding/base64"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The vectors were made with openssl.
func TestSignVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, body, want string }{
		{"test_app_secret", `{"object":"whatsapp_business_account","entry":[]}`, "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"},
		{"relevo-secret", `{"t":"h\u00e9llo \ud83d\udc4b"}`, "0e7aae9de9ee8f2968e1d3e94035c110dd906b9a0907c4c03a034436e6510457"},
		{"relevo-secret", `{"t":"héllo 👋"}`, "35b98844f7bf907b8089861ceb876eca9ac07761637b5563967cd128a188fa1e"},
	} {
		if got := sign(c.key, []byte(c.body)); got != "sha256="+c.want {
			t.Errorf("sign(%s) = %s", c.body, got)
		}
	}
}

func TestEscapeASCII(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{`{"t":"héllo 👋"}`, `{"t":"h\u00e9llo \ud83d\udc4b"}`},
		{`{"a":"plain \"quoted\" \n"}`, `{"a":"plain \"quoted\" \n"}`},
		{`"مرحبا"`, `"\u0645\u0631\u062d\u0628\u0627"`},
		{"\"\u007f\u0080\uffff\U0010ffff\"", "\"\u007f\\u0080\\uffff\\udbff\\udfff\""},
	} {
		got := string(escapeASCII([]byte(c.in)))
		if got != c.want {
			t.Errorf("escapeASCII(%q) = %q, want %q", c.in, got, c.want)
		}
		var before, after any
		if json.Unmarshal([]byte(c.in), &before) == nil {
			if err := json.Unmarshal([]byte(got), &after); err != nil || !sameJSON(before, after) {
				t.Errorf("%q changed its meaning: %v", c.in, after)
			}
		}
	}
}

func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

func FuzzEscapeASCII(f *testing.F) {
	f.Add("héllo 👋 \x00 \u2028")
	f.Fuzz(func(t *testing.T, text string) {
		body, err := encode(text)
		if err != nil {
			return
		}
		var before, after string
		if json.Unmarshal(body, &before) != nil || json.Unmarshal(escapeASCII(body), &after) != nil || before != after {
			t.Fatalf("%q became %q", before, after)
		}
	})
}

func TestWAMIDAnatomy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		direction byte
		length    int
	}{{toUser, 18}, {fromUser, 20}} {
		id := newWAMID("15550104821", c.direction)
		raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(id, "wamid."))
		if err != nil || !strings.HasPrefix(id, "wamid.HBgLMTU1NTAxMDQ4MjEVAgA") {
			t.Fatalf("%s: %v", id, err)
		}
		tail := raw[3+11:]
		if tail[3] != c.direction || int(tail[5]) != c.length || len(tail) != 6+c.length+1 || tail[len(tail)-1] != 0 {
			t.Errorf("%s decodes to %x", id, raw)
		}
		if other := newWAMID("15550104821", c.direction); other == id {
			t.Error("two ids are equal")
		}
	}
}

func TestNumbersAreRewritten(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"5531999990000": "553199990000", "5511999990000": "5511999990000", "553199990000": "553199990000",
		"525512345678": "5215512345678", "5215512345678": "5215512345678", "15550104821": "15550104821", "": "",
	} {
		if got := waIDOf(in); got != want {
			t.Errorf("waIDOf(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestMagicCodes(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]int{
		"15550104700": 131047, "15550104726": 131047, "15550100026": 131026, "15550101149": 131049, "15559131050": 131050,
		"15559131056": 131056, "15559999999": 0, "15550104821": 0, "4915550104700": 0,
	} {
		if got := magicCode(digits); got != want {
			t.Errorf("magicCode(%s) = %d, want %d", digits, got, want)
		}
	}
}

func TestBuckets(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	var b bucket
	taken := 0
	for b.take(now, pairBurst, 1/pairInterval.Seconds(), false) {
		taken++
	}
	if taken != pairBurst {
		t.Errorf("burst of %d", taken)
	}
	now = now.Add(pairInterval - time.Millisecond)
	if b.take(now, pairBurst, 1/pairInterval.Seconds(), false) {
		t.Error("refilled too early")
	}
	if now = now.Add(time.Millisecond); !b.take(now, pairBurst, 1/pairInterval.Seconds(), false) {
		t.Error("not refilled after six seconds")
	}
}

func TestRetryShapeWidens(t *testing.T) {
	t.Parallel()
	var within time.Duration
	attempts := 0
	for i, gap := range retryGaps {
		if i > 0 && gap < retryGaps[i-1] {
			t.Errorf("gap %d narrows", i)
		}
		if within += gap; within <= time.Minute {
			attempts++
		}
	}
	if retryGaps[0] != 0 || attempts < 4 {
		t.Errorf("%d retries in the first minute, first after %s", attempts, retryGaps[0])
	}
}

func TestSeededTemplatesAreValid(t *testing.T) {
	t.Parallel()
	states := map[string]int{}
	for _, tpl := range seededTemplates() {
		states[tpl.Status]++
		if err := checkTemplateDraft(&tpl); err != nil && tpl.Status != "REJECTED" {
			t.Errorf("%s: %s", tpl.Name, err.Details)
		}
	}
	for _, state := range []string{"APPROVED", "PENDING", "REJECTED", "PAUSED"} {
		if states[state] == 0 {
			t.Errorf("no template is %s", state)
		}
	}
}

// Whatever is posted as a message, the answer is an answer of Graph.
func FuzzMessages(f *testing.F) {
	for _, seed := range []string{
		`{"messaging_product":"whatsapp","to":"+15550104821","type":"text","text":{"body":"x"}}`,
		`{"messaging_product":"whatsapp","to":"+15550104821","type":"template","template":{"name":"order_update","language":{"code":"en"},"components":[{"type":"button","index":-1,"parameters":[{}]}]}}`,
		`{"messaging_product":"whatsapp","to":"+15550104821","type":"interactive","interactive":{"type":"list","body":{"text":"x"},"action":{"button":"x","sections":[{"rows":[{"id":"1","title":"x"}]}]}}}`,
		`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.x","typing_indicator":{}}`,
		`{"messaging_product":"whatsapp","to":"+15550104821","type":"contacts","contacts":[{"name":{}}]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s, err := New(Options{}) // anew, so that a finding depends on its body alone
		if err != nil {
			t.Fatal(err)
		}
		handler := s.Handler()
		r := httptest.NewRequest("POST", "/v24.0/"+DefaultPhoneNumberID+"/messages", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+DefaultAccessToken)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		r = httptest.NewRequest("POST", "/control/customers/+15550104821/messages", strings.NewReader(body))
		w = httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("control: %d %s", w.Code, w.Body)
		}
	})
}
