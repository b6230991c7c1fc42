package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// outboundOf wraps content into a complete body.
func outboundOf(content string) string {
	return `{"messaging_product":"whatsapp","to":"+15550100200",` + content + `}`
}

var acceptedContents = []string{
	`"type":"text","text":{"body":"hi","preview_url":true}`,
	`"text":{"body":"type left out"}`,
	`"type":"text","text":{"body":"` + strings.Repeat("👋", maxText) + `"},"context":{"message_id":"wamid.1"},"biz_opaque_callback_data":"cb"`,
	`"type":"image","image":{"link":"https://example.org/a.jpg","caption":"c"}`,
	`"type":"audio","audio":{"id":"1","voice":true}`,
	`"type":"document","document":{"id":"1","filename":"a.pdf"}`,
	`"type":"sticker","sticker":{"id":1}`,
	`"type":"location","location":{"latitude":-90,"longitude":"180","name":"n"}`,
	`"type":"contacts","contacts":[{"name":{"formatted_name":"A B","first_name":"A"},"phones":[{"phone":"+1"}]}]`,
	`"type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👨‍👩‍👧‍👦"}`,
	`"type":"reaction","reaction":{"message_id":"wamid.1","emoji":""}`,
	`"type":"template","template":{"name":"hello","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","parameter_name":"1","text":"x"}]}]}`,
	`"type":"interactive","interactive":{"type":"button","header":{"type":"image","image":{"id":"1"}},"body":{"text":"b"},"footer":{"text":"f"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"Yes"}},{"type":"reply","reply":{"id":"2","title":"No"}}]}}`,
	`"type":"interactive","interactive":{"type":"list","body":{"text":"b"},"action":{"button":"Pick","sections":[{"rows":[{"id":"1","title":"One","description":"d"}]}]}}`,
	`"type":"interactive","interactive":{"type":"cta_url","body":{"text":"b"},"action":{"name":"cta_url","parameters":{"display_text":"Go","url":"https://example.org"}}}`,
	`"type":"interactive","interactive":{"type":"location_request_message","body":{"text":"b"},"action":{"name":"send_location"}}`,
	`"type":"interactive","interactive":{"type":"request_contact_info","body":{"text":"b"},"action":{"name":"request_contact_info"}}`,
	`"type":"interactive","interactive":{"type":"flow","body":{"text":"b"},"action":{"name":"flow","parameters":{"flow_id":"1","flow_cta":"Open"}}}`,
	`"type":"interactive","interactive":{"type":"product","action":{"catalog_id":"1","product_retailer_id":"2"}}`,
	`"type":"interactive","interactive":{"type":"product_list","header":{"type":"text","text":"h"},"body":{"text":"b"},"action":{"catalog_id":"1","sections":[{"title":"s","product_items":[{"product_retailer_id":"2"}]}]}}`,
	`"type":"interactive","interactive":{"type":"catalog_message","body":{"text":"b"},"action":{"name":"catalog_message"}}`,
	`"type":"interactive","interactive":{"type":"carousel","body":{"text":"b"},"action":{"cards":[{"card_index":0,"body":{"text":"x"}},{"card_index":1}]}}`,
	`"type":"interactive","interactive":{"type":"call_permission_request","action":{"name":"call_permission_request"}}`,
	`"type":"pin","pin":{"type":"pin","message_id":"wamid.1"},"recipient_type":"group"`,
}

func TestParseOutboundAccepts(t *testing.T) {
	t.Parallel()
	for _, content := range acceptedContents {
		body := outboundOf(content + `,"unknown_member":{"kept":[1.50]}`)
		o, err := ParseOutbound([]byte(body))
		if err != nil {
			t.Errorf("%.120s: %v", body, refusalText(err))
			continue
		}
		if string(o.Raw) != body {
			t.Errorf("raw changed: %s", o.Raw)
		}
		if o.To != "+15550100200" || o.Type == "" || o.Preview() == "" {
			t.Errorf("%.120s: got %+v", body, o)
		}
	}
}

func refusalText(err error) string {
	var e *GraphError
	if errors.As(err, &e) {
		return fmt.Sprintf("%d %s %s", e.Code, e.Message, e.Details)
	}
	return fmt.Sprint(err)
}

func TestParseOutboundRefuses(t *testing.T) {
	t.Parallel()
	text := `"type":"text","text":{"body":"hi"}`
	long := func(n int) string { return strings.Repeat("é", n) }
	inter := func(kind, rest string) string {
		return outboundOf(`"type":"interactive","interactive":{"type":"` + kind + `",` + rest + `}`)
	}
	button := func(id, title string) string {
		return fmt.Sprintf(`{"type":"reply","reply":{"id":%q,"title":%q}}`, id, title)
	}
	buttons := func(list ...string) string {
		return inter("button", `"body":{"text":"b"},"action":{"buttons":[`+strings.Join(list, ",")+`]}`)
	}
	row := `{"id":"1","title":"One"}`
	list := func(action string) string { return inter("list", `"body":{"text":"b"},"action":{`+action+`}`) }
	for name, v := range map[string]struct {
		body string
		code int
		says string
	}{
		"not json":              {`{`, codeParameter, "JSON"},
		"not an object":         {`[1]`, codeParameter, "object"},
		"no product":            {`{"to":"1",` + text + `}`, codeParameter, "messaging_product is required"},
		"other product":         {`{"messaging_product":"sms","to":"1",` + text + `}`, codeParameter, "messaging_product"},
		"no recipient":          {`{"messaging_product":"whatsapp",` + text + `}`, codeParameter, "to is required"},
		"bsuid in to":           {`{"messaging_product":"whatsapp","to":"US.134",` + text + `}`, codeValue, "belongs in recipient"},
		"name in to":            {`{"messaging_product":"whatsapp","to":"Ada",` + text + `}`, codeValue, "phone number"},
		"phone in recipient":    {`{"messaging_product":"whatsapp","recipient":"1555",` + text + `}`, codeValue, "recipient"},
		"recipient type":        {outboundOf(text + `,"recipient_type":"everyone"`), codeParameter, "recipient_type"},
		"no type":               {outboundOf(`"image":{"id":"1"}`), codeMissing, "type"},
		"unknown type":          {outboundOf(`"type":"hologram","hologram":{}`), codeUnsupported, "hologram"},
		"no type object":        {outboundOf(`"type":"image"`), codeMissing, "image"},
		"type object no object": {outboundOf(`"type":"text","text":"hi"`), codeValue, "object"},
		"empty text":            {outboundOf(`"type":"text","text":{"body":""}`), codeMissing, "text['body']"},
		"text no string":        {outboundOf(`"type":"text","text":{"body":5}`), codeValue, "string"},
		"long text":             {outboundOf(`"type":"text","text":{"body":"` + long(4097) + `"}`), codeParameter, "Param text['body'] must be at most 4096 characters long."},
		"callback data":         {outboundOf(text + `,"biz_opaque_callback_data":"` + long(513) + `"`), codeParameter, "512"},
		"context without id":    {outboundOf(text + `,"context":{}`), codeMissing, "context"},
		"media without id":      {outboundOf(`"type":"image","image":{"caption":"c"}`), codeMissing, "link"},
		"media link":            {outboundOf(`"type":"image","image":{"link":"file:///etc/passwd"}`), codeValue, "http"},
		"long caption":          {outboundOf(`"type":"video","video":{"id":"1","caption":"` + long(1025) + `"}`), codeParameter, "1024"},
		"caption on audio":      {outboundOf(`"type":"audio","audio":{"id":"1","caption":"x"}`), codeValue, "caption"},
		"long filename":         {outboundOf(`"type":"document","document":{"id":"1","filename":"` + long(241) + `"}`), codeParameter, "240"},
		"no latitude":           {outboundOf(`"type":"location","location":{"longitude":1}`), codeMissing, "latitude"},
		"latitude":              {outboundOf(`"type":"location","location":{"latitude":90.01,"longitude":1}`), codeValue, "-90 to 90"},
		"longitude":             {outboundOf(`"type":"location","location":{"latitude":1,"longitude":"west"}`), codeValue, "-180 to 180"},
		"no contacts":           {outboundOf(`"type":"contacts","contacts":[]`), codeValue, "at least one"},
		"contact name":          {outboundOf(`"type":"contacts","contacts":[{"name":{"first_name":"A"}}]`), codeMissing, "formatted_name"},
		"contact half a name":   {outboundOf(`"type":"contacts","contacts":[{"name":{"formatted_name":"A"}}]`), codeMissing, "first_name"},
		"reaction target":       {outboundOf(`"type":"reaction","reaction":{"emoji":"x"}`), codeMissing, "message_id"},
		"reaction emoji":        {outboundOf(`"type":"reaction","reaction":{"message_id":"w"}`), codeMissing, "emoji"},
		"reaction text":         {outboundOf(`"type":"reaction","reaction":{"message_id":"w","emoji":"` + long(60) + `"}`), codeValue, "emoji"},
		"reaction context":      {outboundOf(`"type":"reaction","reaction":{"message_id":"w","emoji":"x"},"context":{"message_id":"w"}`), codeValue, "context"},
		"template name":         {outboundOf(`"type":"template","template":{"language":{"code":"en"}}`), codeMissing, "name"},
		"template language":     {outboundOf(`"type":"template","template":{"name":"x"}`), codeMissing, "language"},
		"interactive type":      {inter("hologram", `"body":{"text":"b"}`), codeValue, "hologram"},
		"no body":               {inter("button", `"action":{}`), codeMissing, "body"},
		"long body":             {inter("button", `"body":{"text":"`+long(1025)+`"},"action":{}`), codeParameter, "1024"},
		"long list body":        {inter("list", `"body":{"text":"`+long(4097)+`"},"action":{}`), codeParameter, "4096"},
		"long footer":           {inter("button", `"body":{"text":"b"},"footer":{"text":"`+long(61)+`"},"action":{}`), codeParameter, "60"},
		"long header":           {inter("button", `"header":{"type":"text","text":"`+long(61)+`"},"body":{"text":"b"},"action":{}`), codeParameter, "60"},
		"media header on list":  {inter("list", `"header":{"type":"image","image":{"id":"1"}},"body":{"text":"b"},"action":{}`), codeValue, "header"},
		"no action":             {inter("button", `"body":{"text":"b"}`), codeMissing, "action"},
		"no buttons":            {buttons(), codeValue, "1 to 3"},
		"four buttons":          {buttons(button("1", "a"), button("2", "b"), button("3", "c"), button("4", "d")), codeValue, "1 to 3"},
		"same titles":           {buttons(button("1", "a"), button("2", "a")), codeValue, "differ"},
		"button title":          {buttons(button("1", long(21))), codeParameter, "20"},
		"button id":             {buttons(button(long(257), "a")), codeParameter, "256"},
		"list button":           {list(`"sections":[{"rows":[` + row + `]}]`), codeMissing, "button"},
		"no rows":               {list(`"button":"b","sections":[{"rows":[]}]`), codeMissing, "rows"},
		"eleven rows":           {list(`"button":"b","sections":[{"rows":[` + strings.Repeat(row+",", 10) + row + `]}]`), codeValue, "10 rows"},
		"section title":         {list(`"button":"b","sections":[{"rows":[` + row + `]},{"rows":[` + row + `]}]`), codeMissing, "title"},
		"row title":             {list(`"button":"b","sections":[{"rows":[{"id":"1","title":"` + long(25) + `"}]}]`), codeParameter, "24"},
		"row description":       {list(`"button":"b","sections":[{"rows":[{"id":"1","title":"t","description":"` + long(73) + `"}]}]`), codeParameter, "72"},
		"link button":           {inter("cta_url", `"body":{"text":"b"},"action":{"parameters":{"display_text":"x","url":"javascript:1"}}`), codeValue, "http"},
		"wrong action":          {inter("location_request_message", `"body":{"text":"b"},"action":{"name":"cta_url"}`), codeValue, "send_location"},
		"one card":              {inter("carousel", `"body":{"text":"b"},"action":{"cards":[{}]}`), codeValue, "2 to 10"},
		"no products":           {inter("product_list", `"body":{"text":"b"},"action":{"catalog_id":"1","sections":[{}]}`), codeValue, "30"},
		"read without id":       {`{"messaging_product":"whatsapp","status":"read"}`, codeMissing, "message_id"},
		"other status":          {`{"messaging_product":"whatsapp","status":"seen","message_id":"w"}`, codeValue, "read"},
	} {
		_, err := ParseOutbound([]byte(v.body))
		var e *GraphError
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if e.Code != v.code || e.HTTPStatus != 400 || e.Type == "" || e.FBTraceID == "" || !strings.Contains(e.Message+" "+e.Details, v.says) {
			t.Errorf("%s: got %s, want %d %q", name, refusalText(err), v.code, v.says)
		}
		if !strings.HasPrefix(e.Message, fmt.Sprintf("(#%d) ", e.Code)) || e.Explain().Known == false {
			t.Errorf("%s: message %q", name, e.Message)
		}
	}
}

func TestParseOutboundExposes(t *testing.T) {
	t.Parallel()
	o, err := ParseOutbound([]byte(`{"messaging_product":"whatsapp","recipient":"US.134","type":"image","image":{"link":"https://e.org/x"},"context":{"message_id":"wamid.0"},"biz_opaque_callback_data":"cb"}`))
	if err != nil {
		t.Fatal(err)
	}
	if o.Person().UserID != "US.134" || o.Context != "wamid.0" || o.CallbackData != "cb" || o.Media.Link != "https://e.org/x" || o.RecipientType != RecipientIndividual {
		t.Errorf("got %+v", o)
	}
	if o, err = ParseOutbound([]byte(`{"messaging_product":"whatsapp","status":"read","message_id":"w","typing_indicator":{"type":"text"}}`)); err != nil || *o.Read != (ReadReceipt{"w", true}) {
		t.Errorf("got %+v, %v", o.Read, err)
	}
	if o, err = ParseOutbound([]byte(outboundOf(`"recipient":"US.134","type":"text","text":{"body":"x"}`))); err != nil || o.Person() != (Identity{Phone: "15550100200", UserID: "US.134"}) {
		t.Errorf("got %+v, %v", o.Person(), err)
	}
	if o, err = ParseOutbound([]byte(`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2FwaV9ncm91cDox","type":"text","text":{"body":"x"}}`)); err != nil || !o.Person().IsZero() {
		t.Errorf("got %+v, %v", o, err)
	}
}

func TestWithCallbackDataKeepsTheRest(t *testing.T) {
	t.Parallel()
	o, err := ParseOutbound([]byte(`{ "z":1.50, "messaging_product":"whatsapp","biz_opaque_callback_data":"old","to":"1","type":"text","text":{"body":"<&>\u2028"}, "a":null }`))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"z":1.50,"messaging_product":"whatsapp","biz_opaque_callback_data":"<id>","to":"1","type":"text","text":{"body":"<&>\u2028"},"a":null}`
	if got := o.WithCallbackData("<id>"); string(got.Raw) != want || got.CallbackData != "<id>" {
		t.Errorf("got %s", got.Raw)
	}
	if o.CallbackData != "old" {
		t.Error("the original changed")
	}
}

func TestParseDraft(t *testing.T) {
	t.Parallel()
	draft := `{"type":"text","text":{"body":"x"},"to":"666","recipient":"US.9"}`
	for _, v := range []struct {
		to   Identity
		want string
	}{
		{Identity{Phone: "1555", UserID: "US.1"}, `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+1555","type":"text","text":{"body":"x"}}`},
		{Identity{UserID: "US.1"}, `{"messaging_product":"whatsapp","recipient_type":"individual","recipient":"US.1","type":"text","text":{"body":"x"}}`},
	} {
		o, err := ParseDraft([]byte(draft), v.to)
		if err != nil || string(o.Raw) != v.want {
			t.Errorf("got %s, %v", o.Raw, err)
		}
	}
	for _, bad := range []string{`{`, `{"type":"text"}`} {
		if _, err := ParseDraft([]byte(bad), Identity{Phone: "1"}); err == nil {
			t.Errorf("%s accepted", bad)
		}
	}
	if _, err := ParseDraft([]byte(draft), Identity{}); err == nil {
		t.Error("nobody to send to, and accepted")
	}
}

func TestGraphErrorBody(t *testing.T) {
	t.Parallel()
	e := &GraphError{HTTPStatus: 400, Code: 100, Type: "OAuthException", Message: "(#100) a < b", Details: "d", FBTraceID: "A1"}
	want := `{"error":{"message":"(#100) a < b","type":"OAuthException","code":100,"error_data":{"messaging_product":"whatsapp","details":"d"},"fbtrace_id":"A1"}}`
	if got := string(e.Body()); got != want {
		t.Errorf("got %s", got)
	}
	e.Raw = json.RawMessage(`{"error":{"is_new":true}}`)
	if got := string(e.Body()); got != string(e.Raw) {
		t.Errorf("got %s", got)
	}
	if text := e.Error(); strings.Contains(text, "a < b") {
		t.Errorf("the text of a log line holds the message: %s", text)
	}
}
