package serve

import (
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shownTypes are what a browser shows without running any of it, beside every
// kind of video and audio. SVG and HTML are not among them.
var shownTypes = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "image/avif": true, "image/bmp": true,
	"application/pdf": true,
}

// contentType gives a type as a header can carry it; what is none is bytes.
func contentType(given string) string {
	kind, parameters, err := mime.ParseMediaType(given)
	if err != nil || !strings.Contains(kind, "/") {
		return "application/octet-stream"
	}
	if formatted := mime.FormatMediaType(kind, parameters); formatted != "" {
		return formatted
	}
	return kind
}

// disposition says whether a browser shows a file or saves it, and under which
// name. The name is its sender's: it loses every path, what turns the reading
// direction round and hides its ending, and what no header may hold. Source:
// RFC 6266.
func disposition(given, filename string) string {
	kind, _, err := mime.ParseMediaType(given)
	form := "attachment"
	if err == nil && (shownTypes[kind] || strings.HasPrefix(kind, "video/") || strings.HasPrefix(kind, "audio/")) {
		form = "inline"
	}
	name := plainName(filename)
	if name == "" {
		return form
	}
	header := mime.FormatMediaType(form, map[string]string{"filename": name})
	if ascii := asciiName(name); ascii != name {
		// Both forms: an old browser reads the first, every other the second.
		header = mime.FormatMediaType(form, map[string]string{"filename": ascii}) + strings.TrimPrefix(header, form)
	}
	return header
}

const longestName = 200 // bytes; file systems take 255

// plainName is the last part of a file name, without what can't be seen. The
// ending of a name that is too long stays.
func plainName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(c rune) rune {
		const joiner, nonJoiner = 0x200D, 0x200C // parts of words and emoji
		if unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp) && c != joiner && c != nonJoiner {
			return -1
		}
		return c
	}, name)
	name = strings.Trim(name, " .")
	if len(name) <= longestName {
		return name
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); len(name)-dot <= 20 {
		ending = name[dot:]
	}
	cut := longestName - len(ending)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + ending
}

// asciiName is a name for browsers that read no other letters.
func asciiName(name string) string {
	return strings.Map(func(c rune) rune {
		if c > unicode.MaxASCII {
			return '_'
		}
		return c
	}, name)
}
