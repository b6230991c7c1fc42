package channel

import (
	"encoding/json"
	"fmt"
	"time"

	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// What can be wrong with a number. "" is nothing.
const (
	ProblemToken   = "token"   // WhatsApp does not take the access token
	ProblemPayment = "payment" // the account cannot be charged
	ProblemAccount = "account" // the account is locked or restricted
	ProblemQuality = "quality" // people block or report the number
	ProblemLimit   = "limit"   // it may write to nobody more for now
)

// Health says how a number is, in WhatsApp's own words, and what is wrong with
// it. A zero time is never; ProblemCode is WhatsApp's, 0 for none.
type Health struct {
	NumberID       ids.NumberID
	ProjectID      ids.ProjectID
	Quality        string // GREEN, YELLOW, RED, UNKNOWN; "" before the first look
	MessagingLimit string // TIER_250, …
	Problem        string
	ProblemCode    int
	ProblemAt      time.Time
	CheckedAt      time.Time
	WebhookAt      time.Time // to about a minute
	WebhookCall    WebhookCall
	WebhookCallAt  time.Time
}

const healthQuery = `SELECT n.id, n.project_id, COALESCE(h.quality, ''), COALESCE(h.messaging_limit, ''), COALESCE(h.problem, ''),
	COALESCE(h.problem_code, 0), COALESCE(h.problem_at, 0), COALESCE(h.checked_at, 0), COALESCE(h.webhook_at, 0),
	a.webhook_call, a.webhook_call_at
	FROM numbers n JOIN meta_apps a ON a.id = n.meta_app_id LEFT JOIN number_health h ON h.number_id = n.id `

func scanHealth(s db.Scanner) (h Health, err error) {
	var problem, checked, webhook, call int64
	err = s.Scan(&h.NumberID, &h.ProjectID, &h.Quality, &h.MessagingLimit, &h.Problem, &h.ProblemCode, &problem, &checked, &webhook, &h.WebhookCall, &call)
	h.ProblemAt, h.CheckedAt, h.WebhookAt, h.WebhookCallAt = timeOf(problem), timeOf(checked), timeOf(webhook), timeOf(call)
	return h, err
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

func millisOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Millis(t)
}

// GetHealth gives the health of a number; for Relevo's own work.
func GetHealth(tx *db.Tx, id ids.NumberID) (Health, error) {
	return db.One(tx, scanHealth, healthQuery+`WHERE n.id = $1`, id)
}

// ListHealth gives the health of the numbers in scope, oldest number first.
func ListHealth(tx *db.Tx, scope policy.Scope) ([]Health, error) {
	var w db.Where
	numberScope(&w, scope)
	return db.All(tx, scanHealth, healthQuery+w.String()+` ORDER BY n.created_at, n.id`, w.Args()...)
}

// SetHealth stores what is known about a number, its last webhook aside.
func SetHealth(tx *db.Tx, h Health) error {
	_, err := tx.Exec(`INSERT INTO number_health (number_id, quality, messaging_limit, problem, problem_code, problem_at, checked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (number_id) DO UPDATE SET quality = excluded.quality, messaging_limit = excluded.messaging_limit,
			problem = excluded.problem, problem_code = excluded.problem_code, problem_at = excluded.problem_at, checked_at = excluded.checked_at`,
		h.NumberID, h.Quality, h.MessagingLimit, h.Problem, h.ProblemCode, millisOf(h.ProblemAt), millisOf(h.CheckedAt))
	return err
}

// NoteWebhook writes that a webhook for a number came in.
func NoteWebhook(tx *db.Tx, id ids.NumberID) error {
	_, err := tx.Exec(`INSERT INTO number_health (number_id, webhook_at) VALUES ($1, $2)
		ON CONFLICT (number_id) DO UPDATE SET webhook_at = excluded.webhook_at`, id, tx.NowMillis())
	return err
}

// Check is a test of a number's connection. A zero FinishedAt is one that runs.
type Check struct {
	ID         string
	NumberID   ids.NumberID
	Steps      []CheckStep
	StartedAt  time.Time
	FinishedAt time.Time
}

// The states of a step.
const (
	StepWaiting = "waiting"
	StepPassed  = "passed"
	StepFailed  = "failed"
	StepSkipped = "skipped" // an earlier step failed
)

// CheckStep is one question to WhatsApp with its answer. Cause is a stable word
// for what is wrong, Detail WhatsApp's own explanation, Code its error code.
type CheckStep struct {
	Name   string `json:"name"`
	State  string `json:"state"`
	Cause  string `json:"cause,omitempty"`
	Detail string `json:"detail,omitempty"`
	Code   int    `json:"code,omitempty"`
}

// PutCheck stores a test of a number in place of the one before.
func PutCheck(tx *db.Tx, c Check) error {
	steps, err := json.Marshal(c.Steps)
	if err != nil {
		return fmt.Errorf("write steps: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO number_checks (number_id, id, steps, started_at, finished_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (number_id) DO UPDATE SET id = excluded.id, steps = excluded.steps, started_at = excluded.started_at, finished_at = excluded.finished_at`,
		c.NumberID, c.ID, string(steps), clock.Millis(c.StartedAt), millisOf(c.FinishedAt))
	return err
}

// GetCheck gives the last test of a number.
func GetCheck(tx *db.Tx, id ids.NumberID) (Check, error) {
	return db.One(tx, func(s db.Scanner) (c Check, err error) {
		var steps string
		var started, finished int64
		if err = s.Scan(&c.ID, &c.NumberID, &steps, &started, &finished); err != nil {
			return c, err
		}
		c.StartedAt, c.FinishedAt = clock.FromMillis(started), timeOf(finished)
		return c, json.Unmarshal([]byte(steps), &c.Steps)
	}, `SELECT id, number_id, steps, started_at, finished_at FROM number_checks WHERE number_id = $1`, id)
}
