package whatsapp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// FileID gives the id of the file that a message names: of the media that it
// is, or of the media in the header of a template or an interactive message; ""
// without one.
func FileID(message json.RawMessage) string {
	members, err := membersOf(message)
	if err != nil {
		return ""
	}
	id, _ := fileIn(members)["id"].(string)
	return id
}

// WithFileID gives the message with another id of the file that it names.
func WithFileID(message json.RawMessage, id string) (json.RawMessage, error) {
	members, err := membersOf(message)
	if err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	file := fileIn(members)
	if file == nil {
		return message, nil
	}
	file["id"] = id
	return json.Marshal(members)
}

func membersOf(message json.RawMessage) (members map[string]any, err error) {
	reader := json.NewDecoder(bytes.NewReader(message))
	reader.UseNumber() // a number leaves as it came
	err = reader.Decode(&members)
	return members, err
}

// fileIn gives the object that names the file, nil without one. Source: Cloud
// API reference, messages: media, interactive header, template components.
func fileIn(message map[string]any) map[string]any {
	kind, _ := message["type"].(string)
	content, _ := message[kind].(map[string]any)
	switch kind {
	case "image", "video", "audio", "document", "sticker":
		return content
	case "interactive":
		return mediaIn(content["header"])
	case "template":
		components, _ := content["components"].([]any)
		for _, one := range components {
			component, _ := one.(map[string]any)
			if name, _ := component["type"].(string); !strings.EqualFold(name, "header") {
				continue
			}
			parameters, _ := component["parameters"].([]any)
			for _, parameter := range parameters {
				if file := mediaIn(parameter); file != nil {
					return file
				}
			}
		}
	}
	return nil
}

func mediaIn(value any) map[string]any {
	object, _ := value.(map[string]any)
	kind, _ := object["type"].(string)
	if kind != "image" && kind != "video" && kind != "document" {
		return nil
	}
	file, _ := object[kind].(map[string]any)
	return file
}
