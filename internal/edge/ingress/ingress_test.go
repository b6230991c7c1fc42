package ingress_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"testing"

	"relevo/internal/app"
	"relevo/internal/edge/ingress"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/whatsapp"
)

// delivery is a webhook about a number: value is the part behind metadata.
func delivery(phoneNumberID, value string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"` + recordtest.AccountID + `","changes":[{"field":"messages","value":` +
		`{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"` + phoneNumberID + `"},` + value + `}}]}]}`)
}

func textMessage(wamid, body string) []byte {
	return delivery(recordtest.PhoneNumberID, `"contacts":[{"profile":{"name":"Ana"},"wa_id":"`+ana+`"}],"messages":[{"from":"`+ana+`","id":"`+
		wamid+`","timestamp":"1893553445","type":"text","text":{"body":"`+body+`"}}]`)
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		const right = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify"
		for name, c := range map[string]struct {
			address, query string
			status         int
			text           string // "" for JSON that says why
		}{
			"right":        {d.hook, right, 200, "1158201444"},
			"more members": {d.hook, right + "&extra=1", 200, "1158201444"},
			"wrong token":  {d.hook, "hub.mode=subscribe&hub.challenge=1&hub.verify_token=Verify", 403, ""},
			"no token":     {d.hook, "hub.mode=subscribe&hub.challenge=1", 403, ""},
			"no challenge": {d.hook, "hub.mode=subscribe&hub.verify_token=verify", 403, ""},
			"no mode":      {d.hook, "hub.challenge=1&hub.verify_token=verify", 403, ""},
			"other mode":   {d.hook, "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=verify", 403, ""},
			"nothing":      {d.hook, "", 403, ""},
			"unknown app":  {strings.TrimSuffix(d.hook, string(d.MetaApp)) + ids.New(), right, 404, ""},
			"no id":        {strings.TrimSuffix(d.hook, string(d.MetaApp)) + "%00'%22", right, 404, ""},
		} {
			got := d.ask(t, "GET", c.address+"?"+c.query, nil)
			kind := "application/json"
			if c.text != "" {
				kind = "text/plain; charset=utf-8"
			}
			if got.status != c.status || got.kind != kind || c.text != "" && got.text != c.text {
				t.Errorf("%s: got %+v", name, got)
			}
		}
		for _, line := range d.log.lines() {
			if strings.Contains(line, "verify_token") || strings.Contains(line, "1158201444") {
				t.Errorf("the log tells a token: %s", line)
			}
		}
	})
}

// What is not signed rightly leaves no trace, however often it comes and from
// wherever it says that it comes, and keeps the right ones from nothing.
func TestSignature(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		other := recordtest.Do(t, d.Shop, recordtest.Operator, app.AddMetaApp,
			app.AddMetaAppIn{ProjectID: d.Project, Name: "Other", AppSecret: "other secret", VerifyToken: "v"}).ID
		body := textMessage("wamid.1", `h\u00e9llo \ud83d\udc4b`)
		right := whatsapp.Sign("secret", body)
		old := hmac.New(sha1.New, []byte("secret"))
		old.Write(body)
		for name, c := range map[string]struct {
			address string
			headers []string
			status  int
		}{
			"missing":      {d.hook, nil, 401},
			"empty":        {d.hook, []string{whatsapp.SignatureHeader, ""}, 401},
			"no prefix":    {d.hook, []string{whatsapp.SignatureHeader, strings.TrimPrefix(right, "sha256=")}, 401},
			"not hex":      {d.hook, []string{whatsapp.SignatureHeader, "sha256=" + strings.Repeat("zz", 32)}, 401},
			"short":        {d.hook, []string{whatsapp.SignatureHeader, right[:40]}, 401},
			"SHA-1 alone":  {d.hook, []string{"X-Hub-Signature", "sha1=" + hex.EncodeToString(old.Sum(nil))}, 401},
			"SHA-1 inside": {d.hook, []string{whatsapp.SignatureHeader, "sha1=" + hex.EncodeToString(old.Sum(nil))}, 401},
			"other secret": {d.hook, []string{whatsapp.SignatureHeader, whatsapp.Sign("other secret", body)}, 401},
			"other app":    {strings.Replace(d.hook, string(d.MetaApp), string(other), 1), []string{whatsapp.SignatureHeader, right}, 401},
			"unknown app":  {strings.Replace(d.hook, string(d.MetaApp), ids.New(), 1), []string{whatsapp.SignatureHeader, right}, 404},
		} {
			for range 3 {
				got := d.post(t, c.address, bytes.NewReader(body), append(c.headers, "X-Forwarded-For", "203.0.113.7")...)
				if got.status != c.status || got.kind != "application/json" || !strings.Contains(got.text, `"error"`) {
					t.Errorf("%s: got %+v", name, got)
				}
			}
		}
		if deliveries, jobs := d.stored(t); deliveries+jobs != 0 {
			t.Errorf("refused and kept: %d deliveries, %d jobs", deliveries, jobs)
		}
		for range 200 {
			d.post(t, d.hook, strings.NewReader("{}"), whatsapp.SignatureHeader, "sha256=x", "X-Forwarded-For", "203.0.113.7")
		}
		upper := "sha256=" + strings.ToUpper(strings.TrimPrefix(right, "sha256="))
		for _, signature := range []string{right, upper} {
			if got := d.post(t, d.hook, bytes.NewReader(body), whatsapp.SignatureHeader, signature, "X-Forwarded-For", "203.0.113.7"); got.status != 200 || got.text != "" {
				t.Errorf("a right signature after wrong ones: got %+v", got)
			}
		}
		if deliveries, _ := d.stored(t); deliveries != 2 || d.outcomes.of("accepted") != 2 || d.outcomes.of(fault.CodeSignature) != 227 {
			t.Errorf("kept %d, counted %v", deliveries, d.outcomes.count)
		}
	})
}

// The signature is over the bytes as they came: escaped as Meta writes them,
// raw UTF-8, odd white space, no UTF-8 at all.
func TestAnyBytes(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		bodies := [][]byte{
			textMessage("wamid.escaped", `h\u00e9llo \ud83d\udc4b \u0645\u0631\u062d\u0628\u0627`),
			textMessage("wamid.raw", "héllo 👋 مرحبا"),
			append([]byte(" \r\n\t"), textMessage("wamid.space", "a")...),
			textMessage("wamid.nul", `a\u0000b`),
			textMessage("wamid.bytes", "a\xff\xfe"),
			textMessage("wamid.half", `a\ud83d`),
			textMessage("wamid.long", strings.Repeat("🙂 שלום ", 1250)),
		}
		for _, body := range bodies {
			if got := d.signed(t, body); got.status != 200 {
				t.Errorf("%.80q: got %+v", body, got)
			}
		}
		d.ingest(t)
		if n := d.count(t, `SELECT count(*) FROM messages`); n != len(bodies) {
			t.Errorf("%d messages, want %d", n, len(bodies))
		}
		long := d.Call(t, "GET", "/platform/v1/whatsapp/messages?limit=100", "")
		if !strings.Contains(long.Text, strings.Repeat("🙂 שלום ", 1250)) {
			t.Error("the long message is not whole")
		}
	})
}

func TestSize(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		padded := func(size int) []byte {
			body := textMessage("wamid."+fmt.Sprint(size), "a")
			return append(body, bytes.Repeat([]byte(" "), size-len(body))...)
		}
		for _, c := range []struct{ size, status int }{
			{3 << 20, 200}, {ingress.MaxBody, 200}, {ingress.MaxBody + 1, 413}, {5_000_000, 413}, {50_000_000, 413},
		} {
			body := padded(c.size)
			signature := whatsapp.Sign("secret", body)
			if got := d.post(t, d.hook, bytes.NewReader(body), whatsapp.SignatureHeader, signature); got.status != c.status {
				t.Errorf("%d bytes: got %+v", c.size, got)
			}
			if c.size > 10_000_000 {
				continue // a sender that does not read cannot be told
			}
			// Without a length, in chunks.
			if got := d.post(t, d.hook, io.MultiReader(bytes.NewReader(body)), whatsapp.SignatureHeader, signature); got.status != c.status {
				t.Errorf("%d bytes in chunks: got %+v", c.size, got)
			}
		}
		if deliveries, _ := d.stored(t); deliveries != 4 {
			t.Errorf("%d deliveries kept, want 4", deliveries)
		}
	})
}

// What is no JSON is refused, so that its sender notices and sends it again;
// JSON of which nothing can be made is kept.
func TestBrokenBodies(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		broken := []string{`{"object":"whatsapp_business_account","entry":[{`, "", "\x00\x01", "<xml/>"}
		for _, body := range broken {
			if got := d.signed(t, []byte(body)); got.status != 400 || !strings.Contains(got.text, "not JSON") {
				t.Errorf("%q: got %+v", body, got)
			}
		}
		for _, body := range []string{`[]`, `null`, `"text"`, `{}`, `{"entry":7}`, `{"entry":[{"changes":[{"value":[]}]}]}`} {
			if got := d.signed(t, []byte(body)); got.status != 200 {
				t.Errorf("%q: got %+v", body, got)
			}
		}
		d.signed(t, textMessage("wamid.good", "a"))
		d.ingest(t)
		if n := d.count(t, `SELECT count(*) FROM dead_jobs`); n != 0 {
			t.Errorf("%d dead letters", n)
		}
		if n := d.count(t, `SELECT count(*) FROM deliveries`); n != 7 {
			t.Errorf("%d deliveries kept, want 7", n)
		}
		if n := d.count(t, `SELECT count(*) FROM messages`); n != 1 {
			t.Errorf("%d messages, want the good one", n)
		}
	})
}

func TestUnknownNumberIsCountedAndListed(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		message := `"contacts":[{"wa_id":"` + ana + `"}],"messages":[{"from":"` + ana + `","id":"wamid.%d","timestamp":"1893553445","type":"text","text":{"body":"a"}}]`
		for i := range 3 {
			if got := d.signed(t, delivery("999000111222333", fmt.Sprintf(message, i))); got.status != 200 {
				t.Errorf("got %+v", got)
			}
		}
		d.ingest(t)
		list := d.Call(t, "GET", "/platform/v1/whatsapp/unconfigured_numbers", "")
		list.Has(t, "999000111222333", "data", 0, "phone_number_id")
		list.Has(t, recordtest.AccountID, "data", 0, "business_account_id")
		list.Has(t, "3", "data", 0, "changes")
		if n := d.count(t, `SELECT count(*) FROM messages`); n != 0 {
			t.Errorf("%d messages of a number that is not connected", n)
		}
	})
}

// The same delivery several times, also at once, makes its messages once.
func TestRepeatedDelivery(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		body := textMessage("wamid.1", "once")
		signature := whatsapp.Sign("secret", body)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if got := d.post(t, d.hook, bytes.NewReader(body), whatsapp.SignatureHeader, signature); got.status != 200 {
					t.Errorf("got %+v", got)
				}
			})
		}
		wg.Wait()
		d.ingest(t)
		if n := d.count(t, `SELECT count(*) FROM messages`); n != 1 {
			t.Errorf("%d messages, want 1", n)
		}
		if n := d.count(t, `SELECT count(*) FROM events`); n != 1 {
			t.Errorf("%d events, want 1", n)
		}
	})
}

// A delivery as large as WhatsApp makes them: each status is there once, and
// those of messages that are not known yet wait for them.
func TestThousandStatuses(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		const count = 1000
		statuses := make([]string, count)
		for i := range statuses {
			statuses[i] = fmt.Sprintf(`{"id":"wamid.%d","status":"delivered","timestamp":"1893553445","recipient_id":"1555030%04d"}`, i/2, i%500)
		}
		body := delivery(recordtest.PhoneNumberID, `"statuses":[`+strings.Join(statuses, ",")+`]`)
		if got := d.signed(t, body); got.status != 200 {
			t.Fatalf("got %+v", got)
		}
		if deliveries, jobs := d.stored(t); deliveries != 1 || jobs != 1 {
			t.Errorf("%d deliveries, %d jobs", deliveries, jobs)
		}
		d.ingest(t)
		if n := d.count(t, `SELECT count(*) FROM message_statuses`); n != count/2 {
			t.Errorf("%d statuses, want %d", n, count/2)
		}
	})
}

// Trouble of our own is never answered as if the delivery were kept.
func TestFailingDatabase(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		if got := d.signed(t, textMessage("wamid.1", "a")); got.status != 200 { // its secrets are known now
			t.Fatalf("got %+v", got)
		}
		if err := d.App.DB.Close(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got := d.signed(t, textMessage("wamid.2", "a"))
			if got.status != 503 || strings.Contains(got.text, "sql") || got.kind != "application/json" {
				t.Errorf("got %+v", got)
			}
		}
		unknown := strings.Replace(d.hook, string(d.MetaApp), ids.New(), 1)
		if got := d.ask(t, "GET", unknown+"?"+url.Values{"hub.mode": {"subscribe"}}.Encode(), nil); got.status != 503 {
			t.Errorf("handshake: got %+v", got)
		}
	})
}

// The log of a webhook that was taken is for debugging, and no line of any
// webhook holds what people wrote, who they are, or a secret.
func TestLogIsQuietAndDiscreet(t *testing.T) {
	t.Parallel()
	eachDoor(t, func(t *testing.T, d *door) {
		private := textMessage("wamid.1", "a private word")
		d.signed(t, private)
		d.post(t, d.hook, bytes.NewReader(private), whatsapp.SignatureHeader, whatsapp.Sign("wrong", private))
		lines := 0
		for _, line := range d.log.lines() {
			if strings.Contains(line, `"msg":"request"`) {
				lines++
				if quiet := strings.Contains(line, `"level":"DEBUG"`); quiet != strings.Contains(line, `"status":200`) {
					t.Errorf("wrong level: %s", line)
				}
			} else if !strings.Contains(line, `"level":"DEBUG"`) {
				t.Errorf("more than one line for a webhook: %s", line)
			}
			for _, secret := range []string{"private word", ana, "sha256=", `"secret"`, "verify"} {
				if strings.Contains(line, secret) {
					t.Errorf("the log tells %s: %s", secret, line)
				}
			}
		}
		if lines != 2 {
			t.Errorf("%d lines for two requests", lines)
		}
	})
}
