package sim

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// fields keeps the members named by ?fields=, or the default ones; id always
// stays. A member in braces, such as throughput{level}, counts by its name.
func (c *call) fields(object node, defaults []string) node {
	wanted := defaults
	if list := c.listFilter("fields"); list != "" {
		wanted = splitFields(list)
	}
	out := node{}
	for _, name := range append(wanted, "id") {
		name, _, _ = strings.Cut(name, "{")
		if v, ok := object[name]; ok {
			out[name] = v
		}
	}
	return out
}

// splitFields splits at commas outside braces.
func splitFields(list string) []string {
	depth := 0
	parts := strings.FieldsFunc(list, func(r rune) bool {
		switch r {
		case '{', '(':
			depth++
		case '}', ')':
			depth--
		}
		return r == ',' && depth == 0
	})
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// page answers a list with Graph's cursor paging: `next` only when there is
// more.
func (c *call) page(all []node, defaults []string) answer {
	limit, err := strconv.Atoi(c.in.str("limit"))
	if err != nil || limit < 1 || limit > 1000 {
		limit = 25
	}
	from, to := 0, 0
	if after, ok := readCursor(c.in.str("after")); ok {
		from = after + 1
	} else if before, ok := readCursor(c.in.str("before")); ok {
		from = max(0, before-limit)
		limit = min(limit, before)
	}
	from = min(from, len(all))
	to = min(from+limit, len(all))
	data := make([]any, 0, to-from)
	for _, object := range all[from:to] {
		data = append(data, c.fields(object, defaults))
	}
	body := node{"data": data}
	if len(data) > 0 {
		paging := node{"cursors": node{"before": cursor(from), "after": cursor(to - 1)}}
		if to < len(all) {
			paging["next"] = c.pageURL("after", cursor(to-1))
		}
		if from > 0 {
			paging["previous"] = c.pageURL("before", cursor(from))
		}
		body["paging"] = paging
	}
	return okay(body)
}

func cursor(at int) string { return base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(at))) }

func readCursor(text string) (int, bool) {
	raw, err := base64.URLEncoding.DecodeString(text)
	if err != nil || text == "" {
		return 0, false
	}
	at, err := strconv.Atoi(string(raw))
	return at, err == nil && at >= 0
}

func (c *call) pageURL(key, value string) string {
	query := url.Values{}
	for k, v := range c.r.URL.Query() {
		query[k] = v
	}
	query.Del("after")
	query.Del("before")
	query.Set(key, value)
	return c.address() + c.r.URL.EscapedPath() + "?" + query.Encode()
}

// address is the URL under which the caller reached the simulator, without a
// slash at its end.
func (c *call) address() string {
	if base := c.base(); base != "" {
		return base
	}
	return "http://" + c.r.Host
}

// base is the configured address, empty when none is known.
func (s *Simulator) base() string {
	if s.options.BaseURL != nil {
		return strings.TrimSuffix(s.options.BaseURL(), "/")
	}
	return s.listenURL()
}
