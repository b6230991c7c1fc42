package app

import (
	"context"
	"strings"

	"relevo/internal/channel"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// UpdateNumberIn changes a number, by our id or Meta's; empty members stay.
type UpdateNumberIn struct {
	Number      string
	Name        string
	AccessToken string
}

// UpdateNumber gives a number another name or access token, and has a new
// token tried.
var UpdateNumber = define(UseCase[UpdateNumberIn, channel.Number]{
	Name: "number.update", Rule: policy.Needs(policy.ManageNumber), Mode: Write,
	Run: func(c *Call, in UpdateNumberIn) (channel.Number, error) {
		n, err := channel.FindNumber(c.Tx, c.Actor.Scope, in.Number)
		if err != nil {
			return n, err
		}
		if name := strings.TrimSpace(in.Name); name != "" {
			n.Name = name
		}
		token := strings.TrimSpace(in.AccessToken)
		if token != "" {
			if n.AccessToken, err = c.App.Seal.Seal([]byte(token), channel.TokenContext(n.ID)); err != nil {
				return n, err
			}
		}
		if err := channel.UpdateNumber(c.Tx, n); err != nil {
			return n, err
		}
		if err := c.auditNumber("number.update", n); err != nil {
			return n, err
		}
		if token != "" {
			if err := look(c, n.ID); err != nil {
				return n, err
			}
		}
		if err := appendNumberChanged(c, channel.Health{NumberID: n.ID, ProjectID: n.ProjectID}); err != nil {
			return n, err
		}
		return channel.GetNumber(c.Tx, n.ID)
	},
})

func (c *Call) auditNumber(action string, n channel.Number) error {
	return c.audit(n.ProjectID, action, "number:"+string(n.ID), map[string]any{"name": n.Name})
}

// DisconnectNumber takes a number out of the project. One that has
// conversations stays: they would lose their way.
var DisconnectNumber = define(UseCase[string, struct{}]{
	Name: "number.disconnect", Rule: policy.Needs(policy.ManageNumber), Mode: Write,
	Run: func(c *Call, id string) (none struct{}, err error) {
		n, err := channel.FindNumber(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return none, err
		}
		if err := channel.DeleteNumber(c.Tx, n.ID); err != nil {
			return none, err
		}
		if err := c.auditNumber("number.disconnect", n); err != nil {
			return none, err
		}
		return none, appendNumberChanged(c, channel.Health{NumberID: n.ID, ProjectID: n.ProjectID})
	},
})

// UpdateMetaAppIn changes an app at Meta; empty members stay.
type UpdateMetaAppIn struct {
	ID                           ids.MetaAppID
	Name, AppSecret, VerifyToken string
}

// UpdateMetaApp gives an app at Meta another name or other secrets.
var UpdateMetaApp = define(UseCase[UpdateMetaAppIn, channel.MetaApp]{
	Name: "meta_app.update", Rule: policy.Needs(policy.ManageNumber), Mode: Write,
	Prepare: func(_ context.Context, _ *App, _ policy.Actor, in UpdateMetaAppIn) (UpdateMetaAppIn, error) {
		in.Name, in.AppSecret, in.VerifyToken = strings.TrimSpace(in.Name), strings.TrimSpace(in.AppSecret), strings.TrimSpace(in.VerifyToken)
		return in, nil
	},
	Run: func(c *Call, in UpdateMetaAppIn) (a channel.MetaApp, err error) {
		if a, err = ownMetaApp(c, in.ID); err != nil {
			return a, err
		}
		if in.Name != "" {
			a.Name = in.Name
		}
		if in.AppSecret != "" {
			if a.AppSecret, err = c.App.Seal.Seal([]byte(in.AppSecret), channel.SecretContext(a.ID)); err != nil {
				return a, err
			}
		}
		if in.VerifyToken != "" {
			if a.VerifyToken, err = c.App.Seal.Seal([]byte(in.VerifyToken), channel.VerifyContext(a.ID)); err != nil {
				return a, err
			}
		}
		if err := channel.UpdateMetaApp(c.Tx, a); err != nil {
			return a, err
		}
		c.App.forgetWebhookCalls(a.ID)
		return a, c.audit(a.ProjectID, "meta_app.update", "meta_app:"+string(a.ID), map[string]any{"name": a.Name})
	},
})

// DeleteMetaApp removes an app at Meta that no number uses.
var DeleteMetaApp = define(UseCase[ids.MetaAppID, struct{}]{
	Name: "meta_app.delete", Rule: policy.Needs(policy.ManageNumber), Mode: Write,
	Run: func(c *Call, id ids.MetaAppID) (none struct{}, err error) {
		a, err := ownMetaApp(c, id)
		if err != nil {
			return none, err
		}
		if err := channel.DeleteMetaApp(c.Tx, a.ID); err != nil {
			return none, err
		}
		return none, c.audit(a.ProjectID, "meta_app.delete", "meta_app:"+string(a.ID), map[string]any{"name": a.Name})
	},
})

func ownMetaApp(c *Call, id ids.MetaAppID) (channel.MetaApp, error) {
	a, err := channel.GetMetaApp(c.Tx, id)
	if err == nil && a.ProjectID != c.Actor.Scope.Project {
		return a, fault.New(fault.NotFound, fault.CodeNotFound, "There is no such Meta app.")
	}
	return a, err
}
