package app

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/channel"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/seal"
)

// SimulatedNumber is how the built-in simulator presents itself.
type SimulatedNumber struct {
	PhoneNumberID, BusinessAccountID, DisplayPhoneNumber string
	AccessToken, AppSecret, VerifyToken                  string

	metaApp channel.MetaApp
	number  channel.Number
}

// Demo is the project that --demo makes. First tells that it was made now;
// LogIn is the token of a link that logs its owner in once.
type Demo struct {
	Project   ids.ProjectID
	MetaAppID ids.MetaAppID
	First     bool
	LogIn     string
}

// PrepareDemo makes the demo's project, owner and simulated number, or finds
// them, and a link that logs straight in. It refuses an instance that holds a
// project of somebody's own.
var PrepareDemo = define(UseCase[SimulatedNumber, Demo]{
	Name: "demo.prepare", Rule: policy.OnlyInside, Mode: Write,
	Prepare: func(_ context.Context, a *App, _ policy.Actor, in SimulatedNumber) (SimulatedNumber, error) {
		operator := policy.Actor{Kind: policy.Operator}
		metaApp, err := sealMetaApp(a, operator, AddMetaAppIn{Name: "Simulator", AppSecret: in.AppSecret, VerifyToken: in.VerifyToken})
		if err != nil {
			return in, err
		}
		in.metaApp = metaApp
		in.number, err = sealNumber(a, operator, AddNumberIn{MetaAppID: metaApp.ID, PhoneNumberID: in.PhoneNumberID,
			BusinessAccountID: in.BusinessAccountID, DisplayPhoneNumber: in.DisplayPhoneNumber, Name: "Simulator",
			AccessToken: in.AccessToken, Kind: channel.Sandbox})
		in.number.GraphURL = BuiltInSimulator
		return in, err
	},
	Run: func(c *Call, in SimulatedNumber) (d Demo, err error) {
		stored, err := account.Value(c.Tx, demoProject)
		if err != nil {
			return d, err
		}
		d.Project = ids.ProjectID(stored)
		if stored == "" {
			if d, err = makeDemo(c, in); err != nil {
				return d, err
			}
		}
		apps, err := channel.ListMetaApps(c.Tx, d.Project)
		if err != nil || len(apps) == 0 {
			return d, err
		}
		d.MetaAppID = apps[0].ID
		d.LogIn, err = demoLogIn(c, d.Project)
		return d, err
	},
})

const demoEmail = "demo@relevo.invalid"

func makeDemo(c *Call, in SimulatedNumber) (d Demo, err error) {
	open, err := account.SetupOpen(c.Tx)
	if err != nil {
		return d, err
	}
	projects, err := account.ListProjects(c.Tx, account.Part{Size: 1})
	if err != nil || !open || projects.Total > 0 {
		return d, orElse(err, errNotDemo)
	}
	p, err := createProject(c, "Demo")
	if err != nil {
		return d, err
	}
	// No password leads in: only the printed link does.
	_, unusable := seal.NewToken("")
	user, err := findOrCreateUser(c, CreateUserIn{Project: p.ID, Email: demoEmail, Name: "Demo owner", passwordHash: unusable})
	if err != nil {
		return d, err
	}
	if err := addMember(c, p.ID, user.ID, policy.RoleOwner); err != nil {
		return d, err
	}
	if _, err := account.CloseSetup(c.Tx); err != nil {
		return d, err
	}
	in.metaApp.ProjectID, in.number.ProjectID = p.ID, p.ID
	if err := channel.CreateMetaApp(c.Tx, in.metaApp); err != nil {
		return d, err
	}
	if err := channel.CreateNumber(c.Tx, in.number); err != nil {
		return d, err
	}
	return Demo{Project: p.ID, First: true}, account.SetValue(c.Tx, demoProject, string(p.ID))
}

func demoLogIn(c *Call, project ids.ProjectID) (string, error) {
	user, err := account.FindUser(c.Tx, demoEmail)
	if err != nil {
		return "", err
	}
	return CreateLogInLink.Run(c, CreateLogInLinkIn{User: user.ID})
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
