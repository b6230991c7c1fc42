package job

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

type snoozed struct{ pause time.Duration }

func (s *snoozed) Error() string { return fmt.Sprintf("job snoozed for %s", s.pause) }

// Snooze is the error of a handler that wants to run again after d, without
// counting this attempt.
func Snooze(d time.Duration) error { return &snoozed{max(d, 0)} }

type postponed struct {
	pause time.Duration
	cause error
}

func (p *postponed) Error() string { return p.cause.Error() }
func (p *postponed) Unwrap() error { return p.cause }

// Again is the error of a handler that failed and knows how long the pause
// before another attempt must be at least. Unlike Snooze it counts the attempt.
func Again(after time.Duration, cause error) error { return &postponed{max(after, 0), cause} }

type discarded struct{ cause error }

func (d *discarded) Error() string { return "job discarded: " + d.cause.Error() }
func (d *discarded) Unwrap() error { return d.cause }

// Discard is the error of a handler that knows that no further attempt will
// help: the job becomes a dead letter with this cause.
func Discard(cause error) error { return &discarded{cause} }

const (
	firstPause   = time.Second
	longestPause = 10 * time.Minute
)

// exponential is the pause after a failed attempt: 1 s, 2 s, 4 s … 10 min.
func exponential(attempt int) time.Duration {
	return min(firstPause<<min(attempt-1, 20), longestPause)
}

// pauseFor is the pause before another attempt: what the handler asked for, or
// the kind's own.
func pauseFor(kind *Kind, attempt int, err error) time.Duration {
	var asked *postponed
	if errors.As(err, &asked) {
		return asked.pause + time.Duration(0.1*float64(asked.pause)*rand.Float64()) // never earlier
	}
	return jitter(kind.Backoff(attempt))
}

// jitter moves a pause by up to a tenth either way, so that what failed
// together does not come back together.
func jitter(pause time.Duration) time.Duration {
	return time.Duration(float64(pause) * (0.9 + 0.2*rand.Float64()))
}

const longestError = 2000

// errorText gives the text of an error as the database can hold it.
func errorText(err error) string {
	text := strings.ReplaceAll(err.Error(), "\x00", "")
	if len(text) > longestError {
		text = text[:longestError]
	}
	return strings.ToValidUTF8(text, "")
}
