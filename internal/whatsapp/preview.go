package whatsapp

import (
	"fmt"
	"strings"
	"unicode"
)

// maxPreview is the length of a Preview in code points.
const maxPreview = 160

// Preview is one line of plain text for a row of a list: no line breaks, no
// control or direction characters, at most 160 code points, never empty.
func (b *Body) Preview() string {
	line := oneLine(b.line(), maxPreview)
	if line == "" {
		line = "Empty message"
	}
	return line
}

// Content is the whole message as plain text with its line breaks: the text, a
// file's caption, or a short description where there is no text.
func (b *Body) Content() string {
	switch {
	case b.Type == "text":
		return b.Text
	case b.Media != nil && b.Media.Caption != "":
		return b.Media.Caption
	case b.Media != nil:
		return b.attachment()
	case b.Order != nil && b.Order.Text != "":
		return b.Order.Text
	case b.Edit != nil && b.Edit.Message != nil:
		return b.Edit.Message.Content()
	case b.Reaction != nil:
		return b.Reaction.Emoji
	case b.System != nil && b.System.Text != "":
		return b.System.Text
	case b.Interactive != nil && b.Interactive.Text != "":
		return b.Interactive.Text
	}
	return b.line()
}

// attachment describes a file without a caption in the form that inbox clients
// recognise and hide: "Image attached (name)".
func (b *Body) attachment() string {
	s := strings.ToUpper(b.Type[:1]) + b.Type[1:] + " attached"
	if b.Media.Filename != "" {
		s += " (" + oneLine(b.Media.Filename, maxFilename) + ")"
	}
	return s
}

func (b *Body) line() string {
	switch b.Type {
	case "text":
		return b.Text
	case "image", "video", "audio", "document", "sticker":
		return b.mediaLine()
	case "location":
		return b.locationLine()
	case "contacts":
		return contactsLine(b.Contacts)
	case "interactive":
		return b.Interactive.line()
	case "edit":
		if b.Edit != nil && b.Edit.Message != nil {
			return "Edited: " + b.Edit.Message.line()
		}
		return "Edited a message"
	case "revoke":
		return "Deleted a message"
	case "media_placeholder":
		return "Media"
	case "unsupported":
		return unsupportedLine(b.Unsupported)
	}
	return b.smallLine()
}

func (b *Body) smallLine() string {
	switch {
	case b.Button != nil:
		return b.Button.Text
	case b.Reaction != nil && b.Reaction.Removed:
		return "Removed a reaction"
	case b.Reaction != nil:
		return "Reacted " + b.Reaction.Emoji
	case b.Order != nil:
		return fmt.Sprintf("Order: %s", plural(len(b.Order.Items), "item"))
	case b.System != nil:
		return b.System.line()
	case b.Template != nil:
		return "Template: " + b.Template.Name
	}
	return unsupportedLine("")
}

func (b *Body) mediaLine() string {
	for _, e := range b.Errors {
		if e.Code == codeMediaDownload {
			return "File could not be received"
		}
	}
	names := map[string]string{"image": "Photo", "video": "Video", "audio": "Audio", "document": "Document", "sticker": "Sticker"}
	switch {
	case b.Media == nil:
		return names[b.Type]
	case b.Media.Caption != "":
		return b.Media.Caption
	case b.Type == "document" && b.Media.Filename != "":
		return b.Media.Filename
	case b.Media.Voice:
		return "Voice message"
	}
	return names[b.Type]
}

func (b *Body) locationLine() string {
	if b.Location == nil || b.Location.Name+b.Location.Address == "" {
		return "Location"
	}
	if b.Location.Name != "" {
		return "Location: " + b.Location.Name
	}
	return "Location: " + b.Location.Address
}

func contactsLine(cards []SharedContact) string {
	if len(cards) == 1 {
		return "Contact: " + cards[0].Name
	}
	return plural(len(cards), "contact")
}

func (it *Interactive) line() string {
	switch {
	case it == nil:
		return "Interactive message"
	case it.Kind == "nfm_reply":
		return "Answered a form"
	case it.Permission != nil && it.Permission.Accepted:
		return "Allowed calls"
	case it.Permission != nil:
		return "Declined calls"
	case it.Title != "":
		return it.Title
	case it.Text != "":
		return it.Text
	}
	return "Interactive message"
}

func (s *System) line() string {
	if s.Text != "" {
		return s.Text
	}
	return "System notice"
}

func unsupportedLine(kind string) string {
	if kind == "" {
		return "Unsupported message"
	}
	return "Unsupported message (" + strings.ReplaceAll(kind, "_", " ") + ")"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// oneLine folds white space, drops control and direction characters, and cuts
// at max code points with an ellipsis.
func oneLine(s string, max int) string {
	var b strings.Builder
	count, space := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF':
			continue
		}
		if count >= max-1 {
			b.WriteRune('…')
			break
		}
		if space && count > 0 {
			b.WriteRune(' ')
			count++
		}
		space = false
		b.WriteRune(r)
		count++
	}
	return b.String()
}
