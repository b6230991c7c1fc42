package app

import (
	"relevo/internal/account"
	"relevo/internal/event"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// Me is what an actor learns about itself.
type Me struct {
	User     *Person // nil for a program
	Projects []MyProject
	Pos      int64 // the last event's position: what is read afterwards holds everything up to it
}

// Person is a user without what nobody else needs to know.
type Person struct {
	ID    ids.UserID
	Name  string
	Email string
}

// MyProject is a project with what the actor may do in it. Role is "" for a
// program.
type MyProject struct {
	ID          ids.ProjectID
	Name        string
	Role        policy.Role
	Permissions []policy.Permission
}

// GetMe gives the actor's own account: the person with every project, or the
// key's project.
var GetMe = define(UseCase[struct{}, Me]{
	Name: "me.get", Rule: policy.Needs(policy.ReadProject), Mode: Read,
	Run: func(c *Call, _ struct{}) (Me, error) {
		if c.Actor.Kind == policy.User {
			user, err := account.GetUser(c.Tx, c.Actor.UserID())
			if err != nil {
				return Me{}, err
			}
			return meOf(c, user)
		}
		project, err := account.GetProject(c.Tx, c.Actor.Scope.Project)
		if err != nil {
			return Me{}, err
		}
		mine := MyProject{ID: project.ID, Name: project.Name}
		for _, permission := range policy.Permissions() {
			if c.Actor.Has(permission) {
				mine.Permissions = append(mine.Permissions, permission)
			}
		}
		pos, err := event.Last(c.Tx)
		return Me{Projects: []MyProject{mine}, Pos: pos}, err
	},
})

// GetSession gives what GetMe gives, and an empty Me when nobody is logged in:
// the question whether somebody is has no wrong answer.
var GetSession = define(UseCase[struct{}, Me]{
	Name: "session.get", Rule: policy.Anyone, Mode: Read,
	Run: func(c *Call, in struct{}) (Me, error) {
		if c.Actor.Kind == policy.Anonymous {
			return Me{}, nil
		}
		if err := May(c.Actor, GetMe); err != nil {
			return Me{}, err
		}
		return GetMe.Run(c, in)
	},
})

func meOf(c *Call, user account.User) (Me, error) {
	memberships, err := account.Memberships(c.Tx, user.ID)
	if err != nil {
		return Me{}, err
	}
	pos, err := event.Last(c.Tx)
	if err != nil {
		return Me{}, err
	}
	me := Me{User: &Person{ID: user.ID, Name: user.Name, Email: user.Email}, Pos: pos}
	for _, m := range memberships {
		me.Projects = append(me.Projects, MyProject{
			ID: m.Project.ID, Name: m.Project.Name, Role: m.Role, Permissions: policy.RolePermissions(m.Role),
		})
	}
	return me, nil
}
