package rest_test

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"relevo/internal/edge/rest"
	"relevo/internal/fault"
)

var columns = []string{"at", "id"}

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	for _, want := range []struct {
		at int64
		id string
	}{{0, ""}, {1893456000123, "wamid.HBgL/+="}, {math.MinInt64, "<\u2028>"}, {math.MaxInt64, "é\x00"}} {
		var at int64
		var id string
		if err := rest.DecodeCursor(rest.EncodeCursor(columns, want.at, want.id), columns, &at, &id); err != nil {
			t.Errorf("%v: %v", want, err)
		}
		if at != want.at || id != want.id {
			t.Errorf("got %d %q, want %d %q", at, id, want.at, want.id)
		}
	}
}

func TestHostileCursors(t *testing.T) {
	t.Parallel()
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for name, cursor := range map[string]string{
		"no base64":     "%%%",
		"padded":        base64.URLEncoding.EncodeToString([]byte(`{"values":[1,"a"],"columns":["at","id"]} `)),
		"no JSON":       encode(`{`),
		"null":          encode(`null`),
		"two values":    encode(`{"values":[1,"a"],"columns":["at","id"]}{}`),
		"other columns": rest.EncodeCursor([]string{"id", "at"}, "a", int64(1)),
		"short":         encode(`{"values":[1],"columns":["at","id"]}`),
		"swapped types": encode(`{"values":["a",1],"columns":["at","id"]}`),
		"fraction":      encode(`{"values":[1.5,"a"],"columns":["at","id"]}`),
		"overflow":      encode(`{"values":[9223372036854775808,"a"],"columns":["at","id"]}`),
		"object":        encode(`{"values":[{},"a"],"columns":["at","id"]}`),
		"too long":      rest.EncodeCursor(columns, int64(1), strings.Repeat("x", 1000)),
	} {
		var at int64
		var id string
		if err := rest.DecodeCursor(cursor, columns, &at, &id); !fault.HasCode(err, fault.CodeInvalidCursor) {
			t.Errorf("%s: got %v, want invalid_cursor", name, err)
		}
	}
}

func FuzzDecodeCursor(f *testing.F) {
	f.Add(rest.EncodeCursor(columns, int64(1893456000123), "a"))
	f.Add("bnVsbA")
	f.Add("")
	f.Fuzz(func(t *testing.T, cursor string) {
		var at int64
		var id string
		err := rest.DecodeCursor(cursor, columns, &at, &id)
		if err != nil {
			if !fault.HasCode(err, fault.CodeInvalidCursor) {
				t.Fatalf("%q: %v", cursor, err)
			}
			return
		}
		var again int64
		var sameID string
		if err := rest.DecodeCursor(rest.EncodeCursor(columns, at, id), columns, &again, &sameID); err != nil || again != at || sameID != id {
			t.Fatalf("%q does not round-trip: %d %q, %v", cursor, again, sameID, err)
		}
	})
}
