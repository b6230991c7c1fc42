package app

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"relevo/internal/canned"
	"relevo/internal/event"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Limits of canned replies. A text is at most a text message of WhatsApp (Cloud
// API reference, text messages).
const (
	maxCannedText = 4096 // characters
	maxCanned     = 1000 // in a project
)

// shortcutForm is a word that can be typed behind a slash: letters and digits
// of any script, with hyphens and underscores inside.
var shortcutForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,39}$`)

// CannedReplyIn is what a canned reply is to say. In a change an empty member
// stays.
type CannedReplyIn struct {
	ID       ids.CannedReplyID // of a change
	Shortcut string            // with or without its slash
	Text     string
}

func (in CannedReplyIn) into(r canned.Reply) (canned.Reply, error) {
	if in.Shortcut != "" {
		r.Shortcut = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(in.Shortcut), "/"))
	}
	if strings.TrimSpace(in.Text) != "" {
		r.Text = in.Text
	}
	if err := require(field{"shortcut", r.Shortcut}, field{"text", r.Text}); err != nil {
		return r, err
	}
	if !shortcutForm.MatchString(r.Shortcut) {
		return r, invalid("shortcut", "must be one word of at most 40 letters, digits, hyphens and underscores")
	}
	if !utf8.ValidString(r.Text) || utf8.RuneCountInString(r.Text) > maxCannedText || strings.ContainsRune(r.Text, 0) {
		return r, invalid("text", "must be text of at most 4,096 characters")
	}
	return r, nil
}

// ListCannedReplies gives the canned replies of the project by shortcut.
var ListCannedReplies = define(UseCase[struct{}, []canned.Reply]{
	Name: "canned_reply.list", Rule: policy.Needs(policy.ReadCannedReply), Mode: Read,
	Run: func(c *Call, _ struct{}) ([]canned.Reply, error) { return canned.List(c.Tx, c.Actor.Scope) },
})

// GetCannedReply finds one canned reply.
var GetCannedReply = define(UseCase[ids.CannedReplyID, canned.Reply]{
	Name: "canned_reply.get", Rule: policy.Needs(policy.ReadCannedReply), Mode: Read,
	Run: func(c *Call, id ids.CannedReplyID) (canned.Reply, error) { return canned.Find(c.Tx, c.Actor.Scope, id) },
})

// CreateCannedReply adds a canned reply to the project.
var CreateCannedReply = define(UseCase[CannedReplyIn, canned.Reply]{
	Name: "canned_reply.create", Rule: policy.Needs(policy.WriteCannedReply), Mode: Write,
	Run: func(c *Call, in CannedReplyIn) (canned.Reply, error) {
		r, err := in.into(canned.Reply{ProjectID: c.Actor.Scope.Project})
		if err != nil {
			return r, err
		}
		n, err := canned.Count(c.Tx, r.ProjectID)
		if err != nil {
			return r, err
		}
		if n >= maxCanned {
			return r, fault.Newf(fault.Conflict, fault.CodeConflict, "A project has at most %d canned replies. Delete one first.", maxCanned)
		}
		if r, err = canned.Create(c.Tx, r); err != nil {
			return r, shortcutTaken(err)
		}
		return r, tellCanned(c, "canned_reply.create", r)
	},
})

// UpdateCannedReply changes a canned reply.
var UpdateCannedReply = define(UseCase[CannedReplyIn, canned.Reply]{
	Name: "canned_reply.update", Rule: policy.Needs(policy.WriteCannedReply), Mode: Write,
	Run: func(c *Call, in CannedReplyIn) (canned.Reply, error) {
		r, err := GetCannedReply.Run(c, in.ID)
		if err != nil {
			return r, err
		}
		if r, err = in.into(r); err != nil {
			return r, err
		}
		if r, err = canned.Change(c.Tx, r); err != nil {
			return r, shortcutTaken(err)
		}
		return r, tellCanned(c, "canned_reply.update", r)
	},
})

// DeleteCannedReply removes a canned reply.
var DeleteCannedReply = define(UseCase[ids.CannedReplyID, canned.Reply]{
	Name: "canned_reply.delete", Rule: policy.Needs(policy.WriteCannedReply), Mode: Write,
	Run: func(c *Call, id ids.CannedReplyID) (canned.Reply, error) {
		r, err := GetCannedReply.Run(c, id)
		if err != nil {
			return r, err
		}
		if err := canned.Delete(c.Tx, id); err != nil {
			return r, err
		}
		r.Version++
		return r, tellCanned(c, "canned_reply.delete", r)
	},
})

func shortcutTaken(err error) error {
	if fault.HasCode(err, fault.CodeDuplicate) {
		return fault.Wrap(fault.Conflict, fault.CodeDuplicate, "Another canned reply has this shortcut.", err).With("shortcut", "taken")
	}
	return err
}

// tellCanned notes who changed a canned reply, and tells the screens.
func tellCanned(c *Call, action string, r canned.Reply) error {
	subject := "canned_reply:" + string(r.ID)
	if err := c.audit(r.ProjectID, action, subject, map[string]any{"name": "/" + r.Shortcut}); err != nil {
		return err
	}
	return event.Append(c.Tx, event.New{ProjectID: r.ProjectID, Subject: subject, Version: r.Version,
		Type: EventCannedReplyChanged, Actor: c.Actor.String(), Data: map[string]string{"canned_reply_id": string(r.ID)}})
}
