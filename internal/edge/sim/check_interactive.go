package sim

import (
	"fmt"
	"net/url"
)

// interactiveRule holds the limits of one kind of interactive message (Cloud
// API reference, interactive messages).
type interactiveRule struct {
	body    int  // most characters; 0: no body
	noBody  bool // a body is not asked for
	headers []string
	action  func(node) *graphError
}

var mediaHeaders = []string{"text", "image", "video", "document"}

var interactiveRules = map[string]interactiveRule{
	"button":                   {body: 1024, headers: mediaHeaders, action: checkButtons},
	"list":                     {body: 4096, headers: []string{"text"}, action: checkList},
	"cta_url":                  {body: 1024, headers: mediaHeaders, action: checkCTA},
	"location_request_message": {body: 1024, action: actionNamed("send_location")},
	"address_message":          {body: 1024, headers: mediaHeaders, action: checkAddress},
	"flow":                     {body: 1024, headers: mediaHeaders, action: checkFlow},
	"product":                  {body: 1024, noBody: true, action: checkProduct},
	"product_list":             {body: 1024, headers: []string{"text"}, action: checkProductList},
	"catalog_message":          {body: 1024, action: actionNamed("catalog_message")},
	"carousel":                 {body: 1024, action: checkCarousel},
	"call_permission_request":  {body: 1024, noBody: true, action: actionNamed("call_permission_request")},
	"voice_call":               {body: 1024, action: actionNamed("voice_call")},
	"request_contact_info":     {body: 1024, action: actionNamed("request_contact_info")},
}

func checkInteractive(m *sending) *graphError {
	in := m.Fields
	kind := in.str("type")
	rule, known := interactiveRules[kind]
	if !known {
		return newErrorf(100, "Param interactive['type'] must be one of {BUTTON, CALL_PERMISSION_REQUEST, CAROUSEL, CATALOG_MESSAGE, CTA_URL, FLOW, LIST, LOCATION_REQUEST_MESSAGE, ADDRESS_MESSAGE, PRODUCT, PRODUCT_LIST, REQUEST_CONTACT_INFO, VOICE_CALL} - got %q.", kind)
	}
	if in.obj("action") == nil {
		return required("interactive['action']")
	}
	low := 1
	if rule.noBody {
		low = 0
	}
	return firstOf(
		textBetween("interactive['body']['text']", in.obj("body").str("text"), low, rule.body),
		textBetween("interactive['footer']['text']", in.obj("footer").str("text"), 0, 60),
		checkHeader(in, rule.headers, kind == "product_list"),
		rule.action(in),
	)
}

func checkHeader(in node, allowed []string, needed bool) *graphError {
	header := in.obj("header")
	if header == nil {
		if needed {
			return required("interactive['header']")
		}
		return nil
	}
	kind := header.str("type")
	if !contains(allowed, kind) {
		return invalid("Header type %q is not allowed for interactive type %q.", kind, in.str("type"))
	}
	if kind == "text" {
		return textBetween("interactive['header']['text']", header.str("text"), 1, 60)
	}
	return checkMediaObject(header.obj(kind), "interactive['header']['"+kind+"']")
}

func checkButtons(in node) *graphError {
	buttons := in.obj("action").objects("buttons")
	if len(buttons) < 1 || len(buttons) > 3 {
		return invalid("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
	}
	titles, ids := map[string]bool{}, map[string]bool{}
	for i, b := range buttons {
		reply := b.obj("reply")
		title, id := reply.str("title"), reply.str("id")
		switch {
		case b.str("type") != "reply":
			return invalid("Param interactive['action']['buttons'][%d]['type'] must be one of {REPLY}.", i)
		case runes(title) < 1 || runes(title) > 20:
			return invalid("Button title length invalid. Min length: 1, Max length: 20")
		case runes(id) < 1 || runes(id) > 256:
			return invalid("Button id length invalid. Min length: 1, Max length: 256")
		case titles[title]:
			return invalid("Duplicate button title %q.", title)
		case ids[id]:
			return invalid("Duplicate button id.")
		}
		titles[title], ids[id] = true, true
	}
	return nil
}

func checkList(in node) *graphError {
	action := in.obj("action")
	if n := runes(action.str("button")); n < 1 || n > 20 {
		return invalid("Button length invalid. Min length: 1, Max length: 20")
	}
	sections := action.objects("sections")
	if len(sections) < 1 || len(sections) > 10 {
		return invalid("Invalid sections count. Min allowed sections: 1, Max allowed sections: 10")
	}
	rows, ids := 0, map[string]bool{}
	for _, section := range sections {
		title := section.str("title")
		if runes(title) > 24 || (title == "" && len(sections) > 1) {
			return invalid("Section title length invalid. Min length: 1, Max length: 24")
		}
		list := section.objects("rows")
		if len(list) == 0 {
			return invalid("A section must have at least one row.")
		}
		for _, row := range list {
			if err := checkRow(row, ids); err != nil {
				return err
			}
		}
		rows += len(list)
	}
	if rows > 10 {
		return invalid("Total row count exceed max allowed count: 10")
	}
	return nil
}

func checkRow(row node, ids map[string]bool) *graphError {
	id, title := row.str("id"), row.str("title")
	switch {
	case runes(title) < 1 || runes(title) > 24:
		return invalid("Row title is too long. Max length: 24")
	case runes(id) < 1 || runes(id) > 200:
		return invalid("Row id is too long. Max length: 200")
	case runes(row.str("description")) > 72:
		return invalid("Row description is too long. Max length: 72")
	case ids[id]:
		return invalid("Duplicated row id.")
	}
	ids[id] = true
	return nil
}

func actionNamed(name string) func(node) *graphError {
	return func(in node) *graphError {
		if got := in.obj("action").str("name"); got != name {
			return invalid("Param interactive['action']['name'] must be %q - got %q.", name, got)
		}
		return nil
	}
}

func checkCTA(in node) *graphError {
	if err := actionNamed("cta_url")(in); err != nil {
		return err
	}
	p := in.obj("action").obj("parameters")
	if n := runes(p.str("display_text")); n < 1 || n > 20 {
		return invalid("Param display_text length invalid. Min length: 1, Max length: 20")
	}
	if u, err := url.Parse(p.str("url")); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return invalid("Param interactive['action']['parameters']['url'] is not a valid URI.")
	}
	return nil
}

func checkAddress(in node) *graphError {
	if err := actionNamed("address_message")(in); err != nil {
		return err
	}
	if in.obj("action").obj("parameters").str("country") == "" {
		return required("interactive['action']['parameters']['country']")
	}
	return nil
}

func checkFlow(in node) *graphError {
	if err := actionNamed("flow")(in); err != nil {
		return err
	}
	p := in.obj("action").obj("parameters")
	switch {
	case p.str("flow_message_version") != "3":
		return invalid("Param flow_message_version must be \"3\".")
	case p.str("flow_id") == "" && p.str("flow_name") == "":
		return required("flow_id or flow_name")
	case runes(p.str("flow_cta")) < 1 || runes(p.str("flow_cta")) > 30:
		return invalid("Param flow_cta length invalid. Min length: 1, Max length: 30")
	}
	return nil
}

func checkProduct(in node) *graphError {
	if in.has("header") {
		return invalid("A single product message cannot have a header.")
	}
	action := in.obj("action")
	if action.str("catalog_id") == "" || action.str("product_retailer_id") == "" {
		return required("interactive['action']['catalog_id'] and ['product_retailer_id']")
	}
	return nil
}

func checkProductList(in node) *graphError {
	action := in.obj("action")
	if action.str("catalog_id") == "" {
		return required("interactive['action']['catalog_id']")
	}
	sections := action.objects("sections")
	if len(sections) < 1 || len(sections) > 10 {
		return invalid("Invalid sections count. Min allowed sections: 1, Max allowed sections: 10")
	}
	items := 0
	for _, section := range sections {
		items += len(section.objects("product_items"))
	}
	if items < 1 || items > 30 {
		return invalid("Invalid product items count. Min: 1, Max: 30")
	}
	return nil
}

func checkCarousel(in node) *graphError {
	cards := in.obj("action").objects("cards")
	if len(cards) < 2 || len(cards) > 10 {
		return invalid("Invalid cards count. Min allowed cards: 2, Max allowed cards: 10")
	}
	first := cards[0].obj("header").str("type")
	for i, card := range cards {
		if at, ok := card.number("card_index"); !ok || int(at) != i {
			return invalid("Param cards[%d]['card_index'] must be %d.", i, i)
		}
		if card.obj("header").str("type") != first {
			return invalid("All cards must have the same header type.")
		}
		if err := textBetween(fmt.Sprintf("cards[%d]['body']['text']", i), card.obj("body").str("text"), 0, 1024); err != nil {
			return err
		}
	}
	return nil
}
