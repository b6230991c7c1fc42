package app

import (
	"time"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/seal"
)

// AuthenticateSessionIn is a session's token as a request presents it. Project
// chooses among a person's projects; without it the oldest membership counts.
type AuthenticateSessionIn struct {
	Token   string
	Project ids.ProjectID
}

// AuthenticatedSession is the person behind a token. Renewable says that
// RenewSession is due, Unnoted that NoteUse is.
type AuthenticatedSession struct {
	Actor     policy.Actor
	ExpiresAt time.Time
	Renewable bool
	Unnoted   bool
}

// AuthenticateSession gives the actor of a session token with the role and
// scope of one project. A project that the person is not in is not found; a
// person without any project is an actor without scope.
var AuthenticateSession = define(UseCase[AuthenticateSessionIn, AuthenticatedSession]{
	Name: "session.authenticate", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, in AuthenticateSessionIn) (none AuthenticatedSession, err error) {
		session, err := account.FindSession(c.Tx, seal.HashToken(in.Token))
		if err != nil {
			return none, expired(err)
		}
		actor := policy.Actor{Kind: policy.User, ID: string(session.UserID), Name: session.UserName, Session: session.ID}
		membership, err := chooseMembership(c, session.UserID, in.Project)
		switch {
		case err == nil:
			actor.Role, actor.Scope = membership.Role, policy.Project(membership.Project.ID)
		case !fault.Is(err, fault.NotFound):
			return none, err
		case in.Project != "":
			return none, unknownProject()
		}
		return AuthenticatedSession{Actor: actor, ExpiresAt: session.ExpiresAt, Renewable: session.Renewable(c.Now()), Unnoted: session.Unnoted(c.Now())}, nil
	},
})

func chooseMembership(c *Call, user ids.UserID, project ids.ProjectID) (account.Membership, error) {
	if project != "" {
		return account.MembershipIn(c.Tx, user, project)
	}
	return account.FirstMembership(c.Tx, user)
}

func expired(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Unauthenticated, fault.CodeSessionExpired, "Your session has ended; log in again.")
	}
	return err
}

// RenewSessionIn is the token of a session that is in use.
type RenewSessionIn struct{ Token string }

// RenewSession gives a session its 30 days again and tells when it ends.
var RenewSession = define(UseCase[RenewSessionIn, time.Time]{
	Name: "session.renew", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in RenewSessionIn) (time.Time, error) {
		expires, err := account.RenewSession(c.Tx, seal.HashToken(in.Token))
		return expires, expired(err)
	},
})

// LogOut ends the session of the person who asks; for anybody else there is
// nothing to end.
var LogOut = define(UseCase[struct{}, struct{}]{
	Name: "session.log_out", Rule: policy.Anyone, Mode: Write,
	Run: func(c *Call, _ struct{}) (none struct{}, err error) {
		if c.Actor.Session == "" {
			return none, nil
		}
		if err := account.CloseSession(c.Tx, c.Actor.Session); err != nil {
			return none, err
		}
		return none, appendSessionEnded(c, c.Actor.Session)
	},
})
