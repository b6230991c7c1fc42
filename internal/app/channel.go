package app

import (
	"context"
	"net/url"
	"strings"

	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// DefaultGraphURL is where WhatsApp's Cloud API is, without a version.
const DefaultGraphURL = whatsapp.DefaultGraphURL

// AddMetaAppIn names an app at Meta with its secrets, in the clear.
type AddMetaAppIn struct {
	ProjectID                    ids.ProjectID
	Name, AppSecret, VerifyToken string

	sealed channel.MetaApp
}

// AddMetaApp stores an app at Meta whose webhooks will come here.
var AddMetaApp = define(UseCase[AddMetaAppIn, channel.MetaApp]{
	Name: "meta_app.add", Rule: policy.Needs(policy.ManageNumber), Mode: Write,
	Prepare: func(_ context.Context, a *App, actor policy.Actor, in AddMetaAppIn) (_ AddMetaAppIn, err error) {
		in.sealed, err = sealMetaApp(a, actor, in)
		return in, err
	},
	Run: func(c *Call, in AddMetaAppIn) (channel.MetaApp, error) {
		if err := channel.CreateMetaApp(c.Tx, in.sealed); err != nil {
			return channel.MetaApp{}, missingReference(err, "project", "No project has this id.")
		}
		if err := c.audit(in.sealed.ProjectID, "meta_app.add", "meta_app:"+string(in.sealed.ID), map[string]any{"name": in.sealed.Name}); err != nil {
			return channel.MetaApp{}, err
		}
		return channel.GetMetaApp(c.Tx, in.sealed.ID)
	},
})

func sealMetaApp(a *App, actor policy.Actor, in AddMetaAppIn) (m channel.MetaApp, err error) {
	if err := require(field{"name", in.Name}, field{"app_secret", in.AppSecret}, field{"verify_token", in.VerifyToken}); err != nil {
		return m, err
	}
	m = channel.MetaApp{ID: ids.MetaAppID(ids.New()), ProjectID: projectOf(actor, in.ProjectID), Name: strings.TrimSpace(in.Name)}
	if m.AppSecret, err = a.Seal.Seal([]byte(in.AppSecret), channel.SecretContext(m.ID)); err != nil {
		return m, err
	}
	m.VerifyToken, err = a.Seal.Seal([]byte(in.VerifyToken), channel.VerifyContext(m.ID))
	return m, err
}

// ListMetaApps gives the project's apps.
var ListMetaApps = define(UseCase[struct{}, []channel.MetaApp]{
	Name: "meta_app.list", Rule: policy.Needs(policy.ManageNumber), Mode: Read,
	Run: func(c *Call, _ struct{}) ([]channel.MetaApp, error) {
		return channel.ListMetaApps(c.Tx, c.Actor.Scope.Project)
	},
})

// WebhookSecrets are the clear secrets of an app, for its webhook path.
type WebhookSecrets struct{ AppSecret, VerifyToken string }

// ReadWebhookSecrets opens the secrets that check a webhook.
var ReadWebhookSecrets = define(UseCase[ids.MetaAppID, WebhookSecrets]{
	Name: "meta_app.read_secrets", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.MetaAppID) (out WebhookSecrets, err error) {
		app, err := channel.GetMetaApp(c.Tx, id)
		if err != nil {
			return out, err
		}
		secret, err := c.App.Seal.Open(app.AppSecret, channel.SecretContext(id))
		if err != nil {
			return out, err
		}
		verify, err := c.App.Seal.Open(app.VerifyToken, channel.VerifyContext(id))
		return WebhookSecrets{AppSecret: string(secret), VerifyToken: string(verify)}, err
	},
})

// AddNumberIn names a WhatsApp number with its token, in the clear.
type AddNumberIn struct {
	ProjectID          ids.ProjectID
	MetaAppID          ids.MetaAppID
	PhoneNumberID      string
	BusinessAccountID  string
	DisplayPhoneNumber string
	Name               string
	AccessToken        string
	GraphURL           string
	Kind               string

	sealed channel.Number
}

// AddNumber connects a WhatsApp number.
var AddNumber = define(UseCase[AddNumberIn, channel.Number]{
	Name: "number.add", Rule: policy.Needs(policy.ManageNumber), Mode: Write,
	Prepare: func(_ context.Context, a *App, actor policy.Actor, in AddNumberIn) (_ AddNumberIn, err error) {
		in.sealed, err = sealNumber(a, actor, in)
		return in, err
	},
	Run: func(c *Call, in AddNumberIn) (channel.Number, error) {
		n := in.sealed
		app, err := channel.GetMetaApp(c.Tx, n.MetaAppID)
		if fault.Is(err, fault.NotFound) || err == nil && app.ProjectID != n.ProjectID {
			return n, fault.New(fault.Invalid, fault.CodeReferenced, "No Meta app of this project has this id.").With("meta_app_id", "unknown")
		}
		if err != nil {
			return n, err
		}
		if err := checkUnmixed(c, n); err != nil {
			return n, err
		}
		err = channel.CreateNumber(c.Tx, n)
		if fault.HasCode(err, fault.CodeDuplicate) {
			return n, fault.Wrap(fault.Conflict, fault.CodeDuplicate, "This phone number id is connected already.", err).With("phone_number_id", "taken")
		}
		if err != nil {
			return n, err
		}
		if err := c.auditNumber("number.add", n); err != nil {
			return n, err
		}
		return channel.GetNumber(c.Tx, n.ID)
	},
})

func sealNumber(a *App, actor policy.Actor, in AddNumberIn) (channel.Number, error) {
	n, err := checkNumber(in)
	if err != nil {
		return n, err
	}
	n.ProjectID = projectOf(actor, in.ProjectID)
	n.AccessToken, err = a.Seal.Seal([]byte(in.AccessToken), channel.TokenContext(n.ID))
	return n, err
}

func checkNumber(in AddNumberIn) (channel.Number, error) {
	if err := require(field{"meta_app_id", string(in.MetaAppID)}, field{"phone_number_id", in.PhoneNumberID},
		field{"business_account_id", in.BusinessAccountID}, field{"display_phone_number", in.DisplayPhoneNumber},
		field{"access_token", in.AccessToken}); err != nil {
		return channel.Number{}, err
	}
	if in.Kind == "" {
		in.Kind = channel.Production
	}
	if in.Kind != channel.Production && in.Kind != channel.Sandbox {
		return channel.Number{}, invalid("kind", "must be production or sandbox")
	}
	for _, id := range []field{{"phone_number_id", in.PhoneNumberID}, {"business_account_id", in.BusinessAccountID}} {
		if !isDigits(id.value) {
			return channel.Number{}, invalid(id.name, "must be Meta's id: 1 to 32 digits")
		}
	}
	if contact.Digits(in.DisplayPhoneNumber) == "" {
		return channel.Number{}, invalid("display_phone_number", "must be a phone number")
	}
	graph, err := checkGraphURL(in)
	if err != nil {
		return channel.Number{}, err
	}
	if in.Name == "" {
		in.Name = in.DisplayPhoneNumber
	}
	n := channel.Number{ID: ids.NumberID(ids.New()), MetaAppID: in.MetaAppID, PhoneNumberID: ids.PhoneNumberID(in.PhoneNumberID),
		BusinessAccountID: ids.WABAID(in.BusinessAccountID), DisplayPhoneNumber: in.DisplayPhoneNumber,
		Name: in.Name, GraphURL: graph, Kind: in.Kind}
	if graph == BuiltInSimulator {
		return n, checkSimulated(n)
	}
	return n, nil
}

func checkGraphURL(in AddNumberIn) (string, error) {
	text := in.GraphURL
	if text == "" && in.Kind == channel.Sandbox {
		return BuiltInSimulator, nil
	}
	if text == "" {
		return DefaultGraphURL, nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", invalid("graph_url", "must be an http or https address without a version, such as "+DefaultGraphURL)
	}
	return strings.TrimRight(text, "/"), nil
}

// ListNumbers gives the numbers in scope.
var ListNumbers = define(UseCase[channel.NumberFilter, []channel.Number]{
	Name: "number.list", Rule: policy.Needs(policy.ReadNumber), Mode: Read,
	Run: func(c *Call, f channel.NumberFilter) ([]channel.Number, error) {
		return channel.ListNumbers(c.Tx, c.Actor.Scope, f)
	},
})

// GetNumber finds a number by our id or Meta's.
var GetNumber = define(UseCase[string, channel.Number]{
	Name: "number.get", Rule: policy.Needs(policy.ReadNumber), Mode: Read,
	Run: func(c *Call, id string) (channel.Number, error) {
		return channel.FindNumber(c.Tx, c.Actor.Scope, id)
	},
})

// ListUnconfigured gives the numbers for which webhooks come in vain.
var ListUnconfigured = define(UseCase[struct{}, []channel.Unconfigured]{
	Name: "number.list_unconfigured", Rule: policy.Needs(policy.ManageNumber), Mode: Read,
	Run: func(c *Call, _ struct{}) ([]channel.Unconfigured, error) {
		return channel.ListUnconfigured(c.Tx, c.Actor.Scope.Project)
	},
})

// Connection is what an engine needs to speak for a number.
type Connection struct {
	Number channel.Number
	Token  string // in the clear
}

func connection(c *Call, n channel.Number) (Connection, error) {
	token, err := c.App.Seal.Open(n.AccessToken, channel.TokenContext(n.ID))
	return Connection{Number: n, Token: string(token)}, err
}

// AccountConnection opens the connection of any number in scope of a WhatsApp
// business account, or of a number itself; for what is passed through to Meta.
var AccountConnection = define(UseCase[string, Connection]{
	Name: "number.read_account", Rule: policy.Needs(policy.ReadTemplate), Mode: Read,
	Run: func(c *Call, id string) (Connection, error) {
		n, err := channel.NumberOfAccount(c.Tx, c.Actor.Scope, ids.WABAID(id))
		if err != nil {
			return Connection{}, err
		}
		return connection(c, n)
	},
})
