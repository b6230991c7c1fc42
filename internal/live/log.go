package live

import (
	"context"
	"log/slog"

	"github.com/centrifugal/centrifuge"
)

// logger passes the library's warnings and errors on. Of their fields only
// those are kept that hold no content: others may be a client's frame.
func logger(log *slog.Logger) centrifuge.LogHandler {
	return func(e centrifuge.LogEntry) {
		level := slog.LevelWarn
		if e.Level == centrifuge.LogLevelError {
			level = slog.LevelError
		}
		args := []any{"what", e.Message}
		for _, name := range []string{"client", "user", "channel", "transport"} {
			if value, ok := e.Fields[name]; ok {
				args = append(args, name, value)
			}
		}
		log.Log(context.Background(), level, "live engine", args...)
	}
}
