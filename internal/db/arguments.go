package db

import (
	"strings"
	"time"
	"unicode/utf8"

	"relevo/internal/fault"
)

// portable gives statement arguments in the types that both dialects store
// alike: a truth value as 0 or 1, an instant as unix milliseconds. Text that
// PostgreSQL cannot hold is refused on SQLite too.
func portable(args []any) ([]any, error) {
	converted := args
	for i, arg := range args {
		var value any
		switch v := arg.(type) {
		case bool:
			value = int64(0)
			if v {
				value = int64(1)
			}
		case time.Time:
			value = v.UnixMilli()
		case string:
			if !utf8.ValidString(v) || strings.IndexByte(v, 0) >= 0 {
				return nil, errText
			}
			continue
		default:
			continue
		}
		if &converted[0] == &args[0] {
			converted = append([]any(nil), args...)
		}
		converted[i] = value
	}
	return converted, nil
}

var errText = fault.New(fault.Invalid, fault.CodeInvalidInput, "Text must be valid UTF-8 without NUL characters.")
