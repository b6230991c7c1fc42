package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/policy"
)

func TestLogInAndOut(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		r := o.call(t, "POST", "/platform/v1/session", `{"session":{"email":" Ana@SHOP.test ","password":"`+anaPassword+`"}}`)
		if r.StatusCode != 200 || r.at("data", "user", "email") != anaEmail || r.at("data", "projects", 0, "role") != "owner" {
			t.Fatalf("got %s %s", r.Status, r.text)
		}
		cookie := r.Cookies()[0]
		if cookie.Name != "relevo_session" || cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode ||
			cookie.Path != "/" || cookie.MaxAge != 30*24*3600 || strings.Contains(r.text, cookie.Value) {
			t.Errorf("cookie %+v", cookie)
		}
		session := cookie.Name + "=" + cookie.Value
		me := o.call(t, "GET", "/platform/v1/me", "", "Cookie", session)
		if me.StatusCode != 200 || me.text != r.text || len(me.at("data", "projects", 0, "permissions").([]any)) == 0 {
			t.Errorf("me: %s %s, log-in said %s", me.Status, me.text, r.text)
		}
		if who := o.call(t, "GET", "/platform/v1/session", "", "Cookie", session); who.StatusCode != 200 || who.text != me.text {
			t.Errorf("who is logged in: %s %s, me said %s", who.Status, who.text, me.text)
		}
		out := o.call(t, "DELETE", "/platform/v1/session", "", "Cookie", session)
		if out.StatusCode != 204 || out.Cookies()[0].MaxAge != -1 || out.Header.Get("Content-Type") != "" {
			t.Errorf("log out: %s %v", out.Status, out.Header)
		}
		if me := o.call(t, "GET", "/platform/v1/me", "", "Cookie", session); me.StatusCode != 401 || me.code() != "session_expired" {
			t.Errorf("after the log-out: %s %s", me.Status, me.text)
		}
		for name, headers := range map[string][]string{"no cookie": nil, "an ended session": {"Cookie", session}} {
			who := o.call(t, "GET", "/platform/v1/session", "", headers...)
			if who.StatusCode != 200 || who.at("data", "user") != nil || len(who.at("data", "projects").([]any)) != 0 {
				t.Errorf("who is logged in with %s: %s %s", name, who.Status, who.text)
			}
		}
		if again := o.call(t, "DELETE", "/platform/v1/session", "", "Cookie", session); again.StatusCode != 204 {
			t.Errorf("second log-out: %s", again.Status)
		}
	})
}

func TestLogInRefusals(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		long := strings.Repeat("x", 2000)
		for _, c := range []struct {
			name, body string
			status     int
			code       string
		}{
			{"wrong password", `{"session":{"email":"ana@shop.test","password":"wrong"}}`, 401, "invalid_credentials"},
			{"unknown email", `{"session":{"email":"bob@shop.test","password":"` + anaPassword + `"}}`, 401, "invalid_credentials"},
			{"no email at all", `{"session":{"email":"","password":"` + anaPassword + `"}}`, 401, "invalid_credentials"},
			{"hostile email", `{"session":{"email":"' OR 1=1 --\u0000@x","password":"x"}}`, 401, "invalid_credentials"},
			{"empty password", `{"session":{"email":"ana@shop.test","password":""}}`, 401, "invalid_credentials"},
			{"long password", `{"session":{"email":"ana@shop.test","password":"` + long + `"}}`, 401, "invalid_credentials"},
			{"missing member", `{"session":{"email":"ana@shop.test"}}`, 422, "invalid_input"},
			{"missing object", `{}`, 422, "invalid_input"},
			{"null", `{"session":null}`, 422, "invalid_input"},
			{"wrong type", `{"session":{"email":1,"password":"x"}}`, 422, "invalid_input"},
			{"array", `[]`, 422, "invalid_input"},
			{"no JSON", `{"session":`, 400, "invalid_json"},
			{"nothing", ``, 401, "invalid_credentials"},
			{"too large", `{"session":{"email":"` + strings.Repeat("x", 1<<20) + `"}}`, 413, "too_large"},
		} {
			r := o.call(t, "POST", "/platform/v1/session", c.body)
			if r.StatusCode != c.status || r.code() != c.code || len(r.Cookies()) != 0 {
				t.Errorf("%s: got %s %s %v", c.name, r.Status, r.text, r.Cookies())
			}
			if text, ok := r.json["error"].(string); !ok || text == "" || r.json["message"] != text {
				t.Errorf("%s: the error is not a text under both names: %s", c.name, r.text)
			}
		}
	})
}

func TestLogInIsLimited(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		body := `{"session":{"email":"ana@shop.test","password":"wrong"}}`
		for range 20 {
			if r := o.call(t, "POST", "/platform/v1/session", body); r.code() != "invalid_credentials" {
				t.Fatalf("got %s %s", r.Status, r.text)
			}
		}
		r := o.call(t, "POST", "/platform/v1/session", body)
		if r.StatusCode != 429 || r.code() != "rate_limited" || r.Header.Get("Retry-After") != "15" {
			t.Errorf("got %s %s %v", r.Status, r.text, r.Header)
		}
	})
}

func TestSessionSlidesOncePerDay(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		me := func() reply { return o.call(t, "GET", "/platform/v1/me", "", "Cookie", session) }
		if r := me(); r.StatusCode != 200 || len(r.Cookies()) != 0 {
			t.Errorf("on the first day: %s %v", r.Status, r.Cookies())
		}
		for range 3 { // far beyond the first 30 days, never away for long
			o.clock.Advance(20 * 24 * time.Hour)
			if r := me(); r.StatusCode != 200 || len(r.Cookies()) != 1 || r.Cookies()[0].MaxAge != 30*24*3600 {
				t.Fatalf("after 20 days: %s %v", r.Status, r.Cookies())
			}
			if r := me(); len(r.Cookies()) != 0 {
				t.Errorf("renewed twice in a day: %v", r.Cookies())
			}
		}
		o.clock.Advance(30 * 24 * time.Hour)
		if r := me(); r.code() != "session_expired" {
			t.Errorf("after 30 days away: %s %s", r.Status, r.text)
		}
		o.logIn(t, anaEmail)
	})
}

func TestSecureCookie(t *testing.T) {
	t.Parallel()
	eachOfficeAt(t, "https", func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		if !strings.HasPrefix(session, "__Host-relevo_session=") {
			t.Errorf("got %s", session)
		}
		if r := o.call(t, "GET", "/platform/v1/me", "", "Cookie", session); r.StatusCode != 200 {
			t.Errorf("me: %s", r.Status)
		}
		plain := strings.TrimPrefix(session, "__Host-")
		if r := o.call(t, "GET", "/platform/v1/me", "", "Cookie", plain); r.StatusCode != 401 {
			t.Errorf("a cookie without the prefix: %s", r.Status)
		}
		r := o.call(t, "POST", "/platform/v1/session", `{"session":{"email":"`+anaEmail+`","password":"`+anaPassword+`"}}`)
		if !r.Cookies()[0].Secure {
			t.Errorf("got %+v", r.Cookies()[0])
		}
	})
}

func TestLogInByLink(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		ana := o.user(t, o.shop, "demo@shop.test", policy.RoleAdmin)
		token, err := app.Do(t.Context(), o.app, inside, app.CreateLogInLink, app.CreateLogInLinkIn{User: ana})
		if err != nil {
			t.Fatal(err)
		}
		body := `{"link":{"token":"` + token + `"}}`
		for range 2 {
			if r := o.call(t, "POST", "/platform/v1/session/link", body); r.StatusCode != 200 || r.at("data", "user", "email") != "demo@shop.test" || len(r.Cookies()) != 1 {
				t.Errorf("got %s %s", r.Status, r.text)
			}
		}
		for _, bad := range []string{`{"link":{"token":""}}`, `{"link":{"token":"x"}}`, ``} {
			if r := o.call(t, "POST", "/platform/v1/session/link", bad); r.StatusCode != 401 || r.code() != "link_used_or_expired" {
				t.Errorf("%s: got %s %s", bad, r.Status, r.text)
			}
		}
	})
}

func TestCrossOriginCookies(t *testing.T) {
	t.Parallel()
	eachOffice(t, func(t *testing.T, o *office) {
		o.withOwner(t)
		session := o.logIn(t, anaEmail)
		for _, c := range []struct {
			name    string
			headers []string
			status  int
		}{
			{"other site", []string{"Origin", "https://evil.example"}, 403},
			{"other site, new browser", []string{"Sec-Fetch-Site", "cross-site"}, 403},
			{"text", []string{"Content-Type", "text/plain"}, 403},
			{"our origin", []string{"Origin", o.url, "Sec-Fetch-Site", "same-origin"}, 201},
			{"a program with a cookie", nil, 201},
		} {
			r := o.call(t, "POST", "/platform/v1/api_keys", `{"api_key":{"name":"n"}}`, append(c.headers, "Cookie", session)...)
			if r.StatusCode != c.status || c.status == 403 && r.code() != "cross_origin_request" {
				t.Errorf("%s: got %s %s", c.name, r.Status, r.text)
			}
		}
	})
}
