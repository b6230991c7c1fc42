package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"relevo/internal/account"
	"relevo/internal/channel"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// How WhatsApp is asked for templates. It takes 200 calls an hour for an
// account that is not active yet (Cloud API reference, rate limits).
const (
	templatesAge    = 10 * time.Minute // an older list is asked for anew while it is shown
	templatesGap    = 10 * time.Second // between two questions that a person asks for
	templatesWithin = 25 * time.Second // the longest wait for an answer
	templatesLost   = time.Minute      // a question without an answer is asked again
	templatesPause  = 2 * time.Second  // gathers the notices of one change into one question
)

// TemplatesIn asks for the templates of the account of a number; the empty
// members of a filter let everything pass.
type TemplatesIn struct {
	PhoneNumberID string // our id or Meta's
	Search        string // in the name and the words of the body
	Language      string
	Status        string
	Refresh       bool // ask WhatsApp now, and wait for its answer
	Part          account.Part
}

// Templates are the templates that were asked for, as WhatsApp had them at
// FetchedAt. Failure says why WhatsApp gave no newer list.
type Templates struct {
	account.Listed[whatsapp.Template]
	Languages []string // of all templates of the account
	FetchedAt *time.Time
	Failure   string
}

// ListTemplates gives the templates by name and language. The first question
// waits for WhatsApp, later ones are answered from what it said, and a list
// that grew old is fetched anew beside it.
var ListTemplates = define(UseCase[TemplatesIn, Templates]{
	Name: "template.list", Rule: policy.Needs(policy.ReadTemplate), Mode: Read,
	Prepare: awaitTemplates,
	Run: func(c *Call, in TemplatesIn) (Templates, error) {
		_, list, err := templatesOf(c, in.PhoneNumberID)
		if err != nil {
			return Templates{}, err
		}
		if list.FetchedAt == nil {
			return Templates{}, fault.New(fault.Unavailable, fault.CodeUnavailable,
				cmp.Or(list.Failure, "WhatsApp has not given the templates yet. Try again in a moment."))
		}
		all, languages := readTemplates(list.Templates)
		found := slices.DeleteFunc(all, func(t whatsapp.Template) bool { return !in.wants(t) })
		from := min(in.Part.Offset, len(found))
		return Templates{Listed: account.Listed[whatsapp.Template]{Items: found[from:min(from+in.Part.Size, len(found))], Part: in.Part, Total: len(found)},
			Languages: languages, FetchedAt: list.FetchedAt, Failure: list.Failure}, nil
	},
})

func (in TemplatesIn) wants(t whatsapp.Template) bool {
	text := strings.ToLower(t.Name + "\n" + t.Text())
	for word := range strings.FieldsSeq(strings.ToLower(in.Search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return (in.Language == "" || strings.EqualFold(in.Language, t.Language)) &&
		(in.Status == "" || strings.EqualFold(in.Status, t.Status))
}

func readTemplates(list []json.RawMessage) (all []whatsapp.Template, languages []string) {
	for _, raw := range list {
		if t, ok := whatsapp.ParseTemplate(raw); ok {
			all = append(all, t)
			languages = append(languages, t.Language)
		}
	}
	slices.SortFunc(all, func(a, b whatsapp.Template) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Language, b.Language))
	})
	slices.Sort(languages)
	return all, slices.Compact(languages)
}

// awaitTemplates asks WhatsApp where that is due, and waits where there is
// nothing to show meanwhile.
func awaitTemplates(ctx context.Context, a *App, actor policy.Actor, in TemplatesIn) (TemplatesIn, error) {
	account, err := Do(ctx, a, actor, readTemplatesAccount, in.PhoneNumberID)
	if err != nil {
		return in, err
	}
	wake, release := a.Waits.Register(templatesSubject(account))
	defer release()
	asked, err := Do(ctx, a, actor, AskTemplates, in)
	if err != nil || !asked.wait {
		return in, err
	}
	_, err = a.Await(ctx, wake, templatesWithin, func() (bool, error) {
		state, err := Do(ctx, a, actor, readTemplatesState, in.PhoneNumberID)
		return state.AnsweredAt != nil && !state.AnsweredAt.Before(asked.at), err
	})
	return in, err
}

func templatesSubject(account ids.WABAID) string { return "templates:" + string(account) }

// readTemplatesAccount and readTemplatesState are steps of ListTemplates, under
// its right.
var readTemplatesAccount = define(UseCase[string, ids.WABAID]{
	Name: "template.find_account", Rule: policy.Needs(policy.ReadTemplate), Mode: Read,
	Run: func(c *Call, id string) (ids.WABAID, error) {
		n, err := channel.FindNumber(c.Tx, c.Actor.Scope, id)
		return n.BusinessAccountID, err
	},
})

var readTemplatesState = define(UseCase[string, channel.TemplateList]{
	Name: "template.read_state", Rule: policy.Needs(policy.ReadTemplate), Mode: Read,
	Run: func(c *Call, id string) (channel.TemplateList, error) {
		_, list, err := templatesOf(c, id)
		return list, err
	},
})

// templatesOf reads the list of the account of a number; a list that was never
// asked for is empty.
func templatesOf(c *Call, id string) (channel.Number, channel.TemplateList, error) {
	n, err := channel.FindNumber(c.Tx, c.Actor.Scope, id)
	if err != nil {
		return n, channel.TemplateList{}, err
	}
	list, err := channel.GetTemplates(c.Tx, n.ProjectID, n.BusinessAccountID)
	return n, list, ignoreMissing(err)
}

// askedTemplates says since when WhatsApp's answer is worth waiting for.
type askedTemplates struct {
	wait bool
	at   time.Time
}

// AskTemplates queues the question to WhatsApp unless it is under way or was
// answered just now.
var AskTemplates = define(UseCase[TemplatesIn, askedTemplates]{
	Name: "template.ask", Rule: policy.Needs(policy.ReadTemplate), Mode: Write,
	Run: func(c *Call, in TemplatesIn) (askedTemplates, error) {
		n, list, err := templatesOf(c, in.PhoneNumberID)
		if err != nil {
			return askedTemplates{}, err
		}
		out := askedTemplates{wait: in.Refresh || list.FetchedAt == nil, at: list.AskedAt}
		age := templatesAge
		if out.wait {
			age = templatesGap
		}
		if list.Waiting(c.Now(), templatesLost) || list.AnsweredAt != nil && c.Now().Sub(*list.AnsweredAt) < age {
			return out, nil
		}
		out.at = c.Now()
		if err := channel.AskTemplates(c.Tx, n.ProjectID, n.BusinessAccountID); err != nil {
			return out, err
		}
		_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobTemplates, Args: TemplatesArgs{NumberID: n.ID}})
		return out, err
	},
})

// templateNotice has the templates of an account asked for anew, because
// WhatsApp told that one of them is another now: its status, quality, category
// or text. A list that nobody wanted yet is left alone.
func (g *ingest) templateNotice(account ids.WABAID) error {
	numbers, err := channel.NumbersOfAccount(g.Tx, g.in.MetaAppID, account)
	if err != nil {
		return err
	}
	asked := map[ids.ProjectID]bool{}
	for _, n := range numbers {
		if asked[n.ProjectID] {
			continue
		}
		asked[n.ProjectID] = true
		if wanted, err := channel.LockTemplates(g.Tx, n.ProjectID, account); err != nil {
			return err
		} else if !wanted {
			continue
		}
		err := job.EnqueueOnce(g.Tx, job.Spec{Kind: JobTemplates, RunAt: g.Now().Add(templatesPause), Args: TemplatesArgs{NumberID: n.ID, Notice: true}})
		if err != nil {
			return err
		}
	}
	return nil
}

// FetchedTemplates is what WhatsApp answered: a list, or why there is none,
// with its error code where it gave one.
type FetchedTemplates struct {
	NumberID  ids.NumberID
	Templates []json.RawMessage
	Failure   string
	Code      int
	Job       job.Job
}

// RecordTemplates keeps WhatsApp's answer together with the end of the job.
var RecordTemplates = define(UseCase[FetchedTemplates, struct{}]{
	Name: "template.record", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in FetchedTemplates) (none struct{}, err error) {
		n, err := channel.GetNumber(c.Tx, in.NumberID)
		if err != nil {
			return none, err
		}
		if in.Failure != "" {
			err = channel.FailTemplates(c.Tx, n.ProjectID, n.BusinessAccountID, in.Failure)
		} else {
			err = channel.StoreTemplates(c.Tx, n.ProjectID, n.BusinessAccountID, in.Templates)
		}
		if err != nil {
			return none, err
		}
		if in.Failure == "" || in.Code != 0 {
			if err := noteToken(c, n, in.Code); err != nil {
				return none, err
			}
		}
		if err := job.Complete(c.Tx, in.Job); err != nil {
			return none, err
		}
		return none, event.Append(c.Tx, event.New{ProjectID: n.ProjectID, Subject: templatesSubject(n.BusinessAccountID),
			Type: EventTemplatesChanged, Actor: c.Actor.String(), Data: map[string]string{"business_account_id": string(n.BusinessAccountID)}})
	},
})

// noteToken learns from WhatsApp's answer how the number's token is: a list
// proves that it works, whatever was said of it before.
func noteToken(c *Call, n channel.Number, code int) error {
	if code != 0 {
		return noteRefusal(c, n, code)
	}
	h, err := channel.GetHealth(c.Tx, n.ID)
	if err != nil || h.Problem != channel.ProblemToken {
		return err
	}
	return setProblem(c, n, "", 0)
}
