package app

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/policy"
	"relevo/internal/seal"
)

// SetupState says whether the first owner is still to be made.
type SetupState struct{ Open bool }

// GetSetup gives the state of the set-up.
var GetSetup = define(UseCase[struct{}, SetupState]{
	Name: "setup.state", Rule: policy.Anyone, Mode: Read,
	Run: func(c *Call, _ struct{}) (SetupState, error) {
		open, err := account.SetupOpen(c.Tx)
		return SetupState{Open: open}, err
	},
})

// SetupLink is the token of a set-up link, or "" when there is an owner.
type SetupLink struct{ Token string }

// CreateSetupLink makes a set-up link that works once within 24 hours, while
// no owner exists. Earlier links keep working, because another node may have
// printed one.
var CreateSetupLink = define(UseCase[struct{}, SetupLink]{
	Name: "setup.link", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, _ struct{}) (SetupLink, error) {
		open, err := account.SetupOpen(c.Tx)
		if err != nil || !open {
			return SetupLink{}, err
		}
		token, hash := seal.NewToken("")
		return SetupLink{Token: token}, account.CreateLink(c.Tx, account.LinkSetup, "", hash)
	},
})

// FinishSetupIn is the first owner and project, with the token of the link.
type FinishSetupIn struct {
	Token       string
	Name        string
	Email       string
	Password    string
	ProjectName string

	passwordHash string
}

// checkSetupLink says whether a set-up link works, so that nobody else makes
// the server hash passwords.
var checkSetupLink = define(UseCase[FinishSetupIn, struct{}]{
	Name: "setup.check_link", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, in FinishSetupIn) (none struct{}, err error) {
		open, err := account.SetupOpen(c.Tx)
		if err != nil {
			return none, err
		}
		if !open {
			return none, setupDone()
		}
		return none, account.CheckLink(c.Tx, account.LinkSetup, seal.HashToken(in.Token))
	},
})

// FinishSetup makes the first project and its owner and logs the owner in. It
// works once in the life of an instance.
var FinishSetup = define(UseCase[FinishSetupIn, OpenedSession]{
	Name: "setup.finish", Rule: policy.Anyone, Mode: Write,
	Prepare: func(ctx context.Context, a *App, _ policy.Actor, in FinishSetupIn) (FinishSetupIn, error) {
		if _, err := Do(ctx, a, inside, checkSetupLink, in); err != nil {
			return in, err
		}
		var err error
		if in.Email, err = account.CheckEmail(in.Email); err != nil {
			return in, err
		}
		if in.Name, err = account.CheckName("name", in.Name); err != nil {
			return in, err
		}
		if in.ProjectName, err = account.CheckName("project_name", in.ProjectName); err != nil {
			return in, err
		}
		in.passwordHash, err = hashPassword(ctx, in.Password)
		return in, err
	},
	Run: finishSetup,
})

func finishSetup(c *Call, in FinishSetupIn) (none OpenedSession, err error) {
	// The link is only read: a rival that held its row while it waits for the
	// closing row would stop the first from dropping all links.
	if err := account.CheckLink(c.Tx, account.LinkSetup, seal.HashToken(in.Token)); err != nil {
		return none, err
	}
	first, err := account.CloseSetup(c.Tx)
	if err != nil {
		return none, err
	}
	if !first {
		return none, setupDone()
	}
	project, err := account.CreateProject(c.Tx, in.ProjectName)
	if err != nil {
		return none, err
	}
	user, err := account.CreateUser(c.Tx, in.Email, in.Name, in.passwordHash)
	if err != nil {
		return none, err
	}
	c.Actor = policy.Actor{Kind: policy.User, ID: string(user.ID), Name: user.Name}
	if err := c.audit(project.ID, "setup.finish", "project:"+string(project.ID), map[string]any{"name": project.Name}); err != nil {
		return none, err
	}
	if err := addMember(c, project.ID, user.ID, policy.RoleOwner); err != nil {
		return none, err
	}
	return openSession(c, user)
}

func setupDone() error {
	return fault.New(fault.Conflict, fault.CodeSetupDone, "The set-up was done already; log in.")
}
