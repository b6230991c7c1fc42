package app

import (
	"context"
	"time"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/seal"
)

// inside is the actor of what a preparation asks for itself.
var inside = policy.Actor{Kind: policy.System, Name: "app"}

// OpenedSession is a new session: its token, which only the browser keeps, and
// whose it is.
type OpenedSession struct {
	Token     string
	ExpiresAt time.Time
	Me        Me
}

// LogInIn is what a person types.
type LogInIn struct {
	Email    string
	Password string

	user account.User // whose password it is
}

// LogIn opens a session for an email and password. Whatever is wrong is one
// invalid_credentials fault and takes the same time.
var LogIn = define(UseCase[LogInIn, OpenedSession]{
	Name: "session.log_in", Rule: policy.Anyone, Mode: Write,
	Prepare: checkCredentials,
	Run: func(c *Call, in LogInIn) (OpenedSession, error) {
		user, err := account.GetUser(c.Tx, in.user.ID)
		if err != nil {
			return OpenedSession{}, err
		}
		if user.PasswordHash != in.user.PasswordHash {
			return OpenedSession{}, invalidCredentials() // changed in between
		}
		return openSession(c, user)
	},
})

// checkCredentials compares the password outside a transaction, in the same
// time for an email that nobody has.
func checkCredentials(ctx context.Context, a *App, actor policy.Actor, in LogInIn) (LogInIn, error) {
	user, err := Do(ctx, a, inside, findUser, in.Email)
	if err != nil {
		return in, err
	}
	right, err := passwords.Verify(ctx, in.Password, user.PasswordHash)
	if err != nil {
		return in, err
	}
	if !right {
		if _, err := Do(ctx, a, inside, noteFailedLogIn, failedLogIn{email: in.Email, user: user.ID}); err != nil {
			return in, err
		}
		return in, invalidCredentials()
	}
	in.user = user
	return in, nil
}

func invalidCredentials() error {
	return fault.New(fault.Unauthenticated, fault.CodeInvalidCredentials, "The email or the password is wrong.")
}

// findUser gives the person of an email, or the zero User.
var findUser = define(UseCase[string, account.User]{
	Name: "session.find_user", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, email string) (account.User, error) {
		email, err := account.CheckEmail(email)
		if err != nil {
			return account.User{}, nil // nobody has such an email
		}
		user, err := account.FindUser(c.Tx, email)
		if fault.Is(err, fault.NotFound) {
			return account.User{}, nil
		}
		return user, err
	},
})

type failedLogIn struct {
	email string
	user  ids.UserID // "" when nobody has the email
}

// noteFailedLogIn writes the audit log of each project that the person is in;
// an unknown email concerns no project.
var noteFailedLogIn = define(UseCase[failedLogIn, struct{}]{
	Name: "session.note_failure", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in failedLogIn) (none struct{}, err error) {
		c.Actor = policy.Actor{Kind: policy.Anonymous}
		if in.user == "" {
			email, err := account.CheckEmail(in.email)
			if err != nil {
				return none, nil
			}
			return none, c.audit("", "session.log_in_failed", "", map[string]any{"email": email})
		}
		return none, c.auditEverywhere(in.user, "session.log_in_failed", nil)
	},
})

// auditEverywhere notes what concerns a person in each of their projects.
func (c *Call) auditEverywhere(user ids.UserID, action string, data map[string]any) error {
	memberships, err := account.Memberships(c.Tx, user)
	if err != nil {
		return err
	}
	for _, m := range memberships {
		if err := c.audit(m.Project.ID, action, "user:"+string(user), data); err != nil {
			return err
		}
	}
	return nil
}

// openSession logs a person in under a new token and notes it.
func openSession(c *Call, user account.User) (OpenedSession, error) {
	if err := account.PruneSessions(c.Tx, user.ID); err != nil {
		return OpenedSession{}, err
	}
	token, hash := seal.NewToken("")
	session, err := account.OpenSession(c.Tx, user, hash)
	if err != nil {
		return OpenedSession{}, err
	}
	c.Actor = policy.Actor{Kind: policy.User, ID: string(user.ID), Name: user.Name, Session: session.ID}
	if err := c.auditEverywhere(user.ID, "session.log_in", nil); err != nil {
		return OpenedSession{}, err
	}
	me, err := meOf(c, user)
	return OpenedSession{Token: token, ExpiresAt: session.ExpiresAt, Me: me}, err
}

// LogInByLinkIn is the token of a log-in link.
type LogInByLinkIn struct{ Token string }

// LogInByLink opens a session for the person a link was made for.
var LogInByLink = define(UseCase[LogInByLinkIn, OpenedSession]{
	Name: "session.log_in_by_link", Rule: policy.Anyone, Mode: Write,
	Run: func(c *Call, in LogInByLinkIn) (OpenedSession, error) {
		id, err := account.LinkUser(c.Tx, account.LinkLogIn, seal.HashToken(in.Token))
		if err != nil {
			return OpenedSession{}, err
		}
		user, err := account.GetUser(c.Tx, id)
		if err != nil {
			return OpenedSession{}, err
		}
		return openSession(c, user)
	},
})

// CreateLogInLinkIn names the person whom a link logs in.
type CreateLogInLinkIn struct{ User ids.UserID }

// CreateLogInLink gives the token of a link that logs a person in for 24 hours;
// for the demo, whose people have no passwords.
var CreateLogInLink = define(UseCase[CreateLogInLinkIn, string]{
	Name: "session.create_link", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in CreateLogInLinkIn) (string, error) {
		token, hash := seal.NewToken("")
		return token, account.CreateLink(c.Tx, account.LinkLogIn, in.User, hash)
	},
})

// passwords bounds how many passwords the process hashes at once: anybody may
// ask for it.
var passwords = seal.NewPasswords()
