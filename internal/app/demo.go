package app

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/channel"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// SimulatedNumber is the number of the demo, which the built-in simulator plays.
type SimulatedNumber struct {
	PhoneNumberID, BusinessAccountID, DisplayPhoneNumber string
	AccessToken, AppSecret, VerifyToken                  string

	metaApp channel.MetaApp
	number  channel.Number
}

// Demo is the project that --demo makes, with its number. First tells that it was made now;
// Owner and Colleague are the tokens of the links that log its two people in.
type Demo struct {
	Project   ids.ProjectID
	Number    channel.Number // the simulated one
	First     bool
	Owner     string
	Colleague string
}

// PrepareDemo makes the demo's project, its two people and the simulated
// number, or finds them, and new links that log straight in. It refuses an
// instance that holds a project of somebody's own.
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
		numbers, err := channel.ListNumbers(c.Tx, policy.Project(d.Project), channel.NumberFilter{PhoneNumberID: in.PhoneNumberID})
		if err != nil || len(numbers) == 0 {
			return d, err
		}
		d.Number = numbers[0]
		return d, demoLinks(c, &d)
	},
})

// The people of the demo, by address.
const (
	demoOwner     = "demo@relevo.invalid"
	demoColleague = "colleague@relevo.invalid"
)

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
	if err := addDemoPerson(c, CreateUserIn{Project: p.ID, Email: demoOwner, Name: "Demo owner", Role: policy.RoleOwner}); err != nil {
		return d, err
	}
	if err := addDemoPerson(c, CreateUserIn{Project: p.ID, Email: demoColleague, Name: "Demo colleague", Role: policy.RoleMember}); err != nil {
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

// addDemoPerson adds somebody whom no password lets in: only a printed link does.
func addDemoPerson(c *Call, in CreateUserIn) error {
	user, err := createUser(c, in.Project, in.Email, in.Name, "")
	if err != nil {
		return err
	}
	return addMember(c, in.Project, user.ID, in.Role)
}

// demoLinks replaces the links of an earlier start.
func demoLinks(c *Call, d *Demo) error {
	if err := account.DropLinks(c.Tx, account.LinkLogIn); err != nil {
		return err
	}
	for email, link := range map[string]*string{demoOwner: &d.Owner, demoColleague: &d.Colleague} {
		user, err := account.FindUser(c.Tx, email)
		if err != nil {
			return err
		}
		if *link, err = CreateLogInLink.Run(c, CreateLogInLinkIn{User: user.ID}); err != nil {
			return err
		}
	}
	return nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
