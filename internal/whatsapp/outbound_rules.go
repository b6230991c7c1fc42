package whatsapp

import (
	"encoding/json"
	"fmt"
	"net/url"
	"unicode/utf8"
)

// The lengths that WhatsApp documents, in code points (Cloud API reference,
// messages).
const (
	maxText         = 4096
	maxCaption      = 1024
	maxContactCards = 257
	maxTemplateName = 512
	maxEmoji        = 64 // no emoji sequence is longer; a text is no reaction
)

func missing(path string) error {
	return refuse(codeMissing, "Required parameter is missing", "Parameter "+path+" is required.")
}

func invalid(path, rule string) error {
	return refuse(codeValue, "Parameter value is not valid", "Parameter "+path+" "+rule+".")
}

func atMost(path, value string, max int) error {
	if utf8.RuneCountInString(value) <= max {
		return nil
	}
	return refuse(codeParameter, fmt.Sprintf("Param %s must be at most %d characters long.", path, max),
		fmt.Sprintf("%s has %d characters.", path, utf8.RuneCountInString(value)))
}

// required gives a string member that must be there, not empty, and short
// enough; 0 for max is any length.
func required(n node, name, path string, max int) (string, error) {
	if !n.has(name) {
		return "", missing(path)
	}
	s, ok := n.str(name)
	if !ok {
		return "", invalid(path, "must be a string")
	}
	if s == "" {
		return "", missing(path)
	}
	if max == 0 {
		return s, nil
	}
	return s, atMost(path, s, max)
}

// optional checks a string member that may be left out.
func optional(n node, name, path string, max int) error {
	if !n.has(name) {
		return nil
	}
	s, ok := n.str(name)
	if !ok {
		return invalid(path, "must be a string")
	}
	return atMost(path, s, max)
}

func param(kind, name string) string { return kind + "['" + name + "']" }

func quoted(s string) string { return fmt.Sprintf("%q", oneLine(s, maxPreview)) }

// checkContent holds the object that the type names to its documented limits.
func checkContent(n node, kind string) error {
	c := n.child(kind)
	if c == nil && kind != "contacts" {
		return invalid(kind, "must be an object")
	}
	switch kind {
	case "text":
		_, err := required(c, "body", "text['body']", maxText)
		return err
	case "image", "video", "audio", "document", "sticker":
		return checkMediaObject(c, kind)
	case "location":
		return checkLocation(c)
	case "contacts":
		return checkContacts(n.raw("contacts"))
	case "reaction":
		return checkReaction(n, c)
	case "interactive":
		return checkInteractive(c)
	case "template":
		return checkTemplate(c)
	}
	return nil
}

// checkMediaObject checks a file that is named by its id or by a link.
func checkMediaObject(c node, path string) error {
	link, hasLink := c.str("link")
	if c.text("id") == "" && (!hasLink || link == "") {
		return missing(param(path, "id") + " or " + param(path, "link"))
	}
	if hasLink && !isWebAddress(link) {
		return invalid(param(path, "link"), "must be an http or https address")
	}
	if (path == "audio" || path == "sticker") && c.text("caption") != "" {
		return invalid(param(path, "caption"), "is not allowed: this kind of message has no caption")
	}
	if err := optional(c, "caption", param(path, "caption"), maxCaption); err != nil {
		return err
	}
	return optional(c, "filename", param(path, "filename"), maxFilename)
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

func checkLocation(c node) error {
	for _, axis := range []struct {
		name  string
		limit float64
	}{{"latitude", 90}, {"longitude", 180}} {
		path := param("location", axis.name)
		if !c.has(axis.name) {
			return missing(path)
		}
		degrees, ok := c.number(axis.name)
		if !ok || degrees < -axis.limit || degrees > axis.limit {
			return invalid(path, fmt.Sprintf("must be a number from -%g to %g", axis.limit, axis.limit))
		}
	}
	return nil
}

func checkContacts(raw json.RawMessage) error {
	cards := elements(raw)
	if len(cards) == 0 || raw[0] != '[' {
		return invalid("contacts", "must be an array with at least one contact")
	}
	if len(cards) > maxContactCards {
		return invalid("contacts", fmt.Sprintf("must have at most %d contacts", maxContactCards))
	}
	for i, card := range cards {
		path := fmt.Sprintf("contacts[%d]['name']", i)
		name := objectOf(card).child("name")
		if name == nil {
			return missing(path)
		}
		if _, err := required(name, "formatted_name", path+"['formatted_name']", 0); err != nil {
			return err
		}
		if name.firstText("first_name", "last_name", "middle_name", "suffix", "prefix") == "" {
			return refuse(codeMissing, "Required parameter is missing",
				path+" needs one of first_name, last_name, middle_name, suffix, prefix beside formatted_name.")
		}
	}
	return nil
}

// checkReaction: an empty emoji takes the reaction back, a missing one is a
// mistake.
func checkReaction(n, c node) error {
	if _, err := required(c, "message_id", "reaction['message_id']", 0); err != nil {
		return err
	}
	emoji, ok := c.str("emoji")
	switch {
	case !c.has("emoji"):
		return missing("reaction['emoji']")
	case !ok || len(emoji) > maxEmoji:
		return invalid("reaction['emoji']", "must be one emoji, or empty to remove the reaction")
	case n.has("context"):
		return invalid("context", "is not allowed on a reaction")
	}
	return nil
}

// checkTemplate leaves variables and components to WhatsApp, which alone knows
// the template.
func checkTemplate(c node) error {
	if _, err := required(c, "name", "template['name']", maxTemplateName); err != nil {
		return err
	}
	language := c.child("language")
	if language == nil {
		return missing("template['language']")
	}
	_, err := required(language, "code", "template['language']['code']", 0)
	return err
}
