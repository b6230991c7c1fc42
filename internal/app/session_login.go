package app

import (
	"context"
	"fmt"
	"sync"
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

	user  account.User
	token string
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
		return openSession(c, user, in.token)
	},
})

// checkCredentials compares the password outside a transaction, against a
// hash of nobody's when the email is unknown.
func checkCredentials(ctx context.Context, a *App, actor policy.Actor, in LogInIn) (LogInIn, error) {
	user, err := Do(ctx, a, inside, findUser, in.Email)
	if err != nil {
		return in, err
	}
	hash := user.PasswordHash
	if user.ID == "" {
		if hash, err = nobodysHash(); err != nil {
			return in, err
		}
	}
	right, err := verifyPassword(ctx, hash, in.Password)
	if err != nil {
		return in, err
	}
	if !right || user.ID == "" {
		if _, err := Do(ctx, a, inside, noteFailedLogIn, failedLogIn{email: in.Email, user: user.ID}); err != nil {
			return in, err
		}
		return in, invalidCredentials()
	}
	in.user, in.token = user, seal.NewToken()
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
		return none, c.auditEverywhere(in.user, "session.log_in_failed")
	},
})

// auditEverywhere notes what concerns a person in each of their projects.
func (c *Call) auditEverywhere(user ids.UserID, action string) error {
	memberships, err := account.Memberships(c.Tx, user)
	if err != nil {
		return err
	}
	for _, m := range memberships {
		if err := c.audit(m.Project.ID, action, "user:"+string(user), nil); err != nil {
			return err
		}
	}
	return nil
}

// openSession logs a person in under a token and notes it.
func openSession(c *Call, user account.User, token string) (OpenedSession, error) {
	if err := account.PruneSessions(c.Tx, user.ID); err != nil {
		return OpenedSession{}, err
	}
	session, err := account.OpenSession(c.Tx, user, seal.HashToken(token))
	if err != nil {
		return OpenedSession{}, err
	}
	c.Actor = policy.Actor{Kind: policy.User, ID: string(user.ID), Name: user.Name, Session: session.ID}
	if err := c.auditEverywhere(user.ID, "session.log_in"); err != nil {
		return OpenedSession{}, err
	}
	me, err := meOf(c, user)
	return OpenedSession{Token: token, ExpiresAt: session.ExpiresAt, Me: me}, err
}

// LogInByLinkIn is the token of a one-time link.
type LogInByLinkIn struct {
	Token string

	sessionToken string
}

// LogInByLink opens a session for the person a one-time link was made for.
var LogInByLink = define(UseCase[LogInByLinkIn, OpenedSession]{
	Name: "session.log_in_by_link", Rule: policy.Anyone, Mode: Write,
	Prepare: func(_ context.Context, _ *App, _ policy.Actor, in LogInByLinkIn) (LogInByLinkIn, error) {
		in.sessionToken = seal.NewToken()
		return in, nil
	},
	Run: func(c *Call, in LogInByLinkIn) (OpenedSession, error) {
		id, err := account.UseLink(c.Tx, account.LinkLogIn, seal.HashToken(in.Token))
		if err != nil {
			return OpenedSession{}, err
		}
		user, err := account.GetUser(c.Tx, id)
		if err != nil {
			return OpenedSession{}, err
		}
		return openSession(c, user, in.sessionToken)
	},
})

// CreateLogInLinkIn names the person whom a one-time link logs in.
type CreateLogInLinkIn struct {
	User ids.UserID

	token string
}

// CreateLogInLink gives the token of a link that logs a person in once, within
// 24 hours; for the demo.
var CreateLogInLink = define(UseCase[CreateLogInLinkIn, string]{
	Name: "session.create_link", Rule: policy.OnlyInside, Mode: Write,
	Prepare: func(_ context.Context, _ *App, _ policy.Actor, in CreateLogInLinkIn) (CreateLogInLinkIn, error) {
		in.token = seal.NewToken()
		return in, nil
	},
	Run: func(c *Call, in CreateLogInLinkIn) (string, error) {
		return in.token, account.CreateLink(c.Tx, account.LinkLogIn, in.User, seal.HashToken(in.token))
	},
})

// hashing lets only so many passwords be hashed at once: each takes tens of
// megabytes, and anybody may ask for it.
var hashing = make(chan struct{}, 4)

func hashPassword(ctx context.Context, password string) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	if err := enterHashing(ctx); err != nil {
		return "", err
	}
	defer leaveHashing()
	hash, err := seal.HashPassword(password)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

func verifyPassword(ctx context.Context, hash, password string) (bool, error) {
	if err := enterHashing(ctx); err != nil {
		return false, err
	}
	defer leaveHashing()
	right, err := seal.VerifyPassword(hash, password)
	if err != nil {
		return false, fmt.Errorf("verify password: %w", err)
	}
	return right, nil
}

func enterHashing(ctx context.Context) error {
	select {
	case hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func leaveHashing() { <-hashing }

// nobodysHash is a hash that no password is tried for but in vain.
var nobodysHash = sync.OnceValues(func() (string, error) { return seal.HashPassword(seal.NewToken()) })
