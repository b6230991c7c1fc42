package whatsapp

import (
	"encoding/json"
	"fmt"
)

// The limits of interactive messages (Cloud API reference, interactive
// messages), in code points or pieces.
const (
	maxInteractiveBody = 1024
	maxListBody        = 4096
	maxHeader          = 60
	maxFooter          = 60
	maxButtons         = 3
	maxButtonTitle     = 20
	maxButtonID        = 256
	maxSections        = 10
	maxRows            = 10
	maxSectionTitle    = 24
	maxRowTitle        = 24
	maxRowID           = 200
	maxRowDescription  = 72
	maxProducts        = 30
	minCards, maxCards = 2, 10
	maxCardBody        = 160
)

// interactiveRule says for one kind whether a body is required, how long it
// may be, which headers it may have, and what its action must hold.
type interactiveRule struct {
	needsBody bool
	maxBody   int
	mediaHead bool // header may be image, video or document, beside text
	action    func(node) error
}

var interactiveRules = map[string]interactiveRule{
	"button":                   {true, maxInteractiveBody, true, checkButtons},
	"list":                     {true, maxListBody, false, checkList},
	"cta_url":                  {true, maxInteractiveBody, true, checkLinkButton},
	"location_request_message": {true, maxInteractiveBody, false, actionNamed("send_location")},
	"address_message":          {true, maxInteractiveBody, false, actionNamed("address_message")},
	"flow":                     {true, maxInteractiveBody, true, actionNamed("flow")},
	"product":                  {false, maxInteractiveBody, false, checkProduct},
	"product_list":             {true, maxInteractiveBody, false, checkProductList},
	"catalog_message":          {true, maxInteractiveBody, false, actionNamed("catalog_message")},
	"carousel":                 {true, maxInteractiveBody, false, checkCarousel},
	"call_permission_request":  {false, maxInteractiveBody, false, actionNamed("call_permission_request")},
	"voice_call":               {false, maxInteractiveBody, true, actionNamed("voice_call")},
	"request_contact_info":     {true, maxInteractiveBody, false, actionNamed("request_contact_info")},
	"order_details":            {true, maxInteractiveBody, true, anyAction},
	"order_status":             {true, maxInteractiveBody, true, anyAction},
}

func checkInteractive(c node) error {
	kind, err := required(c, "type", "interactive['type']", 0)
	if err != nil {
		return err
	}
	rule, known := interactiveRules[kind]
	if !known {
		return invalid("interactive['type']", "has the unknown value "+quoted(kind))
	}
	if err := checkInteractiveText(c, rule); err != nil {
		return err
	}
	if err := checkHeader(c, rule.mediaHead); err != nil {
		return err
	}
	action := c.child("action")
	if action == nil {
		return missing("interactive['action']")
	}
	return rule.action(action)
}

func checkInteractiveText(c node, rule interactiveRule) error {
	if rule.needsBody || c.has("body") {
		if _, err := required(c.child("body"), "text", "interactive['body']['text']", rule.maxBody); err != nil {
			return err
		}
	}
	if c.has("footer") {
		_, err := required(c.child("footer"), "text", "interactive['footer']['text']", maxFooter)
		return err
	}
	return nil
}

func checkHeader(c node, media bool) error {
	if !c.has("header") {
		return nil
	}
	header := c.child("header")
	kind, err := required(header, "type", "interactive['header']['type']", 0)
	if err != nil {
		return err
	}
	switch {
	case kind == "text":
		_, err = required(header, "text", "interactive['header']['text']", maxHeader)
		return err
	case media && (kind == "image" || kind == "video" || kind == "document"):
		if !header.has(kind) {
			return missing("interactive['header']['" + kind + "']")
		}
		return checkMediaObject(header.child(kind), kind)
	}
	return invalid("interactive['header']['type']", "must not be "+quoted(kind)+" in this kind of message")
}

func anyAction(node) error { return nil }

func actionNamed(name string) func(node) error {
	return func(action node) error {
		got, err := required(action, "name", "action['name']", 0)
		if err == nil && got != name {
			return invalid("action['name']", "must be "+quoted(name))
		}
		return err
	}
}

func checkButtons(action node) error {
	buttons := action.list("buttons")
	if len(buttons) == 0 || len(buttons) > maxButtons {
		return invalid("action['buttons']", fmt.Sprintf("must have 1 to %d buttons", maxButtons))
	}
	titles := map[string]bool{}
	for i, raw := range buttons {
		path := fmt.Sprintf("action['buttons'][%d]['reply']", i)
		reply := objectOf(raw).child("reply")
		if reply == nil {
			return missing(path)
		}
		if _, err := required(reply, "id", path+"['id']", maxButtonID); err != nil {
			return err
		}
		title, err := required(reply, "title", path+"['title']", maxButtonTitle)
		if err != nil {
			return err
		}
		if titles[title] {
			return invalid(path+"['title']", "must differ from the other buttons' titles")
		}
		titles[title] = true
	}
	return nil
}

func checkList(action node) error {
	if _, err := required(action, "button", "action['button']", maxButtonTitle); err != nil {
		return err
	}
	sections := action.list("sections")
	if err := checkSectionCount(sections); err != nil {
		return err
	}
	rows := 0
	for i, raw := range sections {
		path := fmt.Sprintf("action['sections'][%d]", i)
		section := objectOf(raw)
		if err := checkSectionTitle(section, path, len(sections) > 1); err != nil {
			return err
		}
		list := section.list("rows")
		if len(list) == 0 {
			return missing(path + "['rows']")
		}
		if rows += len(list); rows > maxRows {
			return invalid("action['sections']", fmt.Sprintf("must have at most %d rows in total", maxRows))
		}
		for j, row := range list {
			if err := checkRow(objectOf(row), fmt.Sprintf("%s['rows'][%d]", path, j)); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkRow(row node, path string) error {
	if _, err := required(row, "id", path+"['id']", maxRowID); err != nil {
		return err
	}
	if _, err := required(row, "title", path+"['title']", maxRowTitle); err != nil {
		return err
	}
	return optional(row, "description", path+"['description']", maxRowDescription)
}

func checkSectionCount(sections []json.RawMessage) error {
	if len(sections) == 0 || len(sections) > maxSections {
		return invalid("action['sections']", fmt.Sprintf("must have 1 to %d sections", maxSections))
	}
	return nil
}

func checkSectionTitle(section node, path string, needed bool) error {
	if !needed {
		return optional(section, "title", path+"['title']", maxSectionTitle)
	}
	_, err := required(section, "title", path+"['title']", maxSectionTitle)
	return err
}

func checkLinkButton(action node) error {
	parameters := action.child("parameters")
	if parameters == nil {
		return missing("action['parameters']")
	}
	if _, err := required(parameters, "display_text", "action['parameters']['display_text']", maxButtonTitle); err != nil {
		return err
	}
	link, err := required(parameters, "url", "action['parameters']['url']", 0)
	if err == nil && !isWebAddress(link) {
		return invalid("action['parameters']['url']", "must be an http or https address")
	}
	return err
}

func checkProduct(action node) error {
	if _, err := required(action, "catalog_id", "action['catalog_id']", 0); err != nil {
		return err
	}
	_, err := required(action, "product_retailer_id", "action['product_retailer_id']", 0)
	return err
}

func checkProductList(action node) error {
	if _, err := required(action, "catalog_id", "action['catalog_id']", 0); err != nil {
		return err
	}
	sections := action.list("sections")
	if err := checkSectionCount(sections); err != nil {
		return err
	}
	products := 0
	for i, raw := range sections {
		section := objectOf(raw)
		if err := checkSectionTitle(section, fmt.Sprintf("action['sections'][%d]", i), len(sections) > 1); err != nil {
			return err
		}
		products += len(section.list("product_items"))
	}
	if products == 0 || products > maxProducts {
		return invalid("action['sections']", fmt.Sprintf("must have 1 to %d products in total", maxProducts))
	}
	return nil
}

func checkCarousel(action node) error {
	cards := action.list("cards")
	if len(cards) < minCards || len(cards) > maxCards {
		return invalid("action['cards']", fmt.Sprintf("must have %d to %d cards", minCards, maxCards))
	}
	for i, raw := range cards {
		body := objectOf(raw).child("body")
		if err := optional(body, "text", fmt.Sprintf("action['cards'][%d]['body']['text']", i), maxCardBody); err != nil {
			return err
		}
	}
	return nil
}
