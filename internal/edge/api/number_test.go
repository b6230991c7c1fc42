package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/edge/record/recordtest"
)

const numbers = "/platform/v1/whatsapp/phone_numbers"

func TestNumbers(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		app := ask(t, s, "POST", "/platform/v1/meta_apps", `{"meta_app":{"name":"Meta 2","app_secret":"s3cret","verify_token":"v3rify"}}`)
		if app.Status != 201 || app.At("data", "webhook_url") != fmt.Sprint(s.URL, "/webhooks/whatsapp/", app.At("data", "id")) {
			t.Fatalf("add app: %d %s", app.Status, app.Text)
		}
		if list := ask(t, s, "GET", "/platform/v1/meta_apps", ""); len(list.Records()) != 2 || strings.Contains(list.Text+app.Text, "s3cret") || strings.Contains(list.Text, "v3rify") {
			t.Errorf("apps: %s", list.Text)
		}
		body := `{"phone_number":{"meta_app_id":"` + fmt.Sprint(app.At("data", "id")) +
			`","phone_number_id":"2","business_account_id":"3","display_phone_number":"+49 30 1234567","name":"Berlin","access_token":"t0ken","kind":"sandbox"}}`
		added := ask(t, s, "POST", numbers, body)
		if added.Status != 201 || strings.Contains(added.Text, "t0ken") {
			t.Fatalf("add number: %d %s", added.Status, added.Text)
		}
		added.Has(t, "49301234567", "data", "display_phone_number_normalized")
		added.Has(t, "CONNECTED", "data", "status")
		added.Has(t, "2", "data", "id")
		if again := ask(t, s, "POST", numbers, body); again.Status != 409 || again.At("code") != "already_exists" {
			t.Errorf("the same number again: %d %s", again.Status, again.Text)
		}
		for _, id := range []string{"2", fmt.Sprint(added.At("data", "internal_id"))} {
			ask(t, s, "GET", numbers+"/"+id, "").Has(t, "Berlin", "data", "name")
		}
		for query, want := range map[string]string{
			"?page=1&per_page=100": "[106540352242922 2]", "?per_page=1": "[106540352242922]", "?page=2&limit=1": "[2]", "?page=3&per_page=1": "[]",
			"?name_contains=berl": "[2]", "?phone_number_id=2": "[2]", "?business_account_id=" + recordtest.AccountID: "[106540352242922]", "?customer_id=c": "[]",
		} {
			if got := fmt.Sprint(ask(t, s, "GET", numbers+query, "").IDs()); got != want {
				t.Errorf("%s: got %s, want %s", query, got, want)
			}
		}
		page := ask(t, s, "GET", numbers+"?page=2&per_page=1", "")
		page.Has(t, "map[page:2 per_page:1 total_count:2 total_pages:2]", "meta")
	})
}

func TestNumbersRefuse(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		for body, want := range map[string]string{
			`{"phone_number":{}}`: "422 invalid_input",
			`{}`:                  "422 invalid_input",
			`{"phone_number":{"meta_app_id":"x","phone_number_id":"2","business_account_id":"3","display_phone_number":"+49301","access_token":"t"}}`:                       "422 reference_missing",
			`{"phone_number":{"meta_app_id":"x","phone_number_id":"2","business_account_id":"3","display_phone_number":"+49301","access_token":"t","graph_url":"ftp://x"}}`: "422 invalid_input",
		} {
			r := ask(t, s, "POST", numbers, body)
			if got := fmt.Sprint(r.Status, " ", r.At("code")); got != want {
				t.Errorf("%s: got %s, want %s (%s)", body, got, want, r.Text)
			}
		}
		other := recordtest.Do(t, s, recordtest.Operator, app.CreateProject, app.CreateProjectIn{Name: "Other"}).ID
		foreign := recordtest.Do(t, s, recordtest.Operator, app.AddMetaApp, app.AddMetaAppIn{ProjectID: other, Name: "Other", AppSecret: "secret", VerifyToken: "verify"}).ID
		if r := ask(t, s, "POST", numbers, `{"phone_number":{"meta_app_id":"`+string(foreign)+`","phone_number_id":"2","business_account_id":"3","display_phone_number":"+49301","access_token":"t"}}`); r.Status != 422 || r.At("fields", "meta_app_id") == nil {
			t.Errorf("another project's app: %d %s", r.Status, r.Text)
		}
		for field, value := range map[string]string{"phone_number_id": "abc", "business_account_id": "12a", "display_phone_number": "abc"} {
			given := map[string]string{"meta_app_id": string(s.MetaApp), "phone_number_id": "2", "business_account_id": "3", "display_phone_number": "+49 30 1234567", "access_token": "t"}
			for _, wrong := range []string{value, strings.Repeat("1", 33), "２３", "1 2", "+1"} {
				if field == "display_phone_number" {
					wrong = value
				}
				given[field] = wrong
				body, err := json.Marshal(map[string]any{"phone_number": given})
				if err != nil {
					t.Fatal(err)
				}
				r := ask(t, s, "POST", numbers, string(body))
				if got := fmt.Sprint(r.Status, " ", r.At("code")); got != "422 invalid_input" || r.At("fields", field) == nil {
					t.Errorf("%s %q: %s (%s)", field, wrong, got, r.Text)
				}
			}
		}
		if r := ask(t, s, "GET", numbers+"/9", ""); r.Status != 404 {
			t.Errorf("unknown number: %d", r.Status)
		}
		if r := ask(t, s, "POST", numbers, `{"phone_number":{}}`, loggedIn(t, s, "me@shop.test")...); r.Status != 403 {
			t.Errorf("a member connects a number: %d %s", r.Status, r.Text)
		}
	})
}

// Webhooks for a number that is not connected are told to an administrator.
func TestUnconfiguredNumbers(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		s.Deliver(t, []byte(`{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",`+
			`"metadata":{"display_phone_number":"4930999","phone_number_id":"99"},`+textFrom(ana, "wamid.1", "hi", start.Unix())+`}}]}]}`))
		r := ask(t, s, "GET", "/platform/v1/whatsapp/unconfigured_numbers", "")
		r.Has(t, "99", "data", 0, "phone_number_id")
		r.Has(t, "1", "data", 0, "changes")
		r.Has(t, "1", "meta", "total_count")
	})
}

func TestChangeAndDisconnectANumber(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		made := ask(t, s, "POST", "/platform/v1/meta_apps", `{"meta_app":{"name":"Meta 2","app_secret":"a","verify_token":"v"}}`)
		app := "/platform/v1/meta_apps/" + fmt.Sprint(made.At("data", "id"))
		ask(t, s, "POST", numbers, `{"phone_number":{"meta_app_id":"`+fmt.Sprint(made.At("data", "id"))+
			`","phone_number_id":"2","business_account_id":"3","display_phone_number":"+49 30 1234567","name":"Berlin","access_token":"t0ken"}}`)
		changed := ask(t, s, "PATCH", numbers+"/2", `{"phone_number":{"name":" Hamburg ","access_token":"n3w"}}`)
		if changed.Status != 200 || changed.At("data", "name") != "Hamburg" || strings.Contains(changed.Text, "n3w") {
			t.Errorf("change: %d %s", changed.Status, changed.Text)
		}
		ask(t, s, "PATCH", numbers+"/2", `{"phone_number":{}}`).Has(t, "Hamburg", "data", "name")
		ask(t, s, "PATCH", app, `{"meta_app":{"name":"Meta 3","app_secret":"b"}}`).Has(t, "Meta 3", "data", "name")
		s.Receive(t, `"contacts":[{"profile":{"name":"Ana"},"wa_id":"15550177001"}],"messages":[{"from":"15550177001","id":"wamid.1","timestamp":"1795274500","type":"text","text":{"body":"hi"}}]`)
		for name, c := range map[string]struct {
			method, path, code string
			status             int
		}{
			"an app with numbers":         {"DELETE", app, "meta_app_in_use", 409},
			"a number with conversations": {"DELETE", numbers + "/" + recordtest.PhoneNumberID, "number_in_use", 409},
			"an unknown number":           {"DELETE", numbers + "/9", "not_found", 404},
			"no app's id":                 {"DELETE", "/platform/v1/meta_apps/9", "not_found", 404},
			"an unknown app":              {"DELETE", "/platform/v1/meta_apps/01890000-0000-7000-8000-000000000000", "not_found", 404},
			"an unknown number's test":    {"GET", numbers + "/9/check", "not_found", 404},
		} {
			if r := ask(t, s, c.method, c.path, ""); r.Status != c.status || r.At("code") != c.code {
				t.Errorf("%s: %d %s", name, r.Status, r.Text)
			}
		}
		if r := ask(t, s, "DELETE", numbers+"/2", ""); r.Status != 204 {
			t.Errorf("disconnect: %d %s", r.Status, r.Text)
		}
		if r := ask(t, s, "DELETE", app, ""); r.Status != 204 {
			t.Errorf("remove the app: %d %s", r.Status, r.Text)
		}
	})
}
