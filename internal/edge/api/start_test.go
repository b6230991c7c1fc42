package api_test

import (
	"fmt"
	"testing"

	"relevo/internal/edge/record/recordtest"
)

const hello = `{"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`

// startWith gives the body that writes to a phone number first.
func startWith(phone, message, client string) string {
	return `{"whatsapp_conversation":{"phone_number_id":"` + recordtest.PhoneNumberID + `","phone_number":"` + phone + `"},"message":` + message + `,"client_id":"` + client + `"}`
}

func TestStartingAConversation(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		me := loggedIn(t, s, "me@shop.test")
		first := ask(t, s, "POST", conversations, startWith("+34 612-34-56-78", hello, "one"), me...)
		if first.Status != 202 {
			t.Fatalf("%d %s", first.Status, first.Text)
		}
		first.Has(t, "+34612345678", "data", "whatsapp_conversation", "phone_number")
		first.Has(t, "queued", "data", "message", "kapso", "status")
		first.Has(t, "34612345678", "data", "message", "to")
		id := fmt.Sprint(first.At("data", "whatsapp_conversation", "id"))

		again := ask(t, s, "POST", conversations, startWith("+34 612-34-56-78", hello, "one"), me...)
		again.Has(t, fmt.Sprint(first.At("data", "message", "id")), "data", "message", "id")
		more := ask(t, s, "POST", conversations, startWith("34612345678", hello, "two"), me...)
		more.Has(t, id, "data", "whatsapp_conversation", "id")
		if sent := ask(t, s, "GET", "/platform/v1/whatsapp/messages?conversation_id="+id, "", me...).Records(); len(sent) != 2 {
			t.Errorf("%d messages, want 2", len(sent))
		}

		ask(t, s, "PATCH", conversations+"/"+id, `{"whatsapp_conversation":{"status":"ended"}}`, me...)
		next := ask(t, s, "POST", conversations, startWith("34612345678", hello, "three"), me...)
		if got := fmt.Sprint(next.At("data", "whatsapp_conversation", "id")); next.Status != 202 || got == id {
			t.Errorf("after the end: %d %s", next.Status, next.Text)
		}
	})
}

func TestStartingIsRefused(t *testing.T) {
	t.Parallel()
	eachShop(t, func(t *testing.T, s *recordtest.Shop) {
		for body, want := range map[string]string{
			startWith("", hello, "a"):                                   "422 invalid_input phone_number must be given",
			startWith("Ana", hello, "a"):                                "422 no_phone_number phone_number is not a phone number",
			startWith("0612345678", hello, "a"):                         "422 no_country_code phone_number must begin with the country code, such as +34",
			startWith("+3461", hello, "a"):                              "422 phone_number_length phone_number must have 7 to 15 digits with the country code",
			startWith("+"+recordtest.Business, hello, "a"):              "422 own_number phone_number is your own WhatsApp number",
			startWith("+34612345678", hello, ""):                        "422 invalid_input client_id must be an id of the client's own, of at most 100 characters",
			startWith("+34612345678", `{"type":"poll","poll":{}}`, "a"): `422 invalid_input Message type "poll" is not supported.`,
			`{"whatsapp_conversation":{"phone_number_id":"7","phone_number":"+34612345678"},"message":` + hello + `,"client_id":"a"}`: "404 not_found There is no such record.",
		} {
			r := ask(t, s, "POST", conversations, body)
			if got := fmt.Sprint(r.Status, " ", r.At("code"), " ", r.At("error")); got != want {
				t.Errorf("%.120s: got %s, want %s", body, got, want)
			}
		}
		if list := ask(t, s, "GET", conversations, "").Records(); len(list) != 0 {
			t.Errorf("what was refused left %v", list)
		}
	})
}
