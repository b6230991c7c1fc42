package app

import (
	"context"
	"unicode/utf8"

	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// shortestPassword is how many characters a password has at least.
const shortestPassword = 10

// CreateUserIn is a new member of a project. Without a password the email must
// be a known person's, who gets one more project.
type CreateUserIn struct {
	Project  ids.ProjectID
	Email    string
	Name     string
	Role     policy.Role
	Password string

	passwordHash string
}

// CreatedUser is the person with the place that was made.
type CreatedUser struct {
	User account.User
	Role policy.Role
}

// CreateUser makes a person and their place in a project. The first owner
// closes the set-up.
var CreateUser = define(UseCase[CreateUserIn, CreatedUser]{
	Name: "user.create", Rule: policy.OnlyOperator, Mode: Write,
	Prepare: func(ctx context.Context, a *App, _ policy.Actor, in CreateUserIn) (CreateUserIn, error) {
		if !policy.ValidRole(in.Role) {
			return in, invalid("role", "must be owner, admin, member or inbox")
		}
		var err error
		if in.Email, err = account.CheckEmail(in.Email); err != nil || in.Password == "" {
			return in, err
		}
		if in.Name, err = account.CheckName("name", in.Name); err != nil {
			return in, err
		}
		in.passwordHash, err = hashPassword(ctx, in.Password)
		return in, err
	},
	Run: func(c *Call, in CreateUserIn) (CreatedUser, error) {
		if err := findProject(c, in.Project); err != nil {
			return CreatedUser{}, err
		}
		user, err := findOrCreateUser(c, in)
		if err != nil {
			return CreatedUser{}, err
		}
		if err := addMember(c, in.Project, user.ID, in.Role); err != nil {
			return CreatedUser{}, err
		}
		if in.Role == policy.RoleOwner {
			if _, err = account.CloseSetup(c.Tx); err != nil {
				return CreatedUser{}, err
			}
		}
		return CreatedUser{User: user, Role: in.Role}, appendMembersChanged(c, in.Project, "")
	},
})

func findOrCreateUser(c *Call, in CreateUserIn) (account.User, error) {
	user, err := account.FindUser(c.Tx, in.Email)
	switch {
	case err == nil && in.passwordHash == "":
		return user, nil
	case err == nil:
		return user, fault.New(fault.Conflict, fault.CodeDuplicate, "This email belongs to somebody already; leave out the password to add them to the project.").
			With("email", "is taken")
	case !fault.Is(err, fault.NotFound):
		return user, err
	case in.passwordHash == "":
		return user, fault.New(fault.Invalid, fault.CodeWeakPassword, "A new person needs a password.").With("password", "must not be empty")
	}
	return createUser(c, in.Project, in.Email, in.Name, in.passwordHash)
}

func createUser(c *Call, project ids.ProjectID, email, name, passwordHash string) (account.User, error) {
	user, err := account.CreateUser(c.Tx, email, name, passwordHash)
	if err != nil {
		return user, err
	}
	return user, c.audit(project, "user.create", "user:"+string(user.ID), map[string]any{"email": email})
}

func addMember(c *Call, project ids.ProjectID, user ids.UserID, role policy.Role) error {
	if _, err := account.MembershipIn(c.Tx, user, project); err == nil {
		return fault.New(fault.Conflict, fault.CodeDuplicate, "This person is in the project already.").With("email", "is a member")
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := account.AddMember(c.Tx, project, user, role); err != nil {
		return err
	}
	return c.audit(project, "member.create", "user:"+string(user), map[string]any{"role": role})
}

// ListUsersIn asks for a part of a project's people. The project is the
// operator's to name.
type ListUsersIn struct {
	Project ids.ProjectID
	Part    account.Part
}

// ListUsers gives the people of the project in the order in which they joined.
var ListUsers = define(UseCase[ListUsersIn, account.Listed[account.Member]]{
	Name: "user.list", Rule: policy.Needs(policy.ReadMember), Mode: Read,
	Run: func(c *Call, in ListUsersIn) (account.Listed[account.Member], error) {
		scope, err := c.scopeIn(in.Project)
		if err != nil {
			return account.Listed[account.Member]{}, err
		}
		return account.ListMembers(c.Tx, scope, in.Part)
	},
})

// hashPassword gives the hash of a new password, or a password_too_short fault.
func hashPassword(ctx context.Context, password string) (string, error) {
	if utf8.RuneCountInString(password) < shortestPassword {
		return "", fault.Newf(fault.Invalid, fault.CodeWeakPassword, "The password must have at least %d characters.", shortestPassword).
			With("password", "is too short").With("minimum", shortestPassword)
	}
	return passwords.Hash(ctx, password)
}
