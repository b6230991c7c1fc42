package app

import (
	"context"
	"time"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// UpdateMeIn is what a person changes of themselves.
type UpdateMeIn struct{ Name string }

// UpdateMe gives the asking person another name.
var UpdateMe = define(UseCase[UpdateMeIn, Me]{
	Name: "me.update", Rule: policy.AnyPerson, Mode: Write,
	Prepare: func(_ context.Context, _ *App, _ policy.Actor, in UpdateMeIn) (_ UpdateMeIn, err error) {
		in.Name, err = account.CheckName("name", in.Name)
		return in, err
	},
	Run: func(c *Call, in UpdateMeIn) (Me, error) {
		before, err := account.GetUser(c.Tx, c.Actor.UserID())
		if err != nil {
			return Me{}, err
		}
		user, err := account.RenameUser(c.Tx, before.ID, in.Name)
		if err != nil {
			return Me{}, err
		}
		if user.Name != before.Name {
			if err := c.auditEverywhere(user.ID, "user.rename", map[string]any{"name": user.Name, "before": before.Name}); err != nil {
				return Me{}, err
			}
		}
		memberships, err := account.Memberships(c.Tx, user.ID)
		if err != nil {
			return Me{}, err
		}
		for _, m := range memberships {
			if err := appendMembersChanged(c, m.Project.ID, ""); err != nil {
				return Me{}, err
			}
		}
		return meOf(c, user)
	},
})

// ChangePasswordIn is the present password and the one to come.
type ChangePasswordIn struct {
	Current string
	New     string

	before string // the hash of the present one
	hash   string
}

// ChangePassword gives the asking person another password and ends their other
// sessions.
var ChangePassword = define(UseCase[ChangePasswordIn, struct{}]{
	Name: "me.change_password", Rule: policy.AnyPerson, Mode: Write,
	Prepare: func(ctx context.Context, a *App, actor policy.Actor, in ChangePasswordIn) (ChangePasswordIn, error) {
		user, err := Do(ctx, a, inside, readUser, actor.UserID())
		if err != nil {
			return in, err
		}
		right, err := passwords.Verify(ctx, in.Current, user.PasswordHash)
		if err != nil {
			return in, err
		}
		if !right {
			return in, wrongPassword()
		}
		in.before = user.PasswordHash
		in.hash, err = hashPassword(ctx, in.New)
		return in, err
	},
	Run: func(c *Call, in ChangePasswordIn) (none struct{}, err error) {
		changed, err := account.SetPassword(c.Tx, c.Actor.UserID(), in.before, in.hash)
		if err != nil {
			return none, err
		}
		if !changed {
			return none, wrongPassword() // changed in between
		}
		if err := c.auditEverywhere(c.Actor.UserID(), "password.change", nil); err != nil {
			return none, err
		}
		return none, endSessions(c, c.Actor.UserID(), c.Actor.Session)
	},
})

func wrongPassword() error {
	return fault.New(fault.Invalid, fault.CodeWrongPassword, "The present password is wrong.").With("current", "is wrong")
}

var readUser = define(UseCase[ids.UserID, account.User]{
	Name: "session.read_user", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.UserID) (account.User, error) { return account.GetUser(c.Tx, id) },
})

// ListSessions gives the asking person's sessions, the newest first.
var ListSessions = define(UseCase[struct{}, []account.Session]{
	Name: "session.list", Rule: policy.AnyPerson, Mode: Read,
	Run: func(c *Call, _ struct{}) ([]account.Session, error) {
		return account.ListSessions(c.Tx, c.Actor.UserID())
	},
})

// EndSession ends one of the asking person's sessions.
var EndSession = define(UseCase[ids.SessionID, struct{}]{
	Name: "session.end", Rule: policy.AnyPerson, Mode: Write,
	Run: func(c *Call, id ids.SessionID) (none struct{}, err error) {
		if err := account.CloseSessionOf(c.Tx, c.Actor.UserID(), id); err != nil {
			return none, err
		}
		if err := c.auditEverywhere(c.Actor.UserID(), "session.end", nil); err != nil {
			return none, err
		}
		return none, appendSessionEnded(c, id)
	},
})

// NoteUseIn names the session or key of a request.
type NoteUseIn struct {
	Session ids.SessionID
	Browser string // as the browser names itself
	Key     ids.APIKeyID
}

// NoteUse writes when a session or key was last used. Its callers ask for it
// once in a while only.
var NoteUse = define(UseCase[NoteUseIn, time.Time]{
	Name: "session.note_use", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in NoteUseIn) (time.Time, error) {
		if in.Key != "" {
			return c.Now(), account.NoteKey(c.Tx, in.Key)
		}
		return c.Now(), account.NoteSession(c.Tx, in.Session, in.Browser)
	},
})
