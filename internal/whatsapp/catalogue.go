package whatsapp

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

//go:embed errors.json
var errorsJSON []byte

// Retry says what becomes of a message that failed.
type Retry string

// The classes. Wait is the only one that a program may repeat by itself
// without limit of attempts; Once it may repeat a single time.
const (
	RetryNo   Retry = "no"   // never: another try fails the same way
	RetryWait Retry = "wait" // later, by itself
	RetryOnce Retry = "once" // one more time, then a person decides
	RetryFix  Retry = "fix"  // after a person changed something
)

// Scope says who else is hit by the same error.
type Scope string

// The scopes, from narrow to wide.
const (
	ScopeMessage Scope = "message" // this message alone
	ScopePerson  Scope = "person"  // every message to this person
	ScopeNumber  Scope = "number"  // every message of this WhatsApp number
	ScopeAccount Scope = "account" // every number of the WhatsApp account
)

// Step is what helps a person at the inbox whose message failed.
type Step string

// The steps.
const (
	StepTemplate      Step = "template"       // send a template instead
	StepOtherTemplate Step = "other_template" // send another template
	StepNumber        Step = "number"         // look at whom it went to
	StepRetry         Step = "retry"          // send it again
	StepAdmin         Step = "admin"          // an administrator has to act
	StepNone          Step = "none"           // nothing that the inbox can do
)

// Explanation tells a team member what an error of WhatsApp means.
type Explanation struct {
	Code     int
	Known    bool   // false: the code is in no list of Meta that we know
	Title    string // Meta's name of the error
	Cause    string // in plain words
	Brief    string // the cause as a part of a sentence, for one line
	Advice   string // what to do
	Details  string // Meta's own sentence, as it arrived
	Retry    Retry
	Step     Step
	Wait     time.Duration // least time before another try; 0 when unknown
	Scope    Scope
	Where    []Where // where the error typically appears
	Category string  // the category names of the common JavaScript SDK: throttling, template, ...
}

// Where is a place in which an error appears; any code may come in any place.
type Where string

// The places.
const (
	WhereAnswer  Where = "answer"  // the answer to a request
	WhereStatus  Where = "status"  // a later failed status
	WhereValue   Where = "value"   // a notice about the account
	WhereInbound Where = "inbound" // on a person's message
)

// Hold reports whether waiting messages are kept until somebody repaired the
// connection, instead of failing one after the other.
func (e Explanation) Hold() bool {
	return e.Retry == RetryFix && (e.Category == "authorization" || e.Category == "permission")
}

type catalogueRow struct {
	Code     int    `json:"code"`
	To       int    `json:"to"` // last code of a range
	HTTP     int    `json:"http"`
	Where    string `json:"where"` // letters S, W, E, I
	Title    string `json:"title"`
	Cause    string `json:"cause"`
	Brief    string `json:"brief"` // empty: the cause itself
	Advice   string `json:"advice"`
	Retry    Retry  `json:"retry"`
	Step     Step   `json:"step"` // empty: what the category says
	Category string `json:"category"`
	Scope    Scope  `json:"scope"`
	Wait     int    `json:"wait_seconds"`
}

// catalogue is sorted by code.
var catalogue = sync.OnceValue(func() []catalogueRow {
	var rows []catalogueRow
	if err := json.Unmarshal(errorsJSON, &rows); err != nil {
		panic(fmt.Sprintf("read the embedded error catalogue: %v", err)) // a build that cannot be right
	}
	slices.SortFunc(rows, func(a, b catalogueRow) int { return a.Code - b.Code })
	return rows
})

// CodeNotSent stands for a message of which nothing left, for a reason that is
// not WhatsApp's; the details say it. WhatsApp's own codes are not negative.
const CodeNotSent = -1

// Explain looks a code up. An unknown code is classed by the HTTP status
// (401 and 403 fix, 429 and 5xx wait, else no) and shows Meta's own details.
// httpStatus is 0 for errors from a webhook.
func Explain(code, httpStatus int, details string) Explanation {
	row, known := lookUp(code)
	if !known {
		return unknownError(code, httpStatus, details)
	}
	e := Explanation{
		Code: code, Known: true, Title: row.Title, Cause: row.Cause, Brief: row.Brief, Advice: row.Advice, Details: details, Retry: row.Retry, Step: row.Step,
		Wait: time.Duration(row.Wait) * time.Second, Scope: row.Scope, Where: placesOf(row.Where), Category: row.Category,
	}
	e.complete()
	return e
}

// complete sets what a row leaves to its other members.
func (e *Explanation) complete() {
	if e.Brief == "" {
		e.Brief = clause(e.Cause)
	}
	if e.Step == "" {
		e.Step = e.stepOf()
	}
}

func (e *Explanation) stepOf() Step {
	wide := e.Scope == ScopeNumber || e.Scope == ScopeAccount
	switch {
	case e.Category == "reengagementWindow":
		return StepTemplate
	case e.Category == "template" && !wide:
		return StepOtherTemplate
	case e.Retry == RetryWait, e.Retry == RetryOnce, e.Category == "media" && e.Retry == RetryFix:
		return StepRetry
	case e.Retry == RetryFix && wide, e.Category == "flow":
		return StepAdmin
	}
	return StepNone
}

// clause makes a sentence a part of one: without its full stop, and with a
// small letter where no name stands at its start.
func clause(sentence string) string {
	sentence = strings.TrimSuffix(strings.TrimSpace(sentence), ".")
	first, rest, _ := strings.Cut(sentence, " ")
	if len(first) > 1 && first == strings.ToUpper(first) || slices.Contains([]string{"WhatsApp", "WhatsApp's", "Meta"}, first) {
		return sentence
	}
	return strings.TrimSpace(strings.ToLower(first) + " " + rest)
}

func lookUp(code int) (catalogueRow, bool) {
	rows := catalogue()
	i := sort.Search(len(rows), func(i int) bool { return rows[i].Code > code }) - 1
	if i < 0 {
		return catalogueRow{}, false
	}
	return rows[i], code == rows[i].Code || code <= rows[i].To
}

func placesOf(letters string) []Where {
	var places []Where
	for _, letter := range letters {
		places = append(places, map[rune]Where{'S': WhereAnswer, 'W': WhereStatus, 'E': WhereValue, 'I': WhereInbound}[letter])
	}
	return places
}

func unknownError(code, httpStatus int, details string) Explanation {
	e := Explanation{
		Code: code, Title: fmt.Sprintf("WhatsApp error %d", code), Details: details, Scope: ScopeMessage, Retry: RetryNo,
		Cause: "WhatsApp gave an error that is not in its published list.", Advice: "See the details as WhatsApp sent them.", Category: "unknown",
	}
	if code == CodeNotSent {
		e.Title, e.Cause, e.Advice = "Not sent", "It did not leave.", "Nothing reached WhatsApp: send it again."
		e.Retry, e.Category = RetryOnce, "server"
	}
	if details = strings.TrimSpace(details); details != "" {
		e.Cause = details
	}
	switch {
	case httpStatus == http.StatusUnauthorized:
		e.Retry, e.Category, e.Scope = RetryFix, "authorization", ScopeNumber
	case httpStatus == http.StatusForbidden:
		e.Retry, e.Category, e.Scope = RetryFix, "permission", ScopeNumber
	case httpStatus == http.StatusTooManyRequests:
		e.Retry, e.Category, e.Wait = RetryWait, "throttling", time.Minute
	case httpStatus >= http.StatusInternalServerError:
		e.Retry, e.Category, e.Wait = RetryWait, "server", 30*time.Second
	case httpStatus >= http.StatusBadRequest:
		e.Category = "parameter"
	}
	e.complete()
	return e
}
