package app

import (
	"encoding/json"
	"time"

	"relevo/internal/account"
	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/event"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// ListNumberHealth gives how each number in scope is.
var ListNumberHealth = define(UseCase[struct{}, []channel.Health]{
	Name: "number.list_health", Rule: policy.Needs(policy.ManageNumber), Mode: Read,
	Run: func(c *Call, _ struct{}) ([]channel.Health, error) { return channel.ListHealth(c.Tx, c.Actor.Scope) },
})

// problemOf says what an error code of WhatsApp means for the whole number; ""
// for what concerns one message. Source: Cloud API reference, error codes.
func problemOf(code int) string {
	switch code {
	case 190:
		return channel.ProblemToken
	case 131042, 131044:
		return channel.ProblemPayment
	case 368, 131031:
		return channel.ProblemAccount
	case 131048:
		return channel.ProblemLimit
	default:
		return ""
	}
}

// setProblem notes what is wrong with a number, "" for nothing, and tells the
// screens when that is new.
func setProblem(c *Call, n channel.Number, problem string, code int) error {
	h, err := channel.GetHealth(c.Tx, n.ID)
	if err != nil || h.Problem == problem && h.ProblemCode == code {
		return err
	}
	h.Problem, h.ProblemCode, h.ProblemAt = problem, code, c.Now()
	if err := channel.SetHealth(c.Tx, h); err != nil {
		return err
	}
	return appendNumberChanged(c, h)
}

func appendNumberChanged(c *Call, h channel.Health) error {
	return event.Append(c.Tx, event.New{ProjectID: h.ProjectID, Subject: "number:" + string(h.NumberID), Type: EventNumberChanged,
		Actor: c.Actor.String(), Data: map[string]string{"number_id": string(h.NumberID)}})
}

// noteRefusal notes an error of WhatsApp that concerns the whole number.
func noteRefusal(c *Call, n channel.Number, code int) error {
	problem := problemOf(code)
	if problem == "" {
		return nil
	}
	c.App.recently.forget(sentNote(n.ID)) // the next good send counts
	return setProblem(c, n, problem, code)
}

func sentNote(id ids.NumberID) string { return "sent " + string(id) }

// paymentStays is how long a missing payment is believed whatever WhatsApp
// takes: it shows only after WhatsApp took a message.
const paymentStays = 10 * time.Minute

// noteSend learns from the end of a send how its number is. What only a send
// can show ends with the next one that WhatsApp takes.
func noteSend(c *Call, id ids.NumberID, in SendResult) error {
	if in.WAMID == "" && len(in.Errors) == 0 {
		return nil
	}
	if in.WAMID != "" && !c.App.recently.due(sentNote(id), c.Now()) {
		return nil
	}
	n, err := channel.GetNumber(c.Tx, id)
	if err != nil {
		return err
	}
	if in.WAMID == "" {
		return noteRefusal(c, n, codeOf(in.Errors[0]))
	}
	h, err := channel.GetHealth(c.Tx, id)
	if err != nil || h.Problem == "" || h.Problem == channel.ProblemQuality ||
		h.Problem == channel.ProblemPayment && c.Now().Sub(h.ProblemAt) < paymentStays {
		return err
	}
	return setProblem(c, n, "", 0)
}

func codeOf(raw json.RawMessage) int {
	var e struct{ Code int }
	if json.Unmarshal(raw, &e) != nil {
		return 0
	}
	return e.Code
}

// noteWebhook notes that webhooks for a number arrive, once in a while.
func (g *ingest) noteWebhook(id ids.NumberID) error {
	if !g.App.recently.due("webhook "+string(id), g.Now()) {
		return nil
	}
	return channel.NoteWebhook(g.Tx, id)
}

// numberNotice applies what WhatsApp tells about one number of an account.
func (g *ingest) numberNotice(account ids.WABAID, u *whatsapp.NumberUpdate) error {
	numbers, err := channel.NumbersOfAccount(g.Tx, g.in.MetaAppID, account)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if contact.Digits(n.DisplayPhoneNumber) != contact.Digits(u.DisplayPhoneNumber) {
			continue
		}
		if u.Event == "FLAGGED" {
			if err := setProblem(g.Call, n, channel.ProblemQuality, 0); err != nil {
				return err
			}
		}
		if err := look(g.Call, n.ID); err != nil {
			return err
		}
	}
	return nil
}

// accountNotice applies what WhatsApp tells about a whole account.
func (g *ingest) accountNotice(account ids.WABAID, u *whatsapp.AccountUpdate) error {
	bad := u.Disabled() || u.Event == "ACCOUNT_RESTRICTION" || u.Event == "ACCOUNT_DELETED"
	good := u.BanState == "REINSTATE"
	if !bad && !good {
		return nil
	}
	numbers, err := channel.NumbersOfAccount(g.Tx, g.in.MetaAppID, account)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		problem := ""
		if bad {
			problem = channel.ProblemAccount
		}
		if err := setProblem(g.Call, n, problem, 0); err != nil {
			return err
		}
	}
	return nil
}

// look has the connection of a number tested without anybody to show it to.
func look(c *Call, id ids.NumberID) error {
	_, err := job.Enqueue(c.Tx, job.Spec{Kind: JobCheck, Key: "check:" + string(id), Args: CheckArgs{NumberID: id}})
	return err
}

// lookedAt is the instance value of the hour of the last look at the numbers.
const lookedAt = "numbers_looked_at"

// ScheduleChecks has every number looked at once an hour, whatever the number
// of nodes that ask.
var ScheduleChecks = define(UseCase[struct{}, struct{}]{
	Name: "number.schedule_checks", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, _ struct{}) (none struct{}, err error) {
		hour := c.Now().UTC().Truncate(time.Hour).Format(time.RFC3339)
		last, err := account.Value(c.Tx, lookedAt)
		if err != nil || last == hour {
			return none, err
		}
		all, err := channel.NumberIDs(c.Tx)
		if err != nil {
			return none, err
		}
		for _, id := range all {
			if err := look(c, id); err != nil {
				return none, err
			}
		}
		return none, account.SetValue(c.Tx, lookedAt, hour)
	},
})
